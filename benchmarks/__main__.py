"""How fast blint is beside its peers, in ratios of one run on one machine.

    python benchmarks                          1, 89 and 8,900 posts of a generated blog
    python benchmarks --posts 89               another size, or several: 1,89
    python benchmarks --folder DIR             a blog of yours, as it is
    python benchmarks --folder DIR --times 100 a hundred copies of it, in a folder of its own
    python benchmarks --growth                 blint alone, from 10 to 10,000 posts
    python benchmarks --imports                what a start imports
    python benchmarks --small                  instructions instead of seconds, in half a minute

The peers are installed on the first run. Everything else is written to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from benchmarks import Unable, chart, folders, installed, peers, results, startup
from benchmarks.measure import Command, in_turn
from benchmarks.results import BLINT, COLD, EDITED, PYTHON, START, VERSION, WARM, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.folders import Blog
    from benchmarks.installed import Blint
    from benchmarks.peers import Peers

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded.json")
SIZES = (1, 89, 8900)
GROWTH = (10, 100, 1000, 10_000)
SECONDS_MARGIN, INSTRUCTIONS_MARGIN = 25, 10  # percent
Case = tuple[int, str, str]


class Instruments(NamedTuple):
    """What measures: whether instructions can be counted, how many starts take, which blint."""

    can_count: Callable[[], bool] = startup.counting
    instructions: Callable[[Blint, list[Blog]], dict[str, int]] = startup.small
    find: Callable[[str], Blint] = installed.find


def main(words: list[str] | None = None, instruments: Instruments | None = None) -> int:
    """Measure what the command line (or ``words``) asks for: 0 done, 1 worse than recorded, 2 not
    possible."""
    chosen = _options(words)
    instruments = instruments or Instruments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left behind
    try:
        return _run(chosen, instruments)
    except (Unable, OSError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--posts", metavar="N,…", type=_sizes, help="sizes of the generated blog")
    what.add_argument("--folder", metavar="DIR", help="the folder of a blog, instead")
    what.add_argument("--growth", action="store_true", help="blint by the size of the blog")
    what.add_argument("--imports", action="store_true", help="microseconds by module")
    what.add_argument(
        "--small", action="store_true", help="instructions of starts (needs valgrind)"
    )
    add = parser.add_argument
    add("--times", metavar="N", type=_count, help="that many copies of the folder")
    add("--rounds", metavar="N", type=_count, help="how often everything runs")
    add("--check", action="store_true", help="exit with 1 if a ratio is worse than recorded")
    add("--margin", metavar="PERCENT", type=float, help="how much worse it may be")
    add("--record", action="store_true", help="make this run the recorded one")
    add("--recorded", metavar="FILE", default=RECORD, help="where runs are recorded")
    add("--chart", metavar="FILE", help="draw this run as an SVG")
    add("--top", metavar="N", type=_count, default=20, help="modules that --imports lists")
    add("--blint", metavar="PATH", default="", help="the blint to measure")
    add("--tools", metavar="DIR", default=peers.default_folder(), help="where the peers are kept")
    add("--work", metavar="DIR", help="where temporary folders are made")
    add("--keep", action="store_true", help="keep them")
    chosen = parser.parse_args(words)
    if chosen.times and not chosen.folder:
        parser.error("--times needs --folder")
    if (chosen.check or chosen.record) and (chosen.growth or chosen.imports or chosen.folder):
        parser.error("only the generated blog and --small can be recorded and compared")
    if chosen.chart and (chosen.growth or chosen.imports or chosen.small):
        parser.error("--chart draws the comparison with the peers")
    return chosen


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(map(_count, text.split(",")))


def _run(chosen: argparse.Namespace, instruments: Instruments) -> int:
    if chosen.small and not instruments.can_count():
        print("skipped: instructions are counted by valgrind, and it is not installed")
        return 0
    if chosen.folder and not os.path.isdir(chosen.folder):
        raise Unable(f"{chosen.folder}: no such folder")
    if not hasattr(os, "wait4"):
        raise Unable("this needs a system that tells what a child process took (Linux, macOS)")
    blint = instruments.find(chosen.blint)
    with _folder(chosen) as folder:
        if chosen.small:
            return _small(chosen, instruments, blint, folder)
        if chosen.imports:
            _imports(chosen, blint, folder)
        elif chosen.growth:
            _growth(chosen, blint, folder)
        else:
            return _compare(chosen, blint, folder)
    return 0


@contextmanager
def _folder(chosen: argparse.Namespace) -> Iterator[str]:
    """A temporary folder."""
    folder = tempfile.mkdtemp(prefix="blint-benchmark-", dir=chosen.work)
    try:
        yield folder
    finally:
        if chosen.keep:
            _say(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- beside the peers ----------------------------------------------------------------------


def _compare(chosen: argparse.Namespace, blint: Blint, folder: str) -> int:
    others = peers.install(chosen.tools)
    if chosen.folder and chosen.times:
        blogs = folders.copies(chosen.folder, chosen.times, folder, blint)
    elif chosen.folder:
        blogs = folders.as_it_is(chosen.folder, blint)
    else:
        _say("Writing the blog")
        blogs = folders.generated(folder, chosen.posts or SIZES)
    rows = _start(chosen, blint, folder)
    for blog in blogs:
        rows += _measure(_cases(blint, others, blog, folder), chosen.rounds or _rounds(blog.posts))
    rows = [row._replace(cpu=round(row.cpu, 4), wall=round(row.wall, 4)) for row in rows]
    _print_comparison(rows, others, blint, chosen)
    versions = {"blint": blint.version, **others.versions}
    if chosen.chart:
        with open(chosen.chart, "w", encoding="utf-8", newline="\n") as file:
            file.write(chart.draw(rows, versions, _machine()))
    ratios = {ratio.name: round(ratio.value, 4) for ratio in results.ratios(rows)}
    status = _compared(ratios, _recorded(chosen.recorded, "ratios"), chosen, SECONDS_MARGIN)
    if chosen.record:
        _record(chosen.recorded, machine=_machine(), versions=versions, rows=rows, ratios=ratios)
    return status


def _rounds(posts: int) -> int:
    return 11 if posts <= 1 else 5 if posts <= 100 else 3


def _start(chosen: argparse.Namespace, blint: Blint, folder: str) -> list[Row]:
    cases = {
        (0, START, PYTHON): Command([blint.python, "-c", "pass"], folder),
        (0, START, VERSION): Command([blint.program, "--version"], folder),
    }
    return _measure(cases, chosen.rounds or 2 * _rounds(0))


def _cases(blint: Blint, others: Peers, blog: Blog, folder: str) -> dict[Case, Command]:
    """Every command for a blog. A cache is what the program's own last run left there."""
    count = blog.posts
    caches = {BLINT: tempfile.mkdtemp(dir=folder), "rumdl": tempfile.mkdtemp(dir=folder)}
    # A cold run, too, shall not come near the cache of whoever measures.
    setting = {"BLINT_CACHE_DIR": caches[BLINT]}
    found = {(count, COLD, BLINT): Command(blint.check(blog.path), blog.root, setting)}
    for name in others.programs:
        if count <= peers.MOST.get(name, count):
            command = Command(
                peers.words(others, name, blog.path), blog.root, statuses=peers.statuses(name)
            )
            found[count, COLD, name] = command
    states = ([WARM, EDITED] if blog.post else [WARM]) if blint.caches else []
    again = {BLINT: Command(blint.check(blog.path, cached=True), blog.root, setting)}
    words = peers.words(others, "rumdl", blog.path, caches["rumdl"])
    again["rumdl"] = Command(words, blog.root)
    for state in states:
        for name, command in again.items():
            if state == EDITED:
                edit = partial(_edit, blog.post)
                command = Command(command.words, command.folder, command.settings, before=edit)
            found[count, state, name] = command
    return found


