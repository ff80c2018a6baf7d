"""One post: parsed once, and the facts that checks ask for, each computed on first use."""

from __future__ import annotations

import os
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.files.disk import DIRECTORY, FILE, MISSING, OUTSIDE, SPECIAL, WRONG_CASE
from blint.post.markdown.model import covered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.files.disk import Answer, Kind
    from blint.files.image_header import ImageFacts
    from blint.model import Span
    from blint.post.excerpt import Excerpt
    from blint.post.front_matter.model import FrontMatter
    from blint.post.links import Link
    from blint.post.markdown.model import Body
    from blint.post.references import Reference
    from blint.post.site import Page, Reason, Resolution, Site
    from blint.post.text import Text

    TargetKind = Kind | Literal["external", "undecided", "unresolved", "empty"]

EXTERNAL: Final = "external"
UNDECIDED: Final = "undecided"
UNRESOLVED: Final = "unresolved"
EMPTY: Final = "empty"
_NONE: Mapping[str, object] = {}


class Target(NamedTuple):
    """A reference and what it leads to.

    ``kind`` is one of the kinds of :class:`blint.files.disk.Answer`, or ``external``, ``undecided``
    (silence), ``unresolved`` (the generator does not look there; ``reason`` says why, with
    ``values``) or ``empty`` (no path at all). ``path`` is the absolute path found, or the first
    looked at. ``guess``: where the generator looks is only half known.
    """

    reference: Reference
    kind: TargetKind
    path: str = ""
    actual: str = ""
    reason: Reason = ""
    values: Mapping[str, object] = _NONE
    guess: bool = False


