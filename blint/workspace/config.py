"""What is configured for posts."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.files.opening import ANYWHERE, Boundary
from blint.files.paths import relative
from blint.files.patterns import patterns

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from blint.model import Grade


COMMAND_LINE = "--config"  # begins the name of a source that the command line names


class RuleSetting(NamedTuple):
    """What a configuration says of one rule: a severity if it speaks of that, options; which of
    these the command line vouches for; and the day (``2025-04-01``) from which on posts are bound
    by it, or an empty text."""

    severity: "Grade | None" = None
    options: Mapping[str, Any] = {}
    trusted: frozenset[str] = frozenset()
    since: str = ""


class Override(NamedTuple):
    """Rule settings for the posts that match gitignore-style patterns."""

    paths: tuple[str, ...]
    rules: Mapping[str, RuleSetting]

    @property
    def spec(self) -> "GitIgnoreSpec":
        """The compiled patterns."""
        return patterns(self.paths)


class Config(NamedTuple):
    """One configuration. ``folder`` is the absolute folder its paths are relative to, or empty
    when there is no file; ``source`` names the file in messages; ``extra_rules`` are those of
    the command line; ``origins`` tells by attribute where a value was set.

    What it names must lie in ``boundary``, an absolute folder: the repository, which may be a
    stranger's. That is empty, and anything may be named, in what the command line names or says.
    """

    folder: str = ""
    source: str = ""
    boundary: str = ""
    generator: str = ""
    language: str = ""
    posts: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rule_pages: tuple[str, ...] = ()
    fail_on: str = "error"
    baseline: str = ""
    public: tuple[str, ...] = ()
    marker: str = ""
    base: str = ""
    url: str = ""
    image_keys: tuple[str, ...] = ()
    shrink_formats: tuple[str, ...] = ("keep",)
    rules: Mapping[str, RuleSetting] = {}
    overrides: tuple[Override, ...] = ()
    extra_rules: tuple[Mapping[str, RuleSetting], ...] = ()
    origins: Mapping[str, str] = {}

    @property
    def page_folders(self) -> list[str]:
        """The absolute folders of the rule pages."""
        return [os.path.normpath(os.path.join(self.folder, name)) for name in self.rule_pages]

    @property
    def page_boundary(self) -> Boundary:
        """What these folders must lie in."""
        said = self.origins.get("rule_pages", "").startswith(COMMAND_LINE)
        return ANYWHERE if said else Boundary(self.boundary)

    @property
    def baseline_path(self) -> str:
        """The absolute path of the baseline, or an empty text without one."""
        return os.path.normpath(os.path.join(self.folder, self.baseline)) if self.baseline else ""

    @property
    def baseline_boundary(self) -> str:
        """What that must lie in; empty for one that the command line names."""
        said = self.origins.get("baseline", "").startswith(COMMAND_LINE)
        return "" if said else self.boundary

    @property
    def exclude_spec(self) -> "GitIgnoreSpec | None":
        """The compiled ``exclude`` patterns."""
        return patterns(self.exclude) if self.exclude else None

    @property
    def posts_spec(self) -> "GitIgnoreSpec | None":
        """The compiled ``posts`` patterns."""
        return patterns(self.posts) if self.posts else None

    def excluded(self, path: str) -> bool:
        """Whether ``exclude`` covers an absolute path."""
        return self.matches(self.exclude_spec, path)

    def matches(self, spec: "GitIgnoreSpec | None", path: str) -> bool:
        """Whether patterns of this configuration cover an absolute path."""
        if spec is None:
            return False
        name = relative(path, self.folder)
        return not name.startswith("../") and bool(spec.match_file(name))

    def layers(self, path: str) -> tuple[Mapping[str, RuleSetting], ...]:
        """The rule settings for a post, each to be laid over the ones before: the file's, those
        of the overrides that cover it, those of the command line."""
        covering = (o.rules for o in self.overrides if self.matches(o.spec, path))
        return (self.rules, *covering, *self.extra_rules)


def merge(first: RuleSetting | None, second: RuleSetting) -> RuleSetting:
    """The second setting laid over the first, option by option."""
    if first is None:
        return second
    severity = second.severity if second.severity is not None else first.severity
    trusted = (first.trusted - second.options.keys()) | second.trusted
    options = {**first.options, **second.options}
    return RuleSetting(severity, options, trusted, second.since or first.since)
