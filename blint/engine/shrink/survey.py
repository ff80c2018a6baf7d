"""Which images a site's posts show, and what the rules that are in force there allow them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from blint.checks import images as checks
from blint.deadline import TooSlow, deadline
from blint.engine.check import read_post
from blint.engine.shrink.renaming import LINK, Referrer, use
from blint.errors import BlintError
from blint.files.disk import FILE, OUTSIDE, WRONG_CASE
from blint.files.image_header import format_of_extension, read_image_facts
from blint.fix.pictures.shrink import Limits
from blint.post.document import UNRESOLVED
from blint.post.reading import Unreadable, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from blint.files.image_header import ImageFacts
    from blint.files.opening import Boundary
    from blint.post.document import Document
    from blint.post.site import Site
    from blint.rulebook.plan import Plan, Planner
    from blint.workspace.discovery import Post

NO_LIMITS = Limits(None, {}, None, None)
_EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")


class Picture:
    """An image that posts show.

    ``path`` is absolute and without links, ``post`` the first that shows it; ``limits`` are the
    strictest that hold for it. ``names_told`` and ``location_told``: where it is shown, the rules
    ``image/wrong-format`` and ``image/location-metadata`` are in force. ``asked``: it, or a post
    that shows it, was asked for.
    """

    def __init__(self, path: str, facts: ImageFacts, post: Post) -> None:
        self.path = path
        self.post = post
        self.facts = facts
        self.boundary: Boundary = post.site.files.boundary
        self.formats = post.config.shrink_formats
        self.limits = NO_LIMITS
        self.names_told = False
        self.location_told = False
        self.asked = False

    @property
    def claims(self) -> str | None:
        """The format that its name claims."""
        return format_of_extension(self.path)

    @property
    def misnamed(self) -> bool:
        """Whether it is another format than its name claims, and that is to be mended."""
        told = self.names_told and not self.facts.problem and bool(self.facts.format)
        return told and self.claims is not None and self.claims != self.facts.format

    @property
    def located(self) -> bool:
        """Whether it tells a place, and that is to be mended."""
        return self.location_told and self.facts.has_location

    def together(self, other: Picture) -> Picture:
        """The same image where the limits of another hold for it, too."""
        both = Picture(self.path, self.facts, self.post)
        both.limits = strictest(self.limits, other.limits)
        both.names_told = self.names_told or other.names_told
        both.location_told = self.location_told or other.location_told
        return both

    @property
    def over(self) -> bool:
        """Whether it is over a limit."""
        facts, limits = self.facts, self.limits
        size = limits.sizes.get(facts.format or "", limits.max_size)
        return (
            (size is not None and facts.size > size)
            or _above(facts.width, limits.max_width)
            or _above(facts.height, limits.max_height)
        )

    @property
    def wanted(self) -> bool:
        """Whether there is something to do about it, or to say of it."""
        return self.unreadable or self.over or self.misnamed or self.located

    @property
    def unreadable(self) -> bool:
        """Whether nobody sees a picture there; heic, tiff and an SVG without a namespace are some
        to somebody."""
        return self.facts.lfs_pointer or self.facts.problem in _UNREADABLE


_UNREADABLE = ("empty", "not-an-image", "broken-header", "no-permission", "not-regular")


def _above(value: int | None, limit: int | None) -> bool:
    return value is not None and limit is not None and value > limit


def strictest(one: Limits, other: Limits) -> Limits:
    """What keeps to the limits of both."""
    sizes = {
        name: least
        for name in {*one.sizes, *other.sizes}
        for least in [
            _least(one.sizes.get(name, one.max_size), other.sizes.get(name, other.max_size))
        ]
        if least is not None
    }
    return Limits(
        _least(one.max_size, other.max_size),
        sizes,
        _least(one.max_width, other.max_width),
        _least(one.max_height, other.max_height),
    )


def _least(one: int | None, other: int | None) -> int | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


class Told(NamedTuple):
    """What the rules in force for a post say of its images."""

    limits: Limits
    names: bool
    location: bool


def told(plan: Plan, document: Document) -> Told:
    """What the rules of a plan say of a post; a project's own pages may use the checks, too."""
    limits, names, location = NO_LIMITS, False, False
    for active in filter(lambda active: active.binds(document), plan.rules):
        options = active.options
        if active.check is checks.weight:
            formats: Mapping[str, int] = options.get("formats") or {}
            sizes = {str(format_of_extension(f"x.{key}")): size for key, size in formats.items()}
            limits = strictest(limits, Limits(options["max_size"], sizes, None, None))
        elif active.check is checks.pixels:
            own = Limits(None, {}, options["max_width"], options.get("max_height"))
            limits = strictest(limits, own)
        names |= active.check is checks.wrong_format
        location |= active.check is checks.location_metadata
    return Told(limits, names, location)


