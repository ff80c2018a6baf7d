"""Python-Markdown's dialect, as its extensions make it; and the images in HTML that it reads as
Markdown, where CommonMark sees none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.markdown.model import Dialect, Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from blint.post.markdown.model import IndentedBlock

# Extensions that read indented text as Markdown. ``extra`` stands for several (extensions/extra.py,
# pymdownx/extra.py).
_INDENTED: Mapping[str, tuple[IndentedBlock, ...]] = {
    "admonition": ("admonition",),
    "def_list": ("definition",),
    "footnotes": ("footnote",),
    "extra": ("definition", "footnote"),
    "pymdownx.details": ("details",),
    "pymdownx.extra": ("definition", "footnote"),
    "pymdownx.tabbed": ("tab",),
}
_MD_IN_HTML = frozenset(("md_in_html", "extra", "pymdownx.extra"))


def dialect(extensions: Iterable[object]) -> Dialect:
    """The Markdown that a site writes that switches these extensions on, by their names."""
    names = {str(name).removeprefix("markdown.extensions.") for name in extensions}
    indented = frozenset(kind for name in names for kind in _INDENTED.get(name, ()))
    return Dialect(
        tables="python-markdown",
        paired_backslashes=True,
        indented=indented,
        slashes=any(name.startswith("pymdownx.blocks.") for name in names),
        tags=marked_images if names & _MD_IN_HTML else None,
    )


# markdown/extensions/md_in_html.py: what a tag holds that has the attribute ``markdown``.
_MARKED = lazy(
    r"^[ \t]*<(?P<name>[a-z]\w{0,20})\b[^<>\n]{0,300}\smarkdown(?:=[\"']?(?:1|block|span)[\"']?)?"
    r"(?=[\s>])[^<>\n]{0,300}>",
    re.MULTILINE,
)
_END = lazy(r"</(?P<name>[a-z]\w{0,20})|\n[ \t]*\r?\n")
_IMAGE = lazy(
    r"!\[(?P<alt>[^\]\n]{0,200})\]"
    r"\(<?(?P<src>[^\s<>()]{1,300}(?:\([^\s()]{0,100}\)[^\s<>()]{0,100})?)"
)
_FENCED = lazy(
    r"^[ \t]*(?P<fence>`{3,12}|~{3,12})[^\n]*\n.*?^[ \t]*(?P=fence)", re.MULTILINE | re.DOTALL
)


def marked_images(characters: str, start: int) -> Iterator[Element]:
    """The Markdown images at the top of a marked HTML block; below a blank line CommonMark sees
    them, too."""
    if "markdown" not in characters:
        return
    characters = _FENCED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), characters)
    done = start
    for block in _MARKED.finditer(characters, start):
        if block.end() < done:
            continue
        ends = (
            m.start()
            for m in _END.finditer(characters, block.end())
            if m["name"] in (None, block["name"])
        )
        done = next(ends, len(characters))
        for match in _IMAGE.finditer(characters, block.end(), done):
            attributes = {
                key: (match[key], Span(*match.span(key))) for key in ("src", "alt") if match[key]
            }
            span = Span(match.start(), match.end() + 1)
            yield Element("img", span, attributes, shortcode=block["name"])
