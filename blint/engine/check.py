"""One post: bytes in, findings out. The one place that runs checks and grades what they match.

bytes → Text → Document → checks yield Match → Finding
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from blint.deadline import TooSlow, deadline
from blint.engine.outcome import Outcome, plain
from blint.files.paths import shown
from blint.files.sizes import human_size
from blint.model import (
    OFF,
    Edit,
    Finding,
    Fix,
    Match,
    Severity,
    SpanFix,
    Variant,
)
from blint.post.document import Document
from blint.post.reading import Unreadable, decode, read_bytes
from blint.post.text import Text
from blint.rulebook.pages import Rule, fill
from blint.rulebook.plan import UNREADABLE, ActiveRule, Plan
from blint.workspace.discovery import Post

if TYPE_CHECKING:
    from blint.model import Grade
    from blint.workspace.sites import BuiltSite


CheckPost = Callable[[Post, Plan, str, "bytes | Unreadable"], Outcome]


def check_post(post: Post, plan: Plan, language: str, data: bytes | Unreadable) -> Outcome:
    """What comes of a post with these bytes, or which could not be read. ``language`` is that of
    the messages.

    Raises BlintError when an option turns out to make no sense.
    """
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
                subject.finding(active, match, severity)
                for active in plan.rules
                if active.rule.id != UNREADABLE
                for match in active.check(subject.document, **active.options)
                if (severity := subject.grade(active, match)) != OFF
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
        subject.finding(active, match, active.severity)
        for active in plan.rules
        if active.rule.id == UNREADABLE
        for match in active.check(why, **active.options)
    ]


class _Subject:
    """What findings are about, and what makes them of matches: the path of a post as it is shown,
    its text, and where it could be read its facts and the site it belongs to."""

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

    def grade(self, active: ActiveRule, match: Match[str]) -> Grade:
        """How severe a match is, or that the generator makes nothing of it."""
        if active.configured or self.built is None:
            return active.severity
        variant = Variant(active.rule.id, match.variant)
        return self.built.severities.get(variant, match.severity or active.severity)

    def finding(self, active: ActiveRule, match: Match[str], severity: Severity) -> Finding:
        """A match with everything a report says of it."""
        place = self.text.place(match.span)
        return Finding(
            rule=active.rule.id,
            severity=severity,
            path=self.path,
            place=place,
            message=active.rule.say("message", match, self.language),
            consequence=self._consequence(active.rule, match),
            hint=active.rule.say("hint", match, self.language),
            fix=_placed(match.fix, self.text) if match.fix else None,
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

    def _consequence(self, rule: Rule, match: Match[str]) -> str:
        """What the generator makes of it, or what the page says for any generator."""
        known = self.built.generator.consequences if self.built else {}
        texts = known.get(Variant(rule.id, match.variant)) or known.get(Variant(rule.id))
        if texts and self.built:
            values = {**match.values, "generator": self.built.generator.title}
            return fill(texts.get(self.language) or texts["en"], values)
        return rule.say("consequence", match, self.language)


def read_post(post: Post, max_size: int) -> bytes | Unreadable:
    """The bytes of a post that lies in its repository; ``max_size`` is in bytes."""
    if os.path.islink(post.path) and not post.site.files.really_inside(os.path.realpath(post.path)):
        return Unreadable("outside")
    return read_bytes(post.path, max_size)


def take_post(data: bytes, max_size: int) -> bytes | Unreadable:
    """The bytes of a post that come from elsewhere, such as standard input."""
    if len(data) > max_size:
        limits: dict[str, object] = {"size": human_size(len(data)), "limit": human_size(max_size)}
        return Unreadable("too-large", limits)
    return data


def _placed(fix: SpanFix, text: Text) -> Fix:
    edits = tuple(Edit(text.place(edit.span), edit.text) for edit in fix.edits)
    return Fix(edits, fix.safe, fix.title)
