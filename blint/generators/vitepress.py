"""VitePress, run as 1.6.4 and read at 2.x alpha (src/node: contentLoader.ts, image.ts).

The site's configuration is TypeScript and is never executed: the folder of pages (``srcDir``) and
the excerpt marker (``createContentLoader(…, { excerpt })``) are read from its text when they are
plain strings there.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.files.disk import DIRECTORY
from blint.files.paths import contains, relative
from blint.files.patterns import fits
from blint.generators import consequences
from blint.generators.addresses import at, by_browser, by_some_theme
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import (
    base_path,
    first_file,
    is_computed,
    script,
    string_in,
    strings_in,
)
from blint.generators.vite import ASSETS, VUE_MARKDOWN, as_asked
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import GRAY_MATTER
from blint.post.front_matter.values import no_such_date_in_utc
from blint.post.references import FRONT_MATTER, HTML, IMPORT, MADE, Reference
from blint.post.site import NOWHERE_KNOWN, UNDECIDED, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.model import Grade
    from blint.post.site import Misnamed, Reason

_SCRIPTS = (".ts", ".js", ".mts", ".mjs")
_LOADER = lazy(r"\bcreateContentLoader\s*\(")
_EXCERPT = lazy(r"\bexcerpt\s*:\s*(?:(['\"`])(.+?)\1|(true|false)\b|(\S))")
# A theme that reads the posts itself: gray-matter's option, or the comment it cuts at.
_SEPARATOR = lazy(r"\bexcerpt_separator[\"']?\s*:\s*(['\"`])(.+?)\1")
_COMMENT = lazy(r"<!--[ \t]*(?:more|excerpt)[ \t]*-->")
# What lists posts: a loader or a reader of one's own, or a package's theme.
_READS = lazy(r"\bcreateContentLoader\b|\bgray-matter\b")
_PACKAGED = lazy(
    r"\bfrom\s*['\"](?![.@/]|vitepress(?:/|['\"])|vue['\"])[^'\"\n]*(?:theme|blog)"
    r"|\bfrom\s*['\"]@(?!theme)[\w-]+/[^'\"\n]*(?:theme|blog)"
)
# Themes that take the title from the heading or the name, and the date from the file.
_FILLS = lazy(r"\bfrom\s*['\"](?:@sugarat/theme|vitepress-theme-teek)\b")
# A script that reads the front matter of posts, unless it is that of the page at hand, as in a hook
# that adds to a page's head.
_FRONT_MATTER = lazy(r"\bfrontmatter\b")
_OWN_PAGE = lazy(r"(?i)\b(?:pageData|useData)\b")
_EXTENDS = lazy(r"\bextends\s*:\s*(\w*)")
# The default theme, with what is added to it; it lists nothing.
_DEFAULT_THEME = lazy(
    r"\bimport\s+(\w+)\s*(?:,\s*\{[^{}]*\}\s*)?from\s*['\"]vitepress/(?:dist/client/)?theme"
)
_PATTERNS = lazy(
    r"\s*+(?:(['\"`])[^'\"`\n$]*\1|\[\s*+(?:(['\"`])[^'\"`\n$]*\2\s*+(?:,\s*+)?)+\])\s*+[,)]"
)
_DATA = lazy(r"\.data\.[mc]?[jt]s$")
_MAX_SCRIPTS = 200
# That of the site; the same key in a sidebar stands before its items.
_BASE = lazy(r"\bbase\s*[:=]\s*(['\"`])([^'\"`\n$]*)\1(?!\s*,\s*items\b)")


# What moves pages, and what lets links to none pass.
_PAGES_ELSEWHERE = lazy(r"\brewrites\b")
_DEAD_LINKS_PASS = lazy(r"\bignoreDeadLinks[\"']?\s*(?::\s*(?!false\b|['\"]localhostLinks)|[,}])")


def read_site(root: str, files: Files) -> SiteFacts[VitePressSettings]:
    """Where pages live and what the marker is, as far as the configuration's text tells."""
    home = os.path.join(root, ".vitepress")
    sources = _configs(home, files)
    text = "\n".join(script(path, files) for path in sources)
    content = os.path.normpath(os.path.join(root, string_in(text, "srcDir") or "."))
    public = os.path.normpath(os.path.join(content, string_in(text, "publicDir") or "public"))
    extensions = frozenset[str]() if "assetsInclude" in text else ASSETS
    if _version(root, files) != 1:
        extensions |= {spelled for e in extensions for spelled in (e.upper(), e.title())}
    loaders = _loaders([*_scripts(home, files), *_data(content, files)], files)
    lists = [loader for loader in loaders if loader.lists]
    asked = [loader for loader in loaders if loader.marker]
    marker, evidence = next(
        ((loader.marker, loader.source) for loader in asked if loader.lists),
        _mentioned(lists) if lists else _marker(home, content, files, read=bool(loaders)),
    )
    base = _BASE.search(text)
    unknown = {} if marker else {"site.marker": "no content loader names one"}
    computed = [key for key in ("srcDir", "publicDir") if is_computed(text, key)]
    if computed:
        unknown["site.public"] = f"{computed[0]} is set by the program"
    return SiteFacts(
        root,
        content,
        VitePressSettings(
            tuple(lists),
            _ending(text),
            strings_in(text, "srcExclude") or (),
            not _PAGES_ELSEWHERE.search(text),
        ),
        (public,),
        marker,
        evidence,
        extensions,
        markers=tuple((str(one.marker.text), one.source) for one in asked if one.marker),
        base=base_path(base[2] if base else "/"),
        sources=sources,
        unknown=unknown,
        severities=_severities(home, content, files),
        consequences={} if _DEAD_LINKS_PASS.search(text) else _DEAD_LINKS_STOP,
        dialect=_MARKDOWN._replace(
            bare_addresses=not ("linkify" in text and re.search(r"\blinkify\s*:\s*false\b", text)),
            attribute_lists=not ("attrs" in text and re.search(r"\battrs\s*:\s*\{", text)),
        ),
    )


