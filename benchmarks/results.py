"""What a measurement came to: its rows, the ratios that matter, and how they compare with those
recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# States of a check.
START, COLD, WARM, EDITED = "start", "nothing cached", "unchanged", "one post edited"
BLINT, VERSION, PYTHON = "blint", "blint --version", "python -c pass"


class Row(NamedTuple):
    """A program's use in one case."""

    posts: int  # 0 for a start without any
    state: str
    program: str
    cpu: float
    wall: float
    memory: int


class Ratio(NamedTuple):
    """blint's seconds of processor by those of others; ``goal`` is what it should stay below."""

    name: str
    value: float
    goal: float | None = None


def ratios(rows: Iterable[Row]) -> list[Ratio]:
    """The ratios that matter, as far as the rows have what they need."""
    seconds = {(row.posts, row.state, row.program): row.cpu for row in rows}
    sizes = sorted({posts for posts, state, _ in seconds if state != START})
    found: list[Ratio] = []

    def add(name: str, mine: tuple[int, str, str], *others: Any, goal: float | None) -> None:
        if mine in seconds and all(other in seconds for other in others):
            by = sum(seconds[other] for other in others)
            found.append(Ratio(name, seconds[mine] / by, goal))

    python = (0, START, PYTHON)
    add(f"{VERSION} / {PYTHON}", (0, START, VERSION), python, goal=5)
    for size in sizes:
        cold, mine = (size, COLD), (size, COLD, BLINT)
        rumdl, lychee = (*cold, "rumdl"), (*cold, "lychee")
        name = _posts(size)
        if size == 1:
            add(f"{name} / {PYTHON}", mine, python, goal=10)
            add(f"{name} / markdownlint-cli2", mine, (*cold, "markdownlint-cli2"), goal=1 / 3)
            continue
        large = size >= 1000
        add(f"{name} / rumdl + lychee", mine, rumdl, lychee, goal=1 if large else None)
        for state in (WARM, EDITED):
            again = (size, state, "rumdl")
            mine, goal = (size, state, BLINT), 0.25 if large and state == WARM else None
            add(f"{name}, {state} / rumdl, cached + lychee", mine, again, lychee, goal=goal)
        add(f"{name}, {WARM} / rumdl + lychee", (size, WARM, BLINT), rumdl, lychee, goal=None)
    return found


def _posts(count: int) -> str:
    return f"{count:,} post{'' if count == 1 else 's'}"


def worse(measured: Mapping[str, float], recorded: Mapping[str, float], margin: float) -> list[str]:
    """What is worse than recorded, by more than the margin (0.1 for a tenth)."""
    return [
        f"{name}: {value:.3g}, recorded {recorded[name]:.3g} ({value / recorded[name] - 1:+.0%})"
        for name, value in measured.items()
        if name in recorded and value > recorded[name] * (1 + margin)
    ]


def rows_text(rows: Sequence[Row]) -> str:
    """The rows as a table; the last column is the processor's seconds by blint's."""
    mine = {(row.posts, row.state): row.cpu for row in rows if row.program == BLINT}
    lines = []
    shown: tuple[int, str] | None = None
    for row in rows:
        case = (row.posts, row.state)
        base = mine.get(case)
        lines.append(
            [
                *(
                    ("", "")
                    if case == shown
                    else (f"{row.posts:,}" if row.posts else "", row.state)
                ),
                row.program,
                f"{row.cpu:.3f}" if row.cpu < 1 else f"{row.cpu:.2f}",
                f"{row.wall:.3f}" if row.wall < 1 else f"{row.wall:.2f}",
                f"{row.memory / 1e6:.0f}",
                f"{row.cpu / base:.2f}" if base else "",
            ]
        )
        shown = case
    head = ["posts", "", "program", "CPU s", "wall s", "MB", "by blint's"]
    return table(head, lines, left=(1, 2))


def ratios_text(found: Sequence[Ratio], recorded: Mapping[str, float]) -> str:
    """The ratios as a table, with the recorded ones."""
    lines = [
        [
            ratio.name,
            f"{ratio.value:.2f}",
            f"{recorded[ratio.name]:.2f}" if ratio.name in recorded else "",
            f"{ratio.goal:.2f}" if ratio.goal else "",
            "" if ratio.goal is None else "yes" if ratio.value <= ratio.goal else "no",
        ]
        for ratio in found
    ]
    return table(["CPU seconds of blint by", "now", "recorded", "goal", "met"], lines, left=(0,))


def memory_text(rows: Iterable[Row]) -> str:
    """The most that blint took up."""
    most = max((row for row in rows if row.program == BLINT), key=lambda row: row.memory)
    return (
        f"blint takes up {most.memory / 1e6:.0f} MB at most, with {_posts(most.posts)} (goal: 200)"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: Sequence[int] = ()) -> str:
    """Columns of text, numbers to the right but those of ``left``."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:<{width}}" if place in left else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
