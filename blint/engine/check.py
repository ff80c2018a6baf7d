"""One post: bytes in, findings out. The one place that runs checks and grades what they match.

bytes → Text → Document → checks yield Match → Finding
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from blint.deadline import TooSlow, deadline
from blint.engine.outcome import MOST_OF_A_RULE, Outcome, standing_for
from blint.errors import BlintError
from blint.files.paths import shown
from blint.files.sizes import human_size
from blint.model import (
    LONGEST_SOURCE,
    OFF,
    UNREADABLE,
    Edit,
    Finding,
    Fix,
    Match,
    Place,
    Severity,
    Span,
    Variant,
)
from blint.post.document import Document
from blint.post.reading import Unreadable, decode, read_bytes
from blint.post.text import Text
from blint.post.twins import Own
from blint.rulebook.pages import Rule, fill
from blint.rulebook.plan import ActiveRule, Plan
from blint.workspace.discovery import Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from blint.engine.suppress import Suppressing
    from blint.generators.generator import Texts
    from blint.model import Grade
    from blint.post.twins import Twins
    from blint.workspace.sites import BuiltSite


CheckPost = Callable[[Post, Plan, str, "bytes | Unreadable"], Outcome]

_SUPPRESSIONS = "blint"  # what each suppression begins with
_LONGEST_EDITS = 10_000  # characters that a fix writes


def check_post(post: Post, plan: Plan, language: str, data: bytes | Unreadable) -> Outcome:
    """What comes of a post with these bytes, or which could not be read. ``language`` is that of
    the messages.

    Raises BlintError when an option turns out to make no sense.
    """
    content = data if isinstance(data, Unreadable) else decode(data)
    if isinstance(content, Unreadable):
        final = isinstance(data, bytes)
        return Outcome(unread(post.path, content, plan, language), final=final)
    document = Document(post.path, content, post.site)
    subject = _Subject(shown(post.path), content, language, document, post.built)
    why: Unreadable | Exception
    slow: TooSlow | None = None
    try:
        with deadline(plan.max_seconds) as slow:
            found, suppressed = _found(plan, subject, document)
            own = _own(plan, document, post.built)
            return Outcome(found, subject.images(), suppressed=suppressed, own=own)
    except BlintError:
        raise
    except TooSlow as error:
        if error is not slow:
            raise
        why = Unreadable("too-slow", {"seconds": plan.max_seconds})
    except RecursionError:
        why = Unreadable("too-deep")
    except Exception as error:  # noqa: BLE001 - a mistake of ours costs one post and no more
        why = error
    return Outcome(unread(post.path, why, plan, language), final=False)


def _own(plan: Plan, document: Document, built: BuiltSite) -> Own | None:
    """What the post has for itself, where a rule in force asks for that."""
    if not any(active.looks_at == "twins" for active in plan.rules):
        return None
    return own_of(document, built)


def own_of(document: Document, built: BuiltSite) -> Own:
    """What a post has for itself; nothing where its generator leaves it out."""
    if built.leaves_out(document.page):
        return Own()
    title = document.page.data.get("title")
    if title is None and document.site.title_from_heading:
        title = document.heading
    words = str(title) if isinstance(title, (str, int, float)) else ""
    return Own(" ".join(words.split()), document.site.address(document.page) or "")


def check_twins(post: Post, twins: Twins, plan: Plan, language: str) -> list[Finding]:
    """What is found in a post that has something in common with others of its site; what it accepts
    of that says so."""
    document = twins.document
    subject = _Subject(shown(post.path), document.text, language, document, post.built)
    suppressing = _suppressing(document)
    told: list[Finding] = []
    for active in plan.rules:
        if active.looks_at == "twins" and active.binds(document):
            matches = active.check(twins, **active.options)
            for found in _parted(active, matches, subject, suppressing):
                told += found
    return told


def _found(
    plan: Plan, subject: _Subject, document: Document
) -> tuple[list[Finding], list[Finding]]:
    """What is found in a post, and what of it the post's own comments accept."""
    suppressing = _suppressing(document)
    found: list[Finding] = []
    suppressed: list[Finding] = []
    known = dict(plan.known)
    last: list[ActiveRule] = []
    for active in plan.rules:
        if not active.binds(document):
            known[active.rule.id] = known[active.rule.family] = False
        elif active.looks_at == "post":
            matches = active.check(document, **active.options)
            left, accepted = _parted(active, matches, subject, suppressing)
            found += left
            suppressed += accepted
        elif active.looks_at == "suppressions":
            last.append(active)
    if suppressing:
        judged = suppressing.judged(known)
        for active in last:
            found += _findings(active, active.check(judged, **active.options), subject)
    return found, suppressed


