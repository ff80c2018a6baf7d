"""What is found of the image files of sites, once it is known what names them."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from blint.deadline import within
from blint.engine.baseline.entries import is_baseline
from blint.engine.images.copies import content, copies, equals
from blint.engine.images.names import Named
from blint.engine.images.orphans import orphans
from blint.engine.images.survey import Survey
from blint.files.paths import contains, shown
from blint.files.site_image import SiteImage
from blint.lazy_regex import lazy
from blint.model import OFF, Finding, Place
from blint.workspace.mentions import folded
from blint.workspace.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from blint.engine.checker import Checker
    from blint.engine.request import Request
    from blint.files.opening import Boundary
    from blint.rulebook.plan import ActiveRule
    from blint.workspace.discovery import Post
    from blint.workspace.sites import BuiltSite

_SECONDS = 120  # to look into the files of one repository
_WORD = lazy(r"[\w-]+")
_WHOLE = Place(1, 1, 1, 1)
UNUSED, ORPHANS, COPIES = (
    f"site_images.{name}" for name in ("unused", "orphan_folder", "duplicate")
)


def image_findings(request: Request, posts: Sequence[Post], checker: Checker) -> list[Finding]:
    """What is found of images below the folders that are checked; where files are, nothing. Raises
    BlintError where it takes too long to find out."""
    folders = [os.path.abspath(path) for path in request.paths]
    if request.given or checker.late or not all(map(os.path.isdir, folders)):
        return []
    rules = checker.planner.may_be_in_force(posts, "site-image")
    wanted = {rule.check for rule in rules}
    tops: dict[str, dict[int, BuiltSite]] = {}
    for post in posts if wanted else ():
        tops.setdefault(_top(post), {})[id(post.built)] = post.built
    told: list[Finding] = []
    for top, sites in tops.items():
        slow = f"{shown(top)}: it takes over {_SECONDS} s to find out what names its images"
        ids = ", ".join(sorted({rule.id for rule in rules}))
        with within(_SECONDS, f"{slow}; {ids} can be switched off"):
            images = _Images(request, top, list(sites.values()), checker, wanted).all()
        for image in images:
            if any(contains(folder, image.path) for folder in folders):
                told += _findings(image, checker)
    return told


def _top(post: Post) -> str:
    """The folder in which all is looked at: the repository, or the site where there is none."""
    top = post.site.files.top
    return top if os.path.lexists(os.path.join(top, ".git")) else post.built.facts.root


class _Images:
    """The images of the sites in one folder; ``wanted`` are the checks they are meant for."""

    def __init__(
        self,
        request: Request,
        top: str,
        sites: Sequence[BuiltSite],
        checker: Checker,
        wanted: set[str],
    ) -> None:
        self._top = top
        self._sites = sites
        self._wanted = wanted
        self._boundary: Boundary = sites[0].site.files.boundary
        self._unread: list[str] = []
        workspace = checker.workspace
        paths = workspace.all_files(top, self._boundary, lambda path, _: self._unread.append(path))
        self._survey = Survey(paths, sites)
        own = workspace.repository(os.path.join(top, "."))  # and not that of a submodule
        images = [
            path
            for found in self._survey.images.values()
            for path in found
            if workspace.repository(path) == own
        ]
        configs = {f: workspace.config(f) for f in {os.path.dirname(path) for path in images}}
        self._baselines = {config.baseline_path for config in configs.values()}
        self._baselines |= {os.path.abspath(request.baseline)} if request.baseline else set()
        self._sizes = {
            path: size
            for path in images
            if not configs[os.path.dirname(path)].excluded(path)
            and (size := self._boundary.size(path)) is not None
        }

    def all(self) -> list[SiteImage]:
        """The images of which there is something to say, sorted."""
        equal = equals(self._sizes, self._boundary) if COPIES in self._wanted else []
        unnamed: set[str] = set()
        alone: dict[str, str] = {}  # folders without a post, by image
        if (equal or self._wanted & {UNUSED, ORPHANS}) and (named := self._named()):
            for built in self._sites:
                unnamed |= self._unnamed(built, named)
                alone |= self._orphans(built, unnamed) if ORPHANS in self._wanted else {}
        others = copies(equal, unnamed)
        if UNUSED in self._wanted:  # which says enough of them
            others = {path: other for path, other in others.items() if path not in unnamed}
        numbers = Counter(alone.values())
        told: set[str] = set()
        answer = []
        for path in sorted({*unnamed, *others}):
            folder = alone.get(path, "")
            image = SiteImage(
                path,
                self._sizes[path],
                unnamed=path in unnamed and not folder,
                without_post="" if folder in told or not folder else shown(folder),
                images=numbers[folder],
                other=shown(others[path]) if path in others else "",
                content=content(path, self._boundary),
            )
            told.add(folder)
            answer.append(image)
        return answer

    def _named(self) -> Named | None:
        """Who names which images; None where not all could be read."""
        named = Named(list(self._sizes), self._top)
        pages = set(self._survey.pages)
        for path, text in self._texts():
            named.read(path, text, is_page=path in pages)
        return None if self._unread else named

    def _texts(self) -> Iterator[tuple[str, str]]:
        """The texts that may name images, by their paths, as long as all can be read. A baseline
        names what is accepted."""
        for path in self._survey.texts:
            if self._unread:
                return
            text = "" if path in self._baselines else text_of(path, self._boundary)
            if text is None:
                self._unread.append(path)
            elif text and not is_baseline(text):
                yield path, text

    def _unnamed(self, built: BuiltSite, named: Named) -> set[str]:
        """The images of a site that nothing names, in the folders that keep images for it."""
        areas: dict[str, list[str]] = {}
        for path in self._of(built):
            areas.setdefault(self._survey.area(path, built), []).append(path)
        own = [
            path
            for area, images in areas.items()
            if area in built.facts.public or any(map(named.by_page, images))
            for path in images
        ]
        return named.unnamed(own, self._pages(built))

    def _of(self, built: BuiltSite) -> list[str]:
        return [path for path in self._survey.images[id(built)] if path in self._sizes]

    def _pages(self, built: BuiltSite) -> list[str]:
        return [page for page in self._survey.pages if contains(built.facts.root, page)]

    def _orphans(self, built: BuiltSite, unnamed: set[str]) -> dict[str, str]:
        """The images of a site in folders whose post is gone, with these folders."""
        images = self._of(built)
        named = set(images) - unnamed
        found = orphans(images, named, self._pages(built), built.facts.root)
        spoken = self._spoken({folded(os.path.basename(folder)) for folder in found})
        return {
            path: folder
            for folder, own in sorted(found.items())
            if folded(os.path.basename(folder)) not in spoken
            for path in own
        }

    def _spoken(self, names: set[str]) -> set[str]:
        """Those of the names of folders, folded, that stand in some text."""
        found: set[str] = set()
        odd = {name for name in names if not _WORD.fullmatch(name)}
        for _, text in self._texts() if names else ():
            text = folded(text)
            found |= names.intersection(_WORD.findall(text))
            found |= {name for name in odd if name in text}
        return found


def _findings(image: SiteImage, checker: Checker) -> Iterator[Finding]:
    """What the rules say of an image, under the configuration of its place."""
    config = checker.workspace.config(os.path.dirname(image.path))
    for active in checker.planner.plan_at(image.path, config).rules:
        if active.looks_at == "site-image" and active.severity != OFF:
            yield from _found(active, image, checker.language)


def _found(active: ActiveRule, image: SiteImage, language: str) -> Iterator[Finding]:
    from blint.bounded import plain

    for match in active.check(image, **active.options):
        yield Finding(
            rule=active.rule.id,
            severity=active.severity,
            path=shown(image.path),
            place=_WHOLE,
            message=active.rule.say("message", match, language),
            consequence=active.rule.say("consequence", match, language),
            hint=active.rule.say("hint", match, language),
            values={key: plain(value) for key, value in match.values.items()},
        )
