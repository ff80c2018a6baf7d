"""Several processes at work say what one says."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from processes import environment
from support import FRONT, POST, ROOT, check, picture, write

from blint.engine import workers
from blint.engine.processes import Processes, processes
from blint.engine.request import Request
from blint.engine.run import Means, run
from blint.errors import BlintError
from blint.workspace.config_file import read_config

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


class Deadly:
    """Workers that die of certain posts."""

    victims = "p33.md"

    def submit(self, task, job, paths):
        return super().submit(_die if self.victims in str(paths) else task, job, paths)


class DeadlyPool(Deadly, ProcessPoolExecutor):
    pass


class DeadlyProcesses(Deadly, Processes):
    pass


class DeadlyForAll(DeadlyProcesses):
    victims = ".md"


def _die(job, paths):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="forks and signals")
@pytest.mark.parametrize("kind", [DeadlyPool, DeadlyProcesses, DeadlyForAll])
def test_a_worker_that_dies(blog, kind):
    one = said(blog, jobs=1, cached=False)
    with kind(2, multiprocessing.get_context("fork")) as executor:
        result = check(blog, means=Means(executor), cached=False)
    assert result._replace(seconds=0.0) == one
    assert multiprocessing.active_children() == []


class Unreachable(ThreadPoolExecutor):
    """Workers that cannot be told of more than two tasks."""

    tasks = 0

    def submit(self, *task):
        self.tasks += 1
        if self.tasks > 2:
            raise ConnectionResetError
        return super().submit(*task)


def test_workers_that_take_no_more(blog):
    one = said(blog, jobs=1, cached=False)
    with Unreachable(2) as executor:
        assert check(blog, means=Means(executor), cached=False)._replace(seconds=0.0) == one
    assert executor.tasks > 2


def test_an_answer_need_not_be_waited_for():
    with processes(1) as executor:
        slow, never = executor.submit(time.sleep, 300), executor.submit(time.sleep, 300)
        with pytest.raises(TimeoutError):
            slow.result(timeout=0.01)
        assert never.cancel()
    assert multiprocessing.active_children() == []


# A run in a world of its own. The first one loads what is loaded late.
_ALONE = """
import multiprocessing, os, sys
from blint.engine.request import Request
from blint.engine.run import Means, run

def said(jobs):
    request = Request(paths=(".",), cached=False, jobs=jobs)
    return run(request, means=Means(enough_for_processes=1))._replace(seconds=0.0)

one = said(1)
"""
_ORDINARY = (
    _ALONE
    + """
import resource, signal, time
assert said(3) == one
if os.getuid() == 0:  # no number of processes is too many for root
    os.setgroups([])
    os.setresgid(54321, 54321, 54321)
    os.setresuid(54321, 54321, 54321)
"""
)
_LIMITED = (
    _ORDINARY
    + """
limit = getattr(resource, sys.argv[1])
for most in range(int(sys.argv[2]), int(sys.argv[3])):
    resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
    assert said(3) == one, most
    assert not multiprocessing.active_children(), most
"""
)
_KILLED = (
    _ORDINARY
    + """
from blint.engine.processes import processes
resource.setrlimit(resource.RLIMIT_NPROC, (3, 3))
with processes(2) as executor:
    for _ in range(2):
        executor.submit(time.sleep, 0.1)
    os.kill(os.getpid(), signal.SIGKILL)
"""
)
_WITHOUT_CHILDREN = (
    _ALONE
    + """
child = multiprocessing.get_context("fork").Process(
    target=lambda: sys.exit(said(3) != one), daemon=True
)
child.start()
child.join()
sys.exit(child.exitcode)
"""
)
_WITHOUT_PROCESSES = _ALONE + "sys.modules['_multiprocessing'] = None\nassert said(3) == one"
_WITHOUT_SEMAPHORES = _ALONE + "assert said(3) == one"


_SPAWNED = """
import warnings
from functools import partial
from blint.engine.processes import processes
from blint.engine.request import Request
from blint.engine.run import Means, run

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    means = Means(enough_for_processes=1, start_processes=partial(processes, method="spawn"))
    run(Request(paths=(".",), cached=False, jobs=2), means=means)
"""


@pytest.fixture
def open_blog():
    """A blog that another user can read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        write(Path(folder), {".git/": "", **{f"p{n}.md": POST + "![](b.png)\n" for n in range(70)}})
        yield folder


def _silent(folder, *command):
    """Whether a program ends well and without a word, and leaves no process of its group."""
    run = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = run.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        raise
    assert (run.returncode, said.decode(), _survivors(run.pid)) == (0, "", [])
    return True


def _survivors(leader):
    """The processes of a group that do not end by themselves, which end here."""
    deadline = time.monotonic() + 30
    while (left := _group(leader)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return left


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize(
    ("limit", "fewest", "most"), [("RLIMIT_NPROC", 1, 10), ("RLIMIT_NOFILE", 5, 30)]
)
def test_where_few_processes_threads_or_files_are_granted(open_blog, limit, fewest, most):
    """None, or some and no more: every number up to what three workers take."""
    assert _silent(open_blog, sys.executable, "-c", _LIMITED, limit, str(fewest), str(most))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux, /proc")
def test_workers_that_cannot_watch_their_parent_end_after_it(open_blog):
    """No thread can be started in them."""
    run = subprocess.Popen(
        [sys.executable, "-c", _KILLED],
        cwd=open_blog,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        start_new_session=True,
    )
    assert run.wait(60) == -signal.SIGKILL
    assert _survivors(run.pid) == []


@pytest.mark.skipif(sys.platform != "linux", reason="process groups, /proc")
def test_a_python_without_processes(open_blog):
    assert _silent(open_blog, sys.executable, "-c", _WITHOUT_PROCESSES)


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_in_a_process_that_may_have_no_children(open_blog):
    assert _silent(open_blog, sys.executable, "-c", _WITHOUT_CHILDREN)


@pytest.mark.skipif(sys.platform != "linux", reason="process groups, /proc")
def test_workers_warn_of_nothing(blog):
    write(blog, {"blint.toml": '[rules."post/filename"]\nseverity = "info"\npattern = "[[a-z]"\n'})
    write(blog, {"program.py": _SPAWNED})
    assert _silent(blog, sys.executable, "program.py")


_UNSHARE = ("unshare", "--mount", "--map-root-user")


def _may_mount() -> bool:
    tried = (*_UNSHARE, "mount", "-t", "tmpfs", "none", "/dev/shm")
    try:
        return subprocess.run(tried, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _may_mount(), reason="needs leave to mount a file system")
def test_where_there_is_no_shared_memory(open_blog):
    line = 'mount -t tmpfs -o ro none /dev/shm && exec "$0" -c "$1"'
    shell = ("sh", "-c", line, sys.executable, _WITHOUT_SEMAPHORES)
    assert _silent(open_blog, *_UNSHARE, *shell)


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


def test_workers_take_a_configuration_that_is_in_no_file(tmp_path):
    write(tmp_path, {".git/": "", "a.md": FRONT + "Text.\n"})
    data = {"rules": {"front-matter/missing-field": {"fields": ["team"]}}}
    config = read_config(data, str(tmp_path), "blint.toml", str(tmp_path))
    request = Request(paths=(str(tmp_path),), config=config, cached=False)
    with ThreadPoolExecutor(1) as executor:
        result = run(request, means=Means(executor))
    assert [finding.rule for finding in result.findings] == ["front-matter/missing-field"]
