"""Checks of what a post should have for itself alone. The engine calls them once it knows all posts
of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from blint.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from blint.model import Span
    from blint.post.document import Document
    from blint.post.twins import Twins

    _Twins = Literal["default", "several"]

_ADDRESSES = ("permalink", "url", "slug", "path")  # fields that may say where a post is served


def duplicate_title(post: Twins) -> Iterator[Match[_Twins]]:
    """A title that another post of the site has, too."""
    if post.of_title:
        values = {"title": post.own.title, **_others(post.of_title)}
        yield Match(_place(post.document, ("title",)), _variant(post.of_title), values)


def duplicate_address(post: Twins) -> Iterator[Match[_Twins]]:
    """An address that another post of the site is served at, too."""
    if post.of_address:
        values = {"address": post.own.address, **_others(post.of_address)}
        yield Match(_place(post.document, _ADDRESSES), _variant(post.of_address), values)


def _variant(others: Sequence[str]) -> _Twins:
    return "several" if len(others) > 1 else "default"


def _others(paths: Sequence[str]) -> dict[str, object]:
    return {"other": paths[0], "rest": len(paths) - 1}


def _place(document: Document, fields: tuple[str, ...]) -> Span:
    """Where the first of these fields stands; without one, the top of the post."""
    for name in fields:
        for _, _, entry in document.front_matter.find(name):
            if entry is not None:
                return entry.node.span
    return document.top