def _edit(post: str) -> None:
    with open(post, "a", encoding="utf-8") as file:
        file.write("\nOne more line.\n")


def _measure(cases: dict[Case, Command], rounds: int) -> list[Row]:
    """The rows of all cases. A first round is for what comes of it: compiled modules, caches."""
    posts = max(posts for posts, _, _ in cases)
    label = f"{posts:,} post{'s' if posts != 1 else ''}" if posts else "starts"
    primed = [
        command for (size, state, _), command in cases.items() if size <= 100 or state == WARM
    ]
    in_turn(primed, 1 if primed else 0, lambda _: _say(f"{label}: warming up"))
    uses = in_turn(list(cases.values()), rounds, lambda text: _say(f"{label}: {text}"))
    return [Row(*case, *use) for case, use in zip(cases, uses, strict=True)]


def _print_comparison(
    rows: Sequence[Row], others: Peers, blint: Blint, chosen: argparse.Namespace
) -> None:
    print(_machine())
    print(", ".join(f"{n} {v}" for n, v in {"blint": blint.version, **others.versions}.items()))
    for name, reason in others.left_out.items():
        print(f"without {name}: {reason}")
    if max(row.posts for row in rows) > min(peers.MOST.values()):
        limits = (f"{name} with {most:,}" for name, most in peers.MOST.items())
        print(f"posts at most, for time: {', '.join(limits)}")
    if chosen.folder and not chosen.times:
        print("no post was edited, as the folder is not ours; --times 1 takes a copy of it")
    if not blint.caches:
        print("this blint has no cache: every run of it starts from nothing")
    print(f"\n{results.rows_text(rows)}\n")
    print(results.ratios_text(results.ratios(rows), _recorded("ratios")))
    print(f"\n{results.memory_text(rows)}")


