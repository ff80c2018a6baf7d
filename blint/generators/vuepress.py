"""VuePress 2 with Vite and @vuepress/plugin-blog, run as 2.0.0-rc.28 with plugin-blog rc.128.

Read: @vuepress/core (resolvePageDate, parsePageContent), @vuepress/markdown (assetsPlugin),
@vuepress/plugin-blog and @vuepress/helper (getPageExcerpt), gray-matter 4. The configuration is a
program and is not run: what it says in plain strings is read from its text.

VuePress 1, with webpack, was run as 1.9.10; it differs in where images are looked for.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from blint.bounded import whole_number
from blint.files.paths import relative, shown
from blint.generators import consequences
from blint.generators.addresses import at, by_browser, by_some_theme, follow_link
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import first_file, is_computed, script, string_in
from blint.generators.vite import VUE_MARKDOWN, as_asked
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import GRAY_MATTER
from blint.post.front_matter.values import by_javascript_in_utc, no_comma_list, printable
from blint.post.references import FRONT_MATTER, IMPORT, MARKDOWN, REFERENCE, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.post.site import Misnamed

_CONFIGS = ("config.ts", "config.js", "config.mjs", "config.mts", "config.cjs")
_SCRIPTS = (".ts", ".js", ".mjs", ".mts", ".cjs")


class VuePressSettings(NamedTuple):
    """What only VuePress asks of a site, as far as its scripts tell: whether it is built by
    ``version_1``, may have ``aliases`` for paths, may give pages an address that is not that of
    their file (``placed``), and may decode paths (``decoded``)."""

    version_1: bool
    aliases: bool
    placed: bool
    decoded: bool


def read_site(root: str, files: Files) -> SiteFacts[VuePressSettings]:
    """What the configuration, and the modules beside it, say in plain strings."""
    home = os.path.join(root, ".vuepress")
    names = [name for name in sorted(files.names(home)) if name.endswith(_SCRIPTS)]
    sources = tuple(os.path.join(home, name) for name in names if not name.startswith("client."))
    text = "\n".join(script(path, files) for path in sources)
    config = script(first_file(home, _CONFIGS, files), files)
    public = string_in(config, "public")
    folders = [at(folder, public) for folder in (os.path.dirname(root), root)] if public else []
    marker = None
    if not re.search(r"\bexcerpt\s*:\s*false\b", text):
        marker = Marker.exactly(string_in(text, "excerptSeparator") or "<!-- more -->")
        marker = marker._replace(dialects=bool(re.search(r"\bblogPlugin\b|theme-hope", text)))
    package, version = _version(root, files)
    asked = bool(re.search(r"\bexcerptLength\s*:\s*0\b", text))
    base = (string_in(config, "base") or "/").strip("/")
    computed = {
        f"site.{key}": f"{key} is set by the program"
        for key in ("public", "base")
        if is_computed(config, key)
    }
    return SiteFacts(
        root,
        root,
        VuePressSettings(
            version_1=version <= 1,
            aliases=bool(re.search(r"\balias\b", text)),
            placed=bool(re.search(r"(?i)permalink|\btheme\s*:", text)),
            decoded=bool(re.search(r"(?i)url-?encode|decodeURI|normalizeLink", text)),
        ),
        tuple(folders) or (os.path.join(home, "public"),),
        marker,
        base=f"/{base}/" if base else "/",
        severities={Variant("excerpt/missing-marker", "unasked"): Severity.WARNING}
        if asked
        else {},
        sources=sources + ((package,) if package else ()),
        unknown=computed,
    )


_VERSION = re.compile(r"\"(?:vuepress|@vuepress/core)\"\s*:\s*\"[\^~>=v ]*(\d+)")


def _version(root: str, files: Files) -> tuple[str, int]:
    """The package.json that names VuePress's major version, and that version. Without one, a file
    that only VuePress 1 knows tells."""
    folder = root
    for _ in range(3):
        package = os.path.join(folder, "package.json")
        if version := _VERSION.search(files.text(package)):
            return package, whole_number(version[1])
        folder = os.path.dirname(folder)
    names = files.names(os.path.join(root, ".vuepress"))
    return "", 1 if "enhanceApp.js" in names or "enhanceApp.ts" in names else 2


def resolve(reference: Reference, page: Page, site: SiteFacts[VuePressSettings]) -> Resolution:
    """How the bundler, or the reader's browser, finds a file."""
    path = as_asked(reference)
    if "\0" in path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:
        return by_some_theme(path, page, (*site.public, site.content))
    by_version = _by_webpack if site.settings.version_1 else _by_vite
    found = by_version(reference, page, site)
    if path.startswith("/") and {"site.public", "site.base"} & site.unknown.keys():
        return found._replace(certain=False, misplaced=())
    return found


