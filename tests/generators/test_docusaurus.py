"""Docusaurus's configuration, read as text: its blogs, their markers, and what is documentation."""

from __future__ import annotations

import os

import pytest
from support import check, write

from blint.files.disk import Files
from blint.generators.docusaurus import read_site
from blint.workspace.discovery import Workspace

POST = "---\ntitle: A\n---\n\nText.\n"
CLASSIC = "export default { presets: [['classic', %s]], %s };\n"


def site(folder, config, **files):
    write(folder, {".git/": "", "docusaurus.config.js": config, **files})
    return read_site(str(folder), Files(str(folder)))


def names(folder, paths):
    return [os.path.relpath(path, folder).replace(os.sep, "/") for path in paths]


@pytest.mark.parametrize(
    ("options", "more", "expected"),
    [
        ("{}", "", ["blog"]),
        ("{ docs: {} }", "", ["blog"]),
        ("{ blog: false }", "", []),
        ("{ blog: { path: 'news' } }", "", ["news"]),
        ("{ blog: { showReadingTime: true } }", "", ["blog"]),
        (
            "{ blog: {} }",
            "plugins: [['@docusaurus/plugin-content-blog', { id: 'b', path: 'second' }]]",
            ["blog", "second"],
        ),
        (
            "{ docs: {} }",
            "plugins: [['@docusaurus/plugin-content-blog', { id: 'b', path: 'second' }]]",
            ["blog", "second"],
        ),
        (
            "{ blog: false }",
            "plugins: [['@docusaurus/plugin-content-blog', { path: 'only' }]]",
            ["only"],
        ),
        ("{ blog: {} }", "themeConfig: { blog: { sidebar: { groupByYear: false } } }", ["blog"]),
    ],
)
def test_blogs(tmp_path, options, more, expected):
    facts = site(tmp_path, CLASSIC % (options, more))
    assert names(tmp_path, facts.folders) == expected


def test_a_searched_site_without_a_blog_shows_its_documentation(tmp_path):
    pages = ["docs/a.md", "docs/b/c.mdx", "docs/_part.md", "docs/_partials/d.md", "test/e.md"]
    site(tmp_path, CLASSIC % ("{ blog: false }", ""), **dict.fromkeys(pages, POST))
    posts = [post.path for post in Workspace().posts([str(tmp_path)])]
    assert names(tmp_path, posts) == ["docs/a.md", "docs/b/c.mdx"]
    assert check(tmp_path, "docs/a.md", select=("excerpt",)).findings == []


def test_documentation_beside_a_blog_has_no_excerpt(tmp_path):
    config = CLASSIC % ("{ blog: {} }", "")
    page = POST + "\n<!--more-->\n\nText.\n"
    site(tmp_path, config, **{"docs/a.md": page, "blog/2024-02-03-a.md": page})
    posts = [post.path for post in Workspace().posts([str(tmp_path)])]
    assert names(tmp_path, posts) == ["blog/2024-02-03-a.md"]
    assert check(tmp_path, "docs/a.md", select=("excerpt",)).findings == []
    found = check(tmp_path, "blog/2024-02-03-a.md", select=("excerpt",)).findings
    assert [finding.rule for finding in found] == ["excerpt/misspelled-marker"]


def test_documentation_has_no_date(tmp_path):
    page = "---\ntitle: A\ndate: some day\n---\n\nText.\n"
    site(tmp_path, CLASSIC % ("{ blog: false }", ""), **{"docs/a.md": page})
    assert check(tmp_path, "docs/a.md", select=("front-matter",)).findings == []


def test_each_blog_has_its_marker(tmp_path):
    second = "{ id: 'b', path: 'second', truncateMarker: /<!-- more -->/ }"
    config = CLASSIC % ("{ blog: {} }", f"plugins: [['@docusaurus/plugin-content-blog', {second}]]")
    post = "---\ntitle: A\n---\n\nText.\n\n%s\n\nText.\n"
    files = {"blog/a.md": post % "<!-- truncate -->", "second/b.md": post % "<!-- more -->"}
    site(tmp_path, config, **files)
    for path in files:
        assert check(tmp_path, path, select=("excerpt",)).findings == []
    site(tmp_path, config, **{"second/b.md": post % "<!-- truncate -->"})
    rules = [f.rule for f in check(tmp_path, "second/b.md", select=("excerpt",)).findings]
    assert rules == ["excerpt/misspelled-marker"]


@pytest.mark.parametrize(
    ("config", "asked"),
    [
        ("truncateMarker: marker", True),
        ("truncateMarker: /<!-- more -->/", False),
        ("", False),
    ],
)
def test_a_marker_of_a_program_is_asked_for(tmp_path, config, asked):
    facts = site(tmp_path, CLASSIC % ("{ blog: { %s } }" % config, ""))  # noqa: UP031
    assert ("site.marker" in facts.unknown) == asked
