"""What is wrong with an image is said once in a run, however many posts show it."""

from __future__ import annotations

import json

import pytest
from support import FRONT, check, found, picture, write

from blint.engine.outcome import once_a_file
from blint.engine.run import Means
from blint.model import Finding, Place, Severity
from blint.report.json import render

HEAVY = 'rules."image/too-heavy".max-size = "1 KiB"'
SHOWN = FRONT + "Text.\n\n<!-- more -->\n\n![Cups](a.png)\n"


@pytest.fixture
def blog(tmp_path):
    posts = {f"posts/{name}.md": SHOWN for name in "abc"}
    posts["posts/c.md"] += "\n![Again](./a.png) ![Other](b.png)\n"
    images = {f"posts/{name}.png": picture(weight=2048) for name in "ab"}
    write(tmp_path, {".git/": "", "blint.toml": HEAVY, **posts, **images})
    return tmp_path


def test_one_finding_with_its_places(blog):
    result = check(blog, "posts", language="en")
    assert found(result) == [
        ("posts/a.md", 9, "image/too-heavy"),
        ("posts/c.md", 11, "image/too-heavy"),
    ]
    first, other = result.findings
    assert first.message == "a.png weighs 2.0 KiB; the limit is 1.0 KiB (used in 3 more places)"
    assert [(path, place.line) for path, place in first.also] == [
        ("posts/b.md", 9),
        ("posts/c.md", 9),
        ("posts/c.md", 11),
    ]
    assert not other.also
    assert [total.times for total in result.totals] == [2]


def test_the_same_from_the_cache_and_from_several_processes(blog):
    first = check(blog, "posts").findings
    means = Means(enough_for_processes=1, enough_for_cache=1)
    for jobs in (1, 2, 2):
        assert check(blog, "posts", jobs=jobs, means=means).findings == first


def test_machines_get_all_places(blog, tmp_path):
    result = check(blog, "posts")
    with (tmp_path / "report.json").open("w+", encoding="utf-8") as file:
        render(result, file)
        file.seek(0)
        first, other = json.load(file)["findings"]
    assert [(also["path"], also["line"]) for also in first["also"]][1:] == [
        ("posts/c.md", 9),
        ("posts/c.md", 11),
    ]
    assert "also" not in other


def test_severities_that_were_asked_for_stay_apart():
    place = Place(1, 1, 1, 2)
    error = Finding("a/b", Severity.ERROR, "b.md", place, "heavy", values={"file": "/a.png"})
    warning = error._replace(severity=Severity.WARNING, path="a.md")
    findings = once_a_file([error, warning, error], "zh")
    assert [(f.severity, f.message) for f in findings] == [
        (Severity.WARNING, "heavy"),
        (Severity.ERROR, "heavy（另有 1 处也用了它）"),
    ]


def test_an_image_that_is_too_heavy_is_not_told_to_be_lighter_as_well(tmp_path):
    image = picture(size=(400, 400), weight=300 << 10)
    write(tmp_path, {".git/": "", "a.md": SHOWN, "a.png": image})
    assert found(check(tmp_path)) == [("a.md", 9, "image/could-be-lighter")]
    assert found(check(tmp_path, config=(HEAVY,))) == [("a.md", 9, "image/too-heavy")]
