"""Eleventy, run as 3.1.8 with eleventy-img 6 (its image transform plugin).

Read: @11ty/eleventy/src (TemplateContent.js, Template.js: getMappedDate, TemplateConfig.js,
TemplatePermalink.js, TemplatePassthrough.js, Util/HtmlRelativeCopy.js, Plugins/HtmlBasePlugin.js)
and @11ty/gray-matter. The configuration is a program and is not run: what it says in plain strings
is read from its text, and from the text of the modules beside it that it imports.
"""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.files.paths import contains, relative, shown
from blint.generators import consequences
from blint.generators.addresses import at, follow_link
from blint.generators.eleventy_copies import MAX_FOLDERS, Copy, copies_nothing, copies_of
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import first_file, script, string_in
from blint.lazy_regex import lazy
from blint.model import OFF, Severity, Variant
from blint.post.front_matter.delimiters import GRAY_MATTER
from blint.post.front_matter.values import (
    NO_SUCH_DAY,
    NOT_A_DATE,
    by_pattern,
    entries,
    printable,
)
from blint.post.markdown.model import Dialect
from blint.post.references import FRONT_MATTER, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict

_CONFIGS = (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
_IMPORT = re.compile(r"(?:from|import|require\()\s*(['\"])(\.{1,2}/[^'\"\n]+)\1")
_MAX_MODULES = 20

# Where images usually are, for a site whose configuration does not tell.
_USUAL = ("", "public", "static", "src", "src/public", "src/static", "content", "assets")


# --- the site -----------------------------------------------------------------------------------


class EleventySettings(NamedTuple):
    """What only Eleventy asks of a site.

    ``copies`` are the passthrough copies that the configuration names, ``certain`` tells whether
    there are no others, ``nothing`` that there seem to be none at all; ``usual`` are absolute
    folders to look in when there may be. ``drafts`` tells whether drafts are dropped. ``formats``
    are the extensions of templates, without the dot. ``transformed`` tells whether a plugin reads
    the paths of images. Below the absolute folders ``unplaced`` data files give pages an address.
    """

    copies: tuple[Copy, ...]
    certain: bool
    nothing: bool
    drafts: bool
    usual: tuple[str, ...]
    formats: frozenset[str]
    transformed: bool
    unplaced: tuple[str, ...]


def read_site(root: str, files: Files) -> SiteFacts[EleventySettings]:
    """What the configuration says in plain strings."""
    sources = _modules(first_file(root, _CONFIGS, files), files)
    text = "\n".join(script(path, files) for path in sources)
    told = _input(text) or _flag("input", root, files)
    content = at(root, told or ".")
    copies, certain = copies_of(text, root, content, files)
    nothing = not copies and copies_nothing(text, root, files)
    public = tuple(copy.path for copy in copies if copy.url == "/" and copy.spec is None)
    usual = () if certain else (content, *(at(root, folder) for folder in _USUAL))
    base = "/" + (string_in(text, "pathPrefix") or "").strip("/") + "/"
    marker = _marker(text)
    settings = EleventySettings(
        copies,
        certain,
        nothing,
        bool(_DRAFTS.search(text)),
        usual,
        formats=_formats(text),
        transformed=bool(re.search(r"\beleventyImageTransformPlugin\b", text)),
        unplaced=_placed_by_data(content, text, files),
    )
    unknown = {"site.public": "the configuration is a program, and copies folders as it runs"}
    return SiteFacts(
        root,
        content,
        settings,
        public,
        marker,
        sources[0] if marker else "",
        base="/" if base == "//" or "HtmlBasePlugin" in text else base,
        sources=sources,
        unknown={} if certain or nothing else unknown,
        consequences=_OF_THE_TRANSFORM if settings.transformed else {},
    )


_DRAFTS = lazy(r"\baddPreprocessor\(\s*['\"]drafts?['\"]")


def _modules(config: str, files: Files) -> tuple[str, ...]:
    """The configuration and the modules of the site that it imports."""
    found = [config] if config else []
    for path in found:
        for _, name in _IMPORT.findall(script(path, files)):
            module = at(os.path.dirname(path), name)
            ends = ("", ".js", ".cjs", ".mjs", "/index.js")
            known = next((module + e for e in ends if files.text(module + e)), "")
            if known.endswith(("js", "ts")) and known not in found and len(found) < _MAX_MODULES:
                found.append(known)
    return tuple(found)


def _input(text: str) -> str:
    called = re.search(r"\bsetInputDirectory\(\s*(['\"])([^'\"]*)\1", text)
    return called[2] if called else string_in(text, "input") or ""


def _flag(name: str, root: str, files: Files) -> str:
    """What a command in package.json sets (``eleventy --input=src``)."""
    text = files.text(os.path.join(root, "package.json"))
    match = re.search(rf"\beleventy\b[^\"\n]{{0,500}}?--{name}[= ]([\w./-]+)", text)
    return match[1] if match else ""


def _formats(text: str) -> frozenset[str]:
    """The template formats; what is no template is copied (EleventyFiles.js)."""
    match = re.search(
        r"\b(?:set|add)TemplateFormats\(([^)]*)\)|\btemplateFormats\s*:\s*(\[[^\]]*\]|['\"][^'\"]*)",
        text,
    )
    return frozenset(re.findall(r"\w+", match[1] or match[2])) if match else frozenset()


def _placed_by_data(content: str, text: str, files: Files) -> tuple[str, ...]:
    """Folders whose data files give their pages an address, so that it cannot be known."""
    if re.search(r"addGlobalData\(\s*['\"](?:permalink|eleventyComputed)", text):
        return (content,)
    found, pending, seen = [], [content], 0
    while pending and seen < MAX_FOLDERS:
        folder = pending.pop()
        seen += 1
        own = os.path.basename(folder)
        for name, linked in files.names(folder).items():
            path = os.path.join(folder, name)
            data = name.startswith((f"{own}.11tydata.", f"{own}.json")) or ".11tydata." in name
            if data and re.search(r"\bpermalink\b", files.text(path)):
                found.append(folder)
            elif not linked and "." not in name and name != "node_modules" and files.names(path):
                pending.append(path)
    return tuple(found)


def _marker(text: str) -> Marker | None:
    """What the site asks of gray-matter (its lib/excerpt.js; TemplateContent.js)."""
    call = re.search(
        r"\bsetFrontMatterParsingOptions\(\s*\{(?P<options>.{0,600}?)\}\s*\)", text, re.DOTALL
    )
    option = (
        re.search(r"\bexcerpt\s*:\s*(?:true|(['\"`])(.+?)\1)", call["options"]) if call else None
    )
    if call is None or option is None:
        return None
    separator = option[2] or string_in(call["options"], "excerpt_separator") or "---"
    marker = Marker.exactly(separator)
    return marker._replace(repeats=True) if separator == "---" else marker


# --- images -------------------------------------------------------------------------------------


def resolve(reference: Reference, page: Page, site: SiteFacts[EleventySettings]) -> Resolution:
    """How a path leads to a file.

    Addresses stay as they are and count from the page's, unless a plugin reads them: the image
    transform takes the src of <img> from the post's folder, or ``/x`` from the input folder.
    """
    path = reference.path
    if "\0" in path:
        return UNDECIDED
    beside = at(page.folder, path)
    if reference.form == FRONT_MATTER:  # the theme decides
        folders = (*site.public, site.content, page.folder, *site.settings.usual)
        places = (*_published(path, site), *(at(folder, path) for folder in folders))
        return Resolution(places, certain=False)
    if site.settings.transformed and reference.element in ("", "img") and not reference.kept:
        return _transformed(reference, page, site)
    if path.startswith("/"):
        return _from_root(reference, site)
    if site.settings.nothing:
        return _nothing_copied(reference, site, beside)
    return _by_address(reference, page, site)


def _by_address(reference: Reference, page: Page, site: SiteFacts[EleventySettings]) -> Resolution:
    """A path that counts from the page's address, as the reader's browser follows it."""
    path, beside = reference.path, at(page.folder, reference.path)
    kept = tuple(
        beside for copy in site.settings.copies if copy.beside and _copied_by(copy, beside, site)
    )
    url = _address(page, site)
    if url is None:
        return Resolution((*kept, beside), certain=False)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(url), path))
    target = "/" + target.lstrip("/.")
    files = (*kept, *_published(target, site))
    if kept and not reference.based:
        return Resolution(files, reason="transform")
    if not site.settings.certain:
        return Resolution((*files, beside), certain=False)
    found = Resolution(files)
    if beside in files:
        return found
    better = next(iter(_addresses(beside, site)), "")
    if better:
        values: dict[str, object] = {"url": url, "better": better}
        return found._replace(misplaced=(beside,), reason="page-url", values=values)
    return found._replace(misplaced=(beside,), reason="not-published", values=_public(site))


