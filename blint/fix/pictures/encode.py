"""A picture in a format, as good as its size in bytes allows."""

from __future__ import annotations

import io
import math
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from PIL import Image, ImageChops, ImageFile, features

from blint.fix.pictures import palette
from blint.fix.pictures.decode import NARROWEST, band_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Self

    from blint.fix.pictures.decode import Picture

# The worst and the best quality of each format; the worst is one that readers still do not mind.
QUALITIES = {"jpeg": (50, 95), "webp": (50, 95), "avif": (45, 90)}
_SHARP_COLOURS = 90  # the quality from which a JPEG has its colours at full resolution
SMALLEST = 320  # pixels of the longer side: smaller ones would be another picture
_MOST_SIZES = 8
_TIGHTER = 1.3  # times the limit: what the tightest packing of a PNG may bring below it
# What slowly fades away has visible rings in a palette, and looks better with fewer pixels. Of
# photographs with hard or soft edges or a shadow 4 % is further off, of fading ones 27 % or more.
_NEAR_ALPHA, _OFF = 4, 0.1  # of 256 levels; of all pixels that may be further off
_CLOSE = 0.97  # of the limit: a better quality would hardly be seen


class _Scalable(Protocol):
    @property
    def size(self) -> tuple[int, int]: ...
    def scaled(self, size: tuple[int, int]) -> Self: ...


Subject = TypeVar("Subject", bound="_Scalable")


class Made(NamedTuple):
    """A picture in a format."""

    data: bytes
    size: tuple[int, int]  # pixels
    quality: int | None  # None: lossless, or a format without


def can_write(kind: str) -> bool:
    """Whether this Pillow writes a format."""
    if kind in ("webp", "avif"):
        return bool(features.check(kind))
    return kind in ("jpeg", "png", "gif")


def fitting(
    full: Subject,
    kind: str,
    limit: float,
    best: Callable[[Subject, str, float], Made | int],
) -> Made | int:
    """A picture or animation at the best quality in which it has at most so many bytes; with fewer
    pixels where the worst quality has too many. Or the bytes of the smallest try.

    ``best`` makes the best in a format within a limit in the same size, or tells the bytes at
    the worst quality.
    """
    width, height = full.size
    now = full
    for _ in range(_MOST_SIZES):
        found = best(now, kind, limit)
        if isinstance(found, Made):
            break
        # Fewer pixels take more bits each, so that this comes near the limit from above.
        factor = max(0.5, 0.98 * math.sqrt(limit / found)) * max(now.size) / max(full.size)
        factor = max(factor, SMALLEST / max(full.size), min(1, NARROWEST / min(full.size)))
        size = max(1, int(width * factor)), max(1, int(height * factor))
        if max(size) >= max(now.size):
            break
        now = full.scaled(size)
    return found


def best_quality(picture: Picture, kind: str, limit: float) -> Made | int:
    """The picture as large as it is within a limit; or its bytes at the worst quality."""
    found = 0
    for data in _without_quality(picture, kind, limit):
        if len(data) <= limit:
            return Made(data, picture.size, None)
        found = len(data)
    if kind not in QUALITIES:
        return found
    return search(
        lambda quality: encoded(picture, kind, quality), QUALITIES[kind], limit, picture.size
    )


def search(
    encode: Callable[[int], bytes], ends: tuple[int, int], limit: float, size: tuple[int, int]
) -> Made | int:
    """A picture of some size at the best quality within a limit, between the worst and the best
    there are; or its bytes at the worst. Bytes grow with quality about exponentially."""
    fits, over = ends
    best = encode(over)
    if len(best) <= limit:
        return Made(best, size, over)
    data, bytes_over = encode(fits), len(best)
    if len(data) > limit:
        return len(data)
    while over - fits > 1 and len(data) < _CLOSE * limit:
        share = math.log(limit / len(data)) / math.log(max(bytes_over / len(data), 1.01))
        # Never near an end alone, or a curve that bends would be walked step by step.
        share = min(max(share, 0.15), 0.85)
        quality = min(max(fits + round((over - fits) * share), fits + 1), over - 1)
        made = encode(quality)
        if len(made) <= limit:
            fits, data = quality, made
        else:
            over, bytes_over = quality, len(made)
    return Made(data, size, fits)


def best_of_all(picture: Picture, kind: str, keep: bool) -> Made:
    """The picture at the best quality of a format; ``keep`` asks for every pixel as it is, where
    the format can."""
    if kind == "webp" and keep:
        return Made(_lossless_webp(picture), picture.size, None)
    if kind not in QUALITIES:
        return Made(next(_without_quality(picture, kind, math.inf)), picture.size, None)
    best = QUALITIES[kind][1]
    return Made(encoded(picture._replace(drawing=True), kind, best), picture.size, best)


