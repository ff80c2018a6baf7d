"""One picture made smaller: its limits are met, and it looks as it did."""

import random
import struct
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import (
    DISPLAY_P3,
    XMP,
    as_file,
    cut_out,
    drawing,
    exif,
    icc_profile,
    opened,
    photograph,
    png_chunk,
    similarity,
)
from PIL import (
    Image,
    ImageChops,
    ImageCms,
    ImageDraw,
    ImageFilter,
    ImageOps,
    ImageStat,
    JpegImagePlugin,
    features,
)
from processes import environment
from support import ROOT

from blint.fix.pictures.shrink import Encoded, Limits, Unchanged, save_as, shrink

HAS_AVIF = features.check("avif")
NEEDS_AVIF = pytest.mark.skipif(not HAS_AVIF, reason="this Pillow has no AVIF")


def limits(size=None, width=None, height=None, **sizes):
    return Limits(size, sizes, width, height)


def shrunk(data, within, *formats):
    result = shrink(data, within, formats or ("keep",))
    assert isinstance(result, Encoded), result
    image = opened(result.data)
    assert image.format == result.format.upper()
    assert image.size == (result.width, result.height)
    return result, image


def kept_because(data, within, *formats):
    result = shrink(data, within, formats or ("keep",))
    assert isinstance(result, Unchanged), result[1:]
    return result.reason


def wide_grey(image):
    grey = image.convert("L")
    return Image.frombytes("I;16", grey.size, b"".join(bytes((v, v)) for v in grey.tobytes()))


