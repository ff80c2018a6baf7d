"""``blint shrink`` as people run it: what becomes of the images, and of all that names them."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import threading
import time
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image, features
from support import FRONT, SHARED, check, found, picture, write

from blint.cli.main import commands
from blint.engine.shrink.run import ShrinkRequest, shrink_images
from blint.errors import BlintError

LIMIT = 10 * 1024
CONFIG = f"""\
generator = "vitepress"

[rules]
"image/too-heavy" = {{ max-size = "{LIMIT // 1024} KiB" }}
"image/too-large" = {{ max-width = 200, max-height = 200 }}
"image/missing-alt" = "off"
"""
RULES = ("image/too-heavy", "image/too-large", "image/wrong-format", "image/location-metadata")
BROKEN = ("image/missing", "image/unreadable", "image/unresolved", "image/wrong-case")


def shrink(folder, *arguments, status=None):
    """What ``blint shrink`` with these arguments, run in a folder, tells as JSON."""
    return json.loads(told(folder, *arguments, "--output-format", "json", status=status))


def told(folder, *arguments, status=None, **environment):
    """What ``blint shrink`` prints in a folder, whose exit status is 0 or 1 unless said."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        clean = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "FORCE_COLOR"))
        env = {**clean, "NO_COLOR": "1", **environment}
        charset = environment.get("PYTHONIOENCODING", "utf-8")
        result = CliRunner(charset=charset).invoke(
            commands, ["shrink", *arguments], standalone_mode=False, env=env
        )
    finally:
        os.chdir(before)
    error = result.exception
    if isinstance(error, (BlintError, click.ClickException)):
        assert status == 2, error
        return str(error)
    assert error is None, result.exc_info
    assert result.return_value in ((0, 1) if status is None else (status,)), result.output
    return result.stdout


@cache
def photo(form="JPEG", size=(320, 240), seed=0, *, located=False):
    """A picture with detail and noise in it, like a photograph."""
    source = random.Random(seed)
    small = Image.frombytes("RGB", (16, 12), source.randbytes(16 * 12 * 3))
    noise = Image.frombytes("RGB", (80, 60), source.randbytes(80 * 60 * 3))
    image = Image.blend(
        small.resize(size, Image.Resampling.BICUBIC),
        noise.resize(size, Image.Resampling.BILINEAR),
        0.15,
    )
    out = io.BytesIO()
    more = {}
    if located:
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)}
        more["exif"] = exif
    image.save(out, form, quality=95, **more)
    return out.getvalue()


def site(folder, files, config=CONFIG):
    """A blog in a repository."""
    write(folder, {".git/": "", "blint.toml": config, **files})
    return folder


def paths(result, action=None):
    """The paths of the images that something is done with."""
    return [i["path"] for i in result["images"] if action in (None, i["action"])]


def reasons(result):
    """Why images stay as they are, by path."""
    return {image["path"]: image["reason"] for image in result["skipped"]}


def assert_whole(folder, config=()):
    """Every reference leads to a readable image."""
    assert found(check(folder, config=config), *BROKEN) == []


