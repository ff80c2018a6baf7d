"""The table of generators, and telling which one builds a site.

Adding a generator: write its module with a ``GENERATOR`` row and name the module in ``NAMES``.
"""

from __future__ import annotations

import importlib
import json
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from blint.files import Files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.generators.base import Generator

# In the order they are asked; plain comes last and always fits.
NAMES = ("vitepress", "plain")

_SEARCH_DEPTH = 3
_NOT_A_SITE = frozenset(("node_modules", "dist", "build", "vendor", "target", "venv"))


@dataclass(frozen=True, slots=True)
class Detected:
    """A generator, the absolute root of its site, and what gave it away."""

    generator: Generator
    root: str
    because: str


@cache
def generator(name: str) -> Generator:
    """The row of that name; raises KeyError for an unknown one."""
    if name not in NAMES:
        raise KeyError(name)
    row: Generator = importlib.import_module(f"blint.generators.{name}").GENERATOR
    return row


def detect(folder: str, files: Files) -> Detected:
    """Which generator builds the posts in ``folder`` (absolute).

    The nearest folder upwards that shows a sign decides. Where only a package.json names the
    generator, and where there is no sign at all, the site is looked for a few levels down.
    """
    named: Detected | None = None
    for above in _upwards(folder, files):
        if found := _signs(above, files):
            return found
        named = named or _package(above, files)
    below = named.root if named else folder
    for candidate in _downwards(below, files):
        found = _signs(candidate, files)
        if found and (named is None or found.generator is named.generator):
            return found
    return named or Detected(generator("plain"), folder, "")


def locate(name: str, folder: str, files: Files) -> Detected:
    """The site of a generator that is given by name: its root is where its signs are."""
    row = generator(name)
    for candidate in (*_upwards(folder, files), *_downwards(folder, files)):
        found = _signs(candidate, files, (row,))
        if found:
            return found
    return Detected(row, folder, "")


def _upwards(folder: str, files: Files) -> Iterator[str]:
    while files.inside(folder):
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _downwards(folder: str, files: Files) -> Iterator[str]:
    level = [folder]
    for _ in range(_SEARCH_DEPTH):
        below = []
        for here in level:
            for name, linked in sorted(files.names(here).items()):
                hidden = name.startswith(".") or name in _NOT_A_SITE
                if not linked and not hidden and "." not in name:
                    path = os.path.join(here, name)
                    if os.path.isdir(path):
                        yield path
                        below.append(path)
        level = below


def _signs(folder: str, files: Files, rows: tuple[Generator, ...] | None = None) -> Detected | None:
    names = files.names(folder)
    for row in rows or tuple(generator(name) for name in NAMES):
        for pattern in (*row.folders, *row.files):
            first, _, rest = pattern.partition("/")
            for name in names:
                if fnmatchcase(name, first):
                    if not rest:
                        return Detected(row, folder, name)
                    inner = files.names(os.path.join(folder, name))
                    if hit := next((n for n in inner if fnmatchcase(n, rest)), ""):
                        return Detected(row, folder, f"{name}/{hit}")
    return None


def _package(folder: str, files: Files) -> Detected | None:
    if "package.json" not in files.names(folder):
        return None
    try:
        with open(os.path.join(folder, "package.json"), encoding="utf-8") as file:
            package = json.loads(file.read(1024 * 1024))
        dependencies = {
            name for key in ("dependencies", "devDependencies") for name in package.get(key) or ()
        }
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return None
    for name in NAMES:
        row = generator(name)
        if row.package and row.package in dependencies:
            return Detected(row, folder, f"package.json depends on {row.package}")
    return None


def shows_generator(folder: str) -> bool:
    """Whether a folder shows a generator's sign."""
    return _signs(folder, Files(folder)) is not None
