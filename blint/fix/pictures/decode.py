"""From a file's bytes to a picture as it should be shown: turned, small enough, in colours that
every viewer shows alike.

Sources: Exif 3.0 (orientation), ITU-T T.81 (JPEG), PNG 3rd edition (gAMA, tRNS), ICC.1:2022.
"""

from __future__ import annotations

import io
import math
import struct
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageChops, ImageCms, features

from blint.files.image_header import HEAD_BYTES, SVG_BYTES, read_exif, sniff, svg_facts
from blint.fix.pictures.model import Stays

if TYPE_CHECKING:
    from typing import Any

    from blint.fix.pictures.model import Limits

# Written pictures have at most 4000 times 4000 pixels: no page shows more, and encoders need up to
# 30 bytes of memory for each.
MOST_WRITTEN = 16_000_000
# Read ones have at most the 179 million of Pillow's own limit, or fewer where the decoder holds the
# whole picture two or three times.
_MOST_READ = {"webp": 50_000_000, "avif": 50_000_000, "bmp": 100_000_000}
_LARGE = 50_000_000  # pixels; above, a JPEG is read at half its size wherever that is enough
_STRIP = 256  # rows
_LONG = 8  # times as long as it is wide
NARROWEST = 120  # pixels of the shorter side: less of a long picture shows nothing
_MOST_SCANS = 100  # of a progressive JPEG: ten are usual, and each is a pass over all pixels
_MOST_SEGMENTS = 10_000
_READ = ("jpeg", "png", "gif", "webp", "avif", "bmp")
_SAME_NEIGHBOURS = 0.7  # of all, in a drawing; dark photographs have up to 0.63
_SMALL_PROFILE = 4 << 10  # bytes that may stay; a printer's has a hundred times more


class Picture(NamedTuple):
    """One picture in the memory, without metadata."""

    image: Image.Image  # mode L, RGB or RGBA
    profile: bytes | None  # ICC; None: sRGB
    drawing: bool  # a screenshot or a drawing: flat areas and sharp edges

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.size

    def scaled(self, size: tuple[int, int]) -> Picture:
        """The same picture in another size."""
        return self._replace(image=self.image.resize(size, Image.Resampling.LANCZOS))


class Opened(NamedTuple):
    """A picture whose header is read, and whose pixels are not."""

    image: Image.Image
    kind: str  # its format
    orientation: int  # of Exif: 1 to 8, and 0 where none is told

    @property
    def turned(self) -> bool:
        """Whether width and height change places."""
        return self.orientation in (5, 6, 7, 8)

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as shown."""
        width, height = self.image.size
        return (height, width) if self.turned else (width, height)


def open_picture(data: bytes) -> Opened:
    """Read the header. Raises Stays for what is no picture that can be read here; whatever else is
    raised says that it is damaged."""
    kind = sniff(data[:HEAD_BYTES])
    if kind is None and svg_facts(len(data), data[:SVG_BYTES]).format == "svg":
        raise Stays("vector")
    if kind not in _READ or (kind in ("webp", "avif") and not features.check(kind)):
        raise Stays("unknown-format")
    exif = b""
    if kind == "jpeg":
        exif, data = _lean_jpeg(data)
    try:
        image = Image.open(io.BytesIO(data), formats=[kind.upper()])
    except Image.DecompressionBombError:
        raise Stays("too-many-pixels") from None
    if kind == "png" and "transparency" in image.info and image.mode != "P":
        image.info["transparency"] = _of_eight_bits(image.info["transparency"], depth=data[24])
    width, height = image.size
    if width * height > _MOST_READ.get(kind, width * height):
        raise Stays("too-many-pixels", {"width": width, "height": height})
    return Opened(image, kind, read_exif(exif or image.info.get("exif", b""))[0])


def _lean_jpeg(data: bytes) -> tuple[bytes, bytes]:
    """The Exif block, and the file without the segments that only tell things: Pillow is slow on
    many, and reads more of Exif than is good. JFIF, profile and Adobe's (the colours) stay."""
    if data.count(b"\xff\xda") > _MOST_SCANS:
        raise Stays("corrupt")
    exif, parts, at = b"", [data[:2]], 2
    for _ in range(_MOST_SEGMENTS):
        start, marker, length = struct.unpack_from(">BBH", data, at)
        if start != 0xFF or marker in (0x00, 0x01, 0xFF, *range(0xD0, 0xDA)):
            at += 1  # padding, or junk that decoders skip
            continue
        if marker == 0xDA:
            return exif, b"".join((*parts, data[at:]))
        segment = data[at : at + 2 + length]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            exif = exif or segment[10:]
        profile = marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0"
        if profile or marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            parts.append(segment)
        at += 2 + length
    raise Stays("corrupt")


def _of_eight_bits(value: int | tuple[int, ...], depth: int) -> int | tuple[int, ...]:
    """A PNG's transparent colour as Pillow has its pixels: it scales them and not this."""
    if isinstance(value, tuple):
        return tuple(part >> 8 for part in value) if depth == 16 else value
    return value >> 8 if depth == 16 else value * {2: 85, 4: 17}.get(depth, 1)


def read_picture(opened: Opened, limits: Limits) -> Picture:
    """The pixels, turned and scaled down to the limits."""
    image, size = opened.image, within(opened, limits)
    width, height = reversed(size) if opened.turned else size
    # Scaled by the decoder to twice the size at least, nothing of the filter's work is lost.
    spare = 1 if math.prod(image.size) > _LARGE else 2
    image.draft(None, (width * spare, height * spare))
    image.load()
    pixels, profile = shown_pixels(opened, size)
    image.close()  # which frees what may be 400 MB
    return Picture(pixels, profile, is_drawing(pixels))


