"""A blog of any size, the same for the same seed: a VitePress site with posts like real ones.

A post has 7 to 13 kB of text and eight images on average. Every fourth post has one defect, each
kind in turn, and `build` tells where: what a run has to find, no more and no less.
"""

from __future__ import annotations

import io
import os
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.words import AUTHORS, CATEGORIES, CHINESE, CODE, ENGLISH, TAGS, Language

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20
TEXT = (7_300, 12_200)  # bytes that a post is filled up to; its last block comes on top
IMAGES = (3, 13)
WEIGHTS = (30_000, 450_000)  # bytes; the limit of image/too-heavy is 500 KiB
HEAVY = (700_000, 1_500_000)
DEFECTS = (
    "image/missing",
    "table/missing-cell",
    "image/too-heavy",
    "front-matter/missing-field",
    "image/missing-alt",
)
_WRITTEN = 1_700_000_000  # long ago: a file as young as a cache's entry may be looked at twice

SITE = {
    "package.json": '{"private": true, "devDependencies": {"vitepress": "^1.6.4"}}\n',
    ".gitignore": "node_modules/\n",
    ".vitepress/config.ts": "import { defineConfig } from 'vitepress'\n\n"
    "export default defineConfig({ lang: 'zh-Hans', title: '巷口工作室 The workshop' })\n",
    ".vitepress/posts.data.ts": "import { createContentLoader } from 'vitepress'\n\n"
    "export default createContentLoader('posts/*.md', { excerpt: '<!-- more -->' })\n",
    "blint.toml": '[rules]\n"front-matter/missing-field" = '
    '{ fields = ["title", "date", "author.name", "category"] }\n'
    '"front-matter/invalid-field" = { allowed = { category = ["workshop", "garden", "notes",'
    ' "code"] }, dates = ["date"] }\n',
    # The rules a blog in Chinese switches off: without them the peers have less to report.
    ".markdownlint.json": '{"MD013": false, "MD025": false, "MD033": false, "MD041": false}\n',
}


class Defect(NamedTuple):
    """What a run has to find."""

    path: str  # from the blog's root
    line: int
    rule: str


class Picture(NamedTuple):
    """An image of a post."""

    name: str  # in images/POST/
    weight: int
    there: bool = True


class Block(NamedTuple):
    """Part of a post, and the line in it, from 0, that has a defect."""

    text: str
    rule: str = ""
    line: int = 0


def build(folder: str, posts: int, seed: int = SEED) -> list[Defect]:
    """Write the blog into an empty or new folder; its defects, by path and line."""
    for name, content in SITE.items():
        _write(os.path.join(folder, name), content.encode())
    os.makedirs(os.path.join(folder, ".git"), exist_ok=True)  # nothing above it is looked at
    os.makedirs(os.path.join(folder, "posts"))
    samples = _samples()
    defects: list[Defect] = []
    for number in range(1, posts + 1):
        post = _Post(number, random.Random(f"{seed}/{number}"))
        blocks = post.blocks()
        text = "\n\n".join(block.text for block in blocks) + "\n"
        _write(os.path.join(folder, post.path), text.encode())
        line = 1
        for block in blocks:
            if block.rule:
                defects.append(Defect(post.path, line + block.line, block.rule))
            line += block.text.count("\n") + 2
        images = os.path.join(folder, "images", post.name)
        os.makedirs(images)
        for picture in post.pictures:
            if picture.there:
                sample = samples[os.path.splitext(picture.name)[1]]
                _write(os.path.join(images, picture.name), sample, picture.weight)
    return defects


def _write(path: str, content: bytes, weight: int = 0) -> None:
    """Write a file; one that is to weigh more than its content takes no more room for it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
        if weight > len(content):
            file.truncate(weight)
    os.utime(path, (_WRITTEN, _WRITTEN))


def _samples() -> dict[str, bytes]:
    """An image for each extension: of one colour, so that it takes up little room on the disk."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera", 1  # its maker, its orientation
    found = {}
    for extension, form, size, colour, options in (
        (".png", "PNG", (1000, 600), "#d9c7a0", {"optimize": True}),
        (".jpg", "JPEG", (1200, 800), "#4d6a52", {"optimize": True, "quality": 30, "exif": exif}),
        (".jpeg", "JPEG", (1080, 720), "#7a5b46", {"optimize": True, "quality": 30}),
        (".webp", "WEBP", (1200, 630), "#38516b", {}),
    ):
        out = io.BytesIO()
        Image.new("RGB", size, colour).save(out, form, **options)
        found[extension] = out.getvalue()
    return found


