"""The files below a folder that git does not ignore."""

from __future__ import annotations

import os
from operator import attrgetter
from typing import TYPE_CHECKING

from blint.errors import BlintError
from blint.files.disk import is_junction
from blint.files.paths import relative, shown
from blint.files.patterns import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pathspec import GitIgnoreSpec


_NEVER = frozenset(("node_modules", "__pycache__", "venv"))


_name = attrgetter("name")


def walk(folder: str, repository: str, extensions: tuple[str, ...]) -> Iterator[str]:
    """The files with these extensions (in small letters) below an absolute folder of a git
    repository, or of none.

    Hidden folders, ``node_modules``, what .gitignore files exclude and symbolic links to folders
    are left out.
    """
    ignored = _Ignored(repository)
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=_name)
        except OSError as error:
            raise BlintError(f"{shown(here)}: cannot be listed: {error.strerror}") from error
        for entry in listed:
            if entry.is_dir(follow_symlinks=False):
                hidden = entry.name.startswith(".") or entry.name in _NEVER
                if not hidden and not is_junction(entry) and not ignored(entry.path + "/"):
                    pending.append(entry.path)
            elif entry.name.lower().endswith(extensions) and not ignored(entry.path):
                yield entry.path


class _Ignored:
    """What the .gitignore files of a repository exclude."""

    def __init__(self, repository: str) -> None:
        self._root = repository
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._found: dict[str, list[tuple[str, GitIgnoreSpec]]] = {}

    def __call__(self, path: str) -> bool:
        if not self._root:
            return False
        for folder, spec in self._above(os.path.dirname(path.rstrip("/"))):
            name = relative(path, folder) + ("/" if path.endswith("/") else "")
            verdict = spec.check_file(name).include
            if verdict is not None:
                return verdict
        return False

    def _above(self, folder: str) -> list[tuple[str, GitIgnoreSpec]]:
        """The folders from this one up to the repository's that have patterns."""
        if folder not in self._found:
            found, here = [], folder
            while True:
                spec = self._spec(here)
                if spec is not None:
                    found.append((here, spec))
                if here == self._root:
                    break
                here = os.path.dirname(here)
            self._found[folder] = found
        return self._found[folder]

    def _spec(self, folder: str) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            self._specs[folder] = None
            try:
                with open(os.path.join(folder, ".gitignore"), encoding="utf-8") as file:
                    self._specs[folder] = patterns(tuple(file))
            except (OSError, UnicodeDecodeError, BlintError):
                pass  # none there, or none that git could read
        return self._specs[folder]
