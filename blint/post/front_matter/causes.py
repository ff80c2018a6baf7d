"""Why YAML cannot be read: the classic causes, each with its place.

The parser says where it stumbled, which may be a line or more after the cause, and in words of its
own. js-yaml, PyYAML and Psych stumble over the same texts, but where it is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.front_matter.model import Problem
from blint.post.front_matter.values import ODD, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from blint.post.front_matter.model import Invalid

    Cause = tuple[int, Invalid, dict[str, object]] | None  # where, which, and the message's values

_KEY = r"[ \t]*(?:-[ \t]+)*[^\s:#'\"\[{][^:#\n]{0,200}?"
_FIELD = lazy(rf"{_KEY}:(?:[ \t]|$)|[ \t]*(?:#|$|-(?:[ \t]|$)|\.\.\.|---|[\"'\[{{])")
_VALUE = lazy(rf"{_KEY}:[ \t]+(?P<value>[^ \t])")
_QUOTED = lazy(rf"{_KEY}:[ \t]+(?P<quote>['\"]).*(?P=quote)[ \t]*\S")
_BRACKETED = lazy(rf"{_KEY}:[ \t]+(?:\[.*\]|\{{.*\}})[ \t]*[^\s#]")
_WIDE_COLON = lazy(r"[ \t]*\w[\w-]*[ \t]*(?P<at>：)")
_WIDE_COLON_IN_ITEM = lazy(r"[ \t]*(?:-[ \t]+)+(?=\w[\w-]*[ \t]*(?P<at>：))")
_NO_BLANK = lazy(r"[ \t]*[\w-]+(?P<at>:)(?=[^\s/:])(?!.*:(?:[ \t]|$))")
_NO_BLANK_AFTER_DASH = lazy(r"[ \t]*(?P<at>-)(?=[^\s-])")
_ODD_BLANK = lazy(rf"[ \t]*[\w-]*(?P<after>[:-])(?P<at>{ODD})")
_ODD_INDENT = lazy(rf"[ \t]*(?P<at>{ODD})")
_END = lazy(r"\.\.\.[ \t]*$")
_MERGE = lazy(r"<{7} |={7}$|>{7} ")
# A field that begins with one of these signs needs quotes.
_RESERVED = frozenset("@`%*&|>,]}-!")


def cause(error: yaml.YAMLError, source: str, start: int) -> Problem[Invalid]:
    """The problem of a YAML text that starts at a place of the post, from the parser's error."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:  # a ReaderError: a character YAML forbids
        return _forbidden(error, source, start)
    reason = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    opened = getattr(error, "context_mark", None) or mark
    at = min(mark.index, len(source))
    found = (
        _in_quotes(reason, context, opened.index, at)
        or _in_lines(source, at, opened.index if "simple key" in context else at)
        or _in_value(source, opened.index if "alias" in f"{reason}{context}" else at, reason)
        or _in_collection(source, reason, opened.index, at)
        or (at, "other", {})
    )
    offset, variant, values = found
    line = _line(source, offset)
    end = min(offset + 1, max(line[0] + len(line[1]), offset))
    values = {"reason": reason, "line": line[1].strip(), **values}
    span = Span(start + offset, start + end)
    return Problem(variant, span, values, opened=start + opened.index)


def _forbidden(error: yaml.YAMLError, source: str, start: int) -> Problem[Invalid]:
    offset = min(getattr(error, "position", 0), len(source))
    bad = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", source)
    offset = bad.start() if bad else offset
    return Problem("control-character", Span(start + offset, start + offset + 1))


def _line(source: str, offset: int) -> tuple[int, str]:
    """Where the line of a place begins, and its text without the line end."""
    begin = source.rfind("\n", 0, offset) + 1
    end = source.find("\n", offset)
    return begin, source[begin : len(source) if end < 0 else end].removesuffix("\r")


def _in_quotes(reason: str, context: str, opened: int, at: int) -> Cause:
    """A quoted value that ends nowhere, or holds an escape that does not exist."""
    if "quoted scalar" not in context:
        return None
    if "escape" in reason or "hexdecimal" in reason:
        return at, "unknown-escape", {}
    return opened, "unclosed-quote", {}


