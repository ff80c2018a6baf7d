"""Fixes of front matter that cannot be read: the edits that a careful person makes, where it is
certain what was meant.

Each is tried: the front matter with the edits is read again as the site's generator reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.checks.front_matter_blanks import indent, space_after, space_after_dashes, write_colon
from blint.checks.front_matter_entries import remove_copy
from blint.checks.front_matter_lines import Lines, read_again
from blint.checks.front_matter_quotes import double_backslashes, other_quotes, quote_value
from blint.checks.front_matter_toml import mend_statement
from blint.post.document import Document
from blint.post.text import Text, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from blint.model import SpanEdit, SpanFix
    from blint.post.front_matter.model import Invalid, Problem

    Mend = Callable[[Lines, Problem[Invalid]], SpanFix | None]


def of_invalid(
    doc: Document, problem: Problem[Invalid], before: tuple[Invalid, ...] = ()
) -> SpanFix | None:
    """The fix of front matter that cannot be read; None where it is not certain what was meant.
    ``before`` are the problems of the same lines that are mended already."""
    mend = _MENDS.get(problem.variant)
    form = "toml" if problem.variant in _OF_TOML else "yaml"
    if mend is None or doc.front_matter.format != form:
        return None
    fix = mend(Lines(doc.text, doc.front_matter.body_start), problem)
    if fix is None or not _is_read_there(doc, fix.edits, (*before, problem.variant)):
        return None
    return fix._replace(uncovers="all")


def _is_read_there(doc: Document, edits: Sequence[SpanEdit], mends: tuple[Invalid, ...]) -> bool:
    """Whether the lines of edits can be read with them, or once another problem in them is mended;
    other lines may hold the next one."""
    mended = read_again(doc, edits)
    if mended.missing or not mended.invalid:
        return not mended.missing
    text = doc.text
    first = text.line_span(text.line_at(min(edit.span.start for edit in edits))).start
    last = text.line_span(text.line_at(max(edit.span.end for edit in edits))).end
    last += sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in edits)
    if not first <= mended.invalid.span.start <= last:
        return True
    if mended.invalid.variant in mends:
        return False
    then = Document(doc.path, Text.of(edited(text.characters, edits)), doc.site)
    return of_invalid(then, mended.invalid, mends) is not None


_OF_TOML: tuple[Invalid, ...] = ("duplicate", "toml")
_MENDS: dict[Invalid, Mend] = {
    "colon": quote_value,
    "duplicate": remove_copy,
    "full-width-colon": write_colon,
    "no-blank": write_colon,
    "no-blank-after-dash": space_after_dashes,
    "not-a-mapping-full-width-colon": write_colon,
    "not-a-mapping-no-blank": write_colon,
    "not-a-mapping-odd-blank": space_after,
    "odd-blank": space_after,
    "odd-indentation": indent,
    "question-mark": quote_value,
    "reserved-character": quote_value,
    "tab": indent,
    "text-after-quote": other_quotes,
    "toml": mend_statement,
    "unknown-escape": double_backslashes,
}
