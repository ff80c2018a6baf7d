"""How blint writes a file: under another name first, and under its own once it is whole."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, TextIO

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
    import io

    path = os.path.abspath(path)
    with temporary(os.path.dirname(path)) as file:
        with suppress(OSError):  # no such file
            take_mode(file, os.lstat(path))
        text = io.TextIOWrapper(file, "utf-8", errors="backslashreplace", newline="\n")
        yield text
        text.flush()
        os.fsync(file.fileno())
        text.detach()
        os.replace(file.name, path)


@contextmanager
def temporary(folder: str) -> Iterator[BinaryIO]:
    """A new file in an absolute folder, which is removed when the block ends, unless it has got
    another name by then. Those that killed processes left there are removed as well."""
    _sweep(folder)
    path = os.path.join(folder, f".blint-{os.getpid()}-{os.urandom(6).hex()}.tmp")
    try:
        with open(path, "xb", opener=lambda name, _flags: os.open(name, _NEW, 0o666)) as file:
            yield file
    finally:
        with suppress(OSError):
            os.remove(path)


def take_mode(file: BinaryIO, status: os.stat_result) -> None:
    """Give a file the owner, as far as that is allowed, and the mode of another regular one."""
    if not stat.S_ISREG(status.st_mode):
        return
    with suppress(OSError, AttributeError):  # Windows knows no owners
        os.fchown(file.fileno(), status.st_uid, status.st_gid)
    with suppress(OSError, AttributeError):  # nor modes of open files before Python 3.13
        os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))


_LEFT = re.compile(r"\.blint-(?P<process>\d{1,10})-[0-9a-f]{12}\.tmp")
_LONG_AGO = 3600  # seconds


def _sweep(folder: str) -> None:
    """Remove what processes that have ended left in a folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            left = _LEFT.fullmatch(entry.name)
            if left and entry.is_file(follow_symlinks=False):
                old = time.time() - entry.stat(follow_symlinks=False).st_mtime > _LONG_AGO
                if old or not _is_alive(int(left["process"])):
                    with suppress(OSError):
                        os.remove(entry.path)


def _is_alive(process: int) -> bool:
    """Whether a process exists, or may exist where that cannot be asked."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
