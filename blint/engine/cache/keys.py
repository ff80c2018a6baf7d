"""Keys of answers: digests of all that is the same for many posts."""

from __future__ import annotations

import contextlib
import enum
import os
import re
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from blint import __version__
from blint.files.late import Late
from blint.files.paths import cwd

if TYPE_CHECKING:
    from blint.rulebook.plan import Plan
    from blint.workspace.sites import BuiltSite

_FORM = 5  # of what is stored


def digest(*parts: bytes) -> bytes:
    """A digest of these parts, in this order."""
    lengths = repr(tuple(map(len, parts))).encode()
    return blake2b(b"".join((lengths, *parts)), digest_size=20).digest()


def stable(value: object) -> object:
    """A value as nested tuples whose ``repr`` is the same in every process, and another for every
    other value. Raises TypeError for what has no such form."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str, bytes):
        return value
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(value, enum.Enum):
        return name, value.value
    if isinstance(value, (tuple, list)):
        return name, *map(stable, value)
    if isinstance(value, (set, frozenset)):
        return name, *sorted(repr(stable(item)) for item in value)
    if kind.__module__ == "datetime" or kind is Late:  # what is in a late map is a question
        return name, repr(value)
    if isinstance(value, Mapping):
        return "mapping", *((stable(key), stable(item)) for key, item in value.items())
    if isinstance(value, re.Pattern):
        return name, value.pattern, value.flags
    if isinstance(value, types.FunctionType):
        inside = [cell.cell_contents for cell in value.__closure__ or ()]
        given = (value.__defaults__, value.__kwdefaults__)
        line = value.__code__.co_firstlineno
        return name, value.__module__, value.__qualname__, line, stable(inside), stable(given)
    if kind.__module__.partition(".")[0] == "pathspec":
        patterns: Iterable[Any] = getattr(value, "patterns", ())
        return name, *((pattern.include, stable(pattern.regex)) for pattern in patterns)
    raise TypeError(value)


class CacheKeys:
    """Digests of what is the same for many posts of a run, by plan and site.

    ``version`` is blint's own."""

    def __init__(self, language: str, version: str = __version__) -> None:
        self.language = language
        self._version = version
        self._program: bytes | None = None
        # With the plan and the site, so that no other ones get their ids.
        self._known: dict[tuple[int, int], tuple[bytes, Plan, BuiltSite]] = {}

    def of(self, plan: Plan, built: BuiltSite) -> bytes:
        """The digest; empty where something has no stable form, and nothing may be stored."""
        key = (id(plan), id(built))
        if key not in self._known:
            self._known[key] = (self._key(plan, built), plan, built)
        return self._known[key][0]

    def _key(self, plan: Plan, built: BuiltSite) -> bytes:
        if self._program is None:
            self._program = _program(self._version)
        rules = [(a.rule.id, a.rule.page, a.rule.header, a.check, *a[2:]) for a in plan.rules]
        site = built.site
        # The generator is a part of blint, and the files are asked.
        own = (
            built.generator.name,
            built.facts,
            site.image_keys,
            site.usual_image_keys,
            site.url,
            built.evidence,
        )
        files = (site.files.top, site.files.boundary.real)
        parts = (rules, plan[1:], own, files, self.language, cwd())
        try:
            text = repr(stable(parts))
        except (TypeError, ValueError, RecursionError):  # ValueError: an empty cell
            return b""
        return self._program and digest(self._program, text.encode("utf-8", "surrogatepass"))


def _program(version: str) -> bytes:
    """A digest of the program: blint's files, the distributions beside it, Python, the user."""
    package = os.path.abspath(os.path.join(__file__, "..", "..", ".."))
    found: list[object] = [_FORM, version, sys.version, sys.platform]
    found += [getattr(os, name)() for name in ("geteuid", "getegid") if hasattr(os, name)]
    try:
        for folder in (package, os.path.join(os.path.dirname(package), "rules")):
            found += _file_times(folder)
    except OSError:
        return b""
    for folder in sys.path:
        with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
            names = (entry.name for entry in entries)
            found += [folder, sorted(n for n in names if n.endswith((".dist-info", ".egg-info")))]
    return digest(repr(found).encode("utf-8", "surrogatepass"))


def _file_times(folder: str) -> Iterator[tuple[str, int, int]]:
    pending = [folder] if os.path.isdir(folder) else []
    for here in pending:  # which grows
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    pending += [entry.path] if entry.name != "__pycache__" else []
                elif entry.name.endswith((".py", ".md")):
                    status = entry.stat()
                    yield entry.path, status.st_size, status.st_mtime_ns
