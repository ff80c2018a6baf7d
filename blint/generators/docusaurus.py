"""Docusaurus, its blog, run as 3.10.2.

Its configuration is a program and is never executed: what it sets as plain values is read from its
text. Posts are MDX, whatever their extension (core/lib/server/configValidation.js: format).
"""

from __future__ import annotations

import os
import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from blint.bounded import Malformed, pattern, text_of
from blint.files.disk import DIRECTORY
from blint.files.paths import contains, shown
from blint.generators import consequences
from blint.generators.addresses import at, below, by_browser, folders_above, follow_link
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import (
    base_path,
    first_file,
    script,
    site_url,
    string_in,
    strings_in,
)
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import GrayMatter, Region, Syntax
from blint.post.front_matter.values import (
    NOT_A_DATE,
    a_list,
    by_javascript,
    by_pattern,
    day_in_name,
    no_published,
)
from blint.post.markdown.model import Dialect
from blint.post.references import FRONT_MATTER, IMPORT, MARKDOWN, REFERENCE, Reference
from blint.post.site import UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.generators.generator import Texts
    from blint.post.front_matter.values import Verdict
    from blint.post.site import Reason

# core/lib/server/config.js
_CONFIGS = tuple(f"docusaurus.config.{form}" for form in ("ts", "mts", "cts", "js", "mjs", "cjs"))
# The preset's options, maybe in a constant of their own, and those of the plugin.
_BLOG = re.compile(
    r"\bblog[\"']?\s*(?::|=|:\s*[\w.]+\s*=)\s*\{|(?P<plugin>content-blog[\"']\)?\s*,\s*\{)"
)
_NO_BLOG = re.compile(r"\bblog[\"']?\s*:\s*false\b")
_PRESET = re.compile(r"[\"'](?:classic|@docusaurus/preset-classic)[\"']")
_DOCS = re.compile(r"\bdocs[\"']?\s*[:=]\s*\{")
_MOST_BLOGS = 50  # each is read up to its end, which may be that of the text
_THEMES_BLOG = re.compile(r"\s*sidebar[\"']?\s*:\s*\{")
_TRUNCATE_MARKER = re.compile(r"\btruncateMarker[\"']?\s*:\s*(?:/((?:\\.|[^/\\\n])+)/([a-z]*))?")
_COMMENTS_ARE_OFF = re.compile(
    r"\bcomments[\"']?\s*:\s*false\b|\bmdx1CompatDisabledByDefault[\"']?\s*:\s*true\b"
    r"|\bv4[\"']?\s*:\s*true\b|\bmdx1Compat[\"']?\s*:\s*false\b"
)
_IGNORES = re.compile(r"\bonUntruncatedBlogPosts[\"']?\s*:\s*[\"']ignore[\"']")
_THROWS = re.compile(r"\bonUntruncatedBlogPosts[\"']?\s*:\s*[\"']throw[\"']")
_DUPLICATES = re.compile(r"\bonDuplicateRoutes[\"']?\s*:\s*[\"'](?P<how>throw|ignore)[\"']")
_LENIENT = re.compile(r"\bonBrokenMarkdownImages[\"']?\s*:\s*[\"'](?:warn|log|ignore)[\"']")
_DEAD_LINKS_PASS = re.compile(r"\bonBrokenLinks[\"']?\s*:\s*[\"'](?:warn|log|ignore)[\"']")
# Which files are no MDX: with ``detect`` those whose names end in .md (mdx-loader/lib/format.js).
_FORMAT = re.compile(r"\bformat[\"']?\s*:\s*[\"'](?:md|detect)[\"']")
# Of all that is called so in a program: the site's is a path, and a key, or the value of a key that
# is named like it.
_BASE = re.compile(
    r"\bbaseUrl[\"']?\s*:\s*(?P<quote>['\"`])(?P<key>(?!\w+:)[^'\"`\n$]*)(?P=quote)"
    r"|\bbaseUrl\s*=\s*(?P<mark>['\"`])(?P<name>/[^'\"`\n$]*)(?P=mark)"
)
_BASE_IS_SET = re.compile(r"\bbaseUrl[\"']?\s*[:,}]")
# remark, with its tables of GFM (mdast-util-gfm-table)
_MARKDOWN = Dialect(paired_backslashes=True, kept_backslashes=True, containers=True, jsx=True)
# plugin-content-blog/lib/options.js
_MARKER = r"<!--\s*truncate\s*-->|\{/\*\s*truncate\s*\*/\}"
_SPELLINGS = (
    "<!-- truncate -->",
    "{/* truncate */}",
    "<!-- more -->",
    "<!--more-->",
    "<!-- excerpt -->",
    "<!-- read more -->",
)
# plugin-content-blog/lib/blogUtils.js: parseBlogFileName
_DATED = lazy(r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*)")


