"""Checks of the post as a file."""

from __future__ import annotations

import datetime
import os
import re
from typing import TYPE_CHECKING

from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.checks.includes import Included
    from blint.checks.options import Pattern
    from blint.post.document import Document
    from blint.post.site import BadName

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def misnamed(doc: Document) -> Iterator[Match[BadName]]:
    """A name that the site's generator passes over, or that it reads another day from."""
    variant = doc.site.misnamed(doc.page)
    if variant:
        name = os.path.basename(doc.path)
        day = re.search(r"\d+-\d+-\d+", name)
        values = {"name": name, "day": day[0] if day else "", "better": _dated(doc)}
        if variant in ("sign", "sign-stops"):
            values |= _odd_part(doc.path)
        yield Match(doc.top, variant, values)


_SIGNS = "?#%'"  # those that break addresses, the worst first


def _odd_part(path: str) -> dict[str, str]:
    """The last name in a path with a sign that breaks an address, and that sign."""
    names = path.split(os.sep)[::-1]
    odd = ((name, sign) for sign in _SIGNS for name in names if sign in name)
    name, sign = next(odd, (names[0], ""))
    return {"name": name, "sign": sign}


def _dated(doc: Document) -> str:
    """A name with a day: the one it has, or the one in the front matter, or one to be filled in."""
    stem, extension = os.path.splitext(os.path.basename(doc.path))
    day = re.match(r"(\d{4})\D(\d\d?)\D(\d\d?)(?!\d)", stem)
    date = doc.front_matter.data.get("date")
    date = str(date)[:10] if isinstance(date, (str, datetime.date)) else ""
    if day:
        date = "-".join(day.groups())
    elif not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        date = "YYYY-MM-DD"
    title = re.sub(r"^[\W_\d]+", "", stem).replace("_", "-") or "title"
    return f"{date}-{title}{'.md' if extension == '.mdx' else extension}"


def missing_include(doc: Document) -> Iterator[Match[Included]]:
    """A file to bring in that is not there, where a generator brings in any."""
    text = doc.text.characters
    if doc.site.dialect.includes and ("@include" in text or "<<<" in text):
        from blint.checks import includes

        yield from includes.missing(doc)


def filename(
    doc: Document, *, pattern: Pattern = _KEBAB
) -> Iterator[Match[Literal["default", "kebab"]]]:
    """A file name, without its extension, that a regular expression does not match whole.

    A page bundle (``name/index.md``) is called by its folder.
    """
    stem = doc.name
    if pattern.fullmatch(stem):
        return
    better = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    fits = better != stem and pattern.fullmatch(better)
    values = {"name": stem, "pattern": pattern.pattern, "better": better}
    kebab = pattern.pattern == _KEBAB.pattern
    yield Match(doc.top, "kebab" if kebab else "default", values, suggests=bool(fits))
