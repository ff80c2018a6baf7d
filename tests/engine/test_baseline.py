"""A baseline: what is accepted one day stays accepted however the text around it changes, and what
is new counts."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FRONT, ROOT, blint, check, found, picture, write

from blint.engine.baseline.entries import Entry, Key, as_text, read
from blint.engine.baseline.naming import naming
from blint.rulebook.pages import builtin_rules

CONFIG = (
    'generator = "plain"\n\n[rules]\n"image/missing-alt" = "error"\n"image/too-heavy" = "error"\n'
)
OLD = FRONT.replace("title: T", "title: An old post") + "One.\n\n![](a.png)\n\n![Gone](gone.png)\n"
NAME = "blint-baseline.jsonl"


@pytest.fixture
def blog(tmp_path):
    write(tmp_path, {"blint.toml": CONFIG, "posts/old.md": OLD, "posts/a.png": picture()})
    write(tmp_path, {"posts/heavy.md": FRONT + "![Cups](heavy.png)\n"})
    write(tmp_path, {"posts/heavy.png": picture(weight=600_000)})
    return tmp_path


def accept(folder, *arguments):
    done = blint(folder, "baseline", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_everything_is_accepted_once_and_for_all(blog):
    assert len(check(blog).findings) == 3
    assert f"{NAME}: 3 accepted, 3 of them new" in accept(blog)
    result = check(blog)
    assert (result.findings, len(result.suppressed), result.idle) == ([], 3, 0)
    assert {f.suppressed.by for f in result.suppressed} == {"baseline"}
    assert blint(blog, "check").returncode == 0
    before = (blog / NAME).read_bytes()
    assert "0 of them new" in accept(blog)
    assert (blog / NAME).read_bytes() == before


def test_the_configuration_names_it_and_keeps_every_other_byte(blog):
    accept(blog)
    line = f'baseline = "{NAME}"\n'
    assert (blog / "blint.toml").read_text().replace(f"{line}\n", "") == CONFIG


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("One.", "One.\n\nTwo.\n\nThree."),
        lambda text: text.replace("![](a.png)\n\n", "") + "\n> - ![](a.png)\n",
        lambda text: text.replace("![](a.png)", "![]( a.png )"),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["text above", "moved into a list", "laid out anew", "line ends"],
)
def test_edits_bring_nothing_back(blog, edit):
    accept(blog)
    (blog / "posts/old.md").write_bytes(edit(OLD).encode())
    result = check(blog)
    assert (found(result), result.idle) == ([], 0)


def test_renamed_posts_and_images_stay_accepted(blog):
    accept(blog)
    (blog / "posts/old.md").rename(blog / "posts/新 名.md")
    (blog / "posts/heavy.png").rename(blog / "posts/cups.png")
    write(blog, {"posts/heavy.md": FRONT + "![Cups](cups.png)\n"})
    result = check(blog)
    assert (found(result), result.idle) == ([], 0)


def test_another_post_does_not_inherit(blog):
    accept(blog)
    (blog / "posts/old.md").rename(blog / "posts/new.md")
    text = OLD.replace("An old post", "A new post")
    (blog / "posts/new.md").write_text(text)
    rules = [rule for _, _, rule in found(check(blog))]
    assert rules == ["image/missing-alt", "image/missing"]


def test_what_is_new_or_worse_counts(blog):
    accept(blog)
    (blog / "posts/old.md").write_text(f"{OLD}\n![](a.png)\n")
    write(blog, {"posts/heavy.png": picture(weight=700_000)})
    assert found(check(blog)) == [
        ("posts/heavy.md", 5, "image/too-heavy"),
        ("posts/old.md", 11, "image/missing-alt"),
    ]
    write(blog, {"posts/heavy.png": picture(weight=550_000)})
    assert found(check(blog)) == [("posts/old.md", 11, "image/missing-alt")]


def test_what_was_mended_is_said_and_pruned(blog):
    accept(blog)
    (blog / "posts/old.md").write_text(OLD.replace("![](a.png)", "![A](a.png)"))
    result = check(blog)
    assert (found(result), result.idle) == ([], 1)
    assert b"blint baseline --prune" in blint(blog, "check").stdout
    assert check(blog, select=("image",)).idle == 0, "nothing tells of the other rules"
    assert check(blog, "posts/heavy.md").idle == 0
    write(blog, {"posts/new.md": FRONT + "![](a.png)\n"})
    assert "0 of them new" in accept(blog, "--prune")
    result = check(blog)
    assert (found(result), result.idle) == ([("posts/new.md", 5, "image/missing-alt")], 0)


def test_posts_that_are_named_alone_are_written_anew(blog):
    accept(blog)
    write(blog, {"posts/new.md": FRONT + "![](a.png)\n", "posts/old.md": OLD + "\n![](a.png)\n"})
    accept(blog, "posts/new.md")
    assert found(check(blog)) == [("posts/old.md", 11, "image/missing-alt")]


def test_a_reason_is_kept_and_shown(blog):
    accept(blog)
    lines = [json.loads(line) for line in (blog / NAME).read_text().splitlines()]
    for entry in lines:
        entry["reason"] = "扫描件"
    (blog / NAME).write_text("".join(f"{json.dumps(entry)}\r\n" for entry in lines))
    accept(blog)
    assert {f.suppressed.reason for f in check(blog).suppressed} == {"扫描件"}


def test_fixes_leave_what_is_accepted(tmp_path):
    text = FRONT + "![A](images//a.png)\n\nText.\n"
    rule = '[rules]\n"image/untidy-path" = "error"\n'
    write(tmp_path, {"blint.toml": rule, "posts/images/a.png": picture(), "posts/old.md": text})
    accept(tmp_path)
    write(tmp_path, {"posts/new.md": text.replace("title: T", "title: U")})
    blint(tmp_path, "check", "--fix")
    assert (tmp_path / "posts/old.md").read_text() == text
    assert "images/a.png" in (tmp_path / "posts/new.md").read_text()
    blint(tmp_path, "check", "--fix", "--no-baseline")
    assert "images/a.png" in (tmp_path / "posts/old.md").read_text()


def test_since_the_new_one_counts_where_an_old_one_is_accepted(blog):
    def git(*arguments):
        own = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *own, *arguments], cwd=blog, check=True, capture_output=True)

    git("init", "-q")
    accept(blog)
    git("add", "-A")
    git("commit", "-qm", "x")
    (blog / "posts/old.md").write_text(OLD.replace("One.", "![](a.png)\n\nOne."))
    assert found(check(blog, since="HEAD")) == [("posts/old.md", 5, "image/missing-alt")]


def test_two_branches_that_accept_merge(tmp_path):
    one = Entry(Key("image/missing", "a.md", "x.png", True), "A", times=2)
    other = one._replace(times=3)
    (tmp_path / NAME).write_text(as_text([one]) + as_text([other]))
    assert read(str(tmp_path / NAME)) == [other]


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "{",
        "[]",
        "[" * 9999,
        '{"x": 1}',
        '{"rule": "a"}',
        '{"rule": 1, "path": "a"}',
        '{"rule": "a/b", "path": "x", "times": "2"}',
        '{"rule": "a/b", "path": "x", "file": "y"}',
    ],
)
def test_a_broken_line_is_named(blog, line):
    accept(blog)
    (blog / NAME).write_text(f"\n{line}\n")
    done = blint(blog, "check")
    assert done.returncode == 2
    assert done.stderr.startswith(f"blint: {NAME}:2: ".encode())
    assert b"Traceback" not in done.stderr


def test_a_missing_file_is_an_error_that_helps(blog):
    accept(blog)
    (blog / NAME).unlink()
    done = blint(blog, "check")
    assert (done.returncode, b"`blint baseline` makes it" in done.stderr) == (2, True)
    assert blint(blog, "check", "--no-baseline").returncode == 1


def test_without_a_configuration_one_is_made(tmp_path):
    write(tmp_path, {"posts/old.md": OLD})
    said = accept(tmp_path, "--language", "zh")
    assert "blint.toml：已写入 baseline" in said
    assert (tmp_path / "blint.toml").read_text() == f'baseline = "{NAME}"\n'
    assert found(check(tmp_path)) == []


TEXTS = st.text(st.characters(exclude_categories=[]), max_size=20)
ENTRIES = st.builds(
    Entry,
    st.builds(Key, TEXTS.filter(bool), TEXTS.filter(bool), TEXTS, st.just(True)),
    TEXTS,
    st.dictionaries(st.sampled_from(["bytes", "width"]), st.integers(0, 10**9), max_size=2),
    st.integers(1, 5),
    TEXTS,
)


@given(st.lists(ENTRIES, max_size=5, unique_by=lambda entry: (entry.key, entry.post)))
def test_entries_are_read_back(tmp_path_factory, entries):
    path = tmp_path_factory.getbasetemp() / "entries.jsonl"
    path.write_bytes(as_text(entries).encode())
    assert sorted(read(str(path)), key=repr) == sorted(entries, key=repr)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("blint.toml", ""),
        ("blint.toml", "# a\r\nlanguage = 'zh'\r\n[rules]\r\n"),
        ("blint.toml", "posts = [\n['x'][0]]"),
        ("blint.toml", 'marker = """\n[site]\n"""\n[site]\nbase = "/"'),
        ("pyproject.toml", "[project]\nname = 'x'\n[tool.blint] # y\n[tool.blint.site]\n"),
    ],
)
def test_a_line_is_added_to_a_configuration(path, text):
    from blint.bounded import Malformed, load_toml

    made = naming(path, text, "b.jsonl")
    try:
        load_toml(text.replace("\r\n", "\n"))
    except Malformed:
        assert made is None
        return
    assert made is not None
    assert re.sub(r'baseline = "b.jsonl"(\r?\n)*', "", made).strip() == text.strip()


BLOCKS = st.sampled_from(["Text.", "- item", "> quotation", "```\ncode\n```", "# Heading"])


@settings(deadline=None, max_examples=40)
@given(st.lists(BLOCKS, max_size=4), st.lists(BLOCKS, max_size=4), st.booleans())
def test_blocks_around_bring_nothing_and_one_more_is_new(tmp_path_factory, above, below, more):
    folder = tmp_path_factory.mktemp("law")
    write(folder, {"blint.toml": CONFIG, "posts/old.md": OLD, "posts/a.png": picture()})
    accept(folder)
    head, body = OLD[: len(OLD) - len(OLD.split("---\n", 2)[2])], OLD.split("---\n", 2)[2]
    added = ["![](a.png)"] if more else []
    blocks = [*above, body.strip(), *below, *added]
    (folder / "posts/old.md").write_text(head + "\n\n".join(blocks) + "\n")
    assert len(check(folder).findings) == len(added)


def test_pages_name_values_that_their_findings_have():
    from blint.testing import examples

    for rule in builtin_rules().values():
        said = rule.facts.get("baseline")
        if said:
            assert said.keys() <= {"key", "at-most"}, rule.id
            assert examples(rule)
            source = (ROOT / "blint/checks").glob("*.py")
            text = "".join(path.read_text() for path in source)
            for name in (*said.get("key", ()), *said.get("at-most", ())):
                assert f'"{name}"' in text or f"{name}=" in text, (rule.id, name)
