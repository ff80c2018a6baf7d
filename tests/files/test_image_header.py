"""Image headers: every format against Pillow's own reading, and every kind of bad file."""

from __future__ import annotations

import io
import os
import socket
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, features
from PIL.TiffImagePlugin import IFDRational

from blint.files import image_header as imagefile
from blint.files.image_header import BrokenHeader, ImageFacts, format_of_extension, read_image_facts

if TYPE_CHECKING:
    from pathlib import Path

READ = [name for name in ("png", "jpeg", "gif", "webp") if name != "webp" or features.check("webp")]
READ += ["avif"] if features.check("avif") else []
WITH_EXIF = [name for name in READ if name != "gif"]
WUXI: dict[int, Any] = {1: "N", 2: (31.0, 34.0, 12.5), 3: "E", 4: (120.0, 18.0, 3.25)}


def encode(name: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, name, **how)
    return file.getvalue()


def exif(orientation: int = 1, gps: dict[int, Any] | None = None, endian: str = "<") -> bytes:
    block = Image.Exif()
    block.endian = endian
    block[ExifTags.Base.Orientation] = orientation
    if gps is not None:
        block[ExifTags.IFD.GPSInfo] = gps
    return block.tobytes()


def raw_exif(*entries: tuple[int, int, int, bytes], rest: bytes = b"") -> bytes:
    """A directory of (tag, type, count, value or pointer), for what Pillow refuses to write."""
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + rest


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IDAT", b"")


def facts_of(folder: Path, data: bytes) -> ImageFacts:
    path = folder / "image"
    path.write_bytes(data)
    return read_image_facts(str(path))


@pytest.mark.parametrize("name", READ)
def test_format_and_pixels(tmp_path: Path, name: str) -> None:
    data = encode(name)
    assert facts_of(tmp_path, data) == ImageFacts(len(data), name, 40, 30)


@pytest.mark.parametrize("how", [{"lossless": True}, {"exif": exif(1)}, {"quality": 5}])
def test_each_webp_layout(tmp_path: Path, how: dict[str, Any]) -> None:
    facts = facts_of(tmp_path, encode("webp", (301, 7), **how))
    assert (facts.width, facts.height) == (301, 7)


@pytest.mark.parametrize("name", ["bmp", "ico"])
def test_recognised_only(tmp_path: Path, name: str) -> None:
    data = encode(name)
    assert facts_of(tmp_path, data) == ImageFacts(len(data), name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (encode("tiff"), "tiff"),
    ],
)
def test_hardly_shown_by_a_browser(tmp_path: Path, data: bytes, name: str) -> None:
    facts = facts_of(tmp_path, data)
    assert (facts.format, facts.problem) == (name, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
        (b"\xff\x0a" + bytes(20), "jxl"),
    ],
)
def test_recognised_by_magic(tmp_path: Path, data: bytes, name: str) -> None:
    assert facts_of(tmp_path, data) == ImageFacts(len(data), name)


@pytest.mark.parametrize("name", WITH_EXIF)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_turns_the_sides(tmp_path: Path, name: str, orientation: int) -> None:
    facts = facts_of(tmp_path, encode(name, exif=exif(orientation)))
    assert (facts.width, facts.height) == ((30, 40) if orientation > 4 else (40, 30))


@pytest.mark.parametrize("name", ["png", "jpeg", "webp"])
@pytest.mark.parametrize(
    "block",
    [
        exif(0),
        exif(9),
        exif(99),
        raw_exif((0x0112, 2, 2, b"6\0")),
        raw_exif((0x0112, 5, 1, b"\xff\xff\xff\xff")),
        raw_exif((0x0112, 3, 1, b"\6\0\0\0"))[:-1],
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"not EXIF at all",
    ],
)
def test_orientation_that_is_none(tmp_path: Path, name: str, block: bytes) -> None:
    if name == "png":
        data = png_of(40, 30, png_chunk(b"eXIf", block.removeprefix(b"Exif\0\0")))
    else:
        data = encode(name, exif=block)
    facts = facts_of(tmp_path, data)
    assert (facts.width, facts.height, facts.problem) == (40, 30, None)


