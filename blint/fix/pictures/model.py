"""The words of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    Values = Mapping[str, str | int]
    # within-limits: nothing is to be done; animation: of too many frames or pixels;
    # animation-format: it is in a format, or may become those alone, in which none are written;
    # still-picture: its still picture is none of its frames; vector: SVG; corrupt: it cannot be
    # read to its end; no-gain: less than a tenth is saved; cannot-meet: the smallest try is over
    # the limit (values: size, limit, in bytes); strip: it is so long that nothing would be seen of
    # it (values: width, height, as it would be); unknown-format: nothing that is read here;
    # transparency: a JPEG would lose it; format: none of the formats asked for can be written;
    # too-many-pixels: to be read (values: width, height, where known).
    Reason = Literal[
        "within-limits",
        "animation",
        "animation-format",
        "still-picture",
        "vector",
        "corrupt",
        "too-many-pixels",
        "no-gain",
        "cannot-meet",
        "strip",
        "unknown-format",
        "transparency",
        "format",
    ]


class Limits(NamedTuple):
    """What a picture has to keep; None is no limit."""

    max_size: int | None  # bytes
    sizes: Mapping[str, int]  # of some formats, before max_size
    max_width: int | None  # pixels, as shown
    max_height: int | None

    def bytes_of(self, kind: str) -> int | None:
        """The limit of a file in one format."""
        return self.sizes.get(kind, self.max_size)


class Encoded(NamedTuple):
    """A picture as it should be written."""

    data: bytes
    format: str  # as image headers name it: jpeg, png, gif, webp, avif
    width: int  # pixels, as shown
    height: int
    quality: int | None  # as the format counts it; None: lossless, or a format without
    reduced: bool = False  # to fewer pixels than it might have, for the sake of its bytes


class Unchanged(NamedTuple):
    """Why a picture stays as it is."""

    reason: Reason
    values: Values  # for the message


class Stays(Exception):
    """Raised where it turns out that a picture stays as it is."""

    def __init__(self, reason: Reason, values: Values | None = None) -> None:
        super().__init__(reason)
        self.why = Unchanged(reason, values or {})
