"""Writing what was made: new files first, then the posts that name them, the old files last.

At every moment each reference leads to a file, and what a run that was killed has left is taken up
by the next one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blint.engine.shrink.encoding import LARGEST, digest_of
from blint.files.paths import shown
from blint.fix.write import NotWritten, create, remove, replace
from blint.report.shrinking.model import Why

if TYPE_CHECKING:
    from blint.engine.shrink.obstacles import Followed, Sites
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
    except (NotWritten, OSError, ValueError) as error:
        return _why_not(error, path)
    return None


def remove_image(picture: Picture, digest: bytes) -> Why | None:
    """Remove an image that has got another name; why that could not be done."""
    try:
        old = picture.boundary.read(picture.path, LARGEST)
        if digest_of(old) != digest:
            return Why("changed")
        remove(picture.path, old, picture.boundary)
    except (NotWritten, OSError, ValueError) as error:
        return _why_not(error, picture.path)
    return None


# What would say more in a report on images than it is to say.
_NOT_WRITTEN = {"outside": "outside-repository", "failed": "not-written"}


def _why_not(error: OSError | ValueError | NotWritten, path: str) -> Why:
    """Why the file at a path was not written, for the report."""
    if isinstance(error, NotWritten):
        reason = _NOT_WRITTEN.get(error.reason, error.reason)
        return Why(reason, {"path": shown(path), "detail": error.detail})
    return Why("failed", {"detail": str(getattr(error, "strerror", None) or error)})


class Rewritten:
    """What became of the posts: how many ``references`` follow each file that has moved, by its old
    path; why some of these must stay (``refused``); how many ``posts`` were written."""

    def __init__(self) -> None:
        self.references: Counter[str] = Counter()
        self.refused: dict[str, Why] = {}
        self.posts = 0


def write_posts(sites: Sites, survey: Survey, planner: Planner) -> Rewritten:
    """Have the posts follow the files that have moved, each in one write."""
    rewritten = Rewritten()
    for post, named in survey.naming(sites.moves):
        followed, refused = sites.follow(post, named, planner)
        if followed and followed.references:
            why = _write_post(post, followed)
            if why:
                refused = dict.fromkeys(followed.references, why) | refused
            else:
                rewritten.references.update(followed.references)
                rewritten.posts += 1
        for path, reason in refused.items():
            rewritten.refused.setdefault(path, reason)
    return rewritten


def _write_post(post: Post, followed: Followed) -> Why | None:
    try:
        replace(post.path, followed.old, followed.new, post.site.files.boundary)
    except NotWritten as error:
        return Why(f"post-{error.reason}", {"path": shown(post.path), "detail": error.detail})
    return None
