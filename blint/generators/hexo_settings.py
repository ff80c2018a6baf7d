"""A Hexo site: what its configuration says, and the addresses of its posts.

Read: hexo/dist (hexo/load_config.js, hexo/default_config.js, plugins/processor/post.js,
plugins/filter/post_permalink.js) and hexo-util/permalink.js.
"""

from __future__ import annotations

import datetime
import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import whole_number
from blint.errors import BlintError
from blint.files.paths import contains, relative
from blint.files.patterns import patterns
from blint.generators.addresses import LONGEST_ADDRESS, address_part, at
from blint.generators.generator import SiteFacts
from blint.generators.site_config import at_path, base_path, first_file, read_data, site_url
from blint.lazy_regex import lazy
from blint.post.site import Marker, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files

_PARAMETER = re.compile(r":(\w*[^\W_])", re.ASCII)
_NUMBERS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
}
_MAX_OPEN = 3  # parts of any length that a pattern may have, or matching takes too long


class HexoSettings(NamedTuple):
    """What only Hexo asks of a site.

    ``theme`` tells whether the theme's files are on the disk, ``prepend`` whether the site's
    root is put in front of a Markdown image's path, ``assets`` whether a post has a folder of
    its own for files (``post_asset_folder``), ``in_markdown`` and ``by_name`` whether Markdown
    images count from there: all, and those whose path begins with the folder's name.
    ``title_from_name``: the title is the file's name.

    ``permalink`` is the pattern of posts' addresses, ``defaults`` gives values of its parts.
    ``asset_url`` matches addresses of files in posts' folders (groups ``rest`` and what the pattern
    names), ``name`` the path of a post's file below ``_posts``, without the extension. ``include``
    and ``exclude`` are of paths below the source folder: what is published although it begins with
    ``_`` or ``.``, and what is not.
    """

    theme: bool
    prepend: bool
    assets: bool
    in_markdown: bool
    by_name: bool
    title_from_name: bool
    permalink: str
    defaults: Mapping[str, object]
    asset_url: re.Pattern[str]
    name: re.Pattern[str]
    include: GitIgnoreSpec
    exclude: GitIgnoreSpec


def read_site(root: str, files: Files) -> SiteFacts[HexoSettings]:
    """What ``_config.yml`` sets; the rest is Hexo's default."""
    config = first_file(root, ("_config.yml", "_config.yaml", "_config.json"), files)
    data = read_data(config, files)
    source = at(root, _text(data, "source_dir") or "source")
    theme = _text(data, "theme") or "landscape"
    homes = (f"themes/{theme}/source", f"node_modules/hexo-theme-{theme}/source")
    package = os.path.join(root, "package.json")
    plugins = dict(_PLUGIN.findall(files.text(package)))
    assets = data.get("post_asset_folder") is True
    prepend, in_markdown, by_name = _rewritten(data, plugins)
    defaults = data.get("permalink_defaults")
    permalink = _text(data, "permalink")[:LONGEST_ADDRESS] or ":year/:month/:day/:title/"
    settings = HexoSettings(
        theme=any(files.names(at(root, home)) for home in homes),
        prepend=prepend and data.get("relative_link") is not True,
        assets=assets,
        in_markdown=assets and in_markdown,
        by_name=assets and by_name,
        title_from_name=data.get("use_slug_as_post_title") is True,
        permalink=permalink,
        defaults=defaults if isinstance(defaults, dict) else {},
        asset_url=_asset_urls(permalink),
        name=_named(_text(data, "new_post_name") or ":title.md"),
        include=_globs(data, "include"),
        exclude=_globs(data, "exclude"),
    )
    return SiteFacts(
        root,
        source,
        settings,
        (source, *(at(root, home) for home in homes)),
        Marker("<!-- more -->", re.compile(r"<!-- ?more ?-->", re.IGNORECASE), in_code=False),
        base=base_path(_text(data, "root") or _text(data, "url")),
        url=site_url(data.get("url")),
        sources=tuple(path for path in (config, package) if path and files.text(path)),
    )


# A plugin of package.json, with or without a scope (hexo/load_plugins.js), and its major version.
_PLUGIN = re.compile(r"\"(?:@[\w.-]+/)?(hexo-[\w-]+)\"\s*:\s*\"[\^~>=v ]*(\d*)")

# Plugins that lead ![](hello/x.png) in hello.md to the post's own folder.
_BY_NAME = frozenset(("hexo-asset-img", "hexo-asset-link", "hexo-asset-image", "hexo-image-link"))
_MARKED, _MARKDOWN_IT = "hexo-renderer-marked", "hexo-renderer-markdown-it"
_ROOT_AT_ALL, _ROOT_BY_DEFAULT = 3, 5  # versions of hexo-renderer-marked
_OTHERS = {_MARKDOWN_IT, f"{_MARKDOWN_IT}-plus", "hexo-renderer-kramed", "hexo-renderer-pandoc"}