class _TwoReaders(GrayMatter):
    """gray-matter reads the fields, and remark-frontmatter takes them out of the page: that one
    wants a closing line of three dashes and nothing else."""

    half_closing = re.compile(r"---.+")

    def locate(self, text: str) -> Region | None:
        region = super().locate(text)
        line = text[region.end :].partition("\n")[0] if region else ""
        return region if line.rstrip() == "---" else None


class Blog(NamedTuple):
    """A blog of the site: its absolute folder, the path that it is served below, within the site,
    and its marker, None where that cannot be read."""

    folder: str
    route: str
    marker: Marker | None


class DocusaurusSettings(NamedTuple):
    """What only Docusaurus asks of a site: its ``blogs``, whether it is known which path the site
    itself is served below, whether files whose names end in ``.md`` are MDX, whether MDX has no
    HTML comments, and whether addresses of pages end in a slash."""

    blogs: tuple[Blog, ...]
    base_is_known: bool
    md_is_mdx: bool
    comments_are_off: bool
    slash: bool


def read_site(root: str, files: Files) -> SiteFacts[DocusaurusSettings]:
    """The blogs' folders, the static folders and the markers, as far as the text tells."""
    config = first_file(root, _CONFIGS, files)
    text = script(config, files)
    blogs = _blogs(text, root) if config else (Blog(root, "blog", _marker("")),)
    folders = tuple(blog.folder for blog in blogs)
    has_blog = any(files.look(folder).kind == DIRECTORY for folder in folders)
    static = strings_in(text, "staticDirectories")
    public = tuple(os.path.normpath(os.path.join(root, name)) for name in static or ("static",))
    unknown = {}
    if any(blog.marker is None for blog in blogs):
        unknown["site.marker"] = "truncateMarker is set by the program"
    base = _base(text)
    if base is None:
        unknown["site.base"] = "baseUrl is set by the program"
    asked = _TRUNCATE_MARKER.search(text) or _THROWS.search(text)
    marker = blogs[0].marker if blogs else None
    md_is_mdx = _FORMAT.search(text) is None
    return SiteFacts(
        root,
        os.path.commonpath(folders) if has_blog else _documentation(root, text, files),
        DocusaurusSettings(
            blogs,
            base is not None,
            md_is_mdx,
            _COMMENTS_ARE_OFF.search(text) is not None,
            re.search(r"\btrailingSlash[\"']?\s*:\s*true\b", text) is not None,
        ),
        public,
        marker,
        config if asked and marker else "",
        base=base_path(base),
        url=site_url(string_in(text, "url"), base),
        image_keys=("image",),
        reads={} if has_blog else {"date": _unread},
        sources=(config,) if config else (),
        unknown=unknown,
        severities={Variant("excerpt/missing-marker", "unasked"): OFF}
        if _IGNORES.search(text)
        else {},
        consequences=_consequences(text),
        dialect=_MARKDOWN._replace(jsx=md_is_mdx),
        folders=folders,
    )


def _documentation(root: str, text: str, files: Files) -> str:
    """The folder of the pages of a site without a blog."""
    docs = _DOCS.search(text)
    path = string_in(_block(text, docs.end()), "path") if docs else None
    folder = os.path.normpath(os.path.join(root, path or "docs"))
    return folder if files.look(folder).kind == DIRECTORY else root


def _consequences(text: str) -> dict[Variant, Texts]:
    """What settings of the site stop the build for, or stop it no more."""
    found: dict[Variant, Texts] = {}
    if _THROWS.search(text):
        found[Variant("excerpt/missing-marker")] = consequences.BUILD_STOPS
        found[Variant("excerpt/misspelled-marker")] = consequences.BUILD_STOPS
    if _COMMENTS_ARE_OFF.search(text) and not _FORMAT.search(text):
        found[Variant("excerpt/misspelled-marker")] = consequences.BUILD_STOPS
    if duplicates := _DUPLICATES.search(text):
        stops = duplicates["how"] == "throw"
        texts = consequences.BUILD_STOPS if stops else consequences.ONE_IS_LOST
        found[Variant("post/duplicate-address")] = texts
    if not _DEAD_LINKS_PASS.search(text):
        found[Variant("link/missing")] = consequences.BUILD_STOPS
        found[Variant("link/missing", "unchecked")] = consequences.DEAD_LINK
    if _LENIENT.search(text):
        found[Variant("image/missing", "default")] = consequences.BROKEN_IMAGE
        found[Variant("image/wrong-case")] = consequences.WORKS_ON_A_MAC
    return found


