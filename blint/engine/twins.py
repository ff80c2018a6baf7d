"""Posts that have in common what each should have for itself: found once all are known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.engine.check import check_twins
from blint.engine.own import Owns
from blint.files.paths import contains, shown
from blint.post.twins import Twins

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from blint.engine.checker import Checker
    from blint.engine.own import Key
    from blint.engine.request import Request
    from blint.model import Finding
    from blint.post.twins import Own
    from blint.workspace.discovery import Post


def twins(
    request: Request,
    posts: Sequence[Post],
    checker: Checker,
    known: dict[str, Own],
    among: Collection[Key] | None = None,
) -> list[Finding]:
    """What is found in posts because others of their sites have the same; accepted findings are
    among them. ``known`` is what posts have, by their paths, and gets what is read. With ``among``
    nothing is said of other keys. A text from elsewhere than its file is compared with none."""
    asked = checker.planner.may_be_in_force(posts, "twins")
    if request.given or checker.late or not asked:
        return []
    owns = Owns(checker, known)
    meant = posts if among is None else [*owns.having(posts, among)]
    alike: dict[Key, list[Post]] = {}
    for post in meant:
        for key in owns.keys(post) if among is None else owns.keys(post).intersection(among):
            alike.setdefault(key, []).append(post)
    for post in _others(request, posts, owns, alike.keys()):
        for key in owns.keys(post) & alike.keys():
            alike[key].append(post)
    answer: list[Finding] = []
    for post in meant:
        keys = owns.keys(post) & alike.keys()
        same = {key.what: _beside(post, alike[key]) for key in keys if len(alike[key]) > 1}
        document = owns.document(post) if any(same.values()) else None
        if document is not None:
            there = Twins(document, owns.of(post), same.get("title", ()), same.get("address", ()))
            answer += check_twins(post, there, checker.planner.plan(post), checker.language)
    return answer


def _beside(post: Post, alike: list[Post]) -> list[str]:
    """The paths of the other posts, sorted; another name of the same file is none."""
    real = os.path.realpath(post.path)
    return sorted(shown(other.path) for other in alike if os.path.realpath(other.path) != real)


def _others(
    request: Request, posts: Sequence[Post], owns: Owns, keys: Collection[Key]
) -> Iterator[Post]:
    """The posts of the same sites, not checked in this run, that have one of the keys."""
    searched = [os.path.abspath(path) for path in request.paths]
    known = {post.path for post in posts}
    for post in {id(post.built): post for post in posts}.values():
        built = post.built
        if built.generator.name == "plain" and not post.config.folder:
            continue  # nobody knows what belongs together there
        inside = built.site.files.boundary.holds
        for folder in built.facts.folders or (built.facts.content,):
            if inside(folder) and not any(contains(path, folder) for path in searched):
                yield from owns.elsewhere(folder, built, keys, known)
