"""Fragments of links that may lead somewhere: what other parsers make of a page, settings in other
files, what plugins and layouts bring along. Nothing is said of them."""

from __future__ import annotations

import pytest
from support import blint, check, write

HEAD = "---\ntitle: A\ndate: 2024-01-02\n---\n\n"
POSTS = {
    "astro": ("astro.config.mjs", "src/content/blog/a.md"),
    "hugo": ("hugo.toml", "content/posts/a.md"),
    "jekyll": ("_config.yml", "_posts/2024-01-02-a.md"),
    "material": ("mkdocs.yml", "docs/blog/posts/a.md"),
    "pelican": ("pelicanconf.py", "content/a.md"),
    "valaxy": ("valaxy.config.ts", "pages/posts/a.md"),
    "vitepress": (".vitepress/config.ts", "posts/a.md"),
}
TOC = 'MARKDOWN = {"extension_configs": {"markdown.extensions.toc": {}}}\n'
LISTS = "markdown_extensions:\n  - attr_list\n"


def said(folder, generator, text, settings="", more=None):
    """The fragments of which something is said; there is always one that leads nowhere."""
    file, post = POSTS[generator]
    files = {".git/": "", "blint.toml": f'generator = "{generator}"\n', file: settings}
    write(folder, {**files, post: f"{HEAD}{text}\n\n[no](#nowhere-qx)\n", **(more or {})})
    found = check(folder, post, select=["link/missing-anchor"]).findings
    return [finding.values["fragment"] for finding in found]


HTML = (
    '<img src="x.png">\n## Part',
    "<br>\n## Part",
    "<hr>\nPart\n----",
    '<p align="center">x</p>\n## Part',
    "<div>\n\n</div>\n## Part",
    '<div markdown="1">\n## Part\n</div>',
    '<details markdown="1">\n<summary>s</summary>\n## Part\n</details>',
    '<h2 markdown="1">Part</h2>',
)


@pytest.mark.parametrize("text", HTML)
@pytest.mark.parametrize("generator", ["jekyll", "material", "pelican"])
def test_a_heading_may_follow_html_at_once(text, generator, tmp_path):
    text = f"[x](#part) [y](#part-1) [z](#part_1)\n\n{text}\n\n## Part"
    assert said(tmp_path, generator, text, TOC * (generator == "pelican")) == ["nowhere-qx"]


IMPORTS = (
    ("import md from './markdown'\nexport default {markdown: md}", ".vitepress/markdown.ts"),
    ("import { a } from './theme/markdown.js'\nexport default a", ".vitepress/theme/markdown.ts"),
    ("import { a } from './shared'\nexport default a", ".vitepress/shared/index.ts"),
)


@pytest.mark.parametrize(("settings", "path"), IMPORTS)
def test_settings_are_read_where_they_are_imported_from(settings, path, tmp_path):
    text = "[x](#b--c)\n\n## B & C"
    assert said(tmp_path, "vitepress", text, "export default {}") == ["b--c", "nowhere-qx"]
    more = {path: "export const a = {markdown: {anchor: {slugify: s => s}}}"}
    assert said(tmp_path, "vitepress", text, settings, more) == []


@pytest.mark.parametrize(
    "settings",
    [
        "import { a } from './generated'\nexport default a",
        "import { a } from '@/markdown'\nexport default a",
        "import { md } from 'a-package'\nexport default {markdown: md}",
        "import { markdown } from 'a-package'\nexport default {title: '', markdown}",
    ],
)
def test_settings_that_cannot_be_read_may_say_anything(settings, tmp_path):
    assert said(tmp_path, "vitepress", "[x](#y)\n\n## B", settings) == []


def test_settings_that_are_imported_and_change_nothing(tmp_path):
    settings = "import { nav } from './nav'\nimport './x.css'\nexport default {markdown: {nav}}"
    more = {".vitepress/nav.ts": "export const nav = []"}
    assert said(tmp_path, "vitepress", "## B", settings, more) == ["nowhere-qx"]


@pytest.mark.parametrize("generator", ["vitepress", "valaxy"])
def test_braces_at_the_end_of_a_heading_are_attributes(generator, tmp_path):
    text = (
        "[a](#multi) [b](#类) [c](#is) [d](#own) [e](#code-x)\n\n## Multi {.a .b}\n\n"
        "## 类 {data-x=1}\n\n## is.{method}\n\n## Some{#own}\n\n## Code `{x}`\n"
    )
    assert said(tmp_path, generator, text) == ["nowhere-qx"]


PUT_IN = (
    '    --8<-- "x.md"',
    ';--8<-- "x.md"',
    '{% include-markdown "x.md" %}',
    "{! x.md !}",
    "{{ macro() }}",
    "{% for a in b %}x{% endfor %}",
    "::: package.module",
    '```python exec="on"\nprint("## X")\n```',
)


