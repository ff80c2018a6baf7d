"""How alike two pictures look.

Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to
structural similarity", 2004; here over squares of eight pixels and in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageMath

if TYPE_CHECKING:
    from typing import Any

_SQUARE = 8
_SIDE = 1600  # pixels: what is compared of a larger picture is its middle
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The mean structural similarity of two pictures, 1.0 for equal ones; the other is scaled to
    the size of the first."""
    if other.size != one.size:
        other = other.resize(one.size, Image.Resampling.BICUBIC)
    first, second = _grey(one), _grey(other)
    mean = {
        "a": first.reduce(_SQUARE),
        "b": second.reduce(_SQUARE),
        "aa": _product(first, first).reduce(_SQUARE),
        "bb": _product(second, second).reduce(_SQUARE),
        "ab": _product(first, second).reduce(_SQUARE),
    }
    squares: Image.Image = ImageMath.lambda_eval(_similarity, **mean)
    value = squares.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(value, float)
    return value


def _grey(image: Image.Image) -> Image.Image:
    """The middle of a picture in grey, as numbers, on a grey ground where it is transparent."""
    width, height = image.size
    left, top = max(0, width - _SIDE) // 2, max(0, height - _SIDE) // 2
    image = image.crop((left, top, min(width, left + _SIDE), min(height, top + _SIDE)))
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, (128, 128, 128, 255))
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return image.convert("L").convert("F")


def _product(one: Image.Image, other: Image.Image) -> Image.Image:
    product: Image.Image = ImageMath.lambda_eval(lambda of: of["a"] * of["b"], a=one, b=other)
    return product


def _similarity(of: dict[str, Any]) -> Any:
    a, b = of["a"], of["b"]
    likeness = (a * b * 2 + _C1) * ((of["ab"] - a * b) * 2 + _C2)
    return likeness / ((a * a + b * b + _C1) * (of["aa"] - a * a + of["bb"] - b * b + _C2))
