"""Runs that take answers of earlier ones say what runs without a cache say."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import environment
from support import POST, ROOT, check, picture, write

from blint.engine.cache.keys import CacheKeys, digest, stable
from blint.engine.cache.limits import Limits
from blint.engine.cache.policy import place
from blint.engine.cache.questions import stamp
from blint.engine.cache.store import is_ours
from blint.engine.check import check_post
from blint.engine.run import Means
from blint.errors import BlintError
from blint.post.reading import Unreadable
from blint.report.formats import render
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace

_POSIX = os.name == "posix"
TICK = 0.02  # seconds; a file system's clock is not finer than a jiffy


# Few posts are cached, too, and files that were changed just now.
SMALL = Limits(margin=int(TICK * 1e9))


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("BLINT_CACHE_DIR", str(tmp_path / "cache"))


class Checked(list):
    """Checks posts, and keeps the names of those that were really checked."""

    def __call__(self, post, *rest):
        self.append(Path(post.path).name)
        return check_post(post, *rest)


@pytest.fixture
def checked():
    return Checked()


def said(folder: Path, checker=check_post, *, limits: Limits = SMALL, **wishes: object) -> object:
    """All that a run says, or why there is none."""
    time.sleep(TICK * 1.5)
    means = Means(enough_for_cache=1, limits=limits, check_post=checker)
    try:
        run = check(folder, means=means, **wishes)._replace(seconds=0.0)
    except BlintError as error:
        return str(error)
    reports = []
    for name in ("full", "json", "concise"):
        out = io.StringIO()
        render(name, run, out)
        reports.append(out.getvalue())
    return run, [type(value) for f in run.findings for value in f.values.values()], reports


def agrees(folder: Path, *checker, **wishes: object) -> object:
    """What a cached run says: the same as one without."""
    first = said(folder, *checker, **wishes)
    assert first == said(folder, *checker, cached=False, **wishes)
    return first


BLOG = {
    ".git/": "",
    "blint.toml": 'posts = ["posts/*.md"]\n',
    "posts/one.md": POST + "![](a.png)\n\n![x](b.png)\n",
    "posts/two.md": POST + "![x](gone.png)\n",
    "posts/three.md": POST,
    "posts/a.png": picture(weight=900),
    "posts/b.png": picture("JPEG", weight=900),
}


@pytest.fixture
def blog(tmp_path):
    write(tmp_path / "blog", BLOG)
    return tmp_path / "blog"


# --- the same answers ----------------------------------------------------------------------------

_POSTS = ("one", "two", "three", "four")
_IMAGES = ("a.png", "b.png", "A.png", "sub/c.png", "gon.png")
_BODIES = (
    POST,
    POST + "![](a.png)\n",
    POST + "![x](b.png) ![y](sub/c.png)\n",
    POST + "![x](gone.png) ![y](A.png)\n",
    POST + "![x](../outside/x.png) ![y](link.png)\n",
    "---\ntitle: \n---\n<!--more-->\n\n| a |\n| - |\n| 1 | 2 |\n",
    "no front matter ![x](/a.png)\n",
    b"---\ntitle: \xff\n---\n",
)
_PICTURES = (
    picture(weight=900),
    picture(size=(3000, 2), weight=900),
    picture("JPEG", weight=900),
    picture(weight=600_000),
    b"x" * 900,
    b"",
)
_CONFIGS = (
    'posts = ["posts/*.md"]\n',
    'posts = ["posts/*.md"]\nlanguage = "zh"\n',
    'posts = ["posts/*.md"]\n[rules]\n"image/too-heavy" = { max-size = "500 B" }\n',
    'posts = ["posts/*.md"]\nrule-pages = ["pages"]\n',
    'posts = ["posts/*.md"]\n[rules]\n"front-matter/invalid-field" = { schema = "schema.json" }\n',
    'posts = ["posts/*.md"]\n[[overrides]]\npaths = ["posts/t*"]\nrules = { image = "off" }\n',
    'posts = ["posts/*.md"]\n[site]\nmarker = "<!-- cut -->"\npublic = ["posts/sub"]\n',
)
_SCHEMAS = ('{"required": ["x"]}', '{"required": ["title"]}', '{"required": "', "")
_PAGE = """---
severity: warning
check: front_matter.missing_field
options:
  fields: [{}]
