"""Mistakes that writers make, each put into a correct post so that mending it gives it back.

A mistake takes the text of a post and a source of chance, and gives the text with the mistake in
it, or None where the post has no place for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from random import Random

Mistake = Callable[[str, Random], str | None]

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]\n`]*)\]\((?P<path>(?!https?:|//)(?:[^\s()`#?%\\&;{}]|%20)+\.(?:png|jpe?g|gif|webp))\)"
)
_PARAGRAPH = re.compile(r"(?<=\n\n)(?=[A-Z\u4e00-\u9fff][^\n|:]*\n)")
_FRONT = re.compile(r"---\n(?P<fields>.*?\n)---\n", re.DOTALL)


def _pick(pattern: re.Pattern[str], text: str, chance: Random) -> re.Match[str] | None:
    front = _FRONT.match(text)
    found = list(pattern.finditer(text, front.end() if front else 0))
    return chance.choice(found) if found else None


def _put(text: str, found: re.Match[str], group: str | int, new: str) -> str:
    return text[: found.start(group)] + new + text[found.end(group) :]


def _field(text: str, pattern: str, new: Callable[[re.Match[str]], str]) -> str | None:
    front = _FRONT.match(text)
    if front is None:
        return None
    fields, number = re.subn(pattern, new, front["fields"], count=1, flags=re.MULTILINE)
    return _put(text, front, "fields", fields) if number else None


def misspelled_marker(text: str, chance: Random) -> str | None:
    marker = chance.choice(
        [
            "<!--more-->",
            "<!-- More -->",
            "<!--  more  -->",
            "<!- more ->",
            "<!-- more ->",
            "<!-- more",
            "<!-- mroe -->",
        ]
    )
    return text.replace("<!-- more -->", marker) if text.count("<!-- more -->") == 1 else None


def second_marker(text: str, chance: Random) -> str | None:
    head, marker, rest = text.partition("\n<!-- more -->\n")
    found = _pick(_PARAGRAPH, rest, chance)
    if not marker or found is None or "<!-- more -->" in rest:
        return None
    return head + marker + rest[: found.start()] + "<!-- more -->\n\n" + rest[found.start() :]


# --- mistakes in an image: each takes its text, ![alt](path), which may have another one -------

_PATH = re.compile(r"(?P<before>.*[(（])(?P<path>[^()（）]+)(?P<after>[)）])")


def _in_path(change: Callable[[str], str | None]) -> Mistake:
    def mistake(image: str, chance: Random) -> str | None:
        del chance
        found = _PATH.fullmatch(image)
        path = change(found["path"]) if found else None
        return found["before"] + path + found["after"] if found and path else None

    return mistake


def _wrong_case(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.swapcase()


def _doubled_slash(path: str) -> str | None:
    return path.replace("/", "//", 1) if "/" in path[1:] and path[0] != "/" else None


def _backslashes(path: str) -> str | None:
    plain = re.fullmatch(r"\w[\w/% ]*/\w[\w.% -]*", path, re.ASCII)
    return path.replace("/", "\\") if plain else None


def _wrong_extension(path: str) -> str:
    stem, _, ending = path.rpartition(".")
    return f"{stem}.{'gif' if ending.lower() != 'gif' else 'webp'}"


def _bare_space(path: str) -> str | None:
    return path.replace("%20", " ") if path.count("%20") == 1 else None


def _full_width_sign(image: str, chance: Random) -> str:
    del chance
    return "！" + image[1:]


def _full_width_brackets(image: str, chance: Random) -> str:
    del chance
    return re.sub(r"\]\((.*)\)", r"]（\1）", image)


IN_AN_IMAGE: dict[str, Mistake] = {
    "image/missing": _in_path(_wrong_extension),
    "image/wrong-case": _in_path(_wrong_case),
    "image/untidy-path: slashes": _in_path(_doubled_slash),
    "image/untidy-path: backslashes": _in_path(_backslashes),
    "image/not-an-image: space": _in_path(_bare_space),
    "image/not-an-image: brackets": _full_width_brackets,
    "image/not-an-image: sign": _full_width_sign,
}


def in_an_image(*names: str) -> Mistake:
    """These mistakes in one image, made in this order."""

    def mistake(text: str, chance: Random) -> str | None:
        found = _pick(_IMAGE, text, chance)
        image = found and found[0]
        for name in names:
            image = image and IN_AN_IMAGE[name](image, chance)
        return _put(text, found, 0, image) if found and image and image != found[0] else None

    return mistake


def bare_pipe(text: str, chance: Random) -> str | None:
    found = _pick(
        re.compile(r"^\|.*[`$][^`$|\n]*(?P<at>\\\|)[^`$|\n]*[`$].*\|$", re.MULTILINE), text, chance
    )
    return _put(text, found, "at", "|") if found and found[0].count("\\|") == 1 else None


def unquoted_colon(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r'^(title: )"([^"\\\n]*\w: \w[^"\\\n]*\w)"$', lambda m: m[1] + m[2])


def unknown_escape(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r'^(title: "[^"\n]*)\\\\([dkqw][^"\n]*")$', lambda m: f"{m[1]}\\{m[2]}")


def odd_blank(text: str, chance: Random) -> str | None:
    blank = chance.choice("\u00a0\u3000")
    return _field(text, r"^(title:) (?=\S)", lambda m: m[1] + blank)


def full_width_colon(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r"^(title|date|description|tags): (?=[\w\"'\[])", lambda m: m[1] + "：")


def date_without_zeros(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r"^(date: \d{4}-)0?(\d+-)0?(\d+)$", lambda m: f"{m[1]}{m[2]}{m[3]}")


SAFE: dict[str, Mistake] = {
    "excerpt/misspelled-marker": misspelled_marker,
    "excerpt/duplicate-marker": second_marker,
    **{name: in_an_image(name) for name in IN_AN_IMAGE},
    "table/surplus-cell": bare_pipe,
    "front-matter/invalid: colon": unquoted_colon,
    "front-matter/invalid: escape": unknown_escape,
    "front-matter/invalid: blank": odd_blank,
    "front-matter/invalid: full-width colon": full_width_colon,
    "front-matter/invalid-field: zeros": date_without_zeros,
}


def missing_marker(text: str, chance: Random) -> str | None:
    """The marker stands after the first paragraph, which is prose."""
    del chance
    marked = re.compile(r"---\n(?:.*\n)*?---\n\n?\w.*\n(?P<marker>\n<!-- more -->\n)\n")
    found = marked.match(text)
    return _put(text, found, "marker", "") if found and text.count("<!-- more -->") == 1 else None


def duplicate_key(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r"^(title: .*\n)", lambda m: "title: An older one\n" + m[1])


def surplus_cell(text: str, chance: Random) -> str | None:
    """The pipe stands in the last cell: of others it cannot be told which cell is the surplus."""
    last = re.compile(r"^\|[^`$\n]*\|[^|`$\n]*\w (?P<at>\\\|)[^|`$\n]*\|$", re.MULTILINE)
    found = _pick(last, text, chance)
    return _put(text, found, "at", "|") if found and found[0].count("\\|") == 1 else None


UNSAFE: dict[str, Mistake] = {
    "excerpt/missing-marker": missing_marker,
    "front-matter/duplicate-key": duplicate_key,
    "table/surplus-cell: text": surplus_cell,
}
# Two mistakes at once, in one image or in two places of a post.
TWO_IN_AN_IMAGE = {f"{a}, {b}": in_an_image(a, b) for a, b in combinations(IN_AN_IMAGE, 2)}


def two(first: Mistake, second: Mistake) -> Mistake:
    """One mistake after another, wherever they come to stand."""

    def mistake(text: str, chance: Random) -> str | None:
        once = first(text, chance)
        return None if once is None else second(once, chance)

    return mistake


# Of each of these there is one in a post.
_MARKERS = ("excerpt/misspelled-marker", "excerpt/duplicate-marker")
_TITLES = ("front-matter/invalid: colon", "front-matter/invalid: escape")
_SIGNS = ("front-matter/invalid: blank", "front-matter/invalid: full-width colon")
TWO = {
    f"{a} + {b}": two(SAFE[a], SAFE[b])
    for a, b in combinations(SAFE, 2)
    if (a, b) not in (_MARKERS, _TITLES, _SIGNS)
}
