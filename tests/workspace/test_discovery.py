"""Which files are posts, which generator builds them, and where nothing is opened."""

from __future__ import annotations

import os
import sys

import pytest
from support import FRONT, POST, check, found, picture, write

from blint.errors import BlintError
from blint.files.disk import DIRECTORY, FILE, MISSING, OUTSIDE, WRONG_CASE, Files
from blint.workspace.discovery import Workspace

VITEPRESS = {".git/": "", "src/.vitepress/config.ts": "export default {}\n"}


def names(folder, *paths, monkeypatch):
    monkeypatch.chdir(folder)
    return [os.path.relpath(post.path, folder) for post in Workspace().posts(paths or (".",))]


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


# --- generators ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "paths", "generator", "root"),
    [
        ({}, ["posts"], "plain", "."),
        ({"src/.vitepress/config.mts": ""}, ["src/posts"], "vitepress", "src"),
        ({"src/.vitepress/theme/index.ts": ""}, ["src/posts"], "vitepress", "src"),
        ({"src/.vitepress/config.mts": "", "package.json": "{}"}, ["."], "vitepress", "src"),
        (
            {"package.json": '{"devDependencies": {"vitepress": "^1"}}'},
            ["posts"],
            "vitepress",
            ".",
        ),
        (
            {
                "package.json": '{"dependencies": {"vitepress": "^1"}}',
                "docs/.vitepress/config.js": "",
            },
            ["."],
            "vitepress",
            "docs",
        ),
        ({"package.json": "[not json"}, ["posts"], "plain", "."),
        ({"package.json": '{"dependencies": 3}'}, ["posts"], "plain", "."),
        ({"blint.toml": "generator = 'vitepress'\n"}, ["posts"], "vitepress", "."),
        ({"a/.vitepress/config.js": "", "posts/.vitepress/": ""}, ["posts"], "vitepress", "posts"),
    ],
)
def test_detection(tmp_path, monkeypatch, files, paths, generator, root):
    write(tmp_path, {".git/": "", "posts/a.md": POST, "src/posts/a.md": POST, **files})
    monkeypatch.chdir(tmp_path)
    post = Workspace().posts(paths)[0]
    site = Workspace().built_site(str(tmp_path)) if paths == ["."] else post.built
    assert site.generator.name == generator
    assert os.path.relpath(site.facts.root, tmp_path) == root


PYTHON_SITE = "POSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n"
MKDOCS = "theme: {name: material}\nplugins:\n  - search\n  - blog\nhook: !!python/name:os.system\n"


@pytest.mark.parametrize(
    ("generator", "files", "evidence"),
    [
        ("vuepress", {"docs/.vuepress/config.ts": ""}, "docs/.vuepress"),
        ("valaxy", {"valaxy.config.ts": ""}, "valaxy.config.ts"),
        ("valaxy", {"site.config.ts": "import {} from 'valaxy'"}, "site.config.ts"),
        ("docusaurus", {"docusaurus.config.ts": ""}, "docusaurus.config.ts"),
        ("astro", {"astro.config.mjs": ""}, "astro.config.mjs"),
        ("hexo", {"_config.yml": "title: x\n", "source/_posts/": ""}, "_config.yml"),
        ("hexo", {"_config.yml": "post_asset_folder: true\n"}, "_config.yml"),
        ("hexo", {"package.json": '{"dependencies": {"hexo": "^8"}}'}, "package.json"),
        ("hugo", {"hugo.yaml": "title: x\n"}, "hugo.yaml"),
        ("hugo", {"config.toml": "baseURL = 'https://x.org'\n", "content/": ""}, "config.toml"),
        ("hugo", {"config/_default/hugo.toml": ""}, "config"),
        ("hugo", {"config.toml": "title = 'x'\n", "archetypes/": ""}, "config.toml"),
        ("zola", {"config.toml": 'base_url = "https://x.org"\n', "content/": ""}, "config.toml"),
        ("zola", {"zola.toml": ""}, "zola.toml"),
        ("jekyll", {"_config.yml": "title: x\n", "_posts/": ""}, "_config.yml"),
        ("jekyll", {"_config.yml": "title: x\n", "news/_posts/": ""}, "_config.yml"),
        ("jekyll", {"_config.yml": "remote_theme: x\n"}, "_config.yml"),
        ("jekyll", {"Gemfile": "gem 'github-pages'\n", "_posts/": ""}, "Gemfile"),
        ("material", {"mkdocs.yml": MKDOCS}, "mkdocs.yml"),
        ("material", {"mkdocs.yml": "plugins: [search, blog]\n"}, "mkdocs.yml"),
        (
            "material",
            {"mkdocs.yml": "plugins:\n  material/blog:\n    enabled: true\n"},
            "mkdocs.yml",
        ),
        ("eleventy", {".eleventy.js": ""}, ".eleventy.js"),
        ("eleventy", {"eleventy.config.mjs": ""}, "eleventy.config.mjs"),
        ("pelican", {"pelicanconf.py": ""}, "pelicanconf.py"),
        ("nikola", {"conf.py": PYTHON_SITE}, "conf.py"),
        # Names that others have, too: Jupyter Book, Sphinx, Cargo, plain MkDocs, a Rust crate.
        ("plain", {"_config.yml": "title: x\nexecute: {}\n"}, ""),
        ("plain", {"conf.py": "project = 'x'\n"}, ""),
        ("plain", {"config.toml": "[build]\n"}, ""),
        ("plain", {"config.toml": "[server]\nbase_url = 'x'\n", "templates/": ""}, ""),
        ("plain", {"config.json": '{"baseUrl": "x"}', "layouts/": ""}, ""),
        ("plain", {"mkdocs.yml": "plugins:\n  - search\n"}, ""),
        ("plain", {"mkdocs.yml": "plugins:\n  - search\nnav:\n  - blog: x.md\n"}, ""),
        ("plain", {"config/app.toml": ""}, ""),
        ("plain", {"site.config.ts": "export default {}"}, ""),
    ],
)
def test_signs(tmp_path, monkeypatch, generator, files, evidence):
    folder = "docs/posts" if "docs/.vuepress/config.ts" in files else "posts"
    write(tmp_path, {".git/": "", f"{folder}/2024-01-02-a.md": POST, **files})
    monkeypatch.chdir(tmp_path)
    site = Workspace().built_site(str(tmp_path / folder))
    assert site.generator.name == generator
    assert site.evidence == (str(tmp_path / evidence) if evidence else "")


