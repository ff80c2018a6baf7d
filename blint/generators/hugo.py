"""Hugo, run as 0.168.0 extended.

Read at 7b5199fd: parser/pageparser/pagelexer_intro.go (front matter), pagelexer.go (marker),
resources/page/pagemeta/page_frontmatter.go (dates), config/configLoader.go; the dates' formats in
spf13/cast.
"""

from __future__ import annotations

import datetime
import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

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
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.hugo_addresses import (
    Content,
    explored,
    is_bundle,
    page_address,
    url_of,
)
from blint.generators.site_config import (
    at_path,
    base_path,
    first_file,
    pattern,
    read_data,
    site_url,
)
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Span, Variant
from blint.post.front_matter.delimiters import Braces, Fence, Syntax
from blint.post.front_matter.values import NOT_A_DATE, by_pattern, no_comma_list, no_such_day
from blint.post.markdown.model import Dialect, Element
from blint.post.references import FRONT_MATTER, HTML, SHORTCODE, Reference
from blint.post.site import IN_PATH, UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict

_FORMS = ("toml", "yaml", "yml", "json")
_NAMES = tuple(f"{name}.{form}" for name in ("hugo", "config") for form in _FORMS)
_FOLDERS = ("config/_default", "config/production")
_HOOKS = ("layouts/_default/_markup/render-image", "layouts/_markup/render-image")
_HEADINGS = ("layouts/_default/_markup", "layouts/_markup")
_FIGURES = ("layouts/shortcodes/figure.html", "layouts/_shortcodes/figure.html")


class HugoSettings(NamedTuple):
    """What only Hugo asks of a site.

    ``config`` is the site's configuration, all files laid over each other, ``content`` tells where
    pages and the files beside them are published. ``assets`` are the absolute
    folders of assets, the themes' among them, ``inside_assets`` what stands right below the site's
    own. ``elsewhere`` tells whether a theme is not on the disk, ``served`` are the names right
    below the site's own static folders.

    ``hook`` tells what renders images, ``figure`` what stands behind the shortcode of that name: a
    template of the site, one that its theme has or may have, Hugo's that looks for resources, or
    (empty) Hugo's that leaves paths as they are. ``mounts`` tells whether other folders are
    published in a folder of their own, ``html`` whether HTML in Markdown is kept, ``names_images``
    whether the theme is one that looks for the images of front matter among the page's resources
    and the assets, and else takes them for addresses. ``others``: there may be pages that do not
    lie in the content of the site itself.
    """

    config: Mapping[str, Any]
    content: Content
    assets: tuple[str, ...]
    inside_assets: tuple[str, ...]
    elsewhere: bool
    served: frozenset[str]
    hook: Literal["own", "theme", "embedded", ""]
    figure: Literal["own", "theme", ""]
    mounts: bool
    html: bool
    names_images: bool
    others: bool


def read_site(root: str, files: Files) -> SiteFacts[HugoSettings]:
    """What the site's own configuration says; that of themes is merged in for parameters only.

    A theme may be elsewhere: a module that Hugo fetches, a submodule that is not checked out.
    """
    config, sources = _configuration(root, files)
    content = _path(root, at_path(config, "contentDir") or "content")
    themes, elsewhere = _themes(root, config, files)
    mounts = at_path(config, "module.mounts")
    static = _mounted(root, mounts, "static") or _static(root, config)
    plain = at_path(config, "canonifyURLs") is True or at_path(config, "relativeURLs") is True
    folder = _path(root, at_path(config, "assetDir") or "assets")
    assets = _mounted(root, mounts, "assets") or (folder,)
    settings = HugoSettings(
        config=config,
        content=_content(root, config, _mounted(root, mounts, "content") or (content,), files),
        assets=(*assets, *(os.path.join(theme, "assets") for theme in themes)),
        inside_assets=tuple(os.path.join(f, name) for f in assets for name in files.names(f)),
        elsewhere=elsewhere,
        served=frozenset(name for folder in static for name in files.names(folder)),
        hook=_hook(config, root, themes, elsewhere, files),
        figure=_template(_FIGURES, root, themes, elsewhere, files),
        mounts=any(target.startswith("static/") for target in _targets(mounts)),
        html=at_path(config, "markup.goldmark.renderer.unsafe") is True,
        names_images=bool(_NAMES_IMAGES.search(_theme_names(config))),
        others=_has_others(config, themes, files, elsewhere=elsewhere),
    )
    return SiteFacts(
        root,
        (_mounted(root, mounts, "content") or (content,))[0],
        settings,
        (*static, *(os.path.join(theme, "static") for theme in themes)),
        Marker.exactly("<!--more-->"),
        base="/" if plain else base_path(at_path(config, "baseURL")),
        url=site_url(at_path(config, "baseURL")),
        sources=(*sources, *_heading_hooks((root, *themes), files)),
        dates=_dates(at_path(config, "frontmatter.date")),
    )


