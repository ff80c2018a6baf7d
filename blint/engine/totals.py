"""What the findings of a run add up to, by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blint.files.sizes import human_size
from blint.model import Finding, Match, RuleTotal, Severity
from blint.post.text import Text
from blint.rulebook.pages import Rule, fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
    return fill(rules[rule].say("summary", Match(_NOWHERE, "default", values), language), values)


def _of(findings: list[Finding], rule: str, severity: Severity) -> Iterator[Finding]:
    return (f for f in findings if f.rule == rule and f.severity is severity)


_NOWHERE = Text.of("").line_span(1)
