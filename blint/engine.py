"""How a post becomes findings: the one place that runs checks, grades, filters and sorts.

discover → read → Document → checks yield Match → Finding → Run
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline
from blint.discovery import Post, Workspace
from blint.document import Document
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
from blint.options import human_size
from blint.paths import shown
from blint.plan import UNREADABLE, Chosen, Plan, Planner
from blint.reading import Unreadable, decode, read_bytes
from blint.rules import Rule, fill
from blint.text import Text

if TYPE_CHECKING:
    from blint.config import Config


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


Progress = Callable[[int, int], None]


def run(request: Request, progress: Progress | None = None) -> Run:
    """Check what a request asks for. Raises BlintError when that cannot be done."""
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
    for number, post in enumerate(posts, start=1):
        outcome = check_post(post, planner.plan(post), language, given.get(post.path))
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
        generator=", ".join(sorted({post.site.generator.name for post in posts})),
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


class Outcome(NamedTuple):
    """What came of one post: its findings, and the absolute paths of the images looked into."""

    findings: list[Finding]
    images: frozenset[str] = frozenset()


def check_post(post: Post, plan: Plan, language: str, data: bytes | None = None) -> Outcome:
    """Check one post. ``data`` stands in for the file's bytes.

    Raises BlintError when an option turns out to make no sense.
    """
    content = _read(post, data, plan.max_size)
    if isinstance(content, Unreadable):
        return Outcome(_unreadable(post, content, plan, language))
    subject = _Subject(shown(post.path), content, language, Document(post.path, content, post.site))
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
        return Outcome(_unreadable(post, slow, plan, language))
    except RecursionError:
        return Outcome(_unreadable(post, Unreadable("too-deep"), plan, language))


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
        self, path: str, text: Text, language: str, document: Document | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.language = language
        self.document = document
        self.lines: dict[int, str] = {}

    def grade(self, chosen: Chosen, match: Match) -> Severity | None:
        """How severe a match is; None when the generator makes nothing of it."""
        if chosen.configured or self.document is None:
            return chosen.severity
        row = self.document.site.severities
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
            values=match.values,
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
        known = self.document.site.generator.consequences if self.document else {}
        variant = match.variant.removesuffix("-near")
        texts = known.get(f"{rule.id}:{variant}") or known.get(rule.id)
        if texts and self.document:
            values = {**match.values, "generator": self.document.site.generator.title}
            return fill(texts.get(self.language) or texts["en"], values)
        return rule.say("consequence", match, self.language)


def _read(post: Post, data: bytes | None, max_size: int) -> Text | Unreadable:
    if data is None:
        if os.path.islink(post.path) and not post.site.files.holds(os.path.realpath(post.path)):
            return Unreadable("outside")
        content = read_bytes(post.path, max_size)
    elif len(data) > max_size:
        limits: dict[str, object] = {"size": human_size(len(data)), "limit": human_size(max_size)}
        content = Unreadable("too-large", limits)
    else:
        content = data
    return content if isinstance(content, Unreadable) else decode(content)


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
