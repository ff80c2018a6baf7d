"""Answers about files: what exists, under which exact name, and what an image's header says.

Each question is answered from the disk once per run, however many posts ask it. Nothing outside
the boundary (the repository, or the site where there is none) is listed or opened.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from blint.errors import closest
from blint.files.opening import Boundary, real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from blint.files.image_header import ImageFacts
    from blint.files.late import Late

    # What stands at a path; what a name in a folder stands for.
    Kind = Literal["file", "directory", "special", "missing", "wrong-case", "outside"]
    EntryKind = Literal["file", "directory", "special", "link"]

FILE: Final = "file"
DIRECTORY: Final = "directory"
SPECIAL: Final = "special"
MISSING: Final = "missing"
WRONG_CASE: Final = "wrong-case"
OUTSIDE: Final = "outside"

LONGEST_TEXT = 256 * 1024  # bytes of a site's configuration that are read
_SHORT_TEXT = 4 * 1024  # characters, of which front matter mostly takes less than half
_LONGEST_NAMED = 1024 * 1024  # bytes of a file that blint's configuration names


class Answer(NamedTuple):
    """What stands at a path. ``actual`` is the path as the disk spells it: another than asked
    for when ``kind`` is ``wrong-case`` (a file under another spelling), and empty when nothing
    is there."""

    kind: Kind
    actual: str = ""


_LONGEST_NAME = 255  # bytes, or of Windows UTF-16 units: no file has a longer name
_LONGEST_PATH = 4096  # bytes: PATH_MAX of linux/limits.h, and more than macOS has


def _folded(name: str) -> str:
    """The name as a disk sees it that ignores case and Unicode form. Of one that is too long for a
    file this is not asked: it takes quadratic time, in which nothing can interrupt it."""
    if len(name) > _LONGEST_NAME:
        return name
    return unicodedata.normalize("NFC", name).casefold()


_LINK: Final = "link"
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT


def _kind(entry: os.DirEntry[str]) -> EntryKind:
    """What a name in a folder stands for."""
    if entry.is_symlink():
        return _LINK
    if entry.is_file(follow_symlinks=False):
        return FILE
    if entry.is_dir(follow_symlinks=False):
        return _LINK if is_junction(entry) else DIRECTORY
    return SPECIAL


def is_junction(entry: os.DirEntry[str], *, there_are: bool = os.name == "nt") -> bool:
    """Whether a folder stands for another one without being a symbolic link, as ``there_are`` on
    Windows."""
    if not there_are:
        return False
    return getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) == _JUNCTION


def _stands_at(path: str) -> Answer:
    """What stands at a path, through links."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return Answer(MISSING)
    kind: Kind = FILE if stat.S_ISREG(mode) else DIRECTORY if stat.S_ISDIR(mode) else SPECIAL
    return Answer(kind, path)


