"""Hexo with hexo-renderer-marked, run as 8.1.2 with marked 7.0.1.

Read: hexo/dist (plugins/processor/post.js, asset.js and common.js,
plugins/filter/after_post_render/excerpt.js, plugins/tag), hexo-front-matter 4.2.1, hexo-util
(url_for.js) and hexo-renderer-marked/lib/renderer.js; for the site, see hexo_settings.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING

from blint.files.paths import contains, relative, shown
from blint.generators import consequences
from blint.generators.addresses import at, follow_link
from blint.generators.generator import Generator, SiteFacts
from blint.generators.hexo_settings import HexoSettings, address_of, is_post, read_site
from blint.generators.hexo_tags import tags
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import BRACELESS_JSON, Fence, Region, Syntax
from blint.post.front_matter.values import boolean_or_its_name, by_javascript, entries, printable
from blint.post.markdown.model import Dialect
from blint.post.references import FRONT_MATTER, MARKDOWN, REFERENCE, SHORTCODE, Reference
from blint.post.site import UNDECIDED, Lead, Page, Resolution

if TYPE_CHECKING:
    from blint.post.front_matter.values import Verdict
    from blint.post.site import Reason


# --- front matter: hexo-front-matter/dist/front_matter.js ---------------------------------------


class _Unopened(Fence):
    """Front matter whose opening line is left out."""

    def detect(self, text: str) -> bool:
        return self.locate(text) is not None


class _Semicolons(_Unopened):
    """JSON without its braces."""

    def locate(self, text: str) -> Region | None:
        region = super().locate(text)
        return region and region._replace(language=BRACELESS_JSON)


_DATA = r"(?P<data>.+?\n)"
_FRONT_MATTER = (
    Syntax(
        Fence(
            r"\A(-{3,})\r?\n(?!\1)",
            rf"\A(?P<fence>-{{3,}})\r?\n{_DATA}(?P=fence)(?:\r?\n)?",
        ),
        "yaml",
        tabs=True,
    ),
    Syntax(_Semicolons("", rf"\A(?P<fence>;{{3,}})\r?\n{_DATA}(?P=fence)(?:\r?\n)?"), "json"),
    Syntax(_Semicolons("", r"\A(?!-{3}|;{3})(?P<data>(?:(?!\n-{3}).)+?\n);{3,}(?:\r?\n)?"), "json"),
    Syntax(
        _Unopened("", rf"\A(?!-{{3}}|;{{3}}){_DATA}-{{3,}}(?:\r?\n)?"),
        "yaml",
        unopened=True,
        tabs=True,
    ),
)


# --- images -------------------------------------------------------------------------------------


def resolve(reference: Reference, page: Page, site: SiteFacts[HexoSettings]) -> Resolution:
    """How a path in a post leads to a file.

    Markdown images count from the site's root (``marked.prependRoot``) or from the folder of the
    post's name (``marked.postAsset``); tags look there (``asset_img``) or count from the root
    (``img``); HTML is left to the browser.
    """
    if "\0" in reference.path:
        return UNDECIDED
    if reference.form == FRONT_MATTER:  # the theme decides, mostly by url_for: from the root
        folders = (*site.public, page.folder, _folder(page))
        rooted = reference.path.startswith("/") and site.settings.theme
        places = tuple(at(folder, reference.path) for folder in folders)
        return Resolution(places, certain=rooted, guess=True)
    if reference.form == SHORTCODE:
        found = _by_tag(reference, page, site)
    elif reference.form in (MARKDOWN, REFERENCE) and site.settings.prepend:
        found = _from_root(reference, page, site)
        if re.search("[#?]", reference.path):
            return found.refused("name")  # %23 and %3F are decoded (encode_url.js)
    else:
        found = _by_browser(reference, page, site)
    hidden = tuple(path for path in found.candidates if _is_hidden(path, site))
    if not hidden:
        return found
    seen = tuple(path for path in found.candidates if path not in hidden)
    return Resolution(seen, found.certain, hidden, "not-published", _published_in(site))


def _folder(page: Page) -> str:
    """The folder that belongs to a post: its path without the extension."""
    return os.path.splitext(page.path)[0]


def _published_in(site: SiteFacts[HexoSettings]) -> dict[str, object]:
    return {"folder": shown(site.content)}


def _is_hidden(path: str, site: SiteFacts[HexoSettings]) -> bool:
    """Whether a file of the source folder is not published (processor/common.js)."""
    if not contains(site.content, path):
        return False
    if contains(os.path.join(site.content, "_posts"), path):
        return not site.settings.assets  # what belongs to a post goes with its page
    name = path[len(site.content) + 1 :].replace(os.sep, "/")
    if name.endswith(("%", "~")) or site.settings.exclude.match_file(name):
        return True
    starts = bool(re.search(r"(?:^|/)[_.]", name))
    return starts and not site.settings.include.match_file(name)


def _published(url: str, page: Page, site: SiteFacts[HexoSettings]) -> tuple[str, ...]:
    """The files that an address within the site may lead to."""
    found = [at(root, url) for root in site.public]
    if site.settings.assets:
        own = _asset_url(page, site)
        if own and url.startswith(own):
            found.append(at(_folder(page), url[len(own) :]))
        other = site.settings.asset_url.fullmatch(url)
        if other and other.groupdict().get("title"):
            posts = os.path.join(site.content, "_posts")
            found.append(at(posts, f"{other['title']}/{other['rest']}"))
    return tuple(found)


def _asset_url(page: Page, site: SiteFacts[HexoSettings]) -> str:
    """The address of the folder that belongs to a post (models/post_asset.js), or nothing."""
    url = address_of(page, site)
    return re.sub(r"\.html?$", "", url).rstrip("/") + "/" if url else ""


def _elsewhere(url: str, site: SiteFacts[HexoSettings]) -> bool:
    """Whether an address may belong to another post, of which nothing is known."""
    other = site.settings.asset_url.fullmatch(url) if site.settings.assets else None
    return other is not None and not other.groupdict().get("title")


def _from_root(reference: Reference, page: Page, site: SiteFacts[HexoSettings]) -> Resolution:
    """A Markdown image, whose path gets the site's root put in front (renderer.js: image)."""
    path, base = reference.path, site.base
    asset = site.settings.in_markdown and not path.startswith(("/", "\\"))
    own = _by_name(path, page, site)
    if asset:
        own = (at(_folder(page), reference.url.replace("\\", "/")), *own)
    full = posixpath.normpath(f"{base}{path.lstrip('/')}")
    if not full.startswith(base):
        better = base + full.lstrip("/")
        found = Resolution((*own, *_published(full, page, site)))
        return found.refused("base", base=base, better="/" + better[len(base) :])
    inside = full[len(base) - 1 :]
    found = Resolution((*own, *_published(inside, page, site)), not _elsewhere(inside, site))
    if base != "/" and inside.startswith(base):
        cut = inside[len(base) - 1 :]
        values = {"base": base, "better": cut}
        return found._replace(misplaced=_published(cut, page, site), reason="base", values=values)
    if path.startswith("/"):
        return found
    return _meant(found, reference, page, site)


