"""The baselines of a run: each post's own configuration names one, or the command line does."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from blint.engine.baseline.accept import Accepted, Baseline
from blint.engine.baseline.entries import read
from blint.engine.outcome import place_in_run
from blint.files.opening import ANYWHERE, Boundary
from blint.files.paths import contains, cwd
from blint.post.document import Document
from blint.post.reading import Unreadable, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blint.engine.baseline.entries import Entry
    from blint.engine.checker import Checker
    from blint.engine.request import Request
    from blint.model import Finding
    from blint.workspace.discovery import Post


def _exactly(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.path, finding.place, finding.message


def _nearly(finding: Finding) -> tuple[object, ...]:
    """What tells a finding in a post when lines were added or removed above it."""
    return finding.rule, finding.path, finding.source, finding.place.column


_LONGEST_TITLE = 60  # characters


class Baselines:
    """The baselines that hold for the posts of a run."""

    def __init__(self, request: Request, posts: list[Post], checker: Checker) -> None:
        self._request = request
        self._workspace = checker.workspace
        self._checker = checker
        self._posts = {post.path: post for post in posts}
        self._known: dict[str, Baseline] = {}
        paths = {self._named(os.path.dirname(post.path)) for post in posts}
        for path in filter(None, paths):
            self._open(path)

    def accept(self, findings: list[Finding], told: list[Finding]) -> Accepted:
        """Part findings in those that count and those that are accepted. Entries accept first what
        else was ``told``, and is not asked about."""
        asked = set(map(_exactly, findings))
        by_path = self._by_baseline(findings)
        aside = self._by_baseline([f for f in told if _exactly(f) not in asked])
        all_of = Accepted(by_path.pop("", []), [], [], [])
        for path, baseline in self._known.items():
            looked_at = self.looked_at(os.path.dirname(path))
            own = baseline.accept(by_path.get(path, []), aside.get(path, []), looked_at)
            all_of.left.extend(own.left)
            all_of.accepted.extend(own.accepted)
            all_of.used.extend(own.used)
            all_of.idle.extend(own.idle)
        return all_of._replace(left=sorted(all_of.left, key=place_in_run))

    def left(self, told: list[Finding]) -> Callable[[Finding], bool]:
        """Whether a finding, or one like it in a post that changes meanwhile, is accepted by none
        of the baselines, when this is all that was found."""
        accepted = Counter(map(_nearly, self.accept(told, []).accepted))
        return lambda finding: not accepted[_nearly(finding)]

    def _by_baseline(self, findings: list[Finding]) -> dict[str, list[Finding]]:
        groups: dict[str, list[Finding]] = {}
        for finding in findings:
            folder = os.path.dirname(os.path.join(cwd(), finding.path))
            groups.setdefault(self._named(folder), []).append(finding)
        return groups

    def _named(self, folder: str) -> str:
        """The absolute path of the baseline for the files of an absolute folder, if any."""
        if self._request.baseline:
            return os.path.abspath(self._request.baseline)
        config = self._workspace.config(folder)
        if not config.baseline:
            return ""
        return os.path.normpath(os.path.join(config.folder, config.baseline))

    def _open(self, path: str) -> None:
        asked = bool(self._request.baseline)
        within = "" if asked else next(iter(self._boundaries(path)), "")
        entries = read(path, Boundary(within) if within else ANYWHERE)
        self._known[path] = self.of(os.path.dirname(path), entries)

    def _boundaries(self, path: str) -> Iterable[str]:
        for post in self._posts.values():
            if self._named(os.path.dirname(post.path)) == path:
                yield post.config.boundary

    def of(self, folder: str, entries: list[Entry]) -> Baseline:
        """A baseline whose paths count from an absolute folder."""
        return Baseline(folder, entries, self._checker.planner.rules, self.title)

    def title(self, path: str) -> str:
        """What the post at an absolute path is called: its title, or the first line of its text."""
        post = self._posts.get(path)
        given = self._request.given.get(path)
        data = given if given is not None else (self._checker.read(post) if post else b"")
        text = data if isinstance(data, Unreadable) else decode(data)
        if post is None or isinstance(text, Unreadable):
            return ""
        document = Document(path, text, post.site)
        title = document.front_matter.data.get("title")
        if not isinstance(title, str) or not title.strip():
            body = text.characters[document.front_matter.body_start :]
            title = next((line for line in body.split("\n") if line.strip()), "")
        return " ".join(title.split())[:_LONGEST_TITLE]

    def looked_at(self, folder: str) -> Callable[[Entry, str], bool]:
        """Whether a finding that an entry accepts would be among those of this run. Of a file that
        posts use, or a post that is gone, only a run over the baseline's whole folder tells."""
        request = self._request
        if request.select or request.ignore or request.given or request.since:
            return lambda _entry, _path: False
        asked = [os.path.abspath(path) for path in request.paths]
        whole = any(contains(path, folder) for path in asked)

        def looked_at(entry: Entry, path: str) -> bool:
            if entry.key.in_post and path in self._posts:
                return True
            if whole:
                return True
            return entry.key.in_post and any(contains(searched, path) for searched in asked)

        return looked_at
