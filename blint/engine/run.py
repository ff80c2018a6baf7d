"""How a request becomes a finished run: discover → check → total, from top to bottom."""

from __future__ import annotations

import os
import time
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.check import CheckPost, check_post
from blint.engine.checker import Checker
from blint.engine.outcome import Kept, exactly, once_a_file, pack
from blint.files.paths import shown
from blint.model import Run, Severity
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from blint.engine.baseline.use import Baselines
    from blint.engine.cache.limits import Limits
    from blint.engine.cache.policy import Cache
    from blint.engine.outcome import Outcome
    from blint.engine.own import Key
    from blint.engine.request import Request
    from blint.engine.since import Comparison
    from blint.model import Finding, Fixes, RuleTotal
    from blint.post.twins import Own
    from blint.workspace.config import Config
    from blint.workspace.discovery import Post

    Progress = Callable[[int, int], None]


class Means:
    """What a run works with. ``executor`` has workers of its own; without one, processes are
    started where that pays: from ``enough_for_processes`` bytes of posts, by ``start_processes``,
    which is told how many (:func:`blint.engine.processes.processes` by default). From
    ``enough_for_cache`` posts a cache saves more than it costs; ``limits`` are its own.
    ``check_post`` checks one post. ``seconds`` tells how long that many posts may take."""

    def __init__(
        self,
        executor: Executor | None = None,
        *,
        enough_for_processes: int = 2 << 20,
        start_processes: Callable[[int], AbstractContextManager[Executor]] | None = None,
        enough_for_cache: int = 8,
        limits: Limits | None = None,
        check_post: CheckPost = check_post,
        seconds: Callable[[int], float] = lambda posts: 60 + posts / 4,
    ) -> None:
        self.executor = executor
        self.enough_for_processes = enough_for_processes
        self.start_processes = start_processes
        self.enough_for_cache = enough_for_cache
        self.limits = limits
        self.check_post = check_post
        self.seconds = seconds


class Checked(NamedTuple):
    """A finished run, with the posts that it found, what checked them, and the findings that the
    conventions of their sites excuse, today."""

    run: Run
    posts: list[Post]
    checker: Checker
    excused: list[Finding]


def run(request: Request, progress: Progress | None = None, means: Means | None = None) -> Run:
    """Check what a request asks for; ``progress`` is told after each post how many are done, and
    how many there are. Raises BlintError when it cannot be done."""
    return checked(request, progress, means).run


def checked(
    request: Request, progress: Progress | None = None, means: Means | None = None
) -> Checked:
    """The same, with more of what came of it."""
    started = time.perf_counter()
    means = means or Means()
    workspace = Workspace(request.config_file, request.config_lines, config=request.config)
    posts = _posts(request, workspace)
    configs = list({id(post.config): post.config for post in posts}.values())
    planner = Planner(request.select, request.ignore)
    planner.read(configs or [workspace.config(os.getcwd())])
    language = language_of(request.language, next((c.language for c in configs if c.language), ""))
    checker = Checker(workspace, planner, language, means.seconds(len(posts)), means.check_post)
    comparison = _comparison(request, workspace, posts, checker)
    baselines = _baselines(request, posts, checker)
    tally = _Tally(request, checker, means, progress)
    tally.add(comparison.first() if comparison else posts)
    if comparison:
        tally.add(comparison.rest(tally.found()))
    found = tally.found()
    among = comparison.keys if comparison else None
    on_sites = _on_sites(request, posts, checker, tally.own, among)
    if comparison:
        told = once_a_file(_settled(found + on_sites, posts), language)
        comparison.compare(found, told, tally.own)
    if baselines and request.fix:
        baselines.follow(found)
    found, fixes = _mended(request, posts, found, checker, _meant(comparison, baselines))
    if fixes and fixes.changes:
        on_sites = _on_sites(request, posts, checker, {}, among)
    found = found + on_sites
    # What is accepted counts for the conventions of a site, and says what a milder rule says, too.
    counted = _settled(found, posts)
    excused = _without(found, counted)
    all_told = told = once_a_file(counted, language)
    if comparison:
        told = comparison.reported(told, fixes)
    if baselines:
        told = baselines.accept(told, [*_without(all_told, told), *excused])
    findings = [finding for finding in told if finding.suppressed is None]
    suppressed = [finding for finding in told if finding.suppressed]
    finished = Run(
        findings=findings,
        totals=_totals(findings, planner, language),
        posts=tally.posts,
        images=len(tally.images),
        seconds=time.perf_counter() - started,
        generator=", ".join(sorted({post.built.generator.name for post in posts})),
        language=language,
        root=min((post.site.files.boundary.real for post in posts), key=len, default=os.getcwd()),
        fail_on=_fail_on(request, configs),
        left_out=[] if comparison else [shown(path) for path in workspace.like_posts()],
        fixes=fixes,
        suppressed=suppressed,
        since=comparison.since if comparison else None,
        stale=baselines.stale if baselines else 0,
    )
    return Checked(finished, posts, checker, excused)