def _by_name(path: str, page: Page, site: SiteFacts[HexoSettings]) -> tuple[str, ...]:
    """The file that a plugin finds for a path that begins with the post's name."""
    name = os.path.basename(_folder(page)) + "/"
    path = path.removeprefix("./")
    if not site.settings.by_name or not path.startswith(name):
        return ()
    return (at(_folder(page), path.removeprefix(name)),)


def _meant(
    found: Resolution, reference: Reference, page: Page, site: SiteFacts[HexoSettings]
) -> Resolution:
    """Add the files that the writer of a relative path may have meant."""
    path = reference.path
    beside = at(page.folder, path) if not path.startswith("/") else ""
    folder = _folder(page)
    name = path.removeprefix("./").removeprefix(os.path.basename(folder) + "/")
    if contains(site.content, beside) and not contains(
        os.path.join(site.content, "_posts"), beside
    ):
        better = beside[len(site.content) :].replace(os.sep, "/")
        return _misplaced(found, (beside,), "folder", _published_in(site) | {"better": better})
    if not site.settings.assets:
        misplaced = (beside, at(folder, path))
        return _misplaced(found, misplaced, "not-published", _published_in(site))
    better = name if site.settings.in_markdown else f"{{% asset_img {name} %}}"
    where = folder if site.settings.in_markdown else site.content
    values: dict[str, object] = {"folder": shown(where), "better": better}
    return _misplaced(found, (at(folder, name), beside), "folder", values)