@pytest.mark.parametrize("name", WITH_EXIF)
@pytest.mark.parametrize("endian", ["<", ">"])
def test_location(tmp_path: Path, name: str, endian: str) -> None:
    facts = facts_of(tmp_path, encode(name, exif=exif(1, WUXI, endian)))
    assert facts.has_location


def test_location_and_orientation_together(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, encode("jpeg", exif=exif(6, WUXI)))
    assert (facts.width, facts.height, facts.has_location) == (30, 40, True)


NOWHERE = (IFDRational(0, 0),) * 3
NULL = (0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", WITH_EXIF)
@pytest.mark.parametrize(
    "gps",
    [
        None,
        {},
        {0: b"\x02\x03\x00\x00"},
        {29: "2023:05:01"},
        {2: (31.0, 34.0, 12.5)},
        {2: NOWHERE, 4: NOWHERE},
        {2: NULL, 4: NULL},
    ],
)
def test_no_location(tmp_path: Path, name: str, gps: dict[int, Any] | None) -> None:
    assert not facts_of(tmp_path, encode(name, exif=exif(1, gps))).has_location


RATIONALS = struct.pack("<6I", 31, 1, 34, 1, 25, 2)


@pytest.mark.parametrize(
    ("kind", "count", "values", "expected"),
    [
        (5, 3, RATIONALS, True),
        (10, 3, RATIONALS, True),  # signed, against the specification
        (2, 3, RATIONALS, False),  # text
        (5, 2, RATIONALS, False),
        (5, 3, RATIONALS[:-1], False),
        (5, 3, struct.pack("<6I", 31, 0, 34, 1, 25, 2), False),
    ],
)
def test_coordinates(tmp_path: Path, kind: int, count: int, values: bytes, expected: bool) -> None:
    # One directory at 8 of one entry, so the next is at 22, and behind its two entries is 48.
    entries = [struct.pack("<HHII", tag, kind, count, 48) for tag in (2, 4)]
    place = struct.pack("<H", 2) + b"".join(entries) + values
    block = raw_exif((0x8825, 4, 1, struct.pack("<I", 22)), rest=place)
    assert facts_of(tmp_path, encode("jpeg", exif=block)).has_location is expected


def test_equator_is_a_location(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, encode("jpeg", exif=exif(1, {2: NULL, 4: (32.0, 30.0, 0.0)})))
    assert facts.has_location


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"


def test_lfs_pointer(tmp_path: Path) -> None:
    assert facts_of(tmp_path, POINTER) == ImageFacts(len(POINTER), None, lfs_pointer=True)
    assert facts_of(tmp_path, POINTER + b" " * 1024).problem == "not-an-image"


@pytest.mark.parametrize(
    "text",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\ufeff \n<svg\n width='1' title='>' xmlns = 'http://www.w3.org/2000/svg'>",
        "<?xml version='1.0'?>\n<!-- <html> -->\n<svg xmlns='http://www.w3.org/2000/svg'>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>',
        "<!DOCTYPE svg [ <!ENTITY a '<b>'> ]><!-- c --><svg>",
        "<!--" + "licence " * 1500 + "--><svg xmlns='http://www.w3.org/2000/svg'>",
        "<svg data-never-ends='",
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_svg(tmp_path: Path, text: str, encoding: str) -> None:
    if encoding == "utf-16":  # which takes twice the bytes, and brings its own mark
        text = text.replace("licence " * 1500, "licence").removeprefix("\ufeff")
    data = text.encode(encoding)
    assert facts_of(tmp_path, data) == ImageFacts(len(data), "svg")


@pytest.mark.parametrize("text", ["<svg/>", "<?xml version='1.0'?>\n<svg\n width='1>2'>"])
def test_an_svg_without_its_namespace(tmp_path: Path, text: str) -> None:
    facts = facts_of(tmp_path, text.encode())
    assert (facts.format, facts.problem) == ("svg", "no-namespace")


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><html><svg/></html>",
        b"<html><body>404 Not Found</body></html>",
        b"<!DOCTYPE html>\n<html>",
        b"<!-- an <svg> that never comes",
        b"<svgs>",
        b"svg",
        b"<",
        b"# A post\n",
        b"BMW is a maker of cars.",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypisom\0\0\0\0mp42mp41",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"P6 1 1 255 \0\0\0",
        b"\0" * 5000,
    ],
)
def test_not_an_image(tmp_path: Path, data: bytes) -> None:
    assert facts_of(tmp_path, data) == ImageFacts(len(data), None, problem="not-an-image")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\xff", "jpeg"),
        (b"\xff\xd8\xff\xd9", "jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(9) + b"\xff\xd9", "jpeg"),
        (b"\xff\xd8\xff\xe0\xff\xff", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (png_of(40, 30)[:20], "png"),
        (png_of(40, 30).replace(b"\0\0\0\x28", b"\0\0\0\x29"), "png"),  # the checksum tells
        (png_of(0, 30), "png"),
        (png_of(40, 30).replace(b"\r\n", b"\n"), "png"),
        (b"\xff\xd8\xff\xda\x00\x02" + encode("jpeg")[2:], "jpeg"),  # pixels first
        (b"GIF89a\x01", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0", "webp"),
        (b"RIFF\0\0\0\0WEBPJUNK" + bytes(30), "webp"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf", "avif"),
        (b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x14ispe\0\0\0\0\0\0\0", "avif"),
    ],
)
def test_broken_header(tmp_path: Path, data: bytes, name: str) -> None:
    assert facts_of(tmp_path, data) == ImageFacts(len(data), name, problem="broken-header")


@pytest.mark.parametrize("name", READ)
def test_pixels_that_are_cut_off_do_not_matter(tmp_path: Path, name: str) -> None:
    data = encode(name, (400, 300))
    facts = facts_of(tmp_path, data[:-20])
    assert (facts.width, facts.height, facts.problem) == (400, 300, None)


def test_gif_without_a_screen_size(tmp_path: Path) -> None:
    data = encode("gif")
    assert facts_of(tmp_path, data[:6] + bytes(4) + data[10:]) == ImageFacts(len(data), "gif")


def test_headers_behind_a_megabyte(tmp_path: Path) -> None:
    block = exif(6, WUXI)
    segment = b"\xff\xe2\xff\xff" + bytes(0xFFFD)
    jpeg = encode("jpeg", exif=block)
    long_jpeg = jpeg[:2] + segment * 16 + jpeg[2:]
    long_png = png_of(40, 30, png_chunk(b"caBX", bytes(1 << 20)), png_chunk(b"eXIf", block))
    for data in (long_jpeg, long_png):
        facts = facts_of(tmp_path, data)
        assert (facts.width, facts.height, facts.has_location) == (30, 40, True)


@pytest.mark.parametrize(
    "extra",
    [
        b"junk",
        b"\xff\xff\xff",  # padding
        b"\xff\xd0\xff\x01\xff\x00",  # markers that have no length
        b"\xff\xc4\x00\x07table",
        b"\xff\xe1\x00\x10Exif\0\0II*\0\0\0\0\0",
    ],
)
def test_jpeg_headers_are_found_among_others(tmp_path: Path, extra: bytes) -> None:
    jpeg = encode("jpeg")
    at = jpeg.index(b"\xff\xdb")
    start = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif(6)) + 2) + exif(6)
    facts = facts_of(tmp_path, start + extra + jpeg[at:])
    assert (facts.width, facts.height) == (30, 40)


def test_webp_chunks_are_padded(tmp_path: Path) -> None:
    block = exif(6)
    tail = b"ABCD\x03\0\0\0odd\0EXIF" + struct.pack("<I", len(block)) + block
    facts = facts_of(tmp_path, WEBP_START + tail)
    assert (facts.width, facts.height) == (30, 40)


def test_webp_scale_is_not_size(tmp_path: Path) -> None:
    data = bytearray(encode("webp"))
    data[27] |= 0xC0
    data[29] |= 0xC0
    facts = facts_of(tmp_path, bytes(data))
    assert (facts.width, facts.height) == (40, 30)


AVIF_START = b"\0\0\0\x10ftypavif\0\0\0\0"
ISPE = b"\0\0\0\x14ispe\0\0\0\0"


def test_avif_is_not_turned_by_exif(tmp_path: Path) -> None:
    block = exif(6, WUXI).removeprefix(b"Exif\0\0")
    facts = facts_of(tmp_path, AVIF_START + ISPE + b"\0\0\0\x28\0\0\0\x1e" + block)
    assert (facts.width, facts.height, facts.has_location) == (40, 30, True)


def test_avif_tile_is_not_the_image(tmp_path: Path) -> None:
    sides = [struct.pack(">II", *pair) for pair in ((50, 100), (99, 99), (10, 10))]
    facts = facts_of(tmp_path, AVIF_START + b"".join(ISPE + pair for pair in sides))
    assert (facts.width, facts.height) == (99, 99)


JPEG_START = b"\xff\xd8\xff"
MANY_CHUNKS = png_of(40, 30, png_chunk(b"tEXt", b"a\0b") * 5000, png_chunk(b"eXIf", exif(6)))
WEBP_START = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x27\0\0\x1d\0\0"
LONG_EXIF = png_of(40, 30, png_chunk(b"eXIf", exif(1) + bytes(4 << 20)))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\xd8" + b"\xff\xe1\x00\x02" * 2_000_000, "broken-header"),
        (b"\xff\xd8" + b"\xff\xe1\x00\x08Exif\0\0" * 800_000, "broken-header"),
        (JPEG_START + bytes(8_000_000), "broken-header"),
        (JPEG_START + b"\xff" * 8_000_000, "broken-header"),
        (MANY_CHUNKS, None),
        (WEBP_START + b"ANMF\0\0\0\0" * 1_000_000, None),
        (LONG_EXIF, None),
        (AVIF_START + (ISPE + b"\0\0\0\x28\0\0\0\x1e") * 400_000, None),
    ],
)
def test_hostile_length_costs_a_bounded_number_of_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, problem: str | None
) -> None:
    read: list[int] = []
    real_read = os.read

    def counting(descriptor: int, length: int) -> bytes:
        read.append(length)
        return real_read(descriptor, length)

    path = tmp_path / "image"
    path.write_bytes(data)
    monkeypatch.setattr(os, "read", counting)
    facts = read_image_facts(str(path))
    assert (facts.problem, facts.width) == (problem, None if problem else 40)
    assert len(read) <= imagefile.MAX_READS + 1
    assert sum(read) <= 1 << 20