def test_two_sites_in_one_repository(tmp_path, monkeypatch):
    files = {
        "blog/hugo.toml": "",
        "blog/content/posts/a.md": POST,
        "blog/content/posts/_index.md": POST,
        "docs/.vitepress/config.ts": "",
        "docs/posts/b.md": POST,
        "README.md": "# x\n",
    }
    write(tmp_path, {".git/": "", **files})
    monkeypatch.chdir(tmp_path)
    posts = Workspace().posts(["."])
    assert [
        (post.built.generator.name, os.path.relpath(post.path, tmp_path)) for post in posts
    ] == [
        ("hugo", "blog/content/posts/a.md"),
        ("vitepress", "docs/posts/b.md"),
    ]


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


LOADER = "export default createContentLoader('posts/*.md', {{ {} }})\n"


@pytest.mark.parametrize(
    ("option", "marker", "severity"),
    [
        ("excerpt: '<!-- cut -->'", "<!-- cut -->", "error"),
        ('excerpt: "<!--more-->", render: true', "<!--more-->", "error"),
        ("excerpt: `<!-- more -->`", "<!-- more -->", "error"),
        ("excerpt: true", "---", "error"),
        ("// excerpt: '<!-- no -->'\nrender: true", None, None),
        ("excerpt: (file) => {}", None, None),
        ("render: true", None, None),
        ("render: cut(text, '<!-- more -->')", "<!-- more -->", "warning"),
        ("matter: { excerpt_separator: '<!-- cut -->' }", "<!-- cut -->", "error"),
    ],
)
def test_vitepress_marker_from_the_sites_loader(tmp_path, option, marker, severity):
    files = {
        "src/.vitepress/theme/posts.data.ts": LOADER.format(option),
        "src/posts/a.md": FRONT + "Text.\n",
    }
    write(tmp_path, VITEPRESS | files)
    result = check(tmp_path, "src/posts", select=("excerpt",))
    told = [(f.values["marker"], str(f.severity)) for f in result.findings]
    assert told == ([(marker, severity)] if marker else [])


def test_a_configured_marker_comes_first(tmp_path):
    files = {"src/posts/a.md": POST, "blint.toml": 'site.marker = "<!-- cut -->"'}
    write(tmp_path, VITEPRESS | files)
    (finding,) = check(tmp_path, "src/posts").findings
    assert (finding.rule, str(finding.severity)) == ("excerpt/misspelled-marker", "error")
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "<!-- cut -->"


