"""Mending the paths of images: what was written stays as it is, but for what is wrong in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from blint.files.disk import FILE, MISSING, WRONG_CASE
from blint.lazy_regex import lazy
from blint.model import Span, SpanEdit, SpanFix
from blint.post.markdown.templates import BASE, unmask
from blint.post.references import HTML, IMAGES, MARKDOWN, REFERENCE, Reference
from blint.post.text import edited

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from blint.files.disk import Files
    from blint.post.document import Document, Target
    from blint.post.markdown.model import Inline


class Mended(NamedTuple):
    """A path as it should be: how readers of a report see it, and the fix that writes it."""

    path: str
    fix: SpanFix


class _Source(NamedTuple):
    """A reference as the post has it: its path, and what stands around that in its span: quotes,
    a template, a query."""

    before: str
    path: str
    after: str


# Markdown's escapes and both languages' character references; encoded bytes of a URL.
_ESCAPE = r"\\[!-/:-@\[-`{-~]"
_PIECE = lazy(
    rf"(?:%[0-9A-Fa-f]{{2}})+|{_ESCAPE}|&(?:#\d{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|\w{{2,32}});|."
)
# What parts the names of a path, as it is written in Markdown and elsewhere.
_IN_MARKDOWN = lazy(rf"((?:\\?/|\\\\|\\(?!{_ESCAPE[2:]}))+)")
_ELSEWHERE = lazy(r"([\\/]+)")


def _in_markdown(reference: Reference) -> bool:
    return reference.form in (MARKDOWN, REFERENCE)


def _decoded(reference: Reference, source: str) -> str:
    """What Markdown or HTML makes of a part of a reference's source."""
    if "\\" not in source and "&" not in source:
        return source
    if _in_markdown(reference):
        from markdown_it.common.utils import unescapeAll

        return unescapeAll(source)
    if reference.form == HTML:
        from html import unescape

        return unescape(source).replace("\\", "/")
    return source


def _source(doc: Document, reference: Reference) -> _Source | None:
    """The source of a reference; None where that is not plain to tell."""
    raw, path = doc.text.slice(reference.span), reference.raw_path
    if path and raw.count(path) == 1:
        return _Source(*raw.partition(path))
    if path and _decoded(reference, raw) == reference.url:
        end = 0
        for piece in _PIECE.finditer(raw):
            if _decoded(reference, piece[0]) in ("?", "#"):
                break
            end = piece.end()
        return _Source("", raw[:end], raw[end:])
    return None


def put_right(doc: Document, target: Target) -> Mended | None:
    """The path of a reference with all that is wrong in it put right, if the generator finds the
    one file then that is meant."""
    reference = target.reference
    source = _source(doc, reference)
    right = _right(doc, reference, source.path) if source else None
    if source is None or right is None or right.path == source.path:
        return None
    raw = source.before + right.path + source.after
    shown = raw.strip("\"'")
    if _decoded(reference, source.path) != source.path:
        shown = _with_path(reference, right.path).url
    fix = SpanFix.replace(reference.span, raw, safe=right.safe, uncovers="images")
    return Mended(shown, fix)


class _Right(NamedTuple):
    """A path as it should stand in the post, and whether that is certain."""

    path: str
    safe: bool


_MOST_STEPS = 4  # as many as there are kinds of mistakes that a path can have once it is tidy


def _right(doc: Document, reference: Reference, path: str) -> _Right | None:
    """A path, as the source of a reference has it, put right: with single slashes, and then step by
    step until it leads to a file."""
    for tidy in _tidied(reference, path):
        meant, safe = "", True
        for _ in range(_MOST_STEPS):
            target = doc.target(_with_path(reference, tidy))
            meant = meant or target.actual
            if target.kind == FILE:
                return _Right(tidy, safe) if target.actual == meant else None
            step = _step(doc, target, tidy)
            if step is None or step.path == tidy:
                break
            tidy, safe = step.path, safe and step.safe
    return None


def _tidied(reference: Reference, path: str) -> Iterable[str]:
    """A path with single slashes: where a backslash may be an escape, as one first."""
    if not _in_markdown(reference):
        return (_ELSEWHERE.sub("/", path),)
    return dict.fromkeys((_IN_MARKDOWN.sub("/", path), _ELSEWHERE.sub("/", path)))


