"""Fixes of images, markers and tables: put a mistake into a correct post, and its fix gives the
bytes of that post again, whatever stands around it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import check, picture, write

from blint.model import Run
from blint.post.text import BOM

FRONT = '---\ntitle: "一杯茶 🍵"\ndate: 2025-01-05\ncover: ./images/Cup.PNG # 封面\n---\n'
MARKER = "<!-- more -->"
HEAD = FRONT + "引言。\n\n" + MARKER + "\n\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with images; nothing is written to it, posts are handed over."""
    folder = tmp_path_factory.mktemp("site")
    names = (
        "Cup.PNG",
        "a_b (1).png",
        "茶 壶.png",
        "deep/Folder/x.png",
        "two.png",
        "two.gif",
        "_b.png",
    )
    write(
        folder,
        {
            ".git/": "",
            ".vitepress/config.ts": "export default {}",
            "posts/images/broken.png": b"no image",
            **{f"posts/images/{name}": picture() for name in names},
        },
    )
    return folder


def mend(site: Path, data: bytes, *, fix: str = "safe", generator: str = "vitepress") -> Run:
    """What fixing makes of a post of these bytes."""
    config = (f'generator = "{generator}"', f'site.marker = "{MARKER}"')
    path = os.path.realpath(site / "posts" / "tea.md")
    families = ("image", "excerpt", "table")
    return check(site, given={path: data}, config=config, select=families, fix=fix)


def result(run: Run, data: bytes) -> bytes:
    """The bytes of the post after the run."""
    return run.fixes.changes[0].after if run.fixes.changes else data


