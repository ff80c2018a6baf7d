"""Posts checked by other processes, or by the workers of any executor.

A worker is told what the run was asked for, and reads configurations, sites and posts itself: it
must see the same files under the same paths.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from blint import __version__
from blint.engine.checker import Checker
from blint.engine.outcome import pack, unpack
from blint.errors import BlintError
from blint.files.paths import cwd, shown, working_in
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor, Future

    from blint.engine.cache.limits import Limits
    from blint.engine.cache.policy import Cache
    from blint.engine.cache.store import Entry
    from blint.engine.outcome import Outcome
    from blint.engine.request import Request
    from blint.workspace.discovery import Post

_CHUNK = 32  # posts that a worker is given at a time, at most


class Job(NamedTuple):
    """What workers have to know of a run; ``number`` is another for every run,
    ``limits`` are those of the cache where it is recorded what outcomes hold for. A worker begins
    no other post after ``seconds``."""

    number: str
    request: Request
    language: str
    folder: str
    seconds: float
    limits: Limits | None


class Reply(NamedTuple):
    """What a worker answers for posts: their packed outcomes, what these hold for; its version."""

    version: str
    found: list[tuple[bytes, Entry | None]]


class _Own(threading.local):
    """What this thread, as a worker, keeps from one chunk of a run to the next."""

    job: Job | None = None
    checker: Checker


_own = _Own()


def check_posts(job: Job, paths: Sequence[str]) -> Reply:
    """Check the posts at absolute paths. Raises BlintError like a run does."""
    with working_in(job.folder):
        if _own.job != job:
            _own.job, _own.checker = job, _new_checker(job)
        checker = _own.checker
        checked = map(checker.check_at, paths)
        return Reply(__version__, [(pack(outcome), entry) for outcome, entry in checked])


def _new_checker(job: Job) -> Checker:
    request = job.request
    workspace = Workspace(request.config_file, request.config_lines, config=request.config)
    planner = Planner(request.select, request.ignore)
    checker = Checker(workspace, planner, job.language, job.seconds)
    if job.limits is not None:
        from blint.engine.cache.policy import Recorder

        checker.recorder = Recorder(job.language, job.limits)
    return checker


# --- the other side ------------------------------------------------------------------------------


@contextmanager
def begun(request: Request, checker: Checker) -> Iterator[Job]:
    """A job for workers; in the block this thread, and processes forked from it, have the
    checker."""
    asked = request._replace(paths=(), given={})
    number = f"{os.getpid()}-{time.time_ns()}-{os.urandom(8).hex()}"
    limits = checker.recorder.limits if checker.recorder else None
    job = Job(number, asked, checker.language, cwd(), checker.seconds, limits)
    _own.job, _own.checker = job, checker
    try:
        yield job
    finally:
        _own.job = None
        del _own.checker


def outcomes(
    posts: Sequence[Post], job: Job, executor: Executor, cache: Cache | None
) -> Iterator[tuple[str, Outcome]]:
    """What comes of posts, by their paths, that an executor's workers check; what may be kept goes
    to the cache."""
    step = max(1, min(_CHUNK, len(posts) // 8))
    paths = [post.path for post in posts]
    chunks = [paths[at : at + step] for at in range(0, len(paths), step)]
    futures = [_submitted(executor, job, chunk) for chunk in chunks]
    try:
        for chunk, future in zip(chunks, futures, strict=True):
            reply = _reply(future, job, chunk)
            for path, (found, entry) in zip(chunk, reply.found, strict=True):
                if cache and entry:
                    cache.keep(entry, found)
                yield path, unpack(found, shown(path))
    finally:
        for future in futures:
            if future:
                future.cancel()


def _submitted(executor: Executor, job: Job, chunk: list[str]) -> Future[Reply] | None:
    try:
        return executor.submit(check_posts, job, chunk)
    except (BrokenExecutor, OSError):
        return None


def _reply(future: Future[Reply] | None, job: Job, chunk: list[str]) -> Reply:
    """The answer for a chunk; where workers have died, it is checked here."""
    try:
        reply = future.result() if future else check_posts(job, chunk)
    except BrokenExecutor:
        reply = check_posts(job, chunk)
    if reply.version != __version__:
        raise BlintError(f"a worker runs blint {reply.version}, and this is blint {__version__}")
    return reply
