"""Making the edits of fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.post.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from blint.model import Finding, Fix

    # An edit in characters of a text: where it starts and ends, and what is written there.
    At = tuple[int, int, str]


def located(text: Text, fix: Fix) -> list[At]:
    """The edits of a fix in the text it was made for, in order."""
    starts = text.line_starts
    return sorted(
        (
            starts[edit.place.line - 1] + edit.place.column - 1,
            starts[edit.place.end_line - 1] + edit.place.end_column - 1,
            edit.text,
        )
        for edit in fix.edits
    )


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """The text with the edits of fixes made; they must not overlap."""
    lines = Text.of(text)
    return edited(text, [edit for fix in fixes for edit in located(lines, fix)])


def edited(text: str, edits: Sequence[At]) -> str:
    """The text with edits made; they must not overlap."""
    pieces, at = [], 0
    for start, end, replacement in sorted(edits):
        pieces += [text[at:start], replacement]
        at = end
    return "".join([*pieces, text[at:]])


def side_by_side(text: Text, findings: Iterable[Finding]) -> list[Finding]:
    """Of findings with a fix those, in order, whose edits do not touch one of a finding before: of
    fixes that do, the later ones may mean another thing once the first is made."""
    chosen: list[Finding] = []
    taken: list[At] = []
    for finding in findings:
        assert finding.fix is not None
        edits = located(text, finding.fix)
        if not any(start <= e and s <= end for start, end, _ in edits for s, e, _ in taken):
            taken += edits
            chosen.append(finding)
    return chosen
