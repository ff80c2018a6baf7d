"""The baseline's file: one JSON object a line, sorted, for people to read and for git to merge."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.engine.identity import MORE
from blint.errors import BlintError, did_you_mean
from blint.files.opening import Boundary, Refused
from blint.files.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blint.engine.identity import Identity

FILE_NAME = "blint-baseline.jsonl"
_MAX_BYTES = 64 * 1024 * 1024
_MOST_TIMES = 1_000_000
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_KEYS = ("rule", "path", "file", "post", "what", "at-most", "times", "reason")

Key = tuple[str, str, str, bool]


class Entry(NamedTuple):
    """What is accepted: so many findings of a rule.

    ``path`` counts from the baseline's folder; it is a post's, or that of the file that the
    finding is about wherever it is used, and ``in_post`` tells which. ``what`` and ``at_most`` are
    as :class:`~blint.engine.identity.Identity` has them. ``post`` is the post's title, by which it
    is known once it is renamed. ``reason`` is what people wrote there.
    """

    rule: str
    path: str
    what: str = ""
    at_most: Mapping[str, float] = {}
    post: str = ""
    times: int = 1
    reason: str = ""
    in_post: bool = True

    @property
    def key(self) -> Key:
        """What tells it from the other entries."""
        return self.rule, self.path, self.what if self.in_post else "", self.in_post

    def covers(self, finding: Identity) -> bool:
        """Whether a finding of the same is no worse than what is accepted."""
        return all(
            value <= self.at_most.get(name, value) for name, value in finding.measures.items()
        )


def united(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, sorted, each once: of the same ones, which a merge of two branches may leave
    side by side, the larger numbers hold."""
    found: dict[Key, Entry] = {}
    for entry in entries:
        other = found.get(entry.key)
        if other is not None:
            names = {*entry.at_most, *other.at_most}
            most = {n: max(e.at_most.get(n, 0) for e in (entry, other)) for n in sorted(names)}
            entry = entry._replace(
                at_most=most,
                times=max(entry.times, other.times),
                reason=other.reason or entry.reason,
                post=other.post or entry.post,
            )
        found[entry.key] = entry
    return sorted(found.values(), key=lambda entry: (entry.path, entry.rule, entry.what))


def written(entries: Iterable[Entry]) -> str:
    """The text of a baseline."""
    return "".join(f"{json.dumps(_object(e), ensure_ascii=False)}\n" for e in united(entries))


def _object(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = {"rule": entry.rule, "path" if entry.in_post else "file": entry.path}
    if entry.post:
        said["post"] = entry.post
    if entry.what:
        said["what"] = entry.what
    if entry.at_most:
        said["at-most"] = dict(entry.at_most)
    if entry.times > 1:
        said["times"] = entry.times
    if entry.reason:
        said["reason"] = entry.reason
    return said


def read(path: str, boundary: str, *, merging: bool = False) -> list[Entry]:
    """The entries of the baseline at an absolute path, which must lie in ``boundary`` unless that
    is empty. With ``merging`` both sides of an unfinished merge count.

    Raises FileNotFoundError, and BlintError, with the line, for what cannot be read.
    """
    name = shown(path)
    try:
        text = str(Boundary(boundary).read(path, _MAX_BYTES), "utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise BlintError(f"{name}: not UTF-8 (byte {error.start + 1})") from error
    except Refused as refusal:
        why = "larger than 64 MiB" if refusal.reason == "too-large" else refusal.strerror
        raise BlintError(f"{name}: not read: {why}") from refusal
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise BlintError(f"{name}: cannot be read: {reason}") from error
    return united(_entries(text, name, merging=merging))


def is_baseline(text: str) -> bool:
    """Whether a text is that of a baseline, by its first line."""
    if not text.startswith(("{", *_CONFLICT)):
        return False
    try:
        return any(True for _ in _entries(text, "", merging=True))
    except BlintError:
        return False


def _entries(text: str, name: str, *, merging: bool) -> Iterable[Entry]:
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        if line.startswith(_CONFLICT):
            if merging:
                continue
            raise BlintError(
                f"{name}:{number}: the marks of an unfinished merge; the lines of both sides may"
                " stay, and `blint baseline --prune` puts them in order"
            )
        try:
            yield _entry(line)
        except (ValueError, RecursionError) as error:
            raise BlintError(f"{name}:{number}: {_said(error)}") from error


def _said(error: Exception) -> str:
    return (
        "not valid JSON"
        if isinstance(error, (json.JSONDecodeError, RecursionError))
        else f"{error}"
    )


def _entry(line: str) -> Entry:
    """The entry of a line; raises ValueError for anything else."""
    said = json.loads(line)
    if not isinstance(said, dict):
        raise ValueError("not an object with the keys of an entry")  # noqa: TRY004 - as for its keys
    for key in said:
        if key not in _KEYS:
            raise ValueError(f'unknown key "{key[:100]}"{did_you_mean(key, _KEYS)}')
    if ("path" in said) == ("file" in said):
        raise ValueError('an entry needs either "path" or "file"')
    in_post = "path" in said
    return Entry(
        rule=_text(said, "rule", needed=True),
        path=_text(said, "path" if in_post else "file", needed=True),
        what=_text(said, "what"),
        at_most=_numbers(said.get("at-most", {})),
        post=_text(said, "post"),
        times=_times(said.get("times", 1)),
        reason=_text(said, "reason"),
        in_post=in_post,
    )


def _text(said: dict[str, Any], key: str, *, needed: bool = False) -> str:
    value = said.get(key, "")
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f'"{key}" must be a text')
    return value


def _times(value: object) -> int:
    if type(value) is not int or not 0 < value <= _MOST_TIMES:
        raise ValueError('"times" must be a whole number from 1 on')
    return value


def _numbers(value: object) -> dict[str, float]:
    if isinstance(value, dict) and all(map(_is_number, value.values())):
        return value
    raise ValueError('"at-most" must be a table of numbers')


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def accepting(found: Iterable[Identity], posts: Mapping[str, str]) -> list[Entry]:
    """The entries that accept findings, whose paths count from the baseline's folder; ``posts``
    are the titles of posts by these paths."""
    entries: dict[Key, Entry] = {}
    for one in found:
        post = posts.get(one.path, "") if one.in_post else ""
        entry = Entry(one.rule, one.path, one.what, one.measures, post, 1, "", one.in_post)
        other = entries.get(entry.key)
        if other is not None:
            times = other.times + 1 if one.in_post and one.what != MORE else 1
            entry = united([other, entry])[0]._replace(times=times)
        entries[entry.key] = entry
    return list(entries.values())
