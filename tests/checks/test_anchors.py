"""Fragments of links: what a page has, and what it has not."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import blint, check, document, write

from blint.post.ids import ids_of

POSTS = {
    "vitepress": (".vitepress/config.ts", "posts/a.md"),
    "docusaurus": ("docusaurus.config.js", "blog/a.md"),
    "hugo": ("hugo.toml", "content/posts/a.md"),
    "hexo": ("_config.yml", "source/_posts/a.md"),
    "jekyll": ("_config.yml", "_posts/2024-01-02-a.md"),
    "material": ("mkdocs.yml", "docs/blog/posts/a.md"),
    "zola": ("config.toml", "content/a.md"),
    "astro": ("astro.config.mjs", "src/content/blog/a.md"),
}
# The ids of two headings of the others may be the same.
NUMBERED = [name for name in POSTS if name not in ("hexo", "jekyll", "astro")]
HEAD = "---\ntitle: A\ndate: 2024-01-02\n---\n\n"
WORDS = (
    "a",
    "a-1",
    "A",
    "安装",
    "Q&A",
    "`x y`",
    "**b**",
    "v1.2",
    "（一）",
    "_c_",
    "é",
    "[l](/x)",
    "1",
)


def laid_out(folder, generator, text, **files):
    settings_file, post = POSTS[generator]
    beside = post.rpartition("/")[0]
    blint_toml = f'generator = "{generator}"\n'
    more = {f"{beside}/{name.replace('_', '.')}": HEAD + content for name, content in files.items()}
    write(
        folder,
        {".git/": "", "blint.toml": blint_toml, settings_file: "", post: HEAD + text, **more},
    )
    return post


def said(folder, post):
    return [f.text for f in check(folder, post, select=["link/missing-anchor"]).findings]


HEADINGS = st.lists(st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join), max_size=8)


@pytest.mark.parametrize("generator", POSTS)
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(headings=HEADINGS)
def test_a_link_to_each_id_is_right(generator, headings, tmp_path):
    text = "\n\n".join(f"## {words}" for words in headings)
    post = laid_out(tmp_path, generator, text)
    ids = ids_of(document(tmp_path / post))
    if ids is None:
        return
    if generator in NUMBERED:
        assert len(set(ids.headings)) == len(ids.headings)
    links = "\n".join(f"[x](<#{name}>)" for name in ids.headings if name)
    laid_out(tmp_path, generator, f"{text}\n\n{links}\n\n[y](#no-such-thing-at-all)\n")
    (only,) = said(tmp_path, post)
    assert "no-such-thing-at-all" in only


@pytest.mark.parametrize("generator", POSTS)
def test_ids_are_known_of_ordinary_headings(generator, tmp_path):
    post = laid_out(tmp_path, generator, "## What is new\n\n## Café\n")
    assert len(ids_of(document(tmp_path / post)).headings) == 2


SILENT = (
    "[x](#top)",
    "[x](#)",
    "[x](#:~:text=word)",
    "[x](#/route)",
    "[x](#fn:1)",
    "[x](#comments)",
    '[x](#here)\n\n<span id="here">y</span>',
    "[x](#here)\n\n<a name=here></a>",
    "`[x](#nowhere)`",
    "[x](#nowhere)\n\n<Component />",
    "[x](#nowhere)\n\n<my-component></my-component>",
    "[x](#nowhere)\n\n<!--@include: ./b.md-->",
    "[x](#a%20b)\n\n<p id='a b'>",
)


@pytest.mark.parametrize("text", SILENT)
def test_silence(text, tmp_path):
    assert said(tmp_path, laid_out(tmp_path, "vitepress", f"{text}\n\n## A heading\n")) == []


def test_another_page(tmp_path):
    text = "[x](./b.md#A-part) [y](./b.md#a-part) [z](./c.md#part)"
    files = {"b_md": "## A part\n", "c_md": "<Parts />\n\n## A part\n"}
    (only,) = said(tmp_path, laid_out(tmp_path, "vitepress", text, **files))
    assert "b.md" in only
    assert "A-part" in only


def test_the_fix_writes_what_was_meant(tmp_path):
    text = "[x](./b.md#qa-%E4%BD%A0) [y](#QA)\r\n\r\n## Q&A\r\n"
    post = laid_out(tmp_path, "vitepress", text, b_md="## Q&A 你\n")
    blint(tmp_path, "check", "--fix", "--select", "link/missing-anchor", post)
    written = (tmp_path / post).read_bytes().decode()
    assert "[x](./b.md#q-a-%E4%BD%A0) [y](#q-a)\r\n" in written


def test_what_may_be_code_is_offered_and_not_written(tmp_path):
    post = laid_out(tmp_path, "vitepress", '[x](#My-Place)\n\n```html\n<p id="my-place">\n```\n')
    (finding,) = check(tmp_path, post, select=["link/missing-anchor"]).findings
    assert "#my-place" in finding.hint
    assert finding.fix is None


DOUBTFUL = (
    ("c++", "C", "C++"),
    ("c++", "C"),
    ("C#", "C++", "C#"),
    ("f#", "F"),
    (".net", "NET", ".NET"),
    ("1.0", "10"),
    ("10", "1.0"),
    ("10", "1.0", "10 "),
    ("Notes", "Notes", "Notes"),
    ("かき", "がき"),
    ("की", "का"),
    ("安装（二）", "安装"),
    ("q-a", "Q&A {#qa}", "Q/A {#QA}"),
)


@pytest.mark.parametrize("case", DOUBTFUL, ids=" ".join)
@pytest.mark.parametrize("generator", POSTS)
def test_a_fix_leads_to_no_heading_that_may_not_be_meant(generator, case, tmp_path):
    fragment, *headings = case
    text = "\n\n".join((f"[x](<#{fragment}>)", *(f"## {words}" for words in headings)))
    post = laid_out(tmp_path, generator, text)
    findings = check(tmp_path, post, select=["link/missing-anchor"]).findings
    assert [f.fix for f in findings if f.fix] == []


CERTAIN = (
    ("c++", "c", "C++"),
    (".net-core", "net-core", ".NET Core"),
    ("Don’t-do", "don-t-do", "Don't do"),
    ("v1.0", "v1-0", "v1.0"),
    ("résumé", "resume", "Résumé"),
    ("（一）-安装", "一-安装", "(一) 安装"),
    ("安装，使用", "安装-使用", "安装, 使用", "安装"),
    ("⚠-warning", "⚠\ufe0f-warning", "⚠\ufe0f Warning"),
    ("Inst", "inst", "Install {#inst}"),
)


@pytest.mark.parametrize("case", CERTAIN, ids=" ".join)
def test_a_fix_leads_to_the_one_heading_that_is_meant(case, tmp_path):
    fragment, meant, *headings = case
    text = "\n\n".join((f"[x](<#{fragment}>)", *(f"## {words}" for words in headings)))
    post = laid_out(tmp_path, "vitepress", text)
    findings = check(tmp_path, post, select=["link/missing-anchor"]).findings
    assert [f.values["nearest"] for f in findings if f.fix] == [meant]


def test_of_a_heading_in_doubt_nothing_is_said(tmp_path):
    links = "[x](#use-it) [y](#deprecate-the) [z](#nowhere)"
    text = f"{links}\n\n## ~~Deprecate the 'env'~~\n\n## Use it\n"
    (only,) = said(tmp_path, laid_out(tmp_path, "hugo", text))
    assert "nowhere" in only


def test_a_setting_of_other_ids_is_heeded(tmp_path):
    text = "[x](#nowhere)\n\n## A part\n"
    post = laid_out(tmp_path, "vitepress", text)
    assert said(tmp_path, post)
    write(tmp_path, {".vitepress/config.ts": "export default {markdown: {anchor: {slugify}}}"})
    assert said(tmp_path, post) == []


def test_what_the_other_page_said_is_asked_again(tmp_path):
    post = laid_out(tmp_path, "vitepress", "[x](./b.md#a-part)", b_md="## A part\n")

    def run():
        select = ("check", "--select", "link/missing-anchor", "--fail-on", "warning")
        return blint(tmp_path, *select, post).returncode

    assert run() == 0
    write(tmp_path, {"posts/b.md": HEAD + "## Another part\n"})
    assert run() == 1


def test_sites_of_two_generators_do_not_share_what_is_known_of_a_page(tmp_path):
    files = {".git/": "", "a.md": HEAD + "[x](./b.md#q-a)\n", "b.md": HEAD + "## Q&A\n"}
    write(tmp_path, files)

    def found(generator):
        wishes = {"select": ["link/missing-anchor"], "config": [f'generator = "{generator}"']}
        return len(check(tmp_path, "a.md", **wishes).findings)

    assert [found(name) for name in ("vitepress", "vuepress", "docusaurus")] == [0, 0, 1]
    assert [found(name) for name in ("docusaurus", "vuepress", "vitepress")] == [1, 0, 0]


HOSTILE = (
    "a" + " " * 60_000 + "b",
    "a {#" + "b" * 60_000,
    "{ #a" * 15_000,
    "{/*#a " * 10_000,
    "<!-- #a " * 7_500,
    "a" + " " * 30_000 + "{" * 30_000 + "}",
    "~a " * 20_000,
    "<a" * 30_000,
    "a-" * 30_000,
    "*" * 60_000,
)
ASKED = {
    "mkdocs.yml": "markdown_extensions:\n  - attr_list\n" + "\n" * 60_000,
    "config.toml": "\n" * 60_000,
    "_config.yml": "\n" * 60_000,
}


@pytest.mark.parametrize("heading", HOSTILE, ids=lambda text: text[:8])
@pytest.mark.parametrize("generator", POSTS)
def test_a_hostile_heading_takes_no_time(generator, heading, tmp_path):
    post = laid_out(tmp_path, generator, f"## {heading}\n\n## A part\n")
    settings_file = POSTS[generator][0]
    write(tmp_path, {settings_file: ASKED.get(settings_file, "")})
    doc = document(tmp_path / post)
    before = time.process_time()
    ids_of(doc)
    assert time.process_time() - before < 1.5
