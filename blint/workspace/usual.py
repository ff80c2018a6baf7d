"""Where a generator's posts usually lie: which Markdown files of a site are checked when nobody
says which are posts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.files.paths import contains, relative
from blint.files.patterns import patterns

if TYPE_CHECKING:
    from blint.workspace.sites import BuiltSite


def usual_posts(built: BuiltSite, paths: list[str]) -> list[str]:
    """Those of a site's Markdown files that are posts: they stand where its generator usually keeps
    posts, or else anywhere among its pages, or else anywhere."""
    generator, content = built.generator, built.facts.content
    pages = [path for path in paths if path.startswith(content + os.sep)]
    pages = [path for path in pages if built.site.is_post(path)]
    if generator.bundles:
        owners = {os.path.dirname(path) for path in pages if _is_index(path)}
        pages = [path for path in pages if not _is_resource(path, owners, content)]
    if generator.posts:
        spec = patterns(generator.posts)
        usual = [path for path in pages if spec.match_file(relative(path, content))]
        if usual:
            return usual
    return [path for path in pages or paths if not _for_people(path)]


def _is_index(path: str) -> bool:
    return os.path.basename(path).partition(".")[0] == "index"


def _is_resource(path: str, owners: set[str], content: str) -> bool:
    """Whether a file belongs to the post whose ``index.md`` is beside or above it."""
    folder = os.path.dirname(path)
    above = os.path.dirname(folder) if folder in owners and _is_index(path) else folder
    while contains(content, above):
        if above in owners:
            return True
        above = os.path.dirname(above)
    return False


def _for_people(path: str) -> bool:
    """Whether a file speaks to a project's people and is no post: README.md, AGENTS.md."""
    name = os.path.basename(path).partition(".")[0]
    return len(name) > 3 and name.replace("_", "").replace("-", "").isupper() and name.isascii()
