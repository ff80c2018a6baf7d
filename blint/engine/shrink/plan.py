"""What is to be made of each image, and which names it may get."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.shrink.encoding import KEEP, Task
from blint.engine.shrink.obstacles import Sites, named_elsewhere, obstacles
from blint.files.image_header import FORMATS, HARDLY_SHOWN
from blint.files.paths import shown
from blint.report.shrinking.model import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blint.engine.shrink.survey import Picture, Survey
    from blint.rulebook.plan import Planner

# The extension that a format gets, where browsers show it.
_EXTENSIONS = {form: f".{form}" for form in FORMATS if form not in HARDLY_SHOWN} | {"jpeg": ".jpg"}


class Job:
    """What is to be done with one image. ``refused`` says by new path why it may not have that,
    ``references`` how many references would follow."""

    def __init__(self, picture: Picture, formats: Sequence[str]) -> None:
        self.picture = picture
        self.formats = tuple(dict.fromkeys(formats))
        self.refused: dict[str, Why] = {}
        self.references: dict[str, int] = {}

    @property
    def path(self) -> str:
        """The absolute path of the image, without links."""
        return self.picture.path

    def path_as(self, form: str) -> str:
        """Its path once it has a format: the same where its name says that already, or nothing."""
        claims = self.picture.claims
        if claims in (None, form) or form not in _EXTENSIONS:
            return self.path
        return os.path.splitext(self.path)[0] + _EXTENSIONS[form]

    def _becomes(self, word: str) -> str:
        """The format behind a word of ``--format``."""
        return (self.picture.facts.format or "") if word == KEEP else word

    @property
    def wishes(self) -> list[str]:
        """The other paths that it may get: for the formats that are allowed, and for the one that
        it has."""
        forms = [self._becomes(word) for word in self.formats if self.picture.over]
        if self.picture.misnamed:
            forms.append(self._becomes(KEEP))
        return [path for path in dict.fromkeys(map(self.path_as, forms)) if path != self.path]

    def _may_be(self, word: str) -> bool:
        """Whether it may have a format: its name does for it, or may change."""
        return self.path_as(self._becomes(word)) not in self.refused

    @property
    def task(self) -> Task:
        """What there is to make."""
        picture, facts = self.picture, self.picture.facts
        named = not picture.misnamed or self._may_be(KEEP)
        return Task(
            path=picture.path,
            boundary=picture.boundary.real,
            limits=picture.limits,
            formats=tuple(filter(self._may_be, self.formats)),
            over=picture.over,
            located=picture.located,
            renamed=picture.misnamed and named,
            save_as="" if named else picture.claims or "",
            format=facts.format or "",
            width=facts.width or 0,
            height=facts.height or 0,
        )

    @property
    def why(self) -> Why | None:
        """Why it may not have a name that it was to have."""
        return next(iter(self.refused.values()), None)


def judge(
    jobs: Sequence[Job],
    survey: Survey,
    planner: Planner,
    sites: Callable[[Mapping[str, str]], Sites],
) -> None:
    """Find out which names the images may get; ``sites`` tells how the sites will be once files
    have moved."""
    wishes: dict[str, dict[str, str]] = {}
    for job in jobs:
        for path in job.wishes:
            wishes.setdefault(os.path.splitext(path)[1], {})[job.path] = path
    if not wishes:
        return
    elsewhere = named_elsewhere(
        {old for moves in wishes.values() for old in moves}, survey, planner
    )
    for moves in wishes.values():
        free = {old: new for old, new in moves.items() if old not in elsewhere}
        refused, counts = obstacles(sites(free), survey, planner) if free else ({}, {})
        refused = elsewhere | refused
        for job in jobs:
            new = moves.get(job.path)
            if new is None:
                continue
            job.references[new] = counts.get(job.path, 0)
            if job.path in refused:
                job.refused.setdefault(new, refused[job.path])


def contested(jobs: Iterable[Job]) -> list[Job]:
    """Refuse names that a file has already; the images that may get a name which another one may
    get, too."""
    wanting: dict[str, list[Job]] = {}
    for job in jobs:
        for path in job.wishes:
            if os.path.lexists(path):
                job.refused.setdefault(path, Why("exists", {"path": shown(path)}))
            if path not in job.refused:
                wanting.setdefault(path.casefold(), []).append(job)
    several = [job for group in wanting.values() if len(group) > 1 for job in group]
    return list(dict.fromkeys(several))


def keep_apart(results: Mapping[Job, str]) -> list[Job]:
    """Refuse the names that several images would get, which these are; ``results`` tells which path
    each would have."""
    groups: dict[str, list[Job]] = {}
    for job, path in results.items():
        groups.setdefault(path.casefold(), []).append(job)
    clashing = []
    for group in groups.values():
        for job, other in zip(group, [*group[1:], group[0]], strict=True):
            if job is not other:
                job.refused[results[job]] = Why("same-name", {"path": shown(other.path)})
                clashing.append(job)
    return clashing
