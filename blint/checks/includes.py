"""Checks of the files that a post brings in, as VitePress has it (src/node:
utils/processIncludes.ts, markdown/plugins/snippet.ts)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from blint.files.disk import FILE
from blint.lazy_regex import lazy
from blint.model import Match, Span
from blint.post.references import MARKDOWN, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.post.document import Document

    Included = Literal["code", "text"]

_INCLUDE = lazy(
    r"<!--\s{0,20}@include:\s{0,20}(?P<text>[^\s{}#][^\n{}#]{0,500}?)[ \t]{0,20}+"
    r"(?:#[^\s{}#]{1,200}|\{[^{}\n]{0,200}\}){0,2}\s{0,20}+-->"
    r"|^ {0,3}<<<[ \t]{1,20}(?P<code>[^\s{}#]{1,500})",
    re.MULTILINE,
)


def missing(doc: Document) -> Iterator[Match[Included]]:
    """A file to bring in that is not there; the place is its path."""
    for found in _INCLUDE.finditer(doc.text.characters, doc.front_matter.body_start):
        variant: Included = "code" if found["code"] else "text"
        span = Span(*found.span(variant))
        if doc.in_code(span.start) or (variant == "code" and not _begins_a_block(doc, span)):
            continue
        if _is_missing(doc, found[variant], span):
            yield Match(span, variant, {"path": found[variant]})


def _begins_a_block(doc: Document, span: Span) -> bool:
    """Whether nothing stands in the line above."""
    number = doc.text.line_at(span.start)
    first = doc.text.line_at(doc.front_matter.body_start)
    return number <= first or not doc.text.line(number - 1).strip()


def _is_missing(doc: Document, path: str, span: Span) -> bool:
    """``@`` is the folder of pages; other paths count from the post's."""
    steps = "/" + path[1:].lstrip("/") if path.startswith("@") else "./" + path.lstrip("/")
    found = doc.site.resolve(Reference(MARKDOWN, path, quote(steps), span, span), doc.page)
    places = (*found.candidates, *found.misplaced)
    return found.certain and not any(doc.site.files.look(place).kind == FILE for place in places)