# config/frontmatter: where a page's date is taken from unless the site says it.
_DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")


def _dates(said: object) -> tuple[str, ...]:
    """What ``frontmatter.date`` names; of a file's time and git's nothing is known."""
    found: list[str] = []
    for name in said if isinstance(said, list) else ():
        if isinstance(name, str):
            more = {":default": _DATES, ":filename": (IN_PATH,)}.get(name, (name.lower(),))
            found += [one for one in more if one == IN_PATH or not one.startswith(":")]
    return tuple(found)


def _configuration(root: str, files: Files) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The configuration file, and those of the folders that ``hugo`` reads for a build laid over
    it, each under the key that its name says."""
    main = first_file(root, _NAMES, files)
    sources = [main] if main else []
    config: dict[str, Any] = read_data(main, files)
    for folder in _FOLDERS:
        folder = os.path.join(root, folder)
        for name in sorted(files.names(folder)):
            stem, _, form = name.rpartition(".")
            if form in _FORMS:
                sources.append(os.path.join(folder, name))
                data = read_data(sources[-1], files)
                key, _, language = stem.partition(".")
                if language:  # languages.zh-cn.toml; of others only what has a place of its own
                    data = {key: data} if key in ("menu", "menus", "params") else data
                    data = {"languages": {language: data}}
                elif key not in ("hugo", "config"):
                    data = {key: data}
                _merge(config, data)
    return config, tuple(sources)


def _merge(config: dict[str, Any], over: Mapping[str, Any]) -> None:
    known = {str(key).lower(): key for key in config}
    for key, value in over.items():
        key = known.get(str(key).lower(), key)
        if isinstance(value, dict) and isinstance(config.get(key), dict):
            _merge(config[key], value)
        else:
            config[key] = value


def _path(root: str, name: object) -> str:
    return os.path.normpath(os.path.join(root, text_of(name)))


def _list(value: object) -> list[Any]:
    return [*value] if isinstance(value, list) else [value] if value else []


def _languages(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The site's languages, by their names in small letters."""
    found = at_path(config, "languages")
    named = found.items() if isinstance(found, dict) else ()
    return {str(name).lower(): own for name, own in named if isinstance(own, dict)}


# PaperMod (layouts/partials/cover.html), Stack, LoveIt and those made of it, Ananke.
_NAMES_IMAGES = lazy(r"(?i)papermod|theme-stack|loveit|\bdoit\b|fixit|ananke")


def _theme_names(config: Mapping[str, Any]) -> str:
    return text_of([at_path(config, "theme"), at_path(config, "module.imports")])


def _themes(root: str, config: Mapping[str, Any], files: Files) -> tuple[tuple[str, ...], bool]:
    """The folders of the themes that lie in the repository, and whether there are others."""
    homes = (_path(root, at_path(config, "themesDir") or "themes"), _path(root, "_vendor"))
    names = _list(at_path(config, "theme"))
    imports = _list(at_path(config, "module.imports"))
    names += [at_path(part, "path") for part in imports if isinstance(part, dict)]
    names = [name for name in names if name]
    found = [[_path(home, name) for home in homes] for name in names]
    here = [next((path for path in paths if files.names(path)), "") for paths in found]
    return tuple(path for path in here if path), not all(here)


