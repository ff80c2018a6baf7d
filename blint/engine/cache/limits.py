"""How long answers are kept, and how much room they may take."""

import time
from collections.abc import Callable
from typing import NamedTuple

DAY = 24 * 60 * 60  # seconds


class Limits(NamedTuple):
    """The limits of a cache. Sizes are in bytes.

    Answers are kept for ``days``
    without being used, and written ``batch`` at a time; a store waits ``patience`` seconds for
    another process that writes. An image that is younger than ``margin`` nanoseconds may change
    once more without its times telling. ``clock`` tells the time in nanoseconds.
    """

    days: int = 30
    largest_file: int = 256 << 20
    largest_folder: int = 512 << 20
    margin: int = 2_000_000_000
    batch: int = 256
    patience: float = 1
    clock: Callable[[], int] = time.time_ns

    def today(self) -> int:
        """The number of the day, counted from 1970."""
        return self.clock() // 1_000_000_000 // DAY
