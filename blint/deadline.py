"""Limits on the time that something may take."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blint.errors import BlintError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class TooSlow(BaseException):
    """The time is over. Not an Exception, so that nothing on the way takes it for its own."""


@contextmanager
def deadline(seconds: float, *, apart: bool = False) -> Iterator[TooSlow]:
    """Raise TooSlow in the block after that many seconds: the one that is yielded, to be told from
    that of a longer limit around this one. ``apart``: the limit around stands still meanwhile.

    Needs POSIX signals and the main thread; elsewhere, and where another than Python handles
    SIGALRM, the block is not limited. A timer that was running goes on after the block.
    """
    over = TooSlow()
    if not hasattr(signal, "setitimer") or threading.current_thread() is not _MAIN:
        yield over
        return
    before = signal.getsignal(signal.SIGALRM)
    if before is None:
        yield over
        return

    def expire(_number: int, _frame: FrameType | None) -> None:
        raise over

    signal.signal(signal.SIGALRM, expire)
    started = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield over
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:  # 0 would stop it, so what is overdue comes at once
            spent = 0 if apart else time.monotonic() - started
            left = max(left - spent, 0.000_001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def within(seconds: float, complaint: str) -> Iterator[None]:
    """Raise BlintError with that sentence where the block takes longer than that many seconds."""
    own: TooSlow | None = None
    try:
        with deadline(seconds) as own:
            yield
    except TooSlow as error:
        if error is not own:
            raise
        raise BlintError(complaint) from error


_MAIN = threading.main_thread()
