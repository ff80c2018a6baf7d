"""How generators read the fields of front matter, and what they make of it in silence.

A reader takes a value and how it is written, and gives the variant of
``front-matter/invalid-field`` that tells what is wrong with it, or an empty string.
"""

from __future__ import annotations

import datetime
import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    Misreading = Literal[
        "another-date",
        "ignored-flag",
        "literal",
        "misread",
        "moment",
        "month-first",
        "no-such-day",
        "no-such-flag",
        "no-such-time",
        "not-a-boolean",
        "not-a-date",
        "not-a-list",
        "not-a-number",
        "not-a-status",
        "not-a-text",
        "one-entry",
        "one-line",
        "status",
        "template",
        "without-zeros",
    ]
    Verdict = Literal[Misreading, ""]
    Read = Callable[[object, str], Verdict]

NO_SUCH_DAY: Final = "no-such-day"
NO_SUCH_TIME: Final = "no-such-time"
NOT_A_DATE: Final = "not-a-date"


class BadDate(NamedTuple):
    """What is written like a date and is none, as ``2025-02-30``."""

    text: str


# A day written in figures: with dashes, slashes or dots, and perhaps a time after it.
_DAY = lazy(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(?:$|[Tt\s])")

# What V8's Date reads besides ISO 8601 (its legacy parser, tried in Node): themes pass the text on.
_ZONE = r"(?:Z|UTC|GMT|[ECMP][SD]T)"
_TIME_OF_DAY = (
    r"(?:[T\s,]+(?:[01]?\d|2[0-4]):[0-5]?\d(?::[0-5]?\d(?:[.,]\d*)?)?(?:\s*[AaPp][Mm])?)?"
)
_JS_DATE = lazy(
    r"(?i)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}"
    r"|(?:0?[1-9]|1[0-2])([-/.])(?:0?[1-9]|[12]\d|3[01])\2\d{2}(?:\d{2})?)"
    rf"{_TIME_OF_DAY}(?:\s*{_ZONE})?(?:\s*[-+]\d{{1,2}}(?::?\d{{2}})?)?(?:\s+{_ZONE})?(?:\s*\(.*\))?"
    r"|\d{4}(?:-(?:0[1-9]|1[0-2]))?"
    r"|(?:[a-z]{3,9},?\s+)?[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}.*"
    r"|(?:[a-z]{3,9},?\s+)?\d{1,2}\.?\s+[a-z]{3,9}\.?,?\s+\d{4}.*"
    r"|[a-z]{3,9}\.?,?\s+\d{4}"
)


# Blanks to the eye that are none to YAML, and signs that no eye sees: letters to YAML, both.
ODD = r"(?:[^\S \t\r\n]|[\u200b-\u200f\u2060\ufeff\u00ad])"


def named(character: str) -> dict[str, object]:
    """What a message says of a character that nobody sees: its code and its name in Unicode."""
    import unicodedata

    name = unicodedata.name(character, "").lower()
    return {"code": f"U+{ord(character):04X}", "name": name}


def no_such_day(value: object) -> bool:
    """Whether a value names a day that is on no calendar."""
    text = value.text if isinstance(value, BadDate) else value
    match = _DAY.match(text) if isinstance(text, str) else None
    if match is None:
        return False
    try:
        datetime.date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return True
    return False


def no_such_moment(value: object) -> Verdict:
    """What is wrong with a value that names a day or a time of day that does not exist."""
    if no_such_day(value):
        return NO_SUCH_DAY
    return NO_SUCH_TIME if isinstance(value, BadDate) else ""


def day_in_name(path: str) -> Literal["no-such-day", ""]:
    """What is wrong with a file's name that begins with a day, as ``2024-02-31-hello.md``."""
    match = re.match(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)", os.path.basename(path))
    return NO_SUCH_DAY if match and no_such_day(match[0]) else ""


def by_javascript(value: object, written: str) -> Verdict:
    """What is wrong with a date for JavaScript's ``Date`` (V8)."""
    return _read(value, written, _JS_DATE)


_DAY_AND_TIME = lazy(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[T ]\s*\d{1,2}:\d")


def no_such_date(value: object, written: str) -> Verdict:
    """What is wrong with what is written like a date, whoever reads it."""
    if wrong := no_such_moment(value):
        return wrong
    timed = isinstance(value, str) and _DAY_AND_TIME.match(value)
    return by_javascript(value, written) if timed else ""


_WITHOUT_ZEROS = lazy(r"\d{4}-(?:\d-\d{1,2}|\d{2}-\d)(?!\d)(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?")


def without_zeros(value: object, written: str) -> Verdict:
    """Whether a date is a text because its month or day has no zero before it, as ``2024-1-2``.

    YAML takes it for a text, and V8's Date for midnight where the site is built; ``2024-01-02`` is
    midnight in UTC. (Built in Asia/Shanghai, Astro, VitePress and VuePress show the day before.)
    """
    del written
    found = isinstance(value, str) and _WITHOUT_ZEROS.fullmatch(value.strip())
    return "without-zeros" if found else ""


_PARTS = lazy(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:([T\s]+)(\d{1,2}):(\d{2})(:\d{2}(?:\.\d{1,9})?)?(\s?(?:Z|[-+]\d{2}:?\d{2}))?)?"
)


def with_zeros(text: str, written: str) -> str:
    """A date whose month or day lacks a zero, with it, as YAML reads it; an empty text for any
    other. Where it is ``written`` in quotes it is a text with or without seconds, so its time
    stays."""
    parts = _PARTS.fullmatch(text.strip())
    if parts is None or len(parts[2] + parts[3]) == len("0102"):
        return ""
    date = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}"
    if not parts[4]:
        return date
    seconds = parts[7] or (":00" if written[:1].isdigit() else "")
    between = "T" if "T" in parts[4] else " "
    return f"{date}{between}{parts[5]:0>2}:{parts[6]}{seconds}{parts[8] or ''}"


