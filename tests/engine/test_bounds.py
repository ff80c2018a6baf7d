"""What takes long without need: work grows with the post, and not with its square."""

from __future__ import annotations

import time

import pytest
from support import FRONT, check, found, write

LIMIT = 'rules."input/unreadable".max-seconds = 60'


def seconds(folder, text, generator="vitepress", name="a.md"):
    """What the check of a post costs."""
    write(folder, {".git/": "", name: text})
    started = time.process_time()
    check(folder, name, config=[f'generator = "{generator}"', LIMIT])
    return time.process_time() - started


@pytest.mark.parametrize(
    ("begin", "unit"),
    [
        ("- ", "|"),
        ("1. ", "|"),
        ("# ", "|"),
        ("<div>", "|"),
        ("", "![a](b.png) ！[x](y.png) "),
        ("", "https://x.org/![a](b.png)"),
        ("", "https://x.org/a![ "),
        ("https://x.org/a", "["),
    ],
)
def test_a_line_of_many_signs(tmp_path, begin, unit):
    """Twice as much takes about twice as long; it took four times."""
    size = 160_000 if len(unit) == 1 else 6000
    half, whole = (seconds(tmp_path, FRONT + begin + unit * n) for n in (size // 2, size))
    assert whole < 3 * half + 0.3


def test_comments_that_nothing_closes(tmp_path):
    comments, others = (
        seconds(tmp_path, line * 20_000, "docusaurus") for line in ("{/*\n", "{/a\n")
    )
    assert comments < 4 * others + 0.3


def test_a_name_that_no_file_has(tmp_path):
    """Normalizing it took a minute in one call, which nothing interrupts."""
    write(tmp_path, {"b.png": ""})
    path = "a" + "\u0301\u0327" * 100_000 + ".png"
    assert seconds(tmp_path, f'{FRONT}<img src="{path}" alt="">\n') < 10


def test_names_in_another_form_are_still_found(tmp_path):
    write(tmp_path, {".git/": "", "a.md": "![a](A\u0308.png)\n", "ä.png": ""})
    assert ("a.md", 1, "image/wrong-case") in found(check(tmp_path, "a.md"))


def test_a_host_that_no_site_has(tmp_path):
    def with_host(host):
        write(tmp_path, {"_config.yml": f'baseurl: "http://{host}/x"\n'})
        return seconds(tmp_path, FRONT, "jekyll")

    ordinary, odd = with_host("a" * 100_000), with_host("a" + "\u0301\u0327" * 50_000)
    assert odd < 5 * ordinary + 1


def test_words_that_are_no_slip(tmp_path):
    lines = [f'rules."front-matter/unknown-field".fields = ["{"x" * 190}"]']
    write(tmp_path, {".git/": "", "a.md": f"+++\n{'x' * 900_000} = 1\n+++\n"})
    assert found(check(tmp_path, "a.md", config=lines)) == [
        ("a.md", 2, "front-matter/unknown-field")
    ]


@pytest.mark.parametrize(
    ("name", "template", "slug"),
    [
        ("jekyll", "permalink: '{}'", ":title"),
        ("pelican", "save_as: {}", "{slug}"),
    ],
)
def test_an_address_made_of_many_long_parts(tmp_path, name, template, slug):
    """A part of hundreds of thousands of characters, thousands of times."""
    lines = [
        template.format(slug * 30_000),
        "slug: " + "s" * 300_000,
        "title: T",
        "date: 2025-01-05",
    ]
    text = "\n".join(lines)
    post = {"jekyll": "_posts/2025-01-05-a.md", "pelican": "content/a.md"}[name]
    front = f"{text}\n\n" if name == "pelican" else f"---\n{text}\n---\n"
    write(tmp_path, {".git/": "", post: front + "![a](x.png)\n"})
    started = time.process_time()
    result = check(tmp_path, post, config=[f'generator = "{name}"'])
    assert not found(result, "input")
    assert time.process_time() - started < 4


def test_many_values_below_a_long_key(tmp_path):
    """Each finding names the field, but not with thousands of characters."""
    dates = "".join(f'date{n}.date = "2025-02-30"\n' for n in range(2000))
    text = f"+++\n[{'k' * 20_000}]\n{dates}+++\n"
    schema = '{"additionalProperties": {"additionalProperties": {"required": ["x"]}}}'
    write(tmp_path, {".git/": "", "a.md": text, "s.json": schema})
    line = 'rules."front-matter/invalid-field".schema = "s.json"'
    findings = check(tmp_path, "a.md", config=[line, LIMIT]).findings
    assert len(findings) > 100
    assert max(len(str(finding.values)) for finding in findings) < 2000


def test_a_marker_of_many_words(tmp_path):
    front = f'---\nexcerpt_separator: "a{" " * 50_000}!a"\n---\n'
    write(tmp_path, {".git/": "", "a.md": front + "<!-- mor -->\n" * 2000})
    result = check(tmp_path, "a.md", config=['generator = "vuepress"'])
    assert not found(result, "input")


BLANKS = " " * 2000
SCHEMA = f"z{BLANKS}.array({BLANKS}z.array({BLANKS}x()))"


@pytest.mark.parametrize(
    ("name", "path", "text"),
    [
        ("vitepress", "posts.data.ts", f"createContentLoader(['a'{BLANKS * 20} x"),
        ("eleventy", "eleventy.config.js", f"addPlugin(a)\nconst{BLANKS}"),
        (
            "astro",
            "src/content.config.ts",
            f"const blog = defineCollection({{ schema: () => z.object({{ cover: {SCHEMA} }}) }});\n"
            "export const collections = { blog };\n",
        ),
    ],
)
def test_settings_of_many_blanks(tmp_path, name, path, text):
    post = {"astro": "src/content/blog/a.md"}.get(name, "posts/a.md")
    write(tmp_path, {".git/": "", post: f"{FRONT}![a](x.png)\n", path: text})
    started = time.process_time()
    result = check(tmp_path, post, config=[f'generator = "{name}"'])
    assert time.process_time() - started < 1
    assert not found(result, "input")


@pytest.mark.parametrize("unit", [" " * 500, " " * 20 + "#" * 400])
def test_includes_that_nothing_closes(tmp_path, unit):
    assert seconds(tmp_path, FRONT + f"<!--@include: a{unit}\n" * 800) < 1.5


def test_lines_of_attributes_that_end_in_text(tmp_path):
    lines, others = (
        seconds(tmp_path, FRONT + "a | b\n" + line * 10_000 + "x\n", "jekyll")
        for line in ("{:a}\n", "{;a}\n")
    )
    assert lines < 4 * others + 0.3


@pytest.mark.parametrize(
    "written",
    [
        '![A](assets/b"' + "\\n" * 20_000 + '"c.png)',
        "![A]({% link a{(): 1}s'" + "x" * 70_000 + "'b.png %})",
    ],
    ids=["a path of many steps", "a tag of one long word"],
)
def test_paths_that_no_disk_has(tmp_path, written):
    post = "_posts/2024-01-02-a.md"
    assert seconds(tmp_path, FRONT + written + "\n", "jekyll", post) < 1
