"""Answers of earlier runs, for posts of which nothing has changed that the answer depended on.

A post's answer holds for its bytes, for a context (blint itself, the plan, the site, the language,
the working directory: all that is the same for many posts), and for the questions that were asked
of the disk on its behalf, which are asked anew. There is a SQLite file for each context, in the
user's cache folder. Whatever is wrong with it, the run goes on without.
"""

from __future__ import annotations

import contextlib
import enum
import os
import re
import stat
import sys
import time
import types
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from blint import __version__
from blint.engine.outcome import Outcome, dump, load, unpack
from blint.engine.run import check_bytes, read_post
from blint.files.disk import Files
from blint.files.paths import cwd, shown
from blint.post.reading import Unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from blint.files.disk import Answer
    from blint.files.image_header import ImageFacts
    from blint.rulebook.plan import Plan
    from blint.workspace.discovery import Post
    from blint.workspace.sites import BuiltSite

_T = TypeVar("_T")

DAYS = 30  # that an answer is kept without being used
LARGEST_FILE = 256 << 20
LARGEST_FOLDER = 512 << 20
MARGIN = 2_000_000_000  # ns; a younger image may change once more without its times telling

_BATCH = 256  # answers that are written together
_SECONDS = 1  # to wait for another process that writes
_FORM = 1  # of what is stored
_DAY = 24 * 60 * 60
_NO_DAMAGE = (3, 5, 6, 7, 8, 10, 13, 14, 23)  # SQLITE_PERM, _BUSY, _LOCKED, … _READONLY, _FULL
_SCHEMA = (
    "CREATE TABLE answers (path BLOB PRIMARY KEY, used INTEGER, state BLOB, asked BLOB,"
    " found BLOB, seal BLOB)"
)
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder holds what blint found in earlier runs. It may be removed at any time.
"""


# --- what an answer depends on -------------------------------------------------------------------


class Asked(Files):
    """The files of a site, noting what is asked of them.

    ``signs`` tells by path what an image's file looked like before it was read in this run.
    """

    def __init__(self, files: Files, signs: dict[str, str]) -> None:
        self.top, self.boundary = files.top, files.boundary
        self._files = files
        self._signs = signs
        self._looks: dict[str, Answer] = {}
        self._facts: dict[str, ImageFacts] = {}
        self._rest: dict[tuple[str, str], str] = {}

    def look(self, path: str) -> Answer:
        answer = self._looks[path] = self._files.look(path)
        return answer

    def image(self, path: str) -> ImageFacts:
        if path not in self._signs:
            self._signs[path] = sign(path)
        facts = self._facts[path] = self._files.image(path)
        return facts

    def inside(self, path: str) -> bool:
        return self._files.inside(path)

    def holds(self, real_path: str) -> bool:
        return self._files.holds(real_path)

    def text(self, path: str) -> str:
        return self._note("text", path, self._files.text(path))

    def named(self, path: str) -> bytes:
        return self._note("named", path, self._files.named(path))

    def names(self, folder: str) -> dict[str, bool]:
        return self._note("names", folder, self._files.names(folder))

    def nearest(self, path: str) -> str:
        return self._note("nearest", path, self._files.nearest(path))

    def _note(self, question: str, path: str, answer: _T) -> _T:
        self._rest[question, path] = _brief(answer)
        return answer

    def questions(self) -> bytes:
        """What was asked, with the answers."""
        looks = {path: _said(path, answer) for path, answer in self._looks.items()}
        images = {path: (self._signs[path], *facts) for path, facts in self._facts.items()}
        return dump([looks, images, [(*question, said) for question, said in self._rest.items()]])


def _said(path: str, answer: Answer) -> str | list[str]:
    return answer.kind if answer.actual == path else [answer.kind, answer.actual]


def _brief(answer: object) -> str:
    found = list(answer.items()) if isinstance(answer, dict) else answer
    return digest(repr(found).encode("utf-8", "surrogatepass")).hex()


_RARELY: dict[str, Callable[[Files, str], object]] = {
    "text": Files.text,
    "named": Files.named,
    "names": Files.names,
    "nearest": Files.nearest,
}


def sign(path: str) -> str:
    """What tells that a file is still the same without reading it; empty where nothing does: one
    that was changed just now may be changed again without its times telling, and so may one from
    the future."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ""
    latest = max(status.st_mtime_ns, status.st_ctime_ns)
    return _sign(status) if latest < time.time_ns() - MARGIN else ""