def _suppressing(document: Document) -> Suppressing | None:
    """The suppressions of a post, if it may have some."""
    if _SUPPRESSIONS not in document.text.characters:
        return None
    from blint.engine.suppress import Suppressing

    return Suppressing(document)


def _parted(
    active: ActiveRule,
    matches: Iterable[Match[str]],
    subject: _Subject,
    suppressing: Suppressing | None,
) -> tuple[list[Finding], list[Finding]]:
    """What a rule finds in a post, and what of it the post accepts."""
    if suppressing is None:
        return list(_findings(active, matches, subject)), []
    graded = [match for match in matches if subject.grade(active, match) != OFF]
    left, accepted, reasons = suppressing.parted(active.rule, graded)
    said = zip(_findings(active, accepted, subject), reasons, strict=False)
    return list(_findings(active, left, subject)), [
        finding._replace(fix=None, suppressed=why) for finding, why in said
    ]


def _findings(
    active: ActiveRule, matches: Iterable[Match[str]], subject: _Subject
) -> Iterator[Finding]:
    """What a rule finds: the first matches, and one finding that stands for the rest."""
    number = 0
    rest: Finding | None = None
    for match in matches:
        severity = subject.grade(active, match)
        if severity == OFF:
            continue
        number += 1
        if number <= MOST_OF_A_RULE:
            yield subject.finding(active, match, severity)
        elif rest is None:
            rest = subject.finding(active, match, severity)
    if rest is not None:
        yield standing_for(rest, number - MOST_OF_A_RULE, subject.language)


