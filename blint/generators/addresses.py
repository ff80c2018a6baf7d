"""Where paths lead: below a folder, from the page's address, from the site's root."""

from __future__ import annotations

import os
import posixpath
import re
from collections import ChainMap
from typing import TYPE_CHECKING, cast

from blint.files.paths import contains, relative, shown
from blint.post.references import MADE
from blint.post.site import NOWHERE_KNOWN, Lead, Page, Resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from blint.generators.generator import S, SiteFacts
    from blint.post.references import Reference

LONGEST_ADDRESS = 4096  # characters; no path of a file is longer
LONGEST_PART = 255
UNKNOWN = "\ue0ff"  # a part of an address that cannot be known

# Letters like any others in a URL. No file of Windows has them in its name, nor "|".
_NOT_IN_NAMES = str.maketrans("\\:", "||")


def address_part(value: object) -> str:
    """A field's value as a part of an address, where it may stand thousands of times."""
    from blint.bounded import text_of

    return text_of(value)[:LONGEST_PART]


def in_one_form(address: str | None) -> str | None:
    """An address in the form that two are compared in: one slash between parts, and none of the
    names that a server looks for in a folder. None where a part of it is not known."""
    if address is None or UNKNOWN in address:
        return None
    steps = f"/{address}"
    while "//" in steps:
        steps = steps.replace("//", "/")
    folder, _, name = steps.rpartition("/")
    return f"{folder}/" if name in ("index.html", "index.htm") else steps


def below(folder: str, reference: Reference) -> tuple[str, ...]:
    """The path of a reference below a folder: percent-decoded, and as written if that differs."""
    path, raw = reference.path, reference.raw_path
    paths = (path,) if path == raw else (path, raw)
    return tuple([at(folder, path) for path in paths if "\0" not in path])


def at(folder: str, path: str, system: ModuleType = os.path) -> str:
    """The absolute path of what a URL path (``/x`` or ``x``) names below a folder. No step leads
    above the root of an absolute one. ``system`` joins paths as the system has them: on Windows,
    too, a backslash in a URL parts no names, and a letter and a colon are no drive."""
    steps = posixpath.normpath(path).lstrip("/") if path.startswith("/") else path
    if system.sep == "\\":
        steps = steps.translate(_NOT_IN_NAMES)
    return str(system.normpath(system.join(folder, steps)))


def by_browser(
    reference: Reference, page: Page, base: str, url: str | None, roots: tuple[str, ...]
) -> Resolution:
    """Where a path leads that the generator leaves as it is, so that the reader's browser follows
    it from the page's address.

    ``url`` is that address without the site's ``base`` (``/posts/hello/``), None if it cannot be
    known; ``roots`` are the absolute folders whose files are published at ``/``.
    """
    if reference.path.startswith("/"):
        return _from_root(reference, base, roots)
    beside = below(page.folder, reference)
    if url is None:
        return Resolution(beside, certain=False)
    candidates = []
    for path in dict.fromkeys((reference.path, reference.raw_path)):
        target = posixpath.join(posixpath.dirname(url), path)
        candidates += [at(root, target) for root in roots if "\0" not in path]
    published = next((root for root in roots if contains(root, beside[0])), "") if beside else ""
    if published:
        target = "/" + os.path.relpath(beside[0], published).replace(os.sep, "/")
        better = posixpath.relpath(target, posixpath.dirname(url) or "/")
        shown_url = re.sub("[\ue000-\uf8ff]+", "…", url)  # parts that cannot be known
        values: dict[str, object] = {"url": shown_url, "better": better}
        return Resolution(tuple(candidates), True, beside, "page-url", values)
    folder = shown(roots[0]) if roots else ""
    return Resolution(tuple(candidates), True, beside, "not-published", {"folder": folder})


def _from_root(reference: Reference, base: str, roots: tuple[str, ...]) -> Resolution:
    """A path that starts with a slash: it counts from the host's root, not from the site's."""
    found = Resolution(tuple(path for root in roots for path in below(root, reference)))
    if base == "/" or reference.based:
        return found
    if reference.path.startswith(base):
        cut = len(base) - 1
        inside = reference._replace(url=reference.url[cut:])
        return Resolution(tuple(path for root in roots for path in below(root, inside)))
    return found.refused("base", base=base, better=base + reference.raw_path[1:])


