"""The words blint's parts speak to each other in: places, matches, findings, a finished run.

Nothing here imports another module of blint, so checks, engine and reporters can all use it.
"""

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from typing import Literal


class Severity(enum.StrEnum):
    """How bad a finding is; ``rank`` orders them, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for an info."""
        return _RANKS[self]

    @property
    def milder(self) -> "Severity":
        """The next lower severity; an info stays one."""
        return Severity.WARNING if self is Severity.ERROR else Severity.INFO


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}

# The rules that the engine serves: what could not be read, and a mistake of blint's own.
UNREADABLE: Final = "input/unreadable"
INTERNAL_ERROR: Final = "blint/internal-error"

# What stands for a severity where a rule, or a variant of one, is not reported at all.
OFF: Final = "off"

if TYPE_CHECKING:
    Grade = Severity | Literal["off"]
    Default = Literal["default"]  # the variant of rules that have one message for all
    # What the other posts of a site have to do with a finding: nothing; it is one only where most
    # of them do otherwise; it is only info where most of them do the same.
    Convention = Literal["", "makes", "excuses"]
    # What more may be found once a fix is made, as it could not be seen before: nothing, what the
    # checks of one module find, anything.
    Uncovered = Literal["", "front_matter", "images", "all"]
    NotFixedReason = Literal[
        # of a finding
        "brings",
        "front-matter",
        "page",
        "stays",
        # of a post
        "changed",
        "exists",
        "failed",
        "other-repository",
        "outside",
        "read-only",
    ]
    # What accepts a finding: a comment in the post, or an entry of the baseline.
    AcceptedBy = Literal["comment", "baseline"]


class Variant(NamedTuple):
    """A rule, by its id, in one of the variants that its page names: what generators speak of.

    Without a name it means each variant of the rule that is not spoken of by its own name.
    """

    rule: str
    name: str = ""


class Span(NamedTuple):
    """A half-open range of characters of the post as read (without its byte order mark)."""

    start: int
    end: int


class SpanEdit(NamedTuple):
    """An edit as checks make it: replace the characters of ``span`` by ``text``."""

    span: Span
    text: str


class SpanFix(NamedTuple):
    """A fix as checks make it; ``safe`` when the rendered page cannot change otherwise. What it
    does is said on the rule's page, by variant: ``fix``. ``uncovers``: the checks that may find
    more then, as the mistake hid something from them (a file that is found has a weight)."""

    edits: tuple[SpanEdit, ...]
    safe: bool = True
    uncovers: "Uncovered" = ""

    @classmethod
    def replace(
        cls, span: Span, text: str, *, safe: bool = True, uncovers: "Uncovered" = ""
    ) -> "SpanFix":
        """The fix that is one edit."""
        return cls((SpanEdit(span, text),), safe, uncovers)


V_co = TypeVar("V_co", bound=str, covariant=True)


class Match(NamedTuple, Generic[V_co]):
    """What a check yields: a place, and the values for the placeholders of the rule's message.

    ``variant`` picks among the messages of the rule's page (``default`` where it has one for all);
    the type of a check says which it may give. ``severity`` re-grades this one match, unless the
    configuration says how the rule grades. ``suggests``: the values hold something to write
    instead, and the page may have other words for that. ``guess``: it rests on something that blint
    has only half read (a theme, a plugin, a pattern of addresses), so it is no error.
    ``convention``: what the site's other posts do counts, once all of a run are checked.
    """

    span: Span
    variant: V_co
    values: Mapping[str, object] = {}
    fix: SpanFix | None = None
    severity: Severity | None = None
    suggests: bool = False
    guess: bool = False
    convention: "Convention" = ""


