"""The ids of a post's page, which fragments of links lead to, and of other pages of its site."""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from blint.files.disk import LONGEST_TEXT
from blint.lazy_regex import lazy
from blint.post.document import Document
from blint.post.headings import headings
from blint.post.programs import settings_of
from blint.post.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.headings import Heading, HeadingIds, Ids
    from blint.post.site import Site

_MOST_HEADINGS = 2000
_ID = lazy(
    r"\b(?:id|name)\s{0,5}=\s{0,5}(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})'|([^\s\"'<>`]{1,300}))"
)
_BRACES = lazy(r"\{[^{}#\n]{0,200}#([^\s{}#*]{1,200})[^{}\n]{0,200}\}")
_COMMENTED = lazy(r"(?:<!--|/\*)\s{0,5}#(\S{1,200}?)(?=\s|\*/|-->)")


def ids_of(doc: Document) -> Ids | None:
    """The ids of a post's page; None where they cannot be known: how its generator gives them to
    headings is not known, or something on the page may bring some along."""
    settings = settings_of(doc.site)
    rule = None if settings is None else doc.site.heading_ids(settings)
    return None if rule is None else _ids(doc, rule)


def _ids(doc: Document, rule: HeadingIds) -> Ids | None:
    if _names_a_template(doc) or _brings_others(doc):
        return None
    found = list(islice(_headings(doc), _MOST_HEADINGS + 1))
    known = rule(found) if len(found) <= _MOST_HEADINGS else None
    if known is None:
        return None
    written = doc.text.characters[doc.front_matter.body_start :]
    others = {next(filter(None, m.groups())) for m in _ID.finditer(written)}
    others.update(m[1] for m in _BRACES.finditer(written))
    others.update(m[1] for m in _COMMENTED.finditer(written))
    return known._replace(others=known.others | others)


_MOST_KNOWN = 500  # pages of a site whose ids are kept


def ids_at(path: str, site: Site) -> Ids | None:
    """The ids of another page of a site, whose source lies at an absolute path; None where they
    cannot be known."""
    settings = settings_of(site)
    rule = None if settings is None else site.heading_ids(settings)
    text = site.files.page(path) if rule else ""
    if settings is None or rule is None or not text or len(text) >= LONGEST_TEXT:
        return None
    known, key = site.known_ids, (path, _digest(settings, text))
    if key not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        doc = Document(path, Text.of(text), site)
        known[key] = _ids(doc, rule) if _HEADING.search(text) and _is_a_text(doc) else None
    return known[key]


def _digest(*texts: str) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass")).digest()


_HEADING = lazy(r"^#{1,6}[ \t]", re.MULTILINE)
_USUAL = lazy(r"post|doc|default|single|article|blog|news|page|entry", re.IGNORECASE)


def _is_a_text(doc: Document) -> bool:
    """Whether a page is its text, and no list of other pages."""
    return not os.path.basename(doc.path).startswith("_index.")


def _names_a_template(doc: Document) -> bool:
    """Whether a page asks for a template that may make more of it than its text."""
    named = [doc.front_matter.data.get(key) for key in ("layout", "template", "page-layout")]
    return any(name is not None and not _USUAL.search(str(name)) for name in named)


# What may bring headings along: components but for the commonest that do not, includes, templates
# but for those that give a path.
_COMPONENT = lazy(
    r"<(?!(?:Link|RouterLink|ClientOnly|Image|Img|Picture|Badge|Icon|Head)\b)[A-Z][\w.]*[\s/>]"
    r"|<[a-z][a-z0-9]*-[a-z0-9-]*[\s/>]"
    r"|\bimport\s[^\n]{1,200}\.(?:md|vue)[\"']"
)
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
# What extensions of Python-Markdown and plugins of MkDocs put in: the text of other files, what a
# macro or a program writes, the documentation of a module.
_PUT_IN = lazy(r"^[ \t>]*(?:;{0,3}-{1,20}8<-|:::[ \t]*[\w.])|\{[%{!]", re.MULTILINE)
_RUN = lazy(r"^[ \t>]*(?:`{3}|~{3})[^\n]*\bexec\b", re.MULTILINE)
_FENCED = lazy(
    r"^[ \t>]*(?P<fence>`{3,12}|~{3,12})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`{1,5})(?!`)[^\n]{1,2000}?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


def _brings_others(doc: Document) -> bool:
    """Whether something in a post may bring headings or ids along that are not in its text."""
    written = doc.text.characters[doc.front_matter.body_start :]
    body = _FENCED.sub("", written)
    dialect = doc.site.dialect
    if dialect.tables == "python-markdown" and (_PUT_IN.search(body) or _RUN.search(written)):
        return True
    if _INCLUDE.search(body):
        return True
    if (dialect.vue or doc.is_mdx) and _COMPONENT.search(body):
        return True
    if doc.is_mdx and _EXPRESSION.search(body):
        return True
    return bool(dialect.templates and _TEMPLATE.search(_HARMLESS.sub("", body)))


def _headings(doc: Document) -> Iterator[Heading]:
    dialect = doc.site.dialect._replace(jsx=doc.is_mdx)
    return headings(doc.text, doc.front_matter.body_start, dialect)
