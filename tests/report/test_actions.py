"""Runners obey the commands blint means, and no others, wherever blint runs."""

from __future__ import annotations

import io
import os
import re
from unittest import mock

import pytest
from actions_runner import commands
from hypothesis import example, given
from hypothesis import strategies as st

from blint.model import Edit, Finding, Fix, Place, RuleTotal, Run, Severity
from blint.report.formats import FORMATS, render
from blint.report.terminal import no_brackets, no_commands, visible


def written(name: str, *findings: Finding, **environ: str) -> str:
    totals = [RuleTotal(each.rule, each.severity, 1, each.message) for each in findings]
    run = Run(findings, totals, 1, 0, 0.1, "", "en", "/nowhere")
    out = io.StringIO()
    with mock.patch.dict(os.environ, environ, clear=True):
        render(name, run, out)
    return out.getvalue()


ATTACKS = ["::", "##[", "##", "[", "]", ":", "#", "\n", "\r", "\r\n", "\u2028", "\x85", " ", "%0A"]
ATTACKS += ["error", "add-mask", "stop-commands", "::add-mask::x", "##[error]", "%", ",", "=", ";"]
ATTACKS += [
    "##vso[",
    "##vso[a.b]",
    "\ufe0f",
    "\u200d",
    "\u0640",
    "\x1b[1m",
    "🌠",
    "中",
    "a",
    "file=",
    "\udc80",
    "\t",
    "title=x",
]
texts = st.text(st.characters()) | st.lists(st.sampled_from(ATTACKS), max_size=12).map("".join)


def test_the_parser_hears_commands() -> None:
    assert commands(" ::error file=a%2Cb,line=3::x%0A%25\ny ##[add-mask a=b;c=%5D]z") == [
        ("error", {"file": "a,b", "line": "3"}, "x\n%"),
        ("add-mask", {"a": "b", "c": "]"}, "z"),
    ]
    assert commands("a ::error::x\n::nothing::x\n## [error]") == []
    assert commands("a ##VSO[task.x y=z]b") == [("task.x", {"y": "z"}, "b")]


@given(texts)
def test_no_ordinary_line_is_a_command(text: str) -> None:
    assert commands(no_commands(text)) == []
    assert commands(no_commands(visible(text))) == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "github"])
@pytest.mark.parametrize("colour", ["", "1"])
@given(path=texts, text=texts, column=st.integers(1, 12))
def test_no_other_format_holds_a_command(
    name: str, colour: str, path: str, text: str, column: int
) -> None:
    place = Place(1, column, 1, column + 2)
    fix = Fix((Edit(place, text),), safe=True, title=text)
    finding = Finding("a/b", Severity.ERROR, path, place, text, text, text, fix, text)
    output = written(name, finding, COLUMNS="40", FORCE_COLOR=colour)
    assert commands(output) == []
    assert commands(re.sub(r"\x1b\[[0-9;]*m", "", output)) == []


@example(path="0", text="##", hint="[")
@given(path=texts.filter(bool), text=texts.filter(bool), hint=texts)
def test_annotations_say_what_is_meant(path: str, text: str, hint: str) -> None:
    findings = [
        Finding("a/b", severity, path, Place(3, 5, 3, 9), text, hint=hint) for severity in Severity
    ]
    output = written("github", *findings)
    said = {
        "file": no_brackets(re.sub("^(?==)", "./", visible(path)), agent=True),
        "line": "3",
        "endline": "3",
        "col": "5",
        "endcolumn": "9",
        "title": "a/b",
    }
    message = no_brackets(visible(text) + (f"\n{visible(hint)}" if hint else ""))
    assert commands(output) == [(name, said, message) for name in ("error", "warning", "notice")]
    assert len(output.splitlines()) == 3
