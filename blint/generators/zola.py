"""Zola, run as 0.22.0.

Read at b2242262: components/content/src/front_matter/split.rs (front matter) and page.rs (fields),
components/content/src/page.rs (addresses, a page's files), components/utils/src/de.rs (dates),
components/markdown/src/markdown.rs (marker, images).
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.bounded import text_of
from blint.files.paths import contains, relative, shown
from blint.generators import consequences
from blint.generators.addresses import (
    UNKNOWN,
    at,
    below,
    by_browser,
    by_theme,
    follow_link,
    over,
    perhaps_at,
    published_at,
    stays_below,
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import (
    at_path,
    base_path,
    first_file,
    pattern,
    read_data,
    site_url,
)
from blint.lazy_regex import lazy
from blint.model import OFF, Span, Variant
from blint.post.front_matter.delimiters import Fence, Syntax
from blint.post.front_matter.values import (
    a_list,
    boolean_only,
    by_pattern,
    no_published,
    no_such_day,
)
from blint.post.markdown.model import Dialect, Element
from blint.post.references import FRONT_MATTER, IMAGES, SHORTCODE, Reference
from blint.post.site import UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files

# A date that a file's name begins with, and the slug after it (RFC3339_DATE).
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DATED = re.compile(rf"(?P<day>{_DAY})(?:T[\d:.Z+-]+)?(?:\s?[_-](?P<slug>.+))?")
_BY_DATE = re.compile(r"(?m)^sort_by\s*[=:]\s*[\"']?date\b")
_DEEPEST = 12  # folders below content that are looked into


class ZolaSettings(NamedTuple):
    """What only Zola asks of a site.

    ``owners`` maps the absolute folders whose files are published to what makes it so:
    ``index.md``, or ``_index.md``. In the absolute folders ``by_date`` posts are sorted by date.
    ``ignored`` are pairs: an absolute folder, and what matches paths below it that are left out.
    ``elsewhere`` tells whether the theme is not on the disk, ``served`` are the names right below
    the site's own static folder, ``languages`` those besides the site's first. ``keeps_dates``: a
    date in a file's name stays in its address, ``slugify`` tells how names are made addresses.
    ``moved`` and ``places`` are as in ``addresses.published_at`` and ``perhaps_at``.
    """

    owners: Mapping[str, str]
    by_date: frozenset[str]
    ignored: tuple[tuple[str, re.Pattern[str]], ...]
    elsewhere: bool
    served: frozenset[str]
    languages: frozenset[str]
    keeps_dates: bool
    moved: Mapping[str, str] = {}
    places: Mapping[str, str] = {}
    slugify: str = "on"


def read_site(root: str, files: Files) -> SiteFacts[ZolaSettings]:
    """The site's own configuration. A theme may be a submodule that is not checked out."""
    config = first_file(root, ("zola.toml", "config.toml"), files)
    data = read_data(config, files)
    content = os.path.join(root, "content")
    theme, languages = at_path(data, "theme"), at_path(data, "languages")
    names = ("static", f"themes/{theme}/static") if isinstance(theme, str) else ("static",)
    public = tuple(os.path.join(root, *name.split("/")) for name in names)
    elsewhere = isinstance(theme, str) and not files.names(os.path.join(root, "themes", theme))
    owners = _owners(content, files)
    sections = tuple(
        os.path.join(folder, name) for folder, name in owners.items() if name == "_index.md"
    )
    settings = ZolaSettings(
        owners=owners,
        by_date=frozenset(
            os.path.dirname(path) for path in sections if _BY_DATE.search(files.text(path))
        ),
        ignored=(
            *((content, pattern) for pattern in _globs(data.get("ignored_content"))),
            *((public[0], pattern) for pattern in _globs(data.get("ignored_static"))),
        ),
        elsewhere=elsewhere,
        served=frozenset(files.names(public[0])),
        languages=frozenset(languages if isinstance(languages, dict) else ()),
        keeps_dates=at_path(data, "slugify.paths_keep_dates") is True,
        slugify=text_of(at_path(data, "slugify.paths") or "on"),
    )
    settings = _explored(settings, content, files)
    return SiteFacts(
        root,
        content,
        settings,
        public,
        Marker("<!-- more -->", re.compile(r"(?i)<!--[ \t]*more[ \t]*-->"), in_code=False),
        base=base_path(at_path(data, "base_url")),
        url=site_url(at_path(data, "base_url")),
        sources=(*((config,) if config else ()), *sections),
    )


