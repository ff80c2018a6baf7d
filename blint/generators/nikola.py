"""Nikola, run as 8.3.3 with Markdown 3.11.3, ruamel.yaml and toml.

Read: nikola/nikola.py, post.py, metadata_extractors.py, plugin_categories.py, and the plugins
copy_files, scale_images and thumbnail. ``conf.py`` is Python and is never executed: its literals
are read from the syntax tree; what it computes is unknown, and nothing is said of what rests on it.
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
from blint.generators.addresses import at, follow_link
from blint.generators.generator import Generator, SiteFacts
from blint.generators.python_config import Settings, assignments
from blint.generators.site_config import first_file, pattern
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Span, Variant
from blint.post.front_matter.delimiters import Fence, Syntax
from blint.post.front_matter.key_value import DottedLines
from blint.post.front_matter.values import by_dateutil, no_flag, no_negative, not_literal, text_only
from blint.post.markdown.model import Element
from blint.post.references import FRONT_MATTER, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict

# metadata_extractors.py, plugin_categories.py: a fence is a line of three signs and nothing else.
_YAML = Fence(r"\A---\r?\n", r"\A---\r?\n(?P<data>(?:.*?\n)??)---\r?\n")
_TOML = Fence(r"\A\+\+\+\r?\n", r"\A\+\+\+\r?\n(?P<data>(?:.*?\n)??)\+\+\+\r?\n")
# post.py: TEASER_REGEXP
_TEASER = re.compile(r"<!--\s*(?:TEASER_END|END_TEASER)(?::.+)?\s*-->", re.IGNORECASE)
# image_processing.py: what else stands in a folder of images is not copied.
_IMAGES = frozenset((".jpg", ".png", ".jpeg", ".gif", ".svg", ".svgz", ".bmp", ".tiff", ".webp"))
_SHORTCODE = re.compile(
    r"\{\{%\s*(?:(?P<raw>/?raw)|thumbnail\s+(?:uri=)?(?P<quote>[\"']?)(?P<uri>[^\"'\s%]+)(?P=quote))"
    r"[^%]*%\}\}"
)
_MAX_FOLDERS = 1000
_ALT = lazy(r"\balt=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


class NikolaSettings(NamedTuple):
    """What only Nikola asks of a site.

    ``posts`` are the absolute folders of posts; ``places`` are pairs, of pages, too: an absolute
    folder, and the path that its pages are served below. ``in_name`` matches the path of a post
    that tells its fields. Posts at ``sidecars`` (absolute, without the extension) have a file of
    metadata beside them. ``own_metadata`` tells whether Markdown reads ``Key: value`` lines,
    ``pretty`` whether a page's address is a folder. ``translations`` maps languages to the path
    they are served below, ``files`` and ``images`` folders below the site's root to where they are
    copied to. ``renamed`` maps fields of front matter to the names that Nikola knows them by,
    ``tags`` tells whether a tag makes a post a draft. ``unknown`` tells what a program computes:
    ``files`` (the folders that are copied), ``pages`` (addresses) or ``dates``.
    """

    posts: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    in_name: re.Pattern[str]
    sidecars: frozenset[str]
    own_metadata: bool
    pretty: bool
    translations: Mapping[object, object]
    files: Mapping[str, str]
    images: Mapping[str, str]
    renamed: Mapping[str, str]
    tags: bool
    unknown: frozenset[str]


# The settings that say which folders are copied, where pages are, and what dates posts may have.
_PLACING = {
    "files": ("FILES_FOLDERS", "IMAGE_FOLDERS", "GALLERY_FOLDERS"),
    "pages": ("POSTS", "PAGES", "PRETTY_URLS", "TRANSLATIONS"),
    "dates": (
        "POSTS",
        "TRANSLATIONS",
        "FILE_METADATA_REGEXP",
        "MARKDOWN_EXTENSIONS",
        "METADATA_MAPPING",
    ),
}


def read_site(root: str, files: Files) -> SiteFacts[NikolaSettings]:
    """Where posts and published files are; defaults are those of nikola.py."""
    path = first_file(root, ("conf.py",), files)
    conf = assignments(path, files)
    written = list(_places(conf, "POSTS"))
    posts = [at(root, folder) for folder, _ in written] or [os.path.join(root, "posts")]
    together = os.path.commonpath(posts)
    own = "TEASER_REGEXP" in files.text(path)
    marker = None if own else Marker("<!-- TEASER_END -->", _TEASER, in_code=False)
    images = _folders(conf, "IMAGE_FOLDERS", {"images": ""})
    translations = conf.data("TRANSLATIONS")
    settings = NikolaSettings(
        posts=tuple(posts),
        places=tuple((at(root, f), to) for f, to in (*written, *_places(conf, "PAGES"))),
        in_name=pattern(conf.data("FILE_METADATA_REGEXP")),
        sidecars=frozenset(path for folder in posts for path in _sidecars(folder, files)),
        own_metadata=_reads_own(conf),
        pretty=conf.get("PRETTY_URLS", True) is not False,
        translations=translations if isinstance(translations, dict) else {},
        files=_folders(conf, "FILES_FOLDERS", {"files": ""}),
        images=images | _folders(conf, "GALLERY_FOLDERS", {"galleries": "galleries"}),
        renamed=_renamed(conf.data("METADATA_MAPPING")),
        tags=conf.data("USE_TAG_METADATA", True) is not False,
        unknown=frozenset(name for name, keys in _PLACING.items() if conf.unread(*keys)),
    )
    return SiteFacts(
        root,
        posts[0] if together == root else together,
        settings,
        tuple(at(root, f) for f, to in settings.files.items() if not to),
        marker,
        path if conf.get("INDEX_TEASERS") is True else "",
        sources=(path,) if path else (),
        unknown=_unknown(conf, own_marker=own),
    )


def _unknown(conf: Settings, *, own_marker: bool) -> dict[str, str]:
    """What blint's configuration is asked for, with the settings that do not tell it."""
    found = {"site.marker": "TEASER_REGEXP is a program's"} if own_marker else {}
    for key, names in (
        ("site.public", (*_PLACING["files"], *_PLACING["pages"])),
        ("rules.front-matter/missing-field.fields", _PLACING["dates"]),
    ):
        computed = ", ".join(name for name in names if name in conf and conf.unread(name))
        if computed or conf.anything:
            found[key] = f"computed: {computed}" if computed else "set by another module"
    return found


