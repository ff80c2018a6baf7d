"""Checks of the links of a post that lead to pages and files of its own site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Match
from blint.post.links import EXTERNAL, MISSPELLED, NOT_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.model import Default
    from blint.post.document import Document


def missing(doc: Document) -> Iterator[Match[Literal["case", "default", "tag"]]]:
    """A link to a page or a file of the site that is not there; the nearest one is offered."""
    for link in doc.links:
        if link.kind not in (NOT_THERE, MISSPELLED) or not doc.holds(link):
            continue
        from blint.checks.link_offers import offer

        reference = link.reference
        offered, fix = offer(doc, link)
        values = {"path": reference.written, "nearest": offered}
        variant: Literal["case", "default", "tag"]
        variant = "tag" if reference.element != "a" else "case" if fix else "default"
        if link.kind == MISSPELLED:
            variant = "case"
        guess = bool(link.address)  # other pages may be made than blint knows of
        place = reference.span
        yield Match(place, variant, values, fix, suggests=bool(offered), guess=guess)


def not_internal(doc: Document) -> Iterator[Match[Default]]:
    """A link with the full address of the site that the post itself is on (``site.url``)."""
    own = doc.site.url.partition("://")[2].lower()
    for link in doc.links if own else ():
        if link.kind != EXTERNAL:
            continue
        rest = link.reference.url.partition("//")[2]
        path = rest[len(own) :]
        same = rest[: len(own)].lower() == own and path[:1] in ("", "/", "?", "#")
        if same and doc.holds(link):
            values = {"url": link.reference.written, "better": "/" + path.removeprefix("/")}
            yield Match(link.reference.span, "default", values)