def _static(root: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    keys = ("staticDir", *(f"staticDir{number}" for number in range(11)))
    names = [name for key in keys for name in _list(at_path(config, key))]
    return tuple(_path(root, name) for name in names or ["static"])


def _mounted(root: str, mounts: object, target: str) -> tuple[str, ...]:
    """The folders that the site mounts as one of Hugo's own; none if it mounts none there."""
    found = [mount for mount in _list(mounts) if isinstance(mount, dict)]
    sources = [at_path(mount, "source") for mount in found if at_path(mount, "target") == target]
    return tuple(_path(root, source) for source in sources if source)


def _has_others(
    config: Mapping[str, Any], themes: tuple[str, ...], files: Files, *, elsewhere: bool
) -> bool:
    """Whether mounts, modules or themes may bring pages that are not the site's own;
    ``elsewhere``: some of them are not on the disk."""
    own = _targets(at_path(config, "module.mounts"))
    imports = [part for part in _list(at_path(config, "module.imports")) if isinstance(part, dict)]
    brought = [_targets(at_path(part, "mounts")) for part in imports]
    if own.count("content") > 1 or (elsewhere and [] in brought):  # all folders of a module
        return True
    targets = [f"{target}/" for target in own if target != "content"]
    targets += [f"{target}/" for some in brought for target in some]
    if any(target.startswith("content/") for target in targets):
        return True
    return any(files.names(os.path.join(theme, "content")) for theme in themes)


def _targets(mounts: object) -> list[str]:
    """The folders of Hugo's that the site mounts something as, or below."""
    found = [mount for mount in _list(mounts) if isinstance(mount, dict)]
    return [text_of(at_path(mount, "target", "")) for mount in found]


def _has(folder: str, names: tuple[str, ...], files: Files) -> bool:
    """Whether a site or theme has one of these files, or files that begin so."""
    for path in (os.path.join(folder, name) for name in names):
        beginning = os.path.basename(path)
        if any(name.startswith(beginning) for name in files.names(os.path.dirname(path))):
            return True
    return False


def _template(
    names: tuple[str, ...], root: str, themes: tuple[str, ...], elsewhere: bool, files: Files
) -> Literal["own", "theme", ""]:
    """Whose template is used: one of the site, or one that its theme has or may have."""
    if _has(root, names, files):
        return "own"
    if elsewhere or any(_has(theme, names, files) for theme in themes):
        return "theme"
    return ""


def _heading_hooks(folders: Iterable[str], files: Files) -> Iterator[str]:
    """The templates of the site and its themes that render headings."""
    for folder in (os.path.join(folder, name) for folder in folders for name in _HEADINGS):
        for name in files.names(folder):
            if name.startswith("render-heading"):
                yield os.path.join(folder, name)


def _hook(
    config: Mapping[str, Any], root: str, themes: tuple[str, ...], elsewhere: bool, files: Files
) -> Literal["own", "theme", "embedded", ""]:
    """What renders images, as in the settings."""
    asked = at_path(config, "markup.goldmark.renderHooks.image.useEmbedded") or "auto"
    languages = _languages(config).values()
    if asked == "auto" and languages and not _duplicates(config):
        asked = "never" if any(at_path(own, "baseURL") for own in languages) else "fallback"
    found = _template(_HOOKS, root, themes, elsewhere, files) if asked != "always" else ""
    return found or ("embedded" if asked in ("always", "fallback") else "")


def _content(
    root: str, config: Mapping[str, Any], folders: tuple[str, ...], files: Files
) -> Content:
    """Where the pages of a site are, and where each folder of them is published."""
    languages = {
        name: _path(root, at_path(own, "contentDir")) if at_path(own, "contentDir") else ""
        for name, own in _languages(config).items()
    }
    mounts = at_path(config, "module.mounts")
    own_hosts = any(at_path(own, "baseURL") for own in _languages(config).values())
    content = Content(
        site=root,
        config=config,
        roots=tuple(filter(None, languages.values())) or folders,
        languages=languages,
        language=text_of(at_path(config, "defaultContentLanguage") or "en").lower(),
        shared=len(languages) > 1 and not own_hosts and not _duplicates(config),
        ignored=tuple(pattern(text) for text in _list(at_path(config, "ignoreFiles"))),
        mounted=any(target.startswith("content/") for target in _targets(mounts)),
        moved={},
        places={},
        unknown={},
    )
    return content if content.mounted else explored(content, files)


def _duplicates(config: Mapping[str, Any]) -> bool:
    """Whether each language has copies of its own of the files beside pages."""
    return at_path(config, "markup.goldmark.duplicateResourceFiles") is True


def resolve(reference: Reference, page: Page, site: SiteFacts[HugoSettings]) -> Resolution:
    """The browser follows a path from the page's address, which is a folder of its own: what lies
    beside ``posts/x.md`` is one step up from it. The files of a bundle move with its page.

    Resources are found by the figure shortcode, by Hugo's own render hook where the site asks for
    it, and by hooks of the site or its theme. Of the site's own nothing is known; a theme's is
    written for many sites, and leaves alone what is no resource.
    """
    if "\0" in reference.path:
        return UNDECIDED
    settings = site.settings
    content = settings.content.seen_from(page, reference.path)
    beside = below(page.folder, reference)
    assets = tuple(path for folder in settings.assets for path in below(folder, reference))
    themed = settings.elsewhere and by_theme(reference, site.base, settings.served)
    if reference.form == FRONT_MATTER:
        rooted = (path for r in (*site.public, *content.roots) for path in below(r, reference))
        known = settings.names_images or reference.path.startswith("/")
        certain = known and not themed and not settings.mounts
        return Resolution((*beside, *assets, *rooted), certain, guess=True)
    found = _followed(reference, page, site, content)
    own: tuple[str, ...] = ()
    if is_bundle(page) and not reference.path.startswith(".."):
        inside = (path for path in beside if contains(page.folder, path))
        own = tuple(p for p in inside if content.holds_files(page) or content.address_of(p))
        translated = _of_other_languages(reference, page, content)
        own += translated
        if not content.shared:
            found = found._replace(candidates=(*found.candidates, *translated))
    if reference.form == HTML:
        kept = found._replace(certain=found.certain and not themed)
        return kept if settings.html else found.refused("dropped")
    hook = settings.figure if reference.form == SHORTCODE else settings.hook
    if hook or reference.form == SHORTCODE:
        found = _with_assets(found, (*own, *assets))
    if hook == "own":
        return Resolution(found.candidates + beside, certain=False)
    if hook == "theme":
        inside = (path for folder in settings.inside_assets for path in below(folder, reference))
        anywhere = (*found.candidates, *beside, *found.misplaced, *inside)
        certain = bool(own) or (reference.path.startswith("/") and not themed)
        return Resolution(anywhere, found.certain and certain and not settings.mounts)
    return found._replace(certain=False) if settings.mounts else found


def _of_other_languages(reference: Reference, page: Page, content: Content) -> tuple[str, ...]:
    """Where a bundle may have a file in the folders of other languages: those of its translations
    are its own, too. Each language has copies of them, or Hugo's hook leads to the one there is."""
    here = content.root_of(page.path)
    folder = relative(page.folder, here)
    others = (at(root, folder) for root in content.roots if root != here)
    return tuple(path for other in others for path in below(other, reference))


def _followed(
    reference: Reference, page: Page, site: SiteFacts[HugoSettings], content: Content
) -> Resolution:
    """Where the reader's browser follows a path to: a file of a static folder, or of the content
    that is published there."""
    url = page_address(page, content)
    root = content.roots[0]
    found = by_browser(reference, page, site.base, url, (*site.public, root))
    if content.mounted or (url is None and not reference.path.startswith("/")):
        return found._replace(certain=False)
    addresses = [f"/{relative(path, root)}" for path in found.candidates if contains(root, path)]
    static = tuple(path for path in found.candidates if not contains(root, path))
    placed = tuple(path for address in addresses for path in content.files_at(address))
    known = not any(UNKNOWN in address for address in (*addresses, *content.unknown.values()))
    found = found._replace(candidates=static + placed, certain=known)
    if found.reason not in ("", "page-url"):
        return found
    there = found.misplaced or tuple(at(folder, a) for a in addresses for folder in content.roots)
    there = tuple(path for path in there if path not in placed)
    published = content.address_of(there[0]) if there and content.root_of(there[0]) else ""
    if not there:
        return found._replace(misplaced=(), reason="")
    if UNKNOWN in published:
        return found._replace(misplaced=(), reason="", certain=False)
    if not published:
        folder = shown(site.public[0])
        return found._replace(misplaced=there, reason="not-published", values={"folder": folder})
    if found.reason:
        better = posixpath.relpath(published, posixpath.dirname(url or "/"))
        values = {**found.values, "better": better}
        return found._replace(misplaced=there, values=values, guess=UNKNOWN in (url or ""))
    values = {"url": published, "better": site.base.rstrip("/") + published}
    return found._replace(misplaced=there, reason="moved", values=values)


def _with_assets(found: Resolution, assets: tuple[str, ...]) -> Resolution:
    """Add the files that a template finds among the assets, too."""
    others = tuple(path for path in assets if path not in found.candidates)
    misplaced = tuple(path for path in found.misplaced if path not in assets)
    return found._replace(candidates=found.candidates + others, misplaced=misplaced)


_FIGURE = lazy(r"\{\{[<%]\s*figure\s(?P<inside>(?:[^{}\"`]|\"[^\"]*\"|`[^`]*`){0,4000}?)/?[>%]\}\}")
_ATTRIBUTE = lazy(r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|`(?P<b>[^`]*)`|(?P<c>[^\s\"`]+))")