def _renamed(mapping: object) -> dict[str, str]:
    """The fields that METADATA_MAPPING gives Nikola's names (utils.py: map_metadata)."""
    found = {}
    for names in mapping.values() if isinstance(mapping, dict) else ():
        if isinstance(names, dict):
            pairs = names.items()
            found.update({a: b for a, b in pairs if isinstance(a, str) and isinstance(b, str)})
    return found


def _sidecars(folder: str, files: Files) -> Iterator[str]:
    """The files beside posts that hold their metadata, without the extension."""
    folders = [folder]
    for here in folders:  # which grows
        for name, linked in files.names(here).items():
            stem, extension = os.path.splitext(os.path.join(here, name))
            if extension == ".meta":
                yield stem
            elif not extension and not linked and len(folders) < _MAX_FOLDERS:
                folders.append(stem)


def _reads_own(conf: Settings) -> bool:
    """Whether Markdown's own metadata is read, too: ``Key: value`` lines."""
    extensions = conf.data("MARKDOWN_EXTENSIONS")
    names = ("meta", "markdown.extensions.meta")
    return isinstance(extensions, (list, tuple)) and any(name in extensions for name in names)


def _places(conf: Settings, key: str) -> Iterator[tuple[str, str]]:
    """The folder of each source pattern, and the path its pages get (``("posts/*.md", "posts",
    …)``)."""
    value = conf.data(key)
    for item in value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, (list, tuple)) and len(item) > 1:
            pattern, to = item[0], item[1]
            if isinstance(pattern, str) and isinstance(to, str):
                yield posixpath.dirname(pattern), to


