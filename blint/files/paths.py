"""Paths as people and programs read them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_cwd: ContextVar[str] = ContextVar("cwd", default="")


def cwd() -> str:
    """The working directory: this process's, or that of the run it works for."""
    return _cwd.get() or os.getcwd()


@contextmanager
def working_in(folder: str) -> Iterator[None]:
    """Let an absolute folder be the working directory of the block, for paths alone."""
    before = _cwd.set(folder)
    try:
        yield
    finally:
        _cwd.reset(before)


def relative(path: str, folder: str) -> str:
    """``path`` counted from ``folder`` (the working directory when that is empty), with forward
    slashes; as it is on another drive."""
    folder = folder or cwd()
    if path.startswith(folder + os.sep) and path == os.path.normpath(path):
        return path[len(folder) + 1 :].replace(os.sep, "/") or "."
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # Windows: there is no way from C: to D:
        return path.replace(os.sep, "/")


def shown(path: str) -> str:
    """A path for reports: relative to the working directory when below it."""
    near = relative(path, "")
    return path.replace(os.sep, "/") if near == ".." or near.startswith("../") else near


def contains(folder: str, path: str) -> bool:
    """Whether an absolute path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
