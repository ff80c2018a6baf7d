"""The blocks of a post's body by their lines alone, for what is said of a whole block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blint.post.markdown.source import Source

if TYPE_CHECKING:
    from blint.post.markdown.model import Dialect
    from blint.post.text import Text


class Lines(NamedTuple):
    """Lines of a post, counted from 1; the last one is among them."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many they are."""
        return self.last - self.first + 1

    def holds(self, line: int) -> bool:
        """Whether a line is one of them."""
        return self.first <= line <= self.last


class Outline(NamedTuple):
    """Where blocks begin, with the last line of the outermost that begins there; and all lists."""

    ends: dict[int, int]
    lists: list[Lines]


def outline(text: Text, start: int, dialect: Dialect) -> Outline:
    """The blocks of the body that begins at ``start``, those within others too."""
    source = Source(text, start, dialect)
    content = source.body().source
    try:
        tokens = source.parser.parse(content)
    except IndexError:  # the rule for containers looks beyond the end of a text
        tokens = source.parser.parse(content + "\n")
    first = text.line_at(start)
    found = Outline({}, [])
    for token in tokens:
        if token.map:
            lines = Lines(first + token.map[0], first + token.map[1] - 1)
            found.ends[lines.first] = max(lines.last, found.ends.get(lines.first, 0))
            if token.type in ("bullet_list_open", "ordered_list_open"):
                found.lists.append(lines)
    return found
