"""Fixes of front matter: what they write reads as it was meant, and a correct post with a mistake
put in comes back byte by byte."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import check, write

from blint import check_text
from blint.deadline import within
from blint.fix.edits import apply_fixes
from blint.model import Finding

RULES = ("front-matter/invalid", "front-matter/invalid-field", "front-matter/duplicate-key")


def found(fields: str, generator: str = "vitepress") -> list[Finding]:
    config = [f'generator = "{generator}"']
    post = f"---\n{fields}\n---\nText.\n"
    return check_text(post, "post.md", select=RULES, config_lines=config)


def mended(fields: str, *, unsafe: bool = False, generator: str = "vitepress") -> str:
    """The fields after the fixes of one round."""
    fixes = [f.fix for f in found(fields, generator) if f.fix and (f.fix.safe or unsafe)]
    return apply_fixes(f"---\n{fields}\n---\n", fixes)[4:-5]


def fixed(post: bytes, generator: str = "vitepress", fix: str = "safe") -> bytes:
    """What ``--fix`` makes of a post."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {".git/": "", "post.md": post})
        config = [f'generator = "{generator}"']
        check(folder, "post.md", config=config, select=RULES, fix=fix, cached=False, jobs=1)
        return (folder / "post.md").read_bytes()


def read(fields: str) -> dict[str, object]:
    """The fields as libyaml reads them, where it is there."""
    data = yaml.load(fields, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert isinstance(data, dict)
    return data


def without_comment(written: str) -> str:
    """What YAML takes for the value, where the rest of its line is a plain text."""
    return re.split(r"[ \t]#(?=[ \t]+[^ \t])", written)[0].strip(" \t")


SIGNS = "ab:#'\"\\中，-?[]{}&*!|>%@`~= \t\u3000\u00a0🙂1"


@given(st.text(SIGNS, min_size=1, max_size=12))
def test_what_is_put_in_quotes_reads_as_it_was_written(written):
    for finding in found(f"title: {written}\ndate: 2025-01-05"):
        if finding.fix and finding.fix.title == "put the value in quotes":
            after = read(mended(f"title: {written}\ndate: 2025-01-05", unsafe=True))
            assert after["title"] == without_comment(written)


@given(st.text("ab中 ", max_size=5), st.text(SIGNS, min_size=1, max_size=12))
def test_a_text_with_a_colon_can_be_put_in_quotes(begin, end):
    written = f"x{begin}: {end}".rstrip(" \t")
    fields = f"title: {written}\ndate: 2025-01-05"
    finding = next(iter(found(fields)), None)
    if without_comment(written) in (f"x{begin}:", written):
        assert finding is not None
    if finding is not None:
        assert finding.fix is not None
        assert finding.fix.safe is (re.search("[ \t]#", without_comment(written)) is None)
        after = read(mended(fields, unsafe=True))
        assert after == read("date: 2025-01-05") | {"title": without_comment(written)}


WORDS = st.lists(st.text("abXY中文，é🙂1", min_size=1, max_size=6), min_size=1, max_size=3)
TEXTS = WORDS.map(" ".join)
WIDE = "\u3000\u00a0\u2003"
UNSEEN = "\u200b\ufeff\u00ad"

# Fields as they should be and with a mistake, of two texts and a blank.
MISTAKES = {
    "colon": ('title: "{a}: {b}"', "title: {a}: {b}"),
    "colon at the end": ('title: "{a}:" # new', "title: {a}: # new"),
    "colon and comment": ('title: "{a}: {b}"  # note: new', "title: {a}: {b}  # note: new"),
    "colon and quotes": ("title: 'the \"{a}\": {b}'", 'title: the "{a}": {b}'),
    "colon in an item": (
        'authors:\n- name: "{a}: {b}"\n  site: c',
        "authors:\n- name: {a}: {b}\n  site: c",
    ),
    "colons": ('title: "{a}: b"\ndescription: "{b}: a"', "title: {a}: b\ndescription: {b}: a"),
    "single quotes": ("slug: 'c'\ntitle: '{a}: {b}'", "slug: 'c'\ntitle: {a}: {b}"),
    "sign": ('author: "@{a}"', "author: @{a}"),
    "question": ('title: "? {a}"', "title: ? {a}"),
    "apostrophe": ('title: "{a} it\'s {b}"', "title: '{a} it's {b}'"),
    "escape": (r'title: "{a} \\w \"{b}\" \\"', r'title: "{a} \w \"{b}\" \\"'),
    "escapes": (r'tags: ["{a}", "C:\\docs\\{b}\\x"]', r'tags: ["{a}", "C:\docs\\{b}\x"]'),
    "blank after a colon": ("title: {a}", "title:{blank}{a}"),
    "blank before a colon in quotes": ('title: "{a}: {b}"', 'title:{blank}"{a}: {b}"'),
    "blank before a colon": ('title: "{a}: {b}" # c', "title:{blank}{a}: {b} # c"),
    "blank before fields": ("authors:\n  - name: {a}", "authors:\n  -{blank}name: {a}"),
    "blanks after a colon": ("title: {a}", "title:{blank} {blank}{a}"),
    "blank after each colon": ("title: {a}\nabout: {b}", "title:{blank}{a}\nabout:{blank}{b}"),
    "blank after a dash": ("tags:\n- a{a}\n- b{b}", "tags:\n-{blank}a{a}\n- b{b}"),
    "blank after all dashes": (
        "tags:\n  - a{a}\n  - b{b}",
        "tags:\n  -{blank}a{a}\n  -{blank}b{b}",
    ),
    "indentation": ("author:\n  name: {a}", "author:\n{wide}{wide}name: {a}"),
    "indentations": (
        "author:\n  name: {a}\n  about: {b}\ntitle: c",
        "author:\n{wide}{wide}name: {a}\n{wide}{wide}about: {b}\ntitle: c",
    ),
    "half the indentation": (
        "author:\n  name: {a}\n  about: {b}",
        "author:\n  name: {a}\n {wide}about: {b}",
    ),
    "key": ("title: {a}", "title{blank}: {a}"),
    "key of a list": ("tags:\n  - a{a}", "tags{blank}:\n  - a{a}"),
    "key of fields": ("author:\n  name: {a}", "author{blank}:\n  name: {a}"),
    "key and unseen": ("slug: {b}\ntitle: {a}", "slug: {b}\n{unseen}title: {a}"),
    "text": ("about: >\n  {a}\n  {b}\ntitle: c", "about: >\n  {a}\n{wide}{wide}{b}\ntitle: c"),
    "line of blanks": ("title: {a}\n\nabout: {b}", "title: {a}\n{wide}{wide}\nabout: {b}"),
    "tab": ("author:\n  name: {a}\n  about: {b}", "author:\n\tname: {a}\n\tabout: {b}"),
    "no blank": ("title: {a}\nslug: c", "title:{a}\nslug: c"),
    "full-width colon": ("title: {a}\ndescription: {b}", "title：{a}\ndescription：{b}"),
    "dashes": ("tags:\n- a{a}\n- b{b}", "tags:\n-a{a}\n-b{b}"),
}
REPEATED = {
    "copy": ("title: {a}\nslug: c", "title: {a}\nslug: c\ntitle: {a}"),
    "older one": ("title: {a}\nslug: c", "title: old {a}\ntitle: {a}\nslug: c"),
    "older list": (
        "tags:\n- {a}\n- {b}\n# note\nslug: c",
        "tags:\n- old # note\n- older\ntags:\n- {a}\n- {b}\n# note\nslug: c",
    ),
    "older text": ("about: {a}", "about: >\n  old\n\n  text: x\nabout: {a}"),
    "in an item": ("authors:\n- name: {a}\n- x: y", "authors:\n- name: old\n  name: {a}\n- x: y"),
}


@st.composite
def posts(draw, mistakes):
    """A post as it should be, and with a mistake: in all line ends, with and without a mark."""
    blanks = {
        "blank": draw(st.sampled_from(WIDE + UNSEEN)),
        "wide": draw(st.sampled_from(WIDE)),
        "unseen": draw(st.sampled_from(UNSEEN)),
    }
    texts = {"a": draw(TEXTS), "b": draw(TEXTS)}
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))

    def post(fields):
        lines = ["---", "lang: zh", fields.format(**texts, **blanks), "weight: 3", "---", "正文"]
        return (mark + "\n".join(lines).replace("\n", end)).encode()

    right, wrong = mistakes
    return post(right), post(wrong)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_put_in_is_taken_out_again(name):
    @settings(max_examples=30)
    @given(posts(MISTAKES[name]))
    def law(pair):
        right, wrong = pair
        assert fixed(wrong) == right
        assert fixed(right) == right

    law()


