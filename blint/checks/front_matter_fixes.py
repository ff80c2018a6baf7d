"""Fixes of front matter: the edits that a careful person makes, where it is certain what was meant.

What is safe is tried first: the front matter with the edits is read again as the site's generator
reads it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.checks.front_matter_lines import Lines
from blint.lazy_regex import lazy
from blint.model import Match, Span, SpanEdit, SpanFix
from blint.post.front_matter.reader import read_front_matter
from blint.post.front_matter.values import ODD
from blint.post.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeVar

    from blint.post.document import Document
    from blint.post.front_matter.model import Entry, FrontMatter, Invalid, Problem
    from blint.post.front_matter.values import Read

    V = TypeVar("V", bound=str)  # a variant
    Mend = Callable[[Lines, Problem[Invalid]], SpanFix | None]


def of_invalid(doc: Document, problem: Problem[Invalid]) -> SpanFix | None:
    """The fix of front matter that cannot be read; None where it is not certain what was meant."""
    mend = _MENDS.get(problem.variant)
    if mend is None or doc.front_matter.format != ("toml" if mend is _remove_copy else "yaml"):
        return None
    fix = mend(Lines(doc.text, doc.front_matter.body_start), problem)
    return fix if fix and _is_read_there(doc, fix.edits) else None


def _with(doc: Document, edits: Iterable[SpanEdit]) -> FrontMatter:
    """The front matter with edits made, as the site's generator then reads it."""
    pieces, at = [], 0
    for span, new in sorted(edits):
        pieces += [doc.text.characters[at : span.start], new]
        at = span.end
    rest = doc.text.characters[at : doc.front_matter.body_start]
    text = Text.of("".join([*pieces, rest]))
    return read_front_matter(text, doc.site.front_matter, doc.site.yaml)


def _is_read_there(doc: Document, edits: Sequence[SpanEdit]) -> bool:
    """Whether the lines of edits can be read with them; others may hold the next problem."""
    mended = _with(doc, edits)
    if mended.missing or not mended.invalid:
        return not mended.missing
    text = doc.text
    first = text.line_span(text.line_at(min(edit.span.start for edit in edits))).start
    last = text.line_span(text.line_at(max(edit.span.end for edit in edits))).end
    last += sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in edits)
    return not first <= mended.invalid.span.start <= last


# --- values that need quotes ---

_FIELD = lazy(
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)"
    r"(?:(?P<key>[^\s:#'\"\[{-][^:#]{0,200}?):[ \t]+)?(?P<value>[^\s].*)"
)
_COMMENT = lazy(r"(?<=[ \t])#(?:[ \t]|$)")
_PERHAPS_A_COMMENT = lazy(r"[ \t]#")
_ANOTHER_LINE = lazy(r"[\r\x85\u2028\u2029]")  # to YAML
_OPENS_OTHERWISE = ("[", "{", "&", "!", "|", ">", "'", "- ", "? ")