def _sign(s: os.stat_result) -> str:
    return f"{s.st_size:x} {s.st_mtime_ns:x} {s.st_ctime_ns:x} {s.st_ino:x} {s.st_dev:x}"


def holds(files: Files, asked: bytes, signs: dict[str, str]) -> bytes | None:
    """Whether what was asked is answered the same now: the questions, with new signs where images
    were touched, or None."""
    looks, images, rest = load(asked)
    look, there = files.look, set()
    for path, said in looks.items():
        answer = look(path)
        if (answer.kind if answer.actual == path else [*answer]) != said:
            return None
        there.add(answer.actual)
    touched = [path for path, (known, *_) in images.items() if not _same(path, known)]
    if not images.keys() <= there:  # never open what no look has found
        return None
    for path in touched:
        signs.setdefault(path, sign(path))
        if [*files.image(path)] != images[path][1:]:
            return None
        images[path][0] = signs[path]
    for question, path, said in rest:
        if _brief(_RARELY[question](files, path)) != said:
            return None
    return dump([looks, images, rest]) if any(map(signs.get, touched)) else asked


def _same(path: str, known: str) -> bool:
    """Whether a file looks as it did, as far as could be told then."""
    try:
        return _sign(os.stat(path)) == known
    except (OSError, ValueError):
        return False


def digest(*parts: bytes) -> bytes:
    """A digest of these parts, in this order."""
    lengths = repr(tuple(map(len, parts))).encode()
    return blake2b(b"".join((lengths, *parts)), digest_size=20).digest()


def stable(value: object) -> object:
    """A value as nested tuples whose ``repr`` is the same in every process, and another for every
    other value. Raises TypeError for what has no such form."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes):
        return value
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(value, enum.Enum):
        return name, value.value
    if isinstance(value, (tuple, list)):
        return name, *map(stable, value)
    if isinstance(value, (set, frozenset)):
        return name, *sorted(repr(stable(item)) for item in value)
    if isinstance(value, Mapping):
        return "mapping", *((stable(key), stable(item)) for key, item in value.items())
    if isinstance(value, re.Pattern):
        return name, value.pattern, value.flags
    if isinstance(value, types.FunctionType):
        inside = [cell.cell_contents for cell in value.__closure__ or ()]
        given = (value.__defaults__, value.__kwdefaults__)
        line = value.__code__.co_firstlineno
        return name, value.__module__, value.__qualname__, line, stable(inside), stable(given)
    if kind.__module__ == "datetime":
        return name, repr(value)
    if kind.__module__.partition(".")[0] == "pathspec":
        patterns: Iterable[Any] = getattr(value, "patterns", ())
        return name, *((pattern.include, stable(pattern.regex)) for pattern in patterns)
    raise TypeError(value)


class Contexts:
    """Digests of what is the same for many posts of a run, by plan and site."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.signs: dict[str, str] = {}  # what images looked like before they were read
        self._ours: bytes | None = None
        # With the plan and the site, so that no other ones get their ids.
        self._known: dict[tuple[int, int], tuple[bytes, Plan, BuiltSite]] = {}

    def of(self, plan: Plan, built: BuiltSite) -> bytes:
        """The digest; empty where something has no stable form, and nothing may be stored."""
        key = (id(plan), id(built))
        if key not in self._known:
            self._known[key] = (self._context(plan, built), plan, built)
        return self._known[key][0]

    def _context(self, plan: Plan, built: BuiltSite) -> bytes:
        if self._ours is None:
            self._ours = _ours()
        rules = [
            (c.rule.id, c.rule.page, c.rule.header, c.check, c.options, c.severity, c.configured)
            for c in plan.rules
        ]
        site = built.site
        # The generator is a part of blint, and the files are asked.
        own = (built.generator.name, built.facts, site.image_keys, built.evidence)
        files = (site.files.top, site.files.boundary)
        parts = (rules, plan[1:], own, files, self.language, cwd())
        try:
            text = repr(stable(parts))
        except (TypeError, ValueError, RecursionError):  # ValueError: an empty cell
            return b""
        return self._ours and digest(self._ours, text.encode("utf-8", "surrogatepass"))


