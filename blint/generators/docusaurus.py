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
from blint.generators import consequences
from blint.generators.addresses import at, below, by_browser
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import base_path, first_file, script, string_in, strings_in
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import GrayMatter, Region, Syntax
from blint.post.front_matter.values import a_list, by_pattern, day_in_name, no_published
from blint.post.markdown.model import Dialect
from blint.post.references import FRONT_MATTER, IMPORT, MARKDOWN, REFERENCE, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict
    from blint.post.site import Reason

# core/lib/server/config.js
_CONFIGS = tuple(f"docusaurus.config.{form}" for form in ("ts", "mts", "cts", "js", "mjs", "cjs"))
# The preset's options, maybe in a constant of their own, and those of the plugin.
_BLOG = re.compile(
    r"\bblog[\"']?\s*(?::|=|:\s*[\w.]+\s*=)\s*\{|(?P<plugin>content-blog[\"']\)?\s*,\s*\{)"
)
_MOST_BLOGS = 50  # each is read up to its end, which may be that of the text
_THEMES_BLOG = re.compile(r"\s*sidebar[\"']?\s*:\s*\{")
_TRUNCATE_MARKER = re.compile(r"\btruncateMarker[\"']?\s*:\s*(?:/((?:\\.|[^/\\\n])+)/([a-z]*))?")
_COMMENTS_ARE_OFF = re.compile(
    r"\bcomments[\"']?\s*:\s*false\b|\bmdx1CompatDisabledByDefault[\"']?\s*:\s*true\b"
    r"|\bv4[\"']?\s*:\s*true\b|\bmdx1Compat[\"']?\s*:\s*false\b"
)
_IGNORES = re.compile(r"\bonUntruncatedBlogPosts[\"']?\s*:\s*[\"']ignore[\"']")
_THROWS = re.compile(r"\bonUntruncatedBlogPosts[\"']?\s*:\s*[\"']throw[\"']")
# Of all that is called so in a program: the site's is a path, and a key, or the value of a key that
# is named like it.
_BASE = re.compile(
    r"\bbaseUrl[\"']?\s*:\s*(?P<quote>['\"`])(?P<key>(?!\w+:)[^'\"`\n$]*)(?P=quote)"
    r"|\bbaseUrl\s*=\s*(?P<mark>['\"`])(?P<name>/[^'\"`\n$]*)(?P=mark)"
)
_BASE_IS_SET = re.compile(r"\bbaseUrl[\"']?\s*[:,}]")
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

    def locate(self, text: str) -> Region | None:
        region = super().locate(text)
        line = text[region.end :].partition("\n")[0] if region else ""
        return region if line.rstrip() == "---" else None


class DocusaurusSettings(NamedTuple):
    """What only Docusaurus asks of a site: the path that the blog is served below, within the site
    (``blog``), and whether it is known which path the site itself is served below."""

    route: str
    base_is_known: bool


def read_site(root: str, files: Files) -> SiteFacts[DocusaurusSettings]:
    """The blog's folder, the static folders and the marker, as far as the text tells."""
    config = first_file(root, _CONFIGS, files)
    text = script(config, files)
    blogs = _blogs(text)
    blog = blogs[0] if blogs else ""
    static = strings_in(text, "staticDirectories")
    public = tuple(os.path.normpath(os.path.join(root, name)) for name in static or ("static",))
    unknown = {}
    marker = _marker(text)
    if marker is None:
        unknown["site.marker"] = "truncateMarker is set by the program"
    base = _base(text)
    if base is None:
        unknown["site.base"] = "baseUrl is set by the program"
    if len(blogs) > 1:
        unknown["posts"] = "there is more than one blog, and only the first is looked at"
    asked = _TRUNCATE_MARKER.search(text) or _THROWS.search(text)
    return SiteFacts(
        root,
        os.path.normpath(os.path.join(root, string_in(blog, "path") or "blog")),
        DocusaurusSettings(string_in(blog, "routeBasePath") or "blog", base is not None),
        public,
        marker,
        config if asked and marker else "",
        base=base_path(base),
        sources=(config,) if config else (),
        unknown=unknown,
        severities={Variant("excerpt/missing-marker", "unasked"): OFF}
        if _IGNORES.search(text)
        else {},
    )


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


