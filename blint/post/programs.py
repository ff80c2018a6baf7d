"""The text of a site's settings, with what its programs take from files beside them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blint.files.disk import FILE
from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.post.site import Site

_MOST = 100  # files that are read
_ENDINGS = (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", ".json", ".d.ts", ".tsx", ".jsx")
_IMPORTED = lazy(
    r"\b(?:from|import|require)\b\s{0,5}\(?\s{0,5}['\"`]"
    r"((?:\.{1,2}(?:/[^'\"`\n]{0,300})?|[@~]/[^'\"`\n]{1,300}|#[^'\"`\n]{1,300}))['\"`]"
)
_NO_PROGRAM = lazy(
    r"\.(?:css|s[ac]ss|less|styl|vue|svelte|astro|svg|png|jpe?g|webp|md|html)(?:\?.*)?$"
)


def settings_of(site: Site) -> str | None:
    """The text of the site's settings, and of the files that they import; None where one of these
    cannot be read."""
    texts: dict[str, str] = {}
    pending = list(site.programs)
    while pending:
        path = pending.pop()
        if path in texts:
            continue
        if len(texts) >= _MOST:
            return None
        texts[path] = site.files.text(path)
        for name in _imported(path, texts[path]):
            beside = _found(os.path.join(os.path.dirname(path), name), site.files)
            if not beside:
                return None
            pending.append(beside)
    return "\n".join(texts.values())


def _imported(path: str, text: str) -> list[str]:
    """The names of the programs that a program takes from its own repository."""
    if not path.endswith(_ENDINGS):
        return []
    names = [found[1] for found in _IMPORTED.finditer(text)]
    return [name for name in names if not _NO_PROGRAM.search(name)]


def _found(path: str, files: Files) -> str:
    """The absolute path of the program that is imported as a path; empty where none is found."""
    stem, ending = os.path.splitext(path)
    paths = [path, *(path + ending for ending in _ENDINGS)]
    if ending in (".js", ".mjs", ".cjs"):  # TypeScript's are imported by what they become
        paths.append(stem + ending.replace("j", "t"))
    paths += [os.path.join(path, f"index{ending}") for ending in _ENDINGS]
    return next((p for p in map(os.path.normpath, paths) if files.look(p).kind == FILE), "")
