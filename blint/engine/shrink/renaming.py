"""Giving a post's references another extension, and making sure that they lead to the new files.

A reference is known with its exact place, so that only the letters of the extension change: the
query, the fragment, the title and whatever the path is written in stay. What the post then names is
asked of a second reading of it, as the site will be.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from blint.files.disk import FILE, OUTSIDE, WRONG_CASE
from blint.files.opening import real_path
from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit
from blint.post.document import EMPTY, EXTERNAL, UNRESOLVED, Document
from blint.post.markdown.model import covered
from blint.post.references import (
    FRONT_MATTER,
    HTML,
    IMAGES,
    MARKDOWN,
    REFERENCE,
    Reference,
    comments,
)
from blint.post.text import BOM, Text, edited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.post.document import Target
    from blint.post.references import Form
    from blint.post.site import Site
    from blint.workspace.mentions import Names

# What a link leads to: in Markdown, in a definition, in HTML, in Hugo's figure.
_LINK = lazy(
    r"\]\([ \t]*<?(?P<inline>[^\s<>()]{1,500}(?:\([^\s<>()]{0,80}\)[^\s<>()]{0,80})?)"
    r"|^[ \t>]{0,20}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*<?(?P<defined>[^\s<>]{1,500})"
    r"|\b(?:[Hh][Rr][Ee][Ff]|link)\s{0,5}=\s{0,5}(?P<quote>[\"'])(?P<href>[^\"'\n<>]{1,500})(?P=quote)",
    re.MULTILINE,
)


LINK = "a"  # the element of a reference that shows no image, as far as is known


class Referrer(Document):
    """A post in which the links to images are references, too: of a small picture to the large
    one, for example, which is often the same file; and all that the front matter may name."""

    @cached_property
    def references(self) -> list[Reference]:
        """The files the post names and links to, in the order they stand."""
        known = sorted(super().references, key=lambda reference: reference.span)
        places = [reference.span for reference in known]
        alike = {self.text.slice(reference.span): reference for reference in known}
        more = [*self._links(alike), *self._fields()]
        others = [other for other in more if not covered(places, other.span.start)]
        return sorted([*known, *others], key=lambda reference: reference.span)

    def _fields(self) -> Iterator[Reference]:
        """The texts of the front matter that look like the path of an image."""
        for key, _, node in self.front_matter.scalars():
            if isinstance(node.value, str):
                value, url = node.value, node.value.strip()
                field = Reference(FRONT_MATTER, value, url, node.span, node.span, LINK, key=key)
                if field.extension in IMAGES and not field.external:
                    yield field

    def _links(self, alike: Mapping[str, Reference]) -> Iterator[Reference]:
        """The links; one that is written like a reference in ``alike`` leads where that does."""
        from html import unescape

        from markdown_it.common.utils import unescapeAll

        for found in _LINK.finditer(self.text.characters, self.front_matter.body_start):
            group = next(name for name in ("inline", "defined", "href") if found[name])
            span, written = Span(*found.span(group)), found[group]
            form: Form = HTML if group == "href" else MARKDOWN
            url = unescape(written) if form == HTML else unescapeAll(written)
            link = Reference(form, written, url, span, span)
            link = alike.get(written, link)._replace(span=span, whole=span, element=LINK)
            if link.extension in IMAGES and not link.external and not self.in_code(span.start):
                yield link


class Use(NamedTuple):
    """What a post names: of what kind that is, and the absolute path without links, as the disk
    has it, where it is a file."""

    kind: str
    real: str


def uses(post: Document) -> list[Use]:
    """What each reference of a post leads to."""
    return [use(target) for target in post.targets]


def use(target: Target) -> Use:
    """What a reference leads to."""
    there = target.kind in (FILE, WRONG_CASE, UNRESOLVED)
    return Use(target.kind, _real(target.actual or target.path) if there else "")


def _real(path: str) -> str:
    try:
        return real_path(path)
    except OSError:
        return path


class Edited(NamedTuple):
    """A post whose references lead to the new files: its bytes, and by the path of each file that
    is renamed how many references there are to it."""

    data: bytes
    references: Mapping[str, int]


def follow(post: Referrer, moves: Mapping[str, str], after: Site) -> tuple[Edited, frozenset[str]]:
    """A post with its references to moved files, and those of the files that may not move because
    not all references would lead there, or something else would change. ``moves`` leads from old
    paths to new ones, all absolute and without links; ``after`` is its site as it will be."""
    before = uses(post)
    left = {used.real: moves[used.real] for used in before if used.real in moves}
    refused: set[str] = set()
    while True:
        edits, wrong = _edits(post, before, left)
        text = edited(post.text.characters, edits)
        if not wrong:
            changed = Referrer(post.path, Text.of(text, has_bom=post.text.has_bom), after)
            wrong = _wrong(before, uses(changed), left, refused)
        if not wrong:
            numbers = Counter(used.real for used in before if used.real in left)
            return Edited(BOM * post.text.has_bom + text.encode(), numbers), frozenset(refused)
        refused |= wrong
        left = {old: new for old, new in left.items() if old not in wrong}


def _edits(
    post: Referrer, before: list[Use], moves: Mapping[str, str]
) -> tuple[set[SpanEdit], frozenset[str]]:
    """The edits, and the files for which they cannot be told."""
    edits: set[SpanEdit] = set()
    wrong = set()
    for target, used in zip(post.targets, before, strict=True):
        if used.real in moves:
            edit = _edit(post, target.reference, moves[used.real])
            if edit is None:
                wrong.add(used.real)
            else:
                edits.add(edit)
    return edits, frozenset(wrong)


# The end of what names a file, a query, a fragment, or the filters of a template.
_AFTER_PATH = r"(?=[\s\"'>]*$|[?#]|[\"']\s{0,20}[|}%])"


def _edit(post: Document, reference: Reference, path: str) -> SpanEdit | None:
    """What makes a reference's extension that of a path; None where that is not plain to do."""
    old = os.path.splitext(reference.raw_path)[1]
    source = post.text.slice(reference.span)
    before, after = "", _AFTER_PATH
    if reference.form == FRONT_MATTER and source.startswith("["):  # TOML: the list has one place
        before = rf"(?<=[\"']{re.escape(reference.raw_path.removesuffix(old))})"
        after = r"(?=[\"'?#])"
    found = re.search(before + re.escape(old) + after, source) if old else None
    if found is None:
        return None
    start = reference.span.start + found.start()
    return SpanEdit(Span(start, start + len(old)), os.path.splitext(path)[1])


