"""Front matter that cannot be read: the cause and its place."""

from __future__ import annotations

import pytest
from support import check, write


def findings(folder, post, generator="vitepress"):
    write(folder, {".git/": "", "a.md": post})
    config = [f'generator = "{generator}"']
    return check(folder, "a.md", config=config, select=("front-matter",)).findings


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ('title: "C:\\d"\ndate: 2025-01-05', 2, "backslash"),
        ('tags: ["a", "b\\.c"]', 2, "backslash"),
        ('title: "C:\\users\\me"', 2, "backslash"),
        ('title: "never\ndate: 2025-01-05', 2, "quote is never closed"),
        ("title: 'it's here'", 2, "after the closing quote"),
        ("title:\u3000A\ndate: 2025-01-05", 2, "U+3000"),
        ("date: 2025-01-05\ntitle:\u00a0A", 3, "U+00A0"),
        ("title: \u3000 x: y", 2, '": " inside'),
        ("tags:\n-\u3000a\n- b: c", 3, "U+3000"),
        ("title: **x**", 2, "cannot begin with *"),
        ("title: &", 2, "cannot begin with &"),
        ("title: > quoted", 2, "cannot begin with >"),
        ("title: ]x", 2, "cannot begin with ]"),
        ("title: - x", 2, "cannot begin with -"),
        ("title: ? why", 2, "question mark"),
        ("tags:\n-a\n-b\ntitle: x", 4, "after the dash"),
        ("title: x\ngoes on\ndate: y", 3, "no field"),
        ("title x\ndate: y", 2, "no field"),
        ("a: 1\ntitle：x\ndate: y", 3, "full-width colon"),
        ("title: [a\ndate: x", 2, "bracket is never closed"),
        ("author:\n    name: x\n  github: y", 4, "indentation"),
        ("tags:\n  - a\n  b: c", 4, "indentation"),
        ("title: x\n\u3000\ndate: y", 3, "U+3000"),
        ("author:\n\u3000- a\n- b: c", 3, "U+3000"),
        ("title:\u200bA\ndate: y", 2, "U+200B"),
        ("title: x\n...\ndate: y", 3, "ends the front matter"),
        ("tags: [a, @b]", 2, "cannot begin with @"),
        ("tags:\n  - a\n  - *b", 4, "cannot begin with *"),
        ("title: {% x %}", 2, "cannot begin with %"),
        ("tags: ['Don't', b]", 2, "after the closing quote"),
        ('tags: ["a" "b"]', 2, "no comma"),
        ('tags: ["a", "b"\ntitle: x', 2, "bracket is never closed"),
        ("title: !!important x", 2, "unknown"),
        ("tags:\n  - a\n - b", 4, "indentation"),
        ("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> c", 2, "merge"),
    ],
)
def test_the_cause_of_front_matter_that_cannot_be_read(tmp_path, lines, line, said):
    (only,) = findings(tmp_path, f"---\n{lines}\n---\nText.\n")
    assert (only.rule, only.place.line) == ("front-matter/invalid", line)
    assert said in only.message


@pytest.mark.parametrize(
    ("post", "line"),
    [("\n\nText.\n", 3), ("Text.\n", 1), ("\n\n", 1), ("\r\n# A\r\n", 2)],
)
def test_no_front_matter_is_said_where_the_post_begins(tmp_path, post, line):
    (only,) = findings(tmp_path, post)
    assert (only.rule, only.place.line) == ("front-matter/missing", line)


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ("Text.\n\n---\ntitle: T\n---\nText.\n", "very start"),
        ("Text.\n\n```yaml\n---\ntitle: T\n---\n```\n", "no front matter"),
        ("Text.\n\n    ---\n    title: T\n    ---\n", "no front matter"),
        ("Text.\n\n```\nx\n```\n\n---\ntitle: T\n---\nText.\n", "very start"),
    ],
)
def test_what_stands_in_code_is_no_late_front_matter(tmp_path, post, said):
    (only,) = findings(tmp_path, post)
    assert only.rule == "front-matter/missing"
    assert said in only.message


def test_what_js_yaml_3_reads_as_a_key_stops_no_build(tmp_path):
    (only,) = findings(tmp_path, "---\ntitle: ? why\n---\nText.\n")
    assert "stops" not in only.text
    (only,) = findings(tmp_path, "---\ntitle: ? why\n---\nText.\n", "eleventy")
    assert "stops" in only.text


@pytest.mark.parametrize(
    "line", [" ---", "——", "...", "+++", "***", "- - -", "--", "－－－", "    ---"]
)
@pytest.mark.parametrize("generator", ["vitepress", "hexo", "hugo"])  # built with each
def test_the_place_of_a_line_that_was_meant_to_close(tmp_path, line, generator):
    (only,) = findings(tmp_path, f"---\ntitle: T\n{line}\n\nText.\n", generator)
    assert (only.rule, only.place.line) == ("front-matter/missing", 3)
    assert "no closing" not in only.message


@pytest.mark.parametrize("line", ["---", "--- ", "----", "---Text", "--- # end"])
def test_lines_that_close_front_matter_with_gray_matter(tmp_path, line):
    assert not findings(tmp_path, f"---\ntitle: T\n{line}\n\nText.\n")


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_the_fence_that_is_missing_is_named(tmp_path, fence):
    (only,) = findings(tmp_path, f"{fence}\ntitle: T\n\nText.\n***\n", "hugo")
    assert (only.place.line, only.message) == (1, f"the front matter has no closing {fence}")
