"""Answers about files: what stands at a path, under which name, and where nothing is looked at."""

from __future__ import annotations

import stat
import sys
from types import SimpleNamespace

import pytest
from support import FRONT, POST, check, found, picture, write

from blint.files.disk import DIRECTORY, FILE, MISSING, OUTSIDE, WRONG_CASE, Files, is_junction
from blint.workspace.discovery import Workspace

VITEPRESS = {".git/": "", "src/.vitepress/config.ts": "export default {}\n"}


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("cup.jpeg", "cups.jpeg"),
        ("cups.png", "cups.jpeg"),
        ("./cup.jpeg", "./cups.jpeg"),
        ("../image/photo.png", "../images/photo.png"),
        ("images/photo.png", "../images/photo.png"),
        ("photo-of-us.png", "/photo-of-us.png"),
        ("nothing-like-it.gif", ""),
    ],
)
def test_the_nearest_existing_name(tmp_path, written, nearest):
    files = {
        "src/posts/a.md": FRONT + f"![a]({written})\n",
        "src/posts/cups.jpeg": picture("JPEG"),
        "src/images/photo.png": picture(),
        "src/public/photo-of-us.png": picture(),
    }
    write(tmp_path, VITEPRESS | files)
    (finding,) = check(tmp_path, "src/posts", select=("image/missing",), language="en").findings
    assert finding.hint == (
        f"did you mean {nearest}?" if nearest else "add the file, or correct the path"
    )


def test_answers_about_files(tmp_path):
    write(tmp_path, {"Images/Café.png": "x", "deep/er/": ""})
    files = Files(str(tmp_path))

    def kind(path):
        return files.look(str(tmp_path / path)).kind

    assert kind("Images/Café.png") == FILE
    assert kind("images/café.PNG") == WRONG_CASE
    assert kind("Images/Cafe\u0301.png") == WRONG_CASE
    assert kind("Images/Cafe.png") == MISSING
    assert kind("Images/Café.png/x") == MISSING
    assert kind("deep") == DIRECTORY
    assert kind("deep/../Images/Café.png") == FILE
    assert kind("../x") == OUTSIDE
    assert kind("x\0y") == MISSING
    assert kind("x" * 5000) == MISSING


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
def test_links(tmp_path):
    outside = tmp_path / "outside"
    inside = tmp_path / "repository"
    write(outside, {"secret.png": picture(), "secret.md": POST})
    write(inside, {".git/": "", "real.png": picture(), "posts/a.md": FRONT + "![a](../out.png)\n"})
    (inside / "out.png").symlink_to(outside / "secret.png")
    (inside / "folder").symlink_to(outside)
    (inside / "in.png").symlink_to("real.png")
    (inside / "nowhere.png").symlink_to("gone.png")
    (inside / "loop.png").symlink_to("loop.png")
    (inside / "posts/b.md").symlink_to(outside / "secret.md")
    files = Files(str(inside))
    assert files.look(str(inside / "out.png")).kind == OUTSIDE
    assert files.look(str(inside / "folder/secret.png")).kind == OUTSIDE
    assert files.look(str(inside / "in.png")).kind == FILE
    assert files.look(str(inside / "nowhere.png")).kind == MISSING
    assert files.look(str(inside / "loop.png")).kind == MISSING
    result = check(inside, "posts", select=("image", "input"))
    assert found(result) == [
        ("posts/a.md", 5, "image/outside-site"),
        ("posts/b.md", 1, "input/unreadable"),
    ]
    assert result.images == 0  # nothing outside was opened


@pytest.mark.parametrize(
    ("tag", "junction"),
    [("IO_REPARSE_TAG_MOUNT_POINT", True), ("IO_REPARSE_TAG_APPEXECLINK", False), ("", False)],
)
def test_junctions_are_links(tag, junction):
    """By what Windows reports of a folder."""
    status = SimpleNamespace(st_reparse_tag=getattr(stat, tag, 0xA0000003 * junction))
    entry = SimpleNamespace(stat=lambda follow_symlinks: status)
    assert is_junction(entry, there_are=True) is junction
    assert not is_junction(entry, there_are=False)


@pytest.mark.skipif(sys.platform != "win32", reason="Windows has junctions")
def test_a_junction_that_leads_outside(tmp_path):
    from _winapi import CreateJunction

    post = FRONT + "![a](../images/secret.png)\n"
    write(tmp_path, {"outside/secret.png": picture(), "outside/secret.md": POST})
    write(tmp_path / "inside", {".git/": "", "posts/a.md": post})
    CreateJunction(str(tmp_path / "outside"), str(tmp_path / "inside/images"))
    result = check(tmp_path / "inside", ".", select=("image",))
    assert found(result) == [("posts/a.md", 5, "image/outside-site")]
    assert (result.posts, result.images) == (1, 0)


def test_the_root_of_a_disk_may_be_the_limit(tmp_path):
    write(tmp_path, {"a.png": picture()})
    files = Files(tmp_path.anchor)
    assert files.look(tmp_path.anchor).kind == DIRECTORY
    assert files.look(str(tmp_path / "a.png")) == (FILE, str(tmp_path / "a.png"))
    assert files.look(str(tmp_path / "b.png")).kind == MISSING


def test_without_a_repository_the_folder_above_is_the_limit(tmp_path, monkeypatch):
    write(tmp_path / "x/site", {"posts/a.md": FRONT + "![a](../a.png) ![b](../../b.png)\n"})
    write(tmp_path / "x", {"site/a.png": picture(), "b.png": picture()})
    monkeypatch.chdir(tmp_path.anchor)
    workspace = Workspace()
    (post,) = workspace.posts([str(tmp_path / "x/site/posts")])
    look = post.site.files.look
    assert look(str(tmp_path / "x/site/a.png")).kind == FILE
    # from the root the working directory holds everything, so it is the limit
    assert look(str(tmp_path / "x/b.png")).kind == FILE
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (post,) = Workspace().posts([str(tmp_path / "x/site/posts")])
    assert post.site.files.look(str(tmp_path / "x/b.png")).kind == OUTSIDE


def test_an_image_is_asked_once(tmp_path):
    post = FRONT + "Text.\n\n<!-- more -->\n\n![a](x.png) ![b](./x.png)\n"
    write(tmp_path, {".git/": "", "posts/a.md": post, "posts/b.md": post, "posts/x.png": picture()})
    assert check(tmp_path, "posts").images == 1
    files, path = Files(str(tmp_path)), tmp_path / "posts/x.png"
    facts = files.image(str(path))
    path.write_bytes(b"another")
    assert files.image(str(path)) is facts
