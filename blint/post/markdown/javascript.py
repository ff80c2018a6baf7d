"""The module specifiers that a piece of JavaScript or TypeScript imports, each with its place.

A scanner, not a parser: one expression tells apart what could hide or feign an import (comments,
strings, templates, regular expressions), another reads the import or export itself. Offsets are
half-open and count characters of the text as given.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Import(NamedTuple):
    """A module specifier, and its place in the text (without quotes)."""

    specifier: str  # escapes decoded
    start: int
    end: int


_DOUBLE = r"\"(?:[^\"\\\r\n]|\\(?:\r\n|.))*+"  # up to the closing quote
_SINGLE = r"'(?:[^'\\\r\n]|\\(?:\r\n|.))*+"
_BLOCK = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+"  # up to the closing mark
_LINE = r"//[^\r\n\u2028\u2029]*+"
_PART = r"[\w$\u200c\u200d]"  # of a name; numbers are read as if they were names

# What is left open is a token as far as it goes, so that nothing is read over and over.
_TOKEN = re.compile(
    rf"(?P<comment>{_LINE}|{_BLOCK}(?:\*/)?)|(?P<string>{_DOUBLE}\"?|{_SINGLE}'?)"
    rf"|(?P<word>{_PART}++)|\+\+|--|[^\s\ufeff]",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+(?:`|(?P<hole>\$\{))?", re.DOTALL)
_REGEX = re.compile(r"(?:[^/\\\[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*+\]?)*+/?")

# After an operand a slash divides; after any other token it starts a regular expression. The
# slash of a JSX end tag does neither.
_OPERAND = '"'
_OPERANDS = frozenset([_OPERAND, "`", ")", "]", "}", "++", "--", "<"])
_OPERATORS = frozenset([
    "await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw",
    "typeof", "void", "yield",
])  # fmt: skip

_LINE_END = re.compile(r"[\r\n\u2028\u2029]")
_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{0*(10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\}"
    r"|(\r\n|.))",
    re.DOTALL,
)
_CHARACTERS = {
    **dict(zip("bfnrtv0", "\b\f\n\r\t\v\0", strict=True)),
    **dict.fromkeys(["\r\n", "\r", "\n", "\u2028", "\u2029"], ""),
}


def imports(text: str, start: int = 0, end: int | None = None) -> Iterator[Import]:
    """What the static import and export declarations in ``text[start:end]`` name, in order."""
    end = len(text) if end is None else end
    last, last_end = ";", start
    for piece, first, after in _tokens(text, start, end):
        if piece in {"import", "export"} and (
            last in {";", "}"} or (last != "." and _LINE_END.search(text, last_end, first))
        ):
            declaration = _declaration().match(text, first, end)
            if declaration:
                opening, closing = declaration.start("specifier"), declaration.end() - 1
                specifier = _unescape(text[opening + 1 : closing])
                yield Import(specifier, opening + 1, closing)
        last, last_end = piece, after


@functools.cache
def _declaration() -> re.Pattern[str]:
    """Reads a declaration up to its ``specifier``. Compiled when first needed: it is not small."""
    string = rf"(?:{_DOUBLE}\"|{_SINGLE}')"
    space = rf"[\s\ufeff]++|{_LINE}|{_BLOCK}\*/"
    gap = rf"(?:{space})*+"

    def keyword(*words: str) -> str:
        return rf"(?:{'|'.join(words)})(?!{_PART}){gap}"

    name = rf"{_PART}++{gap}"
    names = rf"\{{(?:,|{_PART}++|{string}|{space})*+\}}{gap}"
    star = rf"\*{gap}{keyword('as')}{name}"
    phase = rf"(?:{keyword('type', 'typeof', 'defer', 'source')})?"
    clause = rf"{phase}(?:{name}(?:,{gap}(?:{names}|{star}))?|{names}|{star}){keyword('from')}"
    exported = rf"(?:{names}|\*{gap}(?:{keyword('as')}(?:{name}|{string}{gap}))?){keyword('from')}"
    return re.compile(
        rf"(?:{keyword('import')}(?:{clause})?"
        rf"|{keyword('export')}(?:{keyword('type')})?{exported})(?P<specifier>{string})",
        re.DOTALL,
    )


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The tokens outside comments and templates, with their places."""
    last = ""
    holes: list[int] = []  # for each ${ that is open here, how many braces are open in it
    position = start
    while match := _TOKEN.search(text, position, end):
        piece, position = match[0], match.end()
        if match["comment"]:
            continue
        if piece == "/" and last not in _OPERANDS and (regex := _REGEX.match(text, position, end)):
            last, position = _OPERAND, regex.end()
        elif piece in {"{", "}", "`"}:
            position = _pass_brace(piece, holes, text, position, end)
            last = piece = text[position - 1]
        elif match["string"] or (match["word"] and piece not in _OPERATORS):
            last = _OPERAND
        else:
            last = piece
        if not holes:
            yield piece, match.start(), position


def _pass_brace(piece: str, holes: list[int], text: str, position: int, end: int) -> int:
    """Where to read on after a brace or a backtick, past any part of a template that follows."""
    if piece == "{" or (piece == "}" and (not holes or holes[-1])):
        if holes:
            holes[-1] += 1 if piece == "{" else -1
        return position
    if piece == "}":
        holes.pop()
    part = _TEMPLATE.match(text, position, end)
    if part is None:  # never: it may be empty
        return position
    if part["hole"]:
        holes.append(0)
    return part.end()


def _unescape(raw: str) -> str:
    if "\\" not in raw:
        return raw

    def character(escape: re.Match[str]) -> str:
        digits = escape[1] or escape[2] or escape[3]
        return chr(int(digits, 16)) if digits else _CHARACTERS.get(escape[4], escape[4])

    # A character may be written as two surrogates.
    decoded = _ESCAPE.sub(character, raw)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
