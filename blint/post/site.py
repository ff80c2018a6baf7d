"""What a post asks of the site it belongs to."""

import os
import re
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    from blint.files.disk import Files
    from blint.post.addresses import Addresses
    from blint.post.front_matter.delimiters import Syntax
    from blint.post.front_matter.model import YamlDialect
    from blint.post.front_matter.values import Read
    from blint.post.headings import HeadingIds, Ids
    from blint.post.markdown.model import Dialect
    from blint.post.references import Reference

    # Why a file that exists is not found as it is written: the variants of `image/unresolved`.
    Unresolved = Literal[
        "audio",
        "bare",
        "base",
        "blank",
        "capitals",
        "dropped",
        "extension",
        "folder",
        "html",
        "keyword",
        "moved",
        "name",
        "not-published",
        "nothing-copied",
        "page-url",
        "percent",
        "query",
        "reference",
        "template",
        "token",
    ]
    # Ways to look for a file that matter where there is none: variants of `image/missing`.
    Way = Literal["link", "public", "transform"]
    Reason = Literal[Unresolved, Way, ""]
    # What is wrong with the name of a post's file: the variants of `post/misnamed`.
    BadName = Literal["ignored", "no-such-day", "sign", "sign-stops", "stops"]
    Misnamed = Literal[BadName, ""]


IN_PATH = ":path"  # among the fields of dates: a day in the path of the post's file
CONFIGURED = "site.marker"  # where blint's own configuration asks for the marker


class Marker(NamedTuple):
    """What cuts the excerpt off. ``text`` is how to write it, ``pattern`` what the generator
    accepts; ``in_code`` tells whether it is found in the raw text, code included, ``repeats``
    whether its text has other uses, so that a second one is no mistake, ``dialects`` whether
    another generator's marker is one."""

    text: str
    pattern: re.Pattern[str]
    in_code: bool = True
    repeats: bool = False
    dialects: bool = True

    @classmethod
    def exactly(cls, text: str) -> "Marker":
        """A marker that is looked for letter by letter in the raw text. Dashes alone are a rule in
        Markdown, and stand in tables."""
        return cls(text, re.compile(re.escape(text)), repeats=not text.strip("-"))


class Page:
    """What a generator looks at to place a post: its absolute path, its front matter, and the line
    that its text begins with, which may be the title (``first_line`` tells it once it is asked).
    """

    def __init__(
        self, path: str, data: Mapping[str, object], first_line: Callable[[], str]
    ) -> None:
        self.path = path
        self.data = data
        self.first_line = first_line

    @cached_property
    def folder(self) -> str:
        """The absolute folder of the post."""
        return os.path.dirname(self.path)

    @cached_property
    def stem(self) -> str:
        """The file's name without its extension."""
        return os.path.splitext(os.path.basename(self.path))[0]


class Resolution(NamedTuple):
    """Where a generator, or the reader's browser, looks for a file.

    The first of ``candidates`` (absolute paths) that exists is it. A file at one of ``misplaced``
    is what the writer may have meant, and is not found when it is written so: ``reason`` says why,
    with these ``values``. When there is none at all, it is
    missing only if ``certain``; otherwise nothing can be said. ``guess``: all of this rests on
    something that was only half read, so that what it leads to is no error.
    """

    candidates: tuple[str, ...] = ()
    certain: bool = True
    misplaced: tuple[str, ...] = ()
    reason: "Reason" = ""
    values: Mapping[str, object] = {}
    guess: bool = False

    def refused(self, reason: "Reason", **values: object) -> "Resolution":
        """The same files, none of which is found."""
        return self._replace(
            candidates=(), misplaced=self.candidates + self.misplaced, reason=reason, values=values
        )


UNDECIDED = Resolution(certain=False)


class Lead(NamedTuple):
    """Where a link leads, as the generator follows it, or the reader's browser.

    The first of ``candidates`` (absolute paths: the sources of pages, and other files) that exists
    is it; else a page of the site that is served at ``address`` (below the site's base), where
    there is one, or whose source is called ``name``: the end of its path, without extension.
    When there is none at all, it is missing only if ``certain``; otherwise nothing can be said.
    ``unchecked``: the generator does not look whether it is there.
    """

    candidates: tuple[str, ...] = ()
    address: str = ""
    name: str = ""
    certain: bool = True
    unchecked: bool = False


