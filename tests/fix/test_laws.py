"""The laws of fixes. A mistake in a correct post is mended to the very bytes of that post; a
correct post is left as it is. The same for posts that were published: tests/whole/test_fixes.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistakes import SAFE, TWO, TWO_IN_AN_IMAGE, UNSAFE
from support import check, picture, write

MISTAKES = {**SAFE, **UNSAFE}
ALL = {**MISTAKES, **TWO, **TWO_IN_AN_IMAGE}
CONFIG = 'generator = "vitepress"\nsite.marker = "<!-- more -->"\n'
# How a post may be written besides: each keeps the text, and is reversible.
FORMS: dict[str, Callable[[str], bytes]] = {
    "LF": str.encode,
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "mixed": lambda text: (text[:-6] + text[-6:].replace("\n", "\r\n")).encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
}


def mend(folder: Path, posts: Mapping[str, bytes], fix: str) -> dict[str, bytes]:
    """What becomes of posts whose bytes are given, by path."""
    result = check(
        folder, given={str(folder / path): data for path, data in posts.items()}, fix=fix
    )
    assert result.fixes is not None
    changed = {change.path: change.after for change in result.fixes.changes}
    return {path: changed.get(path, data) for path, data in posts.items()}


WORDS = st.sampled_from(
    ["茶杯", "A cup", "😀 of tea,", "é", "`code`", "**bold**", "[link](#x)", "x < y"]
)
PROSE = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "Tea " + " ".join(words) + ".")
IMAGES = st.sampled_from(
    ["images/cup.png", "images/Tea Pot/pot.jpg".replace(" ", "%20"), "cup.gif"]
)
IMAGE = st.builds("![{}]({})".format, st.sampled_from(["杯子", "A cup", "a_b"]), IMAGES)
TABLE = st.builds(
    "| a | b |\n| --- | --- |\n| {} | {} |\n| `x \\| y` | c |".format,
    st.sampled_from(["1", "茶", "$p \\| q$"]),
    st.sampled_from(["2", "", "`z`", "one \\| two"]),
)
BLOCKS = st.one_of(
    PROSE,
    IMAGE,
    TABLE,
    st.builds("- {}\n- {}\n\n  {}".format, PROSE, IMAGE, PROSE),
    st.builds("> {}\n> {}".format, PROSE, IMAGE),
    st.just("```sh\n![x](X.PNG) | a | `b\n<!--more-->\n```"),
    st.just("## A heading | with a pipe"),
    st.just(":::tip\n\nTea.\n\n:::"),
    st.just("<div>\n\n![a](images/cup.png)\n\n</div>"),
)
TITLES = st.sampled_from(['"Tea: a history"', '"C:\\\\data"', "Tea", '"It\'s: so"', "茶杯"])


@st.composite
def posts(draw) -> str:
    front = f"---\ntitle: {draw(TITLES)}\ndate: 2025-01-05\n---\n"
    blocks = [draw(PROSE), "<!-- more -->", *draw(st.lists(BLOCKS, min_size=2, max_size=8)), "End."]
    return front + "\n" + "\n\n".join(blocks) + "\n"


@pytest.fixture(scope="module")
def blog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blog")
    images = {"images/cup.png": picture(), "images/Tea Pot/pot.jpg": picture("JPEG")}
    site = {".git/": "", "blint.toml": CONFIG, "cup.gif": picture("GIF")}
    write(folder, {**site, **images})
    return folder


def is_mended(blog: Path, name: str, text: str, form: str, seed: int) -> None:
    """A post with mistakes of this name is mended to what it was."""
    wrong = ALL[name](text, Random(seed))
    if wrong is None or wrong == text:
        return
    fix = "all" if name in UNSAFE else "safe"
    right = FORMS[form](text)
    assert mend(blog, {"a.md": right}, fix) == {"a.md": right}
    assert mend(blog, {"a.md": FORMS[form](wrong)}, fix) == {"a.md": right}


A_FORM, A_SEED = st.sampled_from(sorted(FORMS)), st.integers(0, 9)


@pytest.mark.parametrize("name", MISTAKES)
@settings(max_examples=60, deadline=None)
@given(text=posts(), form=A_FORM, seed=A_SEED)
def test_a_mistake_is_mended_to_the_bytes_of_the_post(blog, name, text, form, seed):
    is_mended(blog, name, text, form, seed)


@pytest.mark.parametrize("name", TWO_IN_AN_IMAGE)
@settings(max_examples=20, deadline=None)
@given(text=posts(), form=A_FORM, seed=A_SEED)
def test_two_mistakes_in_an_image_are_mended(blog, name, text, form, seed):
    is_mended(blog, name, text, form, seed)


@settings(max_examples=400, deadline=None)
@given(name=st.sampled_from(sorted(TWO)), text=posts(), form=A_FORM, seed=A_SEED)
def test_two_mistakes_in_a_post_are_mended(blog, name, text, form, seed):
    is_mended(blog, name, text, form, seed)


@pytest.mark.parametrize("name", ALL)
def test_each_mistake_can_be_made(name):
    body = (
        "---\n\nTea.\n\n<!-- more -->\n\n"
        "![a](images/cup.png)\n\n![b](images/Tea%20Pot/pot.jpg)\n\n"
        "| a | b |\n|---|---|\n| `x \\| y` | c |\n| d | one \\| two |\n\nTea.\n"
    )
    titles = ('"Tea: a history"', '"C:\\\\data"')
    texts = [f"---\ntitle: {title}\ndate: 2025-01-05\n{body}" for title in titles]
    made = {ALL[name](text, Random(seed)) for text in texts for seed in range(50)}
    assert made - {None, *texts}, "no post of the law above can have had this mistake"
