"""blint.post.markdown.html: which tokens there are, and where."""

from __future__ import annotations

import html as stdlib_html
import importlib.util
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blint.lazy_regex import lazy
from blint.post.markdown import html
from blint.post.markdown.html import Attribute, Comment, RawText, Tag, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
from types import ModuleType


def tags(text: str, *, jsx: bool = False) -> list[Tag]:
    return [token for token in tokens(text, jsx=jsx) if isinstance(token, Tag)]


def values(text: str, *, jsx: bool = False) -> dict[str, str]:
    """Names and values of the only tag in the text."""
    (tag,) = tags(text, jsx=jsx)
    return {attribute.name: attribute.value for attribute in tag.attributes}


def outline(text: str) -> list[str]:
    """The characters of every token."""
    return [text[token.start : token.end] for token in tokens(text)]


def test_places() -> None:
    text = 'one <IMG Alt="a &amp; b" src = x hidden> two'
    assert list(tokens(text)) == [
        Tag(
            "img",
            4,
            40,
            (
                Attribute("alt", "a & b", 14, 23, has_value=True),
                Attribute("src", "x", 31, 32, has_value=True),
                Attribute("hidden", "", 39, 39, has_value=False),
            ),
            closing=False,
        )
    ]


def test_end_tag() -> None:
    assert list(tokens("</P\nclass=x>")) == [Tag("p", 0, 12, (), closing=True)]


