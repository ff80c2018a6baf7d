"""What others have written is read, or refused with a place; and what is shown of it has an end."""

from __future__ import annotations

import datetime
import json
import time
import tomllib

import pytest

from blint.bounded import Malformed, load_json, load_toml, pattern, plain, text_of, whole_number

DEEP = ".".join("a" * 101)


@pytest.mark.parametrize(
    "text",
    [
        "a.b = 1\n[c.'d.e']\nf = [1, {g = 2.5}]\n",
        "a = '" + "b." * 200 + "'\n",
        'a = "' + 'b\\".' * 200 + '"\n',
        'a = """\n' + "b.c.\n" * 200 + '"""\n',
        "a = '''\n" + "b." * 200 + "'''\n",
        'a = """' + ".b" * 200 + '""""\n',
        "# " + "a." * 200 + "\nb = 1\n",
        "".join(f"a{i}.b.c = 1.5\n" for i in range(200)),
        "a = [" + "1.5, " * 200 + "]\n",
        ".".join("a" * 100) + " = 1\n",
    ],
)
def test_ordinary_toml(text):
    assert load_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"a = 1\n{DEEP} = 1\n", 2, 1),
        (f"[{DEEP}]\n", 1, 2),
        (f"x = 1\n[[ {DEEP.replace('.', ' . ')} ]]\n", 2, 4),
        ('a = "' + '."\n' + DEEP.replace("a", '"a"') + " = 1", 2, 1),
        (f"a = {{ {DEEP} = 1 }}", 1, 7),
        ("a = 1\nb = \n", 2, 5),
        ("a = [", 1, 6),
        ("a = " + "[" * 3000, 0, 0),
        ("a = " + "[" * 102 + "]" * 102, 0, 0),
        ("a = " + "9" * 5000, 0, 0),
        ("a = 0x" + "F" * 5000, 0, 0),
        ("a = [0b" + "1" * 50_000 + "]", 0, 0),
    ],
)
def test_toml_that_is_refused(text, line, column):
    with pytest.raises(Malformed) as caught:
        load_toml(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.reason


def test_deep_keys_take_linear_time():
    started = time.process_time()
    with pytest.raises(Malformed):
        load_toml("a." * 500_000 + "a = 1")  # tomllib takes an hour
    for unclosed in ('"\\', '"""', "'''", "'", '"a.', "'a.", '".\\"', "a. "):
        with pytest.raises(Malformed):
            load_toml(f"x = {unclosed * 100_000}")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a":\n tru}', 2),
        ("[" * 100_000, 0),
        ("[" * 102 + "]" * 102, 0),
        ('{"a": ' * 102 + "1" + "}" * 102, 0),
        ("9" * 5000, 0),
        ('{"a": [-' + "9" * 1001 + "]}", 0),
        ("", 1),
        ("\ufeff{}", 1),
    ],
)
def test_json_that_is_refused(text, line):
    with pytest.raises(Malformed) as caught:
        load_json(text)
    assert caught.value.line == line


def test_ordinary_json():
    text = json.dumps({"a": [1, 2.5, None, {"b": "c"}], "d": 10**999})
    assert load_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "source", ["(", "a{99999999999}", "(?L)a", "(" * 5000 + ")" * 5000, "(?<=a*)b"]
)
def test_what_is_no_pattern(source):
    with pytest.raises(Malformed):
        pattern(source)


def test_a_pattern_of_another_python():
    assert pattern("[[a]b]").search("[b]")  # which Python warns of


def test_numbers():
    assert whole_number("12") == 12
    assert whole_number("٣") == 3
    assert whole_number("9" * 5000) > 1_000_000


@pytest.mark.parametrize(
    "value",
    [
        "a",
        "",
        1,
        1.5,
        True,
        None,
        [],
        {},
        (),
        [1, ["a'", {"b": None}]],
        datetime.date(2025, 1, 5),
        [""],
    ],
)
def test_the_text_of_a_value_is_what_python_has(value):
    assert text_of(value) == str(value)


def test_the_text_of_a_value_has_an_end():
    bomb: list[object] = ["lol"]
    for _ in range(200):
        bomb = [bomb] * 9
    assert len(text_of(bomb)) <= 1001
    circle: list[object] = []
    circle.append(circle)
    assert len(text_of(circle)) <= 1001
    assert len(text_of({"a": "b" * 1_000_000})) <= 1001


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a" * 5000, "a" * 999 + "…"),
        (7, 7),
        (1.5, 1.5),
        (True, True),
        (None, None),
        (10**20, "1" + "0" * 20),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ([1], "[1]"),
    ],
)
def test_values_for_reports(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07:32", datetime.time(7, 32)),
        ("2024-01-02 07:32Z", datetime.datetime(2024, 1, 2, 7, 32, tzinfo=datetime.UTC)),
        ('"\\e \\x41 \\\\x41"', "\x1b A \\x41"),
        ("{a = 1, # one\n  b = [2,\n 3], }", {"a": 1, "b": [2, 3]}),
        ('"07:32 {, }"', "07:32 {, }"),
    ],
)
def test_toml_1_1_where_it_is_read(text, value):
    assert load_toml(f"x = {text}\n", newest=True) == {"x": value}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x = 07:32 y\n", (1, 11)),
        ("x = {a = 1,\n b = 2,\n}\ny = 1 1\n", (4, 7)),
        ("x = 2024-01-02 7:32\n", (1, 16)),
        ("x = 24:00\n", (1, 7)),
    ],
)
def test_what_is_wrong_with_toml_1_1_is_told_where_it_stands(text, place):
    with pytest.raises(Malformed) as told:
        load_toml(text, newest=True)
    assert (told.value.line, told.value.column) == place
