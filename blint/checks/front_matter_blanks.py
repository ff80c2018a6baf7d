"""Fixes of blanks in front matter that only look like spaces, and of spaces that lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.checks.front_matter_lines import BLANKS, Lines, lines_alike, read_again
from blint.checks.front_matter_quotes import ANOTHER_LINE, COMMENT, TEXT_KEYS, is_doubtful, quoted
from blint.lazy_regex import lazy
from blint.model import Match, Span, SpanEdit, SpanFix
from blint.post.front_matter.values import ODD

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from typing import TypeVar

    from blint.post.document import Document
    from blint.post.front_matter.model import Invalid, Problem

    V = TypeVar("V", bound=str)  # a variant


_AFTER_SIGN = lazy(rf"[ \t]*(?:(?P<key>[\w-]*):|-)(?P<blanks>{ODD}{BLANKS})(?P<text>.?)")
_BEFORE_BRACKET = lazy(rf"{ODD}{BLANKS}(?=\[)")
_ITEM = lazy(rf"{BLANKS}-(?:(?P<blanks>{ODD}{BLANKS}|(?=[^\s-]))|[ \t])")
_BEFORE_TEXT = lazy(BLANKS)
_BLANK = lazy(rf"[ \t]|{ODD}")


def space_after(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """One space after a colon or dash in place of other blanks, or none at a line's end; also in
    the lines around it."""
    edits = []
    for start, found in lines_alike(lines, lines.at(problem.span.start), _AFTER_SIGN):
        span = Span(start + found.start("blanks"), start + found.end("blanks"))
        edits.append(SpanEdit(span, " " if found["text"] else ""))
    return SpanFix(tuple(edits)) if edits else None


def indent(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Spaces where lines begin with other blanks, this one and those around it; a line of nothing
    else becomes an empty one."""
    number = lines.at(problem.span.start)
    if not lines.is_oddly_indented(number):
        return None
    first = last = number
    while first > 2 and lines.is_oddly_indented(first - 1):
        first -= 1
    while last < lines.last and lines.is_oddly_indented(last + 1):
        last += 1
    edits = [lines.indent(line) for line in range(first, last + 1)]
    known = [edit for edit in edits if edit is not None]
    return SpanFix(tuple(known)) if len(known) == len(edits) else None


def with_blanks_mended(doc: Document, matches: list[Match[V]]) -> list[Match[V]]:
    """The matches, those on odd blanks in keys and after dashes with their fixes: all or none."""
    if not any(match.variant in _MENDS for match in matches):
        return matches
    lines = Lines(doc.text, doc.front_matter.body_start)
    fixes = []
    for match in matches:
        mend = _MENDS.get(match.variant)
        edits, safe = mend(lines, match.span) if mend else ([], True)
        fix = SpanFix(tuple(edits), safe, uncovers="front_matter") if edits else match.fix
        fixes.append(fix)
    mended = read_again(doc, [edit for fix in fixes if fix for edit in fix.edits])
    if mended.root is None or len(mended.duplicates) > len(doc.front_matter.duplicates):
        return matches
    return [match._replace(fix=fix) for match, fix in zip(matches, fixes, strict=True)]


_Edits = tuple[list[SpanEdit], bool]  # and whether they are certain


def _blanks_of_key(lines: Lines, key: Span) -> _Edits:
    """The edits that take odd blanks from both ends of a key. Those that a line begins with become
    spaces."""
    number = lines.at(key.start)
    start = lines.start(number)
    colon = lines.characters.find(":", key.end, start + len(lines.line(number)))
    name = lines.characters[key.start : colon]
    edits = []
    if key.start <= start + len(lines.indentation(number)) and lines.is_oddly_indented(number):
        edits = [edit] if (edit := lines.indent(number)) else []
    elif (before := _BEFORE_TEXT.match(name)) and before[0]:
        edits = [SpanEdit(Span(key.start, key.start + before.end()), "")]
    end = len(name)
    while end and _BLANK.match(name[end - 1]):
        end -= 1
    if not name[end:].isascii():
        edits.append(SpanEdit(Span(key.start + end, colon), ""))
    return (edits if colon > 0 else []), True


_FULL_WIDTH_COLON = lazy(
    rf"[ \t]*(?P<key>[a-z][A-Za-z0-9_-]+)(?P<blanks>[ \t]*\uff1a{BLANKS})(?P<text>.?)"
)


def _blanks_within_key(lines: Lines, key: Span) -> _Edits:
    """The edits that put a space after the colon or dash that YAML takes for a part of a key."""
    found = _AFTER_SIGN.match(lines.line(lines.at(key.start)))
    return (_value_apart(lines, key, found, " ") if found else []), True


def _colon_within_key(lines: Lines, key: Span) -> _Edits:
    """The edits that write a colon and a space for a full-width colon that YAML takes for a part of
    a key."""
    found = _FULL_WIDTH_COLON.match(lines.line(lines.at(key.start)))
    if found is None:
        return [], False
    return _value_apart(lines, key, found, ": "), found["key"] in _FIELDS


