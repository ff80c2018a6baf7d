"""One line a finding, as compilers and editors have them: the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from blint.report.terminal import no_commands, visible

if TYPE_CHECKING:
    from blint.model import Run


def render(run: Run, out: TextIO) -> None:
    """Write ``path:line:column: severity rule message`` for each finding, and nothing else."""
    for finding in run.findings:
        place = f"{finding.path}:{finding.place.line}:{finding.place.column}"
        line = f"{place}: {finding.severity} {finding.rule} {finding.text}"
        out.write(no_commands(visible(line)) + "\n")
