"""The day of a post, as its site's generator reads it."""

from __future__ import annotations

import datetime
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.post.site import IN_PATH

if TYPE_CHECKING:
    import re

    from blint.post.front_matter.model import FrontMatter
    from blint.post.site import Site
    from blint.post.text import Text

_YEAR_FIRST = lazy(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FIGURES = lazy(r"(\d{4})(\d\d)(\d\d)(?!\d)")
# At the beginning of a name, or folders of their own: 2025-04-01-x.md, 2025/04/01/x.md.
_IN_PATH = lazy(r"(?:^|/)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_STEPS = 4  # of a path: three folders and a name may hold a day
_LONGEST = 100  # characters; no date has more
_NO_YEAR = datetime.datetime(9999, 1, 1)  # noqa: DTZ001 - stands for what a text does not say
_LARGEST = 10**11  # seconds from 1970: what is more is milliseconds


def day_of(text: Text, path: str, front_matter: FrontMatter, site: Site) -> str:
    """The day of a post (``2025-04-01``), empty where there is none or it cannot be read. It is the
    one that is written, in the time zone in which it is written."""
    for field in site.dates:
        if field == IN_PATH:
            if day := _in_path(path):
                return day
            continue
        read = site.reads.get(field)
        for _, _, entry in front_matter.find(field):
            if entry is None:
                continue
            value, written = entry.node.value, text.slice(entry.node.span)
            if read and read(value, written) in _NO_DATE:
                continue
            if day := _day(value, day_first=site.day_first):
                return day
    return ""


_NO_DATE = ("not-a-date", "no-such-day", "misread")


def _in_path(path: str) -> str:
    steps = "/".join(path.split(os.sep)[-_STEPS:])
    days = map(_on_calendar, _IN_PATH.finditer(steps))
    return next((day for day in reversed([*days]) if day), "")


def _day(value: object, *, day_first: bool) -> str:
    """The day that a value names, in the ways that generators read."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _counted(value)
    written = value.strip()[:_LONGEST] if isinstance(value, str) else ""
    match = _YEAR_FIRST.match(written) or _FIGURES.match(written)
    if match or not written:
        return _on_calendar(match) if match else ""
    return _in_words(written, day_first=day_first)


def _on_calendar(match: re.Match[str]) -> str:
    with suppress(ValueError):
        return datetime.date(*map(int, match.groups())).isoformat()
    return ""


def _counted(number: float) -> str:
    """The day in figures (20250401), or so many seconds or milliseconds after 1970 began."""
    if match := _FIGURES.fullmatch(str(number)):
        return _on_calendar(match)
    seconds = number / 1000 if abs(number) > _LARGEST else number
    with suppress(ValueError, OverflowError, OSError):
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    return ""


def _in_words(written: str, *, day_first: bool) -> str:
    """The day of a text such as ``1 April 2025``, ``Apr 1, 2025`` or ``4/1/2025``."""
    import warnings

    from dateutil.parser import parse

    with warnings.catch_warnings(), suppress(ValueError, OverflowError):
        warnings.simplefilter("ignore")  # of time zones that it does not know
        found = parse(written, default=_NO_YEAR, dayfirst=day_first)
        return "" if found.year == _NO_YEAR.year else found.date().isoformat()
    return ""
