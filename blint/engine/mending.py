"""Mending posts: the fixes of their findings are made, and what comes of it is checked before it is
written.

findings with a fix → edits side by side → checked again → the next round, or written
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.conventions import settled
from blint.errors import BlintError
from blint.files.paths import contains, relative, shown
from blint.fix.edits import located, side_by_side
from blint.model import Change, Fixes, NotFixed
from blint.post.document import Document
from blint.post.reading import decode
from blint.post.text import BOM, Text, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from blint.engine.checker import Checker
    from blint.engine.request import Request
    from blint.model import Finding, NotFixedReason, SpanEdit
    from blint.rulebook.plan import Plan
    from blint.workspace.discovery import Post

_MOST_ROUNDS = 100  # of one post
_SECONDS = 5  # to see what a round of fixes changes besides


def mended(
    request: Request,
    posts: list[Post],
    findings: list[Finding],
    checker: Checker,
    meant: Callable[[Finding], bool] = lambda _: True,
) -> tuple[list[Finding], Fixes]:
    """The findings of a run once those are mended that the request asks for, and what was mended.
    The findings are as they come of posts, before conventions settle them, and accepted ones are
    among them: none of those is mended. ``meant`` tells which of the others may be."""
    by_path = {shown(post.path): post for post in posts}
    wanted: dict[str, set[str]] = {}  # rules by path
    for finding in settled(findings, posts):
        asked = finding.fix and (finding.fix.safe or request.fix == "all")
        if asked and meant(finding):
            wanted.setdefault(finding.path, set()).add(finding.rule)
    work = _Work(request, checker, meant)
    for path, rules in wanted.items():
        work.mend(by_path[path], path, rules)
    left = [finding for found in work.left.values() for finding in found]
    rest = [finding for finding in findings if finding.path not in work.left]
    return rest + left, Fixes(work.fixed, work.changes, work.refused, request.write)


class _Work:
    """What comes of the posts of a run: what was mended in them, what they become, what was not
    mended, and by path what is found in those that changed."""

    def __init__(
        self, request: Request, checker: Checker, meant: Callable[[Finding], bool]
    ) -> None:
        self._meant = meant
        self.fixed: list[Finding] = []
        self.changes: list[Change] = []
        self.refused: list[NotFixed] = []
        self.left: dict[str, list[Finding]] = {}
        self._request = request
        self._checker = checker
        self._done: set[str] = set()  # files, of which a post may be another name
        self._repositories = checker.workspace.repositories(request.paths)

    def mend(self, post: Post, path: str, rules: set[str]) -> None:
        """Mend a post, whose path is shown so; ``rules`` are those whose findings have fixes."""
        given = self._request.given
        data = given.get(post.path) if given else self._checker.read(post)
        if not isinstance(data, bytes) or self._checker.late:
            return
        if not given and self._checker.workspace.repository(post.path) not in self._repositories:
            self.refused.append(NotFixed(path, "other-repository"))
            return
        all_fixes = self._request.fix == "all"
        mending = _Mending(post, data, self._checker, rules, self._meant, all_fixes=all_fixes)
        mending.run()
        writes = mending.fixed and self._request.write and not given
        if writes and (why := _write(post, data, mending.data)):
            self.refused.append(why._replace(path=path))
            return
        self.refused += mending.refused
        real = os.path.realpath(post.path)
        if mending.fixed and (self._request.write or real not in self._done):
            name = shown(real) if os.path.islink(post.path) else path
            self.changes.append(Change(name, data, mending.data, self._in_repository(real)))
            self.fixed += sorted(mending.fixed, key=lambda finding: finding.place)
        if mending.fixed or real in self._done:
            self.left[path] = [*mending.findings, *mending.suppressed]
            self._done.add(real)

    def _in_repository(self, path: str) -> str:
        """A path without links as it counts from the outermost of the repositories meant."""
        for root in map(os.path.realpath, sorted(filter(None, self._repositories), key=len)):
            if contains(root, path):
                return relative(path, root)
        return ""


def _write(post: Post, before: bytes, after: bytes) -> NotFixed | None:
    """Write a mended post; why it was not, else."""
    from blint.fix.write import NotWritten, replace

    try:
        replace(post.path, before, after, post.site.files.boundary)
    except NotWritten as error:
        return NotFixed("", error.reason, error.detail)
    return None


class _State(NamedTuple):
    """A post in one state: its text, what is found in it, what it is parsed to, and what it accepts
    of what is found."""

    text: Text
    findings: list[Finding]
    document: Document
    suppressed: Sequence[Finding]


class _Mending:
    """One post on its way. ``rules`` are those whose findings are to be mended, where they depend
    on the conventions of the site."""

    def __init__(
        self,
        post: Post,
        data: bytes,
        checker: Checker,
        rules: set[str],
        meant: Callable[[Finding], bool],
        *,
        all_fixes: bool,
    ) -> None:
        self._meant = meant
        self.data = data
        self.fixed: list[Finding] = []
        self.refused: list[NotFixed] = []
        self._post = post
        self._checker = checker
        self._rules = rules
        self._all = all_fixes
        self._given_up: set[tuple[object, ...]] = set()
        self._state = self._look(data)

    @property
    def findings(self) -> list[Finding]:
        """What is found in the post as it is now."""
        return self._state.findings

    @property
    def suppressed(self) -> Sequence[Finding]:
        """What the post as it is now accepts."""
        return self._state.suppressed

    def run(self) -> None:
        """Make fixes until none is left, or they bring no end. Fixes that do not go together are
        made in smaller numbers, and one that does not go at all is given up."""
        most = len(self.findings)
        for _ in range(_MOST_ROUNDS):
            state = self._state
            chosen = _in_turn(side_by_side(state.text, self._wanted()))[:most]
            if not chosen or self._checker.late:
                break
            edits = [at for f in chosen if f.fix for at in located(state.text, f.fix)]
            data = self._bytes(edited(state.text.characters, edits))
            after = self._look(data)
            if not (why := self._objection(state, after, chosen, edits)):
                self.data, self._state = data, after
                self.fixed += chosen
                most *= 2
            elif len(chosen) > 1:
                most = len(chosen) // 2
            else:
                self._given_up.add(_same(chosen[0]))
                self.refused.append(why)
                most = len(self.findings)

    def _wanted(self) -> list[Finding]:
        return [
            finding
            for finding in self.findings
            if finding.fix
            and (finding.fix.safe or self._all)
            and (not finding.convention or finding.rule in self._rules)
            and _same(finding) not in self._given_up
            and self._meant(finding)
        ]

    def _look(self, data: bytes) -> _State:
        text = decode(data)
        text = text if isinstance(text, Text) else Text.of("")  # then nothing of it can be mended
        outcome = self._checker.check(self._post, data)
        document = Document(self._post.path, text, self._post.site)
        return _State(text, outcome.findings, document, outcome.suppressed)

    def _bytes(self, characters: str) -> bytes:
        return (BOM if self._state.text.has_bom else b"") + characters.encode()

    def _objection(
        self,
        before: _State,
        after: _State,
        chosen: list[Finding],
        edits: list[SpanEdit],
    ) -> NotFixed | None:
        """What speaks against fixes, going by what comes of them."""
        first = chosen[0]

        def no(reason: NotFixedReason, detail: str = "") -> NotFixed:
            return NotFixed(first.path, reason, detail, first)

        plan = self._checker.planner.plan(self._post)
        if worse := _worse(before.findings, after.findings, chosen, plan):
            return no("brings", worse)
        if _stays(before.findings, after.findings, chosen):
            return no("stays")
        from blint.deadline import within
        from blint.fix.side_effects import side_effect

        try:
            with within(_SECONDS, ""):
                effect = side_effect(before.document, after.document, edits)
        except (BlintError, RecursionError):
            effect = "page"
        return no(effect) if effect else None


def _in_turn(findings: list[Finding]) -> list[Finding]:
    """Of findings with fixes those that are mended first: what hides the most goes before what
    else there is, whose fixes can be judged then."""
    hiding = [finding for finding in findings if finding.fix and finding.fix.uncovers == "all"]
    return hiding or findings


def _worse(before: list[Finding], after: list[Finding], chosen: list[Finding], plan: Plan) -> str:
    """A rule that finds more after fixes than before, though none of them uncovers what it finds;
    or an empty text."""
    uncovered = {finding.fix.uncovers for finding in chosen if finding.fix}
    if "all" in uncovered:
        return ""
    modules = {active.rule.id: active.rule.check.partition(".")[0] for active in plan.rules}
    then, now = _numbers(before), _numbers(after)
    more = (rule for rule in now if now[rule] > then[rule])
    return next((rule for rule in more if modules.get(rule) not in uncovered), "")


def _stays(before: list[Finding], after: list[Finding], chosen: list[Finding]) -> bool:
    """Whether one of the chosen findings is still there: there are not fewer of its rule. Where a
    fix uncovers something, the one that is left may be another: it says something else or stands
    elsewhere."""
    then, now = _numbers(before), _numbers(after)
    mended = Counter(finding.rule for finding in chosen)
    still = {(finding.rule, finding.place.line, finding.message) for finding in after}
    return any(
        now[finding.rule] > then[finding.rule] - mended[finding.rule]
        and (
            not (finding.fix and finding.fix.uncovers)
            or (finding.rule, finding.place.line, finding.message) in still
        )
        for finding in chosen
    )


def _numbers(findings: list[Finding]) -> Counter[str]:
    """How many findings there are of each rule."""
    numbers: Counter[str] = Counter()
    for finding in findings:
        more = finding.values.get("more", 1)
        numbers[finding.rule] += more if isinstance(more, int) else 1
    return numbers


def _same(finding: Finding) -> tuple[object, ...]:
    """What tells that a finding is still the same one when the lines above it are others."""
    return finding.rule, finding.message, finding.source, finding.place.column
