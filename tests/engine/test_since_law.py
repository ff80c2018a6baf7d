"""The law of ``--since``: every finding that a full run has after a change and had not before it is
reported, and nothing that was there before on lines that the change did not touch.

What a post or a baseline accepts is no finding of a full run: so one is reported once its comment
is gone, or once there are more of the same than are accepted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import chdir
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import check, picture, write

from blint.engine.baseline.entries import FILE_NAME
from blint.engine.baseline.update import BaselineRequest, update
from blint.model import Finding, Run
from blint.rulebook.pages import builtin_rules

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

CASES = int(os.environ.get("SINCE_CASES", "40"))
NAMES = ["a.md", "b 1.md", "c/中文.md", "c/index.md", "d.md"]
IMAGES = ["1.png", "c/big.png", "c/图 2.jpg", "wide.png"]
BLOCKS = [
    "Text.",
    "![](1.png)",
    "![x](1.png)",
    "![x](c/big.png)",
    "![x](big.png)",
    "![x](wide.png)",
    "![](<c/图 2.jpg>)",
    "![x](%E5%9B%BE%202.jpg)",
    "![x](../WIDE.png)",
    "![x](/1.png)",
    "<img src='wide.png'>",
    "| a | b |\n| - | - |\n| 1 | 2 | 3 |",
    "## A heading\n\n[x](#a-heading)",
    "[x](d.md) and [y](./c/index.md#a-heading)",
    "[x](../d.md#a-heading) and [y](<b 1.md>)",
    "[x](%E4%B8%AD%E6%96%87.md) and [y](c/%E4%B8%AD%E6%96%87#a-heading)",
    "<!-- more -->",
    "<!-- blint: ignore image/missing-alt: old -->",
    "<!-- blint: ignore image, table -->\n![](1.png)",
    "![x](wide.png) <!-- blint: ignore image/too-large: wanted -->",
    "<!-- blint: ignore-file image/missing: elsewhere -->",
    "<!-- blint: ignore image/mising -->",
]
HEADS = [
    "---\ntitle: T\ndate: 2025-01-05\n---",
    "---\ntitle: T\n---",
    "---\ntitle: Same\n---",
    "---\ntitle: 'T\n---",
    "---\ndate: 2025-01-05\ncover: wide.png\n---",
    "---\ntitle: T\n# blint: ignore image/missing, excerpt: drafts\ncover: none.png\n---",
    "",
]
KEPT = {rule.id: rule.facts.get("baseline", {}) for rule in builtin_rules().values()}
GROWING = [rule for rule, kept in KEPT.items() if "at-most" in kept]
OF_POSTS = [rule for rule, kept in KEPT.items() if kept.get("key") == []]  # wherever they stand
WEIGHTS = [0, 90_000, 700_000, 2_000_000]
OF_SITES = "".join(
    f'"image/{name}" = "warning"\n' for name in ("unused", "duplicate", "orphan-folder")
)
CONFIGS = [
    "",
    'generator = "vitepress"\n',
    '[site]\nmarker = "<!-- more -->"\n',
    '[rules]\n"image/missing-alt" = "error"\n',
    "[rules]\n" + OF_SITES,
]

posts = st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(BLOCKS), max_size=6)).map(
    lambda parts: "\n\n".join([parts[0], *parts[1]]) + "\n"
)
images = st.tuples(st.sampled_from(WEIGHTS), st.booleans()).map(
    lambda said: picture("PNG", (3000 if said[1] else 4, 3), said[0])
)
blogs = st.fixed_dictionaries(
    {"a.md": posts},
    optional={**dict.fromkeys(NAMES[1:], posts), **dict.fromkeys(IMAGES, images)},
)
edits = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), posts),
    st.tuples(st.just("write"), st.sampled_from(IMAGES), images),
    st.tuples(
        st.just("insert"), st.sampled_from(NAMES), st.sampled_from(BLOCKS), st.integers(0, 9)
    ),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.integers(0, 9)),
    st.tuples(st.just("turn"), st.sampled_from(NAMES), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES[1:] + IMAGES)),
    st.tuples(st.just("rename"), st.sampled_from(NAMES[1:]), st.sampled_from([*NAMES, "e/f.md"])),
    st.tuples(st.just("rename"), st.sampled_from(IMAGES), st.sampled_from([*IMAGES, "new.png"])),
    st.tuples(st.sampled_from(["stage", "commit", "merge"])),
)


def titled(name: str, content: str | bytes) -> str | bytes:
    """A post with a title of its own, by which it is known once it is renamed."""
    if isinstance(content, bytes):
        return content
    return content.replace("title: T\n", f"title: T {name}\n").replace("'T\n", f"'T {name}\n")


def git(folder: Path, *words: str) -> str:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.quotepath=off")
    done = subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="surrogateescape",
    )
    return done.stdout


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x", "--allow-empty")


def edit(folder: Path, what: str, *how: object) -> None:
    """Make one change of a blog."""
    if what == "stage":
        git(folder, "add", "-A")
        return
    if what == "commit":
        commit(folder)
        return
    if what == "merge":
        commit(folder)
        git(folder, "merge", "-q", "-X", "ours", "--no-edit", "other")
        return
    path = folder / str(how[0])
    if what == "write":
        write(folder, {str(how[0]): titled(*how)})  # type: ignore[arg-type]
    elif not path.exists():
        return
    elif what == "delete":
        path.unlink()
    elif what == "rename":
        target = folder / str(how[1])
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    else:
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        at = min(int(how[-1]), len(blocks) - 1)  # type: ignore[call-overload]
        if what == "insert":
            blocks.insert(at + 1, str(how[1]))
        elif what == "remove":
            del blocks[at]
        else:
            blocks = blocks[:1] + blocks[at + 1 :] + blocks[1 : at + 1]
        path.write_text("\n\n".join(blocks), encoding="utf-8")


def renames(folder: Path, base: str) -> dict[str, str]:
    """Old names by new ones, as git tells them once all is staged in a copy."""
    git(folder, "add", "-A")
    words = git(folder, "diff", "--cached", "-M", "--name-status", "-z", base).split("\0")
    rest, found = iter(words), {}
    for status in rest:
        if status.startswith("R"):
            old = next(rest)
            found[next(rest)] = old
        elif status:
            next(rest)
    return found


def about(finding: Finding, names: dict[str, str]) -> tuple[object, ...]:
    """What a finding is about, for whoever reads two reports side by side."""
    values = finding.values
    file = str(values.get("file", ""))
    if file:
        file = re.sub(r"^.*/(?:old|new)/", "", file)
        return finding.rule, names.get(file, file), ""
    if "more" in values or finding.rule in OF_POSTS:
        return finding.rule, names.get(finding.path, finding.path), "more" * ("more" in values)
    end = finding.place.end_column - 1 if finding.place.end_line == finding.place.line else None
    text = "".join(finding.source[finding.place.column - 1 : end].split())
    return finding.rule, names.get(finding.path, finding.path), text


def untouched(before: Path, after: Path) -> dict[int, int]:
    """The old numbers of lines that are the same, by the new ones."""
    if not before.is_file() or not after.is_file():
        return {}
    patch = git(before.parent, "diff", "--no-index", "-U0", "--text", str(before), str(after))
    changed, moved, at = {}, 0, 1
    hunks = re.findall(r"^@@ -(\d+),?(\d*) \+(\d+),?(\d*) @@", patch, re.MULTILINE)
    for _, gone, first, new in hunks:
        number = int(new or 1)
        start = int(first) + (not number)
        changed |= {line: line + moved for line in range(at, start)}
        moved, at = moved + int(gone or 1) - number, start + number
    return changed | {line: line + moved for line in range(at, at + 500)}


def replaced(before: Path, after: Path) -> bool:
    """Whether an image is another one: all of it was touched, whichever bytes are the same."""
    return not before.is_file() or before.read_bytes() != after.read_bytes()


def missed(before: Run, after: Run, since: Run, names: dict[str, str]) -> list[object]:
    """What a full run has more of after than before, and the report has not. A renamed post may
    lose what a baseline accepts in it, where its title became another, too: git knows better."""
    lost = [
        f for f in before.suppressed if f.path in names.values() and f.suppressed[0] != "comment"
    ]
    then = Counter(about(finding, {}) for finding in [*before.findings, *lost])
    now = Counter(about(finding, names) for finding in after.findings)
    told = Counter(about(finding, names) for finding in since.findings)
    return [(key, n) for key in now if told[key] < (n := now[key] - then[key])]


def old_ones(before: Run, since: Run, names: dict[str, str], old: Path, new: Path) -> list[object]:
    """What is reported on lines that are the same, and was found on them before."""
    then = {(*about(finding, {}), finding.path, finding.place.line) for finding in before.findings}
    found = []
    for finding in since.findings:
        was = names.get(finding.path, finding.path)
        if not finding.path.endswith(".md") and replaced(old / was, new / finding.path):
            continue
        lines = untouched(old / was, new / finding.path)
        line = lines.get(finding.place.line)
        may_be_worse = finding.rule in GROWING  # the image is another
        if not may_be_worse and (*about(finding, names), was, line) in then:
            found.append(finding)
    return found


examples = partial(
    settings,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
changes = st.lists(edits, min_size=1, max_size=6)


@examples(max_examples=CASES)
@given(blogs, st.lists(edits, max_size=3), changes, st.data())
def test_a_report_has_what_a_change_brought_and_no_more(blog, others, changes, data):
    judged(blog, others, changes, data, accepted=False)


@examples(max_examples=max(CASES // 2, 1))
@given(blogs, st.lists(edits, max_size=3), changes, st.data())
def test_the_same_where_old_findings_are_accepted(blog, others, changes, data):
    judged(blog, others, changes, data, accepted=True)


def judged(blog, others, changes, data, *, accepted):
    """Make a repository with two branches, where the findings at their start are ``accepted`` or
    not, and judge the report of what changed on the first."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        new = root / "new"
        write(new, {name: titled(name, content) for name, content in blog.items()})
        git(new, "init", "-qb", "main")
        write(new, {"blint.toml": data.draw(st.sampled_from(CONFIGS))})
        if accepted:
            with chdir(new):
                update(BaselineRequest(jobs=1))
        commit(new)
        git(new, "checkout", "-qb", "other")
        for change in others:
            edit(new, *change)
        commit(new)
        git(new, "checkout", "-q", "main")
        git(new, "tag", "start")
        for change in changes:
            edit(new, *change)
        named = f'baseline = "{FILE_NAME}"\n' if (new / FILE_NAME).exists() else ""
        write(new, {"blint.toml": named + data.draw(st.sampled_from(CONFIGS))})
        reference = data.draw(st.sampled_from(["start", "HEAD", "other"]))
        judge(root, new, reference)


