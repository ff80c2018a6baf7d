"""The baselines of a run: what they accept of its findings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.baseline.entries import Entry, read
from blint.engine.baseline.matching import Matched, match, moved
from blint.engine.baseline.titles import title_of
from blint.engine.identity import MORE, Identity, identity
from blint.errors import BlintError
from blint.files.paths import contains, cwd, relative, shown
from blint.model import INTERNAL_ERROR, UNREADABLE, Suppressed
from blint.post.reading import decode
from blint.post.text import Text
from blint.report.wording import accepted_at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blint.engine.checker import Checker
    from blint.engine.request import Request
    from blint.model import Finding
    from blint.rulebook.pages import Rule
    from blint.workspace.discovery import Post


class Baseline:
    """One baseline: its entries, and the folder that their paths count from. ``title`` tells the
    title of a post at an absolute path."""

    def __init__(
        self, folder: str, boundary: str, entries: list[Entry], title: Callable[[str], str]
    ) -> None:
        self.folder = folder
        self.entries = entries
        self._boundary = boundary
        self._title = title
        self._paths: dict[str, str] = {}
        self._told: set[tuple[str, str, str]] | None = None

    def about(self, finding: Finding, rules: Mapping[str, Rule]) -> Identity:
        """What a finding is about, its path counted from the baseline's folder."""
        said = identity(finding, rules)
        path = self._paths.get(said.path)
        if path is None:
            path = self._paths[said.path] = relative(_absolute(said.path), self.folder)
        return said._replace(path=path)

    def title(self, path: str) -> str:
        """The title of a post, by its path from the folder."""
        return self._title(self._place(path))

    def exists(self, path: str) -> bool:
        """Whether something stands at a path from the folder; outside the boundary, it may."""
        place = self._place(path)
        if self._boundary and not contains(self._boundary, place):
            return True
        return os.path.lexists(place)

    def _place(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, path))

    def follow(self, found: Sequence[Identity]) -> None:
        """Let the entries of posts and files that went elsewhere go with them."""
        went = moved(found, self.entries, self.exists, self.title)
        if went:
            self.entries = [e._replace(path=went.get(e.path, e.path)) for e in self.entries]
            self._told = None

    def speaks_of(self, about: Identity) -> bool:
        """Whether an entry accepts something like this, though it may be less."""
        if self._told is None:
            self._told = {entry.key[:3] for entry in self.entries}
        rule, path, what, _ = about.key
        return not self._told.isdisjoint({(rule, path, what), (rule, path, MORE)})


class Baselines:
    """The baselines that the configurations of a run name. ``stale`` is how many of their entries
    match nothing any more, in a run that would have met them."""

    def __init__(self, request: Request, posts: Sequence[Post], checker: Checker) -> None:
        self.stale = 0
        self._rules = checker.planner.rules
        self._language = checker.language
        self._whole = [os.path.abspath(path) for path in request.paths]
        if request.given or request.select or request.ignore or request.fix or request.since:
            self._whole = []
        files = {shown(post.path): _file(request, post) for post in posts}
        titles = Titles(posts, checker, request.given)
        opened = {file: _opened(file, titles) for file in set(files.values()) if file[0]}
        self._by_post = {path: opened[file] for path, file in files.items() if file in opened}
        self._all = list(opened.values())

    def _of(self, finding: Finding) -> Baseline | None:
        """The baseline for a finding; what is no post's belongs to the only one."""
        if finding.rule == INTERNAL_ERROR or finding.suppressed:
            return None
        only = self._all[0] if len(self._all) == 1 else None
        return self._by_post.get(finding.path, only)

    def is_new(self, finding: Finding) -> bool:
        """Whether nothing like a finding is accepted, so that it may be mended."""
        baseline = self._of(finding)
        if baseline is None:
            return True
        return not baseline.speaks_of(baseline.about(finding, self._rules))

    def follow(self, findings: Sequence[Finding]) -> None:
        """Find out where renamed posts and files went that these findings are about."""
        told = [(self._of(finding), finding) for finding in findings]
        for baseline in self._all:
            baseline.follow([baseline.about(f, self._rules) for b, f in told if b is baseline])

    def accept(self, findings: Sequence[Finding], before: Sequence[Finding] = ()) -> list[Finding]:
        """The findings; those that a baseline accepts say so. ``before`` are others of the run that
        have the first claim, and are not among the answer."""
        answer = list(findings)
        places = [(self._of(f), f, None) for f in before]
        told = [*places, *((self._of(f), f, number) for number, f in enumerate(findings))]
        self.stale = 0
        for baseline in self._all:
            own = [(f, number) for b, f, number in told if b is baseline]
            found = [baseline.about(f, self._rules) for f, _ in own]
            baseline.follow(found)
            matched = match(found, baseline.entries)
            for index, (finding, number) in enumerate(own):
                if number is not None:
                    answer[number] = self._judged(finding, index, matched)
            if any(contains(path, baseline.folder) for path in self._whole):
                self.stale += len(matched.unused) - len(unread(baseline, own, matched))
        return answer

    def _judged(self, finding: Finding, index: int, matched: Matched) -> Finding:
        entry = matched.by[index]
        if entry is not None:
            return finding._replace(suppressed=Suppressed("baseline", entry.reason))
        if index in matched.outgrown:
            said = accepted_at_most(matched.outgrown[index].at_most, self._language)
            return finding._replace(message=finding.message + said)
        return finding


def unread(
    baseline: Baseline, own: Iterable[tuple[Finding, int | None]], matched: Matched
) -> list[Entry]:
    """The entries that match nothing, of posts that were not checked to the end."""
    failed = (UNREADABLE, INTERNAL_ERROR)
    paths = {relative(_absolute(f.path), baseline.folder) for f, _ in own if f.rule in failed}
    return [entry for entry in matched.unused if entry.path in paths and entry.rule not in failed]


class Titles:
    """The titles of the posts of a run, by their absolute paths; read when they are asked for."""

    def __init__(self, posts: Iterable[Post], checker: Checker, given: Mapping[str, bytes]) -> None:
        self._posts = {post.path: post for post in posts}
        self._checker = checker
        self._given = given
        self._known: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> str:
        if path not in self._posts:
            return ""
        data = self._given.get(path) or self._checker.read(self._posts[path])
        text = decode(data) if isinstance(data, bytes) else None
        return title_of(text.characters) if isinstance(text, Text) else ""


def _absolute(path: str) -> str:
    return os.path.normpath(os.path.join(cwd(), path))


def _file(request: Request, post: Post) -> tuple[str, str]:
    """The baseline for a post, and what it must lie in; an empty path for none."""
    if request.baseline:
        return _absolute(request.baseline), ""
    return post.config.baseline_path, post.config.baseline_boundary


def _opened(file: tuple[str, str], title: Callable[[str], str]) -> Baseline:
    path, boundary = file
    try:
        entries = read(path, boundary)
    except FileNotFoundError as error:
        raise BlintError(f"{shown(path)}: no such baseline; `blint baseline` makes one") from error
    return Baseline(os.path.dirname(path), boundary, entries, title)
