"""TOML front matter: tomli for the values, a scan of the statements for their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.bounded import Malformed, load_toml
from blint.model import Span
from blint.post.front_matter.model import Entry, FrontMatter, Node, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.front_matter.model import Invalid, YamlDialect

_KEY = r"(?:[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')"
_KEYS = re.compile(rf"[ \t]*({_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)[ \t]*")
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*'
    r"|[\[\]{}]|\n|[^\"'\#\[\]{}\n]+",
    re.DOTALL,
)


def read_toml(found: FrontMatter, source: str, start: int, dialect: YamlDialect) -> None:
    """Fill in ``root`` or ``invalid``; ``start`` is the place of the source in the post."""
    del dialect  # TOML has one
    try:
        data = load_toml(source.replace("\r\n", "\n"), newest=True)
    except Malformed as error:
        found.invalid = _problem(error, source, start)
        return
    places = {path: (key, value) for path, key, value in _statements(source)}
    found.root = _node(data, (), places, start, Span(start, start + len(source.rstrip())))


def _problem(error: Malformed, source: str, start: int) -> Problem[Invalid]:
    lines = source.split("\n")
    before = sum(len(line) + 1 for line in lines[: max(error.line - 1, 0)])
    offset = start + min(before + max(error.column - 1, 0), len(source))
    variant: Invalid = "duplicate" if "Cannot overwrite" in error.reason else "toml"
    return Problem(variant, Span(offset, offset), {"reason": error.reason})


_Path = tuple[str, ...]


def _statements(source: str) -> Iterator[tuple[_Path, Span, Span]]:
    """Path, key span and value span of every statement of a valid TOML document."""
    table: _Path = ()
    position = 0
    arrays: dict[_Path, int] = {}
    while position < len(source):
        blank = re.compile(r"[ \t\r\n]*(?:\#[^\n]*)?").match(source, position)
        position = blank.end() if blank else position
        if source.startswith("[", position):
            end = source.find("\n", position)
            end = len(source) if end < 0 else end
            double = source.startswith("[[", position)
            keys = _KEYS.match(source, position + (2 if double else 1))
            table = _path(keys[1]) if keys else ()
            if double:
                arrays[table] = arrays.get(table, -1) + 1
                table = (*table, str(arrays[table]))
            span = Span(position, position + len(source[position:end].rstrip()))
            yield table, span, span
            position = end + 1
        elif (keys := _KEYS.match(source, position)) and source.startswith("=", keys.end()):
            end = _value_end(source, keys.end() + 1)
            raw = source[keys.end() + 1 : end]
            lead = len(raw) - len(raw.lstrip())
            value = Span(keys.end() + 1 + lead, keys.end() + 1 + len(raw.rstrip()))
            yield (*table, *_path(keys[1])), Span(keys.start(1), keys.end(1)), value
            position = end
        elif not blank or blank.end() == blank.start():
            position += 1


def _path(keys: str) -> _Path:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, keys))


def _value_end(source: str, position: int) -> int:
    depth = 0
    for piece in _PIECE.finditer(source, position):
        text = piece[0]
        if text in ("[", "{"):
            depth += 1
        elif text in ("]", "}"):
            depth -= 1
        elif depth == 0 and (text == "\n" or text.startswith("#")):
            return piece.start()
    return len(source)


def _node(
    value: object,
    path: _Path,
    places: dict[_Path, tuple[Span, Span]],
    start: int,
    outer: Span,
) -> Node:
    here = places.get(path)
    span = Span(here[1].start + start, here[1].end + start) if here else outer
    if isinstance(value, dict):
        entries = {}
        for key, item in value.items():
            child = places.get((*path, key))
            key_span = Span(child[0].start + start, child[0].end + start) if child else span
            node = _node(item, (*path, key), places, start, span)
            entries[key] = Entry(key, key_span, node)
        data = {key: entry.node.value for key, entry in entries.items()}
        return Node(span, data, entries=entries)
    if isinstance(value, list):
        items = [
            _node(item, (*path, str(number)), places, start, span)
            for number, item in enumerate(value)
        ]
        return Node(span, [item.value for item in items], items=items)
    return Node(span, value, plain=not isinstance(value, str))