def _ending(text: str) -> str | None:
    """How the addresses of a site with this configuration end, None if it moves pages."""
    if _MOVES.search(text):
        return None
    clean = _CLEAN.search(text)
    return {None: ".html", "false": ".html", "true": ""}.get(clean[1] if clean else None)


_MOVES = lazy(r"\brewrites\b|(?i:permalink)|\btransformPageData\b[^\n]{0,200}relativePath\s*=")
_CLEAN = lazy(r"\bcleanUrls[\"']?\s*:\s*([\w.]+|\S)")


def _served_at(page: Page, site: SiteFacts[VitePressSettings]) -> str | None:
    """The address of a page: the path of its file. Routes that a script fills have many."""
    path, ending = relative(page.path, site.content), site.settings.ending
    moved = ending is None or "permalink" in page.data or "[" in path
    if moved or any(fits(path, glob) for glob in site.settings.excluded):
        return None
    steps = path.removesuffix(".md")
    return f"/{steps}{'.html' if page.stem == 'index' else ending}"


_DEAD_LINKS_STOP = {
    Variant("link/missing"): consequences.BUILD_STOPS,
    Variant("link/missing", "unchecked"): consequences.DEAD_LINK,
}


def _severities(home: str, content: str, files: Files) -> dict[Variant, Grade]:
    """What weighs otherwise in a site with these scripts."""
    found: dict[Variant, Grade] = {}
    grade = _without_front_matter(home, content, files)
    if grade is not Severity.ERROR:
        found[Variant("front-matter/missing", "none")] = grade
    if _makes_dates(home, content, files):
        found[Variant("front-matter/invalid-field", "without-zeros")] = Severity.WARNING
    return found


def _without_front_matter(home: str, content: str, files: Files) -> Grade:
    """How much a page without front matter weighs: what lists pages may want a title and a date,
    the default theme lists none, and of another's theme it is not known."""
    if not files.names(home):
        return Severity.ERROR
    texts = [script(path, files) for path in (*_scripts(home, files), *_data(content, files))]
    if any(_FILLS.search(text) for text in texts):
        return OFF
    if any(_lists_posts(text) for text in texts):
        return Severity.ERROR
    if any(_takes_theme(text) for text in texts):
        return Severity.WARNING
    return Severity.ERROR if {"posts", "blog"} & set(files.names(content)) else OFF