# What a writer means, and how it goes wrong.
IMAGES = [
    ("![杯](images/Cup.PNG)", "![杯](images/cup.png)"),
    ('![杯](./images/Cup.PNG?v=A#b "cup.png")', '![杯](./Images/cup.png?v=A#b "cup.png")'),
    ("![杯](<images/a_b (1).png>)", "![杯](<images/A_b (1).png>)"),
    (r"![杯](images/a\_b%20\(1\).png)", r"![杯](images/a\_B%20\(1\).png)"),
    ("![壶](images/%E8%8C%B6%20%E5%A3%B6.png)", "![壶](images/%E8%8C%B6%20%E5%A3%B6.PNG)"),
    ("![壶](images/deep/Folder/x.png)", "![壶](images/deep//Folder///x.png)"),
    ("![壶](images/deep/Folder/x.png)", r"![壶](images\deep\Folder\x.png)"),
    (r"![a](images/a\_b%20(1).png?w=//)", r"![a](images//a\_b%20(1).png?w=//)"),
    ("![壶](images/%E8%8C%B6%20%E5%A3%B6.png 't')", "![壶](images/%E8%8C%B6%20%E5%A3%B6.jpg 't')"),
    ("![杯](images/Cup.PNG?v=1)", "![杯](images/Cup.webp?v=1)"),
    ("![杯](images/Cup.PNG)", "![杯](images/cup.jpg)"),
    ("![杯](images/Cup.PNG?v=1)", r"![杯](Images\\cup.webp?v=1)"),
    ("![壶](images/deep/Folder/x.png 't')", r"![壶](images\Deep\folder\X.gif 't')"),
    ("![a](images/a_b%20(1).png)", r"！[a]（images\\A_b (1).jpg）"),
    ("![b](images/_b.png)", r"![b](images\_b.png)"),
    ("![b](images/_b.png)", r"![b](Images\_B.jpg)"),
    ('<img alt="" src="./images/Cup.PNG">', r'<img alt="" src=".\images\cup.jpg">'),
    ("![杯](images/Cup.PNG)", "！[杯](images/Cup.PNG)"),
    ("![杯](images/Cup.PNG)", "![杯]（images/Cup.PNG）"),
    ("![杯](images/Cup.PNG)", "！【杯】（images/Cup.PNG)"),
    ("![壶](images/茶%20壶.png)", "![壶](images/茶 壶.png)"),
    ('![a](images/a_b%20(1).png "图")', '！[a](images/a_b (1).png "图")'),
    ('![杯](images/Cup.PNG "图")', "![杯](images/Cup.PNG “图”)"),
    ("![网](https://example.org/a%20b.png)", "![网]（https://example.org/a b.png）"),
    ("![网](https://example.org/a%20b.png)", "![网](https://example.org/a b.png)"),
    ('<img src="./images/Cup.PNG" alt="杯">', '<img src="./images/cup.png" alt="杯">'),
    ("<img alt=x src='./images/Cup.PNG?a=1&amp;b'>", "<img alt=x src='images/Cup.PNG?a=1&amp;b'>"),
    ('<img alt="" src="./images/Cup.PNG">', '<img alt="" src="./images//Cup.PNG">'),
    ('<img alt="" srcset="./images/Cup.PNG 2x">', '<img alt="" srcset="./images/Cup.jpg 2x">'),
]
TABLES = [
    ("| 键 | b |\n| --- | --- |\n| `a\\|b` | 1 |", "| 键 | b |\n| --- | --- |\n| `a|b` | 1 |"),
    ("| k | b |\n|-|-|\n| $\\|x\\|$ | `1` |", "| k | b |\n|-|-|\n| $|x|$ | `1` |"),
    ("|k|b|\n|-|-|\n|$$a\\|b$$|1|", "|k|b|\n|-|-|\n|$$a|b$$|1|"),
    ("|k|b|\n|-|-|\n|$a\\|b$||", "|k|b|\n|-|-|\n|$a|b$||"),
    ("k | b\n-|-\n``a\\|`b`` | {{ x \\| y }}", "k | b\n-|-\n``a|`b`` | {{ x | y }}"),
    ("|k|b|\n|-|-|\n|🍵|[[a\\|b]]|", "|k|b|\n|-|-|\n|🍵|[[a|b]]|"),
    ("|k|bc|\n|-|-|\n|🍵||\n|1|2|", "|k|bc|\n|-|-|\n|🍵|\n|1|2|"),
    ("| k | b |\n| - | - |\n| 1 |  |\n| 1 |  |", "| k | b |\n| - | - |\n| 1 |\n| 1 |  |"),
    ("| k | b |\n| - | - |\n| 1 | |", "| k | b |\n| - | - |\n| 1 | | | |"),
    ("k | b\n--- | ---\n1 | 2", "k | b\n--- | ---\n1 | 2 | |"),
    ("| k | b |\n| - | - |\n| 1 | 2 |", "| k | b |\n| - | - |\n| 1 | 2 ||"),
    (
        "| 名   | b   |\n| ---- | --- |\n| 茶叶 |     |\n| tea  | 1   |",
        "| 名   | b   |\n| ---- | --- |\n| 茶叶 |\n| tea  | 1   |",
    ),
    (
        "| k   | b   | c   |\n| --- | --- | --- |\n| 1   |     |     |",
        "| k   | b   | c   |\n| --- | --- | --- |\n| 1   |",
    ),
]
# A second marker: what it is written before, and what it is written between.
ALONE = [
    ("{0}{end}{end}<!-- more -->{end}{end}{1}", "{0}{end}{end}{1}"),
    ("{0}{end}{end}<!-- more -->{end}{end}<!-- more -->{end}{end}{1}", "{0}{end}{end}{1}"),
    ("{0}{end}<!-- more -->{end}{1}", "{0}{end}{end}{1}"),
    ("{0}{end}<!-- more -->{end}{end}{1}", "{0}{end}{end}{1}"),
    ("{0}{end}{end}<!-- more -->{end}{1}", "{0}{end}{end}{1}"),
    ("{0} <!-- more -->{end}{end}{1}", "{0}{end}{end}{1}"),
    ("{0} 茶 <!-- more --> 🍵{end}{end}{1}", "{0} 茶 🍵{end}{end}{1}"),
    ("{0}茶<!-- more -->叶{end}{end}{1}", "{0}茶叶{end}{end}{1}"),
]