def test_get() -> None:
    (tag,) = tags("<img SRC=x>")
    assert tag.get("src") == Attribute("src", "x", 9, 10, has_value=True)
    assert tag.get("alt") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<img/src=x>", {"src": "x"}),
        ("<a href=/b/c/>", {"href": "/b/c/"}),
        ("<a b/c>", {"b": "", "c": ""}),
        ("<a b='>' c=\">\">", {"b": ">", "c": ">"}),
        ('<a b="1"c=2>', {"b": "1", "c": "2"}),
        ("<a\n\tb\r\n=\f'1\n2'\n>", {"b": "1\n2"}),
        ("<a b=1 B=2 b>", {"b": "1"}),
        ("<a =b==c>", {"=b": "=c"}),
        ("<a b/=c>", {"b": "", "=c": ""}),
        ("<a b= >", {"b": ""}),
        ("<a b=\"\" c=''>", {"b": "", "c": ""}),
        ("<a b=c\"d'e`f=<g>", {"b": "c\"d'e`f=<g"}),
        ("<a \"b'<c>", {"\"b'<c": ""}),
        ("<a :src=x v-bind:src.once=x @click=y #slot=z>",
         {":src": "x", "v-bind:src.once": "x", "@click": "y", "#slot": "z"}),
        ("<a {...props}>", {"{...props}": ""}),
        ("<a \u0130\u212a\xa0B>", {"\u0130\u212a\xa0b": ""}),
        ("<a b=&#x41;&#66&lt;&nosuch;>", {"b": "AB<&nosuch;"}),
        # Named references without a semicolon are legacy, and not for query strings.
        ("<a b='?x&copy=1&section=2&notit;&amp'>", {"b": "?x&copy=1&section=2&notit;&"}),
        ("<a b=&#" + "9" * 5000 + ";>", {"b": "\ufffd"}),
    ],
)  # fmt: skip
def test_attributes(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected


def test_missing_value_stands_at_the_end_of_the_name() -> None:
    (tag,) = tags("<a b = >")
    assert tag.attributes == (Attribute("b", "", 4, 4, has_value=False),)


def test_empty_value_stands_between_its_quotes() -> None:
    (tag,) = tags('<a b="">')
    assert tag.attributes == (Attribute("b", "", 6, 6, has_value=True),)


@pytest.mark.parametrize("text", ["<", "<a", "<a ", "<a b", "<a b=", "<a b='>", '<a b=">', "</a"])
def test_unterminated_tag_is_none(text: str) -> None:
    assert outline(text) == []
    assert outline("<x>" + text) == ["<x>"]


@pytest.mark.parametrize("text", ["a < b > c", "<3>", "<>", "</>", "</", "<\u00e9>", "< a>"])
def test_text(text: str) -> None:
    assert outline(text) == []


@pytest.mark.parametrize(
    "comment",
    [
        "<!---->",
        "<!-->",
        "<!--->",
        "<!--a-->",
        "<!--a--!>",
        "<!----!>",
        "<!--<a>-->",
        "<!--a<!--b-->",
        "<!---!>-->",
        "<!--!>-->",
        "<!-- --!-->",
        "<!x>",
        "<!>",
        "<!-x>",
        "<!doctype html>",
        "<?x?>",
        "<?>",
        "</ x>",
        "</3>",
        "<![CDATA[<a>]]>",
        "<![cdata[<a>",
    ],
)
def test_comment(comment: str) -> None:
    text = f"a{comment}b<c>"
    first, second = tokens(text)
    assert first == Comment(1, 1 + len(comment), closed=True)
    assert isinstance(second, Tag)


@pytest.mark.parametrize(
    "text", ["<!--", "<!--<a>", "<!-- --", "<!--<!---", "<!", "<?<a", "</ <a", "<![CDATA[<a>]]"]
)
def test_unclosed_comment(text: str) -> None:
    assert list(tokens(text)) == [Comment(0, len(text), closed=False)]


def test_in_comment() -> None:
    text = "x <a> --> <b>"
    comment, tag = tokens(text, in_comment=True)
    assert comment == Comment(0, 9, closed=True)
    assert text[tag.start : tag.end] == "<b>"
    assert list(tokens("<a> ->", in_comment=True)) == [Comment(0, 6, closed=False)]
    assert list(tokens("", in_comment=True)) == [Comment(0, 0, closed=False)]


@pytest.mark.parametrize("name", ["script", "style", "textarea", "title", "SCRIPT", "Title"])
def test_raw_text(name: str) -> None:
    inner = f"<a> <!-- </{name}x> </ {name}>"
    text = f"<{name} a=b>{inner}</{name.swapcase()}\n><c>"
    start, raw, close, last = tokens(text)
    assert isinstance(start, Tag)
    assert isinstance(raw, RawText)
    assert raw.tag is start
    assert text[raw.start : raw.end] == inner
    assert isinstance(close, Tag)
    assert close.closing
    assert close.name == name.lower()
    assert text[last.start : last.end] == "<c>"


def test_raw_text_unclosed_or_empty() -> None:
    assert outline("<style><a></style") == ["<style>", "<a></style"]
    assert outline("<style></style>") == ["<style>", "", "</style>"]
    assert outline("<script/><a>") == ["<script/>", "<a>"]
    assert outline("<\u017fcript><a>") == ["<a>"]
    assert outline("<script></\u017fcript>") == ["<script>", "</\u017fcript>"]


@pytest.mark.parametrize(
    "inner",
    [
        "<!--<script></script>-->",
        "<!--<script> </script>",
        "<!-- <script-->",
        "<!--><script>",
        "<!---><script>",
        "<script>",
        "<!-- --> <script>",
    ],
)
def test_script_within_a_comment_within_a_script(inner: str) -> None:
    assert outline(f"<script>{inner}</script>") == ["<script>", inner, "</script>"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a b={c} d='e'/>", {"b": "{c}", "d": "e"}),
        ("<a b={require('./x y.png')}/>", {"b": "{require('./x y.png')}"}),
        ("<a b={{c: '}>'}} d/>", {"b": "{{c: '}>'}}", "d": ""}),
        ('<a b={"\\"}>" + `}` + /* } */ 1} d>', {"b": '{"\\"}>" + `}` + /* } */ 1}', "d": ""}),
        ("<a b={<p>don't</p>} c/>", {"b": "{<p>don't</p>}", "c": ""}),
        ("<a {...{b: c > d}} e/>", {"{...{b: c > d}}": "", "e": ""}),
        ("<a b={\n  c}\n>", {"b": "{\n  c}"}),
    ],
)
def test_jsx(text: str, expected: dict[str, str]) -> None:
    assert values(text, jsx=True) == expected


