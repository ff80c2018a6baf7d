"""The text under a reported place is the thing itself: on real posts, and on made ones."""

from __future__ import annotations

import html as stdlib_html
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from support import SHARED, needs_shared

from blint.post.front_matter.delimiters import GRAY_MATTER, TOML, YAML
from blint.post.front_matter.reader import read_front_matter
from blint.post.markdown import html
from blint.post.markdown.model import Dialect
from blint.post.markdown.reader import parse_body
from blint.post.text import Text

UNTOUCHED = MarkdownIt("commonmark").enable("table")


def verify_body(characters: str, start: int = 0) -> int:
    """Everything found in a body stands where it says, and markdown-it alone finds as much.

    Returns how many images and tables there were.
    """
    text = Text.of(characters)
    body = parse_body(text, start, Dialect())
    tokens = UNTOUCHED.parse(characters[start:])

    for image in body.images:
        source = text.slice(image.span)
        assert source.startswith("![")
        assert source.endswith("]" if image.reference else ")")
        assert unescapeAll(text.slice(image.target)) == image.destination
        if not image.reference:
            assert image.span.start < image.target.start <= image.target.end < image.span.end
    inline = [child for token in tokens for child in token.children or ()]
    wanted = [child.attrGet("src") for child in inline if child.type == "image"]
    if not any(_hides_what_follows(token) for token in tokens):
        ours = [UNTOUCHED.normalizeLink(image.destination) for image in body.images]
        assert Counter(ours) == Counter(wanted)

    for element in body.elements:
        source = text.slice(element.span)
        assert source.lower().startswith(f"<{element.name}")
        assert source.endswith(">")
        for value, span in element.attributes.values():
            if "\n" not in text.slice(span):  # a quote's "> " can stand inside a broken value
                assert stdlib_html.unescape(text.slice(span)) == value

    rows = [row for table in body.tables for row in (table.header, *table.rows)]
    for row in rows:
        for cell in row.cells:
            assert text.slice(cell.span).replace("\0", "\ufffd") == cell.text
            assert row.span.start <= cell.span.start <= cell.span.end <= row.span.end
    assert len(body.tables) == sum(token.type == "table_open" for token in tokens)
    assert len(rows) == sum(token.type == "tr_open" for token in tokens)
    for block in body.inlines:
        _verify_map(text, block)
    for span in body.code:
        assert 0 <= span.start < span.end <= len(characters)
    return len(body.images) + len(body.tables)


def _hides_what_follows(token) -> bool:
    """Whether a block of HTML leaves a comment open."""
    pieces = html.tokens(token.content) if token.type == "html_block" else ()
    return any(isinstance(piece, html.Comment) and not piece.closed for piece in pieces)


def _verify_map(text: Text, block) -> None:
    """Each character of a block's content is the one it is led back to."""
    for offset, character in enumerate(block.content):
        if not character.isspace():  # a tab in an indentation becomes blanks
            source = text.characters[block.map.at(offset)]
            assert source == character or (source == "\0" and character == "\ufffd")


def verify_front_matter(text: Text) -> int:
    """Keys and plain values of front matter stand where it says. Returns how many there were."""
    front = read_front_matter(
        text, (GRAY_MATTER, TOML) if "+++" in text.line(1) else (YAML,), "1.2"
    )
    count = 0
    for path, entry, node in front.scalars():
        count += 1
        if entry is not None:
            name = _unquoted(text.slice(entry.key_span)).split(".")[-1].strip()
            assert _unquoted(name) == path.split(".")[-1]
        if isinstance(node.value, str):
            source = text.slice(node.span)
            if node.plain and "\n" not in source:
                assert source == node.value
            elif source[:1] in "\"'" and "\\" not in source and "\n" not in source:
                assert _unquoted(source) == node.value
    return count


def _unquoted(source):
    """What a scalar stands for that holds no escape by a backslash."""
    if len(source) > 1 and source[0] == source[-1] and source[0] in "\"'":
        return source[1:-1].replace("''", "'") if source[0] == "'" else source[1:-1]
    return source


@pytest.mark.slow
@needs_shared
def test_places_on_the_sample_blogs(tmp_path):
    unpack = [sys.executable, str(SHARED / "samples/unpack.py"), str(tmp_path)]
    subprocess.run(unpack, check=True, capture_output=True)
    things = fields = posts = 0
    for path in sorted((*tmp_path.rglob("*.md"), *tmp_path.rglob("*.m*d*"))):
        if path.suffix not in (".md", ".mdx", ".markdown") or not path.read_bytes():
            continue
        posts += 1
        text = Text.decode(path.read_bytes())
        fields += verify_front_matter(text)
        things += verify_body(text.characters)
    assert posts > 1000
    assert things > 1000
    assert fields > 3000


