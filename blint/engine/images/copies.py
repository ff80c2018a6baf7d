"""Images of the same bytes."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blint.files.opening import Boundary

_LARGEST = 64 << 20  # bytes of an image that is compared
_MOST = 2 << 30  # bytes of all of them
_POINTER = b"version https://git-lfs.github.com/spec/"


def equals(sizes: Mapping[str, int], boundary: Boundary) -> list[list[str]]:
    """The paths of images that have the same bytes, two at least. ``sizes`` are bytes by absolute
    path; only files of one size are opened."""
    by_size: dict[int, list[str]] = {}
    for path, size in sorted(sizes.items()):
        if 0 < size <= _LARGEST:
            by_size.setdefault(size, []).append(path)
    equal: dict[bytes, list[str]] = {}
    left = _MOST
    for size, paths in sorted(by_size.items()):
        left -= size * len(paths) if len(paths) > 1 else 0
        for path in paths if len(paths) > 1 and left > 0 else ():
            if digest := _digest(path, size, boundary):
                equal.setdefault(digest, []).append(path)
    return [paths for paths in equal.values() if len(paths) > 1]


def copies(equal: Iterable[Sequence[str]], unnamed: set[str]) -> dict[str, str]:
    """The paths of images that have the bytes of another one, each with that one's: the first that
    is not ``unnamed``, and called ``a.png`` rather than ``a-1.png``."""
    found: dict[str, str] = {}
    for paths in equal:
        first, *others = sorted(paths, key=lambda path: (path in unnamed, os.path.splitext(path)))
        found |= dict.fromkeys(others, first)
    return found


def content(path: str, boundary: Boundary) -> str:
    """What tells the bytes of the image at an absolute path from others; empty where it cannot be
    read, or is too large."""
    try:
        return hashlib.sha256(boundary.read(path, _LARGEST)).hexdigest()[:16]
    except (OSError, ValueError):
        return ""


def _digest(path: str, size: int, boundary: Boundary) -> bytes:
    """What tells the bytes of a file; empty where it cannot be read, or where the bytes are
    elsewhere: what is here of two images of Git LFS may not be them."""
    try:
        data = boundary.read(path, size)
    except (OSError, ValueError):
        return b""
    return b"" if data.startswith(_POINTER) else hashlib.sha256(data).digest()
