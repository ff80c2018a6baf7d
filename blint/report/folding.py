"""Many findings of one rule as a few and a count: what a person reads on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from blint.model import Finding, Run, Severity

MANY = 10  # findings of a rule at one severity: all of them are shown; of more the first few
FEW = 5


class Folded(NamedTuple):
    """The findings that are shown, and by rule how many are not, most first."""

    shown: list[Finding]
    hidden: list[tuple[str, int]]


def fold(run: Run) -> Folded:
    """A run's findings, of each rule and severity no more than :data:`MANY`."""
    numbers = Counter((finding.rule, finding.severity) for finding in run.findings)
    shown: list[Finding] = []
    seen: Counter[tuple[str, Severity]] = Counter()
    hidden: Counter[str] = Counter()
    for finding in run.findings:
        key = finding.rule, finding.severity
        seen[key] += 1
        if numbers[key] <= MANY or seen[key] <= FEW:
            shown.append(finding)
        else:
            hidden[finding.rule] += 1
    return Folded(shown, hidden.most_common())
