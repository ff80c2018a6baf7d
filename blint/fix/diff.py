"""A unified diff that git and patch can apply, of bytes: line ends stay as they are."""

from __future__ import annotations

import difflib
import re

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_ODD_IN_NAMES = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """The diff of a file with this path, which has forward slashes and counts from the root of the
    repository, or else from the folder the diff is applied in; empty where nothing changed."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    lines = difflib.diff_bytes(
        difflib.unified_diff, old, new, _name("a", path), _name("b", path), lineterm=b"\n"
    )
    # What has no line end says so, as git has it: the sign is all that follows.
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in lines
    )


def _name(side: str, path: str) -> bytes:
    """A file's name as git writes it in a diff (git-diff(1), core.quotePath = false; a tab ends a
    name with blanks)."""
    name = f"{side}/{path}"
    if _ODD_IN_NAMES.search(name):
        name = '"' + _ODD_IN_NAMES.sub(lambda found: _escape(found[0]), name) + '"'
    elif " " in name:
        name += "\t"
    return name.encode("utf-8", "surrogateescape")


def _escape(character: str) -> str:
    return _SHORT.get(character) or f"\\{ord(character):03o}"
