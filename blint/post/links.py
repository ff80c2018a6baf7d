"""The links of a post: what looks like one, which is cheap to tell, and where it leads."""

from __future__ import annotations

import os
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.files.disk import DIRECTORY, FILE, OUTSIDE, WRONG_CASE
from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.markdown.model import covered
from blint.post.references import (
    HTML,
    IMAGES,
    MARKDOWN,
    MEDIA,
    REFERENCE,
    SHORTCODE,
    Reference,
    comments,
    filled_in,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from blint.files.disk import Files
    from blint.post.markdown.model import Body
    from blint.post.references import Form
    from blint.post.site import Lead, Page, Site
    from blint.post.text import Text

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
    ``unchecked``: the generator does not look whether it is there.
    """

    reference: Reference
    kind: LinkKind
    path: str = ""
    actual: str = ""
    address: str = ""
    unchecked: bool = False

    @property
    def fragment(self) -> str:
        """What stands behind ``#``, percent-encoded as it is written."""
        return self.reference.url.partition("#")[2]


# What no destination begins with that leads to the site OWN, as few do with a scheme.
_ELSEWHERE = r"(?![<\"']?https?://(?!OWN))"
# A destination in Markdown: in angle brackets, or without blanks and with parentheses in pairs.
_BARE = r"(?:[^\s<>()\\]|\\.|\((?:[^\s<>()\\]|\\.){0,200}\))"
_DESTINATION = rf"(?:<(?P<angled>[^<>\n]{{1,1000}})>|(?P<bare>{_BARE}{{1,1000}}+))"
_FORMS: tuple[tuple[Form, str, str], ...] = (
    (MARKDOWN, "](", rf"\]\([ \t\n]{{0,20}}ELSEWHERE{_DESTINATION}"),
    (
        REFERENCE,
        "]:",
        r"(?:\A|\n)[ \t>]{0,20}\[(?!\^)[^\]\n]{1,200}\]:[ \t]{0,20}\n?[ \t]{0,20}ELSEWHERE"
        + _DESTINATION,
    ),
    (
        HTML,
        "<",
        r"(?i)<a\s[^<>]{0,500}?\bhref\s{0,5}=\s{0,5}ELSEWHERE"
        r"(?:\"(?P<angled>[^\"<>]{1,1000})\"|'(?P<bare>[^'<>]{1,1000})')",
    ),
)


@cache
def _patterns(url: str) -> tuple[tuple[Form, str, re.Pattern[str]], ...]:
    """The forms of links within the site that has this address, or an unknown one: what each has to
    hold, and how it looks."""
    import re

    host, slash, path = url.partition("://")[2].partition("/")
    own = f"(?i:{re.escape(host)}){re.escape(slash + path)}" if host else ""
    here = _ELSEWHERE.replace("OWN", own) if own else _ELSEWHERE.replace("(?!OWN)", "")
    return tuple((form, sign, lazy(made.replace("ELSEWHERE", here))) for form, sign, made in _FORMS)


def links(text: Text, start: int, body: Body, site: Site, page: Page) -> Iterator[Link]:
    """What looks like a link in a post whose body begins at a place, and where it leads; other
    sites are left out, but for what has the full address of this one."""
    found = _references(text, start, body, site)
    for reference in sorted(found, key=attrgetter("span")):
        yield followed(reference, site, page)


def _references(text: Text, start: int, body: Body, site: Site) -> Iterator[Reference]:
    """What looks like a link: in code and comments, too, for which the post has to be parsed."""
    characters = text.characters
    if site.dialect.templates and "{" in characters:
        from blint.post.markdown.source import Source

        yield from _tags(characters, start, site)
        characters = Source(text, start, site.dialect).characters
    images = {image.target.start for image in body.images}
    for form, sign, pattern in _patterns(site.url):
        if sign not in characters:
            continue
        for found in pattern.finditer(characters, max(start - 1, 0)):
            group = "angled" if found["angled"] else "bare"
            span, written = Span(*found.span(group)), found[group]
            if span.start not in images:
                url = _decoded(written, form) if "\\" in written or "&" in written else written
                yield filled_in(Reference(form, written, url, span, span, A), text)


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


def _tags(characters: str, start: int, site: Site) -> Iterator[Reference]:
    """The pages that tags of templates name."""
    if tags := _TAGS.get(site.dialect.templates):
        for found in tags.finditer(characters, start):
            path, span = found["path"], Span(*found.span("path"))
            yield Reference(SHORTCODE, path, path, span, Span(*found.span()), found["tag"])


# CommonMark 0.31, sections 2.4 and 2.5.
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,31});")