def folders_above(folder: str, root: str) -> Iterator[str]:
    """The absolute folders above one, up to the root of its site."""
    while folder != root and contains(root, folder):
        folder = os.path.dirname(folder)
        yield folder


SOURCES = frozenset(("md", "markdown", "mdx", "mdown"))  # extensions of pages' sources


def follow_link(
    reference: Reference,
    page: Page,
    site: SiteFacts[S],
    served_at: Callable[[Page, SiteFacts[S]], str | None],
) -> Lead:
    """Where a link leads: what ends like a source of pages, to that file, whether the generator
    makes an address of it or not; all else from the address that the page is ``served_at`` (below
    the site's base, None if it is not known), as the reader's browser follows it."""
    path = reference.path
    if "\0" in path or path.startswith(("@", "~")):
        return NOWHERE_KNOWN
    folders = (site.content, site.root, *site.public)
    if reference.extension in SOURCES:
        if path.startswith("/"):
            return Lead(tuple(at(folder, path) for folder in dict.fromkeys(folders)))
        beside = () if path.startswith(".") else folders
        return Lead(tuple(at(folder, path) for folder in dict.fromkeys((page.folder, *beside))))
    address = from_root_of(site, reference) if path.startswith("/") else served_at(page, site)
    if address is None or UNKNOWN in address:
        return NOWHERE_KNOWN
    if path.startswith("/"):
        public = tuple(at(folder, address) for folder in site.public)
        return Lead(public, address, certain=reference.extension not in MADE)
    address = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
    candidates = (*(at(folder, address) for folder in site.public), at(page.folder, path))
    return Lead(candidates, address)


def from_root_of(site: SiteFacts[S], reference: Reference) -> str | None:
    """The path of a link that starts with a slash without the site's base; None where it leads out
    of the site, or that is not known."""
    path = reference.path
    if reference.based or (site.base == "/" and "site.base" not in site.unknown):
        return path
    inside = site.base != "/" and path.startswith(site.base)
    return path[len(site.base) - 1 :] if inside else None


def by_some_theme(path: str, page: Page, roots: tuple[str, ...]) -> Resolution:
    """Where a path in the front matter may lead that only a theme reads, and no more than a guess:
    to a file beside the post or below one of the absolute folders. A mere name may lead anywhere
    else, too."""
    if "\0" in path:
        return Resolution(certain=False)
    said = path.startswith(("/", "./", "../"))
    places = tuple(at(folder, path) for folder in (page.folder, *roots))
    return Resolution(places, certain=said, guess=True)


def published_at(path: str, root: str, moved: Mapping[str, str]) -> str:
    """The address that a file is published at; empty if it is not. ``root`` is the absolute folder
    of the content, ``moved`` maps folders in it to the address that their files are published
    below, where that is not the folder's path."""
    folder = os.path.dirname(path)
    while folder not in moved and folder != root and contains(root, folder):
        folder = os.path.dirname(folder)
    if folder in moved:
        return moved[folder] and moved[folder] + relative(path, folder)
    return "/" + relative(path, root)


def perhaps_at(address: str, roots: Iterable[str], places: Mapping[str, str]) -> Iterator[str]:
    """The files that may be published at an address: by their paths, and by ``places``, which map
    addresses to the folders whose files are published below them."""
    parts = address.split("/")
    for root in roots:
        yield os.path.join(root, *parts)
    for end in range(len(parts) - 1, 0, -1):
        folder = places.get("/".join(parts[:end]) + "/")
        if folder:
            yield os.path.join(folder, *parts[end:])


def over(own: Mapping[str, str], others: Mapping[str, str]) -> Mapping[str, str]:
    """A map with some entries of its own. The others may be a map that is made late, and are not
    asked for what is among the own."""
    return ChainMap(cast("dict[str, str]", own), cast("dict[str, str]", others))


def stays_below(path: str) -> bool:
    """Whether a path cannot lead out of the folder that it counts from."""
    return not path.startswith("/") and ".." not in path.split("/")


def by_theme(reference: Reference, base: str, served: frozenset[str]) -> bool:
    """Whether a theme that is not on the disk may have the file: a path that starts with a slash,
    unless the site serves such a folder of its own. ``served`` are the names right below the
    folders that the site serves at ``/``."""
    first, slash, _ = reference.path.removeprefix(base).lstrip("/").partition("/")
    return reference.path.startswith("/") and not (slash and first in served)
