"""What came of ``blint shrink``, as the reporters get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# "replace": other bytes under the same name; "rename": another name beside it, and every reference
# to it rewritten; "remove": what an interrupted run has left; "skip": nothing, for a reason.
Action = Literal["replace", "rename", "remove", "skip"]
_NONE: Mapping[str, str | int] = {}


class Side(NamedTuple):
    """An image before or after: its path as it is shown, its bytes, its pixels as shown and its
    format, as far as they are known."""

    path: str
    size: int
    width: int | None = None
    height: int | None = None
    format: str | None = None


class Why(NamedTuple):
    """Why something was not done, or not as it was asked for; ``values`` are for the words."""

    reason: str
    values: Mapping[str, str | int] = _NONE


class Change(NamedTuple):
    """What is done with an image. ``references`` counts those rewritten. ``why`` says why it stays
    as it is, or why its name stays; with ``unmet``, why it is still over a limit. ``quality`` (1 to
    100) is that of the encoder, where it has one. ``reduced``: it has fewer pixels than it might,
    for the sake of its bytes."""

    action: Action
    before: Side
    after: Side | None = None
    references: int = 0
    why: Why | None = None
    quality: int | None = None
    unmet: bool = False
    reduced: bool = False

    @property
    def saved(self) -> int:
        """The bytes that it saves."""
        if self.action == "remove":
            return self.before.size
        return self.before.size - self.after.size if self.after else 0


class Shrinking(NamedTuple):
    """A finished run of ``blint shrink``. ``changes`` are sorted by path; ``images`` counts the
    images that were looked at; ``posts`` those whose references change; ``unread`` is what could
    not be read, a path and a sentence each. ``written``: it was done, and not only tried;
    ``only_keep``: no image was allowed another format than its own."""

    changes: Sequence[Change]
    images: int
    posts: int
    unread: Sequence[tuple[str, str]]
    written: bool
    seconds: float
    language: str
    only_keep: bool = False

    @property
    def done(self) -> list[Change]:
        """The changes without the images that stay as they are."""
        return [change for change in self.changes if change.action != "skip"]

    @property
    def skipped(self) -> list[Change]:
        """The images that stay as they are, though something is wrong with them."""
        return [change for change in self.changes if change.action == "skip"]

    @property
    def saved(self) -> int:
        """The bytes saved in all."""
        return sum(change.saved for change in self.changes)

    @property
    def failed(self) -> bool:
        """Whether something is left to do: all of it before it is written, then what could not be
        done."""
        unmet = any(change.unmet for change in self.changes)
        return bool(self.skipped or self.unread or unmet or (self.done and not self.written))