@pytest.mark.parametrize("text", PUT_IN)
def test_what_plugins_of_mkdocs_put_in_may_have_headings(text, tmp_path):
    assert said(tmp_path, "material", f"## A\n\n{text}") == []


HOOK = "layouts/_default/_markup/render-heading.html"
PLAIN_HOOKS = (
    '<h{{ .Level }} id="{{ .Anchor }}">{{ .Text }}</h{{ .Level }}>',
    '<h{{ .Level }} id="{{ .Anchor | safeURL }}">{{ .Text | safeHTML }} <a href="#{{ .Anchor }}">'
    "#</a></h{{ .Level }}>",
)
OTHER_HOOKS = (
    '<h{{ .Level }} id="h-{{ .Anchor }}">{{ .Text }}</h{{ .Level }}>',
    "<h{{ .Level }} id={{ .PlainText | urlize }}>{{ .Text }}</h{{ .Level }}>",
    "<h{{ .Level }}>{{ .Text }}</h{{ .Level }}>",
    '{{ partial "heading.html" . }}',
)


@pytest.mark.parametrize("hook", PLAIN_HOOKS)
def test_a_hook_of_hugo_that_gives_its_own_ids(hook, tmp_path):
    assert said(tmp_path, "hugo", "## A", more={HOOK: hook}) == ["nowhere-qx"]


@pytest.mark.parametrize("hook", OTHER_HOOKS)
def test_a_hook_of_hugo_that_gives_others(hook, tmp_path):
    assert said(tmp_path, "hugo", "## A", more={HOOK: hook}) == []
    theme = {HOOK: "", f"themes/t/{HOOK}": hook}
    assert said(tmp_path, "hugo", "## A", "theme = 't'\n", theme) == []


TEMPLATES = (
    ("jekyll", "_includes/letter.html", '<form id="letter-form">'),
    ("hugo", "themes/t/layouts/partials/a/letter.html", "<form id=letter-form>"),
    ("vitepress", ".vitepress/theme/Letter.vue", "<form id='letter-form'>"),
    ("astro", "src/components/Letter.astro", '<form id="letter-form">'),
)


@pytest.mark.parametrize(("generator", "path", "template"), TEMPLATES)
def test_an_id_of_a_template_may_be_on_the_page(generator, path, template, tmp_path):
    text = "[x](#letter-form)\n\n## A"
    assert said(tmp_path, generator, text) == ["letter-form", "nowhere-qx"]
    assert said(tmp_path, generator, text, more={path: template}) == ["nowhere-qx"]


IN_DOUBT = (
    ("hugo", "[x](#TableOfContents)"),
    ("hugo", "[x](#a-)\n\n## A --"),
    ("hugo", "[x](#a-)\n\n## A &mdash;"),
    ("hugo", "[x](#-a)\n\n## &amp; A"),
    ("jekyll", "[x](#aampb)\n\n## <code>a&amp;b</code>"),
    ("jekyll", "[x](#a-)\n\n## A\u3000"),
    ("astro", "[x](#-a)\n\n## \u3000A"),
    ("vitepress", "[x](#amp)\n\n## &amp;"),
)


@pytest.mark.parametrize(("generator", "text"), IN_DOUBT)
def test_ids_that_are_not_sure(generator, text, tmp_path):
    assert said(tmp_path, generator, text) == ["nowhere-qx"]


def test_a_component_may_have_a_small_name(tmp_path):
    text = "<script setup>\nimport part from './part.md'\n</script>\n\n## A\n\n<part/>"
    assert said(tmp_path, "vitepress", text) == []


def test_many_headings_in_doubt_take_no_long_time(tmp_path):
    blanks = "\u3000" * 20_000
    text = (
        f"## A{blanks}b\n\n<div>\n{'{ ' * 20_000}\n{'#' * 20_000}\n</div>\n\n## C {{#{'x' * 20_000}"
    )
    assert said(tmp_path, "material", text, LISTS) == ["nowhere-qx"]


CHANGES = (
    ("jekyll", "_includes/a.html", '<form id="form">', "<form>"),
    ("vitepress", ".vitepress/shared.ts", "export const slugify = 1", "export const x = 1"),
)


@pytest.mark.parametrize(("generator", "path", "before", "after"), CHANGES)
def test_what_other_files_said_is_asked_again(generator, path, before, after, tmp_path):
    settings = "import './shared'\n" if generator == "vitepress" else ""
    said(tmp_path, generator, "[x](#form)\n\n## A", settings, {path: before})
    post = POSTS[generator][1]

    def run():
        select = ("--select", "link/missing-anchor", "--output-format", "concise")
        return b"#form" in blint(tmp_path, "check", *select, post).stdout

    assert not run()
    write(tmp_path, {path: after})
    assert run()
