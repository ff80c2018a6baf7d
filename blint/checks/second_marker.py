"""Removing a second marker of the excerpt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.checks.introduction import PLAIN, is_blank
from blint.lazy_regex import lazy
from blint.model import Span, SpanFix

if TYPE_CHECKING:
    from blint.post.document import Document
    from blint.post.text import Text

_LINE_START = lazy(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*")
_WORD = lazy(r"\w")
_ITEM_OR_INDENTED = lazy(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)|>?(?: {2}|\t)")
_INDENTED = 2  # blanks before what belongs to a list's item
_MARKUP = frozenset("`*_~$\\[]()<>!！|{}&#:")  # signs that may mean more beside another one
_LONGEST_LINE = 20_000  # characters of a line that is mended
_LONGEST_BLOCK = 50  # lines that are looked through for HTML


def removed(doc: Document, marker: Span) -> SpanFix | None:
    """The removal of a marker: with its line and a blank line where it has one for itself, else
    with a blank beside it. None where the text around it would be read otherwise then."""
    text = doc.text
    line = text.line_span(text.line_at(marker.start))
    if marker.end > line.end or line.end - line.start > _LONGEST_LINE:
        return None
    if _in_comment(text.characters, marker.start):
        return None
    before = text.slice(Span(line.start, marker.start))
    after = text.slice(Span(marker.end, line.end))
    if before.strip(" \t>") or after.strip():
        return _without_blank(marker, before, after)
    return _without_line(doc, marker, before)


def _in_comment(characters: str, start: int) -> bool:
    """Whether a marker that is a comment ends another one, which is still open where it starts."""
    if not characters.startswith("<!--", start):
        return False
    return characters.rfind("<!--", 0, start) > characters.rfind("-->", 0, start)


def _without_blank(marker: Span, before: str, after: str) -> SpanFix | None:
    """The removal of a marker from a line of text, with one of the blanks around it."""
    first = bool(_LINE_START.fullmatch(before))  # what begins with a comment is no Markdown
    if not after.strip():
        if first or before.rstrip().endswith("|") or not _WORD.search(before):
            return None  # an item or a cell would be empty, or signs would mean something else
        # More than one blank at a line's end would break it.
        return SpanFix.replace(marker._replace(start=marker.start - _blanks_at_end(before)), "")
    if first and (not PLAIN.match(after.lstrip()) or _MARKUP.intersection(after)):
        return None
    if not first and not before[-1].isspace() and not after[0].isspace():
        return None if {before[-1], after[0]} & _MARKUP else SpanFix.replace(marker, "")
    both = after[0] in " \t" and (not before or before[-1] in " \t>")
    return SpanFix.replace(marker._replace(end=marker.end + both), "")


def _blanks_at_end(text: str) -> int:
    return len(text) - len(text.rstrip(" \t"))


def _without_line(doc: Document, marker: Span, before: str) -> SpanFix | None:
    """The removal of a marker that has a line for itself."""
    text = doc.text
    number = text.line_at(marker.start)
    line, lines = text.line_span(number), len(text.line_starts)
    above = is_blank(text, number - 1)
    below = number == lines or is_blank(text, number + 1)
    indented = len(before.rpartition(">")[2]) >= _INDENTED
    comment = text.slice(marker).startswith("<!--")
    gone = Span(text.line_span(number - 1).end, line.end)  # the line
    if above and below:
        gone = gone._replace(start=text.line_span(number - 2).end)
    elif above and number < lines:
        gone = Span(line.start, text.line_span(number + 1).start)
    elif comment and not below and not indented:
        # A comment ends the paragraph above it: an empty line does that, too.
        gone = Span(marker.start - _blanks_at_end(before), line.end)
    fix = SpanFix.replace(gone, "")
    # An empty line would also end HTML, and set the paragraphs of an item apart.
    certain = above or below or not comment or not (indented or _in_html(text, number))
    if not indented and _parts_lists(text, number):
        certain = False
    return fix if certain or _is_read_alike(doc, marker, gone) else None


_MOST_READ = 300_000  # characters: for each of its markers a post is read again


def _is_read_alike(doc: Document, marker: Span, gone: Span) -> bool:
    """Whether CommonMark reads the same blocks without a comment on a line of its own, but for the
    comment; other dialects have other lists."""
    body = doc.text.characters[doc.front_matter.body_start :]
    if doc.site.dialect.tables != "gfm" or len(body) * len(doc.excerpt.markers) > _MOST_READ:
        return False
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    comment = doc.text.slice(marker)

    def blocks(text: str) -> list[tuple[object, ...]]:
        return [
            (token.type, token.level, token.hidden, token.attrs, token.markup, token.content)
            for token in md.parse(text, {})
            if token.type != "html_block" or token.content.strip() != comment
        ]

    start, end = (at - doc.front_matter.body_start for at in gone)
    return blocks(body) == blocks(body[:start] + body[end:])


def _in_html(text: Text, number: int) -> bool:
    """Whether a line may belong to a block of HTML."""
    for above in range(number - 1, max(number - _LONGEST_BLOCK, 0), -1):
        line = text.line(above).lstrip(" \t>")
        if not line or line.startswith("<"):
            return bool(line)
    return True


def _parts_lists(text: Text, number: int) -> bool:
    """Whether the lines around a marker at the margin would belong to one list, or one piece of
    code, without it."""
    above, below = number - 1, number + 1
    while above > 1 and is_blank(text, above):
        above -= 1
    while below < len(text.line_starts) and is_blank(text, below):
        below += 1
    if below > len(text.line_starts):
        return False
    return all(_ITEM_OR_INDENTED.match(text.line(at)) for at in (above, below))
