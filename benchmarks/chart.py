"""The README's chart: blint beside its peers, as an SVG that loads nothing and is read on light and
dark pages alike."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.results import BLINT, COLD, EDITED, PYTHON, START, VERSION, WARM, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BOTH = "rumdl + lychee"
WIDTH, LEFT, LONGEST, LINE = 860, 190, 420, 26
_STYLE = """\
text { font: 14px system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; fill: #24292f; }
.title { font-weight: 600; }
.small { font-size: 12px; fill: #57606a; }
.name { text-anchor: end; }
.page { fill: #ffffff; stroke: #d0d7de; }
.blint { fill: #1a7f4b; }
.peer { fill: #8c959f; }
.second { fill: #b6bdc5; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .small { fill: #9198a1; }
  .page { fill: #0d1117; stroke: #3d444d; }
  .blint { fill: #3fb950; }
  .peer { fill: #6e7681; }
  .second { fill: #484f58; }
}"""


class Bar(NamedTuple):
    """A program, or several that are needed together: the seconds of each."""

    name: str
    seconds: tuple[float, ...]

    @property
    def total(self) -> float:
        """The seconds of all."""
        return sum(self.seconds)


class Group(NamedTuple):
    """Bars that may be compared, blint's first."""

    title: str
    bars: Sequence[Bar]


def groups(rows: Sequence[Row]) -> Iterator[Group]:
    """The largest blog in every state, smaller ones and one post with nothing cached, the start;
    what was not measured is left out."""
    seconds = {(row.posts, row.state, row.program): row.cpu for row in rows}
    sizes = sorted({row.posts for row in rows if row.posts > 1}, reverse=True)
    slow = ("markdownlint-cli2", "pymarkdown")

    def group(title: str, bars: Mapping[str, Sequence[tuple[int, str, str]]]) -> Iterator[Group]:
        found = [
            Bar(name, tuple(seconds[key] for key in keys))
            for name, keys in bars.items()
            if all(key in seconds for key in keys)
        ]
        if len(found) > 1:
            yield Group(title, found)

    for size in sizes:
        lychee = (size, COLD, "lychee")
        for state in (COLD, WARM, EDITED) if size == sizes[0] else (COLD,):
            bars = {BLINT: [(size, state, BLINT)], _BOTH: [(size, state, "rumdl"), lychee]}
            more = {name: [(size, state, name)] for name in slow}
            yield from group(f"{size:,} posts, {state}", bars | more)
    one = {name: [(1, COLD, name)] for name in (BLINT, "rumdl", "lychee", *slow)}
    yield from group("1 post, as in a hook", one)
    yield from group("the start", {name: [(0, START, name)] for name in (VERSION, PYTHON)})


def draw(rows: Sequence[Row], versions: Mapping[str, str], machine: str) -> str:
    """The chart."""
    y = 40
    drawn: list[str] = [_text(20, y, "Seconds of the processor, less is better", "title")]
    for group in groups(rows):
        y += LINE + 12
        drawn.append(_text(20, y, group.title, "title"))
        longest = max(bar.total for bar in group.bars)
        for number, bar in enumerate(group.bars):
            y += LINE
            drawn += _bar(bar, y, LONGEST / longest, first=number == 0)
            ratio = f" · × {_short(bar.total / group.bars[0].total)}" if number else ""
            end = LEFT + LONGEST * bar.total / longest
            drawn.append(_text(end + 8, y, f"{_short(bar.total)} s{ratio}", "small"))
    y += LINE + 12
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    for line in _lines(f"{named}. {machine}. Medians of interleaved runs, user and system time."):
        drawn.append(_text(20, y, line, "small"))
        y += 18
    return "\n".join(
        (
            f'<svg viewBox="0 0 {WIDTH} {y}" xmlns="http://www.w3.org/2000/svg" role="img">',
            f"<style>\n{_STYLE}\n</style>",
            f'<rect class="page" x="0.5" y="0.5" width="{WIDTH - 1}" height="{y - 1}" rx="8"/>',
            *drawn,
            "</svg>\n",
        )
    )


def _bar(bar: Bar, y: float, scale: float, *, first: bool) -> Iterator[str]:
    yield _text(LEFT - 10, y, bar.name, "name")
    left = float(LEFT)
    for number, seconds in enumerate(bar.seconds):
        kind = "blint" if first else "second" if number else "peer"
        width = max(seconds * scale, 1)
        yield (
            f'<rect class="{kind}" x="{left:.1f}" y="{y - 14}" width="{width:.1f}" height="18"/>'
        )
        left += width


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{y}">{escape(text)}</text>'


def _short(number: float) -> str:
    """Two digits that count."""
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}" if number >= 1 else f"{number:.2g}"


def _lines(text: str, most: int = 125) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) >= most:
            yield line
            line = ""
        line += f" {word}" if line else word
    yield line
