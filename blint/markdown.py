"""A post's body, parsed once by markdown-it-py, with the exact place of what blint looks at.

markdown-it-py gives inline tokens no positions. Two of its own rules are wrapped to note them:
``image`` and ``html_inline`` (and ``backticks`` for code spans) write the offsets within the
block's content into ``token.meta``, and ``table`` writes where each cell stands. A block's
content is then led back to the source line by line: containers only cut off the start of a
line (``> ``, ``- ``, indentation) and blanks at its end, so each line of the content is a
suffix of its source line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block.table import table as gfm_table
from markdown_it.rules_inline import StateInline, backtick, html_inline, image

from blint import html
from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

    from blint.generators.base import Dialect
    from blint.text import Text

_ADMONITION = "admonition_title_open"  # a title may be made up, and stands in no line of its own
MAX_NESTING = 100  # as in markdown-it's default preset; the commonmark preset has 20

# Blocks whose content has none of these hold no image, no HTML and nothing that looks like one.
_WORTH_PARSING = re.compile(r"!\[|<|`|！|【|[\]】]\s?（|!\s\[")


class SourceMap(NamedTuple):
    """Leads offsets in a block's content back to offsets in the post."""

    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def at(self, offset: int) -> int:
        """The place in the post of the content's character at ``offset``."""
        index = max(0, bisect_right(self.starts, offset) - 1)
        return self.sources[index] + offset - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The span in the post of a range of the content."""
        begin = self.at(start)
        return Span(begin, self.at(end - 1) + 1 if end > start else begin)


class Image(NamedTuple):
    """A Markdown image. ``destination`` is as written, ``target`` the span it stands at: in the
    image itself, or in the definition a reference-style image uses."""

    span: Span
    alt: str
    destination: str
    target: Span
    reference: bool


class Element(NamedTuple):
    """An HTML start tag, with places in the post; or an image that a template's tag shows, when
    ``shortcode`` names that tag."""

    name: str
    span: Span
    attributes: dict[str, tuple[str, Span]]
    shortcode: str = ""


class Cell(NamedTuple):
    """A table cell: ``span`` without the blanks around its text."""

    span: Span
    text: str


class Row(NamedTuple):
    """A row of a table, as the parser splits it; ``span`` is its text without indentation."""

    span: Span
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table: header, then body rows. The delimiter row is not among them."""

    header: Row
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Inline:
    """A block of running text: a paragraph, a heading, or a table cell.

    ``children`` is None where the inline pass had nothing to find.
    """

    kind: str  # the element it becomes (p, h1 … h6), cell, or html
    content: str
    map: SourceMap
    top_level: bool = False
    children: list[Token] | None = None


class Script(NamedTuple):
    """The text of a script; ``start`` is its offset in the content that ``map`` leads back."""

    text: str
    start: int
    map: SourceMap


@dataclass(slots=True)
class Body:
    """What stands in a post's body. ``code`` holds fenced and indented blocks and code spans;
    ``visible`` the starts of what a reader of the page sees."""

    inlines: list[Inline] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    code: list[Span] = field(default_factory=list)
    visible: list[int] = field(default_factory=list)


def parse_body(text: Text, start: int, dialect: Dialect) -> Body:
    """Parse the body that begins at ``start``, in a generator's dialect."""
    return _Reader(text, start, dialect).read()


@cache
def parser(dialect: Dialect) -> MarkdownIt:
    """The commonmark preset with tables, and what a dialect has besides. kramdown and
    Python-Markdown want a blank line before a table."""
    md = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    md.core.ruler.enableOnly(["normalize", "block"])
    md.disable(["emphasis"])  # no image or tag depends on it
    interrupts = ["paragraph", "reference"] if dialect.tables == "gfm" else []
    md.block.ruler.at("table", _table, {"alt": interrupts})
    md.inline.ruler.at("image", _noting(image))
    md.inline.ruler.at("html_inline", _noting(html_inline))
    md.inline.ruler.at("backticks", _noting(backtick))
    if dialect.containers:
        from mdit_py_plugins.container import container_plugin

        container_plugin(md, "any", validate=_opens_container)
    if dialect.admonitions:
        from mdit_py_plugins.admon import admon_plugin

        admon_plugin(md)
    if dialect.jsx or not dialect.indented_code:
        md.disable(["code"])
    if dialect.jsx:
        md.block.ruler.before("html_block", "comment", _comment_block, {"alt": ["paragraph"]})
        md.inline.ruler.before("html_inline", "comment", _comment)
    return md


