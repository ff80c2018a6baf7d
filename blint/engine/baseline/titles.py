"""What a post is known by when its file has got another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE = lazy(r"[ \t]{0,3}[\"']?title[\"']?[ \t]{0,9}[:=：](.*)", re.IGNORECASE)
_HEADING = lazy(r"#{1,2}[ \t](.*)")
_LINES = 200  # of a post that are looked at
_LONGEST = 80  # characters


def title_of(text: str) -> str:
    """The title in the front matter of a post, even of a broken one, or else its first heading, or
    its first line that holds words."""
    lines = list(_first_lines(text))
    for pattern in (_TITLE, _HEADING):
        for line in lines:
            found = pattern.match(line)
            if found and (title := found[1].partition(" # ")[0].strip(" \t\"',{}")):
                return title[:_LONGEST]
    words = (line.strip() for line in lines if any(c.isalpha() for c in line))
    return next(words, "")[:_LONGEST]


def _first_lines(text: str) -> Iterator[str]:
    start = 0
    for _ in range(_LINES):
        end = text.find("\n", start)
        yield text[start : end if end >= 0 else len(text)][:1000].strip("\r")
        if end < 0:
            return
        start = end + 1
