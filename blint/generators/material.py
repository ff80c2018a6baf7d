"""Material for MkDocs with its blog plugin, run as 9.8.1 with MkDocs 1.6.1 and Markdown 3.11.3.

Read: material/plugins/blog (config.py, plugin.py, structure/__init__.py, structure/options.py),
mkdocs/utils/meta.py, mkdocs/structure/files.py and pages.py. ``mkdocs.yml`` tells where posts are,
what their addresses look like and what the marker is; what it takes from environment variables or
from Python (``!ENV``, ``!!python/name``) counts as unset.
"""

from __future__ import annotations

import datetime
import os
import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import text_of
from blint.errors import BlintError
from blint.files.paths import contains, relative, shown
from blint.files.patterns import patterns
from blint.generators import consequences, python_markdown
from blint.generators.addresses import (
    LONGEST_ADDRESS,
    SOURCES,
    UNKNOWN,
    address_part,
    at,
    follow_link,
)
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import at_path, base_path, first_file, read_data, site_url
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import Fence, Syntax
from blint.post.front_matter.values import (
    NOT_A_DATE,
    a_list,
    boolean_only,
    no_published,
    text_only,
    typed_only,
)
from blint.post.references import FRONT_MATTER, MARKDOWN, REFERENCE, SHORTCODE, Reference
from blint.post.site import Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files
    from blint.generators.generator import Texts
    from blint.post.front_matter.values import Verdict

# mkdocs/utils/meta.py: YAML_RE. The closing line has to end, too.
_FRONT_MATTER = Fence(
    r"\A---[ \t]*\r?\n", r"\A---[ \t]*\r?\n(?P<data>.*?\n)(?:\.{3}|-{3})[ \t]*\r?\n"
)
_BLOG = ("blog", "material/blog")
_REWRITTEN = (MARKDOWN, REFERENCE, SHORTCODE)
_DEFAULT_EXCLUDE = (".*", "/templates/")  # mkdocs/structure/files.py


class MaterialSettings(NamedTuple):
    """What only Material asks of a site.

    ``docs`` is the absolute folder of the documentation files, ``excluded`` are paths below it that
    are not published. ``blogs`` are pairs: a blog's folder below ``docs``, and the absolute folder
    of its posts. ``url`` is the pattern of posts' addresses, ``date`` that of a date in it (Babel's
    letters), ``categories`` how many categories it takes at most; ``directories`` tells whether an
    address ends in a slash. ``from_docs``: a Markdown path with a slash in front counts from
    ``docs``. ``drafts``: they are published, too. ``plain`` tells whether slugs are made as usual,
    and languages have no addresses of their own.
    """

    docs: str
    excluded: GitIgnoreSpec
    blogs: tuple[tuple[str, str], ...]
    url: str
    date: str
    categories: int
    directories: bool
    from_docs: bool
    drafts: bool
    plain: bool


def read_site(root: str, files: Files) -> SiteFacts[MaterialSettings]:
    """Where posts and their images are, and the marker: defaults are those of config.py."""
    sources: list[str] = []
    data = _configuration(first_file(root, ("mkdocs.yml", "mkdocs.yaml"), files), files, sources)
    docs = at(root, _text(data, "docs_dir", "docs"))
    blogs = list(_blogs(data.get("plugins"))) or [{}]
    folders = [_posts(docs, blog) for blog in blogs]
    blog = blogs[0]
    separator = _text(blog, "post_excerpt_separator", "<!-- more -->")
    marker = Marker(separator, re.compile(re.escape(separator)), in_code=False)
    exclude = data.get("exclude_docs")
    extra = exclude.splitlines() if isinstance(exclude, str) else []
    most = blog.get("post_url_max_categories")
    links = at_path(data, "validation.links.absolute_links")
    settings = MaterialSettings(
        docs=docs,
        excluded=_patterns(extra),
        blogs=tuple(zip((_text(b, "blog_dir", "blog") for b in blogs), folders, strict=True)),
        url=_text(blog, "post_url_format", "{date}/{slug}")[:LONGEST_ADDRESS],
        date=_text(blog, "post_url_date_format", "yyyy/MM/dd"),
        categories=most if isinstance(most, int) else 1,
        directories=data.get("use_directory_urls") is not False,
        from_docs=(links or at_path(data, "validation.absolute_links")) == "relative_to_docs",
        drafts=blog.get("draft") is True,
        plain=not _OTHER_SLUGS & blog.keys() and not _translated(data.get("plugins")),
    )
    return SiteFacts(
        root,
        os.path.commonpath(folders),
        settings,
        (docs,),
        marker,
        sources[0] if sources and blog.get("post_excerpt") == "required" else "",
        base=base_path(data.get("site_url")),
        url=site_url(data.get("site_url")),
        sources=tuple(sources),
        dialect=python_markdown.dialect(_extensions(data.get("markdown_extensions"))),
        consequences=_consequences(
            required=blog.get("post_excerpt") == "required", strict=data.get("strict") is True
        ),
    )


