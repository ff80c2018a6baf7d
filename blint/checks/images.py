"""Checks of the images and media files a post names."""

from __future__ import annotations

import os
import re
import shlex
from bisect import bisect_left
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from blint.files.disk import DIRECTORY, FILE, MISSING, OUTSIDE, SPECIAL, WRONG_CASE
from blint.files.sizes import human_size
from blint.lazy_regex import lazy
from blint.model import Match, Severity, Span, SpanEdit, SpanFix
from blint.post import shortcuts
from blint.post.document import EMPTY, UNRESOLVED, Target
from blint.post.markdown.templates import SOMETHING, unmask
from blint.post.references import FRONT_MATTER, HTML, IMAGES, IMPORT, MARKDOWN, REFERENCE, SHORTCODE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.checks.options import Size, Sizes
    from blint.files.image_header import Problem
    from blint.model import Default
    from blint.post.document import Document
    from blint.post.site import Unresolved, Way

    _Situation = Literal["default", "front-matter", "import"]
    _NotAnImage = Literal["full-width", "gap", "link", "size", "space", "title"]


def _place(doc: Document, target: Target) -> Span:
    """Where a finding about a file stands: under its path, or under the image or shortcode where
    the path is on another line (a definition, or text broken over lines)."""
    reference = target.reference
    if reference.form in (MARKDOWN, REFERENCE, SHORTCODE):
        line = doc.text.line_at(reference.whole.start)
        if doc.text.line_at(reference.span.start) != line:
            return reference.whole
    return reference.span


# --- existence: a reference has one target, and each target is of one kind --------------------


def missing(doc: Document) -> Iterator[Match[Literal[Unresolved, Way, _Situation, "empty"]]]:
    """A file that is not there; the nearest existing one is offered."""
    for target in doc.targets:
        reference = target.reference
        if target.kind == EMPTY and reference.is_image:
            yield Match(reference.whole, "empty")
        elif target.kind == MISSING:
            near = _nearest(doc, target)
            values = {"path": reference.written, "nearest": near}
            reason = "" if _in_front_matter(target) else target.reason
            variant = reason or _situation(target)
            place = _place(doc, target)
            yield Match(place, variant, values, suggests=bool(near), guess=target.guess)


def _in_front_matter(target: Target) -> bool:
    """Whether it matters most that the front matter names a file, and not why it is not found."""
    ways = ("link", "public", "transform")
    return target.reference.form == FRONT_MATTER and target.reason not in ways


def _situation(target: Target) -> _Situation:
    if target.reference.form == IMPORT:
        return "import"
    return "front-matter" if target.reference.form == FRONT_MATTER else "default"


def _nearest(doc: Document, target: Target) -> str:
    """The nearest existing file, written as the post would name it."""
    files = doc.site.files
    near = files.nearest(target.path) if target.path else ""
    if not near or files.look(near).kind != FILE:
        near = _elsewhere(doc, target)
    return _that_works(doc, target, _as_written(doc, target, near)) if near else ""


def _that_works(doc: Document, target: Target, path: str) -> str:
    """A path to offer, written so that the generator finds it; empty if that is not known."""
    found = doc.site.resolve(target.reference._replace(written=path, url=quote(path)), doc.page)
    if any(doc.site.files.look(candidate).kind == FILE for candidate in found.candidates):
        return path
    if any(doc.site.files.look(candidate).kind == FILE for candidate in found.misplaced):
        return str(found.values.get("better", ""))
    return ""


def _elsewhere(doc: Document, target: Target) -> str:
    """The same path counted from a folder above the post, or from a public folder."""
    path = target.reference.path.replace("\\", "/")
    rest = re.sub(r"^(?:\.{1,2}/|/)+", "", path)
    folders = [*doc.site.public]
    folder = doc.folder
    while doc.site.files.inside(folder) and len(folders) < 8:
        folders.append(folder)
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    for base in folders:
        candidate = os.path.normpath(os.path.join(base, rest))
        if rest and doc.site.files.look(candidate).kind == FILE:
            return candidate
    return ""


def _as_written(doc: Document, target: Target, path: str) -> str:
    """A path as the post writes paths: from its own folder, or from the public one."""
    for public in doc.site.public:
        if path.startswith(public + os.sep):
            return "/" + os.path.relpath(path, public).replace(os.sep, "/")
    written = os.path.relpath(path, doc.folder).replace(os.sep, "/")
    plain = target.reference.written
    if not written.startswith(".") and (plain.startswith("./") or target.reference.form == HTML):
        return "./" + written
    return written


