"""Where answers are kept: a SQLite file for each key, a row a post."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.cache.keys import digest
from blint.engine.cache.limits import DAY, Limits

if TYPE_CHECKING:
    import sqlite3

_NO_DAMAGE = (3, 5, 6, 7, 8, 10, 13, 14, 23)  # SQLITE_PERM, _BUSY, _LOCKED, … _READONLY, _FULL
_SCHEMA = (
    "CREATE TABLE answers (path BLOB PRIMARY KEY, used INTEGER, state BLOB, asked BLOB,"
    " found BLOB, seal BLOB)"
)
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder holds what blint found in earlier runs. It may be removed at any time.
"""


_USER = os.geteuid() if hasattr(os, "geteuid") else None


class Entry(NamedTuple):
    """What an answer holds for: its key, the post's path, a digest of its bytes, the questions that
    were asked of the disk."""

    key: bytes
    path: str
    digest: bytes
    questions: bytes


class Row(NamedTuple):
    """What is kept for a post: the day it was used last, what it holds for, and the answer."""

    used: int
    digest: bytes
    questions: bytes
    outcome: bytes


class Store:
    """One SQLite file. Nothing here raises an error: an answer that cannot be had is none, and one
    that cannot be kept is lost."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self._limits = limits
        self.written = False
        self._rows: list[tuple[object, ...]] = []
        self._database: sqlite3.Connection | None = None
        folder = os.path.dirname(path)
        self._usable = _is_private(folder) and is_ours(path, stat.S_ISREG)
        self._empty = not os.path.exists(path)
        self._damaged = False

    def row(self, path: str) -> Row | None:
        """What is kept for a path, if it is whole."""
        if self._empty or not self._usable:
            return None
        key = os.fsencode(path)
        with self._trying():
            query = "SELECT used, state, asked, found, seal FROM answers WHERE path = ?"
            found = self._opened().execute(query, (key,)).fetchone()
            if found and _types(found) == (int, bytes, bytes, bytes, bytes):
                used, *content, seal = found
                if seal == self._seal(key, *content):
                    return Row(used, *content)
        return None

    def add(self, entry: Entry, outcome: bytes) -> None:
        """Keep an answer, now or with the next ones."""
        key = os.fsencode(entry.path)
        content = (entry.digest, entry.questions, outcome)
        self._rows.append((key, self._limits.today(), *content, self._seal(key, *content)))
        if len(self._rows) >= self._limits.batch:
            self.write()

    def write(self) -> None:
        """Write what was added since the last time."""
        rows, self._rows = self._rows, []
        if not rows or not self._usable:
            return
        with self._trying():
            _make(self.path)
            database = self._opened()
            database.execute("BEGIN IMMEDIATE")
            if not self.written:
                outdated = "DELETE FROM answers WHERE used NOT BETWEEN ? AND ?"
                today = self._limits.today()
                database.execute(outdated, (today - self._limits.days, today + 1))
            insert = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)"
            database.executemany(insert, rows)
            database.execute("COMMIT")
            self.written = True

    def close(self) -> None:
        """Hold the file open no longer."""
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(Exception):
                database.close()

    def use(self) -> bool:
        """Let the file's time tell that it was used today; whether there is one."""
        with contextlib.suppress(OSError):
            now = self._limits.clock() / 1_000_000_000
            if abs(now - os.stat(self.path).st_mtime) > DAY:
                os.utime(self.path)
            return True
        return False

    def _seal(self, *content: bytes) -> bytes:
        return digest(os.path.basename(self.path).encode(), *content)

    def _opened(self) -> "sqlite3.Connection":
        if self._database is None:
            import sqlite3

            if os.path.getsize(self.path) > self._limits.largest_file:
                raise sqlite3.DatabaseError
            self._database = sqlite3.connect(
                self.path, timeout=self._limits.patience, isolation_level=None
            )
            self._database.execute("PRAGMA trusted_schema = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            size = self._database.execute("PRAGMA page_size").fetchone()[0]
            self._database.execute(f"PRAGMA max_page_count = {self._limits.largest_file // size}")
            made = "SELECT sql FROM sqlite_master WHERE sql NOT NULL"
            if not self._database.execute(made).fetchall():
                self._database.execute(_SCHEMA.replace("TABLE", "TABLE IF NOT EXISTS"))
            if self._database.execute(made).fetchall() != [(_SCHEMA,)]:
                raise sqlite3.DatabaseError
        return self._database

    @contextlib.contextmanager
    def _trying(self) -> Iterator[None]:
        """What goes wrong in the block ends the use of the file; a damaged one is made anew."""
        try:
            yield
        except (ImportError, OSError):  # ImportError: a Python without SQLite
            self._usable = False
            self.close()
        except Exception as error:
            import sqlite3

            # ValueError: text that is none, or one number too large.
            if not isinstance(error, (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError)):
                raise
            self.close()
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            self._usable = code not in _NO_DAMAGE and not self._damaged
            if self._usable:
                self._damaged = self._empty = True
                remove(self.path)


def _types(values: tuple[object, ...]) -> tuple[type, ...]:
    return tuple(map(type, values))


def is_ours(path: str, is_kind: Callable[[int], bool], user: int | None = _USER) -> bool:
    """Whether nobody else can have put there what stands at a path, or nothing does. Without a
    ``user`` (on Windows, where modes tell nothing) that is left to the folder of the user."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    if user is None:
        return is_kind(status.st_mode)
    own = status.st_uid == user and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return is_kind(status.st_mode) and own


def _is_private(folder: str) -> bool:
    """Whether a folder, if there is one, is ours, and nobody else can put another in its place."""
    return is_ours(folder, stat.S_ISDIR) and (_USER is None or _is_guarded(folder, _USER))


def _is_guarded(folder: str, user: int) -> bool:
    """Whether those above a folder, up to the user's home, are written to by nobody but the user
    and root. Ssh asks the same for its keys. In a sticky one, /tmp say, others cannot rename; and a
    group with the user's own number has by custom nobody else in it."""
    home = os.path.realpath(os.path.expanduser("~"))
    folder = os.path.realpath(os.path.dirname(folder))
    while True:
        with contextlib.suppress(
            OSError
        ):  # it is still to be made, or nothing below it can be used
            status = os.stat(folder)
            others = stat.S_IWOTH | (stat.S_IWGRP if status.st_gid != user else 0)
            loose = status.st_mode & others and not status.st_mode & stat.S_ISVTX
            if loose or status.st_uid not in (0, user):
                return False
        if folder in (home, os.path.dirname(folder)):
            return True
        folder = os.path.dirname(folder)


def _make(path: str) -> None:
    """Make the file, and its folder, where there is none; raises OSError."""
    if os.path.exists(path):
        return
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not _is_private(folder):
        raise PermissionError(folder)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n"), (path, "")):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(os.path.join(folder, name), flags, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(text)


def remove(path: str) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.remove(path + end)