# MDX's comments, in which there are neither images nor elements.
_COMMENT = re.compile(r"\{\s{0,100}/\*.{0,5000}?\*/\s{0,100}\}", re.DOTALL)


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    match = _COMMENT.match(state.src, begin, state.eMarks[end - 1])
    if match is None:
        return False
    rest = state.src.find("\n", match.end())
    if state.src[match.end() : rest if rest >= 0 else None].strip():
        return False
    if not silent:
        state.line = start + match[0].count("\n") + 1
    return True


def _comment(state: StateInline, silent: bool) -> bool:
    del silent
    match = _COMMENT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.pos = match.end()
    return True


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noting(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and len(state.tokens) > count:
            state.tokens[-1].meta["place"] = (start, state.pos)
        return True

    return noting


def _opens_container(info: str, markup: str) -> bool:
    """Whether ``:::`` opens a container: some name has to follow it. Sites add names of their own,
    so any name will do."""
    del markup
    return info.strip()[:1].isalpha()


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    count = len(state.tokens)
    if not gfm_table(state, start, end, silent):
        return False
    if silent:
        return True
    cells: Iterator[tuple[int, int, str]] = iter(())
    rows = []
    for token in state.tokens[count:]:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
            begin = state.bMarks[line] + state.tShift[line]
            row = _split_row(state.src, begin, state.eMarks[line])
            rows.append((begin, state.eMarks[line], row))
            cells = iter(row)
        elif token.type == "inline":
            token.meta["cell"] = next(cells, None)
    state.tokens[count].meta["rows"] = rows
    return True


def _split_row(source: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Offsets and raw text of a row's cells, split as markdown-it's ``escapedSplit`` does."""
    while start < end and source[start] in " \t":
        start += 1
    while end > start and source[end - 1] in " \t":
        end -= 1
    bounds = [start, *_pipes(source, start, end)]
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


def _pipes(source: str, start: int, end: int) -> Iterator[int]:
    """Places of the pipes that separate cells: all but those right after a backslash."""
    at = source.find("|", start, end)
    while at >= 0:
        if at == start or source[at - 1] != "\\":
            yield at
        at = source.find("|", at + 1, end)


class _Reader:
    """Walks the block tokens once and collects the facts."""

    def __init__(self, text: Text, start: int, dialect: Dialect) -> None:
        self.text = text
        self.start = start
        self.dialect = dialect
        self.md = parser(dialect)
        self.body = Body()
        self.env: dict[str, Any] = {}
        self.in_comment = False

    @cached_property
    def source(self) -> str:
        """The body with its templates masked, and the line ends that markdown-it's normalize
        leaves."""
        return re.sub(r"\r\n?", "\n", self.characters[self.start :])

    @cached_property
    def characters(self) -> str:
        """The post's characters with its templates masked."""
        characters, dialect = self.text.characters, self.dialect
        if dialect.tables == "gfm" and not dialect.templates:
            return characters
        from blint.templates import mask

        masked = mask(
            characters[self.start :], dialect.templates, code_spans=dialect.tables != "gfm"
        )
        self.body.code += [Span(s.start + self.start, s.end + self.start) for s in masked.code]
        self.body.visible += [s.start + self.start for s in masked.code + masked.shown]
        return characters[: self.start] + masked.text

    @cached_property
    def normal_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.source))]

    @cached_property
    def first_line(self) -> int:
        """Index of the line the body begins on."""
        return self.text.line_at(self.start) - 1

    def place(self, offset: int) -> int:
        """The place in the post of the normalized body's character at ``offset``."""
        if "\r" not in self.text.characters:
            return self.start + offset
        line = bisect_right(self.normal_starts, offset) - 1
        return self.line_start(line) + offset - self.normal_starts[line]

    def line_start(self, line: int) -> int:
        """The place in the post of a 0-based line of the body."""
        if line == 0:
            return self.start
        starts = self.text.line_starts
        index = self.first_line + line
        return starts[index] if index < len(starts) else len(self.text.characters)

    def line_end(self, line: int) -> int:
        return self.text.line_span(self.first_line + line + 1).end

    def lines(self, begin: int, end: int) -> Span:
        """The span of the 0-based body lines from ``begin`` up to ``end``."""
        return Span(self.line_start(begin), self.line_start(end))

    def read(self) -> Body:
        opener: Token | None = None
        if self.dialect.tags:
            self.body.elements += self.dialect.tags(self.text.characters, self.start)
        for token in self.md.parse(self.source, self.env):
            if token.type == "inline" and (opener is None or opener.type != _ADMONITION):
                self.inline(token, opener)
            elif token.type == "table_open":
                self.table(token)
            elif token.type == "html_block":
                self.html_block(token)
            elif token.type == "container_any_open" and token.map:
                self.body.visible.append(self.line_start(token.map[0]))  # its title
            elif token.type in ("fence", "code_block", "hr") and token.map:
                span = self.lines(*token.map)
                self.body.visible.append(span.start)
                if token.type != "hr":
                    self.body.code.append(span)
            if token.nesting == 1:
                opener = token
        return self.body

    def table(self, token: Token) -> None:
        rows = []
        for begin, end, cells in token.meta["rows"]:
            placed = tuple(
                Cell(Span(self.place(start), self.place(start) + len(text)), text)
                for start, _, text in cells
            )
            rows.append(Row(Span(self.place(begin), self.place(begin) + end - begin), placed))
        self.body.tables.append(Table(rows[0], tuple(rows[1:])))

    def inline(self, token: Token, opener: Token | None) -> None:
        if not token.content or token.map is None or opener is None:
            return
        if "cell" in token.meta:
            inline = Inline("cell", token.content, self.cell_map(token))
        else:
            hashes = opener.type == "heading_open" and opener.markup.startswith("#")
            mapping = self.lines_map(token.content, token.map[0], hashes=hashes)
            inline = Inline(opener.tag, token.content, mapping, token.level == 1)
        self.body.inlines.append(inline)
        if _WORTH_PARSING.search(token.content):
            inline.children = []
            self.md.inline.parse(token.content, self.md, self.env, inline.children)
            self.children(inline, inline.children)
        else:
            self.shown(inline, 0, len(token.content))

    def cell_map(self, token: Token) -> SourceMap:
        start, _, raw = token.meta["cell"]
        begin = self.place(start)
        # An escaped pipe loses its backslash, so from there on the source is one further.
        pipes = [match.start() for match in re.finditer(r"\\\|", raw)]
        starts = [0, *(at - number for number, at in enumerate(pipes))]
        return SourceMap(tuple(starts), (begin, *(begin + at + 1 for at in pipes)))

    def lines_map(self, content: str, first: int, *, hashes: bool) -> SourceMap:
        """Where the lines of a paragraph or heading stand; ``hashes``: it opens with ``#``."""
        starts, sources, offset = [], [], 0
        for number, line in enumerate(content.split("\n")):
            begin, end = self.line_start(first + number), self.line_end(first + number)
            source = self.characters[begin:end].replace("\0", "\ufffd")  # as markdown-it
            core = line.strip()
            if hashes:
                at = source.index(core, source.index("#") + 1)
            else:
                at = len(source.rstrip()) - len(core)
            lead = len(line) - len(line.lstrip())
            starts.append(offset)
            sources.append(begin + at - lead)
            offset += len(line) + 1
        return SourceMap(tuple(starts), tuple(sources))

    def children(self, inline: Inline, tokens: Sequence[Token]) -> None:
        shown = 0  # up to where the content's text is accounted for
        for token in tokens:
            if "place" not in token.meta:
                continue
            start, end = token.meta["place"]
            self.shown(inline, shown, start)
            shown = end
            if token.type == "image":
                self.image(token, inline, start, end)
            elif token.type == "code_inline":
                self.body.code.append(inline.map.span(start, end))
                self.body.visible.append(inline.map.at(start))
            else:
                self.tags(inline, start, end)
        self.shown(inline, shown, len(inline.content))

    def shown(self, inline: Inline, start: int, end: int) -> None:
        """Note that a range of a block's content is text a reader sees, unless it is blank."""
        text = inline.content[start:end]
        if not self.in_comment and (core := text.lstrip()):
            self.body.visible.append(inline.map.at(end - len(core)))

    def image(self, token: Token, inline: Inline, start: int, end: int) -> None:
        content, span = inline.content, inline.map.span(start, end)
        at = start + len("![") + len(token.content) + len("]")
        reference = not content.startswith("(", at)
        if reference:
            label = content[at + 1 : end - 1] or token.content
            raw, target = self.definition(label, span)
        else:
            at += 1
            while content[at] in " \t\n":
                at += 1
            raw, at = _destination(self.md, content, at, end)
            target = inline.map.span(at, at + len(raw))
        alt = "".join(child.content for child in token.children or ())
        if not self.in_comment:
            self.body.images.append(Image(span, alt, unescapeAll(raw), target, reference))
            self.body.visible.append(span.start)

    def definition(self, label: str, fallback: Span) -> tuple[str, Span]:
        """The destination of a link reference definition, as written, and its place."""
        from markdown_it.common.utils import normalizeReference

        known = self.env["references"][normalizeReference(label)]
        span = self.lines(*known["map"])
        source = self.characters[span.start : span.end]
        close = re.search(r"(?<!\\)\]:[\s>]*", source)
        if close is None:
            return known["href"], fallback
        raw, begin = _destination(self.md, source, close.end(), len(source))
        return raw, Span(span.start + begin, span.start + begin + len(raw))

    def html_block(self, token: Token) -> None:
        assert token.map is not None
        starts, sources, offset = [], [], 0
        for number, line in enumerate(token.content.split("\n")[: token.map[1] - token.map[0]]):
            starts.append(offset)
            sources.append(self.line_end(token.map[0] + number) - len(line))
            offset += len(line) + 1
        block = Inline("html", token.content, SourceMap(tuple(starts), tuple(sources)))
        self.tags(block, 0, len(token.content))

    def tags(self, block: Inline, start: int, end: int) -> None:
        """Take in the tags, comments and scripts in a range of a block's content."""
        content, mapping, body = block.content, block.map, self.body
        shown = start
        for piece in html.tokens(
            content, start, end, in_comment=self.in_comment, jsx=self.dialect.jsx
        ):
            self.shown(block, shown, piece.start)
            shown = piece.end
            span = mapping.span(piece.start, piece.end)
            if isinstance(piece, html.Comment):
                # Only a comment proper hides what follows its block.
                carried = self.in_comment or content.startswith("<!--", piece.start)
                self.in_comment = carried and not piece.closed
            elif isinstance(piece, html.RawText):
                if piece.tag.name == "script":
                    body.scripts.append(
                        Script(content[piece.start : piece.end], piece.start, mapping)
                    )
            elif not piece.closing and not _is_component(content[piece.start + 1 :][:80]):
                attributes = {
                    a.name: (a.value, mapping.span(a.start, a.end)) for a in piece.attributes
                }
                body.elements.append(Element(piece.name, span, attributes))
                if piece.name in _SEEN:
                    body.visible.append(span.start)
        self.shown(block, shown, end)


# Elements that a reader sees without text in them.
_SEEN = frozenset(("img", "video", "audio", "iframe", "svg", "picture", "object", "embed", "hr"))


def _is_component(tag: str) -> bool:
    """Whether a tag's name mixes its letters as Vue's and JSX's components do: ``<Img>``; both
    tell components from elements by that. Capitals alone are an element's."""
    name = re.match(r"[A-Za-z][\w.-]*", tag)
    return name is not None and name[0][0].isupper() and not name[0].isupper()


def _destination(md: MarkdownIt, source: str, start: int, end: int) -> tuple[str, int]:
    """A link destination as written, without angle brackets, and where it begins."""
    result = md.helpers.parseLinkDestination(source, start, end)
    raw = source[start : result.pos] if result.ok else ""
    if raw.startswith("<"):
        return raw[1:-1], start + 1
    return raw, start
