"""Several processes at work say what one says."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from processes import environment
from support import POST, ROOT, check, picture, write

from blint.engine import workers
from blint.engine.request import Request
from blint.engine.run import Means, run
from blint.engine.workers import processes
from blint.errors import BlintError

EXAMPLE = ROOT / "examples/blog"


@pytest.fixture
def blog(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.png": picture(weight=400_000)})
    bodies = (POST + "![](a.png)\n", POST + "![x](b.png)\n", "---\n:\n", b"\xff", POST)
    write(tmp_path, {f"posts/p{n}.md": bodies[n % 5] for n in range(70)})
    return tmp_path


class Started(list):
    """Starts processes, and keeps how many were asked for."""

    def __call__(self, jobs):
        self.append(jobs)
        return processes(jobs)


@pytest.fixture
def started():
    return Started()


def said(folder: Path, started=processes, enough: int = 1, **wishes: object) -> object:
    """What a run says; any post is worth a process."""
    means = Means(enough_for_processes=enough, start_processes=started)
    return check(folder, means=means, **wishes)._replace(seconds=0.0)


@pytest.mark.parametrize("folder", [EXAMPLE, None])
@pytest.mark.parametrize("cached", [True, False])
def test_the_same_findings(blog, started, folder, cached):
    folder = folder or blog
    one = said(folder, started, jobs=1, cached=False)
    assert said(folder, started, jobs=3, cached=cached) == one
    assert said(folder, started, jobs=3, cached=cached) == one
    assert started == ([3] if cached and folder == blog else [3, 3])
    assert multiprocessing.active_children() == []


def test_the_same_where_processes_are_not_forked(blog):
    spawned = partial(processes, method="spawn")
    assert said(blog, spawned, jobs=2, cached=False) == said(blog, jobs=1, cached=False)


def test_none_where_it_does_not_pay(blog, started):
    said(blog, started, jobs=1)
    said(blog / "posts", started, enough=2 << 20, jobs=8, cached=False)
    assert started == []
    said(blog, started, jobs=8, cached=False)
    assert started == [8]


def test_mistakes_of_the_configuration_arrive(blog, started):
    write(blog, {"schema.json": "{"})
    lines = ('rules."front-matter/invalid-field".schema = "schema.json"',)
    with pytest.raises(BlintError) as alone:
        said(blog, started, jobs=1, cached=False, config=lines)
    with pytest.raises(BlintError) as together:
        said(blog, started, jobs=2, cached=False, config=lines)
    assert str(together.value) == str(alone.value)
    assert multiprocessing.active_children() == []


class Deadly(ProcessPoolExecutor):
    """Workers, one of which dies of a certain post."""

    def submit(self, task, job, paths):
        return super().submit(_die if "p33.md" in str(paths) else task, job, paths)


def _die(job, paths):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="forks and signals")
def test_a_worker_that_dies(blog):
    one = said(blog, jobs=1, cached=False)
    with Deadly(2, multiprocessing.get_context("fork")) as executor:
        result = check(blog, means=Means(executor), cached=False)
    assert result._replace(seconds=0.0) == one


def test_any_executor(blog):
    one = said(blog, jobs=1, cached=False)
    for executor in (
        ThreadPoolExecutor(3),
        ProcessPoolExecutor(2, multiprocessing.get_context("spawn")),
    ):
        with executor:
            before = Path.cwd()
            os.chdir(blog)
            try:
                request = Request(paths=(".",), cached=False)
                assert run(request, means=Means(executor))._replace(seconds=0.0) == one
            finally:
                os.chdir(before)


def test_workers_elsewhere_have_another_working_directory(blog, tmp_path, monkeypatch):
    one = said(blog, jobs=1, cached=False)
    request = Request(paths=(".",), cached=False)
    elsewhere = ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), initializer=os.chdir, initargs=("/",)
    )
    with elsewhere as executor:
        monkeypatch.chdir(blog)
        assert run(request, means=Means(executor))._replace(seconds=0.0) == one


class Outdated(ThreadPoolExecutor):
    """Workers of another version."""

    def submit(self, task, job, paths):
        return super().submit(lambda: workers.Reply("0.0.1", []))


def test_workers_of_another_version(blog):
    with Outdated(1) as executor, pytest.raises(BlintError, match=r"runs blint 0\.0\.1"):
        check(blog, means=Means(executor), cached=False)


def test_progress(blog, monkeypatch):
    monkeypatch.chdir(blog)
    told: list[tuple[int, int]] = []
    request = Request(paths=(".",), jobs=2, cached=False)
    run(request, lambda *numbers: told.append(numbers), Means(enough_for_processes=1))
    assert told == [(n, 70) for n in range(1, 71)]


@pytest.fixture
def long(tmp_path):
    """A blog that two processes are busy with for some seconds."""
    table = "| a |\n| - |\n" + "| 1 | 2 |\n" * 4000
    write(tmp_path, {".git/": ""})
    write(tmp_path, {f"posts/p{n}.md": POST + f"> - {n}\n\n" + table * 4 for n in range(70)})
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="process groups, /proc")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_end_from_outside(long, name):
    number = getattr(signal, name)
    run = subprocess.Popen(
        [sys.executable, "-m", "blint", "check", ".", "--no-cache", "--jobs", "2"],
        cwd=long,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while len(_group(run.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_group(run.pid)) == 3
    time.sleep(0.3)
    # From the keyboard it goes to all of them.
    os.killpg(run.pid, number) if number == signal.SIGINT else os.kill(run.pid, number)
    _, complaint = run.communicate()
    assert complaint.strip() == b""
    assert run.returncode == (130 if number == signal.SIGINT else -number)
    while _group(run.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _group(run.pid) == []


def _group(leader: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, group = (
                    (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
                )
            except OSError:
                continue
            if int(group) == leader and state != "Z":
                found.append(int(entry.name))
    return found
