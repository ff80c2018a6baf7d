"""The images, tags and code spans of a line of running text, where a parser is not needed to tell.

That is where each bracket, backtick and ``<`` belongs to something simple: an image or a link with
a plain text and a plain address, an HTML tag, an autolink, a code span, an escaped character
(CommonMark 0.31, sections 2.4 and 6). Scanned from left to right, as the parser does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.lazy_regex import lazy
from blint.post.markdown.blocks import TAG

if TYPE_CHECKING:
    from markdown_it.token import Token

    PieceKind = Literal["image", "code", "html", "address"]

IMAGE: Final = "image"
CODE: Final = "code"
MARKUP: Final = "html"
ADDRESS: Final = "address"


class Piece(NamedTuple):
    """A range of the content. ``token`` is the parser's; without one, ``text`` and ``address`` are
    the ranges of an image's two parts."""

    kind: PieceKind
    start: int
    end: int
    token: Token | None = None
    text: tuple[int, int] = (0, 0)
    address: tuple[int, int] = (0, 0)


_LABEL = r"[^\[\]\\`<&!\n]*"
# No scheme but http, which is always a valid link; no character that a parser decodes or encodes.
_ADDRESS = r"(?:https?://)?[^\s()<>\[\]\\&:\x00-\x20\x7f]+"
_IMAGE = rf"!\[(?P<text{{0}}>{_LABEL})\]\((?P<address{{0}}>{_ADDRESS})\)"
_PIECE = lazy(
    rf"(?P<image>{_IMAGE.format('')})"
    rf"|\[(?P<linked>{_IMAGE.format('_linked')})\]\({_ADDRESS}\)"
    rf"|\[{_LABEL}\]\({_ADDRESS}\)"
    r"|(?P<code>`[^`\n]+`)(?!`)"
    rf"|<https?://[^<>\x00-\x20]*>|(?P<html>{TAG}|<!---?>|<!--(?:[^-]|-[^-]|--[^>])*-->)"
    r"|\\[^\n]"
)
_OPENER = lazy(r"!\[|[`\[\]\\]|<[A-Za-z/!?]")


def may_swallow(content: str) -> bool:
    """Whether an address in running text may hold what else would be an image or code."""
    if "://" not in content:
        return False
    rests = (word.partition("://")[2] for word in content.split())
    return any("![" in rest or "`" in rest for rest in rests)


def scan(content: str) -> list[Piece] | None:
    """The pieces of a paragraph's, heading's or cell's content; None when a parser is needed."""
    pieces: list[Piece] = []
    position = 0
    while opener := _OPENER.search(content, position):
        match = _PIECE.match(content, opener.start())
        if match is None:
            return None
        start, position = match.span()
        if match["image"]:
            pieces.append(
                Piece(IMAGE, start, position, None, match.span("text"), match.span("address"))
            )
        elif match["linked"]:
            text, address = match.span("text_linked"), match.span("address_linked")
            pieces.append(Piece(IMAGE, *match.span("linked"), None, text, address))
        elif match.lastgroup:
            kind: PieceKind = CODE if match.lastgroup == CODE else MARKUP
            pieces.append(Piece(kind, start, position))
    return pieces
