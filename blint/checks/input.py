"""What keeps a post from being checked at all. :mod:`blint.post.reading` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Match, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.checks.options import Size
    from blint.model import Default
    from blint.post.document import Document
    from blint.post.reading import Reason, Unreadable


def internal_error(post: Document) -> Iterator[Match[Default]]:
    """A mistake of blint's own: no post has any, and the engine reports its own."""
    del post
    yield from ()


def unreadable(
    post: Unreadable, *, max_size: Size = 1024 * 1024, max_seconds: int = 5
) -> Iterator[Match[Reason]]:
    """A post that could not be read; the limits were in force when it was tried."""
    del max_size, max_seconds
    yield Match(Span(post.offset, post.offset), post.reason, post.values)