def _configuration(path: str, files: Files, sources: list[str]) -> dict[str, Any]:
    """A configuration on top of those that it inherits from (mkdocs/utils/yaml.py)."""
    if not path or path in sources or len(sources) > 5:
        return {}
    sources.append(path)
    data = read_data(path, files)
    parent = data.get("INHERIT")
    if not isinstance(parent, str):
        return data
    above = _configuration(at(os.path.dirname(path), parent), files, sources)
    return _merged(above, data)


def _merged(below: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**below, **over}
    for key in set(below) & set(over):
        if isinstance(below[key], dict) and isinstance(over[key], dict):
            merged[key] = _merged(below[key], over[key])
    return merged


def _blogs(plugins: object) -> Iterator[dict[str, Any]]:
    """The options of every blog plugin: plugins are a list of names and mappings, or a mapping."""
    for item in plugins if isinstance(plugins, list) else [plugins]:
        for name, options in item.items() if isinstance(item, dict) else [(item, None)]:
            if name in _BLOG:
                yield options if isinstance(options, dict) else {}


_OTHER_SLUGS = frozenset(
    ("post_slugify", "post_slugify_separator", "categories_slugify", "categories_slugify_separator")
)


def _translated(plugins: object) -> bool:
    """Whether a plugin makes pages in several languages, each with an address of its own."""
    return any("i18n" in text_of(name) for name in _extensions(plugins))


def _consequences(*, required: bool, strict: bool) -> dict[Variant, Texts]:
    """What settings of the site stop the build for: ``required`` excerpts, a ``strict`` build."""
    stops: dict[Variant, Texts] = {}
    if required:
        stops[Variant("excerpt/misspelled-marker")] = consequences.BUILD_STOPS
    if strict:
        stops[Variant("image/missing")] = consequences.BUILD_STOPS
        stops[Variant("link/missing")] = consequences.BUILD_STOPS
        stops[Variant("link/missing", "unchecked")] = consequences.DEAD_LINK
        stops[Variant("image/missing", "not-published")] = consequences.BUILD_STOPS
        stops[Variant("image/unresolved", "not-published")] = consequences.BUILD_STOPS
    return stops


def _extensions(found: object) -> list[object]:
    """The names of the extensions that are on: a list of names and mappings, or a mapping."""
    items = found if isinstance(found, list) else [found] if found else []
    return [name for item in items for name in (item if isinstance(item, dict) else (item,))]


def _patterns(extra: list[str]) -> GitIgnoreSpec:
    try:
        return patterns((*_DEFAULT_EXCLUDE, *extra))
    except BlintError:
        return patterns(_DEFAULT_EXCLUDE)


def _text(data: Mapping[str, Any], key: str, default: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) and value else default


def _posts(docs: str, blog: Mapping[str, Any]) -> str:
    """The folder of a blog's posts."""
    root = _text(blog, "blog_dir", "blog")
    return at(docs, _text(blog, "post_dir", "{blog}/posts").replace("{blog}", root))


def resolve(reference: Reference, page: Page, site: SiteFacts[MaterialSettings]) -> Resolution:
    """How MkDocs finds a file, or the browser does.

    Relative paths of Markdown images count from the post, and are rewritten to the page's address;
    what is not among the documentation files stays as it is, and so do paths that start with a
    slash and all of raw HTML (mkdocs/structure/pages.py).
    """
    path = reference.path
    if "\0" in path:
        return Resolution(certain=False)
    docs = site.settings.docs
    if reference.form == FRONT_MATTER:  # no meaning of its own: the theme decides
        return Resolution((at(page.folder, path), at(docs, path)), certain=False)
    if path.startswith("/"):
        if reference.form in _REWRITTEN and site.settings.from_docs:
            found = _published(site, at(docs, path))
            return found._replace(candidates=found.candidates + _served(site, path).candidates)
        return _from_root(reference, site)
    beside = at(page.folder, path)
    url = _url(page, site)
    left = _served(site, posixpath.normpath(posixpath.join(posixpath.dirname(url), path)))
    if reference.form not in _REWRITTEN:
        if reference.element == "img":
            return left._replace(misplaced=(beside,), reason="html")
        better = posixpath.relpath(_address(site, beside), posixpath.dirname(url))
        values: dict[str, object] = {"url": url, "better": better}
        return left._replace(misplaced=(beside,), reason="page-url", values=values)
    found = _published(site, beside)
    return found._replace(candidates=found.candidates + left.candidates)