def shown_pixels(opened: Opened, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
    """The loaded frame as it is shown in this size (in pixels), and the profile it needs."""
    image, info = opened.image, opened.image.info
    width, height = reversed(size) if opened.turned else size
    icc = info.get("icc_profile")
    pixels, profile = _in_known_colours(_scaled(image, (width, height)), icc)
    gamma = None if icc or "srgb" in info else info.get("gamma")
    if gamma and abs(gamma - 0.45455) > 0.02:
        pixels = _with_gamma(pixels, gamma)
    if opened.orientation in _TURNS:
        pixels = pixels.transpose(_TURNS[opened.orientation])
    return pixels, profile


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def target_size(width: int, height: int, limits: Limits, most: int) -> tuple[int, int]:
    """The largest size in pixels within the limits and of at most so many pixels, in the same
    proportions; never a larger one."""
    wide, high = limits.max_width or width, limits.max_height or height
    factor = min(1.0, wide / width, high / height, math.sqrt(most / (width * height)))
    return (
        max(1, min(wide, width, round(width * factor))),
        max(1, min(high, height, round(height * factor))),
    )


def within(opened: Opened, limits: Limits) -> tuple[int, int]:
    """The size in pixels that a picture gets. Raises Stays for a panorama or a long screenshot of
    which too little would be left across."""
    size, shown = target_size(*opened.shown, limits, MOST_WRITTEN), opened.shown
    is_long = max(shown) >= _LONG * min(shown)
    if is_long and min(size) < NARROWEST <= min(shown):
        raise Stays("strip", {"width": size[0], "height": size[1]})
    return size


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale by Lanczos, as ``resize`` does to the bit, and strip by strip, so that a picture of a
    hundred megapixels is in the memory once."""
    width, (full, rows) = size[0], image.size
    wide: Image.Image | None = None
    for top in range(0, rows, _STRIP):
        strip = _plain(image.crop((0, top, full, min(top + _STRIP, rows))))
        if wide is None:
            wide = Image.new(strip.mode, (width, rows))
        part = strip.resize((width, strip.height), Image.Resampling.LANCZOS)
        wide.paste(part, (0, top))
    assert wide is not None
    wide = wide.resize(size, Image.Resampling.LANCZOS)
    if wide.mode != "RGBa":  # premultiplied, or transparent pixels would colour their neighbours
        return wide
    wide = wide.convert("RGBA")
    return wide.convert("RGB") if band_ranges(wide)[3] == (255, 255) else wide


def band_ranges(image: Image.Image) -> tuple[tuple[int, int], ...]:
    """The least and the greatest value of each band."""
    ranges: Any = image.getextrema()
    return ranges if isinstance(ranges[0], tuple) else (ranges,)


def _plain(strip: Image.Image) -> Image.Image:
    """Some rows of an image in one of the modes L, RGB, CMYK and RGBa (premultiplied)."""
    if strip.mode.startswith("I"):  # 16 bits of grey, where `convert` would clip
        strip = strip.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if "transparency" in strip.info or strip.mode in ("RGBA", "LA", "PA"):
        return strip.convert("RGBA").convert("RGBa")
    if strip.mode in ("L", "CMYK"):
        return strip
    return strip.convert("L" if strip.mode == "1" else "RGB")


def _in_known_colours(image: Image.Image, icc: bytes | None) -> tuple[Image.Image, bytes | None]:
    """The image and the profile it still needs: none where its colours are sRGB's or were turned
    into them. A small profile of RGB stays: it may hold more colours than sRGB has."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            if image.mode in ("RGB", "RGBA"):
                if _is_srgb(profile):
                    return image, None
                if len(icc) <= _SMALL_PROFILE:
                    return image, icc
            return _in_srgb(image, profile), None
        except (ImageCms.PyCMSError, ImportError, OSError, TypeError, ValueError):
            pass  # a profile that fits not, which browsers pass over, too
    return (image.convert("RGB") if image.mode == "CMYK" else image), None


def _in_srgb(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert converted is not None  # it is made in place alone where that is asked for
    converted.info.clear()  # the profile
    return converted.convert("L") if image.mode == "L" else converted


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Whether the profile makes no visible difference: colours from all over the cube stay."""
    levels = range(0, 256, 51)
    cube = bytes(level for r in levels for g in levels for b in levels for level in (r, g, b))
    image = Image.frombytes("RGB", (len(levels) ** 2, len(levels)), cube)
    difference = ImageChops.difference(image, _in_srgb(image, profile))
    return all(most <= 3 for _, most in band_ranges(difference))


def _with_gamma(image: Image.Image, gamma: float) -> Image.Image:
    """A PNG's samples are those of a screen to the power of its gAMA."""
    curve = [round(255 * (value / 255) ** (0.45455 / gamma)) for value in range(256)]
    straight = list(range(256))
    colours = 1 if image.mode == "L" else 3
    return image.point(curve * colours + straight * (image.mode == "RGBA"))


def is_drawing(image: Image.Image) -> bool:
    """Whether most pixels are as their neighbours, as in screenshots and drawings."""
    grey = image.convert("L")
    width, height = grey.size
    if width < 2:
        return False
    left, right = grey.crop((0, 0, width - 1, height)), grey.crop((1, 0, width, height))
    same = ImageChops.difference(left, right).histogram()[0]
    return same > _SAME_NEIGHBOURS * (width - 1) * height
