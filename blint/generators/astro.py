"""Astro, its content collections, run as 5.18.2 with @astrojs/mdx 4.3.14.

Configuration and schema are programs and are never executed: folders and aliases are read from
their text when they are plain values there.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from blint.bounded import Malformed, load_json
from blint.files.disk import DIRECTORY
from blint.files.paths import contains, relative
from blint.generators import consequences
from blint.generators.addresses import at, below, by_browser, follow_link
from blint.generators.astro_schema import (
    Collection,
    agreed,
    coerced,
    collections_of,
    posts_of,
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import at_path, base_path, first_file, script, string_in
from blint.model import Severity, Variant
from blint.post.front_matter.delimiters import Fence, Syntax
from blint.post.front_matter.values import (
    a_list,
    text_only,
    typed_only,
)
from blint.post.markdown.model import Dialect
from blint.post.references import FRONT_MATTER, HTML, IMPORT, Reference
from blint.post.site import IN_PATH, UNDECIDED, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.files.disk import Files
    from blint.generators.generator import Texts

# astro/dist/core/config/config.js, astro/dist/content/utils.js
_CONFIGS = tuple(f"astro.config.{form}" for form in ("mjs", "js", "ts", "mts", "cjs", "cts"))
_COLLECTIONS = tuple(
    f"{folder}config.{form}"
    for folder in ("content.", "content/")
    for form in ("mjs", "js", "mts", "ts")
)
_PUBLIC_IS_SET = re.compile(r"\bpublicDir\b")
_LIKE_AN_ALIAS = ("@", "~", "$")

# @astrojs/markdown-remark/dist/frontmatter.js; that both fences are the same, too.
_YAML = Fence(r"\A(?:\s*\n)?---(?!-)", r"\A(?:\s*\n)?---(?P<data>.*?\n)---")
_YAML.half_closing = re.compile(r"\+{3}")  # as built
_TOML = Fence(r"\A(?:\s*\n)?\+\+\+", r"\A(?:\s*\n)?\+\+\+(?P<data>.*?\n)\+\+\+")

# astro/dist/assets/consts.js: VALID_INPUT_FORMATS
_FORMATS = frozenset("jpeg jpg png tiff webp gif svg avif".split())


class AstroSettings(NamedTuple):
    """What only Astro asks of a site.

    ``aliases`` maps the beginning of a path (``@/``) to the absolute folder that it stands for.
    ``base_url`` is the absolute folder that bare paths are looked for in, too, or empty. ``posts``
    is the collection of the posts, None where it cannot be told, or its schema cannot be read;
    ``collections`` are all. ``routes`` are the names in the folder of the site's own pages, which
    may be drawn pictures; ``pages`` is that absolute folder, and ``ending`` how the addresses of
    pages there end, None where that is not known.
    """

    aliases: Mapping[str, str]
    base_url: str
    posts: Collection | None
    collections: tuple[Collection, ...]
    routes: frozenset[str]
    pages: str
    ending: str | None


def read_site(root: str, files: Files) -> SiteFacts[AstroSettings]:
    """Where pages and public files live, and what paths are short for."""
    config = first_file(root, _CONFIGS, files)
    text = script(config, files)
    source = os.path.normpath(os.path.join(root, string_in(text, "srcDir") or "src"))
    folder = string_in(text, "publicDir")
    is_known = folder is not None or not _PUBLIC_IS_SET.search(text)
    public = os.path.normpath(os.path.join(root, folder or "public"))
    pages = os.path.join(source, "pages")
    is_whole = any(files.look(path).kind == DIRECTORY for path in (public, pages))
    paths = [os.path.join(source, name) for name in _COLLECTIONS]
    collections = next((path for path in paths if files.text(path)), "")
    program = script(collections, files)
    found = collections_of(program, root, os.path.join(source, "content"))
    folders = {collection.folder for collection in found if collection.folder}
    content = os.path.commonpath(folders) if folders else os.path.join(source, "content")
    posts = posts_of(found, root)
    aliases, base_url, tsconfig = _aliases(root, files)
    return SiteFacts(
        root,
        content,
        AstroSettings(
            aliases,
            base_url,
            posts,
            tuple(found),
            frozenset(files.names(pages)),
            pages,
            _ending(text),
        ),
        (public,) if is_known and is_whole else (),
        extensions=_FORMATS,
        base=base_path(string_in(text, "base")),
        required=(posts.required or ()) if posts else (),
        image_keys=tuple(sorted({key for collection in found for key in collection.images})),
        reads=agreed(posts, found) if posts else {},
        sources=tuple(path for path in (config, collections, tsconfig) if path),
        unknown=_unknown(is_known=is_known, is_whole=is_whole),
        consequences=_consequences(posts),
    )


def _ending(text: str) -> str | None:
    """How the addresses of a site with this configuration end."""
    if re.search(r"\bformat\s*:|\bi18n\s*:", text):
        return None
    slash = string_in(text, "trailingSlash")
    return {None: "/", "always": "/", "ignore": "/", "never": ""}.get(slash)


def _served_at(page: Page, site: SiteFacts[AstroSettings]) -> str | None:
    """The address of a Markdown file that is a page itself. What becomes of an entry of a
    collection is for the site's own pages to say."""
    pages, ending = site.settings.pages, site.settings.ending
    if ending is None or not contains(pages, page.path):
        return None
    path = os.path.splitext(relative(page.path, pages))[0]
    if "[" in path or any(step.startswith("_") for step in path.split("/")):
        return None
    return f"/{posixpath.dirname(path)}/" if page.stem == "index" else f"/{path}{ending}"