@pytest.mark.parametrize("name", REPEATED)
def test_a_key_put_in_again_is_taken_out(name):
    @settings(max_examples=30)
    @given(posts(REPEATED[name]))
    def law(pair):
        right, wrong = pair
        assert fixed(wrong) == wrong
        assert fixed(wrong, fix="all") == right

    law()


def test_keys_that_are_read_in_small_letters():
    right = "---\ntitle: 'Our Tea: new'\nlinkTitle: Tea\nDate: 2025-01-05\n---\nText.\n"
    wrong = right.replace("title: ", "title:\u3000", 1).replace("01-05", "1-5")
    assert fixed(wrong.encode(), "hugo") == right.encode()


DAYS = [("2025-01-05", "2025-1-5"), ("2025-11-05", "2025-11-5"), ("2025-01-15", "2025-1-15")]
FORMS = ["date: {}", 'date: "{}"', "date: '{}' # day", 'date: "{} 08:00"', 'date: "{}T08:00:00"']


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_zero_left_out_comes_back(day, form, end):
    right, wrong = (f"---\ntitle: T\n{form.format(d)}\n---\nText.\n" for d in day)
    right, wrong = (text.replace("\n", end).encode() for text in (right, wrong))
    assert fixed(wrong, "vuepress") == right


@pytest.mark.parametrize(
    "fields",
    [
        "title: a: b\n  goes on",
        "title: a: b\n\n  goes on",
        "author: name: a\n  about: b",
        "tags: a: b\n- c",
        "title: [a]: b",
        "authors:\n- name: a: b",
        "tags:\n- a: b: c\n- d: e",
        r'title: "\ud83d\ude00 \d"',
        'title: "a\\d\\"\ndate: "2025-01-05"',
        r'title: "It\'s"',  # in most languages an apostrophe
        "title: **a**",
        'title: "A" and "B"',
        "title: '中'文'",
        "PS：not a field\ntitle: a",
        "author:\n  name: a\n\u00a0about: b",  # as near to one as to the other
        "a:\n  b:\n    c: d\n\u3000\u3000e: f",
        "cover:\n\u00a0title: a",
        "title: a\n\u3000\u3000goes on\ndate: 2025-01-05",
        "title: -\u3000a",
        "author: {name: a, name: b}",
        "a: &x 1\na: 2\nb: *x",
        "a: {b: 1,\n  c: 2}\na: {b: 1,\n  c: 3} \nd: [\na: 1, a: 2]",
    ],
)
def test_what_was_meant_is_not_certain(fields):
    findings = found(fields)
    assert findings
    assert [f.place.line for f in findings if f.fix and f.fix.safe] == []


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("title: fix: the bug #12", 'title: "fix: the bug #12"'),
        ("title: Notes: from C to F #", 'title: "Notes: from C to F #"'),
        ('title: "A": b', "title: '\"A\": b'"),
        (r'title: "C:\docs\new"', r'title: "C:\\docs\\new"'),
        ("author: name: a", 'author: "name: a"'),
        ("name：a", "name: a"),
    ],
)
def test_what_is_only_likely_is_not_safe(written, better):
    assert mended(written) == written
    assert mended(written, unsafe=True) == better


