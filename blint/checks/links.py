"""Checks of the links of a post that lead to pages and files of its own site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.model import Default
    from blint.post.document import Document
    from blint.post.links import Link

    _Missing = Literal["case", "default", "tag", "unchecked"]


def missing(doc: Document) -> Iterator[Match[_Missing]]:
    """A link to a page or a file of the site that is not there; the nearest one is offered."""
    for link in doc.links:
        if link.kind not in ("missing", "wrong-case") or not doc.holds(link):
            continue
        from blint.checks.link_offers import offer

        reference = link.reference
        offered, fix = offer(doc, link)
        values = {"path": reference.written, "nearest": offered}
        variant = _variant(link, case=fix is not None)
        guess = bool(link.address) and not doc.site.addresses().are_known
        place = reference.span
        yield Match(place, variant, values, fix, suggests=bool(offered), guess=guess)


def _variant(link: Link, *, case: bool) -> _Missing:
    """What generators tell apart: a tag of a template, a path that only a build can follow, what no
    build looks at, as HTML."""
    reference = link.reference
    if reference.element != "a" or reference.url.startswith("@/"):
        return "tag"
    if case or link.kind == "wrong-case":
        return "case"
    return "unchecked" if reference.form == "html" or link.unchecked else "default"


def not_internal(doc: Document) -> Iterator[Match[Default]]:
    """A link with the full address of the site that the post itself is on (``site.url``)."""
    own = doc.site.url.partition("://")[2].lower()
    for link in doc.links if own else ():
        if link.kind != "external":
            continue
        rest = link.reference.url.partition("//")[2]
        path = rest[len(own) :]
        same = rest[: len(own)].lower() == own and path[:1] in ("", "/", "?", "#")
        if same and doc.holds(link):
            better = f"{doc.site.link_base}/{path.removeprefix('/')}"
            values = {"url": link.reference.written, "better": better}
            yield Match(link.reference.span, "default", values)
