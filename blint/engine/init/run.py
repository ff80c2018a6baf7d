"""``blint init`` from top to bottom: look at the posts → propose → check with it → write."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from blint.bounded import load_toml
from blint.engine.init.place import place_lines
from blint.engine.init.propose import lines, notes
from blint.engine.init.survey import MOST, Survey
from blint.engine.request import Request
from blint.engine.run import language_of, run
from blint.errors import BlintError
from blint.files.paths import shown
from blint.report.proposal.model import Line, Proposal, Reason
from blint.report.proposal.toml import render
from blint.rulebook.plan import Planner
from blint.workspace.boundary import Repositories
from blint.workspace.config import Config
from blint.workspace.config_file import FILE_NAME, bounds, read_config
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blint.engine.run import Progress
    from blint.model import Run
    from blint.workspace.discovery import Post


class InitRequest(NamedTuple):
    """What the command line asks for: a folder, the language (empty: the environment's), and
    whether the file is written."""

    folder: str = "."
    language: str = ""
    write: bool = True
    jobs: int = 0


class Started(NamedTuple):
    """The text of the file, its path as it is shown, and the run that was made with it."""

    text: str
    path: str
    run: Run


def init(request: InitRequest, progress: Progress | None = None) -> Started:
    """Propose a configuration for the blog in a folder, and write it unless it is only to be shown.

    Raises BlintError where there is none to look at, where posts are configured already, or where
    the file cannot be written.
    """
    folder = os.path.abspath(request.folder)
    if not os.path.isdir(folder):
        raise BlintError(f"{request.folder}: no such folder")
    path = os.path.join(folder, FILE_NAME)
    if request.write:
        _must_be_new(path)
    posts = Workspace(config=Config()).posts([request.folder])
    if not posts:
        raise BlintError(f"{request.folder}: no post could be read")
    if request.write:
        _must_be_unconfigured(posts, folder)
    language = language_of(request.language, "")
    proposal, finished = _proposed(request, posts, folder, language, progress)
    text = render(proposal, language)
    if request.write:
        _write(path, text)
    return Started(text, shown(path), finished)


def _must_be_new(path: str) -> None:
    if os.path.lexists(path):
        raise BlintError(f"{shown(path)} is there already, and blint init overwrites nothing")


def _must_be_unconfigured(posts: Sequence[Post], folder: str) -> None:
    """Raise BlintError where a configuration is in force in the folder, or for some of its posts:
    another one would contradict it."""
    workspace = Workspace()
    for here in dict.fromkeys((folder, *(os.path.dirname(post.path) for post in posts))):
        if source := workspace.config(here).source:
            raise BlintError(
                f"{source} configures blint for {shown(here)} already; blint init --print shows"
                " what it would write"
            )


def _proposed(
    request: InitRequest,
    posts: Sequence[Post],
    folder: str,
    language: str,
    progress: Progress | None,
) -> tuple[Proposal, Run]:
    """What is proposed for posts, and the run that was made with it."""
    boundary = bounds(folder, Repositories().root(folder))
    survey = Survey()
    planner = Planner()
    planner.read([posts[0].config])
    survey.take_in(posts, planner)
    built = Counter(post.built for post in posts).most_common(1)[0][0]
    found = [*place_lines(posts, folder, boundary), *lines(survey, built, folder)]
    if request.language:
        reason = Reason("language")
        found.insert(0, Line("", ("language",), request.language, [reason]))
    said = [*notes(built, folder)]
    if len(posts) > MOST:
        said.append(Reason("looked-at", {"seen": survey.posts, "all": len(posts)}))
    proposal = Proposal(found, said, posts=len(posts))
    config = read_config(load_toml(render(proposal, language)), folder, FILE_NAME, boundary)
    wanted = Request(paths=(request.folder,), language=language, config=config, jobs=request.jobs)
    finished = run(wanted, progress)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return proposal._replace(totals=finished.totals, day=today), finished


def _write(path: str, text: str) -> None:
    from blint.fix.write import NotWritten, create

    boundary = Repositories().boundary(os.path.dirname(path))
    try:
        create(path, text.encode(), boundary)
    except NotWritten as error:
        if error.reason == "exists":
            _must_be_new(path)
        raise BlintError(f"{shown(path)}: cannot be written: {error.detail or error}") from error