NOWHERE_KNOWN = Lead(certain=False)


class Site(NamedTuple):
    """What is the same for all posts of one site, as its generator and its configuration have it.

    ``files`` answers what stands at a path. ``public`` are the absolute folders that are served at
    ``/``. ``front_matter`` tells how it may be written, ``yaml`` which YAML that is, ``dialect``
    which Markdown. ``front_matter_optional``: the generator does well without;
    ``front_matter_by_convention``: nobody knows, but the site's other posts may show.

    ``marker`` is None where it is unknown or there is no such thing; ``marker_evidence`` says where
    the site asks for it, or is empty: ``marker_by_convention`` then tells that only its other posts
    may show whether it is wanted. ``marker_for`` tells the marker of a page where a site has
    several. ``marker_key`` is the field that sets another marker for one post; ``excerpt_keys`` are
    fields that give the excerpt themselves: a marker is then not needed, and not heeded unless
    ``marker_first``; ``short_keys`` are fields of posts that need nothing below it.

    ``programs`` are the absolute paths of files that may say what else the site makes of Markdown:
    its settings, and the lists of the packages it is built with.

    ``image_keys`` are fields that hold the path of an image, ``usual_image_keys`` fields that may
    hold one, as in the generators' common themes. ``required`` fields have no
    substitute, but for a title that may be the first heading (``title_from_heading``) and what
    ``provided`` names for a post, where there is such a function. Fields that are ``filled`` may be
    absent, but not empty. ``reads`` tells by dotted field how the generator reads it. ``dates`` are
    the fields that tell a post's day, the first that is there does, and :data:`IN_PATH`;
    ``day_first``: 1/4/2025 is in April.

    ``follow`` tells where a link leads, None where the generator's ways are not known;
    ``addresses`` gives what knows where the site's pages are served, ``url`` is the address of
    the site itself, without a slash at its end, or empty where no configuration has one,
    ``link_base`` what the path of a link to a page begins with in a post: ``/blog``, or empty.

    ``heading_ids`` tells, by the text of the site's settings, how headings get their ids; None
    where that is not known. ``known_ids`` keeps the ids of pages that links led to, by the path of
    each and a digest of its text and these settings.

    ``in_templates`` tells whether an id may stand in the site's layouts, includes and themes, which
    bring it to pages.

    ``resolve`` tells where the generator looks for what a post names, ``is_post`` whether a file at
    an absolute path may be a post, and is no section page or draft, ``lists`` whether it stands
    where the site has posts, and not other pages such as documentation; ``misnamed`` what is wrong
    with the name of a post's file.

    ``address`` tells the path that a page is served at, as links of the site write it, but without
    the site's base, and not percent-encoded: ``/2024/你好/``. Two pages of one site with the same
    are served at one URL. None where it cannot be known, or the page is left out of the site.
    """

    files: "Files"
    public: tuple[str, ...]
    front_matter: tuple["Syntax", ...]
    yaml: "YamlDialect"
    dialect: "Dialect"
    resolve: Callable[["Reference", Page], Resolution]
    follow: Callable[["Reference", Page], Lead] | None
    addresses: Callable[[], "Addresses"]
    heading_ids: Callable[[str], "HeadingIds | None"]
    known_ids: dict[tuple[str, bytes], "Ids | None"]
    in_templates: Callable[[str], bool]
    url: str
    link_base: str
    is_post: Callable[[str], bool]
    lists: Callable[[str], bool]
    misnamed: Callable[[Page], "Misnamed"]
    address: Callable[[Page], str | None]
    provided: Callable[[Page], Collection[str]] | None
    front_matter_optional: bool
    front_matter_by_convention: bool
    marker: Marker | None
    marker_by_convention: bool
    marker_for: Callable[[Page], Marker | None] | None
    marker_evidence: str
    marker_key: str
    excerpt_keys: tuple[str, ...]
    short_keys: tuple[str, ...]
    marker_first: bool
    programs: tuple[str, ...]
    image_keys: tuple[str, ...]
    usual_image_keys: tuple[str, ...]
    required: tuple[str, ...]
    title_from_heading: bool
    filled: tuple[str, ...]
    reads: Mapping[str, "Read"]
    dates: tuple[str, ...]
    day_first: bool