def _decoded(written: str, form: Form) -> str:
    """An address without the escapes and character references of its language."""
    from html import unescape

    if form == HTML:
        return unescape(written)
    return _ESCAPE.sub(lambda escape: escape[1] or unescape(escape[0]), written)


def followed(reference: Reference, site: Site, page: Page) -> Link:
    """Where a link of a page leads, also one that it only might have."""
    if not reference.raw_path and reference.url:
        return Link(reference, FOUND, page.path, page.path)  # a place in the page itself
    if reference.external:
        return Link(reference, EXTERNAL)
    if reference.templated or site.follow is None or not reference.url:
        return Link(reference, UNKNOWN)
    link = _led(reference, site.follow(reference, page), site)
    if link.kind == NOT_THERE and reference.extension in IMAGES | MEDIA:
        return _as_image(link, site, page)
    return link


def _as_image(link: Link, site: Site, page: Page) -> Link:
    """A link to an image or another such file, which may lie where the page's images do."""
    found = site.resolve(link.reference._replace(element=""), page)
    for path in (*found.candidates, *found.misplaced):
        answer = site.files.look(path)
        if answer.kind == FILE:
            return link._replace(kind=FOUND, path=path, actual=answer.actual)
    return link if found.certain else link._replace(kind=UNKNOWN)


def _led(reference: Reference, lead: Lead, site: Site) -> Link:
    """What stands where a link leads."""
    answers = [(path, site.files.look(path)) for path in lead.candidates]
    for path, (kind, actual) in answers:
        if kind == FILE:
            return Link(reference, FOUND, path, actual)
    if page := _page(lead, site):
        return Link(reference, FOUND, page, page)
    for path, (kind, actual) in answers:
        if kind == WRONG_CASE:
            return Link(reference, MISSPELLED, path, actual)
    if not lead.certain or any(kind in (DIRECTORY, OUTSIDE) for _, (kind, _) in answers):
        return Link(reference, UNKNOWN)
    if lead.name:
        return Link(reference, NOT_THERE if site.addresses().are_all else UNKNOWN)
    if lead.address and not _OTHER_FILE.search(lead.address):
        lacks = site.addresses().lacks(lead.address)
        return Link(reference, NOT_THERE if lacks else UNKNOWN, address=lead.address)
    here = next((path for path in lead.candidates if _is_here(path, site.files)), "")
    return Link(reference, NOT_THERE if here else UNKNOWN, here, unchecked=lead.unchecked)


def _page(lead: Lead, site: Site) -> str:
    """The absolute path of the page that is served where a link leads, or has the name that a tag
    gives; empty if none is known."""
    if lead.address:
        return site.addresses().page(lead.address)
    return site.addresses().named(lead.name) if lead.name else ""


_OTHER_FILE = lazy(r"\.(?!html?$)[A-Za-z][A-Za-z0-9]{1,4}$")


def _is_here(path: str, files: Files) -> bool:
    """Whether the part of the site is here where a file is missing: others of its kind lie beside
    it, or one is spelled much like it. Nothing is known where names are templates of others
    (``[id].md``), or tell languages apart (``a.zh.md``)."""
    folder, name = os.path.split(path)
    stem, extension = os.path.splitext(name)
    if name in ("index.md", "_index.md"):
        folder, stem = os.path.split(folder)
    others = files.names(folder)
    if any(other.startswith(("[", f"{stem}.")) for other in others):
        return False
    alike = _PAGES if extension.lower() in _PAGES else (extension.lower(),)
    if any(other.lower().endswith(alike) for other in others):
        return True
    return files.nearest(path).lower().endswith(alike)


_KEPT = lazy(r"\{%-?\s*(?P<end>end)?(?:raw|comment)\s*-?%\}")


def tag_is_run(characters: str, start: int) -> bool:
    """Whether a template's tag at a place, outside code, is run, and not kept as it stands."""
    if covered(comments(characters, 0), start):
        return False
    tags = list(_KEPT.finditer(characters, 0, start))
    return not tags or tags[-1]["end"] is not None
