"""From the paths on the command line to posts, each with the configuration in force for it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from blint.deadline import TooSlow, deadline, within
from blint.errors import BlintError
from blint.files.disk import Files
from blint.files.paths import contains, cwd, shown
from blint.post.reading import Unreadable
from blint.workspace.boundary import Repositories, boundary_of
from blint.workspace.config import Config
from blint.workspace.config_file import apply_settings, bounds, find_config, load_config
from blint.workspace.sites import BuiltSite, locate_site, open_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    from blint.files.opening import Boundary
    from blint.generators.detect import Found
    from blint.post.site import Site
    from blint.workspace.walk import Complain

    class Walk(Protocol):
        """Lists files like :func:`blint.workspace.walk.walk`."""

        def __call__(
            self,
            folder: str,
            repository: str,
            extensions: tuple[str, ...],
            boundary: Boundary,
            complain: Complain,
            *,
            hidden: bool = ...,
        ) -> Iterable[str]: ...


_SECONDS = 5  # to find out about a site
_SECONDS_TO_SEARCH = 120
_SEARCH_TOO_SLOW = (
    f"looking for posts takes over {_SECONDS_TO_SEARCH} s; name the folders that hold them"
)
_NOTHING = Config()
EXTENSIONS = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd", ".mdx")
_EXTENSIONS = ", ".join(EXTENSIONS[:-1]) + f" or {EXTENSIONS[-1]}"


class Post(NamedTuple):
    """A file to check: its absolute path, its configuration, its site and what it asks of that."""

    path: str
    config: Config
    built: BuiltSite
    site: Site


class Unread(NamedTuple):
    """What was looked at for posts and could not be read: an absolute path, with what is configured
    for it, and why. ``why`` may be a fault of blint's own."""

    path: str
    config: Config
    why: Unreadable | Exception


class SiteUnread(Exception):
    """The site that posts belong to could not be read; it was complained of."""


class NoPosts(BlintError):
    """A folder that holds no posts."""


