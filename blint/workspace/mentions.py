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
        # By their names, and the names of their folders.
        self._paths: dict[str, dict[str, list[str]]] = {}
        for path in self.paths:
            folder, name = map(folded, key_of(path))
            self._paths.setdefault(name, {}).setdefault(folder, []).append(path)
        folders = {folder for known in self._paths.values() for folder in known}
        self._lengths = sorted({len(name) for name in self._paths})
        self._folder_lengths = sorted({len(folder) for folder in folders} - {0})

    def mentioned(self, text: str, *, patterns: bool = False) -> Iterator[tuple[str, int]]:
        """The paths that a text may mean, each with where its name ends. ``patterns``: the text is
        a program's or a template's, where ``*.png`` or ``${name}.png`` mean files, too."""
        for form, end in _forms(text):
            for name, folder in self._meant(form):
                for path in self._called(name, folder):
                    yield path, end
            if patterns:
                for path in self._matching(form):
                    yield path, end

    def found(self, text: str) -> Iterator[tuple[str, str, int]]:
        """The names, folded, that stand in a text, each with that of the folder before it, which is
        empty where it may be any, and with where it ends."""
        for form, end in _forms(text):
            for name, folder in self._meant(form):
                yield name, folder, end

    def _meant(self, text: str) -> Iterator[tuple[str, str]]:
        """The names that a text ends with, and those of the folders before them."""
        for length in self._lengths:
            if length > len(text):
                return
            known = self._paths.get(text[-length:])
            if known and _ends_a_word(before := text[:-length]):
                for folder in self._folders(before):
                    if not folder or folder in known:
                        yield text[-length:], folder

    def _folders(self, before: str) -> Iterator[str]:
        """What may be the folder of a name that stands after a text; empty for any."""
        steps = before.rstrip("\\/")
        step = _BEFORE_FOLDER.split(steps)[-1]
        if steps == before or not step.strip(".") or _OPEN.search(step) or step in ("@", "~"):
            yield ""
            return
        for length in self._folder_lengths:
            if length <= len(steps) and _ends_a_word(steps[:-length]):
                yield steps[-length:]

    def _called(self, name: str, folder: str) -> Iterable[str]:
        known = self._paths[name]
        if folder:
            return known.get(folder, ())
        return (path for paths in known.values() for path in paths)

    def _matching(self, text: str) -> Iterator[str]:
        """The paths that a pattern at the end of a text fits."""
        name = _FOLDER.split(text)[-1]
        *before, tail = _OPEN.split(name)
        if before and not re.search(r"[\s'\"]", tail):
            folders = list(self._folders(text[: -len(name)]))
            for known in self._paths:
                if known.endswith(tail):
                    for folder in folders:
                        yield from self._called(known, folder)


def key_of(path: str) -> tuple[str, str]:
    """The names of a file's folder and of the file."""
    folder, name = os.path.split(path)
    return os.path.basename(folder), name


def _forms(text: str) -> Iterator[tuple[str, int]]:
    """What stands before each end of an image's name, that among it, as it may be meant."""
    for ending in _ENDING.finditer(text):
        piece = text[max(0, ending.start() - _LONGEST) : ending.end()]
        for form in {folded(piece), folded(plain(piece)), folded(_of_css(piece))}:
            yield form, ending.end()


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
