"""What came of one post, and its form on disk and between processes: JSON, which runs no code."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.model import Edit, Finding, Fix, Place, Severity, Suppressed
from blint.post.twins import Own
from blint.report.wording import not_listed, used_elsewhere

if TYPE_CHECKING:
    from blint.model import AcceptedBy, Convention, Uncovered

_GRADES = {str(severity): severity for severity in Severity}
_CONVENTIONS: "dict[str, Convention]" = {"": "", "makes": "makes", "excuses": "excuses"}
_UNCOVERED: "dict[str, Uncovered]" = {
    "": "",
    "front_matter": "front_matter",
    "images": "images",
    "all": "all",
}
_ACCEPTED: "dict[str, AcceptedBy]" = {"comment": "comment", "baseline": "baseline"}
_LARGEST = 2**53  # of whole numbers
MOST_OF_A_RULE = 100  # findings in one post


class Outcome(NamedTuple):
    """What came of one post: its findings, and the absolute paths of the images looked into.
    ``final`` when it would come again from the same bytes: no limit of time or depth was hit.
    ``suppressed`` are findings that the post itself accepts. ``own`` is what it has for itself, if
    a rule asks whether others have the same."""

    findings: list[Finding]
    images: frozenset[str] = frozenset()
    final: bool = True
    suppressed: Sequence[Finding] = ()
    own: Own | None = None


def standing_for(finding: Finding, number: int, language: str) -> Finding:
    """One finding in the place of that many of its rule and post, this one among them."""
    said = not_listed(number, language)
    return finding._replace(
        message=said, consequence="", hint="", fix=None, values={"more": number}
    )


def folded(findings: list[Finding], most: int, language: str) -> list[Finding]:
    """The findings of one post, of each rule the first ``most`` and one that stands for the
    rest."""
    kept: list[Finding] = []
    rest: dict[str, Finding] = {}
    numbers: Counter[str] = Counter()
    more: Counter[str] = Counter()
    for finding in findings:
        rule = finding.rule
        numbers[rule] += 1
        if numbers[rule] <= most:
            kept.append(finding)
        else:
            rest.setdefault(rule, finding)
            stands_for = finding.values.get("more", 1)
            more[rule] += stands_for if isinstance(stands_for, int) else 1
    return kept + [standing_for(rest[rule], more[rule], language) for rule in rest]


# Rules that say what another rule says of the same file, and more of it.
_SAID_BY = {"image/could-be-lighter": ("image/too-heavy", "image/too-large")}


def once_a_file(findings: list[Finding], language: str) -> list[Finding]:
    """The findings of a run, sorted by path and place. Those of a rule and severity that are about
    the same ``file``, as their values say, become the first one, which tells of the others; none
    is left where a stricter rule has said it. What is accepted is told apart, by its reason."""
    kept: list[Finding] = []
    about: dict[tuple[str, Severity, str, Suppressed | None], list[Finding]] = {}
    for finding in sorted(findings, key=place_in_run):
        file = finding.values.get("file")
        if isinstance(file, str) and not file.endswith("…"):  # a name cut short may be of several
            key = (finding.rule, finding.severity, file, finding.suppressed)
            about.setdefault(key, []).append(finding)
        else:
            kept.append(finding)
    said = {(rule, file) for rule, _, file, _ in about}
    for (rule, _, file, _), (first, *others) in about.items():
        if any((stricter, file) in said for stricter in _SAID_BY.get(rule, ())):
            continue
        if others:
            message = first.message + used_elsewhere(len(others), language)
            also = tuple((other.path, other.place) for other in others)
            first = first._replace(message=message, also=also)
        kept.append(first)
    return sorted(kept, key=place_in_run)


def place_in_run(finding: Finding) -> tuple[str, int, int, str]:
    """What the findings of a run are sorted by."""
    return finding.path, finding.place.line, finding.place.column, finding.rule


def exactly(finding: Finding) -> tuple[object, ...]:
    """What tells findings of one run apart."""
    return finding.rule, finding.path, finding.place, finding.message


class Kept:
    """The findings of a run, which need memory: where there are more than ``limit``, fewer of a
    rule are listed in each post. What is listed is the same in whatever order they come."""

    def __init__(self, language: str, limit: int = 100_000) -> None:
        self._language = language
        self._limit = limit
        self._most = MOST_OF_A_RULE
        self._posts: list[list[Finding]] = []
        self._number = 0

    def add(self, findings: list[Finding]) -> None:
        """Keep the findings of one post."""
        if len(findings) > self._most < MOST_OF_A_RULE:
            findings = folded(findings, self._most, self._language)
        self._posts.append(findings)
        self._number += len(findings)
        while self._number > self._limit and self._most:
            self._most //= 2
            self._posts = [folded(post, self._most, self._language) for post in self._posts]
            self._number = sum(map(len, self._posts))

    def findings(self) -> list[Finding]:
        """All of them."""
        return [finding for post in self._posts for finding in post]


def pack(outcome: Outcome) -> bytes:
    """The form of an outcome."""
    rows = [
        (
            *(f.rule, f.severity, *f.place, f.message, f.consequence, f.hint),
            *(f.source, f.source_column, f.convention, f.values, f.fix, f.suppressed),
        )
        for f in (*outcome.findings, *outcome.suppressed)
    ]
    return dump([rows, sorted(outcome.images), outcome.own])


def unpack(data: bytes, path: str) -> Outcome:
    """The outcome of the post with this shown path; raises ValueError for any other form."""
    try:
        rows, images, own = load(data)
        found = [_finding(path, *row) for row in rows]
        return Outcome(
            [finding for finding in found if finding.suppressed is None],
            frozenset(map(_text, images)),
            suppressed=[finding for finding in found if finding.suppressed],
            own=None if own is None else Own(*map(_text, own)),
        )
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(data[:80]) from error


def dump(value: object) -> bytes:
    """Any characters, lone surrogates too: a file's name may hold them."""
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load(data: bytes) -> Any:
    """What :func:`dump` wrote."""
    import json

    return json.loads(str(data, "utf-8", "surrogatepass"))


