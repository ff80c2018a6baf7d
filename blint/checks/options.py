"""The types a check's options may have, and reading them from a configuration's values."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

# What keyword-only arguments of checks are annotated with.
Size = int  # bytes; written 307200, "300 KiB" or "0.5 MB"
Strings = Sequence[str]
Pattern = re.Pattern[str]  # written as a regular expression
# By field:
Patterns = Mapping[str, re.Pattern[str]]
Types = Mapping[str, Sequence[str]]  # one of TYPES, or a list of them
Choices = Mapping[str, Sequence[object]]
Lengths = Mapping[str, tuple[int, int | None]]  # written { min = 3, max = 60 }
# By image format:
Sizes = Mapping[str, int]
Folder = str  # a folder in which {stem} stands for the name of a post

TYPES = ("string", "integer", "number", "boolean", "list", "table", "date")

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
_UNITS |= {"k": 1024, "kib": 1024, "m": 1024**2, "mib": 1024**2, "gib": 1024**3}
_LARGEST = 2**53  # the largest whole number that JSON carries everywhere
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")


class File(NamedTuple):
    """A file, written relative to the configuration's folder: its absolute path, and the absolute
    folder that it has to lie in (anywhere when that is empty)."""

    path: str
    boundary: str


class Globs(NamedTuple):
    """Paths: gitignore-style patterns, which count from an absolute folder, the configuration's."""

    folder: str = ""
    lines: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether a pattern matches an absolute path."""
        if not self.lines:
            return False
        from blint.files.paths import relative
        from blint.files.patterns import patterns

        name = relative(path, self.folder)
        return not name.startswith("../") and bool(patterns(self.lines).match_file(name))


class WrongOption(Exception):
    """An option's value is not of its type; the message says what it must be, ``key`` which entry
    of a table is meant."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def convert(annotation: str, value: object, folder: str, boundary: str) -> object:
    """An option's value as its annotation wants it; files count from ``folder`` and have to lie in
    ``boundary``. Raises WrongOption."""
    name = annotation.removesuffix(" | None")
    if name == "File":
        return File(os.path.normpath(os.path.join(folder, _text(value))), boundary)
    if name == "Globs":
        return Globs(folder, _globs(value))
    if name in _BY_KEY:
        table = _each(value, _BY_KEY[name])
        if name == "Sizes":
            _refuse_unknown_formats(table)
        return table
    return _SINGLE[name](value)


def _each(value: object, read: Callable[[object], object]) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise WrongOption("must be a table")
    found = {}
    for key, item in value.items():
        try:
            found[str(key)] = read(item)
        except WrongOption as error:
            raise WrongOption(str(error), str(key)) from error
    return found


def _refuse_unknown_formats(names: Mapping[str, object]) -> None:
    from blint.files.image_header import format_of_extension

    for name in names:
        if format_of_extension(f"x.{name}") is None:
            raise WrongOption("is no image format", name)


def _is_whole(value: object, least: int) -> TypeGuard[int]:
    """Whether a value is a whole number, and none that is too large for reports."""
    return type(value) is int and least <= value <= _LARGEST


def _size(value: object) -> int:
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match and match[2].lower() in _UNITS:
        size = float(match[1]) * _UNITS[match[2].lower()]
        value = int(size) if math.isfinite(size) else None
        if _is_whole(value, 0):
            return value
    elif _is_whole(value, 1):
        return value
    raise WrongOption('must be a size such as "300 KiB"')


def _whole(value: object) -> int:
    if _is_whole(value, 1):
        return value
    raise WrongOption("must be a whole number above 0, of at most 15 digits")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise WrongOption("must be true or false")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise WrongOption("must be a text")


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise WrongOption("must be a list of texts")


def _globs(value: object) -> tuple[str, ...]:
    lines = _strings(value)
    if not lines:
        return ()
    from blint.errors import BlintError
    from blint.files.patterns import patterns

    try:
        patterns(lines)
    except BlintError as error:
        raise WrongOption(f"holds no patterns of paths: {error}") from error
    return lines


def _folder(value: object) -> str:
    text = _text(value)
    if not text.strip() or "\\" in text:
        raise WrongOption('must be a folder such as "images/{stem}/", with forward slashes')
    if odd := re.search(r"\{[^{}]*\}?|\}", text.replace("{stem}", "")):
        raise WrongOption(f"knows {{stem}}, the name of the post, and not {odd[0]}")
    return text


def _pattern(value: object) -> re.Pattern[str]:
    try:
        return re.compile(_text(value))
    except (re.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise WrongOption(f"is no regular expression: {error}") from error


def _types(value: object) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    if not names or any(name not in TYPES for name in names):
        raise WrongOption(f"must be one of {', '.join(TYPES)}, or a list of them")
    return tuple(map(str, names))


def _choices(value: object) -> tuple[object, ...]:
    if isinstance(value, (list, tuple)) and value:
        return tuple(value)
    raise WrongOption("must be a list of values")


def _length(value: object) -> tuple[int, int | None]:
    if isinstance(value, Mapping) and value and not set(value) - {"min", "max"}:
        numbers = [value.get("min", 1), value.get("max", 1)]
        if all(_is_whole(number, 0) for number in numbers):
            return value.get("min", 0), value.get("max")
    raise WrongOption("must be a table with min, max or both, whole numbers")


_SINGLE: dict[str, Callable[[object], Any]] = {
    "Size": _size,
    "int": _whole,
    "bool": _flag,
    "str": _text,
    "Strings": _strings,
    "Pattern": _pattern,
    "Folder": _folder,
}
_BY_KEY: dict[str, Callable[[object], Any]] = {
    "Patterns": _pattern,
    "Types": _types,
    "Choices": _choices,
    "Lengths": _length,
    "Sizes": _size,
}