class Workspace:
    """Finds posts, and remembers configurations and sites, for one run.

    ``config_file`` replaces what would be found, as does ``config``, which need not be in a file
    yet; ``config_lines`` override single settings;
    ``open_site`` reads what is known of a site, ``open_files`` answers about the files below an
    absolute folder, ``walk`` lists the files below one (:func:`blint.workspace.walk.walk` unless
    another does).
    ``unread`` is what could not be read on the way: the rest of the run goes on without it.
    ``left_out`` are pages beside the folders where their generator's posts usually lie.
    """

    def __init__(
        self,
        config_file: str = "",
        config_lines: tuple[str, ...] = (),
        open_site: Callable[[Config, Found, Files], BuiltSite] = open_site,
        open_files: Callable[[str], Files] = Files,
        walk: Walk | None = None,
        config: Config | None = None,
    ) -> None:
        self._walk = walk
        self._given_config = config
        self._open_site = open_site
        self._open_files = open_files
        self._repositories = Repositories()
        self._config_file = config_file
        self._config_lines = config_lines
        self._config_paths: dict[str, str] = {}
        self._configs: dict[str, Config] = {}
        self._in_force: dict[str, Config] = {}
        self._files: dict[str, Files] = {}
        self._sites: dict[tuple[object, ...], BuiltSite | None] = {}
        self._located: dict[tuple[int, str], BuiltSite | None] = {}
        self.unread: list[Unread] = []
        self.left_out: list[str] = []

    def posts(self, paths: Iterable[str], *, may_be_none: bool = False) -> list[Post]:
        """The posts that paths stand for: files as they are, folders searched, each file once.

        Raises BlintError for a path that is not there, is no post, or a folder without posts unless
        there ``may_be_none``; and when looking takes over two minutes.
        """
        found: dict[str, None] = {}
        passed_over = (NoPosts,) if may_be_none else ()
        with within(_SECONDS_TO_SEARCH, _SEARCH_TOO_SLOW):
            for path in paths:
                with suppress(*passed_over):
                    found.update(dict.fromkeys(self._found(path)))
            return self.readable(sorted(found))

    def given(self, paths: Iterable[str]) -> list[Post]:
        """The posts at absolute paths whose text comes from elsewhere; they need not exist."""
        inside = (path for path in paths if not self._leads_out(path, os.path.dirname(path)))
        return self.readable([path for path in inside if not self._excluded(path)])

    def readable(self, paths: Iterable[str]) -> list[Post]:
        """The posts at absolute paths whose sites could be read."""
        found = []
        for path in paths:
            with suppress(SiteUnread):
                found.append(self.post(path))
        return found

    def _found(self, path: str) -> list[str]:
        """The absolute paths of the posts that a path stands for."""
        absolute = os.path.abspath(path)
        is_folder = os.path.isdir(absolute)
        if self._leads_out(absolute, absolute if is_folder else os.path.dirname(absolute)):
            return []
        if sys.platform != "linux":
            absolute = self.spelled(absolute)
        if is_folder:
            return self._search(absolute, path)
        if not os.path.lexists(absolute):
            raise BlintError(f"{path}: no such file or folder{_nearby(absolute)}")
        if not path.lower().endswith(EXTENSIONS):
            raise BlintError(f"{path}: not a post: its name must end in {_EXTENSIONS}")
        return [] if self._excluded(absolute) else [absolute]

    def _leads_out(self, path: str, folder: str) -> bool:
        """Whether a folder really lies outside its repository, by a link: then nothing is looked at
        in it."""
        out = self._repositories.boundary(folder).leads_out(folder)
        if out:
            self.unread.append(Unread(path, _NOTHING, Unreadable("outside")))
        return out

    def _complain(self, path: str, why: Unreadable) -> None:
        self.unread.append(Unread(path, self.config(os.path.dirname(path)), why))

    def spelled(self, path: str) -> str:
        """An absolute path as the disk spells it, which on macOS and Windows may be another than
        was typed: what a post names is looked for letter by letter from there."""
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        return self._files_of(folder).look(path).actual or path

    def post(self, path: str) -> Post:
        """The post at an absolute path; raises SiteUnread."""
        folder = os.path.dirname(path)
        built = self.built_site(folder)
        return Post(path, self.config(folder), built, built.site)

    def config(self, folder: str) -> Config:
        """The configuration in force for the files of an absolute folder."""
        config = self._in_force.get(folder)
        if config is None:
            with within(
                _SECONDS, f"{shown(folder)}: its configuration takes over {_SECONDS} s to read"
            ):
                config = self._in_force[folder] = self._config(folder)
        return config

    def _config(self, folder: str) -> Config:
        if self._given_config is not None:
            return self._given_config
        if self._config_file:
            path, base = os.path.abspath(os.path.join(cwd(), self._config_file)), cwd()
            boundary = ""
        else:
            root = self._repositories.root(folder)
            path, base = find_config(folder, root, self._config_paths), ""
            boundary = bounds(os.path.dirname(path), root)
        if path not in self._configs:
            config = load_config(path, base, boundary) if path else _NOTHING
            self._configs[path] = apply_settings(config, self._config_lines)
        return self._configs[path]

    def config_path(self, folder: str) -> str:
        """The absolute path of the configuration file for an absolute folder, or an empty text."""
        if self._config_file:
            return os.path.abspath(os.path.join(cwd(), self._config_file))
        return find_config(folder, self._repositories.root(folder), self._config_paths)

    def built_site(self, folder: str) -> BuiltSite:
        """The site that the posts of an absolute folder belong to. Raises SiteUnread where that
        cannot be told, each time; it is complained of once for a site."""
        config = self.config(folder)
        key = (id(config), folder)
        if key not in self._located:
            self._located[key] = self._locate(folder, config)
        built = self._located[key]
        if built is None:
            raise SiteUnread(folder)
        return built

    def _locate(self, folder: str, config: Config) -> BuiltSite | None:
        place = folder
        why: Unreadable | Exception
        own: TooSlow | None = None
        try:
            with deadline(_SECONDS) as own:
                files = self._files_of(folder)
                found = locate_site(config, folder, files)
                place = found.evidence or found.root
                site = (id(config), found.generator, found.root, files.top)
                if site not in self._sites:
                    self._sites[site] = None  # until it is read
                    self._sites[site] = self._open_site(config, found, files)
                return self._sites[site]
        except BlintError:
            raise
        except TooSlow as error:
            if error is not own:
                raise
            why = Unreadable("site-too-slow", {"seconds": _SECONDS})
        except Exception as error:  # noqa: BLE001 - one site's fault is not another's
            why = error
        self.unread.append(Unread(place, config, why))
        return None

    def _files_of(self, folder: str) -> Files:
        """The files that the posts of an absolute folder may ask for."""
        repository, config = self._repositories.root(folder), self.config(folder)
        boundary = boundary_of(folder, repository, config.folder)
        if boundary not in self._files:
            self._files[boundary] = self._open_files(boundary)
        return self._files[boundary]

    def settings(self) -> set[str]:
        """The absolute paths of what the sites were read from, as far as they are known by now."""
        read = {path for files in self._files.values() for path in files.texts}
        sites = [built for built in self._sites.values() if built]
        return read.union(*(built.site.programs for built in sites))

    def _excluded(self, path: str) -> bool:
        return self.config(os.path.dirname(path)).excluded(path)

    def _is_read(self, path: str) -> bool:
        """Whether the site of a post could be read."""
        try:
            self.built_site(os.path.dirname(path))
        except SiteUnread:
            return False
        return True

    def repository(self, path: str) -> str:
        """The root of the git repository that holds an absolute path, or an empty string."""
        return self._repositories.root(os.path.dirname(path))

    def repositories(self, paths: Iterable[str]) -> set[str]:
        """The roots of the repositories that paths lie in, or are."""
        absolute = map(os.path.abspath, paths)
        return {self.repository(os.path.join(p, ".") if os.path.isdir(p) else p) for p in absolute}

    def all_files(self, folder: str, boundary: Boundary, complain: Complain) -> Iterable[str]:
        """All files below an absolute folder that git does not ignore, also in hidden folders."""
        from blint.workspace.walk import walk

        root = self._repositories.root(folder)
        return (self._walk or walk)(folder, root, ("",), boundary, complain, hidden=True)

    def _search(self, folder: str, name: str) -> list[str]:
        """The posts below a folder: of each site in it those that its configuration calls posts,
        or that stand where its generator keeps them, or all."""
        from blint.workspace.walk import walk

        files_below = self._walk or walk
        root, boundary = self._repositories.root(folder), self._repositories.boundary(folder)
        complaints = len(self.unread)
        walked = [
            path
            for path in files_below(folder, root, EXTENSIONS, boundary, self._complain)
            if not self._is_rule_page(path)
        ]
        seconds = _SECONDS + len(walked) / 1000
        with within(seconds, _too_many_wildcards(name, "exclude")):
            kept = [path for path in walked if not self._excluded(path)]
        readable = [path for path in kept if self._is_read(path)]
        groups: dict[tuple[int, str, str], list[str]] = {}
        for path in readable:
            here = os.path.dirname(path)
            site = self.built_site(here)
            key = (id(self.config(here)), site.generator.name, site.facts.root)
            groups.setdefault(key, []).append(path)
        with within(seconds, _too_many_wildcards(name, "posts")):
            found = {key: self._posts_among(group, folder) for key, group in groups.items()}
        if any(found[key] for key in found if key[1] != "plain"):
            # What lies beside a generator's site is its project's documents, unless one says so.
            found = {
                key: posts
                for key, posts in found.items()
                if key[1] != "plain" or self.config(os.path.dirname(groups[key][0])).posts_spec
            }
        posts = [path for group in found.values() for path in group]
        if not posts and len(self.unread) == complaints:
            raise NoPosts(f"{name}: no posts: {self._why_none(walked, kept)}")
        return posts

    def _why_none(self, walked: list[str], kept: list[str]) -> str:
        """Why a folder has no posts: ``walked`` are the Markdown files below it, ``kept`` those
        that the configuration does not exclude."""
        if not walked:
            return f"there is no {_EXTENSIONS} file below it"
        if not kept:
            return f'"exclude" covers all {len(walked)} files below it'
        source = self.config(os.path.dirname(kept[0])).source
        if source:
            return f'none of the {len(kept)} Markdown files below it matches "posts" in {source}'
        return (
            f"the {len(kept)} Markdown files below it look like documents about the project,"
            " templates or tests; name them to have them checked"
        )

    def _posts_among(self, paths: list[str], searched: str) -> list[str]:
        """Those of one site's Markdown files that are posts, when a folder is searched."""
        folder = os.path.dirname(paths[0])
        config, built = self.config(folder), self.built_site(folder)
        if config.posts_spec:
            return [path for path in paths if config.matches(config.posts_spec, path)]
        from blint.workspace.usual import is_aside, themes_above, usual_posts

        root = built.facts.root
        if is_aside(root, searched) or any(map(self._is_root, themes_above(root, searched))):
            return []
        posts, others = usual_posts(built, paths, searched)
        self.left_out += others
        return posts

    def _is_root(self, folder: str) -> bool:
        """Whether an absolute folder is the root of a generator's site."""
        try:
            site = self.built_site(folder)
        except SiteUnread:
            return False
        return site.generator.name != "plain" and site.facts.root == folder

    def like_posts(self) -> list[str]:
        """Those of the pages left out, or of some hundreds among them, that look like posts."""
        if not self.left_out:
            return []
        from blint.workspace.usual import like_posts

        return like_posts(self.left_out, self._repositories.boundary)

    def _is_rule_page(self, path: str) -> bool:
        config = self.config(os.path.dirname(path))
        return any(contains(folder, path) for folder in config.page_folders)


def _too_many_wildcards(name: str, key: str) -> str:
    return (
        f'{name}: the patterns of "{key}" take over {_SECONDS} s to match the files below it: they'
        " have too many wildcards"
    )


def _nearby(path: str) -> str:
    """A did-you-mean from the names beside a path that is not there."""
    from blint.errors import did_you_mean

    folder, name = os.path.split(path)
    try:
        return did_you_mean(name, os.listdir(folder)[:2000])
    except OSError:
        return ""
