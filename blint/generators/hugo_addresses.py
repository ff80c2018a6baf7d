"""Where Hugo publishes its pages, and the files of the folders they live in.

Read at 7b5199fd: resources/page/permalinks.go and page_paths.go (addresses), common/paths (names),
hugolib/pages_capture.go and page__new.go (files, languages), hugofs/fileinfo (names left out).
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.bounded import text_of
from blint.files.paths import contains, relative
from blint.generators.addresses import (
    LONGEST_ADDRESS,
    UNKNOWN,
    address_part,
    over,
    perhaps_at,
    published_at,
    stays_below,
)
from blint.generators.site_config import at_path
from blint.lazy_regex import lazy
from blint.post.site import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files

_DEEPEST = 12  # folders below content that are looked into
_PAGES = ("md", "markdown", "mdown", "html", "htm", "org", "adoc", "asciidoc", "rst", "pandoc")


class Content(NamedTuple):
    """The folders of pages of one site, and what decides where they are published.

    ``roots`` are the absolute folders, ``languages`` the site's by their names in small letters,
    each with the root that is its own, or an empty text, ``language`` the one that all else is in.
    ``shared``: a file is published once, with the page of its folder that is in its language.
    ``ignored`` match what is left out: paths counted from the absolute folder ``site``, with a
    slash in front. ``mounted``: other folders are laid over the roots.

    ``moved`` maps absolute folders to the address that their files are published below, where that
    is not the path of the folder itself: an empty one if they are not published, ``UNKNOWN`` if it
    is not known. ``places`` is the same the other way round,
    ``unknown`` has those of ``moved`` that may not be known.
    """

    site: str
    config: Mapping[str, Any]
    roots: tuple[str, ...]
    languages: Mapping[str, str]
    language: str
    shared: bool
    ignored: tuple[re.Pattern[str], ...]
    mounted: bool
    moved: Mapping[str, str]
    places: Mapping[str, str]
    unknown: Mapping[str, str]

    def root_of(self, path: str) -> str:
        """The root that an absolute path lies in, or an empty text."""
        return max((root for root in self.roots if contains(root, path)), key=len, default="")

    def seen_from(self, page: Page, path: str) -> Content:
        """The same, with all that the front matter of one page says of the files beside it. Of the
        other folders nothing is known where a path on the page cannot lead there: to know of them
        takes the beginnings of all pages."""
        if not is_bundle(page) or not self.holds_files(page):
            return self
        held_back = at_path(page.data, "build.publishResources") is False
        own = "" if held_back else files_below(page_address(page, self))
        if len(self.roots) == 1 and stays_below(path):
            only = {page.folder: own}
            return self._replace(moved=only, places={own: page.folder}, unknown=only)
        moved = over({page.folder: own}, self.moved)
        places = over({own: page.folder}, self.places)
        unknown = over({page.folder: own}, self.unknown)
        return self._replace(moved=moved, places=places, unknown=unknown)

    def holds_files(self, page: Page) -> bool:
        """Whether the files beside a page are published with it, being in its language."""
        return not self.shared or _name(page.path, self)[1] == _root_language(page.path, self)

    def is_left_out(self, path: str) -> bool:
        """Whether a file of the content is none to Hugo, by its name or the site's settings."""
        inside = "/" + relative(path, self.site)
        below = relative(path, self.root_of(path)).split("/")
        hidden = any(name.startswith((".", "#")) or name.endswith("~") for name in below)
        return hidden or any(ignored.search(inside) for ignored in self.ignored)

    def address_of(self, path: str) -> str:
        """The address that a file of the content is published at; empty if it is not."""
        return "" if self.is_left_out(path) else published_at(path, self.root_of(path), self.moved)

    def files_at(self, address: str) -> tuple[str, ...]:
        """The files of the content that would be published at an address."""
        found = dict.fromkeys(perhaps_at(address, self.roots, self.places))
        return tuple(path for path in found if self.address_of(path) == address)


def is_bundle(page: Page) -> bool:
    """Whether the files beside a page are its own."""
    return page.stem.partition(".")[0] == "index"


def files_below(address: str | None) -> str:
    """The address that the files of a page's folder are published below."""
    if address is None:
        return UNKNOWN
    return address if address.endswith("/") else posixpath.splitext(address)[0] + "/"