def tags(characters: str, start: int) -> Iterator[Element]:
    """The images of the figure shortcode, which is run in code, too
    (tpl/tplimpl/embedded/templates/_shortcodes/figure.html)."""
    if "figure" not in characters:
        return
    for match in _FIGURE.finditer(characters, start):
        attributes: dict[str, tuple[str, Span]] = {}
        for found in _ATTRIBUTE.finditer(match["inside"]):
            group = found.lastgroup or "a"
            begin = match.start("inside") + found.start(group)
            attributes[found["name"]] = (found[group], Span(begin, begin + len(found[group])))
        yield Element("img", Span(*match.span()), attributes, "figure")


# spf13/cast: internal/time.go. What it reads as a time of the year 0 is left out.
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"\d{1,2}:\d\d:\d\d(?:[.,]\d+)?"
_ZONE = r"(?:Z|[-+]\d\d:?\d\d)"
_DATE = re.compile(
    rf"{_DAY}(?:[Tt]{_TIME}{_ZONE}?| {_TIME}(?: ?{_ZONE})?(?: [A-Z]{{3,4}})?)?"
    rf"|\d\d [A-Z][a-z]{{2}} \d{{4}}"
    rf"|[A-Z][a-z]{{2}}, \d\d [A-Z][a-z]{{2}} \d{{4}} {_TIME} (?:[A-Z]{{3,4}}|[-+]\d{{4}})"
    rf"|[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} [ \d]\d {_TIME} (?:(?:[A-Z]{{3,4}}|[-+]\d{{4}}) )?\d{{4}}"
)
_NO_ZONE = re.compile(rf"{_DAY} {_TIME} [A-Z]{{3,4}}")  # a zone's name needs its offset, too
_NO_SECONDS = re.compile(r"(?<=[Tt ])\d\d:\d\d(?![\d:])")  # of TOML: YAML has no such date
_read_text = by_pattern(_DATE)


