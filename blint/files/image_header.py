"""What an image file's header says: its format, its size in pixels, whether it tells a place.

Headers are read here first and not by Pillow, which costs too much on hostile or odd files: its
WebP and AVIF readers take in the whole file and build a decoder, its PNG reader inflates all text
(61 MB from 60 kB), its JPEG reader needs 17 s for 8 MB of empty segments, its EXIF reader copies
overlapping values (1.4 GB from 262 kB in Pillow 12.0). Here a file costs at most `MAX_READS`
reads, and only a header that seems broken is shown to Pillow.

Sources: PNG 3rd edition (IHDR, eXIf), ITU-T T.81 (JPEG), GIF89a, RFC 9649 (WebP), ISO/IEC 23008-12
(AVIF's ispe and irot), Exif 3.0 and TIFF 6.0, the git-lfs pointer file specification.
"""

from __future__ import annotations

import math
import os
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from blint.files.opening import ANYWHERE, Refused
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from blint.files.opening import Boundary

    Order = Literal["big", "little"]
    _Read = Callable[["_Source"], "_Header"]
    # not-regular: nothing that can be read as an ordinary file stands there (a directory, a FIFO, a
    # symlink loop, an impossible path); heic, tiff: hardly a browser shows this format;
    # no-namespace: an SVG that shows within a page of HTML alone
    Problem = Literal[
        "empty",
        "not-an-image",
        "broken-header",
        "no-permission",
        "not-regular",
        "heic",
        "tiff",
        "no-namespace",
    ]

MAX_READS = 2000  # of a few bytes each, but for one of at most AVIF_BYTES
HEAD_BYTES = 4 << 10  # hold what most readers look at
SVG_BYTES = 16 << 10  # enough for a licence comment or entity list before its root
EXIF_BYTES = 64 << 10  # all that a JPEG segment can hold
AVIF_BYTES = 256 << 10  # its tables come first
PILLOW_BYTES = 128 << 10  # keeps its slowest case, a flood of empty segments, below half a second


FORMATS = ("png", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tiff", "ico", "heic", "jxl")
_ALIASES = {"jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "apng": "png", "tif": "tiff"}
_BY_EXTENSION = {f".{name}": _ALIASES.get(name, name) for name in (*FORMATS, *_ALIASES)}
EXTENSIONS = tuple(_BY_EXTENSION)  # of images' names
_NAMES = {"jpeg": "JPEG", "webp": "WebP"}  # as people write them; the others in capitals
_MAGIC = {
    b"\x89PNG": "png",  # not all eight bytes: the rest is what a line-end conversion breaks
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    b"\0\0\1\0": "ico",
    b"\xff\x0a": "jxl",
    b"\0\0\0\x0cJXL ": "jxl",
}
HARDLY_SHOWN: dict[str, Problem] = {"heic": "heic", "tiff": "tiff"}  # by Safari alone
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class ImageFacts(NamedTuple):
    """What an image file's header says."""

    size: int  # bytes of the file; 0 when it could not be opened
    format: str | None  # by content, not by name; None when the content is no known image
    width: int | None = None  # pixels as shown: after orientation 5 to 8 the sides are swapped
    height: int | None = None
    has_location: bool = False  # EXIF holds a latitude and a longitude
    problem: Problem | None = None  # why a browser could not show it
    lfs_pointer: bool = False  # a git-lfs pointer stands in for it, and no more is known


def format_of_extension(name: str) -> str | None:
    """The format that a file's name claims, or None when its extension is no image's."""
    return _BY_EXTENSION.get(os.path.splitext(name)[1].lower())


def format_name(form: str) -> str:
    """A format as people write it."""
    return _NAMES.get(form, form.upper())


def read_image_facts(
    path: str, boundary: Boundary = ANYWHERE, readers: Mapping[str, _Read] | None = None
) -> ImageFacts:
    """The facts of the image at an absolute path within a boundary; whatever stands there, this
    returns and never raises.

    Pixels are known for PNG, JPEG, GIF, WebP and AVIF; other formats are recognised only. EXIF is
    found in a JPEG before its frame, in a PNG's eXIf before its pixels (ImageMagick's older text
    profiles are not read), in a WebP's EXIF chunk, and in the first 256 KiB of an AVIF.
    ``readers`` read the headers of formats, and raise BrokenHeader; by default those below.
    """
    problem: Problem = "not-regular"
    try:
        descriptor, size = boundary.open(path)
        try:
            return _facts(_Source(descriptor, size), readers or _READERS)
        finally:
            os.close(descriptor)
    except Refused:
        pass
    except PermissionError:
        if not os.path.isdir(path):  # Windows permits nobody to open a directory
            problem = "no-permission"
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the path
        pass
    return ImageFacts(0, None, problem=problem)


def _facts(source: _Source, readers: Mapping[str, _Read]) -> ImageFacts:
    size, head = source.size, source.head
    if size < 1024 and head.startswith(b"version https://git-lfs.github.com/spec/"):
        return ImageFacts(size, None, lfs_pointer=True)
    kind = sniff(head)
    if kind is None:
        return svg_facts(size, source.beginning(SVG_BYTES))
    if kind not in readers:
        return ImageFacts(size, kind, problem=HARDLY_SHOWN.get(kind))
    try:
        width, height, exif = readers[kind](source)
    except BrokenHeader:
        return _second_opinion(source, kind)
    if not (width and height):
        # A GIF may leave its screen at 0 x 0, and is then as large as its first frame.
        return ImageFacts(size, kind, problem=None if kind == "gif" else "broken-header")
    orientation, has_location = read_exif(exif) if exif else (0, False)
    if orientation in (5, 6, 7, 8) and kind != "avif":  # AVIF is turned by `irot` alone
        width, height = height, width
    return ImageFacts(size, kind, width, height, has_location)


def _second_opinion(source: _Source, kind: str) -> ImageFacts:
    """What Pillow makes of a header that could not be read here, so that "broken" is never this
    module's word alone. It gets the file's beginning and no pixel is decoded."""
    import io
    import warnings

    try:
        from PIL import Image

        beginning = io.BytesIO(source.beginning(PILLOW_BYTES))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(beginning, formats=[kind.upper()]) as image:
                return ImageFacts(source.size, kind, *image.size)
    except Exception:  # noqa: BLE001 - Pillow raises half a dozen kinds
        return ImageFacts(source.size, kind, problem="broken-header")


class BrokenHeader(Exception):
    """The file ends, contradicts itself, or goes on for too long before its size is known."""


class _Source:
    """Bytes from anywhere in an open file, within a budget that bounds every loop over it."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.size = size
        self._descriptor = descriptor
        self._reads_left = MAX_READS
        self.head = os.read(descriptor, HEAD_BYTES)

    def at(self, start: int, length: int) -> bytes:
        """Exactly these bytes."""
        self._reads_left -= 1
        if self._reads_left < 0:
            raise BrokenHeader
        data = self.head[start : start + length]
        if len(data) < length:
            os.lseek(self._descriptor, start, os.SEEK_SET)
            data = os.read(self._descriptor, length)
        if len(data) < length:
            raise BrokenHeader
        return data

    def beginning(self, length: int) -> bytes:
        """The first bytes of the file, at most so many."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, length)

    def number(self, start: int, length: int, order: Order = "big") -> int:
        """The unsigned number in these bytes."""
        return int.from_bytes(self.at(start, length), order)


def sniff(head: bytes) -> str | None:
    """The format by its magic bytes, which SVG has none of."""
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":  # AVIF and HEIC share a container, which lists its brands
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[at : at + 4] for at in range(8, end, 4)}
        return "avif" if brands & {b"avif", b"avis"} else "heic" if brands & _HEIC_BRANDS else None
    # Two letters alone would make a bitmap of a text about a BMW.
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 108, 124):
        return "bmp"
    return None