def _base(text: str) -> str | None:
    """The path that the site is served below, None where a program tells."""
    keys, names = [], []
    for found in _BASE.finditer(text):
        if found["name"]:
            names.append(found["name"])
        else:
            keys.append(found["key"])
    if keys or names:
        return (keys or names)[0]
    return None if _BASE_IS_SET.search(text) else "/"


def _blogs(text: str, root: str) -> tuple[Blog, ...]:
    """A configuration's blogs, the preset's first; the preset has one unless told otherwise."""
    first = islice(_BLOG.finditer(text), _MOST_BLOGS)
    blocks = [(_block(text, match.end()), match["plugin"] is not None) for match in first]
    blocks = [block for block in blocks if not _THEMES_BLOG.match(block[0])]
    options = [block for block, plugin in blocks if not plugin]
    added = [block for block, plugin in blocks if plugin]
    without = _NO_BLOG.search(text) or (added and not _PRESET.search(text))
    options = [*(options or ([] if without else [""])), *added]
    alone = text if len(options) == 1 else ""
    return tuple(_blog(block, alone or block, root) for block in options)


def _blog(options: str, text: str, root: str) -> Blog:
    """A blog with these options; its marker may stand elsewhere in a ``text``."""
    folder = os.path.normpath(os.path.join(root, string_in(options, "path") or "blog"))
    return Blog(folder, string_in(options, "routeBasePath") or "blog", _marker(text))


def _block(text: str, start: int) -> str:
    """What stands between the brace before ``start`` and the one that closes it."""
    depth = 1
    for brace in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return text[start : brace.start()]
    return text[start:]


def _marker(text: str) -> Marker | None:
    """The marker, None where it cannot be read. It is split off the raw text (truncate)."""
    option = _TRUNCATE_MARKER.search(text)
    if option is None:
        return Marker(_SPELLINGS[0], re.compile(_MARKER))
    if option[1] is None:
        return None
    try:
        marker = pattern(option[1].replace("\\/", "/"), re.IGNORECASE * ("i" in option[2]))
    except Malformed:
        return None
    written = next((spelling for spelling in _SPELLINGS if marker.fullmatch(spelling)), "")
    return Marker(written, marker) if written else None


def _marker_for(page: Page, site: SiteFacts[DocusaurusSettings]) -> Marker | None:
    """The marker of a post: its blog's, and of the default one's spellings the one that does not
    show on the page."""
    blog = _blog_of(page, site)
    marker = blog.marker if blog else site.marker
    if marker is None or marker.pattern.pattern != _MARKER:
        return marker
    html, mdx = _MARKER.split("|")
    if not site.settings.md_is_mdx and page.path.endswith(".md"):
        return Marker(_SPELLINGS[0], re.compile(html))
    if site.settings.comments_are_off:
        return Marker(_SPELLINGS[1], re.compile(mdx))
    return marker


def _blog_of(page: Page, site: SiteFacts[DocusaurusSettings]) -> Blog | None:
    """The blog that a page is a post of."""
    return next((b for b in site.settings.blogs if contains(b.folder, page.path)), None)


def resolve(reference: Reference, page: Page, site: SiteFacts[DocusaurusSettings]) -> Resolution:
    """Where an image is looked for: mdx-loader/lib/remark/transformImage.

    Only Markdown images with the path in them: ``/x`` in the static folders, ``@site/x`` below the
    site's root, else from the post. HTML and reference style go out as they are.
    """
    path = reference.path
    if "\0" in path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:
        return _cover(reference, page, site)
    if path.startswith("@site/"):
        found = Resolution((at(site.root, path.removeprefix("@site/")),))
    elif reference.form == IMPORT:
        beside = path.startswith(("./", "../"))
        return Resolution((at(page.folder, path),)) if beside else UNDECIDED
    elif reference.form != MARKDOWN:
        return _by_browser(reference, page, site)
    elif path.startswith("/"):
        found = Resolution(tuple(at(folder, path) for folder in site.public))
    else:
        found = Resolution((at(page.folder, path),))
    if reference.form not in (MARKDOWN, IMPORT):
        return found.refused(_form(reference))
    if re.search(r"%(?![0-9A-Fa-f]{2})", reference.raw_path):
        return found.refused("name")  # decodeURIComponent throws
    return found


