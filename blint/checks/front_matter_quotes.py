"""Fixes of values in front matter that need quotes, other ones, or other backslashes in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit, SpanFix

if TYPE_CHECKING:
    from collections.abc import Container

    from blint.checks.front_matter_lines import Lines
    from blint.post.front_matter.model import Invalid, Problem


FIELD = lazy(
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)"
    r"(?:(?P<key>[^\s:#'\"\[{-][^:#]{0,200}?):[ \t]+)?(?P<value>[^\s].*)"
)
COMMENT = lazy(r"(?<=[ \t])#[ \t]+[^ \t]")  # one that says something
_PERHAPS_A_COMMENT = lazy(r"[ \t]#")
ANOTHER_LINE = lazy(r"[\r\x85\u2028\u2029]")  # to YAML
_OPENS_OTHERWISE = ("[", "{", "&", "!", "|", ">", "'", "- ", "? ")


def quote_value(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Put the value that begins in a line between quotes, if it ends there, too."""
    number = lines.at(problem.span.start)
    line = lines.line(number)
    found = FIELD.match(line)
    if found is None or ANOTHER_LINE.search(line):
        return None
    begin = found.start("value")
    if problem.variant == "colon":
        if found["dashes"] and _is_text(lines, number, found):
            begin = found.end("dashes")
        elif found["key"] is None or (found["dashes"] and not _is_field(lines, number, found)):
            return None
    elif begin != problem.span.start - lines.start(number) or line[begin] not in "@`%?":
        return None
    comment = COMMENT.search(line, begin)
    text = line[begin : comment.start() if comment else len(line)].rstrip(" \t")
    if problem.variant == "colon" and (text.startswith(_OPENS_OTHERWISE) or ":" not in text):
        return None
    if lines.go_on(number, found.end("dashes") if found["key"] else len(found["indent"])):
        return None
    start = lines.start(number) + begin
    span = Span(start, start + len(text))
    safe = not is_doubtful(found["key"], text)
    return SpanFix.replace(span, quoted(text, lines.quote), safe=safe)


TEXT_KEYS = frozenset(
    "about alt caption description excerpt heading keywords label linkTitle name subtitle summary"
    " text title".split()
)
_PERHAPS_A_FIELD = lazy(r"[a-z][A-Za-z0-9_-]*:(?:[ \t]|$)")


def is_doubtful(key: str | None, text: str) -> bool:
    """Whether a text may have been meant otherwise: `a: b #1` hardly holds a comment, `"a": b` may
    stand for "a: b", and `author: name: a` for a field within another."""
    if _PERHAPS_A_COMMENT.search(text) or text.startswith('"'):
        return True
    return key not in TEXT_KEYS and _PERHAPS_A_FIELD.match(text) is not None


def quoted(text: str, usual: str) -> str:
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


_IN_DOUBLE_QUOTES = lazy(r"\"(?:\\.|[^\"\\])*+\"(?=[ \t]*+[,\]}:\r\n]|[ \t]++#)", re.DOTALL)
_ESCAPE = lazy(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
# What means something after a backslash, and may be just a letter after one.
_LETTERS = frozenset("0abtnvfreN_LP\t /")


def double_backslashes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    r"""Double the backslashes of a value in double quotes that begin no escape. Where others do
    (``C:\docs\new``), it is not certain that they were meant to."""
    value = _IN_DOUBLE_QUOTES.match(lines.characters, max(problem.opened, 0), lines.end)
    return doubled(lines.characters, Span(*value.span()), _LETTERS) if value else None


def doubled(characters: str, value: Span, letters: Container[str]) -> SpanFix | None:
    """The fix that doubles the backslashes of a value in double quotes; ``letters`` mean something
    after one in the value's language."""
    unknown, doubtful = [], []
    for escape in _ESCAPE.finditer(characters, value.start, value.end - 1):
        sign = escape[0][1:]
        if len(sign) > 3:
            if not _is_character(int(sign[1:], 16)):
                return None
        elif sign == "'":
            return None  # elsewhere it stands for a plain apostrophe
        elif len(sign) == 3 or sign in letters:
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


_APOSTROPHES = lazy(r"[^'\"\\]*+(?:(?<=[A-Za-z])'(?=[A-Za-z])[^'\"\\]*+)+")
_WORDS_IN_QUOTES = lazy(r"[^\"\\]*+(?:(?<=[ (])\"[^\s\"\\][^\"\\]*+(?<=\S)\"(?![^\W_])[^\"\\]*+)+")


def other_quotes(lines: Lines, problem: Problem[Invalid]) -> SpanFix | None:
    """Put a value between the other quotes, where it holds an apostrophe or quoted words."""
    number = lines.at(problem.span.start)
    line = lines.line(number)
    found = FIELD.match(line)
    if found is None or ANOTHER_LINE.search(line):
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
