"""Whether a post may speak of a file that changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.shrink.mentions import folded, plain
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 300  # names to look for: with more of them every post is meant
_SHORT = 3  # characters: shorter names stand in any text
_DATE = lazy(r"^\d{4}-\d\d?-\d\d?-")  # which stands elsewhere in an address
_LANGUAGE = lazy(r"\.[a-z]{2}(?:-[a-z]{2,4})?$")
_OF_FOLDERS = ("index", "_index", "readme")


class Mentions:
    """The names of files at absolute paths, as posts may write them: without the extension, which
    may be wrong or left out."""

    def __init__(self, paths: Iterable[str]) -> None:
        words = {word for path in paths for word in _words(path)}
        self._words = sorted(words) if len(words) <= _MOST else None

    def any_in(self, data: object) -> bool:
        """Whether the bytes of a post hold one of the names; so does what could not be read."""
        if not isinstance(data, bytes) or self._words is None:
            return True
        if not self._words:
            return False
        text = data.decode("utf-8", "replace")
        forms = {folded(text)}
        if any(sign in text for sign in "%&\\"):
            forms.add(folded(plain(text)))
        return any(word in form for form in forms for word in self._words)


def _words(path: str) -> set[str]:
    """What a post has to hold that speaks of a file."""
    folder, name = os.path.split(folded(path))
    stem = os.path.splitext(name)[0]
    short = _LANGUAGE.sub("", stem)
    if short in _OF_FOLDERS:
        short = os.path.basename(folder)
    stems = {stem, short, _DATE.sub("", stem)} - {*_OF_FOLDERS, ""}
    return {word for s in stems for word in ([s] if len(s) >= _SHORT else [f"{s}.", f"/{s}"])}
