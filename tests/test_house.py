"""The rooms of the package: who may know whom.

CONTRIBUTING.md, "Where things live", shows them. Imports are read from the source, wherever they
stand: at the top, inside a function, or for the type checker alone.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

# From the ground up: a room knows those of the lines above, and no neighbour in its own.
LAYERS = (
    "model errors lazy_regex",
    "deadline bounded",
    "files",
    "post report",
    "generators checks fix",
    "workspace",
    "rulebook",
    "engine",
    "testing api server github",
    "cli",
    "__main__",
)
LEVELS = {room: level for level, line in enumerate(LAYERS) for room in line.split()}


def modules(package: Path) -> dict[str, Path]:
    """The modules of a package by their dotted names below it; the package itself is ``""``."""
    found = {}
    for path in package.rglob("*.py"):
        steps = path.relative_to(package).with_suffix("").parts
        found[".".join(steps[:-1] if steps[-1] == "__init__" else steps)] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of blint that a file imports, by their dotted names below it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            # The public names of blint itself are the API's.
            names = ["blint.api" if a.name == "blint" else a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: a relative import"
            below = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [
                name if name.removeprefix("blint.") in known else node.module for name in below
            ]
            if node.module == "blint":
                names = ["blint.api" if name == "blint" else name for name in names]
                names = names if below != ["blint.__version__"] else []
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            # A module of a room, by a name that is made up: f"blint.report.{name}".
            names = [ast.unparse(node.args[0]).strip("f'\"").partition(".{")[0]]
        else:
            continue
        for name in names:
            if name.startswith("blint."):
                yield name.removeprefix("blint.")


def room(module: str) -> str:
    return module.partition(".")[0]


def upward(package: Path) -> list[str]:
    """The imports that lead up, or to a neighbour."""
    known = modules(package)
    return [
        f"{module} knows {other}"
        for module, path in sorted(known.items())
        for other in sorted(set(imported(path, known)))
        if module and room(other) != room(module) and LEVELS[room(other)] >= LEVELS[room(module)]
    ]


def circles(package: Path) -> list[list[str]]:
    """Modules that know each other, by whatever way."""
    known = modules(package)
    knows = {module: set(imported(path, known)) for module, path in known.items() if module}
    reached = {}
    for module in knows:
        seen, pending = set(), [module]
        while pending:
            for other in knows.get(pending.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        reached[module] = seen
    together = {
        frozenset(
            m for m in reached if m == module or (module in reached[m] and m in reached[module])
        )
        for module in reached
        if module in reached[module]
    }
    return sorted(map(sorted, together))


def test_every_module_lives_in_a_room():
    assert {room(module) for module in modules(ROOT / "blint") if module} <= set(LEVELS)


def test_rooms_know_only_those_below_them():
    assert upward(ROOT / "blint") == []


@pytest.mark.parametrize("module", sorted(modules(ROOT / "blint")))
def test_every_module_can_be_imported(module):
    """Names that stand for the type checker alone are not asked for at run time."""
    importlib.import_module(f"blint.{module}".rstrip("."))


def test_no_circle_of_modules():
    assert circles(ROOT / "blint") == []


def test_the_face_of_a_package_is_empty():
    for module, path in modules(ROOT / "blint").items():
        if module and path.name == "__init__.py":
            (statement,) = ast.parse(path.read_text(encoding="utf-8")).body
            assert isinstance(statement, ast.Expr), path
            assert isinstance(statement.value, ast.Constant), path


@pytest.mark.parametrize(
    "line",
    [
        "from blint.cli import main",
        "import blint.engine.run",
        "def lazy():\n    from blint.workspace.config import Config",
        "if TYPE_CHECKING:\n    from blint.report.full import render",  # a neighbour
        "importlib.import_module(f'blint.cli.{name}').command",
        "def late():\n    from blint import check",
        "import blint",
    ],
)
def test_an_upward_import_is_seen(tmp_path, line):
    (tmp_path / "post").mkdir()
    (tmp_path / "post/a.py").write_text(line, encoding="utf-8")
    for name in ("cli/main", "engine/run", "workspace/config", "report/full"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    assert len(upward(tmp_path)) == 1


def test_a_circle_is_seen(tmp_path):
    (tmp_path / "post").mkdir()
    (tmp_path / "post/a.py").write_text("from blint.post import b\n", encoding="utf-8")
    (tmp_path / "post/b.py").write_text("def f():\n    import blint.post.a\n", encoding="utf-8")
    assert circles(tmp_path) == [["post.a", "post.b"]]
