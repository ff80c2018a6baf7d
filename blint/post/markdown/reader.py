"""A post's body with the exact place of what blint looks at.

What a shortcut cannot tell is parsed, once, by markdown-it-py. A block's content is led back to
the source line by line: containers only cut off the start of a line (``> ``, ``- ``, indentation)
and blanks at its end, so each line of the content is a suffix of its source line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from blint.lazy_regex import lazy
from blint.post import shortcuts
from blint.post.markdown import blocks
from blint.post.markdown.blocks import Block
from blint.post.markdown.model import Body, Inline, SourceMap
from blint.post.markdown.running_text import WORTH_PARSING, RunningText
from blint.post.markdown.source import Part, Source
from blint.post.markdown.tables import cell_map, placed_table, split_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from blint.model import Span
    from blint.post.markdown.model import Dialect, InlineKind
    from blint.post.text import Text

_TITLED_BLOCKS = ("container_any_open", "titled_open")  # readers see the title
_LETTER = re.compile(r"[^\W\d_]")
_TITLED = lazy(r"!!!|\?\?\?|===")


def parse_body(
    text: Text, start: int, dialect: Dialect, *, whole: bool = False, links: bool = False
) -> Body:
    """Parse the body that begins at ``start``, in a generator's dialect; with ``whole``, nothing is
    skipped. With ``links``, too, which are then told of."""
    return _Reader(Source(text, start, dialect), links=links).read(whole=whole or links)


class _Reader:
    """Walks the blocks once and collects the facts."""

    def __init__(self, source: Source, *, links: bool = False) -> None:
        self.source = source
        self.body = Body()
        self.running_text = RunningText(source, self.body, links=links)

    def read(self, *, whole: bool) -> Body:
        source, body = self.source, self.body
        body.code += source.code_of_templates
        if source.dialect.tags:
            body.elements += source.dialect.tags(source.text.characters, source.start)
        part = source.body()
        if whole or not shortcuts.taken("blocks"):
            self.blocks(part, [Block(blocks.REST, 0, len(part.source))])
        else:
            self.part(part)
        body.code.sort(key=lambda span: span.start)  # templates' blocks came first
        seen = [*source.shown_by_templates, *([] if body.visible is None else [body.visible])]
        body.visible = min(seen, default=None)
        return body

    def part(self, part: Part) -> None:
        self.blocks(part, list(blocks.cut(part.source, self.source.dialect)))

    def blocks(self, part: Part, found: Sequence[Block]) -> None:
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
                whole = Inline("html", part.source, part.map)
                self.running_text.tags(whole, block.start, block.end)
            elif block.kind == blocks.TABLE:
                self.table(part, block)
            elif block.kind in (blocks.ITEM, blocks.QUOTE):
                self.part(part.inside(block))
            elif block.kind == blocks.CONTAINER:
                self.body.see(self.source.whole_lines(part.span_of(block)).start)  # its title
                self.part(part.between(block))
            else:
                self.code(part.span_of(block))

    def parse(self, part: Part, block: Block) -> list[Token]:
        """The tokens of a block that is left to the parser; they count the part's lines."""
        parser, definitions = self.source.parser, self.source.definitions
        known = len(definitions.get("references", ()))
        text = part.source[block.start : block.end]
        try:
            tokens = parser.parse(text, definitions)
        except IndexError:  # the rule for containers looks beyond the end of a text
            tokens = parser.parse(text + "\n", definitions)
        line = part.line_at(block.start)
        for token in tokens:
            if token.map:
                token.map = [line + number for number in token.map]
        for definition in [*definitions.get("references", {}).values()][known:]:
            begin, end = definition["map"]
            definition["map"] = part.lines(line + begin, line + end)
        return tokens

    def tokens(self, part: Part, block: Block, tokens: Sequence[Token]) -> None:
        """Take in what the parser found in a block."""
        opener: Token | None = None
        for token in tokens:
            if token.type == "inline":
                self.inline_token(part, block, token, opener)
            elif token.type == "table_open":
                self.body.tables.append(placed_table(part, token.meta["rows"], block.start))
            elif token.type == "html_block":
                self.html_block(part, token)
            elif token.type in _TITLED_BLOCKS and token.map:
                self.body.see(self.source.whole_lines(part.lines(*token.map)).start)  # its title
            elif token.type in ("fence", "code_block", "hr") and token.map:
                if token.type == "hr":
                    self.body.see(self.source.whole_lines(part.lines(*token.map)).start)
                else:
                    self.code(part.lines(*token.map))
            if token.nesting == 1:
                opener = token

    def inline_token(self, part: Part, block: Block, token: Token, opener: Token | None) -> None:
        if not token.content or token.map is None or opener is None:
            return
        if "cell" in token.meta:
            start, _, raw = token.meta["cell"]
            mapping = cell_map(part.place(block.start + start), raw)
            self.running_text.inline(Inline("cell", token.content, mapping))
            return
        hashes = opener.type == "heading_open" and opener.markup.startswith("#")
        mapping = self.lines_map(part, token.content, token.map[0], hashes=hashes)
        top_level = part.top_level and token.level == 1
        kind = cast("InlineKind", opener.tag)
        self.running_text.inline(Inline(kind, token.content, mapping, top_level=top_level))

    def plain(self, part: Part, block: Block) -> None:
        """Pass over a text, but for what a reader sees first."""
        if self.body.visible is None and not part.source[block.start : block.end].isspace():
            letter = _LETTER.search(part.source, block.start, block.end)
            titled = self.source.dialect.indented and _TITLED.search(part.source, *block[1:3])
            if letter is None or self.running_text.in_comment or titled:
                # A rule, an empty item, a title that is made up: let the parser tell.
                self.tokens(part, block, self.parse(part, block))
                return
            self.body.see(part.place(letter.start()))
        self.body.skipped.append(part.span_of(block))

    def paragraph(self, part: Part, block: Block) -> None:
        raw = part.source[block.start : block.end]
        content = raw.strip()
        start = block.start + len(raw) - len(raw.lstrip())
        mapping = part.map.part(start, start + len(content))
        self.running_text.inline(Inline("p", content, mapping, top_level=part.top_level))

    def table(self, part: Part, block: Block) -> None:
        rows = split_table(part.source, block, paired=self.source.dialect.paired_backslashes)
        self.body.tables.append(placed_table(part, rows))
        columns = len(rows[0][2])
        for _, _, cells in rows:
            for begin, _, raw in cells[:columns]:
                if raw and (self.body.visible is None or WORTH_PARSING.search(raw)):
                    mapping = cell_map(part.place(begin), raw)
                    self.running_text.inline(Inline("cell", blocks.unescaped(raw), mapping))

    def html_block(self, part: Part, token: Token) -> None:
        assert token.map is not None
        starts, sources, offset = [], [], 0
        for number, line in enumerate(token.content.split("\n")[: token.map[1] - token.map[0]]):
            starts.append(offset)
            sources.append(self.source.line(part, token.map[0] + number).end - len(line))
            offset += len(line) + 1
        block = Inline("html", token.content, SourceMap(tuple(starts), tuple(sources)))
        self.running_text.tags(block, 0, len(token.content))

    def code(self, span: Span) -> None:
        self.body.add_code(self.source.whole_lines(span))

    def lines_map(self, part: Part, content: str, first: int, *, hashes: bool) -> SourceMap:
        """Where the lines of a paragraph or heading stand; ``hashes``: it opens with ``#``."""
        starts, sources, offset = [], [], 0
        for number, line in enumerate(content.split("\n")):
            begin, end = self.source.line(part, first + number)
            source = self.source.characters[begin:end].replace("\0", "\ufffd")  # as markdown-it
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
