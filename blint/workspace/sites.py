"""The site that posts belong to: which generator builds it, and what its configuration says."""

from __future__ import annotations

import os
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from blint.files.disk import FILE
from blint.files.paths import contains, relative
from blint.files.patterns import patterns
from blint.model import OFF, Severity, Variant
from blint.post import cover
from blint.post.site import CONFIGURED, Marker, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from blint.files.disk import Files
    from blint.generators.detect import Found
    from blint.generators.generator import Generator, SiteFacts, Texts
    from blint.model import Grade
    from blint.post.addresses import Addresses
    from blint.post.headings import HeadingIds
    from blint.post.site import Misnamed, Page
    from blint.workspace.config import Config

_UNASKED = Variant("excerpt/missing-marker", "unasked")
_PROGRAMS = (
    "package.json",
    "Gemfile",
    "requirements.txt",
    "pyproject.toml",
    "mkdocs.yml",
    "zensical.toml",
    "quartz.config.ts",
)
_NO_FRONT_MATTER = Variant("front-matter/missing", "none")


class BuiltSite:
    """A site and the generator that builds it; ``site`` is what its posts ask of it.

    ``severities`` re-grade rules, or variants of one. ``evidence`` is what gave
    the generator away: an absolute path, or empty.
    """

    def __init__(
        self,
        generator: Generator[Any],
        facts: SiteFacts[Any],
        site: Site,
        severities: Mapping[Variant, Grade],
        evidence: str,
    ) -> None:
        self.generator = generator
        self.facts = facts
        self.site = site
        self.severities = severities
        self.evidence = evidence

    @cached_property
    def consequences(self) -> Mapping[Variant, Texts]:
        """What the generator makes of broken rules, on this site."""
        own = self.facts.consequences
        return {**self.generator.consequences, **own} if own else self.generator.consequences

    def leaves_out(self, page: Page) -> bool:
        """Whether the generator leaves a post out of the site, as a draft."""
        return _leaves_out(self.generator, self.facts, page)


def locate_site(config: Config, folder: str, files: Files) -> Found:
    """The generator of the posts in ``folder`` (absolute), and the root of their site."""
    from blint.generators.detect import detect, locate

    if config.generator:
        return locate(config.generator, folder, config.folder, files)
    found = detect(folder, files)
    if found.generator == "plain" and config.folder:
        return found._replace(root=config.folder)
    return found


def open_site(config: Config, found: Found, files: Files) -> BuiltSite:
    """What is known of a site, under a configuration."""
    from blint.generators import registry

    generator = registry.generator(found.generator)
    facts = _configured(generator.read_site(found.root, files), config)
    severities = {**generator.severities, **facts.severities}
    provided, follow = generator.provided, generator.follow
    address = _address(generator, facts, files)
    url = config.url or facts.url
    site = Site(
        files=files,
        public=facts.public,
        front_matter=generator.front_matter,
        yaml=generator.yaml,
        dialect=facts.dialect or generator.dialect,
        heading_ids=lambda settings: _heading_ids(generator.name, settings),
        known_ids={},
        in_templates=_in_templates(facts.root, files),
        resolve=lambda reference, page: generator.resolve(reference, page, facts),
        follow=(lambda reference, page: follow(reference, page, facts)) if follow else None,
        addresses=_addresses(generator, facts, files, address),
        url=url,
        link_base="" if generator.adds_base else urlsplit(url).path,
        is_post=_is_post(generator, facts),
        lists=lambda path: _lists(facts, path),
        misnamed=_misnamed(generator, facts),
        address=address,
        provided=(lambda page: provided(page, facts)) if provided else None,
        front_matter_optional=severities.get(_NO_FRONT_MATTER) == OFF,
        front_matter_by_convention=severities.get(_NO_FRONT_MATTER) is Severity.INFO,
        marker=facts.marker,
        marker_for=None if config.marker else _marker_for(generator, facts),
        marker_evidence=facts.marker_evidence,
        marker_by_convention=_UNASKED not in facts.severities,
        marker_key=generator.marker_key,
        excerpt_keys=generator.excerpt_keys,
        short_keys=generator.short_keys,
        marker_first=generator.marker_first,
        programs=(*facts.sources, *(os.path.join(facts.root, name) for name in _PROGRAMS)),
        image_keys=config.image_keys or facts.image_keys,
        usual_image_keys=()
        if "image_keys" in config.origins
        else cover.usual_keys(generator.own_fields),
        required=tuple(dict.fromkeys((*generator.required, *facts.required))),
        title_from_heading=generator.title_from_heading,
        filled=generator.filled,
        reads={**generator.reads, **facts.reads},
        dates=facts.dates or generator.dates,
        day_first=generator.day_first,
    )
    return BuiltSite(generator, facts, site, severities, found.evidence)


