"""Fixes of whole entries of front matter: dates that lack a zero, keys that stand there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.checks.front_matter_lines import Lines, read_again
from blint.checks.front_matter_quotes import FIELD
from blint.model import Span, SpanFix

if TYPE_CHECKING:
    from blint.post.document import Document
    from blint.post.front_matter.model import Entry, Invalid, Problem
    from blint.post.front_matter.values import Read


def of_zeros(doc: Document, path: str, entry: Entry, better: str, read: Read) -> SpanFix | None:
    """The fix of a date at a dotted path that lacks a zero: what is better to write, between the
    same quotes. None where the generator does not read that either."""
    if "[" in path:
        return None  # one of many, for each of which all would be read again
    written, value = doc.text.slice(entry.node.span), entry.node.value
    if isinstance(value, str) and written.strip("\"'") != value:
        return None  # a block, or one with an anchor: more would change than the date
    quote = written[:1] if written[:1] in ("'", '"') else ""
    fix = SpanFix.replace(entry.node.span, f"{quote}{better}{quote}")
    for _, _, mended in read_again(doc, fix.edits).find(path):
        return fix if mended and not read(mended.node.value, better) else None
    return None


def of_duplicate(doc: Document, first: Entry, second: Entry) -> SpanFix | None:
    """The fix that removes the lines of an entry whose key stands there twice: the later one where
    both say the same or it says nothing, else the earlier one, which those who read on did
    without."""
    same = repr(first.node.value) == repr(second.node.value)
    empty = second.node.value in (None, "") and not same
    form = doc.front_matter.format
    if doc.front_matter.root is None:
        return None
    if form == "meta" and not same:
        return None  # the first counts for some fields, and both for others
    lines = Lines(doc.text, doc.front_matter.body_start)
    span = _lines_of(lines, second if same or empty else first)
    if span is None:
        return None
    fix = SpanFix.replace(span, "", safe=False, uncovers="all")
    if form != "yaml":
        return fix
    mended = read_again(doc, fix.edits)
    as_before = mended.data == doc.front_matter.data
    return fix if mended.root is not None and (as_before or empty) else None


def _lines_of(lines: Lines, entry: Entry) -> Span | None:
    """The lines of an entry, comments below it left out; after the dash of an item, what stands up
    to the key in the next line. None where other things stand in them."""
    key = entry.key_span
    end = _end(lines.characters, entry)
    number = lines.at(key.start)
    before = lines.characters[lines.start(number) : key.start]
    whole = lines.without(number, lines.at(max(end - 1, key.start)))
    if not before.strip(" \t.") and end >= key.end:
        return whole
    below = lines.characters[whole.end : whole.end + len(before) + 1]
    if FIELD.match(f"{before}x") and below[:-1].isspace() and below[-1:].strip(" #-"):
        return Span(key.start, whole.end + len(before))
    return None


def _end(characters: str, entry: Entry) -> int:
    """Where an entry ends. (To YAML a block ends where the next thing begins, after comments.)"""
    node = entry.node
    if characters[node.span.start : node.span.start + 1] in ("[", "{"):
        return node.span.end
    if node.entries:
        return max(_end(characters, inner) for inner in node.entries.values())
    if node.items:
        return max(_end(characters, entry._replace(node=item)) for item in node.items)
    return node.span.end if node.span.end > node.span.start else entry.key_span.end


def remove_copy(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Remove a line of TOML that stands in the same table above."""
    number = lines.at(problem.span.start)
    line = lines.line(number).strip()
    for above in range(number - 1, 1, -1):
        other = lines.line(above).strip()
        if other == line and "=" in line:
            return SpanFix.replace(lines.without(number, number), "", safe=False)
        if other.startswith("["):
            break
    return None
