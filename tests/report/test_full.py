"""The report for people: where the marker stands, what fits, and what it says."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from textwrap import dedent
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from blint.model import Finding, Place, RuleTotal, Run, Severity
from blint.report import full, terminal
from blint.report.formats import render

IMAGE = "![大合照](../images/wuxi/cup.jpeg)"
# What is shown in one piece, with its width in a terminal; a tab fills up to a multiple of four.
CLUSTERS = {
    **dict.fromkeys("abc|](.", 1),
    **dict.fromkeys("中文，（）“", 2),
    "“": 1,
    " ": 1,
    "　": 2,
    "e\u0301": 1,
    "ｶ": 1,
    "각": 2,
    "🌠": 2,
    "👩\u200d💻": 2,
    "❤\ufe0f": 2,
    "\t": 0,
}


class Tty(io.StringIO):
    """A terminal of unknown size."""

    def isatty(self) -> bool:
        return True


def finding(rule: str = "image/missing", **given: object) -> Finding:
    values: dict[str, object] = {
        "rule": rule,
        "severity": Severity.ERROR,
        "path": "posts/wuxi.md",
        "place": Place(31, 8, 31, 32),
        "message": "no such file",
        "source": IMAGE,
    }
    return Finding(**(values | given))  # type: ignore[arg-type]


def finished(*findings: Finding, **given: object) -> Run:
    counts: dict[tuple[str, Severity], int] = {}
    for each in findings:
        counts[each.rule, each.severity] = counts.get((each.rule, each.severity), 0) + 1
    values: dict[str, object] = {
        "findings": findings,
        "totals": [RuleTotal(rule, grade, count) for (rule, grade), count in counts.items()],
        "posts": 89,
        "images": 750,
        "seconds": 0.62,
        "generator": "vitepress",
        "language": "en",
        "root": "/site",
    }
    return Run(**(values | given))  # type: ignore[arg-type]


def report(run: Run, width: int = 100, out: io.StringIO | None = None, **environ: str) -> str:
    out = out or io.StringIO()
    with mock.patch.dict(os.environ, {"COLUMNS": str(width), **environ}, clear=True):
        render("full", run, out)
    return out.getvalue()


def drawn(text: str) -> tuple[str, str]:
    """The source line and the marker line of a report of one finding, both after the gutter."""
    lines = [line.partition("│ ")[2] for line in text.splitlines() if "│" in line]
    return lines[0], lines[1]


def marker(line: str) -> tuple[int, int]:
    """The column in which a marker begins, and its cells."""
    found = re.match(r"( *)(\^+|[╰├]─*[╯─])", line)
    assert found is not None
    return len(found[1]), len(found[2])


def cells(clusters: list[str]) -> int:
    """The column in a terminal after these."""
    column = 0
    for cluster in clusters:
        column += CLUSTERS[cluster] or 4 - column % 4
    return column


def shown(clusters: list[str], since: int) -> str:
    """What a terminal shows of a line from that cluster on."""
    text, column = "", cells(clusters[:since])
    for cluster in clusters[since:]:
        size = CLUSTERS[cluster] or 4 - column % 4
        text += cluster if CLUSTERS[cluster] else " " * size
        column += size
    return text


def test_a_report_in_english() -> None:
    run = finished(
        finding(
            consequence="VitePress stops the build here",
            hint="nearest: ../images/wuxi/cups.jpeg",
        ),
        finding(
            "image/too-heavy",
            severity=Severity.WARNING,
            place=Place(144, 5, 144, 29),
            message="1.4 MB, over the limit of 300 KiB",
            source="![](../images/wuxi/all.jpeg)",
        ),
        finding("front-matter/missing", path="a.md", place=Place(1, 1, 1, 1), source=""),
        totals=[
            RuleTotal("image/too-heavy", Severity.WARNING, 131, "48 MB over the limit together"),
            RuleTotal("front-matter/missing", Severity.ERROR, 1),
            RuleTotal("image/missing", Severity.ERROR, 2),
        ],
    )
    assert report(run, 72) == dedent(
        """\
        posts/wuxi.md
          error  image/missing                                posts/wuxi.md:31:8
             31 │ ![大合照](../images/wuxi/cup.jpeg)
                │           ╰──────────────────────╯ no such file
                = VitePress stops the build here
                = nearest: ../images/wuxi/cups.jpeg

          warning  image/too-heavy                           posts/wuxi.md:144:5
            144 │ ![](../images/wuxi/all.jpeg)
                │     ╰──────────────────────╯ 1.4 MB, over the limit of 300 KiB

        a.md
          error  front-matter/missing                                   a.md:1:1
                no such file

        ────────────────────────────────────────────────────────────────────────
        89 posts, 750 images in 0.6 s: 2 errors, 1 warning
            2  error    image/missing
            1  error    front-matter/missing
          131  warning  image/too-heavy  48 MB over the limit together

        2 errors: the check fails, exit 1
        `blint rule image/missing` explains the rule
        """
    )


def test_a_report_in_chinese() -> None:
    run = finished(
        finding(
            message="文件不存在",
            consequence="VitePress 会在这里中断构建；在 GitHub 上读者看到的是裂图",
            hint="最接近的文件：../images/wuxi/cups.jpeg",
        ),
        finding(
            "image/missing-alt",
            severity=Severity.INFO,
            place=Place(40, 3, 40, 13),
            message="没有替代文字",
            source="与 ![](b.png)",
        ),
        language="zh",
    )
    assert report(run, 60) == dedent(
        """\
        posts/wuxi.md
          错误  image/missing                     posts/wuxi.md:31:8
            31 │ ![大合照](../images/wuxi/cup.jpeg)
               │           ╰──────────────────────╯ 文件不存在
               = VitePress 会在这里中断构建；在 GitHub 上读者看到的
                 是裂图
               = 最接近的文件：../images/wuxi/cups.jpeg

          提示  image/missing-alt                 posts/wuxi.md:40:3
            40 │ 与 ![](b.png)
               │    ╰────────╯ 没有替代文字

        ────────────────────────────────────────────────────────────
        89 篇文章，750 张图片，用时 0.6 秒：1 个错误、1 条提示
          1  错误  image/missing
          1  提示  image/missing-alt

        1 个错误：检查未通过，退出码 1
        运行 `blint rule image/missing` 查看这条规则的说明
        """
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "1 post, 0 images in 0.02 s: nothing to report\n"),
        ("zh", "1 篇文章，0 张图片，用时 0.02 秒：没有发现问题\n"),
    ],
)
def test_a_clean_run_is_one_line(language: str, line: str) -> None:
    run = finished(posts=1, images=0, seconds=0.021, language=language)
    assert report(run) == line


@pytest.mark.parametrize(("findings", "unwanted"), [("[]", "rich"), ("[f]", "rich.console")])
def test_rich_is_imported_only_where_it_is_needed(findings: str, unwanted: str) -> None:
    code = f"""
