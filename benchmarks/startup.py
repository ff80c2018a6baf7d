"""What a start costs: by import, in microseconds, and in all, in instructions.

Instructions are counted by valgrind's cachegrind. A count is the same on every run, so that a small
form of the benchmark can run where seconds mean nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import Unable
from benchmarks.measure import environment
from benchmarks.results import PYTHON, VERSION, table

if TYPE_CHECKING:
    from benchmarks.folders import Blog
    from benchmarks.installed import Blint

_LINE = re.compile(r"^import time: +(\d+) \| +(\d+) \|( *)(\S+)$", re.MULTILINE)
_REFS = re.compile(r"I +refs: +([\d,]+)")


class Import(NamedTuple):
    """A module, and the microseconds of its import: its own, and with what it imports."""

    name: str
    own: float
    whole: float


def imports(words: list[str], folder: str, rounds: int = 5) -> list[Import]:
    """What a command in Python imports, the dearest first; medians."""
    times: dict[str, list[tuple[int, int]]] = {}
    command = [words[0], "-X", "importtime", *words[1:]]
    for _ in range(rounds):
        for own, everything, _, name in _LINE.findall(_errors(command, folder)):
            times.setdefault(name, []).append((int(own), int(everything)))
    found = [
        Import(name, median(own for own, _ in taken), median(every for _, every in taken))
        for name, taken in times.items()
    ]
    return sorted(found, key=lambda module: -module.own)


def imports_text(found: list[Import], most: int) -> str:
    """The dearest modules, by themselves and with what they import."""
    by_all = sorted(found, key=lambda module: -module.whole)[:most]
    lines = [
        [own.name, f"{own.own / 1000:.1f}", "", every.name, f"{every.whole / 1000:.1f}"]
        for own, every in zip(found[:most], by_all, strict=True)
    ]
    total = sum(module.own for module in found) / 1000
    head = ["itself", "ms", "", "with its own imports", "ms"]
    return f"{len(found)} modules, {total:.1f} ms\n\n{table(head, lines, left=(0, 3))}"


def _errors(words: list[str], folder: str) -> str:
    """What a command writes to standard error. Hashes of strings are the same on every run."""
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment(PYTHONHASHSEED="0"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode not in (0, 1):
        said = done.stderr.strip().splitlines() or [""]
        raise Unable(f"{' '.join(words)}: exit status {done.returncode}: {said[-1]}")
    return done.stderr


def counting() -> bool:
    """Whether instructions can be counted here."""
    return shutil.which("valgrind") is not None


def instructions(words: list[str], folder: str) -> int:
    """The instructions that a command and its children run. The first, uncounted, run leaves
    compiled modules behind."""
    _errors(words, folder)
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes"]
    said = _errors([*valgrind, f"--cachegrind-out-file={os.devnull}", *words], folder)
    counts = [int(count.replace(",", "")) for count in _REFS.findall(said)]
    if not counts:
        raise Unable(f"valgrind does not count here: {(said.splitlines() or [''])[-1]}")
    return sum(counts)


def small(blint: Blint, blogs: list[Blog]) -> dict[str, int]:
    """The instructions of starts and of small checks, by name."""
    found = {PYTHON: instructions([blint.python, "-c", "pass"], blogs[0].root)}
    found[VERSION] = instructions([blint.python, blint.program, "--version"], blogs[0].root)
    one_process = ["--jobs", "1"] if "--jobs" in blint.options else []
    for blog in blogs:
        words = [blint.python, *blint.check(blog.path), *one_process]
        found[f"{blog.posts} post{'s' if blog.posts > 1 else ''}"] = instructions(words, blog.root)
    return found


def small_text(counts: dict[str, int], recorded: dict[str, float]) -> str:
    """Counts, and their ratios to the start of Python."""
    lines = [
        [
            name,
            f"{count / 1e6:,.0f}",
            f"{count / counts[PYTHON]:.2f}",
            f"{recorded[name]:.2f}" if name in recorded else "",
        ]
        for name, count in counts.items()
    ]
    return table(["", "million instructions", "by Python's start", "recorded"], lines, left=(0,))
