"""Which comments accept findings, and what each of them holds for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import check, found, write

IMAGE = "![a cup]({}.png)"


def run(folder, post, name="posts/a.md", **wishes):
    """What comes of a post that stands alone in a blog."""
    write(folder, {".git/": "", name: post})
    return check(folder, **wishes)


def lines(findings, rule="image/missing"):
    return [finding.place.line for finding in findings if finding.rule == rule]


def accepted(folder, post, name="posts/a.md", rule="image/missing", **wishes):
    """The lines of a rule's findings that a post accepts, those that it does not, and why."""
    result = run(folder, post, name, **wishes)
    reasons = {f.suppressed.reason for f in result.suppressed if f.suppressed}
    return lines(result.suppressed, rule), lines(result.findings, rule), reasons


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- blint: ignore image/missing: to be drawn -->",
        "<!--blint:ignore image/missing:to be drawn-->",
        "<!-- blint: ignore image: to be drawn -->",
        "<!-- blint: ignore table, image/missing : to be drawn -->",
        "<!-- blint：ignore image/missing，table：to be drawn -->",
        "<!-- blint: ignore image/missing:\n  to be\n  drawn -->",
        "<!--\nblint: ignore image/missing: to be drawn\n-->",
        "  <!-- blint: ignore image/missing: to be drawn -->",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
def test_a_comment_accepts_what_is_found_in_the_block_below(tmp_path, comment, gap):
    post = f"{comment}{gap}![a](x.png)\n![b](y.png)\n\n![c](z.png)\n"
    first = post.count("\n", 0, post.index("![a]")) + 1
    here, elsewhere, reasons = accepted(tmp_path, post)
    assert (here, elsewhere) == ([first, first + 1], [first + 3])
    assert reasons == {"to be drawn"}


def test_a_reason_may_be_chinese_and_hold_colons(tmp_path):
    post = "<!-- blint: ignore image/missing：扫描件：必须清晰 -->\n![一](x.png)\n"
    assert accepted(tmp_path, post) == ([2], [], {"扫描件：必须清晰"})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines_end_as_they_do_and_a_mark_may_come_first(tmp_path, end, mark):
    post = "---\n# blint: ignore title: no\ntitle: T\n---\n\n<!-- blint: ignore image: y -->\n\n"
    post += "![a](x.png)\n\n![b](y.png) <!-- blint: ignore image/missing: z -->\n\n![c](z.png)\n"
    data = mark + post.replace("\n", end).encode()
    assert accepted(tmp_path, data) == ([8, 10], [12], {"y", "z"})


@pytest.mark.parametrize(
    ("post", "here", "elsewhere"),
    [
        # beside other text: that line
        ("![a](x.png)\n![b](y.png) <!-- blint: ignore image -->\n![c](z.png)\n", [2], [1, 3]),
        ("A <!-- blint: ignore image --> ![b](y.png)\n\n![c](z.png)\n", [1], [3]),
        ("- ![a](x.png) <!-- blint: ignore image -->\n- ![b](y.png)\n", [1], [2]),
        # a list with all that is in it, one item, a list within one
        (
            "<!-- blint: ignore image -->\n- ![a](x.png)\n\n  - ![b](y.png)\n\n![](z.png)\n",
            [2, 4],
            [6],
        ),
        (
            "- ![a](x.png)\n  <!-- blint: ignore image -->\n- ![b](y.png)\n- ![c](z.png)\n",
            [3],
            [1, 4],
        ),
        (
            "- ![a](x.png)\n\n  <!-- blint: ignore image -->\n  - ![b](y.png)\n- ![c](z.png)\n",
            [4],
            [1, 5],
        ),
        ("- <!-- blint: ignore image -->\n  ![a](x.png)\n- ![b](y.png)\n", [2], [3]),
        # quotations
        ("> <!-- blint: ignore image -->\n> ![a](x.png)\n>\n> ![b](y.png)\n", [2], [4]),
        ("<!-- blint: ignore image -->\n> ![a](x.png)\n>\n> ![b](y.png)\n", [2, 4], []),
        # tables, headings, HTML
        (
            "<!-- blint: ignore image -->\n| ![a](x.png) |\n|---|\n| ![b](y.png) |\n\n![](z.png)\n",
            [2, 4],
            [6],
        ),
        ("<!-- blint: ignore image -->\n# ![a](x.png)\n![b](y.png)\n", [2], [3]),
        (
            '<!-- blint: ignore image -->\n<div>\n<img src="x.png">\n</div>\n\n![c](z.png)\n',
            [3],
            [6],
        ),
        (
            '<p>\n<img src="x.png">\n<!-- blint: ignore image -->\n<img src="y.png">\n</p>\n',
            [4],
            [2],
        ),
        # one after the other
        (
            "<!-- blint: ignore image -->\n<!-- blint: ignore post -->\n\n![](x.png)\n\n![](y.png)",
            [4],
            [6],
        ),
        (
            "<!-- blint: ignore image --> <!-- blint: ignore post -->\n![](x.png)\n\n![](y.png)\n",
            [2],
            [4],
        ),
        # the whole post
        ("![a](x.png)\n\n<!-- blint: ignore-file image -->\n\n![](y.png)\n", [1, 5], []),
        # code
        ("```\n<!-- blint: ignore image -->\n```\n![a](x.png)\n", [], [4]),
        ("`<!-- blint: ignore-file image -->`\n\n![a](x.png)\n", [], [3]),
        ("    <!-- blint: ignore image -->\n\n![a](x.png)\n", [], [3]),
        # nothing to accept
        ("![a](x.png)\n\n<!-- blint: ignore image -->\n", [], [1]),
        ("<!-- blint: ignore excerpt, table -->\n![a](x.png)\n", [], [2]),
    ],
)
def test_what_a_comment_holds_for(tmp_path, post, here, elsewhere):
    assert accepted(tmp_path, post)[:2] == (here, elsewhere)


