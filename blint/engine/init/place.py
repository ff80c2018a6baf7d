"""Where a blog's posts are: the patterns and the generator that make blint find the same ones."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from blint.errors import BlintError
from blint.files.paths import contains, relative
from blint.report.proposal.model import Item, Line, Reason
from blint.workspace.config import Config
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from blint.workspace.discovery import Post

_FOR_PEOPLE = ("!README.md",)


def place_lines(posts: Sequence[Post], folder: str, boundary: str) -> Iterator[Line]:
    """The lines that say which generator builds the posts and where they are, as far as blint finds
    the same posts of the same site with them. ``folder`` is the absolute one of the file."""
    built = posts[0].built
    config = next((c for c in _configs(posts, folder, boundary) if _finds(c, folder, posts)), None)
    if config is None:
        return
    for pattern in config.posts:
        fewer = config._replace(posts=tuple(p for p in config.posts if p != pattern))
        if pattern.startswith("!") and _finds(fewer, folder, posts):
            config = fewer
    if config.generator and built.evidence:
        reason = Reason("generator", {"file": relative(built.evidence, folder)})
        yield Line("", ("generator",), config.generator, [reason])
    if config.posts:
        items = [Item(pattern) for pattern in config.posts]
        yield Line("", ("posts",), items, [Reason("posts", {"all": len(posts)})])


def _configs(posts: Sequence[Post], folder: str, boundary: str) -> Iterator[Config]:
    """What may be written, that which says most first."""
    generator = posts[0].built.generator.name
    known = _one_site(posts) and generator != "plain"
    for name in (generator, "") if known else ("",):
        for patterns in (*_patterns(posts, folder), ()):
            yield Config(folder, "blint.toml", boundary, generator=name, posts=patterns)


def _one_site(posts: Sequence[Post]) -> bool:
    return len({(post.built.generator.name, post.built.facts.root) for post in posts}) == 1


def _patterns(posts: Sequence[Post], folder: str) -> Iterator[tuple[str, ...]]:
    """What may say where the posts are, the plainest first."""
    paths = [post.path for post in posts]
    common = os.path.commonpath([os.path.dirname(path) for path in paths])
    endings = {os.path.splitext(path)[1] for path in paths}
    one = len(endings) == 1 and (posts[0].built.generator.one_ending or not _one_site(posts))
    ending = f"*{endings.pop()}" if one else ""  # where others may come, they are posts, too
    generator, content = posts[0].built.generator, posts[0].built.facts.content
    found = [f"{_escaped(relative(common, folder))}/**/{ending}".rstrip("/")]
    if contains(folder, content) and _one_site(posts):
        within = "" if content == folder else f"{_escaped(relative(content, folder))}/"
        found += [f"{within}{pattern.lstrip('/')}" for pattern in generator.posts]
    found = [pattern for pattern in found if _is_sayable(pattern)]
    aside = tuple(f"!{pattern}" for pattern in generator.not_posts)
    for chosen in (found[:1], found[1:]):
        if chosen:
            yield tuple(chosen)
            yield (*chosen, *_FOR_PEOPLE)
            if aside:
                yield (*chosen, *aside)


def _is_sayable(pattern: str) -> bool:
    """Whether a pattern can stand in a file, and means a folder below that of the file."""
    return not pattern.startswith("./") and not any("\ud800" <= c <= "\udfff" for c in pattern)


def _escaped(path: str) -> str:
    """A path as a pattern that means it alone."""
    return re.sub(r"([\\*?\[\]!#])", r"\\\1", path)


def _finds(config: Config, folder: str, posts: Sequence[Post]) -> bool:
    """Whether just these posts are found with a configuration, each on the same site."""
    try:
        found = Workspace(config=config).posts([folder])
    except BlintError:
        return False
    return [_key(post) for post in found] == [_key(post) for post in posts]


def _key(post: Post) -> tuple[str, str, str]:
    return post.path, post.built.generator.name, post.built.facts.root