def contents(folder):
    """The bytes of all files, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- in place ------------------------------------------------------------------------------------


@pytest.fixture
def blog(tmp_path):
    return site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![Photo](images/photo.jpg)\n\n![Small](images/small.png)\n",
            "posts/b.md": FRONT + "![Again](./images/photo.jpg?x=1 'Title')\n",
            "posts/images/photo.jpg": photo(),
            "posts/images/small.png": picture(),
            "posts/images/unused.jpg": photo(seed=9),
        },
    )


def test_a_dry_run_writes_nothing_and_tells_all(blog):
    before = contents(blog)
    result = shrink(blog, status=1)
    assert contents(blog) == before
    assert result["written"] is False
    (image,) = result["images"]
    assert image["path"] == "posts/images/photo.jpg"
    assert image["action"] == "replace"
    assert image["before"] == {
        "bytes": len(photo()),
        "width": 320,
        "height": 240,
        "format": "jpeg",
    }
    assert image["after"]["bytes"] <= LIMIT
    assert (image["after"]["width"], image["after"]["height"]) == (200, 150)
    assert result["saved"] == len(photo()) - image["after"]["bytes"]


def test_it_is_done_and_nothing_is_left(blog):
    wanted = shrink(blog)
    done = shrink(blog, "--write", status=0)
    assert done["written"] is True
    assert done["images"] == wanted["images"]
    written = (blog / "posts/images/photo.jpg").read_bytes()
    assert len(written) == done["images"][0]["after"]["bytes"] <= LIMIT
    assert Image.open(io.BytesIO(written)).size == (200, 150)
    assert found(check(blog), *RULES) == []
    assert_whole(blog)
    before = contents(blog)
    assert shrink(blog, "--write", status=0)["images"] == []
    assert contents(blog) == before
    assert (blog / "posts/images/unused.jpg").read_bytes() == photo(seed=9)


def test_only_the_images_of_the_posts_that_are_asked_for(blog):
    write(
        blog,
        {"posts/c.md": FRONT + "![C](images/c.jpg)\n", "posts/images/c.jpg": photo(seed=3)},
    )
    result = shrink(blog, "posts/c.md", "--write", status=0)
    assert paths(result) == ["posts/images/c.jpg"]
    assert (blog / "posts/images/photo.jpg").read_bytes() == photo()


def test_images_and_folders_of_images_are_asked_for_by_their_paths(blog):
    more = FRONT + "![C](images/c.jpg) ![D](../media/d.jpg)\n"
    images = {"posts/images/c.jpg": photo(seed=3), "media/d.jpg": photo(seed=4)}
    write(blog, {"posts/c.md": more, **images})
    assert paths(shrink(blog, "posts/images/c.jpg")) == ["posts/images/c.jpg"]
    assert paths(shrink(blog, "media")) == ["media/d.jpg"]
    both = ["media/d.jpg", "posts/images/c.jpg"]
    assert paths(shrink(blog, "posts/images/c.jpg", "media")) == both
    assert paths(shrink(blog, "posts/a.md", "media")) == ["media/d.jpg", "posts/images/photo.jpg"]
    renamed = shrink(blog, "media", "--format", "webp", "--write", status=0)
    assert renamed["images"][0]["references"] == 1
    assert (blog / "posts/c.md").read_text(encoding="utf-8") == more.replace("d.jpg", "d.webp")
    assert (blog / "posts/images/c.jpg").read_bytes() == photo(seed=3)


def test_images_are_listed_folder_by_folder(tmp_path):
    names = ("posts/a.jpg", "posts/z.jpg", "posts/images/a.jpg")
    text = "".join(f"![A]({name.removeprefix('posts/')})\n\n" for name in names)
    site(tmp_path, {"posts/a.md": FRONT + text, **dict.fromkeys(names, photo())})
    assert paths(shrink(tmp_path)) == list(names)


def test_an_image_that_no_post_shows_is_said(blog):
    result = shrink(blog, "posts/images/unused.jpg", status=1)
    assert [(i["path"], i["reason"]) for i in result["skipped"]] == [
        ("posts/images/unused.jpg", "not-shown")
    ]
    assert "no post shows it" in told(blog, "posts/images/unused.jpg", status=1)


def test_a_folder_of_nothing(blog):
    write(blog, {"empty/": ""})
    assert "no image that could be made smaller" in told(blog, "empty", status=2)


def test_photographs_as_png_are_better_as_something_else(blog):
    write(blog, {"posts/c.md": FRONT + "![C](c.png)\n", "posts/c.png": photo("PNG")})
    assert "--format keep --format webp" in told(blog, "posts/c.md", status=1)
    offered = told(blog, "posts/c.md", "--format", "keep", "--format", "webp", status=1)
    assert "--format keep" not in offered


def test_another_format_is_offered_only_where_bytes_cost_pixels(tmp_path):
    plain = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(plain, "PNG", compress_level=0)
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.png)\n", "posts/a.png": plain.getvalue()})
    assert "--format" not in told(tmp_path, status=1)
    moving = io.BytesIO()
    first, *rest = (Image.open(io.BytesIO(photo(seed=seed))) for seed in range(4))
    first.save(moving, "GIF", save_all=True, append_images=rest)
    write(tmp_path, {"posts/a.md": FRONT + "![A](a.gif)\n", "posts/a.gif": moving.getvalue()})
    assert reasons(shrink(tmp_path)) == {"posts/a.gif": "cannot-meet"}
    assert "--format keep --format webp" in told(tmp_path, status=1)


def test_the_strictest_limits_of_all_posts_hold(blog):
    config = CONFIG + (
        '[[overrides]]\npaths = ["posts/b.md"]\nrules = { "image/too-large" = { max-width = 100 } }'
    )
    write(blog, {"blint.toml": config})
    result = shrink(blog, "posts/a.md", "--write", status=0)
    assert result["images"][0]["after"]["width"] == 100


def test_limits_by_format_and_rules_that_are_off(tmp_path):
    config = CONFIG.replace('KiB" }', 'KiB", formats = { jpg = "1 MiB" } }')
    config = config.replace('"image/too-large" = {', '#"image/too-large" = {')
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](a.jpg) ![B](b.webp)\n",
            "posts/a.jpg": photo(),
            "posts/b.webp": photo("WEBP"),
        },
        config + '"image/too-large" = "off"\n',
    )
    assert paths(shrink(tmp_path)) == ["posts/b.webp"]


# --- new names -----------------------------------------------------------------------------------

KINDS = {
    "markdown": "![A](images/photo.jpg)",
    "titled": '![A](<images/photo.jpg?v=1#top> "photo")',
    "encoded": "![A](images/%70hoto.jpg)",
    "definition": "![A][p]\n\nText.\n\n[p]: images/photo.jpg 'Title'",
    "shared definition": "![A][p] and ![B][p]\n\n[p]: images/photo.jpg",
    "html": '<img alt="A" src="./images/photo.jpg">',
    "srcset": '<img alt="A" src="./images/s.png" srcset="./images/photo.jpg 1x, ./s.png 2x">',
    "picture": '<picture><source srcset="./images/photo.jpg"><img src="./images/s.png"></picture>',
    "import": (
        "<script setup>\nimport photo from './images/photo.jpg'\n</script>\n\n<img :src=\"photo\">"
    ),
    "link": "[![A](images/photo.jpg)](images/photo.jpg)",
    "two": "![A](images/photo.jpg) ![A](images/photo.jpg)",
    "field": "![A](images/photo.jpg)\n",
    "links": (
        "![A](images/photo.jpg) [large](images/photo.jpg 'T') [L][p] text[^1]\n\n"
        "<a href='images/photo.jpg'>l</a> <A HREF = \"./images/photo.jpg#top\">l</A>\n\n"
        "[p]: images/photo.jpg\n[^1]: [large](images/photo.jpg)"
    ),
    "quoted": "> - ![A](images/photo.jpg)\n> - ![B](images/s.png)",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_reference_follows(tmp_path, kind):
    text = FRONT + KINDS[kind] + "\n"
    if kind == "field":
        text = text.replace("date", "open-graph: { src: './images/photo.jpg' }\ndate")
    site(
        tmp_path,
        {
            "posts/a.md": text,
            "posts/deep/b.md": FRONT + "![B](../images/photo.jpg)\r\n",
            "posts/images/photo.jpg": photo(),
            "posts/images/s.png": picture(),
            "posts/s.png": picture(),
        },
    )
    result = shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert paths(result, "rename") == ["posts/images/photo.jpg"], result["images"]
    expected = text.replace("hoto.jpg", "hoto.webp")
    assert (tmp_path / "posts/a.md").read_bytes() == expected.encode()
    assert b"photo.webp)\r\n" in (tmp_path / "posts/deep/b.md").read_bytes()
    names = sorted(path.name for path in (tmp_path / "posts/images").iterdir())
    assert names == ["photo.webp", "s.png"]
    assert_whole(tmp_path)
    assert found(check(tmp_path), *RULES) == []
    again = shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert again["images"] == []


HUGO = {
    "hugo.toml": 'baseURL = "https://example.org/"\n',
    "content/posts/one/index.md": (
        "+++\ntitle = 'One'\ndate = 2024-01-01\n[cover]\nimage = 'photo.jpg'\n+++\n\n"
        '![P](photo.jpg)\n\n{{< figure src="photo.jpg" alt="P" link="photo.jpg" >}}\n'
    ),
    "content/posts/one/photo.jpg": photo(),
}
HEXO = {
    "_config.yml": "title: T\npost_asset_folder: true\n",
    "package.json": '{"dependencies": {"hexo": "7.0.0"}}',
    "source/_posts/one.md": FRONT + "{% asset_img photo.jpg A photo %}\n",
    "source/_posts/one/photo.jpg": photo(),
}
HUGO_LISTS = {
    **HUGO,
    "content/posts/one/index.md": (
        "+++\ntitle = 'One'\ndate = 2024-01-01\nimages = ['a.png', 'photo.jpg']\n"
        '[[resources]]\nsrc = "photo.jpg"\n+++\n\n![P](photo.jpg) ![A](a.png)\n'
    ),
    "content/posts/one/a.png": picture(),
}
JEKYLL = {
    "_config.yml": "title: T\nplugins: [jekyll-feed]\n",
    "Gemfile": 'gem "jekyll"\n',
    "_posts/2024-01-01-one.md": (
        "---\ntitle: One\nimage: /assets/photo.jpg\n---\n\n"
        "![P]({{ site.baseurl }}/assets/photo.jpg)\n\n![P](/assets/photo.jpg)\n"
    ),
    "assets/photo.jpg": photo(),
}
ASTRO = {
    "astro.config.mjs": "export default {}\n",
    "package.json": '{"dependencies": {"astro": "5.0.0"}}',
    "src/content/posts/one.mdx": (
        "---\ntitle: One\ncover: ./photo.jpg\n---\nimport photo from './photo.jpg'\n\n"
        '![P](./photo.jpg)\n\n<img src={photo.src} alt="P" />\n'
    ),
    "src/content/posts/photo.jpg": photo(),
}


@pytest.mark.parametrize(
    ("name", "files", "post", "references"),
    [
        ("hugo", HUGO, "content/posts/one/index.md", 4),
        ("hugo", HUGO_LISTS, "content/posts/one/index.md", 3),
        ("hexo", HEXO, "source/_posts/one.md", 1),
        ("jekyll", JEKYLL, "_posts/2024-01-01-one.md", 3),
        ("astro", ASTRO, "src/content/posts/one.mdx", 3),
    ],
)
def test_references_of_several_generators_follow(tmp_path, name, files, post, references):
    site(tmp_path, files, CONFIG.replace("vitepress", name))
    result = shrink(tmp_path, "--format", "webp", "--write", status=0)
    (image,) = result["images"]
    assert (image["action"], image["references"]) == ("rename", references)
    text = files[post]
    assert (tmp_path / post).read_text() == text.replace("photo.jpg", "photo.webp")
    assert_whole(tmp_path)
    assert not list(tmp_path.rglob("photo.jpg"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".vitepress/theme/Layout.vue", '<img src="../../posts/images/photo.jpg">'),
        (".vitepress/config.ts", "export default { head: '/images/photo.jpg' }"),
        ("theme/style.css", "a { background: url(images/photo.jpg) }"),
        ("README.md", "The ![photo](posts/images/photo.jpg)."),
        ("scripts/build.js", "glob('posts/images/*.jpg')"),
        ("data.json", '"posts\\u002fimages\\u002fphoto.jpg"'),
        ("posts/b.md", FRONT + "<img alt='' :src=\"'images/photo.jpg'\">\n"),
        ("posts/b.md", FRONT + "Our {% lightbox photo.jpg %}\n"),
        ("posts/b.md", FRONT + '{{< gallery match="images/*.jpg" >}}\n'),
        ("posts/b.md", FRONT.replace("date", "my-picture: assets/images/photo.jpg\ndate")),
        ("posts/b.md", FRONT.replace("date", "resources:\n- src: '**.jpg'\ndate")),
        ("posts/b.md", FRONT + "<img data-src='images/photo.jpg'>\n"),
        ("posts/b.md", FRONT + "<style>a { background: url(images/photo.jpg) }</style>\n"),
        ("posts/b.md", FRONT + "![A]({{ folder }}/photo.jpg)\n"),
        ("posts/b.md", FRONT + "<p style='background:url(images/photo.jpg)'>A</p>\n"),
        ("posts/b.md", FRONT + '<p style="background:url(images\\/ph\\6fto.jpg)">A</p>\n'),
        ("posts/b.md", FRONT + "<p style='background:url(&quot;images/photo%2Ejpg&quot;)'>A</p>\n"),
        ("posts/b.md", FRONT + "<p style='--a: image-set(url(images/photo\\2e jpg) 1x)'>A</p>\n"),
        ("posts/b.md", FRONT + "<a href=images/photo.jpg>A</a>\n"),
        ("posts/b.md", FRONT + "<img alt='' onclick=\"show('images/photo.jpg')\">\n"),
        ("posts/b.md", FRONT + "<script>show('images/photo.jpg')</script>\n"),
        ("posts/b.md", FRONT + "![[images/photo.jpg|200]]\n"),
        ("posts/b.md", FRONT + "![A](https://example.org/images/photo.jpg)\n"),
        ("posts/b.md", FRONT + "[A](https://example.org/images/photo.jpg)\n"),
        ("data.yml", "photos: [images/photo.jpg]\n"),
        ("posts/b.md", b"\xff" + FRONT.encode() + b"![P](images/photo.jpg)\n"),
    ],
)
def test_what_cannot_follow_keeps_the_name(blog, name, text):
    write(blog, {name: text})
    result = shrink(blog, "posts/a.md", "--format", "keep", "--format", "webp", "--write")
    (image,) = result["images"]
    assert (image["action"], image["reason"]) == ("replace", "mention")
    assert name in image["message"]
    assert len((blog / "posts/images/photo.jpg").read_bytes()) <= LIMIT
    result = shrink(blog, "posts/a.md", "--format", "webp", "--write")
    assert result["images"] == []


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")
def test_an_animation_in_avif_is_left_and_said(tmp_path):
    moving = io.BytesIO()
    first, *rest = (Image.open(io.BytesIO(photo(seed=seed))) for seed in range(3))
    first.save(moving, "AVIF", save_all=True, append_images=rest, duration=200)
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.avif)\n", "posts/a.avif": moving.getvalue()})
    result = shrink(tmp_path, "--write", status=1)
    assert reasons(result) == {"posts/a.avif": "animation-format"}
    assert "GIF, PNG and WebP only" in told(tmp_path, status=1)
    assert "动画" in told(tmp_path, "--language", "zh", status=1)
    assert (tmp_path / "posts/a.avif").read_bytes() == moving.getvalue()


def test_without_keep_an_image_whose_name_has_to_stay_is_said(blog):
    write(blog, {"theme/style.css": "a { background: url(images/photo.jpg) }"})
    before = contents(blog)
    result = shrink(blog, "--format", "webp", "--write", status=1)
    assert reasons(result) == {"posts/images/photo.jpg": "mention"}
    assert contents(blog) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("theme/style.css", "a { background: url(other/photo.jpg), url(my-photo.jpg) }"),
        (".gitattributes", "*.jpg binary\n"),
        ("node_modules/x/a.js", "'images/photo.jpg'"),
        ("posts/b.md", FRONT + "Write `![](images/photo.jpg)`.\n"),
        ("posts/b.md", FRONT + "<!-- photo.jpg -->\n\n![photo.jpg](images/photo.jpg)\n"),
        ("posts/b.md", FRONT + '<img alt="photo.jpg" src="./images/photo.jpg">\n'),
        ("posts/b.md", FRONT + "![photo.jpg](https://example.org/pictures/photo.jpg)\n"),
        ("posts/other/b.md", FRONT + "![Other](photo.jpg)\n"),
    ],
)
def test_what_means_another_file_is_no_obstacle(blog, name, text):
    write(blog, {name: text, "posts/other/photo.jpg": picture("JPEG")})
    result = shrink(blog, "posts/a.md", "--format", "webp", "--write", status=0)
    assert paths(result, "rename") == ["posts/images/photo.jpg"]


@pytest.mark.parametrize(
    "text",
    [
        "[large](images/photo.jpg)",
        "<a href='images/photo.jpg'>large</a>",
        "<p style='background: url(images/photo.jpg)'>A</p>",
        "<style>p { background: url(images/photo.jpg) }</style>",
    ],
)
def test_what_the_rules_do_not_look_at_is_left(tmp_path, text):
    site(tmp_path, {"posts/a.md": FRONT + text + "\n", "posts/images/photo.jpg": photo()})
    assert found(check(tmp_path), *RULES) == []
    before = contents(tmp_path)
    result = shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert (result["images"], result["skipped"]) == ([], [])
    assert contents(tmp_path) == before
    assert reasons(shrink(tmp_path, "posts/images/photo.jpg")) == {
        "posts/images/photo.jpg": "not-shown"
    }


def test_a_folder_whose_name_is_of_two_words(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](<my images/photo.jpg>)\n",
            "posts/my images/photo.jpg": photo(),
            "theme/style.css": "a { background: url('my images/photo.jpg') }",
        },
    )
    result = shrink(tmp_path, "--format", "webp", "--write", status=1)
    assert reasons(result) == {"posts/my images/photo.jpg": "mention"}


def test_another_file_is_never_overwritten(blog):
    write(blog, {"posts/images/photo.webp": picture("WEBP")})
    both = shrink(blog, "--format", "webp", "--format", "keep", "--write", status=0)
    assert both["images"][0]["action"] == "replace"
    assert both["images"][0]["reason"] == "exists"
    assert (blog / "posts/images/photo.webp").read_bytes() == picture("WEBP")


def test_two_images_that_would_get_one_name(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](a.jpg) ![B](a.png) ![C](c.jpg)\n",
            "posts/a.jpg": photo(),
            "posts/a.png": photo("PNG", seed=1),
            "posts/c.jpg": photo(seed=2),
        },
    )
    before = contents(tmp_path)
    result = shrink(tmp_path, "--format", "webp", "--write", status=1)
    assert reasons(result) == {"posts/a.jpg": "same-name", "posts/a.png": "same-name"}
    assert paths(result, "rename") == ["posts/c.jpg"]
    assert contents(tmp_path)["posts/a.jpg"] == before["posts/a.jpg"]


def test_one_of_two_images_may_get_the_name_that_both_might(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](a.jpg) ![B](a.png)\n",
            "posts/a.jpg": photo(),
            "posts/a.png": photo("PNG", seed=1),
        },
    )
    result = shrink(tmp_path, "--format", "keep", "--format", "webp", "--write", status=0)
    assert sorted(image["action"] for image in result["images"]) == ["rename", "replace"]
    names = sorted(path.name for path in (tmp_path / "posts").iterdir())
    assert names == ["a.jpg", "a.md", "a.webp"]
    assert_whole(tmp_path)


def test_formats_are_configured(blog):
    write(blog, {"blint.toml": CONFIG + '[shrink]\nformat = ["webp"]\n'})
    assert paths(shrink(blog, "--write", status=0), "rename") == ["posts/images/photo.jpg"]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('[shrink]\nformat = ["jxl"]', 'shrink.format must be one of "keep", "webp", "avif"'),
        ("[shrink]\nformat = []", "shrink.format must name a format"),
        ('[shrink]\nformats = ["webp"]', 'unknown key "shrink.formats" (did you mean "format"?)'),
    ],
)
def test_a_wrong_configuration_is_said(blog, table, complaint):
    write(blog, {"blint.toml": CONFIG + table})
    assert complaint in told(blog, status=2)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")
def test_avif(blog):
    result = shrink(blog, "--format", "avif", "--write", status=0)
    assert result["images"][0]["after"]["path"] == "posts/images/photo.avif"
    assert_whole(blog)


NAMES = {
    "照片 1.jpg": "%E7%85%A7%E7%89%87%201.jpg",
    "a (b).jpg": "a%20(b).jpg",
    "a&b.jpg": "a&amp;b.jpg",
    "50%.jpg": "50%25.jpg",
    "a#b?.jpg": "a%23b%3F.jpg",
    "a.jpg.jpg": "a.jpg.jpg",
    "UPPER.JPG": "UPPER.JPG",
    "e\u0301.jpeg": "e\u0301.jpeg",
    "a_b*c.jpg": r"a\_b\*c.jpg",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("around", ["![A](%s)", "[![A](<%s>)](%s 'T')", "[p]: %s\n\n![A][p] ![p]"])
def test_odd_names_follow(tmp_path, name, around):
    written = NAMES[name]
    text = FRONT + around.replace("%s", written) + "\n"
    site(tmp_path, {"posts/a.md": text, f"posts/{name}": photo()})
    before = found(check(tmp_path), *BROKEN)
    result = shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert paths(result, "rename") == [f"posts/{name}"]
    ending = os.path.splitext(name)[1]
    expected = FRONT + around.replace("%s", written.removesuffix(ending) + ".webp") + "\n"
    assert (tmp_path / "posts/a.md").read_text() == expected
    assert found(check(tmp_path), *BROKEN) == before


def test_a_folder_that_is_linked(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](linked/photo.jpg) ![A](images/photo.jpg)\n",
            "posts/images/photo.jpg": photo(),
        },
    )
    (tmp_path / "posts/linked").symlink_to("images")
    shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert (tmp_path / "posts/images/photo.webp").exists()
    assert_whole(tmp_path)


def test_a_path_in_the_wrong_case_follows_and_stays_wrong(tmp_path):
    site(tmp_path, {"posts/a.md": FRONT + "![A](Photo.JPG)\n", "posts/photo.jpg": photo()})
    before = found(check(tmp_path), "image/wrong-case")
    shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert found(check(tmp_path), *BROKEN) == before
    assert "(Photo.webp)" in (tmp_path / "posts/a.md").read_text()


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "mixed"])
def test_all_other_bytes_of_a_post_stay(tmp_path, bom, end):
    lines = [
        *FRONT.splitlines(),
        "Tea 茶 \U0001f375",
        "",
        "![A](a.jpg)  ",
        "",
        "> ![A](./a.jpg 'T')",
    ]
    text = (
        end.join(lines) if end != "mixed" else "\r\n".join(lines[:6]) + "\n" + "\n".join(lines[6:])
    )
    before = bom + text.encode()
    site(tmp_path, {"posts/a.md": before, "posts/a.jpg": photo()})
    (tmp_path / "posts/a.md").chmod(0o640)
    shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert (tmp_path / "posts/a.md").read_bytes() == before.replace(b"a.jpg", b"a.webp")
    assert (tmp_path / "posts/a.md").stat().st_mode & 0o777 == 0o640


# --- the other mends -----------------------------------------------------------------------------


def test_a_misnamed_image_gets_the_name_of_what_it_is(tmp_path):
    site(
        tmp_path,
        {"posts/a.md": FRONT + "![A](a.png)\n", "posts/a.png": photo("JPEG", (100, 60))},
    )
    result = shrink(tmp_path, "--write", status=0)
    assert paths(result, "rename") == ["posts/a.png"]
    assert (tmp_path / "posts/a.jpg").read_bytes() == photo("JPEG", (100, 60))
    assert not (tmp_path / "posts/a.png").exists()
    assert "![A](a.jpg)" in (tmp_path / "posts/a.md").read_text()
    assert found(check(tmp_path), *RULES, *BROKEN) == []


def test_a_misnamed_image_whose_name_has_to_stay_is_saved_as_it_is_called(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](a.png)\n",
            "posts/a.png": photo("JPEG", (60, 40)),
            "theme.css": "a { background: url(/posts/a.png) }",
        },
    )
    result = shrink(tmp_path, "--write", status=0)
    assert paths(result, "replace") == ["posts/a.png"]
    assert (tmp_path / "posts/a.png").read_bytes().startswith(b"\x89PNG")
    assert found(check(tmp_path), *RULES, *BROKEN) == []


def test_a_misnamed_image_of_a_format_that_is_not_written(tmp_path):
    data = picture("BMP", (40, 30))
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.png)\n", "posts/a.png": data})
    shrink(tmp_path, "--write", status=0)
    assert (tmp_path / "posts/a.bmp").read_bytes() == data
    assert found(check(tmp_path), *RULES, *BROKEN) == []


def test_a_misnamed_image_over_the_limit(tmp_path):
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.png)\n", "posts/a.png": photo()})
    shrink(tmp_path, "--write", status=0)
    assert len((tmp_path / "posts/a.jpg").read_bytes()) <= LIMIT
    assert found(check(tmp_path), *RULES, *BROKEN) == []


def test_coordinates_go_and_the_picture_stays(tmp_path):
    data = photo("JPEG", (100, 60), located=True)
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.jpg)\n", "posts/a.jpg": data})
    assert found(check(tmp_path), *RULES)
    shrink(tmp_path, "--write", status=0)
    after = (tmp_path / "posts/a.jpg").read_bytes()
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert found(check(tmp_path), *RULES) == []


# --- what a killed run has left ------------------------------------------------------------------


def interrupted(folder, step):
    """A site as a run leaves it that is killed after a step: 1 the new file is there, 2 one of two
    posts follows, 3 both do, and the old file is still there."""
    whole = folder / "whole"
    files = {
        "posts/a.md": FRONT + "![A](photo.jpg)\n",
        "posts/b.md": FRONT + "![B](photo.jpg) ![S](s.png)\n",
        "posts/photo.jpg": photo(),
        "posts/s.png": picture(),
    }
    site(whole, files)
    shrink(whole, "--format", "webp", "--write", status=0)
    killed = site(folder / "killed", files)
    for name in ("posts/photo.webp", "posts/a.md", "posts/b.md")[:step]:
        shutil.copy(whole / name, killed / name)
    return whole, killed


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_the_next_run_finishes_what_a_killed_one_has_left(tmp_path, step):
    whole, killed = interrupted(tmp_path, step)
    assert_whole(killed)
    result = shrink(killed, "--format", "webp", "--write", status=0)
    assert result["images"][0]["action"] == ("remove" if step == 3 else "rename")
    assert contents(killed) == contents(whole)
    assert shrink(killed, "--format", "webp", "--write", status=0)["images"] == []


def test_an_image_beside_another_is_not_taken_for_a_left_one(tmp_path):
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](photo.webp)\n",
            "posts/photo.jpg": photo(),
            "posts/photo.webp": picture("WEBP"),
        },
    )
    result = shrink(tmp_path, "--format", "webp", "--write", status=0)
    assert result["images"] == []
    assert (tmp_path / "posts/photo.jpg").exists()


# --- bad input -----------------------------------------------------------------------------------

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 900000\n"
BAD = {
    "damaged": ({"posts/bad.jpg": photo(seed=5)[:12_000]}, "corrupt"),
    "no picture": ({"posts/bad.jpg": b"GIF no" * 9000}, "not-an-image"),
    "empty": ({"posts/bad.jpg": b""}, "empty"),
    "lfs": ({"posts/bad.jpg": POINTER}, "lfs-pointer"),
    "svg": ({"posts/bad.jpg": "<svg xmlns='http://www.w3.org/2000/svg'>" + " " * 30_000}, "vector"),
}


def with_a_good_one(folder, files, name="bad.jpg"):
    return site(
        folder,
        {
            "posts/a.md": FRONT + f"![Bad]({name})\n\n![Good](good.jpg)\n",
            "posts/good.jpg": photo(),
            **files,
        },
    )


@pytest.mark.parametrize("kind", BAD)
def test_bad_images_are_said_and_the_rest_is_done(tmp_path, kind):
    files, reason = BAD[kind]
    with_a_good_one(tmp_path, files)
    if kind == "svg":
        os.rename(tmp_path / "posts/bad.jpg", tmp_path / "posts/bad.svg")
        text = (tmp_path / "posts/a.md").read_text().replace("bad.jpg", "bad.svg")
        write(tmp_path, {"posts/a.md": text})
    before = contents(tmp_path)
    result = shrink(tmp_path, "--write", status=1)
    assert list(reasons(result).values()) == [reason]
    assert paths(result) == ["posts/good.jpg"]
    after = contents(tmp_path)
    assert [name for name in before if before[name] != after[name]] == ["posts/good.jpg"]


def test_a_read_only_image(tmp_path):
    with_a_good_one(tmp_path, {"posts/bad.jpg": photo(seed=5)})
    (tmp_path / "posts/bad.jpg").chmod(0o444)
    result = shrink(tmp_path, "--write", status=1)
    assert reasons(result) == {"posts/bad.jpg": "read-only"}
    assert paths(result) == ["posts/good.jpg"]


def test_a_read_only_post(tmp_path):
    with_a_good_one(tmp_path, {"posts/bad.jpg": photo(seed=5)})
    (tmp_path / "posts/a.md").chmod(0o444)
    result = shrink(tmp_path, "--format", "webp", "--write", status=1)
    assert set(reasons(result).values()) == {"post-read-only"}


def test_an_image_of_a_submodule(tmp_path):
    with_a_good_one(tmp_path, {"posts/sub/.git": "gitdir: x\n", "posts/sub/x.jpg": photo(seed=5)})
    text = (tmp_path / "posts/a.md").read_text().replace("bad.jpg", "sub/x.jpg")
    write(tmp_path, {"posts/a.md": text})
    result = shrink(tmp_path, "--write", status=1)
    assert reasons(result) == {"posts/sub/x.jpg": "other-repository"}
    assert paths(result) == ["posts/good.jpg"]
    assert (tmp_path / "posts/sub/x.jpg").read_bytes() == photo(seed=5)


def test_posts_of_a_submodule_are_left_alone_unless_it_is_asked_for(blog):
    files = {"posts/sub/a.md": FRONT + "![A](a.jpg)\n", "posts/sub/a.jpg": photo(seed=5)}
    write(blog, {"posts/sub/.git": "gitdir: x\n", "posts/sub/blint.toml": CONFIG, **files})
    result = shrink(blog, "--write", status=1)
    assert [entry["path"] for entry in result["unread"]] == ["posts/sub"]
    assert paths(result) == ["posts/images/photo.jpg"]
    assert (blog / "posts/sub/a.jpg").read_bytes() == photo(seed=5)
    assert paths(shrink(blog, "posts/sub", "--write", status=0)) == ["posts/sub/a.jpg"]


@pytest.mark.parametrize("link", [False, True])
def test_an_image_outside_the_repository(tmp_path, link):
    write(tmp_path, {"outside.jpg": photo(seed=5)})
    blog = tmp_path / "blog"
    with_a_good_one(blog, {}, "bad.jpg" if link else "../../outside.jpg")
    if link:
        (blog / "posts/bad.jpg").symlink_to(tmp_path / "outside.jpg")
    result = shrink(blog, "--write", status=1)
    assert list(reasons(result).values()) == ["outside"]
    assert paths(result) == ["posts/good.jpg"]
    assert (tmp_path / "outside.jpg").read_bytes() == photo(seed=5)


def test_a_link_within_the_repository_stays_one(tmp_path):
    with_a_good_one(tmp_path, {"shared/real.jpg": photo(seed=5)})
    (tmp_path / "posts/bad.jpg").symlink_to("../shared/real.jpg")
    result = shrink(tmp_path, "--format", "keep", "--format", "webp", "--write", status=0)
    assert (tmp_path / "posts/bad.jpg").is_symlink()
    assert len((tmp_path / "shared/real.jpg").read_bytes()) <= LIMIT
    assert "shared/real.jpg" in paths(result)
    assert_whole(tmp_path)


def test_an_image_whose_link_cannot_follow_keeps_no_other_one(tmp_path):
    with_a_good_one(tmp_path, {"posts/real.jpg": photo(seed=5)})
    (tmp_path / "posts/bad.jpg").symlink_to("real.jpg")
    text = FRONT + "![A](bad.jpg) ![B](real.jpg) ![C](good.jpg)\n"
    write(tmp_path, {"posts/a.md": text})
    result = shrink(tmp_path, "--format", "webp", "--write", status=1)
    assert reasons(result) == {"posts/real.jpg": "post"}
    assert paths(result, "rename") == ["posts/good.jpg"]
    assert (tmp_path / "posts/a.md").read_text() == text.replace("good.jpg", "good.webp")
    assert_whole(tmp_path)


def test_a_post_that_cannot_be_read_is_said(blog):
    write(blog, {"posts/bad.md": b"\xff\xfe\x00"})
    result = shrink(blog, "--write", status=1)
    assert [entry["path"] for entry in result["unread"]] == ["posts/bad.md"]
    assert paths(result) == ["posts/images/photo.jpg"]


def run_with(folder, change, **wishes):
    """What comes of a run in a folder in which something changes once the images are made."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return shrink_images(ShrinkRequest(write=True, **wishes), lambda _done, _all: change())
    finally:
        os.chdir(before)


