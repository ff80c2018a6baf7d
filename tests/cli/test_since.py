"""``blint check --since``: what a change brought, as people and programs ask for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import FRONT, POST, blint, check, found, picture, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

NO_ALT = "\n![](a.png)\n"


def named(title: str, post: str = POST) -> str:
    """A post with a title of its own."""
    return post.replace("title: T", f"title: {title}")


def git(folder: Path, *words: str) -> str:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = (
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.org",
        "-c",
        "protocol.file.allow=always",
    )
    return subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x", "--allow-empty")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog with an old finding in each post."""
    folder = tmp_path / "my blog"
    write(folder, {"a.md": POST + NO_ALT, "中 文.md": POST + NO_ALT, "a.png": picture()})
    git(folder, "init", "-qb", "main")
    commit(folder)
    return folder


def said(folder: Path, *arguments: str, **environment: str) -> str:
    run = blint(folder, "check", *arguments, **environment)
    assert run.returncode == 2, run.stdout + run.stderr
    assert b"Traceback" not in run.stderr
    return run.stderr.decode()


def test_what_was_there_before_is_not_reported(blog: Path) -> None:
    text = (blog / "a.md").read_text()
    (blog / "a.md").write_text(text.replace("Text.", "Text.\n\nMore text.\n\nAnd more."))
    assert found(check(blog, since="HEAD")) == []
    assert len(found(check(blog))) == 2


def test_findings_on_changed_lines_are_reported_old_or_not(blog: Path) -> None:
    text = (blog / "a.md").read_text()
    (blog / "a.md").write_text(text.replace("![](a.png)", "Here: ![](a.png)"))
    assert found(check(blog, since="HEAD")) == [("a.md", 11, "image/missing-alt")]


def test_a_second_one_of_the_same_is_new(blog: Path) -> None:
    (blog / "a.md").write_text((blog / "a.md").read_text() + "\nText.\n" + NO_ALT)
    assert found(check(blog, since="HEAD")) == [("a.md", 15, "image/missing-alt")]


@pytest.mark.parametrize("how", ["worktree", "staged", "committed"])
def test_an_image_that_is_gone_is_found_where_it_is_used(blog: Path, how: str) -> None:
    start = commit(blog)
    (blog / "a.png").unlink()
    if how != "worktree":
        git(blog, "add", "-A")
    if how == "committed":
        commit(blog)
    result = check(blog, since=start)
    assert {(path, rule) for path, _, rule in found(result, "image/missing")} == {
        ("a.md", "image/missing"),
        ("中 文.md", "image/missing"),
    }
    assert not found(result, "image/missing-alt")


def test_a_heavier_image_is_reported_and_a_lighter_one_is_not(blog: Path) -> None:
    write(blog, {"a.png": picture("PNG", weight=3_000_000)})
    heavier = check(blog, since="HEAD")
    assert [rule for _, _, rule in found(heavier)] == ["image/too-heavy"]
    commit(blog)
    write(blog, {"a.png": picture("PNG", weight=2_500_000)})
    assert found(check(blog, since="HEAD")) == []


def test_a_renamed_post_keeps_its_findings(blog: Path) -> None:
    (blog / "new").mkdir()
    write(blog, {"new/a.png": picture()})
    commit(blog)
    (blog / "中 文.md").rename(blog / "new" / "二.md")
    assert found(check(blog, since="HEAD")) == []


def test_a_heading_of_a_page_that_is_linked_by_its_folder(blog: Path) -> None:
    write(blog, {"guide/index.md": "# Guide\n\n## History\n", "guide/b.md": "[s](./#history)\n"})
    write(blog, {"blint.toml": 'generator = "vitepress"\n'})
    commit(blog)
    write(blog, {"guide/index.md": "# Guide\n\n## Annals\n"})
    new = [("guide/b.md", 1, "link/missing-anchor")]
    assert found(check(blog, since="HEAD"), "link") == found(check(blog), "link") == new


def test_an_untracked_post_is_new(blog: Path) -> None:
    write(blog, {"b.md": named("B") + NO_ALT})
    before = git(blog, "status", "--porcelain"), (blog / ".git/index").read_bytes()
    assert found(check(blog, since="HEAD")) == [("b.md", 11, "image/missing-alt")]
    assert before == (git(blog, "status", "--porcelain"), (blog / ".git/index").read_bytes())


