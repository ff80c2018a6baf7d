"""Posts that have in common what each should have for itself: found once all are known."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline
from blint.engine.check import check_twins, own_of
from blint.errors import BlintError
from blint.files.paths import contains, relative, shown
from blint.lazy_regex import lazy
from blint.post.document import Document
from blint.post.reading import decode
from blint.post.text import Text
from blint.post.twins import Own, Twins
from blint.workspace.discovery import EXTENSIONS, SiteUnread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from blint.engine.checker import Checker
    from blint.engine.request import Request
    from blint.model import Finding
    from blint.workspace.discovery import Post
    from blint.workspace.sites import BuiltSite

_LANGUAGE = lazy(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")  # in a path: posts/zh-CN/a.md, a.zh.md


class _Key(NamedTuple):
    """What no two posts should have: ``what`` it is ("title" or "address"), on which site."""

    what: str
    site: int
    value: str


def twins(
    request: Request, posts: Sequence[Post], checker: Checker, known: dict[str, Own]
) -> list[Finding]:
    """What is found in posts because others of their sites have the same; accepted findings are
    among them. ``known`` is what posts have, by their paths; what is read is added to it. A text
    from elsewhere than its file is compared with none."""
    if request.given or checker.late or not _wanted(posts, checker):
        return []
    reader = _Reader(checker, known)
    alike: dict[_Key, list[Post]] = {}
    for post in posts:
        for key in reader.keys(post):
            alike.setdefault(key, []).append(post)
    for post in _others(request, posts, reader, alike.keys()):
        for key in alike.keys() & reader.keys(post):
            alike[key].append(post)
    answer: list[Finding] = []
    for post in posts:
        same = {key.what: _apart(post, alike[key]) for key in reader.keys(post)}
        document = reader.document(post) if any(same.values()) else None
        if document is not None:
            there = Twins(
                document, reader.own(post), same.get("title", ()), same.get("address", ())
            )
            answer += check_twins(post, there, checker.planner.plan(post), checker.language)
    return answer


def _wanted(posts: Sequence[Post], checker: Checker) -> bool:
    """Whether a rule is in force for which the other posts of a site have to be known."""
    plans = {id(plan): plan for plan in map(checker.planner.plan, posts)}.values()
    return any(active.looks_at == "twins" for plan in plans for active in plan.rules)


def _apart(post: Post, alike: list[Post]) -> list[str]:
    """The paths of the posts beside one, sorted; another name of its file is none."""
    others = {shown(other.path): other for other in alike if other.path != post.path}
    real = os.path.realpath(post.path) if others else ""
    return sorted(name for name in others if os.path.realpath(others[name].path) != real)


def _languages(post: Post) -> list[str]:
    """The languages that a post's path names: a translation may keep the title."""
    path = relative(post.path, post.built.facts.root)
    return [step for step in path.replace(".", "/").split("/")[:-1] if _LANGUAGE.fullmatch(step)]


def _others(
    request: Request, posts: Sequence[Post], reader: _Reader, wanted: Collection[_Key]
) -> Iterator[Post]:
    """The posts of the same sites, not checked in this run, that have what is wanted."""
    searched = [os.path.abspath(path) for path in request.paths]
    sites = {id(post.built): post.built for post in posts}.values()
    known = {post.path for post in posts}
    for built in sites:
        inside = built.site.files.boundary.holds
        for folder in built.facts.folders or (built.facts.content,):
            if inside(folder) and not any(contains(path, folder) for path in searched):
                found = [
                    post
                    for post in reader.pages(folder, built)
                    if post.path not in known and not reader.keys(post).isdisjoint(wanted)
                ]
                if found:
                    usual = reader.posts(folder)
                    yield from (post for post in found if post.path in usual)


class _Reader:
    """Reads posts, and what they have for themselves where that is not known."""

    def __init__(self, checker: Checker, known: dict[str, Own]) -> None:
        self._checker = checker
        self._known = known

    def own(self, post: Post) -> Own:
        """What a post has; nothing where it cannot be read."""
        if post.path not in self._known:
            self._known[post.path] = self._read(post)
        return self._known[post.path]

    def document(self, post: Post) -> Document | None:
        """A post as it is; None where it cannot be read."""
        data = self._checker.read(post)
        text = decode(data) if isinstance(data, bytes) else None
        return Document(post.path, text, post.site) if isinstance(text, Text) else None

    def keys(self, post: Post) -> set[_Key]:
        """What a post has for itself on its site, among the posts of its language."""
        own, site = self.own(post), id(post.built)
        keys: set[_Key] = set()
        if own.title:
            keys.add(_Key("title", site, "\n".join((own.title.casefold(), *_languages(post)))))
        if own.address:
            keys.add(_Key("address", site, own.address))
        return keys

    def pages(self, folder: str, built: BuiltSite) -> Iterator[Post]:
        """The Markdown files of a site below an absolute folder, whether they are posts or not:
        to find that out takes longer than to read them."""
        from blint.workspace.walk import walk

        workspace, boundary = self._checker.workspace, built.site.files.boundary
        for path in walk(folder, "", EXTENSIONS, boundary, lambda *_: None):
            with suppress(SiteUnread):
                post = workspace.post(path)
                if post.built is built:
                    yield post

    def posts(self, folder: str) -> set[str]:
        """The paths of the posts below an absolute folder."""
        workspace = self._checker.workspace
        asked = len(workspace.unread), len(workspace.left_out)
        try:
            return {post.path for post in workspace.posts([folder])}
        except BlintError:  # there are none, or it takes too long to find them
            return set()
        finally:
            del workspace.unread[asked[0] :], workspace.left_out[asked[1] :]  # nobody asked

    def _read(self, post: Post) -> Own:
        document = self.document(post)
        if document is None:
            return Own()
        try:
            with deadline(self._checker.planner.plan(post).max_seconds):
                return own_of(document, post.built)
        except (TooSlow, RecursionError):
            return Own()
