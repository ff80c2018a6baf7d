"""Which images may get another extension: only where every mention of them can follow.

Posts can: their references are known, and after an edit they are read once more as the site will
be. A page, a theme, a stylesheet or a script cannot, so what they name keeps its name.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline
from blint.engine.shrink.renaming import follow, mentioned, uses
from blint.engine.shrink.survey import referrer
from blint.errors import BlintError
from blint.files.opening import real_path
from blint.files.paths import shown
from blint.files.supposed import SupposedFiles
from blint.fix.write import is_read_only
from blint.post.reading import Unreadable
from blint.post.text import BOM
from blint.report.shrinking.model import Why
from blint.workspace.discovery import EXTENSIONS, SiteUnread, Workspace
from blint.workspace.mentions import Names
from blint.workspace.texts import may_be_text, text_of
from blint.workspace.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blint.engine.shrink.survey import Survey
    from blint.files.opening import Boundary
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post

_SECONDS = 60  # to search the files that are no posts
_READINGS = 3  # of a post: as it is, as it will be, and once more without what is refused


class Followed(NamedTuple):
    """A post that names files which move: its bytes before and after, and by the old path of each
    file how many references follow it."""

    old: bytes
    new: bytes
    references: Mapping[str, int]


class Sites:
    """The sites as they will be once files have moved from old absolute paths to new ones."""

    def __init__(
        self, config_file: str, config_lines: tuple[str, ...], moves: Mapping[str, str]
    ) -> None:
        self.moves = moves
        self._workspace = Workspace(
            config_file,
            config_lines,
            open_files=lambda folder: SupposedFiles(folder, moves.values(), moves),
        )

    def follow(
        self, post: Post, named: Iterable[str], planner: Planner
    ) -> tuple[Followed | None, dict[str, Why]]:
        """What a post becomes when the files move that it names, and why some of these cannot for
        its sake."""
        because = Why("post", {"path": shown(post.path)})
        own: TooSlow | None = None
        document = referrer(post, post.site, planner)
        if isinstance(document, Unreadable):
            return None, dict.fromkeys(named, because)
        try:
            with deadline(_READINGS * planner.plan(post).max_seconds) as own:
                site = self._workspace.post(post.path).site
                edited, refused = follow(document, self.moves, site)
                old = BOM * document.text.has_bom + document.text.characters.encode()
                return Followed(old, *edited), dict.fromkeys(refused, because)
        except TooSlow as error:
            if error is not own:
                raise
        except (SiteUnread, BlintError, RecursionError):
            pass
        return None, dict.fromkeys(named, because)


def obstacles(
    sites: Sites, survey: Survey, planner: Planner
) -> tuple[dict[str, Why], dict[str, int]]:
    """Which files cannot move, and why; and of each how many references follow it."""
    refused: dict[str, Why] = {}
    counts: dict[str, int] = {}
    for post, named in survey.naming(sites.moves):
        edited, why = sites.follow(post, named, planner)
        if edited and edited.references and _is_read_only(post.path):
            why |= dict.fromkeys(
                edited.references, Why("post-read-only", {"path": shown(post.path)})
            )
        for path, number in edited.references.items() if edited else ():
            counts[path] = counts.get(path, 0) + number
        for path, reason in why.items():
            refused.setdefault(path, reason)
    return refused, counts


def named_elsewhere(paths: Iterable[str], survey: Survey, planner: Planner) -> dict[str, Why]:
    """Those of the files at these paths that something names which cannot follow a change: in a
    post what is no known reference, any other file of the repository."""
    names = Names(paths)
    refused: dict[str, Why] = {}
    for post in survey.read.values():
        document = referrer(post, post.site, planner)
        if not isinstance(document, Unreadable):
            text = document.text.characters
            if any(path not in refused for path, _ in names.mentioned(text, patterns=True)):
                for path in mentioned(document, names):
                    refused.setdefault(path, Why("mention", {"path": shown(post.path)}))
    for top, boundary in survey.tops.items():
        refused = _named_in_files(names, top, boundary, survey) | refused
    return refused


def named_again(paths: Iterable[str], survey: Survey, planner: Planner) -> dict[str, Why]:
    """Those of the files at these paths that a post names as it is now: another program may have
    written it meanwhile."""
    names = Names(paths)
    found: dict[str, Why] = {}
    for post in survey.read.values():
        document = referrer(post, post.site, planner)
        if isinstance(document, Unreadable) or not any(names.mentioned(document.text.characters)):
            continue
        for used in uses(document):
            if used.real in names.paths:
                found.setdefault(used.real, Why("post-changed", {"path": shown(post.path)}))
    return found


def _named_in_files(names: Names, top: str, boundary: Boundary, survey: Survey) -> dict[str, Why]:
    """What the files of a repository name that are no posts."""
    refused: dict[str, Why] = {}
    unread: list[str] = []
    started = time.monotonic()
    repository = top if os.path.exists(os.path.join(top, ".git")) else ""
    complain = lambda path, _why: unread.append(path)  # noqa: E731
    for path in walk(top, repository, ("",), boundary, complain, hidden=True):
        if path in survey.read or not may_be_text(path):
            continue
        if time.monotonic() - started > _SECONDS:
            return dict.fromkeys(names.paths, Why("search", {"seconds": _SECONDS}))
        text = text_of(path, boundary)
        if text is None:
            unread.append(path)
            continue
        is_program = not path.lower().endswith(EXTENSIONS)
        for found, _ in names.mentioned(text, patterns=is_program):
            refused.setdefault(found, Why("mention", {"path": shown(path)}))
    for path in unread:
        refused |= dict.fromkeys(names.paths, Why("mention-unread", {"path": shown(path)}))
    return refused


def _is_read_only(path: str) -> bool:
    try:
        return is_read_only(real_path(path))
    except OSError:
        return True