def test_comments_of_mdx(tmp_path):
    post = (
        "{/* blint: ignore image/missing: to be drawn */}\n\n![a](x.png)\n\n"
        "![b](y.png) {/* blint: ignore image: no */}\n\n![c](z.png)\n"
    )
    assert accepted(tmp_path, post, "posts/a.mdx") == ([3, 5], [7], {"to be drawn", "no"})
    assert accepted(tmp_path / "b", post) == ([], [3, 5, 7], set())


KEYS = 'site.image-keys = ["cover", "images[]", "og.image"]'


@pytest.mark.parametrize(
    ("front", "here", "elsewhere"),
    [
        ("cover: x.png # blint: ignore image/missing: r\nog: {image: y.png}\n", [2], [3]),
        ("# blint: ignore image/missing: r\ncover: x.png\nog: {image: y.png}\n", [3], [4]),
        ("# blint: ignore image/missing: r\n\n# of the post\ncover: x.png\n", [5], []),
        ("# blint: ignore image/missing: r\nog:\n  image: y.png\ncover: x.png\n", [4], [5]),
        ("og: # blint: ignore image/missing: r\n  image: y.png\ncover: x.png\n", [3], [4]),
        ("og:\n  # blint: ignore image/missing: r\n  image: y.png\ncover: x.png\n", [4], [5]),
        ("images:\n- x.png\n# blint: ignore image/missing: r\n- y.png\n- z.png\n", [5], [3, 6]),
        ("images:\n- x.png # blint: ignore image/missing: r\n- y.png\n", [3], [4]),
        # nothing is found in the entry: the whole post
        (
            "# blint: ignore image/missing: r\nlayout: a\ncover: x.png\nog: {image: y.png}\n",
            [4, 5],
            [],
        ),
        ("cover: x.png\n# blint: ignore image/missing: r\n", [2], []),
        ("layout: a # blint: ignore image/missing: r\ncover: x.png\n", [], [3]),
        ("cover: x.png\nlayout: a\n# blint: ignore-file image/missing: r\n", [2], []),
        # no comments
        ("cover: x.png\nlayout: |\n  # blint: ignore-file image/missing: r\n", [], [2]),
        ('cover: x.png\nlayout: "a # blint: ignore-file image/missing: r"\n', [], [2]),
        ("cover: x.png#blint:ignore\n", [], [2]),
    ],
)
def test_what_a_comment_in_front_matter_holds_for(tmp_path, front, here, elsewhere):
    post = f"---\n{front}---\n\nText.\n"
    assert accepted(tmp_path, post, config=[KEYS])[:2] == (here, elsewhere)


def test_comments_in_toml(tmp_path):
    post = (
        '+++\n# blint: ignore image/missing: 以后再画\ncover = "x.png"\n'
        'images = ["y.png"] # blint: ignore image: r\n'
        'layout = """\n# blint: ignore-file image/missing\n"""\n[og]\n'
        'image = "z.png"\n+++\n\nText.\n'
    )
    config = [KEYS, 'generator = "plain"']
    result = accepted(tmp_path, post, "content/posts/a.md", config=config)
    assert result == ([3, 4], [9], {"以后再画", "r"})


def test_front_matter_is_the_place_of_generators_that_print_comments(tmp_path):
    front = "---\n{}title: T\ndate: 2025-01-05\n---\n\nText.\n\nMore.\n"
    files = {f"posts/{n}.md": front.format("").replace("More", "<!-- more -->") for n in range(4)}
    write(tmp_path, files)
    config = ['generator = "vitepress"', '[site]\nmarker = "<!-- more -->"']
    rule = "excerpt/missing-marker"
    assert lines(run(tmp_path, front.format(""), config=config).findings, rule)
    post = front.format(f"# blint: ignore {rule}: too short\n")
    assert accepted(tmp_path, post, rule=rule, config=config)[1:] == ([], {"too short"})


def test_front_matter_that_cannot_be_read_may_be_accepted(tmp_path):
    post = "---\n# blint: ignore front-matter/invalid: as it is\ntitle: a: b\n---\n\nText.\n"
    here, elsewhere, reasons = accepted(tmp_path, post, rule="front-matter/invalid")
    assert (len(here), elsewhere, reasons) == (1, [], {"as it is"})


