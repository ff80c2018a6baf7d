"""The baseline: what it accepts stays accepted however the text around it changes, and what is new
or worse is reported."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FRONT, POST, blint, check, picture, write

from blint.engine.baseline.entries import FILE_NAME
from blint.engine.baseline.naming import naming
from blint.engine.baseline.titles import title_of
from blint.engine.baseline.update import BaselineRequest, Updated, update
from blint.errors import BlintError
from blint.model import Run

MORE = "<!-- more -->"
NO_ALT = '<img src="./a.png">'
SITE = {".git/": "", ".vitepress/": "", "a.png": picture(weight=600 * 1024)}
DEBTS = f"{FRONT}Text.\n\n{NO_ALT}\n\n| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n"


def blog(folder: Path, **posts: str) -> Path:
    """A blog of posts, whose findings are accepted."""
    write(folder, {**SITE, **{f"{name}.md": text for name, text in posts.items()}})
    accept(folder)
    return folder


def accept(folder: Path, *paths: str, **wishes: bool) -> Updated:
    with chdir(folder):
        (done,) = update(BaselineRequest(paths or (".",), **wishes))
    return done


def new(folder: Path, *paths: str, **wishes: object) -> list[tuple[str, str]]:
    """Path and rule of what is reported."""
    return [(f.path, f.rule) for f in check(folder, *paths, **wishes).findings]


def entries(folder: Path) -> list[dict[str, object]]:
    text = (folder / FILE_NAME).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def edit(path: Path, old: str, text: str) -> None:
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, text, 1), encoding="utf-8")


def rules(run: Run) -> set[str]:
    return {finding.rule for finding in run.suppressed}


def test_a_blog_is_green_in_one_command(tmp_path):
    blog(tmp_path, one=DEBTS, two=POST)
    run = check(tmp_path, fail_on="info")
    assert not run.findings
    assert not run.failed
    assert {f.suppressed.by for f in run.suppressed} == {"baseline"}
    assert rules(run) >= {"image/missing-alt", "image/too-heavy", "table/surplus-cell"}
    assert run.stale == 0
    assert (tmp_path / "blint.toml").read_bytes() == b'baseline = "blint-baseline.jsonl"\n'
    assert len(check(tmp_path, baselined=False).findings) == len(run.suppressed)


def test_an_entry_is_readable(tmp_path):
    blog(tmp_path, 文章=f"{FRONT.replace('T', '标题')}{MORE}\n\n{NO_ALT}\n{NO_ALT}\n")
    assert {
        "rule": "image/missing-alt",
        "path": "文章.md",
        "post": "标题",
        "what": "a.png",
        "times": 2,
    } in entries(tmp_path)
    (heavy,) = [e for e in entries(tmp_path) if e["rule"] == "image/too-heavy"]
    assert heavy == {"rule": "image/too-heavy", "file": "a.png", "at-most": {"bytes": 614400}}
    lines = (tmp_path / FILE_NAME).read_text(encoding="utf-8").splitlines()
    assert "标题" in "".join(lines)


def test_what_is_laid_out_anew_stays_accepted(tmp_path):
    blog(tmp_path, one=f"{FRONT}A\n\n{MORE}\n\n- {NO_ALT}\n\n| a | b |\n|-|-|\n|1|2|3|\n")
    path = tmp_path / "one.md"
    edit(path, "- <img", "* <img")
    edit(path, "|-|-|\n|1|2|3|", "| --- | :-- |\n| 1   | 2   | 3   |")
    assert new(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda f: edit(f / "one.md", NO_ALT, f"{NO_ALT}\n{NO_ALT}"), "image/missing-alt"),
        (lambda f: write(f, {"a.png": picture(weight=700 * 1024)}), "image/too-heavy"),
        (lambda f: edit(f / "two.md", MORE, ""), "excerpt/missing-marker"),
        (lambda f: edit(f / "one.md", "| 3 |", "| 3 |\n| 4 | 5 | 6 |"), "table/surplus-cell"),
        (lambda f: edit(f / "two.md", "Text", "![x](none.png)"), "image/missing"),
    ],
)
def test_what_is_new_or_worse_is_reported(tmp_path, change, rule):
    others = {f"other-{number}": POST for number in range(8)}
    blog(tmp_path, one=DEBTS, two=POST, **others)
    change(tmp_path)
    assert [found for _, found in new(tmp_path)] == [rule]


def test_a_convention_that_comes_later_brings_nothing_back(tmp_path):
    """A marker is missed where most posts have one: these are more in the end."""
    blog(tmp_path, one=DEBTS, two=POST)
    assert "excerpt/missing-marker" not in rules(check(tmp_path))
    assert check(tmp_path).stale == 0
    write(tmp_path, {f"new-{n}.md": POST.replace("title: T", f"title: {n}") for n in range(8)})
    assert new(tmp_path) == []
    assert "excerpt/missing-marker" in rules(check(tmp_path))


def test_a_worse_one_says_what_was_accepted(tmp_path):
    blog(tmp_path, one=DEBTS)
    write(tmp_path, {"a.png": picture(weight=700 * 1024)})
    (finding,) = check(tmp_path).findings
    assert "(the baseline accepts up to 600 KiB)" in finding.message
    (finding,) = check(tmp_path, language="zh").findings
    assert "（基线只接受到 600 KiB）" in finding.message
    write(tmp_path, {"a.png": picture(weight=550 * 1024)})
    assert new(tmp_path) == []


def test_a_file_is_accepted_in_any_number_of_places(tmp_path):
    blog(tmp_path, one=DEBTS)
    write(tmp_path, {"two.md": POST.replace("title: T", "title: Two") + "\n![x](a.png)\n"})
    assert new(tmp_path) == []


def test_renamed_posts_folders_and_images_bring_nothing_back(tmp_path):
    blog(tmp_path, **{"old/one": DEBTS, "old/two": DEBTS.replace("title: T", "title: U")})
    write(tmp_path, {"old/a.png": picture(weight=600 * 1024)})
    accept(tmp_path)
    (tmp_path / "old").rename(tmp_path / "new folder")
    (tmp_path / "new folder/one.md").rename(tmp_path / "new folder/另一篇.md")
    assert new(tmp_path) == []
    assert check(tmp_path).stale == 0
    (tmp_path / "new folder/a.png").rename(tmp_path / "new folder/b.png")
    for post in (tmp_path / "new folder").glob("*.md"):
        edit(post, "a.png", "b.png")
    assert {rule for _, rule in new(tmp_path)} == {"image/missing-alt"}, "its text is another"


def test_a_copy_and_a_post_in_the_place_of_another_are_new(tmp_path):
    blog(tmp_path, one=DEBTS)
    write(tmp_path, {"copy.md": DEBTS})
    assert {path for path, rule in new(tmp_path) if rule != "post/duplicate-title"} == {"copy.md"}
    (tmp_path / "one.md").unlink()
    edit(tmp_path / "copy.md", "title: T", "title: Another")
    assert {path for path, _ in new(tmp_path)} == {"copy.md"}


def test_what_is_mended_is_stale_until_it_is_pruned(tmp_path):
    blog(tmp_path, one=DEBTS, two=DEBTS)
    edit(tmp_path / "one.md", NO_ALT, '<img src="./a.png" alt="words">')
    edit(tmp_path / "two.md", "Text.", "Text.\n\n![](new.png)")
    assert check(tmp_path).stale == 1
    assert check(tmp_path, "one.md").stale == 0, "a part of the blog tells nothing"
    assert check(tmp_path, select=("image",)).stale == 0
    before = entries(tmp_path)
    done = accept(tmp_path, prune=True)
    assert (done.added, done.removed) == (0, 1)
    assert len(entries(tmp_path)) == len(before) - 1
    assert check(tmp_path).stale == 0
    assert {path for path, _ in new(tmp_path)} == {"two.md"}, "nothing was added"


def test_fewer_of_the_same_lower_the_number(tmp_path):
    blog(tmp_path, one=f"{POST}\n{NO_ALT}\n\n{NO_ALT}\n\n{NO_ALT}\n")
    edit(tmp_path / "one.md", NO_ALT, "gone")
    assert check(tmp_path).stale == 1
    accept(tmp_path, prune=True)
    assert [e["times"] for e in entries(tmp_path) if e["rule"] == "image/missing-alt"] == [2]


@pytest.mark.parametrize("prune", [True, False])
def test_a_part_that_is_brought_up_to_date_leaves_the_rest(tmp_path, prune):
    """A post elsewhere that was renamed since keeps its entries."""
    blog(tmp_path, one=DEBTS, two=POST.replace("title: T", "title: Two"))
    (tmp_path / "one.md").rename(tmp_path / "other.md")
    before = len(entries(tmp_path))
    accept(tmp_path, "two.md", prune=prune)
    assert len(entries(tmp_path)) == before
    assert new(tmp_path) == []


def test_prune_keeps_what_became_worse(tmp_path):
    blog(tmp_path, one=DEBTS)
    write(tmp_path, {"a.png": picture(weight=700 * 1024)})
    accept(tmp_path, prune=True)
    assert [rule for _, rule in new(tmp_path)] == ["image/too-heavy"]
    assert "600 KiB" in check(tmp_path).findings[0].message


def test_an_unreadable_post_keeps_its_entries(tmp_path):
    blog(tmp_path, one=DEBTS, two=POST)
    (tmp_path / "one.md").write_bytes(b"\xff\xfe\xff")
    assert check(tmp_path).stale == 0 or {r for _, r in new(tmp_path)} == {"input/unreadable"}
    accept(tmp_path, prune=True)
    (tmp_path / "one.md").write_text(DEBTS)
    assert {r for _, r in new(tmp_path)} <= {"image/too-heavy"}


def test_paths_renew_their_own_entries_alone(tmp_path):
    blog(tmp_path, one=DEBTS, two=DEBTS)
    edit(tmp_path / "one.md", "Text.", "![](one.png)")
    edit(tmp_path / "two.md", "Text.", "![](two.png)")
    accept(tmp_path, "one.md")
    assert {path for path, _ in new(tmp_path)} == {"two.md"}


def test_a_reason_stays_and_is_told(tmp_path):
    blog(tmp_path, one=DEBTS)
    path = tmp_path / FILE_NAME
    said = entries(tmp_path)
    said[0]["reason"] = "一张扫描件"
    text = "".join(f"{json.dumps(entry)}\r\n" for entry in said)
    path.write_bytes(text.encode("utf-8-sig"))
    assert "一张扫描件" in {f.suppressed.reason for f in check(tmp_path).suppressed}
    accept(tmp_path)
    assert entries(tmp_path)[0]["reason"] == "一张扫描件"


def test_more_than_are_listed(tmp_path):
    """Of very many findings of a rule only some are listed: their number counts."""
    images = [f'<img src="./{n}.svg">' for n in range(130)]
    write(tmp_path, {f"{n}.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>' for n in range(131)})
    text = POST + "\n\n".join(images)
    blog(tmp_path, one=text)
    assert new(tmp_path) == []
    (tmp_path / "one.md").write_text(POST + "\n\n".join(reversed(images)))
    assert new(tmp_path) == []
    (tmp_path / "one.md").write_text(POST + "\n\n".join(images[5:]))
    assert new(tmp_path) == []
    (tmp_path / "one.md").write_text(POST + '<img src="./130.svg">\n\n' + "\n\n".join(images))
    assert len(new(tmp_path)) == 1


def test_nothing_that_is_accepted_is_mended(tmp_path):
    text = POST.replace("Text.", "| a | b |\n|---|---|\n| `x|y` | 2 |\n")
    blog(tmp_path, one=text)
    (accepted,) = check(tmp_path).suppressed
    assert accepted.fix
    write(tmp_path, {"two.md": text})
    run = check(tmp_path, fix="all")
    assert [f.path for f in run.fixes.findings] == ["two.md"]
    assert (tmp_path / "one.md").read_text() == text
    assert [f.path for f in run.suppressed] == ["one.md"]


def test_each_configuration_has_its_own(tmp_path):
    write(
        tmp_path,
        {
            ".git/": "",
            "a/blint.toml": "# A\n",
            "b/blint.toml": "# B\r\n\r\n[rules]\r\n",
            "a/one.md": DEBTS,
            "b/two.md": DEBTS,
        },
    )
    with chdir(tmp_path):
        done = update(BaselineRequest())
    assert [one.path for one in done] == [f"a/{FILE_NAME}", f"b/{FILE_NAME}"]
    assert (tmp_path / "b/blint.toml").read_bytes() == (
        b'# B\r\n\r\nbaseline = "blint-baseline.jsonl"\r\n\r\n[rules]\r\n'
    )
    assert new(tmp_path) == []
    assert new(tmp_path / "b") == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("blint.toml", "", "B"),
        ("blint.toml", 'language = "en"', 'language = "en"\nB'),
        ("blint.toml", "\ufeff[site]\nbase = '/'\n", "\ufeffB\n[site]\nbase = '/'\n"),
        ("blint.toml", "posts = [\n]\n\n# s\n[site]\n", "posts = [\n]\nB\n# s\n[site]\n"),
        ("pyproject.toml", "[project]\n[tool.blint]\n", "[project]\n[tool.blint]\nB"),
        ("pyproject.toml", "[tool.blint.site]\n", "[tool.blint]\nB\n[tool.blint.site]\n"),
    ],
)
def test_every_other_byte_of_a_configuration_stays(tmp_path, name, before, after):
    path = tmp_path / name
    path.write_bytes(before.encode())
    line = f'baseline = "{FILE_NAME}"\n'
    assert naming(str(path), FILE_NAME, "").replace("\n\n", "\n") == (
        after.replace("B", line).replace("\n\n", "\n")
    )


def test_a_place_that_cannot_be_found_is_told(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text("tool.blint = {}\n")
    with pytest.raises(BlintError, match="write baseline"):
        naming(str(path), FILE_NAME, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[" * 50_000, "not valid JSON"),
        ("[]", "not an object"),
        ('{"rule": "a/b"}', 'needs either "path" or "file"'),
        ('{"rule": "a/b", "path": "x", "tims": 2}', 'did you mean "times"'),
        ('{"rule": "a/b", "path": "x", "times": 0}', '"times" must be'),
        ('{"rule": "a/b", "path": "x", "at-most": {"bytes": NaN}}', '"at-most" must be'),
        ('{"rule": 1, "path": "x"}', '"rule" must be a text'),
        ("<<<<<<< HEAD", "unfinished merge"),
    ],
)
def test_a_broken_line_is_named(tmp_path, line, said):
    blog(tmp_path, one=POST.replace("Text.", NO_ALT))
    with (tmp_path / FILE_NAME).open("a", encoding="utf-8") as file:
        number = len(entries(tmp_path)) + 1
        file.write(f"{line}\n")
    with pytest.raises(BlintError, match=f"{FILE_NAME}:{number}: .*{said}"):
        check(tmp_path)


def test_a_missing_one_and_one_outside(tmp_path):
    inside = tmp_path / "in"
    write(inside, {".git/": "", "one.md": POST, "blint.toml": 'baseline = "b.jsonl"\n'})
    with pytest.raises(BlintError, match="`blint baseline` makes one"):
        check(inside)
    write(tmp_path, {"b.jsonl": ""})
    (inside / "blint.toml").write_text('baseline = "../b.jsonl"\n')
    with pytest.raises(BlintError, match="leads out of the repository"):
        check(inside)
    write(inside, {"one.md": DEBTS})
    (inside / "blint.toml").write_text('baseline = "b.jsonl"\n')
    (inside / "b.jsonl").symlink_to(tmp_path / "b.jsonl")
    with pytest.raises(BlintError, match="leads out of the repository"):
        accept(inside)
    assert (tmp_path / "b.jsonl").read_text() == ""


def git(folder: Path, *arguments: str) -> int:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize("union", [True, False])
def test_two_branches_that_accept_merge(tmp_path, union):
    write(tmp_path, {"one.md": DEBTS, "a.png": SITE["a.png"]})
    if union:
        write(tmp_path, {".gitattributes": f"{FILE_NAME} merge=union\n"})
    git(tmp_path, "init", "-q", "-b", "main")
    accept(tmp_path)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "1")
    for branch, path in (("left", "left.md"), ("right", "right.md")):
        git(tmp_path, "checkout", "-q", "-b", branch, "main")
        write(tmp_path, {path: DEBTS.replace("title: T", f"title: {branch}"), "both.md": DEBTS})
        accept(tmp_path)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", branch)
    clean = git(tmp_path, "merge", "-q", "left") == 0
    assert clean or not union
    if not clean:
        with pytest.raises(BlintError, match="unfinished merge"):
            check(tmp_path)
        accept(tmp_path, prune=True)
    assert new(tmp_path) == []
    write(tmp_path, {"both.md": DEBTS.replace(NO_ALT, f"{NO_ALT}\n\n{NO_ALT}")})
    assert new(tmp_path) == [("both.md", "image/missing-alt")], "what both added counts once"


def test_two_branches_that_mend_and_accept_merge(tmp_path):
    """Line by line, what one has mended may come back beside what the other has changed there: as
    an entry too many, which is said and pruned, never as a finding."""
    debts = f"{DEBTS}\n![](a.png)\n\n![](a.png)\n\n![x](one.png)\n\n![x](two.png)\n"
    write(tmp_path, {"one.md": debts, "two.md": DEBTS, "a.png": SITE["a.png"]})
    write(tmp_path, {".gitattributes": f"{FILE_NAME} merge=union\n"})
    git(tmp_path, "init", "-q", "-b", "main")
    accept(tmp_path)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "1")
    changes = {
        "left": [(NO_ALT, "Mended."), ("![](a.png)\n\n", ""), ("![x](one.png)", "![x](new.png)")],
        "right": [("![x](two.png)", "Mended.\n\nText.\n\n![x](other.png)")],
    }
    for branch, edits in changes.items():
        git(tmp_path, "checkout", "-q", "-b", branch, "main")
        for old, text in edits:
            edit(tmp_path / "one.md", old, text)
        if branch == "right":
            (tmp_path / "two.md").unlink()
        accept(tmp_path)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", branch)
    assert git(tmp_path, "merge", "-q", "left") == 0
    assert (check(tmp_path).stale, new(tmp_path)) == (3, [])
    accept(tmp_path, prune=True)
    assert (check(tmp_path).stale, new(tmp_path)) == (0, [])
    lines = (tmp_path / FILE_NAME).read_text().splitlines()
    assert len(lines) == len({line.partition('"times"')[0] for line in lines}) == 5
    (tmp_path / FILE_NAME).unlink()
    accept(tmp_path)
    assert (tmp_path / FILE_NAME).read_text().splitlines() == lines, "in the same order"


def test_the_command_line(tmp_path):
    write(tmp_path, {**SITE, "我的 文章.md": DEBTS})
    told = blint(tmp_path, "baseline", "--language", "en")
    assert told.returncode == 0, told.stderr
    assert b"blint-baseline.jsonl: 3 findings accepted (entries: 4 new, 0 removed)" in told.stdout
    assert b"blint.toml names it now" in told.stdout
    assert blint(tmp_path, "check", "--fail-on", "info").returncode == 0
    assert blint(tmp_path, "check", "--fail-on", "info", "--no-baseline").returncode == 1
    (tmp_path / FILE_NAME).rename(tmp_path / "other.jsonl")
    assert blint(tmp_path, "check").returncode == 2
    named = ("check", "--fail-on", "info", "--baseline")
    assert blint(tmp_path, *named, "other.jsonl").returncode == 0
    assert blint(tmp_path, *named, "none.jsonl").returncode == 2
    assert blint(tmp_path, *named, "other.jsonl", "--no-baseline").returncode == 2
    assert blint(tmp_path, "baseline", "--prune").returncode == 2
    assert blint(tmp_path, "baseline", "none.md").returncode == 2
    edit(tmp_path / "我的 文章.md", NO_ALT, "")
    told = blint(tmp_path, *named, "other.jsonl", "--statistics", "--language", "zh")
    assert "可以用 `blint baseline --prune` 清除" in told.stdout.decode()


def test_a_file_of_another_name(tmp_path):
    """`blint baseline --baseline` writes what `blint check --baseline` reads, and no other file."""
    blog(tmp_path, one=DEBTS)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    write(tmp_path, {"two.md": DEBTS, "lists/": ""})
    named = ("--baseline", "lists/我的.jsonl")
    strict = ("check", "--fail-on", "info")
    assert blint(tmp_path, "baseline", *named, "--prune").returncode == 2
    told = blint(tmp_path, "baseline", *named, "--language", "en")
    assert told.returncode == 0, told.stderr
    assert "lists/我的.jsonl: " in told.stdout.decode()
    assert b"names it now" not in told.stdout
    assert blint(tmp_path, *strict).returncode == 1
    assert blint(tmp_path, *strict, *named).returncode == 0
    edit(tmp_path / "two.md", NO_ALT, "")
    assert b"1 removed" in blint(tmp_path, "baseline", *named, "--prune").stdout
    assert {path: path.read_bytes() for path in before} == before
    assert blint(tmp_path, "baseline", "--baseline", "one.md").returncode == 2, "it is a post"
    assert {path: path.read_bytes() for path in before} == before


def test_nothing_to_accept_writes_nothing(tmp_path):
    write(tmp_path, {".git/": "", "one.md": POST})
    told = blint(tmp_path, "baseline", "--language", "en")
    assert (told.returncode, told.stdout) == (0, b"blint-baseline.jsonl: nothing to accept\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "one.md"]


@pytest.mark.skipif(os.name != "posix" or not os.getuid(), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    write(tmp_path, {**SITE, "one.md": DEBTS})
    tmp_path.chmod(0o500)
    told = blint(tmp_path, "baseline")
    tmp_path.chmod(0o700)
    assert told.returncode == 2
    assert b"cannot be written" in told.stderr


def test_since_and_a_baseline_go_together(tmp_path):
    """The finding that was there keeps its entry, wherever the new one stands."""
    write(tmp_path, {"one.md": DEBTS, "a.png": SITE["a.png"]})
    git(tmp_path, "init", "-q")
    accept(tmp_path)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "1")
    assert new(tmp_path, since="HEAD") == []
    edit(tmp_path / "one.md", "Text.", f"Text.\n\n{NO_ALT}")
    assert new(tmp_path, since="HEAD") == [("one.md", "image/missing-alt")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('---\ntitle: "A: b"\n---\n', "A: b"),
        ("+++\ntitle = '标题'\n+++\n", "标题"),
        ('{\n  "title": "J",\n}\n', "J"),
        ("---\ntitle: [broken\n", "[broken"),
        ("\n# Heading\n\nText\n", "Heading"),
        ("\n---\n\nA word.\n", "A word."),
        ("", ""),
    ],
)
def test_what_a_post_is_known_by(text, title):
    assert title_of(text) == title


BLOCKS = st.lists(
    st.sampled_from(["A paragraph.", "## Heading", "- item", "`code`", "> said", "", "中文。"]),
    max_size=4,
)
KINDS = [NO_ALT, "![](a.png)", "![x](none.png)", "| a | b |\n| - | - |\n| 1 | 2 | 3 |"]


@settings(max_examples=60, deadline=None)
@given(
    debts=st.lists(st.sampled_from(KINDS), min_size=1, max_size=5),
    above=BLOCKS,
    below=BLOCKS,
    between=BLOCKS,
    turn=st.randoms(use_true_random=False),
    name=st.sampled_from(["one.md", "b/one.md", "新 名字.md"]),
)
def test_law(debts, above, below, between, turn, name):
    """Text around, blocks in another order, another name: nothing comes back. One more of the same
    is one more."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        head = f"{FRONT}Introduction.\n\n{MORE}\n\n"
        blog(folder, one=head + "\n\n".join(debts) + "\n")
        other = list(debts)
        turn.shuffle(other)
        body = [*above, *(block for debt in other for block in (debt, *between)), *below]
        (folder / "one.md").unlink()
        write(folder, {name: head + "\n\n".join(body) + "\n"})
        (folder / "a.png").rename((folder / name).parent / "a.png")
        assert {rule for _, rule in new(folder)} <= set(), body
        one = turn.choice(KINDS)
        number = len(check(folder).suppressed)
        write(folder, {name: head + "\n\n".join([*body, one]) + "\n"})
        run = check(folder)
        assert len(run.findings) >= 1
        assert len(run.suppressed) == number


def test_a_report_without_findings_says_what_is_stale(tmp_path):
    write(tmp_path, {"posts/a.md": FRONT + "![Gone](gone.png)\n"})
    accept(tmp_path)
    write(tmp_path, {"posts/a.md": FRONT + "Text.\n"})
    said = blint(tmp_path, "check", "--language", "en").stdout.decode()
    assert "nothing to report" in said
    assert "`blint baseline --prune`" in said
