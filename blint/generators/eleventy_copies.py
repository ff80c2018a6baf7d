"""What Eleventy's configuration has copied to the site as it is: ``addPassthroughCopy``."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.files.paths import contains, relative
from blint.files.patterns import patterns
from blint.generators.addresses import at
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pathspec import GitIgnoreSpec

    from blint.files.disk import Files

MAX_FOLDERS = 300  # that are looked through


class Copy(NamedTuple):
    """A passthrough copy: a file, folder or glob (``spec``), and where it is published. ``beside``:
    what a page names relative to its file is copied beside the page (mode html-relative). ``flat``
    are the files of a glob that has a target of its own, by their names: all go right into it."""

    path: str
    url: str
    spec: GitIgnoreSpec | None = None
    beside: bool = False
    flat: Mapping[str, str] | None = None


# addPassthroughCopy("x"), ("x", {…}) or ({ "x": "y", … }, …).
_CALL = re.compile(
    r"\.addPassthroughCopy\(\s*(?:(?P<quote>['\"`])(?P<path>[^'\"`$\n]*)(?P=quote)|\{(?P<map>[^{}]*)\})?"
    r"(?P<rest>[^;]{0,200}?)\)"
)
_PAIR = lazy(
    r"(?:(['\"`])(?P<from>[^'\"`$\n]+)\1|(?P<name>\w+))\s*:\s*(['\"`])(?P<to>[^'\"`$\n]*)\4"
)


# Plugins that copy no files, and what does so outside of Eleventy.
_PLUGIN = lazy(r"\baddPlugin\(\s*(?P<name>[\w.]*)")
_HARMLESS = lazy(
    r"(?i)rss|feed|syntax|highlight|navigation|bundle|base|render|idattribute|prism|date"
)
_COPIES = lazy(
    r"\b(?:cp|copy|copyfiles|cpx|cpy|ncp|rsync|mv|move|vite|webpack|gulp|rollup|parcel|esbuild)\b"
)
# Names of the site's own modules, which are read as well.
_OWN = lazy(
    r"(?:import|const|let|var)\s++([\w{}, ]{1,200}?)\s*+(?:from|=\s*require\()\s*['\"]\.{1,2}/"
)
# Where other commands of a build stand, which may copy files.
_OTHER_BUILDS = frozenset(
    ("vercel.json", "netlify.toml", "Makefile", "justfile", "gulpfile.js", "Gruntfile.js")
)


def copies_nothing(text: str, root: str, files: Files) -> bool:
    """Whether neither Eleventy nor a command beside it seems to copy any file."""
    own = {name for names in _OWN.findall(text) for name in re.findall(r"\w+", names)}
    plugins = {match["name"] for match in _PLUGIN.finditer(text)} - own
    return (
        "assthrough" not in text
        and not _OTHER_BUILDS & files.names(root).keys()
        and "eleventy.after" not in text
        and all(name and _HARMLESS.search(name) for name in plugins)
        and not _COPIES.search(files.text(os.path.join(root, "package.json")))
    )


def copies_of(text: str, root: str, content: str, files: Files) -> tuple[tuple[Copy, ...], bool]:
    """The passthrough copies, and whether these are all."""
    found: list[Copy] = []
    calls = list(_CALL.finditer(text))
    certain = bool(calls) and len(calls) == text.count("addPassthroughCopy")
    for call in calls:
        beside = "html-relative" in call["rest"]
        if call["path"] is not None:
            path = at(root, call["path"])
            inside = contains(content, path)
            where = relative(path, content if inside else root)
            url = "/" if where == "." else f"/{where}"
            found.append(_copy(root, call["path"], url, beside=beside))
        elif call["map"] is not None:
            pairs = list(_PAIR.finditer(call["map"]))
            certain = certain and bool(pairs)
            for pair in pairs:
                copy = _copy(root, pair["from"] or pair["name"], "/" + pair["to"].strip("./"))
                if copy.spec is not None and not beside:
                    flat = _flattened(copy.spec, pair["from"], root, files)
                    certain = certain and flat is not None
                    copy = copy._replace(flat=flat or {})
                found.append(copy)
        else:
            certain = False
    return tuple(found), certain


def _copy(root: str, path: str, url: str, *, beside: bool = False) -> Copy:
    if "*" not in path and "{" not in path:
        return Copy(at(root, path), url, beside=beside)
    path = path.removeprefix("./")
    braces = re.search(r"\{([^{}]*)\}", path)
    choices = braces[1].split(",") if braces else [""]
    globs = tuple("/" + (path.replace(braces[0], c, 1) if braces else path) for c in choices)
    return Copy(root, url, patterns(globs), beside)


def _flattened(spec: GitIgnoreSpec, glob: str, root: str, files: Files) -> Mapping[str, str] | None:
    """The files of a glob by their names (TemplatePassthrough.js: getOutputPathForGlobFile); None
    where there are too many folders to look through."""
    start = glob.partition("*")[0].partition("{")[0].rpartition("/")[0]
    found: dict[str, str] = {}
    pending, seen = [at(root, start)], 0
    while pending:
        folder = pending.pop()
        seen += 1
        if seen > MAX_FOLDERS:
            return None
        for name, linked in files.names(folder).items():
            path = os.path.join(folder, name)
            if spec.match_file(relative(path, root)) and "." in name:
                found[name] = path
            elif not linked and "." not in name and name != "node_modules" and files.names(path):
                pending.append(path)
    return found
