"""What programs and templates of a site may name that no text spells out: names that are made up of
parts, patterns, folders that are listed.

Nothing is run. What is read here only ever makes an image one that may be named.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.post.references import IMAGES
from blint.workspace.mentions import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ANY = "|".join(sorted(IMAGES, key=len, reverse=True))
_HOLE = "\x00"  # what a template fills in
_EXTENSION = "\x01"  # one of several
_FILLED_IN = lazy(
    r"\{\{[^{}\n]{0,300}\}\}|\$\{[^{}\n]{0,200}\}|<%[^%\n]{0,200}%>|#\{[^{}\n]{0,200}\}"
    r"|\{%[^%\n]{0,200}%\}|\{[\w.\[\]()$]{1,60}\}|\$\w{1,60}|%[sd]"
)
_FORMATTED = lazy(r"\$\{[^{}\n]{0,200}\}|%[sd]")
_ONE_OF = lazy(r"\.(?:\{[\w,.]{3,80}\}|@?\([\w|?]{3,80}\)|\*(?=[\s'\"`,)\]]))")
_TOKEN = lazy(r"[^\s'\"`<>|;,()=]{1,400}")
# "/images/" + name, "/images/" | append: name, 'images/' ~ name
_JOINED = lazy(r"(?<![^\s'\"`/<>])([^\s'\"`/<>]{1,100})/[\"'`]\s{0,5}(?:\+|\||~|\.\.)")
# name + ".png", append: ".png"
_ADDED = lazy(rf"(?:\+|~|\.\.|append:)\s{{0,5}}[\"'`]([^\s\"'`/<>]{{0,60}}\.(?:{_ANY}))[\"'`]", 2)
_BARE = lazy(rf"[\"'`]\.?({_ANY})[\"'`]", re.IGNORECASE)
_LISTS = lazy(
    r"(?i)readdir|listdir|scandir|iterdir|static_files|\bglob|require\.context|gallery|album"
    r"|\bwalk(?:Sync)?\(|\bresources\s{0,3}[:=\]]|allFile|allImageSharp|gatsby-source-filesystem"
)
_QUOTED = lazy(r"[\"'`](?:[^\"'`\s]{0,200}/)?([^\"'`\s/]{1,100})/?[\"'`]")
_FIELD = lazy(
    r"(?i)(?:galler|album|folder|dir)\w{0,10}[ \t]{0,5}[:=][ \t]{0,5}[\"']?([^\s\"']{1,200})"
)
_DEEPLY = lazy(r"\*\*|recursive|\bwalk|require\.context")
# Hugo's: .Resources.Match "*.jpg", .Resources.ByType "image"
_MATCHED = lazy(r"(?i)\b(?:Get)?Match\s{1,5}\(?[\"`]([^\"`\n]{1,100})[\"`]")
_BY_TYPE = lazy(r"(?i)\bByType\s{1,5}[\"`]image[^\"`\n]{0,20}[\"`]")
_PICKED = lazy(r"(?i)[\s)]{0,5}\.(?:Get)?(?:Match|Get)\b")
_VARIABLE = lazy(r"(\$\w{1,60})\s{0,5}:?=[^=]*$")
_ASSETS = lazy(r"\b(?:page|section)\.assets\b")  # Zola's
_PICTURE = lazy(
    r"(?i)src|image|img|cover|avatar|background|url\(|photo|poster|icon|logo|thumb|figure|picture"
)
_BEFORE = 100  # characters before a path that may say what it is
_STEPS = ("", ".", "..", "~", "@")
_MOST_HOLES = 3  # in one name: with more of them it may be any
_MOST = 1000  # rules of a folder: with more of them any of its files may be named


class Rule(NamedTuple):
    """Names that may be made: in a folder called ``folder`` (any, where that is empty), or ``deep``
    below it; ``name`` fits them whole, None for all. ``bundled``: of files that lie with a page."""

    folder: str
    deep: bool = False
    name: str | None = None
    bundled: bool = False


class OpenNames:
    """What the texts of a site leave open."""

    def __init__(self) -> None:
        self._by_folder: dict[str, set[Rule]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self.extensions: set[str] = set()  # that stand alone in a program

    def read(self, text: str) -> None:
        """Take in a text."""
        lists = bool(_LISTS.search(text))
        for rules in (self._paths(text, lists=lists), _joined(text), _resources(text)):
            self._add(rules)
        if lists:
            self._add(_listed(text))
        self.extensions.update(found[1].lower() for found in _BARE.finditer(text))

    def _add(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            known = self._by_folder.setdefault(rule.folder, set())
            any_name = Rule(rule.folder, deep=True)
            if len(known) == _MOST:
                known.clear()
                known.add(any_name)
            elif any_name not in known:
                known.add(rule)

    def may_name(self, path: str, *, bundled: bool) -> bool:
        """Whether a text may mean the file at a path, which counts from the folder that the texts
        are in; ``bundled``: a page lies beside it, or above."""
        *folders, name = folded(path).split(os.sep)
        return any(
            (rule.deep or folder in ("", *folders[-1:]))
            and (bundled or not rule.bundled)
            and (rule.name is None or self._fits(rule.name, name))
            for folder in {"", *folders}
            for rule in self._by_folder.get(folder, ())
        )

    def _fits(self, pattern: str, name: str) -> bool:
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile(pattern, re.DOTALL)
        return bool(self._compiled[pattern].fullmatch(name))

    def _paths(self, text: str, *, lists: bool) -> Iterator[Rule]:
        """The paths with holes in them, and where files are listed those with wildcards."""
        text = _ONE_OF.sub("." + _EXTENSION, text)
        # As a template makes it, and what stands inside of its own expressions.
        for form in {_FILLED_IN.sub(_HOLE, text), _FORMATTED.sub(_HOLE, text)}:
            if _HOLE in form or (lists and "*" in form):
                yield from _with_holes(form, lists=lists)


def _with_holes(text: str, *, lists: bool) -> Iterator[Rule]:
    for token in _TOKEN.finditer(text):
        path = token[0]
        if _HOLE in path or (lists and "*" in path):
            before = text[max(0, token.start() - _BEFORE) : token.end()]
            if rule := _of_path(path, before):
                yield rule


def _of_path(path: str, before: str) -> Rule | None:
    """The names that a path with holes may mean."""
    *steps, last = path.replace("\\", "/").split("/")
    if not _is_open(last) and _EXTENSION not in last:
        return None  # a name that is spelled out
    deep = False
    while steps and (steps[-1] in _STEPS or _is_open(steps[-1])):
        deep |= _is_open(steps[-1])
        steps.pop()
    folder = folded(steps[-1]) if steps and ":" not in steps[-1] else ""
    if re.search(rf"\.(?:{_ANY}|{_EXTENSION}|{_HOLE})$", last, re.IGNORECASE):
        return Rule(folder, deep or not folder, _pattern(last))
    if folder and "." not in last and _PICTURE.search(before):
        return Rule(folder, deep, _pattern(last))
    return None


def _is_open(step: str) -> bool:
    return _HOLE in step or "*" in step


def _pattern(name: str) -> str | None:
    """A regular expression for the names that one with holes may become."""
    parts = re.split(rf"[{_HOLE}*]+", folded(name))
    if len(parts) - 1 > _MOST_HOLES:
        return None
    return ".*".join(
        re.escape(part).replace(re.escape(_EXTENSION), f"(?:{_ANY})") for part in parts
    )


def _joined(text: str) -> Iterator[Rule]:
    """Folders, and ends of names, that a program puts something to."""
    folders = set()
    for found in _JOINED.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.end()]
        if _PICTURE.search(before):
            folders.add(folded(found[1]))
    yield from map(Rule, folders)
    for found in _ADDED.finditer(text):
        pattern = ".*" + re.escape(folded(found[1]))
        yield from [Rule(folder, deep=True, name=pattern) for folder in folders] or [
            Rule("", name=pattern)
        ]


def _listed(text: str) -> Iterator[Rule]:
    """Folders that a text speaks of which lists files."""
    deep = bool(_DEEPLY.search(text))
    for found in _QUOTED.finditer(text):
        yield Rule(folded(found[1]), deep)
    for found in _FIELD.finditer(text):
        if name := found[1].rstrip("/").rpartition("/")[2]:
            yield Rule(folded(name), deep)


def _resources(text: str) -> Iterator[Rule]:
    """What a template of Hugo or Zola takes of the files that lie with a page, or of its assets."""
    if _ASSETS.search(text) or any(_takes_all(text, found) for found in _BY_TYPE.finditer(text)):
        yield Rule("", bundled=True)
    for found in _MATCHED.finditer(text):
        *folders, last = found[1].split("/")
        if last.startswith("{") and last.endswith("}"):
            last, *more = last.strip("{}").split(",")
        else:
            more = []
        for name in (last, *more):
            pattern = None if "{" in name else _pattern(name)
            yield Rule("", name=pattern, bundled=True)
            if folders and not _is_open(folders[-1]):
                yield Rule(folded(folders[-1]), name=pattern)


def _takes_all(text: str, found: re.Match[str]) -> bool:
    """Whether a template goes through all images of a page, and does not pick one by its name."""
    if _PICKED.match(text, found.end()):
        return False
    expression = text[max(0, found.start() - _BEFORE) : found.start()].rpartition("{{")[2]
    variable = _VARIABLE.search(expression)
    if variable is None:
        return True
    through = rf"\b(?:range|index|first|shuffle)\b[^}}\n]{{0,80}}{re.escape(variable[1])}\b"
    return re.search(through, text) is not None