def test_an_image_that_changes_in_the_meantime(blog):
    other = photo(seed=7)
    result = run_with(blog, lambda: write(blog, {"posts/images/photo.jpg": other}))
    assert [(c.action, c.why.reason) for c in result.changes] == [("skip", "changed")]
    assert result.failed
    assert (blog / "posts/images/photo.jpg").read_bytes() == other


def test_a_post_that_changes_in_the_meantime_follows_as_it_is_now(blog):
    text = FRONT + "![Moved](images/photo.jpg) and more\n"
    result = run_with(blog, lambda: write(blog, {"posts/b.md": text}), formats=("webp",))
    assert not result.failed
    assert (blog / "posts/b.md").read_text() == text.replace(".jpg", ".webp")
    assert_whole(blog)


def test_a_post_that_cannot_follow_any_more(blog):
    data = b"\xff![P](images/photo.jpg)"
    result = run_with(blog, lambda: write(blog, {"posts/b.md": data}), formats=("webp",))
    assert [(c.action, c.why.reason) for c in result.changes] == [("skip", "post")]
    assert (blog / "posts/images/photo.jpg").read_bytes() == photo()
    assert (blog / "posts/b.md").read_bytes() == data
    assert_whole(blog)
    write(blog, {"posts/b.md": FRONT + "![P](images/photo.jpg)\n"})
    assert paths(shrink(blog, "--format", "webp", "--write", status=0), "rename")
    assert not (blog / "posts/images/photo.jpg").exists()
    assert_whole(blog)


