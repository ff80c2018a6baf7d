"""Patterns for paths, as .gitignore files have them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from blint.errors import BlintError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@cache
def patterns(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """Compile gitignore-style patterns; raises BlintError for one that is none."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error, OverflowError, RecursionError) as error:
        raise BlintError(f"a pattern cannot be read: {error}") from error
