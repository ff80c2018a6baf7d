"""blint against what the generators themselves made of the same posts (tests/real)."""

from __future__ import annotations

import importlib
import json
import os
import re
from functools import cache

import pytest
from real.said import in_short
from real.site import HERE, facts, generators
from support import address, check

from blint.generators.registry import NAMES
from blint.model import Severity

STOPPED = "the build fails"
_SAYS_STOP = re.compile(r"stops? the build|the build stops")

FACTS = [fact for name in generators() for fact in facts(name)]


@cache
def recorded(name, kind="answers"):
    return json.loads((HERE / name / f"{kind}.json").read_text(encoding="utf-8"))


def answers(name):
    return recorded(name)["answers"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for all: pytest looks through those it has made whenever it makes another."""
    return tmp_path_factory.mktemp("real")


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.home}-{fact.name}")
def test_blint_says_what_the_build_did(fact, folder):
    if os.name == "nt" and any(set(':?"') & set(name) for name in (*fact.files, fact.path)):
        pytest.skip("no file of Windows has such a sign in its name")
    site = folder / fact.home / fact.name
    (site / ".git").mkdir(parents=True)
    fact.lay_out(site)
    result = check(site, fact.path, select=fact.family)
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
    stops = any(_SAYS_STOP.search(text) for text in said)
    if said and not fact.beyond:
        assert stops == (harm == STOPPED), f"the build: {harm}; blint: {said}"
    if harm == STOPPED and not fact.silent:
        graded = {finding.severity for finding in result.findings}
        assert Severity.ERROR in graded, f"a stopped build is no less than an error: {said}"
    assert in_short([*result.findings]) == recorded(fact.home, "said")[fact.name]
    for finding in result.findings:
        if finding.rule != "excerpt/missing-marker":  # it stands where the body begins
            assert finding.source.strip() or not fact.text.strip(), f"blank line: {finding.text}"


PLACED = [fact for fact in FACTS if "address" in fact.asked]


@pytest.mark.parametrize("fact", PLACED, ids=lambda fact: f"{fact.home}-{fact.name}")
def test_blint_knows_where_the_page_is(fact, tmp_path):
    assert not answers(fact.home)[fact.name], "the page is elsewhere"
    (tmp_path / ".git").mkdir()
    known = address(fact.lay_out(tmp_path))
    assert known == (None if fact.unknown else fact.asked["address"])


@pytest.mark.parametrize("name", generators())
def test_every_fact_has_an_answer(name):
    assert set(answers(name)) == {fact.name for fact in facts(name)}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plain"])
def test_a_module_names_the_version_that_was_run(name):
    docstring = importlib.import_module(f"blint.generators.{name}").__doc__
    assert f"run as {recorded(name)['version']}" in docstring.splitlines()[0]
