"""What a post should have for itself alone, and the posts that have the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blint.post.document import Document


class Own(NamedTuple):
    """What a post has for itself: its title, and the path that its site serves it at, below the
    site's base. Empty where there is none, or it cannot be known."""

    title: str = ""
    address: str = ""


class Twins(NamedTuple):
    """A post beside the others of its site: the paths, as they are shown, of those that have its
    title, and of those that are served at its address."""

    document: Document
    own: Own
    of_title: Sequence[str] = ()
    of_address: Sequence[str] = ()
