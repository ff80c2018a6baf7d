"""Several processes at work say what one says."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from processes import environment
from support import POST, ROOT, check, picture, write

from blint.engine import run as engine
from blint.engine import workers
from blint.errors import BlintError

EXAMPLE = ROOT / "examples/blog"


@pytest.fixture
def blog(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.png": picture(weight=400_000)})
    bodies = (POST + "![](a.png)\n", POST + "![x](b.png)\n", "---\n:\n", b"\xff", POST)
    write(tmp_path, {f"posts/p{n}.md": bodies[n % 5] for n in range(70)})
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    """The numbers of processes that pools were started with; any post is worth one."""
    sizes: list[int] = []
    real = workers.processes

    def processes(jobs):
        sizes.append(jobs)
        return real(jobs)

    monkeypatch.setattr(workers, "processes", processes)
    monkeypatch.setattr(engine, "_WORTHWHILE", 1)
    return sizes


def said(folder: Path, **wishes: object) -> object:
    return check(folder, **wishes)._replace(seconds=0.0)


@pytest.mark.parametrize("folder", [EXAMPLE, None])
@pytest.mark.parametrize("cached", [True, False])
def test_the_same_findings(blog, started, folder, cached):
    folder = folder or blog
    one = said(folder, jobs=1, cached=False)
    assert said(folder, jobs=3, cached=cached) == one
    assert said(folder, jobs=3, cached=cached) == one
    assert started == ([3] if cached and folder == blog else [3, 3])
    assert multiprocessing.active_children() == []


def test_the_same_where_processes_are_not_forked(blog, started, monkeypatch):
    monkeypatch.setattr(sys, "platform", "other")
    assert said(blog, jobs=2, cached=False) == said(blog, jobs=1, cached=False)
    assert started == [2]


def test_none_where_it_does_not_pay(blog, started, monkeypatch):
    said(blog, jobs=1)
    check(blog, "posts/p1.md", jobs=1)
    monkeypatch.setattr(engine, "_WORTHWHILE", 2 << 20)
    said(blog, jobs=8, cached=False)
    assert started == []
    monkeypatch.setattr(engine, "_WORTHWHILE", 1)
    monkeypatch.setattr(engine, "available", lambda: 1)
    said(blog, cached=False)
    assert started == []


def test_mistakes_of_the_configuration_arrive(blog, started):
    write(blog, {"schema.json": "{"})
    lines = ('rules."front-matter/invalid-field".schema = "schema.json"',)
    with pytest.raises(BlintError) as alone:
        said(blog, jobs=1, cached=False, config=lines)
    with pytest.raises(BlintError) as together:
        said(blog, jobs=2, cached=False, config=lines)
    assert str(together.value) == str(alone.value)
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_that_dies(blog, started, monkeypatch):
    one = said(blog, jobs=1, cached=False)
    real, here = workers.check_posts, os.getpid()

    def check_posts(job, paths):
        if os.getpid() != here and "p33.md" in str(paths):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(job, paths)

    # Pickled by name, it is found in the fork under the name that it stands in for.
    check_posts.__module__, check_posts.__qualname__ = "blint.engine.workers", "check_posts"
    monkeypatch.setattr(workers, "check_posts", check_posts)
    assert said(blog, jobs=2, cached=False) == one


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
                request = engine.Request(paths=(".",), cached=False)
                assert engine.run(request, executor=executor)._replace(seconds=0.0) == one
            finally:
                os.chdir(before)


def test_workers_elsewhere_have_another_working_directory(blog, tmp_path, monkeypatch):
    one = said(blog, jobs=1, cached=False)
    request = engine.Request(paths=(".",), cached=False)
    elsewhere = ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), initializer=os.chdir, initargs=("/",)
    )
    with elsewhere as executor:
        monkeypatch.chdir(blog)
        assert engine.run(request, executor=executor)._replace(seconds=0.0) == one


def test_workers_of_another_version(blog, monkeypatch):
    monkeypatch.chdir(blog)
    reply = workers.Reply("0.0.1", [])
    monkeypatch.setattr(workers, "check_posts", lambda job, paths: reply)
    with ThreadPoolExecutor(1) as executor, pytest.raises(BlintError, match=r"runs blint 0\.0\.1"):
        engine.run(engine.Request(cached=False, paths=(".",)), executor=executor)


def test_progress(blog, started, monkeypatch):
    monkeypatch.chdir(blog)
    told: list[tuple[int, int]] = []
    request = engine.Request(paths=(".",), jobs=2, cached=False)
    engine.run(request, lambda *numbers: told.append(numbers))
    assert told == [(n, 70) for n in range(1, 71)]


_PROGRAM = """
import sys, time
from blint.engine import run as engine
from blint import __main__
engine._WORTHWHILE = 1
real = engine.check_post
def check_post(*rest):
    time.sleep(0.2)
    return real(*rest)
engine.check_post = check_post
sys.argv = ["blint", "check", ".", "--no-cache", "--jobs", "2"]
__main__.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="process groups, /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_end_from_outside(blog, number):
    run = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        cwd=blog,
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
                state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == leader and state != "Z":
                found.append(int(entry.name))
    return found