def _misplaced(
    found: Resolution, paths: tuple[str, ...], reason: Reason, values: dict[str, object]
) -> Resolution:
    misplaced = tuple(path for path in paths if path not in found.candidates)
    return found._replace(misplaced=misplaced, reason=reason, values=values)


def _by_browser(reference: Reference, page: Page, site: SiteFacts[HexoSettings]) -> Resolution:
    """A path that is left as it is: it counts from the page's address."""
    path, base = reference.path, site.base
    if path.startswith("/"):
        full = posixpath.normpath("/" + path.lstrip("/"))
        better = base + full.lstrip("/")
    else:
        url = address_of(page, site)
        if url is None:
            return UNDECIDED
        full = posixpath.normpath(posixpath.join(base + posixpath.dirname(url)[1:], path))
        full = "/" + full.lstrip("/.")
        better = ""
    if not full.startswith(base):
        found = Resolution(_published(full, page, site))
        return found.refused("base", base=base, better=better or base + full.lstrip("/"))
    inside = full[len(base) - 1 :]
    named = _by_name(path, page, site)
    found = Resolution((*named, *_published(inside, page, site)), not _elsewhere(inside, site))
    if path.startswith("/"):
        return found
    return _beside_page(found, reference, page, site)


def _beside_page(
    found: Resolution, reference: Reference, page: Page, site: SiteFacts[HexoSettings]
) -> Resolution:
    """Add what the writer of a path in HTML may have meant: a file beside the post."""
    path, folder = reference.path, _folder(page)
    url = address_of(page, site) or "/"
    beside = at(page.folder, path)
    name = path.removeprefix("./").removeprefix(os.path.basename(folder) + "/")
    if contains(site.content, beside) and not contains(
        os.path.join(site.content, "_posts"), beside
    ):
        target = beside[len(site.content) :].replace(os.sep, "/")
        values: dict[str, object] = {"url": url, "better": site.base + target[1:]}
        return _misplaced(found, (beside,), "page-url", values)
    if not site.settings.assets:
        misplaced = (beside, at(folder, path))
        return _misplaced(found, misplaced, "not-published", _published_in(site))
    target = posixpath.relpath(_asset_url(page, site) + name, posixpath.dirname(url))
    return _misplaced(found, (at(folder, name),), "page-url", {"url": url, "better": target})


def _by_tag(reference: Reference, page: Page, site: SiteFacts[HexoSettings]) -> Resolution:
    """The file of a tag (plugins/tag/asset_img.js, asset_path.js, img.js)."""
    path, folder = reference.path, _folder(page)
    if reference.element in ("image", "img"):  # two names of one
        found = Resolution(_published("/" + path.lstrip("/"), page, site))
        if path.startswith("/"):
            return found
        return found.refused("folder", **_published_in(site), better="/" + path.removeprefix("./"))
    own = Resolution((at(folder, reference.url),))
    if not site.settings.assets:
        return own.refused("not-published", **_published_in(site))
    name = reference.url.removeprefix("./").removeprefix(os.path.basename(folder) + "/")
    if name == reference.url:
        return own
    values: dict[str, object] = {"folder": shown(folder), "better": name}
    if reference.url.startswith("./"):  # names are compared as they are written
        return Resolution((at(folder, name),)).refused("folder", **values)
    return _misplaced(own, (at(folder, name),), "folder", values)


# --- fields -------------------------------------------------------------------------------------


def _provided(page: Page, site: SiteFacts[HexoSettings]) -> tuple[str, ...]:
    """A title, where the site takes it from the file's name."""
    del page
    return ("title",) if site.settings.title_from_name else ()


def _unpublished(page: Page, site: SiteFacts[HexoSettings]) -> bool:
    """Whether a post is left out (hexo/models/post.js, processor/post.js)."""
    drafts = os.path.join(site.content, "_drafts")
    return str(page.data.get("published")).lower() == "false" or contains(drafts, page.path)


