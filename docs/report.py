"""Draw docs/report.svg and docs/report.zh-CN.svg: what blint says of two posts of examples/blog.

Run it when a message or the layout of the report changes; tests/whole/test_docs.py tells.
"""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(DOCS)
PICTURES = {"en": "report.svg", "zh": "report.zh-CN.svg"}
POSTS = ("examples/blog/posts/first-tasting.md", "examples/blog/posts/parts-list.md")
COLUMNS = 100
CELL = 12.2  # the width of a character in rich's SVG

# As rich's own, but with fonts that are already there: GitHub loads none from elsewhere.
_TEMPLATE = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono",
    "Noto Sans Mono CJK SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", monospace;
  font-size: {char_height}px;
}}
.{unique_id}-title {{ font: 18px system-ui, sans-serif; }}
{styles}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
_CLIPPED = re.compile(r' clip-path="[^"]*"')
_TEXT = re.compile(r'<text class="(\S+)" x="(\S+)" y="(\S+)" textLength="\S+">(.*?)</text>')


def report(language: str, *, colour: bool) -> str:
    """What the command prints."""
    command = [sys.executable, "-m", "blint", "check", *POSTS, "--language", language]
    environment = {key: value for key, value in os.environ.items() if key != "GITHUB_ACTIONS"}
    environment |= {"COLUMNS": str(COLUMNS), "PYTHONUTF8": "1", "PYTHONPATH": ROOT}
    environment |= {"FORCE_COLOR": "1", "NO_COLOR": ""} if colour else {"NO_COLOR": "1"}
    ran = subprocess.run(  # noqa: S603 - the command is ours
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode != 1:
        raise SystemExit(f"findings expected, exit status {ran.returncode}: {ran.stderr}")
    return ran.stdout


def picture(language: str) -> str:
    """The report as an SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(report(language, colour=True)), soft_wrap=True, end="")
    names = " ".join(os.path.relpath(post, "examples/blog/posts") for post in POSTS)
    svg = console.export_svg(title=f"blint check {names}", code_format=_TEMPLATE, unique_id="blint")
    return _TEXT.sub(_by_width, _CLIPPED.sub("", svg)).replace("</text><text", "</text>\n<text")


def _by_width(found: re.Match[str]) -> str:
    """One element as several, so that Chinese takes two cells a character whatever the font."""
    name, left, y, text = found.groups()
    return "".join(
        f'<text class="{name}" x="{float(left) + start * CELL:g}" y="{y}"'
        f' textLength="{cell_len(run) * CELL:g}">{html.escape(run)}</text>'
        for start, run in _runs(html.unescape(text))
    )


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text of one width, without blanks around them, each after so many cells."""
    start = 0
    for _, characters in groupby(text, key=lambda character: cell_len(character) == 2):
        run = "".join(characters)
        shown = run.strip("\xa0")
        if shown:
            yield start + len(run) - len(run.lstrip("\xa0")), shown
        start += cell_len(run)


def lines(svg: str) -> list[str]:
    """The text of a picture, line by line."""
    rows: dict[float, str] = {}
    for _, left, y, text in _TEXT.findall(svg):
        row = rows.get(float(y), "")
        row += " " * (round(float(left) / CELL) - cell_len(row))
        rows[float(y)] = row + html.unescape(text).replace("\xa0", " ")
    return [rows[y] for y in sorted(rows)]


if __name__ == "__main__":
    for chosen, file_name in PICTURES.items():
        with open(os.path.join(DOCS, file_name), "w", encoding="utf-8", newline="\n") as file:
            file.write(picture(chosen))