def _unknown(*, is_known: bool, is_whole: bool) -> dict[str, str]:
    """Why it cannot be told where public files are: a program tells, or there is nothing but
    content."""
    if not is_known:
        return {"site.public": "publicDir is set by the program"}
    if not is_whole:
        return {"site.public": "there is neither a folder of public files nor one of pages"}
    return {}


def _consequences(posts: Collection | None) -> dict[Variant, Texts]:
    """What becomes of an empty date: ``z.coerce.date()`` makes one of it."""
    dates = (
        [read for read in posts.reads.values() if read in (coerced, typed_only)] if posts else []
    )
    if dates and typed_only not in dates:
        return {Variant("front-matter/empty-field", "empty-date"): _YEAR_1970}
    return {}


def _provided(page: Page, site: SiteFacts[AstroSettings]) -> tuple[str, ...]:
    """What a page does not need: the schema of the posts is not that of other pages, and may do
    without a title. Where no schema is found, a title at least is wanted."""
    posts = site.settings.posts
    if posts is None:
        return ()
    if posts.folder and not page.path.startswith(posts.folder + os.sep):
        return ("title", *site.required)
    found = [name for name in site.required if name != "title" and _may_be_empty(name, page, posts)]
    return tuple(found if "title" in site.required else ("title", *found))


def _may_be_empty(name: str, page: Page, posts: Collection) -> bool:
    """Whether a field holds an empty list or text, and its type takes one."""
    value = page.data.get(name)
    empty = value == [] or (isinstance(value, str) and not value.strip())
    return (
        empty and posts.reads.get(name) in (text_only, a_list) and not posts.reads[name](value, "")
    )


def _aliases(root: str, files: Files) -> tuple[Mapping[str, str], str, str]:
    """The prefixes that tsconfig.json gives to folders, as absolute paths; the folder that bare
    paths are looked for in, too, if it names one; and where it is."""
    path = first_file(root, ("tsconfig.json", "jsconfig.json"), files)
    try:
        data = load_json(re.sub(r",(\s*[}\]])", r"\1", script(path, files)))
    except Malformed:
        return {}, "", path
    options = at_path(data, "compilerOptions", {}) if isinstance(data, dict) else {}
    base, paths = at_path(options, "baseUrl", "."), at_path(options, "paths", {})
    found = {}
    for prefix, folders in paths.items() if isinstance(paths, dict) else ():
        target = folders[0] if isinstance(folders, list) and folders else None
        if prefix.endswith("/*") and isinstance(target, str) and isinstance(base, str):
            found[prefix[:-1]] = os.path.normpath(os.path.join(root, base, target.rstrip("*")))
    named = isinstance(at_path(options, "baseUrl"), str)
    return found, os.path.normpath(os.path.join(root, base)) if named else "", path


