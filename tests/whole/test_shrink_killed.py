"""Runs of ``blint shrink`` that are killed: at every moment each reference leads to a whole image,
and the next run that is not killed finishes the work."""

from __future__ import annotations

import contextlib
import io
import os
import random
import subprocess
import sys
import time

import pytest
from PIL import Image
from processes import commit_all, environment, output
from support import FRONT, ROOT, check, found, write

pytestmark = pytest.mark.slow

KILLS = 60
IMAGES = 16
STEPS = 4 * IMAGES  # of a run: an image comes, a post goes and comes, an image goes
CONFIG = (
    'generator = "vitepress"\n[rules]\n"image/too-heavy" = { max-size = "20 KiB" }\n'
    '[shrink]\nformat = ["webp"]\n'
)
RULES = ("image/too-heavy", "image/wrong-format")


def start(folder):
    command = [sys.executable, "-m", "blint", "shrink", "--write", "--jobs=2"]
    env = environment(PYTHONPATH=str(ROOT))
    return subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def photo(seed):
    """A picture with noise in it; every fourth is small enough, and a PNG, whatever its name
    says."""
    source = random.Random(seed)
    noise = Image.frombytes("RGB", (80, 60), source.randbytes(80 * 60 * 3))
    out = io.BytesIO()
    if seed % 4 == 3:
        noise.save(out, "PNG")
    else:
        noise.resize((320, 240), Image.Resampling.BILINEAR).save(out, "JPEG", quality=95)
    return out.getvalue()


def files():
    """A site in which each image is shown by two posts, each post the first and its own."""
    images = {f"posts/images/{n:02}.jpg": photo(n) for n in range(IMAGES)}
    posts = {
        f"posts/{n:02}.md": FRONT
        + "".join(
            f"![图](images/{m:02}.jpg)\n\n<img alt='' src='./images/{m:02}.jpg'>\n\n"
            for m in (n, (n + 1) % IMAGES)
        )
        for n in range(IMAGES)
    }
    return {"blint.toml": CONFIG, **posts, **images}


def marks(folder):
    """What tells the files from those that take their places."""
    files = [*os.scandir(folder / "posts"), *os.scandir(folder / "posts/images")]
    found = set()
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            found.add((file.name, os.stat(file.path).st_ino))
    return found


def state(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def reset(folder, wanted):
    for name in state(folder).keys() - wanted.keys():
        (folder / name).unlink()
    write(folder, wanted)


def assert_whole(folder):
    """Every reference leads to an image that can be decoded, and nothing is left beside."""
    result = check(folder)
    assert found(result, "image/missing", "image/unreadable") == []
    for path in (folder / "posts/images").iterdir():
        assert path.suffix in (".jpg", ".webp", ".png"), path
        with Image.open(path) as image:
            image.load()


def test_a_killed_run_leaves_a_site_that_works_and_the_next_finishes(tmp_path):
    before = files()
    write(tmp_path, before)
    commit_all(tmp_path)
    assert start(tmp_path).wait() == 0
    done = state(tmp_path)
    assert len(done) == len(before)
    assert not [name for name in done if name.endswith(".jpg")]
    assert found(check(tmp_path), *RULES) == []

    chance = random.Random(12)
    reset(tmp_path, before)
    amid = 0
    for _ in range(KILLS):
        known = marks(tmp_path)
        process = start(tmp_path)
        steps = chance.randrange(STEPS)
        while process.poll() is None and len(marks(tmp_path) ^ known) < steps:
            time.sleep(0.0005)
        process.kill()
        process.wait()
        assert_whole(tmp_path)
        now = state(tmp_path)
        amid += now not in (before, done)
        if now == done or chance.random() < 0.3:
            assert start(tmp_path).wait() == 0
            assert state(tmp_path) == done
            reset(tmp_path, before)
    assert amid > KILLS / 2, "too few runs were killed while they were writing"
    assert start(tmp_path).wait() == 0
    assert state(tmp_path) == done
    left = output("git", "status", "--porcelain", "--ignored", cwd=tmp_path)
    assert ".tmp" not in left
