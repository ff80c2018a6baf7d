"""Answers about files as they will be."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.files.disk import FILE, Files
from blint.files.opening import real_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.files.disk import EntryKind


class SupposedFiles(Files):
    """The files of a repository as if some stood there already and others did not any more;
    ``there`` and ``gone`` are absolute paths without links."""

    def __init__(self, boundary: str, there: Iterable[str], gone: Iterable[str]) -> None:
        super().__init__(boundary)
        self._there: dict[str, set[str]] = {}
        self._gone: dict[str, set[str]] = {}
        for changed, paths in ((self._there, there), (self._gone, gone)):
            for path in paths:
                folder, name = os.path.split(path)
                changed.setdefault(folder, set()).add(name)
        self._supposed: dict[str, dict[str, EntryKind]] = {}

    def _names(self, folder: str) -> dict[str, EntryKind]:
        names = self._supposed.get(folder)
        if names is None:
            try:
                real = real_path(folder)
            except OSError:
                real = folder
            gone = self._gone.get(real, set())
            names = {
                name: kind for name, kind in super()._names(folder).items() if name not in gone
            }
            names |= dict.fromkeys(self._there.get(real, ()), FILE)
            self._supposed[folder] = names
        return names