class Files:
    """The files of one repository. ``top`` is its absolute folder as it is named, ``boundary``
    opens what really lies in it; ``late`` are the maps of :meth:`later`,
    ``promises`` how others are worked out, by their names."""

    def __init__(self, boundary: str) -> None:
        self.boundary = Boundary(boundary)
        self.top = os.path.normpath(boundary)  # which leaves the root of a drive its backslash
        self._below = self.top.rstrip(os.sep) + os.sep
        self._listings: dict[str, dict[str, EntryKind]] = {}
        self._folded: dict[str, dict[str, str]] = {}
        self._folders: dict[str, Answer] = {}
        self._answers: dict[str, Answer] = {}
        self._nearest: dict[str, str] = {}
        self._stems: dict[str, dict[str, list[str]]] = {}
        self._images: dict[str, ImageFacts] = {}
        self._texts: dict[str, str] = {}
        self._named: dict[tuple[str, str], bytes] = {}
        self.late: dict[str, Late] = {}
        self.promises: dict[str, Callable[[], Mapping[str, str]]] = {}

    def look(self, path: str) -> Answer:
        """What stands at an absolute path, asked of the disk's own list of names segment by
        segment, so that the answer is the same where the disk ignores case."""
        answer = self._answers.get(path)
        if answer is None:
            if len(path) > _LONGEST_PATH:
                return Answer(MISSING)
            plain = "/." not in path and "//" not in path and path[-1:] != "/" and os.sep == "/"
            answer = self._look(path if plain else os.path.normpath(path))
            self._answers[path] = answer
        return answer

    def image(self, path: str) -> ImageFacts:
        """The header of the image at a path that :meth:`look` found to be a file."""
        facts = self._images.get(path)
        if facts is None:
            from blint.files.image_header import read_image_facts

            facts = self._images[path] = read_image_facts(path, self.boundary)
        return facts

    def text(self, path: str) -> str:
        """The text of a site's file at an absolute path, up to 256 KiB of it; empty when there is
        no such file, or it cannot be read."""
        if path not in self._texts:
            self._texts[path] = self._text(path)
        return self._texts[path]

    @property
    def texts(self) -> Iterable[str]:
        """The absolute paths whose texts were asked for: a site's settings."""
        return self._texts

    def page(self, path: str) -> str:
        """The text of another page of the site, as :meth:`text`; it is not kept."""
        return self._text(path)

    def beginning(self, path: str) -> str:
        """The first characters of a page, with all of its front matter and what follows it, as
        :meth:`text`; they are not kept: there may be many such files."""
        text = self._text(path, _SHORT_TEXT)
        fence = text.lstrip()[:3]
        if len(text) < _SHORT_TEXT or f"\n{fence}" in text[: _SHORT_TEXT // 2]:
            return text
        return self._text(path)

    def _text(self, path: str, most: int = LONGEST_TEXT) -> str:
        if self.look(path).kind != FILE:
            return ""
        try:
            handle, _ = self.boundary.open(path)
            with open(handle, encoding="utf-8-sig", errors="replace") as file:
                return file.read(most)
        except OSError:
            return ""

    def named(self, path: str, boundary: str) -> bytes:
        """The bytes of a file that blint's configuration names, up to 1 MiB of it, where it lies
        within a folder; wherever it lies when that is empty. Raises OSError when it is not read.
        """
        if (path, boundary) not in self._named:
            data = Boundary(boundary).read(path, _LONGEST_NAMED)
            self._named[path, boundary] = data
        return self._named[path, boundary]

    def later(self, name: str, work: Callable[[], Mapping[str, str]]) -> Late:
        """A map that is worked out of the files when it is first asked, once a run. ``name`` says
        what it is, so that there is one of a kind."""
        from blint.files.late import Late

        return self.late.setdefault(name, Late(work))

    def promised(self, name: str) -> Late:
        """The same of what ``promises`` has under a name; few posts need it."""
        return self.late[name] if name in self.late else self.later(name, self.promises[name])

    def inside(self, path: str) -> bool:
        """Whether an absolute, normalized path lies within the boundary."""
        return path.startswith(self._below) or path == self.top

    def names(self, folder: str) -> dict[str, bool]:
        """The names in a folder, sorted, each with whether it is a symbolic link; none if it is
        unreadable, or outside the boundary."""
        if self.look(folder).kind != DIRECTORY:
            return {}
        return {name: kind == _LINK for name, kind in sorted(self._names(folder).items())}

    def _names(self, folder: str) -> dict[str, EntryKind]:
        """The names in a folder, each with what it stands for."""
        names = self._listings.get(folder)
        if names is None:
            try:
                with self.boundary.scan(folder) as entries:
                    names = {entry.name: _kind(entry) for entry in entries}
            except (OSError, ValueError):
                names = {}
            self._listings[folder] = names
        return names

    def _spellings(self, folder: str) -> dict[str, str]:
        """The names in a folder by their folded form; the first where several have the same."""
        spellings = self._folded.get(folder)
        if spellings is None:
            names = sorted(self._names(folder), reverse=True)
            spellings = self._folded[folder] = {_folded(name): name for name in names}
        return spellings

    def _look(self, path: str) -> Answer:
        if not self.inside(path):
            return Answer(OUTSIDE)
        if path == self.top:
            return _stands_at(path)
        above, _, name = path.rpartition(os.sep)
        folder = self._folders.get(above)
        if folder is None:
            folder = self._folders[above] = self._walk(above)
        return self._step(folder, name, path)

    def _walk(self, path: str) -> Answer:
        """What stands at the path of a folder, step by step from the top."""
        here = Answer(DIRECTORY, self.top)
        for name in filter(None, path[len(self.top) :].split(os.sep)):
            here = self._step(here, name)
        return here

    def _step(self, folder: Answer, name: str, asked: str = "") -> Answer:
        """What stands under a name in what stands above it; ``asked`` is the whole path."""
        if folder.kind != DIRECTORY:
            return folder if folder.kind == OUTSIDE else Answer(MISSING)
        names = self._names(folder.actual)
        entry = names.get(name)
        if entry is None:
            name = self._spellings(folder.actual).get(_folded(name), "")
            if not name:
                return Answer(MISSING)
            entry = names[name]
        actual = f"{folder.actual.rstrip(os.sep)}{os.sep}{name}"
        kind: Kind = entry if entry != _LINK else self._behind(actual)
        if kind == OUTSIDE:
            return Answer(OUTSIDE)
        if kind == MISSING:
            return Answer(MISSING)  # a link to nowhere
        if kind == FILE and actual != asked:
            kind = WRONG_CASE
        return Answer(kind, actual)

    def _behind(self, link: str) -> Kind:
        """What a link leads to; one of too many links leads to nothing."""
        try:
            return _stands_at(link).kind if self.boundary.holds(real_path(link)) else OUTSIDE
        except OSError:
            return MISSING

    def dangling(self, path: str) -> str:
        """What the link on an absolute path leads to that leads nowhere; empty if there is none."""
        here = Answer(DIRECTORY, self.top)
        for name in filter(None, os.path.normpath(path)[len(self.top) :].split(os.sep)):
            if here.kind != DIRECTORY or not self.inside(path):
                return ""
            is_link = self._names(here.actual).get(name) == _LINK
            above, here = here, self._step(here, name)
            if is_link and here.kind == MISSING:
                try:
                    return os.readlink(os.path.join(above.actual, name)).replace(os.sep, "/")
                except OSError:
                    return ""
        return ""

    def siblings(self, path: str) -> list[str]:
        """The paths of what lies in the folder of an absolute path and has its name but for the
        extension and the case, also in a folder that is so named in another case, sorted."""
        above, name = os.path.split(os.path.normpath(path))
        folder = self.look(above).actual
        if folder not in self._stems:
            stems = self._stems[folder] = {}
            for known in self.names(folder) if folder else ():
                stem = _folded(os.path.splitext(known)[0])
                stems.setdefault(stem, []).append(os.path.join(folder, known))
        return self._stems[folder].get(_folded(os.path.splitext(name)[0]), [])

    def nearest(self, path: str) -> str:
        """The existing file whose path is most like a missing one, or an empty string."""
        if len(path) > _LONGEST_PATH:
            return ""
        path = os.path.normpath(path)
        if path not in self._nearest:
            self._nearest[path] = next(filter(None, self._near(path)), "")
        return self._nearest[path]

    def _near(self, path: str) -> Iterator[str]:
        folder, name = os.path.split(path)
        if not self.inside(folder):
            return
        names = self.names(folder)
        stem = _folded(os.path.splitext(name)[0])
        yield from (
            os.path.join(folder, known)
            for known in sorted(names)
            if _folded(os.path.splitext(known)[0]) == stem
        )
        yield self._closest(folder, name)
        # A folder on the way is spelled otherwise: the same file below its nearest neighbour.
        while not names and folder != self.top and self.inside(folder):
            rest = os.path.relpath(path, folder)
            folder, step = os.path.split(folder)
            names = self.names(folder)
            near = self._closest(folder, step)
            if near and self.look(os.path.join(near, rest)).kind == FILE:
                yield os.path.join(near, rest)

    def _closest(self, folder: str, name: str) -> str:
        """The name in a folder whose stem is most like a missing one's."""
        stems = {os.path.splitext(known)[0]: known for known in sorted(self.names(folder))[:2000]}
        near = closest(os.path.splitext(name)[0], stems, 0.75)
        return os.path.join(folder, stems[near]) if near else ""