def resolve(reference: Reference, page: Page, site: SiteFacts[AstroSettings]) -> Resolution:
    """Where an image is looked for: @astrojs/markdown-remark/dist/remark-collect-images.js.

    A Markdown image that starts with no slash is imported from the post. Any other path goes out
    as it is: ``/x`` is a file of the public folder, and gets no base.
    """
    if "\0" in reference.path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:
        return _cover(reference, page, site)
    if reference.form == HTML or reference.path.startswith("/"):
        return _as_it_is(reference, page, site)
    if reference.form == IMPORT and not reference.path.startswith("."):
        return _aliased(reference.path, site) or UNDECIDED
    return _imported(reference, page, site)


def _cover(reference: Reference, page: Page, site: SiteFacts[AstroSettings]) -> Resolution:
    """An image in the front matter: the build imports those that the schema calls so. Others are
    texts, which a theme may take for paths of public files, or import as it likes."""
    path = reference.url
    if reference.key in _fields_of(page, site):
        found = _aliased(path, site)
        if found is None and path.startswith(_LIKE_AN_ALIAS):
            return UNDECIDED
        return found or Resolution(_beside(path, page, site))
    places = tuple(at(folder, path) for folder in site.public)
    if path.startswith("/") and site.public and not _is_route(path, site):
        return Resolution((*places, at(site.root, path)), reason="public", guess=True)
    beside = () if path.startswith("/") else below(page.folder, reference)
    return Resolution((*beside, *places), certain=False)


def _beside(path: str, page: Page, site: SiteFacts[AstroSettings]) -> tuple[str, ...]:
    """Where a path is imported from: the page's folder and, if it is bare, the one that tsconfig
    names; a slash stands for the root of the project."""
    if path.startswith("/"):
        return (at(site.root, path),)
    bases = () if path.startswith(".") else (site.settings.base_url,)
    return tuple(at(folder, path) for folder in (page.folder, *bases) if folder)


def _fields_of(page: Page, site: SiteFacts[AstroSettings]) -> frozenset[str]:
    """The fields of a page that are images, as the schema of its collection has it; those of all
    where its collection is not known."""
    collections = site.settings.collections
    own = [c for c in collections if c.folder and contains(c.folder, page.path)]
    if not own:
        own = [c for c in collections if not c.folder]
    nearest = max((len(c.folder) for c in own), default=0)
    return frozenset(key for c in own if len(c.folder) == nearest for key in c.images)


def _is_route(path: str, site: SiteFacts[AstroSettings]) -> bool:
    """Whether a page of the site's own may draw what is served at a path, as
    ``pages/og/[name].png.ts`` does what is below ``/og/``."""
    step, _, rest = path.removeprefix(site.base).lstrip("/").partition("/")
    return bool(rest) and step in site.settings.routes


def _as_it_is(reference: Reference, page: Page, site: SiteFacts[AstroSettings]) -> Resolution:
    if reference.path.startswith("/"):
        found = by_browser(reference, page, site.base, None, site.public)
        if not site.public or _is_route(reference.path, site):
            found = found._replace(certain=False)
        return found if found.reason else found._replace(reason="public")
    # The routes are the site's own: what address the post has cannot be known.
    return Resolution(certain=False, misplaced=below(page.folder, reference), reason="html")


def _imported(reference: Reference, page: Page, site: SiteFacts[AstroSettings]) -> Resolution:
    raw = reference.raw_path
    path = _decode(raw)
    found = _aliased(path, site)
    if found is None and path.startswith(_LIKE_AN_ALIAS):
        return UNDECIDED  # an alias that is set elsewhere
    if found is None:
        found = Resolution(_beside(path, page, site))
    if reference.form == IMPORT:
        return found
    mdx = page.path.endswith(".mdx")
    if reference.url != raw:  # a part of the name in MDX
        literal = Resolution((at(page.folder, reference.url),))
        return literal if mdx else found.refused("query")
    if re.search(r"%(?![0-9A-Fa-f]{2})", raw):
        return found.refused("name" if mdx else "percent")  # decodeURI throws
    if path != reference.path:
        return found._replace(misplaced=(at(page.folder, reference.path),), reason="name")
    if reference.extension not in site.extensions:
        return found.refused("extension")
    return found


