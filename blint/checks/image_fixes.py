"""Mending the paths of images: what was written stays as it is, but for what is wrong in it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from blint.files.disk import FILE, WRONG_CASE
from blint.lazy_regex import lazy
from blint.model import SpanEdit, SpanFix
from blint.post.markdown.templates import BASE, unmask
from blint.post.references import HTML, IMAGES, MARKDOWN, REFERENCE, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.model import Span
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


def _mended(
    doc: Document, target: Target, source: _Source, path: str, actual: str, *, safe: bool = True
) -> Mended | None:
    """A path in the place of the one in the source, if the generator finds the file ``actual``
    then, or any where it is empty."""
    reference = target.reference
    if path == source.path:
        return None
    decoded = _decoded(reference, path)
    rest = reference.url[len(reference.raw_path) :]
    asked = reference._replace(url=decoded + rest, written=decoded + rest)
    found = "" if asked.external else _first_file(doc, asked)
    if not found or found != (actual or found):
        return None
    raw = source.before + path + source.after
    shown = raw.strip("\"'") if _decoded(reference, source.path) == source.path else decoded + rest
    fix = SpanFix.replace(reference.span, raw, safe=safe, uncovers="images")
    return Mended(shown, fix)


def _first_file(doc: Document, reference: Reference) -> str:
    """The file that the generator finds for a reference, as the disk spells it; or nothing."""
    answers = map(doc.site.files.look, doc.site.resolve(reference, doc.page).candidates)
    return next((answer.actual for answer in answers if answer.kind == FILE), "")


def respelled(doc: Document, target: Target) -> Mended | None:
    """What was written, with each name spelled as on the disk."""
    source = _source(doc, target.reference)
    asked = os.path.normpath(target.path).split(os.sep)
    actual = target.actual.split(os.sep)
    if source is None or len(asked) != len(actual):
        return None
    names = {name: right for name, right in zip(asked, actual, strict=True) if name != right}
    parting = _IN_MARKDOWN if _in_markdown(target.reference) else _ELSEWHERE
    steps = parting.split(source.path)
    steps[::2] = [_with_name(target.reference, step, names) for step in steps[::2]]
    return _mended(doc, target, source, "".join(steps), target.actual)


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


def tidied(doc: Document, target: Target) -> Mended | None:
    """The same path with single slashes."""
    source = _source(doc, target.reference)
    if source is None:
        return None
    parting = _IN_MARKDOWN if _in_markdown(target.reference) else _ELSEWHERE
    return _mended(doc, target, source, parting.sub("/", source.path), target.actual)


def of_what_is_there(doc: Document, target: Target) -> Mended | None:
    """The path of a file that is there where a missing one is named: written with single slashes,
    or with the extension that its image has."""
    path = target.reference.raw_path
    tidy = tidied(doc, target) if "\\" in path or "//" in path else None
    return tidy or _with_other_extension(doc, target)


def _with_other_extension(doc: Document, target: Target) -> Mended | None:
    """The path of the one image that lies where a missing one should, and differs from it by its
    extension alone."""
    reference = target.reference
    if not reference.is_image or reference.extension not in IMAGES:
        return None
    resolved = doc.site.resolve(reference, doc.page)
    places = resolved.candidates + resolved.misplaced
    beside = {
        found
        for path in places
        for found in doc.site.files.siblings(path)
        if os.path.splitext(found)[1][1:].lower() in IMAGES
    }
    source = _source(doc, reference) if len(beside) == 1 else None
    if source is None:
        return None
    actual = beside.pop()
    files = doc.site.files
    if files.look(actual).kind != FILE or files.image(actual).problem:
        return None  # looked for first: only what was is opened
    stem, dot, extension = source.path.rpartition(".")
    if not dot or extension.lower() != reference.extension:
        return None
    path = stem + os.path.splitext(actual)[1]
    return _mended(doc, target, source, path, actual, safe=not target.guess)


_LONE_PERCENT = lazy(r"%(?![0-9A-Fa-f]{2})")


def as_file(doc: Document, target: Target) -> Mended | None:
    """The path of a file as the generator wants it, where there is one way to write that."""
    source = _source(doc, target.reference)
    if source is None or target.reason not in ("bare", "percent"):
        return None
    percents = target.reason == "percent"
    plain = _ELSEWHERE.sub("/", source.path)
    path = _LONE_PERCENT.sub("%25", source.path) if percents else "./" + plain
    return _mended(doc, target, source, path, target.actual)


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


def as_image(doc: Document, inline: Inline, match: re.Match[str]) -> SpanFix | None:
    """The image that a text was meant as (a match of ``LIKE_AN_IMAGE``), if that shows something:
    with plain signs, ``%20`` for each blank in its path, its title in straight quotes."""
    short = len(match["path"]) <= _LONGEST_MENDED
    inside = _PATH_AND_TITLE.fullmatch(match["path"]) if short else None
    if match["gap"] or inside is None or _ODD.search(match[0]):
        return None
    path = inside["path"]
    bare = path.lstrip(BASE)
    if len(unmask(match[0])) != len(match[0]) - len(path) + len(bare):
        return None  # a template stands elsewhere than in front of the path
    shown = bare.count(" ") <= _MOST_BLANKS and bare.replace(" ", "%20")
    place = inline.map.span(*match.span("path"))
    if not shown or not _shows_something(doc, shown, place, based=bare != path):
        return None
    signs = ("bang", "open", "close", "left", "right")
    edits = [(*match.span(sign), _PLAIN[match[sign]]) for sign in signs if match[sign] in _PLAIN]
    if match["space"]:
        edits.append((*match.span("space"), ""))
    start = match.start("path")
    edits += [(start + at, start + at + 1, text) for at, text in _inside(inside)]
    made = tuple(SpanEdit(inline.map.span(*at), text) for *at, text in sorted(edits))
    return SpanFix(made, uncovers="images")


def _inside(inside: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The characters to replace in a path with its title, each with what is written instead."""
    for blank in re.finditer(" ", inside["path"]):
        yield inside.start("path") + blank.start(), "%20"
    if (inside["title"] or "").startswith(_CURLY):
        yield inside.start("title"), '"'
        yield inside.end("title") - 1, '"'


def _shows_something(doc: Document, path: str, place: Span, *, based: bool) -> bool:
    """Whether a path leads to an image of the site or on the web; that of one in another case is
    mended next. ``based``: a template in front of it has the site's own path."""
    reference = Reference(MARKDOWN, doc.text.slice(place), path, place, place, based=based)
    if reference.extension not in IMAGES:
        return False  # something else than a title stands behind the path
    if _ON_THE_WEB.match(path):
        return True
    if reference.external:
        return False
    places = doc.site.resolve(reference, doc.page).candidates
    return any(doc.site.files.look(place).kind in (FILE, WRONG_CASE) for place in places)
