"""Answers of earlier runs: which are kept, where, and when one is taken.

A post's answer holds for its bytes, for a key (blint itself, the plan, the site, the language, the
working directory: all that is the same for many posts), and for the questions that were asked of
the disk on its behalf, which are asked anew. Whatever is wrong with what is kept, the run goes on
without.
"""

from __future__ import annotations

import contextlib
import os
from functools import partial
from typing import TYPE_CHECKING

from blint.engine.cache.keys import CacheKeys, digest
from blint.engine.cache.limits import DAY, Limits
from blint.engine.cache.questions import RecordingFiles, stamp, still_hold
from blint.engine.cache.store import Entry, Store, remove
from blint.engine.check import CheckPost, read_post
from blint.engine.outcome import Outcome, unpack
from blint.files.paths import shown
from blint.post.reading import Unreadable

if TYPE_CHECKING:
    from blint.rulebook.plan import Plan
    from blint.workspace.discovery import Post


def place() -> str:
    """The folder for the cache, which need not exist; empty when there is none."""
    if own := os.environ.get("BLINT_CACHE_DIR"):
        return os.path.abspath(own)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA" if os.name == "nt" else ""):
        folder = os.environ.get(name, "")
        if os.path.isabs(folder):
            return os.path.join(folder, "blint")
    home = os.path.expanduser("~")
    return os.path.join(home, ".cache", "blint") if os.path.isdir(home) else ""


class Recorder:
    """Records what outcomes hold for while posts are checked. ``stamps`` tells by path what an
    image's file looked like before it was read in this run."""

    def __init__(self, language: str, limits: Limits) -> None:
        self.limits = limits
        self.keys = CacheKeys(language)
        self.stamps: dict[str, str] = {}
        self.stamp = partial(stamp, limits=limits)

    def check(self, post: Post, plan: Plan, check_post: CheckPost) -> tuple[Outcome, Entry | None]:
        """Check a post; with what the outcome holds for, None if it must not be kept."""
        key, language = self.keys.of(plan, post.built), self.keys.language
        data = read_post(post, plan.max_size)
        if not key or isinstance(data, Unreadable):
            return check_post(post, plan, language, data), None
        files = RecordingFiles(post.site.files, self.stamps, self.stamp)
        recorded = post._replace(site=post.site._replace(files=files))
        outcome = check_post(recorded, plan, language, data)
        if not outcome.final:
            return outcome, None
        return outcome, Entry(key, post.path, digest(data), files.questions())


class Cache:
    """The answers kept in a folder, for one run."""

    def __init__(self, folder: str, recorder: Recorder) -> None:
        self._folder = folder
        self._recorder = recorder
        self._limits = recorder.limits
        self._stores: dict[bytes, Store] = {}

    def find(self, post: Post, plan: Plan) -> Outcome | None:
        """What came of a post, if it would come again."""
        key = self._recorder.keys.of(plan, post.built)
        row = self._store(key).row(post.path) if key else None
        if row is None:
            return None
        data = read_post(post, plan.max_size)
        if isinstance(data, Unreadable) or digest(data) != row.digest:
            return None
        stamps, ask = self._recorder.stamps, self._recorder.stamp
        try:
            questions = still_hold(post.site.files, row.questions, stamps, ask)
            outcome = questions and unpack(row.outcome, shown(post.path))
        except (TypeError, ValueError, LookupError, AttributeError, RecursionError, OSError):
            return None
        if not questions or not outcome:
            return None
        age = self._limits.today() - row.used
        if questions is not row.questions or not 0 <= age < self._limits.days // 4:
            self.keep(Entry(key, post.path, row.digest, questions), row.outcome)
        return outcome

    def keep(self, entry: Entry, outcome: bytes) -> None:
        """Keep an answer for later runs."""
        self._store(entry.key).add(entry, outcome)

    def pause(self) -> None:
        """Write what there is, and hold no file open."""
        for store in self._stores.values():
            store.write()
            store.close()

    def close(self) -> None:
        """Write what is left, and throw out what has not been used for long."""
        self.pause()
        kept = {store.path for store in self._stores.values() if store.use()}
        if any(store.written for store in self._stores.values()):
            _sweep(self._folder, kept, self._limits)

    def _store(self, key: bytes) -> Store:
        if key not in self._stores:
            path = os.path.join(self._folder, f"{key.hex()}.sqlite")
            self._stores[key] = Store(path, self._limits)
        return self._stores[key]


def _sweep(folder: str, kept: set[str], limits: Limits) -> None:
    """Remove the files of contexts that no run has used for long, and the oldest of too many."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".sqlite"):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    found.append((entry.path in kept, status.st_mtime, status.st_size, entry.path))
    size = 0
    for in_use, time_used, own_size, path in sorted(found, reverse=True):
        size += own_size
        outdated = abs(limits.clock() / 1_000_000_000 - time_used) > limits.days * DAY
        if not in_use and (outdated or size > limits.largest_folder):
            remove(path)
