"""Every file a post names: Markdown images, HTML elements, imports, front-matter fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import unquote

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post import cover, shortcuts
from blint.post.markdown.html import MEDIA_ATTRIBUTES
from blint.post.markdown.model import covered
from blint.post.markdown.templates import BASE, NOTHING, SOMETHING, unmask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.front_matter.model import FrontMatter
    from blint.post.markdown.model import Body, Element
    from blint.post.text import Text

    Form = Literal["markdown", "reference", "html", "import", "front-matter", "shortcode"]

# Forms of a reference, by what a generator tells apart.
MARKDOWN: Final = "markdown"
REFERENCE: Final = "reference"
HTML: Final = "html"
IMPORT: Final = "import"
FRONT_MATTER: Final = "front-matter"
SHORTCODE: Final = "shortcode"

SOUNDS = frozenset(["mp3", "wav", "ogg", "oga", "opus", "m4a", "flac", "aac"])
MEDIA = SOUNDS | {"mp4", "ogv", "webm", "m4v", "mov", "avi", "mkv", "pdf", "vtt"}
# What builds often make: feeds, lists of pages, scripts.
MADE = frozenset("atom css ics ico js json jsonld mjs rss txt xml yaml yml".split())
IMAGES = frozenset(
    [
        "png",
        "apng",
        "jpg",
        "jpeg",
        "jpe",
        "jfif",
        "gif",
        "webp",
        "avif",
        "svg",
        "bmp",
        "ico",
        "tif",
        "tiff",
        "heic",
        "heif",
    ]
)


class Reference(NamedTuple):
    """One mention of a file.

    ``written`` is the path as it stands in the post, ``url`` the same with escapes and
    character references decoded; ``span`` covers what was written, ``whole`` the image or tag
    around it. ``element`` is empty outside HTML, and names the tag of a shortcode. ``based``: a
    template puts the path in front that the site is served below. ``key`` is the dotted path of a
    front-matter field, as it was asked for. ``kept``: what rewrites the paths of images is told to
    leave this one as it is (``eleventy:ignore``).
    """

    form: Form
    written: str
    url: str
    span: Span
    whole: Span
    element: str = ""
    based: bool = False
    key: str = ""
    kept: bool = False

    @property
    def external(self) -> bool:
        """Whether this names no file of the site: a scheme, ``//host``, ``data:``, or a bare
        fragment. One letter before a colon is a Windows drive, not a scheme."""
        url = self.url
        return bool(_SCHEME.match(url)) or url.startswith(("//", "#"))

    @property
    def templated(self) -> bool:
        """Whether a template fills the path in, so that nothing can be said of it."""
        return "{{" in self.url or "{%" in self.url or self.url.startswith(("{", SOMETHING))

    @property
    def with_slashes(self) -> Reference:
        """The same as browsers read it: a backslash is a slash (URL standard, section 4.4)."""
        return self._replace(url=self.url.replace("\\", "/"))

    @property
    def path(self) -> str:
        """The path without query and fragment, percent-decoded."""
        raw = self.raw_path
        return unquote(raw) if "%" in raw else raw

    @property
    def raw_path(self) -> str:
        """The path without query and fragment."""
        return _without_query(self.url)

    @property
    def extension(self) -> str:
        """The lower-case file extension, without its dot."""
        _, dot, extension = self.path.rpartition("/")[2].rpartition(".")
        return extension.lower() if dot else ""

    @property
    def is_image(self) -> bool:
        """Whether the file is meant to be a picture (and not sound, film or a document)."""
        extension = self.extension
        if extension in MEDIA:
            return False
        return extension in IMAGES or (
            self.form == SHORTCODE or (self.form != IMPORT and self.element in ("", "img", "image"))
        )


_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]+:")


def _without_query(url: str) -> str:
    """The part of a URL before its query and its fragment."""
    return url.partition("#")[0].partition("?")[0]


def references(
    text: Text,
    body: Body,
    front_matter: FrontMatter,
    image_keys: tuple[str, ...],
    usual_image_keys: tuple[str, ...],
    *,
    mdx: bool,
) -> Iterator[Reference]:
    """All files a post names, in no particular order. ``image_keys`` are fields that hold one,
    ``usual_image_keys`` fields that do where their value has the look of it. ``mdx``: imports stand
    in the text."""
    for image in body.images:
        form: Form = REFERENCE if image.reference else MARKDOWN
        written = image.destination
        yield filled_in(Reference(form, written, written, image.target, image.span), text)
    for element in body.elements:
        for reference in _of_element(element):
            yield filled_in(reference, text)
    yield from imports(body, mdx=mdx)
    if mdx:
        yield from _calls(text, body, front_matter.body_start)
    for key in image_keys:
        yield from _of_field(front_matter, key)
    known = {key.partition(".")[0].removesuffix("[]") for key in image_keys}
    there = front_matter.data.keys() - known
    for key in usual_image_keys:
        if key.partition(".")[0] in there:
            found = _of_field(front_matter, key)
            yield from (reference for reference in found if reference.extension in IMAGES)


def _of_field(front_matter: FrontMatter, key: str) -> Iterator[Reference]:
    """The files that a front-matter field names."""
    for node in cover.texts(front_matter, key):
        value = str(node.value)
        yield Reference(FRONT_MATTER, value, value.strip(), node.span, node.span, key=key)


def filled_in(reference: Reference, text: Text) -> Reference:
    """The reference as it is when a template has been filled in, as far as that is known."""
    url = reference.url
    if NOTHING not in url and SOMETHING not in url and BASE not in url:
        return reference
    if SOMETHING in url:
        return reference._replace(url=SOMETHING, written=text.slice(reference.span))
    written = text.slice(reference.span)
    return reference._replace(url=unmask(url), written=written, based=url.startswith(BASE))


_TEXT_IN_BRACES = lazy(r"\{\s*(?P<quote>['\"`])(?P<text>[^'\"`{}$\\\n]+)(?P=quote)\s*\}")


def _of_element(element: Element) -> Iterator[Reference]:
    """The files that an element's attributes name."""
    for name in MEDIA_ATTRIBUTES.get(element.name, ()):
        if name not in element.attributes:
            continue
        value, span = element.attributes[name]
        if element.shortcode:
            yield Reference(SHORTCODE, value, value, span, element.span, element.shortcode)
        elif name == "srcset":
            for url, at in _srcset_urls(value):
                # With character references in it, offsets in the value are not the source's.
                exact = span.end - span.start == len(value)
                place = Span(span.start + at, span.start + at + len(url)) if exact else span
                yield Reference(HTML, url, url, place, element.span, element.name)
        elif (text := _TEXT_IN_BRACES.fullmatch(value)) and span.end - span.start == len(value):
            place = Span(span.start + text.start("text"), span.start + text.end("text"))
            yield Reference(HTML, text["text"], text["text"], place, element.span, element.name)
        elif name != "src" or value.strip() or not _loads_later(element):
            kept = "eleventy:ignore" in element.attributes
            url = value.strip(_AROUND).translate(_DROPPED)
            yield Reference(HTML, value, url, span, element.span, element.name, kept=kept)


