"""How a post becomes findings: the one place that runs checks, grades, filters and sorts.

discover → read → Document → checks yield Match → Finding → Run
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blint.deadline import TooSlow, deadline
from blint.discovery import Post, Workspace
from blint.document import Document
from blint.errors import BlintError, did_you_mean
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
from blint.reading import Unreadable, decode, read_bytes
from blint.rules import Chosen, Rule, choose, fill, known_names, load_rules
from blint.text import Text

if TYPE_CHECKING:
    from blint.config import Config

INPUT = "input"
_DEFAULT_LIMITS = {"max_size": 1024 * 1024, "max_seconds": 5}


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks of a run. Empty values mean: as configured."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    language: str = ""
    config_file: str = ""
    config_lines: tuple[str, ...] = ()
    given: Mapping[str, bytes] = field(default_factory=dict)  # absolute path to its bytes


Progress = Callable[[int, int], None]


def run(request: Request, progress: Progress | None = None) -> Run:
    """Check what a request asks for. Raises BlintError when that cannot be done."""
    started = time.perf_counter()
    workspace = Workspace(request.config_file, request.config_lines)
    posts = [workspace.post(path) for path in request.given] or workspace.posts(request.paths)
    checker = Checker(workspace, request)
    if not posts:
        checker.verify(workspace.config(os.getcwd()))
    findings: list[Finding] = []
    for number, post in enumerate(posts):
        findings += checker.check(post, request.given.get(post.path))
        if progress:
            progress(number + 1, len(posts))
    findings.sort(key=lambda f: (f.path, f.place.line, f.place.column, f.rule))
    return Run(
        findings=findings,
        totals=totals(findings, checker.rules, checker.language),
        posts=len(posts),
        images=sum(files.images_read for files in workspace.files),
        seconds=time.perf_counter() - started,
        generator=", ".join(sorted({post.site.generator.name for post in posts})),
        language=checker.language,
        root=min((post.site.files.boundary for post in posts), key=len, default=os.getcwd()),
        fail_on=_fail_on(request, posts),
    )


def _fail_on(request: Request, posts: list[Post]) -> Severity | None:
    """The limit asked for, or the strictest one configured."""
    words = {request.fail_on} if request.fail_on else {post.config.fail_on for post in posts}
    grades = [Severity(word) for word in words or {"error"} if word != "never"]
    return max(grades, key=lambda grade: grade.rank, default=None)


def language_of(request_language: str, configured: str) -> str:
    """The language of messages: as asked, as configured, or the environment's."""
    if request_language or configured:
        return request_language or configured
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@dataclass(slots=True)
class _Subject:
    """What findings are about: a post's shown path, its text, and its facts if it was read."""

    path: str
    text: Text
    document: Document | None = None
    lines: dict[int, str] = field(default_factory=dict)

    def line(self, number: int) -> str:
        """The text of a line, one object for all findings in it."""
        if number not in self.lines:
            self.lines[number] = self.text.line(number)
        return self.lines[number]


