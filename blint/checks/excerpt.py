"""Checks of the marker that ends the excerpt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Match, Severity, Span, SpanFix
from blint.post.site import CONFIGURED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from blint.model import Convention, Default, Uncovered
    from blint.post.document import Document
    from blint.post.site import Marker


def missing_marker(doc: Document) -> Iterator[Match[Literal["default", "in-code", "unasked"]]]:
    """No marker at all; the place is the first line of the body."""
    excerpt = doc.excerpt
    if excerpt.marker is None or excerpt.cut or excerpt.near or excerpt.excused:
        return
    if doc.front_matter.missing and doc.front_matter.missing.variant == "unclosed":
        return  # there is no body to speak of
    start = doc.front_matter.body_start
    line = doc.text.line_span(doc.text.line_at(start))
    place, values = Span(start, max(start, line.end)), {"marker": excerpt.marker.text}
    asked = _needed(doc)
    variant: Literal["default", "in-code", "unasked"] = "default" if asked else "unasked"
    if asked and excerpt.in_code:
        variant = "in-code"
    from blint.checks.introduction import marker_added

    fix = marker_added(doc)
    yield Match(place, variant, values, fix, severity=asked, convention=_convention(doc))


def _convention(doc: Document) -> Convention:
    """What the site's other posts have to say: nothing, where blint's own configuration or the post
    itself names the marker."""
    site = doc.site
    if site.marker_evidence == CONFIGURED or doc.front_matter.data.get(site.marker_key):
        return ""
    if site.marker_evidence:
        return "excuses"
    return "makes" if site.marker_by_convention else ""


def _needed(doc: Document) -> Severity | None:
    """An error once the site is known to ask for a marker; until then that is a guess."""
    return Severity.ERROR if doc.site.marker_evidence else None


def misspelled_marker(doc: Document) -> Iterator[Match[Literal["default", "mdx", "no-mdx"]]]:
    """Almost a marker, in a post that has no real one."""
    excerpt = doc.excerpt
    if excerpt.marker is None or excerpt.near is None:
        return
    found = doc.text.slice(excerpt.near)
    marker = _written_as(excerpt.marker, found)
    values = {"found": found, "marker": marker}
    # Without an end it is a comment, which hides the rest of the post.
    hides = found.startswith("<!--") and "-->" not in found
    uncovers: Uncovered = "all" if hides else ""
    fix = None
    if doc.seen_before(excerpt.near.start) and doc.text.characters[excerpt.near.end :].strip():
        fix = SpanFix.replace(excerpt.near, marker, safe=excerpt.same_word, uncovers=uncovers)
    yield Match(excerpt.near, _syntax(doc, found), values, fix, severity=_needed(doc))


def _written_as(marker: Marker, found: str) -> str:
    """The marker as a comment of HTML or MDX, with or without blanks, as what was found is, if the
    generator takes that."""
    word = re.sub(r"\A\W+|\W+\Z", "", marker.text)
    opening, closing = ("{/*", "*/}") if found.startswith("{") else ("<!--", "-->")
    for blank in (" ",) if re.search(r"\s", found) else ("", " "):
        text = f"{opening}{blank}{word}{blank}{closing}"
        if marker.pattern.fullmatch(text):
            return text
    return marker.text


# What MDX reads without a complaint; it stops at other tags and expressions.
_MDX = lazy(r"<!--.*-->|\{[ \t]*/\*.*\*/[ \t]*\}|[^<{].*")


def _syntax(doc: Document, found: str) -> Literal["default", "mdx", "no-mdx"]:
    """Whether what was meant as a marker is no MDX in an MDX post, or is MDX in another one."""
    if doc.is_mdx:
        return "default" if _MDX.fullmatch(found) else "no-mdx"
    return "mdx" if found.startswith("{") and "/*" in found else "default"


def duplicate_marker(doc: Document) -> Iterator[Match[Default]]:
    """Every marker after the first."""
    excerpt = doc.excerpt
    if excerpt.marker is None or excerpt.marker.repeats or len(excerpt.markers) < 2:
        return
    text = doc.text.characters
    # Where nothing stands above the first, or nothing but markers follows it, another place was
    # meant for it.
    ends = [marker.start for marker in excerpt.markers[1:]] + [len(text)]
    sensible = any(text[m.end : end].strip() for m, end in zip(excerpt.markers, ends, strict=True))
    sensible = sensible and doc.seen_before(excerpt.markers[0].start)
    from blint.checks.second_marker import removed

    line = doc.text.line_at(excerpt.markers[0].start)
    for marker in excerpt.markers[1:]:
        values = {"marker": doc.text.slice(marker), "line": line}
        fix = removed(doc, marker) if sensible else None
        yield Match(marker, "default", values, fix)


def marker_in_code(
    doc: Document,
) -> Iterator[Match[Literal["cut", "harmless", "line", "table"]]]:
    """Every marker in a code block or code span. Where the generator cuts elsewhere, or not in
    code at all, it is only worth knowing. And a rule's sign that stands in something else, where
    that is the marker."""
    excerpt = doc.excerpt
    if where := _cuts_into(doc):
        yield where
    for marker in excerpt.in_code:
        values = {"marker": doc.text.slice(marker)}
        if marker == excerpt.cut:
            yield Match(marker, "cut", values)
        elif excerpt.marker and not excerpt.marker.repeats:
            yield Match(marker, "harmless", values, severity=Severity.INFO)


def _cuts_into(doc: Document) -> Match[Literal["line", "table"]] | None:
    """A marker that has other uses, where the excerpt is cut though it is no line of its own."""
    marker, cut = doc.excerpt.marker, doc.excerpt.cut
    if marker is None or not marker.repeats or cut is None or cut in doc.excerpt.in_code:
        return None
    line = doc.text.line(doc.text.line_at(cut.start)).strip()
    if not line.strip("-"):
        return None
    values = {"marker": marker.text}
    return Match(cut, "table" if "|" in line else "line", values)


def empty(doc: Document) -> Iterator[Match[Default]]:
    """A marker with nothing visible before it."""
    cut = doc.excerpt.cut
    if cut is not None and not doc.seen_before(cut.start):
        yield Match(cut, "default", {"marker": doc.text.slice(cut)})


def whole_post(doc: Document) -> Iterator[Match[Default]]:
    """A marker with nothing after it."""
    cut = doc.excerpt.cut
    if cut is None or doc.text.characters[cut.end :].strip():
        return
    short = any(doc.front_matter.data.get(key) for key in doc.site.short_keys)
    if doc.seen_before(cut.start) and not short:
        yield Match(cut, "default", {"marker": doc.text.slice(cut)})
