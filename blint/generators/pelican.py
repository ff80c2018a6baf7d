"""Pelican, run as 4.10.2 with Markdown 3.11.3; the summary plugin as 1.3.1.

Read: pelican/settings.py, readers.py, contents.py, generators.py, utils.py, and
minchin.pelican.plugins.summary. ``pelicanconf.py`` is Python and is never executed: what it assigns
are literals nearly always, and those are read from its syntax tree; what it computes is unknown,
and nothing is said of what rests on it.
"""

from __future__ import annotations

import datetime
import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import text_of
from blint.errors import BlintError
from blint.files.paths import contains, relative, shown
from blint.files.patterns import patterns
from blint.generators import consequences
from blint.generators.addresses import LONGEST_ADDRESS, LONGEST_PART, address_part, at
from blint.generators.generator import Generator, SiteFacts
from blint.generators.python_config import Settings, assignments
from blint.generators.python_markdown import marked_images
from blint.generators.site_config import base_path, first_file, pattern
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import Syntax
from blint.post.front_matter.key_value import MetaLines
from blint.post.front_matter.values import by_dateutil, no_flag, no_negative, not_literal
from blint.post.markdown.model import Dialect
from blint.post.markdown.templates import mask
from blint.post.references import FRONT_MATTER, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict
    from blint.post.markdown.model import Element


def _status(value: object, _written: str) -> Verdict:
    # contents.py: allowed_statuses
    known = ("published", "draft", "hidden", "skip")
    return "" if text_of(value).strip().lower() in known else "status"


def _date(value: object, written: str) -> Verdict:
    # readers.py: an underscore is a blank
    return by_dateutil(value.replace("_", " ") if isinstance(value, str) else value, written)


# Plugins that read metadata as YAML, which is not done here: nothing is said of such fields.
_READERS = ("yaml_metadata", "myst_reader")
# Words in the names of plugins that take dates from git or from the files (filetime_from_git).
_DATING = frozenset("created ctime date dates filetime git hg mtime timestamp vcs".split())
# How such a plugin of the site's own sets them.
_SETS_DATES = lazy(r"\.date\s*=[^=]|\[[\"']date[\"']\]\s*=[^=]|setattr\(\w+,\s*[\"']date\b")
_NAMED_PACKAGE = lazy(r"\bpelican[-_.]([a-z0-9]+(?:[-_.][a-z0-9]+){0,8})", re.IGNORECASE)


def _unread(_value: object, _written: str) -> Verdict:
    return ""


class PelicanSettings(NamedTuple):
    """What only Pelican asks of a site.

    ``content`` is the absolute folder that articles and other files live in. Of the paths below it,
    ``static`` are copied, but for those in ``excludes`` and for names that ``ignored`` takes in;
    ``moved`` maps files to the path that they are copied to. ``unknown`` tells what of this a
    program computes: ``content`` or ``static``. ``theme`` is the absolute folder of
    the theme's files, empty for an installed one. ``addresses`` says how pages are placed.
    ``default_status`` is that of a post without one, ``given`` are fields that every post has.
    ``in_name`` and ``in_path`` find fields in a file's name and in its path below ``content``.
    """

    content: str
    static: tuple[str, ...]
    excludes: tuple[str, ...]
    ignored: GitIgnoreSpec | None
    moved: Mapping[str, str]
    unknown: frozenset[str]
    theme: str
    addresses: Addresses
    default_status: str
    given: frozenset[str]
    in_name: re.Pattern[str]
    in_path: re.Pattern[str]


class Addresses(NamedTuple):
    """How the path of a page's file is made.

    ``forms`` maps ``ARTICLE``, ``DRAFT_LANG`` and their like to the pattern of the path, empty for
    one that a program computes; ``language`` is the site's, ``pages`` are paths below the content
    folder whose posts are pages. ``category`` and ``author`` are those of posts that name none;
    ``by_folder``: the folder is the category. ``slugs`` tells what a slug is made from, ``title``
    or ``basename``, empty where the site has rules of its own for that.
    """

    forms: Mapping[str, str]
    language: str
    pages: tuple[str, ...]
    category: str
    author: str
    by_folder: bool
    slugs: str


