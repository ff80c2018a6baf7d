"""What to offer instead of a path that leads to no file."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from blint.files.disk import FILE
from blint.post.references import HTML

if TYPE_CHECKING:
    from blint.post.document import Document, Target


def nearest(doc: Document, target: Target) -> str:
    """The nearest existing file, written as the post would name it."""
    files = doc.site.files
    near = files.nearest(target.path) if target.path else ""
    if not near or files.look(near).kind != FILE:
        near = _elsewhere(doc, target)
    return _that_works(doc, target, _as_written(doc, target, near)) if near else ""


def _that_works(doc: Document, target: Target, path: str) -> str:
    """A path to offer, written so that the generator finds it; empty if that is not known."""
    found = doc.site.resolve(target.reference._replace(written=path, url=quote(path)), doc.page)
    if any(doc.site.files.look(candidate).kind == FILE for candidate in found.candidates):
        return path
    if any(doc.site.files.look(candidate).kind == FILE for candidate in found.misplaced):
        return str(found.values.get("better", ""))
    return ""


def _elsewhere(doc: Document, target: Target) -> str:
    """The same path counted from a folder above the post, or from a public folder."""
    path = target.reference.path.replace("\\", "/")
    rest = re.sub(r"^(?:\.{1,2}/|/)+", "", path)
    folders = [*doc.site.public]
    folder = doc.folder
    while doc.site.files.inside(folder) and len(folders) < 8:
        folders.append(folder)
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    for base in folders:
        candidate = os.path.normpath(os.path.join(base, rest))
        if rest and doc.site.files.look(candidate).kind == FILE:
            return candidate
    return ""


def _as_written(doc: Document, target: Target, path: str) -> str:
    """A path as the post writes paths: from its own folder, or from the public one."""
    for public in doc.site.public:
        if path.startswith(public + os.sep):
            return "/" + os.path.relpath(path, public).replace(os.sep, "/")
    written = os.path.relpath(path, doc.folder).replace(os.sep, "/")
    plain = target.reference.written
    if not written.startswith(".") and (plain.startswith("./") or target.reference.form == HTML):
        return "./" + written
    return written
