"""What is checked: generated blogs, a folder as it is, or many copies of it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import Unable
from benchmarks import blog as generator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.installed import Blint

_EXTENSIONS = (".md", ".markdown", ".mdx")


class Blog(NamedTuple):
    """Posts to check in one go."""

    posts: int
    root: str  # where the commands run
    path: str  # what they are given, from there
    post: str = ""  # one to edit, absolute; none may be edited when empty

    def one_post(self, path: str) -> Blog:
        """Only one of the posts, as in a hook."""
        return Blog(1, self.root, os.path.relpath(path, self.root))


def generated(folder: str, sizes: Iterable[int]) -> list[Blog]:
    """Blogs of our own; one post is the first one of a blog of some."""
    blogs: list[Blog] = []
    for size in sorted(set(sizes)):
        root = os.path.join(folder, f"blog-{size}")
        generator.build(root, size if size > 1 else 20)
        posts = os.path.join(root, "posts")
        first = os.path.join(posts, min(os.listdir(posts)))
        blog = Blog(size, root, "posts", first)
        blogs.append(blog.one_post(first) if size == 1 else blog)
    return blogs


def as_it_is(folder: str, blint: Blint) -> list[Blog]:
    """One post of a folder, and all of them. Nothing in it is changed."""
    root = os.path.abspath(folder)
    posts = blint.site(root).posts
    path = os.path.commonpath([os.path.dirname(post) for post in posts])
    whole = Blog(len(posts), root, os.path.relpath(path, root))
    return [whole.one_post(_typical(posts)), *([whole] if len(posts) > 1 else [])]


def copies(source: str, times: int, folder: str, blint: Blint) -> list[Blog]:
    """One post, one copy, and all copies of a site's folder.

    The folders in which the site has its pages become c1/…, c2/… and so on; its configuration and
    what it serves as it is (public) stay where they are. Images are linked, not copied.
    """
    source = os.path.abspath(source)
    site = blint.site(source)
    posts, content = site.posts, site.content
    if os.path.commonpath([source, content]) != source:
        raise Unable(
            f"{source}: --times needs the folder of the whole site, with its configuration"
        )
    multiplied = [
        entry.path
        for entry in os.scandir(content)
        if entry.is_dir(follow_symlinks=False)
        and not entry.name.startswith(".")
        and entry.name != "node_modules"
        and entry.path not in site.public
    ]
    root = os.path.join(folder, "copies")
    _link_tree(source, root, set(multiplied))
    os.makedirs(os.path.join(root, ".git"), exist_ok=True)  # nothing above it is looked at
    below = os.path.join(root, os.path.relpath(content, source))
    first = os.path.join(below, "c1")
    for path in multiplied:
        _link_tree(path, os.path.join(first, os.path.basename(path)))
    for number in range(2, times + 1):
        # From the first copy: it is on the same file system, where links are possible.
        _link_tree(first, os.path.join(below, f"c{number}"))
    found = blint.site(root).posts
    if len(found) != times * len(posts):
        raise Unable(
            f"{source}: of {times} × {len(posts)} copied posts blint takes {len(found)} for posts:"
            " this site's generator or configuration does not look for them in c1/, c2/ …"
        )
    one = [post for post in found if post.startswith(first + os.sep)]
    post = _typical(one)
    small = Blog(len(one), root, os.path.relpath(first, root), post)
    large = Blog(len(found), root, os.path.relpath(below, root), post)
    return [small.one_post(post), small, *([large] if times > 1 else [])]


def _typical(posts: list[str]) -> str:
    """A post with an image and a table, of middle length among those; or else any of that."""
    texts = {}
    for post in posts:
        with open(post, encoding="utf-8", errors="replace") as file:
            texts[post] = file.read()
    rich = [post for post, text in texts.items() if "![" in text and "|--" in _tight(text)]
    chosen = sorted(rich or posts, key=lambda post: (len(texts[post]), post))
    return chosen[len(chosen) // 2]


def _tight(text: str) -> str:
    return text.replace(" ", "").replace(":", "")


def _link_tree(source: str, target: str, but: Iterable[str] = ()) -> None:
    """The same tree at another place: Markdown copied, since it may be edited, the rest linked."""
    for here, folders, files in os.walk(source):
        folders[:] = [
            name
            for name in folders
            if name not in (".git", "node_modules") and os.path.join(here, name) not in but
        ]
        there = os.path.normpath(os.path.join(target, os.path.relpath(here, source)))
        os.makedirs(there, exist_ok=True)
        for name in files:
            _link(os.path.join(here, name), os.path.join(there, name))


def _link(source: str, target: str) -> None:
    if not source.lower().endswith(_EXTENSIONS):
        try:
            os.link(source, target)
        except OSError:  # another file system, or too many links
            pass
        else:
            return
    shutil.copy2(source, target)