def unread(path: str, why: Unreadable | Exception, plan: Plan, language: str) -> list[Finding]:
    """The findings on what stands at an absolute path and could not be read, or not checked to the
    end because of a mistake of blint's own. With BLINT_DEBUG in the environment that is raised."""
    if isinstance(why, Exception):
        if os.environ.get("BLINT_DEBUG"):
            raise why
        from blint.engine.faults import internal_error

        return [internal_error(shown(path), why, language)]
    subject = _Subject(shown(path), why.text or Text.of(""), language)
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
        self.sources: dict[tuple[int, int], str] = {}

    @cached_property
    def unpublished(self) -> bool:
        """Whether the generator leaves the post out of the site, as a draft."""
        if self.document is None or self.built is None:
            return False
        return self.built.leaves_out(self.document.page)

    def grade(self, active: ActiveRule, match: Match[str]) -> Grade:
        """How severe a match is, or that the generator makes nothing of it. What the configuration
        says of the rule holds; else a guess is no error, and what nobody gets to see is milder."""
        if active.configured or self.built is None:
            return active.severity
        variant = Variant(active.rule.id, match.variant)
        grade = self.built.severities.get(variant, match.severity or active.severity)
        if grade == OFF:
            return grade
        if match.guess and grade is Severity.ERROR:
            grade = Severity.WARNING
        return grade.milder if self.unpublished and not self._stops(variant) else grade

    def _stops(self, variant: Variant) -> bool:
        """Whether a match stops the build in a post that is left out, too: its front matter has to
        be read to know that."""
        from blint.generators.consequences import BUILD_STOPS

        return variant.rule.startswith("front-matter/") and self._texts(variant) is BUILD_STOPS

    def _texts(self, variant: Variant) -> Texts | None:
        """What the generator makes of a variant, if anything is known of that."""
        known = self.built.consequences if self.built else {}
        return known.get(variant) or known.get(Variant(variant.rule))

    def finding(self, active: ActiveRule, match: Match[str], severity: Severity) -> Finding:
        """A match with everything a report says of it."""
        from blint.bounded import plain

        place = self.text.place(match.span)
        source, source_column = self._source(place)
        told = match._replace(values=self._told(match))
        return Finding(
            rule=active.rule.id,
            severity=severity,
            path=self.path,
            place=place,
            message=active.rule.say("message", match, self.language),
            consequence=self._consequence(active.rule, told),
            hint=active.rule.say("hint", told, self.language),
            fix=self._fix(active.rule, match),
            source=source,
            values={key: plain(value) for key, value in match.values.items()},
            source_column=source_column,
            convention="" if active.configured else match.convention,
        )

    def _fix(self, rule: Rule, match: Match[str]) -> Fix | None:
        """The fix of a match in lines and columns; none where it would write more than anyone
        reads. A project's own page may have no title for it, then the hint is one."""
        if match.fix is None:
            return None
        edits = match.fix.edits
        if sum(len(edit.text) for edit in edits) > _LONGEST_EDITS:
            return None
        title = rule.say("fix", match, self.language) or rule.say("hint", match, self.language)
        placed = tuple(Edit(self.text.place(edit.span), edit.text) for edit in edits)
        return Fix(placed, match.fix.safe, title, match.fix.uncovers)

    def images(self) -> frozenset[str]:
        """The images that were looked into."""
        if self.document is None or "pictures" not in vars(self.document):
            return frozenset()
        return frozenset(target.actual or target.path for target, _ in self.document.pictures)

    def _source(self, place: Place) -> tuple[str, int]:
        """The line of a place, or what is around it in a long one, and the column where that
        begins; one object for all findings near each other."""
        line = self.text.line_span(place.line)
        skipped = 0
        if line.end - line.start >= LONGEST_SOURCE:
            step = LONGEST_SOURCE // 4
            skipped = max((place.column - 1) // step - 1, 0) * step
        key = (place.line, skipped)
        if key not in self.sources:
            start = line.start + skipped
            span = Span(start, min(start + LONGEST_SOURCE, line.end))
            self.sources[key] = self.text.slice(span)
        return self.sources[key], skipped + 1

    def _told(self, match: Match[str]) -> Mapping[str, object]:
        """The values of a match, and those that the generator gives to its consequence and hint."""
        if self.built is None:
            return match.values
        from blint.generators.consequences import BROKEN

        broken = BROKEN[str(match.values.get("medium", "image"))]
        said = broken.get(self.language) or broken["en"]
        return {**match.values, "generator": self.built.generator.title, "broken": said}

    def _consequence(self, rule: Rule, match: Match[str]) -> str:
        """What the generator makes of it, or what the page says for any generator."""
        if texts := self._texts(Variant(rule.id, match.variant)):
            return fill(texts.get(self.language) or texts["en"], match.values)
        return rule.say("consequence", match, self.language)


def read_post(post: Post, max_size: int) -> bytes | Unreadable:
    """The bytes of a post that lies in its repository; ``max_size`` is in bytes."""
    return read_bytes(post.path, post.site.files.boundary, max_size)


def take_post(data: bytes, max_size: int) -> bytes | Unreadable:
    """The bytes of a post that come from elsewhere, such as standard input."""
    if len(data) > max_size:
        limits: dict[str, object] = {"size": human_size(len(data)), "limit": human_size(max_size)}
        return Unreadable("too-large", limits)
    return data
