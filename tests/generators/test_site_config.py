"""Odd and hostile configurations of sites, for every generator."""

from __future__ import annotations

import os

import pytest
from support import FRONT, check, write

from blint.generators.registry import NAMES

POST = FRONT + "Introduction.\n\n<!-- more -->\n\n![a](./a.png) ![b](/b.png)\n"
NASTY = '{"a": [1], "b": {"c": null}, "d": "../../..", "e": "\\u0000", "f": 1e400}'
# A site of each generator: its configuration, and where its posts are.
PLACES = {
    "vitepress": (".vitepress/config.ts", "posts/a.md"),
    "vuepress": (".vuepress/config.ts", "posts/a.md"),
    "valaxy": ("valaxy.config.ts", "pages/posts/a.md"),
    "docusaurus": ("docusaurus.config.js", "blog/2024-01-02-a.md"),
    "astro": ("astro.config.mjs", "src/content/blog/a.md"),
    "hexo": ("_config.yml", "source/_posts/a.md"),
    "hugo": ("hugo.toml", "content/posts/a.md"),
    "zola": ("zola.toml", "content/a.md"),
    "jekyll": ("_config.yml", "_posts/2024-01-02-a.md"),
    "material": ("mkdocs.yml", "docs/blog/posts/a.md"),
    "eleventy": ("eleventy.config.js", "blog/a.md"),
    "pelican": ("pelicanconf.py", "content/a.md"),
    "nikola": ("conf.py", "posts/a.md"),
    "plain": ("README.md", "a.md"),
}
# Settings that name folders outside, or have another type than they should.
SETTINGS = {
    "vitepress": ["export default { srcDir: '../secret', publicDir: '../secret', base: 3 }"],
    "vuepress": ["export default { public: '../secret', base: '../secret' }"],
    "valaxy": ["export default { vite: { publicDir: '../secret' } }"],
    "docusaurus": [
        "module.exports = { staticDirectories: ['../secret'], presets: [['x', { blog: {"
        " path: '../secret', truncateMarker: /[/ } }]] }",
    ],
    "astro": ["export default { srcDir: '../secret', publicDir: '../secret' }"],
    "hexo": ["source_dir: ../secret\npermalink: [1]\nmarked: 3\n", "post_asset_folder: {a: b}\n"],
    "hugo": [
        'themesDir = "../secret"\ntheme = "x"\nstaticDir = ["../secret"]\n',
        'contentDir = "../secret"\n',
        "permalinks = 3\nlanguages = [1]\nmodule = 'x'\nmarkup = []\nbaseURL = 4\n",
    ],
    "zola": ['base_url = 3\nignored_content = ["*.{a", "[", "a,b"]\nlanguages = 1\n'],
    "jekyll": ["source: ../secret\ndefaults: 3\nexclude: {a: 1}\n", "defaults: [1, {scope: 2}]\n"],
    "material": ["docs_dir: ../secret\nplugins:\n  - blog:\n      post_dir: ../../secret\n"],
    "eleventy": ["module.exports = { dir: { input: '../secret' } }"],
    "pelican": [
        "PATH = '../secret'\nTHEME = '../secret'\nSTATIC_PATHS = 3\nFILENAME_METADATA = '('\n",
        "a = 'x'\n" + "a = a + a\n" * 60 + "PATH = a\n",
        "a = (1,)\n" + "a = (a, a)\n" * 60 + "b = {a: 1}\n",
        "a = (1,)\n" + "a = (a, a)\n" * 60 + "STATIC_PATHS = PLUGINS = EXTRA_PATH_METADATA = a\n",
        "a = [[[1], {'b': 2}]]\n" + "a = a + a\n" * 60 + "STATIC_PATHS = PLUGINS = a\n",
        "from x import *\na = 1\n" * 5000,
    ],
    "nikola": [
        "POSTS = [('../secret/*.md', 'posts', 'post.tmpl')]\nTRANSLATIONS = 1\n",
        "POSTS = ((3,), 4, ())\nFILES_FOLDERS = 3\nIMAGE_FOLDERS = {1: 2}\n",
    ],
    "plain": [""],
}
CASES = [(name, text) for name in NAMES for text in [*SETTINGS[name], NASTY, "\0\xff[[[", ""]]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_strange_configuration_is_survived_and_leads_nowhere(tmp_path, monkeypatch, name, text):
    config, post = PLACES[name]
    site = tmp_path / "site"
    secret = {"secret/posts/a.md": POST, "secret/x/layouts/y/": "", "secret/a.png": "x"}
    write(tmp_path, {**secret, "site/.git/": "", f"site/{config}": text, f"site/{post}": POST})
    if os.name == "posix":  # Windows asks for a privilege
        (site / "linked").symlink_to(tmp_path / "secret")
    listed = []
    real = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path=".": listed.append(os.fspath(path)) or real(path)
    )
    result = check(site, post, config=(f'generator = "{name}"',))
    assert result.generator == name
    assert result.posts == 1
    assert listed
    assert not [path for path in listed if not path.startswith(str(site))]


# What was read again and again from each of thousands of places.
REPEATED = [
    ("eleventy", "package.json", "eleventy."),
    ("docusaurus", "docusaurus.config.js", "blog: {"),
    ("astro", "src/content.config.ts", "defineCollection({"),
    ("astro", "src/content.config.ts", "a"),
    (
        "astro",
        "src/content.config.ts",
        "defineCollection({ schema: z.object({ a: z" + "(" * 60_000 + ")" * 60_000 + " }) })",
    ),
    ("vitepress", ".vitepress/config.ts", "/* "),
    ("vitepress", ".vitepress/config.ts", '"\\'),
    ("vitepress", ".vitepress/config.ts", "`\\"),
]


@pytest.mark.parametrize(("name", "path", "unit"), REPEATED)
def test_a_long_configuration_takes_no_time(tmp_path, name, path, unit):
    text = unit * max(1, 250_000 // len(unit))
    write(tmp_path, {".git/": "", path: text, PLACES[name][1]: POST})
    result = check(tmp_path, PLACES[name][1], config=(f'generator = "{name}"',))
    assert result.posts == 1  # reading it took so long that the run was given up