# What browsers drop around a URL, and in it (URL standard, section 4.4).
_AROUND = "".join(map(chr, range(0x21)))
_DROPPED = dict.fromkeys(map(ord, "\t\n\r"))


def _loads_later(element: Element) -> bool:
    """Whether a script of the page takes the image's path from another attribute, as those do that
    load an image when it is scrolled to: ``data-src``, ``data-original``, ``lazysrc``."""
    return any(name.startswith("data-") or "lazy" in name for name in element.attributes)


# Calls in MDX that name a file: webpack imports what is required, Docusaurus puts the base before a
# path within the site.
_CALL = lazy(
    r"(?<=[{=:(,\[?\s])(?:require|(?P<base>useBaseUrl))\(\s{0,20}"
    r"(?P<quote>['\"`])(?P<path>[^'\"`!$\n]{1,500})(?P=quote)"
)
_COMMENTS = {"<!--": "-->", "{/*": "*/"}


def _calls(text: Text, body: Body, start: int) -> Iterator[Reference]:
    """The pictures and media that calls in MDX name, outside code and comments."""
    characters = text.characters
    if "require(" not in characters and "useBaseUrl(" not in characters:
        return
    hidden = comments(characters, start)
    for call in _CALL.finditer(characters, start):
        path, span = call["path"], Span(*call.span("path"))
        if _without_query(path).rpartition(".")[2].lower() not in IMAGES | MEDIA:
            continue
        if any(covered(spans, span.start) for spans in (body.code, body.skipped, hidden)):
            continue
        if call["base"] and not _SCHEME.match(path):
            yield Reference(HTML, path, "/" + path.lstrip("/"), span, span, "img", based=True)
        elif not call["base"]:
            yield Reference(IMPORT, path, path, span, span)


def comments(characters: str, start: int) -> list[Span]:
    """Where comments stand, those that nothing closes left out."""
    found = []
    position = start
    for opening in re.compile(r"<!--|\{/\*").finditer(characters, start):
        if opening.start() >= position:
            end = characters.find(_COMMENTS[opening[0]], opening.end())
            if end < 0:
                break
            position = end
            found.append(Span(opening.start(), end))
    return found


def _srcset_urls(srcset: str) -> Iterator[tuple[str, int]]:
    """URLs and their offsets in a srcset attribute (HTML, section 4.8.4.2.2)."""
    at = 0
    while match := re.compile(r"[\s,]*([^\s,]\S*)").match(srcset, at):
        url = match[1].rstrip(",")
        yield url, match.start(1)
        at = match.end()
        if not match[1].endswith(","):
            comma = re.compile(r"[^,(]*(?:\([^)]*\)[^,(]*)*,?").match(srcset, at)
            at = comma.end() if comma else at


def _may_import(text: str) -> bool:
    """Whether a script may import a file of a kind that is looked for."""
    if "import" not in text and "export" not in text:
        return False
    if not shortcuts.taken("imports"):
        return True
    lower = text.lower()
    return "\\" in text or any(f".{ending}" in lower for ending in IMAGES | MEDIA)


def imports(body: Body, *, mdx: bool) -> Iterator[Reference]:
    """The pictures and media that scripts import, and the text of MDX."""
    pieces = [(script.text, script.start, script.map) for script in body.scripts]
    if mdx:
        pieces += [
            (inline.content, 0, inline.map)
            for inline in body.inlines
            if inline.top_level and inline.content.startswith(("import ", "import{", "export "))
        ]
    pieces = [piece for piece in pieces if _may_import(piece[0])]
    if not pieces:
        return
    from blint.post.markdown import javascript

    for text, start, mapping in pieces:
        for found in javascript.imports(text):
            span = mapping.span(found.start + start, found.end + start)
            name = _without_query(found.specifier)
            if name.rpartition(".")[2].lower() in IMAGES | MEDIA:
                yield Reference(IMPORT, found.specifier, found.specifier, span, span)
