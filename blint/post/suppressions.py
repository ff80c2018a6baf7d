"""The comments by which a post accepts findings, and the lines that each holds for.

``<!-- blint: ignore RULE, RULE: reason -->`` holds for the block below it, or beside other text for
its own line; in front matter ``# blint: ignore RULE: reason`` holds for the entry below it, or for
that of its own line. ``ignore-file`` holds for the whole post.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit
from blint.post.markdown.model import covered
from blint.post.markdown.outline import Lines, outline
from blint.post.text import edited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from blint.post.document import Document
    from blint.post.front_matter.model import Node
    from blint.post.markdown.outline import Outline

# The variants of `suppression/malformed`.
Malformed = Literal["name", "no-colon", "no-rule", "verb"]

NAME: Final = "blint"  # what no post without such a comment need hold
_LONGEST_REASON = 500  # characters

_HTML = lazy(rf"<!--\s{{0,100}}{NAME}"), lazy("-->")
_MDX = lazy(rf"\{{\s{{0,100}}/\*\s{{0,100}}{NAME}"), lazy(r"\*/\s{0,100}\}")
_HASH = lazy(rf"(?<!\S)#+[ \t]*{NAME}(?P<said>[^\r\n]*)")
_VERB = lazy(r"\s{0,100}[:：]\s{0,100}(?P<verb>[^\s:：,，、]*)")
_MEANT = lazy(r"[\s_-]{0,100}(?:ignore|disable|suppress|skip)", re.IGNORECASE)
_RULE = lazy(r"[^,，、]+")
_COLON = lazy(r"[:：]")
_MARKS = " \t>"  # what a line within a quotation begins with
_ITEM = lazy(r"[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+")
_INDENTED_OR_ITEM = lazy(r"[ \t]|(?:[-+*]|\d{1,9}[.)])[ \t]")


class Suppression(NamedTuple):
    """A comment, at ``span``. ``names`` are the rules and families it names, each with its place,
    ``listed`` is where they stand together. It holds for the lines of ``scope``, all of them with
    ``whole_post``; with ``widens`` for all where its rule finds nothing there. ``removal`` is what
    to delete to be rid of it, None where the page might change then. One that is ``wrong`` accepts
    nothing; ``word`` is the one in it that is not as it should be."""

    span: Span
    names: tuple[tuple[str, Span], ...] = ()
    listed: Span = Span(0, 0)
    reason: str = ""
    whole_post: bool = False
    scope: Lines = Lines(1, 0)
    widens: bool = False
    removal: Span | None = None
    wrong: Malformed | None = None
    word: str = ""

    def speaks_of(self, names: tuple[str, ...]) -> bool:
        """Whether it names one of these."""
        return any(name in names for name, _ in self.names)


class Judged(NamedTuple):
    """The suppressions of a post that was checked: each, with the rules and families in it that
    have accepted something. ``known`` are all there are, and whether one that accepts nothing is
    known to be in vain: all that it means was looked for."""

    suppressions: Sequence[tuple[Suppression, frozenset[str]]]
    known: Mapping[str, bool]


def suppressions(document: Document) -> list[Suppression]:
    """The suppressions of a post, in their order."""
    if NAME not in document.text.characters:
        return []
    return _Reader(document).read()


class _Reader:
    """Reads the comments of one post."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.front_matter = document.front_matter
        self.whole = Lines(1, len(self.text.line_starts))
        self.blanked = self.text.characters  # with blanks for the comments

    def read(self) -> list[Suppression]:
        found = [*self._in_front_matter(), *self._in_body()]
        blanks = [SpanEdit(said.span, " " * (said.span.end - said.span.start)) for said, _ in found]
        self.blanked = edited(self.blanked, blanks)
        return [self._placed(suppression, in_front) for suppression, in_front in found]

    def _in_front_matter(self) -> Iterator[tuple[Suppression, bool]]:
        front = self.front_matter
        if front.missing or front.format not in ("yaml", "toml"):
            return
        values = sorted(node.span for _, _, node in front.scalars())
        for match in _HASH.finditer(self.text.characters, front.span.start, front.span.end):
            at = match.start()
            indented = at > self.text.line_starts[self.text.line_at(at) - 1]
            # What cannot be read may be the text of a block.
            if covered(values, at) or (front.invalid and indented):
                continue
            if said := _read(Span(*match.span()), match["said"], match.start("said")):
                yield said, True

    def _in_body(self) -> Iterator[tuple[Suppression, bool]]:
        characters, start = self.text.characters, self.front_matter.body_start
        found = list(_comments(characters, start, *_HTML))
        if self.document.is_mdx:
            found = sorted([*found, *_comments(characters, start, *_MDX)])
        for span, said_from, said_to in found:
            said = _read(span, characters[said_from:said_to], said_from)
            if said and not self.document.in_code(span.start):
                yield said, False

    def _placed(self, said: Suppression, in_front: bool) -> Suppression:
        """The suppression with what it holds for."""
        if said.wrong:
            return said
        lines = Lines(self.text.line_at(said.span.start), self.text.line_at(said.span.end - 1))
        removal = self._removal_in_front(said.span) if in_front else self._removal(said.span, lines)
        said = said._replace(removal=removal)
        if said.whole_post:
            return said._replace(scope=self.whole)
        if in_front:
            alone = not self._line(lines.first).strip()
            scope = self._entry_below(lines.first) if alone else self._entry_at(lines.first)
            return said._replace(scope=scope, widens=alone)
        alone = all(self._is_blank(line) for line in range(lines.first, lines.last + 1))
        alone = alone or bool(_ITEM.fullmatch(self._line(lines.first).rstrip() + " "))
        return said._replace(scope=self._block_below(lines.last) if alone else lines)

    def _line(self, line: int) -> str:
        """A line without the comments in it."""
        span = self.text.line_span(line)
        return self.blanked[span.start : span.end]

    def _is_blank(self, line: int) -> bool:
        return not self._line(line).strip(_MARKS)

    @cached_property
    def _next_lines(self) -> list[int]:
        """For each line the next one that is not blank."""
        following, after = [0] * (self.whole.last + 1), self.whole.last + 1
        for line in range(self.whole.last, 0, -1):
            following[line] = after
            after = after if self._is_blank(line) else line
        return following

    @cached_property
    def _outline(self) -> Outline:
        dialect = self.document.site.dialect._replace(jsx=self.document.is_mdx)
        return outline(self.text, self.front_matter.body_start, dialect)

    def _block_below(self, line: int) -> Lines:
        """The lines of the block below a line; of what begins no block those up to a blank line, or
        to the next block."""
        first, ends = self._next_lines[line], self._outline.ends
        if first > self.whole.last or first in ends:
            return Lines(first, ends.get(first, first))
        last = first
        while last < self.whole.last and not self._is_blank(last + 1) and last + 1 not in ends:
            last += 1
        return Lines(first, last)

    @cached_property
    def _entries(self) -> dict[int, int]:
        """The lines that entries of the front matter begin on, and list items, with the last line
        of the outermost that begins there."""
        entries: dict[int, int] = {}

        def add(start: int, node: Node) -> int:
            last = max(self.text.line_at(start), self.text.line_at(max(node.span.end - 1, start)))
            for entry in (node.entries or {}).values():
                last = max(last, add(entry.key_span.start, entry.node))
            for item in node.items or ():
                last = max(last, add(item.span.start, item))
            first = self.text.line_at(start)
            entries[first] = max(last, entries.get(first, 0))
            return last

        if self.front_matter.root:
            for entry in (self.front_matter.root.entries or {}).values():
                add(entry.key_span.start, entry.node)
        return entries

    def _entry_at(self, line: int) -> Lines:
        return Lines(line, self._entries.get(line, line))

    def _entry_below(self, line: int) -> Lines:
        first = min((first for first in self._entries if first > line), default=0)
        return self._entry_at(first) if first else Lines(line, line)

    def _removal_in_front(self, span: Span) -> Span:
        characters, line = self.text.characters, self.text.line_at(span.start)
        start = self.text.line_starts[line - 1]
        before = characters[start : span.start].rstrip(" \t")
        if before:
            return Span(start + len(before), span.end)
        return Span(start, self._line_start(line + 1))

    def _line_start(self, line: int) -> int:
        """Where a line starts, also the one after the last."""
        starts = self.text.line_starts
        return starts[line - 1] if line <= len(starts) else len(self.text.characters)

    def _removal(self, span: Span, lines: Lines) -> Span | None:
        characters = self.text.characters
        start, end = self._line_start(lines.first), self.text.line_span(lines.last).end
        before, after = characters[start : span.start], characters[span.end : end]
        if not before.strip() and not after.strip():
            return self._removal_of_lines(lines)
        if not after.strip():
            kept = before.rstrip(" \t")
            marked = not before.strip(_MARKS) or _ITEM.fullmatch(before)
            return None if marked else Span(start + len(kept), span.end)
        if before and not before[-1].isspace() and not after[0].isspace():
            return None  # what it parts might become something else together
        blanks = len(after) - len(after.lstrip(" \t"))
        return Span(span.start, span.end + (blanks if not before or before[-1].isspace() else 0))

    def _removal_of_lines(self, lines: Lines) -> Span | None:
        """The lines of a comment alone on them, where they part nothing; with the blank line above
        where one below is left, or at the very top with the one below."""
        body = self.text.line_at(self.front_matter.body_start)
        top, bottom = lines.first <= body, lines.last >= self._last_line
        above = not top and not self.text.line(lines.first - 1).strip()
        below = not bottom and not self.text.line(lines.last + 1).strip()
        if not (top or bottom or above or below):
            return None
        if self._parts_lists(lines):
            return None
        start = self._line_start(lines.first - 1 if above and (below or bottom) else lines.first)
        return Span(start, self._line_start(lines.last + (2 if lines.first == 1 and below else 1)))

    def _parts_lists(self, lines: Lines) -> bool:
        """Whether a list above these lines might go on with what stands below them."""
        below = self._next_lines[lines.last]
        if below > self.whole.last or not _INDENTED_OR_ITEM.match(self._line(below)):
            return False
        return any(
            above.first < lines.first and above.last < below for above in self._outline.lists
        )

    @cached_property
    def _last_line(self) -> int:
        """The last line that has anything in it."""
        return self.text.line_at(max(len(self.text.characters.rstrip()) - 1, 0))


