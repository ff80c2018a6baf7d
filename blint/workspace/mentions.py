"""Where a file's name stands in a text: in a theme, a stylesheet, a script, or in a post where no
reference to a file is known."""

from __future__ import annotations

import html
import os
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from blint.lazy_regex import lazy
from blint.post.references import IMAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ANY = "|".join(sorted(IMAGES, key=len, reverse=True))
# The dot may be written as URLs, HTML, JavaScript and CSS allow.
_DOT = r"(?:\.|%2e|&#46;|&#x2e;|&period;|\\u002e|\\0{0,4}2e ?)"
_ENDING = lazy(rf"{_DOT}(?:{_ANY})(?![A-Za-z0-9])", re.IGNORECASE)
_LONGEST = 300  # characters before an extension that are looked at
_UNICODE_ESCAPE = lazy(r"\\u([0-9a-fA-F]{4})")
_CSS_ESCAPE = lazy(r"\\([0-9a-fA-F]{1,5})\s?")
_FOLDER = lazy(r"[\\/]+")
_BEFORE_FOLDER = lazy(r"[\s'\"`()<>=,\\/]")
# What a program or a template fills in, or a pattern leaves open.
_OPEN = lazy(r"[*}]")


class Names:
    """The names of files, to be looked for; ``paths`` are absolute."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        self._paths: dict[str, list[str]] = {}
        for path in self.paths:
            self._paths.setdefault(folded(os.path.basename(path)), []).append(path)
        self._lengths = sorted({len(name) for name in self._paths})

    def mentioned(self, text: str, *, patterns: bool = False) -> Iterator[tuple[str, int]]:
        """The paths that a text may mean, each with where its name ends. ``patterns``: the text is
        a program's or a template's, where ``*.png`` or ``${name}.png`` mean files, too."""
        for ending in _ENDING.finditer(text):
            piece = text[max(0, ending.start() - _LONGEST) : ending.end()]
            for form in {folded(piece), folded(plain(piece)), folded(_of_css(piece))}:
                for path in self._meant(form):
                    yield path, ending.end()
                if patterns:
                    for path in self._matching(form):
                        yield path, ending.end()

    def _meant(self, text: str) -> Iterator[str]:
        """The paths whose name a text ends with, and whose folder's name stands before it unless
        none does."""
        for length in self._lengths:
            if length > len(text):
                return
            for path in self._paths.get(text[-length:], ()):
                if _ends_a_word(before := text[:-length]):
                    yield from _if_there(path, before)

    def _matching(self, text: str) -> Iterator[str]:
        """The paths that a pattern at the end of a text fits."""
        name = _FOLDER.split(text)[-1]
        *before, tail = _OPEN.split(name)
        if before and not re.search(r"[\s'\"]", tail):
            for known, paths in self._paths.items():
                if known.endswith(tail):
                    for path in paths:
                        yield from _if_there(path, text[: -len(name)])


def _if_there(path: str, before: str) -> Iterator[str]:
    """The path, unless another folder's name stands right before that of the file."""
    folder = folded(os.path.basename(os.path.dirname(path)))
    steps = before.rstrip("\\/")
    if steps == before or (steps.endswith(folder) and _ends_a_word(steps.removesuffix(folder))):
        yield path
        return
    step = _BEFORE_FOLDER.split(steps)[-1]
    if not step.strip(".") or _OPEN.search(step) or step in ("@", "~"):
        yield path


def _ends_a_word(text: str) -> bool:
    """Whether what follows a text is no part of its last word."""
    return not (text[-1:].isalnum() or text[-1:] in ("-", "_"))


def plain(text: str) -> str:
    """A text as it is once percent-encoding, character references and escapes are read."""
    text = _UNICODE_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return html.unescape(unquote(text)).replace("\\", "")


def _of_css(text: str) -> str:
    """A text as it is once the escapes of a stylesheet are read."""
    return _CSS_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\\", "")


def folded(text: str) -> str:
    """A text as it is compared: whatever the case and the form of its letters."""
    return unicodedata.normalize("NFC", text).casefold()