def _published(site: SiteFacts[MaterialSettings], path: str) -> Resolution:
    """A file among the documentation files, if it is one of those that are published."""
    docs = site.settings.docs
    if contains(docs, path) and not _is_excluded(site, path):
        return Resolution((path,))
    return Resolution((path,)).refused("not-published", folder=shown(docs))


def _is_excluded(site: SiteFacts[MaterialSettings], path: str) -> bool:
    """Whether a documentation file is not published."""
    return site.settings.excluded.match_file(relative(path, site.settings.docs))


def _from_root(reference: Reference, site: SiteFacts[MaterialSettings]) -> Resolution:
    """A path that starts with a slash counts from the host's root."""
    path = reference.path
    named = at(site.settings.docs, path.removeprefix(site.base))
    if _is_excluded(site, named):
        return _published(site, named)
    if site.base != "/" and not path.startswith(site.base):
        better = site.base + reference.raw_path.lstrip("/")
        return _served(site, path).refused("base", base=site.base, better=better)
    found = _served(site, "/" + path[len(site.base) :])
    file = at(site.settings.docs, path[len(site.base) :])
    moved = site.base + _address(site, file).lstrip("/")
    values: dict[str, object] = {"folder": posixpath.dirname(moved) + "/", "better": moved}
    return found._replace(misplaced=(file,), reason="folder", values=values)


def _served(site: SiteFacts[MaterialSettings], address: str) -> Resolution:
    """The files that are published at an address: what stands among the posts is moved up beside
    them (plugin.py: on_files)."""
    docs = site.settings.docs
    file = at(docs, re.sub(r"^(?:\.\./)+", "", address.lstrip("/")))
    files = []
    for blog, folder in site.settings.blogs:
        home = at(docs, blog)
        if contains(home, file):
            files.append(os.path.join(folder, os.path.relpath(file, home)))
        if contains(folder, file):
            file = ""
            break
    files += [file] if file else []
    return Resolution(tuple(path for path in files if not _is_excluded(site, path)))


def _address(site: SiteFacts[MaterialSettings], path: str) -> str:
    """The address of a documentation file."""
    docs = site.settings.docs
    for blog, folder in site.settings.blogs:
        if contains(folder, path):
            path = os.path.join(at(docs, blog), os.path.relpath(path, folder))
    return "/" + relative(path, docs)


def _served_at(page: Page, site: SiteFacts[MaterialSettings]) -> str | None:
    """The address of a post of the first blog, or of a page of the documentation."""
    settings = site.settings
    posts = next((folder for _, folder in settings.blogs if contains(folder, page.path)), "")
    known = settings.plain and contains(settings.docs, page.path)
    if not known or _is_excluded(site, page.path) or posts not in ("", settings.blogs[0][1]):
        return None
    if posts:
        return _url(page, site, known=True)
    path = relative(page.path, settings.docs).removesuffix(".md")
    if page.stem in ("index", "README"):
        return f"/{posixpath.dirname(path)}/"
    return f"/{path}/" if settings.directories else f"/{path}.html"


def _title(page: Page) -> object:
    """The title of a page (mkdocs/structure/pages.py): its own, or the heading that it begins with,
    or what the name of its file makes."""
    line = page.first_line()
    heading = line.lstrip("# ") if line.startswith("# ") else ""
    return page.data.get("title") or heading or re.sub("[-_]", " ", page.stem)


def _follow(reference: Reference, page: Page, site: SiteFacts[MaterialSettings]) -> Lead:
    """Where a link leads: a path in Markdown counts from the page's file, whatever kind it is
    (mkdocs/structure/pages.py)."""
    path = reference.path
    lead = follow_link(reference, page, site, _served_at)
    if "\0" not in path and reference.extension in SOURCES and not path.startswith("/"):
        lead = Lead((at(page.folder, path),))
    # A page that is not translated is that of the other language.
    return lead._replace(certain=lead.certain and site.settings.plain)


def _slug(text: object) -> str:
    """What pymdownx.slugs makes of a title or a category, where it has no tags of HTML."""
    text = unicodedata.normalize("NFC", address_part(text)).strip()
    if not text or "<" in text:
        return UNKNOWN
    return re.sub(r"[^\w\- ]", "", text).lower().replace(" ", "-")


