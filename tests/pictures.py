"""Pictures drawn for tests, their metadata byte by byte, and how alike two of them look."""

import io
import random
import struct
import zlib

from PIL import Image, ImageDraw, ImageFilter


def photograph(width, height, mode="RGB"):
    """Soft colours with some grain, the same every time."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    grain = Image.frombytes("L", (256, 256), random.Random(7).randbytes(1 << 16))
    grain = grain.resize((width, height), Image.Resampling.BICUBIC)
    grain = grain.filter(ImageFilter.GaussianBlur(1.5))
    colours = Image.merge("RGB", (across, down, round_))
    return Image.blend(colours, Image.merge("RGB", [grain] * 3), 0.3).convert(mode)


def drawing(width, height):
    """Boxes and text on white, the same every time."""
    draw_at = random.Random(7)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for number in range(width * height // 10_000):
        left, top = draw_at.randrange(width), draw_at.randrange(height)
        draw.rectangle((left, top, left + 60, top + 25), outline="gray", fill="#eeeeff")
        draw.text(
            (left + 5, top + 5), f"text {number}", fill=draw_at.choice(("black", "navy", "red"))
        )
    return image


def cut_out(width, height):
    """A photograph that fades away to its corners."""
    image = photograph(width, height).convert("RGBA")
    image.putalpha(Image.radial_gradient("L").point(range(255, -1, -1)).resize((width, height)))
    return image


def as_file(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def similarity(one, other):
    """The mean structural similarity of two images in grey, by squares of eight pixels."""
    assert one.size == other.size
    (width, height), grounds = one.size, []
    for image in (one, other):
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "gray")
        grounds.append(Image.alpha_composite(ground, image).convert("L").tobytes())
    squares = [
        _square(*grounds, width, left, top)
        for top in range(0, height - 7, 8)
        for left in range(0, width - 7, 8)
    ]
    return sum(squares) / len(squares)


def _square(one, other, width, left, top):
    starts = [row * width + left for row in range(top, top + 8)]
    a = [value for start in starts for value in one[start : start + 8]]
    b = [value for start in starts for value in other[start : start + 8]]
    mean_a, mean_b = sum(a) / 64, sum(b) / 64
    a, b = [value - mean_a for value in a], [value - mean_b for value in b]
    spread = sum(value * value for value in a + b) / 64
    both = sum(x * y for x, y in zip(a, b, strict=True)) / 64
    light = (2 * mean_a * mean_b + 6.5025) / (mean_a**2 + mean_b**2 + 6.5025)
    return light * (2 * both + 58.5225) / (spread + 58.5225)


THUMBNAIL = as_file(Image.new("RGB", (8, 8), "teal"), "JPEG")


def coordinates(order=">"):
    """Degrees, minutes and seconds as Exif has them."""
    return struct.pack(f"{order}6I", 48, 1, 51, 1, 2958, 100)


def exif(order=">", orientation=1, gps=True):
    """A TIFF block with a maker, an orientation, a date, coordinates and a thumbnail."""
    header = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    entries = 4 if gps else 3
    after = 8 + 2 + 12 * entries + 4
    maker, date, taken = b"Camera Works\0", b"2024:05:06 07:08:09\0", after + 13
    details = taken + 20
    place = details + 2 + 12 + 4
    values = place + 2 + 4 * 12 + 4
    second = values + 48 if gps else place
    thumbnail = second + 2 + 2 * 12 + 4

    def entry(tag, kind, count, value):
        packed = struct.pack(f"{order}HHI", tag, kind, count)
        return packed + (value if isinstance(value, bytes) else struct.pack(f"{order}I", value))

    def directory(entries, following=0):
        head = struct.pack(f"{order}H", len(entries))
        return head + b"".join(entries) + struct.pack(f"{order}I", following)

    short = struct.pack(f"{order}HH", orientation, 0)
    first = [entry(0x010F, 2, 13, after), entry(0x0112, 3, 1, short), entry(0x8769, 4, 1, details)]
    if gps:
        first.append(entry(0x8825, 4, 1, place))
    block = header + directory(first, second) + maker + date
    block += directory([entry(0x9003, 2, 20, taken)])
    if gps:
        north, east = b"N\0\0\0", b"E\0\0\0"
        where = [entry(1, 2, 2, north), entry(2, 5, 3, values)]
        where += [entry(3, 2, 2, east), entry(4, 5, 3, values + 24)]
        block += directory(where) + coordinates(order) * 2
    length = len(THUMBNAIL)
    block += directory([entry(0x0201, 4, 1, thumbnail), entry(0x0202, 4, 1, length)])
    return block + THUMBNAIL


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'exif:GPSLatitude=\'48,51.493N\' exif:GPSLongitude = "2,17.67E" dc:format="image/jpeg">'
    b"<exif:GPSAltitude>35/1</exif:GPSAltitude><dc:source>scan</dc:source>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def png_chunk(name, content):
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def icc_profile(gamma, red, green, blue, padding=0):
    """A profile of RGB with these primaries (XYZ under D50); padding makes it larger."""

    def xyz(values):
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))
    text = b"text\0\0\0\0made for a test\0"
    tags = {b"rXYZ": xyz(red), b"gXYZ": xyz(green), b"bXYZ": xyz(blue), b"cprt": text}
    tags |= {b"wtpt": xyz((0.9642, 1, 0.8249)), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    tags[b"desc"] = b"desc\0\0\0\0\0\0\0\5test\0" + bytes(78)
    tags[b"junk"] = b"text\0\0\0\0" + bytes(padding)
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content
    head = struct.pack(
        ">I4sI4s4s4s", at + len(body), b"test", 0x02100000, b"mntr", b"RGB ", b"XYZ "
    )
    head += struct.pack(">6H4s", 2024, 1, 1, 0, 0, 0, b"acsp").ljust(44, b"\0")
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


DISPLAY_P3 = (2.2, (0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
