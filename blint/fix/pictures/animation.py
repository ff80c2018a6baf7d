"""Animated pictures: all frames, how long each stands, and how often they are played.

Sources: GIF89a and Netscape's loop extension, PNG 3rd edition (acTL, fcTL), RFC 9649 (WebP).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from blint.fix.pictures.decode import is_drawing, shown_pixels, within
from blint.fix.pictures.encode import Made, in_gif_colours, saved, search
from blint.fix.pictures.model import Stays

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from blint.fix.pictures.decode import Opened
    from blint.fix.pictures.model import Limits

FORMATS = ("gif", "png", "webp")  # AVIF takes minutes
_MOST_FRAMES = 1000
_MOST_READ = 400_000_000  # pixels of all frames
_MOST_KEPT = 60_000_000  # those of all frames once they are scaled down: 240 MB
_COLOURS = (256, 128, 64)
_WORST, _BEST = 40, 90  # of WebP


class Animation(NamedTuple):
    """The frames in modes L, RGB or RGBA, and what is told of them."""

    frames: list[Image.Image]
    durations: list[int]  # milliseconds
    plays: int  # 0: for ever
    profile: bytes | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frames[0].size

    def scaled(self, size: tuple[int, int]) -> Animation:
        """The same in another size."""
        lanczos = Image.Resampling.LANCZOS
        return self._replace(frames=[frame.resize(size, lanczos) for frame in self.frames])


def is_animated(opened: Opened) -> bool:
    """Whether there is a second frame."""
    return bool(getattr(opened.image, "is_animated", False))


def read_animation(opened: Opened, limits: Limits) -> Animation:
    """All frames, scaled down to the limits. Raises Stays for one that is too large."""
    image = opened.image
    if opened.kind not in FORMATS:
        raise Stays("animation-format")
    if getattr(image, "default_image", False):  # of a PNG
        raise Stays("still-picture")
    size = within(opened, limits)
    most = min(_MOST_FRAMES, _MOST_READ // math.prod(image.size), _MOST_KEPT // math.prod(size))
    frames, durations, profile = [], [], None
    for _ in _each_frame(image, most):
        pixels, profile = shown_pixels(opened, size)
        frames.append(pixels)
        durations.append(round(image.info.get("duration", 0)))
    plays = image.info.get("loop")
    if opened.kind == "gif":  # which counts how often it is played again
        plays = 1 if plays is None else plays and plays + 1
    return Animation(frames, durations, plays or 0, profile)


def _each_frame(image: Image.Image, most: int) -> Iterator[None]:
    """Put the image at each of its frames. Raises Stays where there are more than that."""
    for index in range(most + 1):
        try:
            image.seek(index)
        except EOFError:
            return
        if index < most:
            image.load()
            yield
    raise Stays("animation")


def best_animation(animation: Animation, kind: str, limit: float) -> Made | int:
    """The animation as large as it is within a limit; or its bytes at the worst quality."""
    if kind == "webp":
        if is_drawing(animation.frames[0]):
            data = written(animation, kind, None)
            if len(data) <= limit:
                return Made(data, animation.size, None)
        ends = _WORST, _BEST
        return search(
            lambda quality: written(animation, kind, quality), ends, limit, animation.size
        )
    for colours in _COLOURS if kind == "gif" else (None,):
        data = written(animation, kind, colours)
        if len(data) <= limit:
            return Made(data, animation.size, None)
    return len(data)


def best_of_all(animation: Animation, kind: str) -> Made:
    """The animation at the best quality of a format."""
    quality = _BEST if kind == "webp" else None
    return Made(written(animation, kind, quality), animation.size, quality)


def written(animation: Animation, kind: str, quality: int | None) -> bytes:
    """The bytes of an animation. The quality is WebP's (None: lossless), or a GIF's number of
    colours."""
    frames, plays = animation.frames, animation.plays
    options: dict[str, Any] = {"save_all": True, "duration": animation.durations}
    if kind == "gif":
        frames = [in_gif_colours(frame, quality or _COLOURS[0]) for frame in frames]
        if plays != 1:
            options["loop"] = plays and plays - 1
        if any("transparency" in frame.info for frame in frames):
            options["disposal"] = 2  # or what was there would shine through
    else:
        # All of one mode, as the first one decides.
        mode = "RGBA" if any(frame.mode == "RGBA" for frame in frames) else "RGB"
        frames = [frame.convert(mode) for frame in frames]
        options["loop"] = plays
        if kind == "webp":
            options |= {"lossless": True} if quality is None else {"quality": quality}
            options["method"] = 4
    options["append_images"] = frames[1:]
    return saved(frames[0], kind, None if kind == "gif" else animation.profile, **options)
