"""The files that may name others: whatever holds text."""

from __future__ import annotations

import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING

from blint.files.opening import Refused
from blint.post.references import IMAGES, MEDIA

if TYPE_CHECKING:
    from blint.files.opening import Boundary

_LARGEST = 8 << 20  # bytes of a file that is searched
_HEAD = 8 << 10  # bytes that tell whether a file is text
_UTF16 = (BOM_UTF16_LE, BOM_UTF16_BE)
# What git and editors do with kinds of files.
_LISTS = frozenset((".editorconfig", ".git-blame-ignore-revs", ".gitattributes", ".gitmodules"))
# Files whose bytes are no text.
_NO_TEXT = IMAGES - {"svg"} | MEDIA - {"vtt"} | {"gz", "otf", "ttf", "woff", "woff2", "zip"}


def may_be_text(path: str) -> bool:
    """Whether a file may hold a path of an image that the site asks for. A list of what git and
    editors do with kinds of files (.gitattributes) holds none."""
    name = os.path.basename(path)
    is_list = name in _LISTS or (name.startswith(".") and name.endswith("ignore"))
    return not is_list and name.rpartition(".")[2].lower() not in _NO_TEXT


def text_of(path: str, boundary: Boundary) -> str | None:
    """The text of the file at an absolute path; empty for what is none, or lies elsewhere, and None
    where nobody knows: it cannot be read, or is too large."""
    try:
        data = boundary.read(path, _LARGEST)
    except FileNotFoundError:
        return ""
    except Refused as refusal:
        return None if refusal.reason == "too-large" and _is_text(_head(path, boundary)) else ""
    except (OSError, ValueError):
        return None
    if not _is_text(data[:_HEAD]):
        return ""
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig", "replace")


def _is_text(head: bytes) -> bool:
    return head.startswith(_UTF16) or b"\0" not in head


def _head(path: str, boundary: Boundary) -> bytes:
    """The first bytes of the file at an absolute path, or none."""
    try:
        handle, _ = boundary.open(path)
    except (OSError, ValueError):
        return b""
    with open(handle, "rb") as file:
        return file.read(_HEAD)
