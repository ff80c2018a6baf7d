"""What is wrong with the comments by which a post accepts findings. The engine calls these checks
once it knows what each comment has accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from blint.model import Match, Span, SpanFix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.model import Default
    from blint.post.suppressions import Judged, Malformed, Suppression

_MOST_SUGGESTIONS = 100  # in a post; comparing words takes long


def malformed(post: Judged) -> Iterator[Match[Malformed]]:
    """Comments that are meant for blint and say nothing that it understands."""
    for said, _ in post.suppressions:
        if said.wrong:
            yield Match(said.span, said.wrong, {"word": said.word})


def missing_reason(post: Judged) -> Iterator[Match[Default]]:
    """Suppressions that do not say why."""
    for said, _ in post.suppressions:
        if not said.wrong and not said.reason:
            names = ", ".join(name for name, _ in said.names)
            yield Match(said.span, "default", {"names": names})


def unknown_rule(post: Judged) -> Iterator[Match[Default]]:
    """Names of rules and families that there are not."""
    names = (named for said, _ in post.suppressions for named in said.names)
    unknown = ((name, span) for name, span in names if name not in post.known)
    for number, (name, span) in enumerate(unknown):
        from blint.errors import nearest

        near = nearest(name, post.known) if number < _MOST_SUGGESTIONS else ""
        yield Match(span, "default", {"name": name, "near": near}, suggests=bool(near))


def unused(post: Judged) -> Iterator[Match[Literal["default", "some"]]]:
    """Suppressions of what is not found, where it was looked for."""
    for said, used in post.suppressions:
        idle = [name for name, _ in said.names if name not in used and post.known.get(name)]
        if idle and all(map(post.known.get, (name for name, _ in said.names))):
            variant: Literal["default", "some"] = (
                "default" if len(idle) == len(said.names) else "some"
            )
            values = {"names": ", ".join(idle)}
            yield Match(said.span, variant, values, fix=_without(said, idle))


def _without(said: Suppression, idle: list[str]) -> SpanFix | None:
    """The fix that takes the names out of a comment, or all of it where none is left."""
    left = [name for name, _ in said.names if name not in idle]
    if left:
        return SpanFix.replace(Span(*said.listed), ", ".join(left))
    return None if said.removal is None else SpanFix.replace(said.removal, "")