def test_stricter_configuration_is_no_finding_of_a_change(blog: Path) -> None:
    rules = '[rules]\n"front-matter/missing-field" = { fields = ["author"] }\n'
    write(blog, {"blint.toml": rules})
    assert found(check(blog), "front-matter/missing-field")
    assert found(check(blog, since="HEAD")) == []


def test_a_branch_is_compared_with_where_it_began(blog: Path) -> None:
    git(blog, "checkout", "-qb", "work")
    write(blog, {"b.md": named("B") + NO_ALT})
    commit(blog)
    git(blog, "checkout", "-q", "main")
    write(blog, {"c.md": named("C") + NO_ALT})
    commit(blog)
    git(blog, "checkout", "-q", "work")
    assert found(check(blog, since="main")) == [("b.md", 11, "image/missing-alt")]


def test_folders_and_files_narrow_it(blog: Path) -> None:
    write(blog, {"b.md": POST + NO_ALT, "sub/c.md": POST + "\n![](../a.png)\n"})
    (blog / "a.png").unlink()
    assert {path for path, _, _ in found(check(blog, "sub", since="HEAD"))} == {"sub/c.md"}
    assert {path for path, _, _ in found(check(blog, "a.md", since="HEAD"))} == {"a.md"}


def test_names_with_line_ends_and_quotes(blog: Path) -> None:
    write(blog, {'x\n"y"\t.md': POST + NO_ALT})
    commit(blog)
    (blog / 'x\n"y"\t.md').write_text(POST + NO_ALT + "\nText.\n" + NO_ALT)
    assert [line for _, line, _ in found(check(blog, since="HEAD"))] == [15]


def test_line_ends_that_git_converts(blog: Path) -> None:
    git(blog, "config", "core.autocrlf", "true")
    text = (blog / "a.md").read_bytes().replace(b"\n", b"\r\n")
    (blog / "a.md").write_bytes(text + b"\r\n![](a.png)\r\n")
    assert found(check(blog, since="HEAD")) == [("a.md", 13, "image/missing-alt")]


def test_a_convention_that_turns_is_of_the_change(blog: Path) -> None:
    """Most posts have a marker once enough others are added: those without one stand out."""
    write(blog, {"plain.md": named("P", FRONT) + "One.\n\nTwo.\n\n" + "Text.\n\n" * 40})
    commit(blog)
    before = {about[::2] for about in found(check(blog))}
    write(blog, {f"p{number}.md": named(f"P{number}") for number in range(12)})
    new = [about for about in found(check(blog)) if about[::2] not in before]
    assert found(check(blog, since="HEAD")) == new


def test_only_what_is_reported_is_mended(blog: Path) -> None:
    table = "\n| a | b |\n| - | - |\n| 1 |\n"
    bad = "---\ntitle: T\ntags:\t[a]\n---\n"
    write(blog, {"t.md": POST + "\n![x](a.PNG)\n", "x.md": bad + table})
    commit(blog)
    (blog / "t.md").write_text(POST + "\n![x](a.PNG)\n\nNew.\n\n![new](A.png)\n")
    before = (blog / "x.md").read_bytes()
    result = check(blog, since="HEAD", fix="safe")
    assert (blog / "x.md").read_bytes() == before
    assert (blog / "t.md").read_text().endswith("![x](a.PNG)\n\nNew.\n\n![new](a.png)\n")
    assert found(result) == []


def test_reports_say_what_was_compared(blog: Path) -> None:
    base = commit(blog)
    write(blog, {"b.md": named("B")})
    run = blint(blog, "check", "--since", "main", "--output-format", "json")
    assert json.loads(run.stdout)["since"] == {"reference": "main", "base": base, "posts": 1}
    run = blint(blog, "check", "--since", "main")
    assert run.stdout.decode().startswith(
        f"1 post changed since main ({base[:7]}); checked 3 posts"
    )
    run = blint(blog, "check", "--since", "main", "--language", "zh")
    assert run.stdout.decode().startswith(
        f"自 main（{base[:7]}）以来改动了 1 篇文章；检查了 3 篇文章"
    )


