"""Astro's schema and configuration, read as text."""

from __future__ import annotations

import pytest
from support import check, write

from blint.files.disk import Files
from blint.generators.astro import read_site

SCHEMA = "const blog = defineCollection({ schema: ({ image }) => z.object({ %s }) });\n"


def site(folder, fields, **files):
    write(
        folder,
        {
            ".git/": "",
            "astro.config.mjs": files.pop("config", "export default {};\n"),
            "src/content.config.ts": SCHEMA % fields,
            "src/pages/index.astro": "",
            **files,
        },
    )
    return read_site(str(folder), Files(str(folder)))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("title: z.string(), cover: image()", ("cover",)),
        ("heroImage: image().optional()", ("heroImage",)),
        ("heroImage: z.optional(image())", ("heroImage",)),
        ("cover: image().or(z.string())", ("cover",)),
        ("cover: z.union([image(), z.string()])", ("cover",)),
        ("cover: z.string().optional()", ()),
        ("gallery: z.array(image())", ("gallery",)),
        ("cover: z.object({ src: image(), alt: z.string() })", ("cover.src",)),
        ("shots: z.array(z.object({ file: image() }))", ("shots[].file",)),
        ("image: z.string(), imageAlt: z.string()", ()),
    ],
)
def test_fields_that_are_images(tmp_path, fields, expected):
    assert site(tmp_path, fields).image_keys == expected


@pytest.mark.parametrize(
    ("config", "known"),
    [
        ("export default {};\n", True),
        ("export default { publicDir: 'static' };\n", True),
        ("export default { publicDir: `${base}/static` };\n", False),
        ("export default { publicDir: './' + folder };\n", False),
    ],
)
def test_the_public_folder_of_a_program_is_asked_for(tmp_path, config, known):
    facts = site(tmp_path, "title: z.string()", config=config)
    assert bool(facts.public) == known
    assert ("site.public" in facts.unknown) != known
    write(tmp_path, {"src/content/blog/a.md": "---\ntitle: A\n---\n\n![a](/nope.png)\n"})
    found = check(tmp_path, "src/content/blog/a.md", select=("image",)).findings
    assert bool(found) == known


def test_a_page_may_draw_what_is_below_its_folder(tmp_path):
    site(tmp_path, "title: z.string()", **{"src/pages/og/[name].png.ts": ""})
    post = "---\ntitle: A\n---\n\n![a](/og/a.png)\n\n![b](/of/a.png)\n"
    write(tmp_path, {"src/content/blog/a.md": post})
    found = check(tmp_path, "src/content/blog/a.md", select=("image/missing",)).findings
    assert [finding.place.line for finding in found] == [7]


def test_of_content_alone_nothing_is_said_of_public_files(tmp_path):
    post = "---\ntitle: A\n---\n\n![a](/nope.png)\n"
    write(tmp_path, {".git/": "", "astro.config.mjs": "", "src/content/blog/a.md": post})
    assert check(tmp_path, "src/content/blog/a.md", select=("image",)).findings == []
    assert "site.public" in read_site(str(tmp_path), Files(str(tmp_path))).unknown
    write(tmp_path, {"public/a.png": ""})
    assert len(check(tmp_path, "src/content/blog/a.md", select=("image",)).findings) == 1