def encoded(picture: Picture, kind: str, quality: int) -> bytes:
    """The picture in a format with losses."""
    options: dict[str, Any] = {"quality": quality}
    if kind == "jpeg":
        # Drawings keep the edges of their colours; in photographs they hardly show, and come last.
        options |= {
            "subsampling": 0 if picture.drawing or quality >= _SHARP_COLOURS else 2,
            "optimize": True,
            "progressive": True,
        }
    elif kind == "webp":
        options |= {"method": 4}
    else:
        # The number of threads decides on tiles: one, so that the same bytes come on any machine.
        chroma = "4:4:4" if picture.drawing else "4:2:0"
        options |= {"speed": 6, "max_threads": 1, "subsampling": chroma}
        if picture.image.mode == "L":
            options["subsampling"] = "4:0:0"
    return saved(picture.image, kind, picture.profile, **options)


def _without_quality(picture: Picture, kind: str, limit: float) -> Iterator[bytes]:
    """The picture in the ways that know no quality, the best one first."""
    image, profile = picture.image, picture.profile
    if kind == "png":
        yield _png(_plainest(image), profile, limit)
        coarse = _in_palette(image)
        if image.mode != "RGBA" or _as_transparent(image, coarse):
            yield _png(coarse, profile, limit)
    elif kind == "gif":
        yield saved(in_gif_colours(image), kind, None)
    elif kind == "webp" and picture.drawing:
        yield _lossless_webp(picture)


def _lossless_webp(picture: Picture) -> bytes:
    return saved(picture.image, "webp", picture.profile, lossless=True, method=4)


def _png(image: Image.Image, profile: bytes | None, limit: float) -> bytes:
    """A PNG, packed as tightly as can be where that may decide: it takes six times as long."""
    data = saved(image, "png", profile, compress_level=6)
    if len(data) > _TIGHTER * limit:
        return data
    return min(data, saved(image, "png", profile, optimize=True), key=len)


def saved(image: Image.Image, kind: str, profile: bytes | None, **options: Any) -> bytes:
    """The bytes that Pillow writes, with no metadata but the profile."""
    buffer = io.BytesIO()
    with _room_for(image) if kind == "jpeg" else nullcontext():
        image.save(buffer, kind.upper(), icc_profile=profile, **options)
    return buffer.getvalue()


@contextmanager
def _room_for(image: Image.Image) -> Iterator[None]:
    """Let Pillow take four bytes a pixel for a JPEG, which it writes at once: where there is much
    detail, the one or two that it takes by itself are too few."""
    usual = ImageFile.MAXBLOCK
    ImageFile.MAXBLOCK = max(usual, 4 * image.width * image.height)
    try:
        yield
    finally:
        ImageFile.MAXBLOCK = usual


def _plainest(image: Image.Image) -> Image.Image:
    """The same pixels in the mode that needs the fewest bits: grey, or a palette."""
    grey = {"RGB": "L", "RGBA": "LA"}.get(image.mode)
    if grey and _same(image, image.convert(grey)):
        image = image.convert(grey)
    if image.mode in ("RGB", "RGBA"):
        image = palette.exact(image) or image
    return image


def _same(image: Image.Image, other: Image.Image) -> bool:
    """Whether two images show the very same, transparency included."""
    difference = ImageChops.difference(image, other.convert(image.mode))
    return all(most == 0 for _, most in band_ranges(difference))


def _as_transparent(image: Image.Image, coarse: Image.Image) -> bool:
    """Whether the transparency of a palette comes near."""
    alpha, other = image.getchannel("A"), coarse.convert("RGBA").getchannel("A")
    off = sum(ImageChops.difference(alpha, other).histogram()[_NEAR_ALPHA:])
    return off <= _OFF * image.width * image.height


def _in_palette(image: Image.Image, colours: int = 256) -> Image.Image:
    """The image in a palette; grey is one already. Not dithered: that takes more bytes, and looks
    less like the original (real photographs: 0.95 of structural similarity, and 0.99 without)."""
    if image.mode == "L":
        return image
    if image.mode == "RGBA":
        return palette.nearest(image)
    return image.quantize(colours, Image.Quantize.MEDIANCUT)


def in_gif_colours(image: Image.Image, colours: int = 256) -> Image.Image:
    """The image in colours that a GIF has: at most 256, each of them opaque or transparent."""
    if image.mode != "RGBA":
        return _in_palette(image, colours)
    hole = image.getchannel("A").point([255] * 128 + [0] * 128)
    result = _in_palette(image.convert("RGB"), colours - 1)
    result.paste(colours - 1, mask=hole)
    result.info["transparency"] = colours - 1
    return result
