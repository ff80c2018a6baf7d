"""How blint writes a file: beside it first, and under its name once it is whole."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NEW |= sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """A text file in UTF-8 that stands at a path when the block has ended well; else, nothing has
    changed. Nothing is written through a link: it is replaced by the file.

    Raises OSError for what cannot be written.
    """
    folder, name = os.path.split(os.path.abspath(path))
    beside = os.path.join(folder, f".{name[:200]}.{os.urandom(6).hex()}.tmp")
    handle = os.open(beside, _NEW, 0o666)
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            with suppress(OSError, AttributeError):  # no such file; Windows before Python 3.13
                status = os.lstat(path)
                if stat.S_ISREG(status.st_mode):
                    os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.remove(beside)
        raise