def no_such_date_in_utc(value: object, written: str) -> Verdict:
    """The same as :func:`no_such_date` for a site that may show its dates in UTC."""
    return no_such_date(value, written) or without_zeros(value, written)


def by_javascript_in_utc(value: object, written: str) -> Verdict:
    """The same as :func:`by_javascript` for a site that shows its dates in UTC."""
    return by_javascript(value, written) or without_zeros(value, written)


def by_pattern(pattern: re.Pattern[str]) -> Read:
    """A reader that takes typed dates, and texts that match a regular expression whole."""
    return lambda value, written: _read(value, written, pattern)


def typed_only(value: object, written: str) -> Verdict:
    """What is wrong with a date for a reader that takes dates of YAML or TOML and no text."""
    return _read(value, written, None)


def _read(value: object, _written: str, pattern: re.Pattern[str] | None) -> Verdict:
    if isinstance(value, datetime.date):
        return ""
    if wrong := no_such_moment(value):
        return wrong
    text = value.strip() if isinstance(value, str) else None
    return "" if pattern and text is not None and pattern.fullmatch(text) else NOT_A_DATE


# What people write for true and false, and YAML 1.1 reads so.
_TRUTH = lazy(r"(?i)y|yes|n|no|on|off|true|false")


def boolean(value: object, written: str) -> Verdict:
    """What is wrong with a flag for a reader that takes true and false, and no text."""
    del written
    return "not-a-boolean" if isinstance(value, str) and _TRUTH.fullmatch(value.strip()) else ""


def boolean_or_its_name(value: object, written: str) -> Verdict:
    """The same for a reader that takes the texts ``true`` and ``false``, too."""
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return ""
    return boolean(value, written)


def a_list(value: object, written: str) -> Verdict:
    """What is wrong with a field that has to be a list."""
    del written
    return "not-a-list" if isinstance(value, (str, int, float)) else ""


def no_comma_list(value: object, written: str) -> Verdict:
    """What is wrong with a field that is a list, or a text that is taken for one entry."""
    del written
    return "one-entry" if isinstance(value, str) and "," in value else ""


_LONG_MONTH = datetime.datetime(2024, 1, 1)  # noqa: DTZ001 - of 31 days, in a leap year
_DAY_FIRST = lazy(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.\d{4}\b")


def by_dateutil(value: object, written: str) -> Verdict:
    """What is wrong with a date for ``dateutil.parser.parse``, which takes the month first.

    It takes what a text leaves out from today; here that never makes a day that is on no calendar.
    """
    del written
    import warnings

    from dateutil.parser import parse

    text = value.strip() if isinstance(value, str) else ""
    if wrong := no_such_moment(value):
        return wrong
    try:
        with warnings.catch_warnings():  # of time zones that it does not know
            warnings.simplefilter("ignore")
            parse(text, default=_LONG_MONTH)
    except (ValueError, OverflowError):
        return NOT_A_DATE
    turned = _DAY_FIRST.match(text)
    swapped = turned and int(turned["day"]) < 13 and turned["day"] != turned["month"]
    return "month-first" if swapped else ""


def not_literal(value: object, _written: str) -> Verdict:
    """What is wrong with a text that is no YAML: quotes and brackets are part of it."""
    text = value.strip() if isinstance(value, str) else ""
    if "\n" in text or text.startswith("- "):
        return "one-line"
    around = text[:1] + text[-1:] if len(text) > 1 else ""
    return "literal" if around in ('""', "''", "[]") else ""


def no_flag(value: object, _written: str) -> Verdict:
    """``draft`` and ``published`` are no fields: a draft is a status."""
    written = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    return "not-a-status" if written in ("true", "yes", "on", "1") else ""


def no_negative(value: object, _written: str) -> Verdict:
    """The same for ``published: false``."""
    written = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    return "not-a-status" if written in ("false", "no", "off", "0") else ""


def text_only(value: object, written: str) -> Verdict:
    """What is wrong with a field that has to be a text."""
    del written
    return "" if isinstance(value, str) else "not-a-text"


def boolean_only(value: object, written: str) -> Verdict:
    """What is wrong with a field that has to be true or false."""
    del written
    return "" if isinstance(value, bool) else "not-a-boolean"


def no_published(value: object, written: str) -> Verdict:
    """``published: false`` for a generator that does not know the field, and publishes the post."""
    del written
    return "no-such-flag" if value is False else ""


def entries(value: object, written: str) -> Verdict:
    """What is wrong with a field that is a list, or a text that is one entry."""
    return "not-a-list" if isinstance(value, dict) else no_comma_list(value, written)


def printable(value: object, written: str) -> Verdict:
    """What is wrong with a text for templates that print what JavaScript makes of it."""
    del written
    return "not-a-text" if isinstance(value, (datetime.date, dict, list)) else ""
