"""Checks of the images and media files a post names."""

from __future__ import annotations

import os
import re
import shlex
from bisect import bisect_left
from typing import TYPE_CHECKING

from blint.files.disk import DIRECTORY, FILE, MISSING, OUTSIDE, SPECIAL, WRONG_CASE
from blint.files.sizes import human_size
from blint.lazy_regex import lazy
from blint.model import Match, Severity, Span
from blint.post import shortcuts
from blint.post.document import EMPTY, EXTERNAL, UNDECIDED, UNRESOLVED, Target
from blint.post.markdown.model import covered
from blint.post.markdown.templates import SOMETHING, unmask
from blint.post.references import (
    FRONT_MATTER,
    HTML,
    IMAGES,
    IMPORT,
    MARKDOWN,
    REFERENCE,
    SHORTCODE,
    SOUNDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.checks.image_attributes import Broken
    from blint.checks.image_text import Meaning, MeantAs
    from blint.checks.options import Size, Sizes
    from blint.files.image_header import Problem
    from blint.model import Default
    from blint.post.document import Document
    from blint.post.markdown.model import Element, Inline
    from blint.post.site import Unresolved, Way

    _Situation = Literal["default", "front-matter", "import", "dangling"]
    _Medium = Literal["image", "video", "audio"]
    _Own = Literal["own-disk", "own-file", "own-machine"]
    _NotAnImage = Literal["address", "full-width", "gap", "link", "size", "space", "title"]


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


def missing(
    doc: Document,
) -> Iterator[Match[Literal[Unresolved, Way, _Situation, _Own, "empty"]]]:
    """A file that is not there; the nearest existing one is offered."""
    for target in doc.targets:
        reference = target.reference
        if target.kind == EMPTY and reference.is_image:
            yield Match(reference.whole, "empty")
        elif own := _own(target):
            yield Match(_place(doc, target), own, {"path": reference.written})
        elif target.kind == MISSING:
            link = doc.site.files.dangling(target.path)
            from blint.checks import image_fixes

            beside = None if link else image_fixes.put_right(doc, target)
            near = beside.path if beside else _nearest(doc, target)
            values = {
                "path": reference.written,
                "nearest": near,
                "link": link,
                "folder": _public_folder(doc),
                "medium": _medium(target),
            }
            reason = "" if _in_front_matter(target) else target.reason
            variant = reason or ("dangling" if link else _situation(target))
            place = _place(doc, target)
            fix = beside and beside.fix
            yield Match(place, variant, values, fix, suggests=bool(near), guess=target.guess)


def _in_front_matter(target: Target) -> bool:
    """Whether it matters most that the front matter names a file, and not why it is not found."""
    ways = ("link", "public", "transform")
    return target.reference.form == FRONT_MATTER and target.reason not in ways


def _medium(target: Target) -> _Medium:
    """What a file is to show, for the words of what becomes of it."""
    if target.reference.is_image:
        return "image"
    sounds = target.reference.element == "audio" or target.reference.extension in SOUNDS
    return "audio" if sounds else "video"


def _public_folder(doc: Document) -> str:
    """The folder that the site serves at its root, as the repository names it."""
    for public in doc.site.public:
        return os.path.relpath(public, doc.site.files.top).replace(os.sep, "/") + "/"
    return "./"


_OWN_DISK = lazy(r"(?i)file:|[a-z]:(?:[\\/]|%5c)")
_OWN_MACHINE = lazy(
    r"(?i)(?:https?:)?//(?:(?:[\w-]+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?=[:/?#])"
)


def _own(target: Target) -> Literal[_Own, ""]:
    """Whether a path leads to the disk or the web server of the writer, and nobody else's."""
    reference = target.reference
    url, form = reference.url, reference.form
    if target.kind in (EXTERNAL, UNDECIDED, OUTSIDE, MISSING) and _OWN_DISK.match(url):
        # What Vue asks the build for; file: is no image to its generators' Markdown.
        vue_asks = form == HTML or (form in (MARKDOWN, REFERENCE) and url[1] == ":")
        return "own-file" if vue_asks else "own-disk"
    return "own-machine" if target.kind == EXTERNAL and _OWN_MACHINE.match(url) else ""


def _situation(target: Target) -> _Situation:
    if target.reference.form == IMPORT:
        return "import"
    return "front-matter" if target.reference.form == FRONT_MATTER else "default"


def _nearest(doc: Document, target: Target) -> str:
    from blint.checks.image_offers import nearest

    return nearest(doc, target)


def wrong_case(doc: Document) -> Iterator[Match[Literal["default", "public", "unicode"]]]:
    """A file that exists only under another case or Unicode form."""
    for target in doc.targets:
        if target.kind != WRONG_CASE:
            continue
        from blint.checks.image_fixes import put_right

        reference = target.reference
        right, fix = put_right(doc, target) or ("", None)
        actual = right or os.path.basename(target.actual)
        values = {"path": reference.written, "actual": actual, "medium": _medium(target)}
        same = os.path.normpath(target.path).casefold() == target.actual.casefold()
        variant: Literal["default", "public", "unicode"] = (
            "public" if target.reason == "public" else "default"
        )
        if right and not same:
            variant = "unicode"
        yield Match(_place(doc, target), variant, values, fix, guess=target.guess)


def untidy_path(doc: Document) -> Iterator[Match[Literal["slashes", "backslashes"]]]:
    """A path that finds its file, and would not everywhere."""
    for target in doc.targets:
        reference = target.reference
        if target.kind != FILE or reference.form == IMPORT:
            continue
        path = reference.raw_path
        # To browsers a backslash is a slash, and so it is in the path of HTML.
        written = re.split("[?#]", reference.written)[0] if reference.form == HTML else path
        if "\\" in written or "//" in path:
            better = re.sub(r"/{2,}", "/", path.replace("\\", "/"))
            values = {"path": reference.written, "better": better}
            variant: Literal["slashes", "backslashes"]
            variant = "backslashes" if "\\" in written else "slashes"
            from blint.checks.image_fixes import put_right

            mended = put_right(doc, target)
            yield Match(_place(doc, target), variant, values, mended and mended.fix)


def outside_site(doc: Document) -> Iterator[Match[Default]]:
    """A path that leads out of the repository; it is never opened."""
    for target in doc.targets:
        if target.kind == OUTSIDE and not _own(target):
            near = _nearest(doc, target)
            values = {"path": target.reference.written, "nearest": near}
            yield Match(_place(doc, target), "default", values, suggests=bool(near))


def unresolved(doc: Document) -> Iterator[Match[Unresolved]]:
    """A file that exists, named in a way the generator does not resolve."""
    for target in doc.targets:
        if target.kind != UNRESOLVED:
            continue
        reference = target.reference
        values = {
            "path": reference.written,
            "element": reference.element,
            "folder": _public_folder(doc),
            "medium": _medium(target),
            **target.values,
        }
        match target.reason:
            case "" | "link" | "public" | "transform":
                pass  # none of these says why a file that exists is not found
            case reason:
                from blint.checks.image_fixes import put_right

                mended = put_right(doc, target) if reason in ("bare", "percent") else None
                fix = mended and mended.fix
                yield Match(_place(doc, target), reason, values, fix, guess=target.guess)


def unreadable(
    doc: Document,
) -> Iterator[Match[Literal[Problem, "directory", "special", "lfs-pointer"]]]:
    """What is there and is no image a browser could show."""
    for target in doc.targets:
        if target.kind in (DIRECTORY, SPECIAL):
            values = {"path": target.reference.written}
            if target.kind == DIRECTORY:
                yield Match(_place(doc, target), "directory", values)
            else:
                yield Match(_place(doc, target), "special", values)
    pointers = []
    for target, facts in doc.pictures:
        if facts.lfs_pointer:
            pointers.append(target)
        elif facts.problem and target.kind != UNRESOLVED and _matters(facts.problem, target):
            about = _of(target, path=target.reference.written)
            yield Match(_place(doc, target), facts.problem, about)
    for target in pointers[:1]:
        about = {"path": target.reference.written, "count": len({t.actual for t in pointers})}
        yield Match(_place(doc, target), "lfs-pointer", about, severity=Severity.INFO)


def _matters(problem: Problem, target: Target) -> bool:
    """Whether a reader comes to see what is wrong with an image: one of several sources may be in
    a format that few browsers show, and scripts and templates make something else of a file."""
    if problem not in ("heic", "tiff", "no-namespace"):
        return True
    reference = target.reference
    return reference.form in (MARKDOWN, REFERENCE) or reference.element == "img"


# --- the image itself --------------------------------------------------------------------------


def _name(target: Target) -> str:
    return os.path.basename(target.actual or target.path)


def _of(target: Target, **values: object) -> dict[str, object]:
    """The values of a match about an image itself, whichever post shows it: its ``file`` makes one
    finding of those of several posts."""
    return {"name": _name(target), "file": target.actual or target.path, **values}


def wrong_format(doc: Document) -> Iterator[Match[Default]]:
    """An image whose content is another format than its extension says."""
    from blint.files.image_header import format_name, format_of_extension

    for target, facts in doc.pictures:
        if facts.problem:
            continue
        claimed = format_of_extension(target.actual or target.path) if facts.format else None
        if claimed and facts.format and facts.format != claimed:
            extension = os.path.splitext(target.reference.path)[1].lstrip(".")
            values = _of(
                target,
                format=format_name(facts.format),
                extension=extension,
                bytes=facts.size,
            )
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
            values = _of(
                target,
                size=human_size(facts.size),
                limit=human_size(limit),
                over=facts.size - limit,
                bytes=facts.size,
            )
            yield Match(_place(doc, target), "default", values)


# Bytes a pixel, measured: the rule's page tells how. Above the first number a format is heavier
# than a photograph need be, above the second it holds more than pixels.
_BYTES_A_PIXEL = {"png": (0.75, 4.1), "jpeg": (0.9, 3.0)}
_ENOUGH = 0.25  # for a photograph as WebP


def could_be_lighter(
    doc: Document, *, min_size: Size = 100 * 1024
) -> Iterator[Match[Literal["png", "jpeg"]]]:
    """An image of at least ``min_size`` bytes that need have a fraction of them."""
    for target, facts in doc.pictures:
        if facts.size < min_size or not facts.width or not facts.height:
            continue
        count = facts.width * facts.height
        fair, most = _BYTES_A_PIXEL.get(facts.format or "", (0.0, 0.0))
        if fair * count < facts.size < most * count:
            lighter = human_size(round(count * _ENOUGH))
            size = human_size(facts.size)
            values = _of(target, size=size, lighter=lighter, bytes=facts.size)
            yield Match(_place(doc, target), "png" if facts.format == "png" else "jpeg", values)


_MAX_WIDTH = 2560


def pixels(
    doc: Document, *, max_width: int = _MAX_WIDTH, max_height: int | None = None
) -> Iterator[Match[Literal["high", "wide"]]]:
    """An image of more pixels than the limits, as shown (after EXIF rotation). Limits of the
    site's own are asked for, so they bring warnings."""
    own = max_width != _MAX_WIDTH or max_height is not None
    grade = Severity.WARNING if own else None
    for target, facts in doc.pictures:
        if not facts.width or not facts.height:
            continue
        values = _of(target, width=facts.width, height=facts.height)
        if facts.width > max_width:
            values["limit"] = max_width
            yield Match(_place(doc, target), "wide", values, severity=grade)
        elif max_height and facts.height > max_height:
            values["limit"] = max_height
            yield Match(_place(doc, target), "high", values, severity=grade)


def location_metadata(doc: Document) -> Iterator[Match[Default]]:
    """A photo that says where it was taken."""
    for target, facts in doc.pictures:
        if facts.has_location:
            values = _of(target, argument=shlex.quote(_name(target)), bytes=facts.size)
            yield Match(_place(doc, target), "default", values)


# --- how it is written -------------------------------------------------------------------------


def missing_alt(
    doc: Document,
) -> Iterator[Match[Literal["caption", "html", "markdown", "shortcode"]]]:
    """An image without alternative text; ``alt=""`` in HTML is deliberate, and what screen readers
    are told to pass over needs none."""
    hidden = _hidden(doc)
    for image in doc.body.images:
        if not image.alt.strip() and not covered(hidden, image.span.start):
            values = {"image": _last_name(image.destination)}
            yield Match(image.span, "markdown", values, severity=Severity.INFO)  # it becomes alt=""
    for element in doc.body.elements:
        if element.shortcode:
            values = {"element": element.shortcode, "image": _named_by(element)}
            if "alt" not in element.attributes and "caption" in element.attributes:
                yield Match(element.span, "caption", values, severity=Severity.INFO)
            elif "alt" not in element.attributes:
                yield Match(element.span, "shortcode", values)
        elif element.name == "img" and "alt" not in element.attributes:
            from blint.checks.image_names import needs_words

            if needs_words(element) and not covered(hidden, element.span.start):
                yield Match(element.span, "html", {"image": _named_by(element)})


def _named_by(element: Element) -> str:
    return _last_name(element.attributes.get("src", ("",))[0])


def _last_name(destination: str) -> str:
    """The name of a file in a path, which tells an image from others wherever it lies."""
    return destination.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _hidden(doc: Document) -> list[Span]:
    if "aria-hidden" not in doc.text.characters:
        return []
    from blint.checks.image_names import hidden

    return hidden(doc)


def broken_attribute(doc: Document) -> Iterator[Match[Broken]]:
    """An attribute that does not compile, where Vue compiles the posts."""
    if doc.site.dialect.vue and _may_be_bound(doc):
        from blint.checks import image_attributes

        yield from image_attributes.broken(doc)


def _may_be_bound(doc: Document) -> bool:
    """Whether an attribute may be one that Vue compiles, or a list of attributes follows an
    image."""
    text = doc.text.characters
    return any(
        name.startswith((":", "v-bind"))
        for element in doc.body.elements
        for name in element.attributes
    ) or any(
        text[image.span.end : image.span.end + 50].lstrip()[:1] == "{" for image in doc.body.images
    )


# ! or ！, then brackets and parentheses of either width, with or without a blank between.
LIKE_AN_IMAGE = lazy(
    r"(?P<bang>[!！])(?P<gap>[ \t]?)(?P<open>[\[【])(?P<alt>[^\[\]【】\n]{0,300})(?P<close>[\]】])"
    r"(?P<space>[ \t]?)(?P<left>[(（])(?P<path>(?:[^()（）\n]|\([^()\n]{0,80}\)){1,1000})"
    r"(?P<right>[)）])"
)
# After the path: a size as some editors write it, a title in straight or in curly quotes.
_SIZE = lazy(r"(?<!\s)\s++=\d*%?x?\d*%?$")
_TITLE = lazy(r"""(?<!\s)\s++(?:"[^"]*"|'[^']*'|\([^()]*\))$""")
_CURLY_TITLE = lazy(r"(?<!\s)\s++[“”‘’「].*$")


def not_an_image(doc: Document) -> Iterator[Match[_NotAnImage | MeantAs]]:
    """Text that looks like an image and prints as it stands."""
    for swallowed in doc.body.swallowed:
        yield Match(swallowed.span, "address", {"path": swallowed.destination})
    quick = shortcuts.taken("alike")
    meant: Meaning | None = None
    for inline in doc.body.inlines:
        if inline.taken is None or (quick and _all_real(inline.content, inline.taken)):
            continue
        for match in LIKE_AN_IMAGE.finditer(inline.content):
            start, end = match.span()
            if _is_taken(inline, start, end):
                continue
            variant = _why_not(match, inline.content[max(start - 1, 0) : start].strip("\n"))
            if variant and not (variant == "size" and _shows_sizes(doc)):
                from blint.checks.image_fixes import as_image

                image = None if variant == "size" else as_image(doc, inline, match)
                values = {"path": unmask(match["path"]).strip(), "better": image and image.path}
                yield Match(inline.map.span(start, end), variant, values, image and image.fix)
        if meant is None:
            from blint.checks.image_text import Meaning

            meant = Meaning(doc)
        for found in meant.of(inline.content):
            if not _is_taken(inline, found.start, found.end):
                place = inline.map.span(found.start, found.end)
                yield Match(place, found.variant, {"path": unmask(found.path)})


# What makes sizes of =…x… behind a path, by the names that plugins for it and their settings have.
# What VuePress calls imgSize wants them behind the alternative text.
_SIZED = lazy(r"(?i)imsize|plugin-img-size|\blegacy(?:Img)?Size(?!\s*:\s*false)")


def _shows_sizes(doc: Document) -> bool:
    """Whether the site has something that may make sizes of ``=…x…``."""
    return any(_SIZED.search(doc.site.files.text(path)) for path in doc.site.programs)


def _is_taken(inline: Inline, start: int, end: int) -> bool:
    """Whether a range shares a character with an image, code or tag, or lies in an address. One
    that begins within it, as a bare address does in what is no image, is a part of it."""
    taken = inline.taken or []
    before = bisect_left(taken, (end,))  # what begins before the range ends
    while before and (at := taken[before - 1][0]) >= start and inline.content.startswith("://", at):
        before -= 1
    return before > 0 and taken[before - 1][1] > start


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