def _transformed(reference: Reference, page: Page, site: SiteFacts[EleventySettings]) -> Resolution:
    """eleventy-img: src/transform-plugin.js; a query is taken for a part of the name."""
    path = reference.path
    found = Resolution((at(site.content if path.startswith("/") else page.folder, path),))
    if "?" in reference.url:
        return found.refused("query")
    if path.startswith("/"):
        others = tuple(file for file in _published(path, site) if file not in found.candidates)
        better = relative(others[0], page.folder) if others else ""
        values = {"folder": shown(site.content), "better": better}
        return found._replace(misplaced=others, reason="folder", values=values)
    return found._replace(reason="transform")


def _from_root(reference: Reference, site: SiteFacts[EleventySettings]) -> Resolution:
    path, base = reference.path, site.base
    certain = site.settings.certain
    if site.settings.nothing:
        return _nothing_copied(reference, site)
    inside = path[len(base) - 1 :] if path.startswith(base) and not reference.based else path
    found = Resolution(_published(inside, site), certain)
    if base != "/" and not reference.based and not path.startswith(base):
        return found.refused("base", base=base, better=base + path.lstrip("/"))
    if not certain:
        return found
    values = _public(site)
    misplaced = (at(site.content, path), at(site.root, path))
    return found._replace(misplaced=misplaced, reason="not-published", values=values)


