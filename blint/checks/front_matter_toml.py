"""Fixes of front matter in TOML that cannot be read: the slips that YAML knows, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.checks.front_matter_quotes import doubled
from blint.lazy_regex import lazy
from blint.model import Span, SpanFix
from blint.post.front_matter.values import ODD, with_zeros

if TYPE_CHECKING:
    from blint.checks.front_matter_lines import Lines
    from blint.post.front_matter.model import Invalid, Problem

# A line with a key and its value; odd blanks may stand around its sign.
_BLANKS = rf"(?:[ \t]|{ODD})*+"
_STATEMENT = lazy(
    rf"[ \t]*[\w.-]+(?P<sign>{_BLANKS}={_BLANKS})(?P<value>[^#]*[^#\s])[ \t]*(?:#.*)?"
)
_STRING = lazy(r"\"(?:\\.|[^\"\\])*+\"")
_LETTERS = frozenset("btnfre")  # TOML 1.1, "String"


def mend_statement(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Write the statement of a line as TOML wants it: ordinary blanks around its sign, a date with
    its zeros, or doubled backslashes in a string."""
    number = lines.at(problem.span.start)
    found = _STATEMENT.fullmatch(lines.line(number))
    if found is None:
        return None
    start = lines.start(number)
    value = Span(start + found.start("value"), start + found.end("value"))
    before, _, after = found["sign"].partition("=")
    if before.strip(" \t") or after.strip(" \t"):
        sign = "=".join(" " if side.strip(" \t") else side for side in (before, after))
        return SpanFix.replace(Span(start + found.start("sign"), value.start), sign)
    if date := with_zeros(found["value"], found["value"]):
        return SpanFix.replace(value, date)
    if _STRING.fullmatch(found["value"]):
        return doubled(lines.characters, value, _LETTERS)
    return None
