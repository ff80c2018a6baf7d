"""What checks the posts of a run, in this process or in a worker."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from blint.engine.check import CheckPost, check_post, read_post, take_post, unread
from blint.engine.outcome import Outcome
from blint.post.reading import Unreadable
from blint.workspace.discovery import SiteUnread

if TYPE_CHECKING:
    from blint.engine.cache.policy import Recorder
    from blint.engine.cache.store import Entry
    from blint.model import Finding
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post, Workspace


class Checker:
    """The configuration, the rules and the language that posts are checked with; a recorder where
    outcomes may be kept. After ``seconds`` no other post is begun."""

    def __init__(
        self,
        workspace: Workspace,
        planner: Planner,
        language: str,
        seconds: float,
        check_post: CheckPost = check_post,
        recorder: Recorder | None = None,
    ) -> None:
        self.workspace = workspace
        self.planner = planner
        self.language = language
        self.seconds = seconds
        self.check_post = check_post
        self.recorder = recorder
        self._end = time.monotonic() + seconds

    @property
    def late(self) -> bool:
        """Whether no other post may be begun."""
        return time.monotonic() > self._end

    def check(self, post: Post, data: bytes | None = None) -> Outcome:
        """What comes of a post; ``data`` stands in for its file's bytes."""
        if self.late:
            late = Unreadable("run-too-slow", {"seconds": round(self.seconds)})
            plan = self.planner.plan_at("", post.config)
            return Outcome(unread(post.path, late, plan, self.language), final=False)
        plan = self.planner.plan(post)
        read = self.read(post) if data is None else take_post(data, plan.max_size)
        return self.check_post(post, plan, self.language, read)

    def read(self, post: Post) -> bytes | Unreadable:
        """The bytes of a post."""
        return read_post(post, self.planner.plan(post).max_size)

    def check_recording(self, post: Post) -> tuple[Outcome, Entry | None]:
        """The same, and what the outcome holds for, if that is recorded and it may be kept."""
        if self.recorder is None or self.late:
            return self.check(post), None
        return self.recorder.check(post, self.planner.plan(post), self.check_post)

    def check_at(self, path: str) -> tuple[Outcome, Entry | None]:
        """The same for the post at an absolute path, whose site may turn out to be unreadable."""
        try:
            return self.check_recording(self.workspace.post(path))
        except SiteUnread:
            return Outcome(self.unread(), final=False), None

    def unread(self) -> list[Finding]:
        """The findings on what the workspace could not read since this was asked last."""
        found, self.workspace.unread = self.workspace.unread, []
        return [
            finding
            for path, config, why in found
            for finding in unread(path, why, self.planner.plan_at(path, config), self.language)
        ]