def _folders(conf: Settings, key: str, default: dict[str, str]) -> dict[str, str]:
    value = conf.data(key)
    found = value if isinstance(value, dict) else default
    return {f: to for f, to in found.items() if isinstance(f, str) and isinstance(to, str)}


def resolve(reference: Reference, page: Page, site: SiteFacts[NikolaSettings]) -> Resolution:
    """Every path counts from the page's address, which ends in a folder of the page's own; only
    some folders are published (post.py: text, which makes paths absolute; copy_files)."""
    path = reference.path
    if "\0" in path:
        return UNDECIDED
    if reference.form == FRONT_MATTER and reference.key != _PREVIEW:
        return _by_theme(reference, page, site)
    found = _found(reference, page, site)
    unknown = site.settings.unknown
    if "files" in unknown or ("pages" in unknown and not path.startswith("/")):
        return Resolution((*found.candidates, *found.misplaced), certain=False)
    return found


_PREVIEW = "previewimage"  # counts as paths of the text do (post.py: previewimage)


def _by_theme(reference: Reference, page: Page, site: SiteFacts[NikolaSettings]) -> Resolution:
    """An image of the front matter that only some theme knows: below the root or beside the post. A
    bare name may get a folder put in front."""
    path = reference.path
    places = (*_served(site, "/" + path.lstrip("/")), at(page.folder, path), at(site.root, path))
    return Resolution(places, certain="/" in path and not site.settings.unknown, guess=True)


def _found(reference: Reference, page: Page, site: SiteFacts[NikolaSettings]) -> Resolution:
    path = reference.path
    url = _address(page, site)
    if url is None and not path.startswith("/"):
        return UNDECIDED
    thumbnail = reference.element == "thumbnail"
    # What climbs above the root is not found, though a browser would let it pass.
    steps = posixpath.normpath(posixpath.join(posixpath.dirname(url or "/")[1:], path))
    if path.startswith("/"):
        steps = posixpath.normpath(path.lstrip("/"))
    candidates = () if steps.startswith("../") else _served(site, "/" + steps, thumbnail)
    if steps.startswith("assets/"):  # perhaps the theme's
        return Resolution(candidates, certain=False)
    start = site.root if path.startswith("/") else page.folder
    meant = at(start, path.lstrip("/"))
    better = _published(site, meant)
    if better and path.startswith("/"):
        values: dict[str, object] = {"folder": posixpath.dirname(better), "better": better}
        return Resolution(candidates, True, (meant,), "folder", values)
    if better:
        values = {"url": url, "better": better}
        return Resolution(candidates, True, (meant,), "page-url", values)
    folder = next(iter(site.settings.files), "files")
    values = {"folder": shown(os.path.join(site.root, folder))}
    return Resolution(candidates, True, (meant,), "not-published", values)


def _served(
    site: SiteFacts[NikolaSettings], address: str, thumbnail: bool = False
) -> tuple[str, ...]:
    """The files that are published at an address; with ``thumbnail``, those that get a small
    copy."""
    found = []
    images = site.settings.images
    for folders in (images,) if thumbnail else (site.settings.files, images):
        for folder, to in folders.items():
            base = _rooted(to)
            if f"{address}/".startswith(f"{base.rstrip('/')}/"):
                rest = address[len(base) :].lstrip("/")
                small = re.sub(r"\.thumbnail(\.\w+)$", r"\1", rest)
                names = (rest, small) if folders is images else (rest,)
                found += [at(os.path.join(site.root, folder), name) for name in names]
    found += [at(folder, address) for folder in site.public if not thumbnail]
    return tuple(dict.fromkeys(path for path in found if _is_copied(site, path)))


