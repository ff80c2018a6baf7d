"""The addresses that the pages of a site are served at, and what can be told of others."""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "?"  # begins the names of pages whose addresses are not known
UNFINISHED = f"{UNKNOWN}/"  # in place of pages that were not looked at
_ENOUGH = 3  # pages below a path, for others there to be pages of posts, too
_TELLING = 6  # characters of a name that would not stand in another by chance
_MOST_UNKNOWN = 0.2  # of all pages: where more have unknown addresses, any may be one of theirs
# What themes and plugins make, wherever that is.
_MADE = frozenset(
    "404 about all archive archives atom author authors blog blogs categories category comments"
    " contact draft drafts feed feeds home index latest links news page pages post posts privacy"
    " projects rss search series sitemap tag tags team timeline topic topics".split()
)
_END = lazy(r"(?:/index)?(?:\.html?)?/*$")
_NUMBERS = lazy(r"\d+")
_DATED = lazy(r"/\d{4}-\d\d?-\d\d?-(?=[^/]+$)")  # a day before the name of a post
_INDEX = lazy(r"/_?index(?:\.[\w-]+)?$")
# A redirect of all there is: in _redirects, netlify.toml, vercel.json or firebase.json.
_ANY = lazy(
    r"(?m)^/(?:\*|:)|^\s*from\s*=\s*[\"'](?:https?://[^/\"'\s]+)?/(?:\*|:)"
    r"|\"source\"\s*:\s*\"/?(?:\(\.\*\)|\*\*|:\w+[*(])"
)


def _is_index(path: str) -> bool:
    """Whether a page stands for its folder, and lists others."""
    return _INDEX.search(os.path.splitext(path.replace(os.sep, "/"))[0]) is not None


def plain(address: str) -> str:
    """An address as any way to write it comes to: ``/a/``, ``/a.html`` and ``/a/index.html``."""
    return _END.sub("", unicodedata.normalize("NFC", address))


def _shape(above: str) -> str:
    """The path above a page, whatever month and day: ``/2024/05/06`` is as ``/2024/11/12``."""
    first = _NUMBERS.search(above)
    return above[: first.end()] + _NUMBERS.sub("0", above[first.end() :]) if first else above


class Addresses:
    """The pages of a site by their addresses. ``served`` maps them, as :func:`plain` has them, to
    the absolute paths of sources; keys that begin with :data:`UNKNOWN` name pages whose address is
    not known, and :data:`UNFINISHED` says that there are more. ``redirects`` are the texts of files
    that may tell of redirects. Both are made late, and each question asks them."""

    def __init__(self, served: Mapping[str, str], redirects: Mapping[str, str]) -> None:
        self._served = served
        self._redirects = redirects

    def page(self, address: str) -> str:
        """The absolute path of the page that is served at an address; empty if none is known."""
        return self._served.get(plain(address), "")

    def named(self, name: str) -> str:
        """The absolute path of a page whose source is called so: the end of its path, without
        extension; a page may be the index of a folder. Empty if there is none."""
        wanted = _DATED.sub("/", f"/{name.strip('/')}")
        if not self.are_all:
            return ""
        found = self._by_name.get(wanted.rpartition("/")[2], ())
        return next((path for called, path in found if called.endswith(wanted)), "")

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, str]]]:
        """What pages may be called, each with its path, by the last step of it."""
        names: dict[str, list[tuple[str, str]]] = {}
        for path in dict.fromkeys(self._served.values()):
            stem = _DATED.sub("/", os.path.splitext(path.replace(os.sep, "/"))[0])
            # The index of a folder; the name of a language behind it.
            for called in (stem, _INDEX.sub("", stem), os.path.splitext(stem)[0]):
                names.setdefault(called.rpartition("/")[2], []).append((called, path))
        return names

    @property
    def are_all(self) -> bool:
        """Whether all pages were looked at; of others nothing can be told."""
        return UNFINISHED not in self._served

    @cached_property
    def _shapes(self) -> dict[str, int]:
        """How many pages there are by the shape of the path above them."""
        count: dict[str, int] = {}
        first = {path: key for key, path in reversed([*self._served.items()])}  # others are aliases
        for key in first.values():
            if not key.startswith(UNKNOWN):
                shape = _shape(key.rpartition("/")[0])
                count[shape] = count.get(shape, 0) + 1
        return count

    @cached_property
    def _unknown(self) -> dict[str, str]:
        """The names of the pages whose addresses are not known, each with one of their paths."""
        unknown = (key for key in self._served if key.startswith(UNKNOWN))
        return {_DATED.sub("/", f"/{key[1:]}")[1:]: self._served[key] for key in unknown}

    @property
    def are_known(self) -> bool:
        """Whether the addresses of all pages are known but for those that list others."""
        return all(_is_index(path) for path in self._unknown.values())

    def lacks(self, address: str) -> bool:
        """Whether there is surely no page at an address that :meth:`page` does not know: others
        have addresses like it, and nothing else is known to make one."""
        address = plain(address)
        above, _, name = address.rpartition("/")
        if not above or not name or name.lower() in _MADE or name.isdigit():
            return False
        if self._shapes.get(_shape(above), 0) < _ENOUGH or address in self._folders:
            return False
        count = sum(not _is_index(path) for path in self._unknown.values())
        if count > _MOST_UNKNOWN * sum(self._shapes.values()) or self._may_be_unknown(name):
            return False
        texts = self._redirects.values()
        return not any(name in text or f"{above}/*" in text or _ANY.search(text) for text in texts)

    def _may_be_unknown(self, name: str) -> bool:
        """Whether an address with this name at its end may be that of a page whose own is not
        known."""
        parts = (other for other in self._unknown if len(other) >= _TELLING)
        return name in self._unknown or any(other in name or name in other for other in parts)

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The paths that pages are served below."""
        found: set[str] = set()
        for key in self._served:
            above = key.rpartition("/")[0]
            while above and above not in found:
                found.add(above)
                above = above.rpartition("/")[0]
        return frozenset(found)

    def near(self, address: str) -> str:
        """The address of a page that another was meant as, in its plain form; empty if none is
        near: the same in another case, or at another date, or with a slip in it."""
        from blint.errors import closest

        address = plain(address)
        above, _, name = address.rpartition("/")
        known = [key for key in self._served if not key.startswith(UNKNOWN)]
        same = [key for key in known if key.casefold() == address.casefold()]
        same = same or [key for key in known if key.rpartition("/")[2] == name]
        if same:
            return same[0] if len(same) == 1 else ""
        names = {key.rpartition("/")[2]: key for key in known if key.startswith(above + "/")}
        return names.get(closest(name, names, 0.75), "")
