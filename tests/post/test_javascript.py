"""blint.post.markdown.javascript: which modules are imported, and where that is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blint.post.markdown.javascript import Import, imports


def specifiers(text: str) -> list[str]:
    return [found.specifier for found in imports(text)]


def test_places() -> None:
    text = "import a from './a.png'\nexport * from \"b\";"
    assert list(imports(text)) == [Import("./a.png", 15, 22), Import("b", 39, 40)]
    assert (text[15:22], text[39:40]) == ("./a.png", "b")


def test_part_of_a_text() -> None:
    text = "x import 'a';import 'b';"
    assert list(imports(text, 2, 13)) == [Import("a", 10, 11)]
    assert list(imports(text, 2, 11)) == []


@pytest.mark.parametrize(
    "declaration",
    [
        "import x from 'm'",
        'import x from "m";',
        "import'm'",
        "import x from'm'",
        "import{a}from'm'",
        "import*as x from'm'",
        "import * as x from 'm'",
        "import {} from 'm'",
        "import {a, b as c,} from 'm'",
        "import {default as x, import as y, 'any name' as z} from 'm'",
        "import x, {y} from 'm'",
        "import x, * as y from 'm'",
        "import type T from 'm'",
        "import type {T} from 'm'",
        "import {type T, type} from 'm'",
        "import type, {T} from 'm'",
        "import type from 'm'",
        "import from from 'm'",
        "import as, {from as as} from 'm'",
        "import defer * as x from 'm'",
        "import $_1\u00e9\u200d from 'm'",
        "import x from 'm' with { type: 'json' }",
        "import x from 'm' assert { type: 'json' }",
        "import\n{\n  a, // from 'n'\n  b /* } from 'n' */,\n}\nfrom\n'm'",
        "import/**/x/* ' */from/***/'m'",
        "import x\r\nfrom //\u2028 'm'",
        "export * from 'm'",
        "export * as x from 'm'",
        "export * as 'any name' from 'm'",
        "export*from'm'",
        "export {a, b as c} from 'm'",
        "export {'}' as x} from 'm'",
        "export type {T} from 'm'",
        "export type * from 'm'",
    ],
)
def test_declaration(declaration: str) -> None:
    assert specifiers(declaration) == ["m"]
    assert specifiers(f"{declaration}\n{declaration}") == ["m", "m"]


@pytest.mark.parametrize(
    "before",
    [
        "a;",
        "a\n",
        "f()\n",
        "{}",
        "/* a */",
        "// a\n",
        "a/*\n*/",
        "'a'\n",
        "'use strict';",
        "`a`;",
        "`${{a: `}`}}`;",
        "`$${a}\\`$`;",
        "'\\'';",
        "'a\\\r\nb';",
        "'left open\n",
        "/'/;",
        "a = /`/g;",
        "a = /[/'`]\\/`/;",
        "return /`/;",
        "a / b; c = d /* ` */;",
        "a++ / b; '/';",
        "f() / '/';",
        "`${a}/${b}`;",
        "<a>'</a>\n",
        "<a></a>;",
        "<a/>; '/>'\n",
        "<a b={c}/>; '/>'\n",
        "a <= /`/;",
        "#!/usr/bin/env node\n",
        "\ufeff",
        "import.meta.url;",
        "import('n');",
        "import n;",
        "export {n};",
        "export {n}\n",
        "export const n = 'from';",
        "export default 'n'\n",
    ],
)
def test_what_comes_before(before: str) -> None:
    assert specifiers(f"{before}import x from 'm'") == ["m"]


@pytest.mark.parametrize(
    "text",
    [
        "import('m')",
        "await import('m')",
        "import.meta",
        "import.meta\n'm'",
        "x = require('m')",
        "import x = require('m')",
        "importx from 'm'",
        "important\n'm'",
        "$import 'm'",
        "import$ 'm'",
        "_import 'm'",
        "obj.import 'm'",
        "obj?.import\n'm'",
        "obj\n.import 'm'",
        "obj.\nimport 'm'",
        "a import 'm'",
        "import x 'm'",
        "import from 'm'",
        "import x, y from 'm'",
        "import * from 'm'",
        "import x from `m`",
        "import x from 'm",
        "import x from m",
        "import: 'm'",
        "import {x: y} from 'm'",
        "import {x from 'm'",
        "import x fromage 'm'",
        "Import x from 'm'",
        "// import 'm'",
        "a // import 'm'",
        "/* import 'm' */",
        "/*\nimport 'm'",
        "'import \"m\"'",
        "'\\\nimport \"m\"'",
        "`\nimport 'm'\n`",
        "`${a}\nimport 'm'\n`",
        "`${`\n`}\nimport 'm'\n`",
        "`${\nimport 'm'\n}`",
        "`${{a}\nimport 'm'\n}`",
        "`\\`\nimport 'm'\n`",
        "`\nimport 'm'",
        "/;import 'm'/",
        "a = /[/];import 'm'/",
        "export 'm'",
        "export x from 'm'",
        "export {x}; from 'm'",
        "export const from = 'm'",
        "export default 'm'",
        "export type T = 'm'",
        "export * as from 'm'",
        "declare module 'm' {}",
        "",
    ],
)
def test_no_declaration(text: str) -> None:
    assert specifiers(text) == []


@pytest.mark.parametrize(
    ("raw", "specifier"),
    [
        ("a b", "a b"),
        (r"a\'\"\\\/b", "a'\"\\/b"),
        (r"\n\t\0\q", "\n\t\0q"),
        (r"\x41\u0042\u{43}\u{000044}\u{10ffff}", "ABCD\U0010ffff"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d", "\ufffd"),
        (r"\u{110000}\x4", "u{110000}x4"),
        ("a\\\r\nb\\\nc\\\u2028d", "abcd"),
        ("\u00e9\u2028", "\u00e9\u2028"),
        ("", ""),
    ],
)
def test_escapes(raw: str, specifier: str) -> None:
    assert list(imports(f"import '{raw}'")) == [Import(specifier, 8, 8 + len(raw))]


# Laws.

PIECES = st.sampled_from([
    "import", "export", "from", "type", "as", "x", "'m'", '"m"', "'", '"', "`", "${", "{", "}",
    "*", ",", ";", "\n", "\r", " ", "/", "//", "/*", "*/", "\\", "[", "]", "(", ")", ".", "<", "=",
    "\u2028", "\u00e9", "\\x4", "\\ud83d", "\\u{110000}", "import x from 'm'\n", "import 'a\\",
])  # fmt: skip
SOUP = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(SOUP)
def test_imports_are_in_the_text_in_order(text: str) -> None:
    found = list(imports(text))
    assert all(one.end < other.start for one, other in pairwise(found))
    for item in found:
        raw = text[item.start : item.end]
        assert text[item.start - 1] == text[item.end]
        assert text[item.end] in "\"'"
        assert text[item.end] not in raw.replace("\\\\", "").replace("\\" + text[item.end], "")
        assert "\\" in raw or raw == item.specifier
        item.specifier.encode()


@given(SOUP, SOUP)
def test_a_part_reads_like_a_text_of_its_own(before: str, text: str) -> None:
    part = imports(f"{before}{text}{before}", len(before), len(before) + len(text))
    shifted = [(item.start + len(before), item.end + len(before)) for item in imports(text)]
    assert [(item.start, item.end) for item in part] == shifted


SPACES = st.sampled_from([" ", "\n", "\t", "\r\n", "/* ' */", "// {\n", "/**/\n"])
NAMES = st.sampled_from(["a", "$", "from", "as", "type", "_1", "\u00e9"])


@st.composite
def declarations(draw: st.DrawFn) -> tuple[str, str]:
    """A specifier, and a declaration that imports it."""
    name, namespace = draw(NAMES), f"* as {draw(NAMES)}"
    names = "{" + ", ".join(draw(st.lists(NAMES, max_size=3))) + "}"
    clauses = [name, namespace, names, f"type {name}", f"{name}, {names}", f"{name}, {namespace}"]
    clause = draw(st.sampled_from([f"import {clause} from" for clause in clauses] + ["import"]))
    clause = draw(st.sampled_from([clause, f"export {names} from", f"export {namespace} from"]))
    specifier = draw(st.text("ab./@ $`{}()<>é"))
    quote = draw(st.sampled_from("\"'"))
    words = [*clause.split(" "), f"{quote}{specifier}{quote}"]
    return specifier, "".join(word + draw(SPACES) for word in words)


@given(st.lists(declarations(), max_size=5))
def test_what_is_written_is_read(written: list[tuple[str, str]]) -> None:
    text = "".join(f"{declaration};" for _, declaration in written)
    assert specifiers(text) == [specifier for specifier, _ in written]
