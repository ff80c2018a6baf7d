"""What takes so many files to work out that it is done only where a post needs it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Late(Mapping[str, str]):
    """A map that ``work`` makes when it is asked for the first time.

    ``uses`` counts how often it was asked, which tells whether an answer rests on it.
    """

    def __init__(self, work: Callable[[], Mapping[str, str]]) -> None:
        self._work = work
        self.uses = 0

    @cached_property
    def _made(self) -> Mapping[str, str]:
        return self._work()

    @cached_property
    def digest(self) -> str:
        """A digest of all that is in it."""
        from hashlib import blake2b

        text = repr([*self._made.items()])
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()

    def __repr__(self) -> str:
        return "Late"

    def __getitem__(self, key: str) -> str:
        self.uses += 1
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        self.uses += 1
        return iter(self._made)

    def __len__(self) -> int:
        self.uses += 1
        return len(self._made)