class Place(NamedTuple):
    """Lines and columns count from 1, columns in Unicode code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Edit(NamedTuple):
    """Replace the text at a place by ``text``."""

    place: Place
    text: str


class Fix(NamedTuple):
    """Edits that mend a finding; ``safe`` when the rendered page cannot change otherwise.
    ``title`` says what they do, in the run's language; ``uncovers`` which checks may find more
    then."""

    edits: tuple[Edit, ...]
    safe: bool
    title: str
    uncovers: "Uncovered" = ""

    @property
    def option(self) -> str:
        """The option of ``blint check`` that makes it."""
        return "--fix" if self.safe else "--unsafe-fixes"


class Suppressed(NamedTuple):
    """Why a finding does not count: what accepts it, and the reason that its author gave, which may
    be empty."""

    by: "AcceptedBy"
    reason: str = ""


LONGEST_SOURCE = 600  # characters of a line that a finding carries


class Finding(NamedTuple):
    """One defect of one post, ready to be reported.

    ``path`` has forward slashes and is relative to the working directory when below it.
    ``message`` says what is wrong, ``consequence`` what the site's generator makes of it,
    ``hint`` what to do; the last two may be empty. ``source`` is the text of line
    ``place.line`` without its line end, and of a line of :data:`LONGEST_SOURCE` characters or more
    that many from around the place; it begins in column ``source_column``. ``values`` are the
    check's own, long texts cut. ``convention`` is for the run, which weighs it. ``also`` are the
    other places, by path, that it holds for: an image that many posts use is one finding.
    ``suppressed`` is None unless somebody has accepted it.
    """

    rule: str
    severity: Severity
    path: str
    place: Place
    message: str
    consequence: str = ""
    hint: str = ""
    fix: Fix | None = None
    source: str = ""
    values: Mapping[str, object] = {}
    source_column: int = 1
    convention: "Convention" = ""
    also: tuple[tuple[str, Place], ...] = ()
    suppressed: Suppressed | None = None

    @property
    def text(self) -> str:
        """Message and consequence in one line, for reports that have room for one."""
        if not self.consequence:
            return self.message
        chinese = any("\u4e00" <= character <= "\u9fff" for character in self.consequence)
        return f"{self.message}{'；' if chinese else '; '}{self.consequence}"


class RuleTotal(NamedTuple):
    """One line of a summary: how often a rule was broken, and what it adds up to."""

    rule: str
    severity: Severity
    times: int
    note: str = ""


class Change(NamedTuple):
    """A post that fixes change, by its path as it is shown, and its bytes before and after;
    ``in_repository`` is its path from the root of the repository, for diffs, where it has one."""

    path: str
    before: bytes
    after: bytes
    in_repository: str = ""


class NotFixed(NamedTuple):
    """A post, or one finding of it, that was not mended though that was asked for.

    ``reason`` says why. The fix would bring a finding (``detail`` names the rule), leave its own,
    or change the page or the front matter elsewhere; or the post was not written: it changed
    meanwhile, is read-only, lies outside the repository or in another one, or writing failed
    (``detail``).
    """

    path: str
    reason: "NotFixedReason"
    detail: str = ""
    finding: Finding | None = None

    @property
    def unwritten(self) -> bool:
        """Whether the post could not be written."""
        return self.finding is None


class Fixes(NamedTuple):
    """What a run was asked to mend. ``findings`` were mended, each at the place where it was found;
    ``changes`` were written, unless the run was only to show them (``written`` is false)."""

    findings: Sequence[Finding] = ()
    changes: Sequence[Change] = ()
    refused: Sequence[NotFixed] = ()
    written: bool = True


class Since(NamedTuple):
    """What a run was compared with: the ``reference`` that was asked for, the name of the commit
    where the working tree left it, empty before the first commit, and how many of the posts have
    changed since."""

    reference: str
    base: str
    posts: int


class Run(NamedTuple):
    """A finished run, as the reporters get it. Findings are sorted by path, then place.

    ``images`` counts the distinct local images the posts use; ``generator`` names the site's
    generator (several are joined by ", "), or is empty when no post was read; ``left_out`` are
    paths of pages that look like posts, as they are shown, and were not checked; ``root`` is the
    absolute folder of the repository or site, for reports whose paths count from there; ``fixes``
    is None unless something was to be mended, and then the findings are those that are left.
    ``suppressed`` are findings that somebody has accepted; they are among no other number.
    ``since`` is None unless only what changed is reported. ``stale`` is how many entries of
    baselines match nothing any more, as far as the run can tell.
    """

    findings: Sequence[Finding]
    totals: Sequence[RuleTotal]
    posts: int
    images: int
    seconds: float
    generator: str
    language: str
    root: str
    fail_on: Severity | None = Severity.ERROR
    left_out: Sequence[str] = ()
    fixes: Fixes | None = None
    suppressed: Sequence[Finding] = ()
    since: Since | None = None
    stale: int = 0

    def number_of(self, severity: Severity) -> int:
        """The number of findings of that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def broken(self) -> bool:
        """Whether blint made a mistake of its own, so that something was not checked."""
        return any(finding.rule == INTERNAL_ERROR for finding in self.findings)

    @property
    def failed(self) -> bool:
        """Whether a finding is at or above ``fail_on``, or a post could not be written, or would
        be if that was asked for."""
        limit = self.fail_on
        if self.fixes and any(refused.unwritten for refused in self.fixes.refused):
            return True
        if self.fixes and self.fixes.changes and not self.fixes.written:
            return True
        return limit is not None and any(f.severity.rank <= limit.rank for f in self.findings)
