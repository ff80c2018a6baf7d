"""Only what a change brought: a run is compared with one of the posts as they were before.

git: what changed → posts that this may concern → the same as they were → findings without their
like before, or on changed lines
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from blint.engine.checker import Checker
from blint.engine.conventions import settled
from blint.engine.counterparts import Counterparts, Here
from blint.engine.mentions_of_changes import Mentions
from blint.engine.outcome import once_a_file
from blint.errors import BlintError
from blint.files.former import Former, FormerFiles
from blint.files.opening import Boundary
from blint.files.paths import contains, shown
from blint.model import Since
from blint.workspace.discovery import EXTENSIONS, NoPosts, SiteUnread, Workspace
from blint.workspace.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.engine.request import Request
    from blint.model import Finding, Fixes
    from blint.workspace.discovery import Post
    from blint.workspace.git import Entry
    from blint.workspace.walk import Complain

_LONGEST = 16 * 1024 * 1024  # bytes of a post


class Comparison:
    """A run beside one before a change; ``posts`` are all that it was asked for."""

    def __init__(
        self, request: Request, workspace: Workspace, posts: list[Post], checker: Checker
    ) -> None:
        self._request = request
        self._workspace = workspace
        self._posts = posts
        self._checker = checker
        self._git = Git(_folder(request.paths[0]), request.since)
        self._one_repository()
        self._entries, lines = self._git.changes(EXTENSIONS, untracked=request.untracked)
        self._changed = {entry.after: entry for entry in self._entries if entry.after}
        self._here = Here(lines, [e.after for e in self._entries])
        self._before: list[Finding] = []
        self._before_posts: list[Post] = []
        self._rest: list[Post] = []
        self._of_change: dict[tuple[object, ...], Finding] = {}
        self._aside: Counter[tuple[object, ...]] = Counter()

    @property
    def since(self) -> Since:
        """What the run is compared with."""
        changed = sum(_real(post.path) in self._changed for post in self._posts)
        return Since(self._request.since, self._git.base, changed)

    def _one_repository(self) -> None:
        for path in self._request.paths:
            root = self._workspace.repository(os.path.join(_folder(path), "."))
            if os.path.realpath(root or os.sep) != self._git.top:
                raise BlintError(
                    f"--since: {path} is no part of the git repository {self._git.top}; check it"
                    " by a run of its own"
                )

    # --- which posts are looked at --------------------------------------------------------------

    def first(self) -> list[Post]:
        """The posts that are checked first: those that the change may concern, or all where it
        changes which posts there are."""
        if self._changes_posts:
            return self._posts
        return [post for post in self._posts if post.path in self._concerned]

    def rest(self, findings: list[Finding]) -> list[Post]:
        """The other posts, where these findings, or those before, rest on what all posts do."""
        first = self.first()
        self._check_before(findings)
        if any(finding.convention for finding in (*findings, *self._before)):
            checked = {post.path for post in first}
            self._rest = [post for post in self._posts if post.path not in checked]
        return self._rest

    @cached_property
    def _changes_posts(self) -> bool:
        """Whether posts were added, removed or renamed."""
        for entry in self._entries:
            names = [n for n in (entry.before, entry.after) if n.lower().endswith(EXTENSIONS)]
            if entry.submodule or (names and entry.before != entry.after):
                return True
        return False

    @cached_property
    def _concerned(self) -> set[str]:
        """The paths of the posts that changed, and of those that speak of a file that did, or of an
        address."""
        names = [name for e in self._entries for name in {e.before, e.after} if name]
        mentions = Mentions([*names, *self._moved()])
        return {
            post.path
            for post in self._posts
            if _real(post.path) in self._changed
            or os.path.islink(post.path)
            or mentions.any_in(self._checker.read(post))
        }

    def _moved(self) -> Iterator[str]:
        """The folders and addresses that files have elsewhere than before, where that rests on the
        front matter of posts."""
        if not any(map(_is_text, self._entries)):
            return
        was = self._checker_before.workspace
        sites = {id(p.site.files): p for p in self._posts if p.site.files.late}
        for post in sites.values():
            now, then = post.site.files.late, {}
            for before in self._readable(was, [post.path]):
                then = before.site.files.late
            for name in now.keys() | then.keys():
                pairs = [set(maps[name].items()) if name in maps else set() for maps in (now, then)]
                for pair in pairs[0] ^ pairs[1]:
                    yield from (text.rstrip("/\\") for text in pair)

    # --- the posts as they were -----------------------------------------------------------------

    @cached_property
    def _checker_before(self) -> Checker:
        now, request = self._checker, self._request
        former = self._former()
        workspace = Workspace(
            request.config_file,
            request.config_lines,
            open_files=lambda folder: FormerFiles(folder, former),
            walk=partial(_walk_before, self._entries),
        )
        return Checker(workspace, now.planner, now.language, now.seconds, now.check_post)

    def _check_before(self, findings: list[Finding]) -> None:
        """Find what was found before the change, under today's configuration; ``findings`` are
        today's, which hold for the posts that it does not concern."""
        today: dict[str, list[Finding]] = {}
        for finding in findings:
            today.setdefault(finding.path, []).append(finding)
        posts = {post.path for post in self._posts}
        checker = self._checker_before
        self._before_posts = self._posts_before(checker.workspace)
        for post in self._before_posts:
            if post.path in posts and post.path not in self._concerned:
                self._before += today.pop(shown(post.path), [])
            else:
                outcome = checker.check(post)
                self._before += (*outcome.findings, *outcome.suppressed)
        names = {shown(path) for path in posts}
        # What could not be read apart from posts, such as a site, was no other before.
        self._before += [f for path, found in today.items() if path not in names for f in found]

    def _check_rest_before(self, raw: list[Finding]) -> None:
        """In the posts that the change does not concern the same was found before as is today."""
        names = {shown(post.path) for post in self._rest}
        self._before += [finding for finding in raw if finding.path in names]
        paths = [post.path for post in self._rest]
        self._before_posts += self._readable(self._checker_before.workspace, paths)

    def _posts_before(self, workspace: Workspace) -> list[Post]:
        """The posts that the request would have meant."""
        if not self._changes_posts:
            return self._readable(workspace, [post.path for post in self.first()])
        found: list[Post] = []
        before = {e.after: e.before for e in self._entries if e.after}
        for path in self._request.paths:
            absolute = os.path.abspath(path)
            if os.path.isdir(absolute):
                with suppress(NoPosts):
                    found += workspace.posts([path])
            elif was := before.get(_real(absolute), absolute):
                found += self._readable(workspace, [was])
        return [*{post.path: post for post in found}.values()]

    def _readable(self, workspace: Workspace, paths: list[str]) -> list[Post]:
        found = []
        for path in paths:
            with suppress(SiteUnread):
                found.append(workspace.post(path))
        return found

    def _former(self) -> Mapping[str, Former | None]:
        """The files that were others. What a site was read from is as it is today: a setting that
        became stricter is no finding of a change."""
        settings = {_real(path) for path in self._workspace.settings()}
        former: dict[str, Former | None] = {}
        for entry in self._entries:
            if entry.after:
                former.setdefault(entry.after, None)
            if entry.before and entry.blob:
                former[entry.before] = Former(partial(self._old, entry), entry.link)
        return {
            path: file
            for path, file in former.items()
            if path not in settings or path.lower().endswith(EXTENSIONS)
        }

    @cached_property
    def _texts(self) -> Mapping[str, bytes]:
        """What git has of the posts that changed, all asked for at once."""
        return self._git.contents([e.blob for e in self._entries if e.blob and _is_text(e)])

    def _old(self, entry: Entry) -> bytes:
        """The bytes of a file as it was; of one that was not there, none."""
        if _is_text(entry):
            return _as_checked_out(self._texts.get(entry.blob, b""), entry)
        return self._content(entry.blob)

    @lru_cache(maxsize=64)  # noqa: B019 - there is one comparison in a run
    def _content(self, blob: str) -> bytes:
        return self._git.contents([blob])[blob]

    # --- what is reported -----------------------------------------------------------------------

    def compare(self, raw: list[Finding], told: list[Finding]) -> None:
        """Find out which findings of the run are the change's; ``raw`` are those of the run as they
        came of posts. One that its post accepts has its like among the accepted ones alone."""
        self._check_rest_before(raw)
        before = once_a_file(settled(self._before, self._before_posts), self._checker.language)
        renamed = {
            shown(entry.before): shown(entry.after)
            for entry in self._entries
            if entry.before and entry.after
        }
        rules = self._checker.planner.rules
        reported: list[Finding] = []
        for accepted in (False, True):
            then = [finding for finding in before if bool(finding.suppressed) is accepted]
            now = [finding for finding in told if bool(finding.suppressed) is accepted]
            reported += Counterparts(then, rules, renamed, self._here).without(now)
        self._of_change = {_exactly(f): self._where_touched(f, raw) for f in reported}
        left = (f for f in told if _exactly(f) not in self._of_change)
        self._aside = Counter(map(_nearly, left))

    def _where_touched(self, finding: Finding, raw: list[Finding]) -> Finding:
        """A finding that holds for several places, told of the first that the change touched."""
        places = [(finding.path, finding.place), *finding.also]
        touched = [at for at in places if self._here.touched(at[0], at[1].line)]
        if not finding.also or not touched or touched[0] == places[0]:
            return finding
        also = tuple(at for at in places if at != touched[0])
        for other in raw:
            if other.rule == finding.rule and (other.path, other.place) == touched[0]:
                return other._replace(message=finding.message, also=also)
        return finding

    def is_of_change(self, finding: Finding) -> bool:
        """Whether a finding may be mended: none that was there before looks the same."""
        return not self._aside[_nearly(finding)]

    def reported(self, findings: list[Finding], fixes: Fixes | None = None) -> list[Finding]:
        """Those of the findings that are the change's. In posts that were mended places are others;
        there those are left out that were there before."""
        mended = {change.path for change in fixes.changes} if fixes else set()
        aside = self._aside.copy()
        kept = []
        for finding in findings:
            if finding.path not in mended:
                if _exactly(finding) in self._of_change:
                    kept.append(self._of_change[_exactly(finding)])
            elif aside[_nearly(finding)] > 0:
                aside[_nearly(finding)] -= 1
            else:
                kept.append(finding)
        return sorted(kept, key=lambda f: (f.path, f.place.line, f.place.column, f.rule))


