"""The file that ``blint init`` writes: whatever it is made of, it is TOML and holds just that."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from blint.model import RuleTotal, Severity
from blint.report.proposal.model import Item, Line, Proposal, Reason
from blint.report.proposal.toml import render

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))  # surrogates are in no file
_REASONS = st.one_of(
    st.builds(lambda value: Reason("generator", {"file": value}), _TEXT),
    st.builds(lambda a, b: Reason("slip", {"value": a, "near": b, "all": 1}), _TEXT, _TEXT),
)
_ITEMS = st.lists(st.builds(Item, _TEXT, st.none() | _REASONS), max_size=4)
_LINES = st.builds(
    Line,
    st.sampled_from(["", "site", "rules"]),
    st.tuples(_TEXT),
    st.one_of(_TEXT, st.integers(0, 2**53), _ITEMS),
    st.lists(_REASONS, max_size=2),
)


@given(st.lists(_LINES, max_size=5, unique_by=lambda line: line[:2]), st.sampled_from(["en", "zh"]))
def test_it_holds_what_was_proposed(lines: list[Line], language: str) -> None:
    lines = [line for line in lines if line.table or line.key[0] not in ("site", "rules")]
    wanted: dict[str, Any] = {}
    for line in lines:
        table = wanted.setdefault(line.table, {}) if line.table else wanted
        plain = isinstance(line.value, (str, int))
        table[line.key[0]] = line.value if plain else [item.text for item in line.value]
    totals = [RuleTotal("image/missing", Severity.ERROR, 3)]
    text = render(Proposal(lines, [], totals, 3, "2025-04-01"), language)
    assert tomllib.loads(text) == wanted
    assert all(line.isprintable() for line in text.split("\n"))
