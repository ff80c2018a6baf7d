"""Two posts with one title or one address: what is found once all posts of a site are known."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import blint, check, found, write

JEKYLL = {".git/": "", "_config.yml": "title: A blog\npermalink: /:title/\n"}
TWINS = "post/duplicate-title", "post/duplicate-address"


def post(title: str = "A", more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-05\n{more}---\nText.\n"


def twins(folder: Path, *paths: str, **wishes: object) -> list[tuple[str, int, str]]:
    return found(check(folder, *paths, **wishes), *TWINS)


def test_each_of_two_names_the_other(tmp_path):
    write(tmp_path, {".git/": "", "a.md": post(), "b.md": post("'a '"), "c.md": post("B")})
    run = check(tmp_path, language="en")
    assert [(f.path, f.place.line, f.message) for f in run.findings] == [
        ("a.md", 2, "b.md has the same title: A"),
        ("b.md", 2, "a.md has the same title: a"),
    ]
    assert [f.values["other"] for f in run.findings] == ["b.md", "a.md"]


def test_of_many_the_first_is_named(tmp_path):
    write(tmp_path, {".git/": "", **{f"{name}.md": post() for name in "abcd"}})
    messages = [finding.message for finding in check(tmp_path, language="en").findings]
    assert messages == [
        "b.md and 2 more have the same title: A",
        *["a.md and 2 more have the same title: A"] * 3,
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"en/a.md": post(), "zh-CN/a.md": post()},
        {"a.md": post(), "a.zh.md": post()},
        {"a.md": post(), "b.md": post("")},
        {"a.md": "Text.\n", "b.md": "Text.\n"},
        {"a.md": post("[A]"), "b.md": post("[A]")},
    ],
)
def test_translations_and_posts_without_a_title_have_no_twins(tmp_path, files):
    write(tmp_path, {".git/": "", **files})
    assert twins(tmp_path) == []


def test_drafts_are_not_compared(tmp_path):
    site = JEKYLL | {
        "_posts/2025-01-05-a.md": post(),
        "_posts/2025-01-06-a.md": post(more="published: false\n"),
    }
    write(tmp_path, site)
    assert twins(tmp_path) == []
    write(tmp_path, {"_posts/2025-01-06-a.md": post()})
    assert {rule for _, _, rule in twins(tmp_path)} == {*TWINS}


def test_an_address_stands_at_the_field_that_sets_it(tmp_path):
    files = {
        "_posts/2025-01-05-a.md": post("One", "permalink: /b/\n"),
        "_posts/2025-01-06-b.md": post("Two"),
    }
    write(tmp_path, JEKYLL | files)
    assert twins(tmp_path) == [
        ("_posts/2025-01-05-a.md", 4, "post/duplicate-address"),
        ("_posts/2025-01-06-b.md", 1, "post/duplicate-address"),
    ]


def test_another_name_of_a_file_is_no_twin(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": post()})
    (tmp_path / "posts/b.md").symlink_to("a.md")
    assert twins(tmp_path) == []


def test_two_sites_may_have_the_same(tmp_path):
    site = {"_config.yml": "title: x\n", "_posts/2025-01-05-a.md": post()}
    write(
        tmp_path,
        {".git/": "", **{f"{n}/{path}": text for n in "xy" for path, text in site.items()}},
    )
    assert check(tmp_path).posts == 2
    assert twins(tmp_path) == []


# --- some posts of a site -------------------------------------------------------------------------


@pytest.fixture
def blog(tmp_path):
    files = {f"content/posts/2024/{n}.md": post(f"Post {n}") for n in range(5)}
    files["content/posts/2025/new.md"] = post("Post 3")
    write(tmp_path, {".git/": "", "hugo.toml": "title = 'x'\n", **files})
    return tmp_path


def test_a_post_alone_is_compared_with_the_others_of_its_site(blog):
    new = ("content/posts/2025/new.md", 2, "post/duplicate-title")
    assert twins(blog, "content/posts/2025/new.md") == [new]
    assert twins(blog, "content/posts/2025") == [new]
    assert twins(blog, "content/posts/2024/1.md") == []
    assert len(twins(blog)) == 2


def test_pages_that_are_no_posts_are_not_compared(blog):
    write(blog, {"content/about.md": post("Post 1"), "content/posts/_index.md": post("Post 1")})
    assert twins(blog, "content/posts/2024/1.md") == []
    assert len(twins(blog)) == 2


def test_files_that_nobody_has_set_up_as_a_site_are_not_read_for_one_of_them(tmp_path):
    write(tmp_path, {".git/": "", "a/x.md": post(), "b/y.md": post()})
    assert twins(tmp_path, "a/x.md") == []
    write(tmp_path, {"blint.toml": ""})
    assert len(twins(tmp_path, "a/x.md")) == 1


def test_what_is_wrong_elsewhere_does_not_stop_a_post_alone(blog):
    write(blog, {"content/posts/odd/blint.toml": "x = 1\n", "content/posts/odd/a.md": post()})
    assert check(blog, "content/posts/2024/3.md").findings == []


def test_a_text_from_elsewhere_is_compared_with_none(blog):
    run = blint(blog, "check", "--stdin-filename", "x.md", stdin=post("Post 3").encode())
    assert b"nothing to report" in run.stdout


def test_a_run_without_the_rules_does_not_read_the_others(blog):
    """A FIFO would stop it."""
    off = tuple(f'rules."{rule}" = "off"' for rule in TWINS)
    assert twins(blog, "content/posts/2025/new.md", config=off) == []


# --- as for other rules ---------------------------------------------------------------------------


def test_severity_overrides_and_days_hold_for_the_post_where_it_stands(blog):
    lines = (
        '[rules]\n"post/duplicate-title" = "error"',
        '[[overrides]]\npaths = ["content/posts/2024/**"]',
        'rules = {"post/duplicate-title" = "off"}\n',
    )
    write(blog, {"blint.toml": "\n".join(lines)})
    run = check(blog)
    assert [(f.path, f.severity) for f in run.findings] == [("content/posts/2025/new.md", "error")]
    assert twins(blog, config=('rules."post/duplicate-title".since = "2025-01-06"',)) == []


def test_a_post_accepts_what_it_has_in_common(blog):
    path = blog / "content/posts/2025/new.md"
    said = "# blint: ignore post/duplicate-title: a second part\n---\nText"
    path.write_text(post("Post 3").replace("---\nText", said), encoding="utf-8")
    run = check(blog)
    assert found(run) == [("content/posts/2024/3.md", 2, "post/duplicate-title")]
    (accepted,) = run.suppressed
    assert accepted.suppressed == ("comment", "a second part")


def test_a_comment_for_it_is_never_said_to_be_unused(tmp_path):
    """The post alone does not tell."""
    text = post() + "\n<!-- blint: ignore post/duplicate-title -->\n"
    write(tmp_path, {".git/": "", "a.md": text})
    assert found(check(tmp_path)) == []


def test_a_baseline_accepts_it_until_another_post_has_it_too(blog):
    (blog / "content/posts/2025/new.md").unlink()
    write(blog, {"content/posts/2024/9.md": post("Post 1")})
    assert blint(blog, "baseline").returncode == 0
    assert found(check(blog)) == []
    write(blog, {"content/posts/2025/new.md": post("Post 1")})
    assert twins(blog) == [("content/posts/2025/new.md", 2, "post/duplicate-title")]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_since_reports_both_where_one_is_new(tmp_path):
    files = {"a.md": post(), "b.md": post("B"), "c.md": post("C"), "d.md": post("C")}
    write(tmp_path, files)
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert twins(tmp_path, since="HEAD") == []
    write(tmp_path, {"b.md": post("A")})
    new = [(name, 2, "post/duplicate-title") for name in ("a.md", "b.md")]
    assert twins(tmp_path, since="HEAD") == new
    # What two posts had in common before stays an old finding, though one of them changed.
    write(tmp_path, {"c.md": post("C") + "\nMore.\n"})
    assert twins(tmp_path, since="HEAD") == new


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_the_same_from_the_cache_and_from_workers(tmp_path, jobs):
    write(tmp_path, {".git/": "", **{f"{n}.md": post(f"Post {n % 9}") for n in range(12)}})
    first = twins(tmp_path, jobs=jobs)
    assert len(first) == 6
    assert twins(tmp_path, jobs=jobs) == first


def test_a_mended_post_is_told_where_its_title_is_now(tmp_path):
    odd = post().replace("title", "# blint: ignore table/not-a-table\ntitle", 1)
    write(tmp_path, {".git/": "", "a.md": post(), "b.md": odd})
    assert ("b.md", 3, "post/duplicate-title") in twins(tmp_path)
    assert ("b.md", 2, "post/duplicate-title") in twins(tmp_path, fix="safe")


# --- laws -----------------------------------------------------------------------------------------

TITLES = st.lists(st.sampled_from(["A", "a", " A ", "B", "文", "C"]), min_size=1, max_size=7)


@settings(max_examples=25, deadline=None)
@given(titles=TITLES, names=st.permutations("opqrstu"))
def test_twins_are_symmetric_whatever_their_files_are_called(tmp_path_factory, titles, names):
    folder = tmp_path_factory.mktemp("blog")
    posts = {f"{name}.md": title for name, title in zip(names, titles, strict=False)}
    texts = {path: post(f"'{title}'") for path, title in posts.items()}
    write(folder, {".git/": "", "blint.toml": "", **texts})
    said = {f.path for f in check(folder).findings if f.rule == TWINS[0]}
    same = [title.strip().casefold() for title in posts.values()]
    assert said == {p for p, title in posts.items() if same.count(title.strip().casefold()) > 1}
    for path in posts:
        alone = {f.path for f in check(folder, path).findings if f.rule == TWINS[0]}
        assert alone == said & {path}


HEADS = [
    "title: A plain title",
    "title: 'a Plain  title'",
    'title: "\\u0041 plain title"',
    'title: "A plain\\\n  title"',
    "title: Don't panic",
    'title: "don\'t panic"',
    "title: Élan",
    "title: élan",
    "title: 文章 1",
    "title: 文章 12",
    "slug: elan",
    "slug: Élan",
    "slug: 文章-1",
    "permalink: /posts/elan/",
    "permalink: /2025/01/05/elan.html",
    "",
]
SITES = {
    "vitepress": (".vitepress/config.js", "posts/"),
    "jekyll": ("_config.yml", "_posts/2025-01-05-"),
    "hexo": ("_config.yml", "source/_posts/"),
    "hugo": ("hugo.toml", "content/posts/"),
    "zola": ("zola.toml", "content/"),
    "pelican": ("pelicanconf.py", "content/"),
}


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(SITES)),
    heads=st.lists(st.sampled_from(HEADS), min_size=2, max_size=6),
    stems=st.permutations(["elan", "b", "plain-title", "文章-1", "d", "dont-panic"]),
)
def test_a_post_alone_has_the_twins_that_it_has_among_all(tmp_path_factory, name, heads, stems):
    """What need not be parsed to tell is told right."""
    folder = tmp_path_factory.mktemp("blog")
    config, place = SITES[name]
    posts = {f"{place}{stem}.md": head for stem, head in zip(stems, heads, strict=False)}
    fence = "+++" if name == "zola" else "---"
    toml = {path: head.replace(": ", " = ") for path, head in posts.items()}
    write(folder, {".git/": "", config: ""})
    for path, head in (toml if name == "zola" else posts).items():
        text = f"{fence}\ndate = 2025-01-05\n{head}\n{fence}\n# A plain title\n"
        write(folder, {path: text if name == "zola" else text.replace(" = ", ": ")})
    chosen = (f'generator = "{name}"',)
    whole = twins(folder, *posts, config=chosen)
    alone = [found for path in posts for found in twins(folder, path, config=chosen)]
    assert sorted(alone) == sorted(whole)
