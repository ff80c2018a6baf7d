"""What the PATHS of a run stand for: posts, whose images are meant, and images themselves."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from blint.errors import BlintError
from blint.files.image_header import EXTENSIONS as IMAGES
from blint.files.image_header import format_of_extension
from blint.files.opening import real_path
from blint.files.paths import contains, shown
from blint.workspace.discovery import EXTENSIONS, NoPosts
from blint.workspace.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.workspace.discovery import Post, Workspace


class Asked:
    """``posts`` are those that paths stand for, ``neighbours`` the posts of the repositories where
    paths stand for images; ``files`` are images by name, without links. A folder stands for the
    posts below it, and for the images below it whichever posts show them.

    Raises BlintError for a path that is nothing of all that.
    """

    def __init__(self, workspace: Workspace, paths: Iterable[str]) -> None:
        self._workspace = workspace
        self._folders: list[str] = []
        self.files: list[str] = []
        self.posts: list[Post] = []
        self.neighbours: list[Post] = []
        for path in paths:
            self._take(path)

    def images(self, path: str) -> bool:
        """Whether the image at an absolute path without links is asked for, whoever shows it."""
        return path in self.files or any(contains(folder, path) for folder in self._folders)

    def _take(self, path: str) -> None:
        absolute = os.path.abspath(path)
        if os.path.isfile(absolute) and format_of_extension(absolute):
            self.files.append(real_path(absolute))
            self._look_around(os.path.dirname(absolute))
            return
        if os.path.isfile(absolute) and not absolute.lower().endswith(EXTENSIONS):
            raise BlintError(f"{shown(absolute)}: neither an image nor a post")
        try:
            self.posts += self._workspace.posts((path,))
        except NoPosts as error:
            if not self._has_images(absolute):
                kinds = "no image that could be made smaller either"
                raise BlintError(f"{error}, and {kinds}") from error
            self._look_around(absolute)
        if os.path.isdir(absolute):
            with suppress(OSError):
                self._folders.append(real_path(absolute))

    def _has_images(self, folder: str) -> bool:
        post = self._workspace.post(os.path.join(folder, "post.md"))
        repository, boundary = self._workspace.repository(post.path), post.site.files.boundary
        found = walk(folder, repository, IMAGES, boundary, lambda _path, _why: None)
        return next(found, None) is not None

    def _look_around(self, folder: str) -> None:
        """Look for posts in the repository, or the site, that a folder of images belongs to."""
        top = self._workspace.post(os.path.join(folder, "post.md")).site.files.top
        if any(post.site.files.top == top for post in self.neighbours):
            return
        try:
            self.neighbours += self._workspace.posts((top,))
        except NoPosts as error:
            raise BlintError(f"{shown(folder)}: no post shows its images: {error}") from error
