"""The files below a folder that git does not ignore."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.deadline import within
from blint.errors import BlintError
from blint.files.disk import is_junction
from blint.files.opening import Refused
from blint.files.paths import relative, shown
from blint.files.patterns import patterns
from blint.post.reading import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pathspec import GitIgnoreSpec

    from blint.files.opening import Boundary

    # Told of each absolute path that could not be read, and why.
    Complain = Callable[[str, Unreadable], None]


_NEVER = frozenset(("node_modules", "__pycache__", "venv"))
_SECONDS = 5  # for the .gitignore files to be matched against the names of one folder
_TOO_MANY_WILDCARDS = (
    f"the patterns of the .gitignore files take over {_SECONDS} s to match its names: they have too"
    " many wildcards"
)
_LONGEST = 256 * 1024  # bytes of a .gitignore file
_MOST_PATTERNS = 5_000  # in it: a name is compared with each
_MOST_OF_ALL = 50_000  # in all of them: each takes about a kilobyte
_DEEPEST = 100  # folders in folders, below the one that is searched


def walk(
    folder: str,
    repository: str,
    extensions: tuple[str, ...],
    boundary: Boundary,
    complain: Complain,
    *,
    hidden: bool = False,
) -> Iterator[str]:
    """The files with these extensions (in small letters; "" for all files) below an absolute folder
    of a git repository, or of none.

    Hidden folders, ``node_modules``, what .gitignore files exclude and symbolic links to folders
    are left out. With ``hidden`` only git's own of the hidden folders are.
    """
    ignored = _Ignored(repository, boundary, complain)
    pending = [folder]
    while pending:
        here = pending.pop()
        if here.count(os.sep) - folder.count(os.sep) > _DEEPEST:
            complain(here, Unreadable("folder", {"error": f"over {_DEEPEST} folders deep"}))
            continue
        try:
            folders, files = _listed(here, extensions, boundary, hidden=hidden)
        except OSError as error:
            complain(here, Unreadable("folder", {"error": error.strerror or error}))
            continue
        with within(_SECONDS, f"{shown(here)}: {_TOO_MANY_WILDCARDS}"):
            pending += [path for path in folders if not ignored(path + "/")]
            kept = [path for path in files if not ignored(path)]
        yield from kept


def is_passed_over(path: str, *, hidden: bool = False) -> bool:
    """Whether a walk passes over a folder in a path that counts from where the walk begins."""
    folders = path.strip(os.sep).split(os.sep)[:-1]
    return any(
        (name.startswith(".") and not hidden) or name in _NEVER or name == ".git"
        for name in folders
    )


def _listed(
    folder: str, extensions: tuple[str, ...], boundary: Boundary, *, hidden: bool
) -> tuple[list[str], list[str]]:
    """The paths of the folders in a folder, and of the files with these extensions, sorted."""
    folders, files = [], []
    with boundary.scan(folder) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                unseen = name == ".git" or (name.startswith(".") and not hidden)
                if not unseen and name not in _NEVER and not is_junction(entry):
                    folders.append(os.path.join(folder, name))
            elif name.lower().endswith(extensions):
                files.append(os.path.join(folder, name))
    return sorted(folders), sorted(files)


def _compiled(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """The patterns, without those that cannot be read: git passes over them, too."""
    try:
        return patterns(lines)
    except BlintError:
        return patterns(tuple(line for line in lines if _can_be_read(line)))


def _can_be_read(line: str) -> bool:
    try:
        patterns((line,))
    except BlintError:
        return False
    return True


class _Ignored:
    """What the .gitignore files of a repository exclude."""

    def __init__(self, repository: str, boundary: Boundary, complain: Complain) -> None:
        self._root = repository
        self._boundary = boundary
        self._complain = complain
        self._patterns = 0
        self._specs: dict[str, GitIgnoreSpec | None] = {}
        self._found: dict[str, list[tuple[str, GitIgnoreSpec]]] = {}

    def __call__(self, path: str) -> bool:
        if not self._root:
            return False
        for folder, spec in self._above(os.path.dirname(path.rstrip("/"))):
            name = relative(path, folder) + ("/" if path.endswith("/") else "")
            verdict = spec.check_file(name).include
            if verdict is not None:
                return verdict
        return False

    def _above(self, folder: str) -> list[tuple[str, GitIgnoreSpec]]:
        """The folders from this one up to the repository's that have patterns."""
        unknown = []
        here = folder
        while here not in self._found:
            unknown.append(here)
            if here == self._root:
                break
            here = os.path.dirname(here)
        found = self._found.get(here, [])
        for here in reversed(unknown):
            spec = self._spec(here)
            found = found if spec is None else [(here, spec), *found]
            self._found[here] = found
        return found

    def _spec(self, folder: str) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            self._specs[folder] = self._read(os.path.join(folder, ".gitignore"))
        return self._specs[folder]

    def _read(self, path: str) -> GitIgnoreSpec | None:
        """The patterns of the file at a path; None where there is none, or none that git reads: a
        link is none to it, either."""
        try:
            if os.path.islink(path):
                return None
            text = str(self._boundary.read(path, _LONGEST), "utf-8")
            lines = text.replace("\r\n", "\n").split("\n")
            found = tuple(line for line in lines if line.strip() and not line.startswith("#"))
            self._patterns += len(found)
            if len(found) <= _MOST_PATTERNS and self._patterns <= _MOST_OF_ALL:
                return _compiled(found)
        except (OSError, UnicodeDecodeError, BlintError) as error:
            if not (isinstance(error, Refused) and error.reason == "too-large"):
                return None
        self._complain(path, Unreadable("patterns", {"limit": _MOST_PATTERNS}))
        return None
