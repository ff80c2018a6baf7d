"""Metadata that is neither YAML nor TOML: MultiMarkdown's ``Key: value`` lines (Pelican), and
``.. key: value`` lines (Nikola)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.model import Span
from blint.post.front_matter.delimiters import Handler, Region
from blint.post.front_matter.model import Entry, Node

if TYPE_CHECKING:
    from blint.post.front_matter.model import FrontMatter, YamlDialect

# Python-Markdown: extensions/meta.py.
_META = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)")
_MORE = re.compile(r"(?:[ ]{4,}|[ ]{0,3}\t)\s*(?P<value>.*)")
_BEGIN = re.compile(r"-{3}")
_END = re.compile(r"-{3}|\.{3}")
# Nikola: metadata_extractors.py (NikolaMetadata).
_DOTTED = re.compile(r"\s*\.\. (?P<key>.*?): (?P<value>.*)")


def _lines(text: str) -> list[str]:
    """The lines with their ends; others than those of files do not end one."""
    return re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z", text)


class MetaLines(Handler):
    """``Key: value`` lines from the first line on, up to a blank line or one that is none; they
    may stand between ``---`` and ``---`` or ``...``."""

    FM_BOUNDARY = re.compile(rf"\A(?:{_META.pattern}|-{{3}})")

    def locate(self, text: str) -> Region | None:
        position, first = 0, True
        start = 0
        for line in _lines(text):
            bare = line.rstrip("\r\n")
            if first and _BEGIN.match(bare):
                start = position + len(line)
            elif not bare.strip() or (not first and _END.match(bare)):
                return Region(start, position, position + len(line))
            elif not _META.match(bare) and (first or not _MORE.match(bare)):
                return Region(start, position, position)
            position += len(line)
            first = False
        return Region(start, position, position)


class DottedLines(Handler):
    """``.. key: value`` lines at the top, perhaps inside an HTML comment; up to a blank line."""

    FM_BOUNDARY = re.compile(r"\A\s*+(?:(?![ \t]*\r?\n)[^\n]*\n)*?[ \t]*\.\. [^\n]*?: ")

    def locate(self, text: str) -> Region | None:
        start = text.index("..")
        blank = re.compile(r"\r?\n[ \t]*(?=\r?\n)|\Z").search(text, start)
        end = blank.end() if blank else len(text)
        comment = re.compile(r"^[ \t]*-->[ \t]*\r?$", re.MULTILINE).search(text, start, end)
        return Region(start, comment.start() if comment else end, end)


def read_meta(found: FrontMatter, source: str, start: int, dialect: YamlDialect) -> None:
    """Fill in ``root`` and ``duplicates``; ``start`` is the source's place in the post.

    MultiMarkdown's keys are read in small letters; every value is text.
    """
    del dialect
    pattern = _META if found.format == "meta" else _DOTTED
    entries: dict[str, Entry] = {}
    last: Entry | None = None
    position = start
    for line in _lines(source):
        bare = line.rstrip()
        match = pattern.match(bare)
        if match:
            key = match["key"].strip()
            if found.format == "meta":
                key = key.lower()
            value = Span(position + match.start("value"), position + len(bare))
            key_span = Span(position + match.start("key"), position + match.end("key"))
            last = Entry(key, key_span, Node(value, match["value"].strip(), plain=True))
            if key in entries:
                found.duplicates.append((entries[key], last))
            else:
                entries[key] = last
        elif last is not None and (more := _MORE.match(bare)) and found.format == "meta":
            last.node.span = Span(last.node.span.start, position + len(bare))
            last.node.value = f"{last.node.value}\n{more['value']}".strip()
        position += len(line)
    data = {key: entry.node.value for key, entry in entries.items()}
    found.root = Node(Span(start, start + len(source.rstrip())), data, entries=entries)
