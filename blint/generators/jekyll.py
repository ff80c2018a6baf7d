"""Jekyll, run as 4.3.1 with kramdown 2.4.0 and its GFM parser.

Read at lib/jekyll: document.rb (front matter, dates, fields), excerpt.rb, url.rb and
drops/url_drop.rb (addresses), entry_filter.rb (what is copied), configuration.rb; jekyll-seo-tag,
jekyll-relative-links. Of the themes, Chirpy rewrites the paths of images in the text
(_includes/media-url.html); all known ones take those of the front matter from the site's root.
"""

from __future__ import annotations

import datetime
import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from blint.bounded import text_of
from blint.files.paths import contains, relative, shown
from blint.generators import consequences
from blint.generators.addresses import (
    LONGEST_ADDRESS,
    UNKNOWN,
    address_part,
    at,
    below,
    by_browser,
    follow_link,
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.jekyll_dates import by_ruby, date_by_ruby
from blint.generators.site_config import at_path, base_path, first_file, read_data, site_url
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Span, Variant
from blint.post.front_matter.delimiters import Fence, Syntax
from blint.post.front_matter.values import (
    NOT_A_DATE,
    boolean_only,
    day_in_name,
)
from blint.post.markdown.model import Dialect, Element
from blint.post.references import FRONT_MATTER, IMAGES, MARKDOWN, REFERENCE, SHORTCODE, Reference
from blint.post.site import UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict
    from blint.post.site import Misnamed

_NAMES = ("_config.yml", "_config.yaml", "_config.toml")
# Configuration::STYLE_TO_PERMALINK
_STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
_EXCLUDED = (
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
)
_CHIRPY = "jekyll-theme-chirpy"
_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.*)")


class JekyllSettings(NamedTuple):
    """What only Jekyll asks of a site.

    ``permalink`` is the pattern of posts' addresses, or the name of a style of Jekyll's.
    ``include`` are names that are copied although they begin with ``_`` or the like; ``exclude``
    matches paths below the source folder that are not. ``chirpy`` tells whether the theme is
    Chirpy, ``elsewhere`` whether that one takes files from another host. ``defaults`` are fields of
    posts below a path of the source folder. Plugins: ``postfiles`` copies what lies beside a post
    to its address, ``relative_links`` makes addresses of paths from the post's file, ``own`` is one
    of the site that may change addresses or images, ``translated`` serves the pages of a language
    below a folder of its own. ``zone`` is the time zone that the site asks for.
    """

    permalink: str
    include: tuple[str, ...]
    exclude: tuple[re.Pattern[str], ...]
    chirpy: bool
    elsewhere: bool
    defaults: tuple[tuple[str, Mapping[str, Any]], ...]
    postfiles: bool
    relative_links: bool
    own: bool
    translated: bool
    zone: str


def read_site(root: str, files: Files) -> SiteFacts[JekyllSettings]:
    """The site's configuration. Files that a theme brings along are not looked at."""
    config = first_file(root, _NAMES, files)
    data = read_data(config, files)
    source = os.path.normpath(os.path.join(root, text_of(at_path(data, "source") or "")))
    everywhere = tuple(_defaults(data))
    defaults = {key: v for path, values in everywhere if not path for key, v in values.items()}
    plugins = _plugins(root, data, files)
    own = _changes_images(os.path.join(root, text_of(data.get("plugins_dir") or "_plugins")), files)
    separator = defaults.get("excerpt_separator", data.get("excerpt_separator"))
    separator = separator if isinstance(separator, str) and separator.strip() else ""
    permalink = at_path(data, "collections.posts.permalink") or data.get("permalink") or "date"
    return SiteFacts(
        root,
        source,
        JekyllSettings(
            permalink=text_of(defaults.get("permalink", permalink)),
            include=tuple(map(text_of, _list(data.get("include")))),
            exclude=tuple(_glob(name) for name in (*_EXCLUDED, *_list(data.get("exclude")))),
            chirpy=any(_CHIRPY in text_of(data.get(key)) for key in ("theme", "remote_theme")),
            elsewhere=bool(data.get("cdn") or data.get("img_cdn")),
            defaults=everywhere,
            postfiles="jekyll-postfiles" in plugins,
            relative_links=bool(plugins & _RELATIVE_LINKS)
            and at_path(data, "relative_links.enabled") is not False
            and at_path(data, "relative_links.collections") is True,
            own=own,
            translated=bool(plugins & _TRANSLATING),
            zone=text_of(data.get("timezone") or ""),
        ),
        (source,),
        Marker.exactly(separator) if separator else None,
        config if separator else "",
        base=base_path(data.get("baseurl")),
        url=site_url(data.get("url"), data.get("baseurl")),
        sources=(config,) if config else (),
        unknown={"site.public": "a plugin of the site's own may change paths"} if own else {},
        dialect=_dialect(text_of(data.get("markdown") or "kramdown")),
        consequences=_STRICT if data.get("strict_front_matter") is True else {},
    )


