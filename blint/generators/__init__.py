"""The table of generators, and telling which one builds a site.

Adding a generator: write its module with a ``GENERATOR`` row and name the module in ``NAMES``.
"""

from __future__ import annotations

import importlib
import json
import os
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from blint.files import FILE, Files
from blint.generators.base import Generator
from blint.paths import holds

if TYPE_CHECKING:
    from collections.abc import Iterator


# In the order they are asked; plain comes last and always fits.
NAMES = ("vitepress", "plain")

_SEARCH_DEPTH = 3
_NOT_A_SITE = frozenset(("node_modules", "dist", "build", "vendor", "target", "venv"))


Found = tuple[Generator, str]  # a generator, and the absolute root of its site


@cache
def generator(name: str) -> Generator:
    """The row of that name; raises KeyError for an unknown one."""
    if name not in NAMES:
        raise KeyError(name)
    row: Generator = importlib.import_module(f"blint.generators.{name}").GENERATOR
    return row


def detect(folder: str, files: Files) -> Found:
    """Which generator builds the posts in ``folder`` (absolute).

    The nearest folder upwards that shows a sign decides. Where only a package.json names the
    generator, and where there is no sign at all, the site is looked for a few levels down.
    """
    named: Found | None = None
    for above in _upwards(folder, files):
        if found := _signs(above, files):
            return found
        named = named or _package(above, files)
    for below in _downwards(named[1] if named else folder, files):
        found = _signs(below, files)
        if found and (named is None or found[0] is named[0]):
            return found
    return named or (generator("plain"), folder)


def locate(name: str, folder: str, config_folder: str, files: Files) -> Found:
    """The site of a generator that a configuration names: where the generator's signs are, upwards
    from the posts in ``folder``, else below it, else below the configuration's folder."""
    row = generator(name)
    places = chain(
        _upwards(folder, files),
        _downwards(folder, files),
        _downwards(config_folder, files) if config_folder else (),
    )
    signs = (_signs(place, files, (row,)) for place in places)
    root = config_folder if config_folder and holds(config_folder, folder) else folder
    return next(filter(None, signs), (row, root))


def _upwards(folder: str, files: Files) -> Iterator[str]:
    while files.inside(folder):
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _downwards(folder: str, files: Files) -> Iterator[str]:
    level = [folder] if files.inside(folder) else []
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


def _signs(folder: str, files: Files, rows: tuple[Generator, ...] | None = None) -> Found | None:
    names = files.names(folder)
    for row in rows or tuple(generator(name) for name in NAMES):
        if any(fnmatchcase(name, sign) for sign in row.signs for name in names):
            return row, folder
    return None


def _package(folder: str, files: Files) -> Found | None:
    path = os.path.join(folder, "package.json")
    if "package.json" not in files.names(folder) or files.look(path).kind != FILE:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            package = json.loads(file.read(1024 * 1024))
        dependencies = {
            name for key in ("dependencies", "devDependencies") for name in package.get(key) or ()
        }
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return None
    for name in NAMES:
        row = generator(name)
        if row.package and row.package in dependencies:
            return row, folder
    return None


def shows_generator(folder: str) -> bool:
    """Whether a folder shows a generator's sign."""
    return _signs(folder, Files(folder)) is not None