def test_an_exif_directory_of_overlapping_values(tmp_path: Path) -> None:
    entries = [(tag, 7, 30_000, b"\x08\0\0\0") for tag in range(2600)]
    facts = facts_of(tmp_path, encode("jpeg", exif=raw_exif(*entries, rest=bytes(30_000))))
    assert (facts.width, facts.has_location) == (40, False)


def test_claimed_size_is_only_reported(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, png_of(2**31 - 1, 2**31 - 1))
    assert (facts.width, facts.height, facts.problem) == (2**31 - 1, 2**31 - 1, None)


def test_empty(tmp_path: Path) -> None:
    assert facts_of(tmp_path, b"") == ImageFacts(0, None, problem="empty")


def test_sparse_file(tmp_path: Path) -> None:
    path = tmp_path / "image.png"
    path.touch()
    os.truncate(path, 6 << 30)
    assert read_image_facts(str(path)) == ImageFacts(6 << 30, None, problem="not-an-image")


NOT_REGULAR = ImageFacts(0, None, problem="not-regular")


def test_paths_where_no_file_can_be(tmp_path: Path) -> None:
    for name in ("", "missing.png", "a\0b.png", "x" * 5000, "\ud800.png"):
        assert read_image_facts(os.path.join(tmp_path, name)) == NOT_REGULAR


