"""What lies in a repository: the images of its sites, their pages, and all that may name an
image."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.images.names import is_image
from blint.files.paths import contains
from blint.workspace.discovery import EXTENSIONS
from blint.workspace.texts import may_be_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from blint.workspace.sites import BuiltSite

# Folders of what a build makes, and of what others have made.
_NOT_OURS = frozenset(("themes", "_vendor", "vendor", "_site", "dist", "bower_components"))


class Survey:
    """The files at absolute paths, for sites of one repository: ``images`` by site, ``pages`` and
    ``texts``, the pages among them."""

    def __init__(self, paths: Iterable[str], sites: Sequence[BuiltSite]) -> None:
        self._sites = sites
        self._areas: dict[int, tuple[str, ...]] = {
            id(built): tuple(
                sorted({*built.facts.public, built.facts.content}, key=len, reverse=True)
            )
            for built in sites
        }
        self.images: dict[int, list[str]] = {id(built): [] for built in sites}
        self.pages: list[str] = []
        self.texts: list[str] = []
        for path in sorted(paths):
            if is_image(path) and (built := self._site(path)) and self.area(path, built):
                self.images[id(built)].append(path)
            if may_be_text(path):
                self.texts.append(path)
                if path.lower().endswith(EXTENSIONS):
                    self.pages.append(path)

    def _site(self, path: str) -> BuiltSite | None:
        """The site that a path belongs to: the innermost one."""
        holders = [built for built in self._sites if self._holder(path, built)]
        return max(holders, key=lambda built: len(self._holder(path, built)), default=None)

    def _holder(self, path: str, built: BuiltSite) -> str:
        folders = (*self._areas[id(built)], built.facts.root)
        return next((folder for folder in folders if contains(folder, path)), "")

    def area(self, path: str, built: BuiltSite) -> str:
        """The folder that keeps an image for a site: a public one, that of the pages, or else the
        first one below the site's root. Empty for what is none of the site's own."""
        root = built.facts.root
        area = next((f for f in self._areas[id(built)] if f != root and contains(f, path)), "")
        if not area:
            first, _, more = path[len(root.rstrip(os.sep)) + 1 :].partition(os.sep)
            area = os.path.join(root, first) if more else root
            if more and first.startswith("."):
                return ""
        steps = path[len(area.rstrip(os.sep)) + 1 :].split(os.sep)[:-1]
        around = {*steps, os.path.basename(area)} if area != root else {*steps}
        hidden = any(step.startswith(".") for step in steps)
        return "" if hidden or around & _NOT_OURS else area