def _ours() -> bytes:
    """A digest of the program: blint's files, the distributions beside it, Python, the user."""
    package = os.path.abspath(os.path.join(__file__, "..", "..", ".."))
    found: list[object] = [_FORM, __version__, sys.version, sys.platform]
    found += [getattr(os, name)() for name in ("geteuid", "getegid") if hasattr(os, name)]
    try:
        for folder in (package, os.path.join(os.path.dirname(package), "rules")):
            found += _stamps(folder)
    except OSError:
        return b""
    for folder in sys.path:
        with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
            names = (entry.name for entry in entries)
            found += [folder, sorted(n for n in names if n.endswith((".dist-info", ".egg-info")))]
    return digest(repr(found).encode("utf-8", "surrogatepass"))


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    pending = [folder] if os.path.isdir(folder) else []
    for here in pending:  # which grows
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    pending += [entry.path] if entry.name != "__pycache__" else []
                elif entry.name.endswith((".py", ".md")):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns


class Entry(NamedTuple):
    """What an answer holds for: its context, the post's path, a digest of its bytes, the questions
    that were asked."""

    context: bytes
    path: str
    state: bytes
    asked: bytes


def check_noting(post: Post, plan: Plan, contexts: Contexts) -> tuple[Outcome, Entry | None]:
    """Check a post, and note what the outcome holds for; None if it must not be kept."""
    context = contexts.of(plan, post.built)
    data = read_post(post, plan.max_size)
    if not context or isinstance(data, Unreadable):
        return check_bytes(post, plan, contexts.language, data), None
    asked = Asked(post.site.files, contexts.signs)
    built = post.built._replace(site=post.site._replace(files=asked))
    noting = post._replace(built=built)
    outcome = check_bytes(noting, plan, contexts.language, data)
    if not outcome.final:
        return outcome, None
    return outcome, Entry(context, post.path, digest(data), asked.questions())


# --- where answers are kept ----------------------------------------------------------------------


def place() -> str:
    """The folder for the cache, which need not exist; empty when there is none."""
    if own := os.environ.get("BLINT_CACHE_DIR"):
        return os.path.abspath(own)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA" if os.name == "nt" else ""):
        folder = os.environ.get(name, "")
        if os.path.isabs(folder):
            return os.path.join(folder, "blint")
    home = os.path.expanduser("~")
    return os.path.join(home, ".cache", "blint") if os.path.isdir(home) else ""


