"""How a post becomes findings: the one place that runs checks, grades, filters and sorts.

discover → read → Document → checks yield Match → Finding → Run
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline
from blint.engine.outcome import Outcome, pack, plain
from blint.files.paths import shown
from blint.files.sizes import human_size
from blint.model import (
    Finding,
    Fix,
    Match,
    PlacedEdit,
    PlacedFix,
    RuleTotal,
    Run,
    Severity,
)
from blint.post.document import Document
from blint.post.reading import Unreadable, decode, read_bytes
from blint.post.text import Text
from blint.rulebook.pages import Rule, fill
from blint.rulebook.plan import UNREADABLE, Chosen, Plan, Planner
from blint.workspace.discovery import Post, Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from blint.engine.cache.store import Cache, Contexts, Entry
    from blint.workspace.config import Config
    from blint.workspace.sites import BuiltSite


class Request(NamedTuple):
    """What the command line asks of a run. Empty values mean: as configured."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    language: str = ""
    config_file: str = ""
    config_lines: tuple[str, ...] = ()
    given: Mapping[str, bytes] = {}  # absolute path to its bytes
    cached: bool = True  # whether answers of earlier runs may be taken, and are kept for later ones
    jobs: int = 0  # the most processes at work; 0 for as many as there are processors


Progress = Callable[[int, int], None]


def run(
    request: Request, progress: Progress | None = None, executor: Executor | None = None
) -> Run:
    """Check what a request asks for, with an executor's workers if one is given.

    Raises BlintError when that cannot be done.
    """
    started = time.perf_counter()
    workspace = Workspace(request.config_file, request.config_lines)
    given = request.given
    posts = workspace.given(given) if given else workspace.posts(request.paths)
    configs = list({id(post.config): post.config for post in posts}.values())
    language = language_of(request.language, next((c.language for c in configs if c.language), ""))
    planner = Planner(request.select, request.ignore)
    planner.read(configs or [workspace.config(os.getcwd())])
    findings: list[Finding] = []
    images: set[str] = set()
    bench = Bench(workspace, planner, language)
    with closing(_outcomes(request, posts, bench, executor)) as outcomes:
        for number, outcome in enumerate(outcomes, start=1):
            findings += outcome.findings
            images |= outcome.images
            if progress:
                progress(number, len(posts))
    findings.sort(key=lambda f: (f.path, f.place.line, f.place.column, f.rule))
    return Run(
        findings=findings,
        totals=totals(findings, planner.rules, language),
        posts=len(posts),
        images=len(images),
        seconds=time.perf_counter() - started,
        generator=", ".join(sorted({post.built.generator.name for post in posts})),
        language=language,
        root=min((post.site.files.boundary for post in posts), key=len, default=os.getcwd()),
        fail_on=_fail_on(request, configs),
    )


def _fail_on(request: Request, configs: list[Config]) -> Severity | None:
    """The limit asked for, or the strictest one configured."""
    words = [request.fail_on] if request.fail_on else [config.fail_on for config in configs]
    grades = [Severity(word) for word in words or ["error"] if word != "never"]
    return max(grades, key=lambda grade: grade.rank, default=None)


def language_of(request_language: str, configured: str) -> str:
    """The language of messages: as asked, as configured, or the environment's."""
    if request_language or configured:
        return request_language or configured
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


class Bench(NamedTuple):
    """What checks the posts of a run. ``contexts`` where it is noted what outcomes hold for."""

    workspace: Workspace
    planner: Planner
    language: str
    contexts: Contexts | None = None


_FEW = 8  # posts; for fewer, a cache costs more than it saves


def _outcomes(
    request: Request, posts: list[Post], bench: Bench, executor: Executor | None
) -> Generator[Outcome, None, None]:
    """What comes of posts, not in their order: first what is known from earlier runs."""
    if request.given:
        for post in posts:
            plan = bench.planner.plan(post)
            yield check_post(post, plan, bench.language, request.given[post.path])
        return
    cache = _cache(bench.language) if request.cached and len(posts) >= _FEW else None
    if cache is None:
        yield from _fresh(request, posts, bench, executor)
        return
    try:
        rest = []
        for post in posts:
            outcome = cache.find(post, bench.planner.plan(post))
            if outcome is None:
                rest.append(post)
            else:
                yield outcome
        cache.pause()
        yield from _fresh(request, rest, bench._replace(contexts=cache.contexts), executor, cache)
    finally:
        cache.close()


