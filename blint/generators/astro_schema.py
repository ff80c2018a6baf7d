"""Astro's content collections, and what their schemas (zod) ask of the fields, as far as the text
of the program that defines them tells."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.post.front_matter.values import (
    NO_SUCH_DAY,
    a_list,
    boolean_only,
    by_javascript_in_utc,
    text_only,
    typed_only,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.post.front_matter.values import Read, Verdict

_LOADER = re.compile(r"\bglob\s*\(\s*\{[^{}]*?\bbase\s*:\s*(['\"`])([^'\"`$\n]+)\1")
_COLLECTION = re.compile(r"(?:(?<![\w$])([\w$]++)\s*+[:=]\s*+)?\bdefineCollection\s*\(")
_MOST_COLLECTIONS = 50  # each is read up to its end, which may be that of the text
_EXPORTED = re.compile(r"\bexport\s+const\s+collections\b[^={]*=\s*\{")
_KEY = lazy(r"\s*[\"']?([\w$-]+)[\"']?\s*(?::\s*([\w$]+))?\s*")
_POSTS = frozenset(("blog", "posts"))  # as in the generator's patterns of posts
_OBJECT = lazy(r"\bschema\s*:.{0,200}?\bz\s*\.\s*(?:strictObject|object)\s*\(\s*\{", re.DOTALL)
_FIELD = lazy(r"\s*[\"']?([A-Za-z_$][\w$]*)[\"']?\s*:\s*(.*)", re.DOTALL)
_IMAGE = lazy(
    r"(?:z\s*+\.\s*+(?:array|optional|nullable|union)\s*+\(\s*+(?:\[\s*+)?){0,3}image\s*+\(\s*+\)"
)
_INSIDE = lazy(
    r"(?:z\s*+\.\s*+(?P<list>array)\s*+\(\s*+)?z\s*+\.\s*+(?:strictO|o)bject\s*+\(\s*+\{"
)
_TOKEN = lazy(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|[()\[\]{},]")
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_STRING = lazy(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
# What may be left out or be null, and what takes more than the type says.
_OPTIONAL = frozenset(("optional", "nullish", "nullable", "default", "catch", "or", "pipe"))
_LENIENT = frozenset(("or", "catch", "pipe"))
_CONSTANT = re.compile(r"\bconst\s+(\w+)\s*(?::\s*string\s*)?=\s*(['\"`])([^'\"`$\n]*)\2")


class Collection(NamedTuple):
    """A collection of pages: its absolute folder, empty if that is not known, the fields that its
    schema requires, None where it has none that can be read, how the plain ones are read, and those
    (by dotted path) that are images which the build imports."""

    folder: str
    required: tuple[str, ...] | None
    reads: Mapping[str, Read]
    images: frozenset[str]


def _filled(text: str) -> str:
    """A script with its plain constants filled in where they name a folder."""
    known = {found[1]: found[3] for found in _CONSTANT.finditer(text)}
    text = re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1], match[0]), text)
    return re.sub(
        r"(\bbase\s*:\s*)(\w+)(?=\s*[,}])",
        lambda match: f'{match[1]}"{known[match[2]]}"' if match[2] in known else match[0],
        text,
    )


def collections_of(text: str, root: str, content: str) -> list[Collection]:
    """The collections that a script defines. One without a loader is a folder of its name."""
    text = _filled(text)
    keys: dict[str, str] = {}
    if exported := _EXPORTED.search(text):
        for piece in _pieces(text, exported.end()):
            if named := _KEY.fullmatch(piece):
                keys[named[2] or named[1]] = named[1]
    found = []
    for match in islice(_COLLECTION.finditer(text), _MOST_COLLECTIONS):
        body = "".join(_pieces(text, match.end()))
        base = _LOADER.search(body)
        folder = os.path.normpath(os.path.join(root, base[2])) if base else ""
        if match[1] and not re.search(r"\bloader\b", body):
            folder = os.path.join(content, keys.get(match[1], match[1]))
        found.append(Collection(folder, *_schema(body)))
    return found


def posts_of(collections: list[Collection], root: str) -> Collection | None:
    """The collection of the posts, if it can be told and its schema can be read."""
    if len(collections) > 1:
        collections = [
            found
            for found in collections
            if _POSTS.intersection(os.path.relpath(found.folder or root, root).split(os.sep))
        ]
    known = len(collections) == 1 and collections[0].required is not None
    return collections[0] if known else None


def agreed(posts: Collection, collections: list[Collection]) -> Mapping[str, Read]:
    """How the posts' fields are read, but for those that another collection reads otherwise."""
    return {
        name: read
        for name, read in posts.reads.items()
        if all(other.reads.get(name, read) is read for other in collections)
    }


def _schema(
    collection: str,
) -> tuple[tuple[str, ...] | None, Mapping[str, Read], frozenset[str]]:
    """The fields that a collection's schema requires, how it reads those whose type is plain, and
    those that are images."""
    found = _OBJECT.search(collection)
    if found is None:
        return None, {}, frozenset()
    required = []
    reads: dict[str, Read] = {}
    for piece in _pieces(collection, found.end()):
        field = _FIELD.fullmatch(piece)
        if field is None:
            continue
        kind, calls = _chain(field[2])
        read = _TYPES.get(kind)
        if not calls & _OPTIONAL and (read or kind in _OTHERS):
            required.append(field[1])
        if read and not calls & _LENIENT:
            reads[field[1]] = read
    return tuple(required), reads, frozenset(_images(collection, found.end(), "", 3))


def _images(text: str, start: int, above: str, depth: int) -> Iterator[str]:
    """The fields of an object whose value is an image, or a list of some; ``depth`` counts how far
    objects inside are looked into. A text instead of one is taken for an image, too."""
    for piece in _pieces(text, start):
        if field := _FIELD.fullmatch(piece):
            value, name = field[2], above + field[1]
            inside = _INSIDE.match(value)
            if _IMAGE.match(value):
                yield name
            elif inside and depth:
                below = f"{name}[]." if inside["list"] else f"{name}."
                yield from _images(value, inside.end(), below, depth - 1)


def _chain(text: str) -> tuple[str, set[str]]:
    """The type of a zod expression (``z.coerce.date``), and the names of the calls after it."""
    text = re.sub(r"\s+", "", _STRING.sub("", text))
    outside, depth = "", 0
    for piece in re.findall(r"[()]|[^()]+", text):
        if piece not in "()" and depth == 0:
            outside += piece
        depth = max(depth + (piece == "(") - (piece == ")"), 0)
    names = outside.split(".")
    length = 3 if names[1:2] == ["coerce"] else 2 if names[0] == "z" else 1
    return ".".join(names[:length]), set(names[length:])


def _pieces(text: str, start: int) -> list[str]:
    """What stands between commas from ``start`` up to the bracket that closes."""
    pieces, depth, begin = [], 0, start
    for token in _TOKEN.finditer(text, start):
        step = _DEPTH.get(token[0], 0)
        if depth + step < 0 or (token[0] == "," and depth == 0):
            pieces.append(text[begin : token.start()])
            begin = token.end()
        if depth + step < 0:
            break
        depth += step
    return pieces


def coerced(value: object, written: str) -> Verdict:
    """What is wrong with what goes to JavaScript's Date: a number counts from 1970."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return NO_SUCH_DAY if number else by_javascript_in_utc(value, written)


_TYPES: Mapping[str, Read] = {
    "z.string": text_only,
    "z.coerce.date": coerced,
    "z.date": typed_only,
    "z.boolean": boolean_only,
    "z.array": a_list,
}
_OTHERS = frozenset(("z.enum", "z.number", "image", "reference"))
