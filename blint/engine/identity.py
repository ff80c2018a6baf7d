"""What a finding is about, told without lines: what stays the same when the text around it changes,
the post is moved or renamed, or its line is laid out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.model import Finding
    from blint.rulebook.pages import Rule

_BLANKS = lazy(r"\s+")
_DASHES = lazy(r"-{2,}")  # a table's columns may be aligned with them
MORE = "…"  # what findings are about that stand for more than are listed
_LONGEST = 200  # characters of the text that a finding points at


class Identity(NamedTuple):
    """What tells a finding from others.

    ``path`` is the post's, as it is shown, or that of the file that it is about wherever it is
    used, and ``in_post`` tells which. ``what`` is what the rule's page names in ``baseline.key``,
    or else the text that the finding points at, without blanks; a file is the same by its path
    alone, and is known by ``what`` once it went elsewhere. ``measures`` are the numbers that make
    it worse as they grow, by the names that ``baseline.at-most`` has for them.
    """

    rule: str
    path: str
    what: str
    measures: Mapping[str, float]
    in_post: bool = True

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What tells it from others."""
        return self.rule, self.path, self.what if self.in_post else "", self.in_post

    def covers(self, other: Identity) -> bool:
        """Whether another finding of the same is no worse than this one."""
        most = self.measures
        return all(value <= most.get(name, value) for name, value in other.measures.items())


def identity(finding: Finding, rules: Mapping[str, Rule]) -> Identity:
    """The identity of a finding; ``rules`` are those that it may be of, by id."""
    page = rules[finding.rule].facts.get("baseline") if finding.rule in rules else None
    said: Mapping[str, object] = page if isinstance(page, dict) else {}
    values = finding.values
    measures = {name: _number(values[name]) for name in _names(said, "at-most") if name in values}
    if "more" in values:  # it stands for so many that are not listed
        return Identity(finding.rule, finding.path, MORE, {"more": _number(values["more"])})
    file = values.get("file")
    if isinstance(file, str):
        from blint.files.paths import shown

        return Identity(finding.rule, shown(file), _told(finding, said), measures, in_post=False)
    what = _told(finding, said) if "key" in said else _pointed_at(finding)
    return Identity(finding.rule, finding.path, what, measures)


def _told(finding: Finding, said: Mapping[str, object]) -> str:
    """What the values say that the rule's page names."""
    parts = (str(finding.values.get(name, "")) for name in _names(said, "key"))
    return ", ".join(part for part in parts if part)


def _names(said: Mapping[str, object], key: str) -> list[str]:
    names = said.get(key)
    return [str(name) for name in names] if isinstance(names, list) else []


def _number(value: object) -> float:
    return value if isinstance(value, (int, float)) else 0


def _pointed_at(finding: Finding) -> str:
    """The text of the line that a finding points at, without blanks, and its beginning alone."""
    place, first = finding.place, finding.source_column
    end = place.end_column - first if place.end_line == place.line else None
    text = finding.source[max(place.column - first, 0) : end]
    return _DASHES.sub("-", _BLANKS.sub("", text))[:_LONGEST]
