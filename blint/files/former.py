"""Answers about files as they were."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from blint.files.disk import DIRECTORY, FILE, MISSING, Files
from blint.files.opening import Boundary, Refused, real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from blint.files.disk import EntryKind, Kind

_MOST_LINKS = 40  # one after the other


class Former(NamedTuple):
    """A file as it was: ``read`` answers its bytes, ``size`` their number; ``link``: they are the
    path that it led to."""

    read: Callable[[], bytes]
    size: Callable[[], int]
    link: bool = False


class FormerFiles(Files):
    """The files of a repository as they were before some changed. ``former`` has those by absolute
    paths without links, and None for a file that was not there; the others are on the disk."""

    def __init__(self, boundary: str, former: Mapping[str, Former | None]) -> None:
        super().__init__(boundary)
        self.boundary: _FormerBoundary = _FormerBoundary(boundary, former)
        self._former = former
        self._changed: dict[str, dict[str, EntryKind | None]] = {}
        for path, file in former.items():
            folder, name = os.path.split(path)
            kind: EntryKind | None = None if file is None else "link" if file.link else FILE
            self._changed.setdefault(folder, {})[name] = kind
            # A folder that is gone was there when there was something in it.
            while file is not None and self.boundary.holds(folder) and not os.path.lexists(folder):
                folder, name = os.path.split(folder)
                self._changed.setdefault(folder, {})[name] = DIRECTORY
        self._were: dict[str, dict[str, EntryKind]] = {}

    def _names(self, folder: str) -> dict[str, EntryKind]:
        names = self._were.get(folder)
        if names is None:
            changed = self._changed.get(_real(folder), {})
            names = {n: kind for n, kind in super()._names(folder).items() if n not in changed}
            names |= {name: kind for name, kind in changed.items() if kind is not None}
            self._were[folder] = names
        return names

    def _behind(self, link: str) -> Kind:
        target = self.boundary.target(link)
        if target == _real_entry(link):  # as it is on the disk
            return super()._behind(link)
        if target in self._former:
            return MISSING if self._former[target] is None else FILE
        if not self.boundary.holds(target):
            return "outside"
        return FILE if os.path.isfile(target) else DIRECTORY if os.path.isdir(target) else MISSING


class _FormerBoundary(Boundary):
    """Opens files as they were."""

    def __init__(self, folder: str, former: Mapping[str, Former | None]) -> None:
        super().__init__(folder)
        self._former = former

    def target(self, path: str) -> str:
        """Where the file at an absolute path was, without links; the path's own place where nothing
        on the way changed."""
        here = _real_entry(path)
        for _ in range(_MOST_LINKS):
            file = self._former.get(here)
            if file is None or not file.link:
                break
            here = _real_entry(os.path.join(os.path.dirname(here), os.fsdecode(file.read())))
        if here not in self._former and _real(here) in self._former:
            return _real(here)
        return here

    def size(self, path: str) -> int | None:
        real = _real_entry(path)
        if real not in self._former:
            return super().size(path)
        file = self._former[real]
        return None if file is None or file.link else file.size()

    def open(self, path: str) -> tuple[int, int]:
        target = self.target(path)
        if target not in self._former:
            return super().open(path if target == _real_entry(path) else target)
        file = self._former[target]
        if file is None:
            raise FileNotFoundError(2, os.strerror(2), path)
        if file.link:
            raise Refused("not-regular", path)
        data = file.read()
        with tempfile.TemporaryFile() as copy:
            copy.write(data)
            copy.seek(0)
            return os.dup(copy.fileno()), len(data)


def _real_entry(path: str) -> str:
    """A path whose folder has no links in it, and its end may be one."""
    folder, name = os.path.split(os.path.normpath(path))
    return os.path.join(_real(folder), name)


def _real(path: str) -> str:
    try:
        return real_path(path)
    except OSError:
        return path