TEXTS = st.sampled_from(
    [
        "一段文字，*强调*。",
        "Two lines of text,\nand `code` 🍵.",
        "## 标题 🍵",
        "- an item\n- 另一项\n\n  its second paragraph",
        "1. first\n2. second",
        "> a quotation\n> 引用",
        "```md\n![no](no.png)\n```",
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "<div>\n\n里面\n\n</div>",
        "::: tip\n提示\n:::",
        "[a link]: https://example.org",
        "***",
    ]
)
WRAPS = ("", "> ", "- ", "1. > ")
LINE_ENDS = st.sampled_from([["\n"], ["\r\n"], ["\n", "\r\n", "\r\n", "\n", "\n"]])


class Around(NamedTuple):
    """What stands around a mistake, and how the file is written."""

    before: list[str]
    after: list[str]
    wrap: str
    line_ends: list[str]
    bom: bool
    final: bool

    def post(self, block: str) -> bytes:
        """The post with a block in its midst."""
        first, *more = block.split("\n")
        rest = "".join(character if character in "> " else " " for character in self.wrap)
        wrapped = "\n".join([self.wrap + first, *(rest + line for line in more)])
        blocks = ["引言。", MARKER, *self.before, wrapped, *self.after]
        text = FRONT + "\n" + "\n\n".join(blocks) + "\n" * self.final
        lines = text.split("\n")
        ends = [self.line_ends[n % len(self.line_ends)] for n in range(len(lines) - 1)]
        joined = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
        return (BOM if self.bom else b"") + joined.encode()


AROUND = st.builds(
    Around,
    st.lists(TEXTS, max_size=3),
    st.lists(TEXTS, max_size=3),
    st.sampled_from(WRAPS),
    LINE_ENDS,
    st.booleans(),
    st.booleans(),
)
many = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(("right", "wrong"), IMAGES)
@many
@given(
    around=AROUND,
    prose=st.sampled_from(
        ["{}", "茶 {}，🍵。", "Text\n{}\nand more", "## {} 🍵", "| {} | b |\n| - | - |\n| 1 | {} |"]
    ),
)
def test_an_image_is_as_it_was(site, right, wrong, around, prose):
    if wrong.startswith("！"):  # behind a word it is an exclamation, and a link
        prose = prose.replace("茶 {}", "{}")
    correct, broken = (around.post(prose.replace("{}", text)) for text in (right, wrong))
    assert mend(site, correct).findings == []
    run = mend(site, broken)
    assert result(run, broken) == correct
    assert run.fixes.refused == []


@pytest.mark.parametrize(("right", "wrong"), TABLES)
@many
@given(around=AROUND)
def test_a_row_is_as_it_was(site, right, wrong, around):
    correct, broken = around.post(right), around.post(wrong)
    run = mend(site, broken)
    assert result(run, broken) == correct
    assert run.fixes.refused == []


@pytest.mark.parametrize(("wrong", "right"), ALONE)
@many
@given(
    before=st.lists(TEXTS, max_size=3),
    after=st.lists(TEXTS, max_size=3),
    end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    final=st.sampled_from(["", "{end}", "{end}{end}<!-- more -->", "{end}{end}<!-- more -->{end}"]),
)
def test_a_second_marker_goes_and_nothing_else(site, wrong, right, before, after, end, bom, final):
    def post(middle, last):
        middle = middle.format("上文。", "下文。", end=end)
        blocks = ["引言。", MARKER, *before, middle, *after, "End."]
        text = FRONT + "\n\n".join(blocks)
        ended = text.replace("\r\n", "\n").replace("\n", end) + last.format(end=end)
        return (BOM if bom else b"") + ended.encode()

    final_right = end if final.endswith("{end}") else ""
    correct, broken = post(right, final_right), post(wrong, final)
    run = mend(site, broken)
    assert result(run, broken) == correct
    assert run.fixes.refused == []


