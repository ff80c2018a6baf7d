"""An image file of a site, beside all else that the site has."""

from __future__ import annotations

from typing import NamedTuple


class SiteImage(NamedTuple):
    """``path`` is absolute, ``size`` in bytes; ``content`` tells its bytes from others, where there
    is something to say of it. ``unnamed``: nothing of the site names it.
    ``without_post``: nor is there a post that its folder, so called, could belong to; the folder
    holds so many ``images``. ``other`` is the path, as it is shown, of another image with the same
    bytes that is rather kept."""

    path: str
    size: int
    unnamed: bool = False
    without_post: str = ""
    images: int = 0
    other: str = ""
    content: str = ""
