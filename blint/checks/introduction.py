"""Where the introduction of a post ends, and the marker that is added there."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Span, SpanFix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.document import Document
    from blint.post.text import Text


def marker_added(doc: Document) -> SpanFix | None:
    """The marker as a block of its own below the introduction, which is the first paragraph of
    prose; None where there is no such paragraph, or nothing below it."""
    marker, text = doc.excerpt.marker, doc.text
    if marker is None or marker.repeats or not marker.text.strip() or "\n" in marker.text:
        return None
    found = _introduction(doc)
    if found is None:
        return None
    last = _below_definitions(text, _last_line(doc, found))
    end = text.line_span(last).end
    if last == len(text.line_starts) or not _is_more(doc, end):
        return None
    line_end = text.characters[end : text.line_starts[last]]
    below = text.line(last + 1).lstrip()
    touching = bool(below)
    if touching and (doc.site.dialect.tables != "gfm" or below.startswith(("{", ":"))):
        return None  # it may be the paragraph's own text
    written = 2 * line_end + marker.text + (line_end if touching else "")
    return SpanFix.replace(Span(end, end), written, safe=False)


_HIDDEN = lazy(r"(?i)[ \t]*<(?P<name>style|script)\b")


def _is_more(doc: Document, end: int) -> bool:
    """Whether a reader sees more of the post below a place: neither definitions of links nor styles
    and scripts."""
    closing = ""
    for line in _lines(doc.text.characters[end:]):
        if not closing and (hidden := _HIDDEN.match(line)):
            closing = f"</{hidden['name'].lower()}"
        if closing:
            closing = "" if closing in line.lower() else closing
        elif line.strip() and (not line.lstrip().startswith("[") or "](" in line):
            return True
    return False


def _lines(text: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"[^\r\n]+", text))


def _introduction(doc: Document) -> Span | None:
    """The first paragraph of prose that stands in nothing else."""
    firsts: list[Span] = []
    for paragraphs in (_parsed_paragraphs(doc), _passed_over(doc)):
        prose = islice((span for span in paragraphs if _is_prose(doc, span)), _MOST_TRIED)
        firsts += islice((span for span in prose if not _is_enclosed(doc, span)), 1)
    return min(firsts, default=None)


def _parsed_paragraphs(doc: Document) -> Iterator[Span]:
    for inline in doc.body.inlines:
        if inline.kind == "p" and inline.top_level:
            yield inline.map.span(0, len(inline.content))


# A line that begins no block but a paragraph, perhaps behind blanks that Markdown takes for
# letters; one that ends a paragraph above it, and one that gives it a class.
PLAIN = lazy(
    r"(?:[\u00a0\u3000]|&(?:[en]m?sp|nbsp|#12288|#160);)+(?=[^\s&])|[^\s#>\-+*=_`~|:<{!?$&\\/\[%\d]|\*{1,2}(?![\s*])|_{1,2}(?![\s_])|`{1,2}(?!`)"
    r"|\[(?![\^\[\]])|\d{1,9}(?![\d.)])"
)
_ATTRIBUTES = lazy(r"\{[:.#][^{}]{1,200}\}[ \t]*$")
_ENDS_PARAGRAPH = lazy(r" {0,3}(?:#{1,6}[ \t]|>|(?:[-+*]|1[.)])[ \t]+\S|```|~~~)")


def _passed_over(doc: Document) -> Iterator[Span]:
    """The paragraphs in text that was passed over: lines at the margin below a blank one, of which
    each is surely text."""
    text = doc.text
    body = text.line_at(doc.front_matter.body_start)
    for start, end in doc.body.skipped:
        number, stop = text.line_at(start), text.line_at(max(end - 1, start)) + 1
        while number < stop:
            first = number
            above = text.line(number - 1) if number > body else ""
            fresh = not above.strip() or above.startswith("#")
            while number < stop and PLAIN.match(text.line(number).lstrip(" \t")):
                number += 1
            if number > first and number < stop and _ATTRIBUTES.match(text.line(number)):
                number += 1
            ends = number == stop or is_blank(text, number)
            ends = ends or bool(_ENDS_PARAGRAPH.match(text.line(number)))
            if number > first and fresh and ends and text.line(first)[0] not in " \t":
                yield Span(text.line_span(first).start, text.line_span(number - 1).end)
            number += number == first


# What is no prose though it may hold words: a footnote, an abbreviation, imports of MDX, a list of
# contents, attributes, templates, formulas, blocks of HTML and those that another dialect has.
_NO_PROSE = lazy(
    r"(?i)<(?:address|article|aside|blockquote|center|details|div|dl|figure|footer|form|h[1-6]|header"
    r"|iframe|main|nav|ol|p|pre|script|section|style|table|ul|video)\b"
    r"|\[\^|\*\[|\[\[|\[toc\]|\$\$|\\begin|\\\[|\{|:{3}|!{3}|\?{3}|/{3}|={3}|<{3}|@"
    r"|(?:im|ex)port\b"
)
_ADDRESSES = lazy(
    r"!\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])?"
    r"|\]\([^()\n]*\)|<[^<>\n]*>|https?://\S+|[{][^{}\n]*[}]|&#?\w{1,30};"
)
_WORDS = lazy(r"[^\W\d_]{2}|[^\W\d_] [^\W\d_]")
_IN_A_COMPONENT = lazy(r"(?s)<(?P<name>[A-Z][\w.]{0,50})[\s>].*</(?P=name)>\s*")
# All of it emphasised, and no sentence: a heading of sorts, or the author's name.
_LIKE_A_HEADING = lazy(r"(\*{1,3}|_{1,3})[^*_\n]+(?<![.!?:;…。！？：；”\"])\1")


def _is_prose(doc: Document, span: Span) -> bool:
    """Whether a paragraph says something, and is more than images and tags."""
    text = doc.text.slice(span)
    if _NO_PROSE.match(text) or _IN_A_COMPONENT.fullmatch(text):
        return False
    if _LIKE_A_HEADING.fullmatch(text.strip()):
        return False
    return bool(_WORDS.search(_ADDRESSES.sub("", text)))


# What says nothing by itself: an announcement, who wrote it and where it comes from, a mere link, a
# greeting.
_ANNOUNCES = lazy(r"(?s).*[:：][*_ \t]*")
_SAYS_NOTHING = lazy(
    r"(?i)(?:.{0,200}[,，、]|\[[^\[\]\n]*\]\([^()\n]*\)|by [^.!?\n]{1,60}"
    r"|(?:(?:原)?作者|译者|编辑|校对|(?:本文)?(?:原文|来源|出处|转载|转自|链接|日期|时间|发布|更新)[^:：\n]{0,4}"
    r"|author|source|date|published|updated|original|link)[ \t]*[:：][^。！？\n]{1,300}"
    r"|(?:hi|hello|hey)(?: (?:all|everyone|everybody|folks|friends|there)[.!]{0,3}|!{1,3})"
    r"|(?:(?:大家|你们|各位)[^.!?。！？\n]{0,10}好|嗨|哈喽)[.!。！~～]{0,3})[*_ \t]*"
)
_LONGEST_ANNOUNCED = 20  # lines: where more follow, the introduction ends above them


def _last_line(doc: Document, first: Span) -> int:
    """The last line of the introduction that begins with a paragraph: it goes on where that says
    nothing by itself, with the list or code that is announced, or with the next paragraph."""
    text, span = doc.text, first
    last = text.line_at(first.end - 1)
    if not _leads_on(text.slice(first)):
        return last
    for below, kind in islice(_top_level(doc, first.end), _MOST_TRIED):
        above = _last_filled(text, text.line_at(below.start) - 1)
        prose = kind == "p" and _is_prose(doc, below)
        if kind == "p" and not prose:
            continue  # a picture, for instance
        if _is_enclosed(doc, Span(below.start, below.start)):
            return last
        if above > last:
            announced = _ANNOUNCES.fullmatch(text.slice(span))
            return above if announced and above - last <= _LONGEST_ANNOUNCED else last
        if not prose:
            return last
        span, last = below, text.line_at(below.end - 1)
        if not _leads_on(text.slice(span)):
            return last
    return last


def _leads_on(paragraph: str) -> bool:
    return bool(_ANNOUNCES.fullmatch(paragraph) or _SAYS_NOTHING.fullmatch(paragraph))


def _top_level(doc: Document, start: int) -> Iterator[tuple[Span, str]]:
    """The paragraphs and headings below a place that stand in nothing else."""
    for inline in doc.whole_body.inlines:
        if inline.top_level and inline.kind in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
            span = inline.map.span(0, len(inline.content))
            if span.start >= start:
                yield span, inline.kind


_DEFINITION = lazy(r"\[[^\[\]\n]{1,200}\]:[ \t]*\S")


def _below_definitions(text: Text, last: int) -> int:
    """The last line of the footnotes and addresses that are defined right below a line, for the
    text above them; that line itself where there are none, or they go on in another paragraph."""
    lines = len(text.line_starts)
    number = last + 1
    while number < lines and is_blank(text, number):
        number += 1
    first = number
    while number <= lines and _DEFINITION.match(text.line(number)):
        number += 1
    end = number - 1
    while number < lines and is_blank(text, number):
        number += 1
    whole = end < number - 1 and not text.line(number)[:1].isspace()
    return end if end >= first and whole else last


def _last_filled(text: Text, number: int) -> int:
    """The last line up to this one that is not blank."""
    while number > 1 and is_blank(text, number):
        number -= 1
    return number


class _Pair(NamedTuple):
    """What encloses text: the beginning of either end (``end`` is set in the closing one), and what
    the closing one of a ``NAME`` begins with."""

    either: re.Pattern[str]
    closing: str


_PAIRS = (
    _Pair(
        lazy(r"<(?P<end>/)?(?P<name>[A-Za-z][\w.-]{0,50})(?:[^<>]*[^<>/])?>"),
        r"</NAME\s{0,9}>",
    ),
    _Pair(
        lazy(r"\{%-?\s{0,9}(?P<end>end)?(?P<name>[A-Za-z]\w{0,50})"),
        r"\{%-?\s{0,9}endNAME\b",
    ),
    _Pair(
        lazy(r"\{\{[<%]\s{0,9}(?P<end>/)?\s{0,9}(?P<name>[\w/-]{1,50})"),
        r"\{\{[<%]\s{0,9}/\s{0,9}NAME\b",
    ),
    _Pair(
        lazy(r"^:{3,}[ \t]*(?:(?P<name>)(?=\w)|(?P<end>)$)", re.MULTILINE),
        r"^:{3,}[ \t]*$",
    ),
)
_MOST_TRIED = 20  # paragraphs
_MOST_OPEN = 20  # different things that enclose text; where more are open nothing is known


def _is_enclosed(doc: Document, span: Span) -> bool:
    """Whether a paragraph may stand between the two ends of an element, a template's block, a
    shortcode or a container."""
    characters = doc.text.characters
    before, after = characters[doc.front_matter.body_start : span.end], characters[span.end :]
    for pair in _PAIRS:
        still_open: dict[str, int] = {}
        for found in pair.either.finditer(before):
            name = found["name"] or ""
            step = 1 if found["end"] is None else -1
            still_open[name] = max(0, still_open.get(name, 0) + step)
        names = [name for name, number in still_open.items() if number]
        if len(names) > _MOST_OPEN:
            return True
        for name in names:
            closing = pair.closing.replace("NAME", re.escape(name))
            if re.search(closing, after, re.MULTILINE | re.IGNORECASE):
                return True
    return False


def is_blank(text: Text, number: int) -> bool:
    """Whether a line holds nothing, perhaps in a quote."""
    return not text.line(number).strip(" \t>")