def _posts(request: Request, workspace: Workspace) -> list[Post]:
    """The posts that are asked for. A change may have removed the last one, or come before the
    first."""
    if request.given:
        return workspace.given(request.given)
    return workspace.posts(request.paths, may_be_none=bool(request.since))


class _Tally:
    """What comes of the posts of a run, added up."""

    def __init__(
        self, request: Request, checker: Checker, means: Means, progress: Progress | None
    ) -> None:
        self.kept, self.accepted = Kept(checker.language), Kept(checker.language)
        self.kept.add(checker.unread())
        self.images: set[str] = set()
        self.own: dict[str, Own] = {}
        self.posts = 0
        self._work = request, checker, means
        self._progress = progress

    def found(self) -> list[Finding]:
        """The findings, and those that posts accept."""
        return [*self.kept.findings(), *self.accepted.findings()]

    def add(self, posts: list[Post]) -> None:
        """Check posts, too."""
        if not posts:
            return
        request, checker, means = self._work
        before, self.posts = self.posts, self.posts + len(posts)
        with closing(_outcomes(request, posts, checker, means)) as outcomes:
            for number, (path, outcome) in enumerate(outcomes, start=before + 1):
                self.kept.add(outcome.findings)
                self.accepted.add(list(outcome.suppressed))
                self.images |= outcome.images
                if outcome.own:
                    self.own[path] = outcome.own
                if self._progress:
                    self._progress(number, self.posts)


def _on_sites(
    request: Request,
    posts: list[Post],
    checker: Checker,
    known: dict[str, Own],
    among: Collection[Key] | None,
) -> list[Finding]:
    """What is found only once a whole site is known: in posts that have something in common with
    others, and of image files."""
    found: list[Finding] = []
    if among is None or among:
        from blint.engine.twins import twins

        found += twins(request, posts, checker, known, among)
    if checker.planner.may_be_in_force(posts, "site-image"):
        from blint.engine.images.run import image_findings

        found += image_findings(request, posts, checker)
    return found


def _comparison(
    request: Request, workspace: Workspace, posts: list[Post], checker: Checker
) -> Comparison | None:
    """What compares a run with one before a change; None where that is not asked for."""
    if not request.since:
        return None
    from blint.engine.since import Comparison

    return Comparison(request, workspace, posts, checker)


def _mended(
    request: Request,
    posts: list[Post],
    findings: list[Finding],
    checker: Checker,
    meant: Callable[[Finding], bool],
) -> tuple[list[Finding], Fixes | None]:
    """What is found once that is mended which the request asks for; ``meant`` tells which findings
    may be."""
    if not request.fix:
        return findings, None
    from blint.engine.mending import mended

    return mended(request, posts, findings, checker, meant)


def _baselines(request: Request, posts: list[Post], checker: Checker) -> Baselines | None:
    """What accepts findings of the run; None where no configuration names a baseline."""
    if not request.baselined or not (request.baseline or any(p.config.baseline for p in posts)):
        return None
    from blint.engine.baseline.use import Baselines

    return Baselines(request, posts, checker)


