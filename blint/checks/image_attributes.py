"""Checks of attributes of images that Vue compiles: what stands behind a colon is JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Match, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.post.document import Document

    Broken = Literal["bound", "kramdown"]

# What markdown-it-attrs takes for the attributes of the image before it: in its line, or in the
# next one, when nothing stands behind.
_LIST = lazy(
    r"(?:\{(?P<near>[^{}\n]{1,500})\}"
    r"|[ \t]{0,20}(?:\r?\n[ \t]{0,20})?\{(?P<far>[^{}\n]{1,500})\}(?=[ \t]*\r?$))",
    re.MULTILINE,
)
_KRAMDOWN = lazy(r":[ \t]+\S")
_BOUND = lazy(
    r"(?<!\S):(?P<name>[\w#-][\w.-]*)(?:=(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^\s\"]*)))?"
)
# What is surely no expression of JavaScript: a size with its unit, a path, a declaration of CSS.
_NO_EXPRESSION = lazy(
    r"(?!0[xX])\d+(?:\.\d+)?(?!n$)(?:%|[A-Za-z]{1,5})|\.{1,2}/\S*|[a-z-]+\s*:[^:?{}\"'`]*"
)
_WORDS = lazy(r"[^\W\d]\w*(?:\s+[^\W\d]\w*)+")
_OPERATORS = frozenset(("await", "delete", "in", "instanceof", "new", "typeof", "void", "of"))


def broken(doc: Document) -> Iterator[Match[Broken]]:
    """An attribute that does not compile; the place is its value, or the list that it stands in."""
    yield from _of_elements(doc)
    if doc.site.dialect.attribute_lists:
        for image in doc.body.images:
            if found := _LIST.match(doc.text.characters, image.span.end):
                yield from _of_list(found, "near" if found["near"] else "far")


def _of_elements(doc: Document) -> Iterator[Match[Broken]]:
    for element in doc.body.elements:
        for attribute, (value, span) in element.attributes.items():
            name = attribute.removeprefix("v-bind")
            if not name.startswith(":") or element.shortcode:
                continue
            given = doc.text.characters[span.start - 1] in "\"'="
            if given and _is_no_expression(value):
                yield _bound(Span(span.start, max(span.end, span.start + 1)), name[1:], value)


def _of_list(found: re.Match[str], group: Literal["near", "far"]) -> Iterator[Match[Broken]]:
    start, end = found.span(group)
    inside = found[group]
    if _KRAMDOWN.match(inside):
        better = "{" + inside[1:].strip() + "}"
        yield Match(Span(start - 1, end + 1), "kramdown", {"better": better})
    for attribute in _BOUND.finditer(inside):
        value = attribute["quoted"] if attribute["quoted"] is not None else attribute["plain"]
        by_hash = attribute["name"].startswith("#")
        if by_hash or (value is not None and _is_no_expression(value)):
            place = Span(start + attribute.start(), start + attribute.end())
            yield _bound(place, attribute["name"], value or "")


def _bound(place: Span, name: str, value: str) -> Match[Broken]:
    better = name if name.startswith("#") else f'{name}="{value}"'
    return Match(place, "bound", {"attribute": f":{name}", "value": value, "better": better})


def _is_no_expression(value: str) -> bool:
    """Whether a text is surely no expression of JavaScript."""
    text = value.strip()
    if _WORDS.fullmatch(text):
        return not _OPERATORS & set(text.split())
    return not text or bool(_NO_EXPRESSION.fullmatch(text))
