"""The folders that nothing is looked at outside of."""

from __future__ import annotations

import os

from blint.files.opening import Boundary
from blint.files.paths import contains, cwd


class Repositories:
    """The git repositories that hold folders, each asked for once."""

    def __init__(self) -> None:
        self._roots: dict[str, str] = {}
        self._boundaries: dict[str, Boundary] = {}

    def root(self, folder: str) -> str:
        """The root of the repository that holds an absolute folder, or an empty string.

        A repository that another one, or the working directory, holds by a link out of it is none:
        the outer one is the answer, and the folder leads out of it.
        """
        asked = []
        here = folder
        while here not in self._roots:
            asked.append(here)
            here, below = os.path.dirname(here), here
            if here == below:
                break
        root = self._roots.get(here, "")
        for here in reversed(asked):
            own = os.path.exists(os.path.join(here, ".git"))
            outer = root or (cwd() if contains(cwd(), here) else "")
            if own and not (outer and Boundary(outer).leads_out(here)):
                root = here
            self._roots[here] = root
        return root

    def boundary(self, folder: str) -> Boundary:
        """What an absolute folder has to lie in: its repository; where there is none, the working
        directory or, for what is not below that, the folder above."""
        root = self.root(folder)
        if not root:
            here = cwd()
            root = here if contains(here, folder) else os.path.dirname(folder)
        if root not in self._boundaries:
            self._boundaries[root] = Boundary(root)
        return self._boundaries[root]


def boundary_of(folder: str, repository: str, config_folder: str) -> str:
    """The folder that nothing is opened outside of, for the posts in ``folder`` (absolute).

    That is the root of the git ``repository``. Where there is none, it is the highest of: the
    folder above, the working directory, the configuration's folder, and the highest folder with a
    generator's sign.
    """
    if repository:
        return repository
    from blint.generators.detect import shows_generator

    above = [os.path.dirname(folder), config_folder, cwd()]
    here = folder
    while here != os.path.dirname(here):
        if shows_generator(here):
            above.append(here)
        here = os.path.dirname(here)
    holders = [path for path in above if path and contains(path, folder)]
    return min(holders, key=len)
