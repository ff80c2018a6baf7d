"""What tests of blint as users get it start from: the tree, committed, and a package registry."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from hypothesis import settings
from processes import HEEDED, commit_all, output, run
from support import ROOT, SHARED

# How long an example takes says something of the machine, nothing of blint.
settings.register_profile("blint", deadline=None)
settings.load_profile("blint")


@pytest.fixture(scope="session", autouse=True)
def surroundings(tmp_path_factory):
    """No test sees the cache of whoever runs them, or leaves anything in it; nor what of their
    environment blint heeds, such as that they run in CI."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(HEEDED)]:
            patch.delenv(name)
        patch.setenv("BLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A repository whose only commit holds this one's files as they are now; not to be changed."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout of blint")
    folder = tmp_path_factory.mktemp("checkout") / "blint"
    listed = output("git", "ls-files", "-coz", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit_all(folder)
    return folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    """Real blogs with known defects, unpacked; not to be changed."""
    folder = tmp_path_factory.mktemp("samples")
    output(sys.executable, SHARED / "samples/unpack.py", folder, cwd=folder)
    return folder


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    """Skips where pip cannot download packages."""
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "hatchling")
    status, _, complaint = run(*pip, cwd=tmp_path_factory.mktemp("registry"))
    if status:
        pytest.skip(f"pip cannot download packages: {complaint.strip().splitlines()[-1]}")
