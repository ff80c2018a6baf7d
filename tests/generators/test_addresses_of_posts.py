"""Where posts are served: what is asked of a site beside what tests/real has from real builds."""

from __future__ import annotations

import pytest
from support import address, write

HUGO = ("hugo.toml", 'baseURL = "https://example.org/blog/"\n')
HEXO = ("_config.yml", "title: A\n")
JEKYLL = ("_config.yml", "title: A\n")
ZOLA = ("zola.toml", 'base_url = "https://example.org"\n')
ELEVENTY = ("eleventy.config.js", "export default function () {}\n")
VITEPRESS = (".vitepress/config.ts", "export default {}\n")
VUEPRESS = (".vuepress/config.js", "module.exports = {}\n")
DOCUSAURUS = ("docusaurus.config.js", "export default { baseUrl: '/base/' };\n")
MATERIAL = ("mkdocs.yml", "site_name: N\ntheme: {name: material}\nplugins: [blog]\n")
PELICAN = ("pelicanconf.py", 'PATH = "content"\n')
NIKOLA = ("conf.py", 'POSTS = (("posts/*.md", "posts", "post.tmpl"),)\n')
ASTRO = ("astro.config.mjs", "export default {};\n")

DATED = "title: T\ndate: 2024-01-02\n"
HUGO_POST = "content/posts/p.md"
HEXO_POST = "source/_posts/p.md"
JEKYLL_POST = "_posts/2024-01-02-p.md"
MATERIAL_POST = "docs/blog/posts/p.md"


def more(site, lines):
    """A site whose configuration has more lines."""
    return (site[0], site[1] + lines)


def served(folder, site, path, fields):
    """Where a post with these fields is served."""
    fence = "" if site[0] == "pelicanconf.py" else "---\n"
    write(folder, {".git/": "", site[0]: site[1], path: f"{fence}{fields}\n{fence}Text.\n"})
    return address(folder / path)