def _lists_posts(text: str) -> bool:
    """Whether a script with this text reads posts for a list of them."""
    if _READS.search(text):
        return True
    return bool(_FRONT_MATTER.search(text) and not _OWN_PAGE.search(text))


def _takes_theme(text: str) -> bool:
    """Whether a script with this text takes a theme, or a configuration, from elsewhere."""
    default = {match[1] for match in _DEFAULT_THEME.finditer(text)}
    extended = any(match[1] not in default for match in _EXTENDS.finditer(text))
    return extended or bool(_PACKAGED.search(text))


_MAKES_DATES = lazy(r"\bnew Date\(\s*[^)\s\d]")


def _makes_dates(home: str, content: str, files: Files) -> bool:
    """Whether the site's own scripts make a Date of a post's; VitePress itself asks for none."""
    scripts = (*_scripts(home, files, (*_SCRIPTS, ".vue")), *_data(content, files))
    texts = (script(path, files) for path in scripts)
    return any(".date" in text and _MAKES_DATES.search(text) for text in texts)


def _configs(home: str, files: Files) -> tuple[str, ...]:
    """The configuration, which may be a folder's index (``resolveUserConfig``)."""
    folder = os.path.join(home, "config")
    index = first_file(folder, (f"index{ending}" for ending in _SCRIPTS), files)
    if index:
        shared = first_file(folder, (f"shared{ending}" for ending in _SCRIPTS), files)
        return tuple(path for path in (index, shared) if path)
    names = [n for n in files.names(home) if n.startswith("config.") and n.endswith(_SCRIPTS)]
    return tuple(os.path.join(home, name) for name in sorted(names))


def _version(root: str, files: Files) -> int:
    """The major version of VitePress that a package.json of the site asks for, 0 if none does."""
    while files.inside(root):
        text = files.text(os.path.join(root, "package.json"))
        version = re.search(r"\"vitepress\"\s*:\s*\"[^\d\"\n]*(\d+)", text)
        if version:
            from blint.bounded import whole_number

            return whole_number(version[1])
        root = os.path.dirname(root) if root != os.path.dirname(root) else ""
    return 0


class Loader(NamedTuple):
    """A content loader that a script makes: the marker that it cuts excerpts at, None for none or
    for one that a function decides, and the files it loads, relative to the folder of pages; None
    where they cannot be read. ``source`` is the script's absolute path. ``lists``: pages can get at
    what it loads, which only a script of the name x.data.ts hands on to them; what others load is
    for feeds and the like. ``mentions`` is a marker that its own code may cut at."""

    source: str
    marker: Marker | None
    mentions: Marker | None
    globs: tuple[str, ...]
    lists: bool

    def loads(self, path: str) -> bool:
        """Whether it may load a file at a path below the folder of pages."""
        without = any(fits(path, glob[1:]) for glob in self.globs if glob.startswith("!"))
        wanted = [glob for glob in self.globs if not glob.startswith("!")]
        return not without and (not wanted or any(fits(path, glob) for glob in wanted))


class VitePressSettings(NamedTuple):
    """The content loaders that a site lists its posts by; how the address of a page ends (``.html``
    or not at all), None where pages may have any; the globs of pages that are left out.
    ``pages_known``: each page has a file at its own path, and what leads to none is a dead link."""

    loaders: tuple[Loader, ...]
    ending: str | None
    excluded: tuple[str, ...]
    pages_known: bool


def _loaders(scripts: list[str], files: Files) -> tuple[Loader, ...]:
    found = []
    for path in scripts:
        text = script(path, files)
        for arguments in _LOADER.split(text)[1:]:
            lists = bool(_DATA.search(path))
            comment = _COMMENT.search(arguments)
            mentions = Marker.exactly(comment[0]) if comment else None
            globs = _loaded(arguments)
            found.append(Loader(path, _excerpt(arguments), mentions, globs, lists))
    return tuple(found)


def _mentioned(lists: list[Loader]) -> tuple[Marker | None, str]:
    """What a loader may cut at that asks for no marker: a comment that it mentions; with no file,
    for this is a guess."""
    marker = next((loader.mentions for loader in lists if loader.mentions), None)
    return marker, "" if marker else lists[0].source