_URI = lazy(r"[\w.~:/?#@!$&'()*+,;=%-]*", re.ASCII)  # the schema refuses others


def _cover(reference: Reference, page: Page, site: SiteFacts[DocusaurusSettings]) -> Resolution:
    """The field ``image``: what begins with ``./`` is imported, anything else is an address within
    the site (mdx-loader/lib/utils.js: createAssetsExportCode). Other fields are a theme's."""
    path = reference.path
    beside = () if path.startswith("/") else (at(page.folder, path),)
    served = tuple(at(folder, path) for folder in site.public if not path.startswith("../"))
    if reference.key != "image":
        return Resolution(beside + served, certain=False)
    if not _URI.fullmatch(reference.url):
        return Resolution(beside or served).refused("name")
    if not path.startswith("./"):
        better = "./" + os.path.basename(path)
        values = {"folder": shown((*site.public, site.root)[0]), "better": better}
        return Resolution(served, True, beside, "folder" if beside else "public", values)
    return Resolution((at(page.folder, reference.raw_path),), reason="transform")  # not decoded


def _form(reference: Reference) -> Reason:
    return "reference" if reference.form == REFERENCE else "html"


def _by_browser(
    reference: Reference, page: Page, site: SiteFacts[DocusaurusSettings]
) -> Resolution:
    """A path that is left as it is. The host decides whether a page's address ends in a slash."""
    reason = _form(reference)
    if reference.path.startswith("/"):
        found = by_browser(reference, page, site.base, None, site.public)
        if not site.settings.base_is_known and site.base == "/":
            found = found._replace(certain=False)
        return found if found.reason else found._replace(reason=reason)
    url = _address(page, site)
    if url is None:
        return Resolution(certain=False, misplaced=below(page.folder, reference), reason=reason)
    steps = (posixpath.join(folder, reference.path) for folder in (url, posixpath.dirname(url)))
    targets = tuple(at(folder, step) for step in steps for folder in site.public)
    return Resolution(targets, misplaced=below(page.folder, reference), reason=reason)


def _address(page: Page, site: SiteFacts[DocusaurusSettings]) -> str | None:
    """The path of a post's page, without a slash at its end; None for other pages."""
    blog = _blog_of(page, site)
    if blog is None:
        return None
    route = "/" + blog.route.strip("/")
    slug = page.data.get("slug")
    if isinstance(slug, str):
        return posixpath.normpath(f"{route}/{slug}")
    name = os.path.relpath(page.path, blog.folder).replace(os.sep, "/")
    name = re.sub(r"(?:/index)?\.mdx?$", "", name)
    dated = _DATED.fullmatch(name)
    if dated:
        name = f"{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
    return posixpath.normpath(f"{route}/{name}")


def _served_at(page: Page, site: SiteFacts[DocusaurusSettings]) -> str | None:
    """The address of a post as links write it."""
    slug = page.data.get("slug")
    if slug is not None and not isinstance(slug, str):
        return None
    url = _address(page, site)
    return url and (f"{url.rstrip('/')}/" if site.settings.slash else url)


# plugin-content-blog/lib/blogUtils.js: getDate. A text gets a Z at its end, which
# overrules an offset before it, and makes no date of one that has a zone; a number counts from
# 1970. What JavaScript takes for no date at all stops the build.
_TIME = r"\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?"
_read_rightly = by_pattern(
    lazy(
        rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:T{_TIME})?"
        rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}[\s,]\s*{_TIME}(?:\s*[-+]\d{{1,2}}(?::?\d{{2}})?)?"
        rf"|(?:\w{{3}},?\s+)?[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}},?\s+\d{{4}}(?:,?\s+{_TIME})?"
        rf"|\d{{1,2}}\s+[A-Z][a-z]{{2,8}}\s+\d{{4}}(?:,?\s+{_TIME})?"
    )
)


def _date(value: object, written: str) -> Verdict:
    verdict = _read_rightly(value, written)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if verdict == NOT_A_DATE and (number or not by_javascript(value, written)):
        return "another-date"
    return verdict


def _unread(value: object, written: str) -> Verdict:
    """A field that has no meaning here."""
    del value, written
    return ""


def _text(value: object, written: str) -> Verdict:
    """Joi takes no flag and no list for a text (utils-validation/lib/JoiFrontMatter.js)."""
    del written
    return "not-a-text" if isinstance(value, (bool, list, dict)) else ""


