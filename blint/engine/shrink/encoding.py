"""Making images smaller, each in one process from its bytes to new ones."""

from __future__ import annotations

import math
from concurrent.futures import BrokenExecutor
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

from blint.engine.processes import NoWorkers, processes
from blint.files.opening import Boundary, Refused
from blint.fix.pictures.location import without_location
from blint.fix.pictures.shrink import Encoded, Limits, Unchanged, save_as, shrink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

LARGEST = 512 << 20  # bytes of an image that is read
# Pixels up to which so many pictures are made at once: each takes some 13 bytes a pixel and 50 MB,
# measured, and all together less than a gigabyte.
_AT_ONCE = ((5_000_000, 8), (20_000_000, 3), (math.inf, 1))


KEEP = "keep"


class Task(NamedTuple):
    """What is to be made of the image at an absolute path within a folder.

    ``formats`` are those that it may become ("keep" for its own). ``over``: it is over ``limits``;
    ``located``: its coordinates have to go; ``renamed``: it gets the extension of its format;
    ``save_as``: the format that it has to be saved in, because its name may not change, or empty.
    ``format``, ``width`` and ``height`` (pixels) are what its header says.
    """

    path: str
    boundary: str
    limits: Limits
    formats: tuple[str, ...]
    over: bool
    located: bool
    renamed: bool
    save_as: str
    format: str
    width: int
    height: int


Failure = Literal["changed", "failed", "no-name", "too-many-bytes"]


class Failed(NamedTuple):
    """Why nothing was made, where that has to do with the file or the machine."""

    reason: Failure
    detail: str = ""


class Made(NamedTuple):
    """What was made of an image whose bytes have a digest: what came of it, and why it is not all
    that was asked for."""

    digest: bytes
    result: Encoded | Unchanged | Failed
    why: Unchanged | Failed | None = None


def digest_of(data: bytes) -> bytes:
    """What tells the bytes of a file from others."""
    return blake2b(data, digest_size=20).digest()


def made(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Made]]:
    """What is made for each task, by its number, in no particular order; ``jobs`` are the most
    processes at work."""
    pixels = [task.width * task.height for task in tasks]
    least: float = -1
    for most, at_once in _AT_ONCE:
        numbers = [n for n, count in enumerate(pixels) if least < count <= most]
        least = most
        workers = min(jobs, at_once)
        if not numbers:
            continue
        with processes(min(workers, len(numbers))) as executor:
            # A few are handed out ahead, so that what is made does not pile up.
            waiting: list[tuple[int, Future[Made]]] = []
            for number in numbers:
                if len(waiting) > 2 * workers:
                    yield _answer(*waiting.pop(0), tasks)
                waiting.append((number, executor.submit(make, tasks[number])))
            while waiting:
                yield _answer(*waiting.pop(0), tasks)


def _answer(number: int, future: Future[Made], tasks: Sequence[Task]) -> tuple[int, Made]:
    try:
        return number, future.result()
    except NoWorkers:
        return number, make(tasks[number])
    except BrokenExecutor as error:  # it was killed, for want of memory perhaps: not once more here
        return number, Made(b"", Failed("failed", str(error)))


def make(task: Task) -> Made:
    """Do a task."""
    try:
        data = Boundary(task.boundary).read(task.path, LARGEST)
    except Refused as error:
        too_large = error.reason == "too-large"
        return Made(b"", Failed("too-many-bytes" if too_large else "failed", str(error.strerror)))
    except (OSError, ValueError) as error:
        return Made(b"", Failed("failed", str(getattr(error, "strerror", None) or error)))
    digest = digest_of(data)
    try:
        return Made(digest, *_make(data, task))
    except MemoryError:
        return Made(digest, Failed("failed", "out of memory"))


def _make(
    data: bytes, task: Task
) -> tuple[Encoded | Unchanged | Failed, Unchanged | Failed | None]:
    """What is made; where it cannot be made smaller, what else is to be mended, and why not."""
    smaller = _smaller(data, task) if task.over else None
    if isinstance(smaller, Encoded):
        return smaller, None
    other = _mended(data, task)
    if isinstance(other, Encoded):
        return other, smaller
    return smaller or other or Failed("no-name"), None


def _smaller(data: bytes, task: Task) -> Encoded | Unchanged | Failed:
    """The image within its limits; in the format that it is called by where it has to be that."""
    result: Encoded | Unchanged | Failed = Failed("no-name")
    if task.formats:
        result = shrink(data, task.limits, task.formats)
    if isinstance(result, Encoded) or not task.save_as:
        return result
    saved = save_as(data, task.save_as)
    if not isinstance(saved, Encoded):
        return saved
    smaller = shrink(saved.data, task.limits, (KEEP,))
    if isinstance(smaller, Unchanged) and smaller.reason == "within-limits":
        return saved
    return smaller


def _mended(data: bytes, task: Task) -> Encoded | Unchanged | None:
    """The image without its coordinates, in the format that it is called by, or under the name of
    the format that it has; None where none of that is asked for."""
    if task.save_as:
        return save_as(data, task.save_as)
    if task.located:
        freed = without_location(data)
        if freed is None:
            return save_as(data, task.format)
        data = freed
    elif not task.renamed:
        return None
    return Encoded(data, task.format, task.width, task.height, None)
