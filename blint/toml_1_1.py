"""TOML 1.1 for tomllib, which reads TOML 1.0: what is new in it, written the older way."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from blint.bounded import Malformed, load_toml
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text that nothing closes goes up to the line's end, so that nothing is read over and over.
_PIECE = lazy(
    r"(?P<text>\"\"\"(?:[^\"\\]++|\\.|\"(?!\"\"))*+(?:\"{3,5})?"
    r"|\"[^\"\\\n]*+(?:\\[^\n][^\"\\\n]*+)*+\"?)"
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5})?|'[^'\n]*+'?"
    r"|(?P<comment>\#[^\n]*+)|(?P<bracket>[\[\]{}])|(?P<line>\n)"
    r"|(?P<comma>,(?=(?:\s++|\#[^\n]*+)*+\}))"
    r"|(?P<time>(?<![\d:+-])\d\d:\d\d(?![\d:]))|[^\"'\#\[\]{}\n,\d]++|.",
    re.DOTALL,
)
_ESCAPE = lazy(r"\\(?:e|x(?P<code>[0-9A-Fa-f]{2})|.)", re.DOTALL)


def load_toml_1_1(text: str) -> dict[str, Any]:
    """The value of a TOML 1.1 text; raises Malformed, with the place in that text."""
    try:
        return load_toml(text)
    except Malformed as error:
        pieces = [(before, after) for before, after in _rewritten(text)]
        older = "".join(after for _, after in pieces)
        if older == text:
            raise
        try:
            return load_toml(older)
        except Malformed as still:
            line, column = _place(text, older, pieces, still)
            raise Malformed(still.reason, line, column) from error


def _rewritten(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text, each with what TOML 1.0 has for it: times with seconds, escapes by
    number, and inline tables on one line without a comma at their end."""
    opened: list[str] = []
    for piece in _PIECE.finditer(text):
        written = piece[0]
        in_table = bool(opened) and opened[-1] == "{"
        match piece.lastgroup:
            case "text":
                yield written, _ESCAPE.sub(_by_number, written)
            case "time":
                yield written, written + ":00"
            case "comment" | "line" | "comma" if in_table:
                yield written, " "
            case "bracket":
                if written in "[{":
                    opened.append(written)
                elif opened:
                    opened.pop()
                yield written, written
            case _:
                yield written, written


def _by_number(escape: re.Match[str]) -> str:
    if escape[0] == "\\e":
        return "\\u001b"
    return f"\\u00{escape['code']}" if escape["code"] else escape[0]


def _place(
    text: str, older: str, pieces: list[tuple[str, str]], error: Malformed
) -> tuple[int, int]:
    """The line and the column in a text of what is wrong in its older form."""
    lines = older.split("\n")[: max(error.line - 1, 0)]
    offset = sum(len(line) + 1 for line in lines) + max(error.column - 1, 0)
    starts = [(0, 0)]  # of the pieces, in the older form and in the text
    for before, after in pieces:
        starts.append((starts[-1][0] + len(after), starts[-1][1] + len(before)))
    new, old = starts[bisect_right(starts, (offset, len(text))) - 1]
    here = min(old + offset - new, len(text))
    return text.count("\n", 0, here) + 1, here - text.rfind("\n", 0, here)