def _owners(folder: str, files: Files, depth: int = 0) -> dict[str, str]:
    """The folders whose files are published, by what makes it so: ``index.md``, which takes the
    folders below along, or ``_index.md``."""
    names = files.names(folder)
    owner = next((name for name in ("index.md", "_index.md") if name in names), "")
    found = {folder: owner} if owner else {}
    for name, linked in names.items():
        below = os.path.join(folder, name)
        if depth < _DEEPEST and not linked and not name.endswith(".md") and files.names(below):
            found |= _owners(below, files, depth + 1)
    return found


# A field of front matter, which is read line by line here: there may be thousands of pages.
_FIELD = lazy(
    r"(?m)^(?P<key>slug|path|draft)[ \t]*[=:][ \t]*"
    r"(?:\"(?P<a>[^\"\n]*)\"|'(?P<b>[^'\n]*)'|(?P<c>[^\n#]*))"
)


def _explored(settings: ZolaSettings, content: str, files: Files) -> ZolaSettings:
    """The same, knowing which folders are published elsewhere than they lie, or not at all, once it
    is asked: it takes the beginnings of all pages."""
    moved = files.later(f"moved in {content}", lambda: _all_moved(settings, content, files))
    places = files.later(f"places in {content}", lambda: _places(moved))
    return settings._replace(moved=moved, places=places)


def _places(moved: Mapping[str, str]) -> dict[str, str]:
    return {address: folder for folder, address in moved.items() if address}


def _all_moved(settings: ZolaSettings, content: str, files: Files) -> dict[str, str]:
    moved: dict[str, str] = {}
    for folder, name in settings.owners.items():
        path = os.path.join(folder, name)
        page = Page(path, _head(files.beginning(path)), str)
        plain = "/" if folder == content else f"/{relative(folder, content)}/"
        address = plain
        if page.data.get("draft") == "true":
            address = ""
        elif name == "index.md" and folder != content:
            address = _address(page, content, settings)
        if address != plain:
            moved[folder] = address
    return moved


def _head(text: str) -> dict[str, str]:
    """The fields of a page that decide where it is published."""
    fence = text.lstrip()[:3]
    end = text.find("\n" + fence, 3) if fence in ("+++", "---") else 0
    found = _FIELD.finditer(text[: max(end, 0)].partition("\n[")[0])
    return {match["key"]: match[match.lastgroup or 0].strip() for match in found}


def _globs(patterns: object) -> Iterator[re.Pattern[str]]:
    """Patterns of globset, where a star also matches slashes."""
    for glob in patterns if isinstance(patterns, list) else ():
        text, depth = "", 0
        for piece in re.findall(r"\[!?[^\]\n]+\]|\*+/?|.", text_of(glob)):
            depth += (piece == "{") - (piece == "}")
            if len(piece) > 1 and piece[0] == "[":
                text += piece.replace("[!", "[^", 1)
            elif piece[0] == "*":
                text += ".*"
            else:
                inside = {"{": "(?:", "}": ")", "?": ".", ",": "|" if depth else ","}
                text += inside.get(piece) or re.escape(piece)
        yield pattern(text)


def _is_served(path: str, site: SiteFacts[ZolaSettings]) -> bool:
    """Whether a file is copied to the built site."""
    for folder, ignored in site.settings.ignored:
        inside = os.path.relpath(path, folder).replace(os.sep, "/")
        if contains(folder, path) and ignored.fullmatch(inside):
            return False
    if not contains(site.content, path):
        return True
    owners = site.settings.owners
    folder = os.path.dirname(path)
    if folder in owners:
        return not path.endswith(".md")
    while contains(site.content, folder):
        if owners.get(folder) == "index.md":
            return True
        folder = os.path.dirname(folder)
    return False


def resolve(reference: Reference, page: Page, site: SiteFacts[ZolaSettings]) -> Resolution:
    """Zola puts the page's address before a relative path and leaves others to the browser, which
    comes to the same. The files of a page's own folder move with the page.
    """
    if "\0" in reference.path:
        return UNDECIDED
    settings = site.settings
    themed = settings.elsewhere and by_theme(reference, site.base, settings.served)
    beside = below(page.folder, reference)
    roots = (*site.public, site.content)
    if reference.form in (FRONT_MATTER, SHORTCODE):  # the template decides
        places = (*roots, site.root)  # get_url, resize_image(path="/static/x.png")
        anywhere = tuple(path for place in places for path in below(place, reference))
        rooted = reference.path.startswith("/") and not themed
        return Resolution(beside + anywhere, rooted, guess=reference.form == FRONT_MATTER)
    address = _address(page, site.content, settings)
    found = by_browser(reference, page, site.base, address, roots)
    own: tuple[str, ...] = ()
    if page.stem.partition(".")[0] == "index":
        settings = _with_own(settings, page, address, reference.path)
        if not reference.path.startswith(("/", "..")):
            own = tuple(path for path in beside if contains(page.folder, path))
    found, there = _followed(found, site.content, settings)
    served = tuple(path for path in (*own, *found.candidates) if _is_served(path, site))
    if there and not found.reason:
        return _elsewhere(found._replace(candidates=served), there, site, settings)
    if found.reason == "page-url" and not _is_served(beside[0], site):
        folder = shown(site.public[0])
        return Resolution(served, True, beside, "not-published", {"folder": folder})
    if found.reason == "page-url" and (
        published := published_at(beside[0], site.content, settings.moved)
    ):
        better = posixpath.relpath(published, posixpath.dirname(address))
        found = found._replace(values={**found.values, "better": better})
    if not found.reason and not served:
        folder = shown(site.public[0])
        return found.refused("not-published", folder=folder)
    return found._replace(candidates=served, certain=found.certain and not themed)


