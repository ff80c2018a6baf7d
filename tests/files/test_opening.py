"""What others have written is opened without waiting, up to a limit, and never outside."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support import write

from blint.files.opening import ANYWHERE, Boundary, Refused
from blint.files.writing import replacing

links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


def refusal(folder: Path, name: str, most: int = 100) -> str:
    with pytest.raises(Refused) as caught:
        Boundary(str(folder)).read(str(folder / name), most)
    return caught.value.reason


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path, {"outside/a.md": "secret", "site/a.md": "text", "site/in/b.md": "more"})
    return tmp_path / "site"


def test_what_is_read(site: Path) -> None:
    boundary = Boundary(str(site))
    assert boundary.read(str(site / "a.md"), 4) == b"text"
    assert boundary.read(str(site / "in/b.md"), 100) == b"more"
    assert refusal(site, "a.md", 3) == "too-large"
    assert refusal(site, "../outside/a.md") == "outside"
    with pytest.raises(OSError, match=r"No such file|cannot find"):
        boundary.read(str(site / "none.md"), 100)
    with pytest.raises(ValueError, match="null"):
        boundary.read(str(site / "a\0.md"), 100)


@links
def test_links(site: Path) -> None:
    (site / "near.md").symlink_to("in/b.md")
    (site / "far.md").symlink_to("../outside/a.md")
    (site / "far").symlink_to("../outside")
    (site / "near").symlink_to("in")
    (site / "loop").symlink_to("loop")
    boundary = Boundary(str(site))
    assert boundary.read(str(site / "near.md"), 100) == b"more"
    assert boundary.read(str(site / "near/b.md"), 100) == b"more"
    assert refusal(site, "far.md") == "outside"
    assert refusal(site, "far/a.md") == "outside"
    assert boundary.leads_out(str(site / "far"))
    assert not boundary.leads_out(str(site / "near"))
    with pytest.raises(OSError, match="symbolic links"):
        boundary.read(str(site / "loop"), 100)
    with pytest.raises(Refused), boundary.scan(str(site / "far")):
        pass
    with boundary.scan(str(site / "near")) as entries:
        assert [entry.name for entry in entries] == ["b.md"]
    assert ANYWHERE.read(str(site / "far.md"), 100) == b"secret"


@links
def test_what_is_swapped_for_a_link_after_it_was_looked_at(site: Path) -> None:
    boundary = Boundary(str(site))
    assert not boundary.leads_out(str(site / "in"))
    (site / "in/b.md").unlink()
    (site / "in/b.md").symlink_to(site.parent / "outside/a.md")
    with pytest.raises(Refused):
        boundary.read(str(site / "in/b.md"), 100)
    (site / "in").rename(site / "was")
    (site / "in").symlink_to(site.parent / "outside")
    with pytest.raises(Refused):
        boundary.read(str(site / "in/a.md"), 100)
    with pytest.raises(Refused), boundary.scan(str(site / "in")):
        pass


@links
def test_a_boundary_that_is_a_link_holds_what_is_behind_it(site: Path) -> None:
    alias = site.parent / "alias"
    alias.symlink_to(site)
    assert Boundary(str(alias)).read(str(alias / "a.md"), 100) == b"text"
    assert Boundary(str(site)).read(str(alias / "a.md"), 100) == b"text"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_what_would_never_end(site: Path) -> None:
    os.mkfifo(site / "pipe")
    (site / "null").symlink_to("/dev/zero")
    assert refusal(site, "pipe") == "not-regular"
    assert refusal(site, "in") == "not-regular"
    assert refusal(site, "null") == "outside"
    with pytest.raises(Refused) as caught:
        ANYWHERE.read("/dev/zero", 100)
    assert caught.value.reason == "not-regular"
    with pytest.raises(OSError), Boundary(str(site)).scan(str(site / "pipe")):  # noqa: PT011
        pass


def test_a_file_is_written_whole_or_not_at_all(site: Path) -> None:
    path = site / "report.json"
    with replacing(str(path)) as file:
        file.write("one\n")
    assert path.read_bytes() == b"one\n"
    with suppress(KeyboardInterrupt), replacing(str(path)) as file:
        file.write("two\n")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"one\n"
    assert sorted(os.listdir(site)) == ["a.md", "in", "report.json"]


@links
def test_a_link_is_not_written_through(site: Path) -> None:
    path, target = site / "report.json", site.parent / "outside/a.md"
    path.symlink_to(target)
    with replacing(str(path)) as file:
        file.write("new\n")
    assert target.read_text() == "secret"
    assert path.read_text() == "new\n"
    assert not path.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_file_keeps_its_mode(site: Path) -> None:
    path = site / "report.json"
    path.write_text("old")
    path.chmod(0o640)
    with replacing(str(path)) as file:
        file.write("new")
    assert path.stat().st_mode & 0o777 == 0o640
