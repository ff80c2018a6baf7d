"""No generator: the files as they lie in the repository, as a forge or an editor shows them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.generators.addresses import below, folders_above
from blint.generators.generator import Generator, SiteFacts
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import TOML, YAML
from blint.post.site import NOWHERE_KNOWN, UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.post.references import Reference


def read_site(root: str, files: Files) -> SiteFacts[None]:
    """Nothing is known but the folder."""
    del files
    marker = Marker.exactly("<!-- more -->")._replace(in_code=False, dialects=False)
    return SiteFacts(root, root, None, (), marker)


def resolve(reference: Reference, page: Page, site: SiteFacts[None]) -> Resolution:
    """Relative to the post; what ``/`` means is known only when the site says so."""
    if reference.path.startswith(("@", "~")):
        return UNDECIDED  # an alias of some build
    if not reference.path.startswith("/"):
        return Resolution(below(page.folder, reference))
    roots = site.public or (site.root, os.path.join(site.root, "public"))
    candidates = tuple(path for folder in roots for path in below(folder, reference))
    return Resolution(candidates, certain=bool(site.public))


def follow(reference: Reference, page: Page, site: SiteFacts[None]) -> Lead:
    """Where a link leads that counts from the post, or from a folder above, as in a vault."""
    path = reference.path
    if path.startswith(("/", "@", "~")) or reference.extension not in ("md", "markdown", "mdx"):
        return NOWHERE_KNOWN
    above = () if path.startswith(".") else folders_above(page.folder, site.root)
    folders = (page.folder, *above)
    return Lead(tuple(found for folder in folders for found in below(folder, reference)))


GENERATOR = Generator(
    name="plain",
    title="plain Markdown",
    front_matter=(YAML, TOML),
    yaml="1.2",
    resolve=resolve,
    follow=follow,
    read_site=read_site,
    one_ending=True,
    severities={
        Variant("front-matter/missing", "none"): Severity.INFO,
        Variant("excerpt/missing-marker", "unasked"): OFF,
        Variant("excerpt/misspelled-marker"): Severity.INFO,
    },
    consequences={
        Variant("image/missing"): {
            "en": "readers see {broken}",
            "zh": "读者会看到{broken}",
        },
    },
)