def _date(value: object, written: str) -> Verdict:
    """What is wrong with a date. A number counts the seconds from 1970; a YAML date is text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "" if value >= 10**9 else "moment"
    if isinstance(value, datetime.date):
        value = _NO_SECONDS.sub(r"\g<0>:00", written.strip("\"'"))
    if isinstance(value, str) and not no_such_day(value) and _NO_ZONE.fullmatch(value.strip()):
        return NOT_A_DATE
    return _read_text(value, written)


def _draft(value: object, _written: str) -> Verdict:
    """A text other than ``true`` is no draft."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return "not-a-boolean" if text in ("yes", "on", "y") else ""


def _unpublished(page: Page, site: SiteFacts[HugoSettings]) -> bool:
    """Whether a page is left out: a draft, one that has expired, one that is not rendered, or one
    whose file is ignored. When a page of the future comes out is for the day of the build."""
    config, data = site.settings.config, page.data
    if text_of(data.get("draft")).lower() in ("true", "1"):
        return at_path(config, "buildDrafts") is not True
    end = data.get("expirydate") or data.get("unpublishdate")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    if end and not _date(end, text_of(end)) and text_of(end)[:10] < today:
        return at_path(config, "buildExpired") is not True
    never = at_path(data, "build.render") in ("never", False)
    return never or site.settings.content.is_left_out(page.path)


