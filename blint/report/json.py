"""The run as one JSON object, version 1: keys are added in later versions, none is changed."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, TextIO

from blint import __version__
from blint.lazy_regex import lazy
from blint.model import Finding, Place, Run, Severity

VERSION = 1
_COMMAND = lazy(r"##(?=(?:vso)?\[)", re.IGNORECASE)  # as in terminal.py


def render(run: Run, out: TextIO) -> None:
    """Write the object, in ASCII: any encoding carries it, and no terminal obeys it. It is written
    piece by piece, for all of it at once may need more memory than the run did."""
    head = as_text(_head(run))
    if not run.findings and not run.suppressed:
        out.write(f"{head}\n")
        return
    out.write(f"{head.removesuffix(_NONE)}[")
    comma = ""
    for finding in itertools.chain(run.findings, run.suppressed):
        out.write(f"{comma}\n    {as_text(_finding(finding), '    ')}")
        comma = ","
    out.write("\n  ]\n}\n")


_NONE = "[]\n}"  # the end of an object whose last list is empty


def as_text(value: dict[str, Any], margin: str = "") -> str:
    """An object as ASCII text that no runner takes for a command, its lines behind a margin."""
    text = json.dumps(value, indent=2).replace("\n", f"\n{margin}")
    # A command can only stand in a string, where the escape means the same character.
    return _COMMAND.sub(r"#\\u0023", text) if "##" in text else text


def _head(run: Run) -> dict[str, Any]:
    return {
        "version": VERSION,
        "blint": __version__,
        "generator": run.generator,
        "summary": {
            "posts": run.posts,
            "errors": run.number_of(Severity.ERROR),
            "warnings": run.number_of(Severity.WARNING),
            "infos": run.number_of(Severity.INFO),
            "fixable": sum(finding.fix is not None for finding in run.findings),
            "safely_fixable": sum(bool(f.fix and f.fix.safe) for f in run.findings),
            "suppressed": len(run.suppressed),
            "stale": run.stale,
        },
        **({"since": run.since._asdict()} if run.since else {}),
        **_fixes(run),
        "findings": [],
    }


def _fixes(run: Run) -> dict[str, Any]:
    """What was mended, and what could not be, where that was asked for."""
    if run.fixes is None:
        return {}
    from blint.report.fix_wording import why_not

    return {
        "fixes": {
            "written": run.fixes.written,
            "posts": [change.path for change in run.fixes.changes],
            "fixed": [
                {"rule": f.rule, "path": f.path, **_place(f.place), "fix": _fix(f)}
                for f in run.fixes.findings
            ],
            "not_fixed": [
                {
                    "path": refused.path,
                    "rule": refused.finding.rule if refused.finding else None,
                    "line": refused.finding.place.line if refused.finding else None,
                    "reason": why_not(refused, run.language),
                }
                for refused in run.fixes.refused
            ],
        }
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        **_place(finding.place),
        "message": finding.text,
        "hint": finding.hint or None,
        "fix": _fix(finding),
        "suppressed": finding.suppressed._asdict() if finding.suppressed else None,
    } | _also(finding)


def _also(finding: Finding) -> dict[str, Any]:
    """The other places of a finding, if it has any."""
    places = [{"path": path, **_place(place)} for path, place in finding.also]
    return {"also": places} if places else {}


def _fix(finding: Finding) -> dict[str, Any] | None:
    if finding.fix is None:
        return None
    return {
        "safe": finding.fix.safe,
        "title": finding.fix.title,
        "edits": [{**_place(edit.place), "text": edit.text} for edit in finding.fix.edits],
    }


def _place(place: Place) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