def test_lines_of_a_key_and_a_value():
    dotted = ".. title: old\n.. slug: a\n.. title: new\n\nText.\n"
    assert fixed(dotted.encode(), "nikola", "all") == b".. slug: a\n.. title: new\n\nText.\n"
    meta = "Title: new\nTags: a\nTitle: new\n\nText.\n"
    assert fixed(meta.encode(), "pelican", "all") == b"Title: new\nTags: a\n\nText.\n"
    both = b"Title: old\nTags: a\nTitle: new\n\nText.\n"
    assert fixed(both, "pelican", "all") == both


@pytest.mark.parametrize(
    "fields",
    [
        "\n".join(f"a: {number}" for number in range(5_000)),
        "a:\n" + "\n".join(f"\u3000key{number}: x" for number in range(5_000)),
        "tags:\n" + "\n".join(f"  -\u3000{number}" for number in range(5_000)),
        "tags:\n" + "\n".join(f"-{number}" for number in range(5_000)) + "\na: b",
        "title: a: b" + " \t" * 20_000 + "c",
        'title: "' + "\\d" * 20_000 + '"',
        "title: '" + "a'a" * 20_000 + "'",
        'title: "' + ' "a"' * 20_000 + '"',
        "title\u3000" + "\u3000" * 1000 + ": x",
    ],
)
def test_hostile_front_matter_takes_no_long_time(fields):
    with within(5, "it takes too long"):
        assert found(fields)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("categories: \u00a0[a, b]", "categories: [a, b]"),
        ("categories:\n \u00a0- a\n  - b", "categories:\n  - a\n  - b"),
        ("categories:\n \u00a0-\u3000a\n \u00a0- b", "categories:\n  - a\n  - b"),
    ],
)
def test_a_list_behind_odd_blanks(wrong, right):
    assert (
        mended(f"date: 2025-01-05\n{wrong}", generator="material") == f"date: 2025-01-05\n{right}"
    )