def read_site(root: str, files: Files) -> SiteFacts[PelicanSettings]:
    """Where articles and static files are, and what the summary plugin looks for; defaults are
    those of settings.py. The published address stands in ``publishconf.py``."""
    path = first_file(root, ("pelicanconf.py",), files)
    publish = first_file(root, ("publishconf.py",), files)
    conf = assignments(path, files)
    address = assignments(publish, files).data("SITEURL") or conf.data("SITEURL")
    content = at(root, _text(conf, "PATH", "content"))
    articles = [at(content, p) for p in _texts(conf, "ARTICLE_PATHS", ("",))]
    theme = os.path.join(root, _text(conf, "THEME", "notmyidea"))  # else an installed one
    plugins = _plugins(conf, root, files)
    foreign = any(name.endswith(_READERS) for name in plugins)
    settings = PelicanSettings(
        content=content,
        static=_texts(conf, "STATIC_PATHS", ("images",)),
        excludes=_texts(conf, "STATIC_EXCLUDES", ()),
        ignored=_ignored(_texts(conf, "IGNORE_FILES", (".*",))),
        moved=_moved(conf.data("EXTRA_PATH_METADATA")),
        unknown=frozenset(name for name, keys in _PLACING.items() if conf.unread(*keys)),
        theme=os.path.join(theme, "static") if files.names(theme) else "",
        addresses=_addresses(conf),
        default_status=text_of(_mapping(conf, "DEFAULT_METADATA").get("status", "")),
        given=frozenset(_given(conf, foreign, _dates(plugins, conf, path, files))),
        in_name=pattern(_text(conf, "FILENAME_METADATA", _DATE_IN_NAME)),
        in_path=pattern(_text(conf, "PATH_METADATA", "")),
    )
    return SiteFacts(
        root,
        os.path.commonpath(articles) if articles else content,
        settings,
        (content,),
        _marker(conf),
        base=base_path(address),
        reads=dict.fromkeys(GENERATOR.reads, _unread) if foreign else {},
        sources=tuple(filter(None, (path, publish))),
        unknown=_unknown(conf),
    )


# The settings that say where the files of a site are, and which of them are copied to where.
_PLACING = {
    "content": ("PATH",),
    "static": (
        "STATIC_PATHS",
        "STATIC_EXCLUDES",
        "STATIC_SAVE_AS",
        "IGNORE_FILES",
        "EXTRA_PATH_METADATA",
    ),
}
# Those that may give a post its date and title.
_GIVING = ("DEFAULT_DATE", "DEFAULT_METADATA", "FILENAME_METADATA", "PATH_METADATA", "PLUGINS")
# settings.py: DEFAULT_CONFIG
_SAVED_AS = {
    "ARTICLE": "{slug}.html",
    "DRAFT": "drafts/{slug}.html",
    "PAGE": "pages/{slug}.html",
    "DRAFT_PAGE": "drafts/pages/{slug}.html",
}
# Settings that change how slugs are made from titles.
_SLUG_RULES = (
    "SLUG_REGEX_SUBSTITUTIONS",
    "CATEGORY_REGEX_SUBSTITUTIONS",
    "AUTHOR_REGEX_SUBSTITUTIONS",
    "SLUGIFY_USE_UNICODE",
    "SLUGIFY_PRESERVE_CASE",
)


def _unknown(conf: Settings) -> dict[str, str]:
    """What blint's configuration is asked for, with the settings that do not tell it."""
    placing = [key for keys in _PLACING.values() for key in keys]
    placing += [f"{kind}_SAVE_AS" for kind in _SAVED_AS]
    computed = ", ".join(key for key in placing if conf.unread(key) and key in conf)
    found = {}
    if computed or conf.anything:
        found["site.public"] = f"computed: {computed}" if computed else "set by another module"
    if "PLUGINS" not in conf or conf.unread("PLUGINS"):
        found["site.marker"] = "plugins may load by themselves"
    if conf.unread("SITEURL"):
        found["site.base"] = "computed: SITEURL"
    giving = ", ".join(key for key in _GIVING if conf.unread(key))
    if giving:
        found["rules.front-matter/missing-field.fields"] = f"computed: {giving}"
    return found


def _plugins(conf: Settings, root: str, files: Files) -> list[str]:
    """The names of the plugins, with underscores. Where none are listed, those load that are
    installed below ``pelican.plugins`` (plugins/_utils.py): what the site's requirements name."""
    if conf.get("PLUGINS") is not None:
        names: Iterable[str] = _texts(conf, "PLUGINS", ())
    else:
        lists = [name for name in files.names(root) if name.endswith(_REQUIREMENTS)]
        text = "\n".join(files.text(os.path.join(root, name)) for name in sorted(lists))
        names = _NAMED_PACKAGE.findall(text)
    return [name.replace("-", "_") for name in names]


