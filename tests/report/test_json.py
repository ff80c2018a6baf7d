"""The JSON object: its shape, and that any text survives the way there and back."""

from __future__ import annotations

import io
import json
import os
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import blint
from blint.model import Edit, Finding, Fix, Place, Run, Severity
from blint.report.formats import render

PLACE = Place(31, 8, 32, 1)


def written(*findings: Finding, actions: bool = False) -> str:
    run = Run(findings, [], 89, 750, 0.62, "vitepress", "zh", "/site")
    out = io.StringIO()
    with mock.patch.dict(os.environ, {"GITHUB_ACTIONS": "true"} if actions else {}, clear=True):
        render("json", run, out)
    return out.getvalue()


def test_the_object() -> None:
    edit = Edit(Place(31, 8, 31, 9), "x")
    text = written(
        Finding("image/missing", Severity.ERROR, "a.md", PLACE, "没有", "build stops", "a hint"),
        Finding(
            "image/wrong-case",
            Severity.INFO,
            "b.md",
            PLACE,
            "case",
            fix=Fix((edit,), safe=True, title="write it as the file is"),
            values={"not": object(), "dumped": float("nan")},
        ),
    )
    placed = {"line": 31, "column": 8, "end_line": 32, "end_column": 1}
    assert json.loads(text) == {
        "version": 1,
        "blint": blint.__version__,
        "generator": "vitepress",
        "summary": {
            "posts": 89,
            "errors": 1,
            "warnings": 0,
            "infos": 1,
            "fixable": 1,
            "safely_fixable": 1,
            "suppressed": 0,
            "stale": 0,
        },
        "findings": [
            {
                "rule": "image/missing",
                "severity": "error",
                "path": "a.md",
                **placed,
                "message": "没有; build stops",
                "hint": "a hint",
                "fix": None,
                "suppressed": None,
            },
            {
                "rule": "image/wrong-case",
                "severity": "info",
                "path": "b.md",
                **placed,
                "message": "case",
                "hint": None,
                "fix": {
                    "safe": True,
                    "title": "write it as the file is",
                    "edits": [{**placed, "end_line": 31, "end_column": 9, "text": "x"}],
                },
                "suppressed": None,
            },
        ],
    }
    assert text.startswith('{\n  "version": 1,\n  "blint": ')
    assert text.endswith("\n}\n")


def test_a_clean_run_is_an_object_too() -> None:
    assert json.loads(written())["findings"] == []


@given(st.text(st.characters()), st.text(st.characters()), st.booleans())
def test_any_text_survives(path: str, message: str, actions: bool) -> None:
    fix = Fix((Edit(PLACE, message),), safe=False, title=path)
    text = written(Finding("a/b", Severity.ERROR, path, PLACE, message, fix=fix), actions=actions)
    (found,) = json.loads(text)["findings"]
    assert (found["path"], found["message"]) == (path, message)
    assert (found["fix"]["title"], found["fix"]["edits"][0]["text"]) == (path, message)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "text", ["##[error]x", "###[a] ##[b]", "::error::x", '"##[', "\\##[", "##vso[a.b]", "##VSO["]
)
def test_no_line_is_a_command(text: str) -> None:
    said = written(Finding("a/b", Severity.ERROR, text, PLACE, text))
    assert "##[" not in said
    assert "##vso[" not in said.lower()
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    (found,) = json.loads(said)["findings"]
    assert (found["path"], found["message"]) == (text, text)
