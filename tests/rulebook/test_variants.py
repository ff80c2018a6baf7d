"""The variants of a rule live on its page: no check or generator speaks of one that is not there.

What a check may give stands in its return type, ``Iterator[Match[Literal[…]]]``, and mypy holds it
to that. Here these types are read from the source, where most stand for the type checker alone.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from support import ROOT

from blint.generators.consequences import COMMON
from blint.generators.registry import NAMES, generator
from blint.model import OFF, Severity, Variant
from blint.rulebook.pages import builtin_rules

RULES = builtin_rules()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def literals(path: Path, node: ast.expr) -> set[str]:
    """The texts that a type of literals stands for, in a module of blint."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Tuple(elts=parts):
            return set().union(*(literals(path, part) for part in parts))
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return literals(path, left) | literals(path, right)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inside):
            return literals(path, inside)
        case ast.Name(id=name):
            return literals(*definition(path, name))
    raise ValueError(ast.unparse(node))


def definition(path: Path, name: str) -> tuple[Path, ast.expr]:
    """Where a name of a module is given a value: there, or where it is imported from."""
    for found in ast.walk(tree(path)):
        match found:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                return path, value
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("blint."):
                if any(alias.name == name for alias in names):
                    return definition(ROOT / f"{module.replace('.', '/')}.py", name)
    raise LookupError(f"{path}: {name}")


def given_by(check: str) -> set[str]:
    """The variants that a check (``tables.surplus_cell``) may give."""
    module, _, name = check.partition(".")
    path = ROOT / f"blint/checks/{module}.py"
    (function,) = (
        found
        for found in tree(path).body
        if isinstance(found, ast.FunctionDef) and found.name == name
    )
    match function.returns:
        case ast.Subscript(
            value=ast.Name(id="Iterator"),
            slice=ast.Subscript(value=ast.Name(id="Match"), slice=variants),
        ):
            return literals(path, variants)
    raise ValueError(f"{check}: {ast.unparse(function.returns)}")


def pages_of_checks() -> dict[str, set[str]]:
    """The variants on the pages of each check."""
    found = defaultdict(set)
    for rule in RULES.values():
        found[rule.check] |= rule.variants
    return found


@pytest.mark.parametrize("check", sorted(pages_of_checks()))
def test_a_check_and_its_pages_name_the_same_variants(check):
    assert given_by(check) == pages_of_checks()[check]


def unknown(keys) -> list[Variant]:
    """Those of the keys that name no rule, or no variant on the rule's page."""
    return [
        key
        for key in keys
        if key.rule not in RULES or (key.name and key.name not in RULES[key.rule].variants)
    ]


def test_what_is_common_to_generators_names_variants_that_exist():
    assert unknown(COMMON) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_generator_names_variants_that_exist(name):
    facts = generator(name)
    assert unknown(facts.consequences) == []
    assert unknown(facts.severities) == []
    assert all(grade in (OFF, *Severity) for grade in facts.severities.values())


@pytest.mark.parametrize("path", sorted((ROOT / "blint").rglob("*.py")), ids=lambda path: path.stem)
def test_every_variant_in_the_source_exists(path):
    """Also those that a site alone is graded by, and that tests of sites may never meet."""
    written = [
        Variant(*(ast.literal_eval(word) for word in call.args))
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "Variant"
        and all(isinstance(word, ast.Constant) for word in call.args)
    ]
    assert unknown(written) == []


def test_unknown_names_are_seen(tmp_path):
    assert unknown([Variant("image/missing", "import")]) == []
    assert unknown([Variant("image/missing", "imports")])
    assert unknown([Variant("image/mising")])
    module = tmp_path / "a.py"
    module.write_text(
        "Kind = Literal['a', 'b']\nBoth = Literal[Kind, 'c'] | Literal['d']\n", encoding="utf-8"
    )
    assert literals(module, ast.parse("Both").body[0].value) == {"a", "b", "c", "d"}
