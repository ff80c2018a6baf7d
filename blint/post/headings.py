"""The headings of a post, in pieces as they are written, and what is known of their ids."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from blint.lazy_regex import lazy
from blint.post.markdown.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.post.markdown.model import Dialect
    from blint.post.text import Text

    # How a generator gives ids to a page's headings; None where one of them cannot be known.
    HeadingIds = Callable[[Sequence["Heading"]], "Ids | None"]
    PieceKind = Literal["text", "code", "alt", "entity", "escape", "html", "break", "address"]


class Piece(NamedTuple):
    """A part of a heading. ``text`` is what a reader sees of it (for HTML, its source), ``written``
    how an ``entity`` is written."""

    kind: PieceKind
    text: str
    written: str = ""


class Heading(NamedTuple):
    """A heading. ``written`` is its Markdown, without the hashes; it may have several lines."""

    level: int
    written: str
    pieces: tuple[Piece, ...]


class Ids(NamedTuple):
    """The ids of a page: those of its ``headings``, in their order, and others that elements have,
    or may have."""

    headings: tuple[str, ...]
    others: frozenset[str] = frozenset()

    def has(self, fragment: str) -> bool:
        """Whether a page has what a fragment, decoded, leads to. Composed characters and others
        that look the same are not told apart."""
        wanted = unicodedata.normalize("NFC", fragment)
        return any(
            unicodedata.normalize("NFC", i) == wanted for i in (*self.headings, *self.others)
        )


def headings(text: Text, start: int, dialect: Dialect) -> Iterator[Heading]:
    """The headings of the body that begins at ``start``, as they stand."""
    source = Source(text, start, dialect)
    content = source.body().source
    if dialect.tables == "python-markdown":
        content = _AT_ONCE.sub(r"\1 ", content)
    if "#" not in content and "===" not in content and "---" not in content:
        return
    definitions: dict[str, Any] = {}
    try:
        tokens = source.parser.parse(content, definitions)
    except IndexError:  # the rule for containers looks beyond the end of a text
        tokens = source.parser.parse(content + "\n", definitions)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            pieces = tuple(_pieces(inline.content, definitions))
            yield Heading(int(opening.tag[1:]), inline.content, pieces)


# Python-Markdown wants no blank behind the hashes, and takes a seventh for text
# (HashHeaderProcessor in blockprocessors.py).
_AT_ONCE = lazy(r"^(#{1,6})(?=[^\s])(?!#{0,5}\s)", re.MULTILINE)


def _pieces(written: str, definitions: Mapping[str, Any]) -> Iterator[Piece]:
    """The pieces of a heading, without marks of emphasis and links."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(written, parser, dict(definitions), tokens)
    for token in tokens:
        if token.type == "text":
            yield Piece("text", token.content)
        elif token.type == "text_special":
            kind: PieceKind = "entity" if token.info == "entity" else "escape"
            yield Piece(kind, token.content, token.markup)
        elif token.type == "code_inline":
            yield Piece("code", token.content)
        elif token.type == "image":
            yield Piece("alt", "".join(child.content for child in token.children or ()))
        elif token.type == "html_inline":
            yield Piece("html", token.content)
        elif token.type in ("softbreak", "hardbreak"):
            yield Piece("break", "\n")
        elif token.type == "link_open" and token.info == "auto":
            yield Piece("address", "")


@cache
def _parser() -> MarkdownIt:
    """A parser of running text with all that makes marks of it."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"maxNesting": 100}).enable("strikethrough")
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return md
