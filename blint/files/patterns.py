"""Patterns for paths, as .gitignore files have them."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from blint.errors import BlintError
from blint.files.paths import relative

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files


@cache
def patterns(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """Compile gitignore-style patterns; raises BlintError for one that is none."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error, OverflowError, RecursionError) as error:
        raise BlintError(f"a pattern cannot be read: {error}") from error


_MOST_LINES = 1000  # of a .gitignore file; with more, nothing is told by it


def is_left_out(path: str, files: Files) -> bool:
    """Whether git may ignore what lies at an absolute path, by the .gitignore files above it: a
    build makes such files, so that none being there tells nothing."""
    if not files.inside(path):
        return False
    folder = path
    while folder != files.top:
        folder = os.path.dirname(folder)
        text = files.page(os.path.join(folder, ".gitignore"))
        lines = tuple(line.rstrip("\r") for line in text.split("\n") if line.strip("\r "))
        if lines and (len(lines) > _MOST_LINES or _ignores(lines, relative(path, folder))):
            return True
    return False


def _ignores(lines: tuple[str, ...], path: str) -> bool:
    try:
        return patterns(lines).match_file(path)
    except BlintError:
        return False


_MOST_DEEP = 3  # ``**`` in a glob: each is tried at every depth


def fits(path: str, glob: str) -> bool:
    """Whether a relative path with forward slashes is one that a glob names (``posts/**/*.md``):
    for a question that is not worth the import of pathspec."""
    steps = glob.split("/")
    return steps.count("**") <= _MOST_DEEP and _fits(path.split("/"), steps)


def _fits(names: list[str], steps: list[str]) -> bool:
    if not steps:
        return not names
    if steps[0] == "**":
        return any(_fits(names[number:], steps[1:]) for number in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], steps[0]) and _fits(names[1:], steps[1:])
