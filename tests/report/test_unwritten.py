"""Why a file was not written: every reason has words, the same in every report."""

import ast
from pathlib import Path

import pytest

import blint
from blint.fix.write import NotWritten
from blint.model import NotFixed
from blint.report.fix_wording import why_not
from blint.report.shrinking.model import Why
from blint.report.shrinking.wording import reason

BLINT = Path(blint.__file__).parent

REASONS = {"changed": "changed", "exists": "exists", "failed": "not-written"}
REASONS |= {"outside": "outside-repository", "read-only": "read-only"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", REASONS)
def test_both_reports_say_the_same(name, language):
    error = NotWritten(name, "No space left on device")
    said = why_not(NotFixed("posts/a.md", error.reason, error.detail), language)
    values = {"path": "posts/a.md", "detail": error.detail}
    assert reason(Why(REASONS[name], values), language) == said
    assert "{" not in said
    assert said not in REASONS
    assert (error.detail in said) == (name == "failed")


def _reasons():
    """The reasons that are given anywhere for an image that stays, or keeps its name."""
    for path in (*(BLINT / "engine/shrink").glob("*.py"), *(BLINT / "fix/pictures").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                first = node.args[0]
                if node.func.id in ("Why", "Stays", "Unchanged", "Failed"):
                    yield from (c.value for c in ast.walk(first) if isinstance(c, ast.Constant))


def test_every_reason_of_an_image_has_words():
    given = {name for name in _reasons() if isinstance(name, str)}
    assert {"strip", "mention", "no-name", "no-gain"} <= given
    # What it begins with is put together.
    given = given - {"post-"} | {f"post-{name}" for name in REASONS if name != "exists"}
    for language in ("en", "zh"):
        assert [name for name in sorted(given) if reason(Why(name, {}), language) == name] == []