import sys
from blint.model import *
from blint.report import full, terminal
from blint.report.formats import render
f = Finding("a/b", Severity.ERROR, "x.md", Place(1, 1, 1, 2), "bad", source="x")
render("full", Run({findings}, [], 1, 0, 0.1, "", "en", "/"), sys.stdout)
sys.exit({unwanted!r} in sys.modules)
"""
    environ = {**os.environ, "FORCE_COLOR": "", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("fail_on", "severity", "language", "line"),
    [
        (Severity.ERROR, Severity.ERROR, "en", "1 error: the check fails, exit 1"),
        (Severity.ERROR, Severity.WARNING, "en", "no errors: the check passes, exit 0"),
        (Severity.WARNING, Severity.WARNING, "en", "1 warning: the check fails, exit 1"),
        (Severity.WARNING, Severity.INFO, "en", "no errors or warnings: the check passes, exit 0"),
        (None, Severity.ERROR, "en", 'fail-on = "never": exit 0'),
        (Severity.WARNING, Severity.WARNING, "zh", "1 个警告：检查未通过，退出码 1"),
        (Severity.WARNING, Severity.INFO, "zh", "没有错误、警告：检查通过，退出码 0"),
        (None, Severity.ERROR, "zh", 'fail-on = "never"：退出码 0'),
    ],
)
def test_what_the_run_comes_to(
    fail_on: Severity | None, severity: Severity, language: str, line: str
) -> None:
    run = finished(finding(severity=severity), fail_on=fail_on, language=language)
    assert line in report(run).splitlines()


@st.composite
def lines_with_places(draw: st.DrawFn) -> tuple[list[str], int, int]:
    """A source line in clusters, and the first and the last but one of a place in it."""
    clusters = draw(st.lists(st.sampled_from(sorted(CLUSTERS)), max_size=150))
    clusters.insert(draw(st.integers(0, len(clusters))), "a")
    first = draw(st.integers(0, len(clusters)))
    return clusters, first, draw(st.integers(first, len(clusters)))


@given(lines_with_places(), st.sampled_from([40, 60, 80, 100, 160]))
@example((["中"] * 300, 140, 145), 60)
@example((["a"] * 300, 300, 300), 40)
@example((["\t", "a"] * 100, 60, 190), 80)
def test_the_marker_stands_under_the_place(line: tuple[list[str], int, int], width: int) -> None:
    clusters, first, last = line
    column, end = (1 + len("".join(clusters[:index])) for index in (first, last))
    run = finished(finding(place=Place(7, column, 7, end), source="".join(clusters)))
    text = report(run, width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    source, marked = drawn(text)
    start, size = marker(marked)
    cut = source.startswith("…")
    body = source.removeprefix("…").removesuffix("…")
    # Some part of the line is shown, and in it the marker stands where the place begins.
    assert any(
        shown(clusters, since).startswith(body)
        and start == cut + cells(clusters[:first]) - cells(clusters[:since])
        for since in (range(1, first + 1) if cut else [0])
    )
    wanted = max(cells(clusters[:last]) - cells(clusters[:first]), 1)
    assert size == wanted if not source.endswith("…") else 1 <= size <= wanted


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "| 前 " * 100 + "| bad cell " + "| after " * 100
    column = source.index("bad") + 1
    text = report(finished(finding(place=Place(3, column, 3, column + 8), source=source)), 60)
    assert drawn(text) == (
        "… 前 | 前 | 前 | 前 | bad cell | after | after | af…",
        "                      ╰──────╯ no such file",
    )


def test_a_place_wider_than_the_page_is_shown_from_its_start() -> None:
    source = f"![]({'x' * 200}) and more"
    text = report(finished(finding(place=Place(3, 5, 3, 205), source=source)), 40)
    assert drawn(text) == (f"![]({'x' * 27}…", f"    ├{'─' * 26}")


def test_a_place_that_goes_on_is_marked_to_the_end_of_its_line() -> None:
    run = finished(finding(place=Place(3, 3, 5, 2), source="a <img  ", message="unclosed"))
    assert drawn(report(run)) == ("a <img", "  ╰─── unclosed")


@pytest.mark.parametrize(("column", "caret"), [(1, 0), (3, 4), (4, 5)])
def test_an_empty_place_is_one_caret(column: int, caret: int) -> None:
    run = finished(finding(place=Place(3, column, 3, column), source="中文a"))
    assert drawn(report(run))[1] == " " * caret + "^ no such file"


@pytest.mark.parametrize("source", ["", "  \t"])
def test_an_empty_line_is_not_shown(source: str) -> None:
    text = report(finished(finding(source=source)))
    assert "│" not in text
    assert "\n       no such file\n" in text


def test_a_message_too_long_for_the_right_side_goes_below_or_to_the_left() -> None:
    source = "a long enough line with a place at its very end: x"
    long = "the message is longer than the room that is left at the right of the marker"
    run = finished(finding(place=Place(31, 50, 31, 51), source=source, message=long))
    lines = [line.partition("│ ")[2] for line in report(run, 60).splitlines() if "│" in line]
    assert lines[1:] == [
        " " * 49 + "^",
        "the message is longer than the room that is left at",
        "the right of the marker",
    ]


def test_what_was_said_of_a_rule_in_a_post_is_not_repeated() -> None:
    notes = {"consequence": "readers wait", "hint": "make it smaller"}
    text = report(
        finished(
            finding(**notes),
            finding(**notes),
            finding("other/rule", **notes),
            finding(path="z.md", **notes),
        )
    )
    assert text.count("= readers wait") == text.count("= make it smaller") == 3
    assert text.count("no such file") == 4


def test_a_path_is_never_broken() -> None:
    path = "posts/" + "很长的路径/" * 20 + "x.md"
    lines = report(finished(finding(path=path)), 40).splitlines()
    assert lines[0] == path
    assert all(cell_len(line) <= 40 for line in lines[1:])


@given(
    st.text(st.characters()),
    st.text(st.characters()),
    st.tuples(*[st.integers(-2, 40)] * 4),
    st.sampled_from([40, 60, 100]),
)
def test_any_text_and_any_place_can_be_reported(
    source: str, message: str, place: tuple[int, int, int, int], width: int
) -> None:
    each = finding(source=source, message=message, hint=message, place=Place(*place))
    text = report(finished(each), width)
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_line_of_a_million_characters() -> None:
    source = "中" * 500_000 + "x" + "\t" * 500_000
    text = report(finished(finding(place=Place(3, 500_001, 3, 500_002), source=source)), 60)
    line, marked = drawn(text)
    assert line == "…" + "中" * 12 + "x" + line[14:]
    assert marker(marked) == (25, 1)


HOSTILE = "[/red] [link=x]y[/link] :smile: \x1b[31m\x9b2J\u202e ##[error]x\n::error::y \udc80"
HARMLESS = r"[/red] [link=x]y[/link] :smile: \x1b[31m\x9b2J\u202e ##\[error]x\n::error::y \udc80"


@pytest.mark.parametrize("colour", ["", "1"])
def test_hostile_text_is_printed_as_it_is_written(colour: str) -> None:
    run = finished(
        finding(
            path=HOSTILE, source=HOSTILE, message=HOSTILE, consequence=HOSTILE, hint=f"{HOSTILE}!"
        )
    )
    text = re.sub(r"\x1b\[[0-9;]*m", "", report(run, 200, FORCE_COLOR=colour))
    assert text.splitlines()[0] == HARMLESS
    assert text.count(HARMLESS) == 6
    assert "\x1b" not in text


def test_colour_changes_nothing_but_colour() -> None:
    run = finished(
        finding(consequence="a", hint="[bold]b[/bold] https://example.org 12 'x' True"),
        finding(severity=Severity.WARNING, source="x  "),
        finding(severity=Severity.INFO, source="", path="b.md"),
    )
    plain = report(run)
    painted = report(run, out=Tty(), TERM="xterm")
    assert "\x1b[1;31merror\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    assert report(run, out=Tty(), NO_COLOR="1") == plain
    assert report(run, FORCE_COLOR="1") == painted


def test_a_stream_without_box_drawing() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace")
    with mock.patch.dict(os.environ, {"COLUMNS": "60"}, clear=True):
        place = Place(31, 4, 31, 14)
        render("full", finished(finding(place=place, source="图片 ![](a.png)")), stream)
    stream.flush()
    lines = stream.buffer.getvalue().decode("ascii").splitlines()
    assert lines[2:4] == [
        r"    31 | \u56fe\u7247 ![](a.png)",
        r"       |              ^^^^^^^^^^ no such file",
    ]
    assert lines[5] == "-" * 60


def test_a_position_without_room_stands_on_the_next_line() -> None:
    place = Place(12345, 678, 12345, 679)
    lines = report(finished(finding("front-matter/missing-field", place=place)), 40).splitlines()
    assert lines[1:3] == ["  error  front-matter/missing-field", "12345:678".rjust(40)]


def test_a_message_that_fits_the_page_but_not_its_place_moves_to_the_left() -> None:
    source = "a long enough line with a place at its end: xyz"
    message = "longer than the room at the right"
    run = finished(finding(place=Place(31, 45, 31, 48), source=source, message=message))
    lines = [line.partition("│ ")[2] for line in report(run, 60).splitlines() if "│" in line]
    assert lines[1:] == [" " * 44 + "╰─╯", message.rjust(51)]


# --- many findings of one rule --------------------------------------------------------------------


def many(number: int, **given: object) -> list[Finding]:
    return [finding(place=Place(line, 1, line, 2), **given) for line in range(1, number + 1)]


def test_many_findings_of_a_rule_are_a_few_and_a_count() -> None:
    run = finished(*many(11), *many(10, rule="image/missing-alt", severity=Severity.INFO))
    out = io.StringIO()
    full.render(run, out, few=True)
    heads = [line.split()[1] for line in out.getvalue().splitlines() if "posts/wuxi.md:" in line]
    assert heads == ["image/missing"] * 5 + ["image/missing-alt"] * 10
    assert "not shown: 6 more of image/missing; --show-all shows them all" in out.getvalue()
    # The summary counts all of them.
    assert "11  error  image/missing" in out.getvalue()


def test_each_severity_of_a_rule_shows_its_few() -> None:
    run = finished(*many(30, severity=Severity.INFO), finding(path="z.md"))
    out = io.StringIO()
    full.render(run._replace(language="zh"), out, few=True)
    assert "z.md" in out.getvalue()
    assert "没有逐一显示：image/missing 还有 25 处；加上 --show-all 可以全部显示" in out.getvalue()


@pytest.mark.parametrize(
    ("ci", "stream", "person"),
    [("", Tty(), True), ("false", Tty(), True), ("true", Tty(), False), ("", io.StringIO(), False)],
)
def test_only_a_person_at_a_terminal_is_spared_the_many(
    ci: str, stream: io.StringIO, person: bool
) -> None:
    with mock.patch.dict(os.environ, {"CI": ci}):
        assert terminal.read_by_a_person(stream) is person
