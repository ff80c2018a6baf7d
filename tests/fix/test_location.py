"""Coordinates leave a file, and nothing else does."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import THUMBNAIL, XMP, as_file, coordinates, exif, opened, photograph, png_chunk
from PIL import ExifTags, Image, PngImagePlugin, features

from blint.fix.pictures.location import without_location

PHOTOGRAPH = photograph(64, 48)
FORMATS = ["JPEG", "PNG", "WEBP"] + ["AVIF"] * features.check("avif")
ORDERS = pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
EACH_FORMAT = pytest.mark.parametrize("kind", FORMATS)


def with_metadata(kind, block, xmp=XMP):
    if kind != "PNG":
        return as_file(PHOTOGRAPH, kind, exif=b"Exif\0\0" + block, xmp=xmp)
    data = as_file(PHOTOGRAPH, "PNG")
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
    return data[:33] + png_chunk(b"eXIf", block) + png_chunk(b"iTXt", text) + data[33:]


def tags(image):
    kept = image.getexif()
    details = kept.get_ifd(ExifTags.IFD.Exif)
    return kept.get(0x0112), kept.get(0x010F), details, kept.get_ifd(ExifTags.IFD.GPSInfo)


def mended(data):
    result = without_location(data)
    assert result is not None
    assert opened(result).tobytes() == opened(data).tobytes()
    return result


@ORDERS
@EACH_FORMAT
def test_exif_without_its_coordinates(kind, order):
    data = with_metadata(kind, exif(order, orientation=1))
    *kept, place = tags(opened(data))
    assert place
    result = mended(data)
    assert tags(opened(result)) == (*kept, {})
    assert (THUMBNAIL in result) == (THUMBNAIL in data)  # Pillow writes AVIF without
    assert coordinates("<") not in result
    assert coordinates(">") not in result
    assert len(result) == len(data)


@ORDERS
def test_the_thumbnail_is_still_found(order):
    result = mended(with_metadata("JPEG", exif(order)))
    thumbnail = Image.open(io.BytesIO(result)).getexif().get_ifd(ExifTags.IFD.IFD1)
    assert thumbnail[0x0202] == len(THUMBNAIL)
    block = result[result.index(b"Exif\0\0") + 6 :]
    assert block[thumbnail[0x0201] :].startswith(THUMBNAIL)


@EACH_FORMAT
def test_xmp_without_its_coordinates(kind):
    result = mended(with_metadata(kind, exif(gps=False)))
    text = opened(result).info["xmp"]
    assert b"GPS" not in text
    assert b'dc:format="image/jpeg"' in text
    assert b"<dc:source>scan</dc:source>" in text
    assert len(text) == len(XMP)


def test_compressed_xmp_of_a_png():
    data = as_file(PHOTOGRAPH, "PNG")
    text = b"XML:com.adobe.xmp\0\1\0en\0titre\0" + zlib.compress(XMP)
    data = data[:33] + png_chunk(b"iTXt", text) + data[33:]
    kept = opened(mended(data)).info["xmp"]
    assert b"GPS" not in kept
    assert b"scan" in kept


def test_other_text_of_a_png_stays():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "exif:GPSLatitude='1'")
    text.add_itxt("Title", "exif:GPSLatitude='1'", zip=True)
    data = as_file(PHOTOGRAPH, "PNG", pnginfo=text)
    assert without_location(data) == data


def test_a_second_picture_in_the_file():
    both = with_metadata("JPEG", exif("<")) * 2
    result = mended(both)
    assert len(result) == len(both)
    assert coordinates("<") not in result


@EACH_FORMAT
def test_nothing_to_mend(kind):
    data = with_metadata(kind, exif(gps=False), b"<x:xmpmeta/>")
    assert without_location(data) == data
    result = mended(with_metadata(kind, exif()))
    assert without_location(result) == result


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        as_file(PHOTOGRAPH, "GIF"),
        with_metadata("PNG", exif())[:-5],
        with_metadata("PNG", exif())[:60],
    ],
    ids=["nothing", "text", "svg", "gif", "cut-in-end", "cut-in-exif"],
)
def test_none_where_it_cannot_be_done(data):
    assert without_location(data) is None


@given(st.data())
@settings(max_examples=300, deadline=None)
@pytest.mark.filterwarnings("ignore")  # Pillow's, of the damage
def test_damaged_exif_costs_no_pixel(data):
    """Whatever stands in Exif, the pixels stay, and no file is given back that needs it again."""
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    block = bytearray(exif(data.draw(st.sampled_from("<>")), orientation=6))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(4, len(block) - len(THUMBNAIL) - 1))
        block[at] = data.draw(st.integers(0, 255))
    whole = with_metadata(kind, bytes(block))
    result = without_location(whole)
    if result is not None:
        assert opened(result).tobytes() == opened(whole).tobytes()
        assert without_location(result) == result
