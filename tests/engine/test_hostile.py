"""Bad input is a finding with a place, or no finding; never a traceback."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import FRONT, POST, check, found, picture, write

from blint.engine.request import Request
from blint.engine.run import run


def findings(folder, data, name="posts/a.md", **wishes):
    write(folder, {".git/": "", name: data})
    return check(folder, name, **wishes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("标题：飞桨\n".encode("gbk"), "looks like GBK"),
        (b"abc\xff\n", "not UTF-8 (byte 4 is 0xFF)"),
        ("text".encode("utf-16"), "encoded as UTF-16"),
        (b"\xef\xbb\xbfabc\xff", "byte 7"),
        (b"x" * (1024 * 1024 + 1), "the limit is 1.0 MiB"),
    ],
)
def test_what_cannot_be_read(tmp_path, data, message):
    (finding,) = findings(tmp_path, data, language="en").findings
    assert finding.rule == "input/unreadable"
    assert message in finding.message


def test_the_place_of_a_bad_byte(tmp_path):
    (finding,) = findings(tmp_path, "一\n二三".encode() + b"\xff").findings
    assert (finding.place.line, finding.place.column) == (2, 3)


def test_the_size_limit_can_be_set(tmp_path):
    lines = ['rules."input/unreadable".max-size = "10 B"']
    assert found(findings(tmp_path, POST, config=lines)) == [("posts/a.md", 1, "input/unreadable")]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_what_is_no_file(tmp_path):
    write(tmp_path, {".git/": "", "posts/": ""})
    os.mkfifo(tmp_path / "posts/pipe.md")
    (tmp_path / "posts/gone.md").symlink_to("nowhere.md")
    (tmp_path / "posts/loop.md").symlink_to("loop.md")
    result = check(tmp_path, "posts", language="en")
    assert [(f.path, f.rule) for f in result.findings] == [
        ("posts/gone.md", "input/unreadable"),
        ("posts/loop.md", "input/unreadable"),
        ("posts/pipe.md", "input/unreadable"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_post_that_takes_too_long(tmp_path):
    lines = [
        'rules."input/unreadable".max-seconds = 1',
        'rules."front-matter/invalid-field".patterns.title = "(a|a)+b"',  # tries all 2 ** 60 ways
    ]
    post = f"---\ntitle: {'a' * 60}\n---\n"
    (finding,) = findings(tmp_path, post, config=lines, language="en").findings
    assert finding.message == "not checked to the end within 1 seconds"


FRONT_MATTERS = [
    "[" * 30_000,
    "- " * 30_000,
    "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a]\n" for i in range(30)),
    "x: &a {b: 1}\ny: {<<: [" + "*a, " * 10_000 + "*a]}",
    "a: &a [*a]",
    "a: !!int abc\nb: !!bool maybe\nc: !!timestamp abc\nd: 0x_\ne: !!int ''",
    "a: !!python/object/apply:os.system [touch hacked]",
    "a: " + "9" * 5000,
    "content: 1\nhandler: 2\nself: 3\n1: a\nno: b\n~: c\n2025-01-05: d",
    "? [x]\n: y",
    "a: \x07",
    "a: \ud800",
    "a: b\n...\nc: d",
    "<<: x",
    "<<: {a: 1}\nb: 2",
    "title: |\n  x\n---\n y",
    "\u2028a: b\u0085c: d",
    "a: .inf\nb: .nan\nc: 1e400",
]


@pytest.mark.parametrize("generator", ["vitepress", "plain"])
@pytest.mark.parametrize("source", FRONT_MATTERS, ids=lambda s: repr(s[:20]))
def test_hostile_front_matter(tmp_path, source, generator):
    data = f"---\n{source}\n---\n{POST}".encode("utf-8", "surrogatepass")
    schema = 'rules."front-matter/invalid-field" = { schema = "s.json", dates = ["a"] }'
    write(tmp_path, {"s.json": '{"type": "object"}'})
    result = findings(tmp_path, data, config=[f'generator = "{generator}"', schema])
    assert not (tmp_path / "hacked").exists()
    for finding in result.findings:
        assert 1 <= finding.place.line <= data.count(b"\n") + 5


MARKDOWN = [
    "> a\n" + "b\n" * 3000,
    "| a |\n|---|\n| " + "\\|" * 20_000 + " |",
    "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n",
    "![" * 500,
    "[" * 20_000,
    "<!--" * 20_000,
    '<img src="' * 5000,
    "<a " * 20_000,
    ">" * 20_000,
    "`" * 20_000,
    "！[" * 10_000,
    "｜" * 10_000,
    "`<!-- more -->` " * 2000,
    "|a|b|\n|-|-|\n" + ("|" + "$a" * 3000 + "|b|c|\n") * 3,
    '<img srcset="' + "a," * 10_000 + '">',
    "<script>" + "import a from " * 5000 + "</script>",
    "\0" * 10_000,
    "- " * 5000,
]


@pytest.mark.parametrize("source", MARKDOWN, ids=lambda s: repr(s[:12]))
def test_hostile_markdown(tmp_path, source):
    result = findings(tmp_path, FRONT + source, config=['generator = "vitepress"'])
    assert not found(result, "input")


HOSTILE_PATHS = [
    "../" * 60 + "etc/passwd",
    "/etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "a%00b.png",
    "x" * 5000 + ".png",
    "http://[::1",
    "C:\\x.png",
    "~/x.png",
    "%ff%fe.png",
    "?",
    "#",
    ".",
    "..",
    "/",
    "//",
    "%",
    "\\",
]


@pytest.mark.parametrize("generator", ["vitepress", "plain"])
@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_hostile_paths(tmp_path, path, generator):
    post = f'{FRONT}![a](<{path}>)\n\n<img alt="" src="{path}">\n'
    result = findings(tmp_path, post, config=[f'generator = "{generator}"', 'rules.excerpt="off"'])
    assert {rule.partition("/")[0] for *_, rule in found(result)} <= {"image"}


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
def test_hostile_names_of_files(tmp_path):
    name = "posts/\x1b[31m\u202e[/]::error::x.md"
    result = findings(tmp_path, FRONT + "![a](no.png)\n", name)
    assert result.findings[0].path == name


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode())))
def test_any_bytes(tmp_path, data):
    path = str(tmp_path / "a.md")
    for generator in ("vitepress", "plain"):
        lines = (f'generator = "{generator}"',)
        result = run(Request(given={path: data}, config_lines=lines))
        for finding in result.findings:
            place = finding.place
            assert place.line >= 1
            assert place.column >= 1
            assert (place.line, place.column) <= (place.end_line, place.end_column)
            assert place.column <= len(finding.source) + 1


BASE = (
    "---\ntitle: 飞桨 & co\ndate: 2025-01-05\nauthor:\n  name: N\ntags: [a, 'b']\n---\n"
    "Intro ![a](x.png).\n\n<!-- more -->\n\n| a | b |\n| --- | --- |\n| `x` | y |\n\n"
    "> <img src='x.png' alt=\"a\">\n\n```\ncode\n```\n\n[r]: x.png\n\n![q][r]\n"
)


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(BASE)),
            st.integers(0, 6),
            st.sampled_from(
                ["", "-", "|", "`", "\n", "<", '"', "!", "[", "\r", "\t", "\0", "：", "}"]
            ),
        ),
        max_size=4,
    )
)
def test_mutations_of_a_post(tmp_path, edits):
    text = BASE
    for at, count, insert in edits:
        text = text[:at] + insert + text[at + count :]
    write(tmp_path, {".git/": "", "posts/x.png": picture()})
    path = str(tmp_path / "posts/a.md")
    result = run(Request(given={path: text.encode()}, config_lines=('generator = "vitepress"',)))
    for finding in result.findings:
        assert finding.place.column <= len(finding.source) + 1
        assert finding.message
        assert "{" not in finding.message.replace("{{ }}", "") or "{" in text


def alias_bomb(width):
    """Nine values that hold nine of the one before, and so on."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    return "\n".join([*lines, *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 12))])


