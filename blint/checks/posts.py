"""Checks of the post as a file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from blint.errors import BlintError
from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.document import Document


def filename(doc: Document, *, pattern: str = r"[a-z0-9]+(?:-[a-z0-9]+)*") -> Iterator[Match]:
    """A file name, without its extension, that a regular expression does not match whole.

    A page bundle (``name/index.md``) is called by its folder.
    """
    folder, name = os.path.split(doc.path)
    stem = os.path.splitext(name)[0]
    if stem in ("index", "_index"):
        stem = os.path.basename(folder)
    try:
        matches = re.fullmatch(pattern, stem)
    except (re.error, RecursionError, OverflowError) as error:
        raise BlintError(f"post/filename: pattern is no regular expression: {error}") from error
    if matches:
        return
    better = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    fits = better != stem and re.fullmatch(pattern, better)
    values = {"name": stem, "pattern": pattern, "better": better}
    yield Match(doc.top, values, variant="better" if fits else "default")
