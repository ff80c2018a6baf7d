"""What the posts of a site have for themselves, read where a run does not know it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline
from blint.engine.check import own_of
from blint.errors import BlintError
from blint.files.paths import relative
from blint.post.document import Document
from blint.post.reading import decode
from blint.post.text import Text
from blint.post.twins import Own
from blint.workspace.discovery import EXTENSIONS, SiteUnread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from blint.engine.checker import Checker
    from blint.workspace.discovery import Post
    from blint.workspace.sites import BuiltSite

_SECONDS = 3  # to look at the other posts of a site
_HEAD = 4096  # bytes that front matter seldom has more of


class Key(NamedTuple):
    """What no two posts should have: ``what`` it is ("title" or "address"), on the site in an
    absolute folder, and for a title in which language, if paths tell."""

    what: str
    site: str
    value: str
    language: str = ""

    @property
    def words(self) -> frozenset[str]:
        """What a post that has it has in its path or its front matter. A generator may have made
        the numbers in an address of a day."""
        text = self.value if self.what == "title" else self.value.rstrip("/").rpartition("/")[2]
        words = _words(text.removesuffix(".html").casefold().replace("'", ""))
        return frozenset(w for w in words if self.what == "title" or not w.isdigit())


class Owns:
    """What posts have. ``known`` has it by their paths, and gets what is read."""

    def __init__(self, checker: Checker, known: dict[str, Own]) -> None:
        self._checker = checker
        self._known = known

    def of(self, post: Post) -> Own:
        """What a post has; nothing where it cannot be read."""
        if post.path not in self._known:
            self._known[post.path] = self._read(post)
        return self._known[post.path]

    def keys(self, post: Post) -> set[Key]:
        """What a post has for itself on its site."""
        own, root = self.of(post), post.built.facts.root
        keys: set[Key] = set()
        if own.title:
            keys.add(Key("title", root, own.title.casefold(), _language(post)))
        if own.address:
            keys.add(Key("address", root, own.address))
        return keys

    def having(self, posts: Iterable[Post], wanted: Collection[Key]) -> Iterator[Post]:
        """Those of the posts that have one of the keys; the others are not parsed where their first
        bytes show that."""
        words = {key.words: key.what == "address" for key in wanted}
        for post in posts:
            likely = post.path in self._known or self._may_hold(post, words)
            if likely and not self.keys(post).isdisjoint(wanted):
                yield post

    def _may_hold(self, post: Post, words: Mapping[frozenset[str], bool]) -> bool:
        """Whether a post may have something with all of some words; for those of an address, also
        one that its generator spells with other letters."""
        data = self._checker.read(post)
        if not isinstance(data, bytes):
            return True
        end = data.find(b"\n---", 0, _HEAD)
        end = end if end >= 0 else data.find(b"\n+++", 0, _HEAD)
        head = data[:end] if end >= 0 else data
        if post.site.title_from_heading and b"title" not in head:
            head = data
        if b"\\" in head:  # an escape
            return True
        spelled = not head.isascii() and not post.built.generator.keeps_letters
        if spelled and any(words.values()):
            return True
        path = relative(post.path, post.built.facts.root)
        text = (head.decode("utf-8", "replace") + path).casefold().replace("'", "")
        return any(all(word in text for word in some) for some in words)

    def document(self, post: Post) -> Document | None:
        """A post as it is; None where it cannot be read."""
        data = self._checker.read(post)
        text = decode(data) if isinstance(data, bytes) else None
        return Document(post.path, text, post.site) if isinstance(text, Text) else None

    def _read(self, post: Post) -> Own:
        document = self.document(post)
        if document is None:
            return Own()
        over: TooSlow | None = None
        try:
            with deadline(self._checker.planner.plan(post).max_seconds) as over:
                return own_of(document, post.built)
        except TooSlow as error:
            if error is not over:
                raise
            return Own()
        except RecursionError:
            return Own()

    def elsewhere(
        self, folder: str, built: BuiltSite, wanted: Collection[Key], passed_over: Collection[str]
    ) -> list[Post]:
        """The posts of a site below an absolute folder that have one of the keys, but for those at
        some paths; none where it takes too long to look at all."""
        over: TooSlow | None = None
        try:
            with deadline(_SECONDS) as over:
                pages = (p for p in self._pages(folder, built) if p.path not in passed_over)
                found = [*self.having(pages, wanted)]
                usual = self._posts(folder) if found else ()
                return [post for post in found if post.path in usual]
        except TooSlow as error:
            if error is not over:
                raise
            return []

    def _pages(self, folder: str, built: BuiltSite) -> Iterator[Post]:
        """The Markdown files of a site below an absolute folder, whether they are posts or not:
        to find that out takes longer than to read them."""
        from blint.workspace.walk import walk

        workspace, boundary = self._checker.workspace, built.site.files.boundary
        for path in walk(folder, "", EXTENSIONS, boundary, lambda *_: None):
            with suppress(SiteUnread, BlintError):  # what is wrong there is told where it is asked
                post = workspace.post(path)
                if post.built is built:
                    yield post

    def _posts(self, folder: str) -> set[str]:
        """The paths of the posts below an absolute folder."""
        workspace = self._checker.workspace
        asked = len(workspace.unread), len(workspace.left_out)
        try:
            return {post.path for post in workspace.posts([folder])}
        except BlintError:  # there are none, or it takes too long to find them
            return set()
        finally:
            del workspace.unread[asked[0] :], workspace.left_out[asked[1] :]  # nobody asked


def _language(post: Post) -> str:
    """The languages that a post's path names: a translation may keep the title."""
    steps = relative(post.path, post.built.facts.root).replace(".", "/").split("/")[:-1]
    return " ".join(filter(_is_language, steps))


def _is_language(step: str) -> bool:
    """Whether a step of a path is called as a language: ``zh``, ``zh-CN``, ``pt_BR``."""
    first, _, region = step.replace("_", "-").partition("-")
    plain = len(first) == 2 and first.islower() and step.isascii() and step[-1] not in "-_"
    return plain and (not region or (len(region) in (2, 3, 4) and region.isalpha()))


def _words(text: str) -> list[str]:
    """The letters and digits of a text that stand together."""
    return "".join(c if c.isalnum() else " " for c in text).split()
