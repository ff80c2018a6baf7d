"""What the posts of a blog look like, counted."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING

from blint.checks.images import missing_alt
from blint.deadline import TooSlow, deadline
from blint.engine.check import read_post
from blint.engine.init.fields import Fields
from blint.errors import BlintError
from blint.files.disk import FILE, WRONG_CASE
from blint.post.document import Document
from blint.post.reading import Unreadable, decode
from blint.post.references import FRONT_MATTER, IMAGES, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blint.files.disk import Files
    from blint.files.image_header import ImageFacts
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post

MOST = 2000  # posts that are looked at, evenly chosen from a larger blog
# How posts are named: words joined by hyphens, perhaps after a day.
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DATED = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}-{KEBAB.pattern}")
# Markers that are looked for where the generator has none: those of generators and plugins.
_MARKERS = ("<!-- more -->", "<!--more-->", "<!-- truncate -->", "<!-- excerpt -->")
_ROOTED = 1000  # paths from the site's root that are kept


class Survey:
    """Counts of a blog's posts.

    ``posts`` could be read; ``fields`` are those of their front matter, ``provided`` those that
    some leave to the file's name or the site. ``kebab`` and ``dated`` count names, ``marked``
    posts that have the marker, ``markers`` those with one that is none here. ``images`` are the
    local ones that posts show, ``shown`` counts what shows them and others in the text,
    ``without_alt`` what lacks words. ``image_fields`` counts by dotted field the names of images,
    ``found_image_fields`` those that are there; ``known_image_fields`` are those that are looked
    into anyway. ``rooted`` are paths of images from the site's root.
    """

    def __init__(self) -> None:
        self.posts = 0
        self.fields = Fields()
        self.provided: set[str] = set()
        self.kebab = self.dated = 0
        self.marked = 0
        self.markers: Counter[str] = Counter()
        self.images: dict[str, ImageFacts] = {}
        self.shown = self.without_alt = 0
        self.image_fields: Counter[str] = Counter()
        self.found_image_fields: Counter[str] = Counter()
        self.known_image_fields: dict[str, None] = {}
        self.rooted: list[str] = []

    def take_in(self, posts: Sequence[Post], planner: Planner) -> None:
        """Look at posts, or at so many of them."""
        for post in posts[:: -(-len(posts) // MOST) or 1]:
            plan = planner.plan(post)
            data = read_post(post, plan.max_size)
            text = data if isinstance(data, Unreadable) else decode(data)
            if isinstance(text, Unreadable):
                continue
            own: TooSlow | None = None
            try:
                with deadline(plan.max_seconds) as own:
                    self._add(Document(post.path, text, post.site))
            except TooSlow as error:
                if error is not own:
                    raise
            except BlintError:
                raise
            except Exception:  # noqa: BLE001, S112 - the check says more of it
                continue

    def _add(self, document: Document) -> None:
        root, excerpt = document.front_matter.root, document.excerpt
        pictures = {target.actual: facts for target, facts in document.pictures if target.actual}
        shown = [r for r in document.references if r.is_image and r.form != FRONT_MATTER]
        without_alt = sum(1 for _ in missing_alt(document))
        if root is not None:
            self._add_image_fields(document)
            self.fields.add(document.front_matter.data)
            self.provided |= _provided(document)
        self.posts += 1
        self.images |= pictures
        self.shown += len(shown)
        self.without_alt += without_alt
        self.kebab += KEBAB.fullmatch(document.name) is not None
        self.dated += DATED.fullmatch(document.name) is not None
        self.marked += excerpt.cut is not None or excerpt.excused
        self.markers.update(m for m in _MARKERS if document.text.characters.count(m) == 1)
        if len(self.rooted) < _ROOTED:
            self.rooted += [r.path for r in shown if r.path.startswith("/") and not r.external]

    def _add_image_fields(self, document: Document) -> None:
        """Count what the front matter says of images."""
        looked_into = {r.span: r.key for r in document.references if r.form == FRONT_MATTER}
        for path, _, node in document.front_matter.scalars():
            if not isinstance(node.value, str) or not node.value.strip():
                continue
            field = re.sub(r"\[\d+\]", "[]", path)
            url = node.value.strip()
            reference = Reference(FRONT_MATTER, node.value, url, node.span, node.span, key=field)
            if reference.extension not in IMAGES or reference.external:
                continue
            if node.span in looked_into:
                self.known_image_fields[looked_into[node.span]] = None
            else:
                self.image_fields[field] += 1
                there = document.target(reference).kind in (FILE, WRONG_CASE)
                self.found_image_fields[field] += there


def _provided(document: Document) -> set[str]:
    """The fields that a post does without: the file's name or the site gives them."""
    provided = document.site.provided
    given = set(provided(document.page)) if provided else set()
    if document.day:  # a date of whatever name
        given.add("date")
    return given - document.front_matter.data.keys()


def served_from(survey: Survey, folder: str, files: Files) -> tuple[str, int]:
    """The folder, by its name below an absolute one, that holds most of what posts name from the
    site's root, and how many of these; ``.`` for the folder itself."""
    names = ["."]
    try:
        with os.scandir(folder) as entries:
            names += sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))[:100]
    except OSError:
        pass
    found = {
        name: sum(
            files.look(os.path.normpath(os.path.join(folder, name, path.lstrip("/")))).kind == FILE
            for path in survey.rooted
        )
        for name in names
        if name == "." or (name.isprintable() and not name.startswith("."))
    }
    best = max(found, key=lambda name: found[name])
    return best, found[best]
