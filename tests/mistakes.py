"""Mistakes that writers make, each put into a correct post so that mending it gives it back.

A mistake takes the text of a post and a source of chance, and gives the text with the mistake in
it, or None where the post has no place for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mistake = Callable[[str, Random], str | None]

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]\n`]*)\]\((?P<path>(?!https?:|//)[^\s()`#?%\\&;{}]+\.(?:png|jpe?g|gif|webp))\)"
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


def wrong_case(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    if found is None:
        return None
    folder, slash, name = found["path"].rpartition("/")
    return _put(text, found, "path", folder + slash + name.swapcase())


def doubled_slash(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    if found is None or "/" not in found["path"][1:] or found["path"].startswith("/"):
        return None
    return _put(text, found, "path", found["path"].replace("/", "//", 1))


def backslashes(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    if found is None or not re.fullmatch(r"\w[\w/]*/\w[\w.-]*", found["path"], re.ASCII):
        return None
    return _put(text, found, "path", found["path"].replace("/", "\\"))


def wrong_extension(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    if found is None:
        return None
    stem, _, ending = found["path"].rpartition(".")
    return _put(text, found, "path", f"{stem}.{'gif' if ending != 'gif' else 'webp'}")


def full_width_sign(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    return _put(text, found, 0, "！" + found[0][1:]) if found else None


def full_width_brackets(text: str, chance: Random) -> str | None:
    found = _pick(_IMAGE, text, chance)
    return _put(text, found, 0, f"![{found['alt']}]（{found['path']}）") if found else None


def bare_space(text: str, chance: Random) -> str | None:
    found = _pick(re.compile(r"!\[[^\[\]\n]*\]\([^\s()]*(?P<at>%20)[^\s()]*\)"), text, chance)
    return _put(text, found, "at", " ") if found and found[0].count("%20") == 1 else None


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


def date_without_zeros(text: str, chance: Random) -> str | None:
    del chance
    return _field(text, r"^(date: \d{4}-)0?(\d+-)0?(\d+)$", lambda m: f"{m[1]}{m[2]}{m[3]}")


SAFE: dict[str, Mistake] = {
    "excerpt/misspelled-marker": misspelled_marker,
    "excerpt/duplicate-marker": second_marker,
    "image/wrong-case": wrong_case,
    "image/untidy-path: slashes": doubled_slash,
    "image/untidy-path: backslashes": backslashes,
    "image/missing": wrong_extension,
    "image/not-an-image: sign": full_width_sign,
    "image/not-an-image: brackets": full_width_brackets,
    "image/not-an-image: space": bare_space,
    "table/surplus-cell": bare_pipe,
    "front-matter/invalid: colon": unquoted_colon,
    "front-matter/invalid: escape": unknown_escape,
    "front-matter/invalid: blank": odd_blank,
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