def _cache(language: str) -> Cache | None:
    from blint.engine.cache.store import Cache, place

    folder = place()
    return Cache(folder, language) if folder else None


def _fresh(
    request: Request,
    posts: list[Post],
    bench: Bench,
    executor: Executor | None,
    cache: Cache | None = None,
) -> Generator[Outcome, None, None]:
    """What comes of posts that have to be checked: by workers where that pays, or else here."""
    jobs = request.jobs or available()
    if posts and (executor or _worthwhile(posts, jobs)):
        from blint.engine.workers import begun, outcomes, processes

        with (
            begun(request, bench) as job,
            nullcontext(executor) if executor else processes(jobs) as workers,
        ):
            yield from outcomes(posts, job, workers, cache)
        return
    for post in posts:
        outcome, entry = check_at(bench, post)
        if cache and entry:
            cache.keep(entry, pack(outcome))
        yield outcome


def available() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_WORTHWHILE = 2 << 20  # bytes of posts that several processes check sooner than one


def _worthwhile(posts: list[Post], jobs: int) -> bool:
    """Whether posts are checked sooner by several processes."""
    size = 0
    for post in posts if jobs > 1 else ():
        with suppress(OSError):
            size += os.stat(post.path).st_size
        if size >= _WORTHWHILE:
            return True
    return False


def check_at(bench: Bench, post: Post) -> tuple[Outcome, Entry | None]:
    """Check one post, and tell what the outcome holds for, if that is noted and it may be kept."""
    plan = bench.planner.plan(post)
    if bench.contexts is None:
        return check_post(post, plan, bench.language), None
    from blint.engine.cache.store import check_noting

    return check_noting(post, plan, bench.contexts)


def check_post(post: Post, plan: Plan, language: str, data: bytes | None = None) -> Outcome:
    """Check one post. ``data`` stands in for the file's bytes.

    Raises BlintError when an option turns out to make no sense.
    """
    return check_bytes(post, plan, language, _taken(post, data, plan.max_size))


def check_bytes(post: Post, plan: Plan, language: str, data: bytes | Unreadable) -> Outcome:
    """The same for a post that was read, or could not be."""
    content = data if isinstance(data, Unreadable) else decode(data)
    if isinstance(content, Unreadable):
        final = isinstance(data, bytes)
        return Outcome(_unreadable(post, content, plan, language), final=final)
    subject = _Subject(
        shown(post.path),
        content,
        language,
        Document(post.path, content, post.site),
        post.built,
    )
    try:
        with deadline(plan.max_seconds):
            findings = [
                subject.finding(chosen, match, severity)
                for chosen in plan.rules
                if chosen.rule.id != UNREADABLE
                for match in chosen.check(subject.document, **chosen.options)
                if (severity := subject.grade(chosen, match)) is not None
            ]
            return Outcome(findings, subject.images())
    except TooSlow:
        slow = Unreadable("too-slow", {"seconds": plan.max_seconds})
        return Outcome(_unreadable(post, slow, plan, language), final=False)
    except RecursionError:
        deep = Unreadable("too-deep")
        return Outcome(_unreadable(post, deep, plan, language), final=False)


def _unreadable(post: Post, why: Unreadable, plan: Plan, language: str) -> list[Finding]:
    subject = _Subject(shown(post.path), why.text or Text.of(""), language)
    return [
        subject.finding(chosen, match, chosen.severity)
        for chosen in plan.rules
        if chosen.rule.id == UNREADABLE
        for match in chosen.check(why, **chosen.options)
    ]