# Where a marker with a line for itself keeps nothing apart, and without it the same blocks stand.
IN_LISTS = [
    "- a\n  <!-- more -->\n- b",
    "- a\n    <!-- more -->\n- b",
    "1. a\n   <!-- more -->\n2. b",
    "- a\n  <!-- more -->\n  - b",
    "- a\n  - b\n  <!-- more -->\n- c",
    "- a\n  - b\n    <!-- more -->\n- c",
    "> - a\n>   <!-- more -->\n> - b",
    "- a\n  ```\n  c\n  ```\n  <!-- more -->\n- b",
    "- [ ] 茶\n  <!-- more -->\n- [x] 🍵",
    "::: tip\n- a\n  <!-- more -->\n- b\n:::",
]
BETWEEN_LISTS = [
    "- a\n\n<!-- more -->\n\n* b",
    "- a\n\n<!-- more -->\n\n1. b",
    "1. a\n\n<!-- more -->\n\n1) b",
    "- a\n\n  <!-- more -->\n\n  b",
    "- a\n\n  <!-- more -->\n\n- b",
    "> a\n>\n> <!-- more -->\n>\n> b",
]
WITHOUT = {
    **{wrong: re.sub(r".*<!-- more -->\n", "", wrong) for wrong in IN_LISTS},
    **{wrong: re.sub(r".*<!-- more -->\n.*\n", "", wrong) for wrong in BETWEEN_LISTS},
    "- a\n- b\n<!-- more -->\n茶": "- a\n- b\n\n茶",
    "> <!-- more -->\n> 茶": "> 茶",
}


@pytest.mark.parametrize("wrong", WITHOUT)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_second_marker_goes_from_a_list_that_stays_the_same(site, wrong, end):
    def post(middle):
        return f"{HEAD}{middle}\n\nEnd.\n".replace("\n", end).encode()

    run = mend(site, post(wrong))
    assert result(run, post(wrong)) == post(WITHOUT[wrong])
    assert run.fixes.refused == []


@pytest.mark.parametrize("generator", ["material", "jekyll"])
def test_a_second_marker_stays_between_what_another_dialect_takes_for_one_list(site, generator):
    data = f"{HEAD}- a\n\n{MARKER}\n\n1. b\n\nEnd.\n".encode()
    assert mend(site, data, generator=generator).fixes.changes == []


FIRST = st.lists(
    st.sampled_from(
        [
            "# 标题",
            "![杯](images/Cup.PNG)",
            '<img src="./images/Cup.PNG" alt="杯">',
            "- an item\n\n  and its paragraph",
            "> 引用的一段话。",
            "```\nsome code of words\n```",
            "    indented code of words",
            "| some words | more |\n| - | - |\n| 1 | 2 |",
            "<style>\n.words { color: red }\n</style>",
            "<div>\n\nA paragraph in an element.\n\n</div>",
            "::: tip\n提示的一段话。\n:::",
            "[^1]: a footnote of words",
            "[a link]: https://example.org",
            "[[toc]]",
            "{{ an.expression }}",
            "$$\na formula\n$$",
            "**第一章　茶**",
            "*By someone*",
            "<center>一行字</center>",
            "<Tip>some words in a component</Tip>",
        ]
    ),
    max_size=4,
)