def test_a_post_that_another_program_writes_over(blog):
    """An editor saves what it has in mind, the old text, as soon as the post has changed."""
    text = (blog / "posts/a.md").read_text()
    others = {f"posts/z{n:03}.md": FRONT + "![Z](images/photo.jpg)\n" for n in range(150)}
    write(blog, others)

    def save():
        while "photo.webp" not in (blog / "posts/a.md").read_text():
            time.sleep(0.001)
        write(blog, {"posts/a.md": text})

    editor = threading.Thread(target=save, daemon=True)
    started = []

    def once():
        if not started:
            started.append(editor.start())

    result = run_with(blog, once, formats=("webp",))
    editor.join(10)
    assert [(c.action, c.why.reason) for c in result.changes] == [("skip", "post-changed")]
    assert result.failed
    assert_whole(blog)
    assert paths(shrink(blog, "--format", "webp", "--write", status=0), "rename")
    assert not (blog / "posts/images/photo.jpg").exists()
    assert_whole(blog)


def test_usage(blog):
    assert "nowhere" in told(blog, "nowhere", status=2)
    assert "neither an image nor a post" in told(blog, "blint.toml", status=2)
    assert "png" in told(blog, "--format", "png", status=2)


# --- the report ----------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["40", "80", "100", "200"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_report_fits_any_width(blog, columns, encoding):
    text = told(blog, "--format", "webp", COLUMNS=columns, PYTHONIOENCODING=encoding)
    assert "photo.jpg" in text
    assert "photo.webp" in text
    assert "320" in text
    assert "--write" in text
    assert "\x1b" not in text
    assert all(len(line.rstrip()) <= int(columns) for line in text.splitlines())


