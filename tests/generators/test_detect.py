"""Which generator builds a site, and what gives it away."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import POST, write

from blint.workspace.discovery import Workspace

VITEPRESS = {".git/": "", "src/.vitepress/config.ts": "export default {}\n"}


@pytest.mark.parametrize(
    ("files", "paths", "generator", "root"),
    [
        ({}, ["posts"], "plain", "."),
        ({"src/.vitepress/config.mts": ""}, ["src/posts"], "vitepress", "src"),
        ({"src/.vitepress/theme/index.ts": ""}, ["src/posts"], "vitepress", "src"),
        ({"src/.vitepress/config.mts": "", "package.json": "{}"}, ["."], "vitepress", "src"),
        (
            {
                "package.json": '{"devDependencies": {"vitepress": "^1"},'
                ' "scripts": {"docs:dev": "vitepress dev"}}'
            },
            ["posts"],
            "vitepress",
            ".",
        ),
        ({"package.json": '{"dependencies": {"vitepress": "^1"}}'}, ["posts"], "vitepress", "."),
        # A package that has the generator for its tests, or as one to write plugins for.
        (
            {
                "package.json": '{"devDependencies": {"vitepress": "^1", "astro": "^5"},'
                ' "scripts": {"test": "vitest", "lint": "blint check vitepress-plugin"}}'
            },
            ["posts"],
            "plain",
            ".",
        ),
        (
            {"package.json": '{"devDependencies": {"vuepress": "^2"}, "exports": "./index.js"}'},
            ["posts"],
            "plain",
            ".",
        ),
        ({"package.json": '{"devDependencies": {"vuepress": "^2"}}'}, ["posts"], "vuepress", "."),
        ({"package.json": '{"scripts": 3}'}, ["posts"], "plain", "."),
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
    assert Path(site.facts.root).relative_to(tmp_path).as_posix() == root


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
        (
            "eleventy",
            {
                "package.json": '{"devDependencies": {"@11ty/eleventy": "^3"},'
                ' "scripts": {"build": "npx @11ty/eleventy --quiet"}}'
            },
            "package.json",
        ),
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
        (post.built.generator.name, Path(post.path).relative_to(tmp_path).as_posix())
        for post in posts
    ] == [
        ("hugo", "blog/content/posts/a.md"),
        ("vitepress", "docs/posts/b.md"),
    ]