def wrong_case(doc: Document) -> Iterator[Match[Literal["default", "unicode"]]]:
    """A file that exists only under another case or Unicode form."""
    for target in doc.targets:
        if target.kind != WRONG_CASE:
            continue
        reference = target.reference
        right = _respelled(reference.written, reference.raw_path, target)
        values = {"path": reference.written, "actual": right or os.path.basename(target.actual)}
        fix = None
        if right:
            fix = SpanFix((SpanEdit(reference.span, right),), safe=True, title=f"write {right}")
        same = unquote(reference.written).casefold() == unquote(right).casefold()
        variant: Literal["default", "unicode"] = "default" if same or not right else "unicode"
        yield Match(_place(doc, target), variant, values, fix, guess=target.guess)


def _respelled(written: str, path: str, target: Target) -> str:
    """What was written, with each name spelled as on the disk; empty when that is not plain to do
    (character references or backslashes in the path)."""
    asked = os.path.normpath(target.path).split(os.sep)
    actual = target.actual.split(os.sep)
    before, found, after = written.partition(path)  # before it may stand what a template fills in
    if not found or len(asked) != len(actual):
        return ""
    names = dict(zip(asked, actual, strict=True))
    steps = []
    for step in path.split("/"):
        name = unquote(step)
        right = names.get(name, name)
        steps.append(step if right == name else quote(right) if "%" in step else right)
    respelled = before + "/".join(steps) + after
    return "" if respelled == written else respelled


def outside_site(doc: Document) -> Iterator[Match[Default]]:
    """A path that leads out of the repository; it is never opened."""
    for target in doc.targets:
        if target.kind == OUTSIDE:
            yield Match(_place(doc, target), "default", {"path": target.reference.written})


def unresolved(doc: Document) -> Iterator[Match[Unresolved]]:
    """A file that exists, named in a way the generator does not resolve."""
    for target in doc.targets:
        if target.kind != UNRESOLVED:
            continue
        reference = target.reference
        values = {"path": reference.written, "element": reference.element, **target.values}
        match target.reason:
            case "" | "link" | "public" | "transform":
                pass  # none of these says why a file that exists is not found
            case reason:
                yield Match(_place(doc, target), reason, values, guess=target.guess)


def unreadable(doc: Document) -> Iterator[Match[Literal[Problem, "directory", "special"]]]:
    """What is there and is no image a browser could show."""
    for target in doc.targets:
        if target.kind in (DIRECTORY, SPECIAL):
            values = {"path": target.reference.written}
            if target.kind == DIRECTORY:
                yield Match(_place(doc, target), "directory", values)
            else:
                yield Match(_place(doc, target), "special", values)
    for target, facts in doc.pictures:
        if facts.problem and target.kind != UNRESOLVED:
            values = {"path": target.reference.written, "size": human_size(facts.size)}
            yield Match(_place(doc, target), facts.problem, values)


# --- the image itself --------------------------------------------------------------------------


def _name(target: Target) -> str:
    return os.path.basename(target.actual or target.path)


_LONG_NAMES = {"jpeg": "JPEG", "webp": "WebP"}


def wrong_format(doc: Document) -> Iterator[Match[Default]]:
    """An image whose content is another format than its extension says."""
    from blint.files.image_header import format_of_extension

    for target, facts in doc.pictures:
        claimed = format_of_extension(target.actual or target.path) if facts.format else None
        if claimed and facts.format and facts.format != claimed:
            extension = os.path.splitext(target.reference.path)[1].lstrip(".")
            values = {
                "name": _name(target),
                "format": _LONG_NAMES.get(facts.format, facts.format.upper()),
                "extension": extension,
            }
            yield Match(_place(doc, target), "default", values)


def weight(
    doc: Document, *, max_size: Size = 500 * 1024, formats: Sizes | None = None
) -> Iterator[Match[Default]]:
    """An image over ``max_size`` bytes; ``formats`` sets another limit for a format."""
    from blint.files.image_header import format_of_extension

    limits = {format_of_extension(f"x.{name}"): size for name, size in (formats or {}).items()}
    for target, facts in doc.pictures:
        limit = limits.get(facts.format, max_size) if limits else max_size
        if facts.size > limit:
            values = {
                "name": _name(target),
                "size": human_size(facts.size),
                "limit": human_size(limit),
                "over": facts.size - limit,
                "file": target.actual,
            }
            yield Match(_place(doc, target), "default", values)


def pixels(
    doc: Document, *, max_width: int = 2560, max_height: int | None = None
) -> Iterator[Match[Literal["high", "wide"]]]:
    """An image of more pixels than the limits, as shown (after EXIF rotation)."""
    for target, facts in doc.pictures:
        if not facts.width or not facts.height:
            continue
        values = {"name": _name(target), "width": facts.width, "height": facts.height}
        if facts.width > max_width:
            yield Match(_place(doc, target), "wide", {**values, "limit": max_width})
        elif max_height and facts.height > max_height:
            yield Match(_place(doc, target), "high", {**values, "limit": max_height})


