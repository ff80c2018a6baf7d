"""Where the pages of a site are served: all of its pages are looked at, once a link needs it."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from blint.deadline import TooSlow, deadline
from blint.files.disk import DIRECTORY
from blint.post.addresses import UNFINISHED, UNKNOWN, plain
from blint.post.site import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blint.files.disk import Files
    from blint.generators.generator import Generator, SiteFacts

_PAGES = tuple(
    ".md .markdown .mdx .mdown .mkd .html .htm .rst .org .adoc .asciidoc .textile .ipynb".split()
)
_MOST_PAGES = 20_000
_DEEPEST = 20  # folders
_SECONDS = 30
_PASSED_OVER = frozenset(  # right below the root of a site
    "venv dist build vendor _site _layouts _includes _sass _plugins".split()
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


class _Unfinished(Exception):
    """There are more pages than are looked at."""


def redirects(facts: SiteFacts[Any], files: Files) -> dict[str, str]:
    """The texts that may tell of redirects, by the absolute paths of their files."""
    places = dict.fromkeys((files.top, facts.root, *facts.public))
    paths = [os.path.join(place, name) for place in places for name in _REDIRECTS]
    return {path: files.text(path) for path in (*paths, *facts.sources)}


def served(
    generator: Generator[Any],
    facts: SiteFacts[Any],
    files: Files,
    address: Callable[[Page], str | None],
) -> dict[str, str]:
    """The pages of a site by their addresses, in their plain form, as ``address`` tells them;
    :data:`UNFINISHED` alone where there are too many of them. It takes no time of a limit around.
    """
    own: TooSlow | None = None
    try:
        with deadline(_SECONDS, apart=True) as own:
            return dict(_served(generator, facts, files, address))
    except TooSlow as error:
        if error is not own:
            raise
    except _Unfinished:
        pass
    return {UNFINISHED: ""}


def _served(
    generator: Generator[Any],
    facts: SiteFacts[Any],
    files: Files,
    address: Callable[[Page], str | None],
) -> Iterator[tuple[str, str]]:
    from blint.post.front_matter.reader import read_front_matter
    from blint.post.text import Text

    for path in _pages(facts, files):
        text = Text.of(files.beginning(path))
        found = read_front_matter(text, generator.front_matter, generator.yaml)
        page = Page(path, found.data, partial(text.line_from, found.body_start))
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


def _pages(facts: SiteFacts[Any], files: Files) -> Iterator[str]:
    """The files of a site's pages, but for folders that no site has its pages in. Raises
    _Unfinished where there are too many."""
    pending = [(folder, 0) for folder in dict.fromkeys((facts.content, *(facts.folders or ())))]
    done: set[str] = set()
    count = 0
    while pending:
        folder, depth = pending.pop()
        if folder in done or files.look(folder).kind != DIRECTORY:
            continue
        if depth > _DEEPEST:
            raise _Unfinished
        done.add(folder)
        for name, linked in files.names(folder).items():
            path = os.path.join(folder, name)
            if name.lower().endswith(_PAGES):
                count += 1
                if count > _MOST_PAGES:
                    raise _Unfinished
                yield path
            elif not linked and not _is_passed_over(name, at_root=folder == facts.root):
                pending.append((path, depth + 1))


def _is_passed_over(name: str, *, at_root: bool) -> bool:
    return name.startswith(".") or name == "node_modules" or (at_root and name in _PASSED_OVER)