def _excerpt(arguments: str) -> Marker | None:
    """The marker of a loader with this text of arguments."""
    option = _SEPARATOR.search(arguments) or _EXCERPT.search(arguments)
    if option is None:
        return None
    if option[2]:
        return Marker.exactly(option[2])
    # gray-matter's own separator
    return Marker.exactly("---") if option[3] == "true" else None


def _loaded(arguments: str) -> tuple[str, ...]:
    """The globs of a loader's files, by its first argument: one or a list of them; none where
    they cannot be read."""
    first = _PATTERNS.match(arguments)
    if first is None:
        return ()
    globs = [found[1] for found in re.findall(r"(['\"`])([^'\"`\n]*)\1", first[0])]
    if any(set(glob) & set("{}()") for glob in globs):
        return ()
    return tuple("!" * glob.startswith("!") + glob.lstrip("!./") for glob in globs)


def marker_for(page: Page, site: SiteFacts[VitePressSettings]) -> Marker | None:
    """The marker that the first list cuts at which has a post, and has one at all."""
    if not site.settings.loaders:
        return site.marker
    path = relative(page.path, site.content)
    on = (loader for loader in site.settings.loaders if loader.loads(path))
    return next((m for loader in on if (m := loader.marker or loader.mentions)), None)


def _marker(home: str, content: str, files: Files, *, read: bool) -> tuple[Marker | None, str]:
    """The marker that a theme which reads the posts itself asks for, and the file that says so; for
    sites without a content loader.

    A marker without a file: a script just mentions it, or there is none that was ``read`` for
    loaders, and a folder of posts.
    """
    scripts = [*_scripts(home, files), *_data(content, files)]
    unread = all(os.path.basename(path).startswith("config.") for path in scripts)
    blog = not files.names(home) or {"posts", "blog"} & set(files.names(content))
    found = Marker.exactly("<!-- more -->") if unread and blog and not read else None
    for path in scripts:
        text = script(path, files)
        if written := _SEPARATOR.search(text):
            return Marker.exactly(written[2]), path
        if found is None and (comment := _COMMENT.search(text)):
            found = Marker.exactly(comment[0])
    return found, ""


def _data(content: str, files: Files) -> list[str]:
    """The data loaders among the pages, and in the folders right below."""
    folders = [content]
    for name, linked in sorted(files.names(content).items()):
        path = os.path.join(content, name)
        if not linked and "." not in name and name != "node_modules":
            folders += [path] if files.look(path).kind == DIRECTORY else []
    ending = tuple(f".data{form}" for form in _SCRIPTS)
    names = ((folder, name) for folder in folders for name in sorted(files.names(folder)))
    return [os.path.join(folder, name) for folder, name in names if name.endswith(ending)]


def _scripts(folder: str, files: Files, endings: tuple[str, ...] = _SCRIPTS) -> list[str]:
    """The scripts below ``.vitepress``, without what it builds."""
    found: list[str] = []
    pending = [folder]
    while pending and len(found) < _MAX_SCRIPTS:
        here = pending.pop()
        for name, linked in sorted(files.names(here).items(), reverse=True):
            path = os.path.join(here, name)
            if linked or name in ("cache", "dist", "node_modules"):
                continue
            if name.endswith(endings):
                found.append(path)
            elif files.look(path).kind == DIRECTORY:
                pending.append(path)
    return sorted(found)


def resolve(reference: Reference, page: Page, site: SiteFacts[VitePressSettings]) -> Resolution:
    """How Vite finds a file: ``/x`` in the public folder, then below the pages; else from the post.

    Markdown images need no ``./`` (image.ts adds it); in HTML a bare name is taken for a package,
    and the src of an audio element is left as it is (Vue's compiler knows img, video, source and
    image). A backslash counts as a slash.
    """
    path = as_asked(reference)
    known = "site.public" not in site.unknown
    if reference.form == FRONT_MATTER:
        return by_some_theme(path, page, (*site.public, site.content))
    if reference.element == "audio":
        if path.startswith("/"):
            return _at(path, *site.public)._replace(reason="audio", certain=known)
        return _at(path, page.folder).refused("audio")
    if path.startswith("/"):
        found = _at(path, *site.public, site.content)._replace(certain=known)
    elif path.startswith(("./", "../")) or reference.form not in (HTML, IMPORT):
        found = _at(path, page.folder)
    elif reference.form == IMPORT or path.startswith(("@", "~")):
        return UNDECIDED  # a package or an alias
    else:
        return _at(path, page.folder).refused("bare")
    reason = _refused(reference, path, page, site)
    return found.refused(reason) if reason else found


