"""One picture made smaller, within the limits of its site, with as little loss as can be."""

from __future__ import annotations

import io
import warnings
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from blint.fix.pictures.model import Encoded, Limits, Stays, Unchanged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PIL import Image

    from blint.fix.pictures.decode import Opened
    from blint.fix.pictures.encode import Made, Subject

__all__ = ["Encoded", "Limits", "Unchanged", "save_as", "shrink"]

_SAVED = 0.9  # of the bytes may be left: a tenth is saved
# A picture keeps its format, and its name, from these qualities on, or if it looks like this.
_GOOD_ENOUGH = {"jpeg": 80, "webp": 80, "avif": 65}
_ALIKE = 0.98
_WORTH_A_NAME = 0.005  # of likeness: what another format has to gain
_NONE = Limits(None, {}, None, None)


def shrink(data: bytes, limits: Limits, formats: Sequence[str]) -> Encoded | Unchanged:
    """The picture within its limits, turned as it is shown and without metadata, in the format that
    looks best there; its own is kept if it does well.

    ``formats`` are "keep", "webp" and "avif", in the order that a tie is decided by. Whatever the
    bytes are, nothing is raised but MemoryError, and the same bytes give the same.
    """
    return _guarded(lambda: _shrink(data, limits, formats))


def save_as(data: bytes, format: str) -> Encoded | Unchanged:  # noqa: A002 - the field's word
    """The picture in another format at its best quality, as large as it is."""
    return _guarded(lambda: _save_as(data, format))


def _guarded(make: Callable[[], Encoded]) -> Encoded | Unchanged:
    try:
        with warnings.catch_warnings():  # of many pixels, of damaged metadata
            warnings.simplefilter("ignore")
            return make()
    except Stays as stays:
        return stays.why
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - Pillow raises half a dozen kinds for what is damaged
        return Unchanged("corrupt", {})


def _shrink(data: bytes, limits: Limits, formats: Sequence[str]) -> Encoded:
    from blint.fix.pictures.animation import FORMATS, best_animation, is_animated, read_animation
    from blint.fix.pictures.decode import open_picture, read_picture
    from blint.fix.pictures.encode import best_quality

    opened = open_picture(data)
    if _keeps(opened, len(data), limits):
        raise Stays("within-limits")
    order = _in_order(opened.kind, formats)
    if not is_animated(opened):
        picture = read_picture(opened, limits)
        task = _Task(opened.kind, limits, len(data), picture.image)
        return _best(task, order, picture, best_quality)
    order = [name for name in order if name in FORMATS]
    if not order:
        raise Stays("animation-format")
    animation = read_animation(opened, limits)
    task = _Task(opened.kind, limits, len(data), animation.frames[0])
    return _best(task, order, animation, best_animation)


def _keeps(opened: Opened, size: int, limits: Limits) -> bool:
    """Whether a file of so many bytes keeps the limits already."""
    width, height = opened.shown
    limit = limits.bytes_of(opened.kind)
    return (
        size <= (size if limit is None else limit)
        and width <= (limits.max_width or width)
        and height <= (limits.max_height or height)
    )


def _in_order(kind: str, formats: Sequence[str]) -> list[str]:
    """The formats to try that can be written, the present one first."""
    from blint.fix.pictures.encode import can_write

    named = dict.fromkeys(kind if name == "keep" else name for name in formats)
    writable = [name for name in named if can_write(name)]
    if not writable:
        raise Stays("format")
    return sorted(writable, key=lambda name: name != kind)


class _Task(NamedTuple):
    """What is asked of a picture in any format."""

    kind: str  # its present format
    limits: Limits
    bytes_before: int
    wanted: Image.Image  # as it would be without loss

    def limit(self, name: str) -> tuple[float, bool]:
        """The bytes that a file in a format may have, and whether pixels may be given up for it:
        only where there are too many bytes, and not for what is to be saved."""
        worth, limit = _SAVED * self.bytes_before, self.limits.bytes_of(name)
        if limit is None or self.bytes_before <= limit:
            return worth, False
        return min(limit, worth), True


def _best(
    task: _Task,
    order: Sequence[str],
    subject: Subject,
    best_in: Callable[[Subject, str, float], Made | int],
) -> Encoded:
    """What looks best of all formats; the present one if it does well, for a name costs."""
    from blint.fix.pictures.encode import Made, fitting

    results: list[tuple[float, str, Made]] = []
    smallest: dict[str, int] = {}
    for name in order:
        limit, at_any_size = task.limit(name)
        make = partial(fitting, best=best_in) if at_any_size else best_in
        made = make(subject, name, limit)
        if not isinstance(made, Made):
            smallest[name] = made
            continue
        score = _score(made, task.wanted, name)
        if name == task.kind:
            if _does_well(made, score, task):
                return _as_encoded(made, name)
            score += _WORTH_A_NAME
        results.append((score, name, made))
    if not results:
        raise _why_not(task, smallest)
    _, name, made = max(results, key=lambda result: result[0])  # the first of equal ones
    return _as_encoded(made, name)._replace(reduced=made.size != task.wanted.size)


def _score(made: Made, wanted: Image.Image, name: str) -> float:
    from PIL import Image

    from blint.fix.pictures.likeness import likeness

    with Image.open(io.BytesIO(made.data), formats=[name.upper()]) as image:
        return likeness(wanted, image)


def _does_well(made: Made, score: float, task: _Task) -> bool:
    if made.size != task.wanted.size:
        return False
    return score >= _ALIKE or (made.quality or 0) >= _GOOD_ENOUGH.get(task.kind, 100)


def _why_not(task: _Task, smallest: Mapping[str, int]) -> Stays:
    """Why no format does: the limit, or that it would save too little."""
    missed = {name: size for name, size in smallest.items() if task.limit(name)[1]}
    if not missed:
        return Stays("no-gain")
    name = min(missed, key=lambda name: missed[name])
    return Stays("cannot-meet", {"size": missed[name], "limit": int(task.limit(name)[0])})


def _as_encoded(made: Made, name: str) -> Encoded:
    return Encoded(made.data, name, *made.size, made.quality)


def _save_as(data: bytes, name: str) -> Encoded:
    from blint.fix.pictures import animation
    from blint.fix.pictures.decode import MOST_WRITTEN, open_picture, read_picture
    from blint.fix.pictures.encode import best_of_all, can_write

    opened = open_picture(data)
    width, height = opened.shown
    if name == opened.kind:
        raise Stays("within-limits")
    if not can_write(name):
        raise Stays("format")
    if width * height > MOST_WRITTEN:
        raise Stays("too-many-pixels", {"width": width, "height": height})
    if animation.is_animated(opened):
        if name not in animation.FORMATS:
            raise Stays("animation-format")
        moving = animation.read_animation(opened, _NONE)
        return _as_encoded(animation.best_of_all(moving, name), name)
    picture = read_picture(opened, _NONE)
    if name == "jpeg" and picture.image.mode == "RGBA":
        raise Stays("transparency")
    lossless = opened.kind in ("png", "gif", "bmp")
    return _as_encoded(best_of_all(picture, name, lossless), name)