def _nothing_copied(
    reference: Reference, site: SiteFacts[EleventySettings], *others: str
) -> Resolution:
    """A file of a site that copies none: it may be anywhere, and is not published."""
    path = reference.path
    if reference.extension in site.settings.formats:
        return UNDECIDED
    places = dict.fromkeys((*others, at(site.content, path), at(site.root, path)))
    folder = shown(os.path.dirname(others[0] if others else at(site.content, path)))
    values: dict[str, object] = {"folder": folder}
    found = Resolution((), False, tuple(places), "nothing-copied", values)
    return found._replace(guess=True)


def _public(site: SiteFacts[EleventySettings]) -> dict[str, object]:
    folders = [copy.path for copy in site.settings.copies if copy.spec is None]
    return {"folder": shown((*site.public, *folders, site.content)[0])}


def _published(url: str, site: SiteFacts[EleventySettings]) -> tuple[str, ...]:
    """The files that may be published at an address (TemplatePassthrough.js)."""
    found = []
    for copy in site.settings.copies:
        if copy.flat is not None:
            folder, _, name = url.rpartition("/")
            if (folder or "/") == copy.url and name in copy.flat:
                found.append(copy.flat[name])
        elif copy.spec is not None:
            path = at(site.content, url)
            if not copy.beside and _copied_by(copy, path, site):
                found.append(path)
        elif url == copy.url:
            found.append(copy.path)
        elif url.startswith(copy.url.rstrip("/") + "/"):
            found.append(at(copy.path, url[len(copy.url.rstrip("/")) :]))
    if url.rpartition(".")[2] in site.settings.formats:
        found.append(at(site.content, url))
    found += [at(folder, url) for folder in site.settings.usual]
    return tuple(found)


def _copied_by(copy: Copy, path: str, site: SiteFacts[EleventySettings]) -> bool:
    """Whether a copy takes in a file."""
    if copy.spec is None:
        return contains(copy.path, path)
    return copy.spec.match_file(relative(path, site.root))


def _addresses(path: str, site: SiteFacts[EleventySettings]) -> Iterator[str]:
    """Where a file is published."""
    for copy in site.settings.copies:
        if copy.flat is not None:
            if path in copy.flat.values():
                yield posixpath.join(copy.url, os.path.basename(path))
        elif copy.spec is None and contains(copy.path, path):
            yield posixpath.join(copy.url, relative(path, copy.path))
        elif copy.spec is not None and not copy.beside and _copied_by(copy, path, site):
            yield "/" + relative(path, site.content)