@pytest.mark.parametrize(
    ("site", "path", "fields", "expected"),
    [
        (HUGO, HUGO_POST, DATED, "/posts/p/"),  # without the site's base
        (HUGO, HUGO_POST, f"{DATED}draft: true", None),
        (HUGO, HUGO_POST, f"{DATED}build: {{render: never}}", None),
        (HUGO, HUGO_POST, f"{DATED}build: {{render: link}}", None),
        (HUGO, HUGO_POST, f"{DATED}build: {{list: never}}", "/posts/p/"),
        (HUGO, HUGO_POST, f"{DATED}headless: true", None),
        (HUGO, HUGO_POST, f"{DATED}outputs: [rss]", None),
        (HUGO, HUGO_POST, f"{DATED}outputs: [html, rss]", "/posts/p/"),
        (HUGO, HUGO_POST, f"{DATED}slug: 10%", None),
        (HUGO, HUGO_POST, f"{DATED}url: /a/index.html", "/a/"),
        (HUGO, "content/posts/_index.md", DATED, None),
        (more(HUGO, 'outputs.page = ["json"]\n'), HUGO_POST, DATED, None),
        (more(HUGO, '[[cascade]]\nslug = "x"\n'), HUGO_POST, DATED, None),
        (more(HUGO, '[[cascade]]\ntype = "x"\n'), HUGO_POST, DATED, "/posts/p/"),
        (more(HUGO, '[languages.en]\nbaseURL = "https://en.example"\n'), HUGO_POST, DATED, None),
        (more(HUGO, '[permalinks]\nposts = "/:year/:slug/"\n'), HUGO_POST, "slug: p", None),
        (more(HUGO, '[permalinks]\nposts = "/:weekday/:slug/"\n'), HUGO_POST, DATED, None),
        (HEXO, HEXO_POST, DATED, "/2024/01/02/p/"),
        (HEXO, HEXO_POST, "title: T", None),  # the day that the file was made
        (HEXO, HEXO_POST, f"{DATED}published: false", None),
        (HEXO, HEXO_POST, f"{DATED}permalink: //a//b/", "/a/b/"),
        (HEXO, "source/_drafts/p.md", DATED, None),
        (more(HEXO, "permalink: :hash/\n"), HEXO_POST, DATED, None),
        (more(HEXO, "permalink: :title\n"), HEXO_POST, DATED, "/p"),
        (more(HEXO, "exclude: _posts/p.md\n"), HEXO_POST, DATED, None),
        (more(HEXO, "permalink: :lang/:title/\n"), HEXO_POST, f"{DATED}lang: en", "/en/p/"),
        (JEKYLL, JEKYLL_POST, "title: T", "/2024/01/02/p.html"),
        (JEKYLL, JEKYLL_POST, "published: false", None),
        (JEKYLL, JEKYLL_POST, "date: 2024-03-04 10:00:00 somewhere", None),
        (JEKYLL, "_posts/p.md", "title: T", None),
        (JEKYLL, "_notes/2024-01-02-p.md", "title: T", None),
        (more(JEKYLL, "exclude: [_posts/2024-01-02-p.md]\n"), JEKYLL_POST, "title: T", None),
        (
            more(JEKYLL, "exclude: [_posts/2024-01-03-p.md]\n"),
            JEKYLL_POST,
            "title: T",
            "/2024/01/02/p.html",
        ),
        (more(JEKYLL, "plugins: [jekyll-polyglot]\n"), JEKYLL_POST, "title: T", None),
        (more(JEKYLL, "timezone: No/Where\n"), JEKYLL_POST, "date: 2024-03-04 10:00:00", None),
        (
            more(JEKYLL, "permalink: /:title\n"),
            JEKYLL_POST,
            "date: 2024-03-04 10:00:00",  # no part of the address
            "/p",
        ),
        (
            more(JEKYLL, "defaults:\n- {scope: {path: ''}, values: {permalink: /b/:title/}}\n"),
            JEKYLL_POST,
            "title: T",
            "/b/p/",
        ),
        (ZOLA, HUGO_POST, f"{DATED}draft: true", None),
        (ZOLA, HUGO_POST, f"{DATED}render: false", None),
        (ZOLA, "content/posts/_index.md", "title: T", None),
        (more(ZOLA, '[slugify]\npaths = "safe"\n'), "content/a b.md", DATED, None),
        (more(ZOLA, '[slugify]\npaths = "safe"\n'), "content/A-b.md", DATED, "/A-b/"),
        (ELEVENTY, "posts/p.md", f"{DATED}permalink: false", None),
        (ELEVENTY, "posts/p.md", f"{DATED}permalink: /a/index.html", "/a/"),
        (ELEVENTY, "posts/p.md", f"{DATED}draft: true", None),
        (ELEVENTY, "posts/p.md", f"{DATED}pagination: {{data: x}}", None),
        (ELEVENTY, "posts/p.md", f"{DATED}eleventyComputed: {{title: x}}", None),
        (VITEPRESS, "posts/p.md", f"{DATED}permalink: /p", None),
        (VITEPRESS, "posts/[id].md", DATED, None),
        (
            (VITEPRESS[0], "export default { srcExclude: ['drafts/**'] }\n"),
            "drafts/p.md",
            DATED,
            None,
        ),
        (
            (VITEPRESS[0], "export default { cleanUrls: !process.env.X }\n"),
            "posts/p.md",
            DATED,
            None,
        ),
        (VUEPRESS, "posts/p.md", DATED, "/posts/p.html"),
        (VUEPRESS, "posts/README.md", DATED, "/posts/"),
        (VUEPRESS, "posts/p.md", f"{DATED}permalink: /:year/:slug", None),
        (VUEPRESS, "posts/p.md", f"{DATED}permalink: /p/1a2b/", "/p/1a2b/"),
        (DOCUSAURUS, "blog/p.md", DATED, "/blog/p"),
        (DOCUSAURUS, "blog/p.md", f"{DATED}draft: true", None),
        (DOCUSAURUS, "blog/p.md", f"{DATED}slug: [a]", None),
        (DOCUSAURUS, "docs/p.md", DATED, None),
        (MATERIAL, MATERIAL_POST, DATED, "/blog/2024/01/02/t/"),
        (MATERIAL, MATERIAL_POST, f"{DATED}draft: true", None),
        (MATERIAL, MATERIAL_POST, "title: T", None),
        (MATERIAL, MATERIAL_POST, "title: A <b>\ndate: 2024-01-02", None),
        (more(MATERIAL, "exclude_docs: p.md\n"), MATERIAL_POST, DATED, None),
        (
            (MATERIAL[0], MATERIAL[1].replace("[blog]", "[blog, i18n]")),
            MATERIAL_POST,
            DATED,
            None,
        ),
        (
            (MATERIAL[0], MATERIAL[1].replace("[blog]", "[{blog: {post_slugify: x}}]")),
            MATERIAL_POST,
            DATED,
            None,
        ),
        (PELICAN, "content/p.md", "Title: A title\nDate: 2024-01-02\n", "/a-title.html"),
        (PELICAN, "content/p.md", "Title: A title\nStatus: draft\n", None),
        (
            more(PELICAN, "ARTICLE_SAVE_AS = name()\n"),
            "content/p.md",
            "Title: A title\nDate: 2024-01-02\n",
            None,
        ),
        (
            more(PELICAN, 'PLUGINS = ["yaml_metadata"]\n'),
            "content/p.md",
            "Title: A title\nDate: 2024-01-02\n",
            None,
        ),
        (NIKOLA, "posts/p.md", f"{DATED}slug: q", "/posts/q/"),
        (NIKOLA, "posts/p.md", f"{DATED}status: draft", None),
        (more(NIKOLA, "POSTS = posts()\n"), "posts/p.md", DATED, None),
        (ASTRO, "src/pages/posts/p.md", DATED, "/posts/p/"),
        (ASTRO, "src/pages/posts/_p.md", DATED, None),
        (ASTRO, "src/content/blog/p.md", DATED, None),
        (
            (ASTRO[0], "export default { trailingSlash: 'never' };\n"),
            "src/pages/posts/p.md",
            DATED,
            "/posts/p",
        ),
        (
            (ASTRO[0], "export default { build: { format: 'file' } };\n"),
            "src/pages/posts/p.md",
            DATED,
            None,
        ),
        (("README.md", "A project\n"), "posts/p.md", DATED, None),
    ],
)
def test_address(tmp_path, site, path, fields, expected):
    assert served(tmp_path, site, path, fields) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/posts/b/index.md", "/posts/b/"),
        ("content/posts/b/other.md", None),
        ("content/posts/b/deep/other.md", None),
        ("content/posts/b/deep/index.md", None),
        ("content/posts/c/index.md", "/posts/c/"),
    ],
)
def test_what_lies_beside_an_index_belongs_to_it(tmp_path, path, expected):
    write(tmp_path, {"content/posts/b/index.md": f"---\n{DATED}---\nText.\n"})
    assert served(tmp_path, HUGO, path, DATED) == expected


