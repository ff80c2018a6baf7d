"""Paths as people and programs read them."""

from __future__ import annotations

import os


def relative(path: str, folder: str) -> str:
    """``path`` counted from ``folder`` (the working directory when that is empty), with forward
    slashes; as it is on another drive."""
    folder = folder or os.getcwd()
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


def holds(folder: str, path: str) -> bool:
    """Whether an absolute path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