def _by_vite(reference: Reference, page: Page, site: SiteFacts[VuePressSettings]) -> Resolution:
    """VuePress 2: ``/x`` in the public folder, then below the pages; ``./x`` from the post.
    Anything else names a package, in Markdown, too. The src of an audio element is left as it is
    (Vue's compiler knows img, video, source and image).
    """
    path = as_asked(reference)
    beside = at(page.folder, path)
    if reference.element == "audio":
        if path.startswith("/"):
            roots = tuple(at(folder, path) for folder in site.public)
            return Resolution(roots, reason="audio")
        return Resolution((beside,)).refused("audio")
    if path.startswith("/"):
        found = _from_root(path, site)
    elif path.startswith(("./", "../")):
        found = Resolution((beside,))
    elif path.startswith("@source/"):
        found = Resolution((at(site.content, path.removeprefix("@source/")),))
    elif path.startswith(("@", "~")) and (site.settings.aliases or path[1:2] != "/"):
        return UNDECIDED  # an alias or a package
    elif path.startswith(("@/", "~/")):
        meant = Resolution((at(site.content, path[2:]),))
        return meant.refused("token", better="@source/" + reference.raw_path[2:])
    else:
        return Resolution((beside,)).refused("token", better="./" + reference.raw_path)
    folder = "" if path.startswith("/") else relative(page.folder, site.content)
    breaks = "'" in path or re.search("[#?]", folder + path)
    return found.refused("name") if breaks else found


def _served_at(page: Page, site: SiteFacts[VuePressSettings]) -> str | None:
    """The address of a page: its own, or the path of its file where nothing else may tell it."""
    own = page.data.get("permalink")
    if own is not None:
        return own if isinstance(own, str) and ":" not in own else None
    if site.settings.placed:
        return None
    path = relative(page.path, site.content).removesuffix(".md")
    if page.stem.lower() in ("readme", "index"):
        return f"/{posixpath.dirname(path)}/"
    return f"/{path}.html"


def _file_name(page: Page, site: SiteFacts[VuePressSettings]) -> Misnamed:
    """Whether the path of a post breaks the build."""
    asks = "?" in relative(page.path, site.content)
    return "sign-stops" if asks and not site.settings.version_1 else ""


def _from_root(path: str, site: SiteFacts[VuePressSettings]) -> Resolution:
    roots = (*site.public, site.content)
    found = Resolution(tuple(at(root, path) for root in roots))
    if site.base == "/" or not path.startswith(site.base):
        return found
    short = path[len(site.base) - 1 :]
    misplaced = tuple(at(root, short) for root in roots)
    values: dict[str, object] = {"folder": shown(site.public[0]), "better": short}
    return found._replace(misplaced=misplaced, reason="folder", values=values)


# What Markdown leaves as it is in a path (mdurl/encode.js).
_PLAIN = ";/?:@&=+$,-_.!~*'()#%"


def _by_webpack(reference: Reference, page: Page, site: SiteFacts[VuePressSettings]) -> Resolution:
    """VuePress 1: ``./x`` counts from the post, letter by letter (vue's urlToRequire), and Markdown
    has encoded it, and takes no path with a blank, not in ``<>`` either; ``~x`` and ``@x`` are
    aliases or packages; anything else is left to the browser, and does not get the site's base.
    """
    path, raw = reference.path, reference.raw_path
    beside = at(page.folder, path)
    if raw.startswith("/"):
        found = by_browser(reference, page, site.base, None, site.public)
        return found if found.reason else found._replace(reason="public")
    if raw.startswith((".", "~@source/", "@source/")):
        inside = raw.removeprefix("~").removeprefix("@source/")
        found = Resolution((beside if raw.startswith(".") else at(site.content, inside),))
        markdown = reference.form in (MARKDOWN, REFERENCE)
        if markdown and " " in raw:
            return found.refused("blank")
        if markdown and site.settings.decoded:
            return found
        encoded = "%" in raw or (markdown and quote(raw, safe=_PLAIN) != raw)
        return found.refused("name") if encoded else found
    if raw.startswith(("~", "@")) or reference.form == IMPORT:
        return UNDECIDED
    if site.settings.placed or "permalink" in page.data:
        values: dict[str, object] = {"folder": shown(site.public[0])}
        found = Resolution((at(site.public[0], path),), False, (beside,))
        return found._replace(reason="not-published", values=values)
    url = posixpath.join("/", relative(page.folder, site.content).removeprefix("."), "")
    target = at(site.public[0], url + path)
    if page.stem.lower() not in ("readme", "index"):
        url += page.stem + ".html"
    values = {"url": url, "better": "./" + raw}
    return Resolution((target,), True, (beside,), "page-url", values)


