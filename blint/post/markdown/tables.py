"""Tables: their rows and cells, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.model import Span
from blint.post.markdown.blocks import split_row
from blint.post.markdown.model import Cell, Row, SourceMap, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blint.post.markdown.blocks import Block
    from blint.post.markdown.source import Part

    # Where a row begins and ends, and its cells: each where it begins and ends, and its text.
    SplitRow = tuple[int, int, list[tuple[int, int, str]]]


def split_table(source: str, block: Block, *, paired: bool) -> list[SplitRow]:
    """The rows of a table that was told without the parser, but for the delimiter row. ``paired``:
    a pipe after two backslashes parts cells."""
    rows, start = [], block.start
    for number, line in enumerate(source[block.start : block.end].rstrip("\n").split("\n")):
        end = start + len(line)
        if number != 1:
            begin = end - len(line.lstrip(" "))
            rows.append((begin, end, split_row(source, begin, end, paired=paired)))
        start = end + 1
    return rows


def placed_table(part: Part, rows: Sequence[SplitRow], offset: int = 0) -> Table:
    """The table with the places of its rows and cells in the post; those of ``rows`` count from
    ``offset`` in the part."""
    placed = []
    for begin, end, cells in rows:
        at = [(part.place(offset + start), text) for start, _, text in cells]
        row = tuple(Cell(Span(start, start + len(text)), text) for start, text in at)
        start = part.place(offset + begin)
        placed.append(Row(Span(start, start + end - begin), row))
    return Table(placed[0], tuple(placed[1:]))


def cell_map(begin: int, raw: str) -> SourceMap:
    """Where the content of a cell stands that begins at a place in the post."""
    # An escaped pipe loses its backslash, so from there on the source is one further.
    pipes = [match.start() for match in re.finditer(r"\\\|", raw)]
    starts = [0, *(at - number for number, at in enumerate(pipes))]
    return SourceMap(tuple(starts), (begin, *(begin + at + 1 for at in pipes)))