@pytest.mark.skipif(sys.platform == "win32", reason="these kinds of file are POSIX's")
def test_files_that_are_not_regular(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    (tmp_path / "folder.png").symlink_to(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert read_image_facts(str(path)) == NOT_REGULAR, path


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs UNIX sockets")
def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may be no longer than about 100 characters
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("image.png")
        assert read_image_facts("image.png") == NOT_REGULAR


@pytest.mark.skipif(not hasattr(os, "geteuid") or not os.geteuid(), reason="root may read all")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(encode("png"))
    path.chmod(0)
    assert read_image_facts(str(path)) == ImageFacts(0, None, problem="no-permission")


def test_permission_error_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert read_image_facts(str(tmp_path / "a.png")).problem == "no-permission"
    assert read_image_facts(str(tmp_path)).problem == "not-regular"  # as Windows answers


def test_descriptor_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    real_close = os.close

    def close(descriptor: int) -> None:
        closed.append(descriptor)
        real_close(descriptor)

    path = tmp_path / "image"
    path.write_bytes(b"\xff\xd8\xff")
    monkeypatch.setattr(os, "close", close)
    read_image_facts(str(path))
    read_image_facts(str(tmp_path))
    assert len(closed) == (1 if sys.platform == "win32" else 2)


def test_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    path = tmp_path / "image"
    path.write_bytes(encode("png"))
    monkeypatch.setattr(os, "read", fail)
    assert read_image_facts(str(path)) == NOT_REGULAR


def test_pillow_is_never_imported(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name in READ:
        (tmp_path / f"a.{name}").write_bytes(encode(name))
    program = (
        "import os, sys; from blint.files.image_header import read_image_facts\n"
        "for name in os.listdir(sys.argv[1]):\n"
        "    assert not read_image_facts(os.path.join(sys.argv[1], name)).problem\n"
        "assert not {'PIL', 're', 'xml'} & set(sys.modules) - set(sys.argv[2:]), sys.modules\n"
    )
    # `dataclasses` itself imports `re`.
    subprocess.run([sys.executable, "-c", program, str(tmp_path), "re"], check=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "png"),
        ("dir.gif/photo.JPG", "jpeg"),
        ("a.jpe", "jpeg"),
        ("a.jfif", "jpeg"),
        ("a.b.WebP", "webp"),
        ("a.svg", "svg"),
        ("a.tif", "tiff"),
        ("a.md", None),
        ("png", None),
        (".png", None),
        ("a.", None),
        ("", None),
    ],
)
def test_format_of_extension(name: str, expected: str | None) -> None:
    assert format_of_extension(name) == expected


SAMPLES = [encode(name, (33, 65), exif=exif(6, WUXI)) for name in WITH_EXIF]
SAMPLES += [
    encode("gif", (33, 65)),
    b"<?xml version='1.0'?><!DOCTYPE svg [ ]><!-- --><svg>",
    POINTER,
]
EDITS = st.lists(st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=8)), max_size=6)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SAMPLES), EDITS, st.integers(0, 3000))
def test_no_bytes_make_it_raise(
    tmp_path_factory: pytest.TempPathFactory,
    sample: bytes,
    edits: list[tuple[int, bytes]],
    length: int,
) -> None:
    data = bytearray(sample)
    for at, piece in edits:
        data[at : at + len(piece)] = piece
    facts = facts_of(tmp_path_factory.getbasetemp(), bytes(data[:length]))
    assert facts.size == len(data[:length])
    for side in (facts.width, facts.height):
        assert side is None or side > 0
    assert (facts.width is None) == (facts.height is None)
    assert facts.width is None or facts.problem is None


MODES = {"png": "1 L LA P RGB RGBA I;16", "jpeg": "L RGB CMYK", "gif": "L P", "webp": "RGB RGBA"}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(READ).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(MODES.get(name, "RGB RGBA").split()))
    ),
    st.tuples(st.integers(1, 700), st.integers(1, 700)),
)
def test_agrees_with_pillow(
    tmp_path_factory: pytest.TempPathFactory, kind: tuple[str, str], size: tuple[int, int]
) -> None:
    name, mode = kind
    data = encode(name, size, mode)
    facts = facts_of(tmp_path_factory.getbasetemp(), data)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format is not None
        assert facts == ImageFacts(len(data), image.format.lower(), *image.size)


def test_a_header_is_broken_only_when_pillow_says_so_too(tmp_path):
    def gives_up(source):
        raise BrokenHeader

    readers = {"png": gives_up}
    path = tmp_path / "a.png"
    Image.new("RGB", (7, 5)).save(path)
    facts = read_image_facts(str(path), readers=readers)
    assert (facts.format, facts.width, facts.height, facts.problem) == ("png", 7, 5, None)
    path.write_bytes(path.read_bytes()[:20])
    assert read_image_facts(str(path), readers=readers).problem == "broken-header"