def test_the_nearest_comment_counts(tmp_path):
    post = (
        "<!-- blint: ignore-file image: post -->\n\n<!-- blint: ignore image: list -->\n"
        "- ![a](x.png)\n  <!-- blint: ignore image: item -->\n"
        "- ![b](y.png)\n- ![c](z.png) <!-- blint: ignore image: line -->\n\n![d](u.png)\n"
    )
    result = run(tmp_path, post)
    reasons = {f.place.line: f.suppressed.reason for f in result.suppressed if f.suppressed}
    assert reasons == {4: "list", 6: "item", 7: "line", 9: "post"}
    assert found(result, "suppression") == []


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("<!-- blint: disable image -->", "suppression/malformed"),
        ("<!-- blint: Ignore image -->", "suppression/malformed"),
        ("<!-- blint: -->", "suppression/malformed"),
        ("<!-- blint ignore image -->", "suppression/malformed"),
        ("<!-- blint-disable-next-line image -->", "suppression/malformed"),
        ("<!-- blint: ignore -->", "suppression/malformed"),
        ("<!-- blint: ignore , : no -->", "suppression/malformed"),
        ("<!-- blint: ignore image no colon -->", "suppression/malformed"),
        ("<!-- blint: ignore image/nothing: r -->", "suppression/unknown-rule"),
        ("<!-- blint checks this, says blint: really -->", None),
        ("<!-- blinter: ignore image -->", None),
    ],
)
def test_what_is_no_suppression_accepts_nothing(tmp_path, comment, rule):
    result = run(tmp_path, f"{comment}\n![a](x.png)\n")
    assert found(result, "suppression") == ([("posts/a.md", 1, rule)] if rule else [])
    assert lines(result.findings) == [2]
    assert result.suppressed == []


def test_many_comments_and_long_ones_end_in_time(tmp_path):
    hostile = [
        "<!-- blint" * 100_000,
        "<!-- blint: ignore a\n" * 20_000 + "-->",
        f"<!-- blint: ignore {'a' * 60},{' imagee,' * 50_000} x -->\n",
        f"<!-- blint: ignore image: {'r' * 500_000} -->\n![a](x.png)\n",
        "<!-- blint: ignore image/missing -->\n" * 3000 + "![a](x.png)\n" * 3000,
        "<!-- blint:" + " " * 100_000 + "-->",
        f"<!-- blint: ignore {'a,' * 2400} -->\n" * 20,
        "---\n" + "# blint: ignore image\n" * 5000 + "cover: x.png\n---\n",
    ]
    for number, post in enumerate(hostile):
        result = run(tmp_path / str(number), post)
        assert found(result, "input", "blint") == []


BLOCKS = {
    "text": ("Some text,\nand more.", []),
    "image": ("![a]({n}.png)", [0]),
    "paragraph": ("Text ![a]({n}.png)\nand ![b]({n}b.png)", [0, 1]),
    "list": ("- ![a]({n}.png)\n- b\n  - ![b]({n}b.png)\n\n  ![c]({n}c.png)", [0, 2, 4]),
    "ordered": ("1. a\n\n2. ![b]({n}.png)", [2]),
    "quote": ("> ![a]({n}.png)\n>\n> - ![b]({n}b.png)", [0, 2]),
    "table": ("| a | b |\n|---|---|\n| ![a]({n}.png) | ![b]({n}b.png) |", [2, 2]),
    "heading": ("## ![a]({n}.png)", [0]),
    "html": ('<div>\n<img src="{n}.png">\n</div>', [1]),
    "fence": ("```html\n<!-- blint: ignore-file image -->\n\n![a]({n}.png)\n```", []),
}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(BLOCKS)), min_size=1, max_size=6),
    st.integers(0, 5),
    st.sampled_from(["\n", "\n\n"]),
)
def test_a_comment_before_a_block_accepts_the_findings_of_that_block(
    tmp_path_factory, names, at, gap
):
    """Of no other; and but for their lines all others stay as they are."""
    at %= len(names)
    after = {"list", "ordered"}  # these would go on with one above them
    names = [n if i == 0 or not {n, names[i - 1]} <= after else "text" for i, n in enumerate(names)]
    blocks = [BLOCKS[name][0].format(n=n) for n, name in enumerate(names)]
    folder = tmp_path_factory.mktemp("blog")
    before = run(folder, "\n\n".join(blocks) + "\n")
    first = sum(block.count("\n") + 2 for block in blocks[:at]) + 1
    moved = 1 + len(gap) - 1
    own = [first + line for line in BLOCKS[names[at]][1]]
    blocks[at] = f"<!-- blint: ignore image/missing: r -->{gap}{blocks[at]}"
    after_it = run(folder, "\n\n".join(blocks) + "\n")
    assert lines(after_it.suppressed) == [line + moved for line in own]
    left = [
        (f.rule, f.message, f.source, f.place.line + moved * (f.place.line >= first))
        for f in before.findings
        if f.rule != "image/missing" or f.place.line not in own
    ]
    kept = [
        (f.rule, f.message, f.source, f.place.line)
        for f in after_it.findings
        if f.rule != "suppression/unused"
    ]
    assert kept == left
    assert bool(found(after_it, "suppression")) == (not own)
