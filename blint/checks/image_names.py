"""What tells a screen reader of an image, or to pass over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Span
from blint.post.markdown.html import Tag, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.post.document import Document
    from blint.post.markdown.model import Element

# What names an image for a screen reader (WCAG 2.2, failure F65).
_WORDS = frozenset(("alt", "aria-label", "aria-labelledby", "title"))


def needs_words(element: Element) -> bool:
    """Whether an ``<img>`` says nothing of what it shows, and is not marked as decoration. What
    Vue and MDX fill in may say it."""
    given = {_unbound(name): value for name, (value, _) in element.attributes.items()}
    role = given.get("role", "").strip().lower()
    spread = "" in given or any(name.startswith("{...") for name in given)
    return not (
        _WORDS & given.keys() or spread or role in ("presentation", "none") or _hides(given)
    )


def _unbound(attribute: str) -> str:
    """The attribute that Vue sets: ``:alt`` and ``v-bind:alt`` are ``alt``; a mere ``v-bind``,
    which may set any, is empty."""
    return attribute.removeprefix("v-bind").removeprefix(":")


def _hides(attributes: Mapping[str, object]) -> bool:
    """Whether an element is kept from screen readers, with all that is in it."""
    return attributes.get("aria-hidden", "false") != "false"


def hidden(doc: Document) -> list[Span]:
    """The elements that are kept from screen readers, from tag to end tag, in order; those in
    another one are left out."""
    found: list[Span] = []
    still_open: dict[str, list[Tag]] = {}
    for tag in tokens(doc.text.characters, doc.front_matter.body_start, jsx=doc.is_mdx):
        if not isinstance(tag, Tag):
            continue
        of_its_name = still_open.setdefault(tag.name, [])
        if not tag.closing:
            of_its_name.append(tag)
        elif of_its_name:
            opening = of_its_name.pop()
            if _hides({_unbound(a.name): a.value for a in opening.attributes}):
                while found and found[-1].start > opening.start:
                    found.pop()
                found.append(Span(opening.start, tag.end))
    return found
