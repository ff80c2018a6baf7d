"""Hexo's tags that show an image, such as ``{% asset_img a.png %}`` (hexo/dist/plugins/tag)."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.markdown.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

# What shows an image, and what hides tags from Nunjucks.
_TAG = lazy(
    r"<!--|\{%\s*raw\s*%\}"
    r"|\{%-?\s*(?P<tag>asset_img|asset_path|image|img)\s(?P<inside>[^%\n]{0,2000})%\}"
)
_FENCE = lazy(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}\.[ \t])*(`{3,}|~{3,})(.*)")
_ARGUMENT = lazy(r"\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"']+)")
_SIZE = lazy(r"\s*(?:\d+\s+){0,2}")
_PICTURE = lazy(r"(?i)\.(?:a?png|jpe?g|jfif|gif|webp|avif|svg|bmp|ico|tiff?|heic)(?:$|[?#])")


def tags(characters: str, start: int) -> Iterator[Element]:
    """The images that tags show, but for those in code, in comments and in raw blocks."""
    if "{%" not in characters:
        return
    code = _code(characters, start)
    starts = [span.start for span in code]
    after, unclosed = start, set()
    for match in _TAG.finditer(characters, start):
        before = bisect_right(starts, match.start())
        if match.start() < after or (before and match.start() < code[before - 1].end):
            continue
        if match["tag"]:
            yield from _shown(match)
            continue
        closing = "-->" if match[0] == "<!--" else "endraw"
        end = characters.find(closing, match.end()) if closing not in unclosed else -1
        if end < 0:
            unclosed.add(closing)
        else:
            after = end


def _shown(match: re.Match[str]) -> Iterator[Element]:
    tag, begin = match["tag"], match.start("inside")
    for argument in _ARGUMENT.finditer(match["inside"]):
        group = argument.lastgroup or "c"
        if not _names_file(tag, argument[group]):
            continue
        span = Span(begin + argument.start(group), begin + argument.end(group))
        attributes = {"src": (argument[group], span)}
        if tag == "asset_path" or _says(match["inside"][argument.end() :]):
            attributes["alt"] = ("", Span(span.end, span.end))
        yield Element("img", Span(*match.span()), attributes, tag)
        return


def _says(rest: str) -> bool:
    """Whether a tag has a text after the file and its size: a title, which browsers take for the
    text where there is none (``"title" "text"``)."""
    return bool(_SIZE.sub("", rest + " ", count=1).strip("\"' \t"))


def _code(characters: str, start: int) -> list[Span]:
    """The lines of fenced code, and the code spans in lines that have tags."""
    found: list[Span] = []
    fence, offset = "", start
    for line in characters[start:].split("\n"):
        match = _FENCE.match(line)
        mark, rest = (match[1], match[2]) if match else ("", "")
        if fence or mark:
            found.append(Span(offset, offset + len(line) + 1))
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not rest.strip():
                fence = ""
        elif "`" in line and "{%" in line:
            found += _code_spans(line, offset)
        offset += len(line) + 1
    return found


def _code_spans(line: str, offset: int) -> Iterator[Span]:
    runs = [match.span() for match in re.finditer("`+", line)]
    later: dict[int, list[int]] = {}  # by length, the nearest last
    for number in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[number][1] - runs[number][0], []).append(number)
    number = 0
    while number < len(runs):
        begin, end = runs[number]
        closing = later[end - begin]
        while closing and closing[-1] <= number:
            closing.pop()
        if closing:
            number = closing[-1]
            yield Span(offset + begin, offset + runs[number][1])
        number += 1


def _names_file(tag: str, argument: str) -> bool:
    return bool(_PICTURE.search(argument)) or (tag in ("image", "img") and argument.startswith("/"))
