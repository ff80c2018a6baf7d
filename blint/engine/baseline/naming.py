"""How a baseline is named in a configuration: one line more, and every other byte as it was."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from blint.bounded import Malformed, load_toml
from blint.errors import BlintError
from blint.files.opening import Boundary
from blint.files.paths import shown
from blint.workspace.config_file import load_config

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BYTES = 256 * 1024
_MOST_PLACES = 50  # that are tried: a line that begins with a bracket may lie in a list


def naming(path: str, name: str, boundary: str) -> str:
    """The text of the configuration file at an absolute path once it names the baseline; ``name``
    holds nothing that TOML would escape.

    Raises BlintError where the line has to be written by hand.
    """
    load_config(path, boundary=boundary)  # which complains of what it should not hold
    text = str(Boundary(boundary).read(path, _MAX_BYTES), "utf-8")
    line = f'baseline = "{name}"'
    in_project = os.path.basename(path) == "pyproject.toml"
    wanted = _with(_parsed(text), name, in_project=in_project)
    places = _in_project(text, line) if in_project else _in_own(text, line)
    for number, changed in enumerate(places):
        if number < _MOST_PLACES and wanted is not None and _parsed(changed) == wanted:
            return changed
    raise BlintError(f"{shown(path)}: write {line} into it; blint found no place for that")


def _with(data: dict[str, Any] | None, name: str, *, in_project: bool) -> dict[str, Any] | None:
    """The data of a configuration that names the baseline."""
    if data is None or not in_project:
        return None if data is None else {**data, "baseline": name}
    tool = data.get("tool", {})
    return {**data, "tool": {**tool, "blint": {**tool.get("blint", {}), "baseline": name}}}


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return load_toml(text.lstrip("\ufeff").replace("\r\n", "\n"))
    except Malformed:
        return None


def _in_own(text: str, line: str) -> Iterator[str]:
    """A blint.toml with the line after its last key before a table, or at its end."""
    lines, end = _lines(text)
    for number, there in enumerate(lines):
        if there.lstrip("\ufeff \t").startswith("["):
            last = number
            while last and _is_aside(lines[last - 1]):
                last -= 1
            if last:
                yield "".join([*lines[:last], line + end, *lines[last:]])
            mark = "\ufeff" if there.startswith("\ufeff") else ""
            rest = [there.removeprefix("\ufeff"), *lines[number + 1 :]]
            yield "".join([*lines[:number], mark, line + end + end, *rest])
    gap = "" if not text or text.endswith("\n") else end
    yield f"{text}{gap}{line}{end}"


def _in_project(text: str, line: str) -> Iterator[str]:
    """A pyproject.toml with the line at the start of its table."""
    lines, end = _lines(text)
    for number, there in enumerate(lines):
        bare = there.strip("\ufeff \t\r\n")
        if bare.startswith("[tool.blint]"):
            gap = "" if there.endswith("\n") else end
            yield "".join([*lines[: number + 1], gap, line + end, *lines[number + 1 :]])
        elif bare.startswith("[tool.blint."):
            yield "".join([*lines[:number], f"[tool.blint]{end}{line}{end}{end}", *lines[number:]])


def _lines(text: str) -> tuple[list[str], str]:
    """The lines with their ends, and what ends a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return [line for line in lines if line], "\r\n" if "\r\n" in text else "\n"


def _is_aside(line: str) -> bool:
    return not line.strip() or line.lstrip("\ufeff \t").startswith("#")
