"""TOML 1.1, read by way of TOML 1.0: the same values, and the places of the text as it stands."""

from __future__ import annotations

import datetime

import pytest

from blint.bounded import Malformed
from blint.toml_1_1 import load_toml_1_1


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
def test_what_is_new(text, value):
    assert load_toml_1_1(f"x = {text}\n") == {"x": value}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x = 07:32 y\n", (1, 11)),
        ("x = {a = 1,\n b = 2,\n}\ny = 1 1\n", (4, 7)),
        ("x = 2024-01-02 7:32\n", (1, 16)),
        ("x = 24:00\n", (1, 7)),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(text, place):
    with pytest.raises(Malformed) as told:
        load_toml_1_1(text)
    assert (told.value.line, told.value.column) == place
