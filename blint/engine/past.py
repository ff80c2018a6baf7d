"""The posts as they were before a change: what git has of the files that changed, the disk of the
others."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from blint.engine.checker import Checker
from blint.files.former import Former, FormerFiles
from blint.files.opening import Boundary
from blint.files.paths import contains
from blint.workspace.discovery import EXTENSIONS, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from blint.engine.request import Request
    from blint.workspace.discovery import Post
    from blint.workspace.git import Entry, Git
    from blint.workspace.walk import Complain

_LONGEST = 16 * 1024 * 1024  # bytes of a post
_MOST_KEPT = 64  # contents of other files


class Past:
    """What a run would have worked with: ``checker`` checks the posts as they were, under today's
    settings, the way that ``now`` checks today's."""

    def __init__(self, request: Request, git: Git, entries: list[Entry], now: Checker) -> None:
        self._request = request
        self._git = git
        self._entries = entries
        self._now = now
        self._contents: dict[str, bytes] = {}

    @cached_property
    def checker(self) -> Checker:
        """What checks a post as it was."""
        now, request = self._now, self._request
        former = self._former()
        workspace = Workspace(
            request.config_file,
            request.config_lines,
            open_files=lambda folder: FormerFiles(folder, former),
            walk=partial(_walk, self._entries),
        )
        return Checker(workspace, now.planner, now.language, now.seconds, now.check_post)

    def searched(self) -> list[Post]:
        """The posts that the request would have meant."""
        workspace = self.checker.workspace
        found: list[Post] = []
        before = {e.after: e.before for e in self._entries if e.after}
        for path in self._request.paths:
            absolute = os.path.abspath(path)
            if os.path.isdir(absolute):
                found += workspace.posts([path], may_be_none=True)
            elif was := before.get(real(absolute), absolute):
                found += self.posts([was])
        return [*{post.path: post for post in found}.values()]

    def posts(self, paths: Iterable[str]) -> list[Post]:
        """The posts at absolute paths whose sites can be read."""
        return self.checker.workspace.readable(paths)

    def _former(self) -> Mapping[str, Former | None]:
        """The files that were others. What a site was read from is as it is today: a setting that
        became stricter is no finding of a change."""
        settings = {real(path) for path in self._now.workspace.settings()}
        former: dict[str, Former | None] = {}
        for entry in self._entries:
            if entry.after:
                former.setdefault(entry.after, None)
            if entry.before and entry.blob:
                old, size = partial(self._old, entry), partial(self._size, entry)
                former[entry.before] = Former(old, size, entry.link)
        return {
            path: file
            for path, file in former.items()
            if path not in settings or path.lower().endswith(EXTENSIONS)
        }

    @cached_property
    def _texts(self) -> Mapping[str, bytes]:
        """What git has of the posts that changed, all asked for at once."""
        return self._git.contents([e.blob for e in self._entries if e.blob and is_text(e)])

    def _old(self, entry: Entry) -> bytes:
        """The bytes of a file as it was; of one that was not there, none."""
        if is_text(entry):
            return _as_checked_out(self._texts.get(entry.blob, b""), entry)
        if entry.blob not in self._contents:
            if len(self._contents) == _MOST_KEPT:
                self._contents.clear()
            self._contents[entry.blob] = self._git.content(entry.blob)
        return self._contents[entry.blob]

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """The bytes of the other files that changed, all asked for at once."""
        return self._git.sizes([e.blob for e in self._entries if e.blob and not is_text(e)])

    def _size(self, entry: Entry) -> int:
        """The number of bytes of a file as it was."""
        size = None if is_text(entry) else self._sizes.get(entry.blob)
        return len(self._old(entry)) if size is None else size


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def real(path: str) -> str:
    """A path without links on the way; its end may be one."""
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder), name)


def is_text(entry: Entry) -> bool:
    """Whether a file is a post by its name, or was."""
    return entry.before.lower().endswith(EXTENSIONS) or entry.after.lower().endswith(EXTENSIONS)


def _as_checked_out(data: bytes, entry: Entry) -> bytes:
    """A post as git would have put it beside what stands there now: git may keep other line ends
    than it writes."""
    if b"\r" in data or not entry.after:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in _new(entry) else data


def _new(entry: Entry) -> bytes:
    """The bytes of a post as it is; of one that is not there, none."""
    try:
        return Boundary(os.path.dirname(entry.after)).read(entry.after, _LONGEST)
    except (OSError, ValueError):
        return b""


def _walk(
    entries: list[Entry],
    folder: str,
    repository: str,
    extensions: tuple[str, ...],
    boundary: Boundary,
    complain: Complain,
    *,
    hidden: bool = False,
) -> Iterator[str]:
    """The files that a walk would have found before a change."""
    from blint.workspace.walk import is_passed_over, walk

    new = {entry.after for entry in entries if entry.after and not entry.before}
    new |= {e.after for e in entries if e.before and e.after != e.before}
    old = {entry.before for entry in entries if entry.before and entry.after != entry.before}
    top = _real_folder(folder)
    for path in walk(folder, repository, extensions, boundary, complain, hidden=hidden):
        if real(path) not in new - old:
            yield path
    for path in sorted(old):
        inside = contains(top, path) and path.lower().endswith(extensions)
        if (
            inside
            and not os.path.lexists(path)
            and not is_passed_over(path[len(top) :], hidden=hidden)
        ):
            yield folder.rstrip(os.sep) + path[len(top.rstrip(os.sep)) :]
