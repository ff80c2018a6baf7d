"""``blint config``: what was found out about a site, what is in force, and why."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from support import POST, write

from blint.cli.main import commands
from blint.post.cover import USUAL_KEYS

SITE = {
    ".git/": "",
    "src/.vitepress/config.ts": "export default {}\n",
    "src/.vitepress/posts.data.ts": "createContentLoader('*.md', { excerpt: '<!-- cut -->' })",
    "src/posts/a.md": POST,
    "src/posts/b.md": POST,
}


def config(folder, monkeypatch, *arguments):
    """The lines that ``blint config`` prints."""
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(commands, ["config", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output.splitlines()


def line(lines, name):
    (only,) = (text for text in lines if text.split()[:1] == [name])
    return " ".join(only.split()[1:])


def test_what_was_detected_and_why(tmp_path, monkeypatch):
    write(tmp_path, SITE)
    lines = config(tmp_path, monkeypatch)
    assert lines[0] == "src/posts"
    assert line(lines, "generator") == "VitePress (src/.vitepress)"
    assert line(lines, "site") == "src"
    assert line(lines, "read") == "src/.vitepress/config.ts"
    assert line(lines, "site.marker") == "<!-- cut --> (src/.vitepress/posts.data.ts)"
    assert line(lines, "site.public") == "src/public (VitePress)"
    assert line(lines, "posts").startswith("2: **/posts/**")
    assert line(lines, "configuration") == "-"


def test_pages_that_look_like_posts(tmp_path, monkeypatch):
    write(tmp_path, SITE | {"src/articles/c.md": POST, "src/articles/d.md": POST})
    said = 'src/articles/c.md and 1 more (with a title and a date; "posts" can name them)'
    assert line(config(tmp_path, monkeypatch), "left") == f"out {said}"


def test_a_field_of_images_is_named_once(tmp_path, monkeypatch):
    config_file = "module.exports = {presets: ['classic']}\n"
    write(tmp_path, {".git/": "", "docusaurus.config.js": config_file, "blog/a.md": POST})
    keys = line(config(tmp_path, monkeypatch), "site.image-keys")
    assert keys.startswith("image, cover, ")
    assert f" and {len(USUAL_KEYS) - 5} more" in keys  # image is among the usual ones
    lines = config(tmp_path, monkeypatch, "--config", "site.image-keys = []")
    assert line(lines, "site.image-keys").startswith("image (")


def test_where_each_value_comes_from(tmp_path, monkeypatch):
    toml = (
        "fail-on = 'warning'\n[site]\npublic = ['static']\n[rules]\nimage = 'warning'\n"
        "'image/too-heavy' = { max-size = '1 MiB' }\n"
        "[[overrides]]\npaths = ['src/posts/a.md']\nrules = { 'post/filename' = 'info' }\n"
    )
    write(tmp_path, {**SITE, "blint.toml": toml})
    lines = config(
        tmp_path, monkeypatch, "src/posts/a.md", "--rules", "--config", "site.base = '/x'"
    )
    assert lines[0] == "src/posts/a.md"
    assert line(lines, "site.public") == "static (blint.toml)"
    assert line(lines, "site.base") == "/x/ (--config \"site.base = '/x'\")"
    assert line(lines, "fail-on") == "warning (blint.toml)"
    assert line(lines, "image/too-heavy") == "warning max-size = 1048576 (blint.toml)"
    assert line(lines, "post/filename").startswith("info")
    assert line(lines, "post/filename").endswith("(overrides[1])")
    assert line(lines, "table/not-a-table") == "error"
    assert (
        line(config(tmp_path, monkeypatch, "src/posts/b.md", "--rules"), "post/filename") == "off"
    )


def test_what_the_generator_grades_otherwise(tmp_path, monkeypatch):
    write(tmp_path, {".git/": "", "hugo.toml": "", "content/posts/a.md": POST})
    lines = config(tmp_path, monkeypatch, "--rules")
    assert line(lines, "excerpt/missing-marker") == "warning, unasked: off (Hugo)"
    asked = config(tmp_path, monkeypatch, "--rules", "--config", "rules.excerpt = 'info'")
    assert line(asked, "excerpt/missing-marker") == "info (--config)"


def test_no_generator(tmp_path, monkeypatch):
    write(tmp_path, {".git/": "", "a.md": POST})
    lines = config(tmp_path, monkeypatch)
    assert lines[0] == "a.md"
    assert line(lines, "generator") == "plain Markdown (no sign of another generator)"


PROGRAM = "for (const folder of folders) config.addPassthroughCopy(folder);\n"


def test_what_a_program_keeps_is_asked_for_by_name(tmp_path, monkeypatch):
    write(tmp_path, {".git/": "", "eleventy.config.js": PROGRAM, "blog/a.md": POST})
    lines = config(tmp_path, monkeypatch)
    assert any("site.public" in text and "program" in text for text in lines)
    known = config(tmp_path, monkeypatch, "--config", "site.public = ['img']")
    assert not any("Not to be read" in text for text in known)


def test_each_site_has_a_block(tmp_path, monkeypatch):
    write(tmp_path, {**SITE, "docs/.vitepress/config.ts": "", "docs/posts/c.md": POST})
    lines = config(tmp_path, monkeypatch)
    assert [text for text in lines if text and not text.startswith(" ")] == [
        "docs/posts/c.md",
        "src/posts",
    ]


@pytest.mark.parametrize("path", ["nowhere", "a.txt"])
def test_a_path_that_is_no_post(tmp_path, monkeypatch, path):
    write(tmp_path, {".git/": "", "a.txt": ""})
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["config", path])
    assert path in str(result.exception)
