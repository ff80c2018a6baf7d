"""The blocks of a post that can be told without a parser.

Markdown starts afresh at a line without indentation after a blank one: whatever was open there is
closed, but for fenced code, raw HTML and ``:::`` containers, whose ends can be searched for. So a
post is cut at such places; text that holds nothing blint looks at is passed over, the commonest
blocks are recognised as CommonMark 0.31 defines them, and everything else is left to markdown-it.
A doubt leaves all the rest of the post to it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.markdown.model import Dialect

    BlockKind = Literal[
        "text", "paragraph", "html", "fence", "table", "item", "quote", "container", "rest"
    ]

TEXT: Final = "text"
PARAGRAPH: Final = "paragraph"
HTML: Final = "html"
FENCE: Final = "fence"
TABLE: Final = "table"
ITEM: Final = "item"
QUOTE: Final = "quote"
CONTAINER: Final = "container"
REST: Final = "rest"


class Block(NamedTuple):
    """A range of the source: whole lines. ``TEXT`` holds nothing to look at (but for code spans and
    indented code), ``REST`` is for the parser; the others are single blocks. The content of an
    ``ITEM`` (of a list) begins after ``indent`` characters of each line, that of a ``QUOTE`` after
    its mark; that of a ``CONTAINER`` stands between its first and its last line."""

    kind: BlockKind
    start: int
    end: int
    indent: int = 0


# Where something may stand that blint looks at: an image or what looks like one, HTML, a table, a
# fence, a definition. Alternatives begin with a letter of their own each: so the search is quick.
LIKE_AN_IMAGE = r"![ \t]?[\[【]|！[ \t]?[\[【]"
_LOOKED_FOR = rf"<|\||｜|{LIKE_AN_IMAGE}|```|~~~|\]:"


@cache
def _looked_for(containers: bool, jsx: bool) -> re.Pattern[str]:
    """What is looked for in a dialect with ``:::`` containers, in one with imports in its text."""
    more = (r"|:::" if containers else "") + (r"|^[ \t]*(?:im|ex)port\b" if jsx else "")
    return re.compile(_LOOKED_FOR + more, re.MULTILINE)


_NEWLINES = lazy(r"\n*")
_BLANK = lazy(r"\n[ \t]*(?:\n|\Z)")
_BLANK_LINES = lazy(r"(?:[ \t]*\n)*")


@cache
def _goes_on_after_blank(indented: bool) -> re.Pattern[str]:
    """What lets indented lines after a blank one belong to it: a list, indented code; and in a
    dialect with ``indented`` blocks what opens one."""
    known = r"^ {0,3}(?:[-+*]|\d{1,9}[.)])(?![^ \t\n])|^(?: {4}| {0,3}\t)"
    more = r"|^ {0,3}(?:[!?=]{3}|\[\^|:[ \t])" if indented else ""
    return re.compile(known + more, re.MULTILINE)


# Where four blanks do not make code, a block may start or end behind them.
_INDENTED_BLOCK = lazy(r"^(?: {4}| {0,3}\t)[ \t]*(?:```|~~~|:::|<)", re.MULTILINE)

_FENCE = lazy(r" {0,3}(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)(?:\n|\Z)")
_CONTAINER = lazy(r" {0,3}(:{3,})[^\S\n]*([^\W\d_])")
_HEADING = lazy(r" {0,3}#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)")

# CommonMark 0.31, section 4.6: HTML blocks with an end of their own (1 to 5), and those that end
# at a blank line (6, 7).
_BLOCK_NAMES = (
    "address article aside base basefont blockquote body caption center col colgroup dd details"
    " dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6"
    " head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option"
    " p param search section summary table tbody td tfoot th thead title tr track ul"
)
_HTML_BLOCK = lazy(
    r" {0,3}<(?:(?P<tag>(?ai:script|pre|style|textarea)(?=\s|>|\Z))|(?P<comment>!--)"
    r"|(?P<instruction>\?)|(?P<declaration>![A-Za-z])|(?P<data>!\[CDATA\[)"
    rf"|(?P<block>/?(?ai:{'|'.join(_BLOCK_NAMES.split())})(?=\s|/?>|\Z)))"
)
_RAW_HTML_END = {
    "tag": lazy(r"</(?ai:script|pre|style|textarea)>"),
    "comment": lazy(r"-->"),
    "instruction": lazy(r"\?>"),
    "declaration": lazy(r">"),
    "data": lazy(r"\]\]>"),
}
_ATTRIBUTE = (
    r"(?:\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^\"'=<>`\x00-\x20]+|'[^']*'|\"[^\"]*\"))?)"
)
TAG = rf"<[A-Za-z][A-Za-z0-9-]*{_ATTRIBUTE}*\s*/?>|</[A-Za-z][A-Za-z0-9-]*\s*>"
_LONE_TAG = lazy(rf"(?:{TAG})\s*")

# A list's item with content, and what keeps it from being read by itself: a tab, a definition, raw
# HTML that its line does not close, depth.
_ITEM = lazy(r" {0,3}(?:[-+*]|\d{1,9}[.)]) {1,4}(?=[^ \t\n])")
_RULE = lazy(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})(?:\n|\Z)")
_RAW_OPEN = lazy(r"<(?:!--(?![^\n]*-->)|\?|![A-Za-z\[]|(?ai:script|pre|style|textarea)\b)")
_DEEPLY_NESTED = lazy(r"\n[ >*+\-\d.)]{60}")
_MOST_ITEMS = 1000
_MOST_COLONS = 20  # of containers within containers, the outer ones have more
_MARKERS = frozenset(" -+*0123456789")  # what a line with an item begins with

# Lines that start no block but a paragraph, or go on with one; ``<`` needs another look.
_PLAIN = (
    r"(?:[^ \t\n#>\-+*0-9`~|<:=_!?]|\*{1,2}(?![\s*])|_{1,2}(?![\s_])|`{1,2}(?!`)|~{1,2}(?!~)"
    r"|\d{1,9}(?![\d.)])|\d{1,9}[.)](?=[^\s])|\d{10}|[!?](?![!?]{2}))[^\n]*(?:\n|\Z)"
)
_FIRST_LINE = lazy(rf" {{0,3}}(?:{_PLAIN}|<[^\n]*(?:\n|\Z))")
_MORE_LINES = lazy(rf"(?: *{_PLAIN})*+")
_MARKUP_LINE = lazy(r" *<[^\n]*(?:\n|\Z)")
_QUOTED_LINES = lazy(r"(?: {0,3}>[^\n]*(?:\n|\Z))*+")
QUOTE_MARK = lazy(r" {0,3}> ?")
_LIST = lazy(r" {0,3}(?:[-+*]|1[.)]) +[^ \t\n]")
_INTERRUPTERS = (_FENCE, _HEADING, _HTML_BLOCK, _LIST, QUOTE_MARK)
# The parser asks for a table first: this is one, unless it goes on with a list.
_ODD_TABLE = lazy(
    r"\n {0,3}(?:[-+*#<`~:]|\d{1,9}[.)])[^\n|]*+\|[^\n]*+\n[ \t]*+[-|:][-|: \t]*+(?:\n|\Z)"
)
_TABLE = lazy(
    r"(?P<header> {0,3}\|[^\n\f\v]*)\n(?P<rule> {0,3}(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*)"
    r"(?:\n {0,3}\|[^\n\f\v]*)*(?:\n|\Z)"
)
_MOST_CELLS = 10_000  # markdown-it stops filling up rows at some number beyond that


@cache
def _opener(containers: bool) -> re.Pattern[str]:
    """What may reach beyond the end of a range that is left to the parser."""
    return re.compile(
        r"^(?P<indent> {0,3})(?:(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
        + (r"|:{3,}[^\S\n]*[^\W\d_]" if containers else "")
        + r"|(?P<html><(?:(?ai:script|pre|style|textarea)(?=\s|>|\Z)|!--|\?|![A-Za-z]"
        r"|!\[CDATA\[)))",
        re.MULTILINE,
    )


_HTML_LINE = lazy(r"^[ \t]*<", re.MULTILINE)


def cut(source: str, dialect: Dialect) -> Iterator[Block]:
    """The blocks of a body, in order; blank lines between them are left out."""
    looked_for = _looked_for(dialect.containers, dialect.jsx)
    goes_on = _goes_on_after_blank(bool(dialect.indented))
    if _needs_parser(source, dialect):
        yield Block(REST, 0, len(source))
        return
    position = stop = 0
    hit = looked_for.search(source)
    while hit and (hit.start() >= position or (hit := looked_for.search(source, position))):
        start = position
        if hit.start() >= stop:
            start = _fresh_start_before(source, position, hit.start())
        if start > position:
            yield Block(TEXT, position, start)
        if start >= stop:
            stop = _lines_end(source, start)
        while stop < hit.start() and not goes_on.search(source, start, stop):
            yield Block(TEXT, start, stop)
            start = _next_line(source, stop)
            stop = _lines_end(source, start)
        if source[start] in _MARKERS and (items := _items(source, start, looked_for)):
            yield from items
            position = items[-1].end
            continue
        within = stop > hit.start()
        block = _recognise(source, start, stop, hit.start(), dialect) if within else None
        if block is None:
            block = Block(REST, start, _rest_end(source, start, dialect))
        yield block
        position = _BLANK_LINES.match(source, block.end).end()  # type: ignore[union-attr]
    if position < len(source):
        yield Block(TEXT, position, len(source))


def _needs_parser(source: str, dialect: Dialect) -> bool:
    """Whether something stands in a body that only the parser can place."""
    if dialect.jsx and "{/*" in source:  # MDX's comments may hold anything
        return True
    no_code = dialect.jsx or not dialect.indented_code
    odd = no_code and _INDENTED_BLOCK.search(source)
    return bool(odd or ("|" in source and _ODD_TABLE.search("\n" + source)))


def _items(source: str, start: int, looked_for: re.Pattern[str]) -> list[Block]:
    """The items of the list at ``start`` up to one that is not simply indented text; those without
    anything that is looked for are text."""
    items: list[Block] = []
    marker = _ITEM.match(source, start)
    while marker and not _RULE.match(source, marker.start()) and len(items) < _MOST_ITEMS:
        begin, indent = marker.start(), marker.end() - marker.start()
        outdent = _outdented(indent).search(source, marker.end() - 1)
        end = outdent.start() + 1 if outdent else len(source)
        marker = _ITEM.match(source, end) if outdent else None
        if (
            outdent
            and marker is None
            and (source[outdent.end()] == "\t" or not _follows_blank(source, end))
        ):
            return items  # it may go on with the item's last paragraph
        if not _is_simple(source, begin, end):
            return items
        kind: BlockKind = ITEM if looked_for.search(source, begin, end) else TEXT
        items.append(Block(kind, begin, end, indent))
    return items


@cache
def _outdented(indent: int) -> re.Pattern[str]:
    """Finds a line that does not belong to an item whose content is indented so."""
    return re.compile(rf"\n {{0,{indent - 1}}}(?=[^ \n])")


def _follows_blank(source: str, line: int) -> bool:
    """Whether the line that starts at ``line`` has a blank one before it."""
    return not source[source.rfind("\n", 0, line - 1) + 1 : line].strip(" \t\n")


def _is_simple(source: str, begin: int, end: int) -> bool:
    """Whether the content of an item or a quotation can be read by itself."""
    return (
        source.find("\t", begin, end) < 0
        and source.find("]:", begin, end) < 0
        and not _RAW_OPEN.search(source, begin, end)
        and not _DEEPLY_NESTED.search(source, max(0, begin - 1), end)
    )


def _fresh_start_before(source: str, position: int, hit: int) -> int:
    """The last place up to ``hit`` where Markdown starts afresh; ``position`` is one."""
    found = source.rfind("\n\n", position, hit)
    while found >= 0 and source[found + 2] in " \t\n":
        found = source.rfind("\n\n", position, found + 1)
    return found + 2 if found >= 0 else position


def _lines_end(source: str, start: int) -> int:
    """Where the next blank line, or the end, cuts off the lines at ``start``."""
    blank = _BLANK.search(source, start)
    return blank.start() + 1 if blank else len(source)


def _next_line(source: str, stop: int) -> int:
    """The start of the next line that is not blank."""
    blank = _BLANK_LINES.match(source, stop)
    return blank.end() if blank else stop


def _recognise(source: str, start: int, stop: int, hit: int, dialect: Dialect) -> Block | None:
    """The block at ``start``, whose lines up to ``stop`` have something at ``hit`` in them."""
    first = source[start : start + 4].lstrip(" ")[:1]
    if not first:
        return None
    if first == "<":
        return _html(source, start, stop) or _paragraph(source, start, stop)
    if first in "`~" and (fence := _FENCE.match(source, start)):
        return Block(FENCE, start, _closing(source, fence.end(), fence[1] or fence[2]))
    if first == ":" and dialect.containers and (container := _CONTAINER.match(source, start)):
        return _container(source, start, container)
    if first == "|":
        table = _TABLE.match(source, start, stop)
        whole = table is not None and table.end() == stop and _is_table(table, dialect)
        return Block(TABLE, start, stop) if whole else None
    if first == ">":
        quoted = _QUOTED_LINES.match(source, start).end()  # type: ignore[union-attr]
        whole = quoted == stop and source[stop - 1] not in "> " and _is_simple(source, start, stop)
        return Block(QUOTE, start, stop) if whole else None
    if first == "#" and (heading := _HEADING.match(source, start)):
        return Block(REST if hit < heading.end() else TEXT, start, heading.end())
    return _paragraph(source, start, stop)


def _html(source: str, start: int, stop: int) -> Block | None:
    """The block of HTML at ``start``, whose lines go up to ``stop`` where nothing else ends it."""
    if begun := _HTML_BLOCK.match(source, start):
        kind = begun.lastgroup or ""
        if kind == "block":
            return Block(HTML, start, stop)
        end = _RAW_HTML_END[kind].search(source, begun.start() + 1)
        line_end = source.find("\n", end.end()) + 1 if end else 0
        return Block(HTML, start, line_end or len(source))
    line_end = source.find("\n", start, stop)
    line = source[start : line_end if line_end >= 0 else stop].lstrip(" ")
    return Block(HTML, start, stop) if _LONE_TAG.fullmatch(line) else None


def _container(source: str, start: int, opening: re.Match[str]) -> Block | None:
    """The ``:::`` container that opens at ``start``; left to the parser unless it is simple."""
    if not opening[2].isalpha():  # as the parser asks
        return None
    end = _closing(source, opening.end(), opening[1])
    last = source.rfind("\n", start, end - 1) + 1
    closed = last > start and re.match(rf" {{0,3}}{opening[1]}[ \t]*$", source[last:end])
    simple = closed and len(opening[1]) < _MOST_COLONS and source.find("]:", start, end) < 0
    return Block(CONTAINER if simple else REST, start, end)


def _closing(source: str, after: int, marks: str) -> int:
    """The end of the line that closes a fence or container opened by these marks."""
    close = re.compile(rf"^ {{0,3}}{marks[0]}{{{len(marks)},}}[ \t]*(?:\n|\Z)", re.MULTILINE)
    found = close.search(source, source.find("\n", after - 1) + 1 or len(source))
    return found.end() if found else len(source)


def _is_table(table: re.Match[str], dialect: Dialect) -> bool:
    """Whether header and delimiter row agree, and the parser would read all of the table."""
    paired = dialect.paired_backslashes
    columns = len(split_row(table.string, *table.span("header"), paired=paired))
    rows = table[0].count("\n") + 1
    rule = table["rule"].strip(" \t").strip("|").count("|") + 1
    return columns == rule and columns * rows < _MOST_CELLS


def split_row(
    source: str, start: int, end: int, *, paired: bool = False
) -> list[tuple[int, int, str]]:
    """Offsets and raw text of a row's cells, split as markdown-it's ``escapedSplit`` does, or where
    backslashes go in pairs as micromark, marked (``splitCells``) and Python-Markdown do."""
    while start < end and source[start] in " \t":
        start += 1
    while end > start and source[end - 1] in " \t":
        end -= 1
    bounds = [start, *_pipes(source, start, end, paired=paired)]
    pieces = []
    for number, begin in enumerate(bounds):
        begin += number > 0
        stop = bounds[number + 1] if number + 1 < len(bounds) else end
        pieces.append((begin, stop))
    if pieces[0][0] == pieces[0][1]:
        pieces.pop(0)
    if pieces and pieces[-1][0] == pieces[-1][1]:
        pieces.pop()
    cells = []
    for begin, stop in pieces:
        raw = source[begin:stop]
        lead = len(raw) - len(raw.lstrip(" \t\n\r\v\f"))
        text = raw.strip(" \t\n\r\v\f")
        lead = lead if text else 0
        cells.append((begin + lead, begin + lead + len(text), text))
    return cells


def _pipes(source: str, start: int, end: int, *, paired: bool) -> Iterator[int]:
    """Places of the pipes that separate cells: all but those right after a backslash, which in
    pairs stand for themselves where ``paired``."""
    at = source.find("|", start, end)
    while at >= 0:
        backslashes = 0
        while at - backslashes > start and source[at - backslashes - 1] == "\\":
            backslashes += 1
        if not backslashes or (paired and backslashes % 2 == 0):
            yield at
        at = source.find("|", at + 1, end)


def unescaped(cell: str) -> str:
    """The content of a cell: its pipes without the backslash that kept each in it."""
    return cell.replace("\\|", "|")


def _paragraph(source: str, start: int, stop: int) -> Block | None:
    """The paragraph at ``start``, when it ends at ``stop`` or at a line that surely ends one."""
    line = _FIRST_LINE.match(source, start, stop)
    while line:
        end = _MORE_LINES.match(source, line.end(), stop).end()  # type: ignore[union-attr]
        line = None if _HTML_BLOCK.match(source, end) else _MARKUP_LINE.match(source, end, stop)
        if line is None:
            ended = end == stop or any(p.match(source, end) for p in _INTERRUPTERS)
            known = ended and source.find("]:", start, end) < 0
            return Block(PARAGRAPH, start, end) if known else None
    return None


def _fresh_start_after(source: str, start: int) -> int:
    """The next place where Markdown starts afresh, or the end."""
    found = source.find("\n\n", start)
    while found >= 0:
        after = _NEWLINES.match(source, found).end()  # type: ignore[union-attr]
        if source[after : after + 1] not in (" ", "\t", ""):
            return after
        found = source.find("\n\n", after)
    return len(source)


def _rest_end(source: str, start: int, dialect: Dialect) -> int:
    """Where Markdown starts afresh after lines that are left to the parser."""
    stop = _fresh_start_after(source, start)
    position, in_html = start, False
    while opener := _opener(dialect.containers).search(source, position, stop):
        here = opener.start()
        in_html = in_html or bool(_HTML_LINE.search(source, position, here))
        if here > start and not opener["indent"] and not in_html:
            return here
        position = _closed_within(source, opener, stop, in_html=in_html)
        if not position:
            return len(source)
        in_html = in_html or bool(opener["html"])
    return stop


def _closed_within(source: str, opener: re.Match[str], stop: int, *, in_html: bool) -> int:
    """The place after what an opener opens, if it is closed before ``stop`` whatever it stands in;
    otherwise 0."""
    if opener["html"] == "<!--":
        line_end = source.find("\n", opener.end(), stop)
        return source.find("-->", opener.end(), line_end if line_end >= 0 else stop) + 1
    if in_html or not opener["fence"]:
        return 0
    indent, mark = len(opener["indent"]), f"{opener['fence'][0]}{{{len(opener['fence'])},}}"
    inside = rf"(?:[ \t]*\n|(?! *{mark}[ \t]*(?:\n|\Z)) {{{indent}}}[^\n]*\n)*"
    close = rf" {{{indent},3}}{mark}[ \t]*(?:\n|\Z)"
    line_end = source.find("\n", opener.end(), stop) + 1
    found = re.compile(inside + close).match(source, line_end, stop) if line_end else None
    return found.end() if found else 0