_REQUIREMENTS = (
    "requirements.txt",
    "requirements.in",
    "pyproject.toml",
    "setup.cfg",
    "Pipfile",
    "environment.yml",
    "environment.yaml",
    "poetry.lock",
    "uv.lock",
)


def _dates(plugins: list[str], conf: Settings, path: str, files: Files) -> bool:
    """Whether a plugin gives posts their dates: one that is named for it, or one of the site's own
    that sets them."""
    if any(_DATING.intersection(re.split(r"[_.]", name.lower())) for name in plugins):
        return True
    sources = [path]
    for folder in _texts(conf, "PLUGIN_PATHS", ())[:_MOST_FOLDERS]:
        for name in _texts(conf, "PLUGINS", ()):
            module = at(at(os.path.dirname(path), folder), name.replace(".", "/"))
            sources += [f"{module}.py", os.path.join(module, "__init__.py")]
            sources.append(os.path.join(module, f"{os.path.basename(module)}.py"))
    return any(_SETS_DATES.search(files.text(source)) for source in sources if source)


_MOST_FOLDERS = 4


def _given(conf: Settings, foreign: bool, dates: bool) -> Iterator[str]:
    """The fields that every post has, or may have, whatever its front matter says."""
    unread = conf.unread(*_GIVING)
    if foreign or unread:
        yield "title"
    if foreign or unread or dates or conf.get("DEFAULT_DATE"):
        yield "date"
    yield from _mapping(conf, "DEFAULT_METADATA")


def _mapping(conf: Settings, key: str) -> dict[str, Any]:
    value = conf.data(key)
    known = value if isinstance(value, dict) else {}
    return {name: item for name, item in known.items() if isinstance(name, str)}


def _addresses(conf: Settings) -> Addresses:
    forms = {}
    for kind, default in _SAVED_AS.items():
        for name, usual in (
            (kind, default),
            (f"{kind}_LANG", default.replace("{slug}", "{slug}-{lang}")),
        ):
            keys = [key for key in (f"{name}_SAVE_AS", f"{name}_URL") if key in conf]
            unread = conf.unread(keys[0] if keys else f"{name}_SAVE_AS")
            forms[name] = "" if unread else _text(conf, keys[0], usual) if keys else usual
    own_rules = any(key in conf or conf.unread(key) for key in _SLUG_RULES)
    return Addresses(
        forms=forms,
        language=_text(conf, "DEFAULT_LANG", "en").lower(),
        pages=_texts(conf, "PAGE_PATHS", ("pages",)),
        category=_text(conf, "DEFAULT_CATEGORY", "misc"),
        author=_text(conf, "AUTHOR", ""),
        by_folder=bool(conf.get("USE_FOLDER_AS_CATEGORY", True)),
        slugs="" if own_rules else _text(conf, "SLUGIFY_SOURCE", "title"),
    )


# settings.py: FILENAME_METADATA, with the days of the calendar only
_DATE_IN_NAME = (
    r"(?P<date>\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d)))"
)


def _marker(conf: Settings) -> Marker | None:
    """What the summary plugin cuts at, in the built HTML. Without it there is no marker: a list
    shows ``Summary``, or the first words."""
    plugins = _texts(conf, "PLUGINS", ())
    known = any(name.rpartition(".")[2] == "summary" for name in plugins)
    if not known and "SUMMARY_END_MARKER" not in conf:
        return None
    text = _text(conf, "SUMMARY_END_MARKER", "<!-- PELICAN_END_SUMMARY -->")
    return Marker(text, re.compile(re.escape(text)), in_code=False)


def _moved(extra: object) -> dict[str, str]:
    """The files that get a path of their own (``{"extra/x.ico": {"path": "x.ico"}}``)."""
    return {
        source: data["path"]
        for source, data in (extra.items() if isinstance(extra, dict) else ())
        if isinstance(source, str) and isinstance(data, dict) and isinstance(data.get("path"), str)
    }


def _text(conf: Settings, key: str, default: str) -> str:
    value = conf.data(key)
    return value if isinstance(value, str) and value else default