_PRINTED = {
    "en": "{generator} 1 prints the image as text",
    "zh": "{generator} 1 会把这张图片原样显示成文字",
}

GENERATOR = Generator(
    name="vuepress",
    title="VuePress",
    front_matter=(GRAY_MATTER,),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    one_ending=True,
    posts=("**/posts/**", "**/_posts/**", "**/blog/**"),
    not_posts=(
        "/.vuepress/",
        "/posts/README.md",
        "/posts/index.md",
        "/blog/README.md",
        "/blog/index.md",
    ),
    required=("title",),
    title_from_heading=True,
    reads={
        "title": printable,
        "date": by_javascript_in_utc,
        **dict.fromkeys(("tag", "tags", "category", "categories"), no_comma_list),
    },
    file_name=_file_name,
    address=_served_at,
    adds_base=True,
    keeps_letters=True,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
    marker_key="excerpt_separator",
    excerpt_keys=("excerpt",),
    dialect=VUE_MARKDOWN,
    severities={
        # The first heading is the title, and the blog plugin cuts after some 300 characters.
        Variant("front-matter/missing", "none"): OFF,
        Variant("excerpt/missing-marker", "unasked"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST,
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "unclosed"): consequences.POST_IS_SWALLOWED,
        Variant("front-matter/missing-field"): consequences.NO_TITLE,
        Variant("front-matter/empty-field"): consequences.NO_TITLE,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        # js-yaml 3, within gray-matter
        Variant("front-matter/invalid", "question-mark"): consequences.FIELD_IS_EMPTY,
        Variant("front-matter/invalid", "tab"): {
            "en": "{generator} tolerates it; GitHub and editors do not",
            "zh": "{generator} 能容忍，但其他 YAML 解析器（GitHub、编辑器等）会报错",
        },
        Variant("front-matter/invalid", "not-a-mapping-list"): consequences.NO_FIELDS,
        Variant("front-matter/invalid", "not-a-mapping-text"): consequences.TEXT_IS_SWALLOWED,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field", "not-a-date"): {
            "en": "readers see “Invalid Date”, or another day",
            "zh": "读者会看到「Invalid Date」，或者别的日期",
        },
        Variant("front-matter/invalid-field", "one-entry"): {
            "en": "{generator} makes one tag or category of it, or one of every letter",
            "zh": "{generator} 会把它当作一个标签或分类，甚至每个字母各算一个",
        },
        Variant("front-matter/invalid-field", "not-a-text"): consequences.AS_JAVASCRIPT,
        Variant("excerpt/missing-marker"): consequences.EMPTY_EXCERPT,
        Variant("excerpt/misspelled-marker"): consequences.OWN_SUMMARY,
        Variant("excerpt/whole-post"): consequences.WHOLE_POST,
        Variant("post/misnamed", "sign-stops"): consequences.BUILD_STOPS,
        # Vue finds {{ in one cell and no }}.
        Variant("table/surplus-cell", "expression"): consequences.BUILD_STOPS,
        Variant("image/missing"): consequences.BUILD_STOPS,
        Variant("image/missing", "front-matter"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "empty"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "public"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "page-url"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "base"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "audio"): consequences.SILENT_PLAYER,
        Variant("image/missing", "own-file"): consequences.BUILD_STOPS,
        Variant("image/broken-attribute"): consequences.BUILD_STOPS,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/unresolved"): consequences.BUILD_STOPS,
        Variant("image/missing", "blank"): _PRINTED,
        Variant("image/unresolved", "base"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "blank"): _PRINTED,
        Variant("image/unresolved", "page-url"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "not-published"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "audio"): consequences.AUDIO_IS_NOT_PUBLISHED,
        Variant("image/unresolved", "token"): consequences.TAKEN_FOR_A_PACKAGE,
        Variant("image/unreadable", "directory"): consequences.BUILD_STOPS,
    },
)
