"""A post's bytes as text: decoding, and lines as Markdown counts them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.model import SpanEdit

BOM = b"\xef\xbb\xbf"

# CommonMark 0.31, section 2.1: a line ends at a line feed, a carriage return, or both.
_LINE_END = lazy(r"\r\n?|\n")
_LINE = lazy(r"\S.*")


class Text(NamedTuple):
    """The characters of a post, without the byte order mark, and where its lines start."""

    characters: str
    has_bom: bool
    line_starts: tuple[int, ...]

    @classmethod
    def decode(cls, data: bytes) -> Text:
        """Decode UTF-8; raises UnicodeDecodeError with the place of the first bad byte."""
        has_bom = data.startswith(BOM)
        return cls.of(str(data[len(BOM) :] if has_bom else data, "utf-8"), has_bom=has_bom)

    @classmethod
    def of(cls, characters: str, *, has_bom: bool = False) -> Text:
        """The text of these characters."""
        starts = [0]
        if "\r" in characters:
            starts += [match.end() for match in _LINE_END.finditer(characters)]
        else:  # the same in half the time
            starts += accumulate([len(line) + 1 for line in characters.split("\n")])
            del starts[-1]
        return cls(characters, has_bom, tuple(starts))

    def line_at(self, offset: int) -> int:
        """The 1-based line that holds the character at ``offset``."""
        return bisect_right(self.line_starts, offset)

    @property
    def first_line(self) -> Span:
        """The first line that is not blank, or the first."""
        blank = len(self.characters) - len(self.characters.lstrip())
        return self.line_span(self.line_at(blank if blank < len(self.characters) else 0))

    def line_from(self, offset: int) -> str:
        """The first line from a place on that is not blank, without blanks around it."""
        found = _LINE.search(self.characters, offset)
        return found[0].strip() if found else ""

    def line_span(self, line: int) -> Span:
        """The span of a 1-based line, without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.characters)
        while end > start and self.characters[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, line: int) -> str:
        """The text of a 1-based line, without its line end."""
        return self.slice(self.line_span(line))

    def slice(self, span: Span) -> str:
        """The characters of a span."""
        return self.characters[span.start : span.end]

    def place(self, span: Span) -> Place:
        """Lines and columns of a span."""
        line, end_line = self.line_at(span.start), self.line_at(span.end)
        return Place(
            line,
            span.start - self.line_starts[line - 1] + 1,
            end_line,
            span.end - self.line_starts[end_line - 1] + 1,
        )


def edited(text: str, edits: Iterable[SpanEdit]) -> str:
    """The text with edits made, which must not overlap."""
    pieces, at = [], 0
    for span, written in sorted(edits):
        pieces += [text[at : span.start], written]
        at = span.end
    return "".join([*pieces, text[at:]])
