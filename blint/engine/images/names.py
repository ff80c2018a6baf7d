"""Which images of a site nothing names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.images.open_names import OpenNames
from blint.lazy_regex import lazy
from blint.post.references import IMAGES
from blint.workspace.mentions import Names, folded, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LOOKS = r"(?:[-_@.]?(?:\d{1,5}(?:x\d{0,5})?|dark|light|small|large|precomposed))*"
# What browsers and services ask for by names of their own.
_ASKED_FOR = lazy(
    r"(?:favicon|apple-touch-icon|android-chrome|mstile|safari-pinned-tab|icon|maskable|pwa|logo"
    rf"|site-?logo|og|og-?image|open-?graph|twitter|twitter-?card|social|social-?card|share){_LOOKS}"
)
# What themes ask for, in the folder of a page or in one of their own.
_OF_THEMES = lazy(
    r"(?:avatar|default|placeholder|cover|feature|featured|featured-?image|thumbnail|thumb|banner"
    rf"|hero|header|background|bg){_LOOKS}"
)
# Folders that generators make galleries of.
_GALLERIES = frozenset(("gallery", "galleries", "album", "albums", "photos"))
# Another size, look or language of the same image.
_VARIANT = lazy(
    r"(?:@\d(?:\.\d)?x|[-_.]\d{2,5}w|[-_.]\d{1,5}x\d{1,5}|[-_.](?:dark|light|small|medium|large"
    r"|mobile|thumb|min|scaled)|[-_.][a-z]{2}(?:[-_][a-z]{2,4})?|[-.][0-9a-f]{8,40})$"
)


class Named:
    """Which of the images at absolute paths some text names, or may name; texts and images lie in
    an absolute folder ``top``."""

    def __init__(self, images: Sequence[str], top: str) -> None:
        self._top = top
        self._names = Names(images)
        self._beside: dict[tuple[str, str], str] = {}
        for image in images:
            folder, name = os.path.split(image)
            self._beside[folder, folded(name)] = image
        self._open = OpenNames()
        self._by_texts, self._by_pages = _Said(), _Said()

    def read(self, path: str, text: str, *, is_page: bool) -> None:
        """Take in the text of the file at an absolute path. It does not name itself."""
        own = tuple(map(folded, key_of(path)))
        said = self._by_pages if is_page else self._by_texts
        for name, folder, end in self._names.found(text):
            if name == own[1] and folder in ("", own[0]):
                continue
            beside = self._near(path, name) if is_page and not folder else ""
            if beside and _is_bare(text, end, os.path.basename(beside)):
                said.paths.add(beside)
            else:
                said.names.add((folder, name))
        self._open.read(text)

    def _near(self, page: str, name: str) -> str:
        """The image that a page means by a bare name, if one lies beside it, or in the folder that
        is called like it."""
        for folder in (os.path.dirname(page), os.path.splitext(page)[0]):
            if image := self._beside.get((folder, name)):
                return image
        return ""

    def by_page(self, image: str) -> bool:
        """Whether a page names an image."""
        return self._by_pages.has(image)

    def _is_named(self, image: str) -> bool:
        return self._by_pages.has(image) or self._by_texts.has(image)

    def unnamed(self, images: Iterable[str], pages: Iterable[str]) -> set[str]:
        """Those of the images that nothing names, where nothing may mean them; ``pages`` are the
        paths of the site's pages."""
        posts = {folded(name) for page in pages for name in page_names(page)}
        folders = {os.path.dirname(page) for page in pages}
        alike: dict[tuple[str, str], list[str]] = {}
        for image in filter(self._is_named, self._names.paths):
            alike.setdefault(_base(image), []).append(image)
        return {
            image
            for image in images
            if not self._is_named(image)
            and folded(_stem(image)) not in posts
            and not any(self._may_be(image, other) for other in alike.get(_base(image), ()))
            and not self._is_asked_for(image, folders)
        }

    def _is_asked_for(self, image: str, with_pages: set[str]) -> bool:
        """Whether something may ask for an image by a name that no text spells out."""
        stem = folded(_stem(image))
        folder = os.path.dirname(image)
        beside, above = folder in with_pages, os.path.dirname(folder) in with_pages
        inside = os.path.relpath(image, self._top)
        return (
            bool(_ASKED_FOR.fullmatch(stem))
            or bool(_OF_THEMES.fullmatch(stem) and (beside or not above))
            or not _GALLERIES.isdisjoint(folded(inside).split(os.sep))
            or self._open.may_name(inside, bundled=beside or above)
        )

    def _may_be(self, image: str, other: str) -> bool:
        """Whether an image that nothing names may be shown for one, of the same base, that
        something does."""
        if _stem(image) != _stem(other):
            return True
        return os.path.splitext(image)[1][1:].lower() in self._open.extensions


class _Said:
    """What some texts name: ``names`` by the names of a folder, empty for any, and a file, both
    folded, and ``paths``."""

    def __init__(self) -> None:
        self.names: set[tuple[str, str]] = set()
        self.paths: set[str] = set()

    def has(self, image: str) -> bool:
        """Whether an image at an absolute path is named."""
        folder, name = map(folded, key_of(image))
        return image in self.paths or not self.names.isdisjoint({("", name), (folder, name)})


def _is_bare(text: str, end: int, name: str) -> bool:
    """Whether a name that ends there in a text has no folder before it."""
    start = end - len(name)
    before = text[max(0, start - 3) : start].removesuffix("./")
    return text[start:end] == name and before[-1:] not in ("", "/", "\\", ".")


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _base(path: str) -> tuple[str, str]:
    """The folder of an image, and its name without what tells its size or look."""
    stem = _stem(path).lower()
    for _ in range(3):
        stem = _VARIANT.sub("", stem)
    return os.path.dirname(path), stem


_DATE = lazy(r"^\d{4}-\d\d?-\d\d?-")
_LANGUAGE = lazy(r"\.[a-z]{2}(?:-[A-Za-z]{2,4})?$")
_OF_FOLDERS = ("index", "_index", "readme")


def page_names(path: str) -> set[str]:
    """What the page at an absolute path may be called: by its file, without the day and the
    language in its name, or by its folder."""
    stem = _LANGUAGE.sub("", _stem(path))
    if stem.lower() in _OF_FOLDERS:
        stem = os.path.basename(os.path.dirname(path))
    return {_stem(path), stem, _DATE.sub("", stem)} - {*_OF_FOLDERS, ""}


def is_image(path: str) -> bool:
    """Whether a file is an image by its name."""
    return path.rpartition(".")[2].lower() in IMAGES
