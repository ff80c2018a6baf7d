"""Checks of tables, as GFM (markdown-it's table rule) splits them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from blint.model import Match, Span

if TYPE_CHECKING:
    from blint.document import Document
    from blint.markdown import Inline, Row

_LONGEST_ROW = 20_000  # characters of a row that is searched for the reason of a surplus cell


def surplus_cell(doc: Document) -> Iterator[Match]:
    """A row with more cells than the header; the place is the stray pipe, or what is dropped."""
    for table in doc.body.tables:
        columns = len(table.header.cells)
        for row in table.rows:
            surplus = row.cells[columns:]
            if not surplus:
                continue
            dropped = " | ".join(cell.text for cell in surplus)
            values = {"columns": columns, "cells": len(row.cells), "dropped": dropped.strip()}
            span = Span(surplus[0].span.start, surplus[-1].span.end)
            stray, reason = _stray_pipe(doc, row)
            if not dropped.replace("|", "").strip():
                yield Match(span, values, variant="empty")
            elif reason:
                yield Match(Span(stray, stray + 1), values, variant=reason)
            else:
                yield Match(span, values)


# What a writer takes for one thing and GFM splits all the same (GFM 0.29, example 200).
_SPLIT = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<attribute><[A-Za-z][^<>\n]{0,500}>)"
    r"|(?P<expression>\{\{[^{}\n]{1,500}\}\})"
    r"|(?P<formula>\$\$?[^$\n]{1,500}\$)"
    r"|(?P<link>\[\[[^\[\]\n]{1,300}\]\])"
)


def _stray_pipe(doc: Document, row: Row) -> tuple[int, str]:
    """The first pipe inside something that was meant as one, and what that is."""
    text = doc.text.slice(row.span)[:_LONGEST_ROW]
    for match in _SPLIT.finditer(text):
        pipe = re.search(r"(?<!\\)\|", match[0])
        if pipe and match.lastgroup:
            kind = "code" if match["code"] else match.lastgroup
            return row.span.start + match.start() + pipe.start(), kind
    return 0, ""


def missing_cell(doc: Document) -> Iterator[Match]:
    """A row with fewer cells than the header; the place is the row's last cell."""
    for table in doc.body.tables:
        columns = len(table.header.cells)
        for row in table.rows:
            cells = len(row.cells)
            if cells >= columns:
                continue
            text = doc.text.slice(row.span)
            values = {"columns": columns, "cells": cells, "text": text.strip()}
            if "|" not in text and columns > 1:
                yield Match(row.span, values, variant="swallowed")
            elif "\\|" in text:
                at = row.span.start + text.index("\\|")
                yield Match(Span(at, at + 2), values, variant="escaped")
            else:
                yield Match(row.cells[-1].span if row.cells else row.span, values)


_DELIMITER_CELL = r"[ \t]*:?[-–—]+:?[ \t]*"
_DELIMITER = re.compile(rf"\|?{_DELIMITER_CELL}(?:\|{_DELIMITER_CELL})+\|?|\|{_DELIMITER_CELL}\|")
_FULL_WIDTH = re.compile(r"[ \t]*｜.*｜")


def not_a_table(doc: Document) -> Iterator[Match]:
    """A paragraph that was meant as a table; the place is the line that keeps it from being one."""
    for inline in doc.body.inlines:
        if inline.kind == "p" and ("|" in inline.content or "｜" in inline.content):
            match = _not_a_table(doc, inline)
            if match:
                yield match


def _not_a_table(doc: Document, inline: Inline) -> Match | None:
    lines = inline.content.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)

    def at(number: int) -> Span:
        text = lines[number]
        lead = len(text) - len(text.lstrip())
        return inline.map.span(offsets[number] + lead, offsets[number] + len(text.rstrip()))

    for number, line in enumerate(lines):
        if doc.in_code(at(number).start):
            continue
        stripped = line.strip()
        after = lines[number + 1].strip() if number + 1 < len(lines) else ""
        if _DELIMITER.fullmatch(stripped) and "|" in stripped:
            if number == 0:
                return Match(at(0), variant="no-header")
            header = _columns(lines[number - 1])
            if header < 2 and not lines[number - 1].strip().startswith("|"):
                continue
            if "–" in stripped or "—" in stripped:
                return Match(at(number), variant="long-dash")
            values = {"header": header, "delimiter": _columns(stripped)}
            return Match(at(number), values, variant="columns")
        if _FULL_WIDTH.fullmatch(line) and _FULL_WIDTH.fullmatch(after):
            return Match(at(number), variant="full-width")
        if _row_like(stripped) and _row_like(after) and not _DELIMITER.fullmatch(after):
            return Match(at(number), variant="no-delimiter")
    return None


def _row_like(line: str) -> bool:
    """Whether a line is written as a table row: pipes around it and between its cells."""
    return len(line) > 2 and line[0] == line[-1] == "|" and _columns(line) > 1


def _columns(line: str) -> int:
    """The number of cells of a row."""
    cells = re.split(r"(?<!\\)\|", line.strip())
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return len(cells)