def _with_own(settings: ZolaSettings, page: Page, address: str, path: str) -> ZolaSettings:
    """The same, knowing all that a page's front matter says of the files beside it; of other
    folders only where a path on the page may lead there."""
    if stays_below(path):
        return settings._replace(moved={page.folder: address}, places={address: page.folder})
    return settings._replace(
        moved=over({page.folder: address}, settings.moved),
        places=over({address: page.folder}, settings.places),
    )


def _followed(
    found: Resolution, content: str, settings: ZolaSettings
) -> tuple[Resolution, tuple[str, ...]]:
    """The files of the content that are published where a path leads to; and those that lie there
    and are not."""
    candidates: list[str] = []
    there: list[str] = []
    known = True
    for path in found.candidates:
        if not contains(content, path):
            candidates.append(path)
            continue
        address = "/" + relative(path, content)
        known = known and UNKNOWN not in address
        for file in perhaps_at(address, (content,), settings.places):
            published = published_at(file, content, settings.moved)
            (candidates if published == address else there).append(file)
    known = known and not any(UNKNOWN in address for address in settings.places)
    return found._replace(candidates=tuple(candidates), certain=known), tuple(there)


def _elsewhere(
    found: Resolution, there: tuple[str, ...], site: SiteFacts[ZolaSettings], settings: ZolaSettings
) -> Resolution:
    """What a path from the root leads to where the folder of that name has another address."""
    address = published_at(there[0], site.content, settings.moved)
    if UNKNOWN in address:
        return found._replace(certain=False)
    if not address:
        values: dict[str, object] = {"folder": shown(site.public[0])}
        return found._replace(misplaced=there, reason="not-published", values=values)
    values = {"url": address, "better": site.base.rstrip("/") + address}
    return found._replace(misplaced=there, reason="moved", values=values)


def _address(page: Page, content: str, settings: ZolaSettings) -> str:
    """The address of a page without the site's base (Page::parse), with ``UNKNOWN`` in it where
    letters are written in others."""
    path = page.data.get("path")
    if isinstance(path, str) and path.strip():
        return f"/{path.strip().strip('/')}/"
    *folders, name = relative(page.path, content).split("/")
    stem = name.rpartition(".")[0]
    name, _, language = stem.rpartition(".")
    if language in settings.languages:
        folders.insert(0, language)
    else:
        name = stem
    if name == "index" and folders:
        name = folders.pop()
    dated = _DATED.fullmatch(name)  # of a bundle, the folder's name
    slug = page.data.get("slug")
    if isinstance(slug, str):
        name = slug
    elif dated and dated["slug"] and not settings.keeps_dates:
        name = dated["slug"]
    if settings.slugify != "on":
        kept = settings.slugify == "off" or re.fullmatch(r"[\w-]+", name)
        return "/" + "/".join([*folders, name if kept else UNKNOWN]) + "/"
    name = re.sub(r"[^a-z0-9/]+", "-", name.lower()) if name.isascii() else UNKNOWN
    return "/" + "/".join([*folders, name.strip("-")]) + "/"


def _served_at(page: Page, site: SiteFacts[ZolaSettings]) -> str | None:
    """The address of a page that is published, and no section."""
    if page.stem.startswith("_index") or page.data.get("render") is False:
        return None
    return _address(page, site.content, site.settings)


def _provided(page: Page, site: SiteFacts[ZolaSettings]) -> tuple[str, ...]:
    """A date is needed where posts are sorted by it, unless the name begins with one."""
    bundled = page.stem.partition(".")[0] == "index"
    name = os.path.basename(page.folder) if bundled else page.stem
    section = os.path.dirname(page.folder) if bundled else page.folder
    dated = _DATED.fullmatch(name)
    named = dated is not None and not no_such_day(dated["day"])
    return ("date",) if named or section not in site.settings.by_date else ()