def _blogs(text: str) -> list[str]:
    """The options of a configuration's blogs, the preset's first."""
    first = islice(_BLOG.finditer(text), _MOST_BLOGS)
    matches = sorted(first, key=lambda match: match["plugin"] is not None)
    blocks = (_block(text, match.end()) for match in matches)
    return [block for block in blocks if not _THEMES_BLOG.match(block)]


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
    if option is None and _COMMENTS_ARE_OFF.search(text):
        return Marker("{/* truncate */}", re.compile(_MARKER.partition("|")[2]))
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


def resolve(reference: Reference, page: Page, site: SiteFacts[DocusaurusSettings]) -> Resolution:
    """Where an image is looked for: mdx-loader/lib/remark/transformImage.

    Only Markdown images with the path in them: ``/x`` in the static folders, ``@site/x`` below the
    site's root, else from the post. HTML and reference style go out as they are.
    """
    path = reference.path
    if "\0" in path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:
        places = below(page.folder, reference) if not path.startswith("/") else ()
        return Resolution((*places, *(at(folder, path) for folder in site.public)))
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
    steps = (posixpath.join(folder, reference.path) for folder in (url, posixpath.dirname(url)))
    targets = tuple(at(folder, step) for step in steps for folder in site.public)
    return Resolution(targets, misplaced=below(page.folder, reference), reason=reason)


def _address(page: Page, site: SiteFacts[DocusaurusSettings]) -> str:
    """The path of a post's page, without a slash at its end."""
    route = "/" + site.settings.route.strip("/")
    slug = page.data.get("slug")
    if isinstance(slug, str):
        return posixpath.normpath(f"{route}/{slug}")
    name = os.path.relpath(page.path, site.content).replace(os.sep, "/")
    name = re.sub(r"(?:/index)?\.mdx?$", "", name)
    dated = _DATED.fullmatch(name)
    if dated:
        name = f"{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
    return posixpath.normpath(f"{route}/{name}")


# plugin-content-blog/lib/blogUtils.js: getDate. A text gets a Z at its end, which
# overrules an offset before it, and makes no date of one that has a zone.
_TIME = r"\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?"
_date = by_pattern(
    lazy(
        rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:T{_TIME})?"
        rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}[\s,]\s*{_TIME}(?:\s*[-+]\d{{1,2}}(?::?\d{{2}})?)?"
        rf"|(?:\w{{3}},?\s+)?[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}},?\s+\d{{4}}(?:,?\s+{_TIME})?"
        rf"|\d{{1,2}}\s+[A-Z][a-z]{{2,8}}\s+\d{{4}}(?:,?\s+{_TIME})?"
    )
)


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


GENERATOR = Generator(
    name="docusaurus",
    title="Docusaurus",
    front_matter=(Syntax(_TwoReaders(), "yaml"),),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    not_posts=("_*",),  # utils/lib/globUtils.js: GlobExcludeDefault
    file_name=lambda page, _site: day_in_name(page.path),
    reads={
        "title": _text,
        "description": _text,
        "slug": _text,
        "author": _text,
        "date": _date,
        "tags": a_list,
        "keywords": a_list,
        "draft": _flag,
        "unlisted": _flag,
        "hide_table_of_contents": _flag,
        "published": no_published,
    },
    dialect=Dialect(paired_backslashes=True, containers=True, jsx=True),
    severities={
        # The file's name has title and date, or git has.
        Variant("front-matter/missing", "none"): OFF,
        Variant("excerpt/missing-marker", "unasked"): Severity.WARNING,
    },
    consequences=consequences.COMMON
    | {
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "unclosed"): {
            "en": "Docusaurus stops the build, or shows it as text",
            "zh": "Docusaurus 会中断构建，或者把它当作正文显示",
        },
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-flag"): consequences.NO_SUCH_FIELD,
        Variant("front-matter/invalid-field", "not-a-date"): {
            "en": "Docusaurus stops the build, or shows another date",
            "zh": "Docusaurus 会中断构建，或者显示别的日期",
        },
        Variant("post/misnamed"): consequences.OTHER_DAY,
        Variant("excerpt/missing-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): consequences.WHOLE_POST,
        Variant("excerpt/whole-post"): consequences.NOTHING_MORE,
        Variant("image/missing"): consequences.BUILD_STOPS,
        Variant("image/missing", "html"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "reference"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "base"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "front-matter"): consequences.BROKEN_IMAGE,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "name"): consequences.BUILD_STOPS,
        Variant("image/unreadable", "directory"): consequences.BUILD_STOPS,
    },
)