class Checker:
    """Checks posts one at a time; remembers which rules are in force where."""

    def __init__(
        self, workspace: Workspace, request: Request, rules: Mapping[str, Rule] | None = None
    ) -> None:
        """``rules`` are known besides those that configurations bring."""
        self.workspace = workspace
        self.request = request
        self._given = rules or {}
        self.rules: Mapping[str, Rule] = {}
        self.language = language_of(request.language, "")
        self._books: dict[int, Mapping[str, Rule]] = {}
        self._chosen: dict[tuple[int, str, str], list[Chosen]] = {}

    def verify(self, config: Config) -> None:
        """Complain of unknown rules in a request or a configuration; learn the rulebook."""
        if id(config) in self._books:
            return
        folders = [os.path.join(config.folder, folder) for folder in config.rule_pages]
        rules = {**load_rules(folders), **self._given}
        names = known_names(rules)
        for option in ("select", "ignore"):
            for name in getattr(self.request, option):
                if name not in names:
                    raise BlintError(
                        f'--{option}: unknown rule "{name}"{did_you_mean(name, names)}'
                    )
        for settings in (config.rules, *(override.rules for override in config.overrides)):
            for name in settings:
                if name not in names:
                    hint = did_you_mean(name, names)
                    raise BlintError(f'{config.source}: unknown rule "{name}"{hint}')
        self._books[id(config)] = rules
        self.rules = {**self.rules, **rules}
        self.language = language_of(self.request.language, config.language)

    def chosen(self, post: Post) -> list[Chosen]:
        """The rules in force for a post."""
        config = post.config
        self.verify(config)
        covered = [o for o in config.overrides if config.matches(o.spec, post.path)]
        key = (id(config), post.site.generator.name, ",".join(str(id(o)) for o in covered))
        if key not in self._chosen:
            self._chosen[key] = choose(
                self._books[id(config)],
                config.rule_settings(post.path),
                post.site.generator.severities,
                self.request.select,
                self.request.ignore,
                config.folder,
                config.source,
            )
        return self._chosen[key]

    def check(self, post: Post, data: bytes | None = None) -> list[Finding]:
        """The findings of one post; ``data`` stands in for the file's bytes."""
        chosen = self.chosen(post)
        shown = display_path(post.path)
        limits = dict(_DEFAULT_LIMITS)
        limits.update(next((c.options for c in chosen if c.rule.id == "input/unreadable"), {}))
        text = _read(post, data, limits["max_size"])
        if isinstance(text, Unreadable):
            return self._unreadable(text, chosen, shown)
        subject = _Subject(shown, text, Document(post.path, text, post.site))
        try:
            with deadline(limits["max_seconds"]):
                return [
                    self._finding(one, match, subject)
                    for one in chosen
                    if one.rule.family != INPUT
                    for match in one.check(subject.document, **one.options)
                ]
        except TooSlow:
            slow = Unreadable("too-slow", {"seconds": limits["max_seconds"]})
            return self._unreadable(slow, chosen, shown)
        except BlintError as error:  # an option whose value makes no sense
            source = f"{post.config.source}: " if post.config.source else ""
            raise BlintError(f"{source}{error}") from error
        except RecursionError:
            return self._unreadable(Unreadable("too-deep"), chosen, shown)

    def _unreadable(self, post: Unreadable, chosen: list[Chosen], shown: str) -> list[Finding]:
        subject = _Subject(shown, post.text or Text.of(""))
        return [
            self._finding(one, match, subject)
            for one in chosen
            if one.rule.family == INPUT
            for match in one.check(post, **one.options)
        ]

    def _finding(self, one: Chosen, match: Match, subject: _Subject) -> Finding:
        place = subject.text.place(match.span)
        severity = one.severity
        if match.severity is not None and not one.configured:
            severity = match.severity
        return Finding(
            rule=one.rule.id,
            severity=severity,
            path=subject.path,
            place=place,
            message=one.rule.say("message", match, self.language),
            consequence=self._consequence(one.rule, match, subject.document),
            hint=one.rule.say("hint", match, self.language),
            fix=_place_fix(match.fix, subject.text) if match.fix else None,
            source=subject.line(place.line),
            values=match.values,
        )

    def _consequence(self, rule: Rule, match: Match, document: Document | None) -> str:
        """What the generator makes of it, or what the page says for any generator."""
        known = document.site.generator.consequences if document else {}
        variant = match.variant.removesuffix("-near")
        texts = known.get(f"{rule.id}:{variant}") or known.get(rule.id)
        if texts:
            return fill(texts.get(self.language) or texts["en"], match.values)
        return rule.say("consequence", match, self.language)


def _read(post: Post, data: bytes | None, max_size: int) -> Text | Unreadable:
    if data is None:
        if os.path.islink(post.path) and not post.site.files.holds(os.path.realpath(post.path)):
            return Unreadable("outside")
        content = read_bytes(post.path, max_size)
    elif len(data) > max_size:
        limits = {"size": human_size(len(data)), "limit": human_size(max_size)}
        content = Unreadable("too-large", dict(limits))
    else:
        content = data
    return content if isinstance(content, Unreadable) else decode(content)


def _place_fix(fix: Fix, text: Text) -> PlacedFix:
    edits = tuple(PlacedEdit(text.place(edit.span), edit.text) for edit in fix.edits)
    return PlacedFix(edits, fix.safe, fix.title)


def display_path(path: str) -> str:
    """A path for reports: relative to the working directory when below it, forward slashes."""
    relative = os.path.relpath(path)
    outside = relative == ".." or relative.startswith(".." + os.sep)
    return (path if outside else relative).replace(os.sep, "/")


def totals(findings: list[Finding], rules: Mapping[str, Rule], language: str) -> list[RuleTotal]:
    """The counts by rule: errors first, then the most frequent."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    lines = [
        RuleTotal(rule, severity, count, _note(rule, severity, findings, rules, language))
        for (rule, severity), count in counts.items()
    ]
    return sorted(lines, key=lambda total: (total.severity.rank, -total.count, total.rule))


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
