"""Which files are posts, to which site they belong, and where nothing is opened."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from support import FRONT, POST, ROOT, check, found, picture, write

from blint.errors import BlintError
from blint.report.wording import left_out
from blint.workspace.discovery import Workspace
from blint.workspace.usual import FOR_PEOPLE

VITEPRESS = {".git/": "", "src/.vitepress/config.ts": "export default {}\n"}


def names(folder, *paths, monkeypatch):
    monkeypatch.chdir(folder)
    posts = Workspace().posts(paths or (".",))
    return [Path(post.path).relative_to(folder).as_posix() for post in posts]


def test_folders_are_searched(tmp_path, monkeypatch):
    files = {
        ".git/": "",
        "README.md": "#",
        "CODE_OF_CONDUCT.zh-CN.md": "#",
        "a.md": POST,
        "b/c.mdx": POST,
        "b/D.MARKDOWN": POST,
        "b/e.txt": POST,
        "node_modules/x.md": POST,
        ".hidden/x.md": POST,
    }
    write(tmp_path, files)
    assert names(tmp_path, monkeypatch=monkeypatch) == ["a.md", "b/D.MARKDOWN", "b/c.mdx"]
    # a file that is named is checked, and each file once
    again = names(tmp_path, "README.md", "a.md", ".", "./a.md", monkeypatch=monkeypatch)
    assert again == ["README.md", "a.md", "b/D.MARKDOWN", "b/c.mdx"]


def test_posts_in_capitals_are_posts(tmp_path, monkeypatch):
    for_people = "README README_zh-CN CHANGELOG CODE-OF-CONDUCT LICENSE AGENTS".split()
    posts = "CORS HTTP-CACHE NGINX README-DRIVEN-DESIGN".split()
    write(tmp_path, {".git/": "", **{f"{name}.md": POST for name in for_people + posts}})
    assert names(tmp_path, monkeypatch=monkeypatch) == [f"{name}.md" for name in posts]
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text()
    left_out = re.compile(next(re.finditer(r"exclude: (\S+)", hook))[1])
    assert [n for n in for_people + posts if not left_out.search(f"posts/{n}.zh.md")] == posts
    assert FOR_PEOPLE in left_out.pattern


def test_what_git_ignores_is_left_out(tmp_path, monkeypatch):
    files = {
        ".git/": "",
        ".gitignore": "build/\n*.tmp.md\n",
        "a.md": POST,
        "b.tmp.md": POST,
        "build/c.md": POST,
        "sub/.gitignore": "!keep.tmp.md\n/d.md\n",
        "sub/keep.tmp.md": POST,
        "sub/d.md": POST,
    }
    write(tmp_path, files)
    assert names(tmp_path, monkeypatch=monkeypatch) == ["a.md", "sub/keep.tmp.md"]
    assert names(tmp_path, "build/c.md", monkeypatch=monkeypatch) == ["build/c.md"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("pots", r'pots: no such file or folder \(did you mean "posts"\?\)'),
        (
            "posts/a.png",
            "not a post: its name must end in .md, .markdown, .mkdown, .mkdn, .mkd or .mdx",
        ),
        ("empty", "empty: no posts"),
    ],
)
def test_paths_that_are_no_posts(tmp_path, path, complaint):
    write(tmp_path, {".git/": "", "posts/a.png": picture(), "posts/a.md": POST, "empty/": ""})
    with pytest.raises(BlintError, match=complaint):
        check(tmp_path, path)


def test_everything_excluded(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": POST, "blint.toml": 'exclude = ["posts/"]'})
    with pytest.raises(BlintError, match='"exclude" covers all 1 files'):
        check(tmp_path, "posts")


def test_what_lies_in_a_bundle_is_no_post(tmp_path, monkeypatch):
    posts = ["a.md", "b/index.md", "b/index.de.md", "b/notes.md", "b/sub/index.md", "_index.md"]
    files = {f"content/posts/{name}": POST for name in posts}
    write(tmp_path, {".git/": "", "hugo.toml": "", **files})
    assert names(tmp_path, monkeypatch=monkeypatch) == [
        "content/posts/a.md",
        "content/posts/b/index.de.md",
        "content/posts/b/index.md",
    ]
    named = "content/posts/b/notes.md"
    assert names(tmp_path, named, monkeypatch=monkeypatch) == [named]


def test_a_section_page_needs_no_title_even_when_it_is_named(tmp_path):
    files = {"hugo.toml": "", "content/posts/_index.md": "---\ncascade: {}\n---\n"}
    write(tmp_path, {".git/": "", **files, "content/posts/a.md": "---\ndraft: true\n---\n"})
    named = check(tmp_path, "content/posts/_index.md", "content/posts/a.md")
    assert found(named, "front-matter") == [("content/posts/a.md", 1, "front-matter/missing-field")]


def test_where_vitepress_keeps_posts(tmp_path, monkeypatch):
    files = {
        "src/posts/a.md": POST,
        "src/zh/blog/b.md": POST,
        "src/about.md": POST,
        "notes.md": POST,
    }
    write(tmp_path, VITEPRESS | files)
    assert names(tmp_path, monkeypatch=monkeypatch) == ["src/posts/a.md", "src/zh/blog/b.md"]
    write(tmp_path, {"src/articles/c.md": POST})
    assert names(tmp_path, "src/articles", monkeypatch=monkeypatch) == ["src/articles/c.md"]


ZOLA = {
    ".git/": "",
    "zola.toml": 'base_url = "https://example.org"\n',
    "content/posts/a.md": POST,
}


@pytest.mark.parametrize(
    "name",
    [
        "tests/fixtures/site/content/posts/x.md",
        "tests/fixtures/site/zola.toml",
        "exampleSite/content/posts/x.md",
        "exampleSite/zola.toml",
        "themes/t/content/posts/x.md",
        "themes/t/zola.toml",
        "themes/t/archetypes/x.md",
        "themes/t/exampleSite/content/posts/x.md",
        "archetypes/x.md",
        "vendor/lib/guide/x.md",
    ],
)
def test_templates_tests_and_themes_are_no_posts(tmp_path, monkeypatch, name):
    folder, leaf = name.rsplit("/", 1)
    files = {name: POST} if leaf == "x.md" else {name: "", f"{folder}/content/blog/x.md": POST}
    if "content/posts/x.md" in name:
        files[name.replace("content/posts/x.md", "config.toml")] = 'baseURL = "/"\ntheme = "t"\n'
    write(tmp_path, ZOLA | files)
    assert names(tmp_path, monkeypatch=monkeypatch) == ["content/posts/a.md"]
    # Whoever names the folder means it.
    inner = name.split("/")[0] if name.startswith(("tests", "example", "vendor")) else folder
    assert len(names(tmp_path, inner, monkeypatch=monkeypatch)) == 1


@pytest.mark.parametrize(
    ("page", "is_post"), [("---\ntitle: Blog\n---\n", False), ("<List/>\n", False), (POST, True)]
)
def test_the_page_that_lists_the_posts_is_none(tmp_path, monkeypatch, page, is_post):
    post = {"src/blog/a.md": POST, "src/blog/b/index.md": "Text.\n"}
    write(tmp_path, VITEPRESS | post | {"src/blog/index.md": page})
    expected = ["src/blog/a.md", "src/blog/b/index.md", *["src/blog/index.md"] * is_post]
    assert names(tmp_path, monkeypatch=monkeypatch) == expected


def test_posts_in_an_unpacked_package_are_others(tmp_path, monkeypatch):
    name = "_posts/2024-05-06-a.md"
    gem = f"vendor/bundle/gems/jekyll/site_template/{name}"
    write(tmp_path, {".git/": "", "_config.yml": "permalink: pretty\n", name: POST, gem: POST})
    assert names(tmp_path, monkeypatch=monkeypatch) == [name]
    assert names(tmp_path, "vendor", monkeypatch=monkeypatch) == [gem]


def test_a_folder_of_that_name_among_the_posts_is_a_topic(tmp_path, monkeypatch):
    write(tmp_path, ZOLA | {f"content/posts/{f}/b.md": POST for f in ("tests", "themes", "vendor")})
    assert len(names(tmp_path, monkeypatch=monkeypatch)) == 4


def test_themes_are_a_folder_like_others_where_no_site_holds_them(tmp_path, monkeypatch):
    write(tmp_path, {".git/": "", "themes/t/zola.toml": "", "themes/t/content/posts/a.md": POST})
    assert names(tmp_path, monkeypatch=monkeypatch) == ["themes/t/content/posts/a.md"]


def test_what_a_project_tests_itself_with_is_no_site_of_its_posts(tmp_path):
    fixture = {"tests/site/hugo.toml": "", "tests/site/content/posts/x.md": POST}
    write(tmp_path, {".git/": "", "notes/a.md": POST, **fixture})
    assert check(tmp_path, "notes").generator == "plain"
    assert check(tmp_path).posts == 1


def test_a_folder_of_templates_alone_has_no_posts(tmp_path):
    write(tmp_path, {".git/": "", "hugo.toml": "", "archetypes/default.md": POST})
    with pytest.raises(BlintError, match="templates or tests; name them"):
        check(tmp_path)
    assert check(tmp_path, "archetypes").posts == 1
    assert check(tmp_path, config=('posts = ["archetypes/*.md"]',)).posts == 1


# --- posts beside the folder of posts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "page", "said"),
    [
        (5, POST, True),
        (4, POST, False),
        (20, "---\ntitle: A page\n---\nText.\n", False),
        (20, "Text.\n", False),
        (5, '+++\ntitle = "T"\ndate = 2024-05-06\n+++\nText.\n', True),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_that_look_like_posts_are_counted(tmp_path, number, page, said, language):
    write(tmp_path, ZOLA | {f"content/articles/{n}.md": page for n in range(number)})
    result = check(tmp_path, language=language)
    assert result.posts == 1
    note = left_out(result)
    assert (f"{number} " in note and "content/articles" in note) is said
    assert bool(note) is said
    # What is named, or configured, is all there is.
    assert not left_out(check(tmp_path, "content/posts/a.md"))
    assert not left_out(check(tmp_path, config=('posts = ["content/posts/*.md"]',)))


def test_no_more_than_some_hundred_pages_are_opened(tmp_path):
    write(tmp_path, ZOLA | {f"content/docs/{n}.md": POST for n in range(1000)})
    assert len(check(tmp_path).left_out) == 250


# --- several sites in one run ---------------------------------------------------------------------

LOADED = "createContentLoader('*.md', { excerpt: '<!-- %s -->' })"
TWO = {
    ".git/": "",
    "a/.vitepress/theme/posts.ts": LOADED % "AA",
    "a/posts/x.md": FRONT + "Text.\n\n<!-- AA -->\n\nText.\n",
    "b/.vitepress/theme/posts.ts": LOADED % "BB",
    "b/posts/y.md": FRONT + "Text.\n\n<!-- BB -->\n\nText.\n",
}


@pytest.mark.parametrize("config", [(), ('generator = "vitepress"',)])
@pytest.mark.parametrize("paths", [(".",), ("a", "b"), ("a/posts/x.md", "b/posts/y.md")])
def test_each_post_belongs_to_the_nearest_site(tmp_path, config, paths):
    write(tmp_path, TWO)
    result = check(tmp_path, *paths, config=config)
    assert result.posts == 2
    assert found(result) == []


def test_a_site_is_read_once_however_many_folders_its_posts_have(tmp_path):
    write(tmp_path, TWO | {f"a/posts/p{number}/index.md": POST for number in range(3)})
    workspace = Workspace()
    sites = {workspace.built_site(str(tmp_path / f"a/posts/p{number}")) for number in range(3)}
    assert len(sites) == 1
    assert len({post.built for post in workspace.posts([str(tmp_path / "a")])} | sites) == 1


def test_posts_of_nested_configurations(tmp_path):
    files = {
        ".git/": "",
        "blint.toml": 'posts = ["posts/*.md"]\nrules."image/missing" = "off"\n',
        "posts/a.md": FRONT + "![a](no.png)\n",
        "notes/b.md": POST,
        "sub/blint.toml": 'posts = ["entries/*.md"]\nlanguage = "zh"\n',
        "sub/entries/c.md": FRONT + "![c](no.png)\n",
        "sub/posts/d.md": POST,
    }
    write(tmp_path, files)
    result = check(tmp_path, ".", select=("image",))
    assert result.posts == 2
    assert found(result) == [("sub/entries/c.md", 5, "image/missing")]
    assert result.language == "zh"  # one run speaks one language: the first that is configured


def test_nothing_outside_the_repository_is_opened_or_listed(tmp_path):
    """By what Python itself reports of every file and folder it opens."""
    import subprocess

    inside = tmp_path / "outer/repository"
    write(tmp_path, {"outer/secret.png": picture(), "outer/package.json": "{}"})
    post = FRONT + "![a](../../secret.png) ![b](/../../secret.png) ![c](x.png)\n"
    write(inside, TWO | {"a/posts/z.md": post, "a/posts/x.png": picture(), "package.json": "{}"})
    script = (
        "import sys\n"
        "seen = []\n"
        "def hook(event, args):\n"
        "    if event in ('open', 'os.listdir', 'os.scandir') and isinstance(args[0], str):\n"
        "        seen.append(args[0])\n"
        "    elif event.startswith(('socket.', 'subprocess.', 'os.exec', 'os.posix_spawn')):\n"
        "        seen.append(event)\n"
        "from blint.engine.request import Request\n"
        "from blint.engine.run import run\n"
        "run(Request(paths=('.',)))\n"  # what is imported late is imported now
        "sys.addaudithook(hook)\n"
        "run(Request(paths=('.',)))\n"
        "print('\\n'.join(seen))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=inside,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    package = os.path.dirname(os.path.dirname(os.path.abspath(check.__code__.co_filename)))
    outside = [
        path
        for path in result.stdout.splitlines()
        if not os.path.join(inside, path).startswith((str(inside), os.path.join(package, "rules")))
    ]
    assert outside == []
    assert str(inside / "a/posts/x.png") in result.stdout


def test_a_path_is_taken_as_the_disk_spells_it(tmp_path):
    """Which matters where the disk ignores case: here it is asked for by itself."""
    write(tmp_path, {".git/": "", "Posts/Über.md": POST})
    typed = str(tmp_path / "POSTS/u\u0308ber.md")
    assert Workspace().spelled(typed) == str(tmp_path / "Posts/Über.md")
    gone = str(tmp_path / "Posts/other.md")
    assert Workspace().spelled(gone) == gone
