"""Dates that are read otherwise than they are meant: what is said of them, and how severe it is."""

from __future__ import annotations

import pytest
from support import check, write

from blint.model import Severity
from blint.post.front_matter.values import with_zeros, without_zeros


def findings(folder, generator, date):
    post = f"---\ntitle: A post\ndate: {date}\n---\n\nText.\n"
    write(folder, {".git/": "", "a.md": post})
    config = [f'generator = "{generator}"']
    return check(folder, "a.md", config=config, select=("front-matter",)).findings


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("2023-12-5", "2023-12-05"),
        ("2023-1-05", "2023-01-05"),
        ('"2023-1-5"', "2023-01-05"),
        ("2023-1-05 8:00", "2023-01-05 08:00:00"),
    ],
)
def test_a_date_without_zeros_is_a_warning_and_has_a_better_form(tmp_path, written, better):
    (only,) = findings(tmp_path, "vuepress", written)
    assert (only.severity, only.place.line) == (Severity.WARNING, 3)
    assert only.hint == f"write {better}"
    assert with_zeros(written.strip('"'), written) == better


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("2023-1-5", "2023-01-05"),
        ("2023-1-5 08:00", "2023-01-05 08:00:00"),
        ("2023-1-05 8:00:00", "2023-01-05 08:00:00"),
        ("2023-1-5 08:00:00 +0800", "2023-01-05 08:00:00 +0800"),
        ("2023-01-5T08:00:00.5Z", "2023-01-05T08:00:00.5Z"),
    ],
)
def test_hugo_reads_no_date_without_zeros_at_any_time(tmp_path, written, better):
    (only,) = findings(tmp_path, "hugo", written)
    assert only.severity is Severity.ERROR
    assert only.fix.safe
    assert [edit.text for edit in only.fix.edits] == [better]


@pytest.mark.parametrize("written", [">-\n  2023-12-5", "|-\n  2023-12-5", "&day 2023-12-5"])
def test_a_date_that_is_more_than_a_word_is_not_mended(tmp_path, written):
    (only,) = findings(tmp_path, "vuepress", written)
    assert (only.hint, only.fix) == ("write 2023-12-05", None)


@pytest.mark.parametrize("written", ["2023-12-05", "2023-12-5 08:00:00", "2023-12-05 08:00"])
def test_other_dates_lack_no_zero(tmp_path, written):
    assert not findings(tmp_path, "vuepress", written)
    assert not without_zeros("2023-12-05 08:00", "")
    assert not with_zeros(written.replace("-5", "-05"), written)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("export const day = (post) => new Date(post.frontmatter.date);", True),
        ("export const day = (post) => post.frontmatter.date;", False),
        ("export const now = new Date();", False),
    ],
)
@pytest.mark.parametrize("name", [".vitepress/posts.data.ts", ".vitepress/theme/Layout.vue"])
def test_vitepress_leaves_dates_to_the_scripts_of_the_site(tmp_path, script, told, name):
    write(tmp_path, {name: script})
    (only,) = findings(tmp_path, "vitepress", "2023-12-5")
    assert only.severity is (Severity.WARNING if told else Severity.INFO)


@pytest.mark.parametrize("generator", ["docusaurus", "hexo", "valaxy"])  # built in Asia/Shanghai
def test_generators_that_read_a_date_without_zeros_as_it_is_meant(tmp_path, generator):
    assert not findings(tmp_path, generator, "2023-12-5")


@pytest.mark.parametrize(
    ("generator", "consequence"),
    [("hexo", "to a later time"), ("docusaurus", "to a later time"), ("hugo", "stops the build")],
)
@pytest.mark.parametrize("time", ["21:43:79", "10:70:00", "25:00:00"])
def test_a_time_that_does_not_exist_is_no_matter_of_the_calendar(
    tmp_path, generator, consequence, time
):
    (only,) = findings(tmp_path, generator, f"2023-09-19 {time}")
    assert "no time of day" in only.message
    assert consequence in only.text
    assert "calendar" not in only.text
    assert "another day" not in only.text


@pytest.mark.parametrize(
    "date", ["2025-02-30", '"2025-02-30"', "2025-2-30", "2025-02-03 10:20 later"]
)
def test_a_day_that_is_none_is_said_where_only_themes_read_dates(tmp_path, date):
    (only,) = findings(tmp_path, "vitepress", date)
    assert only.severity is Severity.ERROR
    assert "calendar" in only.message or "not a date" in only.message
