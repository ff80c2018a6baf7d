"""Making the edits of fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Span, SpanEdit
from blint.post.text import Text, edited

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.model import Finding, Fix


def located(text: Text, fix: Fix) -> list[SpanEdit]:
    """The edits of a fix in the text it was made for, in order."""
    starts = text.line_starts
    return sorted(
        SpanEdit(
            Span(
                starts[edit.place.line - 1] + edit.place.column - 1,
                starts[edit.place.end_line - 1] + edit.place.end_column - 1,
            ),
            edit.text,
        )
        for edit in fix.edits
    )


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """The text with the edits of fixes made; they must not overlap."""
    lines = Text.of(text)
    return edited(text, [edit for fix in fixes for edit in located(lines, fix)])


def side_by_side(text: Text, findings: Iterable[Finding]) -> list[Finding]:
    """Of findings with a fix those, in order, whose edits do not touch one of a finding before: of
    fixes that do, the later ones may mean another thing once the first is made."""
    chosen: list[Finding] = []
    taken: list[Span] = []
    for finding in findings:
        assert finding.fix is not None
        spans = [span for span, _ in located(text, finding.fix)]
        if not any(s.start <= t.end and t.start <= s.end for s in spans for t in taken):
            taken += spans
            chosen.append(finding)
    return chosen