def _url(page: Page, site: SiteFacts[MaterialSettings], *, known: bool = False) -> str:
    """The address of a post (plugin.py: _format_path_for_post). What is not known, as the slug that
    a heading makes, stands for itself, for mostly only the number of folders counts; where the
    address is to be ``known``, it is told as far as it can be, and is UNKNOWN else."""
    data = page.data
    categories = data.get("categories")
    if not isinstance(categories, list):
        categories = []
    part = _slug if known else address_part
    slug = data.get("slug") or (_slug(_title(page)) if known else page.stem)
    date = _dated(data.get("date"), site.settings.date)
    steps = site.settings.url
    for name, value in (
        ("categories", "/".join(map(part, categories[: site.settings.categories]))),
        ("date", UNKNOWN if known and re.search("[a-zA-Z]", date) else date),
        ("file", page.stem),
        ("slug", address_part(slug)),
    ):
        steps = steps.replace(f"{{{name}}}", value)
    blog = next((b for b, folder in site.settings.blogs if contains(folder, page.path)), "blog")
    path = posixpath.normpath("/" + posixpath.join(blog, steps.strip("/")))
    return path + ("/" if site.settings.directories else ".html")


def _dated(date: object, form: str) -> str:
    """A date in a pattern of Babel's, as far as figures go."""
    if isinstance(date, dict):
        date = date.get("created")
    if not isinstance(date, datetime.date):
        return form
    figures = {"yyyy": f"{date:%Y}", "yy": f"{date:%y}", "MM": f"{date:%m}", "dd": f"{date:%d}"}
    return re.sub("yyyy|yy|MM|dd", lambda match: figures[match[0]], form)


# What stops the build when it is of another type: structure/config.py and options.py for the
# fields of the plugin; the slug is made from the title, which has to be a text.


def _number_only(value: object, _written: str) -> Verdict:
    return "" if isinstance(value, int) else "not-a-number"


def _list_only(value: object, _written: str) -> Verdict:
    return "" if isinstance(value, list) else "not-a-list"


def _post_date(value: object, written: str) -> Verdict:
    """A date, or a mapping of dates among which is ``created``."""
    if not isinstance(value, dict):
        return typed_only(value, written)
    others = (date for key, date in value.items() if key not in ("created", "updated"))
    fine = "created" in value and all(isinstance(date, datetime.date) for date in others)
    return "" if fine else NOT_A_DATE


_ONLY_WARNS: Texts = {
    "en": "{generator} only warns, unless the build is strict: readers see {broken}",
    "zh": "{generator} 只会警告（严格模式除外），读者会看到{broken}",
}

GENERATOR = Generator(
    name="material",
    title="Material for MkDocs",
    front_matter=(Syntax(_FRONT_MATTER, "yaml"),),
    yaml="1.1",
    resolve=resolve,
    read_site=read_site,
    one_ending=True,
    posts=("**",),
    required=("date",),
    filled=("title", "authors", "categories"),
    dates=("date.created", "date"),
    reads={
        "title": text_only,
        "date": _post_date,
        "date.created": typed_only,
        "date.updated": typed_only,
        "draft": boolean_only,
        "pin": boolean_only,
        "published": no_published,
        "slug": text_only,
        "readtime": _number_only,
        "hide": a_list,
        "links": a_list,
        "authors": _list_only,
        "authors[]": text_only,
        "categories": _list_only,
        "categories[]": text_only,
    },
    unpublished=lambda page, site: page.data.get("draft") is True and not site.settings.drafts,
    address=_served_at,
    follow=_follow,
    dialect=python_markdown.dialect(()),
    severities={
        Variant("front-matter/missing", "none"): Severity.ERROR,
        Variant("excerpt/missing-marker", "unasked"): OFF,
        Variant("image/not-an-image", "space"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST,
        Variant("front-matter/missing"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/duplicate-key"): consequences.LAST_KEY_WINS,
        Variant("front-matter/missing-field"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field"): consequences.BUILD_STOPS,
        Variant("front-matter/empty-field", "blank-title"): consequences.NO_TITLE,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-flag"): consequences.NO_SUCH_FIELD,
        Variant("excerpt/missing-marker"): consequences.BUILD_STOPS,
        Variant("excerpt/missing-marker", "in-code"): consequences.WHOLE_POST,
        Variant("excerpt/missing-marker", "unasked"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): {
            "en": "{generator} looks for the exact text and shows the whole post in the list",
            "zh": "{generator} 只认一字不差的标记，会在列表里显示整篇文章",
        },
        Variant("excerpt/marker-in-code", "harmless"): consequences.NOT_SEEN_IN_CODE,
        Variant("excerpt/empty"): {
            "en": "{generator} shows nothing but the title in the list",
            "zh": "{generator} 的文章列表里只会显示标题",
        },
        Variant("image/missing"): _ONLY_WARNS,
        # Paths that MkDocs leaves as they are.
        Variant("image/missing", "base"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "folder"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "html"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "page-url"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "not-published"): _ONLY_WARNS,
        Variant("image/unresolved", "html"): consequences.LEFT_AS_IT_IS,
    },
)
