"""The one exception that reaches the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class BlintError(Exception):
    """blint cannot do its work: the message is one clear sentence for the user (exit status 2)."""


LONGEST_WORD = 100  # characters; comparing takes quadratic time, and no known word is longer


def closest(word: str, known: Iterable[str], cutoff: float) -> str:
    """The known word that is most like a word, or an empty string."""
    if len(word) > LONGEST_WORD:
        return ""
    import difflib

    words = [name for name in known if len(name) <= LONGEST_WORD]
    return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=cutoff)), "")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that was meant by a word, or an empty string."""
    words = list(known)
    near = closest(word, words, 0.6)
    if not near:  # the same word under another family, or in other letters
        tails = {name.rpartition("/")[2]: name for name in words}
        near = tails.get(
            closest(word.rpartition("/")[2].lower().replace("_", "-"), tails, 0.75), ""
        )
    return near


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` for the nearest known word, or an empty string."""
    near = nearest(word, known)
    return f' (did you mean "{near}"?)' if near else ""
