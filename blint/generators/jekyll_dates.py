"""Dates as Jekyll reads them: Ruby's ``Time.parse`` (Utils.parse_date)."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from blint.post.front_matter.values import NO_SUCH_DAY, NOT_A_DATE, BadDate, no_such_day

if TYPE_CHECKING:
    from blint.post.front_matter.values import Verdict

# What Ruby's Time.parse (tried in 3.1) makes of a text: a day in figures, the year first or last; a
# month by its English name; the time of day, which alone is one of today. It stops at what is out
# of range, and at what has none of these.
_YEAR_FIRST = re.compile(r"\s*\d{4}([-/.])(\d{1,2})\1(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")
_MONTH = re.compile(
    r"(?i)\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
# After a day; other figures are dropped, and a zone behind them.
_TIME_AND_ZONE = re.compile(
    r"(?:[T\s,]+\d{1,2}(?:[:h]\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)?)?(?:\s*[AaPp][Mm])?"
    r"(?:\s*[A-Z]{1,5})?(?:\s*[-+]\d{1,4}(?::\d\d){0,2})?)?[^\d]*"
)


def by_ruby(text: str) -> Verdict:
    """What is wrong with a date that is a text."""
    clock = _CLOCK.search(text)
    if clock and not all(
        int(part or 0) <= most for part, most in zip(clock.groups(), (24, 59, 60), strict=True)
    ):
        return NOT_A_DATE
    if match := _YEAR_FIRST.match(text):
        if not (1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31):
            return NOT_A_DATE
        if no_such_day(match[0].strip()):
            return NO_SUCH_DAY  # it becomes one of the next month
        return "" if _TIME_AND_ZONE.fullmatch(text, match.end()) else "misread"
    if match := _DAY_FIRST.match(text):
        return _day_first(int(match[1]), int(match[3]), match[0].strip(), match[2])
    if _MONTH.search(text):
        return "" if re.search(r"\b\d{4}\b", text) else "misread"
    if re.match(r"\d{8}(?:[T\s]|$)", text):
        return ""
    return "misread" if clock else NOT_A_DATE


def _day_first(first: int, second: int, day: str, between: str) -> Verdict:
    """Two numbers and a year: the day comes first, and a year of two figures would, too."""
    if len(day.rpartition(between)[2]) == 2:
        return "misread" if 1 <= second <= 12 else NOT_A_DATE
    if not (1 <= second <= 12 and 1 <= first <= 31):
        return NOT_A_DATE
    meant_so = between == "." or first > 12 or first == second
    return "" if meant_so else "misread"


def date_by_ruby(value: object, written: str) -> Verdict:
    """What is wrong with a date; a number is read as the text it is written with."""
    if isinstance(value, int):
        return "" if re.fullmatch(r"\d{8}", written) else NOT_A_DATE
    if isinstance(value, (list, datetime.date)):
        return ""
    text = value.text if isinstance(value, BadDate) else value
    return by_ruby(text.strip()) if isinstance(text, str) else NOT_A_DATE
