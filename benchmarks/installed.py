"""blint itself, as it is installed: how to call it, and what it can do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

from benchmarks import Unable
from benchmarks.measure import environment

_POSTS = """
import json, sys
from blint.workspace.discovery import Workspace
from blint.errors import BlintError
try:
    posts = Workspace().posts(sys.argv[1:])
except BlintError as error:
    sys.exit(str(error))
facts = posts[0].built.facts
told = {"posts": [p.path for p in posts], "content": facts.content, "public": facts.public}
print(json.dumps(told))
"""


class Site(NamedTuple):
    """What blint takes a folder for."""

    posts: list[str]  # absolute paths
    content: str
    public: list[str]


class Blint(NamedTuple):
    """An installed blint."""

    program: str
    python: str  # that runs it
    version: str  # of both
    options: str  # the help text of its check

    @property
    def caches(self) -> bool:
        """Whether it remembers a run."""
        return "--no-cache" in self.options

    def check(self, path: str, *, cached: bool = False) -> list[str]:
        """The command that checks a folder or a post."""
        fresh = ["--no-cache"] if self.caches and not cached else []
        return [self.program, "check", *fresh, path]

    def site(self, folder: str) -> Site:
        """The posts that blint checks in a folder, and where their site keeps things."""
        return Site(**json.loads(_output([self.python, "-c", _POSTS, folder])))


def find(program: str = "") -> Blint:
    """The blint at a path, or the one installed for the Python that runs this."""
    program = os.path.abspath(program or os.path.join(os.path.dirname(sys.executable), "blint"))
    python = os.path.join(os.path.dirname(program), "python")
    for path in (program, python):
        if not os.path.exists(path):
            raise Unable(f"{path}: not there; install blint first, or name one with --blint")
    version = _output([program, "--version"]).split()[-1]
    runs = _output([python, "-c", "import platform; print(platform.python_version())"]).strip()
    options = _output([program, "check", "--help"])
    return Blint(program, python, f"{version} on Python {runs}", options)


def _output(words: list[str]) -> str:
    done = subprocess.run(
        words, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Unable(f"{os.path.basename(words[0])}: {said[-1]}")
    return done.stdout
