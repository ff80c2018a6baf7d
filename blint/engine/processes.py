"""Worker processes: an executor without threads and locks.

The standard library's takes semaphores and two threads besides its processes, and hangs where a
system grants only some of them. Here nothing happens in between: whoever waits for an answer takes
what the workers have sent, and hands them the next tasks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

_P = ParamSpec("_P")
_T = TypeVar("_T")

_MOST = 61  # so many can be waited for at once on Windows


@contextmanager
def processes(jobs: int, method: str = "") -> Iterator[Executor]:
    """That many worker processes, or as many as can be started; none outlives the block or this
    process. ``method`` is how they are started, "fork" or "spawn"; by default the quickest that is
    safe."""
    # A fork takes over what has been read; it is safe while no other thread can hold a lock.
    safe = sys.platform == "linux" and threading.active_count() == 1
    fork = method == "fork" if method else safe
    context = multiprocessing.get_context("fork") if fork else multiprocessing.get_context("spawn")
    barred = multiprocessing.current_process().daemon  # such a process may have no children
    with Processes(0 if barred else min(jobs, _MOST), context) as executor:
        yield executor


class NoWorkers(BrokenExecutor):
    """No process can be started here: the task can be done where it comes from."""


class Processes(Executor):
    """Workers that are started when there is something to do. Their answers are to be asked for by
    the thread that hands in the tasks. Where there are no workers, NoWorkers says so, and where one
    ends without an answer, BrokenExecutor."""

    def __init__(self, most: int, context: ForkContext | SpawnContext) -> None:
        self._most = most
        self._context = context
        self._workers: list[BaseProcess] = []
        self._idle: list[Connection[Any, Any]] = []
        self._busy: dict[Connection[Any, Any], _Answer[Any]] = {}
        self._waiting: deque[tuple[_Answer[Any], tuple[Any, ...]]] = deque()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        if not self._idle and len(self._workers) < self._most:
            self._start()
        answer = _Answer[_T](self)
        self._waiting.append((answer, (fn, args, kwargs)))
        self._hand_out()
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, whatever they are doing."""
        del wait, cancel_futures
        with _uninterrupted():
            for worker in self._workers:
                worker.kill()
            for worker in self._workers:
                worker.join()
                worker.close()

    def proceed(self, timeout: float | None) -> bool:
        """Wait for workers to answer or end; whether one did."""
        from multiprocessing.connection import wait

        ready = wait(self._busy, timeout)
        for connection in [busy for busy in self._busy if busy in ready]:
            answer = self._busy.pop(connection)
            try:
                answer.set_result(connection.recv())
                self._idle.append(connection)
            except (EOFError, OSError):
                answer.set_exception(BrokenExecutor("a worker has ended"))
        self._hand_out()
        return bool(ready)

    def _hand_out(self) -> None:
        while self._waiting and (self._idle or not self._busy):
            answer, task = self._waiting.popleft()
            if not answer.set_running_or_notify_cancel():
                continue
            if not self._idle:
                answer.set_exception(NoWorkers("there are no workers"))
                continue
            connection = self._idle.pop()
            self._busy[connection] = answer
            with suppress(OSError):  # of a worker that has ended, as its answer will tell
                connection.send(task)

    def _start(self) -> None:
        """Start one more worker; where that is impossible, it is not tried again."""
        try:
            here, there = self._context.Pipe()
            # A fork has the ends of its parent too, and would never hear that the parent has ended.
            fork = self._context.get_start_method() == "fork"
            foreign = [here, *self._idle, *self._busy] if fork else []
            worker = self._context.Process(target=_work, args=(there, foreign), daemon=True)
            with _uninterrupted():
                worker.start()
                self._workers.append(worker)
        except (OSError, ImportError):  # ImportError: a Python without processes
            self._most = 0
            return
        there.close()
        self._idle.append(here)


class _Answer(Future[_T]):
    """What a worker will answer."""

    def __init__(self, workers: Processes) -> None:
        super().__init__()
        self._workers = workers

    def result(self, timeout: float | None = None) -> _T:
        while not self.done() and self._workers.proceed(timeout):
            pass
        return super().result(timeout=0)


def _work(connection: Connection[Any, Any], foreign: list[Connection[Any, Any]]) -> None:
    """Do tasks until there are none. What goes wrong with one ends the worker without a word: the
    task can be done where it comes from, and will go wrong there too."""
    for end in foreign:
        end.close()
    _prepare()
    with suppress(Exception):
        while True:
            task, args, kwargs = connection.recv()
            connection.send(task(*args, **kwargs))


def _prepare() -> None:
    """Make this process a worker: Ctrl-C is its parent's matter, and it dies with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A fork inherits how its parent, which may be a server, hears of signals.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    if not sys.warnoptions:  # its parent hears of the same, unless it does not want to
        warnings.simplefilter("ignore")
    with suppress(RuntimeError):  # without a thread it dies once it has done its task
        threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back, here and for good in processes started in the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
