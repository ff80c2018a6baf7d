"""The file of a baseline: JSON Lines, an entry a line, so that people and git can read, sort and
merge it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.errors import BlintError
from blint.files.opening import ANYWHERE, Boundary
from blint.files.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE_NAME = "blint-baseline.jsonl"
_LARGEST = 64 * 1024 * 1024  # bytes


class Key(NamedTuple):
    """What entry and finding have in common. ``path`` counts from the baseline's folder; it is a
    post's, or where not ``in_post`` that of a file which posts use."""

    rule: str
    path: str
    what: str
    in_post: bool


class Entry(NamedTuple):
    """Findings that are accepted, ``times`` of them; ``post`` is what the post is called, which may
    get another path. ``measures`` may not grow. ``reason`` is written by people, and kept."""

    key: Key
    post: str = ""
    measures: Mapping[str, float] = {}
    times: int = 1
    reason: str = ""


def read(path: str, boundary: Boundary = ANYWHERE) -> list[Entry]:
    """The entries of the file at an absolute path, which has to lie in ``boundary``. Where the same
    line stands there twice, as after a merge, the larger numbers hold.

    Raises BlintError for what is no baseline, with the line.
    """
    try:
        text = str(boundary.read(path, _LARGEST), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BlintError(f"{shown(path)}: not UTF-8 (byte {error.start + 1})") from error
    except FileNotFoundError as error:
        raise BlintError(f"{shown(path)}: no such file; `blint baseline` makes it") from error
    except OSError as error:
        raise BlintError(f"{shown(path)}: not read: {error.strerror or error}") from error
    found: dict[tuple[Key, str], Entry] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            entry = _entry(line, f"{shown(path)}:{number}")
            same = found.setdefault((entry.key, entry.post), entry)
            found[entry.key, entry.post] = _larger(same, entry)
    return list(found.values())


def _larger(one: Entry, other: Entry) -> Entry:
    names = {*one.measures, *other.measures}
    most = {name: max(one.measures.get(name, 0), other.measures.get(name, 0)) for name in names}
    times = max(one.times, other.times)
    return one._replace(measures=most, times=times, reason=one.reason or other.reason)


def _entry(line: str, place: str) -> Entry:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise BlintError(
            f"{place}: a merge stopped here; keep the lines of both sides, and remove the markers"
        )
    try:
        data = json.loads(line)
        return _read(data)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BlintError(
            f"{place}: not an entry of a baseline; `blint baseline` writes the file anew"
        ) from error


_TEXTS = ("rule", "path", "file", "what", "post", "reason")


def _read(data: dict[str, Any]) -> Entry:
    """Raises ValueError, TypeError or KeyError for what is no entry."""
    if data.keys() - {*_TEXTS, "at-most", "times"} or ("path" in data) == ("file" in data):
        raise ValueError(data)
    texts = {name: data.get(name, "") for name in _TEXTS}
    measures, times = data.get("at-most", {}), data.get("times", 1)
    numbers = [*measures.values(), times]
    right = all(type(text) is str for text in texts.values()) and data["rule"]
    if not right or not all(type(number) in (int, float) for number in numbers):
        raise TypeError(data)
    key = Key(texts["rule"], texts["path"] or texts["file"], texts["what"], "path" in data)
    return Entry(key, texts["post"], measures, int(times), texts["reason"])


def as_text(entries: Iterable[Entry]) -> str:
    """The text of a file with these entries, sorted by path."""
    return "".join(f"{_line(entry)}\n" for entry in sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.key.path, entry.key.rule, entry.key.what, entry.post


def _line(entry: Entry) -> str:
    key = entry.key
    data: dict[str, object] = {"rule": key.rule, "path" if key.in_post else "file": key.path}
    if key.in_post:
        data["post"] = entry.post
    if key.what:
        data["what"] = key.what
    if entry.measures:
        data["at-most"] = dict(entry.measures)
    if entry.times > 1:
        data["times"] = entry.times
    if entry.reason:
        data["reason"] = entry.reason
    text = json.dumps(data, ensure_ascii=False)
    # Lone surrogates, of names that are not UTF-8, and what editors take for the end of a line.
    return "".join(c if _is_plain(c) else f"\\u{ord(c):04x}" for c in text)


def _is_plain(character: str) -> bool:
    return character.isprintable() or ord(character) > 0xFFFF


def beside(folder: str) -> str:
    """The usual path of the baseline of an absolute folder."""
    return os.path.join(folder, FILE_NAME)
