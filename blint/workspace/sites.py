"""The site a post belongs to: its generator, its folders, its settings, its files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from blint.files.paths import relative
from blint.generators.base import Generator, Marker, Page, Resolution, SiteFacts
from blint.workspace.config import patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.files.disk import Files
    from blint.generators.detect import Found
    from blint.model import Severity
    from blint.post.references import Reference
    from blint.workspace.config import Config


class Site(NamedTuple):
    """What is the same for all posts of one site."""

    generator: Generator
    facts: SiteFacts
    files: Files
    image_keys: tuple[str, ...] = ()
    evidence: str = ""  # what gave the generator away: an absolute path, or empty

    @property
    def marker(self) -> Marker | None:
        """What cuts the excerpt off, or None where that is unknown or there is no such thing."""
        return self.facts.marker

    @property
    def severities(self) -> Mapping[str, Severity | None]:
        """How rules, or variants of one, are re-graded here: None switches off."""
        return {**self.generator.severities, **self.facts.severities}

    def is_post(self, path: str) -> bool:
        """Whether a file at an absolute path may be a post, and is no section page or draft."""
        lines = self.generator.not_posts
        if not lines:
            return True
        return not patterns(lines).match_file(relative(path, self.facts.content))

    def resolve(self, reference: Reference, page: Page) -> Resolution:
        """Where the generator looks for what a post names."""
        return self.generator.resolve(reference, page, self.facts)


def locate_site(config: Config, folder: str, files: Files) -> Found:
    """The generator of the posts in ``folder`` (absolute), and the root of their site."""
    from blint.generators.detect import detect, locate

    if config.generator:
        return locate(config.generator, folder, config.folder, files)
    found = detect(folder, files)
    if found.row.name == "plain" and config.folder:
        return found._replace(root=config.folder)
    return found


def open_site(config: Config, found: Found, files: Files) -> Site:
    """What is known of a site, under a configuration."""
    facts = found.row.read_site(found.root, files)
    if config.public:
        public = tuple(os.path.normpath(os.path.join(config.folder, p)) for p in config.public)
        facts = facts._replace(public=public)
    if config.base:
        facts = facts._replace(base=config.base)
    if config.marker:
        marker = Marker.exactly(config.marker)
        if facts.marker:
            marker = marker._replace(in_code=facts.marker.in_code)
        facts = facts._replace(marker=marker, marker_evidence="site.marker")
    return Site(found.row, facts, files, config.image_keys, found.evidence)
