"""Runs that are killed while they write: each post is the old one or the new one, whole, and git
sees nothing else."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from processes import commit_all, environment, output
from support import POST, ROOT, picture, write

pytestmark = pytest.mark.slow

KILLS = 60
POSTS = 40
WRONG = (
    POST.replace("title: T", "title: A").replace("<!-- more -->", "<!--more-->")
    + "\n![图](A.png)\n"
    + "字" * 30_000
    + "\n"
)
RIGHT = WRONG.replace("<!--more-->", "<!-- more -->").replace("A.png", "a.png")


def start(folder):
    command = [sys.executable, "-m", "blint", "check", "--fix", "--jobs=1", "--no-cache"]
    env = environment(PYTHONPATH=str(ROOT))
    return subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def test_a_killed_run_leaves_whole_posts(tmp_path):
    names = [f"posts/{number:02}.md" for number in range(POSTS)]
    wrong = dict.fromkeys(names, WRONG)
    write(tmp_path, {"blint.toml": 'generator = "vitepress"\n', "posts/a.png": picture(), **wrong})
    commit_all(tmp_path)
    started = time.monotonic()
    start(tmp_path).wait()
    seconds = time.monotonic() - started
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in names} == {RIGHT}

    chance = random.Random(12)
    amid = 0
    write(tmp_path, wrong)
    for _ in range(KILLS):
        process = start(tmp_path)
        time.sleep(chance.uniform(seconds / 4, seconds))
        process.kill()
        process.wait()
        texts = [(tmp_path / name).read_text(encoding="utf-8") for name in names]
        assert set(texts) <= {WRONG, RIGHT}
        mended = sum(text == RIGHT for text in texts)
        status = output("git", "status", "--porcelain", cwd=tmp_path).splitlines()
        assert len(status) == mended
        assert all(line.startswith(" M posts/") for line in status)
        if 0 < mended < POSTS:
            amid += 1
        write(tmp_path, wrong)
    assert amid > KILLS / 10, "too few runs were killed while they were writing"
    start(tmp_path).wait()
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in names} == {RIGHT}
    assert [path for path in (tmp_path / ".git").iterdir() if path.suffix == ".tmp"] == []
