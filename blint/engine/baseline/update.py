"""``blint baseline`` from top to bottom: check → match with what is accepted → write."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.baseline.entries import FILE_NAME, Entry, accepting, read, united, written
from blint.engine.baseline.matching import match
from blint.engine.baseline.naming import naming
from blint.engine.baseline.use import Baseline, Titles, unread
from blint.engine.request import Request
from blint.engine.run import checked
from blint.errors import BlintError
from blint.files.opening import Boundary
from blint.files.paths import contains, cwd, relative, shown
from blint.files.writing import replacing
from blint.model import INTERNAL_ERROR
from blint.workspace.boundary import Repositories
from blint.workspace.config_file import FILE_NAME as CONFIG_NAME
from blint.workspace.config_file import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blint.engine.baseline.entries import Key
    from blint.engine.baseline.matching import Matched
    from blint.engine.identity import Identity
    from blint.engine.run import Checked, Progress
    from blint.model import Finding
    from blint.workspace.discovery import Post


class BaselineRequest(NamedTuple):
    """What the command line asks for. With ``prune`` nothing is added; ``baseline`` is the file to
    write for all posts, which no configuration names from then on that did not before."""

    paths: tuple[str, ...] = (".",)
    config_file: str = ""
    config_lines: tuple[str, ...] = ()
    language: str = ""
    prune: bool = False
    jobs: int = 0
    baseline: str = ""


class Updated(NamedTuple):
    """A baseline that was brought up to date: its path as it is shown; the findings that it accepts
    by rule; how many entries came and went; and the configuration that names it from now on, if it
    did not before."""

    path: str
    accepted: Mapping[str, int]
    added: int
    removed: int
    named_in: str
    language: str


class _Place(NamedTuple):
    """Where a baseline is, or will be: its absolute path, what that must lie in, and the absolute
    path of the configuration that has to name it yet, or an empty text."""

    path: str
    boundary: str
    config: str


def update(request: BaselineRequest, progress: Progress | None = None) -> list[Updated]:
    """Accept what is found today, also what the conventions of a site excuse as long as they are
    what they are, or with ``prune`` forget what is found no more, in the baseline
    of each configuration that the posts have.

    Raises BlintError where posts cannot be checked, or a file cannot be read or written.
    """
    asked = Request(
        paths=request.paths,
        config_file=request.config_file,
        config_lines=request.config_lines,
        language=request.language,
        jobs=request.jobs,
        baseline=request.baseline,
        baselined=False,
    )
    done = checked(asked, progress)
    if done.run.broken:
        raise BlintError(
            "blint made a mistake in a post, and nothing is accepted: see `blint check`"
        )
    given = _Place(os.path.abspath(request.baseline), "", "") if request.baseline else None
    places = {post.path: given or _place(post, done) for post in done.posts}
    by_path = {shown(path): place for path, place in places.items()}
    groups: dict[_Place, list[Finding]] = {place: [] for place in places.values()}
    for finding in (*done.run.findings, *done.excused):
        place = by_path.get(finding.path) or next(iter(groups), None)
        if place and finding.rule != INTERNAL_ERROR:
            groups[place].append(finding)
    return [_update(request, place, found, done) for place, found in groups.items()]


def _place(post: Post, done: Checked) -> _Place:
    config, workspace = post.config, done.checker.workspace
    if config.baseline:
        return _Place(config.baseline_path, config.baseline_boundary, "")
    here = os.path.dirname(post.path)
    file = workspace.config_path(here)
    if file:
        return _Place(os.path.join(config.folder, FILE_NAME), config.boundary, file)
    root = workspace.repository(post.path) or (cwd() if contains(cwd(), here) else here)
    return _Place(
        os.path.join(root, FILE_NAME), bounds(root, root), os.path.join(root, CONFIG_NAME)
    )


def _update(
    request: BaselineRequest, place: _Place, findings: list[Finding], done: Checked
) -> Updated:
    """Bring one baseline up to date."""
    try:
        old = read(place.path, place.boundary, merging=True)
        there = True
    except FileNotFoundError:
        old, there = [], False
    if request.prune and not there:
        raise BlintError(f"{shown(place.path)}: no such baseline; `blint baseline` makes one")
    titles = Titles(done.posts, done.checker, {})
    baseline = Baseline(os.path.dirname(place.path), place.boundary, old, titles)
    found = [baseline.about(finding, done.checker.planner.rules) for finding in findings]
    baseline.follow(found)
    matched = match(found, baseline.entries)
    failed = unread(baseline, [(finding, None) for finding in findings], matched)
    kept = _Kept(request, baseline, done, {entry.key for entry in failed})
    if request.prune:
        new = kept.pruned(matched)
    else:
        new = _accepting(found, baseline) + kept.untouched(found)
    told = _Told(_numbers(new), done.run.language)
    if not request.prune:
        excused = set(map(id, done.excused))
        today = [one for f, one in zip(findings, found, strict=True) if id(f) not in excused]
        told = told._replace(accepted=_numbers(accepting(today, {})))
    return _write(place, old, united(new), told, there=there)


class _Told(NamedTuple):
    """What is said of a baseline: how many findings of each rule it accepts of those that count
    today, and in which language."""

    accepted: dict[str, int]
    language: str


class _Kept:
    """Which entries stay whatever is found: those of posts that were not checked."""

    def __init__(
        self, request: BaselineRequest, baseline: Baseline, done: Checked, failed: set[Key]
    ) -> None:
        self._baseline = baseline
        self._failed = failed
        self._paths = [os.path.abspath(path) for path in request.paths]
        self._whole = any(contains(path, baseline.folder) for path in self._paths)
        self._posts = {relative(post.path, baseline.folder) for post in done.posts}

    def _stays(self, entry: Entry) -> bool:
        if entry.key in self._failed:
            return True
        if self._whole:
            return False
        if not self._baseline.exists(entry.path):
            place = os.path.normpath(os.path.join(self._baseline.folder, entry.path))
            return not any(contains(path, place) for path in self._paths)
        return not entry.in_post or entry.path not in self._posts

    def untouched(self, found: Sequence[Identity]) -> list[Entry]:
        """The entries that stay, but for those of files that are found again."""
        again = {(one.rule, one.path) for one in found if not one.in_post}
        entries = self._baseline.entries
        return [
            e for e in entries if self._stays(e) and (e.in_post or (e.rule, e.path) not in again)
        ]

    def pruned(self, matched: Matched) -> list[Entry]:
        """The entries without what matches nothing any more."""
        missing = {entry.key: entry.times for entry in matched.unused if not self._stays(entry)}
        fewer = [
            entry._replace(times=entry.times - missing.get(entry.key, 0))
            for entry in self._baseline.entries
        ]
        return [entry for entry in fewer if entry.times > 0]


def _accepting(found: list[Identity], baseline: Baseline) -> list[Entry]:
    """The entries for what is found, with the reasons that stood there."""
    reasons = {entry.key: entry.reason for entry in baseline.entries if entry.reason}
    posts = {one.path: baseline.title(one.path) for one in found if one.in_post}
    entries = accepting(found, posts)
    return [entry._replace(reason=reasons.get(entry.key, "")) for entry in entries]


def _write(
    place: _Place, old: list[Entry], new: list[Entry], told: _Told, *, there: bool
) -> Updated:
    before, after = {entry.key for entry in old}, {entry.key for entry in new}
    names = bool(place.config and (new or there))
    if names:
        text = _configured(place)
    if new or there:
        _replace(place.path, written(new), place.boundary)
    if names:
        _replace(place.config, text, place.boundary)
    return Updated(
        shown(place.path),
        told.accepted,
        len(after - before),
        len(before - after),
        shown(place.config) if names else "",
        told.language,
    )


def _configured(place: _Place) -> str:
    """The text of the configuration once it names the baseline."""
    if os.path.lexists(place.config):
        return naming(place.config, FILE_NAME, place.boundary)
    return f'baseline = "{FILE_NAME}"\n'


def _numbers(entries: list[Entry]) -> dict[str, int]:
    """How many findings of each rule are accepted, the most frequent first."""
    numbers: Counter[str] = Counter()
    for entry in entries:
        numbers[entry.rule] += int(entry.at_most.get("more", 0)) or entry.times
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _replace(path: str, text: str, inside: str) -> None:
    """Write a file that lies ``inside`` a folder, if that is not empty, and is its repository's
    own: links lead nowhere else."""
    folder = os.path.dirname(path)
    boundary = Boundary(inside) if inside else Repositories().boundary(folder)
    real = os.path.realpath(path)
    if boundary.leads_out(folder) or not boundary.holds(real):
        raise BlintError(f"{shown(path)}: not written: it leads out of the repository")
    try:
        with replacing(real) as file:
            file.write(text)
    except OSError as error:
        raise BlintError(f"{shown(path)}: cannot be written: {error.strerror}") from error
