"""``blint check --fix`` and ``--diff`` as people run them: what is written, what is said."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from processes import commit_all, output
from support import FRONT, POST, blint, picture, write

WRONG = POST.replace("<!-- more -->", "<!--more-->") + "\n![图](A.png)\n"
RIGHT = POST + "\n![图](a.png)\n"


@pytest.fixture
def blog(tmp_path):
    """Two posts, one of them with two mistakes that can be mended."""
    site = {
        ".vitepress/config.ts": "export default {}\n",
        "blint.toml": 'generator = "vitepress"\n',
    }
    posts = {"posts/a.md": WRONG, "posts/b.md": POST, "posts/a.png": picture()}
    write(tmp_path, {**site, **posts})
    commit_all(tmp_path)
    return tmp_path


def changed(blog: Path) -> list[str]:
    """What git sees: nothing else than mended posts may be there."""
    return output("git", "status", "--porcelain", cwd=blog).splitlines()


def test_the_report_says_what_could_be_mended(blog):
    run = blint(blog, "check", "--output-format", "concise", "--output-format", "full")
    lines = run.stdout.decode().splitlines()
    assert [line[-8:] for line in lines[:2]] == [" [--fix]"] * 2
    assert "  error  image/wrong-case  --fix " in run.stdout.decode()
    assert "2 can be fixed with `--fix`" in lines
    assert not changed(blog)


def test_fix(blog):
    run = blint(blog, "check", "--fix")
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == RIGHT
    assert run.stdout.decode().splitlines() == [
        "posts/a.md",
        "      7:1  excerpt/misspelled-marker: write <!-- more -->",
        "     11:6  image/wrong-case: write a.png",
        "",
        "fixed 2 findings in 1 post",
        "",
        *run.stdout.decode().splitlines()[-1:],
    ]
    assert "nothing to report" in run.stdout.decode().splitlines()[-1]
    assert run.returncode == 0
    assert changed(blog) == [" M posts/a.md"]
    again = blint(blog, "check", "--fix")
    assert "fixed" not in again.stdout.decode()
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == RIGHT


def test_fix_in_chinese(blog):
    run = blint(blog, "check", "--fix", "--language", "zh")
    assert "     11:6  image/wrong-case: 改为 a.png" in run.stdout.decode().splitlines()
    assert "已修正 1 篇文章中的 2 处问题" in run.stdout.decode().splitlines()


def test_fix_of_some_rules(blog):
    blint(blog, "check", "--fix", "--select", "image")
    text = (blog / "posts" / "a.md").read_text(encoding="utf-8")
    assert text == WRONG.replace("A.png", "a.png")


def test_what_is_left_is_reported_and_fails(blog):
    write(blog, {"posts/a.md": WRONG + "\n![图](gone.png)\n"})
    run = blint(blog, "check", "--fix", "--output-format", "concise")
    assert [line.partition(";")[0] for line in run.stdout.decode().splitlines()] == [
        "posts/a.md:7:1: fixed excerpt/misspelled-marker write <!-- more -->",
        "posts/a.md:11:6: fixed image/wrong-case write a.png",
        "posts/a.md:13:6: error image/missing no such file: gone.png",
    ]
    assert run.returncode == 1


def test_unsafe_fixes_are_made_when_asked_for(blog):
    wrong = POST.replace("<!-- more -->", "<!-- truncate -->")
    write(blog, {"posts/a.md": wrong})
    run = blint(blog, "check", "--fix")
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == wrong
    assert run.returncode == 1
    assert "1 can be fixed with `--fix --unsafe-fixes`, to be looked at then" in run.stdout.decode()
    assert blint(blog, "check", "--fix", "--unsafe-fixes").returncode == 0
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == POST


def test_unsafe_fixes_alone_are_a_mistake(blog):
    run = blint(blog, "check", "--unsafe-fixes")
    assert run.returncode == 2
    assert b"--unsafe-fixes goes with --fix or --diff" in run.stderr


@pytest.mark.parametrize(
    "arguments", [("--output-format", "json"), ("--statistics", "--diff"), ("--output", "x.diff")]
)
def test_a_diff_is_a_report_of_its_own(blog, arguments):
    run = blint(blog, "check", "--diff", *arguments)
    assert run.returncode == 2
    assert not changed(blog)


@pytest.mark.parametrize("name", ["a.md", "a b.md", '"图".md', "é\\.md"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_a_diff_is_what_fix_does(blog, name, end, last):
    (blog / "posts" / "a.md").unlink()
    post = blog / "posts" / name
    post.write_bytes(b"\xef\xbb\xbf" + (WRONG.rstrip() + last).replace("\n", end).encode())
    commit_all(blog)
    before = post.read_bytes()
    run = blint(blog, "check", "--diff")
    assert run.returncode == 1
    assert run.stderr.decode().splitlines()[0].startswith("would fix 2 findings")
    assert post.read_bytes() == before
    assert not changed(blog)
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=blog, input=run.stdout, check=True)
    applied = post.read_bytes()
    post.write_bytes(before)
    blint(blog, "check", "--fix")
    assert (
        post.read_bytes()
        == applied
        == before.replace(b"<!--more", b"<!-- more")
        .replace(b"more-->", b"more -->")
        .replace(b"A.png", b"a.png")
    )


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        ("posts/deep", ("..",)),
        ("posts", ()),
        ("posts/deep", ("../a.md",)),
        ("posts/deep", ("--stdin-filename", "../a.md")),
    ],
)
def test_a_diff_from_a_folder_is_applied_at_the_root(blog, folder, arguments):
    (blog / "posts" / "deep").mkdir()
    stdin = WRONG.encode() if "--stdin-filename" in arguments else None
    run = blint(blog / folder, "check", "--diff", *arguments, stdin=stdin)
    assert b"\n+++ b/posts/a.md\n" in run.stdout
    subprocess.run(["git", "apply"], cwd=blog, input=run.stdout, check=True)
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == RIGHT


def test_a_diff_of_another_repository_counts_from_what_was_named(blog):
    module = {".git/": "", "blint.toml": 'generator = "vitepress"\n', "posts/c.md": WRONG}
    write(blog / "module", {**module, "posts/a.png": picture()})
    assert b"\n+++ b/posts/c.md\n" in blint(blog, "check", "--diff", "module").stdout
    assert b"\n+++ b/module/posts/c.md\n" in blint(blog, "check", "--diff", ".", "module").stdout


def test_a_diff_outside_repositories_counts_from_here(tmp_path):
    write(tmp_path, {"site/posts/a.md": WRONG, "site/posts/a.png": picture()})
    run = blint(tmp_path / "site", "check", "--diff", "--select", "image")
    assert b"\n+++ b/posts/a.md\n" in run.stdout


def test_a_diff_of_nothing(blog):
    run = blint(blog, "check", "--diff", "posts/b.md")
    assert run.stdout == b""
    assert run.returncode == 0
    assert run.stderr.decode().splitlines()[0] == "nothing to fix"


def test_standard_input(blog):
    given = WRONG.replace("\n", "\r\n").encode()
    run = blint(blog, "check", "--fix", "--stdin-filename", "posts/new.md", stdin=given)
    assert run.stdout == RIGHT.replace("\n", "\r\n").encode()
    assert b"fixed 2 findings" in run.stderr
    assert not changed(blog)
    diff = blint(blog, "check", "--diff", "--stdin-filename", "posts/new.md", stdin=given)
    assert diff.stdout.startswith(b"--- a/posts/new.md\n+++ b/posts/new.md\n")


@pytest.mark.parametrize("given", [b"", b"\xff\xfe", b"---\ntitle: [\n---\n\xe4", POST.encode()])
def test_standard_input_that_cannot_be_mended_comes_back(blog, given):
    run = blint(blog, "check", "--fix", "--stdin-filename", "posts/new.md", stdin=given)
    assert run.stdout == given


def test_a_post_that_cannot_be_written_is_said(blog):
    (blog / "posts" / "a.md").chmod(0o444)
    run = blint(blog, "check", "--fix", "--fail-on", "never")
    assert run.returncode == 1
    lines = run.stdout.decode().splitlines()
    assert "not fixed: posts/a.md: it is read-only; nothing was written" in lines
    assert "1 post could not be written: the check fails, exit 1" in lines
    assert "image/wrong-case" in run.stdout.decode()
    (blog / "posts" / "a.md").chmod(0o644)
    assert not changed(blog)


def test_quiet_tells_what_fails_alone(blog):
    assert blint(blog, "check", "--fix", "--quiet").stdout == b""
    write(blog, {"posts/a.md": WRONG})
    (blog / "posts" / "a.md").chmod(0o444)
    run = blint(blog, "check", "--fix", "--quiet", "--fail-on", "never")
    assert run.returncode == 1
    assert b"not fixed: posts/a.md" in run.stdout


def test_another_repository_is_mended_only_where_it_is_named(blog):
    module = {".git/": "", "blint.toml": 'generator = "vitepress"\n', "posts/c.md": WRONG}
    write(blog / "posts/module", module)
    run = blint(blog, "check", "--fix")
    said = "not fixed: posts/module/posts/c.md: it belongs to another repository (a submodule)"
    assert said in " ".join(run.stdout.decode().split())
    assert "<!--more-->" in (blog / "posts/module/posts/c.md").read_text(encoding="utf-8")
    blint(blog, "check", "--fix", "posts/module")
    assert "<!-- more -->" in (blog / "posts/module/posts/c.md").read_text(encoding="utf-8")


def test_mode_and_links_stay(blog):
    post = blog / "posts" / "a.md"
    post.chmod(0o664)
    (blog / "posts" / "c.md").symlink_to("a.md")
    blint(blog, "check", "--fix", "posts/c.md")
    assert post.read_text(encoding="utf-8") == RIGHT
    assert (blog / "posts" / "c.md").is_symlink()
    assert stat.S_IMODE(post.stat().st_mode) == 0o664


def test_what_was_mended_in_json(blog):
    run = blint(blog, "check", "--fix", "--output-format", "json")
    data = json.loads(run.stdout)
    assert data["findings"] == []
    assert data["fixes"]["written"] is True
    assert data["fixes"]["posts"] == ["posts/a.md"]
    assert [(fix["rule"], fix["line"]) for fix in data["fixes"]["fixed"]] == [
        ("excerpt/misspelled-marker", 7),
        ("image/wrong-case", 11),
    ]


def test_statistics_say_what_could_be_and_what_was_mended(blog):
    assert b"\n2 can be fixed with `--fix`\n" in blint(blog, "check", "--statistics").stdout
    assert b"fixed 2 findings in 1 post\n" in blint(blog, "check", "--statistics", "--fix").stdout


def test_two_mistakes_in_one_image_are_one_finding_and_mended_at_once(blog):
    write(blog, {"posts/a.md": POST + "\n！[图](A.png)\n"})
    run = blint(blog, "check", "--fix")
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == RIGHT
    assert "fixed 1 finding in 1 post" in run.stdout.decode()


def test_a_long_post_is_mended_whole(blog):
    picture = "![图](A.png)\n\n"
    write(blog, {"posts/a.md": POST + picture * 350})
    blint(blog, "check", "--fix")
    text = (blog / "posts" / "a.md").read_text(encoding="utf-8")
    assert text == POST + picture.replace("A", "a") * 350


def test_a_terminal_is_shown_escapes(blog):
    write(blog, {"posts/a.md": FRONT + "A\x1b[2J\n\n<!--more-->\n\nB\n"})
    run = blint(blog, "check", "--diff", CI="true")
    assert b"\x1b" not in run.stdout
    assert r"A\x1b[2J" in run.stdout.decode()
    for ci in ("", "false"):
        assert b"\x1b" in blint(blog, "check", "--diff", CI=ci).stdout


def test_a_log_is_shown_escapes_and_line_ends_stay(blog):
    post = (FRONT + "A\x1b[2J\n::error::B\n\n<!--more-->\n\nB\n").replace("\n", "\r\n").encode()
    arguments = ("check", "--diff", "--stdin-filename", "posts/c.md")
    logged = blint(blog, *arguments, stdin=post, CI="true").stdout
    assert b"\n+<!-- more -->\r\n" in logged
    assert rb"A\x1b[2J" in logged
    assert not any(line.strip().startswith(b"::") for line in logged.splitlines())


@pytest.mark.parametrize("ci", ["", "true"])
@pytest.mark.parametrize(
    "given", [b"\x1b[2J\r\n\n::error::A\n\n<!--more-->\n\n##[x]\xf0\x9f\x98\x80", b"\xff\n"]
)
def test_a_pipe_gets_the_bytes_in_ci_too(blog, given, ci):
    post = FRONT.encode() + given
    arguments = ("check", "--fix", "--stdin-filename", "posts/c.md")
    mended = blint(blog, *arguments, stdin=post, CI=ci, GITHUB_ACTIONS=ci).stdout
    assert mended == post.replace(b"<!--more-->", b"<!-- more -->")


def test_a_post_that_is_too_long_to_be_read_comes_back_whole(blog):
    post = b"x" * (64 << 20) + b"the end"
    run = blint(blog, "check", "--fix", "--stdin-filename", "posts/c.md", stdin=post)
    assert run.returncode == 1
    assert run.stdout == post


def test_statistics_say_what_was_not_mended(blog):
    (blog / "posts" / "a.md").chmod(0o444)
    said = blint(blog, "check", "--fix", "--statistics").stdout.decode()
    assert "\nnot fixed: posts/a.md: it is read-only; nothing was written\n" in said
    assert "nothing to fix" not in said


@pytest.mark.skipif(os.name == "nt", reason="makes a symbolic link")
@pytest.mark.parametrize("link", ["posts/0.md", "posts/z.md"])
def test_a_post_with_two_names_is_mended_once(blog, link):
    os.symlink("a.md", blog / link)
    diff = blint(blog, "check", "--diff").stdout
    assert diff.count(b"\n+++ b/posts/a.md\n") == 1
    assert link.encode() not in diff
    run = blint(blog, "check", "--fix")
    assert run.returncode == 0
    assert "nothing to report" in run.stdout.decode()
    assert (blog / "posts" / "a.md").read_text(encoding="utf-8") == RIGHT