def _wrong(
    before: list[Use], after: list[Use], moves: Mapping[str, str], refused: set[str]
) -> frozenset[str]:
    """The renamed files to which not all references lead; all that the post names when it is
    something else that has changed. What is ``refused`` will stay where the post names it."""
    named = frozenset(used.real for used in before if used.real in moves)
    if len(before) != len(after):
        return named
    wrong = set()
    for old, new in zip(before, after, strict=True):
        if old.real in refused:  # the site after supposes that it has moved
            continue
        mended = old.real in moves and new.kind == FILE  # the case of an extension was wrong
        if new.real != moves.get(old.real, old.real) or not (mended or new.kind == old.kind):
            if old.real not in moves:
                return named
            wrong.add(old.real)
    return frozenset(wrong)


_KNOWN = (FILE, WRONG_CASE, UNRESOLVED, EXTERNAL, OUTSIDE, EMPTY)


def mentioned(post: Referrer, names: Names) -> Iterator[str]:
    """The paths that a post names where no reference is known that leads there or elsewhere, and
    not as an example of code or in a comment."""
    harmless = _joined([*_known(post), *_words(post), *_comments(post)])
    for path, end in names.mentioned(post.text.characters, patterns=True):
        if not covered(harmless, end - 1) and not post.in_code(end - 1):
            yield path


def _known(post: Document) -> Iterator[Span]:
    """Where the references stand of which it is known where they lead; an image with the text that
    stands in for it, which is often its name."""
    for target in post.targets:
        if target.kind in _KNOWN:
            span, whole, form = target.reference.span, target.reference.whole, target.reference.form
            # Another host may be the site's own.
            if target.kind != EXTERNAL:
                yield span
            if form in (MARKDOWN, REFERENCE):
                yield from (Span(whole.start, span.start), Span(span.end, whole.end))


def _words(post: Document) -> Iterator[Span]:
    """Where the texts stand that HTML elements show."""
    for element in post.body.elements:
        for name in ("alt", "title"):
            if name in element.attributes:
                yield element.attributes[name][1]


def _joined(spans: list[Span]) -> list[Span]:
    """The same places, in order and apart from each other."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _comments(post: Document) -> Iterator[Span]:
    """Where comments stand that are no example of code."""
    for comment in comments(post.text.characters, post.front_matter.body_start):
        if not post.in_code(comment.start):
            yield comment
