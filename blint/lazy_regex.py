"""Regular expressions that are compiled when they are first used.

Most posts need few of them, and compiling all would take as long as checking a post.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern: its methods are those of the compiled one."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr(re.compile(*self._source), name)
        setattr(self, name, method)  # so that this is asked once
        return method


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, uncompiled until it is used. Only for patterns known to be right: a mistake
    shows no sooner."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