def _heading_ids(generator: str, settings: str) -> HeadingIds | None:
    from blint.generators.heading_ids import RULES  # late: few posts have a link that needs it

    make = RULES.get(generator)
    rule = make(settings) if make else None
    return rule.ids if rule else None


def _configured(facts: SiteFacts[Any], config: Config) -> SiteFacts[Any]:
    """The facts with what the configuration knows better."""
    if config.public:
        public = tuple(os.path.normpath(os.path.join(config.folder, p)) for p in config.public)
        facts = facts._replace(public=public)
    if config.base:
        facts = facts._replace(base=config.base)
    if config.marker:
        marker = Marker.exactly(config.marker)
        if facts.marker:
            marker = marker._replace(in_code=facts.marker.in_code)
        facts = facts._replace(marker=marker, marker_evidence=CONFIGURED)
    said = {"site.public": config.public, "site.base": config.base, "site.marker": config.marker}
    unknown = {key: reason for key, reason in facts.unknown.items() if not said.get(key)}
    return facts._replace(unknown=unknown)


def _lists(facts: SiteFacts[Any], path: str) -> bool:
    folders = facts.folders
    return folders is None or any(contains(folder, path) for folder in folders)


def _is_post(generator: Generator[Any], facts: SiteFacts[Any]) -> Callable[[str], bool]:
    def is_post(path: str) -> bool:
        if not _lists(facts, path):
            return False
        lines = generator.not_posts
        return not lines or not patterns(lines).match_file(relative(path, facts.content))

    return is_post


def _marker_for(
    generator: Generator[Any], facts: SiteFacts[Any]
) -> Callable[[Page], Marker | None] | None:
    marker_for = generator.marker_for
    return (lambda page: marker_for(page, facts)) if marker_for else None


def _leaves_out(generator: Generator[Any], facts: SiteFacts[Any], page: Page) -> bool:
    return generator.unpublished is not None and generator.unpublished(page, facts)


def _address(
    generator: Generator[Any], facts: SiteFacts[Any], files: Files
) -> Callable[[Page], str | None]:
    from blint.generators.addresses import in_one_form

    def address(page: Page) -> str | None:
        if generator.address is None or _leaves_out(generator, facts, page):
            return None
        if generator.bundles and _is_resource(page, facts.content, files):
            return None
        return in_one_form(generator.address(page, facts))

    return address


def _is_resource(page: Page, content: str, files: Files) -> bool:
    """Whether a page lies in the folder of another, an ``index.md``, and belongs to it."""
    index = page.stem.partition(".")[0] == "index"
    folder = os.path.dirname(page.folder) if index else page.folder
    while folder != content and contains(content, folder):
        if files.look(os.path.join(folder, "index.md")).kind == FILE:
            return True
        folder = os.path.dirname(folder)
    return False


def _addresses(
    generator: Generator[Any],
    facts: SiteFacts[Any],
    files: Files,
    address: Callable[[Page], str | None],
) -> Callable[[], Addresses]:
    """What knows where the pages of a site are served, made once it is asked."""

    def pages() -> Mapping[str, str]:
        from blint.workspace.addresses import served

        return served(generator, facts, files, address)

    def texts() -> Mapping[str, str]:
        from blint.workspace.addresses import redirects

        return redirects(facts, files)

    served_at, redirected = f"addresses in {facts.root}", f"redirects in {facts.root}"
    files.promises |= {served_at: pages, redirected: texts}

    @cache
    def addresses() -> Addresses:
        from blint.post.addresses import Addresses

        return Addresses(files.promised(served_at), files.promised(redirected))

    return addresses


def _in_templates(root: str, files: Files) -> Callable[[str], bool]:
    """What tells whether a template of a site may have an id: all are read once it is asked."""

    def work() -> Mapping[str, str]:
        from blint.workspace.template_ids import template_ids

        return template_ids(root, files)

    name = f"template ids in {root}"
    files.promises[name] = work

    def may_have(fragment: str) -> bool:
        from blint.workspace.template_ids import UNREAD

        ids = files.promised(name)
        return fragment in ids or UNREAD in ids

    return may_have


def _misnamed(generator: Generator[Any], facts: SiteFacts[Any]) -> Callable[[Page], Misnamed]:
    def misnamed(page: Page) -> Misnamed:
        return generator.file_name(page, facts) if generator.file_name else ""

    return misnamed
