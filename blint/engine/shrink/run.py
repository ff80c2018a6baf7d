"""``blint shrink`` from top to bottom: look at the posts → see which images are over their limits →
see which may be renamed → make them smaller → write."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.check import unread
from blint.engine.checker import Checker
from blint.engine.run import available, language_of
from blint.engine.shrink.asked import Asked
from blint.engine.shrink.encoding import KEEP, LARGEST, Failed, made
from blint.engine.shrink.obstacles import Sites, named_again
from blint.engine.shrink.plan import Job, contested, judge, keep_apart
from blint.engine.shrink.survey import Survey
from blint.engine.shrink.writing import remove_image, write_image, write_posts
from blint.errors import BlintError
from blint.files.opening import real_path
from blint.files.paths import shown
from blint.fix.pictures.shrink import Encoded
from blint.fix.write import is_read_only
from blint.report.shrinking.model import Change, Shrinking, Side, Why
from blint.report.shrinking.wording import other_repository
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from blint.engine.shrink.encoding import Made
    from blint.engine.shrink.survey import Picture
    from blint.fix.pictures.shrink import Unchanged
    from blint.report.shrinking.model import Action
    from blint.workspace.discovery import Post

    Progress = Callable[[int, int], None]


class ShrinkRequest(NamedTuple):
    """What the command line asks for. Empty values mean: as configured. ``write``: do it;
    ``jobs`` are the most processes at work, 0 for as many as there are processors."""

    paths: tuple[str, ...] = (".",)
    formats: tuple[str, ...] = ()
    write: bool = False
    language: str = ""
    config_file: str = ""
    config_lines: tuple[str, ...] = ()
    jobs: int = 0


class Step(NamedTuple):
    """What is done with an image: it gets a path (perhaps its own) and new bytes, of which only the
    looks are kept; ``digest`` is that of its old ones. ``resumed``: an earlier run has made the new
    file already."""

    job: Job
    path: str
    after: Side
    digest: bytes
    quality: int | None = None
    why: Why | None = None
    unmet: bool = False
    resumed: bool = False
    reduced: bool = False


def shrink_images(request: ShrinkRequest, progress: Progress | None = None) -> Shrinking:
    """Do what a request asks for; ``progress`` is told after each image how many are done, and how
    many there are. Raises BlintError when it cannot be done."""
    return _Shrinker(request, progress or (lambda _done, _all: None)).run()


class _Shrinker:
    """One run."""

    def __init__(self, request: ShrinkRequest, progress: Progress) -> None:
        self._request = request
        self._progress = progress
        self._workspace = Workspace(request.config_file, request.config_lines)
        self._planner = Planner()
        self._survey = Survey(self._planner)
        self._changes: list[Change] = []

    def run(self) -> Shrinking:
        started = time.perf_counter()
        asked = Asked(self._workspace, self._request.paths)
        posts, others = self._ours(asked.posts)
        all_posts = [*posts, *asked.neighbours]
        configs = list({id(post.config): post.config for post in all_posts}.values())
        self._planner.read(configs or [self._workspace.config(os.getcwd())])
        language = language_of(
            self._request.language, next((c.language for c in configs if c.language), "")
        )
        checker = Checker(self._workspace, self._planner, language, seconds=0)
        complaints = [(finding.path, finding.message) for finding in checker.unread()]
        self._survey.take_in(self._all(all_posts), {post.path for post in posts}, asked.images)
        complaints += [(shown(path), other_repository(language)) for path in others]
        complaints += self._unread(posts, language)
        for path in asked.files:
            if path not in self._survey.pictures:
                self._skip(Side(shown(path), 0), Why("not-shown"))
        number = self._shrink()
        return Shrinking(
            changes=sorted(self._changes, key=lambda change: os.path.split(change.before.path)),
            images=sum(picture.asked for picture in self._survey.pictures.values()),
            posts=number,
            unread=complaints,
            written=self._request.write,
            seconds=time.perf_counter() - started,
            language=language,
            only_keep=all(set(self._formats(p)) == {KEEP} for p in self._survey.pictures.values()),
        )

    def _ours(self, posts: list[Post]) -> tuple[list[Post], list[str]]:
        """The posts of the repositories that were asked for, and the others that lie in these:
        submodules, for example."""
        roots = self._workspace.repositories(self._request.paths)
        ours = {root and real_path(root) for root in roots}
        others = {self._repository(post.path) for post in posts} - ours
        return [p for p in posts if self._repository(p.path) in ours], sorted(others)

    def _all(self, posts: list[Post]) -> list[Post]:
        """The posts that were asked for, and all others of their sites."""
        found = {post.path: post for post in posts}
        ours = {self._repository(post.path) for post in posts}
        for root in sorted({post.built.facts.root for post in posts}):
            with suppress(BlintError):  # no posts where its generator keeps them
                more = self._workspace.posts((root,))
                found |= {p.path: p for p in more if self._repository(p.path) in ours} | found
        return [found[path] for path in sorted(found)]

    def _unread(self, posts: list[Post], language: str) -> list[tuple[str, str]]:
        return [
            (finding.path, finding.message)
            for post in posts
            if post.path in self._survey.unread
            for finding in unread(
                post.path, self._survey.unread[post.path], self._planner.plan(post), language
            )
        ]

    def _shrink(self) -> int:
        """Do the work; the number of posts whose references change."""
        for path, post in sorted(self._survey.outside.items()):
            self._skip(Side(shown(path), 0), Why("outside", {"path": shown(post.path)}))
        jobs = [
            Job(picture, self._formats(picture))
            for picture in self._survey.pictures.values()
            if picture.asked and picture.wanted and self._is_ours(picture)
        ]
        resumable = self._resumable()
        judge([*jobs, *(job for job, _ in resumable)], self._survey, self._planner, self._sites)
        steps = list(self._resumed(resumable))
        done = {step.job.path for step in steps}
        jobs = [job for job in jobs if job.path not in done]
        steps += self._made(jobs)
        return self._finish(steps)

    def _sites(self, moves: Mapping[str, str]) -> Sites:
        return Sites(self._request.config_file, self._request.config_lines, moves)

    def _formats(self, picture: Picture) -> tuple[str, ...]:
        return self._request.formats or picture.post.config.shrink_formats

    def _is_ours(self, picture: Picture) -> bool:
        """Whether an image can be read and may be written; if not, it is said."""
        why = self._why_not(picture)
        if why:
            self._skip(_side(picture), why)
        return why is None

    def _why_not(self, picture: Picture) -> Why | None:
        facts = picture.facts
        if facts.lfs_pointer:
            return Why("lfs-pointer")
        if self._repository(picture.path) != self._repository(picture.post.path):
            return Why("other-repository")
        if picture.unreadable:
            return Why(facts.problem or "corrupt")
        try:
            return Why("read-only") if is_read_only(picture.path) else None
        except OSError as error:
            return Why("failed", {"detail": error.strerror or str(error)})

    def _repository(self, path: str) -> str:
        """The repository that holds a path, without links; empty where there is none."""
        repository = self._workspace.repository(path)
        return repository and real_path(repository)

    def _skip(self, before: Side, why: Why) -> None:
        self._changes.append(Change("skip", before, why=why))

    # --- what an interrupted run has left ---------------------------------------------------------

    def _resumable(self) -> list[tuple[Job, str]]:
        """Images beside which stands what an interrupted run may have made of them."""
        found = []
        for picture, made_of_it in self._survey.siblings():
            both = picture.together(made_of_it)
            job = Job(both, self._formats(made_of_it if made_of_it.asked else picture))
            ours = both.wanted and not self._why_not(both)
            if ours and made_of_it.path in job.wishes:
                found.append((job, made_of_it.path))
        return found

    def _resumed(self, candidates: Sequence[tuple[Job, str]]) -> Iterator[Step]:
        """Those whose new file is what would be made of them now: the same bytes come out each
        time."""
        candidates = [pair for pair in candidates if pair[1] not in pair[0].refused]
        for number, result in made([job.task for job, _ in candidates], self._jobs):
            job, path = candidates[number]
            image = result.result
            if not isinstance(image, Encoded) or job.path_as(image.format) != path:
                continue
            with suppress(OSError):
                if job.picture.boundary.read(path, LARGEST) == image.data:
                    yield _step(job, path, image, result, resumed=True)

    # --- what is made -----------------------------------------------------------------------------

    @property
    def _jobs(self) -> int:
        return self._request.jobs or available()

    def _made(self, jobs: Sequence[Job]) -> Iterator[Step]:
        """Make the images, and write each as soon as it is there: nothing names the new ones."""
        for count, (job, result) in enumerate(self._results(jobs), start=1):
            self._progress(count, len(jobs))
            image = result.result
            if not isinstance(image, Encoded):
                self._skip(_side(job.picture), self._reason(job, image))
                continue
            path = job.path_as(image.format)
            why = None
            if self._request.write:
                why = write_image(job.picture, path, image.data, result.digest)
            if why:
                self._skip(_side(job.picture), why)
            else:
                yield _step(job, path, image, result)

    def _results(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Made]]:
        """What is made for each job, so that no two images get the same name."""
        results = dict(self._tried(contested(jobs)))
        names = {
            job: job.path_as(result.result.format)
            for job, result in results.items()
            if isinstance(result.result, Encoded)
        }
        clashing = keep_apart(names)
        yield from ((job, result) for job, result in results.items() if job not in clashing)
        yield from self._tried([job for job in jobs if job in clashing or job not in results])

    def _tried(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Made]]:
        for number, result in made([job.task for job in jobs], self._jobs):
            yield jobs[number], result

    def _reason(self, job: Job, image: Unchanged | Failed) -> Why:
        why = _why(image)
        return job.why or why if why.reason == "no-name" else why

    # --- and what follows -------------------------------------------------------------------------

    def _finish(self, steps: Sequence[Step]) -> int:
        """Have the posts follow, and remove the old files."""
        moves = {step.job.path: step.path for step in steps if step.path != step.job.path}
        if not self._request.write or not moves:
            for step in steps:
                self._changes.append(_change(step, step.job.references.get(step.path, 0)))
            return len(self._survey.naming(moves))
        followed = write_posts(self._sites(moves), self._survey, self._planner)
        staying = followed.refused | named_again(moves, self._survey, self._planner)
        for step in steps:
            path = step.job.path
            why = None
            if path in moves:
                why = staying.get(path) or remove_image(step.job.picture, step.digest)
            if why:
                self._skip(_side(step.job.picture), why)
            else:
                self._changes.append(_change(step, followed.references[path]))
        return followed.posts


def _side(picture: Picture) -> Side:
    facts = picture.facts
    return Side(shown(picture.path), facts.size, facts.width, facts.height, facts.format)


def _step(job: Job, path: str, image: Encoded, result: Made, *, resumed: bool = False) -> Step:
    after = Side(shown(path), len(image.data), image.width, image.height, image.format)
    why = _why(result.why) if result.why else None
    if path == job.path:
        why = why or job.why
    unmet = result.why is not None
    quality, reduced = image.quality, image.reduced
    return Step(job, path, after, result.digest, quality, why, unmet, resumed, reduced)


def _why(image: Unchanged | Failed) -> Why:
    """Why an image was not made, or not made smaller."""
    if isinstance(image, Failed):
        return Why(image.reason, {"detail": image.detail} if image.detail else {})
    return Why(image.reason, image.values)


def _change(step: Step, references: int) -> Change:
    moved = step.path != step.job.path
    leftover = step.resumed and not references
    action: Action = "remove" if leftover else "rename" if moved else "replace"
    after = None if leftover else step.after
    before = _side(step.job.picture)
    why, reduced = step.why, step.reduced
    return Change(action, before, after, references, why, step.quality, step.unmet, reduced)
