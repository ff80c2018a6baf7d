"""The links of a post: what looks like one, which is cheap to tell, and where it leads."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.files.disk import DIRECTORY, FILE, OUTSIDE, WRONG_CASE
from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.markdown.model import covered
from blint.post.references import (
    HTML,
    MARKDOWN,
    REFERENCE,
    SHORTCODE,
    Reference,
    comments,
    filled_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.files.disk import Files
    from blint.post.document import Document
    from blint.post.site import Lead, Site

    LinkKind = Literal["found", "missing", "wrong-case", "unknown", "external"]

# What a link leads to: a page or a file of the site; a place of the site where there is none, or
# one that is spelled otherwise; somewhere that cannot be told; elsewhere.
FOUND: Final = "found"
NOT_THERE: Final = "missing"
MISSPELLED: Final = "wrong-case"
UNKNOWN: Final = "unknown"
EXTERNAL: Final = "external"

_PAGES = (".md", ".markdown", ".mdx", ".mdown")
A: Final = "a"  # the element of a link


class Link(NamedTuple):
    """A link, and what it leads to.

    ``path`` is the absolute path of the page's source or of the file that is found, or the first
    that was looked for; ``actual`` the same as the disk spells it, where there is one. ``address``
    is where a missing page would be served, below the site's base, where that was looked for.
    """

    reference: Reference
    kind: LinkKind
    path: str = ""
    actual: str = ""
    address: str = ""

    @property
    def fragment(self) -> str:
        """What stands behind ``#``, percent-encoded as it is written."""
        return self.reference.url.partition("#")[2]


# A destination in Markdown: in angle brackets, or without blanks and with parentheses in pairs.
_BARE = r"(?:[^\s<>()\\]|\\.|\((?:[^\s<>()\\]|\\.){0,200}\))"
_LINK = lazy(
    rf"\]\([ \t\n]{{0,20}}(?:<(?P<angled>[^<>\n]{{1,1000}})>|(?P<inline>{_BARE}{{1,1000}}+))"
    rf"|^[ \t>]{{0,20}}\[(?!\^)[^\]\n]{{1,200}}\]:[ \t]{{0,20}}\n?[ \t]{{0,20}}"
    rf"(?:<(?P<defined_angled>[^<>\n]{{1,1000}})>|(?P<defined>[^\s<>]{{1,1000}}+))"
    r"|<[Aa]\s(?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,500}?"
    r"\b[Hh][Rr][Ee][Ff]\s{0,5}=\s{0,5}(?P<quote>[\"'])(?P<href>[^\"'<>]{1,1000})(?P=quote)",
    re.MULTILINE,
)
_FORMS: dict[str, Literal["markdown", "reference", "html"]] = {
    "angled": MARKDOWN,
    "inline": MARKDOWN,
    "defined_angled": REFERENCE,
    "defined": REFERENCE,
    "href": HTML,
}


def links(doc: Document) -> Iterator[Link]:
    """What looks like a link in a post, in the order it stands, and where it leads."""
    for reference in _references(doc):
        yield followed(doc, reference)


def _references(doc: Document) -> Iterator[Reference]:
    """What looks like a link: in code and comments, too, for which the post has to be parsed."""
    characters, start = doc.text.characters, doc.front_matter.body_start
    if doc.site.dialect.templates and "{" in characters:
        from blint.post.markdown.source import Source

        yield from _tags(doc)
        characters = Source(doc.text, start, doc.site.dialect).characters
    if "](" not in characters and "]:" not in characters and "href" not in characters.lower():
        return
    images = {image.target.start for image in doc.body.images}
    for found in _LINK.finditer(characters, start):
        group = next(name for name in _FORMS if found[name])
        span, written, form = Span(*found.span(group)), found[group], _FORMS[group]
        if span.start not in images:
            url = _decoded(written, form) if "\\" in written or "&" in written else written
            yield filled_in(Reference(form, written, url, span, span, A), doc.text)