def _rooted(path: str) -> str:
    return posixpath.normpath("/" + path.strip("/"))


def _is_copied(site: SiteFacts[NikolaSettings], path: str) -> bool:
    for folder in site.settings.images:
        if contains(os.path.join(site.root, folder), path):
            return os.path.splitext(path)[1].lower() in _IMAGES
    return True


def _published(site: SiteFacts[NikolaSettings], path: str) -> str:
    """The address of a file, or an empty string for one that is not copied."""
    for folder, to in (*site.settings.files.items(), *site.settings.images.items()):
        home = os.path.join(site.root, folder)
        if contains(home, path) and _is_copied(site, path):
            return posixpath.join(_rooted(to), relative(path, home))
    return ""


def _address(page: Page, site: SiteFacts[NikolaSettings]) -> str | None:
    """The address of a post (post.py: permalink), None outside the folders of posts and pages."""
    place = next((p for p in site.settings.places if contains(p[0], page.path)), None)
    if place is None:
        return None
    stem, prefix = page.stem, ""
    name, dot, language = stem.rpartition(".")
    translations = site.settings.translations
    if dot and language in translations:
        stem, prefix = name, text_of(translations[language])
    slug = page.data.get("slug")
    if not isinstance(slug, str) or not slug:
        slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", stem).strip().lower())
    pretty = page.data.get("pretty_url")
    if pretty is None:
        pretty = site.settings.pretty and slug != "index"
    elif isinstance(pretty, str):
        pretty = pretty.strip().lower() in ("true", "yes", "1")
    folder = _rooted(posixpath.join(prefix, place[1], relative(page.folder, place[0])))
    return posixpath.join(folder, slug) + ("/" if pretty else ".html")


def _served_at(page: Page, site: SiteFacts[NikolaSettings]) -> str | None:
    """The address of a post whose slug stands in its front matter, or is made of plain letters in
    its name, and nowhere else."""
    settings = site.settings
    named = settings.in_name.match(relative(page.path, site.root))
    elsewhere = (named and "slug" in named.groupdict()) or "slug" in settings.renamed.values()
    beside = os.path.splitext(page.path)[0] in settings.sidecars or settings.own_metadata
    if settings.unknown & {"pages"} or elsewhere or beside:
        return None
    return _address(page, site) if page.data.get("slug") or page.stem.isascii() else None


def _thumbnails(characters: str, start: int) -> Iterator[Element]:
    """``{{% thumbnail "/images/x.png" %}}``, but for what a ``raw`` shortcode shows as it is; and
    images in marked HTML."""
    raw = False
    for match in _SHORTCODE.finditer(characters, start):
        if match["raw"]:
            raw = match["raw"] == "raw"
        if raw or match["raw"]:
            continue
        span = Span(*match.span("uri"))
        attributes = {"src": (match["uri"], span)}
        if alt := _ALT.search(match[0]):
            place = Span(match.start() + alt.start(), match.start() + alt.end())
            attributes["alt"] = (alt[1] or alt[2] or alt[3] or "", place)
        yield Element("img", Span(*match.span()), attributes, shortcode="thumbnail")
    yield from python_markdown.marked_images(characters, start)


def _provided(page: Page, site: SiteFacts[NikolaSettings]) -> set[str]:
    """Pages and translations need no date of their own; that of a post may stand in its name, in a
    file beside it, or in lines that only Markdown's own extension reads."""
    name, dot, language = page.stem.rpartition(".")
    settings = site.settings
    named = settings.in_name.match(relative(page.path, site.root))
    beside = os.path.splitext(page.path)[0] in settings.sidecars
    translated = bool(name and dot) and language in settings.translations
    page_only = not any(contains(folder, page.path) for folder in settings.posts)
    in_name = named and named.groupdict().get("date")
    own = settings.own_metadata and not page.data
    named_so = any(settings.renamed.get(key) == "date" for key in page.data)
    given = in_name or beside or translated or page_only or own or named_so
    return {"date"} if given or "dates" in settings.unknown else set()


