"""Which findings of a run its baseline accepts, and which entries match nothing any more."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.baseline.entries import Entry, Key
from blint.engine.identity import identity
from blint.files.paths import cwd, relative
from blint.model import INTERNAL_ERROR, Suppressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blint.model import Finding
    from blint.rulebook.pages import Rule


class Subject(NamedTuple):
    """A finding as an entry would have it."""

    finding: Finding
    entry: Entry


class Accepted(NamedTuple):
    """What a baseline makes of findings: those that are ``left``; those ``accepted``; the entries
    that are used, with how often and the measures that they have now; those that are idle though
    their finding was looked for."""

    left: list[Finding]
    accepted: list[Finding]
    used: list[Entry]
    idle: list[Entry]


class Baseline:
    """A baseline at work. ``folder`` is the absolute one that its paths count from; ``rules`` are
    by id; ``title`` tells what the post at an absolute path is called."""

    def __init__(
        self,
        folder: str,
        entries: Sequence[Entry],
        rules: Mapping[str, Rule],
        title: Callable[[str], str],
    ) -> None:
        self._folder = folder
        self._entries = entries
        self._rules = rules
        self._title = cache(title)

    def entry(self, finding: Finding) -> Entry:
        """A finding as an entry would have it, but for the post's title."""
        about = identity(finding, self._rules)
        path = os.path.join(cwd(), about.path)
        key = Key(about.rule, relative(path, self._folder), about.what, about.in_post)
        return Entry(key, measures=about.measures)

    def titled(self, entry: Entry) -> Entry:
        """An entry with what its post is called."""
        return entry._replace(post=self._title(self._path(entry))) if entry.key.in_post else entry

    def accept(
        self,
        findings: Sequence[Finding],
        aside: Sequence[Finding],
        looked_at: Callable[[Entry, str], bool],
    ) -> Accepted:
        """Match findings with the entries: those of the same path, and then those whose path is
        gone, for posts and files that were renamed. Findings ``aside`` have the first claim, and
        are in no part of what comes of it. ``looked_at`` tells of an entry, and its absolute path,
        whether a finding of it would be here."""
        work = _Matching(self._entries)
        for finding in aside:
            entry = self.entry(finding)
            work.take(Subject(finding, entry), work.at(entry.key))
        work.accepted.clear()
        subjects = [Subject(f, self.entry(f)) for f in findings if f.rule != INTERNAL_ERROR]
        unmatched = [s for s in subjects if not work.take(s, work.at(s.entry.key))]
        if unmatched and (gone := self._gone()):
            left = work.named(gone)
            unmatched = [
                s for s in unmatched if not work.take(s, self._renamed(s, left.get(_name(s), ())))
            ]
        new = {id(subject.finding) for subject in unmatched}
        kept = [f for f in findings if id(f) in new or f.rule == INTERNAL_ERROR]
        same = {subject.entry.key for subject in unmatched}
        idle = [
            entry
            for entry in work.idle()
            if entry.key not in same and looked_at(entry, self._path(entry))
        ]
        return Accepted(kept, work.accepted, work.used(), idle)

    def _path(self, entry: Entry) -> str:
        return os.path.normpath(os.path.join(self._folder, entry.key.path))

    def _gone(self) -> list[Entry]:
        return [e for e in self._entries if not os.path.lexists(self._path(e))]

    def _renamed(self, subject: Subject, entries: Iterable[Entry]) -> list[Entry]:
        """Those entries that are about the same post or file under another path: the post is called
        the same, the file has the same name or the very same measures."""
        own = subject.entry
        if own.key.in_post:
            title = self._title(self._path(own))
            return [entry for entry in entries if entry.post == title]
        name = os.path.basename(own.key.path)
        return [
            entry
            for entry in entries
            if os.path.basename(entry.key.path) == name
            or (entry.measures and entry.measures == own.measures)
        ]


def _name(subject: Subject) -> tuple[str, str, bool]:
    key = subject.entry.key
    return key.rule, key.what, key.in_post


class _Matching:
    """Entries that are used up by findings."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._by_key: dict[Key, list[Entry]] = {}
        self._times: dict[int, int] = {}
        self._measures: dict[int, dict[str, float]] = {}
        self.accepted: list[Finding] = []
        for entry in entries:
            self._by_key.setdefault(entry.key, []).append(entry)

    def at(self, key: Key) -> list[Entry]:
        """The entries with a key."""
        return self._by_key.get(key, [])

    def named(self, entries: Iterable[Entry]) -> dict[tuple[str, str, bool], list[Entry]]:
        """Entries by all of their keys but the path."""
        found: dict[tuple[str, str, bool], list[Entry]] = {}
        for entry in entries:
            name = (entry.key.rule, entry.key.what, entry.key.in_post)
            found.setdefault(name, []).append(entry)
        return found

    def take(self, subject: Subject, entries: Iterable[Entry]) -> bool:
        """Have the first entry that has room for it, and is no better, accept a finding. A file is
        one finding wherever it is used, so it takes no room."""
        for entry in entries:
            times, measures = self._times.get(id(entry), 0), subject.entry.measures
            full = times >= entry.times and entry.key.in_post
            if full or any(value > entry.measures.get(n, value) for n, value in measures.items()):
                continue
            self._times[id(entry)] = times + 1
            most = self._measures.setdefault(id(entry), {})
            most.update({name: max(value, most.get(name, 0)) for name, value in measures.items()})
            why = Suppressed("baseline", entry.reason)
            self.accepted.append(subject.finding._replace(fix=None, suppressed=why))
            return True
        return False

    def used(self) -> list[Entry]:
        """The entries that accept something, as far as they do."""
        return [
            entry._replace(
                times=min(self._times[id(entry)], entry.times), measures=self._measures[id(entry)]
            )
            for entry in self._entries
            if id(entry) in self._times
        ]

    def idle(self) -> list[Entry]:
        """The entries that accept nothing, or less often than they may, as far as they do not."""
        rest = ((entry, entry.times - self._times.get(id(entry), 0)) for entry in self._entries)
        return [entry._replace(times=times) for entry, times in rest if times > 0]