def _meant(comparison: Comparison | None, baselines: Baselines | None) -> Callable[[Finding], bool]:
    """What tells which findings may be mended: the change's own, and those nobody accepts."""

    def meant(finding: Finding) -> bool:
        return (comparison is None or comparison.is_of_change(finding)) and (
            baselines is None or baselines.is_new(finding)
        )

    return meant


def _without(findings: list[Finding], others: list[Finding]) -> list[Finding]:
    """The findings without others of the same place and words."""
    if findings is others:
        return []
    known = set(map(exactly, others))
    return [finding for finding in findings if exactly(finding) not in known]


def _settled(findings: list[Finding], posts: list[Post]) -> list[Finding]:
    """The findings without what the conventions of their sites excuse."""
    if not any(finding.convention for finding in findings):
        return findings
    from blint.engine.conventions import settled

    return settled(findings, posts)


def _totals(findings: list[Finding], planner: Planner, language: str) -> list[RuleTotal]:
    if not findings:
        return []
    from blint.engine.totals import totals

    return totals(findings, planner.rules, language)


def language_of(asked: str, configured: str) -> str:
    """The language of messages: as asked, as configured, or the environment's."""
    if asked or configured:
        return asked or configured
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _fail_on(request: Request, configs: list[Config]) -> Severity | None:
    """The limit asked for, or the strictest one configured."""
    words = [request.fail_on] if request.fail_on else [config.fail_on for config in configs]
    grades = [Severity(word) for word in words or ["error"] if word != "never"]
    return max(grades, key=lambda grade: grade.rank, default=None)


def _outcomes(
    request: Request, posts: list[Post], checker: Checker, means: Means
) -> Generator[tuple[str, Outcome], None, None]:
    """What comes of posts, by their paths, not in their order: first what is known from earlier
    runs."""
    if request.given:
        for post in posts:
            yield post.path, checker.check(post, request.given[post.path])
        return
    folder = _cache_folder() if request.cached and len(posts) >= means.enough_for_cache else ""
    if not folder:
        yield from _fresh(request, posts, checker, means)
        return
    from blint.engine.cache.limits import Limits
    from blint.engine.cache.policy import Cache, Recorder

    recorder = Recorder(checker.language, means.limits or Limits())
    checker.recorder = recorder
    with closing(Cache(folder, recorder)) as cache:
        rest = []
        for post in posts:
            outcome = None if checker.late else cache.find(post, checker.planner.plan(post))
            if outcome is None:
                rest.append(post)
            else:
                yield post.path, outcome
        cache.pause()
        yield from _fresh(request, rest, checker, means, cache)


def _cache_folder() -> str:
    from blint.engine.cache.policy import place

    return place()


def _fresh(
    request: Request,
    posts: list[Post],
    checker: Checker,
    means: Means,
    cache: Cache | None = None,
) -> Generator[tuple[str, Outcome], None, None]:
    """What comes of posts that have to be checked: by workers where that pays, or else here."""
    jobs = request.jobs or available()
    if posts and (means.executor or (jobs > 1 and _enough(posts, means.enough_for_processes))):
        from blint.engine.processes import processes
        from blint.engine.workers import begun, outcomes

        start = processes if means.start_processes is None else means.start_processes
        with (
            begun(request, checker) as job,
            nullcontext(means.executor) if means.executor else start(jobs) as workers,
        ):
            yield from outcomes(posts, job, workers, cache)
        return
    for post in posts:
        outcome, entry = checker.check_recording(post)
        if cache and entry:
            cache.keep(entry, pack(outcome))
        yield post.path, outcome


def available() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _enough(posts: list[Post], size: int) -> bool:
    """Whether the files of posts have that many bytes together."""
    for post in posts:
        with suppress(OSError):
            size -= os.stat(post.path).st_size
        if size <= 0:
            return True
    return False