def _aliased(path: str, site: SiteFacts[AstroSettings]) -> Resolution | None:
    for prefix, folder in site.settings.aliases.items():
        if path.startswith(prefix):
            return Resolution((at(folder, path.removeprefix(prefix)),))
    return None


def _decode(path: str) -> str:
    """JavaScript's decodeURI: the signs that mean something in an address stay encoded."""
    return unquote(re.sub(r"%(?=2[346BCF]|3[ABDF]|40)", "%25", path, flags=re.IGNORECASE))


_YEAR_1970: Texts = {
    "en": "{generator} silently takes the first day of 1970",
    "zh": "{generator} 会悄悄把它当作 1970 年 1 月 1 日",
}
_NO_IMAGE: Texts = {
    "en": "{generator} logs no error, and the image is missing on the page",
    "zh": "{generator} 不会报错，但页面上没有这张图",
}

_STOPS_OR_BROKEN: Texts = {
    "en": "{generator} stops the build here; readers see a broken image if it lies in public",
    "zh": "{generator} 会在这里中断构建；放在 public 里的，读者会看到裂图",
}
_EMPTY_PAGE: Texts = {
    "en": "{generator} goes on, and shows an empty page",
    "zh": "{generator} 会继续构建，但页面一片空白",
}

GENERATOR = Generator(
    name="astro",
    title="Astro",
    front_matter=(Syntax(_YAML, "yaml"), Syntax(_TOML, "toml")),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    posts=("**/blog/**", "**/posts/**"),
    not_posts=("_*.md", "_*.mdx"),  # the patterns of loaders leave them out: **/[^_]*.md
    required=("title",),
    provided=_provided,
    address=_served_at,
    keeps_letters=True,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
    # Astro knows no date: the schema names it, and these are common in it.
    dates=("date", "pubDate", "pubDatetime", "publishDate", "published", "publishedAt", IN_PATH),
    dialect=Dialect(  # remark
        paired_backslashes=True, kept_backslashes=True, indented=frozenset(("footnote",))
    ),
    severities={Variant("image/unreadable", "lfs-pointer"): Severity.ERROR},
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST,
        Variant("front-matter/missing"): {
            "en": "Astro shows it as text, and stops the build where the schema asks for fields",
            "zh": "Astro 会把它当作正文；如果 schema 要求某些字段，构建会中断",
        },
        Variant("front-matter/missing", "half-closed"): consequences.FIELDS_SHOWN_TOO,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/missing-field"): {
            "en": "Astro stops the build where the schema asks for it",
            "zh": "如果 schema 要求这个字段，Astro 会中断构建",
        },
        Variant("front-matter/empty-field"): {
            "en": "Astro stops the build where the schema asks for it",
            "zh": "如果 schema 要求这个字段，Astro 会中断构建",
        },
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("table/surplus-cell", "braces"): consequences.BUILD_STOPS,
        Variant("image/missing"): consequences.BUILD_STOPS,
        Variant("image/missing", "public"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "base"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "empty"): consequences.BROKEN_IMAGE,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/wrong-case", "public"): consequences.WORKS_ON_A_MAC,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "query"): _NO_IMAGE,
        Variant("image/unresolved", "extension"): _NO_IMAGE,
        Variant("image/missing", "percent"): _EMPTY_PAGE,
        Variant("image/unresolved", "percent"): _EMPTY_PAGE,
        Variant("image/unresolved", "name"): consequences.BUILD_STOPS,
        Variant("image/unreadable", "directory"): _NO_IMAGE,
        Variant("image/unreadable"): _STOPS_OR_BROKEN,
        Variant("image/unreadable", "no-namespace"): consequences.BROKEN_IMAGE,
    },
)
