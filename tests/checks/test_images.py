"""What decides beside the post whether something is an image, and what its images say."""

from __future__ import annotations

import pytest
from support import FRONT, POST, check, found, write

EMBED = POST + "\n![[map.png|300]]\n"


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        ({}, ["image/not-an-image"]),
        ({"package.json": '{"dependencies": {"astro-obsidian": "1"}}'}, []),
        ({"package.json": '{"dependencies": {"@flowershow/remark-wiki-link": "1"}}'}, []),
        ({"mkdocs.yml": "theme: material\nplugins:\n  - roamlinks\n"}, []),
        ({"quartz.config.ts": "plugins: [Plugin.ObsidianFlavoredMarkdown()]"}, []),
    ],
)
def test_embeds_are_images_where_a_plugin_makes_them(tmp_path, settings, rules):
    write(tmp_path, {".git/": "", **settings, "docs/posts/a.md": EMBED})
    assert [rule for *_, rule in found(check(tmp_path, "docs"), "image")] == rules


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        ({}, ["image/not-an-image"]),
        ({"package.json": '{"dependencies": {"markdown-it-imsize": "2"}}'}, []),
        ({"package.json": '{"dependencies": {"@mdit/plugin-img-size": "1"}}'}, []),
        ({"package.json": '{"dependencies": {"image-size": "1"}}'}, ["image/not-an-image"]),
        ({".vuepress/theme.ts": "hopeTheme({ markdown: { legacyImgSize: true } })"}, []),
        ({".vuepress/theme.ts": "hopeTheme({ imgSize: true })"}, ["image/not-an-image"]),
    ],
)
def test_sizes_are_sizes_where_a_plugin_reads_them(tmp_path, settings, rules):
    post = POST + "\n![A map](/map.png =600x400)\n"
    write(tmp_path, {".git/": "", **settings, "posts/a.md": post})
    assert [rule for *_, rule in found(check(tmp_path, "posts"), "image")] == rules


@pytest.mark.parametrize("brought", ["<!--@include: ./links.md-->", '--8<-- "links.md"'])
def test_a_definition_may_be_brought_along(tmp_path, brought):
    write(tmp_path, {".git/": "", "a.md": POST + f"\n![A map][town]\n\n{brought}\n"})
    assert found(check(tmp_path), "image") == []


def test_the_writers_own_computer(tmp_path):
    lines = [
        "![a](file:///home/me/a.png)",
        r'<img src="C:\Users\me\a.png" alt="a">',
        "![a](<C:/Users/me/My Pictures/a.png>)",
        "![a](http://127.0.0.1:4000/a.png)",
        "![a](https://localhost/a.png)",
    ]
    harmless = ["![a](https://localhost.example.org/a.png)", "![a](https://127.0.0.example.org/a)"]
    write(tmp_path, {".git/": "", "a.md": FRONT + "\n\n".join(lines + harmless)})
    result = check(tmp_path, language="en", select=("image",))
    assert [f.message.partition(":")[0] for f in result.findings] == [
        "a file on your own disk",
        "a file on your own disk",
        "a file on your own disk",
        "an address of your own computer",
        "an address of your own computer",
    ]
    assert {f.rule for f in result.findings} == {"image/missing"}


def test_what_vue_asks_the_build_for_stops_it(tmp_path):
    lines = [
        "![a](file:///home/me/a.png)",
        '<img src="file:///home/me/a.png" alt="a">',
        "![a](C:/Users/me/a.png)",
    ]
    write(tmp_path, {".git/": "", "a.md": FRONT + "\n\n".join(lines)})
    config = ('generator = "vitepress"',)
    result = check(tmp_path, language="en", select=("image/missing",), config=config)
    stops = ["stops the build" in f.consequence for f in result.findings]
    assert stops == [False, True, True]


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
POINTERS = {".git/": "", "src/content/blog/b.png": POINTER, "src/content/blog/a.png": POINTER}


@pytest.mark.parametrize(("generator", "grade"), [("astro", "error"), ("plain", "info")])
def test_pointers_of_git_lfs_are_told_once_a_post(tmp_path, generator, grade):
    """Astro reads the size of each image, and stops at a pointer."""
    write(tmp_path, POINTERS | {"src/content/blog/x.md": POST + "\n![a](a.png) ![b](b.png)\n"})
    config = (f'generator = "{generator}"',)
    (finding,) = check(tmp_path, language="en", select=("image",), config=config).findings
    assert (finding.rule, str(finding.severity)) == ("image/unreadable", grade)
    assert "a.png is a Git LFS pointer" in finding.message
    assert "(2 in this post)" in finding.message
    assert ("stops the build" in finding.consequence) == (generator == "astro")


def said(folder, *families, **wishes):
    """Message, consequence and hint of the findings, in English."""
    result = check(folder, language="en", select=families, **wishes)
    return [(f.message, f.consequence, f.hint) for f in result.findings]


def test_what_readers_get_of_a_missing_file(tmp_path):
    media = (
        '<video src="./a.mp4"></video>\n<audio src="./a.ogg"></audio>\n<img src="./a.png" alt="a">'
    )
    write(tmp_path, {".git/": "", "a.md": FRONT + media})
    assert [consequence for _, consequence, _ in said(tmp_path, "image/missing")] == [
        "readers see a video that does not play",
        "readers see a player without sound",
        "readers see a broken image",
    ]


def test_a_link_that_leads_nowhere(tmp_path):
    write(tmp_path, {".git/": "", "a.md": POST + "\n![a](images/a.png) ![b](b.png)\n"})
    (tmp_path / "images").symlink_to("gone/images")
    (tmp_path / "b.png").symlink_to("../b.png")
    messages = [message for message, _, _ in said(tmp_path, "image")]
    assert messages == [
        "images/a.png is a link to gone/images, which is not there",
        "b.png leads out of the repository",
    ]
    assert said(tmp_path, "image")[0][2] == "put the file itself there, or correct the link"


def test_a_path_that_leads_out_past_a_file_of_the_repository(tmp_path):
    post = POST + "\n![a](../../../images/a.png) ![b](../../../images/b.png)\n"
    write(tmp_path, {".git/": "", "posts/images/a.png": "", "posts/x.md": post})
    assert [hint for *_, hint in said(tmp_path, "image/outside-site")] == [
        "did you mean images/a.png?",
        "put the file into the repository",
    ]