def test_that_nothing_was_to_be_done_and_that_nothing_could_be(tmp_path):
    site(tmp_path, {"posts/a.md": FRONT + "![A](a.png)\n", "posts/a.png": picture()})
    assert "nothing to make smaller" in told(tmp_path, status=0)
    (tmp_path / "posts/a.png").write_bytes(b"")
    assert "none made smaller" in told(tmp_path, status=1)
    assert "一张也没有缩小" in told(tmp_path, "--language", "zh", status=1)


def test_the_report_in_chinese(blog):
    write(blog, {"posts/images/photo.webp": picture("WEBP")})
    text = told(blog, "--language", "zh", "--format", "webp", status=1)
    assert "张图片保持原样" in text
    assert "posts/images/photo.webp 已经存在" in text


def test_names_of_others_are_shown_with_escapes(tmp_path):
    name = "\x1b[31m##[error]x\u202e.jpg"
    site(
        tmp_path,
        {
            "posts/a.md": FRONT + "![A](%1b%5b31m%23%23%5berror%5dx%e2%80%ae.jpg)\n",
            f"posts/{name}": photo(),
        },
    )
    text = told(tmp_path, status=1)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "##[error]" not in text
    assert paths(shrink(tmp_path)) == [f"posts/{name}"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published post is not beside this checkout")
def test_a_published_post(tmp_path):
    seed, blog = SHARED / "seed", tmp_path / "blog"
    there = [path for path in seed.rglob("*") if path.is_file()]
    config = CONFIG.replace("10 KiB", "100 KiB").replace("200", "800")
    site(blog, {str(path.relative_to(seed)): path.read_bytes() for path in there}, config)
    before = (blog / "posts/wuxi-kaifangyuanzi.md").read_bytes()
    result = shrink(blog, "--write", status=0)
    assert len(paths(result)) == 9
    for path in (blog / "images").rglob("*.jpeg"):
        assert path.stat().st_size <= 100 * 1024
        with Image.open(path) as image:
            assert max(image.size) <= 800
    assert (blog / "posts/wuxi-kaifangyuanzi.md").read_bytes() == before
    assert found(check(blog), "image") == []
