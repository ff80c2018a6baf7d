"""Writing what was made: new files first, then the posts that name them, the old files last.

At every moment each reference leads to a file, and what a run that was killed has left is taken up
by the next one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blint.engine.shrink.encoding import LARGEST, digest_of
from blint.engine.shrink.survey import referrer
from blint.files.paths import shown
from blint.fix.write import NotWritten, create, remove, replace
from blint.post.reading import Unreadable
from blint.post.text import BOM
from blint.report.shrinking.model import Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.engine.shrink.obstacles import Sites
    from blint.engine.shrink.survey import Picture, Survey
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post


def write_image(picture: Picture, path: str, data: bytes, digest: bytes) -> Why | None:
    """Write an image's new bytes in its place, or to another path where nothing stands; why that
    could not be done. ``digest`` is that of the bytes it was made of."""
    try:
        old = picture.boundary.read(picture.path, LARGEST)
        if digest_of(old) != digest:
            return Why("changed")
        if path == picture.path:
            replace(path, old, data, picture.boundary)
        else:
            create(path, data, picture.boundary, like=picture.path)
    except NotWritten as error:
        return why_not(error)
    except (OSError, ValueError) as error:
        return Why("failed", {"detail": str(getattr(error, "strerror", None) or error)})
    return None


def remove_image(picture: Picture, digest: bytes) -> Why | None:
    """Remove an image that has got another name; why that could not be done."""
    try:
        old = picture.boundary.read(picture.path, LARGEST)
        if digest_of(old) != digest:
            return Why("changed")
        remove(picture.path, old, picture.boundary)
    except NotWritten as error:
        return why_not(error)
    except (OSError, ValueError) as error:
        return Why("failed", {"detail": str(getattr(error, "strerror", None) or error)})
    return None


def why_not(error: NotWritten) -> Why:
    """Why a file was not written, for the report."""
    return Why(error.reason, {"detail": error.detail} if error.detail else {})


class Followed:
    """What became of the posts: how many ``references`` follow each file that has moved, by its old
    path; why some of these must stay (``refused``); how many ``posts`` were written."""

    def __init__(self) -> None:
        self.references: Counter[str] = Counter()
        self.refused: dict[str, Why] = {}
        self.posts = 0


def write_posts(sites: Sites, survey: Survey, planner: Planner) -> Followed:
    """Have the posts follow the files that have moved, each in one write."""
    followed = Followed()
    for post in survey.naming(sites.moves):
        references, why = _write_post(post, sites, planner)
        followed.references.update(references)
        followed.posts += bool(references)
        for path, reason in why.items():
            followed.refused.setdefault(path, reason)
    return followed


def _write_post(
    post: Post, sites: Sites, planner: Planner
) -> tuple[Mapping[str, int], Mapping[str, Why]]:
    """The references of a post that follow, by old path; and why some files must stay."""
    document = referrer(post, post.site, planner)
    if isinstance(document, Unreadable):
        return {}, dict.fromkeys(sites.moves, Why("post", {"path": shown(post.path)}))
    edited, refused = sites.follow(post, document, 3 * planner.plan(post).max_seconds)
    if edited is None or not edited.references:
        return {}, refused
    old = BOM * document.text.has_bom + document.text.characters.encode()
    try:
        replace(post.path, old, edited.data, post.site.files.boundary)
    except NotWritten as error:
        values = {"path": shown(post.path), **why_not(error).values}
        return {}, dict.fromkeys(edited.references, Why(f"post-{error.reason}", values)) | refused
    return edited.references, refused