def _value_apart(lines: Lines, key: Span, found: re.Match[str], sign: str) -> list[SpanEdit]:
    """The edits that part a key from its value by a sign, of a line in which YAML sees a longer
    key. The colon where that ends may stand in the value, which needs quotes then."""
    number = lines.at(key.start)
    start, line = lines.start(number), lines.line(number)
    if ANOTHER_LINE.search(line) or line[: key.start - start].strip(" \t"):
        return []
    begin, end = found.end("blanks"), len(line)
    text = ""
    if found["text"] in ("[", "{") and found["key"] in TEXT_KEYS:
        return []  # a text that begins with a bracket
    if found["text"] not in ("'", '"', "[", "{") and found["key"] is not None:
        comment = COMMENT.search(line, begin)
        text = line[begin : comment.start() if comment else end].rstrip(" \t")
        if is_doubtful(found["key"], text) or lines.go_on(number, key.start - start):
            return []
    span = Span(start + found.start("blanks"), start + begin + len(text))
    return [SpanEdit(span, sign + (quoted(text, lines.quote) if text else ""))]


def _blanks_of_items(lines: Lines, value: Span) -> _Edits:
    """The edits that put a space after each dash, where all lines of a value begin with one, and
    spaces before it; or none before a bracket behind a key."""
    first = lines.at(value.start)
    bracket = _BEFORE_BRACKET.match(lines.characters, value.start, value.end)
    if bracket:
        return [SpanEdit(Span(value.start, bracket.end()), "")], True
    if lines.characters[lines.start(first) : value.start].strip(" \t"):
        return [], True  # it begins behind a key
    edits: list[SpanEdit] = []
    for number in range(first, lines.at(value.end) + 1):
        if lines.is_oddly_indented(number):
            edits += [edit] if (edit := lines.indent(number)) else []
        item = _ITEM.match(lines.line(number))
        if item is None:
            return [], True
        if item["blanks"] is not None:
            span = Span(*(lines.start(number) + at for at in item.span("blanks")))
            edits.append(SpanEdit(span, " "))
    return edits, True


_SLIP = lazy(
    r"[ \t]*(?P<key>[a-z][A-Za-z0-9_-]+)"
    rf"(?P<colon>[ \t]*\uff1a{BLANKS}|:(?=[^\s/:\\])(?!.*:(?:[ \t]|$)))(?P<text>.?)"
)
_SLIP_IN_ITEM = lazy(
    rf"[ \t]*(?:-[ \t]+)+(?P<key>[a-z][\w-]*)(?P<colon>[ \t]*\uff1a{BLANKS})(?P<text>.?)"
)
_FIELDS = frozenset(
    "aliases author authors banner categories category comments cover date description draft"
    " excerpt hidden icon image keywords lang language layout linkTitle math path permalink pin"
    " published redirect_from series sidebar slug sticky subtitle summary tag tags template title"
    " toc updated url weight".split()
)


def write_colon(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Write a colon and a space after a key, and after those of the lines around it."""
    edits, safe = _colons(lines, problem.span)
    return SpanFix(tuple(edits), safe) if edits else None


def _colons(lines: Lines, at: Span) -> _Edits:
    """The edits that write a colon and a space after the key of a line, and after those of the
    lines around it; that is sure where they are usual ones."""
    number = lines.at(at.start)
    item = _SLIP_IN_ITEM.match(lines.line(number))
    slips = [(lines.start(number), item)] if item else lines_alike(lines, number, _SLIP)
    edits = []
    for start, slip in slips:
        span = Span(start + slip.start("colon"), start + slip.end("colon"))
        edits.append(SpanEdit(span, ": " if slip["text"] else ":"))
    return edits, all(slip["key"] in _FIELDS for _, slip in slips)


_DASH = lazy(r"[ \t]*-(?=(?P<bare>[^\s-])|[ \t])")


def space_after_dashes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Write a space after the dashes of a list that stands below its key, or has other items."""
    number = lines.at(problem.span.start)
    items = lines_alike(lines, number, _DASH)
    above = lines.line(lines.at(items[0][0]) - 1) if items else ""
    if not above.rstrip().endswith(":") and not lines.other_items(number):
        return None
    ends = [start + dash.end() for start, dash in items if dash["bare"]]
    return SpanFix(tuple(SpanEdit(Span(end, end), " ") for end in ends))


_MENDS: dict[str, Callable[[Lines, Span], _Edits]] = {
    "full-width-colon": _colon_within_key,
    "full-width-colons": _colons,
    "not-a-list": _blanks_of_items,
    "odd-blank": _blanks_within_key,
    "odd-dash": _blanks_of_items,
    "odd-key": _blanks_of_key,
}
