"""The folders that nothing is looked at outside of."""

from __future__ import annotations

import os

from blint.files.paths import contains, cwd


class Repositories:
    """The git repositories that hold folders, each asked for once."""

    def __init__(self) -> None:
        self._roots: dict[str, str] = {}

    def root(self, folder: str) -> str:
        """The root of the repository that holds an absolute folder, or an empty string."""
        root = self._roots.get(folder)
        if root is None:
            parent = os.path.dirname(folder)
            if os.path.exists(os.path.join(folder, ".git")):
                root = folder
            else:
                root = "" if parent == folder else self.root(parent)
            self._roots[folder] = root
        return root


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