def _finding(
    path: str,
    rule: str,
    severity: str,
    line: int,
    column: int,
    end_line: int,
    end_column: int,
    message: str,
    consequence: str,
    hint: str,
    source: str,
    source_column: int,
    convention: str,
    values: dict[str, object],
    fix: list[Any] | None,
    suppressed: list[str] | None,
) -> Finding:
    return Finding(
        sys.intern(rule),
        _GRADES[severity],
        path,
        _place(line, column, end_line, end_column),
        _text(message),
        sys.intern(consequence),
        sys.intern(hint),
        None if fix is None else _fix(*fix),
        _text(source),
        _values(values),
        _number(source_column),
        _CONVENTIONS[convention],
        suppressed=None if suppressed is None else _suppressed(*suppressed),
    )


def _suppressed(by: str, reason: str) -> Suppressed:
    return Suppressed(_ACCEPTED[by], _text(reason))


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError(value)
    return value


def _place(*numbers: int) -> Place:
    return Place(*map(_number, numbers))


def _number(number: int) -> int:
    if type(number) is not int or not 0 < number < _LARGEST:
        raise ValueError(number)
    return number


def _values(values: dict[str, object]) -> dict[str, object]:
    for value in values.values():
        if type(value) is int:
            if abs(value) > _LARGEST:
                raise ValueError(value)
        elif value is not None and type(value) not in (str, float, bool):
            raise TypeError(value)
    return values


def _fix(edits: list[Any], safe: bool, title: str, uncovers: str) -> Fix:
    if type(safe) is not bool:
        raise TypeError(safe)
    placed = tuple(Edit(_place(*place), _text(text)) for place, text in edits)
    return Fix(placed, safe, _text(title), _UNCOVERED[uncovers])
