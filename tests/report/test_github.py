"""Annotations within what GitHub shows, and a job summary within what it takes."""

from __future__ import annotations

import io
import os
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blint.model import Change, Finding, Fixes, NotFixed, Place, RuleTotal, Run, Severity
from blint.report.formats import render
from blint.report.terminal import visible

if TYPE_CHECKING:
    from pathlib import Path

ERROR, WARNING, INFO = Severity
PLACE = Place(31, 8, 31, 32)
WEB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "o/r",
    "GITHUB_SHA": "c0ffee",
}


def finding(severity: Severity = ERROR, path: str = "a.md", message: str = "bad") -> Finding:
    return Finding("image/missing", severity, path, PLACE, message)


def finished(*findings: Finding, language: str = "en", root: str = "/nowhere") -> Run:
    totals = [RuleTotal("image/missing", ERROR, len(findings), "48 MB | <b>")] if findings else []
    return Run(findings, totals, 89, 750, 0.62, "vitepress", language, root)


def annotated(run: Run, **environ: str) -> list[str]:
    out = io.StringIO()
    with mock.patch.dict(os.environ, environ, clear=True):
        render("github", run, out)
    return out.getvalue().splitlines()


def summary(run: Run, target: Path, **environ: str) -> str:
    annotated(run, GITHUB_STEP_SUMMARY=str(target), **environ)
    return target.read_text(encoding="utf-8")


def test_one_annotation() -> None:
    full = Finding("image/missing", WARNING, "a,b:c.md", PLACE, "100 %", "build stops", "try\nthis")
    (line,) = annotated(finished(full))
    assert line == (
        "::warning file=a%2Cb%3Ac.md,line=31,endLine=31,col=8,endColumn=32,title=image/missing"
        r"::100 %25; build stops%0Atry\nthis"
    )


def test_a_place_of_several_lines_has_no_columns() -> None:
    long = Finding("a/b", INFO, "a.md", Place(3, 5, 4, 2), "bad")
    assert annotated(finished(long)) == ["::notice file=a.md,line=3,endLine=3,title=a/b::bad"]


def test_a_clean_run_has_no_annotations() -> None:
    assert annotated(finished()) == []


def test_long_texts_are_cut_as_the_runner_counts() -> None:
    long = Finding("r" * 300, ERROR, "a.md", PLACE, "🌠" * 3000)
    title, message = re.fullmatch(r".*,title=(.*?)::(.*)", annotated(finished(long))[0]).groups()  # type: ignore[union-attr]
    assert title == "r" * 254 + "…"
    assert message == "🌠" * 2047 + "…"


def test_paths_count_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = tmp_path / "blog"
    blog.mkdir()
    monkeypatch.chdir(blog)

    def file(path: str, root: Path, **environ: str) -> str:
        (line,) = annotated(finished(finding(path=path), root=str(root)), **environ)
        return line.partition("file=")[2].partition(",")[0]

    workspace = {"GITHUB_WORKSPACE": str(tmp_path)}
    assert file("posts/a.md", blog) == "posts/a.md"
    assert file("posts/a.md", blog, **workspace) == "blog/posts/a.md"
    assert file("../other/a.md", blog, **workspace) == "other/a.md"
    assert file(str(blog / "a.md"), blog, **workspace) == "blog/a.md"
    assert file("a.md", blog, GITHUB_WORKSPACE="/elsewhere") == "a.md"
    assert file("a.md", tmp_path, GITHUB_WORKSPACE="/elsewhere") == "blog/a.md"
    if os.name == "posix":  # Windows asks for a privilege
        (tmp_path / "link").symlink_to(blog)
        assert file("a.md", blog, GITHUB_WORKSPACE=str(tmp_path / "link")) == "a.md"
    assert file("/etc/passwd", blog, **workspace) == "/etc/passwd"


