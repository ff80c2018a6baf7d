"""Findings beside those of an earlier state: which have no counterpart there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.engine.identity import Identity, identity
from blint.files.paths import shown
from blint.model import INTERNAL_ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blint.model import Finding
    from blint.rulebook.pages import Rule
    from blint.workspace.git import Lines


class Here:
    """The places that a change touched: ``lines`` of texts, and whole files, by absolute paths."""

    def __init__(self, lines: Mapping[str, Sequence[Lines]], files: Iterable[str]) -> None:
        self._lines = {shown(path): changed for path, changed in lines.items()}
        self._files = {shown(path) for path in files if path and path not in lines}

    def touched(self, path: str, line: int) -> bool:
        """Whether a line, counted from 1, of the file with that shown path is new or changed."""
        changed = self._lines.get(path)
        if changed is None:
            return path in self._files
        return any(lines.first <= line < lines.first + lines.number for lines in changed)

    def before(self, path: str, line: int) -> int:
        """The line that an untouched line was before."""
        moved = 0
        for lines in self._lines.get(path, ()):
            end = lines.first + (lines.number or 1)
            if end <= line:
                moved += lines.before - lines.number
        return line + moved


class Counterparts:
    """The findings before a change, each of which may stand for one after it. ``renamed`` are the
    shown paths of files, after by before; ``here`` tells the places that the change touched."""

    def __init__(
        self,
        before: Iterable[Finding],
        rules: Mapping[str, Rule],
        renamed: Mapping[str, str],
        here: Here,
    ) -> None:
        self._rules = rules
        self._here = here
        self._left: dict[tuple[object, ...], list[tuple[Identity, int]]] = {}
        for finding in before:
            about = identity(finding, rules)
            about = about._replace(path=renamed.get(about.path, about.path))
            self._left.setdefault(about.key, []).append((about, finding.place.line))

    def without(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that have none, and those in places that the change touched. One that stands
        where it stood has the first claim, then what is reported in any case."""
        about = [identity(finding, self._rules) for finding in findings]
        rest, found = [], set()
        for number, finding in enumerate(findings):
            if self._touched(finding, about[number]):
                found.add(number)
            elif not self._take(about[number], self._here.before(*_place(finding))):
                rest.append(number)
        for number in found:
            self._take(about[number])
        found |= {number for number in rest if not self._take(about[number])}
        return [findings[number] for number in sorted(found)]

    def _touched(self, finding: Finding, about: Identity) -> bool:
        if not about.in_post and about.path == finding.path:  # it rests on no bytes of the file
            return False
        places = [_place(finding), *((path, place.line) for path, place in finding.also)]
        return finding.rule == INTERNAL_ERROR or any(self._here.touched(*at) for at in places)

    def _take(self, about: Identity, line: int = 0) -> bool:
        """Use up a finding of the same that was no better: one of that line, if one is given."""
        left = self._left.get(about.key, [])
        for number, (before, stood) in enumerate(left):
            if before.covers(about) and (stood == line or not line or not about.in_post):
                del left[number]
                return True
        return False


def _place(finding: Finding) -> tuple[str, int]:
    return finding.path, finding.place.line