def _served_at(page: Page, site: SiteFacts[HexoSettings]) -> str | None:
    """The address of a post, or of a page that has none of its own (processor/asset.js)."""
    if is_post(page, site):
        return address_of(page, site)
    if _is_hidden(page.path, site) or "permalink" in page.data or not page.data:
        return None
    return f"/{relative(_folder(page), site.content)}.html"


def _draft(value: object, written: str) -> Verdict:
    """There is no such field: the post is published."""
    return "ignored-flag" if value is True or written.strip("\"'").lower() in _YES else ""


_YES = ("true", "yes", "on")


_SLUG = lazy(r"[a-z0-9]+(?:[-_/.][a-z0-9]+)+")  # other words may be the title of a post


def _follow(reference: Reference, page: Page, site: SiteFacts[HexoSettings]) -> Lead:
    """Where a link leads, and a tag that makes the address of one."""
    if reference.form == SHORTCODE:
        return Lead(name=reference.path, certain=_SLUG.fullmatch(reference.path) is not None)
    return follow_link(reference, page, site, _served_at)


GENERATOR = Generator(
    name="hexo",
    title="Hexo",
    front_matter=_FRONT_MATTER,
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    posts=("/_posts/**",),
    not_posts=("/_posts/**/_*", "/_posts/**/.*", "/_drafts/"),
    required=("title",),
    short_keys=("link",),
    unpublished=_unpublished,
    address=_served_at,
    keeps_letters=True,
    follow=_follow,
    provided=_provided,
    reads={
        "title": printable,
        "date": by_javascript,
        "updated": by_javascript,
        "published": boolean_or_its_name,
        "draft": _draft,
        "tags": entries,
        "categories": entries,
    },
    excerpt_keys=("excerpt",),
    dialect=Dialect(
        outdented_tables=True,
        paired_backslashes=True,
        templates="nunjucks",
        template_paths=False,  # what stands for them is taken for a path (hexo/post.js)
        tags=tags,
    ),
    severities={
        Variant("front-matter/missing", "none"): Severity.WARNING,
        Variant("excerpt/missing-marker", "unasked"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("link/missing", "tag"): consequences.BUILD_STOPS,
        Variant("post/duplicate-address"): consequences.ONE_IS_LOST,
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "none"): consequences.NOTHING_IN_LISTS,
        Variant("front-matter/invalid"): consequences.POST_IS_DROPPED,
        Variant("front-matter/invalid", "not-a-mapping-text"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/invalid", "not-a-mapping-odd-blank"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/invalid", "json"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/invalid", "not-a-mapping-no-blank"): consequences.POST_IS_DROPPED,
        Variant("front-matter/duplicate-key"): consequences.POST_IS_DROPPED,
        Variant("front-matter/missing-field"): consequences.NO_TITLE,
        Variant("front-matter/empty-field"): consequences.NO_TITLE,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field", "not-a-date"): consequences.DATE_IGNORED,
        Variant("front-matter/invalid-field", "not-a-boolean"): {
            "en": "{generator} takes the text for true, and publishes the post",
            "zh": "{generator} 会把这段文本当作 true，照样发布文章",
        },
        Variant("front-matter/invalid-field", "ignored-flag"): {
            "en": "{generator} publishes the post: it looks for published: false, or a file in"
            " source/_drafts",
            "zh": "{generator} 照样会发布：它只认 published: false，或 source/_drafts 里的文件",
        },
        Variant("front-matter/invalid-field", "one-entry"): {
            "en": "{generator} makes one tag or category of it, commas and all",
            "zh": "{generator} 会把它连同逗号一起当作一个标签或分类",
        },
        Variant("front-matter/invalid-field", "not-a-list"): {
            "en": "{generator} shows [object Object]",
            "zh": "{generator} 会显示 [object Object]",
        },
        Variant("front-matter/invalid-field", "not-a-text"): consequences.AS_JAVASCRIPT,
        Variant("excerpt/missing-marker"): consequences.WHOLE_POST,
        Variant("excerpt/misspelled-marker"): consequences.WHOLE_POST,
        Variant("excerpt/empty"): consequences.WHOLE_POST,
        Variant("excerpt/whole-post"): consequences.NOTHING_MORE,
        Variant("excerpt/marker-in-code", "harmless"): consequences.NOT_SEEN_IN_CODE,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
    },
)
