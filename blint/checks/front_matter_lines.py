"""The lines of front matter as a reader sees them: which belong together, and how far each is, or
was meant to be, indented."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit
from blint.post.front_matter.reader import read_front_matter
from blint.post.front_matter.values import ODD
from blint.post.text import Text, edited

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from blint.post.document import Document
    from blint.post.front_matter.model import FrontMatter

BLANKS = rf"(?:[ \t]|{ODD})*+"
_BLANKS = lazy(BLANKS)
_DASH = lazy(rf"-(?:(?:[ \t]|{ODD})+|$)")
_KEY = lazy(rf"[^\s:#][^:#]*:(?:[ \t]|{ODD}|$)")
_COMMENT = lazy(r"\s#")
_OPENS = lazy(r":(?:[ \t]+[|>][-+0-9]{0,2})?\Z")
_UNSEEN = lazy(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SINGLE_QUOTE, _DOUBLE_QUOTE = lazy(r"[:,\[-] *'"), lazy(r"[:,\[-] *\"")


class Lines:
    """The lines of the front matter of a post, numbered as in the post; the first holds or follows
    the opening one. ``end`` is where the body begins."""

    def __init__(self, text: Text, end: int) -> None:
        self.text = text
        self.characters = text.characters
        self.end = end
        self.last = text.line_at(max(end - 1, 0))

    def at(self, offset: int) -> int:
        """The line of a place."""
        return self.text.line_at(offset)

    def start(self, number: int) -> int:
        """The place where a line begins."""
        return self.text.line_starts[number - 1]

    def line(self, number: int) -> str:
        """A line without its end."""
        return self.text.line(number)

    def indentation(self, number: int) -> str:
        """All blanks that a line begins with, also those that YAML does not know."""
        found = _BLANKS.match(self.line(number))
        return found[0] if found else ""

    @cached_property
    def quote(self) -> str:
        """The quotes that the front matter uses: single ones where it has no others."""
        text = self.characters[: self.end]
        single = _SINGLE_QUOTE.search(text) and not _DOUBLE_QUOTE.search(text)
        return "'" if single else '"'

    def go_on(self, number: int, column: int) -> bool:
        """Whether the value of a line, whose key stands in a 0-based column, goes on below it."""
        for below in range(number + 1, self.last + 1):
            line = self.line(below)
            rest = line.lstrip(" \t")
            if rest and not rest.startswith("#"):
                width = len(line) - len(rest)
                return width > column or (width == column and _DASH.match(rest) is not None)
        return False

    def other_items(self, number: int) -> list[str]:
        """The other items of a list that a line holds an item of: the first line of each."""
        width = len(self.indentation(number))
        items = []
        for way in (range(number - 1, 1, -1), range(number + 1, self.last + 1)):
            for other in way:
                blanks = len(self.indentation(other))
                rest = self.line(other)[blanks:]
                if blanks == width and _DASH.match(rest):
                    items.append(rest)
                elif rest and blanks <= width:
                    break
        return items

    def is_oddly_indented(self, number: int) -> bool:
        """Whether a line begins with other blanks than spaces."""
        return self.indentation(number).strip(" ") != ""

    def without(self, first: int, last: int) -> Span:
        """What goes when all lines from one to another go."""
        starts = self.text.line_starts
        end = starts[last] if last < len(starts) else len(self.characters)
        return Span(starts[first - 1], end)

    def indent(self, number: int) -> SpanEdit | None:
        """The edit that puts ordinary spaces in place of the blanks that a line begins with."""
        width = self._widths.get(number)
        blanks = len(self.indentation(number))
        start = self.start(number)
        return None if width is None else SpanEdit(Span(start, start + blanks), " " * width)

    @cached_property
    def _widths(self) -> dict[int, int]:
        """How far each line is to be indented, where that is certain."""
        widths: dict[int, int] = {}
        levels, opened = [_Level(0, is_list=False)], False
        text: int | None = None  # how far a text of several lines is indented, within one
        for number in range(1, self.last + 1):
            blanks = self.indentation(number)
            rest = self.line(number)[len(blanks) :]
            opens = _OPENS.search(_COMMENT.split(rest, 1)[0].rstrip()) is not None
            level = _Level(len(blanks), _DASH.match(rest) is not None)
            is_field = level.is_list or _KEY.match(rest) is not None
            if rest and self.is_oddly_indented(number):
                below = None if opens else self._below[number]
                width = text
                if is_field or opened:
                    width = _fitting(blanks, level.is_list, levels, opened, below)
                elif rest.startswith("#") and text is None:
                    width = levels[-1].width
                if width is None:
                    continue
                level = level._replace(width=width)
            widths[number] = level.width if rest else 0
            if is_field:
                levels = [known for known in levels if known < level] + [level]
                if dash := _DASH.match(rest):
                    levels.append(_Level(level.width + len(dash[0]), is_list=False))
                opened, text = opens, None
            elif opened and rest and not rest.startswith("#"):  # a text of several lines
                opened, text = False, level.width
        return widths

    @cached_property
    def _below(self) -> dict[int, _Level | None]:
        """For each line the level of the next one below that holds text and stands behind spaces
        or none."""
        below: dict[int, _Level | None] = {}
        level = None
        for number in range(self.last, 0, -1):
            below[number] = level
            blanks = self.indentation(number)
            rest = self.line(number)[len(blanks) :]
            if rest and not rest.startswith("#") and not self.is_oddly_indented(number):
                level = _Level(len(blanks), _DASH.match(rest) is not None)
        return below


class _Level(NamedTuple):
    """How far the lines of a list or of fields are indented; a list may stand as far left as the
    field it belongs to, and lies inside that."""

    width: int
    is_list: bool


def _fitting(
    blanks: str, is_item: bool, levels: list[_Level], opened: bool, below: _Level | None
) -> int | None:
    """How many spaces a line needs that begins with these blanks: ``levels`` are those open above
    it, ``opened`` tells that the line above waits for a value, ``below`` is the next ordinary line.
    None where it is not certain."""
    seen = _UNSEEN.sub("", blanks).replace("\t", "  ")
    if not seen:
        return 0
    wide = len(seen) + seen.count("\u3000")  # which is as wide as two
    if opened:
        above = levels[-1].width
        if below and below.is_list == is_item and (below.width, is_item) > levels[-1]:
            return below.width
        return max(len(seen), above + 2) if wide > 1 else None
    known = {level.width for level in levels if level.is_list == is_item}
    near = _nearest(wide, known) & _nearest(len(seen), known)
    return near.pop() if len(near) == 1 else None


def _nearest(width: int, known: set[int]) -> set[int]:
    """Those of the widths that lie nearest to one."""
    least = min((abs(width - other) for other in known), default=0)
    return {other for other in known if abs(width - other) == least}


def lines_alike(
    lines: Lines, number: int, pattern: re.Pattern[str]
) -> list[tuple[int, re.Match[str]]]:
    """The lines around one, and itself, that match a pattern and begin in the same column: the
    place of each and the match. None where it does not match itself."""
    width = len(lines.indentation(number))
    found = {}
    for way in (range(number, 1, -1), range(number, lines.last + 1)):
        for line in way:
            match = pattern.match(lines.line(line))
            if match is None or len(lines.indentation(line)) != width:
                break
            found[line] = match
    return [(lines.start(line), found[line]) for line in sorted(found)]


def read_again(doc: Document, edits: Iterable[SpanEdit]) -> FrontMatter:
    """The front matter with edits made, as the site's generator then reads it."""
    front = doc.text.characters[: doc.front_matter.body_start]
    text = Text.of(edited(front, edits))
    return read_front_matter(text, doc.site.front_matter, doc.site.yaml)
