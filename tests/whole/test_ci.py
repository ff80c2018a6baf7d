"""The script of continuous integration: the README's test command, and nothing overlooked."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from processes import environment, run
from support import ROOT, write

SCRIPT = ROOT / ".ci/run"
PROGRAM = """#!/bin/sh
echo "$0 $*" >>{log}
case "$0 $*" in *"{failing}"*) exit 3 ;; esac
"""

pytestmark = [
    pytest.mark.skipif(not SCRIPT.exists(), reason="needs a git checkout of blint"),
    pytest.mark.skipif(sys.platform == "win32", reason="a shell script"),
]


def test_it_runs_the_readmes_test_command():
    lines = map(str.strip, SCRIPT.read_text(encoding="utf-8").splitlines())
    (command,) = (line for line in lines if "-m pytest" in line)
    for readme in ROOT.glob("README*.md"):
        assert f"\n{command}\n" in readme.read_text(encoding="utf-8"), readme.name


@pytest.mark.parametrize(
    "failing",
    [
        "python3 -m venv",
        "pip install -q -U pip",
        "--group test",
        "python -m pytest",
        "--group lint",
        "ruff format",
        "ruff check",
        "mypy",
        "mypy tests/typing",
        "zizmor",
        "actionlint",
        "benchmarks",
        "nothing",
    ],
)
def test_it_stops_at_what_fails(tmp_path, failing):
    log = tmp_path / "log"
    ours = ("pip", "python", "ruff", "mypy", "zizmor")
    for name in ("tools/python3", "tools/actionlint", *(f".venv/bin/{name}" for name in ours)):
        write(tmp_path, {name: PROGRAM.format(log=log, failing=failing)})
        (tmp_path / name).chmod(0o755)
    (tmp_path / ".ci").mkdir()
    shutil.copy(SCRIPT, tmp_path / ".ci/run")

    path = os.pathsep.join((str(tmp_path / "tools"), os.environ["PATH"]))
    status, _, _ = run(tmp_path / ".ci/run", cwd=tmp_path, env=environment() | {"PATH": path})
    called = log.read_text(encoding="utf-8").splitlines()
    assert status == (0 if failing == "nothing" else 3)
    if status:
        assert failing in called.pop()
    assert not any(failing in call for call in called)