@many
@given(
    first=FIRST,
    prose=st.sampled_from(
        [
            "一杯茶，🍵。",
            "**一句要紧的话。**",
            "Two lines\nof prose",
            "**Bold** and `code` [a](b.md)",
            "　　缩进的一段。",
            "&emsp;&emsp;缩进的一段。",
            "A paragraph with a class.\n{: .lead}",
            "Hello world.",
            "Hi there, this is tea.",
        ]
    ),
    below=st.sampled_from(
        ["{end}{end}下文。", "{end}## Touching{end}", "{end}- a{end}{end}- b{end}"]
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
)
def test_a_marker_is_put_below_the_first_prose(site, first, prose, below, end, bom):
    start = (FRONT + "".join(block + "\n\n" for block in first) + prose).replace("\n", end)
    begin = (BOM if bom else b"") + start.encode()
    rest = below.format(end=end).encode()
    run = mend(site, begin + rest, fix="all")
    touching = not rest.startswith(end.encode() * 2)
    marker = end * 2 + MARKER + end * touching
    assert result(run, begin + rest) == begin + marker.encode() + rest
    assert run.fixes.refused == []
    safe = mend(site, begin + rest)
    assert safe.fixes.changes == []


LEADS_ON = [
    "A note[^n] and [one][1].\n\n[^n]: Of words.\n[1]: https://example.org",
    "作者：某人\n\n原文链接：https://example.org/a\n\n一杯茶。",
    "By someone\n\nTea.",
    "[原文](https://example.org)\n\n一杯茶。",
    "大家好！\n\n一杯茶。",
    "Hi everyone!\n\nTea.",
    "Dear reader,\n\nhere is tea.",
    "如下：\n\n```\n# code\n```",
    "如下：\n- 茶\n- 杯\n\n  其一",
    "**如图：**\n\n![杯](images/Cup.PNG)",
    "价格如下：\n\n| a | b |\n| - | - |\n| 1 | 2 |",
    "鲁迅说过：\n\n> 一句话。",
    "分两部分：",
]


@pytest.mark.parametrize("introduction", LEADS_ON)
@many
@given(
    first=FIRST,
    below=st.sampled_from(["## 一\n\n下文。\n", "## 一\n"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_an_introduction_goes_on_where_a_paragraph_says_nothing_by_itself(
    site, introduction, first, below, end
):
    start = FRONT + "".join(block + "\n\n" for block in first) + introduction
    post, right = (f"{start}\n\n{middle}{below}" for middle in ("", f"{MARKER}\n\n"))
    data = post.replace("\n", end).encode()
    run = mend(site, data, fix="all")
    assert result(run, data) == right.replace("\n", end).encode()
    assert run.fixes.refused == []


@pytest.mark.parametrize(
    "body",
    [
        "The only paragraph.\n",
        "The only paragraph.\n\n<style>\n.a {}\n</style>\n\n<script>\nlet a\n</script>\n",
        "The only paragraph.\n\n[a]: https://example.org\n",
        "- an item\n- another\n",
        "<details>\n\nA paragraph in an element.\n\nAnother one.\n\n</details>\n",
        "![a cup](images/Cup.PNG)\n\n![a cup](images/Cup.PNG)\n",
        "",
    ],
)
def test_no_marker_where_it_would_cut_off_nothing_or_cut_through_something(site, body):
    run = mend(site, (FRONT + body).encode(), fix="all")
    assert run.fixes.changes == []
    assert run.fixes.refused == []
    assert [finding.rule for finding in run.findings] == ["excerpt/missing-marker"]


@pytest.mark.parametrize(
    "middle",
    [
        "- a\n\n<!-- more -->\n\n- b",  # two lists
        "- a\n<!-- more -->\n- b",
        "1. a\n<!-- more -->\n2. b",
        "- a\n  - b\n  <!-- more -->\n  - c",
        "- a\n\n<!-- more -->\n\n  b",  # no part of the item
        "    a\n\n<!-- more -->\n\n    b",  # two pieces of code
        "- a\n  <!-- more -->\n  b",  # an item without paragraphs
        "<div>\ntext\n<!-- more -->\n*text*\n</div>",  # a block of HTML
        "<!-- hidden\n<!-- more -->\nshown",  # the end of another comment
        "<!-- more --> # no heading",
        "*<!-- more -->*",
        "- <!-- more -->",
    ],
)
def test_a_second_marker_stays_where_it_keeps_something_apart(site, middle):
    run = mend(site, f"{HEAD}{middle}\n\nEnd.\n".encode())
    assert [f.rule for f in run.findings] == ["excerpt/duplicate-marker"]
    assert run.fixes.refused == []


def test_a_second_marker_stays_where_the_first_has_nothing_above_it(site):
    data = f"{FRONT}{MARKER}\n\nTea.\n\n{MARKER}\n\nEnd.\n".encode()
    run = mend(site, data)
    assert [f.rule for f in run.findings] == ["excerpt/empty", "excerpt/duplicate-marker"]
    assert run.fixes.changes == []


@pytest.mark.parametrize("generator", ["hugo", "docusaurus", "astro", "zola"])
def test_a_backslash_that_would_stay_is_not_written(site, generator):
    """remark's and goldmark's tables keep it in formulas and tags."""
    front = FRONT + "| a | b |\n| - | - |\n"
    for row in ("| $|x|$ | 2 |", '| <b title="x|y">b</b> | 2 |', "| [[a|b]] | 2 |"):
        assert mend(site, f"{front}{row}\n".encode(), generator=generator).fixes.changes == []
    data = f"{front}| `x|y` | 2 |\n".encode()
    mended = result(mend(site, data, generator=generator), data)
    assert mended == data.replace(b"x|y", rb"x\|y")


@pytest.mark.parametrize(
    "row",
    [
        "| costs $5 | or $6 | 7 |",
        "| $A|$B | 2 |",
        "| a ` | `x|y` |",
        "| `a|b` | 2 | 3 |",
        "| 1 | | 3 |",
        "| `a|b` | | | |",
        "| 1 \\",
        "| [a|b](#c) | 2 |",
        r"| \(a|b\) | 2 |",
        "| `a|b | 2 |",
        '| "a|b" | 2 |',
        "| **a | b** | 2 |",
        "| ~~a | b~~ | 2 |",
        "| “甲|乙” | 2 |",
        "| （甲|乙） | 2 |",
    ],
)
def test_a_doubtful_row_stays(site, row):
    run = mend(site, f"{HEAD}| a | b |\n| - | - |\n{row}\n".encode(), fix="all")
    assert [f.rule.partition("/")[0] for f in run.findings] == ["table"]
    assert run.fixes.refused == []


@pytest.mark.parametrize("generator", ["jekyll", "pelican"])
def test_rows_of_other_dialects(site, generator):
    front = FRONT + "| a | b |\n| --- | --- |\n"
    for row, mended in (("| 1 |", "| 1 | |"), ("| 1 | 2 | |", "| 1 | 2 |")):
        data = f"{front}{row}\n".encode()
        wanted = f"{front}{row if generator == 'jekyll' else mended}\n".encode()
        assert result(mend(site, data, generator=generator), data) == wanted


@pytest.mark.parametrize(
    "image",
    [
        "![两个](images/two.jpg)",
        "![坏的](images/broken.jpg)",
        "![没有](images/no.jpg)",
        "![两个](images/Two.jpg)",
        r"![两个](images\Two.jpg)",
        "！[没有](images/no.png)",
        "![没有](images/no no.png)",
        "！[本机](http://localhost:4000/a.png)",
        "！[本机](http://127.0.0.1/a.png)",
        "！[本机](https://me.localhost/a.png)",
        "Voilà ! [une tasse](images/Cup.PNG)",
        "![杯](images/Cup.PNG =300x)",
    ],
)
def test_no_guess_at_an_image(site, image):
    run = mend(site, f"{HEAD}{image}\n".encode(), fix="all")
    assert [f.rule.partition("/")[0] for f in run.findings] == ["image"]
    assert run.fixes.refused == []


def test_no_guess_among_names_that_differ_by_case(tmp_path):
    write(tmp_path, {".git/": "", "posts/CUP.png": picture(), "posts/cup.png": picture()})
    if len(list((tmp_path / "posts").iterdir())) < 2:
        pytest.skip("this disk ignores case")
    run = mend(tmp_path, f"{FRONT}引言。\n\n{MARKER}\n\n![杯](Cup.png)\n".encode())
    assert "image/wrong-case" in [finding.rule for finding in run.findings]
    assert run.fixes.changes == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cover: './images/Cup.PNG'", "cover: './images/cup.png'"),
        ('cover: "./images/Cup.PNG"', 'cover: "./images//Cup.PNG"'),
    ],
)
def test_a_field_keeps_its_quotes_and_comments(site, right, wrong):
    correct, broken = (HEAD.replace("cover: ./images/Cup.PNG", text) for text in (right, wrong))
    data = f"{broken}End.\n".encode()
    assert result(mend(site, data), data) == f"{correct}End.\n".encode()


def test_two_images_of_one_definition(site):
    right = HEAD + "![杯][1] ![杯][1]\n\n[1]: <images/Cup.PNG> '图'\n"
    for wrong in ("images/cup.png", "images/Cup.jpg", "images//Cup.PNG"):
        data = right.replace("<images/Cup.PNG>", f"<{wrong}>").encode()
        run = mend(site, data)
        assert result(run, data) == right.encode()
        assert run.findings == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<!-truncate->", "<!--truncate-->"),
        ("<!--Truncate-->", "<!--truncate-->"),
        ("<!- truncate ->", "<!-- truncate -->"),
        ("{/* Truncate */}", "{/* truncate */}"),
        ("{/*Truncate*/}", "{/*truncate*/}"),
    ],
)
def test_a_marker_stays_the_comment_that_it_is_where_the_generator_takes_both(site, wrong, right):
    front = FRONT + "Tea.\n\n"
    path = os.path.realpath(site / "posts" / "tea.md")
    data = f"{front}{wrong}\n\nEnd.\n".encode()
    run = check(site, given={path: data}, config=('generator = "docusaurus"',), fix="safe")
    assert result(run, data).decode() == f"{front}{right}\n\nEnd.\n"


