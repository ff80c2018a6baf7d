"""Checks of the post as a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.document import Document
    from blint.options import Pattern

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def filename(doc: Document, *, pattern: Pattern = _KEBAB) -> Iterator[Match]:
    """A file name, without its extension, that a regular expression does not match whole.

    A page bundle (``name/index.md``) is called by its folder.
    """
    stem = doc.name
    if pattern.fullmatch(stem):
        return
    better = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    fits = better != stem and pattern.fullmatch(better)
    values = {"name": stem, "pattern": pattern.pattern, "better": better}
    said = "kebab" if pattern.pattern == _KEBAB.pattern else "default"
    variant = f"{said}-near" if fits else said
    yield Match(doc.top, values, variant=variant)
