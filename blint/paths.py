"""Paths as people and programs read them."""

from __future__ import annotations

import os


def relative(path: str, folder: str) -> str:
    """``path`` counted from ``folder``, with forward slashes; as it is on another drive."""
    try:
        return os.path.relpath(path, folder or None).replace(os.sep, "/")
    except ValueError:  # Windows: there is no way from C: to D:
        return path.replace(os.sep, "/")


def shown(path: str) -> str:
    """A path for reports: relative to the working directory when below it."""
    near = relative(path, "")
    return path.replace(os.sep, "/") if near == ".." or near.startswith("../") else near


def holds(folder: str, path: str) -> bool:
    """Whether an absolute path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
