"""Making the edits of fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.post.text import Text

if TYPE_CHECKING:
    from blint.model import Fix


def apply_fixes(text: str, fixes: list[Fix]) -> str:
    """The text with the edits of fixes made; they must not overlap."""
    lines = Text.of(text).line_starts
    edits = [
        (
            lines[edit.place.line - 1] + edit.place.column - 1,
            lines[edit.place.end_line - 1] + edit.place.end_column - 1,
            edit.text,
        )
        for fix in fixes
        for edit in fix.edits
    ]
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text