message:
  en: no {}
---
# house/cover

No {}.
"""
_SITES = ('export default { base: "/sub/" }\n', "export default {}\n", None)

numbers = st.integers(0, 5)
operations = st.lists(
    st.tuples(
        st.sampled_from(
            "edit edit delete rename swap draw draw draw redraw unlink move touch folder link"
            " configure configure schema page site".split()
        ),
        numbers,
        numbers,
    ),
    min_size=1,
    max_size=8,
)


def _pick(values, number):
    return values[number % len(values)]


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _put(path: Path, content: str | bytes | None) -> None:
    if path.is_dir() or path.is_symlink() or content is None:
        _clear(path)
    if content is not None:
        write(path.parent, {path.name: content})


def _operate(blog: Path, name: str, first: int, second: int) -> None:
    posts = blog / "posts"
    post, other = (posts / f"{_pick(_POSTS, n)}.md" for n in (first, second))
    image, another = (posts / _pick(_IMAGES, n) for n in (first, second))
    if name == "edit":
        _put(post, _pick(_BODIES, second))
    elif name == "draw":
        _put(image, _pick(_PICTURES, second))
    elif name == "redraw" and _POSIX and image.is_file():
        # As far as size and mtime tell, nothing happened; Windows tells no time of changes.
        before = image.stat()
        size = before.st_size
        image.write_bytes(_pick(_PICTURES, second)[:size].ljust(size, b"\0"))
        os.utime(image, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif name == "delete" and len(list(posts.glob("*.md"))) > 1:
        _clear(post)
    elif name == "unlink":
        _clear(image)
    elif name in ("rename", "move"):
        source, target = (post, other) if name == "rename" else (image, another)
        if source.exists() and source != target:
            _clear(target)
            target.parent.mkdir(exist_ok=True)
            source.rename(target)
    elif name == "swap" and post.exists() and other.exists() and post != other:
        post.rename(posts / "third")
        other.rename(post)
        (posts / "third").rename(other)
    elif name == "touch" and image.exists():
        os.utime(image, ns=(0, (time.time_ns() + (second - 3) * 10**12)))
    elif name == "folder":
        _clear(image)
        image.mkdir(parents=True)
    elif name == "link" and _POSIX:  # Windows asks for a privilege
        _clear(posts / "link.png")
        targets = ("a.png", "../../elsewhere.png", "nowhere", "sub", "link.png", "b.png")
        (posts / "link.png").symlink_to(_pick(targets, second))
    elif name == "configure":
        _put(blog / "blint.toml", _pick(_CONFIGS, first))
    elif name == "schema":
        _put(blog / "schema.json", _pick(_SCHEMAS, first))
    elif name == "page":
        _put(blog / "pages/house/cover.md", _PAGE.replace("{}", _pick(("cover", "title"), first)))
    elif name == "site":
        _put(blog / ".vitepress/config.ts", _pick(_SITES, first))


@settings(max_examples=15)
@given(operations)
def test_whatever_happens_to_the_files(steps):
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLINT_CACHE_DIR", f"{name}/cache")
        blog = Path(name, "blog")
        write(blog, BLOG)
        write(blog, {"schema.json": _SCHEMAS[0], "pages/house/cover.md": _PAGE.replace("{}", "x")})
        (blog.parent / "elsewhere.png").write_bytes(_PICTURES[1])
        said(blog)
        for step in steps:
            _operate(blog, *step)
            agrees(blog)


@pytest.mark.parametrize("config", _CONFIGS)
def test_unchanged_posts_are_not_checked_again(blog, checked, config):
    write(
        blog,
        {
            "blint.toml": config,
            "schema.json": _SCHEMAS[0],
            "pages/house/cover.md": _PAGE.replace("{}", "x"),
            "posts/link.md": _BODIES[4],
            "posts/bytes.md": _BODIES[7],
        },
    )
    first = said(blog, checked)
    assert len(checked) == 5
    assert said(blog, checked) == first
    assert len(checked) == 5


@pytest.mark.parametrize(
    ("file", "content", "again"),
    [
        ("posts/two.md", POST + "More.\n", {"two.md"}),
        ("posts/a.png", picture(size=(9, 9), weight=900), {"one.md"}),
        ("posts/gone.png", picture(), {"two.md"}),
        ("posts/other.png", picture(), set()),
        ("posts/gone2.png", picture(), {"two.md"}),
        ("posts/gone.gif", picture("GIF"), {"two.md"}),  # what is meant, by its name
        ("blint.toml", 'language = "zh"\n' + BLOG["blint.toml"], {"one.md", "two.md", "three.md"}),
    ],
)
def test_only_what_a_change_touches_is_checked_again(blog, checked, file, content, again):
    said(blog, checked)
    checked.clear()
    write(blog, {file: content})
    said(blog, checked)
    assert set(checked) == again
    agrees(blog, checked)


def test_a_file_that_is_only_looked_for(blog, checked):
    write(blog, {"posts/two.md": POST + '<video src="clip.mp4"></video>\n', "posts/clip.mp4": "x"})
    said(blog, checked)
    (blog / "posts/clip.mp4").unlink()
    checked.clear()
    agrees(blog, checked)
    assert checked[0] == "two.md"


@pytest.mark.parametrize("generator", ["hugo", "zola"])
def test_the_address_of_another_page(tmp_path, checked, generator):
    """A path from the root may lead to the files of any page, wherever that is published."""
    page = "---\ntitle: A title\ndate: 2024-01-02\n{}\n---\n\nA text.\n\n"
    site = {
        "config.toml": 'base_url = "https://example.org"\n',
        "blint.toml": f'generator = "{generator}"\nposts = ["content/posts/**/index.md"]\n',
        "content/posts/shown/index.md": page.format("slug: shown"),
        "content/posts/shown/a.png": picture(),
        "content/posts/beside/index.md": page.format("") + "![words](a.png)\n",
        "content/posts/beside/a.png": picture(),
        "content/posts/rooted/index.md": page.format("") + "![words](/posts/shown/a.png)\n",
    }
    write(tmp_path / "site", site)
    first = agrees(tmp_path / "site", checked)
    checked.clear()
    assert said(tmp_path / "site", checked) == first
    assert checked == []
    moved = page.format("slug: elsewhere")
    write(tmp_path / "site", {"content/posts/shown/index.md": moved})
    assert agrees(tmp_path / "site") != first


def test_a_touched_image_is_read_again_and_the_post_is_not(blog, checked):
    first = said(blog, checked)
    checked.clear()
    for moment in (1, time.time() + 10**7, time.time() - 5):  # clocks are set back and forth
        os.utime(blog / "posts/a.png", (moment, moment))
        assert said(blog, checked) == first
    assert checked == []


def test_an_image_changed_just_now_has_no_stamp(blog):
    image = str(blog / "posts/a.png")
    assert stamp(image, Limits(margin=10**12)) == ""
    os.utime(image, (0, 0))  # the other time tells
    assert stamp(image, Limits(margin=10**12)) == ""
    assert stamp(image, Limits(margin=-(10**12)))


def in_days(days: int) -> Limits:
    return SMALL._replace(clock=lambda: time.time_ns() + days * 86400 * 10**9)


@pytest.mark.parametrize("days", [-400, -1, 1, 8, 400])
def test_when_the_clock_jumps(blog, days):
    agrees(blog)
    jumped = in_days(days)
    agrees(blog, limits=jumped)
    write(blog, {"posts/two.md": POST})
    agrees(blog, limits=jumped)
    agrees(blog)


def test_what_is_asked_makes_a_difference(blog, checked):
    said(blog, checked)
    for wishes in ({"select": ("image",)}, {"language": "zh"}, {"ignore": ("image/missing",)}):
        checked.clear()
        agrees(blog, checked, **wishes)
        assert checked
    checked.clear()
    said(blog / "posts", checked)  # another working directory: messages name paths from there
    assert checked
    post = Workspace().post(str(blog / "posts/one.md"))
    plan = Planner().plan(post)
    assert CacheKeys("en", "0.0.1").of(plan, post.built) != CacheKeys("en").of(plan, post.built)


def test_a_post_that_was_too_slow_is_tried_again(blog, checked):
    def slow(post, plan, language, data):
        if not post.path.endswith("two.md"):
            return check_post(post, plan, language, data)
        late = Unreadable("too-slow", {"seconds": 5})
        return check_post(post, plan, language, late)._replace(final=False)

    assert "input/unreadable" in {f.rule for f in said(blog, slow)[0].findings}
    assert "input/unreadable" not in {f.rule for f in said(blog, checked)[0].findings}
    assert checked == ["two.md"]


def test_standard_input_is_not_cached(blog, checked):
    said(blog, checked)
    path = str(blog / "posts/three.md")
    assert said(blog, checked, given={path: POST.encode()}) == said(
        blog, checked, cached=False, given={path: POST.encode()}
    )
    assert checked[-2:] == ["three.md", "three.md"]


def test_few_posts_are_not_worth_it(blog, monkeypatch, tmp_path):
    monkeypatch.setenv("BLINT_CACHE_DIR", str(tmp_path / "few"))
    check(blog)
    assert not (tmp_path / "few").exists()


def test_every_generator_has_a_key(tmp_path):
    """Or its posts would never be cached, and nobody would notice."""
    from blint.generators.registry import NAMES

    sites = sorted(path for path in (ROOT / "tests/real").glob("*/site*") if path.is_dir())
    sites += [tmp_path]
    for site in sites:
        for name in NAMES:
            post = Workspace("", (f'generator = "{name}"',)).post(str(site / "posts/x.md"))
            assert CacheKeys("en").of(Planner().plan(post), post.built), (site, name)


def _counted(number: int):
    return lambda: number


def test_what_has_no_stable_form():
    forms = [None, 0, False, "", b"", (), [], {}, set(), {"a": 1, "b": 2}, {"b": 2, "a": 1}]
    forms += [_counted(1), _counted(2), _counted, re.compile("x"), re.compile("x", re.IGNORECASE)]
    assert len({repr(stable(form)) for form in forms}) == len(forms)
    assert stable({"a", "b", "c"}) == stable({"c", "b", "a"})
    with pytest.raises(TypeError):
        stable(object())


# --- the place -----------------------------------------------------------------------------------


def _file(folder: Path) -> Path:
    (found,) = folder.glob("*.sqlite")
    return found


def test_the_folder(blog, tmp_path):
    said(blog)
    folder = tmp_path / "cache"
    assert (
        (folder / "CACHEDIR.TAG")
        .read_text(encoding="utf-8")
        .startswith("Signature: 8a477f597d28d172789f06886")
    )
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert _file(folder).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in blog.iterdir()) == [".git", "blint.toml", "posts"]


def test_where_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("BLINT_CACHE_DIR", str(tmp_path / "own"))
    assert place() == str(tmp_path / "own")
    monkeypatch.delenv("BLINT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert place() == str(tmp_path / "blint")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # counts as absent
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    home = "USERPROFILE" if os.name == "nt" else "HOME"
    monkeypatch.setenv(home, str(tmp_path))
    assert place() == str(tmp_path / ".cache/blint")
    monkeypatch.setenv(home, str(tmp_path / "nobody"))
    assert place() == ""


_DAMAGES = {
    "empty": lambda data: b"",
    "short": lambda data: data[:50],
    "half": lambda data: data[: len(data) // 2],
    "text": lambda data: b"not a database" * 500,
    "zeros": lambda data: data[:100] + bytes(len(data) - 100),
    "longer": lambda data: data + b"x" * 4096,
}


@pytest.mark.parametrize("damage", _DAMAGES)
def test_a_damaged_file(blog, tmp_path, checked, damage):
    first = said(blog, checked)
    path = _file(tmp_path / "cache")
    path.write_bytes(_DAMAGES[damage](path.read_bytes()))
    assert said(blog, checked) == first
    assert agrees(blog, checked) == first
    checked.clear()
    assert said(blog, checked) == first
    assert checked == []  # it was made anew


def test_any_damaged_byte(blog, tmp_path):
    first = said(blog, cached=False)
    said(blog)
    path = _file(tmp_path / "cache")
    data = path.read_bytes()
    dice = random.Random(1)
    for _ in range(25):
        damaged = bytearray(data)
        for _ in range(20):
            damaged[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(damaged)
        assert check(blog)._replace(seconds=0.0) == first[0]


def test_a_foreign_database(blog, tmp_path, checked):
    first = said(blog, checked)
    path = _file(tmp_path / "cache")
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE answers (path, used, state, asked, found, seal)")
        database.execute("CREATE VIEW other AS SELECT 1")
    assert said(blog, checked) == first
    checked.clear()
    assert said(blog, checked) == first
    assert checked == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("found", b"[[], []]"),
        ("found", b"null"),
        ("asked", b"[{}, {}, []]"),
        ("asked", b"[" * 100_000),
        ("asked", b'[{}, {"/etc/passwd": ["", 1]}, []]'),
        ("asked", b'[{}, {}, [["top", "", ""]]]'),
        ("found", b'[[["r", "error", 1, 1, 1, 1, "", "", "", "", {"over": 1e999}, 1]], []]'),
        ("found", b'[[["r", "fatal", 1, 1, 1, 1, "", "", "", "", {}, null]], []]'),
        ("found", b'[[["r", "error", 0, 1, 1, 1, "", "", "", "", {}, null]], []]'),
        ("used", "yesterday"),
        ("state", None),
    ],
)
@pytest.mark.parametrize("sealed", [False, True])
def test_an_answer_of_another_form(blog, tmp_path, column, value, sealed):
    """Without a right seal it is none; with one, by somebody hostile, it does no harm."""
    first = said(blog)
    path = _file(tmp_path / "cache")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE answers SET {column} = ?", (value,))
        rows = database.execute("SELECT path, state, asked, found FROM answers").fetchall()
        for key, *content in rows if sealed else ():
            with contextlib.suppress(TypeError):
                seal = digest(path.name.encode(), key, *content)
                database.execute("UPDATE answers SET seal = ? WHERE path = ?", (seal, key))
        database.commit()
    wrong = sealed and value in (b"[[], []]", b"[{}, {}, []]")
    assert (said(blog) == first) or wrong


@pytest.mark.skipif(os.name != "posix", reason="symbolic links and owners")
def test_nothing_is_written_through_a_planted_link(blog, tmp_path):
    first = said(blog)
    path = _file(tmp_path / "cache")
    target = tmp_path / "precious"
    target.write_text("mine", encoding="utf-8")
    path.unlink()
    path.symlink_to(target)
    assert said(blog) == first
    assert target.read_text(encoding="utf-8") == "mine"
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "real").mkdir()
    (tmp_path / "cache").symlink_to(tmp_path / "real")
    assert said(blog) == first
    assert not any((tmp_path / "real").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_left_alone(blog, tmp_path, mode):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(mode)
    said(blog)
    assert not any((tmp_path / "cache").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions")
@pytest.mark.parametrize("mode", [0o602, 0o620])
def test_a_file_that_others_may_write_to_is_not_read(blog, tmp_path, checked, mode):
    first = said(blog, checked)
    _file(tmp_path / "cache").chmod(mode)
    del checked[:]
    assert said(blog, checked) == first
    assert sorted(checked) == ["one.md", "three.md", "two.md"]


@pytest.mark.skipif(os.name != "posix", reason="permissions")
@pytest.mark.parametrize(("mode", "kept"), [(0o1777, True), (0o755, True), (0o777, False)])
def test_a_folder_that_others_may_put_in_place_is_left_alone(
    blog, tmp_path, monkeypatch, mode, kept
):
    """Whoever may write to a folder above can take the cache away and put another there."""
    above = tmp_path / "above"
    above.mkdir()
    above.chmod(mode)
    monkeypatch.setenv("BLINT_CACHE_DIR", str(above / "deep" / "cache"))
    said(blog)
    assert (above / "deep").exists() is kept


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives folders away"
)
@pytest.mark.parametrize(
    ("owner", "mode", "kept"),
    [((0, 54321), 0o775, False), ((0, 0), 0o775, True), ((54321, 0), 0o755, False)],
)
def test_the_owner_and_the_group_of_a_folder_above(blog, tmp_path, monkeypatch, owner, mode, kept):
    above = tmp_path / "above"
    above.mkdir()
    os.chown(above, *owner)
    above.chmod(mode)
    monkeypatch.setenv("BLINT_CACHE_DIR", str(above / "cache"))
    said(blog)
    assert (above / "cache").exists() is kept


def test_where_modes_tell_nothing(tmp_path):
    """On Windows everybody seems to be let write everything."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    assert is_ours(str(tmp_path / "cache"), stat.S_ISDIR, None)
    assert not is_ours(str(tmp_path / "cache"), stat.S_ISREG, None)
    if hasattr(os, "geteuid"):
        assert not is_ours(str(tmp_path / "cache"), stat.S_ISDIR, os.geteuid())