def _address(page: Page, site: SiteFacts[EleventySettings]) -> str | None:
    """The path of a post's page (TemplatePermalink.js); None if it cannot be known."""
    own = page.data.get("permalink")
    if own is not None:
        return "/" + own.lstrip("/") if isinstance(own, str) and "{" not in own else None
    if "eleventyComputed" in page.data or page.stem.endswith(".11ty"):  # a program says it
        return None
    if any(contains(folder, page.path) for folder in site.settings.unplaced):
        return None
    folder = relative(page.folder, site.content).removeprefix(".").strip("/")
    name = "" if page.stem in ("index", posixpath.basename(folder)) else page.stem
    return posixpath.join("/", folder, name, "")


def _served_at(page: Page, site: SiteFacts[EleventySettings]) -> str | None:
    """The address of a page that is one, and no series of pages. Whether a program leaves a draft
    out is not known, unless it is seen to."""
    unsure = "pagination" in page.data or bool(page.data.get("draft"))
    return None if unsure else _address(page, site)


# --- fields -------------------------------------------------------------------------------------

# Template.js: getMappedDate; luxon reads ISO 8601 and nothing else.
_TIME = r"T\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,30})?)?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?"
_DATE = re.compile(
    rf"(?:\d{{4}}(?:-\d{{2}}(?:-\d{{2}})?|-W\d{{2}}(?:-[1-7])?|-\d{{3}})?|\d{{8}})(?:{_TIME})?"
    r"|(?i:created|last modified|git created|git last modified)"
)
_by_luxon = by_pattern(_DATE)


def _date(value: object, written: str) -> Verdict:
    """What is wrong with a date: js-yaml moves a day that does not exist on, luxon stops at it."""
    wrong = _by_luxon(value, written)
    return NOT_A_DATE if wrong == NO_SUCH_DAY and isinstance(value, str) else wrong


# The image transform opens each file (eleventy-img).
_OF_THE_TRANSFORM = {
    Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
    Variant("image/unresolved", "folder"): consequences.BUILD_STOPS,
}


def _unpublished(page: Page, site: SiteFacts[EleventySettings]) -> bool:
    """Whether a post is a draft that the configuration drops, as the starter's does
    (eleventy-base-blog: ``addPreprocessor("drafts", …)``)."""
    return site.settings.drafts and page.data.get("draft") is True


GENERATOR = Generator(
    name="eleventy",
    title="Eleventy",
    front_matter=(GRAY_MATTER,),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    posts=("**/posts/**", "**/blog/**"),
    reads={"title": printable, "date": _date, "tags": entries},
    unpublished=_unpublished,
    address=_served_at,
    keeps_letters=True,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
    marker_key="excerpt_separator",
    dialect=Dialect(templates="liquid", indented_code=False),  # Engines/Markdown.js
    severities={
        Variant("front-matter/missing", "none"): Severity.WARNING,
        Variant("excerpt/missing-marker", "unasked"): OFF,
    },
    consequences=consequences.COMMON
    | {
        Variant("post/duplicate-address"): consequences.BUILD_STOPS,
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "none"): consequences.NOTHING_IN_LISTS,
        Variant("front-matter/missing", "unclosed"): consequences.POST_IS_SWALLOWED,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-list"): consequences.NO_FIELDS,
        Variant("front-matter/invalid", "not-a-mapping-text"): consequences.TEXT_IS_SWALLOWED,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-time"): consequences.OTHER_TIME,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field", "one-entry"): {
            "en": "{generator} makes one tag of it, commas and all",
            "zh": "{generator} 会把它连同逗号一起当作一个标签",
        },
        Variant("front-matter/invalid-field", "not-a-text"): consequences.AS_JAVASCRIPT,
        Variant("excerpt/missing-marker"): consequences.EMPTY_EXCERPT,
        Variant("excerpt/misspelled-marker"): consequences.EXACT_TEXT_ONLY,
        Variant("image/missing", "transform"): consequences.BUILD_STOPS,
        Variant("image/unresolved"): consequences.BROKEN_IMAGE,
        Variant("image/unresolved", "nothing-copied"): {
            "en": "Eleventy copies no files unless it is told to: readers see {broken}",
            "zh": "Eleventy 默认不复制任何文件，读者会看到{broken}",
        },
        Variant("image/unresolved", "query"): consequences.BUILD_STOPS,
    },
)
