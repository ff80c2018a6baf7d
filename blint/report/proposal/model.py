"""What ``blint init`` proposes, as it is written into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blint.model import RuleTotal

_NONE: Mapping[str, object] = {}


class Reason(NamedTuple):
    """What a line rests on: a text by its name (``wording``), and the values for its
    placeholders."""

    name: str
    values: Mapping[str, object] = _NONE


class Item(NamedTuple):
    """A text in a list, and what it rests on where that is said of each."""

    text: str
    reason: Reason | None = None


class Line(NamedTuple):
    """A setting. ``table`` is the table of the file that it stands in, empty for none; ``key`` its
    key there, step by step; ``value`` a text, a number or a list."""

    table: str
    key: tuple[str, ...]
    value: str | int | Sequence[Item]
    reasons: Sequence[Reason] = ()


class Proposal(NamedTuple):
    """A configuration. ``notes`` are what blint knows without being told; ``totals`` what is found
    under it in ``posts`` posts, and ``day`` is that of today (``2025-04-01``)."""

    lines: Sequence[Line]
    notes: Sequence[Reason] = ()
    totals: Sequence[RuleTotal] = ()
    posts: int = 0
    day: str = ""