def test_a_place_that_is_a_file(blog, tmp_path):
    (tmp_path / "cache").write_text("", encoding="utf-8")
    agrees(blog)


def test_a_file_that_cannot_be_written(blog, tmp_path, monkeypatch):
    first = said(blog)
    connect = sqlite3.connect

    def read_only(path, **options):
        return connect(f"file:{path}?mode=ro", uri=True, **options)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    assert said(blog) == first
    write(blog, {"posts/two.md": POST})
    agrees(blog)


def test_a_locked_file(blog, tmp_path):
    impatient = SMALL._replace(patience=0.05)
    first = said(blog)
    with contextlib.closing(sqlite3.connect(_file(tmp_path / "cache"))) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert said(blog, limits=impatient) == first
    assert said(blog) == first


def test_a_full_file(blog):
    limits = SMALL._replace(largest_file=16 << 10)
    write(blog, {f"posts/p{n}.md": POST + "![](a.png)\n" * 40 for n in range(5)})
    agrees(blog, limits=limits)
    agrees(blog, limits=limits)


def test_old_files_go(blog, tmp_path):
    said(blog)
    path = _file(tmp_path / "cache")
    old, large = (path.with_name(f"{name}.sqlite") for name in ("old", "large"))
    for other in (old, large):
        shutil.copy(path, other)
    os.utime(old, (0, 0))
    write(blog, {"posts/two.md": POST})
    said(blog)
    assert not old.exists()
    assert large.exists()
    write(blog, {"posts/two.md": POST + "x"})
    said(blog, limits=SMALL._replace(largest_folder=1))
    assert not large.exists()
    assert path.exists()


