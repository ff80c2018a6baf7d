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


# A file that has no name until it is given one (open(2), Linux).
HAS_UNNAMED = hasattr(os, "O_TMPFILE")


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """A text file in UTF-8 that stands at a path when the block has ended well; else, nothing has
    changed. Nothing is written through a link: it is replaced by the file.

    Raises OSError for what cannot be written.
    """
    import io

    path = os.path.abspath(path)
    with temporary(os.path.dirname(path)) as new:
        with suppress(OSError):  # no such file
            take_mode(new.file, os.lstat(path))
        text = io.TextIOWrapper(new.file, "utf-8", errors="backslashreplace", newline="\n")
        yield text
        text.flush()
        os.fsync(new.file.fileno())
        text.detach()
        os.replace(new.name(), path)


class Temporary:
    """A new file, and the path that it has, or will have once it is given its name."""

    def __init__(self, file: BinaryIO, path: str, *, unnamed: bool) -> None:
        self.file = file
        self._path = path
        self._unnamed = unnamed

    def name(self) -> str:
        """Its path, where it stands from now on. Raises OSError where no name can be given."""
        if self._unnamed:
            self.link(self._path)
            self._unnamed = False
        return self._path

    def link(self, path: str) -> None:
        """Give it a name, another one if it has one. Raises FileExistsError where something
        stands, and OSError where that cannot be done."""
        if self._unnamed:
            number = self.file.fileno()
            # Only where a folder is given, which an absolute path does without, is a link followed.
            os.link(f"/proc/self/fd/{number}", path, src_dir_fd=number, follow_symlinks=True)
        else:
            os.link(self._path, path)


@contextmanager
def temporary(folder: str, *, unnamed: bool = False) -> Iterator[Temporary]:
    """A new file in an absolute folder, of which nothing is left when the block ends unless it has
    got another name by then; with ``unnamed`` it has none at first. What killed processes left
    there is removed as well. Raises OSError where there can be no such file."""
    _sweep(folder)
    path = os.path.join(folder, f".blint-{os.getpid()}-{os.urandom(6).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CLOEXEC | os.O_TMPFILE if unnamed else _NEW
    at = folder if unnamed else path
    try:
        with open(at, "wb", opener=lambda name, _flags: os.open(name, flags, 0o666)) as file:
            yield Temporary(file, path, unnamed=unnamed)
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