def page_address(page: Page, content: Content) -> str | None:
    """The address of a page without the site's base, with ``UNKNOWN`` for parts of it that are not
    known; None if nothing is."""
    root = content.root_of(page.path)
    permalinks = at_path(content.config, "permalinks") or {}
    if not root or content.mounted or not isinstance(permalinks, dict):
        return None
    *folders, _ = relative(page.path, root).split("/")
    name, language = _name(page.path, content)
    if name == "index" and folders:
        name = folders.pop()
    prefix = _prefix(language, content)
    folders = [_folder(folder, content) for folder in folders]
    url = page.data.get("url")
    if isinstance(url, str) and url.strip():
        return _given(url.strip(), prefix, folders, name, page, content)
    section = folders[0] if folders else "/"
    form = at_path(permalinks, f"page.{section}") or at_path(permalinks, section)
    if isinstance(form, str):
        if len(folders) > 1 and ":sections" in form:
            return None  # which folders are sections is for their _index.md to say
        address = "/" + _filled(form, folders, name, page, content).strip("/")
    else:
        slug = page.data.get("slug") or _without_date(name, content)
        last = _cleaned(address_part(slug)) if slug else _folder(name, content)
        address = "/" + "/".join([*folders, last])
    address = prefix + _lowered(address, content)
    ugly = at_path(content.config, "uglyURLs")
    ugly = ugly.get(section) if isinstance(ugly, dict) else ugly
    return f"{address}.html" if ugly is True else f"{address}/"


# Fields that move a page, or take it away, and that a site may give to many at once.
_PLACING = lazy(r"(?i)\b(?:url|slug|permalink|render|headless|outputs)\b")


def url_of(page: Page, content: Content) -> str | None:
    """The address that a page is published at, with ``UNKNOWN`` for parts of it that are not known;
    None if nothing is, or it is no page of its own: a section, one without HTML, one of a site that
    has several hosts."""
    config, data = content.config, page.data
    hosts = at_path(config, "languages")
    several = isinstance(hosts, dict) and any(at_path(own, "baseURL") for own in hosts.values())
    rendered = at_path(data, "build.render", at_path(data, "_build.render", True))
    forms = text_of(at_path(data, "outputs") or at_path(config, "outputs.page") or "html")
    if several or "html" not in forms.lower() or rendered not in (True, "always"):
        return None
    if page.stem.startswith("_index") or text_of(at_path(data, "headless")).lower() == "true":
        return None
    if _PLACING.search(text_of(at_path(config, "cascade"))) or _rooted_elsewhere(page, content):
        return None
    data = {key.lower(): data[key] for key in data}
    return page_address(Page(page.path, data, page.first_line), content)


def _rooted_elsewhere(page: Page, content: Content) -> bool:
    """Whether a page says its address from the root, and its language is served below a folder of
    its own: older versions put that before it."""
    url = at_path(page.data, "url")
    return text_of(url or "").startswith("/") and bool(
        _prefix(_name(page.path, content)[1], content)
    )


def _given(
    url: str, prefix: str, folders: list[str], name: str, page: Page, content: Content
) -> str:
    """The address that a page gives itself, which is kept letter by letter."""
    url = _filled(url, folders, name, page, content)
    address = ("" if url.startswith("/") else prefix) + "/" + url.strip("/")
    if address.endswith("/index.html"):
        return address.removesuffix("index.html")
    file = "." in posixpath.basename(url)  # nothing, after a slash
    return address if file else address.rstrip("/") + "/"


def _name(path: str, content: Content) -> tuple[str, str]:
    """What a page's file is called without its language, and that language."""
    stem = os.path.splitext(os.path.basename(path))[0]
    name, _, language = stem.rpartition(".")
    if name and language.lower() in content.languages:
        return name, language.lower()
    return stem, _root_language(path, content)


def _root_language(path: str, content: Content) -> str:
    """The language of what has none in its name."""
    root = content.root_of(path)
    own = (name for name, folder in content.languages.items() if folder == root)
    return next(own, content.language)


def _prefix(language: str, content: Content) -> str:
    """The first step of addresses in a language that is not the site's own."""
    inside = at_path(content.config, "defaultContentLanguageInSubdir") is True
    return f"/{language}" if inside or language != content.language else ""