def _texts(conf: Settings, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = conf.data(key)
    if not isinstance(value, (list, tuple)):
        return default
    return tuple(item for item in value if isinstance(item, str))


def resolve(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    """How Pelican finds a file behind ``{static}`` and its like: from the post, or with a slash
    from the content folder (contents.py: _link_replacer). Any other path is left as it is, and the
    reader's browser follows it from the page's address."""
    if "\0" in reference.path or "\0" in reference.raw_path:
        return UNDECIDED
    found = _found(reference, page, site)
    unknown = site.settings.unknown
    linked = reference.based and not _FILENAME.match(reference.written)  # copied anyway
    if "content" in unknown or ("static" in unknown and not linked):
        return Resolution((*found.candidates, *found.misplaced), certain=False)
    return found


def _found(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    path = reference.path
    beside = at(page.folder, path)
    if reference.form == FRONT_MATTER:  # no meaning of its own: the theme decides
        served = _served(site, path)
        places = (*served.candidates, beside, at(site.settings.content, path))
        return Resolution(places, certain=served.certain, guess=True)
    if reference.based:
        return _linked(reference, page, site)
    if path.startswith("/"):
        return _from_root(reference, site)
    address = _address(page, site)
    if not address:  # a program's: it may well lie beside its images
        return Resolution((beside,), certain=False)
    steps = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
    found = _served(site, steps)
    better = f"{{static}}{reference.raw_path.removeprefix('./')}"
    return found._replace(
        misplaced=(beside,), reason="token", values={"better": better}, guess=_UNKNOWN in steps
    )


# The keyword that copies nothing (contents.py: get_static_links).
_FILENAME = re.compile(r"[{|]filename[}|]")


def _linked(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    """A file that the post tells Pelican of, which is copied wherever it stands in the content; but
    with ``{filename}`` only the files that are copied anyway are found."""
    content = site.settings.content
    folder = content if reference.path.startswith("/") else page.folder
    # Outside STATIC_PATHS nothing but %20 is decoded (contents.py: get_static_links).
    plain = at(folder, reference.raw_path.replace("%20", " "))
    decoded = at(folder, reference.path)
    keyword = _FILENAME.match(reference.written)
    candidates = {plain: _is_static(site, plain) if keyword else contains(content, plain)}
    candidates.setdefault(decoded, _is_static(site, decoded))
    good = tuple(path for path, fine in candidates.items() if fine)
    if reference.element == "source" and reference.is_image:  # a srcset is not looked into
        return Resolution(good).refused("html")
    misplaced = tuple(path for path in candidates if path not in good)
    if keyword and any(contains(content, path) for path in misplaced):
        better = "{static}" + reference.written[keyword.end() :]
        return Resolution(good, True, misplaced, "keyword", {"better": better})
    values: dict[str, object] = {"folder": shown(content)}
    return Resolution(good, True, misplaced, "not-published", values)


def _from_root(reference: Reference, site: SiteFacts[PelicanSettings]) -> Resolution:
    path = reference.path
    if site.base != "/" and not path.startswith(site.base):
        better = site.base + reference.raw_path.lstrip("/")
        return _served(site, path).refused("base", base=site.base, better=better)
    steps = path[len(site.base) :]
    content = site.settings.content
    name = posixpath.normpath(steps)
    inside = os.path.relpath(at(site.root, steps), content)
    if contains(content, at(site.root, steps)):
        name = inside.replace(os.sep, "/")
    values = {"better": f"{{static}}/{name}"}
    misplaced = (at(content, name),)
    return _served(site, "/" + steps)._replace(misplaced=misplaced, reason="token", values=values)


def _served(site: SiteFacts[PelicanSettings], address: str) -> Resolution:
    """The files that are published at an address."""
    steps = re.sub(r"^(?:\.\./)+", "", posixpath.normpath(address).lstrip("/"))
    content = site.settings.content
    if steps.startswith("theme/"):
        theme = site.settings.theme
        return Resolution((at(theme, steps[6:]),), certain=bool(theme)) if theme else UNDECIDED
    moved = [at(content, source) for source, to in site.settings.moved.items() if to == steps]
    file = at(content, steps)
    own = [file] if _is_static(site, file) else []
    extra = [at(folder, steps) for folder in site.public if folder != content]
    return Resolution((*moved, *own, *extra))


def _is_static(site: SiteFacts[PelicanSettings], path: str) -> bool:
    """Whether a file is copied whoever names it: generators.py (StaticGenerator)."""
    content = site.settings.content
    if not contains(content, path) or path == content:
        return False
    steps = relative(path, content)
    ignored = site.settings.ignored
    if steps in site.settings.moved or (ignored and ignored.match_file(os.path.basename(path))):
        return False
    inside = any(contains(at(content, known), path) for known in site.settings.static)
    return inside and not any(contains(at(content, no), path) for no in site.settings.excludes)


def _ignored(names: tuple[str, ...]) -> GitIgnoreSpec | None:
    try:
        return patterns(names)
    except BlintError:
        return None


_UNKNOWN = "\ue0ff"  # a part of an address that cannot be known


def _address(page: Page, site: SiteFacts[PelicanSettings]) -> str:
    """Where the file of a page is saved, with a slash before it (contents.py: url_format); parts
    that cannot be known are _UNKNOWN. Empty where a program computes the pattern."""
    own = page.data.get("save_as") or page.data.get("url")
    if isinstance(own, str) and own:
        return "/" + own.lstrip("/")
    settings = site.settings
    addresses = settings.addresses
    inside = relative(page.path, settings.content)
    is_page = any(f"{inside}/".startswith(f"{folder.strip('/')}/") for folder in addresses.pages)
    kind = "PAGE" if is_page else "ARTICLE"
    if _status_of(page, settings) == "draft":
        kind = "DRAFT_PAGE" if is_page else "DRAFT"
    language = text_of(page.data.get("lang") or addresses.language).strip().lower()
    if language != addresses.language:
        kind += "_LANG"
    form = addresses.forms[kind]
    fields = _Fields(page, settings, inside, language)
    filled = _PLACEHOLDER.sub(lambda match: fields.text(match[1], match[2] or ""), form)
    return "/" + filled[:LONGEST_ADDRESS].lstrip("/") if form else ""


_PLACEHOLDER = lazy(r"\{(\w{1,80})(?::([^{}]{0,80}))?\}")
_DIRECTIVE = re.compile(r"%[YymdjHMS]")


class _Fields(NamedTuple):
    """What fills the placeholders of an address: a post's path below the content and its fields."""

    page: Page
    settings: PelicanSettings
    inside: str
    language: str

    def text(self, name: str, form: str) -> str:
        """A field as it stands in an address; ``form`` is that of a date (``%Y/%m``)."""
        given = self._given(name)
        match name:
            case "date":
                return _dated(given, form)
            case "slug":
                return address_part(given) if given else self._slug_of_post()
            case "lang":
                return self.language
            case "path":
                return self.inside
            case "category" | "author":
                addresses = self.settings.addresses
                usual = addresses.author
                if name == "category":
                    folder = posixpath.basename(posixpath.dirname(self.inside))
                    usual = (addresses.by_folder and folder) or addresses.category
                first = text_of(given or usual).partition(";" if name == "author" else "\n")[0]
                return _slug(first, self.settings.addresses.slugs)
        return address_part(given) if given and not form else _UNKNOWN

    def _given(self, name: str) -> object:
        """What the front matter has, or the path."""
        value = self.page.data.get(name)
        if name == "author" and not value:
            value = self.page.data.get("authors")
        found = (
            self.settings.in_path.match(self.inside),
            self.settings.in_name.match(self.page.stem),
        )
        return value or next((m[name] for m in found if m and m.groupdict().get(name)), None)

    def _slug_of_post(self) -> str:
        source = self.settings.addresses.slugs
        title = self.page.stem if source == "basename" else text_of(self.page.data.get("title"))
        return _slug(title, source)


def _slug(text: str, source: str) -> str:
    """What utils.py (slugify) makes of a text, where it has only letters that stay."""
    if not source or not text.isascii():
        return _UNKNOWN
    text = re.sub(r"[^\w\s-]", "", text[:LONGEST_PART]).strip()
    return re.sub(r"[-\s]+", "-", text).lower() or _UNKNOWN


def _dated(value: object, form: str) -> str:
    """A day in the form of ``strftime``, where it is written with figures alone."""
    match = re.match(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", text_of(value or ""))
    if not match or "%" in _DIRECTIVE.sub("", form) or re.search("%[HMS]", form) or not form:
        return _UNKNOWN
    try:
        return f"{datetime.date(*map(int, match.groups())):{form}}"
    except ValueError:
        return _UNKNOWN


def _status_of(page: Page, settings: PelicanSettings) -> str:
    return text_of(page.data.get("status") or settings.default_status).strip().lower()


def _unpublished(page: Page, site: SiteFacts[PelicanSettings]) -> bool:
    """A draft stands at an address that no page names; a post to skip is not built."""
    return _status_of(page, site.settings) in ("draft", "skip")


def _marked_images(characters: str, start: int) -> Iterator[Element]:
    return marked_images(mask(characters, "pelican").text, start)


def _provided(page: Page, site: SiteFacts[PelicanSettings]) -> set[str]:
    """The fields that a post has from its path (readers.py: parse_path_metadata) or from the
    settings. A draft needs no date, and a page neither."""
    name = os.path.basename(page.path)
    path = relative(page.path, site.settings.content)
    matches = (
        site.settings.in_name.match(name.rpartition(".")[0]),
        site.settings.in_path.match(path),
    )
    found = {key for match in matches if match for key, text in match.groupdict().items() if text}
    if _status_of(page, site.settings) == "draft" or path.startswith("pages/"):
        found.add("date")
    return found | site.settings.given


GENERATOR = Generator(
    name="pelican",
    title="Pelican",
    front_matter=(Syntax(MetaLines(), "meta"),),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    posts=("**",),
    not_posts=("pages/**",),  # PAGE_PATHS
    required=("title", "date"),
    provided=_provided,
    unpublished=_unpublished,
    reads={
        "date": _date,
        "modified": by_dateutil,
        "status": _status,
        "draft": no_flag,
        "published": no_negative,
        "title": not_literal,
        "author": not_literal,
        "authors": not_literal,
        "category": not_literal,
        "tags": not_literal,
        "slug": not_literal,
    },
    excerpt_keys=("summary",),
    dialect=Dialect(
        tables="python-markdown",
        paired_backslashes=True,
        templates="pelican",
        tags=_marked_images,
    ),
    severities={
        Variant("front-matter/missing", "none"): Severity.ERROR,
        Variant("excerpt/missing-marker", "unasked"): OFF,
        Variant("front-matter/invalid-field", "literal"): Severity.WARNING,
        Variant("front-matter/invalid-field", "one-line"): Severity.WARNING,
        Variant("image/not-an-image", "space"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("front-matter/missing"): consequences.POST_IS_DROPPED,
        Variant("front-matter/missing-field"): consequences.POST_IS_DROPPED,
        Variant("front-matter/empty-field"): {
            "en": "{generator} leaves a post without a date out, and shows one without a title",
            "zh": "没有日期的文章会被 {generator} 略过，没有标题的文章照样显示",
        },
        Variant("front-matter/invalid-field"): consequences.POST_IS_DROPPED,
        Variant("front-matter/invalid-field", "not-a-status"): consequences.PUBLISHED,
        Variant("front-matter/invalid-field", "literal"): {
            "en": "{generator} reads no YAML: quotes and brackets are shown",
            "zh": "{generator} 读的不是 YAML：引号和括号会原样显示",
        },
        Variant("front-matter/invalid-field", "one-line"): {
            "en": "{generator} reads no YAML: the other lines are lost, or shown in brackets",
            "zh": "{generator} 读的不是 YAML：其余的行会丢失，或者连同方括号一起显示",
        },
        Variant("front-matter/invalid-field", "month-first"): consequences.OTHER_DAY,
        Variant("front-matter/duplicate-key"): {
            "en": "{generator} takes the first one of some fields, and a list of both for others",
            "zh": "{generator} 对有些字段只取第一个，对其他字段则把两个合成列表",
        },
        Variant("excerpt/misspelled-marker"): {
            "en": "the summary plugin looks for the exact text: the list shows the first words",
            "zh": "摘要插件只认一字不差的标记，文章列表里会显示开头的若干字",
        },
        Variant("excerpt/marker-in-code", "harmless"): consequences.NOT_SEEN_IN_CODE,
        Variant("image/unresolved", "html"): {
            "en": "{generator} does not look into a srcset",
            "zh": "{generator} 不处理 srcset",
        },
        Variant("image/unresolved", "keyword"): {
            "en": "{generator} prints it as it stands: readers see a broken image",
            "zh": "{generator} 会把这段路径原样写进页面，读者会看到裂图",
        },
        Variant("image/missing", "front-matter"): {
            "en": "{generator} passes it on to the theme: lists and shared links show no picture",
            "zh": "{generator} 会把它原样交给主题，文章列表和分享卡片里没有图",
        },
        Variant("image/unresolved", "token"): {
            "en": "{generator} leaves the path as it is, and the page has another address",
            "zh": "{generator} 原样保留这个路径，而页面的地址不在这里",
        },
    },
)
