"""How fixes are made: in rounds, each looked at before it counts. The checks here are made up, so
that their fixes may be wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import FRONT, check, picture, write

from blint.engine.outcome import Outcome
from blint.engine.run import Means
from blint.fix.edits import apply_fixes, side_by_side
from blint.model import Edit, Finding, Fix, Place, Run, Severity, Span
from blint.post.text import Text

# What is found, and what is written instead, from a match.
Rules = dict[str, Callable[[re.Match[str]], str]]


def findings(path: str, characters: str, rules: Rules) -> list[Finding]:
    """A finding with a fix for each match of a pattern, whose name is the rule's; one in capital
    letters hides what others may find."""
    text = Text.of(characters)
    found = []
    for pattern, mend in rules.items():
        for match in re.finditer(pattern, characters):
            place = text.place(Span(*match.span()))
            uncovers = "all" if pattern.isupper() else ""
            fix = Fix((Edit(place, mend(match)),), True, "mend it", uncovers)
            source = text.line(place.line)
            found.append(
                Finding(pattern, Severity.ERROR, path, place, "found", fix=fix, source=source)
            )
    return found


def mend(folder: Path, text: str, rules: Rules, *, meanwhile: str = "") -> tuple[Run, str]:
    """What ``--fix`` does with a post; ``meanwhile`` is what another program writes to it."""
    write(folder, {".git/": "", "p.md": text})

    def check_post(post, plan, language, data):
        if isinstance(data, bytes) and data.decode() != text and meanwhile:
            write(folder, {"p.md": meanwhile})
        return Outcome(findings("p.md", data.decode(), rules))

    result = check(folder, fix="safe", means=Means(check_post=check_post))
    return result, (folder / "p.md").read_text(encoding="utf-8")


def refusals(run: Run) -> list[tuple[str, str]]:
    return [(refused.reason, refused.detail) for refused in run.fixes.refused]


def test_fixes_that_touch_are_made_one_after_the_other(tmp_path):
    rules: Rules = {"ab": lambda _: "b", "bc": lambda _: "c"}
    run, text = mend(tmp_path, FRONT + "abc abc\n", rules)
    assert text == FRONT + "c c\n"
    assert run.findings == []


def test_fixes_that_never_end_are_given_up(tmp_path):
    run, text = mend(tmp_path, FRONT + "x\n", {"x": lambda _: "xx"})
    assert text == FRONT + "x\n"
    assert refusals(run) == [("brings", "x")]


def test_a_fix_that_brings_another_finding_is_not_made(tmp_path):
    rules: Rules = {"bad": lambda _: "worse", "worse": lambda _: "worse", "odd": lambda _: "even"}
    run, text = mend(tmp_path, FRONT + "bad odd\n\nbad odd\n", rules)
    assert text == FRONT + "bad even\n\nbad even\n"
    assert refusals(run) == [("brings", "worse")] * 2
    assert [finding.rule for finding in run.fixes.findings] == ["odd"] * 2
    assert [finding.rule for finding in run.findings] == ["bad"] * 2


def test_what_a_fix_uncovers_excuses_no_other_fix(tmp_path):
    rules: Rules = {
        "HIDDEN": lambda _: "found",
        "bad": lambda _: "worse",
        "found|worse": lambda m: m[0],
    }
    run, text = mend(tmp_path, FRONT + "HIDDEN bad\n", rules)
    assert text == FRONT + "found bad\n"
    assert ("brings", "found|worse") in refusals(run)


def test_a_fix_that_leaves_its_finding_is_not_made(tmp_path):
    run, text = mend(tmp_path, FRONT + "bad!\n", {"bad": lambda _: "bad "})
    assert text == FRONT + "bad!\n"
    assert [reason for reason, _ in refusals(run)] in (["stays"], ["brings"])


PAGE = "---\nseverity: {}\ncheck: {}\n{}message: {{en: wrong}}\n---\n# A page\n\nIt is wrong.\n"
PAGES = {
    "pages/house/text.md": PAGE.format("error", "images.not_an_image", ""),
    "pages/house/weight.md": PAGE.format("error", "images.weight", "options: {max-size: 1 KiB}\n"),
    "pages/house/yaml.md": PAGE.format("error", "front_matter.invalid", ""),
    "pages/house/cover.md": PAGE.format(
        "error", "front_matter.missing_field", "options: {fields: [cover]}\n"
    ),
}


@pytest.mark.parametrize(
    ("text", "mended", "uncovered"),
    [
        ("---\ncover: c\n---\n！[a](a.png)\n", ("！", "!"), "house/weight"),
        ("---\ntitle: a: b\n---\nText.\n", ("a: b", '"a: b"'), "house/cover"),
    ],
)
def test_a_fix_uncovers_what_the_rules_of_a_project_find(tmp_path, text, mended, uncovered):
    site = {".git/": "", "blint.toml": 'rule-pages = ["pages"]\n', "a.png": picture(weight=5000)}
    write(tmp_path, {**site, **PAGES, "p.md": text})
    run = check(tmp_path, "p.md", select=("house",), fix="safe")
    assert (tmp_path / "p.md").read_text(encoding="utf-8") == text.replace(*mended)
    assert refusals(run) == []
    assert [finding.rule for finding in run.findings] == [uncovered]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("bad\n\nText.\n", "```"),  # all that follows becomes code
        ("bad\n\n> Text\nbad\n", "---"),
        ("Title\nbad\n\nText.\n", "==="),
        ("[a]: b\n\nSee [a].\n\nbad\n", "[a]: c\n\n| a |\n|---|"),
    ],
)
def test_a_fix_that_changes_the_page_is_not_made(tmp_path, text, mended):
    run, after = mend(tmp_path, FRONT + text, {"bad": lambda _: mended})
    assert after == FRONT + text
    assert {reason for reason, _ in refusals(run)} == {"page"}


@pytest.mark.parametrize(
    "text", ["Text\nbad\nmore text.\n\nEnd.\n", "bad\n- one\n", "- a\n  bad\n  b\n- c\n"]
)
def test_a_fix_may_part_a_paragraph(tmp_path, text):
    run, after = mend(tmp_path, FRONT + text, {"bad": lambda _: "<!-- x -->"})
    assert after == FRONT + text.replace("bad", "<!-- x -->")
    assert refusals(run) == []


@pytest.mark.parametrize("mended", ["<!-- x", "<div>", "---", "# x", "- x", "x\n\n    y"])
def test_a_fix_that_takes_from_a_paragraph_is_not_made(tmp_path, mended):
    text = FRONT + "Text\nbad\nmore -->\n\nEnd, [more].\n"
    run, after = mend(tmp_path, text, {"bad": lambda _: mended})
    assert after == text
    assert refusals(run) == [("page", "")]


def test_a_definition_shows_in_other_blocks(tmp_path):
    text = FRONT + "See [a] and [![b][a]][a].\n\nText, [c].\n\n[a]: bad.png\n[c]: c\n"
    run, after = mend(tmp_path, text, {"bad": lambda _: "good"})
    assert after == text.replace("bad", "good")
    run, after = mend(tmp_path, text, {"bad.png\n": lambda _: "good.png\n\nand\n"})
    assert after == text
    assert refusals(run) == [("page", "")]


@pytest.mark.parametrize("mended", ['"', "x\ndate: 2025-01-06", "x # ]\n---\n"])
def test_a_fix_that_changes_another_field_is_not_made(tmp_path, mended):
    text = "---\ndate: 2025-01-05\nauthor: bad\ntitle: T\n---\nText.\n"
    run, after = mend(tmp_path, text, {"bad": lambda _: mended})
    assert after == text
    assert {reason for reason, _ in refusals(run)} <= {"front-matter", "page"}
    assert refusals(run)


def test_a_post_that_another_program_writes_is_left_alone(tmp_path):
    run, text = mend(tmp_path, FRONT + "bad\n", {"bad": lambda _: "good"}, meanwhile="theirs")
    assert text == "theirs"
    assert refusals(run) == [("changed", "")]
    assert run.failed
    assert run.fixes.changes == []


EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.text("xy\n", max_size=3)))
TEXTS = st.text("ab\r\n图😀|", min_size=45, max_size=60)


@given(TEXTS, EDITS)
def test_bytes_outside_the_edits_stay(characters, edits):
    text = Text.of(characters)
    found = []
    for number, (start, length, written) in enumerate(edits):
        place = text.place(Span(start, start + length))
        fix = Fix((Edit(place, written),), safe=True, title="")
        found.append(Finding("r", Severity.ERROR, "p", Place(1, 1, 1, 1), str(number), fix=fix))
    chosen = side_by_side(text, found)
    assert chosen[:1] == found[:1]
    result = apply_fixes(characters, [finding.fix for finding in chosen])
    at = shift = 0
    made = [edit for edit, finding in zip(edits, found, strict=True) if finding in chosen]
    for start, length, written in sorted(made):
        assert result[at + shift : start + shift] == characters[at:start]
        assert result[start + shift :].startswith(written)
        at, shift = start + length, shift + len(written) - length
    assert result[at + shift :] == characters[at:]
