"""Facts about generators as small sites: what each asks, and how it is laid out on the disk.

``tests/real/NAME/facts.toml`` holds the facts of one generator (of an older version of it, whose
``generator`` names it), ``tests/real/NAME/site/`` what all of its sites have in common
(configuration, templates). ``tests/real/run.py`` has the generator itself build them and writes
``tests/real/NAME/answers.json``; ``tests/generators/test_real.py`` compares blint with those
answers.

A fact is one post and one question: does the reader get what the writer meant? It is asked of the
built site by any of these keys, all of which must hold:

- ``page``: words that stand on a page of the built site (the words are unique to the fact);
- ``page-without``: words that stand on no page that has ``word``;
- ``excerpt`` and ``excerpt-without``: words that stand, or do not, on the pages that list posts;
- ``cells``: words that stand in cells of a table;
- ``images = true``: every ``<img>`` (and poster, srcset, audio, video) of the page leads to a file
  of the built site;
- ``links = true``: every link of the page leads to a file of the built site;
- ``address``: the path that the page is served at, below the site's base. blint has to say the
  same of the post (``Site.address``), or nothing where ``unknown`` gives the reason.

Without any of them the page has to exist: some page has the fact's ``word``, by default its name
in capitals with ``-`` left out.

``family`` names the rules that answer, as ``--select`` does. blint has to find something, at
warning or above, if and only if the reader does not get it. Where the two differ on purpose,
``silent`` or ``beyond`` gives the reason.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
ASKED = (
    "page",
    "page-without",
    "excerpt",
    "excerpt-without",
    "cells",
    "images",
    "links",
    "address",
)
_KEYS = set("name text path files pages site base family silent beyond word alone unknown".split())


@dataclass(frozen=True)
class Fact:
    """One post and what is asked of it. ``home`` is the folder of its facts. ``pages`` are other
    pages beside it, ``site`` are files laid over the common ones; such a fact, and one that is
    ``alone``, is built on its own. ``base`` is the path that its ``site``
    is served below, where that is not the one of the others."""

    home: str
    generator: str
    name: str
    path: str
    text: str
    family: tuple[str, ...]
    files: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    site: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    silent: str = ""
    beyond: str = ""
    unknown: str = ""
    word: str = ""
    alone: bool = False
    asked: Mapping[str, Any] = field(default_factory=dict)

    def lay_out(self, folder: Path, *, common: bool = True) -> Path:
        """Write the fact's files below a folder, and the common ones; the path of the post."""
        files: dict[str, bytes] = {}
        if common:
            source = HERE / self.home / "site"
            for path in source.rglob("*"):
                if path.is_file():
                    files[path.relative_to(source).as_posix()] = path.read_bytes()
        files |= {name: text.encode() for name, text in self.site.items()}
        files |= {name: text.encode() for name, text in self.pages.items()}
        files |= {name: _content(name) for name in self.files}
        files[self.path] = self.text.encode()
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder / self.path


def _content(name: str) -> bytes:
    suffix = name.rpartition(".")[2].lower()
    if suffix == "svg":
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>\n'
    forms = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
    if suffix not in forms:
        return b""
    out = io.BytesIO()
    Image.new("RGB", (4, 3)).save(out, forms[suffix])
    return out.getvalue()


def description(home: str) -> dict[str, Any]:
    """The head of a facts.toml: how the generator is installed and run."""
    with (HERE / home / "facts.toml").open("rb") as file:
        return tomllib.load(file)


def facts(home: str) -> list[Fact]:
    """The facts in one folder; raises ValueError for one that is not well formed."""
    head = description(home)
    found = []
    for item in head["fact"]:
        name = item["name"]
        family = item["family"]
        unknown = set(item) - _KEYS - set(ASKED)
        if unknown:
            raise ValueError(f"{home}/{name}: unknown key {sorted(unknown)}")
        found.append(
            Fact(
                home=home,
                generator=head.get("generator", home),
                name=name,
                path=item.get("path", head["post"].replace("{name}", name)),
                text=item["text"],
                family=(family,) if isinstance(family, str) else tuple(family),
                files=tuple(item.get("files", ())),
                pages=item.get("pages", {}),
                site=item.get("site", {}),
                base=item.get("base", ""),
                silent=item.get("silent", ""),
                beyond=item.get("beyond", ""),
                unknown=item.get("unknown", ""),
                word=item.get("word", name.replace("-", "").upper()),
                alone=item.get("alone", False),
                asked={key: item[key] for key in ASKED if key in item},
            )
        )
    return found


def generators() -> list[str]:
    """The folders that have facts: generators, and older versions of some."""
    return sorted(path.parent.name for path in HERE.glob("*/facts.toml"))