def _folder(name: str, content: Content) -> str:
    """The name of a folder or a file as a part of an address."""
    return _lowered(_allowed(name[:LONGEST_ADDRESS].replace(" ", "-")), content)


def _lowered(address: str, content: Content) -> str:
    """An address in small letters, and without accents, as the site has it."""
    if at_path(content.config, "removePathAccents") is True:
        letters = unicodedata.normalize("NFD", address[:LONGEST_ADDRESS])
        plain = "".join(c for c in letters if unicodedata.category(c) != "Mn")
        address = unicodedata.normalize("NFC", plain)
    return address if at_path(content.config, "disablePathToLower") is True else address.lower()


def _allowed(text: str) -> str:
    """A text without the characters that Hugo takes out of addresses (Sanitize)."""
    if text.isascii() and re.fullmatch(r"[\w./\\#+~@ -]*", text):
        return text
    return "".join(
        c for c in text if c.isalnum() or c in "._/\\#+~@- " or unicodedata.category(c)[0] == "M"
    )


def _cleaned(text: str) -> str:
    """A slug or a title as a part of an address: blanks make one dash."""
    if "%" in text:
        return UNKNOWN
    text = _allowed(re.sub(r"\s", " ", text)).strip()
    return re.sub(r" +", "-", re.sub(r"(?<=-) +| +(?=-)", "", text))


def _without_date(name: str, content: Content) -> str:
    """The rest of a name that begins with a date, where the site takes dates from there."""
    if ":filename" not in text_of(at_path(content.config, "frontmatter.date", "")):
        return ""
    dated = re.match(r"\d{4}-\d\d-\d\d[-_ ]?(?=.)", name)
    return name[dated.end() :] if dated else ""


def _filled(form: str, folders: list[str], name: str, page: Page, content: Content) -> str:
    """A pattern of addresses (permalinks.go) with what is known filled in."""
    date = page.data.get("date") if not at_path(content.config, "frontmatter") else None
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", text_of(date) if date else "")
    year, month, day = match.groups() if match else (UNKNOWN,) * 3
    given = text_of(page.data.get("title") or "")
    title = UNKNOWN if not given or re.search(r"[%+#@~]", given) else _cleaned(address_part(given))
    slug = page.data.get("slug") or _without_date(name, content)
    slug = _cleaned(address_part(slug)) if slug else ""
    name = _cleaned(name)
    known = {
        "title": title,
        "slug": slug or title,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
        "year": year,
        "month": month,
        "day": day,
        "section": folders[0] if folders else "",
        "sections": "/".join(folders),
        "filename": name,
        "contentbasename": name,
    }
    return re.sub(
        r":([\w-]+)(?:\[[^\]]*\])?",
        lambda m: known.get(m[1], UNKNOWN).replace(" ", "-"),
        form[:LONGEST_ADDRESS],
    )


# --- the folders of a site ---------------------------------------------------------------------

_HEAD = lazy(
    r"\A\s*(?P<fence>---|\+\+\+)[^\n]*\n(?P<data>.*?)^(?P=fence)", re.DOTALL | re.MULTILINE
)
_FIELD = lazy(
    r"^[\"']?(?P<key>url|slug|title|date|draft)[\"']?[ \t]*[:=][ \t]*"
    r"(?:\"(?P<a>[^\"\n]*)\"|'(?P<b>[^'\n]*)'|(?P<c>[^\n#]*))",
    re.IGNORECASE | re.MULTILINE,
)
_HELD_BACK = lazy(r"^[ \t]*publishResources[ \t]*[:=][ \t]*false\b", re.IGNORECASE | re.MULTILINE)


def explored(content: Content, files: Files) -> Content:
    """The same, knowing which folders are published elsewhere than they lie, once it is asked."""
    moved = files.later(f"moved in {content.site}", lambda: _all_moved(content, files))
    places = files.later(f"places in {content.site}", lambda: _places(moved))
    unknown = files.later(f"unknown in {content.site}", lambda: _unknown(moved))
    return content._replace(moved=moved, places=places, unknown=unknown)


def _unknown(moved: Mapping[str, str]) -> dict[str, str]:
    return {folder: url for folder, url in moved.items() if UNKNOWN in url}