PATHS = {
    # what is written: the rule it breaks, or None
    "![a](a.png)": None,
    "![a](./a.png)": None,
    "![a](/b.png)": None,
    "![a](/posts/a.png)": None,  # below the pages
    "![a](/public/b.png)": None,
    "![a](a%20b.png)": None,
    "![a](<a b.png>)": None,
    "![a](a.png?v=1#x)": None,
    "![a](..\\posts\\a.png)": None,  # Vite takes it for a slash
    "![a](@/posts/a.png)": "image/missing",
    "![a](b.png)": "image/missing",
    "![a](/a.png)": "image/missing",
    "![a]()": "image/missing",
    "![a](A.png)": "image/wrong-case",
    "![a](/B.PNG)": "image/wrong-case",
    "![a](../../../a.png)": "image/outside-site",
    "![a](.)": "image/unreadable",
    '<img alt="" src="./a.png">': None,
    '<img alt="" src="a.png">': "image/unresolved",
    '<img alt="" src="no.png">': "image/missing",
    '<img alt="" srcset="./a.png 1x, a.png 2x">': "image/unresolved",
    '<img alt="" src="@/a.png">': None,  # an alias
    '<img alt="" src="~assets/a.png">': None,
    '<img alt="" :src="no">': None,
    '<img alt="" src="{{ no }}">': None,
    '<img alt="" src="https://example.org/a.png">': None,
    '<img alt="" src="//example.org/a.png">': None,
    '<img alt="" src="data:image/png;base64,AAAA">': None,
    '<audio src="./a.mp3"></audio>': "image/unresolved",
    '<audio src="/c.mp3"></audio>': None,
    '<audio src="/a.mp3"></audio>': "image/missing",
    '<video src="./no.mp4" poster="./a.png"></video>': "image/missing",
    '<video src="./a.mp4" poster="./no.png"></video>': "image/missing",
    '<svg><image href="./no.png"/></svg>': "image/missing",
    "<script setup>\nimport a from './a.png'\n</script>": None,
    "<script setup>\nimport a from './no.png'\n</script>": "image/missing",
    "<script setup>\nimport a from 'some/package.png'\n</script>": None,
    "<script setup>\n// import a from './no.png'\n</script>": None,
    "![a](file:///etc/passwd)": None,
    "<!-- ![a](no.png) -->": None,
    "`![a](no.png)`": None,
}


@pytest.mark.parametrize("written", PATHS)
def test_how_vitepress_finds_files(tmp_path, written):
    image = picture()
    files = {
        "src/posts/a.md": FRONT + "Text.\n\n<!-- more -->\n\n" + written + "\n",
        "src/posts/a.png": image,
        "src/posts/a b.png": image,
        "src/posts/a.mp3": b"x",
        "src/posts/a.mp4": b"x",
        "src/public/b.png": image,
        "src/public/c.mp3": b"x",
    }
    write(tmp_path, VITEPRESS | files)
    rules = [rule for *_, rule in found(check(tmp_path, "src/posts"))]
    assert rules == ([PATHS[written]] if PATHS[written] else [])


def test_the_folder_of_pages_from_the_configuration(tmp_path):
    files = {
        ".git/": "",
        ".vitepress/config.mts": "export default { srcDir: './pages' }\n",
        "pages/posts/a.md": FRONT + "Text.\n\n<!-- more -->\n\n![a](/a.png)\n",
        "pages/public/a.png": picture(),
    }
    write(tmp_path, files)
    assert found(check(tmp_path, "pages/posts")) == []


def test_front_matter_images(tmp_path):
    files = {
        "src/posts/a.md": "---\ntitle: T\ncover: /no.png\nteaser: a.png\n---\n"
        "Text.\n\n<!-- more -->\n\nText.\n",
        "src/posts/a.png": picture(),
    }
    write(tmp_path, VITEPRESS | files)
    lines = ['site.image-keys = ["cover", "teaser"]']
    assert found(check(tmp_path, "src/posts", config=lines)) == [
        ("src/posts/a.md", 3, "image/missing")
    ]
    assert found(check(tmp_path, "src/posts")) == []


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


# --- files --------------------------------------------------------------------------------------


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


def test_without_a_repository_the_folder_above_is_the_limit(tmp_path, monkeypatch):
    write(tmp_path / "x/site", {"posts/a.md": FRONT + "![a](../a.png) ![b](../../b.png)\n"})
    write(tmp_path / "x", {"site/a.png": picture(), "b.png": picture()})
    monkeypatch.chdir("/")
    workspace = Workspace()
    (post,) = workspace.posts([str(tmp_path / "x/site/posts")])
    look = post.site.files.look
    assert look(str(tmp_path / "x/site/a.png")).kind == FILE
    # from "/" the working directory holds everything, so it is the limit
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
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    package = os.path.dirname(os.path.dirname(os.path.abspath(check.__code__.co_filename)))
    outside = [
        path
        for path in result.stdout.splitlines()
        if not os.path.join(inside, path).startswith((str(inside), os.path.join(package, "rules")))
    ]
    assert outside == []
    assert str(inside / "a/posts/x.png") in result.stdout
