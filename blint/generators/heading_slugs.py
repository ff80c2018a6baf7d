"""Slugs that generators make of the text of a heading, each as its own sources have it, and the
numbers behind those that are taken."""

from __future__ import annotations

import re
import unicodedata

from blint.lazy_regex import lazy

_COMBINING = lazy(r"[\u0300-\u036f]")
_CONTROL = lazy(r"[\x00-\x1f]")
_VUE_SIGNS = lazy(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'\u201c\u201d\u2018\u2019<>,.?/]+")
_HEXO_SIGNS = lazy(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")


def vue_slug(text: str) -> str:
    """@mdit-vue/shared, slugify.ts: VitePress, VuePress 2, Valaxy."""
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    text = _VUE_SIGNS.sub("-", _CONTROL.sub("", text)).strip("-")
    return re.sub(r"^(?=[0-9])", "_", re.sub("-{2,}", "-", text)).lower()


def _is_word(character: str) -> bool:
    """Whether github-slugger keeps a character beyond ASCII, and so does Ruby's class of words:
    what is alphabetic, marks, decimal digits, connecting punctuation."""
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind in ("Nd", "Nl", "Pc") or _is_circled(ord(character))


def _is_circled(code: int) -> bool:
    """Other_Alphabetic among the symbols: letters in circles and squares."""
    ranges = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
    return any(first <= code <= last for first, last in ranges)


def github_slug(text: str) -> str:
    """github-slugger, index.js: Docusaurus, Astro."""
    kept = [c for c in text.lower() if c in "- _" or (c.isalnum() if c.isascii() else _is_word(c))]
    return "".join(kept).replace(" ", "-")


def kramdown_slug(text: str) -> str:
    """kramdown-parser-gfm, gfm.rb, generate_gfm_header_id."""
    return github_slug(text.replace("\t", " "))


def hugo_slug(text: str, *, ascii_only: bool = False) -> str:
    """Hugo, markup/goldmark/autoid.go: ``github`` and ``github-ascii``."""
    if ascii_only:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())
    kept = []
    for character in text.strip():
        if character in "- ":
            kept.append("-")
        elif character == "_" or unicodedata.category(character)[0] == "L" or character.isdecimal():
            kept.append(character.lower()[:1])
    return "".join(kept) or "heading"


def python_slug(text: str) -> str:
    """Python-Markdown, extensions/toc.py, slugify."""
    text = unicodedata.normalize("NFKD", " ".join(text.split()))
    text = text.encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(r"[-\s]+", "-", text)


def pymdownx_slug(text: str) -> str:
    """PyMdown Extensions, slugs.py, slugify(case="lower")."""
    text = unicodedata.normalize("NFC", " ".join(text.split())).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


_LATIN = {
    "ß": "s", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe", "Ł": "L", "ł": "l",
    "Đ": "D", "đ": "d", "ı": "i",
}  # fmt: skip


def _plain_latin(character: str) -> str | None:
    """A character without its accents, as hexo-util's escape_diacritic has it; None where that is
    not known here."""
    code = ord(character)
    if character in _LATIN:
        return _LATIN[character]
    if code < 0xC0 or not (
        code < 0x250 or 0x1E00 <= code < 0x1F00 or code >= 0xFF21 or 0x24B6 <= code < 0x24EA
    ):
        latin = code >= 0x250 and unicodedata.name(character, "").startswith("LATIN ")
        return None if latin else character
    base = _COMBINING.sub("", unicodedata.normalize("NFKD", character))
    if base.isascii() and base.isalpha():
        return base
    return None if unicodedata.name(character, "").startswith("LATIN ") else character


def hexo_slug(text: str) -> str | None:
    """hexo-util, slugize.ts."""
    letters = [c if c.isascii() else _plain_latin(c) for c in text]
    if None in letters:
        return None
    text = _HEXO_SIGNS.sub("-", _CONTROL.sub("", "".join(filter(None, letters))))
    return re.sub("-{2,}", "-", text).strip("-")


_ZOLA_SIGNS = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\xa0")


def zola_slug(text: str) -> str | None:
    """The crates slug and deunicode, of which only what has accents is known here."""
    text = "".join(
        "-" if c in _ZOLA_SIGNS else c
        for c in _CONTROL.sub(lambda m: " " if m[0] == "\t" else "", text)
    )
    text = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    if not text.isascii():
        return None
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# Numbers: ``taken`` are the ids of the headings before


def from_the_first(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a-1``, ``a-2``, whatever has these ids already: markdown-it-anchor; Hugo; Zola."""
    number, found = taken.get(slug, 0), slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    taken[slug] = number
    taken.setdefault(found, 0)
    return found


def counted(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a-1``, ``a-2``, though a heading may be called ``a-1``: kramdown, marked in Hexo."""
    number = taken[slug] = taken.get(slug, -1) + 1
    return f"{slug}-{number}" if number else slug


def underlined(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a_1``, ``a_2``, and none is empty: Python-Markdown, extensions/toc.py, unique."""
    if slug and slug not in taken:
        taken[slug] = 0
        return slug
    counted = re.fullmatch(r"(.*)_([0-9]{1,9})", slug, re.DOTALL)
    base, number = (counted[1], int(counted[2])) if counted else (slug, taken.get(slug, 0))
    while f"{base}_{number + 1}" in taken:
        number += 1
    taken[f"{base}_{number + 1}"] = 0
    if not counted:
        taken[slug] = number + 1  # up to which all are taken
    return f"{base}_{number + 1}"