def test_old_answers_go(blog, tmp_path):
    said(blog)
    (blog / "posts/two.md").unlink()
    said(blog, limits=in_days(20))  # which uses the others
    write(blog, {"posts/three.md": POST + "x"})
    said(blog, limits=in_days(40))
    with contextlib.closing(sqlite3.connect(_file(tmp_path / "cache"))) as database:
        paths = {
            Path(os.fsdecode(row[0])).name for row in database.execute("SELECT path FROM answers")
        }
    assert paths == {"one.md", "three.md"}


# --- processes -----------------------------------------------------------------------------------

_PROGRAM = """
from blint.engine.cache.limits import Limits
from blint.engine.request import Request
from blint.engine.run import Means, run
run(Request(paths=(".",)), means=Means(enough_for_cache=1, limits=Limits(batch=3)))
"""


def _start(folder: Path, cache_folder: Path) -> subprocess.Popen[bytes]:
    env = environment(BLINT_CACHE_DIR=str(cache_folder), PYTHONPATH=os.pathsep.join(sys.path))
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], cwd=folder, env=env)


def test_several_runs_at_once(blog, tmp_path):
    write(blog, {f"posts/p{n}.md": POST + "![](a.png)\n" for n in range(60)})
    runs = [_start(blog, tmp_path / "cache") for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    agrees(blog)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.4])
def test_a_run_that_is_killed(blog, tmp_path, seconds):
    write(blog, {f"posts/p{n}.md": POST + "![](a.png)\n" * 20 for n in range(100)})
    run = _start(blog, tmp_path / "cache")
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    run.wait()
    agrees(blog)
    agrees(blog)
