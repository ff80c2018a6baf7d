"""What ``blint shrink`` did, or would do, for people: a table, what stays as it is and why, a
sum."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TextIO

from blint.files.image_header import format_name
from blint.files.sizes import human_size
from blint.report import terminal
from blint.report.shrinking.wording import (
    better_as,
    heading,
    how_to,
    kept_names,
    left,
    reason,
    references,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blint.report.shrinking.model import Change, Shrinking, Side

_COLUMNS = ("image", "bytes", "pixels", "format", "references")
_GAP = 2  # blanks between columns


def render(run: Shrinking, out: TextIO) -> None:
    """Write the table, the reasons, and the sum."""
    page = _Page(run, out)
    if run.done:
        page.table(run.done)
    page.reasons(
        kept_names(run), [(c.before.path, reason(c.why, run.language)) for c in run.done if c.why]
    )
    page.reasons(
        left(run),
        [(c.before.path, reason(c.why, run.language)) for c in run.skipped if c.why],
    )
    for path, message in run.unread:
        page.line(f"{path}: {message}", "yellow")
    page.line(summary(run), "bold")
    if note := better_as(run):
        page.line(note)
    if run.done and not run.written:
        page.line(how_to(run))


class _Page:
    """What the report is laid out for."""

    def __init__(self, run: Shrinking, out: TextIO) -> None:
        from rich.console import Console

        self.language = run.language
        self.out = out
        self.width = terminal.columns(out)
        colour = terminal.wants_colour(out)
        self.console = Console(
            file=out,
            width=self.width,
            force_terminal=colour,
            no_color=not colour,
            color_system="standard" if colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def show(self, text: str) -> str:
        """Text of others, harmless and as the stream will print it."""
        shown = terminal.no_commands(terminal.visible(text).replace("\t", r"\t"))
        return terminal.encodable(shown, self.out)

    def line(self, text: str, style: str = "") -> None:
        """Write a text, wrapped."""
        for part in terminal.wrap(self.show(text), self.width):
            self._print(part, style)

    def _print(self, text: str, style: str = "") -> None:
        from rich.text import Text

        self.console.print(Text(text, style=style), soft_wrap=True)

    def reasons(self, title: str, reasons: Sequence[tuple[str, str]]) -> None:
        """Write paths, never cut or wrapped, each with a reason under it."""
        if not reasons:
            return
        self.line(title)
        for path, why in reasons:
            self._print(f"  {self.show(path)}")
            for part in terminal.wrap(self.show(why), self.width - 4):
                self._print(f"    {part}", "dim")
        self._print("")

    def table(self, changes: Sequence[Change]) -> None:
        """Write what is done, a row an image, folder by folder; where there is no room for that, a
        few lines an image."""
        head = tuple(heading(name, self.language) for name in _COLUMNS)
        rows = [
            tuple(map(self.show, (f"  {self._name(change)}", *self._cells(change))))
            for change in changes
        ]
        widths = [max(map(terminal.cells, column)) for column in zip(head, *rows, strict=True)]
        if sum(widths) + _GAP * (len(widths) - 1) > self.width:
            self._lines(changes)
            return
        self._print(_padded(head, widths), "dim")
        for folder, group in itertools.groupby(
            zip(changes, rows, strict=True), key=lambda pair: _folder(pair[0])
        ):
            self._print(self.show(folder), "bold")
            for _, row in group:
                self._print(_padded(row, widths))
        self._print("")

    def _lines(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._print(self.show(change.before.path), "bold")
            *cells, _ = self._cells(change)
            follow = references(change.references, self.language) if change.references else ""
            rest = ", ".join(filter(None, (_new_name(change), *cells, follow)))
            for part in terminal.wrap(self.show(rest), self.width - 2):
                self._print(f"  {part}")
        self._print("")

    def _name(self, change: Change) -> str:
        name, new = change.before.path.rpartition("/")[2], _new_name(change)
        return f"{name}{self._arrow}{new}" if new else name

    @property
    def _arrow(self) -> str:
        return " → " if terminal.encodable("→", self.out) == "→" else " -> "

    def _cells(self, change: Change) -> Iterator[str]:
        """Bytes, pixels, format and references of a change."""
        before, after = change.before, change.after
        for of in (_bytes, _pixels, _format):
            old, new = of(before), of(after) if after else "-"
            yield old if old == new else f"{old}{self._arrow}{new}"
        yield str(change.references or "")


def _folder(change: Change) -> str:
    """The folder of an image, with a slash at its end."""
    return "/".join((*change.before.path.split("/")[:-1], "")) or "./"


def _padded(row: Sequence[str], widths: Sequence[int]) -> str:
    """The cells of a row in columns, the last one (a number) at their right."""
    *first, last = row
    blanks = " " * _GAP
    cells = [
        cell + " " * (width - terminal.cells(cell))
        for cell, width in zip(first, widths, strict=False)
    ]
    cells.append(" " * (widths[-1] - terminal.cells(last)) + last)
    return blanks.join(cells).rstrip()


def _new_name(change: Change) -> str:
    """The name that an image gets; empty where it keeps its own."""
    before, after = change.before, change.after
    if after is None or after.path == before.path:
        return ""
    return after.path.rpartition("/")[2]


def _bytes(side: Side) -> str:
    return human_size(side.size)


def _pixels(side: Side) -> str:
    return f"{side.width}×{side.height}" if side.width and side.height else "?"


def _format(side: Side) -> str:
    return format_name(side.format or "?")