def _in_lines(source: str, at: int, opened: int) -> Cause:
    """A line that is no field as it stands: where the parser stumbled, the last one before, or the
    one that it took for a key."""
    begin, line = _line(source, at)
    if source[at : at + 1] == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return at, "tab", {}
    key = _line(source, opened)
    places = [(begin, line), *_line_above(source, begin)]
    for start, text in (*places, key):
        if slip := _slip(text):
            return start + slip[0], *slip[1:]
    for start, text in (*places, key):
        deeper = _indentation(text) > _indentation(line) or text.lstrip()[:1] in ("]", "}")
        if deeper and start not in (0, begin, key[0]):
            continue  # it goes on with a value
        if _MERGE.match(text):
            return start, "merge-conflict", {}
        if _END.match(text):
            return start, "document-end", {}
        if not _FIELD.match(text):
            return start + len(text) - len(text.lstrip()), "not-a-field", {}
    return None


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _line_above(source: str, begin: int) -> Iterator[tuple[int, str]]:
    """The line before one that begins at a place, if there is any that says something."""
    end = begin
    while end > 0:
        start, line = _line(source, end - 1)
        if line.strip() and not line.lstrip(" \t").startswith("#"):
            yield start, line
            return
        end = start


def _slip(line: str) -> Cause:
    """A slip of the keyboard between a key and its value, or where a line begins."""
    if odd := _ODD_BLANK.match(line):
        return odd.start("at"), "odd-blank", {**named(odd["at"]), "after": odd["after"]}
    if odd := _ODD_INDENT.match(line):
        return odd.start("at"), "odd-indentation", named(odd["at"])
    for pattern, variant in _SLIPS:
        if slip := pattern.match(line):
            return slip.start("at"), variant, {}
    return None


def blank_after_key(line: str, start: int) -> Problem[Invalid] | None:
    """The problem of a text at a place of the post that would be a field, but for the blank."""
    odd = _ODD_BLANK.match(line)
    if odd is None or odd["after"] != ":":
        return None
    values = {**named(odd["at"]), "after": ":"}
    return Problem("not-a-mapping-odd-blank", Span(*(start + at for at in odd.span("at"))), values)


_SLIPS: tuple[tuple[re.Pattern[str], Invalid], ...] = (
    (_WIDE_COLON, "full-width-colon"),
    (_NO_BLANK, "no-blank"),
    (_NO_BLANK_AFTER_DASH, "no-blank-after-dash"),
)


def _in_value(source: str, at: int, reason: str) -> Cause:
    """A value that needs quotes, or has them in the wrong place."""
    begin, line = _line(source, at)
    value = _VALUE.match(line)
    if value and value["value"] == "?" and "mapping keys" in reason:
        return begin + value.start("value"), "question-mark", {}
    if value and value["value"] in _RESERVED:
        return begin + value.start("value"), "reserved-character", {"character": value["value"]}
    sign = source[at : at + 1]
    entry = source[begin:at].rstrip(" \t")[-1:] in ("[", "{", ",", ":", "-")
    if entry and sign != "-" and sign in _RESERVED:
        return at, "reserved-character", {"character": sign}
    if "mapping values are not allowed" in reason:
        if value and begin + value.start("value") < at:
            return at, "colon", {}
        return _wide_colon_above(source, begin, line) or (at, "indentation", {})
    if quoted := _QUOTED.match(line):
        other = "'" if quoted["quote"] == '"' else '"'
        return at, "text-after-quote", {"quote": other}
    return (at, "text-after-bracket", {}) if _BRACKETED.match(line) else None


def _wide_colon_above(source: str, begin: int, line: str) -> Cause:
    """The full-width colon in the first field of a list's item, which a line goes on with."""
    above, text = _line(source, begin - 1) if begin else (0, "")
    item = _WIDE_COLON_IN_ITEM.match(text)
    indented = len(line) - len(line.lstrip(" "))
    return (
        (above + item.start("at"), "full-width-colon", {})
        if item and item.end() == indented
        else None
    )


def _in_collection(source: str, reason: str, opened: int, at: int) -> Cause:
    """A bracket that ends nowhere, entries without a comma between them, or lines that stand too
    far left or right."""
    if "',' or '" in reason:
        begin, line = _line(source, at)
        before = source[opened:at].rstrip(" \t")
        if opened >= begin and before[-1:] in ("'", '"') and line.rstrip()[-1:] in ("]", "}"):
            return at, "no-comma" if source[at] in "'\"" else "text-after-quote", {"quote": '"'}
        return opened, "unclosed-bracket", {}
    return (at, "indentation", {}) if reason in _OUT_OF_LINE else None


_OUT_OF_LINE = (
    "did not find expected key",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
    "block sequence entries are not allowed in this context",
)
