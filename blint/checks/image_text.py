"""Text that was meant as an image and prints as it stands, whichever generator builds the site:
an embed of Obsidian's, an image without its last parenthesis, one whose definition is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.post.references import IMAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.post.document import Document

    MeantAs = Literal["embed", "unclosed", "undefined"]

_LOOKS_MEANT = lazy(
    r"!\[\[(?P<embed>[^\[\]\n]{1,1000})\]\]"
    r"|!\[[^\[\]\n]{0,300}\]\((?P<unclosed>[^()\s]{1,1000}+)[^()（）\n]{0,1000}$"
    r"|!\[(?P<alt>[^\[\]\n]{0,300})\]\[(?P<undefined>[^\[\]\n^{}]{0,300})\]",
    re.MULTILINE,
)
# What makes images of embeds, by the names that plugins for it have, or by a rule of the site's.
_TAUGHT = lazy(r"(?i)obsidian|wiki-?_?links?|roam-?links|ez-?links|!\\?\[\\?\[")
_DEFINITION = lazy(r"^[ \t>*+-]*\[([^\[\]\n]{1,300})\]:", re.MULTILINE)
# What brings text along that may hold definitions: includes of VitePress, templates and PyMdown.
_BROUGHT = lazy(r"@include|--8<--|\{%|\{\{")


class Meant(NamedTuple):
    """What was meant as an image: a range of the content, and the path or label it names."""

    start: int
    end: int
    variant: MeantAs
    path: str


class Meaning:
    """What was meant as an image in a post. What its site has to say of it is asked for rarely."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._embeds: bool | None = None
        self._labels: set[str] | None = None

    def of(self, content: str) -> Iterator[Meant]:
        """What the content of a block has of it, in order."""
        for match in _LOOKS_MEANT.finditer(content):
            before = content[match.start() - 1 : match.start()] if match.start() else ""
            if before == "\\":
                continue
            if match["embed"]:
                path = re.split(r"[|#]", match["embed"], maxsplit=1)[0].strip()
                if _is_image(path) and not self._shows_embeds():
                    yield Meant(*match.span(), "embed", path)
            elif match["unclosed"]:
                path = re.split(r"[?#]", match["unclosed"], maxsplit=1)[0]
                if _is_image(path):
                    yield Meant(*match.span(), "unclosed", match["unclosed"])
            elif not before.strip("\n\t 　>|(（*") and not self._may_define(
                match["undefined"] or match["alt"]
            ):
                yield Meant(*match.span(), "undefined", match["undefined"] or match["alt"])

    def _shows_embeds(self) -> bool:
        """Whether the site has something that may make images of embeds."""
        if self._embeds is None:
            text = self._doc.site.files.text
            self._embeds = any(_TAUGHT.search(text(path)) for path in self._doc.site.programs)
        return self._embeds

    def _may_define(self, label: str) -> bool:
        """Whether there may be a definition of a label, in whatever block, or brought along."""
        if self._labels is None:
            text = self._doc.text.characters
            self._labels = {_plain(found[1]) for found in _DEFINITION.finditer(text)}
            if _BROUGHT.search(text) or self._appends():
                self._labels.add("")
        return "" in self._labels or _plain(label) in self._labels

    def _appends(self) -> bool:
        text = self._doc.site.files.text
        return any("auto_append" in text(path) for path in self._doc.site.programs)


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def _is_image(path: str) -> bool:
    return path.rpartition(".")[2].lower() in IMAGES
