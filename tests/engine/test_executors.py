"""A site too big for one machine: the posts are checked by the workers of a Dask cluster."""

from __future__ import annotations

import socket
import sys
import time

import pytest
from processes import environment
from processes import run as run_program
from support import ROOT, SHARED, check

from blint.engine.executors import connected
from blint.engine.request import Request
from blint.engine.run import Means, run
from blint.errors import BlintError

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "examples/blog"


def test_without_dask(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(BlintError, match=r'pip install "bloglint\[dask\]"'),
        connected("dask://x:1"),
    ):
        pass


@pytest.mark.parametrize("url", ["ray://x:1", "dask://", "x:1", "tcp://x:1"])
def test_a_url_of_another_kind(url):
    with pytest.raises(BlintError, match="must be dask://HOST:PORT"), connected(url):
        pass


def test_the_command_refuses_it(tmp_path):
    blint = (sys.executable, "-m", "blint", "check", EXAMPLE, "--executor", "ray://x:1")
    status, _, complaint = run_program(*blint, cwd=ROOT, env=environment())
    assert status == 2
    assert "dask://HOST:PORT" in complaint


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, processes=True, threads_per_worker=1, dashboard_address=None
    ) as made:
        yield made


@pytest.fixture
def url(cluster):
    return "dask://" + cluster.scheduler_address.removeprefix("tcp://")


SITES = [EXAMPLE, *sorted(path for path in SHARED.glob("*") if path.is_dir())[:1]]


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_equal_findings(url, site, monkeypatch):
    alone = check(site, jobs=1, cached=False)._replace(seconds=0.0)
    monkeypatch.chdir(site)
    with connected(url) as executor:
        for cached in (False, True, True):
            request = Request(paths=(".",), cached=cached)
            assert run(request, means=Means(executor))._replace(seconds=0.0) == alone


def test_the_command(url):
    blint = (sys.executable, "-m", "blint", "check", EXAMPLE, "--output-format", "concise")
    alone = run_program(*blint, cwd=ROOT, env=environment())
    assert run_program(*blint, "--executor", url, cwd=ROOT, env=environment()) == alone
    assert alone[0] == 1


def test_a_mistake_of_the_configuration(url, monkeypatch):
    monkeypatch.chdir(EXAMPLE)
    lines = ('rules."front-matter/invalid-field".schema = "nowhere.json"',)
    request = Request(paths=(".",), config_lines=lines, cached=False)
    with connected(url) as executor, pytest.raises(BlintError, match="no such schema file"):
        run(request, means=Means(executor))


def test_no_scheduler_there():
    pytest.importorskip("distributed")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        began = time.monotonic()
        with (
            pytest.raises(BlintError, match="cannot be reached"),
            connected(f"dask://127.0.0.1:{taken.getsockname()[1]}"),
        ):
            pass
        assert time.monotonic() - began < 15
