"""What the comments of one post accept of its findings, and what that says of the comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import INTERNAL_ERROR, Suppressed
from blint.post.suppressions import Judged, suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blint.model import Match
    from blint.post.document import Document
    from blint.post.markdown.outline import Lines
    from blint.post.suppressions import Suppression
    from blint.rulebook.pages import Rule


class Suppressing:
    """The suppressions of a post at work; each rule's findings are shown to it once."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._all = suppressions(document)
        self._used: dict[Suppression, set[str]] = {said: set() for said in self._all}

    def parted(
        self, rule: Rule, matches: list[Match[str]]
    ) -> tuple[list[Match[str]], list[Match[str]], list[Suppressed]]:
        """What a rule finds in two parts: what is left, and what is accepted, with the reasons. Of
        several comments the one with the narrowest scope counts, and then the last one."""
        names = (rule.id, rule.family)
        named = [said for said in self._all if said.speaks_of(names)]
        if not named or rule.id == INTERNAL_ERROR:
            return matches, [], []
        lines = [self._text.line_at(match.span.start) for match in matches]
        scopes = [(self._scope(said, lines), said) for said in reversed(named)]
        scopes.sort(key=lambda scope: scope[0].size)
        left, accepted, reasons = [], [], []
        for match, line in zip(matches, lines, strict=True):
            if why := self._by(line, scopes, names):
                accepted.append(match)
                reasons.append(why)
            else:
                left.append(match)
        return left, accepted, reasons

    def _scope(self, said: Suppression, lines: Iterable[int]) -> Lines:
        """What a suppression holds for, when its rule finds something on these lines."""
        if said.widens and not any(map(said.scope.holds, lines)):
            return said.scope._replace(first=1, last=len(self._text.line_starts))
        return said.scope

    def _by(
        self, line: int, scopes: list[tuple[Lines, Suppression]], names: tuple[str, ...]
    ) -> Suppressed | None:
        said = next((said for scope, said in scopes if scope.holds(line)), None)
        if said is None:
            return None
        self._used[said].update(name for name, _ in said.names if name in names)
        return Suppressed("comment", said.reason)

    def judged(self, known: Mapping[str, bool]) -> Judged:
        """The suppressions with what they have accepted so far; ``known`` as a plan has it."""
        return Judged([(said, frozenset(used)) for said, used in self._used.items()], known)
