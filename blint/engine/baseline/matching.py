"""Findings beside entries: which of them are accepted, and which entries match nothing."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.identity import MORE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blint.engine.baseline.entries import Entry, Key
    from blint.engine.identity import Identity

_MOST_ALIKE = 50  # posts of one title that a renamed one is looked for among


class Matched(NamedTuple):
    """``by`` has for each finding the entry that accepts it, or None; ``outgrown``, by the
    finding's number, the entry that accepts less than it; ``unused`` are the entries that match
    nothing, or fewer findings than they say, and then ``times`` is how many are missing."""

    by: list[Entry | None]
    outgrown: dict[int, Entry]
    unused: list[Entry]


def match(found: Sequence[Identity], entries: Iterable[Entry]) -> Matched:
    """Match findings, the first of the same ones first; the paths of both count from the same
    folder. A finding about a file may stand in any number of places."""
    known = {entry.key: entry for entry in entries}
    left = {key: entry.times for key, entry in known.items()}
    by: list[Entry | None] = [None] * len(found)
    outgrown: dict[int, Entry] = {}
    for number, one in enumerate(found):
        key = one.key
        entry = known.get(key)
        if entry is None or one.what == MORE:
            continue
        if not entry.covers(one):
            outgrown[number] = entry
        elif left[key] or not one.in_post:
            by[number] = entry
        left[key] = max(left[key] - 1, 0)
    _match_unlisted(found, known, left, by)
    unused = [known[key]._replace(times=times) for key, times in left.items() if times]
    return Matched(by, outgrown, [e for e in unused if e.in_post or e.times == known[e.key].times])


def _match_unlisted(
    found: Sequence[Identity],
    known: Mapping[Key, Entry],
    left: dict[Key, int],
    by: list[Entry | None],
) -> None:
    """Where a post has more findings of a rule than are listed, which of them are listed is chance:
    then only their number counts."""
    many = {(key[0], key[1]) for key in known if key[2] == MORE}
    many |= {(one.rule, one.path) for one in found if one.what == MORE}
    if not many:
        return
    rooms: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in known:
        if key[:2] in many:
            rooms[key[:2]].append(key)
    room = {
        place: sum(left[k] if k[2] != MORE else known[k].at_most.get("more", 0) for k in keys)
        for place, keys in rooms.items()
    }
    for number, one in enumerate(found):
        place = (one.rule, one.path)
        if place not in room or by[number] is not None:
            continue
        needed = one.measures.get("more", 1)
        if needed <= room[place]:
            room[place] -= needed
            by[number] = known[rooms[place][0]]
        for key in rooms[place]:
            left[key] = 0


def moved(
    found: Sequence[Identity],
    entries: Sequence[Entry],
    exists: Callable[[str], bool],
    title: Callable[[str], str],
) -> dict[str, str]:
    """Where posts and files went that entries name and that are there no more: their paths now, by
    those in the entries. A post is known by its title, and by a finding that is still the same; a
    file by what its rule says of it, its size to the byte, or its name."""
    paths = {entry.path for entry in entries}
    fresh = [one for one in found if one.path not in paths]
    if not fresh:
        return {}
    gone = {path for path in paths if not exists(path)}
    lost = [entry for entry in entries if entry.path in gone]
    if not lost:
        return {}
    posts = _moved_posts([f for f in fresh if f.in_post], [e for e in lost if e.in_post], title)
    return posts | _moved_files(
        [f for f in fresh if not f.in_post], [e for e in lost if not e.in_post]
    )


def _moved_posts(
    fresh: list[Identity], lost: list[Entry], title: Callable[[str], str]
) -> dict[str, str]:
    now: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in fresh:
        now[one.path].add((one.rule, one.what))
    then: dict[str, set[tuple[str, str]]] = defaultdict(set)
    titles: dict[str, str] = {}
    for entry in lost:
        then[entry.path].add((entry.rule, entry.what))
        titles[entry.path] = entry.post
    alike: dict[str, list[str]] = defaultdict(list)
    for path in now:
        alike[title(path)].append(path)
    went: dict[str, str] = {}
    for old, things in then.items():
        options = [path for path in alike[titles[old]][:_MOST_ALIKE] if things & now[path]]
        if not titles[old]:
            options = [path for path in options if _name(path) == _name(old)]
        if options:
            best = max(options, key=lambda p: (_name(p) == _name(old), len(things & now[p]), p))
            went[old] = best
            alike[titles[old]].remove(best)
    return went


def _moved_files(fresh: list[Identity], lost: list[Entry]) -> dict[str, str]:
    by_sign: dict[tuple[str, str, object], list[Entry]] = defaultdict(list)
    for entry in reversed(lost):
        for sign in _signs(entry, entry.at_most):
            by_sign[sign].append(entry)
    went: dict[str, str] = {}
    taken: set[str] = set()
    for one in fresh:
        for sign in _signs(one, one.measures):
            known = by_sign.get(sign, [])
            if len(known) > 1 and sign[1] != "what":  # nobody knows which of them it was
                continue
            while known and known[-1].path in went:
                known.pop()
            if known and one.path not in taken and known[-1].covers(one):
                went[known[-1].path] = one.path
                taken.add(one.path)
    return went


def _signs(about: Identity | Entry, measures: Mapping[str, float]) -> list[tuple[str, str, object]]:
    """What a file is known by: what its rule says of it, its size where that is told, and its
    name."""
    signs = {"what": about.what, "bytes": measures.get("bytes"), "name": _name(about.path)}
    return [(about.rule, kind, sign) for kind, sign in signs.items() if sign]


def _name(path: str) -> str:
    return os.path.basename(path)
