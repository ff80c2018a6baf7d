"""What blint knows of a static-site generator: one row of facts, and how a site is read."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.files.paths import holds, shown

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.model import Severity
    from blint.post.front_matter.reader import Syntax
    from blint.post.front_matter.values import Read
    from blint.post.markdown.reader import Element
    from blint.post.references import Reference

Texts = Mapping[str, str]  # language to text


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
    def exactly(cls, text: str) -> Marker:
        """A marker that is looked for letter by letter in the raw text."""
        return cls(text, re.compile(re.escape(text)))


class Page:
    """What a generator looks at to place a post: its absolute path and its front matter."""

    def __init__(self, path: str, data: Mapping[str, object]) -> None:
        self.path = path
        self.data = data

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

    The first of ``candidates`` (absolute paths) that exists is it. A file at one of ``astray`` is
    what the writer may have meant, and is not found when it is written so: ``reason`` says why, as
    a variant of ``image/unresolved`` with these ``values``. When there is none at all, it is
    missing only if ``certain``; otherwise nothing can be said.
    """

    candidates: tuple[str, ...] = ()
    certain: bool = True
    astray: tuple[str, ...] = ()
    reason: str = ""
    values: Mapping[str, object] = {}

    def refused(self, reason: str, **values: object) -> Resolution:
        """The same files, none of which is found."""
        return self._replace(
            candidates=(), astray=self.candidates + self.astray, reason=reason, values=values
        )


UNDECIDED = Resolution(certain=False)


class SiteFacts(NamedTuple):
    """What a generator's row says of one site.

    ``content`` is the absolute folder that pages live in, ``public`` the absolute folders that
    are served at ``/``, ``base`` the path the site is served below (``/`` or ``/sub/``). ``marker``
    is None when the site has none, or it cannot be known; ``marker_evidence`` says where the site
    asks for it, or is empty. ``extensions`` are those of the files that the build takes, as they
    have to be written; none for any. ``settings`` is the row's own. ``required``, ``reads``
    and ``severities`` are what the site itself adds to the row's. ``sources`` are the absolute
    paths of the files all this was read from; ``unknown`` maps keys of blint's configuration to
    the reason why the site does not tell them.
    """

    root: str
    content: str
    public: tuple[str, ...] = ()
    marker: Marker | None = None
    marker_evidence: str = ""
    extensions: frozenset[str] = frozenset()
    base: str = "/"
    settings: Mapping[str, Any] = {}
    required: tuple[str, ...] = ()
    reads: Mapping[str, Read] = {}
    sources: tuple[str, ...] = ()
    unknown: Mapping[str, str] = {}
    severities: Mapping[str, Severity | None] = {}


class Dialect(NamedTuple):
    """How a generator's Markdown differs from CommonMark with GFM's tables.

    ``tables`` is ``gfm``, ``kramdown`` or ``python-markdown``. ``containers``: ``:::`` opens one;
    ``admonitions``: ``!!!`` does, with indented text. ``indented_code``: four blanks make code.
    ``jsx``: every post is MDX, whatever its extension. ``templates`` is the template language that
    is run before Markdown, or whose tags Markdown does not see: a key of
    ``templates.LANGUAGES``, or empty. ``tags`` finds the images that such tags show: it takes the
    post's characters and the place its body starts at, and yields them as ``img`` elements that
    name their ``shortcode``.
    """

    tables: str = "gfm"
    containers: bool = False
    admonitions: bool = False
    jsx: bool = False
    indented_code: bool = True
    templates: str = ""
    tags: Callable[[str, int], Iterator[Element]] | None = None


_GFM = Dialect()


