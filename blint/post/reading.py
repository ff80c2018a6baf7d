"""Reading a post safely: a regular file, not too large, UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blint.files.opening import Refused
from blint.files.sizes import human_size
from blint.post.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from blint.files.opening import Boundary

    # The variants of `input/unreadable`.
    Reason = Literal[
        "cannot-open",
        "folder",
        "gbk",
        "no-permission",
        "not-regular",
        "not-utf-8",
        "outside",
        "patterns",
        "run-too-slow",
        "site-too-slow",
        "too-deep",
        "too-large",
        "too-slow",
        "utf-16",
    ]


class Unreadable(NamedTuple):
    """Why a post, or what it takes to find posts, cannot be read, and the values of the message
    that says so.

    ``text`` and ``offset`` (in characters) tell the place where there is one.
    """

    reason: Reason
    values: Mapping[str, object] = {}
    text: Text | None = None
    offset: int = 0


def read_bytes(path: str, boundary: Boundary, max_size: int) -> bytes | Unreadable:
    """The bytes of a regular file of at most ``max_size`` bytes that lies within a boundary."""
    try:
        return boundary.read(path, max_size)
    except Refused as refusal:
        if refusal.reason == "too-large":
            size = human_size(refusal.size) if refusal.size else f"over {human_size(max_size)}"
            return Unreadable("too-large", {"size": size, "limit": human_size(max_size)})
        return Unreadable(refusal.reason)
    except PermissionError:
        return Unreadable("no-permission")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return Unreadable("cannot-open", {"error": getattr(error, "strerror", None) or error})


def decode(data: bytes) -> Text | Unreadable:
    """A post's characters; what is not UTF-8 is told with the place of the first bad byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unreadable("utf-16")
    try:
        return Text.decode(data)
    except UnicodeDecodeError as error:
        # The decoder saw the bytes without a byte order mark.
        skipped = len(data) - len(error.object)
        good = Text.of(error.object[: error.start].decode("utf-8"))
        values = {"byte": error.start + skipped + 1, "value": f"0x{error.object[error.start]:02X}"}
        reason: Reason = "gbk" if _looks_like_gbk(data) else "not-utf-8"
        return Unreadable(reason, values, good, len(good.characters))


def _looks_like_gbk(data: bytes) -> bool:
    """Whether the bytes read as GB 18030 with mostly common Chinese characters in them."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if ord(character) > 0x7F]
    common = sum(
        "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef"
        for c in foreign
    )
    return bool(foreign) and common * 10 > len(foreign) * 9
