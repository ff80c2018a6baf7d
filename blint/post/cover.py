"""Images in the front matter: what lists of posts and shared links show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.post.front_matter.model import FrontMatter, Node

# Fields that hold an image in the generators' common themes: a path, a list of paths, or a mapping
# with a path in one of the fields of _INSIDE.
USUAL_KEYS = (
    "cover",
    "coverImage",
    "cover_image",
    "cover-image",
    "cover-img",
    "image",
    "images",
    "img",
    "featured_image",
    "featured-image",
    "featuredImage",
    "feature_image",
    "feature-img",
    "thumbnail",
    "thumbnail-img",
    "thumb",
    "banner",
    "banner_img",
    "bannerImage",
    "hero",
    "heroImage",
    "hero_image",
    "header",
    "header-img",
    "header_img",
    "headerImage",
    "header_image",
    "og_image",
    "ogImage",
    "social_image",
    "socialImage",
    "share-img",
    "previewimage",
    "preview_image",
    "photos",
    "photo",
    "poster",
    "teaser",
    "index_img",
    "top_img",
    "background",
)
_INSIDE = frozenset(
    (
        "src",
        "url",
        "path",
        "image",
        "file",
        "feature",
        "teaser",
        "thumb",
        "thumbnail",
        "overlay_image",
        "og_image",
    )
)


def usual_keys(inside: str) -> tuple[str, ...]:
    """The usual fields, and those within a field that holds a theme's own ones."""
    return (*USUAL_KEYS, *(f"{inside}.{key}" for key in USUAL_KEYS)) if inside else USUAL_KEYS


def texts(front_matter: FrontMatter, key: str) -> Iterator[Node]:
    """The texts that a field holds at a dotted path: alone, in a list, or in a mapping that says
    where an image is (``{src, alt}``)."""
    for _, _, entry in front_matter.find(key):
        if entry is not None:
            yield from _texts(entry.node)


def _texts(node: Node, depth: int = 2) -> Iterator[Node]:
    if isinstance(node.value, str) and node.value.strip():
        yield node
    elif depth and node.items is not None:
        for item in node.items:
            yield from _texts(item, depth - 1)
    elif depth and node.entries is not None:
        for key, entry in node.entries.items():
            if key in _INSIDE:
                yield from _texts(entry.node, depth - 1)
