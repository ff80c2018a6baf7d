"""What Pelican's settings say: ``pelicanconf.py`` and ``publishconf.py``, as far as they are data.

Defaults are those of settings.py.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import text_of
from blint.errors import BlintError
from blint.files.patterns import patterns
from blint.generators.addresses import at
from blint.generators.generator import SiteFacts
from blint.generators.python_config import Settings, assignments
from blint.generators.site_config import base_path, first_file, pattern, site_url
from blint.lazy_regex import lazy
from blint.post.site import Marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Literal

    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files

    # Who reads Markdown: Pelican itself, the plugin myst_reader, or another one.
    MarkdownReader = Literal["pelican", "myst", "other"]

# Plugins that read Markdown, or its metadata as YAML, in a way of their own: nothing is said of
# such fields. One of the site's own is told by what it registers (readers.py: Readers).
_READERS = lazy(r"yaml|myst|pandoc|commonmark|front_?matter")
_OWN_READER = lazy(r"\breader_classes\b")
# Words in the names of plugins that take dates from git or from the files (filetime_from_git).
_DATING = frozenset("created ctime date dates filetime git hg mtime timestamp vcs".split())
# How such a plugin of the site's own sets them.
_SETS_DATES = lazy(r"\.date\s*=[^=]|\[[\"']date[\"']\]\s*=[^=]|setattr\(\w+,\s*[\"']date\b")
_NAMED_PACKAGE = lazy(r"\bpelican[-_.]([a-z0-9]+(?:[-_.][a-z0-9]+){0,8})", re.IGNORECASE)


class PelicanSettings(NamedTuple):
    """What only Pelican asks of a site.

    ``content`` is the absolute folder that articles and other files live in. Of the paths below it,
    ``static`` are copied, but for those in ``excludes`` and for names that ``ignored`` takes in;
    ``moved`` maps files to the path that they are copied to. ``unknown`` tells what a program
    computes: ``content``, ``static`` or the site's ``base``. ``theme`` is the absolute folder of
    the theme's files, empty for an installed one. ``addresses`` says how pages are placed.
    ``default_status`` is that of a post without one, ``given`` are fields that every post has.
    ``in_name`` and ``in_path`` find fields in a file's name and in its path below ``content``.
    ``reader`` tells who reads Markdown.
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
    reader: MarkdownReader


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


def read_settings(root: str, files: Files) -> SiteFacts[PelicanSettings]:
    """Where articles and static files are, and what the summary plugin looks for."""
    path = first_file(root, ("pelicanconf.py",), files)
    publish = first_file(root, ("publishconf.py",), files)
    conf = _published(assignments(path, files), assignments(publish, files))
    content = at(root, _text(conf, "PATH", "content"))
    articles = [at(content, p) for p in _texts(conf, "ARTICLE_PATHS", ("",))]
    theme = os.path.join(root, _text(conf, "THEME", "notmyidea"))  # else an installed one
    plugins = _plugins(conf, root, files)
    own = _own_code(conf, path, files)
    reader = _reader(conf, plugins, own)
    dated = any(_DATING.intersection(re.split(r"[_.]", name.lower())) for name in plugins)
    dated = dated or any(map(_SETS_DATES.search, own))
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
        given=frozenset(_given(conf, reader != "pelican", dated)),
        in_name=pattern(_text(conf, "FILENAME_METADATA", _DATE_IN_NAME)),
        in_path=pattern(_text(conf, "PATH_METADATA", "")),
        reader=reader,
    )
    return SiteFacts(
        root,
        os.path.commonpath(articles) if articles else content,
        settings,
        (content,),
        _marker(conf),
        base=base_path(conf.data("SITEURL")),
        url=site_url(conf.data("SITEURL")),
        sources=tuple(filter(None, (path, publish))),
        unknown=_unknown(conf),
    )


def _published(conf: Settings, publish: Settings) -> Settings:
    """The settings of the published site: those of ``publishconf.py`` over the usual ones."""
    conf.update(publish)
    conf.anything = conf.anything or publish.anything
    return conf


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
    "base": ("SITEURL",),
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
    placing = [*_PLACING["content"], *_PLACING["static"]]
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


def _reader(conf: Settings, plugins: list[str], own: list[str]) -> MarkdownReader:
    """Who reads Markdown, by the names of the plugins and the text of the site's own."""
    if any("myst" in name for name in plugins):
        return "myst"
    others = any(map(_READERS.search, plugins)) or any(map(_OWN_READER.search, own))
    return "other" if others or "READERS" in conf else "pelican"


def _own_code(conf: Settings, path: str, files: Files) -> list[str]:
    """The text of the site's own plugins, and of its settings, which may hold one."""
    sources = [path] if path else []
    for folder in _texts(conf, "PLUGIN_PATHS", ())[:_MOST_FOLDERS]:
        for name in _texts(conf, "PLUGINS", ()):
            module = at(at(os.path.dirname(path), folder), name.replace(".", "/"))
            sources += [f"{module}.py", os.path.join(module, "__init__.py")]
            sources.append(os.path.join(module, f"{os.path.basename(module)}.py"))
    return [files.text(source) for source in sources]


_MOST_FOLDERS = 4


def _given(conf: Settings, foreign: bool, dated: bool) -> Iterator[str]:
    """The fields that every post has, or may have, whatever its front matter says."""
    unread = conf.unread(*_GIVING)
    if foreign or unread:
        yield "title"
    if foreign or unread or dated or conf.get("DEFAULT_DATE"):
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


def _ignored(names: tuple[str, ...]) -> GitIgnoreSpec | None:
    try:
        return patterns(names)
    except BlintError:
        return None
