"""Options and schemas that make no sense are one clear sentence, and a post's values are never."""

from __future__ import annotations

import json

import pytest
from support import check, found, write

from blint.errors import BlintError


def option(rule, text):
    return f'rules."{rule}".{text}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (option("image/too-heavy", 'max-size = "' + "9" * 400 + ' GiB"'), "must be a size"),
        (option("image/too-heavy", f"max-size = {10**30}"), "must be a size"),
        (option("image/too-large", f"max-width = {10**400}"), "must be a whole number above 0"),
        (
            option("front-matter/invalid-field", f"lengths.a.max = {10**30}"),
            "must be a table with min, max or both",
        ),
        (
            option("front-matter/invalid-field", 'patterns.a = "a{99999999999}"'),
            "is no regular expression",
        ),
        (option("front-matter/invalid-field", "patterns.a = '(?L)a'"), "is no regular expression"),
        (
            option("front-matter/invalid-field", f"patterns.a = '{'(' * 5000}{')' * 5000}'"),
            "is no regular expression",
        ),
    ],
)
def test_options(tmp_path, line, reason):
    write(tmp_path, {".git/": "", "a.md": "---\na: b\n---\n"})
    with pytest.raises(BlintError, match=reason):
        check(tmp_path, "a.md", config=[line])


def judged(folder, schema, front):
    """The findings of a schema, as text or as data, about front matter."""
    text = schema if isinstance(schema, str) else json.dumps(schema)
    write(folder, {".git/": "", "s.json": text, "a.md": f"---\n{front}\n---\n"})
    line = option("front-matter/invalid-field", '"schema" = "s.json"')
    return found(check(folder, "a.md", config=[line, 'rules.excerpt = "off"']))


FIELD = ("a.md", 2, "front-matter/invalid-field")


@pytest.mark.parametrize(
    "schema",
    [
        "[" * 50_000,
        '{"not": ' * 150 + "{}" + "}" * 150,
        '{"maxLength": ' + "9" * 5000 + "}",
        '{"properties": {"a": {"pattern": "a{99999999999}"}}}',
        '{"properties": {"a": {"pattern": "("}}}',
        '{"properties": {"a": {"multipleOf": 0}}}',
        '{"$ref": "#/nowhere"}',
        '{"$ref": "https://example.com/x"}',
        '{"$schema": []}',
        '{"$schema": "x", "type": "x"}',
        "3",
        "null",
        "\ufeff{}",
        '{"a"',
    ],
    ids=lambda schema: schema[:30],
)
def test_schemas_that_are_none(tmp_path, schema):
    with pytest.raises(BlintError, match="s.json: "):
        judged(tmp_path, schema, "a: b")


@pytest.mark.parametrize(
    ("schema", "front", "told"),
    [
        ({"properties": {"a": {"multipleOf": 0.1}}}, "a: .inf", []),
        ({"properties": {"a": {"multipleOf": 2}}}, "a: .nan", []),
        ({"properties": {"a": {"multipleOf": 0.5}}}, "a: 0x" + "F" * 600, None),
        ({"properties": {"a": {"multipleOf": 1e-320}}}, "a: 1" + "0" * 300, None),
        ({"properties": {"a": {"format": "regex"}}}, "a: x{99999999999}", None),
        ({"x": {"pattern": "("}, "properties": {"a": {"$ref": "#/x"}}}, "a: b", None),
        ({"properties": {"a": {"uniqueItems": True}}}, "a: [1, .nan, {b: c}, [1], 1]", None),
        ({"properties": {"a": {"maxItems": 1}}}, "a: " + "[" * 90 + "1, 2" + "]" * 90, []),
        ({"properties": {"a": {"type": "number"}}}, "a: 0x" + "F" * 5000, [FIELD]),
    ],
)
def test_values_that_a_schema_cannot_judge(tmp_path, schema, front, told):
    """They may have a finding, but the run goes on."""
    result = judged(tmp_path, schema, front)
    assert told is None or result == told


def test_a_schema_that_leads_to_itself(tmp_path):
    assert judged(tmp_path, {"$ref": "#"}, "a: b") == [("a.md", 1, "input/unreadable")]