# Tags of templates that make the address of a page, by the language of the templates.
_TAGS: dict[str, re.Pattern[str]] = {
    "liquid": lazy(r"\{%-?\s*(?P<tag>post_url|link)\s+(?P<path>[^\s%{}]{1,500})\s*-?%\}"),
    "nunjucks": lazy(
        r"\{%-?\s*(?P<tag>post_link|post_path)\s+(?P<path>[^\s%{}]{1,500})[^%{}]{0,500}%\}"
    ),
    "hugo": lazy(
        r"\{\{[<%]\s*(?P<tag>ref|relref)\s+(?P<quote>[\"`]?)(?P<path>[^\s\"`<>{}]{1,500})(?P=quote)"
        r"\s*/?[>%]\}\}"
    ),
}


def _tags(doc: Document) -> Iterator[Reference]:
    """The pages that tags of templates name."""
    if tags := _TAGS.get(doc.site.dialect.templates):
        for found in tags.finditer(doc.text.characters, doc.front_matter.body_start):
            path, span = found["path"], Span(*found.span("path"))
            yield Reference(SHORTCODE, path, path, span, Span(*found.span()), found["tag"])


def _decoded(written: str, form: str) -> str:
    """An address without the escapes and character references of its language."""
    if form == HTML:
        from html import unescape

        return unescape(written)
    from markdown_it.common.utils import unescapeAll

    return unescapeAll(written)


def followed(doc: Document, reference: Reference) -> Link:
    """Where a link leads, also one that the post only might have."""
    follow = doc.site.follow
    if not reference.raw_path and reference.url:
        return Link(reference, FOUND, doc.path, doc.path)  # a place in the post itself
    if reference.external:
        return Link(reference, EXTERNAL)
    if reference.templated or follow is None or not reference.url:
        return Link(reference, UNKNOWN)
    return _led(reference, follow(reference, doc.page), doc.site)


def _led(reference: Reference, lead: Lead, site: Site) -> Link:
    """What stands where a link leads."""
    answers = [(path, site.files.look(path)) for path in lead.candidates]
    for path, (kind, actual) in answers:
        if kind == FILE:
            return Link(reference, FOUND, path, actual)
    known = site.addresses
    page = (lead.address and known.page(lead.address)) or (lead.name and known.named(lead.name))
    if page:
        return Link(reference, FOUND, page, page)
    for path, (kind, actual) in answers:
        if kind == WRONG_CASE:
            return Link(reference, MISSPELLED, path, actual)
    if not lead.certain or any(kind in (DIRECTORY, OUTSIDE) for _, (kind, _) in answers):
        return Link(reference, UNKNOWN)
    if lead.name:
        return Link(reference, NOT_THERE)
    if lead.address and not _OTHER_FILE.search(lead.address):
        lacks = site.addresses.lacks(lead.address)
        return Link(reference, NOT_THERE if lacks else UNKNOWN, address=lead.address)
    here = next((path for path in lead.candidates if _has_others(path, site.files)), "")
    return Link(reference, NOT_THERE if here else UNKNOWN, here)


_OTHER_FILE = lazy(r"\.(?!html?$)[A-Za-z][A-Za-z0-9]{1,4}$")


def _has_others(path: str, files: Files) -> bool:
    """Whether other files of a kind lie where one is missing: else that part of the site may not
    be here, and nothing is known of it. A folder that is spelled otherwise is here, too."""
    folder, name = os.path.split(path)
    extension = os.path.splitext(name)[1].lower()
    if name in ("index.md", "_index.md"):
        folder = os.path.dirname(folder)
    alike = _PAGES if extension in _PAGES else (extension,)
    if any(other.lower().endswith(alike) for other in files.names(folder)):
        return True
    return bool(files.nearest(path))


_KEPT = lazy(r"\{%-?\s*(?P<end>end)?(?P<name>raw|comment)\s*-?%\}")


def holds(doc: Document, link: Link) -> bool:
    """Whether what looks like a link is one. It takes a parse of the whole post to tell."""
    start = link.reference.span.start
    if link.reference.form != SHORTCODE:
        return start in doc.places_of_links
    if doc.in_code(start) or covered(comments(doc.text.characters, 0), start):
        return False
    tags = list(_KEPT.finditer(doc.text.characters, 0, start))
    return not tags or tags[-1]["end"] is not None
