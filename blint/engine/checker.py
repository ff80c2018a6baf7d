"""What checks the posts of a run, in this process or in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.engine.check import CheckPost, check_post, read_post, take_post

if TYPE_CHECKING:
    from blint.engine.cache.policy import Recorder
    from blint.engine.cache.store import Entry
    from blint.engine.outcome import Outcome
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post, Workspace


class Checker:
    """The configuration, the rules and the language that posts are checked with; a recorder where
    outcomes may be kept."""

    def __init__(
        self,
        workspace: Workspace,
        planner: Planner,
        language: str,
        check_post: CheckPost = check_post,
        recorder: Recorder | None = None,
    ) -> None:
        self.workspace = workspace
        self.planner = planner
        self.language = language
        self.check_post = check_post
        self.recorder = recorder

    def check(self, post: Post, data: bytes | None = None) -> Outcome:
        """What comes of a post; ``data`` stands in for its file's bytes."""
        plan = self.planner.plan(post)
        size = plan.max_size
        read = read_post(post, size) if data is None else take_post(data, size)
        return self.check_post(post, plan, self.language, read)

    def check_recording(self, post: Post) -> tuple[Outcome, Entry | None]:
        """The same, and what the outcome holds for, if that is recorded and it may be kept."""
        if self.recorder is None:
            return self.check(post), None
        return self.recorder.check(post, self.planner.plan(post), self.check_post)
