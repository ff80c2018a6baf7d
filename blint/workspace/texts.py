"""The files that may name others: whatever holds text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.post.references import IMAGES, MEDIA

if TYPE_CHECKING:
    from blint.files.opening import Boundary

_LARGEST = 8 << 20  # bytes of a file that is searched
_HEAD = 8 << 10  # bytes that tell whether a file is text
# Files whose bytes are no text.
_NO_TEXT = IMAGES - {"svg"} | MEDIA - {"vtt"} | {"gz", "otf", "ttf", "woff", "woff2", "zip"}


def may_be_text(path: str) -> bool:
    """Whether a file may hold a path of an image that the site asks for. A list of what git and
    editors do with kinds of files (.gitattributes) holds none."""
    name = os.path.basename(path)
    is_list = name.startswith(".") and not name.startswith((".eleventy", ".blint"))
    return not is_list and name.rpartition(".")[2].lower() not in _NO_TEXT


def text_of(path: str, boundary: Boundary) -> str:
    """The text of the file at an absolute path; empty where it cannot be read, or is too large or
    too strange for a source of a site."""
    try:
        data = boundary.read(path, _LARGEST)
    except (OSError, ValueError):  # also what lies elsewhere
        return ""
    return "" if b"\0" in data[:_HEAD] else data.decode("utf-8", "replace")
