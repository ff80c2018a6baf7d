"""Mending rows of tables: what the cells say stays as it is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit, SpanFix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from blint.post.document import Document
    from blint.post.markdown.model import Row, Table

_PIPE = lazy(r"(?<!\\)\|")
_BEFORE_A_ROW = " \t>"  # what stands before a row in its line: it may be in a list or a quotation


def _escaping(pipes: Iterable[int], *, safe: bool = True) -> SpanFix:
    r"""The fix that makes ``\|`` of the pipes at these places."""
    return SpanFix(tuple(SpanEdit(Span(at, at), "\\") for at in pipes), safe)


# A formula as math plugins tell one from prices: no blanks inside its dollars, nothing after them.
_FORMULA = lazy(r"(\$\$?)(?![\s$])[^\n]*(?<!\s)\1")


def is_formula(text: str, after: str) -> bool:
    """Whether a text between dollars is surely a formula; ``after`` is what follows it."""
    return bool(_FORMULA.fullmatch(text)) and not re.match(r"[\w$]", after)


def escaped_in_spans(
    doc: Document, row: Row, columns: int, spans: Sequence[Span]
) -> SpanFix | None:
    """The escaping of all pipes that part cells within these spans of the post, if the row has
    exactly the table's columns then, and nothing is left that may begin another such span."""
    text = doc.text
    left = text.slice(row.span)
    for start, end in reversed(spans):
        left = left[: start - row.span.start] + left[end - row.span.start :]
    if "`" in left or ("$" in left and any("$" in text.slice(span) for span in spans)):
        return None
    within = [cell.span for cell in row.cells]
    pipes = [
        at.start()
        for span in spans
        for at in _PIPE.finditer(text.characters, *span)
        if not any(cell.start <= at.start() < cell.end for cell in within)
    ]
    return _escaping(pipes) if pipes and len(row.cells) - len(pipes) == columns else None


def joined(doc: Document, row: Row, columns: int) -> SpanFix | None:
    """The escaping of the pipes between a row's last column and its surplus cells. Readers see
    more text then."""
    if not row.cells[-1].text:
        return None
    pipes = [
        doc.text.characters.rindex("|", before.span.end, cell.span.start)
        for before, cell in zip(row.cells[columns - 1 :], row.cells[columns:], strict=False)
    ]
    return _escaping(pipes, safe=False)


def without_empty(doc: Document, table: Table, row: Row) -> SpanFix:
    """The removal of empty surplus cells; the row ends in a pipe as the header does, or has to."""
    last = row.cells[len(table.header.cells) - 1]
    kept, end = last.span.end, row.span.start + len(doc.text.slice(row.span).rstrip())
    if not last.text or doc.text.slice(table.header.span).rstrip().endswith("|"):
        kept = doc.text.characters.index("|", kept, end) + 1
    return SpanFix.replace(Span(kept, end), "")


def filled_up(doc: Document, table: Table, row: Row) -> SpanFix:
    """The missing empty cells of a row at its end, written as the table writes them."""
    text = doc.text.slice(row.span).rstrip()
    missing = len(table.header.cells) - len(row.cells)
    lines = _other_lines(doc, table)
    added = _aligned(text, lines)
    if added is None:
        empty = _empty_cell(lines)
        closing = "" if text.endswith("|") else (empty and " ") + "|"
        added = closing + (empty + "|") * missing
    at = row.span.start + len(text)
    return SpanFix.replace(Span(at, at), added)


def _other_lines(doc: Document, table: Table) -> list[str]:
    """The lines of a table that have all their cells: the header, the delimiter row, and others."""
    header = table.header
    delimiter = doc.text.line(doc.text.line_at(header.span.start) + 1).lstrip(_BEFORE_A_ROW)
    full = [row for row in table.rows if len(row.cells) == len(header.cells)]
    texts = [doc.text.slice(row.span) for row in (header, *full)]
    return [text.rstrip() for text in (texts[0], delimiter, *texts[1:])]


def _aligned(text: str, lines: Sequence[str]) -> str | None:
    """What is to be added to a row so that its pipes stand below those of the other lines; None if
    theirs do not stand below each other."""
    for width in (_width, len):
        wanted = _columns(lines[0], width)
        own = _columns(text, width)
        others = {_columns(line, width) for line in lines[1:]}
        if others != {wanted} or wanted[: len(own)] != own or not lines[0].endswith("|"):
            continue
        added, at = "", width(text)
        for column in wanted[len(own) :]:
            added += " " * (column - at) + "|"
            at = column + 1
        return added if width(text) <= wanted[len(own)] else None
    return None


def _columns(line: str, width: Callable[[str], int]) -> tuple[int, ...]:
    """Where the pipes of a line stand."""
    places, done, at = [], 0, 0
    for pipe in _PIPE.finditer(line):
        at += width(line[done : pipe.start()])
        places.append(at)
        done = pipe.start()
    return tuple(places)


def _width(text: str) -> int:
    """The columns that a text takes where characters have one width or twice that."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide


_EMPTY = lazy(r"\|([ \t]*)(?=\|)")
_BESIDE_PIPE = lazy(r"[ \t]\||\|[ \t]")


def _empty_cell(lines: Sequence[str]) -> str:
    """An empty cell as the table has one; else a blank, if it has any beside its pipes."""
    blank = " " if _BESIDE_PIPE.search(lines[0]) else ""
    return next((found[1] for line in lines for found in _EMPTY.finditer(line)), blank)