def _flag(value: object, written: str) -> Verdict:
    """Joi takes the texts ``true`` and ``false``, too."""
    del written
    if isinstance(value, bool) or text_of(value).lower() in ("true", "false"):
        return ""
    return "not-a-boolean"


def _follow(reference: Reference, page: Page, site: SiteFacts[DocusaurusSettings]) -> Lead:
    """Where a link leads: ``@site/x`` counts from the site's root."""
    if reference.path.startswith("@site/"):
        return Lead((at(site.root, reference.path.removeprefix("@site/")),))
    lead = follow_link(reference, page, site, _served_at)
    if reference.path.startswith((".", "/")) or lead.address:
        # What is not translated is taken from the folder of the other language.
        translated = contains(os.path.join(site.root, "i18n"), page.path)
        return lead._replace(certain=lead.certain and not translated)
    # It counts from the folder of all pages, too, whichever that is (utils/lib/markdownLinks.js).
    above = folders_above(page.folder, site.root)
    return lead._replace(candidates=(*lead.candidates, *(at(f, reference.path) for f in above)))


GENERATOR = Generator(
    name="docusaurus",
    title="Docusaurus",
    front_matter=(Syntax(_TwoReaders(), "yaml"),),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    not_posts=("_*",),  # utils/lib/globUtils.js: GlobExcludeDefault
    file_name=lambda page, site: day_in_name(page.path) if _blog_of(page, site) else "",
    marker_for=_marker_for,
    address=_served_at,
    adds_base=True,
    keeps_letters=True,
    follow=_follow,
    unpublished=lambda page, _site: text_of(page.data.get("draft")).lower() == "true",
    reads={
        "title": _text,
        "description": _text,
        "slug": _text,
        "image": _text,
        "author": _text,
        "date": _date,
        "tags": a_list,
        "keywords": a_list,
        "draft": _flag,
        "unlisted": _flag,
        "hide_table_of_contents": _flag,
        "published": no_published,
    },
    # Null is of no type; the same fields may hold a text or list of nothing.
    filled=(
        "title",
        "date",
        "description",
        "slug",
        "image",
        "author",
        "authors",
        "tags",
        "keywords",
        "draft",
        "unlisted",
        "last_update",
    ),
    dialect=_MARKDOWN,
    severities={
        # The file's name has title and date, or git has.
        Variant("front-matter/missing", "none"): OFF,
        Variant("excerpt/missing-marker", "unasked"): Severity.WARNING,
        Variant("front-matter/empty-field", "blank"): OFF,
        Variant("front-matter/empty-field", "empty-list"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST_WITH_A_WARNING,
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "half-closed"): consequences.FIELDS_SHOWN_TOO,
        Variant("front-matter/missing", "unclosed"): {
            "en": "Docusaurus stops the build, or shows it as text",
            "zh": "Docusaurus 会中断构建，或者把它当作正文显示",
        },
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field", "blank-title"): consequences.NO_TITLE,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-flag"): consequences.NO_SUCH_FIELD,
        Variant("front-matter/invalid-field", "another-date"): consequences.DATE_IGNORED,
        Variant("table/surplus-cell", "attribute"): consequences.BUILD_STOPS,
        Variant("table/surplus-cell", "braces"): consequences.BUILD_STOPS,
        Variant("post/misnamed"): consequences.OTHER_DAY,
        Variant("excerpt/missing-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker", "no-mdx"): consequences.BUILD_STOPS,
        Variant("excerpt/misspelled-marker", "mdx"): {
            "en": "{generator} cuts here, and prints it as text in a .md file",
            "zh": "{generator} 会在这里截断，但在 .md 文件里会把它当作文字显示",
        },
        Variant("excerpt/whole-post"): consequences.NOTHING_MORE,
        Variant("image/missing"): consequences.BUILD_STOPS,
        Variant("image/missing", "html"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "reference"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "base"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "front-matter"): consequences.NOTHING_WHEN_SHARED,
        Variant("image/missing", "public"): consequences.NOTHING_WHEN_SHARED,
        Variant("image/missing", "import"): consequences.BUILD_STOPS,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/wrong-case", "public"): consequences.WORKS_ON_A_MAC,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "folder"): consequences.NOTHING_WHEN_SHARED,
        Variant("image/unresolved", "name"): consequences.BUILD_STOPS,
        Variant("image/unreadable", "directory"): consequences.BUILD_STOPS,
    },
)
