"""What several tests share: making a blog, checking it, finding the shared data."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from blint.engine.check import read_post
from blint.engine.request import Request
from blint.engine.run import run
from blint.model import Finding, Run
from blint.post.document import Document
from blint.post.text import Text
from blint.workspace.discovery import Workspace

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the sample blogs are not beside this checkout"
)


def picture(form: str = "PNG", size: tuple[int, int] = (4, 3), weight: int = 0) -> bytes:
    """An image of one colour, padded to ``weight`` bytes."""
    out = io.BytesIO()
    Image.new("RGB", size).save(out, form)
    return out.getvalue().ljust(weight, b"\0")


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder; a name that ends in a slash is a folder. Of several posts with
    the title of :data:`POST` the first one keeps it: no two of a site should have the same."""
    titled = 0
    for name, content in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        if data.startswith(b"---\ntitle: T\n"):
            titled += 1
            data = data if titled == 1 else data.replace(b"title: T", b"title: T%d" % titled, 1)
        path.write_bytes(data)


def check(folder: Path, *paths: str, **wishes: object) -> Run:
    """Check paths below a folder, as from inside it; ``config`` are lines of TOML,
    ``means`` what the run works with."""
    lines = wishes.pop("config", ())
    means = wishes.pop("means", None)
    assert isinstance(lines, (tuple, list))
    before = Path.cwd()
    os.chdir(folder)
    try:
        request = Request(paths=paths or (".",), config_lines=tuple(lines), **wishes)  # type: ignore[arg-type]
        return run(request, means=means)  # type: ignore[arg-type]
    finally:
        os.chdir(before)


def address(path: Path) -> str | None:
    """The path that a post is served at, as blint knows it."""
    return document(path).address


def document(path: Path) -> Document:
    """A post, read as a run reads it."""
    post = Workspace().post(str(path))
    read = read_post(post, 10**6)
    assert isinstance(read, bytes)
    return Document(post.path, Text.of(read.decode()), post.site)


def found(result: Run, *families: str) -> list[tuple[str, int, str]]:
    """Path, line and rule of the findings, of these families or all."""
    return [(f.path, f.place.line, f.rule) for f in result.findings if _among(f, families)]


def _among(finding: Finding, families: tuple[str, ...]) -> bool:
    return not families or finding.rule.partition("/")[0] in families or finding.rule in families


FRONT = "---\ntitle: T\ndate: 2025-01-05\n---\n"
POST = FRONT + "Introduction.\n\n<!-- more -->\n\nText.\n"


def blint(folder, *arguments, stdin=None, stdout=subprocess.PIPE, **environment):
    """Run ``blint`` in a folder; its finished process, with what it printed as bytes."""
    ours = {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "blint", *arguments],
        cwd=folder,
        env={**os.environ, **ours, **environment},
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
