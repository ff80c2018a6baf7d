"""Mending rows of tables: what the cells say stays as it is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit, SpanFix
from blint.post.markdown.model import covered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from blint.post.document import Document
    from blint.post.markdown.model import Cell, Row, Table

_PIPE = lazy(r"(?<!\\)\|")
_BEFORE_A_ROW = " \t>"  # what stands before a row in its line: it may be in a list or a quotation


def _escaping(pipes: Iterable[int], *, safe: bool = True) -> SpanFix:
    r"""The fix that makes ``\|`` of the pipes at these places. Readers see more of the row then."""
    return SpanFix(tuple(SpanEdit(Span(at, at), "\\") for at in pipes), safe, uncovers="images")


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
    characters = doc.text.characters
    edges = [row.span.start, *(edge for span in spans for edge in span), row.span.end]
    left = "".join(characters[slice(*gap)] for gap in zip(edges[::2], edges[1::2], strict=True))
    formulas = any(characters[span.start] == "$" for span in spans)
    if "`" in left or (formulas and "$" in left):
        return None
    within = [cell.span for cell in row.cells]
    pipes = [
        at.start()
        for span in spans
        for at in _PIPE.finditer(characters, *span)
        if not covered(within, at.start())
    ]
    return _escaping(pipes) if pipes and len(row.cells) - len(pipes) == columns else None


def joined(doc: Document, row: Row, columns: int) -> SpanFix | None:
    """The escaping of the pipes between a row's last column and its surplus cells. Readers see
    more text then."""
    if not row.cells[-1].text or not row.cells[columns - 1].text:
        return None  # who knows which of the cells is too many
    if any(map(_is_cut, row.cells[:columns])):
        return None  # another pipe is the stray one
    pipes = [
        doc.text.characters.rindex("|", before.span.end, cell.span.start)
        for before, cell in zip(row.cells[columns - 1 :], row.cells[columns:], strict=False)
    ]
    return _escaping(pipes, safe=False)


_BRACKETS = ("[]", "()", "{}", "“”", "（）", "【】", "「」", "『』", "《》")
_ON_BOTH_SIDES = ("`", '"', "**", "__", "~~")


def _is_cut(cell: Cell) -> bool:
    """Whether code, quotes, emphasis or brackets that begin in a cell do not end there."""
    text = cell.text
    opened = any(text.count(pair[0]) > text.count(pair[1]) for pair in _BRACKETS)
    return opened or any(text.count(sign) % 2 for sign in _ON_BOTH_SIDES)


def without_empty(doc: Document, table: Table, row: Row) -> SpanFix:
    """The removal of empty surplus cells; the row ends in a pipe as the header does, or has to."""
    last = row.cells[len(table.header.cells) - 1]
    kept, end = last.span.end, row.span.start + len(doc.text.slice(row.span).rstrip())
    if not last.text or doc.text.slice(table.header.span).rstrip().endswith("|"):
        kept = doc.text.characters.index("|", kept, end) + 1
    return SpanFix.replace(Span(kept, end), "")


class Style(NamedTuple):
    """How a table is written: an empty cell, and where the pipes stand, as ``width`` measures a
    text, if they stand below each other in all lines with all cells; else there are none."""

    empty: str
    width: Callable[[str], int] = len
    pipes: tuple[int, ...] = ()


def style_of(doc: Document, table: Table) -> Style:
    """The style of a table, by its header, its delimiter row, and the rows with all cells."""
    header = table.header
    delimiter = doc.text.line(doc.text.line_at(header.span.start) + 1).lstrip(_BEFORE_A_ROW)
    full = [row for row in table.rows if len(row.cells) == len(header.cells)]
    first, *more = (doc.text.slice(row.span).rstrip() for row in (header, *full))
    more.append(delimiter.rstrip())
    empty = _empty_cell([first, *more])
    for width in (_width, len):
        pipes = _columns(first, width)
        if first.endswith("|") and all(_columns(line, width) == pipes for line in more):
            return Style(empty, width, pipes)
    return Style(empty)


_LONGEST_ADDED = 1000  # characters


def filled_up(doc: Document, row: Row, missing: int, style: Style) -> SpanFix | None:
    """So many missing cells of a row, empty, at its end, written as the table writes them."""
    text = doc.text.slice(row.span).rstrip()
    if text.endswith("\\"):
        return None  # it would escape a pipe
    added = _aligned(text, style)
    if not added and missing * (len(style.empty) + 1) <= _LONGEST_ADDED:
        closing = "" if text.endswith("|") else (style.empty and " ") + "|"
        added = closing + (style.empty + "|") * missing
    at = row.span.start + len(text)
    return SpanFix.replace(Span(at, at), added) if added else None


def _aligned(text: str, style: Style) -> str:
    """What is to be added to a row so that its pipes stand below those of the other lines; empty
    if those of its cells do not."""
    own = _columns(text, style.width)
    more = style.pipes[len(own) :]
    at = style.width(text)
    if style.pipes[: len(own)] != own or not more or at > more[0] or more[-1] > _LONGEST_ADDED:
        return ""
    added = ""
    for column in more:
        added += " " * (column - at) + "|"
        at = column + 1
    return added


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
