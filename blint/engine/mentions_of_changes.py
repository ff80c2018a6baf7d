"""Whether a post may speak of a file that changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.workspace.mentions import folded, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 300  # names to look for: with more of them every post is meant
_OF_A_TAG = 60  # characters before a name in which its tag begins
_BLANK = ("", " ", "\n", "\t")
_IN_SENTENCES = (" ", ",", ";", ":", "!")
_SHORT = 3  # characters: shorter names stand in any text
_DATE = lazy(r"^\d{4}-\d\d?-\d\d?-")  # which stands elsewhere in an address
_LANGUAGE = lazy(r"\.[a-z]{2}(?:-[a-z]{2,4})?$")
_OF_FOLDERS = ("index", "_index", "readme")
_ENDS = ("#", ")", '"', "'", ">", "?")  # after a path that ends in a slash: [a](../#b)


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
        return any(_names(form, word) for form in forms for word in self._words)


def _names(text: str, word: str) -> bool:
    """Whether a word stands in a text where it may be a file's name: not as a part of another one,
    and not as a plain word of a sentence."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        whole = not (_is_of_a_word(before) and _is_of_a_word(word[0]))
        whole = whole and not (_is_of_a_word(after) and _is_of_a_word(word[-1]))
        plain_word = before in _BLANK and after in _IN_SENTENCES and word.isalpha()
        if whole and not (plain_word and "{" not in text[max(0, at - _OF_A_TAG) : at]):
            return True
        at = text.find(word, at + 1)
    return False


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _words(path: str) -> set[str]:
    """What a post has to hold that speaks of a file."""
    folder, name = os.path.split(folded(path))
    stem = os.path.splitext(name)[0]
    short = _LANGUAGE.sub("", stem)
    if short in _OF_FOLDERS:
        short = os.path.basename(folder)
    stems = {stem, short, _DATE.sub("", stem)} - {*_OF_FOLDERS, ""}
    words = {word for s in stems for word in ([s] if len(s) >= _SHORT else [f"{s}.", f"/{s}"])}
    return words | {f"./{sign}" for sign in _ENDS if stem in _OF_FOLDERS}