def judge(root: Path, new: Path, reference: str) -> None:
    """Compare a report with full runs, before and after."""
    base = git(new, "merge-base", reference, "HEAD").strip()
    old, staged = root / "old", root / "staged"
    git(root, "clone", "-q", "new", "old")
    git(old, "checkout", "-q", base)
    shutil.copyfile(new / "blint.toml", old / "blint.toml")
    shutil.copytree(new, staged)
    names = renames(staged, base)
    if not any(new.rglob("*.md")) or not any(old.rglob("*.md")):
        return
    wishes = {"cached": False, "jobs": 1}
    before, after = check(old, **wishes), check(new, **wishes)
    status = git(new, "status", "--porcelain")
    since = check(new, since=reference, **wishes)
    assert git(new, "status", "--porcelain") == status
    assert missed(before, after, since, names) == []
    assert old_ones(before, since, names, old, new) == []
    assert places(since.findings, since.suppressed) <= places(after.findings, after.suppressed)
    if not (new / FILE_NAME).exists():  # which of several it accepts depends on what changed
        assert places(since.suppressed) <= places(after.suppressed)


def places(*found: Sequence[Finding]) -> set[object]:
    return {
        (f.rule, path, place)
        for findings in found
        for f in findings
        for path, place in [(f.path, f.place), *f.also]
    }
