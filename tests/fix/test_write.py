"""Writing: a file is the old one or the new one, whatever happens."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from blint.files.opening import Boundary
from blint.fix.write import NotWritten, create, remove, replace

OLD, NEW = b"old\n", b"new, and longer\n"


@pytest.fixture(params=["repository", "folder"])
def site(request, tmp_path):
    if request.param == "repository":
        (tmp_path / ".git").mkdir()
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_bytes(OLD)
    return tmp_path


def names(site: Path) -> set[str]:
    return {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}


def refusal(call, *arguments, **named) -> str:
    with pytest.raises(NotWritten) as caught:
        call(*arguments, **named)
    return caught.value.reason


def test_replaces_and_leaves_nothing_else(site):
    post = site / "posts" / "a.md"
    post.chmod(0o640)
    replace(str(post), OLD, NEW, Boundary(str(site)))
    assert post.read_bytes() == NEW
    assert stat.S_IMODE(post.stat().st_mode) == 0o640
    assert names(site) == {"posts/a.md"}


def test_a_post_that_is_a_link_stays_one(site):
    link = site / "posts" / "b.md"
    link.symlink_to("a.md")
    replace(str(link), OLD, NEW, Boundary(str(site)))
    assert link.is_symlink()
    assert (site / "posts" / "a.md").read_bytes() == NEW


def test_what_is_not_written(site, tmp_path_factory):
    boundary, post = Boundary(str(site)), site / "posts" / "a.md"
    outside = tmp_path_factory.mktemp("outside") / "c.md"
    outside.write_bytes(OLD)
    (site / "posts" / "c.md").symlink_to(outside)
    assert refusal(replace, str(post), b"odd\n", NEW, boundary) == "changed"
    assert refusal(replace, str(post), OLD + OLD, NEW, boundary) == "changed"
    assert refusal(replace, str(post), b"o", NEW, boundary) == "changed"
    assert refusal(replace, str(site / "posts" / "c.md"), OLD, NEW, boundary) == "outside"
    assert refusal(replace, str(site / "posts" / "d.md"), OLD, NEW, boundary) == "failed"
    assert refusal(create, str(post), NEW, boundary) == "exists"
    assert refusal(create, str(site / "nowhere" / "d.md"), NEW, boundary) == "failed"
    assert refusal(remove, str(post), NEW, boundary) == "changed"
    post.chmod(0o444)
    assert refusal(replace, str(post), OLD, NEW, boundary) == "read-only"
    assert refusal(remove, str(post), OLD, boundary) == "read-only"
    assert post.read_bytes() == outside.read_bytes() == OLD
    assert names(site) == {"posts/a.md", "posts/c.md"}


def test_creates_and_removes(site):
    boundary, post = Boundary(str(site)), site / "posts" / "a.md"
    post.chmod(0o600)
    create(str(site / "posts" / "b.md"), NEW, boundary, like=str(post))
    assert (site / "posts" / "b.md").read_bytes() == NEW
    assert stat.S_IMODE((site / "posts" / "b.md").stat().st_mode) == 0o600
    remove(str(post), OLD, boundary)
    assert names(site) == {"posts/b.md"}


def test_what_a_killed_process_left_is_removed(site):
    ended = os.fork()
    if not ended:
        os._exit(0)
    os.waitpid(ended, 0)
    folder = site / ".git" if (site / ".git").is_dir() else site / "posts"
    left = folder / f".blint-{ended}-0123456789ab.tmp"
    of_another = folder / f".blint-{os.getppid()}-0123456789ab.tmp"
    left.write_bytes(b"half")
    of_another.write_bytes(b"half")
    replace(str(site / "posts" / "a.md"), OLD, NEW, Boundary(str(site)))
    assert not left.exists()
    assert of_another.exists()


def test_on_a_full_disk_the_old_file_stays(site):
    resource = pytest.importorskip("resource", reason="only POSIX has limits on files")
    post = site / "posts" / "a.md"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # bytes of a file
    try:
        assert refusal(replace, str(post), OLD, NEW * 100, Boundary(str(site))) == "failed"
        assert refusal(create, str(site / "b.md"), NEW * 100, Boundary(str(site))) == "failed"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert post.read_bytes() == OLD
    assert names(site) == {"posts/a.md"}
