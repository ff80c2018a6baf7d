"""Plugins of Jekyll that change where images are found, and posts that it leaves out."""

from __future__ import annotations

import pytest
from support import check, found, picture, write

from blint.model import Severity

POST = "_posts/2024-05-06-cups.md"
NESTED = "_posts/cups/2024-05-06-cups.md"


def findings(tmp_path, files, text, post=POST):
    write(tmp_path, {".git/": "", "_config.yml": "title: Cups\n", **files, post: text})
    return check(tmp_path, post, select=("image/missing", "image/unresolved"))


@pytest.mark.parametrize("where", ["_config.yml", "Gemfile"])
def test_what_a_plugin_copies_from_beside_a_post_is_found(tmp_path, where):
    listed = {
        "_config.yml": "plugins: [jekyll-postfiles]\n",
        "Gemfile": "group :jekyll_plugins do\n  gem 'jekyll-postfiles', '~> 3.1'\nend\n",
    }
    image = {"_posts/cups/a.png": picture()}
    text = "---\ntitle: Cups\n---\n![a](a.png)\n"
    assert found(findings(tmp_path, image, text, NESTED))
    assert not found(findings(tmp_path, {**image, where: listed[where]}, text, NESTED))


def test_a_path_from_the_file_is_found_where_a_plugin_makes_addresses_of_them(tmp_path):
    image = {"assets/a.png": picture()}
    text = "---\ntitle: Cups\n---\n![a](../assets/a.png)\n\n![b](../assets/b.png)\n"
    plugin = "plugins: [jekyll-relative-links]\npermalink: /:year/:month/:title/\n"
    pages_only = findings(tmp_path, {**image, "_config.yml": plugin}, text)
    assert [line for _, line, _ in found(pages_only)] == [4, 6]
    posts_too = plugin + "relative_links:\n  collections: true\n"
    result = findings(tmp_path, {**image, "_config.yml": posts_too}, text)
    assert [line for _, line, _ in found(result)] == [6]


def test_a_plugin_of_the_site_s_own_that_leaves_images_alone_changes_nothing(tmp_path):
    text = "---\ntitle: Cups\n---\n![a](/assets/a.png)\n"
    words = {"_plugins/words.rb": "Liquid::Template.register_filter(Words)\n"}
    assert found(findings(tmp_path, words, text))
    images = {"_plugins/images.rb": "post.output.gsub!('src=', 'data-src=')\n"}
    assert not found(findings(tmp_path, images, text))


def test_a_post_that_is_not_published_is_graded_one_step_lower(tmp_path):
    text = "---\ntitle: Cups\n{}---\n![a](/assets/a.png)\n"
    (finding,) = findings(tmp_path, {}, text.format("")).findings
    assert finding.severity is Severity.ERROR
    (finding,) = findings(tmp_path, {}, text.format("published: false\n")).findings
    assert finding.severity is Severity.WARNING
    unpublished = "defaults:\n  - scope: { path: _posts }\n    values: { published: false }\n"
    (finding,) = findings(tmp_path, {"_config.yml": unpublished}, text.format("")).findings
    assert finding.severity is Severity.WARNING


def test_only_kramdown_makes_tables_of_sentences(tmp_path):
    text = "---\ntitle: Cups\n---\nPress Ctrl | Cmd.\n"
    write(tmp_path, {".git/": "", "_config.yml": "markdown: kramdown\n", POST: text})
    assert found(check(tmp_path, POST), "table") == [(POST, 4, "table/missing-cell")]
    write(tmp_path, {"_config.yml": "markdown: CommonMarkGhPages\n"})
    assert not found(check(tmp_path, POST), "table")
