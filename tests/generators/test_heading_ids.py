"""The ids of headings against those that the generators built (tests/real/headings.md)."""

from __future__ import annotations

import json

import pytest
from real.headings import HOMES, fact
from real.site import HERE
from support import document

from blint.post.ids import ids_of

# An older marked kept the names of HTML's references in ids: those are among the others.
OLDER = ("hexo5",)


def built(home):
    recorded = json.loads((HERE / home / "ids.json").read_text(encoding="utf-8"))
    return [name for name in recorded["headings"] if name and name != "raw-id"], recorded


@pytest.mark.parametrize("home", HOMES)
def test_headings_have_the_ids_that_were_built(home, tmp_path):
    (tmp_path / ".git").mkdir()
    ids = ids_of(document(fact(home).lay_out(tmp_path)))
    names, recorded = built(home)
    known = [name for name in ids.headings if name]
    if home == "docusaurus":
        assert known.pop(0) == "first-of-the-page"  # the title, which its theme here leaves out
    if home in OLDER:
        assert set(names) <= {*known, *ids.others}
        assert sum(a == b for a, b in zip(names, known, strict=True)) > 0.9 * len(names)
    else:
        assert known == names
    assert {*recorded["others"]} <= ids.others
