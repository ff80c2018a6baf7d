"""Writing mended posts and images: at every moment a file is either the old one or the new one.

The new one is written to a file without a name, or under another name where there is no such thing:
in git's own folder if there is one on the same disk (nobody can commit what a killed run leaves
there), or beside the old one. Then it takes its place.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Literal

from blint.files.opening import Boundary, Refused, real_path
from blint.files.writing import HAS_UNNAMED, Temporary, take_mode, temporary

if TYPE_CHECKING:
    from collections.abc import Callable

Reason = Literal["changed", "exists", "failed", "outside", "read-only"]


class NotWritten(Exception):
    """A file that was left as it is: it is not the one that was read, stands there already, could
    not be written (``detail`` says why), lies outside the repository, or is read-only."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason: Reason = reason
        self.detail = detail


def replace(path: str, old: bytes, new: bytes, boundary: Boundary) -> None:
    """Write a file at an absolute path anew, which holds the bytes ``old``. A link stays one: what
    it leads to is written. The mode is kept, other names of the same file (hard links) are not.

    Raises NotWritten, and then nothing has changed.
    """
    real = _real(path, boundary)

    def put(new: Temporary) -> None:
        _must_be(real, old, boundary)
        path = new.name()
        new.file.close()  # Windows moves no open file
        os.replace(path, real)

    try:
        status = os.lstat(real)
        if is_read_only(real):
            raise NotWritten("read-only")
        _write(real, new, boundary, status, put)
    except OSError as error:
        raise NotWritten("failed", error.strerror or str(error)) from error


def create(path: str, data: bytes, boundary: Boundary, like: str = "") -> None:
    """Write a new file at an absolute path where nothing stands, with the mode of the file
    ``like``, if one is named. Raises NotWritten."""
    real = _real(path, boundary)

    def put(new: Temporary) -> None:
        try:
            new.link(real)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            path = new.name()
            new.file.close()
            if os.path.lexists(real):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), real) from None
            os.rename(path, real)

    try:
        if os.path.lexists(real):
            raise NotWritten("exists")
        _write(real, data, boundary, os.lstat(like) if like else None, put)
    except FileExistsError as error:
        raise NotWritten("exists") from error
    except OSError as error:
        raise NotWritten("failed", error.strerror or str(error)) from error


def remove(path: str, old: bytes, boundary: Boundary) -> None:
    """Remove the file at an absolute path that holds the bytes ``old``. Raises NotWritten."""
    real = _real(path, boundary)
    try:
        if is_read_only(real):
            raise NotWritten("read-only")
        _must_be(real, old, boundary)
        os.remove(real)
    except OSError as error:
        raise NotWritten("failed", error.strerror or str(error)) from error


def _real(path: str, boundary: Boundary) -> str:
    """The path without links, which has to lie within."""
    try:
        real = real_path(path)
    except OSError as error:
        raise NotWritten("failed", error.strerror or str(error)) from error
    if not boundary.holds(real):
        raise NotWritten("outside")
    return real


def is_read_only(path: str) -> bool:
    """Whether a file is not meant to be written; the superuser could, and is not asked to. Raises
    OSError for what cannot be asked."""
    return not os.lstat(path).st_mode & 0o222 or not os.access(path, os.W_OK)


def _must_be(path: str, old: bytes, boundary: Boundary) -> None:
    """Raise NotWritten unless the file holds these bytes, and no more."""
    try:
        same = boundary.read(path, len(old)) == old
    except Refused as error:
        raise NotWritten("changed") from error
    if not same:
        raise NotWritten("changed")


# Errors after which a file may be written in another way.
_ANOTHER_WAY = (
    *(errno.EACCES, errno.EINVAL, errno.EISDIR, errno.ENOENT),
    *(errno.EOPNOTSUPP, errno.EPERM, errno.EROFS, errno.EXDEV),
)


def _write(
    path: str,
    data: bytes,
    boundary: Boundary,
    status: os.stat_result | None,
    put: Callable[[Temporary], None],
) -> None:
    """Write a file elsewhere, and have it put in its place."""
    ways = [(folder, True) for folder in _folders(path, boundary) if HAS_UNNAMED]
    ways += [(folder, False) for folder in _folders(path, boundary)]
    for folder, unnamed in ways[:-1]:
        try:
            return _write_in(folder, data, status, put, unnamed=unnamed)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno not in _ANOTHER_WAY:
                raise
    return _write_in(ways[-1][0], data, status, put, unnamed=ways[-1][1])


def _write_in(
    folder: str,
    data: bytes,
    status: os.stat_result | None,
    put: Callable[[Temporary], None],
    *,
    unnamed: bool,
) -> None:
    with temporary(folder, unnamed=unnamed) as new:
        new.file.write(data)
        new.file.flush()
        if status is not None:
            take_mode(new.file, status)
        os.fsync(new.file.fileno())
        put(new)


def _folders(path: str, boundary: Boundary) -> list[str]:
    """Where a file may be written first, in order."""
    beside = os.path.dirname(path)
    git = os.path.join(boundary.real, ".git")
    try:
        status = os.lstat(git)
        same_disk = status.st_dev == os.stat(beside).st_dev
        if boundary.real and same_disk and stat.S_ISDIR(status.st_mode):
            return [git, beside]
    except OSError:  # there is none
        pass
    return [beside]