def location_metadata(doc: Document) -> Iterator[Match[Default]]:
    """A photo that says where it was taken."""
    for target, facts in doc.pictures:
        if facts.has_location:
            name = _name(target)
            values = {"name": name, "argument": shlex.quote(name)}
            yield Match(_place(doc, target), "default", values)


# --- how it is written -------------------------------------------------------------------------


def missing_alt(
    doc: Document,
) -> Iterator[Match[Literal["caption", "html", "markdown", "shortcode"]]]:
    """An image without alternative text; ``alt=""`` in HTML is deliberate."""
    for image in doc.body.images:
        if not image.alt.strip():
            yield Match(image.span, "markdown", severity=Severity.INFO)  # it becomes alt=""
    for element in doc.body.elements:
        if element.shortcode:
            values = {"element": element.shortcode}
            if "alt" not in element.attributes and "caption" in element.attributes:
                yield Match(element.span, "caption", values, severity=Severity.INFO)
            elif "alt" not in element.attributes:
                yield Match(element.span, "shortcode", values)
        elif element.name == "img" and not any(map(_may_be_alt, element.attributes)):
            yield Match(element.span, "html")


def _may_be_alt(attribute: str) -> bool:
    """Whether an attribute is the alternative text, or may hold it among others (MDX, Vue)."""
    return attribute in ("alt", ":alt", "v-bind:alt", "v-bind") or attribute.startswith("{...")


# ! or ！, then brackets and parentheses of either width, with or without a blank between.
LIKE_AN_IMAGE = lazy(
    r"(?P<bang>[!！])(?P<gap>[ \t]?)(?P<open>[\[【])(?P<alt>[^\[\]【】\n]{0,300})(?P<close>[\]】])"
    r"(?P<space>[ \t]?)(?P<left>[(（])(?P<path>(?:[^()（）\n]|\([^()\n]{0,80}\)){1,1000})"
    r"(?P<right>[)）])"
)
# After the path: a size as some editors write it, a title in straight or in curly quotes.
_SIZE = lazy(r"\s+=\d*%?x?\d*%?$")
_TITLE = lazy(r"""\s+["'(].*["')]$""")
_CURLY_TITLE = lazy(r"\s+[“”‘’「].*$")


def not_an_image(doc: Document) -> Iterator[Match[_NotAnImage]]:
    """Text that looks like an image and prints as it stands."""
    quick = shortcuts.taken("alike")
    for inline in doc.body.inlines:
        if inline.taken is None or (quick and _all_real(inline.content, inline.taken)):
            continue
        for match in LIKE_AN_IMAGE.finditer(inline.content):
            start, end = match.span()
            before = bisect_left(inline.taken, (end,))  # what begins before the match ends
            if before and inline.taken[before - 1][1] > start:
                continue
            variant = _why_not(match, inline.content[max(start - 1, 0) : start].strip("\n"))
            if variant:
                values = {"path": unmask(match["path"]).strip()}
                yield Match(inline.map.span(start, end), variant, values)


def _all_real(content: str, taken: list[tuple[int, int]]) -> bool:
    """Whether all that begins like an image surely is one: most lines need no other look."""
    odd = "！" in content or "! " in content or "!\t" in content or "!【" in content
    return not odd and content.count("![") == sum(content.startswith("![", t[0]) for t in taken)


def _why_not(match: re.Match[str], before: str) -> Literal[_NotAnImage, ""]:
    """Why it is no image, or an empty string where none was meant; ``before`` is the
    character before it in its line."""
    sentence_ends = bool(before) and before not in " \t　>|(（*"
    if before == "\\" or (sentence_ends and (match["bang"] == "！" or match["gap"])):
        return ""  # an exclamation, and a link after it
    written = match["path"].strip()
    if "{{" in written or "{%" in written or SOMETHING in written:
        return ""  # a template fills it in
    path = _TITLE.sub("", _SIZE.sub("", _CURLY_TITLE.sub("", written))).strip()
    name = re.split(r"[?#]", path, maxsplit=1)[0].strip("<>")
    if name.rpartition(".")[2].lower() not in IMAGES:
        return ""
    if any(match[group] in "【】（）" for group in ("open", "close", "left", "right")):
        return "full-width"
    if match["bang"] == "！" and not match["space"]:
        return "link"
    if match["gap"] or match["space"]:
        return "gap"
    if re.search(r"\s", path):
        return "space"
    if _SIZE.search(written):
        return "size"
    return "title" if _CURLY_TITLE.search(written) else ""
