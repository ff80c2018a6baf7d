"""Checks of the fragments of links: ``#part`` of the post itself, or of another of its site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from blint.errors import closest
from blint.files.paths import relative
from blint.lazy_regex import lazy
from blint.model import Match, Span, SpanFix
from blint.post.links import FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.post.document import Document
    from blint.post.headings import Ids
    from blint.post.links import Link

_PAGES = (".md", ".markdown", ".mdx", ".mdown")
_NEAR = 0.75
_MOST_NAMES = 200  # that are compared with a fragment

# What is no place of a page (a route, a text to look for, a line of a file), and what is made of
# notes, figures and formulas.
_OTHERS = lazy(
    r"[!/?]|:~:|.*[={}]|L\d+|__|(?:user-content-)?(?:_?fn|_?ftn|footnote|cite|ref|note|eq|equation|fig"
    r"|figure|table|tbl|tab|mjx|code|listing|lst|sec|thm|lem|def)(?:ref)?s?(?:[-_:.]?\d|[-_]?$|:)"
    r"|(?:markdown-)?toc(?:$|[-_:])"
    r"|(?:comment|respond|reply|disqus|thread)s?(?:$|[-_]\w*\d|[-_](?:form|thread|title)$)",
    re.IGNORECASE,
)
# Names that themes give to parts of every page.
_THEMES = frozenset(
    "top back-to-top backtotop page-top gotop bottom end start more content contents main"
    " main-content body header footer nav navigation navbar menu sidebar title wrapper container"
    " article post page post-content page-content site-content post-body post-title app root search"
    " share related related-posts subscribe newsletter author about tag tags category categories"
    " archive archives sponsor sponsors license utterances giscus gitalk waline skip"
    " skip-to-content table-of-contents tableofcontents post-comment comment-list vcomments twikoo"
    " valine artalk gitalk-container remark42 cusdis commento isso-thread webmentions mentions"
    " reward donate copyright mc_embed_signup signup subscribe-form contact-form newsletter-form"
    " references bibliography footnote-label 目录 评论 顶部".split()
)


def missing(doc: Document) -> Iterator[Match[Literal["default", "page"]]]:
    """A fragment that its page has no place for."""
    known: dict[str, Ids | None] = {}
    for link in doc.links:
        if link.kind != FOUND or "#" not in link.reference.url:
            continue
        fragment = unquote(link.fragment)
        if not fragment or fragment.lower() in _THEMES or _OTHERS.match(fragment):
            continue
        if link.actual not in known:
            known[link.actual] = _ids(doc, link.actual)
        ids = known[link.actual]
        if (
            ids is None
            or ids.may_have(fragment)
            or ids.may_have(link.fragment)
            or doc.site.in_templates(fragment)
            or not doc.holds(link)
        ):
            continue
        yield _match(doc, link, fragment, ids)


def _ids(doc: Document, path: str) -> Ids | None:
    """The ids of the page whose source lies at a path; None where they cannot be known."""
    from blint.post.ids import ids_at, ids_of

    if path == doc.path:
        return ids_of(doc)
    return ids_at(path, doc.site) if path.lower().endswith(_PAGES) else None


def _match(doc: Document, link: Link, fragment: str, ids: Ids) -> Match[Literal["default", "page"]]:
    known = {*ids.headings, *ids.others} - {""}
    same, certain = _same(fragment, ids)
    near = same or _nearest(fragment, known)
    values: dict[str, object] = {"path": link.reference.written, "fragment": fragment}
    variant: Literal["default", "page"] = "default"
    if link.actual != doc.path:
        variant = "page"
        values["page"] = relative(link.actual, doc.folder)
    if near:
        values["nearest"] = near
    fix = _fix(link, same) if certain else None
    return Match(link.reference.span, variant, values, fix, suggests=bool(near))


def _same(fragment: str, ids: Ids) -> tuple[str, bool]:
    """The one id with the letters of a fragment, where no two headings have them; and whether the
    fragment certainly is what another rule, or another case, makes of its heading. An element's id
    is never certain: it may stand in code."""
    from blint.post.headings import may_be_made_of, plain

    letters = plain(fragment)
    names = {name for name in (*ids.headings, *ids.others) if plain(name) == letters}
    headings = [
        (name, text)
        for name, text in zip(ids.headings, ids.texts, strict=True)
        if plain(text) == letters
    ]
    if not letters or len(names) != 1 or len(headings) > 1:
        return "", False
    (same,) = names
    return same, any(name == same and may_be_made_of(fragment, text) for name, text in headings)


def _nearest(fragment: str, known: set[str]) -> str:
    """The one id that is like a fragment."""
    names = sorted(known) if len(known) <= _MOST_NAMES else []
    near = closest(fragment, names, _NEAR)
    other = near and closest(fragment, [name for name in names if name != near], _NEAR)
    return "" if other else near


def _fix(link: Link, name: str) -> SpanFix | None:
    """Write the id that was meant, percent-encoded where the fragment was."""
    reference = link.reference
    before, _, written = reference.written.partition("#")
    if written != link.fragment:
        return None  # with escapes of its language
    place = Span(reference.span.start + len(before) + 1, reference.span.end)
    text = quote(name) if "%" in written else re.sub(r"[\s%<>()\\\"'`]", _encoded, name)
    return SpanFix.replace(place, text)


def _encoded(character: re.Match[str]) -> str:
    return quote(character[0], safe="")
