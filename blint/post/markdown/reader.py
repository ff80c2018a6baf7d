"""A post's body with the exact place of what blint looks at.

What a shortcut cannot tell is parsed, once, by markdown-it-py. A block's content is led back to
the source line by line: containers only cut off the start of a line (``> ``, ``- ``, indentation)
and blanks at its end, so each line of the content is a suffix of its source line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from blint.model import Span
from blint.post import shortcuts
from blint.post.markdown import blocks, html, inlines
from blint.post.markdown.blocks import QUOTE_MARK, Block, split_row
from blint.post.markdown.inlines import Piece
from blint.post.markdown.model import (
    Body,
    Cell,
    Element,
    Image,
    Inline,
    Row,
    Script,
    SourceMap,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.post.markdown.model import Dialect
    from blint.post.text import Text

_ADMONITION = "admonition_title_open"  # a title may be made up, and stands in no line of its own

# Content without any of these holds no image, no HTML, no code and nothing like an image.
_WORTH_PARSING = re.compile(rf"<|`|{blocks.LIKE_AN_IMAGE}")
_LETTER = re.compile(r"[^\W\d_]")
_TITLED = re.compile(r"!!!|\?\?\?")
_KINDS = {"image": inlines.IMAGE, "code_inline": inlines.CODE, "html_inline": inlines.MARKUP}
_Row = tuple[int, int, list[tuple[int, int, str]]]


def parse_body(text: Text, start: int, dialect: Dialect, *, whole: bool = False) -> Body:
    """Parse the body that begins at ``start``, in a generator's dialect; with ``whole``, nothing is
    skipped."""
    return _Reader(text, start, dialect).read(whole=whole)


class _Part:
    """What is read at once: a body, or the content of an item or a quotation. ``map`` leads offsets
    in its text, ``source``, back to the post."""

    def __init__(self, source: str, mapping: SourceMap, *, top_level: bool = True) -> None:
        self.source = source
        self.map = mapping
        single = len(mapping.starts) == 1
        self.place = mapping.sources[0].__add__ if single else mapping.at
        self.top_level = top_level

    @cached_property
    def starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.source))]

    def line_at(self, offset: int) -> int:
        """The 0-based line that holds an offset."""
        return bisect_right(self.starts, offset) - 1

    def lines(self, begin: int, end: int) -> Span:
        """The span in the post of the 0-based lines from ``begin`` up to ``end``."""
        starts = [*self.starts[begin : begin + 1], *self.starts[end : end + 1]]
        starts += [len(self.source)] * (2 - len(starts))
        return Span(self.place(starts[0]), self.place(starts[1]))

    def span_of(self, block: Block) -> Span:
        """The span in the post of a block."""
        return Span(self.place(block.start), self.place(block.end))

    def between(self, block: Block) -> _Part:
        """The content of a container, without its first and its last line."""
        first = self.source.index("\n", block.start) + 1
        last = self.source.rfind("\n", block.start, block.end - 1) + 1
        return _Part(self.source[first:last], self.map.part(first, last), top_level=False)

    def inside(self, block: Block) -> _Part:
        """The content of a list's item, or of a quotation."""
        lines, starts, sources, offset, at = [], [], [], 0, block.start
        for line in self.source[block.start : block.end].split("\n"):
            mark = QUOTE_MARK.match(line) if block.kind == blocks.QUOTE else None
            inside = line[mark.end() if mark else block.indent :]
            starts.append(offset)
            sources.append(self.place(at + len(line) - len(inside)))
            lines.append(inside)
            offset += len(inside) + 1
            at += len(line) + 1
        mapping = SourceMap(tuple(starts), tuple(sources))
        return _Part("\n".join(lines), mapping, top_level=False)


