"""The laws of fixes on real blogs: as they are, and with mistakes put into their posts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from markdown_it import MarkdownIt
from mistakes import SAFE, UNSAFE
from support import SHARED, check, needs_shared

from blint.model import Run
from blint.post.reading import Unreadable, decode
from blint.workspace.discovery import Workspace

pytestmark = [pytest.mark.slow, needs_shared]

NAMES = sorted(path.name.partition(".")[0] for path in SHARED.glob("samples/*.tar.xz"))
MISTAKES = {**SAFE, **UNSAFE}
# What comes to light once the front matter can be read, or the image is found.
REVEALING = (
    "front-matter/invalid",
    "front-matter/duplicate-key",
    "image/missing",
    "image/not-an-image",
)


def mend(blog: Path, posts: dict[str, bytes], fix: str) -> Run:
    return check(blog, given={str(blog / path): data for path, data in posts.items()}, fix=fix)


def after(run: Run, posts: dict[str, bytes]) -> dict[str, bytes]:
    assert run.fixes is not None
    return {**posts, **{change.path: change.after for change in run.fixes.changes}}


def posts_of(blog: Path) -> dict[str, bytes]:
    """The posts of a blog that are UTF-8, by path."""
    found = {}
    for post in Workspace("", ()).posts((str(blog),)):
        data = Path(post.path).read_bytes()
        if not isinstance(decode(data), Unreadable):
            found[str(Path(post.path).relative_to(blog))] = data
    return found


def blocks(data: bytes) -> Counter[str]:
    """The blocks of a page that stand in no other, each as it is rendered."""
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    text = data.decode("utf-8-sig")
    found: Counter[str] = Counter()
    group, environment = [], {}
    for token in md.parse(text, environment):
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            found[md.renderer.render(group, md.options, environment)] += 1
            group = []
    return found


@pytest.mark.parametrize("fix", ["safe", "all"])
@pytest.mark.parametrize("name", NAMES)
def test_a_blog_is_mended_once(samples, name, fix):
    blog = samples / name
    posts = posts_of(blog)
    before = mend(blog, posts, fix)
    mended = after(before, posts)
    again = mend(blog, mended, fix)
    assert again.fixes.changes == []
    left = Counter(f.rule for f in before.findings)
    plain = Counter(
        f.rule for f in check(blog, given={str(blog / p): d for p, d in posts.items()}).findings
    )
    fixed = Counter(f.rule for f in before.fixes.findings)
    if not fixed.keys() & set(REVEALING):
        assert left + fixed == plain
    for change in before.fixes.changes:
        numbers = Counter(f.path for f in before.fixes.findings)
        lost = blocks(change.before) - blocks(change.after)
        assert lost.total() <= 2 * numbers[change.path], change.path


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_in_a_blog_is_mended_to_the_bytes_of_the_post(samples, name, mistake):
    blog = samples / name
    fix = "safe" if mistake in SAFE else "all"
    posts = posts_of(blog)
    right = after(mend(blog, posts, fix), posts)
    wrong = {}
    # A marker is missing where the other posts have one.
    chosen = sorted(right)[:: 8 if mistake == "excerpt/missing-marker" else 1]
    for path in chosen:
        data = right[path]
        if b"\r" not in data and (made := MISTAKES[mistake](data.decode(), Random(path))):
            wrong[path] = made.encode()
    run = mend(blog, right | wrong, fix)
    mended = after(run, right | wrong)
    others = {path for path in wrong if mended[path] not in (right[path], wrong[path])}
    assert {path: mended[path] for path in others} == {}
    # What is left as it is has no finding that could be mended.
    assert not [f for f in run.findings if f.fix and (f.fix.safe or fix == "all")]
