"""blint for Python programs: an editor's plugin, a notebook, a site's own script.

Users import these names from :mod:`blint` itself, where they are loaded when they are asked for.
Nothing here prints, exits, or changes the working directory.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from blint.engine.request import Request
from blint.engine.run import run
from blint.errors import BlintError, did_you_mean
from blint.workspace.config_file import FAIL_ON, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.model import Finding, Run

    Path = str | os.PathLike[str]
    Language = Literal["en", "zh"]
    FailOn = Literal["error", "warning", "info", "never"]


def check(
    paths: Path | Iterable[Path] = ".",
    *,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    config: Path | None = None,
    config_lines: str | Iterable[str] = (),
    fail_on: FailOn | None = None,
    language: Language | None = None,
    since: str | None = None,
    baseline: Path | Literal[False] | None = None,
    cache: bool = True,
    jobs: int = 1,
) -> Run:
    """Check posts: files, or folders that are searched for them; what ``blint check`` does.

    ``select`` and ``ignore`` are ids of rules or of their families. ``config`` is a configuration
    file in place of the one found beside the posts, ``config_lines`` are lines of TOML that
    override single settings: ``'rules."image/missing-alt" = "off"'``. ``fail_on`` (the lowest
    severity that makes :attr:`Run.failed` true) and ``language`` (of the messages) are as
    configured when left out.

    With ``since``, a commit or a branch of the git repository that the paths lie in, the findings
    are those on lines that were changed since its history was left, uncommitted work included, and
    those that the change has caused elsewhere; :attr:`Run.since` says what was compared.
    ``baseline`` is a file of accepted findings in place of the one that the configuration names;
    with False none is accepted by a file. Accepted ones are in :attr:`Run.suppressed`.

    ``cache`` lets answers of earlier runs stand, and keeps new ones. With ``jobs`` above 1, or 0
    for as many as there are processors, a large blog is checked by other processes; as always, the
    program has to guard its main module then (see :mod:`multiprocessing`).

    Raises BlintError for what is no finding of a post: a path that is not there, a mistake in the
    configuration or the baseline, an unknown rule, a commit that git does not know.
    """
    if jobs < 0:
        raise BlintError("jobs must be a number of processes, or 0")
    if since == "":
        raise BlintError("since is empty: name a commit or a branch, such as HEAD")
    if baseline == "":
        raise BlintError("baseline is empty: name a file, or False for none")
    _must_be(fail_on, FAIL_ON, "fail_on")
    _must_be(language, LANGUAGES, "language")
    request = Request(
        paths=_several(paths),
        select=_several(select),
        ignore=_several(ignore),
        fail_on=fail_on or "",
        language=language or "",
        config_file=os.fspath(config) if config else "",
        config_lines=_several(config_lines),
        since=since or "",
        baseline=os.fspath(baseline) if baseline else "",
        baselined=baseline is not False,
        cached=cache,
        jobs=jobs,
    )
    return run(request)


def check_text(
    text: str,
    path: Path = "post.md",
    *,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    config: Path | None = None,
    config_lines: str | Iterable[str] = (),
    language: Language | None = None,
) -> list[Finding]:
    """Check one post whose text is at hand, as an editor has it; sorted by place.

    ``path`` is where the post lies, or would: its folder decides which site and which configuration
    it belongs to, and where its images are looked for. The file itself is not read and need not
    exist. The list is empty, too, where the configuration excludes that path, and it holds nothing
    that only the site's other posts make a defect. The other arguments, and errors, are those of
    :func:`check`.
    """
    _must_be(language, LANGUAGES, "language")
    given = {os.path.abspath(path): text.encode("utf-8", "surrogatepass")}
    request = Request(
        select=_several(select),
        ignore=_several(ignore),
        language=language or "",
        config_file=os.fspath(config) if config else "",
        config_lines=_several(config_lines),
        given=given,
    )
    return list(run(request).findings)


def _several(values: Path | Iterable[Path]) -> tuple[str, ...]:
    """One value, or several, as texts."""
    if isinstance(values, (str, os.PathLike)):
        return (os.fspath(values),)
    return tuple(os.fspath(value) for value in values)


def _must_be(value: str | None, words: tuple[str, ...], name: str) -> None:
    """Raise BlintError for another word than these."""
    if value is not None and value not in words:
        known = ", ".join(f'"{word}"' for word in words)
        raise BlintError(f"{name} must be one of {known}{did_you_mean(str(value), words)}")