def test_braces_mean_nothing_without_jsx() -> None:
    assert values("<a b={c d}>") == {"b": "{c", "d}": ""}


def test_jsx_braces_that_do_not_balance_leave_no_tag() -> None:
    assert tags("<a b={c> <d>", jsx=True) == []
    assert tags("<a {c> <d>", jsx=True) == []


def test_jsx_element_without_content() -> None:
    assert len(tags("<style b={c}/><d>", jsx=True)) == len(["style", "d"])
    assert len(tags("<style b={c}/><d>")) == len(["style"])


def test_part_of_a_text() -> None:
    text = "<a><b c=d><e>"
    assert list(tokens(text, 3, 10)) == [tags(text)[1]]
    assert list(tokens(text, 3, 9)) == []
    assert list(tokens("<!--a-->", 0, 7)) == [Comment(0, 7, closed=False)]
    assert outline("<title></title>"[:14]) == ["<title>", "</title"]


# Laws.

PIECES = st.sampled_from([
    *"<>/='\"!?-{}` \n\ta&;\u0130",
    "<!--", "-->", "<![CDATA[", "]]>", "<a ", "b=", "</a>", "<script>", "</script>", "<title>",
    "</title", "</title ", "&amp;", "&#6", "&copy", "=\\'", "/*", "*/",
])  # fmt: skip
SOUP = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))
QUERY_REFERENCE = re.compile(r"&[0-9A-Za-z]+(?![0-9A-Za-z;])|&not[a-z]+;")