def test_what_a_comment_hid_defines_links_above_it(site):
    data = f"{FRONT}See [tea].\n\n<!-- more- ->\n\nEnd.\n\n[tea]: https://example.org\n".encode()
    run = mend(site, data)
    assert result(run, data) == data.replace(b"<!-- more- ->", MARKER.encode())
    assert run.fixes.refused == []


@pytest.mark.parametrize(
    "body",
    [
        "<!-- More -->\n\nTea.\n",
        "Tea.\n\n<!-- More -->\n",
        "<div>\n<!-- More -->\n</div>\n\nTea.\n",
    ],
)
def test_a_marker_that_would_cut_off_nothing_stays_misspelled(site, body):
    run = mend(site, (FRONT + body).encode(), fix="all")
    assert [finding.rule for finding in run.findings] == ["excerpt/misspelled-marker"]
    assert run.fixes.changes == []
    assert run.fixes.refused == []


def test_a_long_comment_is_no_marker(site):
    data = f"{FRONT}Tea.\n\n<!-- more\n\nhidden\n\n-->\n\nEnd.\n".encode()
    run = mend(site, data)
    assert [finding.rule for finding in run.findings] == ["excerpt/missing-marker"]


@pytest.mark.parametrize(
    ("generator", "post", "wrong", "right"),
    [
        ("pelican", "content/p.md", "！[a]({static}/a b.png)", "![a]({static}/a%20b.png)"),
        ("pelican", "content/p.md", "![a]（{attach}a.png）", "![a]({attach}a.png)"),
        ("pelican", "content/p.md", "！[a]({static}/gone.png)", "！[a]({static}/gone.png)"),
        ("jekyll", "p.md", "！[a]({{ site.baseurl }}/a.png)", "![a]({{ site.baseurl }}/a.png)"),
        ("jekyll", "p.md", "！[a]({{ site.cdn }}/a.png)", "！[a]({{ site.cdn }}/a.png)"),
        ("jekyll", "p.md", "！[{{ site.a }}](/a.png)", "！[{{ site.a }}](/a.png)"),
    ],
)
def test_a_template_that_stands_for_the_site_stays_before_a_path(
    tmp_path, generator, post, wrong, right
):
    folder = os.path.dirname(post)
    images = {os.path.join(folder, name): picture() for name in ("a.png", "a b.png")}
    setup = {".git/": "", "_config.yml": "", "pelicanconf.py": 'PATH = "content"\n'}
    write(tmp_path, {**setup, **images})
    front = "Title: T\n\n" if generator == "pelican" else "---\ntitle: T\n---\n"
    data = f"{front}{wrong}\n".encode()
    path = os.path.realpath(tmp_path / post)
    config = (f'generator = "{generator}"',)
    run = check(tmp_path, given={path: data}, config=config, select=("image",), fix="safe")
    assert result(run, data) == f"{front}{right}\n".encode()


@pytest.mark.parametrize("wrong", ["<!- more ->", "＜!-- more -->", "{/* more */}", "<!—more—>"])
def test_a_marker_that_is_text_is_mended_within_its_paragraph(site, wrong):
    data = f"{FRONT}Tea.\n{wrong}\nMore tea.\n\n- Tea\n".encode()
    right = data.replace(wrong.encode(), MARKER.encode())
    assert result(mend(site, data), data) == right
