"""Reading a site's own configuration: data as data, programs as text. Nothing is executed."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blint.files.disk import Files

# What begins a string, which is kept, or a comment; and up to where they go.
_BEGIN = lazy(r"[\"'`]|//|/\*")
_WHOLE = {
    '"': lazy(r"\"(?:\\.|[^\"\\\n])*\"", re.DOTALL),
    "'": lazy(r"'(?:\\.|[^'\\\n])*'", re.DOTALL),
    "`": lazy(r"`(?:\\.|[^`\\])*`", re.DOTALL),
    "//": lazy(r"//[^\n]*"),
    "/*": lazy(r"/\*.*?\*/", re.DOTALL),
}


def first_file(folder: str, names: Iterable[str], files: Files) -> str:
    """The absolute path of the first of these names that a folder has, or an empty string."""
    present = files.names(folder)
    return next((os.path.join(folder, name) for name in names if name in present), "")


def read_data(path: str, files: Files) -> dict[str, Any]:
    """What a YAML, TOML or JSON file holds, by its extension; empty when it cannot be read.

    YAML tags that only a program understands are left out, and nothing is built from them.
    """
    text = files.text(path) if path else ""
    if not text:
        return {}
    extension = path.rpartition(".")[2].lower()
    if extension in ("yaml", "yml"):
        return _yaml(text)
    from blint.bounded import Malformed, load_json, load_toml

    try:
        data = load_toml(text, newest=True) if extension == "toml" else load_json(text)
    except Malformed:
        return {}
    return data if isinstance(data, dict) else {}


def _yaml(text: str) -> dict[str, Any]:
    from blint.model import Span
    from blint.post.front_matter.model import FrontMatter
    from blint.post.front_matter.yaml import read_yaml

    found = FrontMatter(Span(0, 0), 0)
    read_yaml(found, text, 0, "1.1")
    return found.data


def at_path(data: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """What stands at a dotted path of nested mappings; keys in any case."""
    value: Any = data
    for step in path.split("."):
        if not isinstance(value, dict):
            return default
        folded = {str(key).lower(): item for key, item in value.items()}
        if step.lower() not in folded:
            return default
        value = folded[step.lower()]
    return value


def script(path: str, files: Files) -> str:
    """The text of a JavaScript or TypeScript file without its comments."""
    text = files.text(path) if path else ""
    pieces: list[str] = []
    done = position = 0
    open_until: dict[str, int] = {}  # what nothing closes is looked for once
    while begin := _BEGIN.search(text, position):
        start, mark = begin.start(), begin[0]
        whole = _WHOLE[mark].match(text, start) if start >= open_until.get(mark, 0) else None
        if whole is None:
            position = start + 1
            line_end = text.find("\n", start) if mark in "\"'" else -1
            open_until[mark] = line_end if line_end >= 0 else len(text)
            continue
        pieces += [text[done:start], " " if mark.startswith("/") else whole[0]]
        done = position = whole.end()
    return "".join((*pieces, text[done:]))


def string_in(text: str, key: str) -> str | None:
    """The value of a key that is a plain string in a script (``key: "x"``, ``key = 'x'``), and no
    part of an expression."""
    if key not in text:  # patterns are dear to compile
        return None
    match = re.search(
        rf"\b{re.escape(key)}[\"']?\s*[:=]\s*(['\"`])([^'\"`\n$]*)\1(?!\s*[+?.|&\[])", text
    )
    return match[2] if match else None


def is_computed(text: str, key: str) -> bool:
    """Whether a script gives a key a value that is no plain string, so that it cannot be read; not
    so for the type of such a key."""
    value = rf"\b{re.escape(key)}[\"']?\s*(?::|=(?![=>]))\s*(?P<value>[^\s;,)}}]+)"
    alone = rf"[{{,]\s*{re.escape(key)}\s*[,}}]"
    if key not in text or string_in(text, key) is not None:
        return False
    found = re.search(value, text)
    return bool(re.search(alone, text)) if found is None else found["value"] not in _NO_VALUES


_NO_VALUES = frozenset(("string", "boolean", "undefined", "true", "false", "null"))


def strings_in(text: str, key: str) -> tuple[str, ...] | None:
    """The value of a key that is a plain list of strings in a script."""
    match = re.search(rf"\b{re.escape(key)}[\"']?\s*[:=]\s*[\[(]([^\])]{{0,2000}})[\])]", text)
    if match is None:
        return None
    return tuple(found[1] for found in re.findall(r"(['\"`])([^'\"`\n]*)\1", match[1]))


_LONGEST_URL = 2000  # characters; the host's letters are normalized, in quadratic time


def base_path(url: object) -> str:
    """The path of a site's address, as ``/`` or ``/sub/``."""
    from urllib.parse import urlsplit

    if not isinstance(url, str) or len(url) > _LONGEST_URL:
        return "/"
    try:
        path = urlsplit(url).path
    except ValueError:
        return "/"
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def site_url(url: object, base: object = "") -> str:
    """The full address of a site without a slash at its end, and with its ``base`` where that is
    set apart; empty where there is none."""
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return ""
    path = f"/{base.strip('/')}" if isinstance(base, str) and base.strip("/") else ""
    return (url.rstrip("/") + path)[:_LONGEST_URL]


def pattern(text: object) -> re.Pattern[str]:
    """A regular expression of a site's settings; one that matches nothing where there is none."""
    from blint import bounded

    try:
        return bounded.pattern(text if isinstance(text, str) and text else "(?!)")
    except bounded.Malformed:
        return re.compile("(?!)")