def _title(value: object, _written: str) -> Verdict:
    """A title that an archetype was to fill in is printed as it stands."""
    text = value.strip() if isinstance(value, str) else ""
    return "template" if text.startswith("{{") and text.endswith("}}") else ""


_LEAD = r"\A[\s\ufeff]*"


class _Json(Braces):
    """A brace at the start is front matter, whatever follows it."""

    FM_BOUNDARY = re.compile(_LEAD + r"\{")


class _HalfFence(Fence):
    """A dash or a plus sign at the start has to be a whole fence."""

    absent = "half-fence"

    def __init__(self) -> None:
        super().__init__(_LEAD + r"(?:-(?!--)|\+(?!\+\+))", r"(?!)")


def _served_at(page: Page, site: SiteFacts[HugoSettings]) -> str | None:
    """The address of a page."""
    return url_of(page, site.settings.content)


def _follow(reference: Reference, page: Page, site: SiteFacts[HugoSettings]) -> Lead:
    """Where a link leads, and what ref and relref name: a page by its path, or by its name."""
    if reference.form == SHORTCODE:
        name = re.sub(r"\.(?:md|markdown|html|adoc|org)$", "", reference.path)
        name = re.sub(r"^(?:\.{1,2}/)+", "", name).removesuffix("/index")
        first = name.strip("/.").partition("/")[0].lower()
        certain = not site.settings.others and first not in {"", *_KINDS, *_taxonomies(site)}
        # A section may be a folder alone.
        roots = (page.folder, *site.settings.content.roots)
        sections = tuple(at(root, name.lstrip("/")) for root in roots)
        return Lead(() if "." in name else sections, name=name, certain=certain)
    lead = follow_link(reference, page, site, _served_at)
    return lead._replace(certain=False) if site.settings.others else lead


_KINDS = ("404", "index", "_index")  # pages that Hugo makes itself


def _taxonomies(site: SiteFacts[HugoSettings]) -> set[str]:
    """The names of what Hugo makes pages of, as far as the site tells."""
    named = at_path(site.settings.config, "taxonomies")
    own = {text_of(name).lower() for name in named.values()} if isinstance(named, dict) else set()
    return own | {"tags", "categories"}


