"""The questions that were asked of the disk on behalf of a post, recorded, and asked anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from blint.engine.cache.keys import digest
from blint.engine.outcome import dump, load
from blint.files.disk import Answer, Files

if TYPE_CHECKING:
    from collections.abc import Callable

    from blint.engine.cache.limits import Limits
    from blint.files.image_header import ImageFacts

_T = TypeVar("_T")


class RecordingFiles(Files):
    """The files of a site, recording what is asked of them and what they answer.

    ``stamps`` tells by path what an image's file looked like before it was read in this run;
    ``stamp`` asks a file for it.
    """

    def __init__(self, files: Files, stamps: dict[str, str], stamp: Callable[[str], str]) -> None:
        self.top, self.boundary = files.top, files.boundary
        self._files = files
        self.late, self.promises = files.late, files.promises
        self._uses = {name: late.uses for name, late in files.late.items()}
        self._stamps = stamps
        self._stamp = stamp
        self._looks: dict[str, Answer] = {}
        self._facts: dict[str, ImageFacts] = {}
        self._rest: dict[tuple[str, str], str] = {}

    def look(self, path: str) -> Answer:
        answer = self._looks[path] = self._files.look(path)
        return answer

    def image(self, path: str) -> ImageFacts:
        if path not in self._stamps:
            self._stamps[path] = self._stamp(path)
        facts = self._facts[path] = self._files.image(path)
        return facts

    def inside(self, path: str) -> bool:
        return self._files.inside(path)

    def text(self, path: str) -> str:
        return self._record("text", path, self._files.text(path))

    def page(self, path: str) -> str:
        return self._record("page", path, self._files.page(path))

    def named(self, path: str, boundary: str) -> bytes:
        question = f"{boundary}\0{path}"
        return self._record("named", question, self._files.named(path, boundary))

    def names(self, folder: str) -> dict[str, bool]:
        return self._record("names", folder, self._files.names(folder))

    def nearest(self, path: str) -> str:
        return self._record("nearest", path, self._files.nearest(path))

    def siblings(self, path: str) -> list[str]:
        return self._record("siblings", path, self._files.siblings(path))

    def dangling(self, path: str) -> str:
        return self._record("dangling", path, self._files.dangling(path))

    def _record(self, question: str, path: str, answer: _T) -> _T:
        self._rest[question, path] = _brief(answer)
        return answer

    def questions(self) -> bytes:
        """What was asked, with the answers."""
        looks = {path: _short(path, answer) for path, answer in self._looks.items()}
        images = {path: (self._stamps[path], *facts) for path, facts in self._facts.items()}
        rest = [(*question, said) for question, said in self._rest.items()]
        for name, late in self.late.items():
            if late.uses != self._uses.get(name, 0):
                rest.append(("late", name, _brief(late.digest)))
        return dump([looks, images, rest])


def _short(path: str, answer: Answer) -> str | list[str]:
    return answer.kind if answer.actual == path else [answer.kind, answer.actual]


def _brief(answer: object) -> str:
    """A digest of an answer that is asked for rarely and may be long."""
    found = list(answer.items()) if isinstance(answer, dict) else answer
    return digest(repr(found).encode("utf-8", "surrogatepass")).hex()


_RARELY: dict[str, Callable[[Files, str], object]] = {
    "text": Files.text,
    "page": Files.page,
    "named": lambda files, question: files.named(*reversed(question.split("\0"))),
    "names": Files.names,
    "nearest": Files.nearest,
    "siblings": Files.siblings,
    "dangling": Files.dangling,
    "late": lambda files, name: files.promised(name).digest,
}


def stamp(path: str, limits: Limits) -> str:
    """What tells that a file is still the same without reading it; empty where nothing does: one
    that was changed just now may be changed again without its times telling, and so may one from
    the future."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ""
    latest = max(status.st_mtime_ns, status.st_ctime_ns)
    return _stamp(status) if latest < limits.clock() - limits.margin else ""


def _stamp(s: os.stat_result) -> str:
    return f"{s.st_size:x} {s.st_mtime_ns:x} {s.st_ctime_ns:x} {s.st_ino:x} {s.st_dev:x}"


def still_hold(
    files: Files, questions: bytes, stamps: dict[str, str], stamp: Callable[[str], str]
) -> bytes | None:
    """Whether the questions are answered the same now: the questions, with new stamps where images
    were touched, or None."""
    looks, images, rest = load(questions)
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
        stamps.setdefault(path, stamp(path))
        if [*files.image(path)] != images[path][1:]:
            return None
        images[path][0] = stamps[path]
    for question, path, said in rest:
        if _brief(_RARELY[question](files, path)) != said:
            return None
    return dump([looks, images, rest]) if any(map(stamps.get, touched)) else questions


def _same(path: str, known: str) -> bool:
    """Whether a file looks as it did, as far as could be told then."""
    try:
        return _stamp(os.stat(path)) == known
    except (OSError, ValueError):
        return False