class Cache:
    """The answers kept in a folder, for one run."""

    def __init__(self, folder: str, language: str) -> None:
        self.contexts = Contexts(language)
        self._folder = folder
        self._stores: dict[bytes, _Store] = {}

    def find(self, post: Post, plan: Plan) -> Outcome | None:
        """What came of a post, if it would come again."""
        context = self.contexts.of(plan, post.built)
        row = self._store(context).row(post.path) if context else None
        if row is None:
            return None
        data = read_post(post, plan.max_size)
        if isinstance(data, Unreadable) or digest(data) != row.state:
            return None
        try:
            asked = holds(post.site.files, row.asked, self.contexts.signs)
            outcome = asked and unpack(row.found, shown(post.path))
        except (TypeError, ValueError, LookupError, AttributeError, RecursionError, OSError):
            return None
        if not asked or not outcome:
            return None
        if asked is not row.asked or not 0 <= _today() - row.used < DAYS // 4:
            self.keep(Entry(context, post.path, row.state, asked), row.found)
        return outcome

    def keep(self, entry: Entry, found: bytes) -> None:
        """Keep an answer for later runs."""
        self._store(entry.context).add(entry, found)

    def pause(self) -> None:
        """Write what there is, and hold no file open."""
        for store in self._stores.values():
            store.write()
            store.close()

    def close(self) -> None:
        """Write what is left, and throw out what has not been used for long."""
        self.pause()
        kept = {store.path for store in self._stores.values() if store.use()}
        if any(store.written for store in self._stores.values()):
            _sweep(self._folder, kept)

    def _store(self, context: bytes) -> _Store:
        if context not in self._stores:
            path = os.path.join(self._folder, f"{context.hex()}.sqlite")
            self._stores[context] = _Store(path)
        return self._stores[context]


class _Row(NamedTuple):
    used: int
    state: bytes
    asked: bytes
    found: bytes


class _Store:
    """One SQLite file. Nothing here raises an error: an answer that cannot be had is none, and one
    that cannot be kept is lost."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.written = False
        self._rows: list[tuple[object, ...]] = []
        self._database: sqlite3.Connection | None = None
        folder = os.path.dirname(path)
        self._usable = _is_ours(folder, stat.S_ISDIR) and _is_ours(path, stat.S_ISREG)
        self._empty = not os.path.exists(path)
        self._damaged = False

    def row(self, path: str) -> _Row | None:
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
                    return _Row(used, *content)
        return None

    def add(self, entry: Entry, found: bytes) -> None:
        """Keep an answer, now or with the next ones."""
        key = os.fsencode(entry.path)
        content = (entry.state, entry.asked, found)
        self._rows.append((key, _today(), *content, self._seal(key, *content)))
        if len(self._rows) >= _BATCH:
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
                database.execute(outdated, (_today() - DAYS, _today() + 1))
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
            if abs(time.time() - os.stat(self.path).st_mtime) > _DAY:
                os.utime(self.path)
            return True
        return False

    def _seal(self, *content: bytes) -> bytes:
        return digest(os.path.basename(self.path).encode(), *content)

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            import sqlite3

            if os.path.getsize(self.path) > LARGEST_FILE:
                raise sqlite3.DatabaseError
            self._database = sqlite3.connect(self.path, timeout=_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA trusted_schema = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            size = self._database.execute("PRAGMA page_size").fetchone()[0]
            self._database.execute(f"PRAGMA max_page_count = {LARGEST_FILE // size}")
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
                _remove(self.path)


def _types(values: tuple[object, ...]) -> tuple[type, ...]:
    return tuple(map(type, values))


def _today() -> int:
    return int(time.time() // _DAY)


def _is_ours(path: str, is_kind: Callable[[int], bool]) -> bool:
    """Whether nobody else can have put there what stands at a path, or nothing does."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return is_kind(status.st_mode) and own and not status.st_mode & stat.S_IWOTH


def _make(path: str) -> None:
    """Make the file, and its folder, where there is none; raises OSError."""
    if os.path.exists(path):
        return
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not _is_ours(folder, stat.S_ISDIR):
        raise PermissionError(folder)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n"), (path, "")):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(os.path.join(folder, name), flags, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(text)


def _remove(path: str) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.remove(path + end)


def _sweep(folder: str, kept: set[str]) -> None:
    """Remove the files of contexts that no run has used for long, and the oldest of too many."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".sqlite"):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    found.append((entry.path in kept, status.st_mtime, status.st_size, entry.path))
    size = 0
    for in_use, time_used, own_size, path in sorted(found, reverse=True):
        size += own_size
        outdated = abs(time.time() - time_used) > DAYS * _DAY
        if not in_use and (outdated or size > LARGEST_FOLDER):
            _remove(path)