def _machine() -> str:
    """The system and its processor."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line[:10] == "model name"]
        model = names[0] if names else model
    except OSError:
        pass
    count = os.cpu_count() or 1
    return f"{platform.system()} {platform.machine()}, {count} × {model}"


# --- the record ----------------------------------------------------------------------------


def _recorded(path: str, *keys: str) -> Any:
    """A part of the record at a path, empty if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            part = json.load(file)
    except FileNotFoundError:
        part = {}
    for key in keys:
        part = part.get(key, {})
    return part


def _record(path: str, **parts: Any) -> None:
    """Replace parts of the record at a path."""
    text = json.dumps(_recorded(path) | parts, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]]+?)\s+\]", _on_one_line, text)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(f"{text}\n")


def _on_one_line(row: re.Match[str]) -> str:
    return f"[{' '.join(row[1].split())}]"


def _compared(
    measured: dict[str, float],
    recorded: dict[str, float],
    chosen: argparse.Namespace,
    margin: float,
) -> int:
    """The exit status of --check."""
    if not chosen.check:
        return 0
    if not measured.keys() & recorded.keys():
        raise Unable("nothing recorded to compare with; --record records")
    percent = margin if chosen.margin is None else chosen.margin
    complaints = results.worse(measured, recorded, percent / 100)
    for complaint in complaints:
        print(f"worse than recorded: {complaint}")
    if not complaints:
        print(f"no ratio is worse than recorded by more than {percent:g} %")
    return 1 if complaints else 0


# --- blint by itself -----------------------------------------------------------------------


def _small(chosen: argparse.Namespace, instruments: Instruments, blint: Blint, folder: str) -> int:
    counts = instruments.instructions(blint, folders.generated(folder, (1, 20)))
    ratios = {name: round(count / counts[PYTHON], 3) for name, count in counts.items()}
    # Another Python runs other instructions.
    kind = f"Python {'.'.join(blint.version.split()[-1].split('.')[:2])}, {platform.machine()}"
    recorded = _recorded(chosen.recorded, "instructions", kind)
    print(f"{kind}, blint {blint.version}\n")
    print(startup.small_text(counts, recorded))
    if chosen.record:
        known = _recorded(chosen.recorded, "instructions")
        _record(chosen.recorded, instructions=known | {kind: ratios})
    elif chosen.check and not recorded:
        print(f"\nskipped: nothing is recorded for {kind}")
        return 0
    return _compared(ratios, recorded or ratios, chosen, INSTRUCTIONS_MARGIN)


def _imports(chosen: argparse.Namespace, blint: Blint, folder: str) -> None:
    (blog,) = folders.generated(folder, (1,))
    for words in (["--version"], blint.check(blog.path)[1:]):
        print(f"blint {' '.join(words)}: ", end="")
        command = [blint.python, blint.program, *words]
        found = startup.imports(command, blog.root, chosen.rounds or 5)
        print(f"{startup.imports_text(found, chosen.top)}\n")


def _growth(chosen: argparse.Namespace, blint: Blint, folder: str) -> None:
    lines = []
    for size in GROWTH:
        _say(f"{size:,} posts: writing the blog")
        (blog,) = folders.generated(folder, (size,))
        rows = _measure(_growth_cases(blint, blog, folder), chosen.rounds or _rounds(size))
        for row in rows:
            lines.append(
                [
                    f"{size:,}" if row.state == COLD else "",
                    row.state,
                    f"{row.cpu:.2f}",
                    f"{row.cpu / size * 1000:.2f}",
                    f"{row.wall:.2f}",
                    f"{row.memory / 1e6:.0f}",
                ]
            )
        shutil.rmtree(blog.root)
    print(f"{_machine()}\nblint {blint.version}\n")
    head = ["posts", "", "CPU s", "ms by post", "wall s", "MB"]
    print(results.table(head, lines, left=(1,)))


def _growth_cases(blint: Blint, blog: Blog, folder: str) -> dict[Case, Command]:
    setting = {"BLINT_CACHE_DIR": tempfile.mkdtemp(dir=folder)}
    states = {COLD: blint.check(blog.path)}
    if blint.caches:
        states[WARM] = blint.check(blog.path, cached=True)
    return {
        (blog.posts, state, BLINT): Command(words, blog.root, setting)
        for state, words in states.items()
    }


if __name__ == "__main__":
    sys.exit(main())
