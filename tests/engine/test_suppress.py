"""What becomes of findings that a post's comments accept: in a run, its cache, and when mending."""

from __future__ import annotations

import json
import os

import pytest
from support import FRONT, blint, check, found, picture, write

from blint.engine.run import Means
from blint.rulebook.pages import builtin_rules

IMAGE = "<!-- blint: ignore image/missing: to be drawn -->\n![a](x.png)\n"


def accepted(result):
    return [(f.path, f.place.line, f.rule) for f in result.suppressed]


def test_an_accepted_finding_counts_nowhere_else(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": IMAGE})
    result = check(tmp_path)
    assert accepted(result) == [("posts/a.md", 2, "image/missing")]
    assert found(result, "image") == []
    assert "image/missing" not in {total.rule for total in result.totals}
    assert not result.failed


def test_what_could_not_be_read_cannot_be_accepted(tmp_path):
    post = "<!-- blint: ignore-file input/unreadable, blint, suppression: r -->\nText.\n"
    write(tmp_path, {".git/": "", "posts/a.md": post, "posts/b.md": post.encode("utf-16")})
    result = check(tmp_path)
    assert accepted(result) == []
    assert found(result, "input", "suppression") == [
        ("posts/a.md", 1, "suppression/unused"),
        ("posts/b.md", 1, "input/unreadable"),
    ]


@pytest.mark.parametrize("comment", ["", "<!-- blint: ignore-file image/missing: r -->\n\n"])
def test_of_many_findings_each_is_counted(tmp_path, comment):
    left = "".join(f"![a]({n}.png)\n\n" for n in range(120))
    right = "".join(f"![a](b{n}.png) <!-- blint: ignore image: r -->\n\n" for n in range(130))
    write(tmp_path, {".git/": "", "posts/a.md": comment + left + right})
    result = check(tmp_path, select=("image/missing",))
    numbers = [
        sum(int(f.values.get("more", 1)) for f in findings)
        for findings in (result.findings, result.suppressed)
    ]
    assert numbers == ([0, 250] if comment else [120, 130])
    assert len(result.suppressed) == 101
    assert all(finding.suppressed for finding in result.suppressed)


def test_findings_are_the_same_from_the_cache_and_from_workers(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write(tmp_path, {".git/": "", **{f"posts/{n}.md": IMAGE + "![](y.png)\n" for n in range(4)}})
    means = Means(enough_for_cache=1)
    first = check(tmp_path, "posts", means=means)
    again = check(tmp_path, "posts", means=Means(enough_for_cache=1))
    workers = check(tmp_path, "posts", jobs=2, cached=False, means=Means(enough_for_processes=1))
    assert len(first.suppressed) == 8
    for other in (again, workers):
        assert (other.findings, other.suppressed) == (first.findings, first.suppressed)


def unused(folder, post, **wishes):
    write(folder, {".git/": "", "posts/a.md": post})
    result = check(folder, **wishes)
    return [f.values["names"] for f in result.findings if f.rule == "suppression/unused"]


def test_a_comment_is_judged_only_where_its_rules_were_in_force(tmp_path):
    one = "<!-- blint: ignore image/missing: r -->\nText.\n"
    both = "<!-- blint: ignore image/missing, table/surplus-cell: r -->\nText.\n"
    family = "<!-- blint: ignore image: r -->\nText.\n"
    assert unused(tmp_path, one) == ["image/missing"]
    assert unused(tmp_path, both) == ["image/missing, table/surplus-cell"]
    assert unused(tmp_path, family) == ["image"]
    of_comments = ("suppression",)
    assert unused(tmp_path, one, select=of_comments) == []
    assert unused(tmp_path, one, select=(*of_comments, "image/missing")) == ["image/missing"]
    assert unused(tmp_path, family, select=(*of_comments, "image/missing")) == []
    assert unused(tmp_path, family, select=(*of_comments, "image")) == ["image"]
    assert unused(tmp_path, family, ignore=("image/missing-alt",)) == []
    assert unused(tmp_path, both, ignore=("table",)) == []
    assert unused(tmp_path, one, config=['rules."image/missing" = "off"']) == []
    off = next(rule.id for rule in builtin_rules().values() if not rule.enabled)
    assert unused(tmp_path, f"<!-- blint: ignore {off}: r -->\nText.\n") == []


def test_the_rules_of_a_site_are_known(tmp_path):
    page = """---
severity: warning
check: front_matter.missing_field
options: {fields: [cover]}
message: {en: "our posts need {field}"}
---
# house/cover

A post needs a cover.
"""
    post = "---\n# blint: ignore house/cover, house/coverr: r\ntitle: T\n---\n\nText.\n"
    write(tmp_path, {".git/": "", "r/house/cover.md": page, "blint.toml": 'rule-pages = ["r"]\n'})
    write(tmp_path, {"posts/a.md": post})
    result = check(tmp_path, "posts")
    assert [f.rule for f in result.suppressed] == ["house/cover"]
    (finding,) = (f for f in result.findings if f.rule.startswith("suppression/"))
    assert (finding.rule, finding.place.column) == ("suppression/unknown-rule", 30)
    assert "house/cover?" in finding.hint


def test_a_reason_is_asked_for_where_the_site_wants_one(tmp_path):
    post = "<!-- blint: ignore image/missing -->\n![a](x.png)\n"
    write(tmp_path, {".git/": "", "posts/a.md": post})
    assert found(check(tmp_path), "suppression") == []
    wish = ['rules."suppression/missing-reason" = "error"']
    result = check(tmp_path, config=wish)
    assert found(result, "suppression") == [("posts/a.md", 1, "suppression/missing-reason")]


def test_a_draft_and_a_graded_rule_are_accepted_as_they_are_graded(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": IMAGE})
    result = check(tmp_path, config=['rules."image/missing" = "info"'])
    assert [str(f.severity) for f in result.suppressed] == ["info"]


def test_fixes_leave_what_is_accepted_alone(tmp_path):
    row = "| a |\n|---|\n| 1 | 2 |\n"
    post = (
        "---\ntitle: T\n---\n\n<!-- blint: ignore excerpt, image: r -->\n<!--more-->\n\n"
        "![a](a.png 'x)\n\n<!--  more  -->\n"
    )
    config = ['generator = "vitepress"', 'site.marker = "<!-- more -->"']
    write(tmp_path, {".git/": "", "posts/a.md": post + row})
    before = check(tmp_path, config=config)
    assert ("posts/a.md", 6, "excerpt/misspelled-marker") in accepted(before)
    result = check(tmp_path, config=config, fix="all")
    text = (tmp_path / "posts/a.md").read_text(encoding="utf-8")
    assert "<!--more-->" in text
    again = check(tmp_path, config=config)
    assert (result.findings, result.suppressed) == (again.findings, again.suppressed)
    assert accepted(again)


def test_places_of_accepted_findings_are_right_after_mending(tmp_path):
    post = "<!-- blint: ignore table: r -->\n\nText.\n\n" + IMAGE
    write(tmp_path, {".git/": "", "posts/a.md": post})
    result = check(tmp_path, fix="safe")
    assert (tmp_path / "posts/a.md").read_text(encoding="utf-8") == "Text.\n\n" + IMAGE
    assert accepted(result) == [("posts/a.md", 4, "image/missing")]
    assert [f.rule for f in result.fixes.findings] == ["suppression/unused"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A\n\n{}\nB\n", "A\n\nB\n"),
        ("A\n\n{}\n\nB\n", "A\n\nB\n"),
        ("A\n\n{}\n", "A\n"),
        ("A\n\n{}", "A\n"),
        ("{}\nB\n", "B\n"),
        ("A {}\nB\n", "A\nB\n"),
        ("A {} B\n", "A B\n"),
        ("A {}  \nB\n", "A  \nB\n"),
        ("# H {}\n\nB\n", "# H\n\nB\n"),
        ("- A\n\n  {}\n  - B\n", "- A\n\n  - B\n"),
        ("- A {}\n- B\n", "- A\n- B\n"),
        ("> A\n>\n> B {}\n", "> A\n>\n> B\n"),
        ("| A {} |\n|---|\n| B |\n", "| A |\n|---|\n| B |\n"),
        ("---\nx: 1\n{#}\ntitle: T\n---\n\nB\n", "---\nx: 1\ntitle: T\n---\n\nB\n"),
        ("---\ntitle: T {#}\n---\n\nB\n", "---\ntitle: T\n---\n\nB\n"),
        # it parts what would come together
        ("A\n{}\nB\n", None),
        ("- A\n\n{}\n\n- B\n", None),
        ("- A\n\n{}\n\n    B\n", None),
        ("[A]{}(B)\n", None),
        ("- {}\n- B\n", None),
    ],
)
def test_deleting_a_comment_in_vain_gives_the_post_before_it(tmp_path, before, after, end):
    said = "blint: ignore table/surplus-cell: r"
    post = before.replace("{#}", f"# {said}").replace("{}", f"<!-- {said} -->").replace("\n", end)
    write(tmp_path, {".git/": "", "posts/a.md": post.encode()})
    result = check(tmp_path, fix="safe", config=['generator = "plain"'])
    left = (tmp_path / "posts/a.md").read_bytes().decode()
    assert left == (post if after is None else after.replace("\n", end))
    assert bool(found(result, "suppression")) == (after is None)


def test_what_a_comment_accepts_is_not_said_again_by_a_milder_rule(tmp_path):
    heavy = picture("PNG", (40, 30), weight=3_000_000)
    post = "<!-- blint: ignore image/too-heavy: scanned, must stay sharp -->\n![a](a.png)\n"
    write(tmp_path, {".git/": "", "posts/a.png": heavy, "posts/a.md": post})
    config = ['rules."image/could-be-lighter" = "info"']
    result = check(tmp_path, config=config)
    assert ("posts/a.md", 2, "image/too-heavy") in accepted(result)
    assert found(result, "image/could-be-lighter") == []
    # Another post that uses it has not accepted it.
    write(tmp_path, {"posts/b.md": "![a](a.png)\n"})
    result = check(tmp_path, config=config)
    assert found(result, "image/too-heavy") == [("posts/b.md", 1, "image/too-heavy")]
    assert ("posts/a.md", 2, "image/too-heavy") in accepted(result)


def test_accepted_findings_count_for_the_conventions_of_a_site(tmp_path):
    """Most posts do without a marker, whether they say so or not."""
    plain = {n: f"---\ntitle: {n}\ndate: 2025-01-05\n---\n\nText.\n\nMore.\n" for n in range(12)}
    line = "# blint: ignore excerpt: too short\n"
    said = {n: text.replace("title", line + "title", 1) for n, text in plain.items() if n % 2}
    write(tmp_path, {".git/": "", **{f"posts/{n}.md": text for n, text in (plain | said).items()}})
    config = ['generator = "vitepress"']
    with_them = check(tmp_path, config=config)
    write(tmp_path, {f"posts/{n}.md": text for n, text in plain.items()})
    without = check(tmp_path, config=config)
    odd = {f"posts/{n}.md" for n in range(1, 12, 2)}
    both = sorted((f.path, f.rule) for f in (*with_them.findings, *with_them.suppressed))
    assert both == sorted((f.path, f.rule) for f in without.findings)
    assert {f.path for f in with_them.suppressed} <= odd


# --- reports ------------------------------------------------------------------------------------

HERE = IMAGE + "\n![b](y.png) <!-- blint: ignore image/missing -->\n"


def said_by(folder, *arguments):
    done = blint(folder, "check", "--no-cache", *arguments)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().replace(os.sep, "/")


def test_a_run_with_nothing_but_accepted_findings_says_so(tmp_path):
    write(tmp_path, {".git/": "", "a.md": HERE})
    status, text = said_by(tmp_path, "--select", "image/missing")
    assert status == 0
    end = "nothing to report; 2 accepted by comments (--show-accepted shows them)\n"
    assert text.endswith(end)
    assert text.count("\n") == 1
    chinese = said_by(tmp_path, "--select", "image/missing", "--language", "zh")[1]
    assert "没有发现问题；文中的注释接受了 2 处（用 --show-accepted 查看）" in chinese
    assert said_by(tmp_path, "--select", "image/missing", "--statistics")[1].endswith(end)


def test_the_summary_counts_what_is_accepted(tmp_path):
    write(tmp_path, {".git/": "", "a.md": IMAGE + "\n![b](y.png)\n"})
    for options in ((), ("--statistics",)):
        status, text = said_by(tmp_path, *options)
        assert status == 1
        assert "1 accepted by a comment (--show-accepted shows it)" in text
        assert "1 error" in text
    assert "accepted" not in said_by(tmp_path, "--quiet")[1]
    assert "x.png" not in said_by(tmp_path, "--output-format", "github")[1]


def test_accepted_findings_are_shown_where_that_is_asked_for(tmp_path):
    write(tmp_path, {".git/": "", "a.md": HERE + "\n![c](z.png)\n"})
    status, text = said_by(tmp_path, "--show-accepted")
    assert status == 1
    assert text.index("x.png") < text.index("y.png") < text.index("z.png")
    assert "  accepted  image/missing" in text
    assert "= accepted by a comment: to be drawn\n" in text
    chinese = said_by(tmp_path, "--show-accepted", "--language", "zh")[1]
    assert "  已接受  image/missing" in chinese
    assert "= 由文中的注释接受：to be drawn\n" in chinese
    concise = said_by(tmp_path, "--show-accepted", "--output-format", "concise")[1].splitlines()
    assert concise[0].startswith("a.md:6:6: error image/missing ")
    assert concise[1].startswith("a.md:2:6: accepted image/missing no such file: x.png")
    assert concise[1].endswith(" [comment: to be drawn]")
    assert concise[2].endswith(" [comment]")
    assert len(said_by(tmp_path, "--output-format", "concise")[1].splitlines()) == 1


def test_nothing_but_accepted_findings_may_be_shown(tmp_path):
    write(tmp_path, {".git/": "", "a.md": HERE})
    status, text = said_by(tmp_path, "--show-accepted", "--select", "image/missing", "--quiet")
    assert status == 0
    assert text.count("accepted  image/missing") == 2
    assert "nothing to report; 2 accepted by comments" in text


def test_json_lists_them_with_the_reason(tmp_path):
    write(tmp_path, {".git/": "", "a.md": HERE + "\n![c](z.png)\n"})
    report = json.loads(said_by(tmp_path, "--output-format", "json")[1])
    assert (report["summary"]["errors"], report["summary"]["suppressed"]) == (1, 2)
    assert [finding["suppressed"] for finding in report["findings"]] == [
        None,
        {"by": "comment", "reason": "to be drawn"},
        {"by": "comment", "reason": ""},
    ]


def test_a_reason_is_no_command_and_moves_no_cursor(tmp_path):
    reason = "##[error]x \x1b[31m"
    post = f"<!-- blint: ignore image/missing: {reason} -->\n![a](x.png)\n"
    write(tmp_path, {".git/": "", "a.md": post})
    for form in ("full", "concise"):
        text = said_by(tmp_path, "--show-accepted", "--output-format", form)[1]
        assert "\x1b" not in text
        assert "##[error]" not in text
        assert "x.png" in text


def test_a_comment_is_not_unused_where_its_rule_does_not_bind_the_post(tmp_path):
    said = "<!-- blint: ignore image/missing-alt: an old one -->\n\nText.\n"
    new = 'rules."image/missing-alt" = { severity = "error", since = "2030-01-01" }'
    write(tmp_path, {"posts/a.md": FRONT + said})
    assert found(check(tmp_path, config=(new,)), "suppression") == []
    assert found(check(tmp_path), "suppression") == [("posts/a.md", 5, "suppression/unused")]
