"""The site a post belongs to: its generator, its folders, its settings, its files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blint.generators.base import Generator, Marker, Resolution, SiteFacts

if TYPE_CHECKING:
    from blint.config import Config
    from blint.files import Files
    from blint.references import Reference


@dataclass(frozen=True, slots=True)
class Site:
    """What is the same for all posts of one site. ``because`` says how it was recognised."""

    generator: Generator
    facts: SiteFacts
    files: Files
    image_keys: tuple[str, ...] = ()
    because: str = ""

    @property
    def marker(self) -> Marker | None:
        """What cuts the excerpt off, or None where that is unknown or there is no such thing."""
        return self.facts.marker

    def resolve(self, reference: Reference, post: str) -> Resolution:
        """Where the generator looks for what a post names."""
        return self.generator.resolve(reference, post, self.facts)


def open_site(config: Config, folder: str, files: Files) -> Site:
    """The site that the posts in ``folder`` (absolute) belong to, under a configuration."""
    from blint.generators import detect, locate

    if config.generator:
        found = locate(config.generator, config.folder or folder, files)
        because = f'generator = "{config.generator}"'
    else:
        found = detect(folder, files)
        because = found.because
        if not because and config.folder:
            found = replace(found, root=config.folder)
    facts = found.generator.read_site(found.root, files)
    if config.public:
        public = tuple(os.path.normpath(os.path.join(config.folder, p)) for p in config.public)
        facts = replace(facts, public=public)
    if config.marker:
        marker = Marker(
            config.marker,
            re.compile(re.escape(config.marker)),
            facts.marker.in_code if facts.marker else True,
        )
        facts = replace(facts, marker=marker, marker_evidence="site.marker")
    return Site(found.generator, facts, files, config.image_keys, because)
