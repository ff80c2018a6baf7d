"""The one exception that reaches the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class BlintError(Exception):
    """blint cannot do its work: the message is one clear sentence for the user (exit status 2)."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` for the nearest known word, or an empty string."""
    import difflib

    words = list(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if not near:  # the same word under another family, or in other letters
        tails = {name.rpartition("/")[2]: name for name in words}
        tail = word.rpartition("/")[2].lower().replace("_", "-")
        close = difflib.get_close_matches(tail, tails, n=1, cutoff=0.75)
        near = [tails[close[0]]] if close else []
    return f' (did you mean "{near[0]}"?)' if near else ""