# --- made documents ------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "![alt](a.png)",
        "![飞桨 😀](图 片.png)",
        '![a](<b c.png> "title")',
        "![a *b* `c`](x%20y.png?v=1)",
        "![[a]](b\\(c.png)",
        "![r]",
        "![x][r]",
        "![x][]",
        "[![in](link.png)](to.md)",
        "![a](\n b.png)",
        '<img src="a.png" alt=x>',
        "<IMG\n SRC='b&amp;c.png'\n>",
        "<!-- c -->",
        "`code | span`",
        "text",
        "中文，文字。",
        "\\![no](x.png)",
        "&amp;",
        "a | b",
        "| a | b |\n| --- | :-: |\n| ![t](c.png) | x \\| y | z |\n| `p\\|q` ![u](d.png) |",
        "# ![h](h.png) #",
        "Title\n===",
        "```\n![no](no.png)\n```",
        "    ![no](no.png)",
        "- item",
        "1. item\n   ![i](i.png)",
        "> quote ![q](q.png)\nlazy ![l](l.png)",
        "<div>\n<img src=e.png>\n\n![in div](f.png)\n</div>",
        "\t![tab](t.png)",
        "\0",
        "[r]: ref.png 'title'",
        "",
    ]
)


@st.composite
def documents(draw):
    blocks = draw(st.lists(st.lists(PIECES, min_size=1, max_size=4), max_size=8))
    lines = []
    for block in blocks:
        prefix = draw(st.sampled_from(["", "", "> ", ">", "- ", "  ", "> > ", "> - ", "1) "]))
        joined = draw(st.sampled_from(["\n", " "])).join(block)
        first, *rest = joined.split("\n")
        inner = prefix.replace("- ", "  ").replace("1) ", "   ")
        lines += [prefix + first, *(inner + line for line in rest)]
        if draw(st.booleans()):
            lines.append("")
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return ending.join(lines) + draw(st.sampled_from(["", ending]))


@settings(max_examples=400, deadline=None)
@given(documents())
def test_places_in_made_documents(characters):
    verify_body(characters)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("![]()<>-`|:\\\"'#*_ \t\n\r.aé中😀\0&;/"), max_size=80))
def test_places_in_noise(characters):
    verify_body(characters)


FIELD = st.text(st.sampled_from("ab中 é:#-'\"[]{}&*!|>%@,\t"), max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["title", "日期", "a b", "x"]), FIELD), max_size=5))
def test_places_in_made_front_matter(fields):
    source = "".join(f"{key}: {value}\n" for key, value in fields)
    verify_front_matter(Text.of(f"---\n{source}---\nbody"))


@given(st.text(max_size=60), st.data())
def test_lines_and_columns(characters, data):
    text = Text.of(characters)
    start = data.draw(st.integers(0, len(characters)))
    end = data.draw(st.integers(start, len(characters)))
    from blint.model import Span

    place = text.place(Span(start, end))
    starts = text.line_starts
    assert starts[place.line - 1] + place.column - 1 == start
    assert starts[place.end_line - 1] + place.end_column - 1 == end
    assert place.column >= 1
    assert 1 <= place.line <= place.end_line <= len(starts)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("![a](x.png)", "x.png"),
        ("> > 1. ![a](x.png)", "x.png"),
        ("| a |\n| - |\n| p \\| ![a](x.png) |", "x.png"),
        ("![a][r]\n\n> [r]: <x.png> 'T'", "x.png"),
        ("# Title ![a](x.png) ##", "x.png"),
        ("text\r\n   ![a](x.png)", "x.png"),
        ("Heading ![a](x.png)\n---", "x.png"),
        ('<p>\n<img\n  src="x.png">', "x.png"),
    ],
)
def test_the_place_of_a_path(source, target):
    from blint.model import Span
    from blint.post.front_matter.model import FrontMatter
    from blint.post.references import references

    text = Text.of(source)
    body = parse_body(text, 0, Dialect())
    (only,) = references(text, body, FrontMatter(Span(0, 0), 0), (), (), mdx=False)
    assert text.slice(only.span) == target
