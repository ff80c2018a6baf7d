"""Animated pictures are made smaller with all their frames, or stay."""

import pytest
from pictures import as_file, opened, photograph, similarity
from PIL import Image, ImageDraw, ImageSequence, features

from blint.fix.pictures.shrink import Encoded, Limits, Unchanged, save_as, shrink

DURATIONS = [50, 60, 70, 200, 40, 50]


def frames(clear=False):
    """A ball that rolls over a photograph, or over nothing."""
    ground, made = photograph(400, 260).convert("RGBA" if clear else "RGB"), []
    ball = photograph(400, 260).transpose(Image.Transpose.ROTATE_180)
    if clear:
        ground.putalpha(0)
    for number in range(len(DURATIONS)):
        frame = ground.copy()
        place = (20 + number * 50, 80, 120 + number * 50, 180)
        mask = Image.new("L", frame.size)
        ImageDraw.Draw(mask).ellipse(place, fill=255)
        frame.paste(ball, (0, 0), mask)
        made.append(frame)
    return made


def film(kind, clear=False, **options):
    first, *rest = frames(clear)
    options = {"duration": DURATIONS, **options}
    return as_file(first, kind, save_all=True, append_images=rest, **options)


def shrunk(data, within, *formats):
    result = shrink(data, within, formats or ("keep",))
    assert isinstance(result, Encoded), result
    assert opened(result.data).size == (result.width, result.height)
    return result


def played(data):
    """The frames, their durations, and how often they are played (0: for ever)."""
    image, shown, durations = opened(data), [], []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        shown.append(frame.convert("RGBA"))
        durations.append(frame.info["duration"])
    loop = image.info.get("loop")
    if image.format == "GIF":
        loop = 1 if loop is None else loop and loop + 1
    return shown, durations, loop


FILMS = {
    "gif": film("GIF", loop=0),
    "gif-once": film("GIF"),
    "gif-again": film("GIF", loop=2),
    "gif-clear": film("GIF", clear=True, loop=0, disposal=2),
    "png": film("PNG", loop=3),
    "png-clear": film("PNG", clear=True, loop=0),
    "webp": film("WEBP", loop=3, quality=95),
    "webp-clear": film("WEBP", clear=True, loop=0, lossless=True, exact=True),
}


@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("kind", ["keep", "webp"])
def test_all_frames_are_kept(name, kind):
    data = FILMS[name]
    result = shrunk(data, Limits(None, {}, 200, None), kind)
    assert result[2:4] == (200, 130)
    assert len(result.data) < len(data)
    before, after = played(data), played(result.data)
    assert after[1:] == before[1:]
    for one, other in zip(before[0], after[0], strict=True):
        assert similarity(one.resize((200, 130), 1), other) > 0.85
        assert similarity(one.getchannel("A").resize((200, 130), 1), other.getchannel("A")) > 0.95


def test_the_size_in_bytes_is_met():
    gif = FILMS["gif"]
    size = len(gif) * 6 // 10
    assert len(shrunk(gif, Limits(size, {}, None, None), "keep").data) <= size
    small = shrunk(gif, Limits(25_000, {}, None, None), "keep", "webp")
    assert small.format == "webp"
    assert len(small.data) <= 25_000
    assert shrink(small.data, Limits(25_000, {}, None, None), ["keep"]).reason == "within-limits"
    assert shrunk(gif, Limits(25_000, {}, None, None), "keep", "webp") == small


def test_why_it_stays():
    gif = FILMS["gif"]
    assert shrink(gif, Limits(1000, {}, None, None), ["avif"]).reason in (
        "animation-format",
        "format",
    )
    assert shrink(gif, Limits(1000, {}, None, None), ["keep", "webp"]).reason == "cannot-meet"
    long = [frame.resize((8, 6)) for frame in frames()] * 400
    data = as_file(long[0], "PNG", save_all=True, append_images=long[1:], duration=[20, 30] * 1200)
    assert shrink(data, Limits(100, {}, None, None), ["keep"]).reason == "animation"
    assert isinstance(
        shrink(gif[: len(gif) // 2], Limits(10_000, {}, 200, None), ["keep"]), Unchanged
    )


def test_a_still_picture_that_is_none_of_the_frames_is_not_lost():
    still, *rest = frames()
    data = as_file(still, "PNG", save_all=True, default_image=True, append_images=rest)
    assert shrink(data, Limits(None, {}, 50, None), ["keep", "webp"]).reason == "still-picture"


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")
@pytest.mark.parametrize("formats", [["keep"], ["webp"], ["avif"], ["keep", "webp", "avif"]])
def test_an_animation_in_avif_is_left(formats):
    first, *rest = frames()
    data = as_file(first, "AVIF", save_all=True, append_images=rest, duration=100)
    assert shrink(data, Limits(None, {}, 50, None), formats).reason == "animation-format"


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_saved_as_another_format(kind):
    data = FILMS["webp" if kind != "webp" else "gif-again"]
    result = save_as(data, kind)
    assert isinstance(result, Encoded)
    before, after = played(data), played(result.data)
    assert after[1:] == before[1:]
    assert similarity(before[0][3], after[0][3]) > 0.85
    assert save_as(data, "jpeg").reason == "animation-format"
