"""Where a post's excerpt ends: its markers, and what was meant as one."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.site import Marker

if TYPE_CHECKING:
    from blint.post.front_matter.model import FrontMatter
    from blint.post.site import Site
    from blint.post.text import Text

# What generators, themes and plugins call it (facts of twelve generators, section 0.1).
_WORDS = frozenset(
    (
        "more",
        "readmore",
        "truncate",
        "truncated",
        "excerpt",
        "endexcerpt",
        "teaserend",
        "endteaser",
        "pelicanendsummary",
        "更多",
        "阅读更多",
        "阅读全文",
    )
)
# <!-- x -->, {/* x */}, and what fingers and editors make of them: a missing dash or bang, a long
# dash, full-width signs, escaped brackets, underscores for asterisks.
_LIKE_A_MARKER = lazy(
    r"(?:<|＜|&lt;)[ \t]*[!！]?[ \t]*[-–—－]{1,4}(?P<html>[^\n<>＜＞&{}]{0,40}?)"
    r"[-–—－]{0,4}[ \t]*(?:>|＞|&gt;)"
    r"|\{[ \t]*/\\?[*_](?P<mdx>[^\n*{}]{0,40}?)\\?[*_]/[ \t]*\}"
    r"|\{%-?[ \t]*(?P<liquid>more)[ \t]*-?%\}"
    r"|<!--(?P<unclosed>[^\r\n<>＜＞&{}-]{0,40})(?=\r?$)",
    re.MULTILINE,
)


_LONGEST_MARKER = 100  # characters; nobody misspells a longer one


class Excerpt(NamedTuple):
    """The markers in a post's body.

    ``markers`` stand in running text, ``in_code`` in code; ``cut`` is the one the generator cuts
    at, ``near`` what was meant as a marker and is none, if there is no real one; ``same_word``
    tells that it says what the marker says, and not what another generator's does. ``excused``:
    the front matter gives an excerpt of its own.
    """

    marker: Marker | None
    markers: tuple[Span, ...] = ()
    in_code: tuple[Span, ...] = ()
    cut: Span | None = None
    near: Span | None = None
    same_word: bool = False
    excused: bool = False


def find_excerpt(
    text: "Text",
    front_matter: "FrontMatter",
    site: "Site",
    marker: Marker | None,
    is_code: Callable[[int], bool],
) -> Excerpt:
    """The markers of a post, as its site's generator finds them; ``marker`` is the site's for it,
    ``is_code`` tells of a place in the text whether it stands in code."""
    data = front_matter.data
    own = data.get(site.marker_key) if site.marker_key else None
    if isinstance(own, str) and own.strip():
        marker = Marker.exactly(own)
    if marker is None or not text.characters:
        return Excerpt(None)
    start = front_matter.body_start
    hits = [Span(m.start(), m.end()) for m in marker.pattern.finditer(text.characters, start)]
    in_code = tuple(hit for hit in hits if is_code(hit.start))
    markers = tuple(hit for hit in hits if not is_code(hit.start))
    counted = hits if marker.in_code else list(markers)
    cut = counted[0] if counted else None
    excused = any(data.get(key) for key in site.excerpt_keys)
    if excused and not site.marker_first:
        return Excerpt(marker, markers, in_code, excused=True)
    meant = () if markers or excused else _meant_as_marker(text, start, marker, is_code)
    near = next(iter(meant), None)
    if near is None:
        return Excerpt(marker, markers, in_code, cut, excused=excused)
    if not near[1] and not marker.dialects:
        return Excerpt(None)  # some other generator's, and nothing is known of this site's
    return Excerpt(marker, markers, in_code, cut, *near)


def _meant_as_marker(
    text: "Text", start: int, marker: Marker, is_code: Callable[[int], bool]
) -> Iterator[tuple[Span, bool]]:
    """What was meant as a marker, and whether it has the marker's word."""
    if len(marker.text) > _LONGEST_MARKER:
        return
    if not re.fullmatch(r"\W*\w[\w \t.-]*\W*", marker.text) or marker.text.startswith("---"):
        return
    for match in _LIKE_A_MARKER.finditer(text.characters, start):
        if text.characters[match.start() - 1 : match.start()] == "\\":
            continue  # escaped
        inside = next(group for group in match.groups() if group is not None)
        word, wanted = _bare_word(inside), _bare_word(marker.text)
        same = word == wanted or (wanted in _WORDS and word in _typos(wanted))
        well_formed = match[0].startswith(("<!--", "{"))
        line = text.line(text.line_at(match.start()))
        alone = line.strip() == match[0]
        if not (same or word in _WORDS) or not (well_formed or alone):
            continue
        if is_code(match.start()):
            continue
        if match["unclosed"] is None or _never_closed(text.characters, match.end()):
            yield Span(match.start(), match.start() + len(match[0].rstrip())), same


def _never_closed(characters: str, start: int) -> bool:
    """Whether a comment that is open at a place has no end of its own: there is none, or another
    one begins before it."""
    end = characters.find("-->", start)
    return end < 0 or characters.find("<!--", start, end) >= 0


def _bare_word(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


@cache
def _typos(word: str) -> frozenset[str]:
    """What fingers make of a word: a letter left out, doubled, or swapped with the next."""
    parts = [(word[:at], word[at], word[at + 1 :]) for at in range(len(word))]
    left_out = {before + after for before, _, after in parts}
    doubled = {before + letter * 2 + after for before, letter, after in parts}
    swapped = {before + after[:1] + letter + after[1:] for before, letter, after in parts}
    return frozenset((left_out | doubled | swapped) - {word})
