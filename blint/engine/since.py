"""Only what a change brought: a run is compared with one of the posts as they were before.

git: what changed → posts that this may concern → the same as they were → findings without their
like before, or on changed lines
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from blint.engine.conventions import settled
from blint.engine.counterparts import Counterparts, Here
from blint.engine.mentions_of_changes import Mentions
from blint.engine.outcome import exactly, once_a_file, place_in_run
from blint.engine.own import Owns
from blint.engine.past import Past, is_text, real
from blint.engine.twins import twins
from blint.errors import BlintError
from blint.files.paths import shown
from blint.model import Since
from blint.post.twins import Own
from blint.workspace.discovery import EXTENSIONS
from blint.workspace.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.engine.checker import Checker
    from blint.engine.own import Key
    from blint.engine.request import Request
    from blint.model import Finding, Fixes
    from blint.workspace.discovery import Post, Workspace

# Modules of checks whose findings may rest on which other pages there are.
_OF_PAGES = ("links.", "anchors.")


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
        self._here = Here(lines, [e.after for e in self._entries if not e.same])
        self._past = Past(request, self._git, self._entries, checker)
        self._before: list[Finding] = []
        self._before_posts: list[Post] = []
        self._own: dict[str, Own] = {}
        self._rest: list[Post] = []
        self._of_change: dict[tuple[object, ...], Finding] = {}
        self._aside: Counter[tuple[object, ...]] = Counter()

    @property
    def since(self) -> Since:
        """What the run is compared with."""
        changed = sum(real(post.path) in self._changed for post in self._posts)
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
        """The paths of the posts that changed, and of those that speak of a file that did, or of
        its address."""
        names = [name for e in self._entries for name in {e.before, e.after} if name]
        addresses = [key.value for key in self._keys if key.what == "address"]
        mentions = Mentions([*names, *addresses, *self._moved()])
        return {
            post.path
            for post in self._posts
            if real(post.path) in self._changed
            or os.path.islink(post.path)
            or mentions.any_in(self._checker.read(post))
        }

    def _moved(self) -> Iterator[str]:
        """The folders and addresses that files have elsewhere than before, where that rests on the
        front matter of posts."""
        if not any(map(is_text, self._entries)):
            return
        sites = {id(p.site.files): p for p in self._posts if p.site.files.late}
        for post in sites.values():
            now, then = post.site.files.late, {}
            for before in self._past.posts([post.path]):
                then = before.site.files.late
            for name in now.keys() | then.keys():
                pairs = [set(maps[name].items()) if name in maps else set() for maps in (now, then)]
                for pair in pairs[0] ^ pairs[1]:
                    yield from (text.rstrip("/\\") for text in pair)

    # --- the posts as they were -----------------------------------------------------------------

    def _check_before(self, findings: list[Finding]) -> None:
        """Find what was found before the change, under today's configuration; ``findings`` are
        today's, which hold for the posts that it does not concern."""
        today: dict[str, list[Finding]] = {}
        for finding in findings:
            today.setdefault(finding.path, []).append(finding)
        posts = {post.path for post in self._posts}
        checker = self._past.checker
        if self._changes_posts:
            self._before_posts = self._past.searched()
        else:
            self._before_posts = self._past.posts(post.path for post in self.first())
        for post in self._before_posts:
            found = today.get(shown(post.path), [])
            if post.path in posts and not self._may_differ(post, found):
                self._before += today.pop(shown(post.path), [])
            else:
                outcome = checker.check(post)
                self._before += (*outcome.findings, *outcome.suppressed)
                self._own[post.path] = outcome.own or Own()
        names = {shown(path) for path in posts}
        # What could not be read apart from posts, such as a site, was no other before.
        self._before += [f for path, found in today.items() if path not in names for f in found]

    def _may_differ(self, post: Post, found: list[Finding]) -> bool:
        """Whether something else may have been found in a post before than what is today."""
        if post.path in self._concerned:
            return True
        rules = self._checker.planner.rules
        checks = {rules[f.rule].check for f in found if f.rule in rules}
        return self._changes_posts and any(check.startswith(_OF_PAGES) for check in checks)

    def _check_rest_before(self, raw: list[Finding]) -> None:
        """In the posts that the change does not concern the same was found before as is today."""
        names = {shown(post.path) for post in self._rest}
        self._before += [finding for finding in raw if finding.path in names]
        self._before_posts += self._past.posts(post.path for post in self._rest)

    @cached_property
    def keys(self) -> set[Key]:
        """What the posts that changed have for themselves, and had, if a rule asks for that."""
        asked = self._checker.planner.may_be_in_force(self._posts, "twins")
        return self._keys if asked else set()

    @cached_property
    def _keys(self) -> set[Key]:
        now = Owns(self._checker, {})
        then = Owns(self._past.checker, self._own)
        text = [entry for entry in self._entries if is_text(entry)]
        after = self._checker.workspace.readable(e.after for e in text if e.after)
        before = self._past.posts(e.before for e in text if e.before)
        return set().union(*map(now.keys, after), *map(then.keys, before))

    def _twins_before(self, own: dict[str, Own]) -> list[Finding]:
        """What was found in posts because others had the same; posts that did not change had what
        they have today, and the others of these have none of the keys."""
        known = {path: has for path, has in own.items() if real(path) not in self._changed}
        known |= self._own
        if self._changes_posts:
            posts = [post for post in self._before_posts if post.path in known]
        else:
            posts = self._past.posts(post.path for post in self._posts if post.path in known)
        return twins(self._request, posts, self._past.checker, known, self.keys)

    def _images_before(self, told: list[Finding]) -> list[Finding]:
        """What was found of the image files of sites, where something is."""
        rules = self._checker.planner.rules
        if not any(f.rule in rules and rules[f.rule].looks_at == "site-image" for f in told):
            return []
        from blint.engine.images.run import image_findings

        posts = self._past.posts(post.path for post in self._posts)
        return image_findings(self._request, posts, self._past.checker)

    # --- what is reported -----------------------------------------------------------------------

    def compare(self, raw: list[Finding], told: list[Finding], own: dict[str, Own]) -> None:
        """Find out which findings of the run are the change's; ``raw`` are those of the run as they
        came of posts, ``own`` is what posts have for themselves. One that its post accepts has its
        like among the accepted ones alone."""
        self._check_rest_before(raw)
        if self.keys:
            self._before += self._twins_before(own)
        self._before += self._images_before(told)
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
        self._of_change = {exactly(f): self._where_touched(f, raw) for f in reported}
        left = (f for f in told if exactly(f) not in self._of_change)
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
                if exactly(finding) in self._of_change:
                    kept.append(self._of_change[exactly(finding)])
            elif aside[_nearly(finding)] > 0:
                aside[_nearly(finding)] -= 1
            else:
                kept.append(finding)
        return sorted(kept, key=place_in_run)


def _nearly(finding: Finding) -> tuple[object, ...]:
    """What tells a finding in a post when lines were added or removed above it."""
    return finding.rule, finding.path, finding.source, finding.place.column


def _folder(path: str) -> str:
    absolute = os.path.abspath(path)
    return absolute if os.path.isdir(absolute) else os.path.dirname(absolute)