class _Reader:
    """Walks the blocks once and collects the facts."""

    def __init__(self, text: Text, start: int, dialect: Dialect) -> None:
        self.text = text
        self.start = start
        self.dialect = dialect
        self.body = Body()
        self.env: dict[str, Any] = {}
        self.in_comment = False
        self.shown_by_tags: list[int] = []

    @cached_property
    def md(self) -> MarkdownIt:
        """The parser, imported where it is needed: that costs as much as a post does."""
        from blint.post.markdown.commonmark import parser

        return parser(self.dialect)

    @cached_property
    def source(self) -> str:
        """The body with its templates masked, normalized as markdown-it does it."""
        source = self.characters[self.start :].replace("\0", "\ufffd")
        source = re.sub(r"\r\n?", "\n", source) if "\r" in source else source
        end = source.rstrip(" \t")
        return end if end.endswith("\n") else source  # it passes over a last line of blanks

    @cached_property
    def characters(self) -> str:
        """The post's characters with its templates masked."""
        characters, dialect = self.text.characters, self.dialect
        if dialect.tables == "gfm" and not dialect.templates:
            return characters
        from blint.post.markdown.templates import mask

        masked = mask(
            characters[self.start :], dialect.templates, code_spans=dialect.tables != "gfm"
        )
        self.body.code += [Span(s.start + self.start, s.end + self.start) for s in masked.code]
        self.shown_by_tags = [s.start + self.start for s in masked.code + masked.shown]
        return characters[: self.start] + masked.text

    def read(self, *, whole: bool) -> Body:
        body = self.body
        if self.dialect.tags:
            body.elements += self.dialect.tags(self.text.characters, self.start)
        part = _Part(self.source, self.source_map())
        if whole or not shortcuts.taken("blocks"):
            self.blocks(part, [Block(blocks.REST, 0, len(part.source))])
        else:
            self.part(part)
        body.code.sort(key=lambda span: span.start)  # templates' blocks came first
        seen = [*self.shown_by_tags, *([] if body.visible is None else [body.visible])]
        body.visible = min(seen, default=None)
        return body

    def source_map(self) -> SourceMap:
        """Leads offsets in the source back to the post."""
        if "\r" not in self.text.characters:
            return SourceMap((0,), (self.start,))
        starts = [0, *(match.end() for match in re.finditer("\n", self.source))]
        first = self.text.line_at(self.start)
        sources = [self.start, *self.text.line_starts[first : first + len(starts) - 1]]
        return SourceMap(tuple(starts), tuple(sources))

    def part(self, part: _Part) -> None:
        self.blocks(part, list(blocks.cut(part.source, self.dialect)))

    def blocks(self, part: _Part, found: Sequence[Block]) -> None:
        """Take in the blocks of a part of the post."""
        # Definitions of references may stand after their uses, so all is parsed before it is read.
        parsed = [self.parse(part, b) if b.kind == blocks.REST else None for b in found]
        for block, tokens in zip(found, parsed, strict=True):
            if tokens is not None:
                self.tokens(part, block, tokens)
            elif block.kind == blocks.TEXT:
                self.plain(part, block)
            elif block.kind == blocks.PARAGRAPH:
                self.paragraph(part, block)
            elif block.kind == blocks.HTML:
                self.tags(Inline("html", part.source, part.map), block.start, block.end)
            elif block.kind == blocks.TABLE:
                self.simple_table(part, block)
            elif block.kind in (blocks.ITEM, blocks.QUOTE):
                self.part(part.inside(block))
            elif block.kind == blocks.CONTAINER:
                self.see(self.whole_lines(part.span_of(block)).start)  # its title
                self.part(part.between(block))
            else:
                self.code_block(part.span_of(block))

    def parse(self, part: _Part, block: Block) -> list[Token]:
        """The tokens of a block that is left to the parser; they count the part's lines."""
        known = len(self.env.get("references", ()))
        text = part.source[block.start : block.end]
        try:
            tokens = self.md.parse(text, self.env)
        except IndexError:  # the rule for containers looks beyond the end of a text
            tokens = self.md.parse(text + "\n", self.env)
        line = part.line_at(block.start)
        for token in tokens:
            if token.map:
                token.map = [line + number for number in token.map]
        for definition in [*self.env.get("references", {}).values()][known:]:
            begin, end = definition["map"]
            definition["map"] = part.lines(line + begin, line + end)
        return tokens

    def tokens(self, part: _Part, block: Block, tokens: Sequence[Token]) -> None:
        """Take in what the parser found in a block."""
        opener: Token | None = None
        for token in tokens:
            if token.type == "inline" and (opener is None or opener.type != _ADMONITION):
                self.inline_token(part, block, token, opener)
            elif token.type == "table_open":
                self.table(part, token.meta["rows"], block.start)
            elif token.type == "html_block":
                self.html_block(part, token)
            elif token.type == "container_any_open" and token.map:
                self.see(self.whole_lines(part.lines(*token.map)).start)  # its title
            elif token.type in ("fence", "code_block", "hr") and token.map:
                if token.type == "hr":
                    self.see(self.whole_lines(part.lines(*token.map)).start)
                else:
                    self.code_block(part.lines(*token.map))
            if token.nesting == 1:
                opener = token

    def inline_token(self, part: _Part, block: Block, token: Token, opener: Token | None) -> None:
        if not token.content or token.map is None or opener is None:
            return
        if "cell" in token.meta:
            start, _, raw = token.meta["cell"]
            mapping = self.cell_map(part.place(block.start + start), raw)
            self.inline(Inline("cell", token.content, mapping))
            return
        hashes = opener.type == "heading_open" and opener.markup.startswith("#")
        mapping = self.lines_map(part, token.content, token.map[0], hashes=hashes)
        top_level = part.top_level and token.level == 1
        self.inline(Inline(opener.tag, token.content, mapping, top_level=top_level))

    def plain(self, part: _Part, block: Block) -> None:
        """Pass over a text, but for what a reader sees first."""
        if self.body.visible is None and not part.source[block.start : block.end].isspace():
            letter = _LETTER.search(part.source, block.start, block.end)
            titled = self.dialect.admonitions and _TITLED.search(part.source, *block[1:3])
            if letter is None or self.in_comment or titled:
                # A rule, an empty item, a title that is made up: let the parser tell.
                self.tokens(part, block, self.parse(part, block))
                return
            self.see(part.place(letter.start()))
        self.body.skipped.append(part.span_of(block))

    def paragraph(self, part: _Part, block: Block) -> None:
        raw = part.source[block.start : block.end]
        content = raw.strip()
        start = block.start + len(raw) - len(raw.lstrip())
        mapping = part.map.part(start, start + len(content))
        self.inline(Inline("p", content, mapping, top_level=part.top_level))

    def simple_table(self, part: _Part, block: Block) -> None:
        source, rows, start = part.source, [], block.start
        for number, line in enumerate(source[block.start : block.end].rstrip("\n").split("\n")):
            end = start + len(line)
            if number != 1:  # the delimiter row
                begin = end - len(line.lstrip(" "))
                rows.append((begin, end, split_row(source, begin, end)))
            start = end + 1
        self.table(part, rows)
        columns = len(rows[0][2])
        for _, _, cells in rows:
            for begin, _, raw in cells[:columns]:
                if raw and (self.body.visible is None or _WORTH_PARSING.search(raw)):
                    content = raw.replace("\\|", "|")
                    self.inline(Inline("cell", content, self.cell_map(part.place(begin), raw)))

    def table(self, part: _Part, rows: Sequence[_Row], offset: int = 0) -> None:
        """Take in rows: where each begins and ends, and its cells, counted from ``offset``."""
        placed = []
        for begin, end, cells in rows:
            at = [(part.place(offset + start), text) for start, _, text in cells]
            row = tuple(Cell(Span(start, start + len(text)), text) for start, text in at)
            start = part.place(offset + begin)
            placed.append(Row(Span(start, start + end - begin), row))
        self.body.tables.append(Table(placed[0], tuple(placed[1:])))

    def whole_lines(self, span: Span) -> Span:
        """The span from the beginning of its first line up to that of the next line after it,
        whatever holds the block."""
        text, end = self.text, span.end
        start = text.line_starts[text.line_at(span.start) - 1]
        if end < len(text.characters):
            end = text.line_starts[text.line_at(end) - 1]
        return Span(max(self.start, start), end)

    def code_block(self, span: Span) -> None:
        self.code(self.whole_lines(span))

    def code(self, span: Span) -> None:
        self.see(span.start)
        self.body.code.append(span)

    def line(self, part: _Part, number: int) -> Span:
        """A 0-based line of a part, without what stands before the part in it and its line end."""
        start = part.lines(number, number).start
        return Span(start, self.text.line_span(self.text.line_at(start)).end)

    def see(self, offset: int) -> None:
        """Note that a reader sees what stands at a place; called in the order of the post."""
        if self.body.visible is None:
            self.body.visible = offset

    def cell_map(self, begin: int, raw: str) -> SourceMap:
        """Where the content of a cell stands that begins at a place in the post."""
        # An escaped pipe loses its backslash, so from there on the source is one further.
        pipes = [match.start() for match in re.finditer(r"\\\|", raw)]
        starts = [0, *(at - number for number, at in enumerate(pipes))]
        return SourceMap(tuple(starts), (begin, *(begin + at + 1 for at in pipes)))

    def lines_map(self, part: _Part, content: str, first: int, *, hashes: bool) -> SourceMap:
        """Where the lines of a paragraph or heading stand; ``hashes``: it opens with ``#``."""
        starts, sources, offset = [], [], 0
        for number, line in enumerate(content.split("\n")):
            begin, end = self.line(part, first + number)
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

    def inline(self, inline: Inline) -> None:
        """Take in a block of running text."""
        self.body.inlines.append(inline)
        content = inline.content
        if not _WORTH_PARSING.search(content):
            self.shown(inline, 0, len(content))
            return
        inline.taken = []
        done = 0  # up to where the content's text is accounted for
        for piece in self.pieces(content):
            self.shown(inline, done, piece.start)
            done = piece.end
            inline.taken.append((piece.start, piece.end))
            if piece.kind == inlines.IMAGE:
                self.image(inline, piece)
            elif piece.kind == inlines.CODE:
                self.code(inline.map.span(piece.start, piece.end))
            else:
                self.tags(inline, piece.start, piece.end)
        self.shown(inline, done, len(content))

    def pieces(self, content: str) -> Iterable[Piece]:
        """The images, code spans and tags of a content."""
        comments = self.dialect.jsx and "{/*" in content
        if shortcuts.taken("inlines") and not comments:
            pieces = inlines.scan(content)
            if pieces is not None:
                return pieces
        tokens: list[Token] = []
        self.md.inline.parse(content, self.md, self.env, tokens)
        placed = [(token, *token.meta["place"]) for token in tokens if "place" in token.meta]
        return [Piece(_KINDS[token.type], start, end, token) for token, start, end in placed]

    def image(self, inline: Inline, piece: Piece) -> None:
        if self.in_comment:
            return
        content, span = inline.content, inline.map.span(piece.start, piece.end)
        token = piece.token
        if token is None:
            start, end = piece.address
            target, alt = inline.map.span(start, end), content[slice(*piece.text)]
            self.body.images.append(Image(span, alt, content[start:end], target, reference=False))
        else:
            from markdown_it.common.utils import unescapeAll

            at = piece.start + len("![") + len(token.content) + len("]")
            reference = not content.startswith("(", at)
            if reference:
                label = content[at + 1 : piece.end - 1] or token.content
                raw, target = self.definition(label, span)
            else:
                at += 1
                while content[at] in " \t\n":
                    at += 1
                raw, at = _destination(self.md, content, at, piece.end)
                target = inline.map.span(at, at + len(raw))
            alt = "".join(child.content for child in token.children or ())
            self.body.images.append(Image(span, alt, unescapeAll(raw), target, reference))
        self.see(span.start)

    def shown(self, inline: Inline, start: int, end: int) -> None:
        """Note that a range of a block's content is text a reader sees, unless it is blank."""
        if self.body.visible is not None or self.in_comment:
            return
        if core := inline.content[start:end].lstrip():
            self.see(inline.map.at(end - len(core)))

    def definition(self, label: str, fallback: Span) -> tuple[str, Span]:
        """The destination of a link reference definition, as written, and its place."""
        from markdown_it.common.utils import normalizeReference

        known = self.env["references"][normalizeReference(label)]
        span: Span = known["map"]
        source = self.characters[span.start : span.end]
        close = re.search(r"(?<!\\)\]:[\s>]*", source)
        if close is None:
            return known["href"], fallback
        raw, begin = _destination(self.md, source, close.end(), len(source))
        return raw, Span(span.start + begin, span.start + begin + len(raw))

    def html_block(self, part: _Part, token: Token) -> None:
        assert token.map is not None
        starts, sources, offset = [], [], 0
        for number, line in enumerate(token.content.split("\n")[: token.map[1] - token.map[0]]):
            starts.append(offset)
            sources.append(self.line(part, token.map[0] + number).end - len(line))
            offset += len(line) + 1
        block = Inline("html", token.content, SourceMap(tuple(starts), tuple(sources)))
        self.tags(block, 0, len(token.content))

    def tags(self, block: Inline, start: int, end: int) -> None:
        """Take in the tags, comments and scripts in a range of a block's content."""
        content, mapping, body = block.content, block.map, self.body
        brief = body.visible is not None and shortcuts.taken("tags")
        if brief and not self.in_comment and html.tells_nothing(content, start, end):
            return
        shown = start
        for piece in html.tokens(
            content,
            start,
            end,
            in_comment=self.in_comment,
            jsx=self.dialect.jsx,
            brief=brief,
        ):
            self.shown(block, shown, piece.start)
            shown = piece.end
            if isinstance(piece, html.Comment):
                # Only a comment proper hides what follows its block.
                carried = self.in_comment or content.startswith("<!--", piece.start)
                self.in_comment = carried and not piece.closed
            elif isinstance(piece, html.RawText):
                if piece.tag.name == "script":
                    body.scripts.append(
                        Script(content[piece.start : piece.end], piece.start, mapping)
                    )
            elif not piece.closing and piece.name in _LOOKED_INTO:
                self.element(piece, mapping, content[piece.start + 1 :][:80])
        self.shown(block, shown, end)

    def element(self, tag: html.Tag, mapping: SourceMap, written: str) -> None:
        """Take in a start tag, unless its name as ``written`` is a component's."""
        if _is_component(written):
            return
        span = mapping.span(tag.start, tag.end)
        if tag.name in _SEEN:
            self.see(span.start)
        if tag.name in html.MEDIA_ATTRIBUTES:
            attributes = {a.name: (a.value, mapping.span(a.start, a.end)) for a in tag.attributes}
            self.body.elements.append(Element(tag.name, span, attributes))


# Elements that a reader sees without text in them.
_SEEN = frozenset(("img", "video", "audio", "iframe", "svg", "picture", "object", "embed", "hr"))
_LOOKED_INTO = _SEEN | html.MEDIA_ATTRIBUTES.keys()


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