class Document:
    """One post. ``path`` is absolute; ``text`` its characters; ``site`` what it belongs to."""

    def __init__(self, path: str, text: Text, site: Site) -> None:
        self.path = path
        self.text = text
        self.site = site

    @property
    def folder(self) -> str:
        """The absolute folder of the post."""
        return os.path.dirname(self.path)

    @property
    def name(self) -> str:
        """What the post is called: its file's name without the extension, or the folder's that it
        is the index of."""
        stem = os.path.splitext(os.path.basename(self.path))[0]
        return os.path.basename(self.folder) if stem in ("index", "_index") else stem

    @property
    def is_mdx(self) -> bool:
        """Whether this is an MDX post: by its extension, or because all are."""
        return self.site.dialect.jsx or self.path.lower().endswith(".mdx")

    @cached_property
    def page(self) -> Page:
        """What the generator looks at to place the post."""
        from blint.post.site import Page

        return Page(self.path, self.front_matter.data, self._first_line)

    def _first_line(self) -> str:
        """The first line of the text after the front matter that is not blank."""
        return self.text.line_from(self.front_matter.body_start)

    @cached_property
    def address(self) -> str | None:
        """The path that the post is served at, as :attr:`Site.address` tells it."""
        return self.site.address(self.page)

    @cached_property
    def front_matter(self) -> FrontMatter:
        """The front matter as the site's generator reads it."""
        from blint.post.front_matter.reader import read_front_matter

        return read_front_matter(self.text, self.site.front_matter, self.site.yaml)

    @cached_property
    def day(self) -> str:
        """The day of the post as its generator reads it, as ``2025-04-01``; empty where it has
        none."""
        from blint.post.day import day_of

        return day_of(self.text, self.path, self.front_matter, self.site)

    @cached_property
    def body(self) -> Body:
        """The parsed Markdown after the front matter, but for text that holds nothing to look at.

        Of that, :attr:`whole_body` tells all."""
        return self._parse(whole=False)

    @cached_property
    def whole_body(self) -> Body:
        """The parsed Markdown with nothing skipped."""
        return self._parse(whole=True) if self.body.skipped else self.body

    def _parse(self, *, whole: bool) -> Body:
        from blint.post.markdown.reader import parse_body

        dialect = self.site.dialect._replace(jsx=self.is_mdx)
        return parse_body(self.text, self.front_matter.body_start, dialect, whole=whole)

    def _body_at(self, offset: int) -> Body:
        """What is known of the body around a place."""
        return self.whole_body if covered(self.body.skipped, offset) else self.body

    @cached_property
    def excerpt(self) -> Excerpt:
        """The markers of the post, and what was meant as one."""
        from blint.post.excerpt import Excerpt, find_excerpt

        site = self.site
        if not site.lists(self.path):
            return Excerpt(None)
        marker = site.marker_for(self.page) if site.marker_for else site.marker
        return find_excerpt(self.text, self.front_matter, site, marker, self.in_code)

    @cached_property
    def references(self) -> list[Reference]:
        """The files the post names, in the order they stand."""
        from blint.post.references import references

        found = references(
            self.text,
            self.body,
            self.front_matter,
            self.site.image_keys,
            self.site.usual_image_keys,
            mdx=self.is_mdx,
        )
        return sorted(found, key=attrgetter("span"))

    @cached_property
    def targets(self) -> list[Target]:
        """What each reference leads to."""
        return [self.target(reference) for reference in self.references]

    def target(self, reference: Reference) -> Target:
        """What a reference leads to, also one that the post only might have."""
        if known := self._without_asking(reference):
            return known
        if reference.form == "html" and "\\" in reference.url:
            reference = reference.with_slashes  # what no generator rewrites, browsers read so
        found = self.site.resolve(reference, self.page)
        answers = self._answers(found)
        # A file beats another spelling of one, which beats whatever else is there.
        for wanted in (FILE, WRONG_CASE, DIRECTORY, SPECIAL, OUTSIDE, MISSING):
            for path, answer, misplaced in answers:
                if answer.kind != wanted:
                    continue
                if not found.certain and answer.kind not in (FILE, WRONG_CASE):
                    return Target(reference, UNDECIDED)
                if answer.kind == OUTSIDE and self._behind_a_link(path, answers):
                    return Target(reference, UNDECIDED)
                unresolved = misplaced and answer.kind == FILE
                kind: TargetKind = UNRESOLVED if unresolved else answer.kind
                return Target(
                    reference, kind, path, answer.actual, found.reason, found.values, found.guess
                )
        return Target(reference, UNDECIDED)

    def _behind_a_link(self, path: str, answers: list[tuple[str, Answer, bool]]) -> bool:
        """Whether a place that is not the first lies outside through a link alone: in a theme that
        is linked from elsewhere, which may hold the file."""
        return path != answers[0][0] and self.site.files.inside(path)

    def _without_asking(self, reference: Reference) -> Target | None:
        """What a reference leads to that names no file of the site, or none that is known."""
        if reference.templated:
            in_markdown = reference.form in ("markdown", "reference")
            if in_markdown and not self.site.dialect.template_paths:
                return Target(reference, UNRESOLVED, reason="template")
            return Target(reference, UNDECIDED)
        if not reference.url:
            return Target(reference, EMPTY)
        if reference.external:
            return Target(reference, EXTERNAL)
        return None

    def _answers(self, found: Resolution) -> list[tuple[str, Answer, bool]]:
        """The file that is found, or what is at all the places where one may be; the last tells
        whether it is misplaced there."""
        look = self.site.files.look
        answers = []
        for path in found.candidates:
            answer = look(path)
            if answer.kind == FILE:
                return [(path, answer, False)]
            answers.append((path, answer, False))
        misplaced = [(path, look(path), True) for path in found.misplaced]
        # Outside the site nothing was meant that the generator looks for inside.
        return answers + [m for m in misplaced if m[1].kind != OUTSIDE or not found.candidates]

    @cached_property
    def links(self) -> list[Link]:
        """What looks like a link, and where it leads; some of it may stand in code, or be no link
        for another reason: before anything is said of one, ask :meth:`holds`. Links to other sites
        are left out, but for those with the full address of this one."""
        characters = self.text.characters
        if not any(sign in characters for sign in ("](", "]:", "href", "HREF", "{%", "{{")):
            return []
        from blint.post.links import links

        return list(links(self.text, self.front_matter.body_start, self.body, self.site, self.page))

    def holds(self, link: Link) -> bool:
        """Whether what looks like a link is one. It takes a parse of the whole post to tell."""
        start = link.reference.span.start
        if link.reference.form == "shortcode":
            from blint.post.links import tag_is_run

            return tag_is_run(self.text.characters, start) and not self.in_code(start)
        return not covered(self.body.code, start) and start in self._places_of_links

    @cached_property
    def _places_of_links(self) -> frozenset[int]:
        """Where the addresses of the links begin."""
        from blint.post.markdown.reader import parse_body

        dialect = self.site.dialect._replace(jsx=self.is_mdx)
        body = parse_body(self.text, self.front_matter.body_start, dialect, links=True)
        return frozenset(span.start for span in body.links)

    @cached_property
    def pictures(self) -> list[tuple[Target, ImageFacts]]:
        """The local images that exist, each with what its header says, once per reference."""
        return [
            (target, self.site.files.image(target.actual))
            for target in self.targets
            if target.kind in (FILE, WRONG_CASE, UNRESOLVED) and target.reference.is_image
            if target.actual
        ]

    @property
    def heading(self) -> str:
        """The text of the first level-one heading, or an empty string."""
        headings = (line.content for line in self.whole_body.inlines if line.kind == "h1")
        return next(headings, "")

    def in_code(self, offset: int) -> bool:
        """Whether a place stands in a code block or a code span."""
        body = self._body_at(offset)
        return covered(body.code, offset)

    def seen_before(self, offset: int) -> bool:
        """Whether a reader of the page sees anything that stands before a place."""
        visible = self._body_at(offset).visible
        return visible is not None and visible < offset

    @property
    def top(self) -> Span:
        """Where a finding about the whole post stands: its first line that is not blank."""
        return self.text.first_line
