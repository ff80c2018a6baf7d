"""The one way to files and folders that others have written: nothing outside is opened, nothing is
waited for, nothing but a regular file is read, and never more than was asked for.

A path is opened without its links, which are resolved first, and the place of what was opened is
asked of the descriptor: a name that is swapped for a link in between opens nothing outside, or is
closed unread.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    Refusal = Literal["outside", "not-regular", "too-large"]

# Without O_NONBLOCK the opening of a FIFO waits for a writer. Windows has only O_BINARY of these.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_READ = os.O_RDONLY | _NO_LINK
_READ |= sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
# What opening a link answers: Linux and macOS, FreeBSD, NetBSD.
_IS_LINK = (errno.ELOOP, errno.EMLINK, getattr(errno, "EFTYPE", errno.ELOOP))


class Refused(OSError):
    """Something that could be opened, and was not read. ``reason`` says why."""

    def __init__(self, reason: Refusal, path: str, size: int = 0) -> None:
        super().__init__(errno.EPERM, _REASONS[reason], path)
        self.reason = reason
        self.size = size  # bytes, of what is too large


_REASONS = {
    "outside": "it leads out of the repository",
    "not-regular": "not a regular file",
    "too-large": "too large",
}


class Boundary:
    """A folder that nothing is opened outside of; an empty one bounds nothing. ``real`` is its
    absolute path without links."""

    def __init__(self, folder: str) -> None:
        self.real = real_path(folder) if folder else ""
        self._below = os.path.join(self.real, "") if folder else ""
        # What a look at the disk says of a folder; what was opened is asked again.
        self._real_folders: dict[str, str] = {}

    def holds(self, real_path: str) -> bool:
        """Whether a path without links in it lies within."""
        return real_path == self.real or real_path.startswith(self._below)

    def leads_out(self, folder: str) -> bool:
        """Whether an absolute folder really lies elsewhere, by a link in its path; or nowhere that
        could be told."""
        try:
            return not self.holds(self._real(folder))
        except OSError:
            return True

    def read(self, path: str, most: int) -> bytes:
        """The bytes of the regular file at an absolute path.

        Raises Refused, also where it has more than ``most`` bytes, and OSError or ValueError for
        what cannot be opened.
        """
        handle, size = self.open(path)
        try:
            if size > most:
                raise Refused("too-large", path, size)
            data = os.read(handle, size + 1)  # a larger buffer costs more than the reading
            if len(data) != size:  # it grew, or its size was a lie
                with open(handle, "rb", closefd=False) as file:
                    data += file.read(most + 1 - len(data))
        finally:
            os.close(handle)
        if len(data) > most:
            raise Refused("too-large", path)
        return data

    def size(self, path: str) -> int | None:
        """The bytes of the regular file at an absolute path, which is not opened; None where there
        is a link or something else."""
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def open(self, path: str) -> tuple[int, int]:
        """A descriptor of the regular file at an absolute path, for reading, and its size in bytes.
        Raises Refused, or OSError or ValueError for what cannot be opened."""
        handle = self._open(path, _READ)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise Refused("not-regular", path)
        except BaseException:
            os.close(handle)
            raise
        return handle, status.st_size

    @contextmanager
    def scan(self, folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        """The entries of an absolute folder, to be asked inside the block: only their names are
        sure to be told. Raises like :meth:`open`."""
        if os.scandir not in os.supports_fd:
            if self.leads_out(folder):
                raise Refused("outside", folder)
            with os.scandir(folder) as entries:
                yield entries
            return
        handle = self._open(folder, _READ | getattr(os, "O_DIRECTORY", 0))
        try:
            with os.scandir(handle) as entries:
                yield entries
        finally:
            os.close(handle)

    def _open(self, path: str, flags: int) -> int:
        folder, _, name = path.rpartition(os.sep)
        if _NO_LINK and folder and name not in ("", ".", ".."):
            real = f"{self._real(folder)}{os.sep}{name}"
        else:
            real = real_path(path)
        for again in (True, False):
            if not self.holds(real):
                raise Refused("outside", path)
            try:
                handle = os.open(real, flags)
                break
            except OSError as error:
                # Where a folder is asked for, a link is none.
                if not again or not (error.errno in _IS_LINK or os.path.islink(real)):
                    raise
                real = real_path(real)
        try:
            if not self.holds(_place(handle, real)):
                raise Refused("outside", path)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _real(self, folder: str) -> str:
        """A folder's path without links, as it was when this was asked first."""
        real = self._real_folders.get(folder)
        if real is None:
            above, _, name = folder.rpartition(os.sep)
            real = f"{self._real_folders.get(above, '')}{os.sep}{name}"
            # Below a folder that is known one question is enough; a path has up to 2,000 steps.
            known = _NO_LINK and above in self._real_folders and name not in ("", ".", "..")
            if not known or os.path.islink(real):
                real = real_path(folder)
            self._real_folders[folder] = real
        return real


def real_path(path: str) -> str:
    """A path without links in it; raises OSError for one of too many links, or that changes."""
    try:
        return os.path.realpath(path)
    except RecursionError as error:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path) from error


def _place(handle: int, path: str) -> str:
    """Where that lies which was opened by a path, without links; empty where that cannot be told
    or is another thing."""
    if sys.platform == "linux":
        try:
            return os.readlink(f"/proc/self/fd/{handle}")
        except OSError:  # there is no /proc
            pass
    real = real_path(path)
    try:
        same = os.path.samestat(os.lstat(real), os.fstat(handle))
    except OSError:
        return ""
    return real if same else ""


ANYWHERE = Boundary("")
