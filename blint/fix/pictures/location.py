"""The place a photograph was taken at, taken out of its file while everything else stays: pixels,
the other metadata, and (but for a PNG) every byte's offset.

Coordinates are overwritten where they stand: Exif loses the pointer to its GPS directory, whose
values become zeros; XMP's properties become blanks. So thumbnails, a maker's notes and second
pictures in the file stay whole.

Sources: Exif 3.0, TIFF 6.0, XMP parts 1 and 2 (exif:GPS…), PNG 3rd edition (eXIf, iTXt), RFC 9649.
"""

from __future__ import annotations

import re
import struct
import zlib
from contextlib import suppress

from blint.files.image_header import HEAD_BYTES, read_exif, sniff

_GPS = 0x8825  # the tag that points to the GPS directory
_LAST_TAG = 0x1F  # of GPS
_EXIF_BYTES = 64 << 10  # all that a JPEG's segment can hold
_MOST_DIRECTORIES = 8
_MOST_BLOCKS = 100
_XMP_BYTES = 16 << 20  # of unpacked text
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
}  # of TIFF types

# Where Exif begins in a JPEG and in a WebP, behind its length, and in an AVIF, where that is told
# far away.
_EXIF = {
    "jpeg": re.compile(rb"\xff\xe1(?P<length>..)Exif\0\0(?=II\*\0|MM\0\*)", re.DOTALL),
    "webp": re.compile(rb"EXIF(?P<length>.{4})(?:Exif\0\0)?(?=II\*\0|MM\0\*)", re.DOTALL),
    "avif": re.compile(rb"(?=II\*\0\x08\0\0\0|MM\0\*\0\0\0\x08)"),
}
_XMP = re.compile(
    rb"""(?<=\s)exif:GPS\w*+\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
    rb"|<exif:GPS(\w*+)(?:\s[^<>]*+)?>[^<]*+</exif:GPS\1\s*+>"
)


def without_location(data: bytes) -> bytes | None:
    """The same file without coordinates; None for a format or a structure in which that cannot be
    done. JPEG, WebP and AVIF keep their length, and so does a PNG whose XMP is not compressed."""
    kind = sniff(data[:HEAD_BYTES])
    if kind == "png":
        return _clean_png(data)
    if kind not in _EXIF:
        return None
    buffer = bytearray(data)
    for count, found in enumerate(_EXIF[kind].finditer(data)):
        if count == _MOST_BLOCKS or not _clean_exif(buffer, *_extent(found, kind)):
            return None
    return _clean_xmp(bytes(buffer))


def _extent(found: re.Match[bytes], kind: str) -> tuple[int, int]:
    """Where a block of Exif starts and where it ends at the latest."""
    start, end = found.end(), found.end() + _EXIF_BYTES
    if kind == "jpeg":  # whose lengths count themselves
        end = found.start("length") + int.from_bytes(found["length"], "big")
    elif kind == "webp":
        end = found.end("length") + int.from_bytes(found["length"], "little")
    return start, min(end, start + _EXIF_BYTES)


def _clean_exif(buffer: bytearray, start: int, end: int) -> bool:
    """Take the coordinates out of a block of Exif; whether they are gone and the orientation is
    what it was."""
    tiff = buffer[start:end]
    before, _ = read_exif(bytes(tiff))
    order = "<" if tiff[:1] == b"I" else ">"
    with suppress(struct.error):  # a directory that goes on after the end
        at = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for _ in range(_MOST_DIRECTORIES):
            if not at:
                break
            at = _clean_directory(tiff, at, order)
    buffer[start : start + len(tiff)] = tiff
    return read_exif(bytes(tiff)) == (before, False)


def _clean_directory(tiff: bytearray, at: int, order: str) -> int:
    """Take the pointer to GPS, and all it leads to, out of a directory; the offset of the next."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    end = at + 2 + 12 * count
    (following,) = struct.unpack_from(f"{order}I", tiff, end)
    for index in reversed(range(count)):
        entry = at + 2 + 12 * index
        tag, _, _, pointer = struct.unpack_from(f"{order}HHII", tiff, entry)
        if tag == _GPS:
            _blank(tiff, pointer, order)
            tiff[entry : end + 4] = tiff[entry + 12 : end + 4] + bytes(12)
            count -= 1
            struct.pack_into(f"{order}H", tiff, at, count)
    return int(following)


def _blank(tiff: bytearray, at: int, order: str) -> None:
    """Overwrite a directory of GPS and its values with zeros; what is none stays."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    entries = [struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * i) for i in range(count)]
    if any(tag > _LAST_TAG for tag, *_ in entries):
        return
    for _, kind, number, pointer in entries:
        size = _SIZES.get(kind, 1) * number
        if size > 4 and pointer + size <= len(tiff):
            tiff[pointer : pointer + size] = bytes(size)
    tiff[at : at + 2 + 12 * count] = bytes(2 + 12 * count)


def _clean_xmp(text: bytes) -> bytes:
    return _XMP.sub(lambda found: b" " * len(found[0]), text)


def _clean_png(data: bytes) -> bytes | None:
    parts, at = [data[:8]], 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8].ljust(8, b"\xff"))
        if at + 12 + length > len(data):
            return None
        content = data[at + 8 : at + 8 + length] if name in _TELLING else b""
        if not content:  # as it is, its checksum included
            parts.append(data[at : at + 12 + length])
        elif not _RAW_PROFILE.match(content):
            cleaned = _clean_content(name, content)
            if cleaned is None:
                return None
            checksum = zlib.crc32(name + cleaned)
            parts.append(struct.pack(">I4s", len(cleaned), name) + cleaned)
            parts.append(struct.pack(">I", checksum))
        at += 12 + length
    return b"".join(parts)


def _clean_content(name: bytes, content: bytes) -> bytes | None:
    """What a PNG's chunk holds, without coordinates; None where they could not be found."""
    if name == b"eXIf":
        buffer = bytearray(content)
        return bytes(buffer) if _clean_exif(buffer, 0, len(buffer)) else None
    if name != b"iTXt" or not content.startswith(_XMP_KEYWORD):
        return content
    at = len(_XMP_KEYWORD)
    packed, text_at = content[at : at + 1] == b"\1", content.find(b"\0", at + 2) + 1
    text_at = content.find(b"\0", text_at) + 1  # after the language and the translated keyword
    text = content[text_at:]
    if not packed:
        return content[:text_at] + _clean_xmp(text)
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(text, _XMP_BYTES)
    except zlib.error:
        return None
    if not unpacking.eof:
        return None
    cleaned = _clean_xmp(text)
    return content if cleaned == text else content[:text_at] + zlib.compress(cleaned, 9)


_TELLING = (b"eXIf", b"iTXt", b"tEXt", b"zTXt")
_XMP_KEYWORD = b"XML:com.adobe.xmp\0"
# What ImageMagick writes into text: whole blocks in hexadecimal digits. They go.
_RAW_PROFILE = re.compile(rb"Raw profile type (?:exif|APP1|xmp)\0")