_RELATIVE_LINKS = frozenset(("jekyll-relative-links", "github-pages"))
_TRANSLATING = frozenset(("jekyll-polyglot", "jekyll-multiple-languages-plugin"))
_GEM = lazy(r"^[ \t]*gem[ \t(]+[\"']([\w.-]{1,80})[\"']", re.MULTILINE)
_CHANGES_IMAGES = lazy(r"\b(?:img|src|image|StaticFile|static_files|permalink|url)\b")
_MOST_PLUGINS = 50  # files


def _dialect(processor: str) -> Dialect:
    """The Markdown of ``markdown:`` in the configuration; but for kramdown, all are CommonMark."""
    dialect = Dialect(templates="liquid", tags=tags)
    if processor.lower() != "kramdown":
        return dialect
    return dialect._replace(tables="kramdown", indented=frozenset(("definition", "footnote")))


def _plugins(root: str, data: Mapping[str, Any], files: Files) -> set[str]:
    """The names of the plugins, in the configuration and in the Gemfile."""
    listed = (*_list(data.get("plugins")), *_list(data.get("gems")))
    gemfile = first_file(root, ("Gemfile", "gems.rb"), files)
    return {*map(text_of, listed), *_GEM.findall(files.text(gemfile) if gemfile else "")}


def _changes_images(folder: str, files: Files) -> bool:
    """Whether a plugin of the site's own speaks of images or addresses."""
    names = [name for name in files.names(folder) if name.endswith(".rb")][:_MOST_PLUGINS]
    return any(_CHANGES_IMAGES.search(files.text(os.path.join(folder, name))) for name in names)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _defaults(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What the configuration says of posts, each with the folder that it is said of
    (frontmatter_defaults.rb)."""
    for entry in _list(data.get("defaults")):
        scope = at_path(entry, "scope") if isinstance(entry, dict) else None
        values = at_path(entry, "values") if isinstance(entry, dict) else None
        if not isinstance(values, dict):
            continue
        scope = scope if isinstance(scope, dict) else {}
        path = text_of(scope.get("path") or "").strip("/")
        if scope.get("type", "posts") == "posts":
            yield "" if path == "_posts" else path, values


def _fields(page: Page, site: SiteFacts[JekyllSettings]) -> dict[str, Any]:
    """The fields of a post, with those that the configuration gives it."""
    inside = os.path.relpath(page.path, site.content).replace(os.sep, "/")
    found: dict[str, Any] = {}
    for path, values in site.settings.defaults:
        if not path or f"{inside}/".startswith(f"{path}/"):
            found |= values
    return found | dict(page.data)


def _glob(pattern: object) -> re.Pattern[str]:
    """A pattern of ``exclude`` (EntryFilter#glob_include?): a path, all below it, or a glob."""
    text = re.escape(text_of(pattern).strip("/")).replace(r"\*\*/", "(?:.*/)?")
    return re.compile(text.replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + r"(?:/.*)?")


def _is_copied(path: str, site: SiteFacts[JekyllSettings]) -> bool:
    """Whether Jekyll copies a file below its source folder."""
    inside = os.path.relpath(path, site.content).replace(os.sep, "/")
    if any(pattern.fullmatch(inside) for pattern in site.settings.exclude):
        return False
    included = site.settings.include
    return all(
        step in included or not (step.startswith((".", "_", "#", "~")) or step.endswith("~"))
        for step in inside.split("/")
    )


def resolve(reference: Reference, page: Page, site: SiteFacts[JekyllSettings]) -> Resolution:
    """Jekyll leaves paths as they are: the browser follows them from the page's address. Files
    beside a post are not copied, nor is anything in a folder that begins with ``_``.
    """
    if "\0" in reference.path:
        return UNDECIDED
    if reference.element != "link":
        reference = reference.with_slashes  # kramdown keeps a backslash, and browsers follow it
    found = _found(reference, page, site)
    settings = site.settings
    relative = not reference.path.startswith("/")
    if relative and settings.postfiles:
        places = below(page.folder, reference)
        return Resolution((*found.candidates, *places), found.certain, guess=True)
    if settings.relative_links and reference.form in (MARKDOWN, REFERENCE):
        start = page.folder if relative else site.content
        places = tuple(path for path in below(start, reference) if _is_copied(path, site))
        found = found._replace(candidates=(*found.candidates, *places))
    if settings.own:  # a plugin may make anything of it
        return Resolution((*found.candidates, *found.misplaced), certain=False)
    unsure = any(UNKNOWN in path for path in found.candidates)
    return found._replace(guess=found.guess or unsure)


def _found(reference: Reference, page: Page, site: SiteFacts[JekyllSettings]) -> Resolution:
    if reference.element == "link":  # {% link %}: a path below the source, or the build stops
        return Resolution((at(site.content, reference.path),), reason="link")
    fields = _fields(page, site)
    folder = fields.get("media_subpath") or fields.get("img_path")
    if isinstance(folder, str) or site.settings.chirpy:
        return _by_chirpy(reference, page, site, folder if isinstance(folder, str) else "")
    if reference.form == FRONT_MATTER:
        return _by_theme(reference, page, site)
    certain = True
    if reference.form == SHORTCODE:  # an include may put a folder, and the base, in front
        certain = reference.path.startswith("/")
        reference = reference._replace(based=True)
    elif reference.based and not reference.path.startswith("/"):
        reference = reference._replace(url="/" + reference.url)
    found = by_browser(reference, page, site.base, _address(page, site), site.public)
    copied = tuple(path for path in found.candidates if _is_copied(path, site))
    beside = () if reference.path.startswith("/") else below(page.folder, reference)
    if not certain:
        return Resolution(copied + beside, certain=False)
    hidden = tuple(path for path in (*found.candidates, *beside) if path not in copied)
    if found.reason in ("base", "page-url") and _is_copied(found.misplaced[0], site):
        return found._replace(candidates=copied)
    return Resolution(
        copied,
        found.certain,
        hidden,
        "not-published",
        {"folder": shown(at(site.content, "assets"))},
    )


def _by_theme(reference: Reference, page: Page, site: SiteFacts[JekyllSettings]) -> Resolution:
    """An image of the front matter: jekyll-seo-tag, Minima, Minimal Mistakes and Beautiful Jekyll
    take it from the site's root and put the base in front. Others may put a folder in front, too,
    of a bare name at least."""
    places = below(site.content, reference)
    copied = tuple(path for path in places if _is_copied(path, site))
    beside = () if reference.path.startswith("/") else below(page.folder, reference)
    hidden = tuple(path for path in (*places, *beside) if path not in copied)
    values: dict[str, object] = {"folder": shown(at(site.content, "assets"))}
    certain = "/" in reference.path
    return Resolution(copied, certain, hidden, "not-published", values, guess=True)


def _by_chirpy(
    reference: Reference, page: Page, site: SiteFacts[JekyllSettings], folder: str
) -> Resolution:
    """Chirpy's layout puts the site's base in front of every path, and before it the folder that
    the post names in ``media_subpath`` (once ``img_path``); older versions left some paths alone.
    With a CDN, the files are elsewhere.
    """
    if site.settings.elsewhere:
        return UNDECIDED
    paths = dict.fromkeys((reference.path, reference.raw_path))
    prefixed = [f"{unquote(folder)}/{path}" for path in paths] if folder else []
    steps = [posixpath.normpath(f"/{path}").lstrip("/") for path in (*prefixed, *paths)]
    files = tuple(at(root, step) for root in site.public for step in steps)
    kept = tuple(path for path in files if _is_copied(path, site))
    beside = () if reference.path.startswith("/") else below(page.folder, reference)
    hidden = tuple(path for path in (*files, *beside) if path not in kept)
    certain = reference.form != SHORTCODE or reference.path.startswith("/")
    return Resolution(
        kept, certain, hidden, "not-published", {"folder": shown(at(site.content, "assets"))}
    )


def _served_at(page: Page, site: SiteFacts[JekyllSettings]) -> str | None:
    """The address of a post where all that makes it is known. Its day is that of the site's time
    zone: a time that names no zone is one of UTC (YAML)."""
    settings = site.settings
    inside = relative(page.path, site.content)
    excluded = any(pattern.fullmatch(inside) for pattern in settings.exclude)
    if settings.own or settings.translated or excluded or "_posts" not in inside.split("/")[:-1]:
        return None
    date = _fields(page, site).get("date")
    day = _local_day(date, settings.zone) if date else None
    if date and day is None and _DATE_PARTS.search(_template(_fields(page, site), site)):
        return None
    return _address(page, site, day)


_DATE_PARTS = lazy(r":(?:year|month|day)\b")


def _local_day(value: object, zone: str) -> datetime.date | None:
    """The day of a date in a time zone, None where that is not known. A site that asks for no zone
    is built in UTC, as by most hosts, or in the writer's: the day is known where both agree."""
    if isinstance(value, str) and _WITH_TIME.search(value):
        try:
            value = datetime.datetime.fromisoformat(re.sub(r" (?=[-+]\d)", "", value.strip()))
        except ValueError:
            return None
    if not isinstance(value, datetime.datetime):
        return _day(value)
    from zoneinfo import ZoneInfo

    own = value.date() if value.tzinfo else None
    moment = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
    try:
        day = moment.astimezone(ZoneInfo(zone or "UTC")).date()
    except (ValueError, OSError, LookupError, OverflowError):
        return None
    return day if zone or day == own else None


_WITH_TIME = re.compile(r"\d:\d")


def _template(data: Mapping[str, object], site: SiteFacts[JekyllSettings]) -> str:
    """The pattern of the address of a post with these fields."""
    own = data.get("permalink")
    template = own if isinstance(own, str) and own else site.settings.permalink
    return _STYLES.get(template, template)[:LONGEST_ADDRESS]


def _address(
    page: Page, site: SiteFacts[JekyllSettings], day: datetime.date | None = None
) -> str | None:
    """The address of a post without the site's base (URL, Drops::UrlDrop); its ``day`` is taken
    from what it says itself unless it is given."""
    data = _fields(page, site)
    template = _template(data, site)
    match = _NAME.fullmatch(page.stem)
    if match is None or not contains(site.content, page.path):
        return None
    day = day or _day(data.get("date")) or _day(match["date"])
    inside = os.path.relpath(page.folder, site.content).replace(os.sep, "/")
    folders = inside.partition("_posts")[0].strip("/").split("/")
    categories = dict.fromkeys(
        address_part(name).lower() for name in (*folders, *_categories(data)) if name
    )
    slug = data.get("slug") or match["slug"]
    title = re.sub(r"[^\w._~!$&'()+,;=@-]+", "-", address_part(slug)).strip("-")
    known = {
        "categories": "/".join(categories),
        "title": title,
        "slug": title.lower() if re.fullmatch(r"[A-Za-z\d-]*", title) else UNKNOWN,
        "output_ext": ".html",
        "year": f"{day:%Y}" if day else UNKNOWN,
        "month": f"{day:%m}" if day else UNKNOWN,
        "day": f"{day:%d}" if day else UNKNOWN,
    }
    filled = re.sub(r":([a-z_]+?)(?=_?(?:[^a-z_]|$))", lambda m: known.get(m[1], UNKNOWN), template)
    return re.sub(r"/+", "/", "/" + filled)


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    found = (
        re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", value) if isinstance(value, str) else None
    )
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return datetime.date(year + 2000 * (year < 100), month, day)
    except ValueError:
        return None


def _categories(data: Mapping[str, object]) -> list[object]:
    """The categories of the front matter: a text is split at blanks."""
    one, several = data.get("category"), data.get("categories")
    found: list[object] = [one] if one else []
    return found + (several.split() if isinstance(several, str) else _list(several))


_TAG = lazy(
    r"\{%-?\s*(?P<name>link|include|include_relative|include_cached)\s+"
    r"(?P<inside>(?:[^%\"']|\"[^\"]*\"|'[^']*'){0,4000}?)-?%\}"
)
_PARAMETER = lazy(r"(?<![\w-])[\w-]++\s*+=\s*+(?P<quote>[\"'])(?P<value>[^\"']*)(?P=quote)")


def tags(characters: str, start: int) -> Iterator[Element]:
    """The images that ``{% link %}`` leads to and that includes are given."""
    if "{%" not in characters:
        return
    for match in _TAG.finditer(characters, start):
        whole = Span(*match.span())
        places = [found.span("value") for found in _PARAMETER.finditer(match["inside"])]
        name = "include"
        if match["name"] == "link":
            name = "link"
            places = [(0, len(match["inside"].rstrip()))]
        for begin, end in places:
            value = match["inside"][begin:end]
            if value.rpartition(".")[2].lower() in IMAGES and "{{" not in value:
                offset = match.start("inside")
                source = value, Span(offset + begin, offset + end)
                yield Element("img", whole, {"src": source, "alt": ("", whole)}, name)
                break


def _draft(value: object, _written: str) -> Verdict:
    """A flag of other generators: here, drafts stand in a folder of their own."""
    return "ignored-flag" if value is True else ""


def _words(value: object, _written: str) -> Verdict:
    """A text is split at blanks; commas stay."""
    return "not-a-list" if isinstance(value, str) and "," in value else ""


# document.rb: DATE_FILENAME_MATCHER; configuration.rb: markdown_ext
_POST = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-[^/]*\.(?:markdown|mkdown|mkdn|mkd|md)")


def _file_name(page: Page, site: SiteFacts[JekyllSettings]) -> Misnamed:
    """Only names with a day are posts, and only in a folder of posts. Some put a file aside."""
    name = os.path.basename(page.path)
    folders = os.path.relpath(page.folder, site.root).split(os.sep)
    if "_posts" not in folders or name.startswith(("_", "#")) or name == "README.md":
        return ""
    if not _POST.fullmatch(name):
        return "ignored"
    wrong = day_in_name(page.path)
    return "stops" if wrong and by_ruby(name) == NOT_A_DATE else wrong


def _unpublished(page: Page, site: SiteFacts[JekyllSettings]) -> bool:
    return _fields(page, site).get("published") is False


_DATA_IS_LOST = {
    "en": "Jekyll logs an error and publishes the post without its title, date and layout",
    "zh": "Jekyll 只在日志里报错，发布的文章没有标题、日期和布局",
}
_STRICT = {  # with strict_front_matter
    Variant("front-matter/invalid"): consequences.BUILD_STOPS,
    Variant("front-matter/invalid", "full-width-colon"): consequences.BUILD_STOPS,
    Variant("front-matter/invalid", "no-blank"): consequences.BUILD_STOPS,
}
_SHOWN = {
    "en": "Jekyll shows it as text and knows none of the fields",
    "zh": "Jekyll 会把它当作正文显示，读不到任何字段",
}


def _follow(reference: Reference, page: Page, site: SiteFacts[JekyllSettings]) -> Lead:
    """Where a link leads, and a tag that makes the address of one."""
    if reference.form == SHORTCODE and reference.element == "link":
        return Lead((at(site.content, reference.path),))
    if reference.form == SHORTCODE:
        return Lead(name=reference.path)
    return follow_link(reference, page, site, _served_at)


GENERATOR = Generator(
    name="jekyll",
    title="Jekyll",
    front_matter=(
        Syntax(
            # YAML_FRONT_MATTER_REGEXP
            Fence(
                r"\A\ufeff?---\s*\n",
                r"\A\ufeff?---[^\S\n]*\n(?P<data>.*?\n?)^(?:---|\.\.\.)\s*$\n?",
            ),
            "yaml",
        ),
    ),
    yaml="1.1",
    resolve=resolve,
    read_site=read_site,
    posts=("**/_posts/**",),
    # EntryFilter#special?: names that are put aside; and a word to the blog's authors
    not_posts=("**/_posts/**/_*", r"**/_posts/**/\#*", "**/_posts/**/README.md"),
    day_first=True,
    reads={
        "date": date_by_ruby,
        "published": boolean_only,
        "draft": _draft,
        "tags": _words,
        "categories": _words,
    },
    filled=("date",),
    file_name=_file_name,
    unpublished=_unpublished,
    address=_served_at,
    keeps_letters=True,
    follow=_follow,
    marker_key="excerpt_separator",
    excerpt_keys=("excerpt",),
    dialect=_dialect("kramdown"),
    severities={
        Variant("front-matter/missing", "none"): Severity.WARNING,
        Variant("front-matter/invalid", "unknown-tag"): OFF,
        Variant("excerpt/missing-marker", "unasked"): Severity.WARNING,
        Variant("image/not-an-image", "space"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("link/missing", "tag"): consequences.BUILD_STOPS,
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST_WITH_A_WARNING,
        Variant("front-matter/missing"): _SHOWN,
        Variant("front-matter/missing", "none"): {
            "en": "Jekyll takes the title from the file's name, the layout from its defaults",
            "zh": "Jekyll 的标题取自文件名，布局取自站点的默认值",
        },
        Variant("front-matter/invalid"): _DATA_IS_LOST,
        Variant("front-matter/duplicate-key"): consequences.LAST_KEY_WINS,
        Variant("front-matter/empty-field"): {
            "en": "Jekyll stops the build at a date without a value",
            "zh": "Jekyll 遇到没有值的日期会中断构建",
        },
        Variant("front-matter/invalid-field", "no-such-time"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field", "misread"): {
            "en": "Jekyll says nothing, and sorts the post by it",
            "zh": "Jekyll 不会提示，文章会照它排序",
        },
        Variant("front-matter/invalid-field", "not-a-date"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "not-a-boolean"): {
            "en": "Jekyll takes only false for false, and publishes the post",
            "zh": "Jekyll 只认 false，文章会被发布",
        },
        Variant("front-matter/invalid-field", "ignored-flag"): {
            "en": "Jekyll hides a post only by published: false, or in the folder _drafts",
            "zh": "Jekyll 只认 published: false 和 _drafts 目录",
        },
        Variant("front-matter/invalid-field", "not-a-list"): {
            "en": "Jekyll splits it at spaces and keeps the commas",
            "zh": "Jekyll 按空格拆分，逗号会留在里面",
        },
        Variant("post/misnamed", "ignored"): {
            "en": "Jekyll passes it over without a word",
            "zh": "Jekyll 会一声不响地略过它",
        },
        Variant("post/misnamed", "no-such-day"): consequences.OTHER_DAY,
        Variant("post/misnamed", "stops"): consequences.BUILD_STOPS,
        Variant("excerpt/missing-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): consequences.WHOLE_POST,
        Variant("image/missing", "link"): consequences.BUILD_STOPS,
        Variant("image/missing", "front-matter"): consequences.NO_COVER,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
    },
)