def _none(_path: str) -> bool:
    return False


class Survey:
    """What the posts of the sites show. ``pictures`` are by their absolute paths without links,
    ``referrers`` the posts by the path of what they name; ``outside`` are paths that lead out of
    the repository, ``read`` and ``unread`` the posts by path, these with the reason; ``tops`` the
    folders that hold the sites."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self.pictures: dict[str, Picture] = {}
        self.referrers: dict[str, list[Post]] = {}
        self.read: dict[str, Post] = {}
        self.unread: dict[str, Unreadable] = {}
        self.outside: dict[str, Post] = {}
        self.tops: dict[str, Boundary] = {}
        self._asked: Callable[[str], bool] = _none

    def take_in(
        self, posts: Iterable[Post], asked: set[str], images: Callable[[str], bool] = _none
    ) -> None:
        """Look at posts; ``asked`` are the paths of those whose images are to be shrunk, and
        ``images`` tells of others, by their paths, that they are."""
        self._asked = images
        for post in posts:
            document = referrer(post, post.site, self._planner)
            if isinstance(document, Unreadable):
                self.unread[post.path] = document
            elif not self._look_at(post, document, asked=post.path in asked):
                seconds = self._planner.plan(post).max_seconds
                self.unread[post.path] = Unreadable("too-slow", {"seconds": seconds})

    def _look_at(self, post: Post, document: Referrer, *, asked: bool) -> bool:
        """Take in what a post names; whether it could be read."""
        plan = self._planner.plan(post)
        own: TooSlow | None = None
        try:
            with deadline(plan.max_seconds) as own:
                targets = document.targets
        except TooSlow as error:
            if error is not own:
                raise
            return False
        except BlintError:
            raise
        except Exception:  # noqa: BLE001 - the check says more of it
            return False
        self.read[post.path] = post
        files = post.site.files
        inside = os.path.exists(os.path.join(files.top, ".git"))
        self.tops[files.top if inside else post.built.facts.root] = files.boundary
        rules = told(plan, document)
        for target in targets:
            shows = target.reference.is_image and target.reference.element != LINK
            if target.kind == OUTSIDE and shows and asked:
                self.outside.setdefault(target.path, post)
            if target.kind not in (FILE, WRONG_CASE, UNRESOLVED):
                continue
            path = use(target).real
            posts = self.referrers.setdefault(path, [])
            if post not in posts[-1:]:
                posts.append(post)
            if shows:
                facts = post.site.files.image(target.actual)
                self._add(Picture(path, facts, post), rules, asked=asked)
        return True

    def _add(self, picture: Picture, rules: Told, *, asked: bool) -> None:
        known = self.pictures.setdefault(picture.path, picture)
        known.limits = strictest(known.limits, rules.limits)
        known.names_told |= rules.names
        known.location_told |= rules.location
        known.asked |= asked or self._asked(picture.path)

    def naming(self, paths: Iterable[str]) -> list[tuple[Post, set[str]]]:
        """The posts that name any of the files at these paths, sorted, each with those it names."""
        found: dict[str, tuple[Post, set[str]]] = {}
        for path in paths:
            for post in self.referrers.get(path, ()):
                found.setdefault(post.path, (post, set()))[1].add(path)
        return [found[path] for path in sorted(found)]

    def siblings(self) -> Iterator[tuple[Picture, Picture]]:
        """Images of which one, at least, was asked for, and that are called alike but for the
        extension: an interrupted run may have made the second of the first."""
        for path, picture in list(self.pictures.items()):
            if not picture.asked:
                continue
            stem = os.path.splitext(path)[0]
            for other in (stem + ending for ending in _EXTENSIONS):
                if other != path and (beside := self._picture(other, picture)):
                    yield picture, beside
                    if not beside.asked:
                        yield beside, picture

    def _picture(self, path: str, like: Picture) -> Picture | None:
        """The image at a path beside another one, which may be shown by no post."""
        if path in self.pictures:
            return self.pictures[path]
        if not os.path.lexists(path):
            return None
        facts = read_image_facts(path, like.boundary)
        return Picture(path, facts, like.post) if facts.format else None


def referrer(post: Post, site: Site, planner: Planner) -> Referrer | Unreadable:
    """A post as it stands on the disk, with a site's answers about files."""
    data = read_post(post, planner.plan(post).max_size)
    text = decode(data) if isinstance(data, bytes) else data
    return text if isinstance(text, Unreadable) else Referrer(post.path, text, site)
