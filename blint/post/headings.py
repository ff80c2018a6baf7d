"""The headings of a post, in pieces as they are written, and all ids that its page has."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from blint.files.disk import LONGEST_TEXT
from blint.lazy_regex import lazy
from blint.post.markdown.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.post.document import Document
    from blint.post.site import Site

    # How a generator gives ids to a page's headings; None where one of them cannot be known.
    HeadingIds = Callable[[Sequence["Heading"]], "Ids | None"]
    PieceKind = Literal["text", "code", "alt", "entity", "escape", "html", "break", "address"]


class Piece(NamedTuple):
    """A part of a heading. ``text`` is what a reader sees of it (for HTML, its source), ``written``
    how an ``entity`` is written."""

    kind: PieceKind
    text: str
    written: str = ""


class Heading(NamedTuple):
    """A heading. ``written`` is its Markdown, without the hashes; it may have several lines."""

    level: int
    written: str
    pieces: tuple[Piece, ...]


class Ids(NamedTuple):
    """The ids of a page: those of its ``headings``, in their order, and others that elements have,
    or may have."""

    headings: tuple[str, ...]
    others: frozenset[str] = frozenset()

    def has(self, fragment: str) -> bool:
        """Whether a page has what a fragment, decoded, leads to. Composed characters and others
        that look the same are not told apart."""
        wanted = unicodedata.normalize("NFC", fragment)
        return any(
            unicodedata.normalize("NFC", i) == wanted for i in (*self.headings, *self.others)
        )


_MOST_HEADINGS = 2000
_ID = lazy(
    r"\b(?:id|name)\s{0,5}=\s{0,5}(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})'|([^\s\"'<>`]{1,300}))"
)
_BRACES = lazy(r"\{[^{}#\n]{0,200}#([^\s{}#]{1,200})[^{}\n]{0,200}\}")
_COMMENTED = lazy(r"(?:<!--|/\*)\s{0,5}#(\S{1,200})\s")


def ids_of(doc: Document) -> Ids | None:
    """The ids of a post's page; None where they cannot be known: how its generator gives them to
    headings is not known, or something on the page may bring some along."""
    rule = doc.site.heading_ids(_settings(doc.site))
    return None if rule is None else _ids(doc, rule)


def _settings(site: Site) -> str:
    return "\n".join(site.files.text(path) for path in site.programs)


def _ids(doc: Document, rule: HeadingIds) -> Ids | None:
    if _names_a_template(doc) or _brings_others(doc):
        return None
    headings = list(islice(_headings(doc), _MOST_HEADINGS + 1))
    known = rule(headings) if len(headings) <= _MOST_HEADINGS else None
    if known is None:
        return None
    written = doc.text.characters[doc.front_matter.body_start :]
    others = {next(filter(None, m.groups())) for m in _ID.finditer(written)}
    others.update(m[1] for m in _BRACES.finditer(written))
    others.update(m[1] for m in _COMMENTED.finditer(written))
    return Ids(known.headings, known.others | others)


_KNOWN: dict[tuple[str, str, str], Ids | None] = {}  # of other pages, in this process
_MOST_KNOWN = 500


def ids_at(path: str, site: Site) -> Ids | None:
    """The ids of another page of a site, whose source lies at an absolute path; None where they
    cannot be known."""
    from blint.post.document import Document
    from blint.post.text import Text

    settings = _settings(site)
    rule = site.heading_ids(settings)
    text = site.files.page(path) if rule else ""
    if rule is None or not text or len(text) >= LONGEST_TEXT:
        return None
    key = (path, text, settings)
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        doc = Document(path, Text.of(text), site)
        _KNOWN[key] = _ids(doc, rule) if _HEADING.search(text) and _is_a_text(doc) else None
    return _KNOWN[key]


_HEADING = lazy(r"^#{1,6}[ \t]", re.MULTILINE)
_USUAL = lazy(r"post|doc|default|single|article|blog|news|page|entry", re.IGNORECASE)


def _is_a_text(doc: Document) -> bool:
    """Whether a page is its text, and no list of other pages."""
    return not os.path.basename(doc.path).startswith("_index.")


def _names_a_template(doc: Document) -> bool:
    """Whether a page asks for a template that may make more of it than its text."""
    named = [doc.front_matter.data.get(key) for key in ("layout", "template", "page-layout")]
    return any(name is not None and not _USUAL.search(str(name)) for name in named)


# What may bring headings along: components, includes, templates but for those that give a path.
_COMPONENT = lazy(r"<[A-Z][\w.]*[\s/>]|<[a-z][a-z0-9]*-[a-z0-9-]*[\s/>]")
_EXPRESSION = lazy(r"(?<![\\{$])\{(?!\s{0,5}/\*|#|:)[^{}\n]{0,300}\}")
_TEMPLATE = lazy(r"\{\{|\{%|\{\{<")
_HARMLESS = lazy(
    r"\{\{-?\s{0,5}(?:[\"'][^\"'{}\n]{0,300}[\"']|site\.(?:base)?url)[^{}\n]{0,200}\}\}"
    r"|\{%-?\s{0,5}(?:link|post_url|post_link|asset_(?:img|path|link)|raw|endraw|highlight|endhighlight"
    r"|codeblock|endcodeblock)\b[^{}\n]{0,300}%\}"
    r"|\{\{[<%]\s{0,5}/?\s{0,5}(?:figure|highlight|ref|relref|youtube|vimeo|x|tweet|gist)\b[^{}\n]{0,500}[>%]\}\}"
)
_INCLUDE = lazy(
    r"<!--\s{0,5}@include|^@include|^--8<--|^;--8<--|^\s{0,3}\[!INCLUDE|!!!include", re.MULTILINE
)
_FENCED = lazy(
    r"^[ \t>]*(?P<fence>`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`{1,5})(?!`)[^\n]{1,2000}?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


def _brings_others(doc: Document) -> bool:
    """Whether something in a post may bring headings or ids along that are not in its text."""
    body = _FENCED.sub("", doc.text.characters[doc.front_matter.body_start :])
    dialect = doc.site.dialect
    if _INCLUDE.search(body):
        return True
    if (dialect.vue or doc.is_mdx) and _COMPONENT.search(body):
        return True
    if doc.is_mdx and _EXPRESSION.search(body):
        return True
    return bool(dialect.templates and _TEMPLATE.search(_HARMLESS.sub("", body)))


def _headings(doc: Document) -> Iterator[Heading]:
    """The headings of a post, as they stand."""
    dialect = doc.site.dialect._replace(jsx=doc.is_mdx)
    source = Source(doc.text, doc.front_matter.body_start, dialect)
    content = source.body().source
    if dialect.tables == "python-markdown":
        content = _AT_ONCE.sub(r"\1 ", content)
    if "#" not in content and "===" not in content and "---" not in content:
        return
    definitions: dict[str, Any] = {}
    try:
        tokens = source.parser.parse(content, definitions)
    except IndexError:  # the rule for containers looks beyond the end of a text
        tokens = source.parser.parse(content + "\n", definitions)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            pieces = tuple(_pieces(inline.content, definitions))
            yield Heading(int(opening.tag[1:]), inline.content, pieces)


# Python-Markdown wants no blank behind the hashes, and takes a seventh for text
# (HashHeaderProcessor in blockprocessors.py).
_AT_ONCE = lazy(r"^(#{1,6})(?=[^\s])(?!#{0,5}\s)", re.MULTILINE)


def _pieces(written: str, definitions: Mapping[str, Any]) -> Iterator[Piece]:
    """The pieces of a heading, without marks of emphasis and links."""
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(written, parser, dict(definitions), tokens)
    for token in tokens:
        if token.type == "text":
            yield Piece("text", token.content)
        elif token.type == "text_special":
            kind: PieceKind = "entity" if token.info == "entity" else "escape"
            yield Piece(kind, token.content, token.markup)
        elif token.type == "code_inline":
            yield Piece("code", token.content)
        elif token.type == "image":
            yield Piece("alt", "".join(child.content for child in token.children or ()))
        elif token.type == "html_inline":
            yield Piece("html", token.content)
        elif token.type in ("softbreak", "hardbreak"):
            yield Piece("break", "\n")
        elif token.type == "link_open" and token.info == "auto":
            yield Piece("address", "")


@cache
def _parser() -> MarkdownIt:
    """A parser of running text with all that makes marks of it."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"maxNesting": 100}).enable("strikethrough")
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return md