def _rewritten(data: Mapping[str, Any], plugins: Mapping[str, str]) -> tuple[bool, bool, bool]:
    """Whether the renderer puts the root in front of an image's path, and looks into the folder of
    the post, also for a path that begins with that folder's name. By default marked does the first
    since its version 5 (and cannot before 3), markdown-it (lib/images.js) none of it."""
    named = bool(plugins.keys() & _BY_NAME)
    if _MARKED in plugins or not plugins.keys() & _OTHERS:
        version = whole_number(plugins.get(_MARKED) or str(_ROOT_BY_DEFAULT))
        usual = version >= _ROOT_BY_DEFAULT
        prepend = bool(at_path(data, "marked.prependRoot", usual)) and version >= _ROOT_AT_ALL
        return prepend, prepend and at_path(data, "marked.postAsset") is True, named
    asset = at_path(data, "markdown.images.post_asset") is True
    prepend = asset or at_path(data, "markdown.images.prepend_root") is True
    return prepend, asset, named or asset


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _globs(data: Mapping[str, Any], key: str) -> GitIgnoreSpec:
    value = data.get(key)
    items = value if isinstance(value, list) else [value]
    try:
        return patterns(tuple("/" + i.lstrip("/") for i in items if isinstance(i, str) and i))
    except BlintError:
        return patterns(())


def _named(pattern: str) -> re.Pattern[str]:
    """What ``new_post_name`` tells of a file's name (processor/post.js: parseFilename)."""
    return re.compile(_pattern(os.path.splitext(pattern)[0]))


def _asset_urls(permalink: str) -> re.Pattern[str]:
    """The addresses of the files that belong to posts."""
    folder = re.sub(r"\.html?$", "", permalink).strip("/")
    return re.compile(rf"/{_pattern(folder)}/(?P<rest>[^/]+)")


def _pattern(text: str) -> str:
    """A permalink pattern as a regular expression; none matches where it leaves too much open."""
    seen: set[str] = set()
    parts = []
    for number, part in enumerate(_PARAMETER.split(text)):
        form = _NUMBERS.get(part, ".+?")
        if number % 2 == 0:
            parts.append(re.escape(part))
        elif part in seen or not part.isidentifier() or part == "rest":
            parts.append(f"(?:{form})")
        else:
            parts.append(f"(?P<{part}>{form})")
            seen.add(part)
    pattern = "".join(parts)
    return pattern if pattern.count(".+?)") <= _MAX_OPEN else "(?!)"


# --- the post's address: plugins/filter/post_permalink.js ---------------------------------------

_DAY = lazy(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+[\d:.]+)?\s*")


def is_post(page: Page, site: SiteFacts[HexoSettings]) -> bool:
    """Whether a page stands in the folder of posts, where no setting leaves it out."""
    posts = os.path.join(site.content, "_posts")
    inside = relative(page.path, site.content)
    return contains(posts, page.path) and not site.settings.exclude.match_file(inside)


def address_of(page: Page, site: SiteFacts[HexoSettings]) -> str | None:
    """The path of a post's page, without the site's root; None if it cannot be known."""
    own = page.data.get("permalink")
    url: str | None = own if isinstance(own, str) and own else _from_pattern(page, site)
    if url is None:
        return None
    if site.settings.assets and not url.endswith(("/", ".html")):
        url += "/"
    return "/" + url.lstrip("/")


def _from_pattern(page: Page, site: SiteFacts[HexoSettings]) -> str | None:
    known = _known(page, site)
    keys = _PARAMETER.findall(site.settings.permalink)
    if not all(key in known for key in keys):
        return None
    return _PARAMETER.sub(lambda match: known[match[1]], site.settings.permalink)


def _told(page: Page, site: SiteFacts[HexoSettings]) -> dict[str, str]:
    """What the file's name tells, by new_post_name."""
    posts = os.path.join(site.content, "_posts", "")
    name = os.path.splitext(page.path.removeprefix(posts))[0].replace(os.sep, "/")
    match = site.settings.name.fullmatch(name)
    return {key: value for key, value in match.groupdict().items() if value} if match else {}


def _known(page: Page, site: SiteFacts[HexoSettings]) -> dict[str, str]:
    """The parts of an address that the post tells. ``title`` is the file's name."""
    told = _told(page, site)
    known = {
        key: address_part(value)
        for key, value in {**site.settings.defaults, **page.data, **told}.items()
        if isinstance(value, (str, int)) and key not in _OWN
    }
    if "title" in told:
        known |= {"title": told["title"], "name": posixpath.basename(told["title"])}
    if day := _day(page.data.get("date"), told):
        known |= {
            "year": f"{day.year:04}",
            "month": f"{day.month:02}",
            "day": f"{day.day:02}",
            "i_month": str(day.month),
            "i_day": str(day.day),
        }
    return known


# What Hexo computes itself; the front matter has no say in it.
_OWN = frozenset(
    "id title name post_title year month day hour minute second i_month i_day timestamp hash"
    " category".split()
)


def _day(value: object, told: Mapping[str, str]) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return None if value.tzinfo else value.date()  # else where the site is built matters
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and (match := _DAY.fullmatch(value)):
        figures = match.groups()
    elif value is None and "year" in told:
        figures = tuple(told.get(key) or told.get(f"i_{key}") or "0" for key in _CALENDAR)
    else:
        return None
    try:
        return datetime.date(*(int(figure) for figure in figures))
    except ValueError:
        return None


_CALENDAR = ("year", "month", "day")