def _with_path(reference: Reference, path: str) -> Reference:
    """A reference with another path in its source."""
    url = _decoded(reference, path) + reference.url[len(reference.raw_path) :]
    return reference._replace(url=url, written=url)


_LONE_PERCENT = lazy(r"%(?![0-9A-Fa-f]{2})")


def _step(doc: Document, target: Target, path: str) -> _Right | None:
    """A tidy path without the mistake for which it leads to no file: how it begins, its signs, the
    spelling of its names, its extension."""
    if target.reason == "percent":
        return _Right(_LONE_PERCENT.sub("%25", path), safe=True)
    if target.reason == "bare" and target.kind != MISSING:
        return _Right("./" + path, safe=True)
    if target.kind == WRONG_CASE:
        return _respelled(doc, target, path)
    return _with_other_extension(doc, target, path) if target.kind == MISSING else None


def _respelled(doc: Document, target: Target, path: str) -> _Right | None:
    """A tidy path with each name spelled as on the disk, if one file is so named."""
    extension = os.path.splitext(target.actual)[1].lower()
    alike = doc.site.files.siblings(target.actual)
    if sum(os.path.splitext(found)[1].lower() == extension for found in alike) > 1:
        return None
    asked = os.path.normpath(target.path).split(os.sep)
    actual = target.actual.split(os.sep)
    if len(asked) != len(actual):
        return None
    names = {name: right for name, right in zip(asked, actual, strict=True) if name != right}
    steps = [_with_name(target.reference, step, names) for step in path.split("/")]
    return _Right("/".join(steps), safe=True)


def _with_name(reference: Reference, written: str, names: Mapping[str, str]) -> str:
    """A step of a path, spelled as it should be: escapes stay where they stand for the same."""
    pieces = [(p[0], unquote(_decoded(reference, p[0]))) for p in _PIECE.finditer(written)]
    right = names.get("".join(text for _, text in pieces))
    if right is None:
        return written
    if sum(len(text) for _, text in pieces) != len(right):  # another Unicode form
        return quote(right) if "%" in written else right
    spelled, at = [], 0
    for piece, text in pieces:
        wanted = right[at : at + len(text)]
        at += len(text)
        if wanted != text:
            piece = quote(wanted) if piece.startswith("%") else wanted
        spelled.append(piece)
    return "".join(spelled)


def _with_other_extension(doc: Document, target: Target, path: str) -> _Right | None:
    """The path of the one image that lies where a missing one should, and differs from it by its
    extension alone, or by its case, too."""
    reference, files = target.reference, doc.site.files
    stem, dot, extension = path.rpartition(".")
    if not dot or extension.lower() != reference.extension or not reference.is_image:
        return None
    if extension.lower() not in IMAGES:
        return None
    resolved = doc.site.resolve(reference, doc.page)
    images = _images_beside(files, resolved.candidates) or _images_beside(files, resolved.misplaced)
    if len(images) != 1:
        return None
    actual = images.pop()
    if files.look(actual).kind != FILE or files.image(actual).problem:
        return None  # looked for first: only what was is opened
    return _Right(stem + os.path.splitext(actual)[1], safe=not target.guess)


def _images_beside(files: Files, places: tuple[str, ...]) -> set[str]:
    """The images that lie at some of these paths but for the extension; where there are none, but
    for the case, too."""
    beside = {found for place in places for found in files.siblings(place)}
    images = {found for found in beside if os.path.splitext(found)[1][1:].lower() in IMAGES}
    stems = {os.path.splitext(os.path.normpath(place))[0] for place in places}
    return {found for found in images if os.path.splitext(found)[0] in stems} or images


# --- text that was meant as an image -------------------------------------------------------------

