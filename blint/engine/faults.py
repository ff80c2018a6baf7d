"""A mistake of blint's own, as a finding: it costs the post or the site it happened on, and the run
goes on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zlib import crc32

from blint.model import INTERNAL_ERROR, Finding, Match, Place, Severity, Span
from blint.rulebook.pages import builtin_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType


def internal_error(path: str, error: Exception, language: str) -> Finding:
    """The finding that blint made a mistake on what is shown by a path. Its reference is the same
    for the same mistake, and tells nothing of the machine."""
    rule = builtin_rules()[INTERNAL_ERROR]
    where = " ".join(_steps(error.__traceback__))
    values = {"error": type(error).__name__, "reference": f"{crc32(where.encode()):08x}"}
    match = Match(Span(0, 0), "default", values)
    message, consequence, hint = (
        rule.say(part, match, language) for part in ("message", "consequence", "hint")
    )
    place = Place(1, 1, 1, 1)
    return Finding(
        INTERNAL_ERROR, Severity.ERROR, path, place, message, consequence, hint, values=values
    )


def _steps(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{os.path.basename(code.co_filename)}:{code.co_qualname}"
        trace = trace.tb_next