def test_what_cannot_be_compared_says_what_helps(blog: Path, tmp_path: Path) -> None:
    assert "--stdin-filename" in said(blog, "--since", "HEAD", "--stdin-filename", "a.md")
    assert "no name of a commit" in said(blog, "--since=-x")
    assert "no such commit" in said(blog, "--since", "gone")
    write(tmp_path, {"plain/a.md": POST})
    assert "in no git working tree" in said(tmp_path / "plain", "--since", "HEAD")
    assert "install it" in said(blog, "--since", "HEAD", PATH="")
    commit(blog)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{blog}", "shallow")
    shallow = tmp_path / "shallow"
    assert "git fetch --unshallow" in said(shallow, "--since", "HEAD~1")
    assert "git fetch origin +refs/heads/work" in said(shallow, "--since", "origin/work")
    git(tmp_path, "init", "-qb", "main", "empty")
    write(tmp_path, {"empty/a.md": POST})
    assert "no commit yet; name HEAD" in said(tmp_path / "empty", "--since", "main")


def test_before_the_first_commit_all_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-qb", "main")
    run = blint(tmp_path, "check", "--since", "HEAD")
    assert run.returncode == 0, "there may be no posts yet"
    write(tmp_path, {"a.md": POST + NO_ALT, "b.md": POST, "a.png": picture()})
    assert found(check(tmp_path, since="HEAD")) == [("a.md", 11, "image/missing-alt")]
    assert found(check(tmp_path, since="HEAD", untracked=False)) == []
    git(tmp_path, "add", "-A")
    assert found(check(tmp_path, since="HEAD", untracked=False))
    run = blint(tmp_path, "check", "--since", "HEAD", "--output-format", "json")
    assert json.loads(run.stdout)["since"] == {"reference": "HEAD", "base": "", "posts": 2}
    run = blint(tmp_path, "check", "--since", "HEAD", "--language", "en")
    assert "2 posts changed since HEAD (no commit yet); checked 2" in run.stdout.decode()
    run = blint(tmp_path, "check", "--since", "HEAD", "--language", "zh")
    assert "自 HEAD（还没有提交）以来" in run.stdout.decode()


def test_the_last_post_may_be_removed(blog: Path) -> None:
    for post in blog.glob("*.md"):
        post.unlink()
    assert found(check(blog, since="HEAD")) == []
    assert "no posts" in said(blog), "which is a mistake otherwise"


def test_untracked_files_may_be_left_out(blog: Path) -> None:
    write(blog, {"b.md": named("B") + NO_ALT, "c.md": named("C") + NO_ALT})
    git(blog, "add", "c.md")
    (blog / "a.md").write_text((blog / "a.md").read_text() + NO_ALT)
    command = ("check", "--since", "HEAD", "--output-format", "concise", "--fail-on", "never")
    names = {line.partition(b":")[0] for line in blint(blog, *command).stdout.splitlines()}
    assert names == {b"a.md", b"b.md", b"c.md"}
    told = blint(blog, *command, "--no-untracked").stdout
    assert {line.partition(b":")[0] for line in told.splitlines()} == {b"a.md", b"c.md"}
    assert "--no-untracked goes with --since" in said(blog, "--no-untracked")


@pytest.mark.parametrize("untracked", [True, False])
def test_the_index_of_the_commit_that_is_made_counts(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untracked: bool
) -> None:
    """`git commit PATH` has an index of its own, and tells hooks of it."""
    shutil.copyfile(blog / ".git/index", blog / ".git/next-index-1.lock")
    write(blog, {"b.md": POST + NO_ALT})
    git(blog, "add", "b.md")
    assert found(check(blog, since="HEAD", untracked=untracked))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-1.lock")
    assert bool(found(check(blog, since="HEAD", untracked=untracked))) is untracked
    other = tmp_path / "other"
    write(other, {"index": (blog / ".git/index").read_bytes()})
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    write(blog, {".git/index": (blog / ".git/next-index-1.lock").read_bytes()})
    assert found(check(blog, since="HEAD", untracked=False)) == [], "that of another repository"


