"""Reading and showing values that others have written, whatever they are.

The libraries read more than they can handle afterwards: numbers too long to be printed, values
nested too deeply to be walked through, texts of a few hundred bytes that are endless once written
out. Here such texts are refused, and what is shown of a value has an end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_DEPTH = 100  # of values in values; deeper ones end in a RecursionError somewhere
LONGEST_NUMBER = 1000  # characters; Python prints no integer of more than 4,300 digits
LARGEST = 2**53  # the largest whole number that JSON carries everywhere
LONGEST_TEXT = 1000  # characters of what is shown of a value

_LARGE = 10**LONGEST_NUMBER


class Malformed(ValueError):
    """A text that is not read. ``line`` and ``column`` count from 1; they are 0 without a place."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{reason} (line {line}, column {column})" if line else reason)
        self.reason = reason
        self.line = line
        self.column = column


def load_json(text: str) -> Any:
    """The value of a JSON text; raises Malformed."""
    import json

    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Malformed(error.msg, error.lineno, error.colno) from error
    except RecursionError as error:
        raise Malformed(_TOO_DEEP) from error
    except ValueError as error:
        raise Malformed(_TOO_LONG) from error
    return _walkable(value)


def load_toml(text: str, *, newest: bool = False) -> dict[str, Any]:
    """The value of a TOML text; raises Malformed. It is TOML 1.0, as Python reads it, or with
    ``newest`` 1.1, as Hugo and Zola do."""
    if newest:
        import tomli

        loads: Callable[[str], dict[str, Any]] = tomli.loads
        wrong: type[ValueError] = tomli.TOMLDecodeError
    else:
        import tomllib

        loads, wrong = tomllib.loads, tomllib.TOMLDecodeError
    deep = _deep_key(text)
    if deep >= 0:
        raise Malformed(_TOO_DEEP, *_line_and_column(text, deep))
    try:
        value = loads(text)
    except wrong as error:
        raise _at_place(str(error), text) from error
    except RecursionError as error:
        raise Malformed(_TOO_DEEP) from error
    except ValueError as error:
        raise Malformed(_TOO_LONG) from error
    _walkable(value)
    return value


_TOO_DEEP = f"nested over {MAX_DEPTH} levels deep"
_TOO_LONG = f"a number of more than {LONGEST_NUMBER:,} digits"

# A text that nothing closes goes up to the line's end, so that nothing is read over and over.
_QUOTED = r"\"[^\"\\\n]*+(?:\\[^\n][^\"\\\n]*+)*\"?|'[^'\n]*+'?"
_KEY = rf"(?:[A-Za-z0-9_-]++|{_QUOTED})"
# Keys of too many parts; and what holds dots that part no keys: texts and comments.
_TOML_PIECE = lazy(
    rf"(?P<deep>{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY}){{{MAX_DEPTH}}})"
    r"|\"\"\"(?:[^\"\\]++|\\.|\"(?!\"\"))*(?:\"{3,5})?|'''(?:[^']++|'(?!''))*(?:'{3,5})?"
    rf"|{_KEY}|#[^\n]*+",
    re.DOTALL,
)


def _deep_key(text: str) -> int:
    """Where a key of too many parts stands, which takes tomllib quadratic time; -1 if none does."""
    if text.count(".") < MAX_DEPTH:
        return -1
    return next((piece.start() for piece in _TOML_PIECE.finditer(text) if piece["deep"]), -1)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


_PLACE = lazy(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def _at_place(message: str, text: str) -> Malformed:
    """What tomllib complains of, with the place that it writes into the message."""
    match = _PLACE.search(message)
    if match is None:
        return Malformed(message)
    if match["line"]:
        return Malformed(message[: match.start()], int(match["line"]), int(match["column"]))
    return Malformed(message[: match.start()], *_line_and_column(text, len(text)))


def _walkable(value: Any) -> Any:
    """The value, if it is not nested too deeply, and has no number that is too long."""
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, (dict, list)):
            if depth > MAX_DEPTH:
                raise Malformed(_TOO_DEEP)
            inside = item.values() if isinstance(item, dict) else item
            pending += [(child, depth + 1) for child in inside]
        elif type(item) is int and abs(item) >= _LARGE:
            raise Malformed(_TOO_LONG)
    return value


def whole_number(digits: str) -> int:
    """The whole number that figures make; a very large one for more of them than are ever meant."""
    return int(digits) if len(digits) < 16 else LARGEST


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression that others have written; raises Malformed."""
    import warnings

    try:
        with warnings.catch_warnings():  # of what Python will read otherwise one day
            warnings.simplefilter("ignore")
            return re.compile(source, flags)
    except (re.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise Malformed(str(error)) from error


def text_of(value: object) -> str:
    """The text of any value, as ``str`` has it; that of a long list or table breaks off."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (dict, list, tuple)):
        return str(value)
    pieces, length = [], 0
    for piece in _pieces(value, 0):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_TEXT:
            return "".join(pieces)[:LONGEST_TEXT] + "…"
    return "".join(pieces)


def _pieces(value: object, depth: int) -> Iterator[str]:
    """The text of a value piece by piece, so that whoever has enough can stop."""
    if isinstance(value, str):
        yield repr(value[: LONGEST_TEXT + 1])
    elif not isinstance(value, (dict, list, tuple)):
        yield repr(value)
    elif depth > MAX_DEPTH:
        yield "…"
    else:
        marks = "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else "()"
        yield marks[0]
        for place, item in enumerate(value):
            if place:
                yield ", "
            yield from _pieces(item, depth + 1)
            if isinstance(value, dict):
                yield ": "
                yield from _pieces(value[item], depth + 1)
        yield marks[1]


def plain(value: object) -> object:
    """A value for a report: what JSON carries everywhere stays, and of anything else its text, cut
    where it is long."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and abs(value) <= LARGEST:
        return value
    text = text_of(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
