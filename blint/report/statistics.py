"""The counts by rule alone, one line each, and what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from blint.report.terminal import no_commands, visible
from blint.report.wording import accepted, fixable, headline, left_out, severity_name, stale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.model import Run


def render(run: Run, out: TextIO) -> None:
    """Write the counts, errors first, then the most frequent."""
    digits = max((len(str(total.times)) for total in run.totals), default=1)
    for total in run.totals:
        grade = severity_name(total.severity, run.language)
        line = f"{total.times:{digits}}  {grade:7}  {total.rule:28}  {total.note}"
        print(no_commands(visible(line.rstrip())), file=out)
    known = accepted(run) if run.findings else ""  # else the headline says it
    for line in filter(
        None, (*_mended(run), headline(run), known, stale(run), fixable(run), left_out(run))
    ):
        print(no_commands(visible(line)), file=out)


def _mended(run: Run) -> Iterator[str]:
    """How much was mended, and what was not."""
    if run.fixes is None:
        return
    from blint.report.fix_wording import fixed, summed_up

    yield from summed_up(run.fixes, run.language) or [fixed(run.fixes, run.language)]
