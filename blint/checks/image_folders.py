"""Checks of where a post keeps its images."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.checks.options import Globs
from blint.files.disk import FILE, WRONG_CASE
from blint.files.paths import contains, relative
from blint.lazy_regex import lazy
from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.checks.options import Folder
    from blint.model import Default
    from blint.post.document import Document

_NONE = Globs()
_STEM = "{stem}"
_LANGUAGE = lazy(r"\.[a-z]{2}(?:-[A-Za-z]{2,4})?$")  # post.zh.md, index.pt-BR.md
_INDEX = ("index", "_index")


def wrong_folder(
    doc: Document, *, pattern: Folder = "images/{stem}/", shared: Globs = _NONE
) -> Iterator[Match[Default]]:
    """An image that lies elsewhere than in the folder of its post: ``pattern`` counts from the
    post's folder or, with a slash in front, from what is served at ``/``. What ``shared`` covers,
    and what a theme brings, may lie elsewhere. A post that shows it twice is told once."""
    wanted = [pattern.replace(_STEM, name) for name in _names(doc)]
    own = [place for folder in wanted for place in _places(doc, folder)]
    seen = set()
    for target in doc.targets:
        path = target.actual or target.path
        if target.kind not in (FILE, WRONG_CASE) or not target.reference.is_image or path in seen:
            continue
        seen.add(path)
        themed = "themes" in relative(path, doc.site.files.top).split("/")
        if not (themed or any(contains(place, path) for place in own) or shared.covers(path)):
            name = os.path.basename(path)
            values = {"path": target.reference.written, "name": name, "folder": wanted[0]}
            yield Match(target.reference.span, "default", values)


def _names(doc: Document) -> list[str]:
    """What the folder of a post may be called: like the post, with the language in its name or
    without it."""
    bare = _LANGUAGE.sub("", doc.name)
    if bare in _INDEX:
        return [os.path.basename(doc.folder)]
    return [doc.name] if bare == doc.name else [doc.name, bare]


def _places(doc: Document, folder: str) -> list[str]:
    """The absolute folders that are meant by one as a pattern has it."""
    site = doc.site
    bases = (site.public or (site.files.top,)) if folder.startswith("/") else (doc.folder,)
    return [os.path.normpath(os.path.join(base, folder.lstrip("/"))) for base in bases]
