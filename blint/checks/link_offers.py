"""What to offer instead of a link that leads nowhere."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from blint.model import SpanFix
from blint.post.links import FOUND, MISSPELLED, followed

if TYPE_CHECKING:
    from blint.post.document import Document
    from blint.post.links import Link

_MOST_NAMES = 2000  # that are compared with one
_CLEARLY = 0.01  # what the nearest name has to be more alike than the next
_SOURCES = (".md", ".markdown", ".mdx", ".mdown")


class Offer(NamedTuple):
    """What may have been meant, as the post would write it, or an empty text; and the fix that
    writes it, where it is sure to be meant."""

    path: str
    fix: SpanFix | None = None


def offer(doc: Document, link: Link) -> Offer:
    """The path of a page or a file to write instead of a link's, where one is near. It is sure
    where it is the same but for the case of its letters."""
    reference = link.reference
    path = reference.raw_path
    meant = _near_address(doc, link) if link.address else _near_file(doc, link)
    if not path or not meant or meant == path:
        return Offer("")
    written = meant if meant.isascii() or not path.isascii() or "%" not in path else quote(meant)
    right = reference._replace(url=written + reference.url[len(path) :])
    if followed(right, doc.site, doc.page).kind != FOUND:
        return Offer("")
    sure = written.casefold() == path.casefold() and reference.written.count(path) == 1
    if not sure or not doc.text.slice(reference.span).startswith(path):
        return Offer(written)
    return Offer(written, SpanFix.replace(reference.span, written + reference.written[len(path) :]))


def _near_file(doc: Document, link: Link) -> str:
    """The nearest file, in the way that the link is written: with its extension or without."""
    path = link.reference.path
    if not link.path:
        return ""
    near = link.actual if link.kind == MISSPELLED else doc.site.files.nearest(link.path)
    if not near or (link.kind != MISSPELLED and _others_are_as_near(doc, link.path, near)):
        return ""
    here = os.path.dirname(link.path)
    if os.path.basename(link.path) in ("index.md", "_index.md") and path.endswith("/"):
        here = os.path.dirname(here)
        near = os.path.dirname(near) if near.endswith("index.md") else near
    stem, extension = os.path.splitext(near)
    if extension in _SOURCES and not path.endswith(_SOURCES):
        near = stem + (".html" if path.endswith(".html") else "")
    steps = os.path.relpath(near, here).replace(os.sep, "/")
    folder = posixpath.dirname(path.rstrip("/"))
    meant = posixpath.normpath(posixpath.join(folder, steps))
    meant = f"./{meant}" if path.startswith("./") and not meant.startswith(".") else meant
    return f"{meant}/" if path.endswith("/") else meant


def _others_are_as_near(doc: Document, path: str, near: str) -> bool:
    """Whether other files beside the nearest one to a path are spelled as much like it."""
    from difflib import SequenceMatcher, get_close_matches

    folder, name = os.path.split(near)
    extension = os.path.splitext(name)[1]
    names = [other for other in doc.site.files.names(folder) if other.endswith(extension)]
    wanted = os.path.splitext(os.path.basename(path))[0] + extension
    found = get_close_matches(wanted, names[:_MOST_NAMES], 2, 0.6)
    likeness = [SequenceMatcher(None, wanted, other).ratio() for other in found]
    return len(found) > 1 and likeness[0] - likeness[1] < _CLEARLY


def _near_address(doc: Document, link: Link) -> str:
    """The nearest page's address, in the way that the link is written."""
    path = link.reference.path
    near = doc.site.addresses().near(link.address)
    if not near or not path.startswith("/"):
        return ""
    end = "/" if path.endswith("/") else ".html" if path.endswith(".html") else ""
    return path[: len(path) - len(link.address)] + near + end