def svg_facts(size: int, head: bytes) -> ImageFacts:
    """The facts of what may be an SVG: its root element is ``svg``. Without an XML parser, which
    entities could bomb."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if utf16 else "utf-8", "replace").removeprefix("\ufeff").lstrip()
    declared = "<!DOCTYPE" in text  # which may bring the namespace along
    while text.startswith(("<?", "<!--", "<!DOCTYPE")):
        if text.startswith("<!--"):
            end = "-->"
        elif text.startswith("<?"):
            end = "?>"
        else:  # entities in square brackets may hold a > themselves
            end = "]>" if "[" in text.partition(">")[0] else ">"
        text = text.partition(end)[2].lstrip()
    root = next(iter(text[:100].replace("/", " ").replace(">", " ").split()), "")
    if not root.startswith("<") or root[1:].rpartition(":")[2] != "svg":
        return ImageFacts(size, None, problem="not-an-image" if head else "empty")
    tag = _TAG.match(text)
    bare = root == "<svg" and tag and not declared and "xmlns=" not in tag[0].replace(" ", "")
    return ImageFacts(size, "svg", problem="no-namespace" if bare else None)


_TAG = lazy(r"""<[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")


# Each reader returns width and height as stored, and the EXIF block or nothing.
_Header = tuple[int, int, bytes]


def _read_png(source: _Source) -> _Header:
    header = source.at(0, 33)
    signed = header.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    if not signed or zlib.crc32(header[12:29]) != int.from_bytes(header[29:], "big"):
        raise BrokenHeader
    width, height = struct.unpack(">II", header[16:24])
    exif = b""
    with suppress(BrokenHeader):
        exif = _png_exif(source)
    return width, height, exif


def _png_exif(source: _Source) -> bytes:
    at = 33
    while True:
        length, name = struct.unpack(">I4s", source.at(at, 8))
        if name == b"eXIf":
            data: bytes = source.at(at + 8, min(length, EXIF_BYTES))
            return data
        if name in (b"IDAT", b"IEND"):
            return b""
        at += 12 + length


_WITHOUT_LENGTH = frozenset((0x00, 0x01, 0xFF, *range(0xD0, 0xD9)))
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15


def _read_jpeg(source: _Source) -> _Header:
    exif, at = b"", 2
    while True:
        start, marker, length = struct.unpack(">BBH", source.at(at, 4))
        if start != 0xFF or marker in _WITHOUT_LENGTH:  # or padding, or junk that decoders skip
            at += 1
        elif marker in (0xD9, 0xDA):  # the end, or pixels, before a frame header
            raise BrokenHeader
        else:
            if marker in _FRAMES:
                height, width = struct.unpack(">HH", source.at(at + 5, 4))
                return width, height, exif
            if marker == 0xE1 and length > 8 and not exif and source.at(at + 4, 6) == b"Exif\0\0":
                exif = source.at(at + 10, length - 8)
            at += 2 + length


def _read_gif(source: _Source) -> _Header:
    return source.number(6, 2, "little"), source.number(8, 2, "little"), b""


def _read_webp(source: _Source) -> _Header:
    kind = source.at(12, 4)
    if kind == b"VP8X":
        width, height = source.number(24, 3, "little") + 1, source.number(27, 3, "little") + 1
        exif = b""
        with suppress(BrokenHeader):
            exif = _webp_exif(source) if source.number(20, 1) & 0x08 else b""
        return width, height, exif
    if kind == b"VP8L" and source.at(20, 1) == b"\x2f":
        sides = source.number(21, 4, "little")
        return (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1, b""
    if kind == b"VP8 " and source.at(23, 3) == b"\x9d\x01\x2a":
        width, height = source.number(26, 2, "little"), source.number(28, 2, "little")
        return width & 0x3FFF, height & 0x3FFF, b""
    raise BrokenHeader


def _webp_exif(source: _Source) -> bytes:
    at = 12
    while True:
        name, length = source.at(at, 4), source.number(at + 4, 4, "little")
        if name == b"EXIF":
            return source.at(at + 8, min(length, EXIF_BYTES))
        at += 8 + length + length % 2


def _read_avif(source: _Source) -> _Header:
    """Find the boxes by their first bytes, which no other bytes resemble, not by long tables."""
    data = source.at(0, min(source.size, AVIF_BYTES))
    fields = data.split(b"\0\0\0\x14ispe\0\0\0\0")[1:]
    sides = [struct.unpack(">II", field[:8]) for field in fields if len(field) >= 8]
    width, height = max(sides, key=math.prod, default=(0, 0))  # tiles and thumbnails are smaller
    turn = data.partition(b"\0\0\0\x09irot")[2][:1]
    if turn in (b"\1", b"\3"):  # quarter turns
        width, height = height, width
    exif = [at for at in map(data.find, (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08")) if at > 0]
    return width, height, data[min(exif) :][:EXIF_BYTES] if exif else b""


_READERS: dict[str, _Read] = {
    "png": _read_png,
    "jpeg": _read_jpeg,
    "gif": _read_gif,
    "webp": _read_webp,
    "avif": _read_avif,
}


def read_exif(data: bytes) -> tuple[int, bool]:
    """The orientation (0 when none is told) and whether a latitude and a longitude are."""
    data = data.removeprefix(b"Exif\0\0")
    if data[:4] not in (b"II*\0", b"MM\0*"):
        return 0, False
    order: Order = "little" if data[:1] == b"I" else "big"
    main = _directory(data, data[4:8], order)
    kind, _, value = main.get(0x0112, (0, 0, b""))
    orientation = int.from_bytes(value[:2], order) if kind == 3 else 0  # 3: SHORT
    place = _directory(data, main[0x8825][2], order) if 0x8825 in main else {}
    latitude, longitude = (_coordinate(data, place.get(tag), order) for tag in (2, 4))
    # Cameras without a fix write 0/0, or zero for both.
    return orientation, None not in (latitude, longitude) and bool(latitude or longitude)


def _directory(data: bytes, pointer: bytes, order: Order) -> dict[int, tuple[int, int, bytes]]:
    """The tags of a TIFF directory, each with its type, its count and its value or pointer."""
    start = int.from_bytes(pointer, order)
    count = int.from_bytes(data[start : start + 2], order)
    entries = data[start + 2 : start + 2 + 12 * count]
    entries = entries[: len(entries) // 12 * 12]
    layout = "<HHI4s" if order == "little" else ">HHI4s"
    return {tag: (kind, n, value) for tag, kind, n, value in struct.iter_unpack(layout, entries)}


def _coordinate(data: bytes, entry: tuple[int, int, bytes] | None, order: Order) -> bool | None:
    """Whether a coordinate is another than 0 degrees; None when there is none."""
    kind, count, pointer = entry or (0, 0, b"")
    start = int.from_bytes(pointer, order)
    values = data[start : start + 24]  # degrees, minutes, seconds: two numbers of 4 bytes each
    if kind not in (5, 10) or count != 3 or len(values) < 24 or not any(values[4:8]):  # rationals
        return None
    return any(values[0:4] + values[8:12] + values[16:20])