class Generator(NamedTuple):
    """A row of the table of generators.

    ``posts`` are gitignore-style patterns below the content folder for where posts usually live,
    ``not_posts`` those of Markdown files that are none (section pages, drafts). ``bundles``: what
    lies in or below a folder with an ``index.md`` belongs to that post and is none. ``required``
    fields have no substitute, but for a title that may be the first heading
    (``title_from_heading``) and what ``provided`` names for a post: fields that the file's name,
    a file beside it or the site's settings give. Fields that are ``filled`` may be absent, but not
    empty. ``reads`` tells by dotted field how the generator reads it (``front_matter.values``),
    ``file_name`` how it reads the name of a post's file: a variant of ``post/misnamed``, or an
    empty string. ``marker_key`` is the field that sets another marker for one post,
    ``excerpt_keys`` are fields that give the excerpt themselves: a marker is then not needed, and
    not heeded unless ``marker_first``. ``consequences`` say what the generator makes of a broken
    rule, by its id, or id and variant (``image/missing:import``). ``severities`` re-grade rules, or
    a variant of one (``front-matter/missing:none``); None switches it off.
    """

    name: str
    title: str
    front_matter: tuple[Syntax, ...]
    yaml: str
    resolve: Callable[[Reference, Page, SiteFacts], Resolution]
    read_site: Callable[[str, Files], SiteFacts]
    posts: tuple[str, ...] = ()
    not_posts: tuple[str, ...] = ()
    bundles: bool = False
    required: tuple[str, ...] = ()
    title_from_heading: bool = False
    provided: Callable[[Page, SiteFacts], Collection[str]] | None = None
    filled: tuple[str, ...] = ()
    reads: Mapping[str, Read] = {}
    file_name: Callable[[Page, SiteFacts], str] | None = None
    marker_key: str = ""
    excerpt_keys: tuple[str, ...] = ()
    marker_first: bool = False
    dialect: Dialect = _GFM
    severities: Mapping[str, Severity | None] = {}
    consequences: Mapping[str, Texts] = {}


def below(folder: str, reference: Reference) -> tuple[str, ...]:
    """The path of a reference below a folder: percent-decoded, and as written if that differs."""
    path, raw = reference.path, reference.raw_path
    paths = (path,) if path == raw else (path, raw)
    return tuple([at(folder, path) for path in paths if "\0" not in path])


def at(folder: str, path: str) -> str:
    """The absolute path of what a URL path (``/x`` or ``x``) names below a folder. No step leads
    above the root of an absolute one."""
    steps = posixpath.normpath(path).lstrip("/") if path.startswith("/") else path
    return os.path.normpath(os.path.join(folder, steps))


def by_browser(
    reference: Reference, page: Page, site: SiteFacts, url: str | None, roots: tuple[str, ...]
) -> Resolution:
    """Where a path leads that the generator leaves as it is, so that the reader's browser follows
    it from the page's address.

    ``url`` is that address without the site's base (``/posts/hello/``), None if it cannot be known;
    ``roots`` are the absolute folders whose files are published at ``/``.
    """
    if reference.path.startswith("/"):
        return _from_root(reference, site, roots)
    beside = below(page.folder, reference)
    if url is None:
        return Resolution(beside, certain=False)
    candidates = []
    for path in dict.fromkeys((reference.path, reference.raw_path)):
        target = posixpath.join(posixpath.dirname(url), path)
        candidates += [at(root, target) for root in roots if "\0" not in path]
    published = next((root for root in roots if holds(root, beside[0])), "") if beside else ""
    if published:
        target = "/" + os.path.relpath(beside[0], published).replace(os.sep, "/")
        better = posixpath.relpath(target, posixpath.dirname(url) or "/")
        shown_url = re.sub("[\ue000-\uf8ff]+", "…", url)  # parts that cannot be known
        stray: dict[str, object] = {"url": shown_url, "better": better}
        return Resolution(tuple(candidates), True, beside, "page-url", stray)
    folder = shown(roots[0]) if roots else ""
    return Resolution(tuple(candidates), True, beside, "not-published", {"folder": folder})


def _from_root(reference: Reference, site: SiteFacts, roots: tuple[str, ...]) -> Resolution:
    """A path that starts with a slash: it counts from the host's root, not from the site's."""
    found = Resolution(tuple(path for root in roots for path in below(root, reference)))
    if site.base == "/" or reference.based:
        return found
    if reference.path.startswith(site.base):
        cut = len(site.base) - 1
        inside = reference._replace(url=reference.url[cut:])
        return Resolution(tuple(path for root in roots for path in below(root, inside)))
    return found.refused("base", base=site.base, better=site.base + reference.raw_path[1:])


def by_theme(reference: Reference, site: SiteFacts) -> bool:
    """Whether a theme that is not on the disk (the setting ``elsewhere``) may have the file: unless
    the site has such a folder of its own (``served``)."""
    first, slash, _ = reference.path.removeprefix(site.base).lstrip("/").partition("/")
    own = slash and first in site.settings["served"]
    return site.settings["elsewhere"] and reference.path.startswith("/") and not own
