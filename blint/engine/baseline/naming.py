"""A configuration file that names its baseline: one line is added, every other byte stays."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from blint.bounded import Malformed, load_toml
from blint.lazy_regex import lazy
from blint.workspace.config_file import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = lazy(r"^[ \t]*\[", re.MULTILINE)
_TOOL = lazy(r"^[ \t]*\[tool\.blint\][ \t]*(?:#.*)?\r?\n?", re.MULTILINE)


def naming(path: str, text: str, baseline: str) -> str | None:
    """The text of a configuration file at a path with ``baseline`` named in it; None where no place
    for that is found."""
    line = f"baseline = {_quoted(baseline)}\n"
    if "\r\n" in text:
        line = line.replace("\n", "\r\n")
    wanted = _with(path, _parsed(text), baseline)
    for place in _places(path, text):
        before = text[:place]
        start = "" if not before or before.endswith("\n") else line[len(line.rstrip()) :]
        parted = line[len(line.rstrip()) :] if text[place:].lstrip(" \t")[:1] == "[" else ""
        made = f"{before}{start}{line}{parted}{text[place:]}"
        if wanted is not None and _parsed(made) == wanted:
            return made
    return None


def _places(path: str, text: str) -> Iterator[int]:
    """Where the line may go, the best place first: before the first table, or at the very top."""
    if os.path.basename(path) != FILE_NAME:
        yield from (found.end() for found in _TOOL.finditer(text))
        return
    table = _TABLE.search(text)
    yield table.start() if table else len(text)
    yield 0


def _with(path: str, data: dict[str, Any] | None, baseline: str) -> dict[str, Any] | None:
    """What a file should hold then."""
    if data is None:
        return None
    if os.path.basename(path) == FILE_NAME:
        return {**data, "baseline": baseline}
    tool = data.get("tool", {})
    return {**data, "tool": {**tool, "blint": {**tool.get("blint", {}), "baseline": baseline}}}


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return load_toml(text.replace("\r\n", "\n"))
    except Malformed:
        return None


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