class _Post:
    """A post in the making."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number, self.chance = number, chance
        self.words: Language = CHINESE if chance.random() < 0.6 else ENGLISH
        self.name = f"{number:05}-{chance.choice(TAGS[:3])}"
        self.path = f"posts/{self.name}.md"
        self.defect = DEFECTS[number // 4 % len(DEFECTS) - 1] if number % 4 == 0 else ""
        self.pictures: list[Picture] = []

    def blocks(self) -> list[Block]:
        """The post from top to bottom."""
        head = [self._front_matter(), Block(self._paragraph()), Block("<!-- more -->")]
        images = list(self._images())
        body: list[Block] = []
        if self.number % 3 == 1 or self.defect == "table/missing-cell":
            body.append(self._table())
        room = self.chance.randint(*TEXT) - sum(_size(b) for b in (*head, *images, *body))
        while room > 0:
            block = Block(self._some_block())
            body.append(block)
            room -= _size(block)
        places = sorted(self.chance.randint(1, len(body)) for _ in images)
        for shift, (place, image) in enumerate(zip(places, images, strict=True)):
            body.insert(place + shift, image)
        titles = self.chance.sample(self.words.headings, self.chance.randint(3, 6))
        step = len(body) // len(titles)
        for number, title in reversed(tuple(enumerate(titles))):
            body.insert(number * step, Block(f"{'###' if number % 2 else '##'} {title}"))
        return head + body

    def _one_of(self, phrases: tuple[str, ...]) -> str:
        return self._filled(self.chance.choice(phrases))

    def _filled(self, phrase: str) -> str:
        """A phrase with words in its gaps."""
        if "{" not in phrase:
            return phrase
        return (
            phrase.replace("{n}", str(self.chance.randint(2, 60)))
            .replace("{thing}", self.chance.choice(self.words.things))
            .replace("{place}", self.chance.choice(self.words.places))
        )

    def _paragraph(self, sentences: tuple[int, int] = (3, 6)) -> str:
        chosen = self.chance.sample(self.words.sentences, self.chance.randint(*sentences))
        return self.words.joint.join(map(self._filled, chosen))

    def _front_matter(self) -> Block:
        day = date(2015, 1, 1) + timedelta(days=self.number * 37 % 3900)
        author = self.chance.choice(AUTHORS)
        lines = [
            "---",
            f"title: {self._one_of(self.words.headings)} {self.number}",
            f"date: {day}",
            "author:",
            f"  name: {author}",
            f"  url: https://example.org/people/{self.chance.randint(1, 99)}",
            f"category: {self.chance.choice(CATEGORIES)}",
            f"tags: [{', '.join(self.chance.sample(TAGS, 2))}]",
            "---",
        ]
        if self.defect != "front-matter/missing-field":
            return Block("\n".join(lines))
        return Block("\n".join(line for line in lines if "category" not in line), self.defect)

    def _images(self) -> Iterator[Block]:
        """The images, the first in Markdown, and on it what is wrong with the post's images."""
        for number in range(1, self.chance.randint(*IMAGES) + 1):
            extension = self.chance.choice((".png", ".jpg", ".jpeg", ".webp"))
            defect = self.defect if number == 1 and self.defect.startswith("image/") else ""
            heavy = defect == "image/too-heavy"
            weight = self.chance.randint(*(HEAVY if heavy else WEIGHTS))
            picture = Picture(f"figure-{number}{extension}", weight, defect != "image/missing")
            self.pictures.append(picture)
            path = f"../images/{self.name}/{picture.name}"
            words = "" if defect == "image/missing-alt" else self._one_of(self.words.pictures)
            form = 0.0 if number == 1 else self.chance.random()
            if form < 0.6:
                yield Block(f"![{words}]({path})", defect)
            elif form < 0.85:
                yield Block(f'<img src="{path}" alt="{words}" width="640" loading="lazy">')
            else:
                yield Block(
                    f'<figure>\n  <img src="{path}" alt="{words}">\n'
                    f"  <figcaption>{words}</figcaption>\n</figure>"
                )

    def _table(self) -> Block:
        columns = self.chance.randint(3, 4)
        rows = [list(self.words.columns[:columns]), ["---"] * columns]
        for _ in range(self.chance.randint(3, 9)):
            rows.append([self._one_of(self.words.cells) for _ in range(columns)])
        ragged = self.defect == "table/missing-cell"
        if ragged:
            rows[-1].pop()
        text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return Block(text, self.defect, len(rows) - 1) if ragged else Block(text)

    def _some_block(self) -> str:
        kind = self.chance.random()
        if kind < 0.62:
            return self._paragraph()
        if kind < 0.76:
            mark = self.chance.choice(("- ", "1. "))
            items = [f"{mark}{self._one_of(self.words.items)}" for _ in range(4)]
            if mark == "- ":
                items.insert(2, f"  - {self._one_of(self.words.items)}")
            return "\n".join(items)
        if kind < 0.83:
            return f"> {self._paragraph((1, 2))}"
        if kind < 0.90:
            return self._one_of(CODE)
        if kind < 0.95:
            return f"::: tip\n{self._paragraph((1, 2))}\n:::"
        # Only links to posts that are there, in a blog of one post, too.
        link = f"[{self.words.link}](./{self.name}.md)"
        further = f"<https://example.org/notes/{self.chance.randint(1, 999)}>"
        return f"{self._paragraph((1, 2))}{self.words.joint}{link}, {further}"


def _size(block: Block) -> int:
    return len(block.text.encode()) + 2