def _at(path: str, *folders: str) -> Resolution:
    if "\0" in path:
        return UNDECIDED
    return Resolution(tuple([at(folder, path) for folder in folders]))


# What VitePress takes for a file of its own, and not for a page (src/shared/shared.ts:
# KNOWN_EXTENSIONS).
_FILES = frozenset(
    "3g2 3gp aac ai apng au avif bin bmp cer class conf crl css csv dll doc eps epub exe gif gz ics"
    " ief jar jpe jpeg jpg js json jsonld m4a man mid midi mjs mov mp2 mp3 mp4 mpe mpeg mpg mpp oga"
    " ogg ogv ogx opus otf p10 p7c p7m p7s pdf png ps qt roff rtf rtx ser svg t tif tiff tr ts tsv"
    " ttf txt vtt wav weba webm webp woff woff2 xhtml xml yaml yml zip".split()
)


def follow(reference: Reference, page: Page, site: SiteFacts[VitePressSettings]) -> Lead:
    """Where a link leads: ``x``, ``x.md`` and ``x.html`` to the page ``x.md``, ``x/`` to
    ``x/index.md``, and any to ``x.html`` in the public folder (markdownToVue.ts). A link of HTML is
    left to the browser, which knows a page by its address."""
    path = reference.path
    if "\0" in path or "site.public" in site.unknown:
        return NOWHERE_KNOWN
    if reference.extension in _FILES:
        return _to_file(reference, page, site)
    bare = path.removesuffix(".md").removesuffix(".html")
    bare += "index" if bare.endswith("/") else ""
    source = at(site.content if path.startswith("/") else page.folder, bare)
    public = tuple(at(folder, f"/{relative(source, site.content)}") for folder in site.public)
    candidates = (f"{source}.md", *(f"{folder}.html" for folder in public))
    if reference.form == HTML:
        candidates += (
            os.path.join(source, "index.md"),
            *(f"{folder}/index.html" for folder in public),
        )
    certain = site.settings.pages_known and contains(site.content, source)
    return Lead(candidates, certain=certain)


def _to_file(reference: Reference, page: Page, site: SiteFacts[VitePressSettings]) -> Lead:
    """Where a link to another file than a page leads: below the public folder alone. Builds do not
    look whether it is there (treatAsHtml in src/shared/shared.ts), and may make it."""
    here = "/" + relative(page.path, site.content)
    # Markdown puts the base before a path that starts with a slash.
    base = site.base if reference.form == HTML else "/"
    found = by_browser(reference, page, base, here, site.public)
    certain = reference.extension not in MADE
    return Lead(found.candidates + found.misplaced, certain=certain, unchecked=True)


def _file_name(page: Page, site: SiteFacts[VitePressSettings]) -> Misnamed:
    """Whether a sign in the path of a post breaks the page's address."""
    path = relative(page.path, site.content)
    if "?" in path:
        return "sign-stops"
    return "sign" if "#" in path or "%" in path else ""


def _refused(
    reference: Reference, path: str, page: Page, site: SiteFacts[VitePressSettings]
) -> Reason:
    """Why Vite does not take a file that exists, or an empty string."""
    beside = "" if path.startswith("/") else relative(page.folder, site.content)
    if "'" in path or any(sign in beside + path for sign in "#?"):
        return "name"  # it cuts there, or writes an import that does not parse
    extension = os.path.splitext(path)[1].lstrip(".")
    if not site.extensions or extension in site.extensions:
        return ""
    query = reference.url.partition("?")[2].partition("#")[0].split("&")
    if "url" in query or "raw" in query:
        return ""
    return "capitals" if extension.lower() in site.extensions else "extension"


_MARKDOWN = VUE_MARKDOWN._replace(bare_addresses=True, attribute_lists=True, includes=True)

