"""Checks of tables, as the site's generator splits them: GFM (markdown-it's table rule), kramdown,
or Python-Markdown."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Match, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.checks.table_fixes import Style
    from blint.model import SpanFix
    from blint.post.document import Document
    from blint.post.markdown.model import Inline, Row, Table

    _Splits = Literal["attribute", "braces", "backslashes", "code", "expression", "formula", "link"]
    _Surplus = Literal[_Splits, "default", "empty", "kept"]
    _Missing = Literal["code", "default", "escaped", "full-width", "sentence", "swallowed"]
    _Spoiler = Literal[
        "columns",
        "continues-item",
        "continues-quotation",
        "full-width",
        "full-width-colon",
        "indented",
        "long-dash",
        "no-delimiter",
        "no-header",
        "touching",
    ]

_LONGEST_ROW = 20_000  # characters of a row that is searched for the reason of a surplus cell
_MOST_JOINED = 100  # surplus cells of a row that is mended


def surplus_cell(doc: Document) -> Iterator[Match[_Surplus]]:
    """A row with more cells than the header; the place is the stray pipe, or what is dropped."""
    for table in doc.body.tables:
        columns = len(table.header.cells)
        for row in _rows(doc, table):
            if len(row.cells) > columns:
                yield _long_row(doc, table, row, columns)


def _long_row(doc: Document, table: Table, row: Row, columns: int) -> Match[_Surplus]:
    """Why a row has more cells than its table has columns."""
    from blint.checks import table_fixes

    surplus = row.cells[columns:]
    dropped = " | ".join(doc.text.slice(cell.span) for cell in surplus).strip()
    is_empty = not dropped.replace("|", "").strip()
    values = {"columns": columns, "cells": len(row.cells), "dropped": dropped or "| |"}
    span = Span(surplus[0].span.start, surplus[-1].span.end)
    stray, reason = _stray_pipe(doc, row)
    kramdown = doc.site.dialect.tables == "kramdown"
    short = len(surplus) <= _MOST_JOINED
    fix = _escaped(doc, row, columns) if reason and short else None
    if is_empty and not fix and reason != "expression":
        parted = any("|" in doc.text.slice(meant) for meant in _meant(doc, row))
        fix = None if parted or kramdown else table_fixes.without_empty(doc, table, row)
        return Match(span, "empty", values, fix)
    if kramdown:
        return Match(span, "kept", values, severity=Severity.WARNING)
    if reason:
        return Match(Span(stray, stray + 1), reason, values, fix)
    return Match(span, "default", values, table_fixes.joined(doc, row, columns) if short else None)


def _escaped(doc: Document, row: Row, columns: int) -> SpanFix | None:
    """The escaping of the pipes that part what was meant as one."""
    from blint.checks.table_fixes import escaped_in_spans

    meant = _meant(doc, row, always=not doc.site.dialect.kept_backslashes)
    return escaped_in_spans(doc, row, columns, meant)


# An even number of backslashes before a pipe.
_PAIRED = lazy(r"(?<!\\)(?:\\\\)+(?=\|)")

# What a writer takes for one thing and GFM splits all the same (GFM 0.29, example 200).
_SPLIT = lazy(
    r"(?P<code>(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<html><(?P<tag>code|kbd|samp)>[^\n]{1,500}?</(?P=tag)>)"
    r"|(?P<attribute><[A-Za-z][^<>\n]{0,500}>)"
    r"|(?P<expression>\{\{[^{}\n]{1,500}\}\})"
    r"|(?P<braces>\{[^{}\n]{1,500}\})"  # MDX
    r"|(?P<formula>(?P<dollars>\$\$?)[^$\n]{1,500}(?P=dollars))"
    r"|(?P<link>\[\[[^\[\]\n]{1,300}\]\])"
)
_SPLITS: tuple[_Splits, ...] = ("code", "attribute", "expression", "braces", "formula", "link")


def _stray_pipe(doc: Document, row: Row) -> tuple[int, Literal[_Splits, ""]]:
    """The first pipe inside something that was meant as one, and what that is."""
    text = doc.text.slice(row.span)[:_LONGEST_ROW]
    protected = doc.site.dialect.tables != "gfm"
    for match in _SPLIT.finditer(text):
        if (protected and match["code"]) or (match["braces"] and not doc.is_mdx):
            continue
        pipe = re.search(r"(?<!\\)\|", match[0])
        if pipe:
            kind: _Splits = next((kind for kind in _SPLITS if match[kind]), "code")
            return row.span.start + match.start() + pipe.start(), kind
    if doc.site.dialect.paired_backslashes and (pair := _PAIRED.search(text)):
        return row.span.start + pair.end(), "backslashes"
    return 0, ""


def _meant(doc: Document, row: Row, *, always: bool = True) -> list[Span]:
    r"""What in a row of GFM was meant as code, a formula and the like; if not ``always``, what of
    that is so once its pipes are written ``\|``."""
    if row.span.end - row.span.start > _LONGEST_ROW or doc.site.dialect.tables != "gfm":
        return []
    from blint.checks.table_fixes import is_formula

    text = doc.text.slice(row.span)
    spans = []
    for match in _SPLIT.finditer(text):
        after = text[match.end() : match.end() + 1]
        if match["braces"] or (match["formula"] and not is_formula(match[0], after)):
            continue
        if always or match["code"] or match["html"]:
            spans.append(Span(row.span.start + match.start(), row.span.start + match.end()))
    return spans


def _rows(doc: Document, table: Table) -> Iterator[Row]:
    """The rows of a table, but for those that the generator takes for a rule."""
    kramdown = doc.site.dialect.tables == "kramdown"
    for row in table.rows:
        # kramdown/parser/kramdown/table.rb: TABLE_SEP_LINE and TABLE_FSEP_LINE
        signs = set(doc.text.slice(row.span)) - set("+|: \t\r")
        if not kramdown or signs not in ({"-"}, {"="}):
            yield row


# What kramdown, goldmark and markdown-it-attrs take for the attributes of the table above.
_ATTRIBUTES = lazy(r"\{:?\s*[.#\w][^{}|]*\}")


def missing_cell(doc: Document) -> Iterator[Match[_Missing]]:
    """A row with fewer cells than the header; the place is the row's last cell. One that only
    ends early is only info."""
    for table in doc.body.tables:
        yield from _short_rows(doc, table)
    if doc.site.dialect.tables == "kramdown":
        yield from _sentences(doc)


def _short_rows(doc: Document, table: Table) -> Iterator[Match[_Missing]]:
    columns = len(table.header.cells)
    framed = doc.text.slice(table.header.span).lstrip().startswith("|")
    style: Style | None = None
    for row in _rows(doc, table):
        text = doc.text.slice(row.span).strip()
        if len(row.cells) >= columns or _ATTRIBUTES.fullmatch(text):
            continue
        match = _short_row(doc, row, columns, framed=framed)
        if match.variant == "default" and doc.site.dialect.tables != "kramdown":
            from blint.checks import table_fixes

            style = style or table_fixes.style_of(doc, table)
            fix = table_fixes.filled_up(doc, row, columns - len(row.cells), style)
            match = match._replace(fix=fix)
        yield match


_CODE = lazy(r"(?<!`)(?P<ticks>`{1,3})(?!`).{1,500}?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_ATTRIBUTE_LINE = lazy(r"\{:[^{}\n]*\}")
_BARE_PIPE = lazy(r"(?<!\\)\|")


def _sentences(doc: Document) -> Iterator[Match[Literal["sentence"]]]:
    """Paragraphs that kramdown makes a table of, as each of their lines has a pipe outside code
    (table.rb: TABLE_START); not those that are written as rows."""
    for inline in doc.body.inlines:
        if inline.kind != "p" or "|" not in inline.content or _is_formula(inline.content):
            continue
        text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), inline.content)
        lines = text.split("\n")
        while len(lines) > 1 and _ATTRIBUTE_LINE.fullmatch(lines[-1]):
            lines.pop()
        pipes = [_BARE_PIPE.search(line) for line in lines]
        row = any(line.lstrip().startswith("|") or _DELIMITER.fullmatch(line) for line in lines)
        if not all(pipes) or row or (len(lines) > 1 and len(set(map(_columns, lines))) == 1):
            continue
        if pipes[0] and _alone(doc, inline.map.at(0), inline.map.at(len(text))):
            yield Match(inline.map.span(pipes[0].start(), pipes[0].end()), "sentence")


def _alone(doc: Document, start: int, end: int) -> bool:
    """Whether nothing stands right above or below a paragraph; in an item, its mark may stand
    before it and the next item below."""
    text = doc.text
    first, last = text.line_at(start), text.line_at(end)
    in_item = _ITEM.search(_before(doc, start))
    above = text.line(first - 1) if first > text.line_at(doc.front_matter.body_start) else ""
    below = text.line(last + 1) if text.line_span(last).end < len(text.characters) else ""
    if below.lstrip(" \t>").startswith("{:"):
        below = ""
    next_item = re.match(r"[ \t>]*(?=(?:[-+*]|\d+[.)])[ \t])", below)
    if in_item and next_item and next_item.end() <= in_item.start():
        below = ""
    return not below.strip(" \t\r\n>") and bool(in_item or not above.strip(" \t\r\n>"))


def _short_row(doc: Document, row: Row, columns: int, *, framed: bool) -> Match[_Missing]:
    """Why a row has fewer cells than its table has columns. ``framed``: the header begins with a
    pipe."""
    text = doc.text.slice(row.span).strip()
    values = {"columns": columns, "cells": len(row.cells), "text": text}
    unframed = text[:1] != "|" != text[-1:]
    if "｜" in text:
        return Match(row.span, "full-width", values)
    if "|" not in text or (framed and unframed):
        return Match(row.span, "swallowed", values)
    if "\\|" in text:
        at = row.span.start + text.index("\\|")
        return Match(Span(at, at + 2), "escaped", values)
    for cell in row.cells:
        if "|" in doc.text.slice(cell.span):
            return Match(cell.span, "code", values)
    last = row.cells[-1].span if row.cells else row.span
    return Match(last, "default", values, severity=Severity.INFO)


# Signs that a Chinese keyboard or an editor writes instead of the plain ones.
_PLAIN = str.maketrans({"｜": "|", "：": ":", **dict.fromkeys("–—―－─", "-")})
_DELIMITER_CELL = r"[ \t]*:?-+:?[ \t]*"
_DELIMITER = lazy(rf"\|?{_DELIMITER_CELL}(?:\|{_DELIMITER_CELL})+\|?|\|{_DELIMITER_CELL}\|")
_FULL_WIDTH = lazy(r"｜.*｜")


def not_a_table(doc: Document) -> Iterator[Match[_Spoiler]]:
    """A paragraph that was meant as a table; the place is the line that keeps it from being one."""
    kramdown = doc.site.dialect.tables == "kramdown"
    if kramdown:
        yield from _kramdown_touching(doc)
    for inline in doc.body.inlines:
        if inline.kind == "p" and _PIPE.search(inline.content) and not _is_formula(inline.content):
            match = _not_a_table(doc, inline)
            if match and not (kramdown and match.variant in _KRAMDOWN_TABLES):
                yield match


def _kramdown_touching(doc: Document) -> Iterator[Match[_Spoiler]]:
    """Tables right below something else than a blank line, which kramdown takes for text."""
    for table in doc.body.tables:
        number = doc.text.line_at(table.header.span.start)
        first = doc.text.line_at(doc.front_matter.body_start)
        above = doc.text.line(number - 1) if number > first else ""
        if above.strip(" \t>") and not above.lstrip().startswith(("{:", "{%", "|")):
            yield Match(table.header.span, "touching")


# kramdown makes a table of any lines with pipes, with or without a delimiter row
# (lib/kramdown/parser/kramdown/table.rb).
_KRAMDOWN_TABLES = frozenset(("no-header", "columns", "no-delimiter"))


def _not_a_table(doc: Document, inline: Inline) -> Match[_Spoiler] | None:
    lines = inline.content.split("\n")
    offset = 0
    for number, line in enumerate(lines):
        lead = len(line) - len(line.lstrip())
        span = inline.map.span(offset + lead, offset + len(line.rstrip()))
        offset += len(line) + 1
        before = lines[number - 1].strip() if number else ""
        after = lines[number + 1].strip() if number + 1 < len(lines) else ""
        found = _spoiler(before, line.strip(), after)
        if not found or doc.in_code(span.start):
            continue
        if found[0] == "touching":
            return _joined(doc, inline, number - 1)
        return Match(span, *found)
    return None


def _joined(doc: Document, inline: Inline, number: int) -> Match[_Spoiler] | None:
    """Why the lines from the ``number``-th of a paragraph on, a header and its delimiter row, are
    no table; the place is the header."""
    lines = inline.content.split("\n")
    start = sum(len(line) + 1 for line in lines[:number])
    header = inline.map.span(start, start + len(lines[number]))
    if doc.site.dialect.tables == "kramdown" and _starts_as_rows(doc, inline, lines[:number]):
        return None
    if doc.site.dialect.tables != "gfm":
        return Match(header, "touching") if number else None
    # markdown-it takes the later lines of an item or a quotation for text of its paragraph, though
    # they stand at the margin.
    first, later = (_before(doc, inline.map.at(0)), _before(doc, header.start))
    if number == 0:
        later = _before(doc, inline.map.at(len(lines[0]) + 1))
    if len(later.expandtabs(4)) - _MOST_INDENT > len(first.expandtabs(4)):
        return Match(header, "indented")
    if ">" in first and ">" not in later:
        return Match(header, "continues-quotation")
    return Match(header, "continues-item" if _ITEM.search(first) else "indented")


_ATTRIBUTE_LINE = lazy(r"[ \t]*\{:(?![\w-]+:)[^{}]+\}[ \t]*")


def _starts_as_rows(doc: Document, inline: Inline, above: list[str]) -> bool:
    """Whether kramdown counts these first lines of a paragraph to the table below them: its
    attributes, for nothing else can have them below a blank line, and then rows or the line that
    may stand above a header (table.rb: parse_table; extensions.rb: parse_block_extensions)."""
    number = doc.text.line_at(inline.map.at(0))
    first = doc.text.line_at(doc.front_matter.body_start)
    if number > first and doc.text.line(number - 1).strip(" \t\r\n>"):
        return False
    rows = list(dropwhile(_ATTRIBUTE_LINE.fullmatch, above))
    return all(_BARE_PIPE.search(line) for line in rows)


_ITEM = lazy(r"(?:[-+*]|\d[.)])[ \t]+$")
_MOST_INDENT = 3  # blanks before a line, or it is code


def _before(doc: Document, offset: int) -> str:
    """What stands before a place in its line."""
    return doc.text.characters[doc.text.line_span(doc.text.line_at(offset)).start : offset]


def _spoiler(before: str, line: str, after: str) -> tuple[_Spoiler, dict[str, object]] | None:
    """What keeps a line and its neighbours from being a table, if they were meant as one."""
    if _is_delimiter(line):
        return _around_delimiter(before, line)
    below = _is_delimiter(after)
    if _FULL_WIDTH.fullmatch(line) and (below or _FULL_WIDTH.fullmatch(after)):
        return "full-width", {}
    if below and "｜" in line and _columns(line) < _columns(line.translate(_PLAIN)):
        return "full-width", {}
    if _row_like(line) and _row_like(after) and not below:
        return "no-delimiter", {}
    return None


def _is_delimiter(line: str) -> bool:
    """Whether a line was meant as a delimiter row, in plain signs or others."""
    plain = line.translate(_PLAIN)
    return "|" in plain and bool(_DELIMITER.fullmatch(plain))


def _around_delimiter(before: str, line: str) -> tuple[_Spoiler, dict[str, object]] | None:
    """What is wrong with a delimiter row and the line above it, the header."""
    header = _columns(before)
    if not before:
        return "no-header", {}
    if header < 2 and not before.startswith("|"):
        return None
    if "｜" in line:
        return "full-width", {}
    if "：" in line:
        return "full-width-colon", {}
    if line != line.translate(_PLAIN):
        return "long-dash", {}
    if header == _columns(line):
        return "touching", {}
    return "columns", {"header": header, "delimiter": _columns(line)}


_PIPE = lazy("[|｜]")


def _is_formula(paragraph: str) -> bool:
    """Whether a paragraph is TeX, where pipes are norms and bars."""
    return paragraph.lstrip().startswith("$$") or "\\begin{" in paragraph


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
