"""How far a long run has come."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blint.engine.run import Progress


@contextmanager
def progress_bar(
    stream: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress | None]:
    """A progress bar on a terminal, once a run has taken a second of the clock."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    started = clock()
    bar: Any = None
    task: Any = None

    def advance(done: int, total: int) -> None:
        nonlocal bar, task
        if bar is None:
            if clock() - started < 1 or done == total:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("blint"), BarColumn(), MofNCompleteColumn())
            bar = Progress(*columns, console=Console(file=stream), transient=True)
            bar.start()
            task = bar.add_task("", total=total)
        bar.update(task, completed=done)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()
