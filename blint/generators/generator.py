"""What blint knows of a static-site generator, and how it reads a site that one builds."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from blint.files.disk import Files
from blint.model import Variant
from blint.post.front_matter.delimiters import Syntax
from blint.post.markdown.model import Dialect
from blint.post.references import Reference
from blint.post.site import IN_PATH, Lead, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.model import Grade
    from blint.post.front_matter.model import YamlDialect
    from blint.post.front_matter.values import Read
    from blint.post.site import Misnamed

Texts = Mapping[str, str]  # language to text
S = TypeVar("S")  # a generator's own settings of a site


class SiteFacts(NamedTuple, Generic[S]):
    """What a generator says of one site.

    ``content`` is the absolute folder that pages live in, ``public`` the absolute folders that
    are served at ``/``, ``base`` the path the site is served below (``/`` or ``/sub/``), ``url``
    its full address, without a slash at its end, or empty. ``marker`` is None when the site has
    none, or it cannot be known; ``marker_evidence`` says where the site asks for it, or is
    empty; ``markers`` are all that its files ask for, with those files.
    ``extensions`` are those of the files that the build takes, as they have to be written; none for
    any. ``image_keys`` are front-matter fields that are known to hold an image, beside those that
    usually do (``post.cover``). ``settings`` are what only this generator asks of a site, None for
    one that asks nothing more. ``required``, ``reads``, ``severities`` and ``consequences`` are
    what the site itself adds to its generator's, ``dialect`` is its own Markdown, ``dates`` are the
    fields that it takes a post's date from, none for its generator's. ``folders`` are
    the absolute folders of its posts, where a site may have none or several: elsewhere are other
    pages, such as documentation. ``sources`` are the absolute paths of the files all this was read
    from; ``unknown`` maps keys of blint's configuration to the reason why the site does not tell
    them.
    """

    root: str
    content: str
    settings: S
    public: tuple[str, ...] = ()
    marker: Marker | None = None
    marker_evidence: str = ""
    extensions: frozenset[str] = frozenset()
    markers: tuple[tuple[str, str], ...] = ()
    base: str = "/"
    url: str = ""
    required: tuple[str, ...] = ()
    image_keys: tuple[str, ...] = ()
    reads: Mapping[str, "Read"] = {}
    sources: tuple[str, ...] = ()
    unknown: Mapping[str, str] = {}
    severities: Mapping[Variant, "Grade"] = {}
    consequences: Mapping[Variant, Texts] = {}
    dialect: Dialect | None = None
    folders: tuple[str, ...] | None = None
    dates: tuple[str, ...] = ()


_GFM = Dialect()


class Generator(NamedTuple, Generic[S]):
    """A static-site generator: what its posts look like, and what it makes of them. ``S`` is the
    type of its own settings of a site.

    ``posts`` are gitignore-style patterns below the content folder for where posts usually live,
    ``not_posts`` those of Markdown files that are none (section pages, drafts). ``one_ending``:
    only ``.md`` files are pages. ``bundles``: what lies in or below a folder with an ``index.md``
    belongs to that post and is none. ``required``
    fields have no substitute, but for a title that may be the first heading
    (``title_from_heading``) and what ``provided`` names for a post: fields that the file's name,
    a file beside it or the site's settings give. Fields that are ``filled`` may be absent, but not
    empty. ``reads`` tells by dotted field how the generator reads it (``front_matter.values``),
    ``dates`` which of them, in this order, a post's day is taken from (:data:`IN_PATH` is the path
    of its file), where 1/4/2025 is in April if ``day_first``; ``file_name`` what it finds wrong
    with the name of a post's file. ``marker_for`` tells the marker of one post, where a site has
    several or lists some posts only; ``marker_key`` is the field that sets another marker for one
    post, ``excerpt_keys`` are fields that give the excerpt
    themselves: a marker is then not needed, and not heeded unless ``marker_first``.
    ``short_keys`` are fields of posts that need nothing below the marker, such as a link to another
    site. ``unpublished`` tells whether a post is left out of the site on purpose (a draft): what is
    wrong with it is graded one step lower. ``address`` tells the path that a page is served at,
    by the permalinks of the site: without its base, with a slash before it, not percent-encoded
    (``/2024/你好/``); None, or ``addresses.UNKNOWN`` in it, where that cannot be known. To ask for
    it there is ``Site.address``, which knows of pages that are left out, too; ``keeps_letters``:
    there letters beyond ASCII stay what they are in the post. ``own_fields`` is the field that
    holds a theme's own ones. ``consequences`` say what the generator makes of a broken rule, or
    of a variant of one. ``severities`` re-grade them; ``OFF`` switches off.
    ``follow`` tells where a link of a page leads, None where that is not known; ``adds_base``: the
    generator puts the site's base before a link's path that starts with a slash.
    """

    name: str
    title: str
    front_matter: tuple[Syntax, ...]
    yaml: "YamlDialect"
    resolve: Callable[[Reference, Page, SiteFacts[S]], Resolution]
    read_site: Callable[[str, Files], SiteFacts[S]]
    posts: tuple[str, ...] = ()
    not_posts: tuple[str, ...] = ()
    one_ending: bool = False
    bundles: bool = False
    required: tuple[str, ...] = ()
    title_from_heading: bool = False
    provided: Callable[[Page, SiteFacts[S]], Collection[str]] | None = None
    filled: tuple[str, ...] = ()
    reads: Mapping[str, "Read"] = {}
    dates: tuple[str, ...] = ("date", IN_PATH)
    day_first: bool = False
    file_name: Callable[[Page, SiteFacts[S]], "Misnamed"] | None = None
    unpublished: Callable[[Page, SiteFacts[S]], bool] | None = None
    address: Callable[[Page, SiteFacts[S]], str | None] | None = None
    keeps_letters: bool = False
    adds_base: bool = False
    follow: Callable[[Reference, Page, SiteFacts[S]], Lead] | None = None
    marker_for: Callable[[Page, SiteFacts[S]], Marker | None] | None = None
    marker_key: str = ""
    excerpt_keys: tuple[str, ...] = ()
    own_fields: str = ""
    short_keys: tuple[str, ...] = ()
    marker_first: bool = False
    dialect: Dialect = _GFM
    severities: Mapping[Variant, "Grade"] = {}
    consequences: Mapping[Variant, Texts] = {}
