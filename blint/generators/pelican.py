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
from typing import TYPE_CHECKING, NamedTuple

from blint.bounded import text_of
from blint.files.paths import contains, relative, shown
from blint.generators import consequences, python_markdown
from blint.generators.addresses import (
    LONGEST_ADDRESS,
    LONGEST_PART,
    UNKNOWN,
    address_part,
    at,
    follow_link,
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.pelican_settings import PelicanSettings, read_settings
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import Syntax
from blint.post.front_matter.key_value import MetaLines
from blint.post.front_matter.values import by_dateutil, no_flag, no_negative, not_literal
from blint.post.markdown.model import Dialect
from blint.post.markdown.templates import mask
from blint.post.references import FRONT_MATTER, Reference
from blint.post.site import UNDECIDED, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def _unread(_value: object, _written: str) -> Verdict:
    return ""


def read_site(root: str, files: Files) -> SiteFacts[PelicanSettings]:
    """What the settings say; of fields that another reader of Markdown reads, nothing is known."""
    facts = read_settings(root, files)
    reader = facts.settings.reader
    if reader == "pelican":
        return facts
    reads = dict.fromkeys(GENERATOR.reads, _unread)
    return facts._replace(reads=reads, dialect=_MYST if reader == "myst" else None)


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
    from_root = reference.path.startswith("/") and not reference.based
    return found._replace(guess=found.guess or (from_root and "base" in unknown))


def _found(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    path = reference.path
    beside = at(page.folder, path)
    if reference.form == FRONT_MATTER:
        return _by_theme(reference, page, site)
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
        misplaced=(beside,), reason="token", values={"better": better}, guess=UNKNOWN in steps
    )


def _by_theme(reference: Reference, page: Page, site: SiteFacts[PelicanSettings]) -> Resolution:
    """An image of the front matter means nothing to Pelican: most themes put the site's address in
    front, some a folder, too, of a bare name at least."""
    path = reference.path
    served = _served(site, path)
    inside = (at(page.folder, path), at(site.settings.content, path))
    copied = tuple(place for place in inside if _is_static(site, place))
    places = (*served.candidates, *copied)
    hidden = tuple(place for place in inside if place not in copied)
    values: dict[str, object] = {"folder": shown(at(site.settings.content, "images"))}
    certain = served.certain and "/" in path
    return Resolution(places, certain, hidden, "not-published", values, guess=True)


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


def _address(page: Page, site: SiteFacts[PelicanSettings]) -> str:
    """Where the file of a page is saved, with a slash before it (contents.py: url_format); parts
    that cannot be known are UNKNOWN. Empty where a program computes the pattern."""
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
        return address_part(given) if given and not form else UNKNOWN

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
        return UNKNOWN
    text = re.sub(r"[^\w\s-]", "", text[:LONGEST_PART]).strip()
    return re.sub(r"[-\s]+", "-", text).lower() or UNKNOWN


def _dated(value: object, form: str) -> str:
    """A day in the form of ``strftime``, where it is written with figures alone."""
    match = re.match(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", text_of(value or ""))
    if not match or "%" in _DIRECTIVE.sub("", form) or re.search("%[HMS]", form) or not form:
        return UNKNOWN
    try:
        return f"{datetime.date(*map(int, match.groups())):{form}}"
    except ValueError:
        return UNKNOWN


def _served_at(page: Page, site: SiteFacts[PelicanSettings]) -> str | None:
    """The address of a post, where it is read as Pelican itself reads posts: what its file is
    called, but for the ending that links leave out (``ARTICLE_URL``). Without a title none is
    built."""
    settings = site.settings
    if settings.reader != "pelican" or "content" in settings.unknown:
        return None
    if not page.data.get("title") and "title" not in _provided(page, site):
        return None
    return _address(page, site) or None


def _status_of(page: Page, settings: PelicanSettings) -> str:
    return text_of(page.data.get("status") or settings.default_status).strip().lower()


def _unpublished(page: Page, site: SiteFacts[PelicanSettings]) -> bool:
    """A draft stands at an address that no page names; a post to skip is not built."""
    return _status_of(page, site.settings) in ("draft", "skip")


def _marked_images(characters: str, start: int) -> Iterator[Element]:
    return python_markdown.marked_images(mask(characters, "pelican").text, start)


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


_MYST = Dialect(templates="pelican")  # what the plugin myst_reader reads with

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
    address=_served_at,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
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
    dialect=python_markdown.dialect(("extra",))._replace(templates="pelican", tags=_marked_images),
    severities={
        Variant("front-matter/missing", "none"): Severity.ERROR,
        Variant("excerpt/missing-marker", "unasked"): OFF,
        Variant("front-matter/invalid-field", "literal"): Severity.WARNING,
        Variant("front-matter/invalid-field", "one-line"): Severity.WARNING,
        Variant("image/not-an-image", "space"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.BUILD_STOPS,
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
        Variant("image/unresolved", "not-published"): {
            "en": "{generator} goes on without it: readers see {broken}",
            "zh": "{generator} 会照常构建，读者会看到{broken}",
        },
        Variant("image/unresolved", "keyword"): {
            "en": "{generator} prints it as it stands: readers see {broken}",
            "zh": "{generator} 会把这段路径原样写进页面，读者会看到{broken}",
        },
        Variant("image/missing", "front-matter"): {
            "en": "{generator} passes it on to the theme: lists and shared links show no picture",
            "zh": "{generator} 会把它原样交给主题，文章列表和分享卡片里没有图",
        },
        Variant("image/unresolved", "token"): consequences.LEFT_AS_IT_IS,
    },
)