def _exactly(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.path, finding.place, finding.message


def _nearly(finding: Finding) -> tuple[object, ...]:
    """What tells a finding in a post when lines were added or removed above it."""
    return finding.rule, finding.path, finding.source, finding.place.column


def _folder(path: str) -> str:
    absolute = os.path.abspath(path)
    return absolute if os.path.isdir(absolute) else os.path.dirname(absolute)


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)


def _real(path: str) -> str:
    """A path without links on the way; its end may be one."""
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder), name)


def _is_text(entry: Entry) -> bool:
    """Whether a file is a post by its name, or was."""
    return entry.before.lower().endswith(EXTENSIONS) or entry.after.lower().endswith(EXTENSIONS)


def _new(entry: Entry) -> bytes:
    """The bytes of a post as it is; of one that is not there, none."""
    try:
        return Boundary(os.path.dirname(entry.after)).read(entry.after, _LONGEST)
    except (OSError, ValueError):
        return b""


def _as_checked_out(data: bytes, entry: Entry) -> bytes:
    """A post as git would have put it beside what stands there now: git may keep other line ends
    than it writes."""
    if b"\r" in data or not entry.after:
        return data
    return data.replace(b"\n", b"\r\n") if b"\r\n" in _new(entry) else data


def _walk_before(
    entries: list[Entry],
    folder: str,
    repository: str,
    extensions: tuple[str, ...],
    boundary: Boundary,
    complain: Complain,
) -> Iterator[str]:
    """The files that a walk would have found before a change."""
    from blint.workspace.walk import is_passed_over, walk

    new = {entry.after for entry in entries if entry.after and not entry.before}
    new |= {e.after for e in entries if e.before and e.after != e.before}
    old = {entry.before for entry in entries if entry.before and entry.after != entry.before}
    real = _real_folder(folder)
    for path in walk(folder, repository, extensions, boundary, complain):
        if _real(path) not in new - old:
            yield path
    for path in sorted(old):
        inside = contains(real, path) and path.lower().endswith(extensions)
        if inside and not os.path.lexists(path) and not is_passed_over(path[len(real) :]):
            yield folder.rstrip(os.sep) + path[len(real.rstrip(os.sep)) :]