def _comments(
    characters: str, start: int, opening: re.Pattern[str], closing: re.Pattern[str]
) -> Iterator[tuple[Span, int, int]]:
    """The comments from a place on that begin with blint's name, each with where what follows the
    name begins and ends."""
    while found := opening.search(characters, start):
        end = closing.search(characters, found.end())
        if end is None:
            return
        yield Span(found.start(), end.end()), found.end(), end.start()
        start = end.end()


def _read(span: Span, said: str, start: int) -> Suppression | None:
    """What a comment says after blint's name, from the place ``start`` on; None where it is only
    about blint."""
    found = _VERB.match(said)
    if found is None:
        return Suppression(span, wrong="name") if _MEANT.match(said) else None
    verb = found["verb"]
    if not verb:
        return Suppression(span, wrong="name")
    if verb not in ("ignore", "ignore-file"):
        return Suppression(span, wrong="verb", word=verb)
    colon = _COLON.search(said, found.end())
    end = colon.start() if colon else len(said.rstrip())
    names = []
    for part in _RULE.finditer(said, found.end(), end):
        if name := part[0].strip():
            at = start + part.start() + len(part[0]) - len(part[0].lstrip())
            names.append((name, Span(at, at + len(name))))
    if not names:
        return Suppression(span, wrong="no-rule", word=verb)
    if odd := next((name for name, _ in names if len(name.split()) > 1), ""):
        return Suppression(span, wrong="no-colon", word=odd.split()[0])
    listed = Span(names[0][1].start, names[-1][1].end)
    reason = " ".join(said[colon.end() :].split()) if colon else ""
    reason = reason.rstrip("-").rstrip()
    if len(reason) > _LONGEST_REASON:
        reason = reason[: _LONGEST_REASON - 1] + "…"
    return Suppression(span, tuple(names), listed, reason, whole_post=verb == "ignore-file")
