"""Ways to the same findings with less work, each of which can be switched off.

``BLINT_WITHOUT=blocks,inlines`` in the environment switches shortcuts off, ``all`` all of them. No
finding may depend on that: tests/post/test_shortcuts.py compares both ways.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    Shortcut = Literal["blocks", "inlines", "dispatch", "tags", "alike", "imports", "yaml"]

# blocks: the commonest blocks are told without markdown-it, and plain text is passed over
# inlines: so are the images, tags and code spans of a line
# dispatch: markdown-it asks only the block rules that a line's first character can start
# tags: HTML tags that name no file are passed over
# alike: a line whose images are all real ones is not searched for what only looks like one
# imports: a script that names no image's extension is not read
# yaml: events are not counted where there cannot be too many of them
NAMES: tuple[Shortcut, ...] = ("blocks", "inlines", "dispatch", "tags", "alike", "imports", "yaml")

_off = frozenset(os.environ.get("BLINT_WITHOUT", "").split(","))


def taken(name: Shortcut) -> bool:
    """Whether a shortcut is taken."""
    return name not in _off and "all" not in _off


@contextmanager
def without(*names: Shortcut | Literal["all"]) -> Iterator[None]:
    """Switch shortcuts off in the block."""
    global _off  # noqa: PLW0603
    before, _off = _off, frozenset(names)
    try:
        yield
    finally:
        _off = before
