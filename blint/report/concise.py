"""One line a finding, as compilers and editors have them: the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from blint.report.terminal import no_commands, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.model import Fixes, Run


def render(run: Run, out: TextIO, *, accepted: bool = False) -> None:
    """Write ``path:line:column: severity rule message`` for each finding, and behind it the option
    that mends it. Before them, with ``fixed`` or ``unfixed`` for the severity, what was mended and
    what was not; a whole post, at its first line, has no rule (``-``). After them the ``accepted``
    findings, where that is asked for, each with what accepts it and why."""
    if run.fixes:
        out.writelines(f"{line}\n" for line in _mended(run.fixes))
    for finding in run.findings:
        place = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        mend = f" [{finding.fix.option}]" if finding.fix else ""
        line = f"{place}: {finding.severity} {finding.rule} {finding.text}{mend}"
        out.write(no_commands(visible(line)) + "\n")
    if accepted:
        out.writelines(f"{line}\n" for line in _accepted(run))


def _accepted(run: Run) -> Iterator[str]:
    for finding in run.suppressed:
        place = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        if why := finding.suppressed:
            by = f"{why.by}: {why.reason}" if why.reason else why.by
            yield no_commands(visible(f"{place}: accepted {finding.rule} {finding.text} [{by}]"))


def _mended(fixes: Fixes) -> Iterator[str]:
    from blint.report.fix_wording import why_not

    for finding in fixes.findings:
        place = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        title = finding.fix.title if finding.fix else ""
        yield no_commands(visible(f"{place}: fixed {finding.rule} {title}"))
    for refused in fixes.refused:
        line, column = refused.finding.place[:2] if refused.finding else (1, 1)
        rule = refused.finding.rule if refused.finding else "-"
        said = f"{refused.path}:{line}:{column}: unfixed {rule} {why_not(refused, 'en')}"
        yield no_commands(visible(said))