def _quote(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Put the value that begins in a line between quotes, if it ends there, too."""
    number = lines.at(problem.span.start)
    line = lines.line(number)
    found = _FIELD.match(line)
    if found is None or _ANOTHER_LINE.search(line):
        return None
    begin = found.start("value")
    if problem.variant == "colon":
        if found["dashes"] and _is_text(lines, number, found):
            begin = found.end("dashes")
        elif found["key"] is None or (found["dashes"] and not _is_field(lines, number, found)):
            return None
    elif begin != problem.span.start - lines.start(number) or line[begin] not in "@`%?":
        return None
    comment = _COMMENT.search(line, begin)
    text = line[begin : comment.start() if comment else len(line)].rstrip(" \t")
    if problem.variant == "colon" and (text.startswith(_OPENS_OTHERWISE) or ":" not in text):
        return None
    if lines.go_on(number, found.end("dashes") if found["key"] else len(found["indent"])):
        return None
    start = lines.start(number) + begin
    span = Span(start, start + len(text))
    safe = not _is_doubtful(found["key"], text)
    return SpanFix.replace(span, _quoted(text, lines.quote), safe=safe)


_TEXT_KEYS = frozenset(
    "about alt caption description excerpt heading keywords label linkTitle name subtitle summary"
    " text title".split()
)
_PERHAPS_A_FIELD = lazy(r"[a-z][A-Za-z0-9_-]*:(?:[ \t]|$)")


def _is_doubtful(key: str | None, text: str) -> bool:
    """Whether a text may have been meant otherwise: `a: b #1` hardly holds a comment, `"a": b` may
    stand for "a: b", and `author: name: a` for a field within another."""
    if _PERHAPS_A_COMMENT.search(text) or text.startswith('"'):
        return True
    return key not in _TEXT_KEYS and _PERHAPS_A_FIELD.match(text) is not None


def _quoted(text: str, usual: str) -> str:
    """A text of one line as YAML, in double quotes where these need no escapes, and the front
    matter does not use the others."""
    if '"' in text or "\\" in text or (usual == "'" and "'" not in text):
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_field(lines: Lines, number: int, found: re.Match[str]) -> bool:
    """Whether an item of a list holds fields: others do, or it has more of them."""
    key = re.compile(rf"(?:-[ \t]+)?{re.escape(found['key'] or '')}[ \t]*:(?:[ \t]|$)")
    column = found.end("dashes")
    below = lines.line(number + 1) if number < lines.last else ""
    more = re.match(rf"[ ]{{{column}}}[\w-]+:(?:[ \t]|$)", below)
    return more is not None or any(key.match(item) for item in lines.other_items(number))


def _is_text(lines: Lines, number: int, found: re.Match[str]) -> bool:
    """Whether an item of a list is a text, as all others are."""
    others = lines.other_items(number)
    plain = re.compile(r"-[ \t]+(?:[\"']|(?!.*:(?:[ \t]|$)))")
    below = number < lines.last and lines.go_on(number, len(found["indent"]))
    return bool(others) and not below and all(plain.match(item) for item in others)


# --- backslashes ---

_IN_DOUBLE_QUOTES = lazy(r"\"(?:\\.|[^\"\\])*+\"(?=[ \t]*+(?:[,\]}:\r\n]|[ \t]#))", re.DOTALL)
_ESCAPE = lazy(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
# What means something after a backslash, and may be just a letter after one.
_LETTERS = frozenset("0abtnvfreN_LP\t /")


def _double_backslashes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    r"""Double the backslashes of a value in double quotes that begin no escape. Where others do
    (``C:\docs\new``), it is not certain that they were meant to."""
    value = _IN_DOUBLE_QUOTES.match(lines.characters, max(problem.opened, 0), lines.end)
    if value is None:
        return None
    unknown, doubtful = [], []
    for escape in _ESCAPE.finditer(lines.characters, value.start(), value.end() - 1):
        sign = escape[0][1:]
        if len(sign) > 3:
            if not _is_character(int(sign[1:], 16)):
                return None
        elif len(sign) == 3 or sign in _LETTERS:
            doubtful.append(escape.start())
        elif sign not in ('"', "\\", "\r", "\n", "\r\n"):
            unknown.append(escape.start())
    if not unknown:
        return None
    edits = (SpanEdit(Span(at, at), "\\") for at in sorted(unknown + doubtful))
    return SpanFix(tuple(edits), safe=not doubtful)


def _is_character(code: int) -> bool:
    """Whether a number stands for one in Unicode, and not for half of one."""
    return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


# --- blanks ---

_BLANKS = rf"(?:[ \t]|{ODD})*+"
_AFTER_SIGN = lazy(rf"[ \t]*(?:(?P<key>[\w-]*):|-)(?P<blanks>{ODD}{_BLANKS})(?P<text>.?)")
_ITEM = lazy(rf"[ \t]*-(?:(?P<blanks>{ODD}{_BLANKS}|(?=[^\s-]))|[ \t])")
_BEFORE_TEXT = lazy(_BLANKS)
_BLANK = lazy(rf"[ \t]|{ODD}")


def _alike(lines: Lines, number: int, pattern: re.Pattern[str]) -> list[tuple[int, re.Match[str]]]:
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


def _space_after(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """One space after a colon or dash in place of other blanks, or none at a line's end; also in
    the lines around it."""
    edits = []
    for start, found in _alike(lines, lines.at(problem.span.start), _AFTER_SIGN):
        span = Span(start + found.start("blanks"), start + found.end("blanks"))
        edits.append(SpanEdit(span, " " if found["text"] else ""))
    return SpanFix(tuple(edits)) if edits else None


def _indent(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
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
    lines = Lines(doc.text, doc.front_matter.body_start)
    fixes = []
    for match in matches:
        edits: Sequence[SpanEdit] = ()
        if match.variant == "odd-key":
            edits = _blanks_of_key(lines, match.span)
        elif match.variant == "odd-blank":
            edits = _blanks_within_key(lines, match.span)
        elif match.variant in ("odd-dash", "not-a-list"):
            edits = _blanks_of_items(lines, match.span)
        fixes.append(SpanFix(tuple(edits)) if edits else match.fix)
    mended = _with(doc, [edit for fix in fixes if fix for edit in fix.edits])
    if mended.root is None or len(mended.duplicates) > len(doc.front_matter.duplicates):
        return matches
    return [match._replace(fix=fix) for match, fix in zip(matches, fixes, strict=True)]


def _blanks_of_key(lines: Lines, key: Span) -> list[SpanEdit]:
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
    return edits if colon > 0 else []


def _blanks_within_key(lines: Lines, key: Span) -> list[SpanEdit]:
    """The edits that put a space after the colon or dash that YAML takes for a part of a key. The
    colon where the key ends to YAML may stand in the value, which needs quotes then."""
    number = lines.at(key.start)
    start, line = lines.start(number), lines.line(number)
    found = _AFTER_SIGN.match(line)
    if found is None or _ANOTHER_LINE.search(line) or line[: key.start - start].strip(" \t"):
        return []
    begin, end = found.end("blanks"), len(line)
    text = ""
    if found["text"] not in ("'", '"', "[", "{") and line[found.start("blanks") - 1] == ":":
        comment = _COMMENT.search(line, begin)
        text = line[begin : comment.start() if comment else end].rstrip(" \t")
        if _is_doubtful(found["key"], text) or lines.go_on(number, key.start - start):
            return []
    span = Span(start + found.start("blanks"), start + begin + len(text))
    return [SpanEdit(span, " " + (_quoted(text, lines.quote) if text else ""))]


def _blanks_of_items(lines: Lines, value: Span) -> list[SpanEdit]:
    """The edits that put a space after each dash, where all lines of a value begin with one."""
    first = lines.at(value.start)
    if lines.start(first) + len(lines.indentation(first)) != value.start:
        return []  # it begins behind a key
    edits = []
    for number in range(first, lines.at(value.end) + 1):
        item = _ITEM.match(lines.line(number))
        if item is None:
            return []
        if item["blanks"] is not None:
            span = Span(*(lines.start(number) + at for at in item.span("blanks")))
            edits.append(SpanEdit(span, " "))
    return edits


# --- dates ---


def of_zeros(doc: Document, path: str, entry: Entry, better: str, read: Read) -> SpanFix | None:
    """The fix of a date at a dotted path that lacks a zero: what is better to write, between the
    same quotes. None where the generator does not read that either."""
    written = doc.text.slice(entry.node.span)
    quote = written[:1] if written[:1] in ("'", '"') else ""
    fix = SpanFix.replace(entry.node.span, f"{quote}{better}{quote}")
    ((_, _, mended),) = _with(doc, fix.edits).find(path) or ((path, None, None),)
    return None if mended is None or read(mended.node.value, better) else fix


# --- slips of the keyboard ---

_SLIP = lazy(
    r"[ \t]*(?P<key>[a-z][A-Za-z0-9_-]+)"
    rf"(?P<colon>[ \t]*\uff1a{_BLANKS}|:(?=[^\s/:\\])(?!.*:(?:[ \t]|$)))(?P<text>.?)"
)
_FIELDS = frozenset(
    "aliases author authors banner categories category comments cover date description draft"
    " excerpt hidden icon image keywords lang language layout linkTitle math path permalink pin"
    " published redirect_from series sidebar slug sticky subtitle summary tag tags template title"
    " toc updated url weight".split()
)


def _write_colon(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Write a colon and a space after a key, and after those of the lines around it; that is sure
    where they are usual ones."""
    slips = _alike(lines, lines.at(problem.span.start), _SLIP)
    edits = []
    for start, slip in slips:
        span = Span(start + slip.start("colon"), start + slip.end("colon"))
        edits.append(SpanEdit(span, ": " if slip["text"] else ":"))
    safe = all(slip["key"] in _FIELDS for _, slip in slips)
    return SpanFix(tuple(edits), safe) if edits else None


_DASH = lazy(r"[ \t]*-(?=(?P<bare>[^\s-])|[ \t])")


def _space_after_dashes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Write a space after the dashes of a list that stands below its key, or has other items."""
    number = lines.at(problem.span.start)
    items = _alike(lines, number, _DASH)
    above = lines.line(lines.at(items[0][0]) - 1) if items else ""
    if not above.rstrip().endswith(":") and not lines.other_items(number):
        return None
    ends = [start + dash.end() for start, dash in items if dash["bare"]]
    return SpanFix(tuple(SpanEdit(Span(end, end), " ") for end in ends))


# --- quotes within quotes ---

_APOSTROPHES = lazy(r"[^'\"\\]*+(?:(?<=[A-Za-z])'(?=[A-Za-z])[^'\"\\]*+)+")
_WORDS_IN_QUOTES = lazy(r"[^\"\\]*+(?:(?<=[ (])\"[^\s\"\\][^\"\\]*+(?<=\S)\"(?![^\W_])[^\"\\]*+)+")


def _other_quotes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Put a value between the other quotes, where it holds an apostrophe or quoted words."""
    number = lines.at(problem.span.start)
    line = lines.line(number)
    found = _FIELD.match(line)
    if found is None or _ANOTHER_LINE.search(line):
        return None
    text = line[found.start("value") :].rstrip(" \t")
    inner = text[1:-1]
    if text[:1] + text[-1:] == "''" and _APOSTROPHES.fullmatch(inner):
        better = f'"{inner}"'
    elif text[:1] + text[-1:] == '""' and _WORDS_IN_QUOTES.fullmatch(inner):
        better = "'" + inner.replace("'", "''") + "'"
    else:
        return None
    if lines.go_on(number, found.end("dashes") if found["key"] else len(found["indent"])):
        return None
    start = lines.start(number) + found.start("value")
    return SpanFix.replace(Span(start, start + len(text)), better)


# --- keys that stand there twice ---


def of_duplicate(doc: Document, first: Entry, second: Entry) -> SpanFix | None:
    """The fix that removes the lines of an entry whose key stands there twice: the later one where
    both say the same, else the earlier one, which those who read on did without."""
    same = repr(first.node.value) == repr(second.node.value)
    form = doc.front_matter.format
    if form == "meta" and not same:
        return None  # the first counts for some fields, and both for others
    lines = Lines(doc.text, doc.front_matter.body_start)
    span = _lines_of(lines, second if same else first)
    if span is None:
        return None
    fix = SpanFix.replace(span, "", safe=False)
    if form == "yaml" and _with(doc, fix.edits).data != doc.front_matter.data:
        return None
    return fix


def _lines_of(lines: Lines, entry: Entry) -> Span | None:
    """The lines of an entry, comments below it left out; after the dash of an item, what stands up
    to the key in the next line. None where other things stand in them."""
    key = entry.key_span
    end = _end(lines.characters, entry)
    number = lines.at(key.start)
    before = lines.characters[lines.start(number) : key.start]
    whole = lines.without(number, lines.at(max(end - 1, key.start)))
    if not before.strip(" \t.") and end >= key.end:
        return whole
    below = lines.characters[whole.end : whole.end + len(before) + 1]
    if _FIELD.match(f"{before}x") and below[:-1].isspace() and below[-1:].strip(" #-"):
        return Span(key.start, whole.end + len(before))
    return None


def _end(characters: str, entry: Entry) -> int:
    """Where an entry ends. (To YAML a block ends where the next thing begins, after comments.)"""
    node = entry.node
    if characters[node.span.start : node.span.start + 1] in ("[", "{"):
        return node.span.end
    if node.entries:
        return max(_end(characters, inner) for inner in node.entries.values())
    if node.items:
        return max(_end(characters, entry._replace(node=item)) for item in node.items)
    return node.span.end if node.span.end > node.span.start else entry.key_span.end


def _remove_copy(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Remove a line of TOML that stands in the same table above."""
    number = lines.at(problem.span.start)
    line = lines.line(number).strip()
    for above in range(number - 1, 1, -1):
        other = lines.line(above).strip()
        if other == line and "=" in line:
            return SpanFix.replace(lines.without(number, number), "", safe=False)
        if other.startswith("["):
            break
    return None


_MENDS: dict[Invalid, Mend] = {
    "colon": _quote,
    "duplicate": _remove_copy,
    "full-width-colon": _write_colon,
    "no-blank": _write_colon,
    "no-blank-after-dash": _space_after_dashes,
    "not-a-mapping-full-width-colon": _write_colon,
    "not-a-mapping-no-blank": _write_colon,
    "not-a-mapping-odd-blank": _space_after,
    "odd-blank": _space_after,
    "odd-indentation": _indent,
    "question-mark": _quote,
    "reserved-character": _quote,
    "tab": _indent,
    "text-after-quote": _other_quotes,
    "unknown-escape": _double_backslashes,
}