SIZE = (600, 400)
PHOTOGRAPH, DRAWING, CUT_OUT = photograph(*SIZE), drawing(*SIZE), cut_out(*SIZE)
# What is written, what it shows, the bytes allowed, and how alike the result was when this was
# measured (Pillow 13), less 0.02.
PICTURES = {
    "jpeg": (as_file(PHOTOGRAPH, "JPEG", quality=95), PHOTOGRAPH, 20_000, 0.96),
    "cmyk": (as_file(PHOTOGRAPH.convert("CMYK"), "JPEG", quality=95), PHOTOGRAPH, 20_000, 0.96),
    "grey-jpeg": (as_file(PHOTOGRAPH.convert("L"), "JPEG"), PHOTOGRAPH.convert("L"), 15_000, 0.95),
    "webp": (as_file(PHOTOGRAPH, "WEBP", quality=95), PHOTOGRAPH, 15_000, 0.95),
    "cut-out-webp": (as_file(CUT_OUT, "WEBP", quality=95), CUT_OUT, 17_000, 0.93),
    "png": (as_file(PHOTOGRAPH, "PNG"), PHOTOGRAPH, 80_000, 0.90),
    "16-bit": (as_file(wide_grey(PHOTOGRAPH), "PNG"), PHOTOGRAPH.convert("L"), 60_000, 0.97),
    "drawing": (as_file(DRAWING, "PNG", compress_level=1), DRAWING, 15_000, 0.98),
    "palette": (as_file(DRAWING.quantize(16), "PNG", compress_level=0), DRAWING, 15_000, 0.98),
    "cut-out": (as_file(CUT_OUT, "PNG"), CUT_OUT, 130_000, 0.90),
    "grey-alpha": (as_file(CUT_OUT.convert("LA"), "PNG"), CUT_OUT.convert("LA"), 60_000, 0.97),
    "gif": (as_file(PHOTOGRAPH.quantize(256), "GIF"), PHOTOGRAPH, 40_000, 0.87),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("kind", ["keep", "webp"])
def test_limits_are_met_and_it_looks_the_same(name, kind):
    data, shown, size, alike = PICTURES[name]
    result, image = shrunk(data, limits(size, 300), kind)
    assert len(result.data) <= size
    assert result[2:4] == (300, 200)
    wanted = shown.convert("RGBA" if "A" in shown.mode else "RGB").resize((300, 200), 1)
    assert similarity(wanted, image) > alike


def test_one_bit():
    image = DRAWING.convert("1")
    _, result = shrunk(as_file(image, "PNG", compress_level=0), limits(4_000), "webp")
    assert similarity(image, result) > 0.9


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", *["AVIF"] * HAS_AVIF])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_it_is_shown(kind, orientation):
    stored = photograph(400, 240)
    stored.paste((255, 0, 0), (0, 0, 100, 60))  # a corner that tells where it is
    data = as_file(stored, kind)
    if kind == "PNG":
        data = data[:33] + png_chunk(b"eXIf", exif(orientation=orientation)) + data[33:]
    else:
        data = as_file(stored, kind, exif=b"Exif\0\0" + exif(orientation=orientation))
    wanted = ImageOps.exif_transpose(opened(data))
    wide = wanted.width > wanted.height
    assert wide == (orientation < 5)
    _, image = shrunk(data, limits(None, 200), "keep")
    assert image.width == 200
    assert not image.getexif()
    assert similarity(wanted.convert("RGB").resize(image.size, 1), image.convert("RGB")) > 0.9


def test_sizes_are_rounded_within_the_limits_and_never_up():
    data = as_file(photograph(601, 397), "JPEG", quality=95)
    assert shrunk(data, limits(None, 300, 100))[0][2:4] == (151, 100)
    assert shrunk(data, limits(None, 300))[0][2:4] == (300, 198)
    assert shrunk(data, limits(15_000, 5000, 5000))[0].width <= 601
    thin = as_file(photograph(900, 2), "PNG")
    assert shrunk(thin, limits(None, 100), "webp")[0][2:4] == (100, 1)


@pytest.mark.parametrize("size", [(4000, 150), (150, 4000)])
def test_a_long_picture_is_made_no_strip(size):
    data = as_file(photograph(*size), "JPEG", quality=95)
    result = shrink(data, limits(None, 1000, 1000), ["keep", "webp"])
    assert result == Unchanged(
        "strip",
        {"width": size[0] // 4, "height": size[1] // 4}
        | {"width" if size[0] < size[1] else "height": 38},
    )
    assert min(shrunk(data, limits(None, 3500, 3500))[0][2:4]) == 131
    small = shrink(data, limits(len(data) // 30), ["keep"])
    assert small.reason == "cannot-meet"


@pytest.mark.parametrize("kind", ["keep", "webp", pytest.param("avif", marks=NEEDS_AVIF)])
def test_transparency_is_kept(kind):
    _, image = shrunk(as_file(CUT_OUT, "PNG"), limits(130_000, 300), kind)
    alpha = image.convert("RGBA").getchannel("A")
    assert alpha.getpixel((0, 0)) < 10
    assert alpha.getpixel((150, 100)) > 245
    assert similarity(CUT_OUT.getchannel("A").resize((300, 200), 1), alpha) > 0.9


def soft_edges(width, height):
    """A photograph with round corners on its shadow."""
    image, inner = Image.new("RGBA", (width, height)), (width - 40, height - 40)
    shadow = Image.new("L", (width, height))
    ImageDraw.Draw(shadow).rectangle((20, 26, width - 20, height - 14), fill=150)
    image.putalpha(shadow.filter(ImageFilter.GaussianBlur(7)))
    shape = Image.new("L", (4 * inner[0], 4 * inner[1]))
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, *shape.size), 60, fill=255)
    shown = photograph(*inner).convert("RGBA")
    shown.putalpha(shape.resize(inner, Image.Resampling.BOX))
    image.alpha_composite(shown, (20, 20))
    return image


def test_a_cut_out_photograph_with_soft_edges_as_png():
    """As many pixels as before, in a palette that shows no steps in colours or in the shadow."""
    image = soft_edges(600, 400)
    data = as_file(image, "PNG")
    result, small = shrunk(data, limits(len(data) // 2))
    assert (small.mode, small.size) == ("P", image.size)
    small = small.convert("RGBA")
    alphas = ImageChops.difference(image.getchannel("A"), small.getchannel("A")).histogram()
    assert sum(alphas[8:]) < 0.02 * sum(alphas)
    for ground in ("white", "black"):
        under = Image.new("RGBA", image.size, ground)
        one, other = (Image.alpha_composite(under, each).convert("RGB") for each in (image, small))
        assert (
            ImageStat.Stat(ImageChops.difference(one, other)).rms < [6] * 3
        )  # by Pillow's octree: 8
    assert result.quality is None


def test_what_fades_away_has_fewer_pixels_and_no_rings():
    data = as_file(CUT_OUT, "PNG")
    _, small = shrunk(data, limits(len(data) // 2))
    assert small.mode == "RGBA"
    assert small.width < CUT_OUT.width


def test_few_colours_are_kept_exactly_each_with_its_transparency():
    image = Image.new("RGBA", (400, 240))
    for number in range(240):
        colour = (number, 255 - number, number // 2, 16 + number)
        image.paste(colour, (0, number, 200, number + 1))
    shuffled = sorted(range(400), key=lambda x: x * 7919 % 401)
    columns = Image.new("RGBA", image.size)
    for left, column in enumerate(shuffled):
        columns.paste(image.crop((column, 0, column + 1, 240)), (left, 0))
    columns = columns.convert("RGBa").convert("RGBA")  # as it is after scaling
    _, small = shrunk(as_file(columns, "PNG", compress_level=0), limits(50_000))
    assert small.mode == "P"
    assert ImageChops.difference(small.convert("RGBA"), columns).getbbox() is None


def test_transparent_pixels_lend_no_colour():
    """A white shape on transparent black has no dark rim."""
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (101, 101, 299, 299))
    _, small = shrunk(as_file(image, "PNG", compress_level=0), limits(None, 133))
    pixels = small.convert("RGBA").tobytes()
    shades = {pixels[at] for at in range(0, len(pixels), 4) if pixels[at + 3] > 16}
    assert min(shades) > 250


@pytest.mark.parametrize(
    ("depth", "samples", "key"), [(16, (0x1234, 0xFF00), 0x1234), (2, (1, 3), 1), (8, (7, 200), 7)]
)
def test_the_transparent_colour_of_a_grey_png(depth, samples, key):
    row = "".join(format(samples[x // 200], f"0{depth}b") for x in range(400))
    row = b"\0" + int(row, 2).to_bytes(len(row) // 8, "big")
    header = struct.pack(">IIBBBBB", 400, 100, depth, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header)
    data += png_chunk(b"tRNS", struct.pack(">H", key))
    data += png_chunk(b"IDAT", zlib.compress(row * 100, 0)) + png_chunk(b"IEND", b"")
    alpha = shrunk(data, limits(None, 200))[1].convert("RGBA").getchannel("A")
    assert (alpha.getpixel((20, 20)), alpha.getpixel((180, 20))) == (0, 255)


def colour(image, at=(50, 50)):
    return image.convert("RGB").getpixel(at)


def near(one, other, by=6):
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", *["AVIF"] * HAS_AVIF])
def test_colour_profiles(kind):
    """A small profile stays, a large one is turned into sRGB, sRGB's own is dropped."""
    plain = Image.new("RGB", (400, 400), (200, 60, 60))
    plain.paste(photograph(400, 200), (0, 200))
    quality = {} if kind == "PNG" else {"quality": 95}
    small, large = icc_profile(*DISPLAY_P3), icc_profile(*DISPLAY_P3, padding=9000)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    within = limits(None, 200)

    _, image = shrunk(as_file(plain, kind, icc_profile=small, **quality), within)
    assert image.info["icc_profile"] == small
    assert near(colour(image), (200, 60, 60))
    _, image = shrunk(as_file(plain, kind, icc_profile=large, **quality), within)
    assert "icc_profile" not in image.info
    assert near(colour(image), (219, 37, 49))
    for icc in (srgb, b"no profile"):
        _, image = shrunk(as_file(plain, kind, icc_profile=icc, **quality), within)
        assert "icc_profile" not in image.info
        assert near(colour(image), (200, 60, 60))


def test_the_gamma_of_a_png():
    data = as_file(Image.new("RGB", (400, 400), (64, 64, 64)), "PNG", compress_level=0)
    data = data[:33] + png_chunk(b"gAMA", struct.pack(">I", 100_000)) + data[33:]
    _, image = shrunk(data, limits(None, 200))
    assert near(colour(image), (136, 136, 136), by=2)  # linear light, as a screen shows it


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", *["AVIF"] * HAS_AVIF])
def test_metadata_is_dropped(kind):
    image = photograph(400, 300)
    data = as_file(image, kind, exif=exif(), xmp=XMP, comment="a remark")
    result, _ = shrunk(data, limits(None, 200))
    for trace in (b"Exif", b"EXIF", b"eXIf", b"xmpmeta", b"Camera Works", b"a remark"):
        assert trace not in result.data


def test_a_png_in_a_palette_keeps_soft_edges_and_no_slow_fading():
    edges = photograph(*SIZE).convert("RGBA")
    disc = Image.radial_gradient("L").point([255] * 120 + list(range(240, 0, -40)) + [0] * 130)
    edges.putalpha(disc.resize(SIZE))
    _, image = shrunk(as_file(edges, "PNG"), limits(80_000))
    assert image.mode == "P"
    assert image.size == SIZE
    assert similarity(edges.getchannel("A"), image.convert("RGBA").getchannel("A")) > 0.9
    _, image = shrunk(as_file(CUT_OUT, "PNG"), limits(200_000))
    assert image.mode == "RGBA"


def test_drawings_stay_sharp():
    """Lossless where that is small enough, and colours at full resolution in a JPEG."""
    data = as_file(DRAWING, "JPEG", quality=95)
    result, image = shrunk(data, limits(20_000, 300))
    assert JpegImagePlugin.get_sampling(image) == 0
    assert JpegImagePlugin.get_sampling(shrunk(PICTURES["jpeg"][0], limits(25_000))[1]) == 2
    assert shrunk(PICTURES["drawing"][0], limits(11_000), "webp")[0].quality is None
    result, image = shrunk(PICTURES["palette"][0], limits(11_000))
    assert result.quality is None
    assert image.convert("RGB").tobytes() == DRAWING.quantize(16).convert("RGB").tobytes()


def test_the_format_that_does_well_is_kept():
    jpeg, png = PICTURES["jpeg"][0], PICTURES["png"][0]
    assert shrunk(jpeg, limits(30_000, 300), "keep", "webp")[0].format == "jpeg"
    assert shrunk(jpeg, limits(30_000, 300), "webp")[0].format == "webp"
    assert shrunk(png, limits(20_000, 400), "webp", "keep")[0].format == "webp"
    assert shrunk(PICTURES["drawing"][0], limits(12_000), "webp", "keep")[0].format == "png"


@NEEDS_AVIF
def test_the_format_that_looks_best():
    result, _ = shrunk(PICTURES["png"][0], limits(8_000), "keep", "webp", "avif")
    assert result.format == "avif"


def test_limits_of_a_format():
    data = PICTURES["png"][0]
    size, webp = len(data), limits(10_000, png=1_000_000, webp=12_000)
    assert kept_because(data, webp) == "within-limits"
    result, _ = shrunk(data, limits(size - 1, webp=12_000), "webp")
    assert len(result.data) <= 12_000


def test_a_jpeg_of_much_detail():
    """Of mere noise a JPEG has more bytes than Pillow makes room for by itself."""
    noise = Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(300 * 300 * 3))
    for share in (0.9, 0.8, 0.7):
        data = as_file(noise, "jpeg", quality=95, subsampling=0)
        result, _ = shrunk(data, limits(int(len(data) * share)))
        assert len(result.data) <= len(data) * share


def test_pixels_are_given_up_last():
    data = PICTURES["jpeg"][0]
    easy, _ = shrunk(data, limits(25_000))
    hard, _ = shrunk(data, limits(7_500))
    assert easy.width == 600
    assert hard.width < 600
    assert 50 <= hard.quality < easy.quality <= 95
    assert len(hard.data) > 6_000  # and not more of them than it takes


def test_why_a_picture_stays():
    jpeg = PICTURES["jpeg"][0]
    assert kept_because(jpeg, limits()) == "within-limits"
    assert kept_because(jpeg, limits(len(jpeg), 600, 400)) == "within-limits"
    result = shrink(jpeg, limits(900), ["keep"])
    assert result.reason == "cannot-meet"
    assert result.values["limit"] == 900
    assert result.values["size"] > 900
    worst = as_file(PHOTOGRAPH, "JPEG", quality=5)
    assert kept_because(worst, limits(None, 590)) == "no-gain"
    assert kept_because(b"<svg xmlns='http://www.w3.org/2000/svg'/>", limits(1)) == "vector"
    for other in (b"", b"text", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"II*\0" + bytes(60), b"\xff\x0a  "):
        assert kept_because(other, limits(1)) == "unknown-format"
    bitmap = as_file(PHOTOGRAPH, "BMP")
    assert kept_because(bitmap, limits(1000)) == "format"
    assert shrunk(bitmap, limits(20_000), "keep", "webp")[0].format == "webp"


def test_pictures_that_are_too_large_to_read():
    def png(width, height):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        rest = png_chunk(b"IDAT", zlib.compress(bytes(1000))) + png_chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + rest

    assert kept_because(png(100_000, 100_000), limits(10)) == "too-many-pixels"
    assert kept_because(png(2**31 - 1, 2**31 - 1), limits(10)) == "too-many-pixels"
    assert kept_because(png(1000, 1000), limits(10)) == "corrupt"


def test_hostile_segments_of_a_jpeg():
    jpeg = PICTURES["jpeg"][0]
    remarks = jpeg[:2] + b"\xff\xfe\0\2" * 1_000_000 + jpeg[2:]
    assert kept_because(remarks, limits(10_000)) == "corrupt"
    scan = jpeg.index(b"\xff\xda")
    assert kept_because(jpeg[:-2] + jpeg[scan:] * 200, limits(10_000)) == "corrupt"


@pytest.mark.parametrize("name", PICTURES)
def test_truncated_files(name):
    data = PICTURES[name][0]
    for end in (1, 4, 12, 30, 60, len(data) // 3, len(data) // 2, len(data) - 40):
        result = shrink(data[:end], limits(1_000, 100), ["keep", "webp"])
        assert isinstance(result, Unchanged), (end, result[1:])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_files_raise_nothing(data):
    whole = bytearray(PICTURES[data.draw(st.sampled_from(sorted(PICTURES)))][0])
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.one_of(st.integers(0, 300), st.integers(0, len(whole) - 1)))
        whole[at] = data.draw(st.integers(0, 255))
    result = shrink(bytes(whole), limits(9_000, 120), ["keep", "webp"])
    if isinstance(result, Encoded):
        assert len(result.data) <= 9_000
        assert opened(result.data).width <= 120
    assert isinstance(save_as(bytes(whole), "webp"), Encoded | Unchanged)


@given(
    st.sampled_from(sorted(PICTURES)),
    st.integers(500, 60_000),
    st.none() | st.integers(20, 700),
    st.none() | st.integers(20, 500),
    st.sampled_from([("keep",), ("webp",), ("keep", "webp")]),
)
@settings(max_examples=50, deadline=None)
def test_whatever_the_limits(name, size, width, height, formats):
    """They are met or it is said why not; a second run has nothing to do; it is the same again."""
    data, within = PICTURES[name][0], limits(size, width, height)
    result = shrink(data, within, formats)
    assert shrink(data, within, formats) == result
    if isinstance(result, Unchanged):
        assert result.reason in ("within-limits", "no-gain", "cannot-meet")
        return
    assert len(result.data) <= min(size, 0.9 * len(data))
    assert result.width <= (width or 600)
    assert result.height <= (height or 400)
    assert abs(result.width / result.height - 1.5) < 0.15 or min(result[2:4]) < 40
    assert opened(result.data).size == result[2:4]
    assert kept_because(result.data, within, *formats) == "within-limits"


@pytest.mark.parametrize("kind", ["png", "webp", "gif", "jpeg", *["avif"] * HAS_AVIF])
def test_saved_as_another_format(kind):
    source = PICTURES["jpeg"][0] if kind != "jpeg" else PICTURES["png"][0]
    result = save_as(source, kind)
    assert isinstance(result, Encoded)
    assert result.format == kind
    image = opened(result.data)
    assert image.format == kind.upper()
    assert similarity(PHOTOGRAPH, image) > (0.85 if kind == "gif" else 0.97)
    assert save_as(source, kind) == result


def test_saved_without_loss_where_there_was_none():
    for source in ("png", "drawing", "cut-out"):
        data, shown, *_ = PICTURES[source]
        result = save_as(data, "webp")
        assert result.quality is None
        alpha = shown.mode == "RGBA"
        assert alpha or opened(result.data).convert("RGB").tobytes() == shown.tobytes()


def test_why_it_is_not_saved():
    assert save_as(PICTURES["cut-out"][0], "jpeg").reason == "transparency"
    assert save_as(PICTURES["png"][0], "png").reason == "within-limits"
    assert save_as(PICTURES["png"][0], "tiff").reason == "format"
    assert save_as(b"text", "png").reason == "unknown-format"
    assert save_as(PICTURES["png"][0][:500], "jpeg").reason == "corrupt"


_MEASURED = """
import resource, sys
from blint.fix.pictures.shrink import Limits, shrink
result = shrink(open(sys.argv[1], "rb").read(), Limits(500_000, {}, 2560, None), ["keep", "webp"])
print(len(result.data), result.width, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("kind", ["JPEG", "progressive", "RGB", "RGBA"])
def test_a_hundred_megapixels_in_a_gigabyte(tmp_path, kind):
    tile, image = photograph(1000, 1000), Image.new("RGB", (10_000, 10_000))
    for number in range(100):
        image.paste(tile, (number % 10 * 1000, number // 10 * 1000))
    path = tmp_path / "large"
    if kind == "RGBA":
        image.putalpha(Image.radial_gradient("L").resize(image.size))
    if kind.startswith("RGB"):
        image.save(path, "PNG", compress_level=1)
    else:
        image.save(path, "JPEG", quality=90, progressive=kind == "progressive")
    command = [sys.executable, "-c", _MEASURED, str(path)]
    run = subprocess.run(
        command, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, check=True
    )
    size, width, kilobytes = map(int, run.stdout.split())
    assert size <= 500_000
    assert width <= 2560
    assert kilobytes < 1_000_000
