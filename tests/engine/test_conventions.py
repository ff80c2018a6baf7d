"""What counts only where most posts of a site do otherwise."""

from __future__ import annotations

import pytest
from support import FRONT, POST, check, found, write

from blint.engine.run import Means

WITHOUT = FRONT + "Text.\n"
MISSING = "excerpt/missing-marker"
# Nothing in it asks for a marker.
VALAXY = {".git/": "", "valaxy.config.ts": "export default {}\n"}
LOADED = {
    ".git/": "",
    ".vitepress/p.data.ts": "createContentLoader('posts/*.md', { excerpt: '<!-- more -->' })",
}


def blog(folder, site, having, lacking, posts="posts", lacks=WITHOUT):
    files = {f"{posts}/a{number}.md": POST for number in range(having)}
    files |= {f"{posts}/z{number}.md": lacks for number in range(lacking)}
    write(folder, {**site, **files})


@pytest.mark.parametrize(
    ("having", "lacking", "said"),
    [(0, 1, 0), (1, 1, 0), (2, 1, 0), (3, 1, 1), (12, 4, 4), (12, 5, 0), (0, 20, 0)],
)
def test_a_marker_that_nothing_asks_for_is_missed_by_the_few(tmp_path, having, lacking, said):
    blog(tmp_path, VALAXY, having, lacking, "pages/posts")
    result = check(tmp_path, select=("excerpt",))
    assert [path for path, _, _ in found(result)] == [
        f"pages/posts/z{number}.md" for number in range(said)
    ]
    assert {f.severity.value for f in result.findings} <= {"warning"}


@pytest.mark.parametrize(
    ("having", "lacking", "severity"),
    [(0, 1, "error"), (0, 9, "error"), (0, 10, "info"), (5, 5, "error"), (9, 30, "info")],
)
def test_what_most_posts_do_without_is_no_error_though_it_is_asked_for(
    tmp_path, having, lacking, severity
):
    blog(tmp_path, LOADED, having, lacking)
    result = check(tmp_path, select=("excerpt",))
    assert len(result.findings) == lacking
    assert {finding.severity.value for finding in result.findings} == {severity}
    assert [total.times for total in result.totals] == [lacking]


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ('site.marker = "<!-- more -->"', "error"),
        ('rules."excerpt/missing-marker" = "warning"', "warning"),
    ],
)
def test_what_is_configured_needs_no_convention(tmp_path, line, severity):
    blog(tmp_path, VALAXY, 0, 12, "pages/posts")
    result = check(tmp_path, select=("excerpt",), config=(line,))
    assert len(result.findings) == 12
    assert {finding.severity.value for finding in result.findings} == {severity}


@pytest.mark.parametrize(
    ("having", "lacking", "severity"), [(0, 9, "error"), (9, 1, "error"), (4, 6, "info")]
)
@pytest.mark.parametrize(
    ("lacks", "rule"),
    [("Tags: a\n\nText.\n", "front-matter/missing-field"), ("Text.\n", "front-matter/missing")],
)
def test_what_most_posts_lack_the_generator_does_without(
    tmp_path, having, lacking, severity, lacks, rule
):
    site = {".git/": "", "pelicanconf.py": "SITENAME = 'S'\n"}
    having_it = "Title: T\nDate: 2024-05-06\n\nText.\n"
    blog(tmp_path, site, 0, lacking, "content", lacks)
    write(tmp_path, {f"content/a{number}.md": having_it for number in range(having)})
    result = check(tmp_path, select=(rule,))
    assert {finding.severity.value for finding in result.findings} == {severity}
    fields = 'rules."front-matter/missing-field".fields = ["title"]'
    asked = check(tmp_path, select=(rule,), config=(fields, f'rules."{rule}" = "error"'))
    assert {finding.severity.value for finding in asked.findings} == {"error"}


def test_each_site_has_conventions_of_its_own(tmp_path):
    blog(tmp_path / "a", VALAXY, 9, 1, "pages/posts")
    blog(tmp_path / "b", VALAXY, 1, 9, "pages/posts")
    result = check(tmp_path, select=("excerpt",))
    assert found(result) == [("a/pages/posts/z0.md", 5, MISSING)]


@pytest.mark.parametrize(("having", "lacking", "said"), [(0, 1, 0), (1, 3, 0), (8, 2, 2)])
def test_front_matter_in_a_plain_folder_is_wanted_where_the_others_have_it(
    tmp_path, having, lacking, said
):
    blog(tmp_path, {".git/": ""}, having, lacking, lacks="Text.\n")
    result = check(tmp_path, select=("front-matter",))
    assert [rule for _, _, rule in found(result)] == ["front-matter/missing"] * said
    assert {finding.severity.value for finding in result.findings} <= {"info"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_the_same_from_the_cache_and_from_workers(tmp_path, jobs):
    blog(tmp_path, VALAXY, 9, 1, "pages/posts")
    runs = [
        check(
            tmp_path,
            select=("excerpt",),
            jobs=jobs,
            means=Means(enough_for_processes=1, enough_for_cache=1),
        )
        for _ in range(2)
    ]
    assert [found(run) for run in runs] == [[("pages/posts/z0.md", 5, MISSING)]] * 2
    # What a run of many posts has kept is silent when the post is checked alone.
    alone = check(tmp_path, "pages/posts/z0.md", means=Means(enough_for_cache=1))
    assert found(alone) == []