@given(text=SOUP, in_comment=st.booleans(), jsx=st.booleans())
def test_tokens_are_in_the_text_in_order(*, text: str, in_comment: bool, jsx: bool) -> None:
    found = list(tokens(text, in_comment=in_comment, jsx=jsx))
    assert all(0 <= token.start <= token.end <= len(text) for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for token in found:
        if isinstance(token, Tag):
            check_tag(text, token)
    if in_comment:
        assert isinstance(found[0], Comment)


def check_tag(text: str, tag: Tag) -> None:
    assert text[tag.start] == "<"
    assert text[tag.end - 1] == ">"
    names = [attribute.name for attribute in tag.attributes]
    assert len(names) == len(set(names))
    places = [place for item in tag.attributes for place in (item.start, item.end)]
    assert [tag.start, *places, tag.end - 1] == sorted([tag.start, *places, tag.end - 1])
    for attribute in tag.attributes:
        raw = text[attribute.start : attribute.end]
        if not QUERY_REFERENCE.search(raw):
            assert stdlib_html.unescape(raw) == attribute.value
        if not attribute.has_value:
            assert raw == ""
            assert text[: attribute.end].lower().endswith(attribute.name.lower())


@given(before=SOUP, text=SOUP, jsx=st.booleans())
def test_a_part_reads_like_a_text_of_its_own(*, before: str, text: str, jsx: bool) -> None:
    padded = f"{before}{text}{before}"
    part = tokens(padded, len(before), len(before) + len(text), jsx=jsx)
    alone = tokens(text, jsx=jsx)
    for one, other in zip(part, alone, strict=True):
        assert type(one) is type(other)
        assert (one.start, one.end) == (other.start + len(before), other.end + len(before))


SPACES = st.text("\t\n\f\r /", min_size=1, max_size=3)
BLANKS = st.text("\t\n\f\r ", max_size=2)
NAMES = st.text(
    st.characters(exclude_characters="\t\n\f\r />=", exclude_categories=["Cs"]), min_size=1
)
VALUES = st.text(st.characters(exclude_categories=["Cs"]))


@st.composite
def written_attributes(draw: st.DrawFn) -> tuple[str, str, str]:
    """A name, a value, and the two as HTML."""
    name, value = draw(NAMES), draw(VALUES)
    escaped = stdlib_html.escape(value)
    written = [f'"{escaped}"', f"'{escaped}'"]
    if escaped and not re.search(r"[\t\n\f\r ]", escaped):
        written.append(escaped + " ")
    equals = f"{draw(BLANKS)}={draw(BLANKS)}"
    choices = [f"{name}{equals}{quoted}" for quoted in written]
    if not value:
        choices.append(name)
    return name, value, draw(st.sampled_from(choices))


def lower(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: letter[0].lower(), name)


@given(st.lists(written_attributes(), max_size=5, unique_by=lambda item: lower(item[0])), st.data())
def test_what_is_written_is_read(written: list[tuple[str, str, str]], data: st.DataObject) -> None:
    source = "".join(data.draw(SPACES) + source for _, _, source in written)
    (tag, *_) = tokens(f"<X{source}{data.draw(SPACES)}>")
    assert isinstance(tag, Tag)
    assert tag.name == "x"
    read = [(attribute.name, attribute.value) for attribute in tag.attributes]
    assert read == [(lower(name), value) for name, value, _ in written]


# Work: every character is looked at a few times at most, whatever the text.


class Meter:
    """Counts the characters that searches go over; a match that fails is taken to fail early."""

    def __init__(self) -> None:
        self.work = 0

    def pattern(self, pattern: re.Pattern[str]) -> MeteredPattern:
        return MeteredPattern(pattern, self)

    def text(self, text: str) -> MeteredText:
        metered = MeteredText(text)
        metered.meter = self
        return metered


class MeteredPattern:
    def __init__(self, pattern: re.Pattern[str], meter: Meter) -> None:
        self.inner, self.meter = pattern, meter

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        found = self.inner.search(text, start, end)
        self.meter.work += (found.end() if found else end) - start
        return found

    def match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        found = self.inner.match(text, start, end)
        self.meter.work += found.end() - start if found else 1
        return found

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        for found in self.inner.finditer(text, start, end):
            self.meter.work += found.end() - start
            start = found.end()
            yield found


class MeteredText(str):
    __slots__ = ("meter",)
    meter: Meter

    def find(self, part: str, start: int = 0, end: int | None = None, /) -> int:  # type: ignore[override]
        end = len(self) if end is None else end
        found = super().find(part, start, end)
        self.meter.work += (end if found < 0 else found) - start
        return found


SIZE = 5_000
HOSTILE = [
    "<!--", "<!-- -", "<!-- --!", "<!-->", "<!", "<?", "</ ", "<![CDATA[", "<![CDATA[>", "<", "</",
    "<a", "<a ", "<a b", '<a b="', "<a b='", '<a b="c" ', "<a b={", '"', "<a/", "<a =", "<a \n",
    "<script>", "<script><!--", "<script ", "<!--<script>", "</script>", "<style>", "</title",
    "<title></title>", "<a {", "{", "{'", "{`", "{/*", '{\\"', "<a b='c\n",
]  # fmt: skip


def metered_copy(meter: Meter) -> ModuleType:
    """The module once more, with a meter in its patterns."""
    spec = importlib.util.spec_from_file_location("metered_html", html.__file__)
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    for name, value in list(vars(copy).items()):
        if isinstance(value, (re.Pattern, type(lazy("")))):
            setattr(copy, name, meter.pattern(value))
    copy._TEXT_END = {name: meter.pattern(value) for name, value in copy._TEXT_END.items()}
    return copy


@pytest.mark.parametrize("jsx", [False, True])
@pytest.mark.parametrize("prefix", ["", "<script>", "<script><!--", "<a b={", "<a "])
@pytest.mark.parametrize("unit", HOSTILE)
def test_work_is_linear(*, unit: str, prefix: str, jsx: bool) -> None:
    meter = Meter()
    text = meter.text(prefix + unit * (SIZE // len(unit)))
    for _ in metered_copy(meter).tokens(text, jsx=jsx):
        pass
    assert 0 < meter.work <= 4 * len(text)
