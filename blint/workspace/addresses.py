"""Where the pages of a site are served: all of its pages are looked at, once a link needs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from blint.post.addresses import UNKNOWN, Addresses, plain
from blint.post.site import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from blint.files.disk import Files
    from blint.generators.generator import Generator, SiteFacts

_PAGES = tuple(
    ".md .markdown .mdx .mdown .mkd .html .htm .rst .org .adoc .asciidoc .textile .ipynb".split()
)
_MOST_PAGES = 20_000
_DEEPEST = 20  # folders
_PASSED_OVER = frozenset(
    "node_modules venv dist build vendor _site _layouts _includes _sass _plugins".split()
)
# Fields that name other addresses of a page, in common generators and plugins.
_OTHERS = ("aliases", "alias", "redirect_from", "redirects", "redirectFrom", "permalink", "url")
_REDIRECTS = (
    "_redirects",
    "netlify.toml",
    "vercel.json",
    "firebase.json",
    "staticwebapp.config.json",
    ".htaccess",
    "nginx.conf",
)


def known(served: Mapping[str, str], facts: SiteFacts[Any], files: Files) -> Addresses:
    """The addresses of a site's pages, as :func:`served` tells them."""
    places = dict.fromkeys((files.top, facts.root, *facts.public))
    redirects = [os.path.join(place, name) for place in places for name in _REDIRECTS]
    texts = (*redirects, *facts.sources)
    return Addresses(served, lambda: (files.text(path) for path in texts))


def served(
    generator: Generator[Any],
    facts: SiteFacts[Any],
    files: Files,
    address: Callable[[Page], str | None],
) -> Iterator[tuple[str, str]]:
    """The pages of a site by their addresses, in their plain form, as ``address`` tells them."""
    from blint.post.front_matter.reader import read_front_matter
    from blint.post.text import Text

    for path in _pages((facts.content, *(facts.folders or ())), files):
        text = Text.of(files.beginning(path))
        page = Page(path, read_front_matter(text, generator.front_matter, generator.yaml).data)
        place = address(page)
        if place is None:
            yield UNKNOWN + _name(page, facts.content), path
        else:
            yield plain(place), path
        for other in _others(page.data):
            yield plain(f"/{other.strip('/')}"), path


def _name(page: Page, content: str) -> str:
    """What a page is called: as its file, or as the folder that it is the index of."""
    if page.stem not in ("index", "_index"):
        return page.stem
    return "" if page.folder == content else os.path.basename(page.folder)


def _others(data: Mapping[str, object]) -> Iterator[str]:
    """What else a page is served at, as it says itself."""
    for key in _OTHERS:
        value = data.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield item


def _pages(folders: Iterable[str], files: Files) -> Iterator[str]:
    """The Markdown files below absolute folders, but for those that no site has its pages in."""
    pending = [(folder, 0) for folder in dict.fromkeys(folders)]
    done: set[str] = set()
    count = 0
    while pending and count < _MOST_PAGES:
        folder, depth = pending.pop()
        if folder in done:
            continue
        done.add(folder)
        for name, linked in files.names(folder).items():
            path = os.path.join(folder, name)
            if name.lower().endswith(_PAGES):
                count += 1
                yield path
            elif not linked and depth < _DEEPEST and not _is_passed_over(name):
                pending.append((path, depth + 1))


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name in _PASSED_OVER
