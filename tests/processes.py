"""Running other programs, undisturbed by the environment that the tests run in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What begins the names of variables that blint heeds, or a library that it prints with.
HEEDED = ("BLINT_DEBUG", "CI", "COLUMNS", "FORCE_COLOR", "GITHUB_", "LANG", "LC_", "LINES")
HEEDED += ("NO_COLOR", "TF_BUILD")
_DISTURBING = (*HEEDED, "GIT_", "INPUT_", "PREK", "PRE_COMMIT", "PYTHON", "RUNNER_", "SKIP")
_DISTURBING += ("SOURCE_DATE_EPOCH", "VIRTUAL_ENV")
_COMMITTER = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Writer"), ("EMAIL", "writer@example.org"))
}


def environment(**more: str) -> dict[str, str]:
    """The environment without what would change results, this Python first on the PATH."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_DISTURBING)}
    kept["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **_COMMITTER}
    return {**kept, **git, "LANG": "C.UTF-8", "PYTHONUTF8": "1", **more}


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """The exit status of a command, its standard output and its standard error."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def output(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """The standard output of a command that has to succeed."""
    status, out, err = run(*command, cwd=cwd, env=env)
    assert status == 0, f"{command}: exit {status}\n{out}\n{err}"
    return out


def commit_all(folder: Path) -> str:
    """Commit all that is in a folder, past its hooks; make it a git repository if it is none."""
    output("git", "init", "-q", cwd=folder)
    output("git", "add", "-A", cwd=folder)
    output("git", "commit", "-q", "--no-verify", "-m", "All", cwd=folder)
    return output("git", "rev-parse", "HEAD", cwd=folder).strip()
