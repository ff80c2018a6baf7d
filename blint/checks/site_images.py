"""Checks of the image files of a site. The engine calls them for each, once it knows all that may
name one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.checks.options import Globs
from blint.files.sizes import human_size
from blint.model import Match, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.files.site_image import SiteImage
    from blint.model import Default

_NONE = Globs()
_NOWHERE = Span(0, 0)


def unused(image: SiteImage, *, keep: Globs = _NONE) -> Iterator[Match[Default]]:
    """An image that nothing of the site names, unless ``keep`` covers it."""
    if image.unnamed and not keep.covers(image.path):
        yield Match(_NOWHERE, "default", _of(image))


def orphan_folder(image: SiteImage, *, keep: Globs = _NONE) -> Iterator[Match[Default]]:
    """A folder of images like those of posts, of which there is none for it; it is told at its
    first image."""
    if image.without_post and not keep.covers(image.path):
        values = {"folder": image.without_post, "images": image.images}
        yield Match(_NOWHERE, "default", {**_of(image), **values})


def duplicate(image: SiteImage, *, keep: Globs = _NONE) -> Iterator[Match[Default]]:
    """An image with the same bytes as another one."""
    if image.other and not keep.covers(image.path):
        yield Match(_NOWHERE, "default", {**_of(image), "other": image.other})


def _of(image: SiteImage) -> dict[str, object]:
    name = os.path.basename(image.path)
    size = human_size(image.size)
    return {"name": name, "size": size, "file": image.path, "content": image.content}
