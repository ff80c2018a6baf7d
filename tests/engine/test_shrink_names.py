"""References that follow an image to another extension, in posts that generators have built."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from real.site import facts, generators
from support import check, found

from blint.engine.shrink.obstacles import Sites, named_elsewhere
from blint.engine.shrink.survey import Survey
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace

pytestmark = pytest.mark.slow

IMAGES = (".png", ".jpg", ".jpeg", ".gif")
# Of the images in facts about several generators, most are named plainly.
FEWEST = 0.8


def moved(survey):
    """Another name for each image that has one free."""
    stems = {path: os.path.splitext(path) for path in survey.referrers}
    return {
        path: f"{stem}.webp"
        for path, (stem, ending) in stems.items()
        if ending.lower() in IMAGES and not os.path.exists(f"{stem}.webp")
    }


def rename_all(path, counts):
    """Rename the images of a post, and have it follow, where nothing stands in the way."""
    planner = Planner()
    post = Workspace().post(str(path))
    survey = Survey(planner)
    survey.take_in([post], {post.path})
    moves = moved(survey)
    elsewhere = named_elsewhere(moves, survey, planner)
    _, refused = Sites("", (), moves).follow(post, moves, planner)
    left = {old: new for old, new in moves.items() if old not in {*elsewhere, *refused}}
    counts["follow"] += len(left)
    counts["stay"] += len(moves) - len(left)
    followed, refused = Sites("", (), left).follow(post, left, planner)
    assert not refused
    path.write_bytes(followed.new)
    for old, new in left.items():
        os.rename(old, new)


@pytest.mark.parametrize("name", generators())
def test_nothing_is_found_that_was_not_there(name, tmp_path, monkeypatch):
    counts = Counter()
    for fact in facts(name):
        if not fact.files:
            continue
        site = tmp_path / fact.name
        (site / ".git").mkdir(parents=True)
        path = fact.lay_out(site)
        monkeypatch.chdir(site)
        before = found(check(site, fact.path, ignore=("image/wrong-format",)))
        rename_all(path, counts)
        after = found(check(site, fact.path, ignore=("image/wrong-format",)))
        # What has the wrong case may be right now; nothing is found that was not there.
        assert Counter(after) <= Counter(before), fact.name
    assert counts["follow"] > FEWEST * counts.total()