GENERATOR = Generator(
    name="hugo",
    title="Hugo",
    front_matter=(
        Syntax(
            Fence(_LEAD + "---", _LEAD + r"---(?:\r?\n)?(?P<data>.*?)^---(?:\r?\n)?"),
            "yaml",
            any_case=True,
            text_keys=True,
        ),
        Syntax(
            Fence(_LEAD + r"\+\+\+", _LEAD + r"\+\+\+(?:\r?\n)?(?P<data>.*?)^\+\+\+(?:\r?\n)?"),
            "toml",
            any_case=True,
        ),
        Syntax(_Json(), "json", any_case=True),
        Syntax(_HalfFence(), "yaml"),
    ),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    unpublished=_unpublished,
    address=_served_at,
    follow=_follow,
    posts=("**/posts/**", "**/post/**", "**/blog/**"),
    own_fields="params",
    not_posts=("_index.md", "_index.*.md"),
    bundles=True,
    required=("title",),
    reads={
        **dict.fromkeys(
            (
                "date",
                "lastmod",
                "modified",
                "publishdate",
                "pubdate",
                "published",
                "expirydate",
                "unpublishdate",
            ),
            _date,
        ),
        "title": _title,
        "draft": _draft,
        "tags": no_comma_list,
        "categories": no_comma_list,
    },
    dates=_DATES,
    excerpt_keys=("summary",),
    marker_first=True,
    dialect=Dialect(
        outdented_tables=True,
        kept_backslashes=True,  # goldmark: extension/table.go (escapedPipeCell)
        indented=frozenset(("definition", "footnote")),
        templates="hugo",
        tags=tags,
    ),
    severities={
        Variant("front-matter/missing", "none"): Severity.WARNING,
        Variant("front-matter/invalid-field", "template"): Severity.WARNING,
        Variant("front-matter/invalid", "unknown-tag"): OFF,
        Variant("excerpt/missing-marker", "unasked"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("link/missing", "tag"): consequences.BUILD_STOPS,
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST,
        Variant("front-matter/missing"): consequences.BUILD_STOPS,
        Variant("front-matter/missing", "none"): consequences.NOTHING_IN_LISTS,
        Variant("front-matter/missing", "not-first"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-full-width-colon"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-no-blank"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-odd-blank"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/missing-field"): consequences.NO_TITLE,
        Variant("front-matter/empty-field"): consequences.NO_TITLE,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "not-a-date"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "moment"): {
            "en": "Hugo publishes the post with a day of 1970",
            "zh": "Hugo 发布的文章会是 1970 年的某一天",
        },
        Variant("front-matter/invalid-field", "template"): {
            "en": "Hugo prints it as it stands",
            "zh": "Hugo 会原样显示它",
        },
        Variant("front-matter/invalid-field", "not-a-boolean"): {
            "en": "Hugo takes any text but true for false, and publishes the post",
            "zh": "除了 true，Hugo 把任何文本都当作 false，文章会被发布",
        },
        Variant("front-matter/invalid-field", "one-entry"): {
            "en": "Hugo makes one term of it, comma and all",
            "zh": "Hugo 会把它连同逗号一起当作一个词条",
        },
        Variant("excerpt/misspelled-marker"): consequences.OWN_SUMMARY,
        Variant("excerpt/marker-in-code"): {
            "en": "Hugo cuts the summary here, and takes the marker out of the code",
            "zh": "Hugo 会在这里截断摘要，并从代码里删掉这个标记",
        },
        Variant("image/missing", "dropped"): {
            "en": "Hugo leaves raw HTML out of the page: readers do not see it",
            "zh": "Hugo 会从页面里略去 HTML 标签，读者看不到它",
        },
        Variant("image/missing", "front-matter"): consequences.NO_COVER,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "dropped"): {
            "en": "Hugo leaves raw HTML out, unless markup.goldmark.renderer.unsafe is set",
            "zh": "除非设置 markup.goldmark.renderer.unsafe，Hugo 会从页面里略去 HTML 标签",
        },
    },
)
