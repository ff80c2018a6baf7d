"""Pelican, run as 4.10.2 with Markdown 3.11.3; the summary plugin as 1.3.1.

Read: pelican/settings.py, readers.py, contents.py, generators.py, utils.py, and
minchin.pelican.plugins.summary. ``pelicanconf.py`` is Python and is never executed: what it assigns
are literals nearly always, and those are read from its syntax tree.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import text_of
from blint.errors import BlintError
from blint.files.paths import contains, relative, shown
from blint.files.patterns import patterns
from blint.generators import consequences
from blint.generators.addresses import LONGEST_ADDRESS, address_part, at
from blint.generators.generator import Generator, SiteFacts
from blint.generators.python_config import assignments
from blint.generators.python_markdown import marked_images
from blint.generators.site_config import base_path, first_file, pattern
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import Syntax
from blint.post.front_matter.key_value import MetaLines
from blint.post.front_matter.values import by_dateutil, no_flag, no_negative, not_literal
from blint.post.markdown.model import Dialect
from blint.post.markdown.templates import mask
from blint.post.references import FRONT_MATTER, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def _unread(_value: object, _written: str) -> Verdict:
    return ""


class PelicanSettings(NamedTuple):
    """What only Pelican asks of a site.

    ``content`` is the absolute folder that articles and other files live in. Of the paths below it,
    ``static`` are copied, but for those in ``excludes`` and for names that ``ignored`` takes in;
    ``moved`` maps files to the path that they are copied to. ``theme`` is the absolute folder of
    the theme's files, empty for an installed one. ``url`` and ``draft`` are patterns of the files
    that articles and drafts are saved as. ``default_date`` tells whether a post has a date anyway.
    ``in_name`` and ``in_path`` find fields in a file's name and in its path below ``content``.
    ``foreign`` tells whether a plugin reads the metadata.
    """

    content: str
    static: tuple[str, ...]
    excludes: tuple[str, ...]
    ignored: GitIgnoreSpec | None
    moved: Mapping[str, str]
    theme: str
    url: str
    draft: str
    default_date: bool
    in_name: re.Pattern[str]
    in_path: re.Pattern[str]
    foreign: bool


def read_site(root: str, files: Files) -> SiteFacts[PelicanSettings]:
    """Where articles and static files are, and what the summary plugin looks for; defaults are
    those of settings.py. The published address stands in ``publishconf.py``."""
    path = first_file(root, ("pelicanconf.py",), files)
    publish = first_file(root, ("publishconf.py",), files)
    conf = assignments(path, files)
    address = assignments(publish, files).get("SITEURL", conf.get("SITEURL"))
    content = at(root, _text(conf, "PATH", "content"))
    articles = [at(content, p) for p in _texts(conf, "ARTICLE_PATHS", ("",))]
    theme = os.path.join(root, _text(conf, "THEME", "notmyidea"))  # else an installed one
    url = _text(conf, "ARTICLE_URL", "{slug}.html")
    plugins = [name.replace("-", "_") for name in _texts(conf, "PLUGINS", ())]
    foreign = any(name.endswith(_READERS) for name in plugins)
    settings = PelicanSettings(
        content=content,
        static=_texts(conf, "STATIC_PATHS", ("images",)),
        excludes=_texts(conf, "STATIC_EXCLUDES", ()),
        ignored=_ignored(_texts(conf, "IGNORE_FILES", (".*",))),
        moved=_moved(conf.get("EXTRA_PATH_METADATA")),
        theme=os.path.join(theme, "static") if files.names(theme) else "",
        url=_text(conf, "ARTICLE_SAVE_AS", url),
        draft=_text(conf, "DRAFT_SAVE_AS", "drafts/{slug}.html"),
        default_date=bool(conf.get("DEFAULT_DATE")),
        in_name=pattern(_text(conf, "FILENAME_METADATA", _DATE_IN_NAME)),
        in_path=pattern(_text(conf, "PATH_METADATA", "")),
        foreign=foreign,
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
        unknown={} if "PLUGINS" in conf else {"site.marker": "plugins may load by themselves"},
    )


# settings.py: FILENAME_METADATA, with the days of the calendar only
_DATE_IN_NAME = (
    r"(?P<date>\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d)))"
)


def _marker(conf: Mapping[str, Any]) -> Marker | None:
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


def _text(conf: Mapping[str, Any], key: str, default: str) -> str:
    value = conf.get(key)
    return value if isinstance(value, str) and value else default


def _texts(conf: Mapping[str, Any], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = conf.get(key)
    if not isinstance(value, (list, tuple)):
        return default
    return tuple(item for item in value if isinstance(item, str))


def resolve(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    """How Pelican finds a file behind ``{static}`` and its like: from the post, or with a slash
    from the content folder (contents.py: _link_replacer). Any other path is left as it is, and the
    reader's browser follows it from the page's address."""
    path = reference.path
    content = site.settings.content
    if "\0" in path or "\0" in reference.raw_path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:  # no meaning of its own: the theme decides
        return Resolution((at(page.folder, path), at(content, path)))
    if reference.based:
        return _linked(reference, page, site)
    if path.startswith("/"):
        return _from_root(reference, site)
    beside = at(page.folder, path)
    steps = posixpath.join(posixpath.dirname(_address(page, site)), path)
    found = _served(site, posixpath.normpath(steps))
    better = f"{{static}}{reference.raw_path.removeprefix('./')}"
    return found._replace(misplaced=(beside,), reason="token", values={"better": better})


def _linked(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    """A file that the post tells Pelican of, which is copied wherever it stands in the content."""
    content = site.settings.content
    folder = content if reference.path.startswith("/") else page.folder
    # Outside STATIC_PATHS nothing but %20 is decoded (contents.py: get_static_links).
    plain = at(folder, reference.raw_path.replace("%20", " "))
    decoded = at(folder, reference.path)
    candidates = {plain: contains(content, plain)}
    candidates.setdefault(decoded, _is_static(site, decoded))
    good = tuple(path for path, fine in candidates.items() if fine)
    if reference.element == "source" and reference.is_image:  # a srcset is not looked into
        return Resolution(good).refused("html")
    misplaced = tuple(path for path in candidates if path not in good)
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


def _address(page: Page, site: SiteFacts[PelicanSettings]) -> str:
    """The address of an article; only the number of folders in it counts."""
    data = page.data
    status = text_of(data.get("status") or "").strip().lower()
    form = site.settings.draft if status == "draft" else site.settings.url
    own = data.get("save_as") or data.get("url")
    if isinstance(own, str) and own:
        form = own
    form = form[:LONGEST_ADDRESS].replace("{slug}", address_part(data.get("slug") or "slug"))
    return "/" + re.sub(r"\{[^{}]*\}", "x", form).lstrip("/")


def _marked_images(characters: str, start: int) -> Iterator[Element]:
    return marked_images(mask(characters, "pelican").text, start)


def _provided(page: Page, site: SiteFacts[PelicanSettings]) -> set[str]:
    """The fields that a post has from its path (readers.py: parse_path_metadata) or from the
    settings. A draft needs no date, and a page neither."""
    name = os.path.basename(page.path)
    path = os.path.relpath(page.path, site.settings.content).replace(os.sep, "/")
    matches = (
        site.settings.in_name.match(name.rpartition(".")[0]),
        site.settings.in_path.match(path),
    )
    found = {key for match in matches if match for key, text in match.groupdict().items() if text}
    draft = text_of(page.data.get("status") or "").strip().lower() == "draft"
    if site.settings.default_date or draft or path.startswith("pages/"):
        found.add("date")
    if site.settings.foreign:
        found |= {"title", "date"}
    return found


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
        Variant("image/unresolved", "token"): {
            "en": "{generator} leaves the path as it is, and the page has another address",
            "zh": "{generator} 原样保留这个路径，而页面的地址不在这里",
        },
    },
)
