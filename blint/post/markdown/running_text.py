"""Running text: the images, code spans and tags in the content of a block, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post import shortcuts
from blint.post.markdown import blocks, html, inlines
from blint.post.markdown.inlines import Piece
from blint.post.markdown.model import Element, Image, Script, Swallowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.post.markdown.inlines import PieceKind
    from blint.post.markdown.model import Body, Inline, SourceMap
    from blint.post.markdown.source import Source

# Content without any of these holds no image, no HTML, no code and nothing like an image.
WORTH_PARSING = re.compile(rf"<|`|{blocks.LIKE_AN_IMAGE}")
_SWALLOWED = lazy(r"!\[[^\[\]\n]{0,300}\](?:\((?P<destination>[^()\n]{0,1000})\))?")
_KINDS: Mapping[str, PieceKind] = {
    "image": inlines.IMAGE,
    "code_inline": inlines.CODE,
    "html_inline": inlines.MARKUP,
    "address": inlines.ADDRESS,
}


class RunningText:
    """Takes running text and HTML into a body; called in the order of the post.

    ``in_comment``: an HTML comment is open that began in a block before. ``links``: these are
    taken in, too.
    """

    def __init__(self, source: Source, body: Body, *, links: bool = False) -> None:
        self.source = source
        self.body = body
        self.links = links
        self.in_comment = False

    def inline(self, inline: Inline) -> None:
        """Take in a block of running text."""
        self.body.inlines.append(inline)
        content = inline.content
        if self.links and "[" in content:
            self.links_in(inline)
        if not WORTH_PARSING.search(content):
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
            elif piece.kind == inlines.ADDRESS:
                self.address(inline, piece)
            elif piece.kind == inlines.CODE:
                self.body.add_code(inline.map.span(piece.start, piece.end))
            else:
                self.tags(inline, piece.start, piece.end)
        self.shown(inline, done, len(content))

    def links_in(self, inline: Inline) -> None:
        """Take in the places of the addresses of a block's links."""
        if self.in_comment:
            return
        for token in self.tokens(inline.content):
            if "link" in token.meta:
                start, text_end, end = token.meta["link"]
                self.body.links.append(self.target(inline, start + 1, text_end, end)[1])

    def pieces(self, content: str) -> Iterable[Piece]:
        """The images, code spans and tags of a content."""
        braces = self.source.dialect.jsx and "{" in content
        address = self.source.dialect.bare_addresses and inlines.may_swallow(content)
        if shortcuts.taken("inlines") and not braces and not address:
            pieces = inlines.scan(content)
            if pieces is not None:
                return pieces
        tokens = self.tokens(content)
        placed = [(token, *token.meta["place"]) for token in tokens if "place" in token.meta]
        return [Piece(_KINDS[token.type], start, end, token) for token, start, end in placed]

    def tokens(self, content: str) -> list[Token]:
        """What the parser makes of a content."""
        parser = self.source.parser
        tokens: list[Token] = []
        parser.inline.parse(content, parser, self.source.definitions, tokens)
        return tokens

    def image(self, inline: Inline, piece: Piece) -> None:
        if self.in_comment:
            return
        span = inline.map.span(piece.start, piece.end)
        if piece.token is not None:
            image = self.parsed_image(inline, piece, piece.token, span)
        else:
            start, end = piece.address
            written, alt = inline.content[start:end], inline.content[slice(*piece.text)]
            image = Image(span, alt, written, inline.map.span(start, end), reference=False)
        self.body.images.append(image)
        self.body.see(span.start)

    def address(self, inline: Inline, piece: Piece) -> None:
        """Take in an address of running text, and what it holds that was meant as an image."""
        self.body.see(inline.map.at(piece.start))
        for found in _SWALLOWED.finditer(inline.content, piece.start):
            if found.start() >= piece.end:
                break
            span = inline.map.span(*found.span())
            self.body.swallowed.append(Swallowed(span, found["destination"] or ""))

    def parsed_image(self, inline: Inline, piece: Piece, token: Token, span: Span) -> Image:
        """The image that the parser has found in a piece."""
        from markdown_it.common.utils import unescapeAll

        start = piece.start + len("![")
        text_end = start + len(token.content)
        written, target = self.target(inline, start, text_end, piece.end)
        reference = not inline.content.startswith("(", text_end + 1)
        alt = "".join(child.content for child in token.children or ())
        return Image(span, alt, unescapeAll(written), target, reference)

    def target(self, inline: Inline, start: int, text_end: int, end: int) -> tuple[str, Span]:
        """Where an image or a link leads, as written, and the place of that: its text begins and
        ends at places of the content, and it ends at a third."""
        content, at = inline.content, text_end + 1
        if not content.startswith("(", at):
            label = content[at + 1 : end - 1] or content[start:text_end]
            return self.definition(label, inline.map.span(start, end))
        at += 1
        while content[at] in " \t\n":
            at += 1
        written, at = _destination(self.source.parser, content, at, end)
        return written, inline.map.span(at, at + len(written))

    def definition(self, label: str, fallback: Span) -> tuple[str, Span]:
        """The destination of a link reference definition, as written, and its place."""
        from markdown_it.common.utils import normalizeReference

        known = self.source.definitions["references"][normalizeReference(label)]
        span: Span = known["map"]
        source = self.source.characters[span.start : span.end]
        close = re.search(r"(?<!\\)\]:[\s>]*", source)
        if close is None:
            return known["href"], fallback
        raw, begin = _destination(self.source.parser, source, close.end(), len(source))
        return raw, Span(span.start + begin, span.start + begin + len(raw))

    def shown(self, inline: Inline, start: int, end: int) -> None:
        """Note that a range of a block's content is text a reader sees, unless it is blank."""
        if self.body.visible is not None or self.in_comment:
            return
        if core := inline.content[start:end].lstrip():
            self.body.see(inline.map.at(end - len(core)))

    def tags(self, block: Inline, start: int, end: int) -> None:
        """Take in the tags, comments and scripts in a range of a block's content."""
        content, mapping, body = block.content, block.map, self.body
        brief = body.visible is not None and shortcuts.taken("tags") and not self.links
        if brief and not self.in_comment and html.has_no_tokens(content, start, end):
            return
        shown = start
        for piece in html.tokens(
            content,
            start,
            end,
            in_comment=self.in_comment,
            jsx=self.source.dialect.jsx,
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
            elif not piece.closing and piece.name == "a" and self.links:
                if href := piece.get("href"):
                    body.links.append(mapping.span(href.start, href.end))
            elif not piece.closing and piece.name in _LOOKED_INTO:
                self.element(piece, mapping, content[piece.start + 1 :][:80])
        self.shown(block, shown, end)

    def element(self, tag: html.Tag, mapping: SourceMap, written: str) -> None:
        """Take in a start tag, unless its name as ``written`` is a component's."""
        if _is_component(written):
            return
        span = mapping.span(tag.start, tag.end)
        if tag.name in _SEEN:
            self.body.see(span.start)
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
