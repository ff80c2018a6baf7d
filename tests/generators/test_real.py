"""blint against what the generators themselves made of the same posts (tests/real)."""

from __future__ import annotations

import json

import pytest
from real.site import HERE, facts, generators
from support import check

from blint.model import Severity

FACTS = [fact for name in generators() for fact in facts(name)]


def answers(name):
    return json.loads((HERE / name / "answers.json").read_text(encoding="utf-8"))["answers"]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.home}-{fact.name}")
def test_blint_says_what_the_build_did(fact, tmp_path):
    (tmp_path / ".git").mkdir()
    fact.lay_out(tmp_path)
    result = check(tmp_path, fact.path, select=fact.family)
    assert result.generator == fact.generator
    said = [f"{f.rule}: {f.text}" for f in result.findings if f.severity is not Severity.INFO]
    harm = answers(fact.home)[fact.name]
    if fact.silent:
        assert harm, "the silence hides nothing"
        assert not said
    elif fact.beyond:
        assert not harm, "the build is at one with blint"
        assert said
    else:
        assert bool(said) == bool(harm), f"the build: {harm or 'well'}; blint: {said or 'nothing'}"


@pytest.mark.parametrize("name", generators())
def test_every_fact_has_an_answer(name):
    assert set(answers(name)) == {fact.name for fact in facts(name)}