def test_every_post_gets_its_turn_and_the_worst_come_first() -> None:
    run = finished(
        *[finding(WARNING, "a.md", f"w{number}") for number in range(30)],
        *[finding(ERROR, "b.md", f"e{number}") for number in range(2)],
        *[finding(INFO, "b.md", f"i{number}") for number in range(2)],
        finding(WARNING, "c.md", "x"),
        finding(WARNING, "d.md", "y"),
        finding(WARNING, "d.md", "z"),
    )
    *shown, closing = annotated(run)
    said = [line.rpartition("::")[2] for line in shown]
    assert said == [
        "e0",
        "e1",
        "w0",
        "x",
        "y",
        "w1",
        "z",
        *[f"w{n}" for n in range(2, 7)],
        "i0",
        "i1",
    ]
    assert closing == "::notice title=blint::not annotated: 23 warnings"


@given(
    st.lists(st.sampled_from([ERROR, WARNING, INFO]), max_size=60), st.sampled_from(["en", "zh"])
)
def test_what_is_left_out_is_counted(severities: list[Severity], language: str) -> None:
    run = finished(*[finding(each) for each in severities], language=language)
    lines = annotated(run)
    kinds = [line[2:].partition(" ")[0] for line in lines]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    given = [kinds.count(kind) for kind in ("error", "warning", "notice")]
    assert all(count <= limit for count, limit in zip(given, (9, 10, 10), strict=True))
    left = 0
    if lines and "title=blint::" in lines[-1]:
        assert not any("title=blint::" in line for line in lines[:-1])
        left = sum(map(int, re.findall(r"\d+", lines[-1].rpartition("::")[2])))
        lines.pop()
        assert left
    assert len(lines) + left == len(severities)


FORGED = "::error::a\n::error::b ##[error]c.md"
TWO_MENDED = Fixes(
    [finding(), finding()],
    [Change("a.md", b"", b"-")],
    [NotFixed(FORGED, "read-only"), NotFixed("a.md", "page", finding=finding())],
)


def test_what_was_mended_is_one_notice() -> None:
    first, *others = annotated(finished(finding())._replace(fixes=TWO_MENDED))
    assert first == (
        "::notice title=blint::fixed 2 findings in 1 post"
        r"%0Anot fixed: ::error::a\n::error::b ##\[error]c.md: it is read-only; nothing was written"
        "%0Anot fixed: a.md:31: image/missing: the fix would change the page elsewhere"
    )
    assert others == annotated(finished(finding()))


def test_the_notice_of_what_was_mended_counts() -> None:
    run = finished(*[finding(INFO)] * 10)._replace(fixes=TWO_MENDED)
    lines = annotated(run)
    assert len(lines) == 10
    assert lines[-1] == "::notice title=blint::not annotated: 2 infos"
    nothing = Fixes()
    assert annotated(run._replace(fixes=nothing)) == annotated(run._replace(fixes=None))


def test_the_summary_tells_what_was_mended(tmp_path: Path) -> None:
    refused = [NotFixed(f"<b>{number}</b>.md", "read-only") for number in range(30)]
    fixes = TWO_MENDED._replace(refused=refused)
    text = summary(finished()._replace(fixes=fixes), tmp_path / "summary.md")
    items = [line for line in text.splitlines() if line.startswith("- ")]
    assert items[0] == "- fixed 2 findings in 1 post"
    assert items[-1] == "- 11 more are not listed."
    assert len(items) == 21
    assert "<b>" not in text


def test_the_closing_line_names_the_summary_when_there_is_one(tmp_path: Path) -> None:
    run = finished(*[finding()] * 10, *[finding(WARNING)] * 11)
    chinese = finished(*[finding()] * 10, *[finding(WARNING)] * 11, language="zh")
    target = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    assert annotated(run, **target)[-1] == (
        "::notice title=blint::not annotated: 1 error, 1 warning; see the job summary"
    )
    assert annotated(chinese, **target)[-1] == (
        "::notice title=blint::未标注：1 个错误、1 个警告，见作业摘要"
    )


