"""The report for people: every finding under its post, with its source line and what to do.

Lines are laid out here as pieces of text and style; rich measures what is not ASCII and, where
colour is wanted, paints them. It is imported late: most runs need none of it.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, TextIO

from blint.model import LONGEST_SOURCE, Finding, Fixes, RuleTotal, Run, Severity
from blint.report import terminal
from blint.report.wording import (
    accepted,
    accepted_name,
    advice,
    conclusion,
    fixable,
    headline,
    left_out,
    not_shown,
    severity_name,
    stale,
    why_accepted,
)

_Line = list[tuple[str, str]]

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_DIM = "dim"
_INDENT = 4
_TAB = 4
_READABLE = 40
_MOST_SEGMENTS = 10_000  # that wait to be printed


class _Page(NamedTuple):
    """What the lines are laid out for."""

    out: TextIO
    width: int
    language: str
    draws: bool

    def show(self, text: str) -> str:
        """Text of others, harmless and as the stream will print it; a tab has no fixed width."""
        shown = terminal.no_commands(terminal.visible(text).replace("\t", r"\t"))
        return terminal.encodable(shown, self.out)


class _Excerpt(NamedTuple):
    """The part of a source line that is shown: the place takes ``cells`` after ``start`` cells.

    ``whole`` tells that the place ends in it, too.
    """

    text: str
    start: int
    cells: int
    whole: bool


def render(run: Run, out: TextIO, *, few: bool = False, accepted: bool = False) -> None:
    """Write the findings by post, then the summary; one line when there are none. With ``few``,
    many findings of one rule are a few and a count; with ``accepted``, those that somebody has
    accepted are among them."""
    page = _Page(out, terminal.columns(out), run.language, terminal.can_draw(out))
    if run.fixes:
        _write(_fixes(run.fixes, page), page)
    known = run.suppressed if accepted else ()
    if not run.findings and not known:
        out.write(headline(run) + "\n")
        for note in filter(None, (left_out(run), stale(run))):
            _write(_hanging("", "", note, page), page)
        return
    shown, hidden = _few(run) if few else (run.findings, [])
    if known:
        shown = sorted([*shown, *known], key=attrgetter("path", "place", "rule"))
    gutter = _INDENT + max(len(str(finding.place.line)) for finding in shown)
    posts = itertools.groupby(shown, key=attrgetter("path"))
    lines = (line for path, findings in posts for line in _post(path, list(findings), gutter, page))
    _write(itertools.chain(lines, _summary(run, hidden, page)), page)


def _fixes(fixes: Fixes, page: _Page) -> Iterator[_Line]:
    """What was mended, by post, a line each, and what was not."""
    from blint.report import fix_wording

    for path, findings in itertools.groupby(fixes.findings, key=attrgetter("path")):
        yield [(page.show(path), "bold")]
        for finding in findings:
            place = f"{finding.place.line}:{finding.place.column}"
            said = f"{finding.rule}: {finding.fix.title if finding.fix else ''}"
            margin = f"  {place:>7}  "
            for line in terminal.wrap(page.show(said), page.width - len(margin)):
                yield [(margin, _DIM), (line, "")]
                margin = " " * len(margin)
        yield []
    for refused in fixes.refused:
        yield from _hanging("", "", fix_wording.not_fixed(refused, page.language), page)
    if fixes.findings:
        yield from _hanging("", "", fix_wording.fixed(fixes, page.language), page, "bold")
    if fixes.findings or fixes.refused:
        yield []


def _few(run: Run) -> tuple[Sequence[Finding], list[tuple[str, int]]]:
    from blint.report.folding import fold

    return fold(run)


def _post(path: str, findings: list[Finding], gutter: int, page: _Page) -> Iterator[_Line]:
    """The findings of one post. Its path is never cut or wrapped: it is there to be opened."""
    yield [(page.show(path), "bold")]
    told: set[tuple[str, str]] = set()
    for finding, at in zip(findings, _positions(findings, page), strict=True):
        yield from _head(finding, at, page)
        yield from _snippet(finding, gutter, page)
        for note in _notes(finding, page):
            # What was said of this rule in this post need not be read again.
            if note and (finding.rule, note) not in told:
                told.add((finding.rule, note))
                yield from _hanging(" " * (gutter + 1), "= ", note, page)
        yield []


def _notes(finding: Finding, page: _Page) -> tuple[str, ...]:
    """What is said below a finding."""
    if finding.suppressed:
        return (why_accepted(finding.suppressed, page.language),)
    return finding.consequence, finding.hint


def _positions(findings: list[Finding], page: _Page) -> list[str]:
    """What stands at the right margin of the heads of one post.

    With the path where all have room for it: terminals open ``path:line:column`` on a click.
    """
    short = [f"{finding.place.line}:{finding.place.column}" for finding in findings]
    path = page.show(findings[0].path)
    long = [f"{path}:{at}" for at in short]
    heads = [[*_title(f, page), (at, "")] for f, at in zip(findings, long, strict=True)]
    return long if max(map(_cells, heads)) + 2 <= page.width else short


def _head(finding: Finding, at: str, page: _Page) -> Iterator[_Line]:
    title = _title(finding, page)
    gap = page.width - _cells([*title, (at, "")])
    if gap >= 2:
        yield [*title, (" " * gap + at, _DIM)]
    else:
        yield title
        yield [(at.rjust(page.width), _DIM)]


def _title(finding: Finding, page: _Page) -> _Line:
    name = severity_name(finding.severity, page.language)
    style = f"bold {_STYLES[finding.severity]}"
    if finding.suppressed:
        name, style = accepted_name(page.language), _DIM
    title = [("  ", ""), (name, style), (f"  {page.show(finding.rule)}", "")]
    return [*title, (f"  {finding.fix.option}", "green")] if finding.fix else title


def _cells(line: _Line) -> int:
    return sum(terminal.cells(text) for text, _ in line)


def _hanging(margin: str, mark: str, text: str, page: _Page, style: str = "") -> Iterator[_Line]:
    """The text, wrapped, with the mark before its first line."""
    for line in terminal.wrap(page.show(text), page.width - len(margin) - len(mark)):
        yield [(margin + mark, _DIM), (line, style)]
        mark = " " * len(mark)


def _snippet(finding: Finding, gutter: int, page: _Page) -> Iterator[_Line]:
    """The source line, and a marker with the message under the place."""
    if not finding.source.strip():
        yield from _hanging(" " * (gutter + 1), "", finding.message, page, "bold")
        return
    bar = " │ " if page.draws else " | "
    width = page.width - gutter - len(bar)
    excerpt = _excerpt(finding, width, page)
    yield [(f"{finding.place.line:>{gutter}}{bar}", _DIM), (excerpt.text, "")]
    for drawn, text in _pointer(excerpt, page.show(finding.message), width, page):
        yield [(" " * gutter + bar, _DIM), (drawn, _STYLES[finding.severity]), (text, "bold")]


def _pointer(excerpt: _Excerpt, message: str, width: int, page: _Page) -> Iterator[tuple[str, str]]:
    """The marker, with the message beside it, or below it as far right as there is room."""
    margin, size = " " * excerpt.start, terminal.cells(message)
    if excerpt.start + excerpt.cells + 1 + size <= width:
        yield f"{margin}{_marker(excerpt, '╰', page)} ", message
        return
    room = width - excerpt.start - 2
    if page.draws and (size <= room or (size > width and room >= _READABLE)):
        yield margin + _marker(excerpt, "├", page), ""
        for number, line in enumerate(terminal.wrap(message, room)):
            yield margin + ("  " if number else "╰ "), line
        return
    yield margin + _marker(excerpt, "╰", page), ""
    margin = margin[: max(width - size, 0)]
    yield from ((margin, line) for line in terminal.wrap(message, width - len(margin)))


def _marker(excerpt: _Excerpt, corner: str, page: _Page) -> str:
    if excerpt.cells == 1 or not page.draws:
        return "^" * excerpt.cells
    return corner + "─" * (excerpt.cells - 2) + ("╯" if excerpt.whole else "─")


def _excerpt(finding: Finding, width: int, page: _Page) -> _Excerpt:
    """What is shown of the source line in that many cells, and where in it the place is."""
    source, place = finding.source, finding.place
    crosses = place.end_line > place.line
    skipped = finding.source_column - 1
    begin = min(max(place.column - 1 - skipped, 0), len(source))
    end = len(source.rstrip()) if crosses else min(place.end_column - 1 - skipped, len(source))
    # However long the line is, only what stands near the place is looked at.
    low, high = max(begin - 4 * width, 0), min(begin + 4 * width, len(source))
    pieces, sizes, owners = _pieces(source[low:high], page)
    if begin == len(source):
        pieces.append(" ")
        sizes.append(1)
    first = owners[begin - low]
    last = owners[min(end, high) - low - 1] + 1 if end > begin else first
    more = "…" if page.draws else "..."
    before = low + skipped > 0
    after = high < len(source) or len(source) == LONGEST_SOURCE
    left, right = _window(sizes, (first, last), width, len(more), (before, after))
    before, after = before or left > 0, after or right < len(sizes)
    text = "".join(pieces[left:right])
    return _Excerpt(
        text=(more if before else "") + (text + more if after else text.rstrip()),
        start=sum(sizes[left:first]) + (len(more) if before else 0),
        cells=max(sum(sizes[first : min(last, right)]), 1),
        whole=not crosses and last <= right and place.end_column - 1 - skipped <= high,
    )


def _pieces(source: str, page: _Page) -> tuple[list[str], list[int], Sequence[int]]:
    """What the source is shown as, in pieces that cannot be parted; the width of each in cells;
    and for each of its characters, and its end, the number of the piece that begins there.
    """
    glyphs, sizes = terminal.glyphs(source), list(map(_size, source))
    as_it_is = "".join(glyphs) == source == terminal.encodable(source, page.out)
    if as_it_is and all(sizes) and "\t" not in source and "\u200d" not in source:
        return glyphs, sizes, range(len(source) + 1)
    pieces: list[str] = []
    owners: list[int] = []
    sizes, column = [], 0
    for index, (character, shown) in enumerate(zip(source, glyphs, strict=True)):
        if character == "\t":
            shown = " " * (_TAB - column % _TAB)
        shown = terminal.encodable(shown, page.out)
        joined = source[index - 1 : index] == "\u200d" or not _size(shown)
        if joined and pieces and shown == character:
            shown, column = pieces.pop() + shown, column - sizes.pop()
        pieces.append(shown)
        sizes.append(_size(shown))
        owners.append(len(pieces) - 1)
        column += sizes[-1]
    return pieces, sizes, [*owners, len(pieces)]


@lru_cache(maxsize=8192)
def _size(text: str) -> int:
    """The cells that a character takes, or what is shown for one."""
    return terminal.cells(text)


def _window(
    sizes: list[int], place: tuple[int, int], width: int, mark: int, cut: tuple[bool, bool]
) -> tuple[int, int]:
    """Which pieces to show, those of the place among them, when a sign for an omission takes
    ``mark`` cells; ``cut`` tells at which ends there must be one.
    """
    (first, last), (before, after) = place, cut
    if sum(sizes) <= width and not before and not after:
        return 0, len(sizes)
    wanted = min(sum(sizes[first:last]) or 1, width)
    left = 0
    if before or sum(sizes[:first]) + wanted + mark > width:
        left = first
        room = max((width - wanted) // 2, width // 6) - mark
        while left and sizes[left - 1] <= room:
            left -= 1
            room -= sizes[left]
    right = first
    room = width - sum(sizes[left:first]) - (mark if left or before else 0)
    while right < len(sizes):
        ends = right == len(sizes) - 1 and not after
        if sizes[right] + (0 if ends else mark) > room:
            break
        room -= sizes[right]
        right += 1
    return left, right


def _summary(run: Run, hidden: list[tuple[str, int]], page: _Page) -> Iterator[_Line]:
    """The counts, by severity and by rule, what of them is not shown, and what to do next."""
    yield [(("─" if page.draws else "-") * page.width, _DIM)]
    yield from _hanging("", "", headline(run), page, "bold")
    totals = sorted(run.totals, key=lambda total: (total.severity.rank, -total.times, total.rule))
    yield from _table(totals, page)
    unseen = not_shown(hidden, run.language) if hidden else ""
    known = accepted(run) if run.findings else ""  # else the headline says it
    for note in (left_out(run), unseen, known, stale(run), fixable(run)):
        if note:
            yield []
            yield from _hanging("", "", note, page)
    yield []
    yield from _hanging("", "", conclusion(run), page)
    if totals:
        yield from _hanging("", "", advice(totals[0].rule, run.language), page)


def _table(totals: list[RuleTotal], page: _Page) -> Iterator[_Line]:
    """Count, severity and rule; the note beside them, or below where there is no room."""

    def row(total: RuleTotal) -> _Line:
        name = severity_name(total.severity, page.language)
        count = f"  {total.times:>{digits},}  "
        name += " " * (names - terminal.cells(name))
        return [
            (count, "bold"),
            (name, _STYLES[total.severity]),
            (f"  {page.show(total.rule)}", ""),
        ]

    digits = max((len(f"{total.times:,}") for total in totals), default=0)
    names = max(
        (terminal.cells(severity_name(t.severity, page.language)) for t in totals), default=0
    )
    sizes = [_cells(row(total)) for total in totals]
    column = 2 + max((s for s, t in zip(sizes, totals, strict=True) if t.note), default=0)
    for total, size in zip(totals, sizes, strict=True):
        note = page.show(total.note)
        if column + terminal.cells(note) <= page.width:
            yield [*row(total), (" " * (column - size) + note, _DIM)]
        else:
            yield row(total)
            yield from _hanging(" " * (digits + 4), "", total.note, page, _DIM)


def _plain(line: _Line) -> str:
    return terminal.no_commands("".join([text for text, _ in line]).rstrip())


def _write(lines: Iterable[_Line], page: _Page) -> None:
    """Print the lines: plain ones directly, for rich's console takes long to import."""
    if not terminal.wants_colour(page.out):
        page.out.writelines(f"{_plain(line)}\n" for line in lines)
        return
    from rich.console import Console
    from rich.segment import Segment, Segments

    # No text passes through rich's markup, emoji or links: segments are printed as they are.
    console = Console(file=page.out, force_terminal=True, color_system="standard")
    segments: list[Segment] = []
    for line in lines:
        text = _plain(line)
        room = len(text)
        # Only a line that is no command in itself is painted.
        for piece, style in line if "".join(t for t, _ in line).startswith(text) else [(text, "")]:
            segments.append(Segment(piece[:room], console.get_style(style or "none")))
            room -= len(piece[:room])
        segments.append(Segment.line())
        if len(segments) > _MOST_SEGMENTS:
            console.print(Segments(segments), soft_wrap=True, end="")
            segments = []
    console.print(Segments(segments), soft_wrap=True, end="")
