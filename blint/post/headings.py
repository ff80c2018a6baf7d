"""The headings of a post, in pieces as they are written, and what is known of their ids."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from blint.lazy_regex import lazy
from blint.post.markdown.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.post.markdown.model import Dialect
    from blint.post.text import Text

    # How a generator gives ids to a page's headings; None where one of them cannot be known.
    HeadingIds = Callable[[Sequence["Heading"]], "Ids | None"]
    PieceKind = Literal["text", "code", "alt", "entity", "escape", "html", "break", "address"]


class Piece(NamedTuple):
    """A part of a heading. ``text`` is what a reader sees of it (for HTML, its source), ``written``
    how an ``entity`` is written; ``nested`` tells whether it stands in a link or in emphasis."""

    kind: PieceKind
    text: str
    written: str = ""
    nested: bool = False


class Heading(NamedTuple):
    """A heading. ``written`` is its Markdown, without the hashes; it may have several lines.
    ``doubtful``: what its generator reads there may be another text, or no heading."""

    level: int
    written: str
    pieces: tuple[Piece, ...]
    doubtful: bool = False


class Ids(NamedTuple):
    """The ids of a page: those of its ``headings``, in their order, and others that elements have,
    or may have. Of the ``doubtful`` headings it is only known which letters their ids have: no
    others than they have themselves, as they are written. ``texts`` are what the ids of the
    ``headings`` were made of."""

    headings: tuple[str, ...]
    others: frozenset[str] = frozenset()
    doubtful: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def may_have(self, fragment: str) -> bool:
        """Whether a page may have what a fragment, decoded, leads to. Composed characters and
        others that look the same are not told apart."""
        if fragment in self.others or fragment in self.headings:
            return True
        wanted = unicodedata.normalize("NFC", fragment)
        known = {unicodedata.normalize("NFC", name) for name in (*self.headings, *self.others)}
        if wanted in known or not self.doubtful:
            return wanted in known
        base = _NUMBER.sub("", wanted)
        return base in known or any(_is_part(plain(base), plain(h)) for h in self.doubtful)


_NUMBER = lazy(r"[-_]\d+$")


# Marks that change no letter for a reader of ids: accents, and what makes an emoji of a sign.
_ACCENTS = lazy(r"[\u0300-\u036f\ufe00-\ufe0f\u20e3]")
# What rules write for whatever they leave out, and typographic signs for those of ASCII.
_BETWEEN = lazy(r"[\s_\-\u2010-\u2015]")
_TYPED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def _decomposed(name: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", name))


def plain(name: str) -> str:
    """What is left of a text whatever rule makes an id of it: letters and digits, and such marks
    as vowels are in some scripts."""
    return "".join(
        c for c in _decomposed(name) if c.isalnum() or unicodedata.category(c)[0] == "M"
    ).casefold()


def may_be_made_of(name: str, text: str) -> bool:
    """Whether some rule may have made an id of a text with the same letters: signs of the id stand
    in the text, too (``c++`` is not made of "C"), and numbers are the same: that one writes ``10``
    for "1.0" is no proof that it was meant."""
    name, text = (_decomposed(one).translate(_TYPED) for one in (name, text))
    signs = [c for c in _BETWEEN.sub("", name) if not c.isalnum()]
    return re.findall(r"\d+", name) == re.findall(r"\d+", text) and _is_part(signs, text)


def _is_part(characters: Iterable[str], text: str) -> bool:
    """Whether a text has these characters, in this order."""
    rest = iter(text)
    return all(character in rest for character in characters)


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
    lines = content.split("\n")
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            written = tokens[number + 1].content
            first, end = token.map or (0, 0)
            doubtful = any(map(_has_wide_blanks, lines[first:end]))
            pieces = tuple(_pieces(written, definitions))
            yield Heading(int(token.tag[1:]), written, pieces, doubtful)
        elif token.type == "html_block" and dialect.tables != "gfm":
            for found in _IN_HTML.finditer(token.content):
                written = next(filter(None, found.groups()), "")
                yield Heading(2, written, (Piece("text", written),), doubtful=True)


def _has_wide_blanks(line: str) -> bool:
    """Whether blanks beyond ASCII stand around the text of a line: not all parsers drop them."""
    text = line.strip("#> \t")
    return text[:1].isspace() or text[-1:].isspace()


# What kramdown and Python-Markdown may see in what CommonMark takes for HTML: for them that ends
# with its element, and Markdown may stand inside.
_IN_HTML = lazy(
    r"^[ \t]*#{1,6}([^\n]+)|^[ \t]*(\S[^\n]*)\n[ \t]*(?:=+|-+)[ \t]*$"
    r"|<h[1-6][^<>\n]{0,200}\bmarkdown\b[^<>\n]{0,200}>([^\n]+)",
    re.MULTILINE,
)


# Python-Markdown wants no blank behind the hashes, and takes a seventh for text
# (HashHeaderProcessor in blockprocessors.py).
_AT_ONCE = lazy(r"^(#{1,6})(?=[^\s])(?!#{0,5}\s)", re.MULTILINE)


def _pieces(written: str, definitions: Mapping[str, Any]) -> Iterator[Piece]:
    """The pieces of a heading, without marks of emphasis and links."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(written, parser, dict(definitions), tokens)
    for token in tokens:
        nested = token.level > 0
        if token.type == "text":
            yield Piece("text", token.content, nested=nested)
        elif token.type == "text_special":
            kind: PieceKind = "entity" if token.info == "entity" else "escape"
            yield Piece(kind, token.content, token.markup, nested)
        elif token.type == "code_inline":
            yield Piece("code", token.content, nested=nested)
        elif token.type == "image":
            alt = "".join(child.content for child in token.children or ())
            yield Piece("alt", alt, nested=nested)
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