ANCHORS = "".join(f"base{n}: &base{n} {{image: postgres, restart: always}}\n" for n in range(60))
USES = "".join(f"service{n}:\n  <<: *base{n}\n  ports: [80, 443]\n" for n in range(60))


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        (ANCHORS + USES, False),
        (alias_bomb(9), True),
        ("x: &a {b: 1}\ny: {<<: [" + "*a, " * 40_000 + "*a]}", True),
        ("x: &a " + "t" * 9000 + "\ny: [" + "*a, " * 20 + "*a]", True),
        ("x: &a " + "[" * 60 + "1" + "]" * 60 + "\ny: " + "[" * 60 + "*a" + "]" * 60, True),
        ("x: " + "".join(f"&a{n} [*a{n // 2}, " for n in range(40)) + "]" * 40, False),
    ],
    ids=["ordinary", "bomb", "merges", "text", "deep", "circle"],
)
def test_aliases_count_by_what_they_repeat(tmp_path, source, refused):
    result = findings(tmp_path, f"---\ntitle: T\n{source}\n---\n{POST}", language="en")
    told = [f.message for f in result.findings if f.rule == "front-matter/invalid"]
    assert bool(told) == refused
    assert not found(result, "input")


NUMBERS = ["0x" + "F" * 5000, "0" + "7" * 6000, "0b" + "1" * 20_000, "1" + ":59" * 5000, "9" * 5000]


@pytest.mark.parametrize("generator", ["jekyll", "nikola", "plain"])
@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: n[:4])
def test_numbers_that_cannot_be_shown(tmp_path, number, generator):
    keys = "title date slug tags categories permalink status".split()
    front = "".join(f"{key}: {number}\n" for key in keys)
    write(tmp_path, {"s.json": '{"additionalProperties": {"type": "boolean"}}'})
    option = (
        'rules."front-matter/invalid-field" = { schema = "s.json", allowed = { slug = ["a"] } }'
    )
    lines = [f'generator = "{generator}"', option]
    result = findings(tmp_path, f"---\n{front}---\n{POST}", "_posts/2025-01-05-a.md", config=lines)
    assert not found(result, "input")
    front = "".join(f"{key} = {number.replace('0777', '0o777')}\n" for key in keys)
    result = findings(tmp_path, f"+++\n{front}+++\n{POST}", "_posts/2025-01-05-a.md", config=lines)
    assert not found(result, "input")


DEEP = ".".join("a" * 20_000)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"{DEEP} = 1", 3),
        (f"[{DEEP}]\nb = 1", 3),
        (f"x = {{ {DEEP.replace('a', repr('a'))} = 1 }}", 3),
        ("x = " + "[" * 5000 + "]" * 5000, 2),
        ("x = 0x" + "F" * 100_000, 2),
    ],
    ids=["key", "table", "inline", "array", "number"],
)
def test_toml_without_bounds(tmp_path, source, line):
    """It takes tomllib quadratic time, or nothing can be done with what it reads."""
    result = findings(tmp_path, f"+++\ntitle = 'a.b.c'\n{source}\n+++\n{POST}")
    assert found(result) == [("posts/a.md", line, "front-matter/invalid")]