def _unpublished(page: Page, site: SiteFacts[NikolaSettings]) -> bool:
    """Drafts stand in no list and are not deployed (post.py). A private post is."""
    tags = page.data.get("tags")
    names = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else ()
    by_tag = site.settings.tags and "draft" in [text_of(name).strip().lower() for name in names]
    return by_tag or page.data.get("status") == "draft"


def _date(value: object, written: str) -> Verdict:
    return "" if isinstance(value, datetime.date) else by_dateutil(value, written)


def _literal(value: object, written: str) -> Verdict:
    # YAML and TOML texts may have several lines.
    found = not_literal(value, written)
    return found if found == "literal" else ""


def _title(value: object, written: str) -> Verdict:
    # A list is shown as Python writes it, in brackets and quotes.
    return "literal" if isinstance(value, (list, dict)) else _literal(value, written)


def _tags(value: object, written: str) -> Verdict:
    return _literal(value, written) if isinstance(value, (str, list)) else "not-a-list"


def _status(value: object, _written: str) -> Verdict:
    """A status that is not known hides nothing; those that are meant to hide a post matter."""
    exact = value in ("draft", "private", "published", "featured")
    return "" if exact or text_of(value).strip().lower().startswith("publish") else "status"


GENERATOR = Generator(
    name="nikola",
    title="Nikola",
    front_matter=(
        Syntax(_YAML, "yaml"),
        Syntax(_TOML, "toml"),
        Syntax(DottedLines(), "dotted"),
    ),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    posts=("**",),
    required=("date",),
    provided=_provided,
    unpublished=_unpublished,
    address=_served_at,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
    reads={
        "date": _date,
        "updated": _date,
        "title": _title,
        "slug": text_only,
        "category": text_only,
        "author": _title,
        "status": _status,
        "draft": no_flag,
        "published": no_negative,
        "tags": _tags,
        "tags[]": text_only,
    },
    dialect=python_markdown.dialect(("extra",))._replace(templates="hugo", tags=_thumbnails),
    severities={
        Variant("front-matter/missing", "none"): Severity.ERROR,
        Variant("excerpt/missing-marker", "unasked"): OFF,
        Variant("excerpt/empty"): Severity.ERROR,
        Variant("front-matter/invalid-field", "literal"): Severity.WARNING,
        Variant("image/not-an-image", "space"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.BUILD_STOPS,
        Variant("front-matter/missing"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "full-width-colon"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "no-blank"): consequences.BUILD_STOPS,
        Variant("front-matter/missing-field"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "status"): consequences.PUBLISHED,
        Variant("front-matter/invalid-field", "not-a-status"): consequences.PUBLISHED,
        Variant("front-matter/invalid-field", "literal"): {
            "en": "{generator} takes quotes and brackets for a part of it",
            "zh": "{generator} 会把引号和括号当作内容的一部分",
        },
        Variant("front-matter/invalid-field", "month-first"): consequences.OTHER_DAY,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key", "lines"): consequences.LAST_KEY_WINS,
        Variant("excerpt/missing-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): {
            "en": "{generator} does not know it: lists and feeds show the whole post",
            "zh": "{generator} 不认识它，列表和订阅源会显示整篇文章",
        },
        Variant("excerpt/marker-in-code", "harmless"): consequences.NOT_SEEN_IN_CODE,
        Variant("excerpt/empty"): consequences.BUILD_STOPS,
        Variant("image/missing", "front-matter"): consequences.NO_COVER,
        Variant("image/unresolved", "page-url"): {
            "en": "{generator} counts it from the page's address: readers see {broken}",
            "zh": "{generator} 从页面地址算起，读者会看到{broken}",
        },
        Variant("image/unresolved", "not-published"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "folder"): consequences.BROKEN_IMAGE,
    },
)