def test_no_program_that_a_repository_names_is_run(blog: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\ncat\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "core.sshCommand",
    ):
        git(blog, "config", name, str(trap))
    for hook in ("post-index-change", "pre-commit", "fsmonitor-watchman"):
        write(blog, {f".git/hooks/{hook}": trap.read_text()})
        (blog / ".git/hooks" / hook).chmod(0o755)
    write(blog, {".gitattributes": "* filter=x diff=x\n", "b.md": POST + NO_ALT})
    (blog / "a.md").write_text(POST)
    run = blint(
        blog,
        *("check", "--since", "HEAD", "--output-format", "concise", "--fail-on", "never"),
        GIT_EXTERNAL_DIFF=str(trap),
        GIT_PAGER=str(trap),
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"b.md:11" in run.stdout
    assert not (tmp_path / "sprung").exists()
    git(blog, "diff", "HEAD")
    assert (tmp_path / "sprung").exists()  # the trap is one


def test_a_second_working_tree_and_a_folder_reached_by_a_link(blog: Path, tmp_path: Path) -> None:
    git(blog, "worktree", "add", "-q", str(tmp_path / "second"))
    write(tmp_path, {"second/sub/b.md": named("B") + "\n![](../a.png)\n"})
    assert found(check(tmp_path / "second", since="HEAD"))[0][0] == "sub/b.md"
    assert found(check(tmp_path / "second" / "sub", since="HEAD"))[0][0] == "b.md"
    (tmp_path / "link").symlink_to("second")
    assert found(check(tmp_path / "link", since="HEAD"))[0][0] == "sub/b.md"
    assert found(check(blog, since="HEAD")) == []


def test_a_submodule_is_a_repository_of_its_own(blog: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-qb", "main", "outer")
    outer = tmp_path / "outer"
    write(outer, {"a.md": POST})
    git(outer, "submodule", "add", "-q", str(blog), "inner")
    commit(outer)
    write(outer, {"b.md": named("B") + "\n![](gone.png)\n"})
    assert {path for path, _, _ in found(check(outer, since="HEAD"))} == {"b.md"}
    assert found(check(outer, "inner", since="HEAD")) == []
    assert "a run of its own" in said(outer, "a.md", "inner", "--since", "HEAD")


def test_a_heading_that_links_of_other_posts_lead_to(tmp_path):
    """Reworded in one post, it is a finding in another, which the change did not touch."""
    linking = named("A", POST) + "\n[x](./beta.md#the-part)\n\n[y](#gone)\n\n## Mine\n"
    other = named("B", POST) + "\n## The part\n"
    write(tmp_path, {"posts/alpha.md": linking, "posts/beta.md": other})
    write(tmp_path, {"blint.toml": 'generator = "vitepress"\n'})
    git(tmp_path, "init", "-qb", "main")
    commit(tmp_path)
    wishes = {"select": ("link/missing-anchor",), "since": "HEAD"}
    assert not check(tmp_path, **wishes).findings
    write(tmp_path, {"posts/beta.md": other.replace("The part", "The other part")})
    (finding,) = check(tmp_path, **wishes).findings
    assert (finding.path, finding.values["fragment"]) == ("posts/alpha.md", "the-part")


def test_images_that_nothing_names_and_that_git_is_asked_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "image/unused"
    blog, log, program = tmp_path / "blog", tmp_path / "log", tmp_path / "bin/git"
    write(blog, {"blint.toml": f'[rules]\n"{rule}" = "warning"\n'})
    write(blog, {"a.md": FRONT + "![x](a.png)\n", "a.png": picture()})
    write(blog, {f"old-{n}.png": picture(size=(9, n), weight=4000) for n in range(1, 40)})
    git(blog, "init", "-qb", "main")
    commit(blog)
    write(blog, {f"old-{n}.png": picture(size=(9, n), weight=3000) for n in range(1, 38)})
    (blog / "old-38.png").rename(blog / "moved.png")
    write(blog, {"new.png": picture(size=(8, 8))})
    write(
        tmp_path, {"bin/git": f'#!/bin/sh\necho "$@" >> "{log}"\nexec {shutil.which("git")} "$@"'}
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert found(check(blog, since="HEAD"), rule) == [("new.png", 1, rule)]
    assert log.read_text().count("cat-file") <= 3


OF_SITES = ("image/unused", "image/duplicate", "image/orphan-folder")


def test_the_images_of_a_site(blog: Path) -> None:
    rules = "".join(f'"{rule}" = "warning"\n' for rule in OF_SITES)
    write(blog, {"blint.toml": "[rules]\n" + rules, "old.png": picture(size=(9, 9))})
    write(blog, {"c.md": named("C", FRONT) + "![x](used.png)\n", "used.png": picture(size=(8, 9))})
    commit(blog)
    assert found(check(blog), *OF_SITES) == [("old.png", 1, "image/unused")]
    assert found(check(blog, since="HEAD"), *OF_SITES) == []
    write(blog, {"new.png": picture(size=(7, 9)), "twice.png": picture(size=(8, 9))})
    (blog / "c.md").write_text(named("C", FRONT) + "![x](twice.png)\n")
    git(blog, "mv", "old.png", "moved.png")
    assert found(check(blog, since="HEAD"), *OF_SITES) == [
        ("new.png", 1, "image/unused"),
        ("used.png", 1, "image/unused"),
    ]
