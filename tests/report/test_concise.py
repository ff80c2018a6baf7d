"""One line a finding, whatever stands in it."""

from __future__ import annotations

import io
import os
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blint.model import Change, Finding, Fix, Fixes, NotFixed, Place, Run, Severity
from blint.report import formats as report


def written(*findings: Finding, language: str = "en") -> str:
    run = Run(findings, [], 89, 750, 0.62, "vitepress", language, "/site")
    out = io.StringIO()
    with mock.patch.dict(os.environ, clear=True):
        report.render("concise", run, out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_path_place_severity_rule_and_message(language: str) -> None:
    place = Place(31, 8, 31, 32)
    text = written(
        Finding("image/missing", Severity.ERROR, "a.md", place, "没有", "build stops", "a hint"),
        Finding("post/filename", Severity.INFO, "b c.md", place, "not kebab-case"),
        language=language,
    )
    assert text == (
        "a.md:31:8: error image/missing 没有; build stops\n"
        "b c.md:31:8: info post/filename not kebab-case\n"
    )


def test_what_was_mended_and_what_was_not_has_the_same_form() -> None:
    place = Place(31, 8, 31, 32)
    found = Finding(
        "image/missing", Severity.ERROR, "a.md", place, "bad", fix=Fix((), True, "write a.png")
    )
    refused = [NotFixed("a.md", "page", finding=found), NotFixed("::error::b", "read-only")]
    fixes = Fixes([found], [Change("a.md", b"", b"-")], refused)
    out = io.StringIO()
    report.render("concise", Run([], [], 2, 0, 0, "", "zh", "/", fixes=fixes), out)
    assert out.getvalue().splitlines() == [
        "a.md:31:8: fixed image/missing write a.png",
        "a.md:31:8: unfixed image/missing the fix would change the page elsewhere",
        r"\::error::b:1:1: unfixed - it is read-only; nothing was written",
    ]


def test_a_clean_run_writes_nothing() -> None:
    assert written() == ""


@given(st.lists(st.tuples(st.text(st.characters()), st.text(st.characters()))))
def test_one_printable_line_each(texts: list[tuple[str, str]]) -> None:
    place = Place(1, 2, 3, 4)
    text = written(*[Finding("a/b", Severity.WARNING, path, place, said) for path, said in texts])
    lines = text.replace("\t", " ").split("\n")
    assert len(lines) == len(texts) + 1
    assert all(":1:2: warning a/b " in line for line in lines[:-1])
    assert all(ord(character) >= 32 for line in lines for character in line)


def test_a_format_that_is_not_there() -> None:
    run = Run([], [], 0, 0, 0, "", "en", "/")
    with pytest.raises(ValueError, match="'xml'"):
        report.render("xml", run, io.StringIO())
