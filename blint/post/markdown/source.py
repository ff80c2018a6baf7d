"""The text of a post's body, made ready for parsing, and its parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.markdown import blocks
from blint.post.markdown.blocks import QUOTE_MARK, Block
from blint.post.markdown.model import SourceMap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from blint.post.markdown.model import Dialect
    from blint.post.text import Text

# The lines that open and close a block of pymdownx.blocks (RE_START, RE_END in its block.py); none
# goes on below one, as below a blank line.
_SLASHES = lazy(r"^[ \t]*/{3,}(?:[ \t]*[\w-]+[ \t]*(?:\|[^\n]*)?)?[ \t]*$", re.MULTILINE)


class Source:
    """The body that begins at ``start``, and the parser for its dialect.

    ``definitions`` are markdown-it's own: what references stand for, as far as the post was parsed.
    """

    def __init__(self, text: Text, start: int, dialect: Dialect) -> None:
        self.text = text
        self.start = start
        self.dialect = dialect
        self.definitions: dict[str, Any] = {}
        self.code_of_templates: list[Span] = []
        self.shown_by_templates: list[int] = []
        self.characters = self._masked()

    def _masked(self) -> str:
        """The post's characters with its templates masked."""
        characters, start, dialect = self.text.characters, self.start, self.dialect
        if dialect.tables == "gfm" and not dialect.templates:
            return characters
        from blint.post.markdown.templates import mask

        protects_code = dialect.tables != "gfm"
        body = characters[start:]
        if dialect.slashes and "///" in body:
            body = _SLASHES.sub(lambda match: " " * len(match[0]), body)
        masked = mask(body, dialect.templates, code_spans=protects_code)
        self.code_of_templates = [Span(s.start + start, s.end + start) for s in masked.code]
        self.shown_by_templates = [s.start + start for s in masked.code + masked.shown]
        return characters[:start] + masked.text

    @cached_property
    def parser(self) -> MarkdownIt:
        """The parser, imported where it is needed: that costs as much as a post does."""
        from blint.post.markdown.commonmark import parser

        return parser(self.dialect)

    def body(self) -> Part:
        """The body, normalized as markdown-it does it."""
        source = self.characters[self.start :].replace("\0", "\ufffd")
        source = re.sub(r"\r\n?", "\n", source) if "\r" in source else source
        end = source.rstrip(" \t")
        if end.endswith("\n"):  # it passes over a last line of blanks
            source = end
        return Part(source, self._map(source))

    def _map(self, source: str) -> SourceMap:
        """Leads offsets in the normalized body back to the post."""
        if "\r" not in self.text.characters:
            return SourceMap((0,), (self.start,))
        starts = [0, *(match.end() for match in re.finditer("\n", source))]
        first = self.text.line_at(self.start)
        sources = [self.start, *self.text.line_starts[first : first + len(starts) - 1]]
        return SourceMap(tuple(starts), tuple(sources))

    def whole_lines(self, span: Span) -> Span:
        """The span from the beginning of its first line up to that of the next line after it,
        whatever holds the block."""
        text, end = self.text, span.end
        start = text.line_starts[text.line_at(span.start) - 1]
        if end < len(text.characters):
            end = text.line_starts[text.line_at(end) - 1]
        return Span(max(self.start, start), end)

    def line(self, part: Part, number: int) -> Span:
        """A 0-based line of a part, without what stands before the part in it and its line end."""
        start = part.lines(number, number).start
        return Span(start, self.text.line_span(self.text.line_at(start)).end)


class Part:
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

    def between(self, block: Block) -> Part:
        """The content of a container, without its first and its last line."""
        first = self.source.index("\n", block.start) + 1
        last = self.source.rfind("\n", block.start, block.end - 1) + 1
        return Part(self.source[first:last], self.map.part(first, last), top_level=False)

    def inside(self, block: Block) -> Part:
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
        return Part("\n".join(lines), mapping, top_level=False)
