"""No run grows or lasts without bound, and what goes wrong on one post costs that post alone."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
from json import dumps
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import FRONT, POST, check, found, write

from blint.cli.shared import exit_status
from blint.deadline import TooSlow, deadline, within
from blint.engine.check import check_post
from blint.engine.checker import Checker
from blint.engine.outcome import MOST_OF_A_RULE, Kept, folded
from blint.engine.request import Request
from blint.engine.run import Means, run
from blint.errors import BlintError
from blint.files.disk import Files
from blint.files.paths import relative
from blint.generators.detect import Found
from blint.model import INTERNAL_ERROR, LONGEST_SOURCE, Finding, Place, Severity
from blint.report import full, json
from blint.rulebook.plan import Planner
from blint.workspace.config import Config
from blint.workspace.discovery import Workspace
from blint.workspace.sites import BuiltSite, open_site

LIMIT = 'rules."input/unreadable"'
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


# --- findings ------------------------------------------------------------------------------------


def test_of_one_rule_in_one_post_the_first_are_listed(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", "a.md": FRONT + "![a](x.png)\n\n" * 1234})
    result = check(tmp_path, ".", select=("image/missing",), language="en")
    *first, last = result.findings
    assert len(first) == MOST_OF_A_RULE
    assert {finding.message for finding in first} == {"no such file: x.png"}
    assert last.message == "1,134 more of this rule in this post are not listed"
    assert last.place.line == first[-1].place.line + 2


@given(st.lists(st.sampled_from("ab"), max_size=40), st.integers(1, 9), st.integers(1, 9))
def test_what_stands_for_the_rest_counts_all_of_it(rules: str, one: int, two: int) -> None:
    place = Place(1, 1, 1, 1)
    all_of_them = [Finding(rule, Severity.ERROR, "p", place, "m") for rule in rules]
    twice = folded(folded(all_of_them, one, "en"), two, "en")
    for rule in "ab":
        kept = [finding for finding in twice if finding.rule == rule]
        listed = sum("more" not in finding.values for finding in kept)
        assert listed == min(rules.count(rule), one, two)
        rest = sum(int(str(finding.values.get("more", 0))) for finding in kept)
        assert listed + rest == rules.count(rule)


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(20, 400), st.randoms())
def test_a_run_keeps_as_many_findings_in_any_order(
    numbers: list[int], limit: int, chance: random.Random
) -> None:
    posts = [
        [Finding(rule, Severity.ERROR, f"{n}.md", Place(1, 1, 1, 1), "m")] * number
        for n, number in enumerate(numbers)
        for rule in "ab"
    ]
    orders = [posts, chance.sample(posts, len(posts))]
    results = []
    for order in orders:
        kept = Kept("en", limit)
        for post in order:
            kept.add(post)
        results.append(sorted(map(repr, kept.findings())))
    assert results[0] == results[1]
    assert len(results[0]) <= max(limit, len(posts))
    if 2 * sum(numbers) <= limit:
        assert not any("not listed" in row for row in results[0])


@given(st.integers(0, 40_000), st.text("é一\t|", max_size=3))
def test_a_finding_carries_what_is_around_its_place(before: int, odd: str) -> None:
    line = f"z{odd}{'字 ' * (before // 2)}![a](nowhere.png){' z' * 3000}"
    data = f"{FRONT}\n{line}\n".encode()
    request = Request(given={"/nowhere/a.md": data}, select=("image/missing",), language="en")
    (finding,) = run(request).findings
    assert len(finding.source) <= LONGEST_SOURCE
    at = finding.place.column - finding.source_column
    assert finding.source[at : at + 11] == "nowhere.png"
    assert line[finding.source_column - 1 :].startswith(finding.source)
    out = io.StringIO()
    full.render(run(request), out)
    shown, below = out.getvalue().split("\n")[2:4]
    assert len(below.rstrip()) <= 100
    assert "nowhere.png" in shown


MEMORY = 500 * 1024 * 1024
PROGRAM = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)\n"
    "del sys.argv[1]\n"
    "from blint.__main__ import main\n"
    "main()\n"
)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="a limit on memory that holds")
@pytest.mark.parametrize("form", ["json", "full"])
@pytest.mark.parametrize(
    "post",
    ["![](x) " * 16_384, "![](x)\n\n" * 20_000, "| a |\n| - |\n" + "| b | c |\n" * 20_000],
    ids=["one line of 112 kB", "20,000 images", "20,000 rows"],
)
def test_memory(tmp_path: Path, post: str, form: str) -> None:
    write(tmp_path, {".git/": "", **{f"posts/{n}.md": FRONT + post for n in range(8)}})
    command = ["check", "posts", "--no-cache", "--jobs", "1", "--output-format", form]
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(MEMORY), *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 1, result.stderr.decode()
    assert not result.stderr


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_ends(tmp_path: Path, jobs: int) -> None:
    write(tmp_path, {".git/": "", **{f"{n}.md": POST for n in range(20)}})
    means = Means(seconds=lambda posts: -1, enough_for_processes=1)
    result = check(tmp_path, ".", jobs=jobs, means=means, language="en")
    assert len(result.findings) == 20
    assert {finding.rule for finding in result.findings} == {"input/unreadable"}
    assert "the run had to end" in result.findings[0].message


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('max-size = "1 GiB"', "max-size may be at most 2.0 MiB here"),
        ("max-seconds = 3600", "max-seconds may be at most 60 here"),
    ],
)
def test_a_repository_cannot_lift_the_limits(tmp_path: Path, setting: str, said: str) -> None:
    name = setting.partition(" ")[0]
    for own in (
        f"[rules]\n{LIMIT.removeprefix('rules.')} = {{ {setting} }}\n",
        f"[rules]\ninput = {{ {setting} }}\n",
        f'[[overrides]]\npaths = ["*.md"]\n{LIMIT} = {{ {setting} }}\n',
    ):
        write(tmp_path, {".git/": "", "a.md": POST, "blint.toml": own})
        with pytest.raises(BlintError, match=said):
            check(tmp_path, "a.md")
        # What the command line says has the last word.
        check(tmp_path, "a.md", config=[f"{LIMIT}.{name} = 10"])
        check(tmp_path, "a.md", config_file="blint.toml")
    write(tmp_path, {"blint.toml": ""})
    check(tmp_path, "a.md", config=[f"{LIMIT}.{setting}"])


# Each of these waits for its limit.
STARS = "a*" * 40 + "b"
LONG = "a" * 200 + ".md"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({".gitignore": STARS}, ".gitignore files take over 5 s"),
        ({"blint.toml": f'posts = ["{STARS}"]'}, '"posts" take over 5 s'),
        ({"blint.toml": f'exclude = ["{STARS}"]'}, '"exclude" take over 5 s'),
        ({"blint.toml": f'[[overrides]]\npaths = ["{STARS}"]'}, "overrides take over 5 s"),
    ],
    ids=["gitignore", "posts", "exclude", "overrides"],
)
def test_patterns_that_would_match_for_ever(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(tmp_path, {".git/": "", LONG: POST, **files})
    with pytest.raises(BlintError, match=said):
        check(tmp_path, ".")


def test_too_many_patterns(tmp_path: Path) -> None:
    lines = "# a comment\n\n" * 10_000 + "".join(f"x{n}\n" for n in range(4_999)) + "b.md\n"
    write(tmp_path, {".git/": "", ".gitignore": lines, "a.md": POST, "b.md": "![](x.png)\n"})
    assert check(tmp_path, ".").findings == []
    write(tmp_path, {".gitignore": f"{lines}c\n", "sub/.gitignore": "c" * 300_000})
    write(tmp_path, {"sub/d.md": POST})
    rows = found(check(tmp_path, ".", select=("image/missing",)))
    assert rows == [
        (".gitignore", 1, "input/unreadable"),
        ("b.md", 1, "image/missing"),
        ("sub/.gitignore", 1, "input/unreadable"),
    ]


# --- what goes wrong on the way ------------------------------------------------------------------


@posix
def test_a_folder_too_deep_to_be_listed_costs_itself_alone(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", "a.md": "![a](x.png)\n"})
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(45):
            os.mkdir("d" * 100)
            os.chdir("d" * 100)
    finally:
        os.chdir(before)
    result = check(tmp_path, ".", select=("image",), language="en")
    first, second = result.findings
    assert (first.path, first.rule) == ("a.md", "image/missing")
    assert second.rule == "input/unreadable"
    assert second.message == "this folder cannot be listed: File name too long"


@posix
def test_a_folder_that_may_not_be_listed_costs_itself_alone(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", "a.md": POST, "b/c.md": POST})
    (tmp_path / "b").chmod(0)
    try:
        if os.access(tmp_path / "b", os.R_OK):
            pytest.skip("root may list all")
        results = [check(tmp_path, name, language="en") for name in (".", "b")]
    finally:
        (tmp_path / "b").chmod(0o700)
    for result in results:
        assert [(f.path, f.message) for f in result.findings] == [
            ("b", "this folder cannot be listed: Permission denied")
        ]


@posix
@pytest.mark.parametrize("name", [".gitignore", "blint.toml", "pyproject.toml", "package.json"])
@pytest.mark.parametrize("target", ["", "/dev/zero"], ids=["a FIFO", "an endless device"])
def test_what_blint_reads_on_the_way_may_be_endless(tmp_path: Path, name: str, target: str) -> None:
    write(tmp_path, {".git/": "", "posts/a.md": "![a](x.png)\n"})
    if target:
        (tmp_path / name).symlink_to(target)
    else:
        os.mkfifo(tmp_path / name)
    assert found(check(tmp_path, "posts"), "image") == [("posts/a.md", 1, "image/missing")]


def _broken(post, plan, language, data):
    """As if the rules on images had a fault in them, for one post."""

    def fails(document: object) -> object:
        raise KeyError("\x1b[31m" + str(document))

    if post.path.endswith("b.md"):
        rules = (one._replace(check=fails, options={}) for one in plan.rules)
        plan = plan._replace(rules=tuple(rules))
    return check_post(post, plan, language, data)


def test_a_mistake_of_blint_costs_one_post_alone(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", **{f"{name}.md": "![a](x.png)\n" for name in "abc"}})
    result = check(tmp_path, ".", means=Means(check_post=_broken), language="en")
    assert found(result, "image/missing", INTERNAL_ERROR) == [
        ("a.md", 1, "image/missing"),
        ("b.md", 1, INTERNAL_ERROR),
        ("c.md", 1, "image/missing"),
    ]
    told = next(finding for finding in result.findings if finding.path == "b.md")
    assert told.message.startswith("blint made a mistake here: KeyError, reference ")
    assert result.broken
    assert exit_status(result) == 2
    assert exit_status(result._replace(findings=[])) == 0
    out = io.StringIO()
    full.render(result, out)
    assert "something was not checked: exit 2" in out.getvalue()
    json.render(result, out)


@pytest.mark.parametrize(
    "fault",
    [ValueError("x"), pytest.param(None, marks=(pytest.mark.slow, posix))],
    ids=["mistake", "too slow"],
)
def test_a_site_that_cannot_be_read_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    opened = []

    def opening(config: Config, found: Found, files: Files) -> BuiltSite:
        opened.append(found.root)
        if found.root.endswith("bad"):
            time.sleep(0 if fault else 60)
            raise fault or KeyError
        return open_site(config, found, files)

    sites = {f"{name}/pelicanconf.py": "" for name in ("bad", "good")}
    posts = {f"{name}/content/{n}/a.md": POST for name in ("bad", "good") for n in "xyz"}
    write(tmp_path, {".git/": "", **sites, **posts})
    monkeypatch.chdir(tmp_path)
    workspace = Workspace(open_site=opening)
    found = [relative(post.path, str(tmp_path)) for post in workspace.posts(["."])]
    assert found == [f"good/content/{n}/a.md" for n in "xyz"]
    assert len(opened) == 2  # however many folders their posts have
    checker = Checker(workspace, Planner(), "en", seconds=60)
    (finding,) = checker.unread()
    assert finding.path == "bad/pelicanconf.py"
    told = {INTERNAL_ERROR: "blint made a mistake here: ValueError"}
    too_slow = "the settings of the site that this belongs to take over 5 seconds to read"
    assert finding.message.startswith(told.get(finding.rule, too_slow))
    assert checker.check_at(str(tmp_path / "bad/content/x/a.md"))[0].findings == []


def test_a_mistake_is_raised_for_those_who_look_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLINT_DEBUG", "1")
    write(tmp_path, {".git/": "", "b.md": "text\n"})
    with pytest.raises(KeyError):
        check(tmp_path, ".", means=Means(check_post=_broken))


@posix
def test_folders_in_folders_have_an_end(tmp_path: Path) -> None:
    posts = ("posts/a.md", f"posts/{'d/' * 100}b.md", f"posts/{'d/' * 110}c.md")
    image = "![a](x.png)\n"
    write(tmp_path, {".git/": "", ".gitignore": "**/x\n", **dict.fromkeys(posts, image)})
    result = check(tmp_path, "posts", select=("image/missing",), language="en")
    assert [(f.path.count("/"), f.rule) for f in result.findings] == [
        (1, "image/missing"),
        (101, "image/missing"),
        (101, "input/unreadable"),
    ]


@posix
def test_a_chain_of_links_costs_itself_alone(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", "posts/a.md": "![a](x.png)\n"})
    for n in range(1000):
        (tmp_path / f"posts/l{n}").symlink_to(f"l{n + 1}")
    (tmp_path / "posts/z.md").symlink_to("l0")
    rows = found(check(tmp_path, "posts", select=("image/missing",)))
    assert rows == [("posts/a.md", 1, "image/missing"), ("posts/z.md", 1, "input/unreadable")]


def test_a_pattern_that_git_cannot_read_is_passed_over(tmp_path: Path) -> None:
    ignore = "[z-a]\nb.md\n"
    write(tmp_path, {".git/": "", ".gitignore": ignore, "a.md": POST, "b.md": "x\n"})
    assert check(tmp_path, ".").posts == 1
    for setting in ('posts = ["[z-a]"]', 'exclude = ["[z-a]"]'):
        write(tmp_path, {"blint.toml": setting})
        with pytest.raises(BlintError, match="a pattern cannot be read"):
            check(tmp_path, ".")


@posix
def test_a_limit_inside_another_is_told_from_it() -> None:
    def both() -> None:
        with within(0.05, "outer"):
            with within(5, "inner"):
                time.sleep(0.1)
            time.sleep(5)

    with pytest.raises(BlintError, match="outer"):
        both()


def test_tags_and_violations_without_number(tmp_path: Path) -> None:
    tags = "".join(f"%TAG !{n:x}! !\n" for n in range(40_000))
    deep = {"a0": {"type": "integer"}}
    deep |= {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n - 1}"}] * 10} for n in range(1, 6)}
    schema = {"$defs": deep, "properties": {"title": {"$ref": "#/$defs/a5"}}}
    write(tmp_path, {".git/": "", "a.md": f"---\n{tags}--- \n", "s.json": dumps(schema)})
    write(tmp_path, {"b.md": f"---\ntitle: {'x' * 500_000}\n---\n"})
    lines = ['rules."front-matter/invalid-field".schema = "s.json"']
    result = check(tmp_path, ".", config=lines, select=("front-matter",))
    assert ("a.md", 2, "front-matter/invalid") in found(result)
    assert ("b.md", 2, "front-matter/invalid-field") in found(result)


def test_values_without_number(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", "a.md": f"---\na: [{'a,' * 250_000}a]\n---\n"})
    assert "front-matter/invalid" in [rule for *_, rule in found(check(tmp_path, "a.md"))]


@posix
def test_without_a_repository_a_link_to_another_one_is_not_followed(tmp_path: Path) -> None:
    secret = "![a](secret.png)\n"
    write(tmp_path, {"other/.git/": "", "other/a.md": secret, "other/in/b.md": secret, "here/": ""})
    (tmp_path / "here/posts").symlink_to(tmp_path / "other")
    for path in ("posts", "posts/a.md", "posts/in"):
        result = check(tmp_path / "here", path)
        assert found(result) == [(path, 1, "input/unreadable")]


def test_when_the_time_is_over_nothing_kept_is_asked_for_either(tmp_path: Path) -> None:
    write(tmp_path, {".git/": "", **{f"{n}.md": POST for n in range(9)}})
    assert check(tmp_path, ".").findings == []
    late = check(tmp_path, ".", means=Means(seconds=lambda posts: -1))
    assert {rule for *_, rule in found(late)} == {"input/unreadable"}


@posix
def test_a_limit_apart_takes_no_time_of_the_one_around() -> None:
    def both(after: float) -> None:
        with deadline(0.4):
            with deadline(10, apart=True):
                time.sleep(0.5)
            time.sleep(after)

    both(0.01)
    with pytest.raises(TooSlow):
        both(5)