GENERATOR = Generator(
    name="vitepress",
    title="VitePress",
    front_matter=(GRAY_MATTER,),
    yaml="1.2",
    resolve=resolve,
    follow=follow,
    read_site=read_site,
    one_ending=True,
    # Not templates, which a script fills (dynamic routes).
    posts=("**/posts/**", "**/blog/**", r"!\[*\].md"),
    title_from_heading=True,
    file_name=_file_name,
    address=_served_at,
    adds_base=True,
    keeps_letters=True,
    reads={"date": no_such_date_in_utc},  # themes pass it on to Date
    marker_key="excerpt_separator",
    marker_for=marker_for,
    dialect=_MARKDOWN,
    # Whether a theme makes a Date of it is not known, but for the site's own scripts.
    severities={Variant("front-matter/invalid-field", "without-zeros"): Severity.INFO},
    consequences=consequences.COMMON
    | {
        Variant("front-matter/missing"): {
            "en": "VitePress shows it as text, and the post has neither title nor date in a list",
            "zh": "VitePress 会把它当作正文显示，列表里的文章没有标题也没有日期",
        },
        Variant("front-matter/missing", "none"): consequences.NOTHING_IN_LISTS,
        Variant("front-matter/missing", "unclosed"): consequences.POST_IS_SWALLOWED,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        # js-yaml 3, within gray-matter
        Variant("front-matter/invalid", "question-mark"): consequences.FIELD_IS_EMPTY,
        Variant("front-matter/invalid", "tab"): {
            "en": "VitePress 1 tolerates it; GitHub and editors do not",
            "zh": "VitePress 1 能容忍，但其他 YAML 解析器（GitHub、编辑器等）会报错",
        },
        Variant("front-matter/invalid", "not-a-mapping-list"): consequences.NO_FIELDS,
        Variant("front-matter/invalid", "not-a-mapping-text"): consequences.TEXT_IS_SWALLOWED,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("excerpt/missing-marker"): consequences.EMPTY_EXCERPT,
        Variant("excerpt/missing-marker", "unasked"): {
            "en": "a list of posts that cuts there shows an empty excerpt",
            "zh": "按这个标记截取摘要的文章列表里，摘要会是空的",
        },
        Variant("excerpt/misspelled-marker"): consequences.EXACT_TEXT_ONLY,
        Variant("post/missing-include", "code"): consequences.BUILD_STOPS,
        Variant("post/missing-include", "text"): {
            "en": "VitePress goes on in silence, and the page lacks this text",
            "zh": "VitePress 不会报错，页面上就少了这段内容",
        },
        Variant("post/misnamed", "sign"): {
            "en": "VitePress publishes the page without its text",
            "zh": "VitePress 发布出来的页面没有正文",
        },
        Variant("post/misnamed", "sign-stops"): consequences.BUILD_STOPS,
        # Vue finds {{ in one cell and no }}.
        Variant("table/surplus-cell", "expression"): consequences.BUILD_STOPS,
        Variant("image/missing"): {
            "en": "VitePress stops the build here; on GitHub readers see {broken}",
            "zh": "VitePress 会在这里中断构建；在 GitHub 上读者会看到{broken}",
        },
        Variant("image/missing", "import"): consequences.BUILD_STOPS,
        Variant("image/missing", "front-matter"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "audio"): consequences.SILENT_PLAYER,
        Variant("image/missing", "empty"): {
            "en": "VitePress lets it pass, readers see {broken}",
            "zh": "VitePress 会放行，读者会看到{broken}",
        },
        Variant("image/missing", "own-file"): consequences.BUILD_STOPS,
        Variant("image/broken-attribute"): consequences.BUILD_STOPS,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/unresolved", "bare"): consequences.TAKEN_FOR_A_PACKAGE,
        Variant("image/unresolved", "capitals"): {
            "en": "VitePress 1 knows this extension in small letters only and stops the build",
            "zh": "VitePress 1 只认小写的扩展名，会中断构建",
        },
        Variant("image/unresolved", "extension"): consequences.UNKNOWN_EXTENSION,
        Variant("image/unresolved", "name"): {
            "en": "VitePress stumbles over this character in a file name and stops the build",
            "zh": "VitePress 处理不了文件名里的这个字符，会中断构建",
        },
        Variant("image/unresolved", "audio"): consequences.AUDIO_IS_NOT_PUBLISHED,
        Variant("image/unreadable", "directory"): consequences.BUILD_STOPS,
    },
)