_PLAIN = {"！": "!", "【": "[", "】": "]", "（": "(", "）": ")"}
# A path, and a title in any quotes.
_PATH_AND_TITLE = lazy(
    r"[ \t]*+(?P<path>[^ \t].*?)"
    r"(?:(?<=[^ \t])[ \t]++(?P<title>\"[^\"]*\"|'[^']*'|\([^()]*\)"
    r"|“[^“”\"]*”|‘[^‘’\"]*’|「[^「」\"]*」))?(?<=[^ \t])[ \t]*+"
)
_CURLY = ("“", "‘", "「")
_LONGEST_MENDED = 500  # characters of a path with its title
_MOST_BLANKS = 20  # of a path
# What a path or a text may not have, or it is not known what comes of them: code, tags, escapes.
_ODD = lazy(r"[`<>\\]|&#?\w+;")
# An address that others can reach: its host has a domain.
_ON_THE_WEB = lazy(
    r"(?i)https?://(?:[\w-]{1,63}\.){1,20}(?!localhost\b)[^\W\d]{2,63}(?::\d{1,5})?(?=[/?#])"
)


def as_image(doc: Document, inline: Inline, match: re.Match[str]) -> Mended | None:
    """The image that a text was meant as (a match of ``LIKE_AN_IMAGE``), if that shows something:
    with plain signs, its path put right and with ``%20`` for each blank, its title in straight
    quotes."""
    inside = _PATH_AND_TITLE.fullmatch(match["path"])
    if match["gap"] or inside is None or _is_odd(match, inside):
        return None
    bare = inside["path"].lstrip(BASE)
    place = inline.map.span(*match.span("path"))
    based = bare != inside["path"]
    right = _path_of_an_image(doc, bare.replace(" ", "%20"), place, based=based)
    if right is None:
        return None
    signs = ("bang", "open", "close", "left", "right")
    edits = [(*match.span(sign), _PLAIN[match[sign]]) for sign in signs if match[sign] in _PLAIN]
    if match["space"]:
        edits.append((*match.span("space"), ""))
    start = match.start("path")
    begin = inside.end("path") - len(bare)
    edits += [
        (start + at, start + end, text) for at, end, text in _inside(inside, begin, right.path)
    ]
    made = tuple(SpanEdit(inline.map.span(at, end), text) for at, end, text in sorted(edits))
    whole = inline.map.span(*match.span())
    there = [SpanEdit(Span(a - whole.start, b - whole.start), text) for (a, b), text in made]
    fix = SpanFix(made, right.safe, uncovers="images")
    return Mended(edited(doc.text.slice(whole), there), fix)


def _is_odd(match: re.Match[str], inside: re.Match[str]) -> bool:
    """Whether something stands in the text of which it is not known what comes of it; backslashes
    may be those of a path."""
    path, start = inside["path"], match.start("path") + inside.start("path") - match.start()
    bare = path.lstrip(BASE)  # a template may stand in front of the path, and nowhere else
    around = match[0][:start] + match[0][start + len(path) :]
    return (
        len(match["path"]) > _LONGEST_MENDED
        or path.count(" ") > _MOST_BLANKS
        or _ODD.search(around + path.replace("\\", "")) is not None
        or len(unmask(match[0])) != len(match[0]) - len(path) + len(bare)
    )


def _inside(inside: re.Match[str], begin: int, right: str) -> Iterator[tuple[int, int, str]]:
    """What to replace in a path, which begins at a place, and in its title: from where to where
    and by what."""
    if inside.string[begin : inside.end("path")] != right:
        yield begin, inside.end("path"), right
    if (inside["title"] or "").startswith(_CURLY):
        yield inside.start("title"), inside.start("title") + 1, '"'
        yield inside.end("title") - 1, inside.end("title"), '"'


def _path_of_an_image(doc: Document, path: str, place: Span, *, based: bool) -> _Right | None:
    """A path put right that was meant to lead to an image of the site or on the web; None where it
    leads to none. ``based``: a template in front of it has the site's own path."""
    written = doc.text.slice(place)
    reference = Reference(MARKDOWN, written, path, place, place, based=based)
    reference = _with_path(reference, path)
    if reference.extension not in IMAGES:
        return None  # something else than a title stands behind the path
    if _ON_THE_WEB.match(path) and "\\" not in path:
        return _Right(path, safe=True)
    return None if reference.external else _right(doc, reference, path)
