"""Text of others comes out harmless, ordinary text as it is, and both fit the stream."""

from __future__ import annotations

import io
import os
import unicodedata
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from blint.report import terminal


class Tty(io.StringIO):
    """A terminal of unknown size."""

    def isatty(self) -> bool:
        return True


def encoded(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)


@pytest.mark.parametrize(
    "text",
    [
        "ordinary text,\twith a tab",
        "开放原子开发者大会——“全场最忙的人”🤣",
        "e\u0301 a\u0308",
        "\u2764\ufe0f 1\ufe0f\u20e3 \U0001f1e8\U0001f1f3 \U0001f44d\U0001f3fd",
        "\U0001f469\u200d\U0001f4bb \U0001f469\u200d\u2764\ufe0f\u200d\U0001f468",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100城",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "C:\\posts\\[/red] :smile: 　nbsp\xa0",
    ],
)
def test_ordinary_text_is_untouched(text: str) -> None:
    assert terminal.visible(text) == text
    assert "".join(terminal.glyphs(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\r\nc", r"a\nb\r\nc"),
        ("\x00\x07\x08\x7f\x85\x9b", r"\x00\x07\x08\x7f\x85\x9b"),
        ("\u202egnp.exe\u2066\u200f\u061c", r"\u202egnp.exe\u2066\u200f\u061c"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("\udc80\ud800", r"\udc80\ud800"),
        ("zero\u200bwidth\u2060\ufeff\xad", r"zero\u200bwidth\u2060\ufeff\xad"),
        ("a\u200db", r"a\u200db"),
        ("\U0001f469\u200d", "\U0001f469\\u200d"),
        ("tag\U000e0041\U000e0042", r"tag\U000e0041\U000e0042"),
        ("filler\u3164\u115f", r"filler\u3164\u115f"),
        ("\ufdd0\uffff", r"\ufdd0\uffff"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert terminal.visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_that_moves_the_cursor_or_reorders_the_line_is_left(text: str) -> None:
    shown = terminal.visible(text)
    assert not {unicodedata.category(c) for c in shown.replace("\t", "")} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set("\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\ufeff") & set(shown)
    assert not {chr(code) for code in range(0x2066, 0x206A)} & set(shown)
    assert "".join(terminal.glyphs(text)) == shown
    assert len(terminal.glyphs(text)) == len(text)


def test_glyphs_show_a_broken_command_at_its_place() -> None:
    assert terminal.glyphs("a##[b") == ["a", "#", "#", r"\[", "b"]
    assert "".join(terminal.glyphs("##[x] ##[y]")) == terminal.no_commands("##[x] ##[y]")


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("::error::x", r"\::error::x"),
        (" \t\u3000::add-mask::x", " \t\u3000\\::add-mask::x"),
        ("a ##[add-mask]b", r"a ##\[add-mask]b"),
        ("###[error]", r"###\[error]"),
        ("#\ufe0f#[error]", "#\ufe0f#\\[error]"),
        ("#\u0640#[error]", "#\u0640#\\[error]"),
        ("##v\u0951so\U0001d165[a.b]x", "##v\u0951so\U0001d165\\[a.b]x"),
        ("\u0640:\u17b4:error::x", "\u0640\\:\u17b4:error::x"),
        ("\ufe0f:\u200d:error::x", "\ufe0f\\:\u200d:error::x"),
        ("one\n::error::two", "one\n\\::error::two"),
        ("a::b ## [x] # #[y]", "a::b ## [x] # #[y]"),
        ("a ##vso[task.complete]b", r"a ##vso\[task.complete]b"),
        ("a ##V\ufe0fSo[x]", "a ##V\ufe0fSo\\[x]"),
        ("\u3000\ufe0f::a b=中::x", "\u3000\ufe0f\\::a b=中::x"),
        ("::: tip\n:::", "::: tip\n:::"),
    ],
)
def test_no_line_is_a_command(line: str, changed: str) -> None:
    assert terminal.no_commands(line) == changed
    assert terminal.no_commands(changed) == changed


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8"])
def test_a_prepared_stream_takes_anything(encoding: str) -> None:
    stream = encoded(encoding)
    terminal.prepare(stream)
    stream.write("中 ✔ \udc80\n")
    written = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert written == terminal.encodable("中 ✔ \udc80", stream) + "\n"
    assert r"\udc80" in written


def test_prepare_leaves_other_streams_alone() -> None:
    closed = encoded("ascii")
    closed.close()
    terminal.prepare(closed)
    buffer = io.StringIO()
    terminal.prepare(buffer)
    assert buffer.write("中") == 1


def test_only_some_encodings_have_box_drawing() -> None:
    assert terminal.can_draw(io.StringIO())
    able = {name: terminal.can_draw(encoded(name)) for name in ("utf-8", "gbk", "ascii", "cp1252")}
    assert able == {"utf-8": True, "gbk": True, "ascii": False, "cp1252": False}


@pytest.mark.parametrize(
    ("environ", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_colour(environ: dict[str, str], on_terminal: bool, in_pipe: bool) -> None:
    with mock.patch.dict(os.environ, environ, clear=True):
        assert terminal.wants_colour(Tty()) is on_terminal
        assert terminal.wants_colour(io.StringIO()) is in_pipe


@pytest.mark.parametrize(
    ("asked", "width"),
    [("60", 60), ("", 100), ("0", 100), ("-5", 100), ("wide", 100), ("²", 100), ("3", 40)],
)
def test_columns(asked: str, width: int) -> None:
    with mock.patch.dict(os.environ, {"COLUMNS": asked}, clear=True):
        assert terminal.columns(io.StringIO()) == width
        assert terminal.columns(Tty()) == width


def test_the_width_of_a_terminal() -> None:
    stream = Tty()
    size = mock.patch("os.get_terminal_size", return_value=os.terminal_size((72, 20)))
    descriptor = mock.patch.object(stream, "fileno", return_value=1)
    with mock.patch.dict(os.environ, clear=True), size, descriptor:
        assert terminal.columns(stream) == 72
        assert terminal.columns(io.StringIO()) == 100


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("图片超过上限，请压缩。", 12, ["图片超过上", "限，请压缩。"]),
        ("图片（太大）", 8, ["图片（太", "大）"]),
        ("最接近的文件：", 12, ["最接近的文", "件："]),
        ("../images/wuxi.jpeg", 8, ["../image", "s/wuxi.j", "peg"]),
        ("see ../images/x.png", 12, ["see", "../images/x.", "png"]),
        ("", 10, []),
        ("   ", 10, []),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert terminal.wrap(text, width) == lines


@given(st.text(st.sampled_from("ab 中文，。（）“”…é🌠\u0301")), st.integers(2, 30))
def test_wrap_keeps_the_text_and_the_width(text: str, width: int) -> None:
    lines = terminal.wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
