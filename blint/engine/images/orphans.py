"""Folders of images whose post is gone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.images.names import page_names
from blint.workspace.mentions import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENOUGH = 2  # folders of posts, at least, show that folders there belong to posts


def orphans(
    images: Iterable[str], named: set[str], pages: Iterable[str], root: str
) -> dict[str, list[str]]:
    """The folders below an absolute one that hold images, all of them named by nothing, and belong
    to no page, where at least half of those beside them do, with these images. ``named`` are those
    that something names; a folder belongs to the page that it is called like, and to those in
    it."""
    below: dict[str, list[str]] = {}
    for image in images:
        for folder in _above(image, root):
            below.setdefault(folder, []).append(image)
    pages = list(pages)
    names = {folded(name) for page in pages for name in page_names(page)}
    with_pages = {folder for page in pages for folder in _above(page, root)}
    beside: dict[str, list[str]] = {}
    for folder in below:
        beside.setdefault(os.path.dirname(folder), []).append(folder)
    found: dict[str, list[str]] = {}
    for folders in beside.values():
        own = {f for f in folders if folded(os.path.basename(f)) in names or f in with_pages}
        if len(own) >= max(_ENOUGH, len(folders) / 2):
            rest = [folder for folder in folders if folder not in own]
            found |= {folder: below[folder] for folder in rest if named.isdisjoint(below[folder])}
    return found


def _above(path: str, root: str) -> list[str]:
    """The folders that hold a path, below an absolute one."""
    folders = []
    folder = os.path.dirname(path)
    while len(folder) > len(root):
        folders.append(folder)
        folder = os.path.dirname(folder)
    return folders