_CALL = lazy(
    r"(?:\{\{|\{%)\s*(?P<name>[A-Za-z_][\w:]*)\((?P<inside>(?:[^{}\"`']|\"[^\"]*\"|`[^`]*`|'[^']*')"
    r"{0,4000})\)\s*(?:\}\}|%\})"
)
_ARGUMENT = lazy(r"(?P<name>\w+)\s*=\s*(?P<quote>[\"'`])(?P<value>[^\"'`]*)(?P=quote)")
_SOURCES = ("src", "path", "url", "image", "file")


def tags(characters: str, start: int) -> Iterator[Element]:
    """The images that shortcodes are given, whatever they make of them: all are the site's own."""
    if "{{" not in characters and "{%" not in characters:
        return
    for match in _CALL.finditer(characters, start):
        for found in _ARGUMENT.finditer(match["inside"]):
            value = found["value"]
            if found["name"] in _SOURCES and value.rpartition(".")[2].lower() in IMAGES:
                begin = match.start("inside") + found.start("value")
                source = value, Span(begin, begin + len(value))
                whole = Span(*match.span())
                yield Element("img", whole, {"src": source, "alt": ("", whole)}, match["name"])
                break


# toml's Datetime::from_str, and parse_yaml_datetime.
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d\d(?::\d\d(?:\.\d*)?)?"
    r"(?:[Zz]|[ \t]*[-+]\d\d?(?::\d\d)?)?)?"
)


_ONLY_DRAFT = {
    "en": "Zola knows only draft, and publishes the post",
    "zh": "Zola 只认 draft，文章会被发布",
}
_LEAD = r"\A[\s\ufeff]*"
_CLOSE = r"[ \t]*(?:\r?\n|\Z)"


def _follow(reference: Reference, page: Page, site: SiteFacts[ZolaSettings]) -> Lead:
    """Where a link leads: ``@/x.md`` to a file of the content."""
    if reference.path.startswith("@/"):
        return Lead((at(site.content, reference.path[2:]),))
    return follow_link(reference, page, site, _served_at)


GENERATOR = Generator(
    name="zola",
    title="Zola",
    front_matter=(
        Syntax(
            Fence(_LEAD + r"\+\+\+\r?\n", _LEAD + r"\+\+\+\r?\n(?P<data>.*?)\+\+\+" + _CLOSE),
            "toml",
        ),
        Syntax(Fence(_LEAD + r"---\r?\n", _LEAD + r"---\r?\n(?P<data>.*?)---" + _CLOSE), "yaml"),
    ),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    one_ending=True,
    unpublished=lambda page, _site: page.data.get("draft") is True,
    address=_served_at,
    follow=_follow,
    posts=("**/posts/**", "**/post/**", "**/blog/**"),
    own_fields="extra",
    not_posts=("_index.md", "_index.*.md"),
    required=("title", "date"),
    provided=_provided,
    reads={
        "date": by_pattern(_DATE),
        "updated": by_pattern(_DATE),
        "draft": boolean_only,
        "published": no_published,
        "render": boolean_only,
        "in_search_index": boolean_only,
        "authors": a_list,
        "aliases": a_list,
        "taxonomies.tags": a_list,
        "taxonomies.categories": a_list,
    },
    dialect=Dialect(kept_backslashes=True, templates="zola", tags=tags),
    severities={Variant("excerpt/missing-marker", "unasked"): OFF},
    consequences=consequences.COMMON
    | {
        Variant("link/missing", "tag"): consequences.BUILD_STOPS,
        Variant("post/duplicate-address"): consequences.BUILD_STOPS,
        Variant("front-matter/missing"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-full-width-colon"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-no-blank"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-odd-blank"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/missing-field"): {
            "en": "Zola shows no title; it leaves posts without a date out where it sorts by date",
            "zh": "Zola 显示的文章没有标题；按日期排序时会略去没有日期的文章",
        },
        Variant("front-matter/empty-field"): consequences.NO_TITLE,
        Variant("front-matter/empty-field", "empty-date"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field", "blank"): consequences.BUILD_STOPS,  # of a date
        Variant("front-matter/invalid-field", "no-such-flag"): _ONLY_DRAFT,
        Variant("excerpt/misspelled-marker"): {
            "en": "Zola does not see it: the list of posts gets no summary",
            "zh": "Zola 看不到它，文章列表里没有摘要",
        },
        Variant("excerpt/marker-in-code"): consequences.NOT_SEEN_IN_CODE,
        Variant("excerpt/marker-in-code", "harmless"): consequences.NOT_SEEN_IN_CODE,
        Variant("image/missing", "front-matter"): consequences.NO_COVER,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
    },
)