def _places(moved: Mapping[str, str]) -> dict[str, str]:
    return {url: folder for folder, url in moved.items() if url and UNKNOWN not in url}


def _all_moved(content: Content, files: Files) -> dict[str, str]:
    moved: dict[str, str] = {}
    for root in content.roots:
        url = _prefix(_root_language(root, content), content) + "/"
        above = _Above(root, url, url, known=url != "/")
        moved.update(_moved(above, content, files, 0))
    return moved


class _Above(NamedTuple):
    """A folder on the way down: its absolute path, the address that its path makes, and the one
    that its files are published below. ``known``: it is one of those that moved, so that what is
    below has to be, too."""

    folder: str
    path: str
    files: str
    known: bool


def _moved(here: _Above, content: Content, files: Files, depth: int) -> Iterator[tuple[str, str]]:
    """The folders that are published elsewhere, with their addresses, from one downwards. Files
    belong to the next bundle or section above, and keep the names of folders on the way."""
    folder = here.folder
    names = files.names(folder)
    bundle = _bundle(folder, names, content, files)
    own = bundle if bundle is not None else _section(here, names, content, files, depth)
    root = content.root_of(folder)
    plain = "/" if folder == root else f"/{relative(folder, root)}/"
    known = here.known or own != plain
    if known:
        yield folder, own
    if bundle is not None or depth >= _DEEPEST:
        return
    for name, linked in names.items():
        below = os.path.join(folder, name)
        if not linked and not _is_page(name) and below not in content.roots and files.names(below):
            path = f"{here.path}{_folder(name, content)}/"
            yield from _moved(
                _Above(below, path, f"{own}{name}/" if own else "", known),
                content,
                files,
                depth + 1,
            )


def _section(
    here: _Above, names: Mapping[str, bool], content: Content, files: Files, depth: int
) -> str:
    """The address that the files of a folder without a page of its own are published below."""
    if "_index.md" in names:
        url = _head(files.beginning(os.path.join(here.folder, "_index.md"))).get("url", "")
        if url:
            return f"/{url.strip('/')}/"
    form = at_path(content.config, f"permalinks.section.{os.path.basename(here.folder)}")
    if depth == 1 and isinstance(form, str):
        return UNKNOWN if ":" in form else f"/{form.strip('/')}/"
    if here.path == here.files:
        return here.path
    first = depth == 1 and _has_pages(here.folder, files, 0)
    return here.path if first or "_index.md" in names else here.files


def _is_page(name: str) -> bool:
    return name.rpartition(".")[2] in _PAGES


def _has_pages(folder: str, files: Files, depth: int) -> bool:
    """Whether there are pages in or below a folder."""
    for name, linked in files.names(folder).items():
        if _is_page(name):
            return True
        if (
            not linked
            and depth < _DEEPEST
            and _has_pages(os.path.join(folder, name), files, depth + 1)
        ):
            return True
    return False


def _bundle(folder: str, names: Mapping[str, bool], content: Content, files: Files) -> str | None:
    """The address that the files beside an ``index.md`` are published below; None where there is
    none. It is that of the page in their language."""
    pages = [name for name in names if name.startswith("index.") and name.endswith(".md")]
    for name in pages:
        page = Page(os.path.join(folder, name), {}, str)
        if not content.shared or content.holds_files(page):
            if not content.shared and len(pages) > 1:
                return UNKNOWN  # with each of them
            head = _head(files.beginning(page.path))
            drafts = at_path(content.config, "buildDrafts") is True
            if "held" in head or (head.get("draft") == "true" and not drafts):
                return ""
            return files_below(page_address(Page(page.path, head, str), content))
    return "" if pages else None


def _head(text: str) -> dict[str, str]:
    """What decides a page's address and whether its files are published (``held``: they are not),
    of front matter that is read line by line: there may be thousands."""
    head = _HEAD.match(text)
    if head is None:
        return {}
    data = head["data"]
    top = data.partition("\n[")[0] if head["fence"] == "+++" else data
    found = {m["key"].lower(): (m[m.lastgroup or 0]).strip() for m in _FIELD.finditer(top)}
    if _HELD_BACK.search(data):
        found["held"] = "true"
    return found
