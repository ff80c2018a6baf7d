"""Checks of the links of a post that lead to pages and files of its own site."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.model import Match
from blint.post.links import MISSPELLED, NOT_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.model import Span
    from blint.post.document import Document
    from blint.post.links import Link


def missing(doc: Document) -> Iterator[Match[Literal["default", "case"]]]:
    """A link to a page or a file of the site that is not there."""
    for link in doc.links:
        if link.kind not in (NOT_THERE, MISSPELLED) or not doc.holds(link):
            continue
        written = link.reference.written
        if link.kind == MISSPELLED:
            values = {"path": written, "actual": os.path.basename(link.actual)}
            yield Match(_place(doc, link), "case", values)
        else:
            near = ""
            yield Match(
                _place(doc, link),
                "default",
                {"path": written, "nearest": near},
                suggests=bool(near),
            )


def _place(doc: Document, link: Link) -> Span:
    """Where a finding about a link stands: under its address."""
    del doc
    return link.reference.span