@pytest.mark.parametrize("empty", ["title:", "title: ''", "title: # later"])
def test_of_two_keys_the_empty_one_goes(empty):
    right = "title: a\ndate: 2025-01-05"
    for wrong in (f"{empty}\n{right}", f"{right}\n{empty}"):
        assert mended(wrong, unsafe=True, generator="jekyll") == right


@pytest.mark.parametrize(
    "above",
    [
        "text: one\n  two three",
        "text: >-\n  one two\n\n  three",
        "text: |\n  - one: 1\n    two\n  three",
        "list: [\n  1,\n  2\n]",
        'list: {\n  "a": 1\n}',
        "text: one\n# a comment\n\n  # another",
        'text: "one\n  two"',
    ],
)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("title: a: b", 'title: "a: b"'),
        ("title: 'it's so'", 'title: "it\'s so"'),
        ("title:\u3000a", "title: a"),
        ("title：a\n# why", "title: a\n# why"),
        ('title: "\\d"', 'title: "\\\\d"'),
    ],
)
def test_what_goes_on_over_several_lines_is_not_to_blame(above, wrong, right):
    fields = f"{above}\n{wrong}\ndate: 2025-01-05"
    assert mended(fields) == fields.replace(wrong, right)
    nested = "author:\n  " + fields.replace("\n", "\n  ")
    if "#" not in fields:
        assert mended(nested) == nested.replace(wrong, right)


@pytest.mark.parametrize("stray", ["a stray line", "name: x\nstray"])
def test_a_stray_line_is_to_blame(stray):
    (only,) = found(f"author:\n  {stray.replace(chr(10), chr(10) + '  ')}\n  url: y\ntitle: z")
    assert "this line is no field" in only.message
    assert only.place.line == (3 if stray == "a stray line" else 4)


@pytest.mark.parametrize(
    "form", ["{}", "draft = true\n{}", "{} # a comment", "{}\n\n[extra]\na = 1"]
)
@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("date = 2025-1-5", "date = 2025-01-05"),
        ("date=2025-1-05 8:00:00", "date=2025-01-05 08:00:00"),
        ("date = 2025-01-5T08:00:00+08:00", "date = 2025-01-05T08:00:00+08:00"),
        ('title = "a \\d"', 'title = "a \\\\d"'),
        ('extra.title = "\\w+"', 'extra.title = "\\\\w+"'),
        ('title =\u3000"a"', 'title = "a"'),
        ('title\u00a0= "a"', 'title = "a"'),
        ('title=\u00a0 "a"', 'title= "a"'),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_slips_in_toml(form, wrong, right, end):
    post, meant = (
        f"+++\n{form.format(fields)}\n+++\n\nText: a\n".replace("\n", end).encode()
        for fields in (wrong, right)
    )
    assert fixed(post, "zola") == meant


@pytest.mark.parametrize(
    "fields",
    [
        "date = 2025-13-5",
        "title = a: b",
        'title = "a\\d',
        'title = "\\ud800 \\d"',
        'title = "a" \u3000 "b"',
        "title = 'a\u3000' b",
        'title = """\na \\d"""',
        "title =\u3000a",
    ],
)
def test_what_was_meant_in_toml_is_not_certain(fields):
    post = f"+++\n{fields}\n+++\nText.\n".encode()
    assert fixed(post, "zola", "all") == post


@pytest.mark.parametrize(
    "wrong", ['title:\u3000"C:\\data"', 'title：\u3000"C:\\data"', 'title："C:\\data"']
)
def test_two_problems_of_one_line_are_mended_one_after_the_other(wrong):
    post = f"---\n{wrong}\ndate: 2025-01-05\n---\nText.\n".encode()
    assert fixed(post) == b'---\ntitle: "C:\\\\data"\ndate: 2025-01-05\n---\nText.\n'
