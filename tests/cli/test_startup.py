"""What a short run does not load: a hook that takes a second is a hook that gets removed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Only for reports in colour, progress bars, schemas, images that headers do not settle,
# suggestions, patterns, TOML, dates of some generators.
HEAVY = {
    "rich.console",
    "PIL",
    "jsonschema",
    "dateutil",
    "difflib",
    "pathspec",
    "tomllib",
    "tomli",
    "logging",
    "tempfile",
    "multiprocessing",
}
# How many of blint's own modules a plain post may load, packages counted: each costs some 400,000
# instructions, a thousandth of such a run. Raise it only for what nearly every run needs.
MODULES = 90
# What the front matter of a post asks for.
PARSERS = {"yaml", "frontmatter", "json"}
POST = """\
---
title: A plain post
date: 2024-02-06
---

An introduction.

<!-- more -->

The rest, with a [link](https://example.org) and `code`.
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a run of blint has loaded at its end."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from blint.__main__ import main\n"
        "main()\n"
    )
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "FORCE_COLOR": "",
        "PYTHONUTF8": "1",
    }
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stderr.split())


def test_the_version_loads_the_command_line_alone(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")
    ours = {name for name in modules if name.startswith("blint")}
    assert ours == {
        "blint",
        "blint.__main__",
        "blint.cli",
        "blint.cli.main",
        "blint.cli.shared",
        "blint.errors",
        "blint.report",
        "blint.report.terminal",
    }
    assert not modules & (HEAVY | PARSERS | {"rich"})


@pytest.mark.parametrize("marker", ["<!-- more -->", ""])
def test_a_plain_post_loads_nothing_heavy(tmp_path: Path, marker: str) -> None:
    """With a finding or without one; what mends it is a module of its own."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".vitepress").mkdir()
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_bytes(POST.replace("<!-- more -->", marker).encode())
    modules = loaded(tmp_path, "check", "posts/a.md")
    assert len({name for name in modules if name.startswith("blint")}) <= MODULES + (not marker)
    assert "yaml" in modules
    assert not modules & (HEAVY | {"rich"})
    generators = {name for name in modules if name.startswith("blint.generators.")}
    assert not generators & {f"blint.generators.{name}" for name in ("hugo", "hexo", "astro")}


def test_a_name_of_wide_characters_is_measured_without_a_console(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "文章.md").write_text("---\ntitle: 一\n---\n\n![](没有.png)\n", encoding="utf-8")
    modules = loaded(tmp_path, "check", "--fail-on", "never", "文章.md")
    assert "rich.cells" in modules
    assert not modules & {"rich.console", "rich.segment", "rich.text"}
