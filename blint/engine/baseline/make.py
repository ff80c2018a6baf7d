"""``blint baseline``: what is found today is accepted, or what is mended is taken out."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from blint.engine.baseline.entries import Entry, Key, as_text, beside, read
from blint.engine.baseline.naming import naming
from blint.engine.baseline.of_run import Baselines
from blint.engine.run import checked
from blint.errors import BlintError
from blint.files.opening import ANYWHERE, Boundary, Refused
from blint.files.paths import contains, cwd, shown
from blint.files.writing import replacing
from blint.workspace.config_file import FILE_NAME

if TYPE_CHECKING:
    from blint.engine.request import Request
    from blint.engine.run import Checked, Progress
    from blint.model import Run
    from blint.workspace.config import Config


class Made(NamedTuple):
    """A baseline that was written: its path and its number of findings; what of these is ``new``,
    by rule, and how many entries went; the configuration file that names it from now on, or
    ``unnamed``: the one that should. ``run`` is what was found."""

    path: str
    findings: int
    new: Counter[str]
    gone: int
    named_in: str
    unnamed: str
    run: Run


def make(request: Request, progress: Progress | None = None, *, prune: bool = False) -> Made:
    """Write the baseline of the posts that a request means; with ``prune`` nothing is added to it.
    Raises BlintError, also where it cannot be written or several would be needed."""
    done = checked(request._replace(no_baseline=True), progress)
    config, folder = _one_config(done)
    path = _path(request, config, folder)
    old = read(path, _boundary(config)) if os.path.lexists(path) else []
    if prune and not old:
        raise BlintError(f"{shown(path)}: there is no baseline to prune")
    baselines = Baselines(request._replace(no_baseline=True), done.posts, done.checker)
    baseline = baselines.of(os.path.dirname(path), old)
    looked_at = baselines.looked_at(os.path.dirname(path))
    parts = baseline.accept(done.run.findings, [], looked_at)
    gone = {(entry.key, entry.post) for entry in parts.idle}
    used = {(entry.key, entry.post) for entry in parts.used}
    kept = [e for e in old if (e.key, e.post) not in gone | used]
    now = parts.used if prune else []
    if not prune:
        counted: dict[Key, Entry] = {}
        reasons = {entry.key: entry.reason for entry in old}
        for finding in done.run.findings:
            entry = baseline.entry(finding)
            same = counted.get(entry.key)
            counted[entry.key] = _together(same, entry) if same else entry
        kept = [entry for entry in kept if entry.key not in counted]
        now = [
            baseline.titled(entry)._replace(reason=reasons.get(entry.key, ""))
            for entry in counted.values()
        ]
    entries = [*kept, *now]
    _write(path, as_text(entries))
    named, unnamed = _name(path, config, folder)
    new = Counter(finding.rule for finding in parts.left) if not prune else Counter()
    number = sum(entry.times for entry in entries)
    return Made(shown(path), number, new, len(gone), named, unnamed, done.run)


def _together(one: Entry, other: Entry) -> Entry:
    most = {name: max(one.measures.get(name, 0), value) for name, value in other.measures.items()}
    return one._replace(times=one.times + (1 if one.key.in_post else 0), measures=most)


def _one_config(done: Checked) -> tuple[Config, str]:
    """The configuration that names the baseline, and the absolute folder that holds it."""
    configs = {id(post.config): post.config for post in done.posts}
    if len({config.folder for config in configs.values()}) > 1:
        folders = ", ".join(sorted(shown(config.folder) or "." for config in configs.values()))
        raise BlintError(f"these posts have several configurations ({folders}); name one's posts")
    config = next(iter(configs.values()))
    path = done.posts[0].path
    return config, config.folder or done.checker.workspace.repository(path) or cwd()


def _path(request: Request, config: Config, folder: str) -> str:
    if request.baseline:
        return os.path.abspath(request.baseline)
    if config.baseline:
        return os.path.normpath(os.path.join(config.folder, config.baseline))
    return beside(folder)


def _boundary(config: Config) -> Boundary:
    return Boundary(config.boundary) if config.boundary else ANYWHERE


def _write(path: str, text: str) -> None:
    from blint.workspace.boundary import Repositories

    folder = os.path.dirname(path)
    if Repositories().boundary(folder).leads_out(folder):
        raise BlintError(f"{shown(path)}: its folder is a link out of the repository")
    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise BlintError(f"{shown(path)}: cannot be written: {error.strerror}") from error


def _name(path: str, config: Config, folder: str) -> tuple[str, str]:
    """Have the configuration name the baseline; the file that was changed for it, or the one that
    should be, if any."""
    if config.baseline and os.path.normpath(os.path.join(config.folder, config.baseline)) == path:
        return "", ""
    where = config.file or os.path.join(folder, FILE_NAME)
    if config.baseline or not contains(os.path.dirname(where), path):
        return "", shown(where)
    name = os.path.relpath(path, os.path.dirname(where)).replace(os.sep, "/")
    try:
        text = str(_boundary(config).read(where, 1 << 20), "utf-8") if config.file else ""
    except (OSError, Refused, ValueError) as error:
        raise BlintError(f"{shown(where)}: not read: {error}") from error
    made = naming(where, text, name)
    if made is None:
        return "", shown(where)
    _write(where, made)
    return shown(where), ""
