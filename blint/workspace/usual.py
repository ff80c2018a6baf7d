"""Where a generator's posts usually lie: which Markdown files of a site are checked when nobody
says which are posts."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.files.paths import contains, relative
from blint.files.patterns import patterns
from blint.generators.detect import ASIDE, FROM_OTHERS
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from blint.files.opening import Boundary
    from blint.workspace.sites import BuiltSite

# What generators fill in or put into pages: Hugo's and Hexo's templates for new posts, and more.
_TEMPLATES = frozenset(("archetypes", "scaffolds", "_includes", "_layouts", "_partials"))
# Generators whose posts may lie anywhere look first where most sites keep them.
_ANYWHERE = "**/posts/**"


class Usual(NamedTuple):
    """The absolute paths of a site's posts, and those of its other pages that may be some, too."""

    posts: list[str]
    others: list[str]


def usual_posts(built: BuiltSite, paths: list[str], searched: str) -> Usual:
    """Those of a site's Markdown files that are posts: they stand where its generator usually keeps
    posts, or else anywhere among its pages, or else anywhere but in the folders of templates and
    tests. ``searched`` is the absolute folder that somebody has asked for."""
    generator, content = built.generator, built.facts.content
    pages = [path for path in paths if path.startswith(content + os.sep)]
    pages = [path for path in pages if built.site.is_post(path)]
    if content == built.facts.root:  # where a package may be unpacked: a gem's own _posts
        pages = [path for path in pages if not _is_below(FROM_OTHERS, path, searched)]
    if generator.bundles:
        owners = {os.path.dirname(path) for path in pages if _is_index(path)}
        pages = [path for path in pages if not _is_resource(path, owners, content)]
    if generator.posts:
        spec = patterns(generator.posts)
        usual = [path for path in pages if spec.match_file(relative(path, content))]
        named = {pattern.rstrip("/*").rpartition("/")[2] for pattern in generator.posts}
        usual = [path for path in usual if not _lists_posts(path, named, built)]
        if usual:
            others = set(pages).difference(usual) if _ANYWHERE in generator.posts else ()
            return Usual(usual, sorted(path for path in others if not _for_people(path)))
    found = pages or paths
    if generator.name == "plain" or not pages:
        root = built.facts.root
        top = searched if contains(root, searched) else root
        found = [path for path in found if not _is_below(_NOT_WRITTEN, path, top)]
    return Usual([path for path in found if not _for_people(path)], [])


_NOT_WRITTEN = ASIDE | _TEMPLATES


def is_aside(root: str, searched: str) -> bool:
    """Whether the site in an absolute folder is a template, a test or others' work."""
    return _is_below(_NOT_WRITTEN, os.path.join(root, ""), searched)


def _is_below(names: frozenset[str], path: str, searched: str) -> bool:
    """Whether a path leads from the searched folder through one of these names, unless that folder
    itself has such a name: who searches it means what is in it."""
    if os.path.basename(searched) in names or not contains(searched, path):
        return False
    return not names.isdisjoint(relative(os.path.dirname(path), searched).split("/"))


def themes_above(root: str, searched: str) -> list[str]:
    """The folders from the searched one on that hold a folder ``themes`` on the way to a site's."""
    if not contains(searched, root):
        return []
    steps = relative(root, searched).split("/")
    return [
        os.path.join(searched, *steps[:number])
        for number, step in enumerate(steps[:-1])
        if step == "themes"
    ]


def _lists_posts(path: str, named: Collection[str], built: BuiltSite) -> bool:
    """Whether a page is the list of the posts beside it: the first one in a folder of posts
    (``named`` are the usual names), and no post by its front matter."""
    folder, name = os.path.split(path)
    if built.generator.bundles or os.path.basename(folder) not in named:
        return False
    first = name.partition(".")[0].lower() in ("index", "readme")
    return first and not _begins_like_a_post(path, built.site.files.boundary)


_MOST = 300  # files that are opened to see whether they look like posts
_HEAD = 2048  # bytes of each
_FENCE = lazy(r"\ufeff?(?:---|\+\+\+)[ \t]*\r?\n")
_TITLE = lazy(r"^title[ \t]*[:=]", re.MULTILINE)
_DATE = lazy(r"^(?:date|pub_?date|publish_?date|published)[ \t]*[:=]", re.MULTILINE | re.IGNORECASE)


def like_posts(paths: list[str], boundary: Callable[[str], Boundary]) -> list[str]:
    """Those of the files at absolute paths, or of some hundreds among them, that begin like posts:
    with front matter that has a title and a date. ``boundary`` tells by folder where to stay."""
    some = paths[:: -(-len(paths) // _MOST) or 1]
    return [path for path in some if _begins_like_a_post(path, boundary(os.path.dirname(path)))]


def _begins_like_a_post(path: str, boundary: Boundary) -> bool:
    try:
        handle, _ = boundary.open(path)
    except (OSError, ValueError):
        return False
    try:
        head = str(os.read(handle, _HEAD), "utf-8", "replace")
    except OSError:
        return False
    finally:
        os.close(handle)
    return bool(_FENCE.match(head) and _TITLE.search(head) and _DATE.search(head))


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
