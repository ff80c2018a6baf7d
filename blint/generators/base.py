"""What blint knows of a static-site generator: one row of facts, and how a site is read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from blint.files import Files
    from blint.frontmatter import Syntax
    from blint.model import Severity
    from blint.references import Reference

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


class Resolution(NamedTuple):
    """Where a generator looks for a file.

    The first of ``candidates`` (absolute paths) that exists is it. When none does, it is missing
    only if ``certain``; otherwise nothing can be said. ``unresolved`` names the reason why this
    way of writing is not resolved at all, though the file may exist.
    """

    candidates: tuple[str, ...] = ()
    certain: bool = True
    unresolved: str = ""


UNDECIDED = Resolution(certain=False)


class SiteFacts(NamedTuple):
    """What a generator's row says of one site.

    ``content`` is the absolute folder that pages live in, ``public`` the absolute folders that
    are served at ``/``. ``marker`` is None when the site has none, or it cannot be known;
    ``marker_evidence`` says where the site asks for it, or is empty. ``extensions`` are those of
    the files that the build takes, as they have to be written; none for any.
    """

    root: str
    content: str
    public: tuple[str, ...]
    marker: Marker | None
    marker_evidence: str = ""
    extensions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Generator:
    """A row of the table of generators.

    ``signs`` are names (glob patterns) in a site's root that give the generator away, ``package``
    is its name among a package.json's dependencies. ``posts`` are gitignore-style patterns below
    the content folder for where posts usually live. ``consequences`` say what the generator makes
    of a broken rule, by rule id, or id and variant (``image/missing:import``). ``severities``
    re-grade rules, or a variant of one (``front-matter/missing:none``); None switches a rule off.
    """

    name: str
    title: str
    front_matter: tuple[Syntax, ...]
    yaml: str
    resolve: Callable[[Reference, str, SiteFacts], Resolution]
    read_site: Callable[[str, Files], SiteFacts]
    signs: tuple[str, ...] = ()
    package: str = ""
    posts: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    title_from_heading: bool = False
    marker_key: str = ""
    containers: bool = False
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    consequences: Mapping[str, Texts] = field(default_factory=dict)


def below(folder: str, reference: Reference) -> tuple[str, ...]:
    """The path of a reference below a folder: percent-decoded, and as written if that differs."""
    paths = dict.fromkeys((reference.path, reference.raw_path))
    return tuple(os.path.join(folder, path.lstrip("/")) for path in paths if "\0" not in path)
