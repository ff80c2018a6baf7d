"""The types a check's options may have, and reading them from a configuration's values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

# What keyword-only arguments of checks are annotated with.
Size = int  # bytes; written 307200, "300 KiB" or "0.5 MB"
Strings = Sequence[str]
Table = Mapping[str, Any]
File = str  # an absolute path; written relative to the configuration's folder

_UNITS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
_UNITS |= {"k": 1024, "kib": 1024, "m": 1024**2, "mib": 1024**2, "gib": 1024**3}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")


class WrongOption(Exception):
    """An option's value is not of its type; the message says what it must be."""


def convert(annotation: str, value: object, folder: str) -> object:
    """An option's value as its annotation wants it; raises WrongOption."""
    for name in annotation.split(" | "):
        if name == "None":
            continue
        return _CONVERTERS[name](value, folder)
    raise WrongOption("cannot be set")


def _size(value: object, folder: str) -> int:
    del folder
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match and match[2].lower() in _UNITS:
        return int(float(match[1]) * _UNITS[match[2].lower()])
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise WrongOption('must be a size such as "300 KiB"')


def _whole(value: object, folder: str) -> int:
    del folder
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise WrongOption("must be a whole number above 0")


def _flag(value: object, folder: str) -> bool:
    del folder
    if isinstance(value, bool):
        return value
    raise WrongOption("must be true or false")


def _text(value: object, folder: str) -> str:
    del folder
    if isinstance(value, str):
        return value
    raise WrongOption("must be a text")


def _strings(value: object, folder: str) -> tuple[str, ...]:
    del folder
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise WrongOption("must be a list of texts")


def _table(value: object, folder: str) -> Mapping[str, Any]:
    del folder
    if isinstance(value, Mapping):
        return value
    raise WrongOption("must be a table")


def _file(value: object, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, _text(value, folder)))


_CONVERTERS: dict[str, Callable[[object, str], object]] = {
    "Size": _size,
    "int": _whole,
    "bool": _flag,
    "str": _text,
    "Strings": _strings,
    "Table": _table,
    "File": _file,
}


def human_size(size: int) -> str:
    """Bytes in the unit a person would use: ``812 B``, ``412 KiB``, ``4.2 MiB``."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        kib = size / 1024
        return f"{kib:.1f} KiB" if kib < 10 else f"{kib:.0f} KiB"
    return f"{size / 1024 / 1024:.1f} MiB"
