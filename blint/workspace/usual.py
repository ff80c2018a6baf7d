"""Where a generator's posts usually lie: which Markdown files of a site are checked when nobody
says which are posts."""

from __future__ import annotations

import os
import re
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


# What a project tells its people, by the names that are looked for: GitHub's community files, and
# those that coding agents read. Other names in capitals are posts: NGINX.md. The same names stand
# in .pre-commit-hooks.yaml.
FOR_PEOPLE = (
    r"(README([_-][A-Za-z]{2,4}){0,2}|AGENTS|AUTHORS|CHANGELOG|CHANGES|CLAUDE"
    r"|CODE[_-]OF[_-]CONDUCT|CONTRIBUTING|CONTRIBUTORS|COPYING|FUNDING|GEMINI|GOVERNANCE|HISTORY"
    r"|ISSUE[_-]TEMPLATE|LICEN[CS]E|MAINTAINERS|NOTICE|PULL[_-]REQUEST[_-]TEMPLATE|SECURITY|SKILL"
    r"|SUPPORT)"
)


def _for_people(path: str) -> bool:
    """Whether a file speaks to a project's people and is no post: README.md, README.zh-CN.md."""
    return re.fullmatch(FOR_PEOPLE, os.path.basename(path).partition(".")[0]) is not None