class _Subject:
    """What findings are about: a post's shown path, its text, and its facts if it was read."""

    def __init__(
        self,
        path: str,
        text: Text,
        language: str,
        document: Document | None = None,
        built: BuiltSite | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.language = language
        self.document = document
        self.built = built
        self.lines: dict[int, str] = {}

    def grade(self, chosen: Chosen, match: Match) -> Severity | None:
        """How severe a match is; None when the generator makes nothing of it."""
        if chosen.configured or self.built is None:
            return chosen.severity
        row = self.built.severities
        default = match.severity or chosen.severity
        return row.get(f"{chosen.rule.id}:{match.variant.removesuffix('-near')}", default)

    def finding(self, chosen: Chosen, match: Match, severity: Severity) -> Finding:
        """A match with everything a report says of it."""
        place = self.text.place(match.span)
        return Finding(
            rule=chosen.rule.id,
            severity=severity,
            path=self.path,
            place=place,
            message=chosen.rule.say("message", match, self.language),
            consequence=self._consequence(chosen.rule, match),
            hint=chosen.rule.say("hint", match, self.language),
            fix=_place_fix(match.fix, self.text) if match.fix else None,
            source=self._line(place.line),
            values=plain(match.values),
        )

    def images(self) -> frozenset[str]:
        """The images that were looked into."""
        if self.document is None or "pictures" not in vars(self.document):
            return frozenset()
        return frozenset(target.actual or target.path for target, _ in self.document.pictures)

    def _line(self, number: int) -> str:
        """The text of a line, one object for all findings in it."""
        if number not in self.lines:
            self.lines[number] = self.text.line(number)
        return self.lines[number]

    def _consequence(self, rule: Rule, match: Match) -> str:
        """What the generator makes of it, or what the page says for any generator."""
        known = self.built.generator.consequences if self.built else {}
        variant = match.variant.removesuffix("-near")
        texts = known.get(f"{rule.id}:{variant}") or known.get(rule.id)
        if texts and self.built:
            values = {**match.values, "generator": self.built.generator.title}
            return fill(texts.get(self.language) or texts["en"], values)
        return rule.say("consequence", match, self.language)


def read_post(post: Post, max_size: int) -> bytes | Unreadable:
    """The bytes of a post that lies in its repository."""
    if os.path.islink(post.path) and not post.site.files.holds(os.path.realpath(post.path)):
        return Unreadable("outside")
    return read_bytes(post.path, max_size)


def _taken(post: Post, data: bytes | None, max_size: int) -> bytes | Unreadable:
    if data is None:
        return read_post(post, max_size)
    if len(data) > max_size:
        limits: dict[str, object] = {"size": human_size(len(data)), "limit": human_size(max_size)}
        return Unreadable("too-large", limits)
    return data


def _place_fix(fix: Fix, text: Text) -> PlacedFix:
    edits = tuple(PlacedEdit(text.place(edit.span), edit.text) for edit in fix.edits)
    return PlacedFix(edits, fix.safe, fix.title)


def totals(findings: list[Finding], rules: Mapping[str, Rule], language: str) -> list[RuleTotal]:
    """The counts by rule: errors first, then the most frequent."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    lines = [
        RuleTotal(rule, severity, count, _note(rule, severity, findings, rules, language))
        for (rule, severity), count in counts.items()
    ]
    return sorted(lines, key=lambda total: (total.severity.rank, -total.times, total.rule))


def _note(
    rule: str, severity: Severity, findings: list[Finding], rules: Mapping[str, Rule], language: str
) -> str:
    """What a rule's findings add up to, where its page has a ``summary``: the bytes ``over`` of
    each ``file`` once."""
    if rule not in rules or "\nsummary:" not in rules[rule].header:
        return ""
    over: dict[object, int] = {}
    for finding in _of(findings, rule, severity):
        amount = finding.values.get("over", 0)
        over[finding.values.get("file")] = amount if isinstance(amount, int) else 0
    values = {"over": human_size(sum(over.values())), "files": len(over)}
    return fill(rules[rule].say("summary", Match(_NOWHERE, values), language), values)


def _of(findings: list[Finding], rule: str, severity: Severity) -> Iterator[Finding]:
    return (f for f in findings if f.rule == rule and f.severity is severity)


_NOWHERE = Text.of("").line_span(1)