def test_a_data_file_may_place_a_post(tmp_path):
    found = served(tmp_path, ELEVENTY, "posts/p.md", DATED)
    assert found == "/posts/p/"
    write(tmp_path, {"posts/p.11tydata.js": "module.exports = { permalink: '/q/' };\n"})
    assert address(tmp_path / "posts/p.md") is None


def test_a_file_beside_a_post_may_name_it(tmp_path):
    assert served(tmp_path, NIKOLA, "posts/p.md", DATED) == "/posts/p/"
    write(tmp_path, {"posts/p.meta": ".. slug: q\n"})
    assert address(tmp_path / "posts/p.md") is None


@pytest.mark.parametrize("name", ["hugo", "hexo"])
def test_a_translation_has_an_address_of_its_own(tmp_path, name):
    """The same slug in two languages is one post."""
    languages = 'defaultContentLanguage = "en"\n[languages.en]\n[languages.fr]\n'
    site, folder, end = {
        "hugo": (more(HUGO, languages), "content/posts", ""),
        "hexo": (more(HEXO, "permalink: :lang/:title/\n"), "source/_posts", "lang: fr"),
    }[name]
    first = served(tmp_path, site, f"{folder}/p.md", f"{DATED}slug: p\n{end.replace('fr', 'en')}")
    second = served(tmp_path, site, f"{folder}/p.fr.md", f"{DATED}slug: p\n{end}")
    assert first is not None
    assert second is not None
    assert first != second