def test_a_summary(tmp_path: Path) -> None:
    run = finished(finding(WARNING, "b.md"), finding(path="posts/大 合照.md", message="a|b\n<c>"))
    assert summary(run, tmp_path / "summary.md", **WEB) == (
        "\n## blint: 1 error, 1 warning\n\n"
        "89 posts, 750 images in 0.6 s\n\n"
        "1 error: the check fails, exit 1\n\n"
        "| count | severity | rule |  |\n| --- | --- | --- | --- |\n"
        "| 2 | error | image/missing | 48 MB &#124; &#60;b&#62; |\n\n"
        "| severity | place | rule | message |\n| --- | --- | --- | --- |\n"
        "| error | [posts/大 合照.md&#58;31&#58;8](https://github.com/o/r/blob/c0ffee/posts/"
        "%E5%A4%A7%20%E5%90%88%E7%85%A7.md?plain=1#L31)"
        " | image/missing | a&#124;b&#92;n&#60;c&#62; |\n"
        "| warning | [b.md&#58;31&#58;8](https://github.com/o/r/blob/c0ffee/b.md?plain=1#L31)"
        " | image/missing | bad |\n"
    )


def test_a_summary_without_links_in_chinese(tmp_path: Path) -> None:
    text = summary(finished(finding(), language="zh"), tmp_path / "summary.md")
    assert text.splitlines()[1:6] == [
        "## blint: 1 个错误",
        "",
        "89 篇文章，750 张图片，用时 0.6 秒",
        "",
        "1 个错误：检查未通过，退出码 1",
    ]
    assert text.endswith("| 错误 | a.md&#58;31&#58;8 | image/missing | bad |\n")


def test_the_summary_of_a_clean_run(tmp_path: Path) -> None:
    text = summary(finished(), tmp_path / "summary.md")
    assert text == "\n## blint: nothing to report\n\n89 posts, 750 images in 0.6 s\n\n"


@pytest.mark.parametrize("before", [0, 400_000, 999_000, 1_000_000, 2_000_000])
def test_a_summary_is_cut_below_the_limit(tmp_path: Path, before: int) -> None:
    target = tmp_path / "summary.md"
    target.write_bytes(b"x" * before)
    run = finished(*[finding(message=f"中文 {number}") for number in range(20_000)])
    lines = annotated(run, GITHUB_STEP_SUMMARY=str(target))
    size = target.stat().st_size
    text = target.read_text(encoding="utf-8")[before:]
    assert text == "" if size == before else size <= 1_000_000
    assert lines[-1].endswith("see the job summary") is bool(text)
    if before < 999_000:
        rows = text.count("中文 ")
        assert size > 999_000
        assert text.endswith(f"\n\n{20_000 - rows:,} more are not listed.\n")


@pytest.mark.parametrize("target", ["no/such/folder/x", ".", "\0"])
def test_a_summary_that_cannot_be_written(tmp_path: Path, target: str) -> None:
    with mock.patch.dict(os.environ, clear=True), mock.patch("os.environ", {}) as environ:
        environ["GITHUB_STEP_SUMMARY"] = target if target == "\0" else str(tmp_path / target)
        out = io.StringIO()
        render("github", finished(finding()), out)
    assert out.getvalue().count("\n") == 1


class Page(HTMLParser):
    """The tags of a rendered page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


MARKDOWN = ["|", "<b>", "&amp;", "`", "**", "_", "~", "[x](y)", "![", "https://e.org", "www.e.org"]
MARKDOWN += ["\\", "\n", "\x1b", "@x", "#1", "a", "中", " ", "<!--", "$", "^", ":smile:", "WWW.a.b"]


@given(st.text(st.characters()) | st.lists(st.sampled_from(MARKDOWN)).map("".join))
def test_a_summary_shows_texts_as_they_are(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        summary = Path(folder, "summary")
        run = finished(finding(path=text, message=text))
        annotated(run, GITHUB_STEP_SUMMARY=str(summary), **WEB)
        written = summary.read_bytes().decode()
    row = [line for line in written.split("\n") if line.startswith("| error")][-1]
    page = Page(MarkdownIt("gfm-like").render(f"| a | b | c | d |\n|---|---|---|---|\n{row}"))
    assert page.tags.count("td") == 4
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "a"}
    assert page.tags.count("a") == (not os.path.isabs(text))
    assert all(link.startswith("https://github.com/o/r/blob/c0ffee/") for link in page.links)
    assert "".join(page.texts).split() == [
        *"a b c d error".split(),
        *f"{visible(text)}:31:8".split(),
        "image/missing",
        *visible(text).split(),
    ]
