"""What commands take: each run by itself, in turn, and the medians of that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import Unable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LAUNCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "launch.py")
# Settings of the tools, and what changes their output; PYTHON* as it could slow a start down.
_DISTURBING = (
    *("BLINT_", "CI", "COVERAGE_", "FORCE_COLOR", "GITHUB_", "LANG", "LC_", "LYCHEE_"),
    *("NODE_", "NO_COLOR", "PYTHON", "RUMDL_"),
)


class Use(NamedTuple):
    """What one run took."""

    cpu: float  # seconds of the processor, user and system, of the process and its children
    wall: float  # seconds
    memory: int  # bytes at its peak: those of the largest process, or of all together


@dataclass(frozen=True)
class Command:
    """A command to measure."""

    words: Sequence[str]
    folder: str  # it runs in
    settings: dict[str, str] = field(default_factory=dict)  # of its environment
    statuses: tuple[int, ...] = (0, 1)  # of a run that did its work
    before: Callable[[], None] = lambda: None


def environment(**settings: str) -> dict[str, str]:
    """The environment of what is measured."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_DISTURBING)}
    return {**kept, "LANG": "C.UTF-8", **settings}


def run(command: Command) -> Use:
    """Run a command once. Raises Unable when it did not do its work."""
    command.before()
    launched = subprocess.run(
        [sys.executable, "-I", "-S", _LAUNCH, *command.words],
        cwd=command.folder,
        env=environment(**command.settings),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if launched.returncode:
        raise Unable(f"{_name(command)}: {launched.stderr.strip()[-300:]}")
    took = json.loads(launched.stdout)
    if "error" in took:
        raise Unable(took["error"])
    if took["status"] not in command.statuses:
        raise Unable(f"{_name(command)}: exit status {took['status']}\n{took['tail'].strip()}")
    return Use(took["cpu"], took["wall"], took["memory"])


def _name(command: Command) -> str:
    return " ".join((os.path.basename(command.words[0]), *command.words[1:]))


def in_turn(commands: Sequence[Command], rounds: int, said: Callable[[str], None]) -> list[Use]:
    """Run the commands A B C A B C …, so that a slow minute of the machine slows all of them; the
    median of each."""
    uses: list[list[Use]] = [[] for _ in commands]
    for number in range(1, rounds + 1):
        said(f"round {number} of {rounds}")
        for taken, command in zip(uses, commands, strict=True):
            taken.append(run(command))
    return [middle(taken) for taken in uses]


def middle(uses: Sequence[Use]) -> Use:
    """The medians of the times, and the highest peak."""
    return Use(
        median(use.cpu for use in uses),
        median(use.wall for use in uses),
        max(use.memory for use in uses),
    )
