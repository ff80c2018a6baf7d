"""blint on the data that lies beside the checkout: cases, a published post, real blogs."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import pytest
from support import SHARED, check, found, needs_shared

from blint.model import Severity
from blint.post import shortcuts

pytestmark = [pytest.mark.slow, needs_shared]

FIELDS = '["title", "date", "author.name", "author.github", "category"]'
LIMITS = (
    'rules."image/too-heavy".max-size = "300 KiB"',
    'rules."image/too-large".max-width = 1000',
)
VITEPRESS = (
    'generator = "vitepress"',
    'site.marker = "<!-- more -->"',
    f'rules."front-matter/missing-field".fields = {FIELDS}',
    *LIMITS,
)
CASES = sorted((SHARED / "cases").iterdir()) if SHARED.is_dir() else []
# 2025-1-5 is a text to YAML, and the day before where a theme shows it in UTC: information.
WORTH_KNOWING = {("f21-short-date", "front-matter/invalid-field")}
FAMILY = {
    "fm": "front-matter",
    "marker": "excerpt",
    "image": "image",
    "size": "image",
    "table": "table",
}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder):
    expected = json.loads((folder / "EXPECT.json").read_text(encoding="utf-8"))
    result = check(folder, "posts", config=VITEPRESS)
    if expected["expect"] == "flag":
        family = FAMILY[expected["job"]]
        # A marker above the front matter spoils both.
        others = {"front-matter"} if folder.name == "m07-before-fm" else set()
        assert found(result, family)
        assert {rule.partition("/")[0] for *_, rule in found(result)} <= {family, *others}
    elif expected["expect"] == "clean":
        assert [f for f in found(result) if (folder.name, f[2]) not in WORTH_KNOWING] == []


MORE_CASES = sorted((SHARED / "cases-2").iterdir()) if SHARED.is_dir() else []
# Not harm to images that readers see, but what those who do not see them miss.
_BESIDE_THE_QUESTION = "image/missing-alt"


def wrong_by_kind(expected, findings):
    """What is wrong with the findings where one kind of finding is asked for or against."""
    rule, line = expected["rule"], expected["line"]
    wrong = [f.rule for f in findings if f.rule.startswith(tuple(expected["not"]))]
    asked = [f for f in findings if rule and f.rule.startswith(rule)]
    asked = [f for f in asked if line in (None, f.place.line)]
    if rule and not asked:
        wrong.append(f"no {rule} in line {line}")
    text = " ".join(f"{f.text} {f.hint}" for f in asked)
    if expected.get("severity") and expected["severity"] not in {f.severity for f in asked}:
        wrong.append(f"none is graded {expected['severity']}")
    if expected.get("says", "") not in text:
        wrong.append(f"unsaid: {expected['says']}")
    if expected.get("unsaid") and expected["unsaid"] in text:
        wrong.append(f"said: {expected['unsaid']}")
    return wrong


def wrong_by_line(expected, findings):
    """What is wrong where the lines are known that readers see broken, and those that they see
    whole."""
    lines = {
        f.place.line
        for f in findings
        if f.rule.startswith(expected["family"]) and f.severity is not Severity.INFO
        if f.rule != _BESIDE_THE_QUESTION
    }
    bad, good = set(expected["bad"]), set(expected["good"])
    return [f"line {line} is broken" for line in bad - lines] + [
        f"line {line} is whole" for line in good & lines
    ]


@pytest.mark.parametrize("folder", MORE_CASES, ids=lambda folder: folder.name)
def test_case_of_the_second_round(folder, tmp_path):
    expected = json.loads((folder / "EXPECT.json").read_text(encoding="utf-8"))
    shutil.copytree(folder, tmp_path / "site", ignore=shutil.ignore_patterns("EXPECT.json"))
    (tmp_path / "site/.git").mkdir()
    result = check(tmp_path / "site", ".")
    findings = [f for f in result.findings if f.path == expected["post"]]
    judge = wrong_by_line if expected.get("given") else wrong_by_kind
    assert judge(expected, findings) == []


def test_seed():
    result = check(SHARED / "seed", "posts", config=VITEPRESS)
    (post,) = (SHARED / "seed/posts").iterdir()
    lines = post.read_text(encoding="utf-8").splitlines()
    places = [(finding.place.line, finding.rule) for finding in result.findings]
    wide = (30, 38, 40, 42, 50, 54, 58, 62, 66)  # the nine photographs, none over 300 KiB
    category = (1, "front-matter/missing-field")
    assert places == [category, *((line, "image/too-large") for line in wide)]
    for finding in result.findings:
        assert finding.source == lines[finding.place.line - 1]
    assert result.images == 9


# The truth's kinds, and the rules that may answer.
RULES = {
    "broken-image": ("image/missing",),
    "ragged-table": ("table/surplus-cell", "table/missing-cell", "table/not-a-table"),
    "missing-more": ("excerpt/missing-marker",),
    "duplicate-more": ("excerpt/duplicate-marker",),
    "more-in-code": ("excerpt/marker-in-code",),
    "invalid-front-matter": (
        "front-matter/invalid",
        "front-matter/duplicate-key",
        "front-matter/invalid-field",
    ),
    "missing-title": ("front-matter/missing-field",),
    "image-unreadable": ("image/unreadable",),
    "image-extension-mismatch": ("image/wrong-format",),
    "image-too-large": ("image/too-heavy",),
    "image-too-wide": ("image/too-large",),
    "alt-missing": ("image/missing-alt",),
}


def truth(name):
    lines = (SHARED / f"samples/truth/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


_NOT_JUDGED = ("image/could-be-lighter", "image/untidy-path")


def differences(result, rows):
    """Rows of the truth that no finding answers, and findings that answer no row."""
    judged = [
        f for f in result.findings if f.rule not in _NOT_JUDGED and "lacks a zero" not in f.message
    ]
    places = [(f.rule, [(f.path, f.place), *f.also]) for f in judged]
    left = Counter((path, place.line, rule) for rule, all_ in places for path, place in all_)
    missed = []
    for row in rows:
        for rule in RULES[row["kind"]]:
            key = (row["file"], row["line"], rule)
            if left[key]:
                left[key] -= 1
                break
        else:
            missed.append(row)
    return missed, +left


def test_the_first_users_blog(samples):
    config = (
        f'rules."front-matter/missing-field".fields = {FIELDS}',
        'rules."front-matter/invalid-field".allowed.category = ["community-activity",'
        ' "developer-story", "insights"]',
        *LIMITS,
    )
    result = check(samples / "pfcc-early", "src/posts", config=config)
    assert result.generator == "vitepress"
    assert result.posts == 44
    missed, extra = differences(result, truth("pfcc-early"))
    assert missed == []
    # The truth does not judge categories; these two posts have none.
    assert extra == Counter(
        {
            ("src/posts/first-post.md", 1, "front-matter/missing-field"): 1,
            ("src/posts/newhardware-2nd-event.md", 1, "front-matter/missing-field"): 1,
        }
    )


# Posts of rust-main that share a title, and links of its posts to a file that is not there.
_SAME_TITLES = (
    "Core-team-changes",
    "Security-advisory-for-cargo",
    "Security-advisory-for-std",
    "Security-advisory",
    "announcing-the-new-rust-project-directors-2025",
    "announcing-the-new-rust-project-directors",
    "changes-in-the-core-team@0",
    "changes-in-the-core-team@1",
    "crates-io-development-update-2024/index",
    "crates-io-development-update-2025-07/index",
    "crates-io-development-update-2025/index",
    "crates-io-development-update-2026-01/index",
    "crates-io-development-update-2026-07/index",
    "cve-2026-33056",
)
_BROKEN_LINKS = (
    ("Project-Goals-2025-April-Update", 71),
    ("Project-Goals-2025-July-Update", 113),
    ("Project-Goals-2025-March-Update", 50),
    ("Project-Goals-2025-May-Update", 70),
    ("Project-Goals-Feb-Update/index", 92),
)

# What is found beyond the truth, which does not judge it; all of it is so.
BEYOND = {
    "babel-blog": {
        ("website/blog/2017-03-01-upgrade-to-babel-7.md", 18, "excerpt/whole-post"),
        # A tag with an expression, whose file the sample left out.
        ("website/blog/2023-10-16-cve-2023-45133.md", 61, "image/missing"),
    },
    "hexo-site": {
        (
            "source/_posts/2014-07-13-hexo-2-8-released.md",
            12,
            "image/missing-alt",
        ),  # {% asset_img %}
    },
    "brew-blog": {
        (name, 2, "post/duplicate-title")
        for name in (
            "_posts/2018-08-05-security-incident-disclosure.md",
            "_posts/2021-04-21-security-incident-disclosure.md",
        )
    },
    "rust-main": {
        ("content/releases/latest.md", 1, "front-matter/missing"),  # an empty file
        *((f"content/{name}.md", 3, "post/duplicate-title") for name in _SAME_TITLES),
        *((f"content/{name}.md", line, "link/missing") for name, line in _BROKEN_LINKS),
    },
    "tauri-blog": {  # the posts' covers
        (f"src/content/docs/blog/{name}.md", 6, rule)
        for name in (
            "create-tauri-app-version-3-released",
            "tauri-community-growth-and-feedback",
        )
        for rule in ("image/too-heavy", "image/too-large")
    },
}
GENERATORS = {
    "babel-blog": ("docusaurus", 68),
    "brew-blog": ("jekyll", 45),
    "eleventy-site": ("eleventy", 68),
    "hexo-site": ("hexo", 58),
    "jekyll-news": ("jekyll", 102),
    "mkdocs-material": ("material", 13),
    "nushell-early": ("vuepress", 237),
    "otel-2022-2023": ("hugo", 97),
    "pfcc-early": ("vitepress", 44),
    "rust-main": ("zola", 387),
    "tauri-blog": ("astro", 23),
}


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_every_blog_as_it_is_without_a_configuration(samples, name):
    result = check(samples / name, ".", config=LIMITS)
    assert (result.generator, result.posts) == GENERATORS[name]
    missed, extra = differences(result, truth(name))
    assert missed == []
    assert set(extra) == BEYOND.get(name, set())


def unhurried(folder, config):
    """What is found with and without shortcuts, by this process and from nothing."""
    wishes = {"config": config, "jobs": 1, "cached": False}
    quick = check(folder, ".", **wishes)
    with shortcuts.without("all"):
        slow = check(folder, ".", **wishes)
    return quick, slow


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_shortcuts_change_nothing_in_blogs(samples, name):
    quick, slow = unhurried(samples / name, LIMITS)
    assert quick.findings == slow.findings
    assert quick.images == slow.images


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_shortcuts_change_nothing_in_cases(folder):
    quick, slow = unhurried(folder, VITEPRESS)
    assert quick.findings == slow.findings
