"""The ids that stand in a site's layouts, includes and themes: its pages may have any of them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files

UNREAD = ""
_FOLDERS = (
    "_includes _layouts layouts themes theme templates overrides partials components src"
    " .vitepress .vuepress .valaxy scripts"
).split()
_TEMPLATES = tuple(
    ".html .htm .ejs .njk .liquid .hbs .pug .jade .swig .j2 .jinja .jinja2 .tmpl .mako .vue .astro"
    " .svelte .jsx .tsx .js .ts .mjs .mts .webc".split()
)
_PASSED_OVER = frozenset("node_modules dist build vendor public static resources _site".split())
_MOST_FILES = 2000
_MOST_CHARACTERS = 16 << 20
_DEEPEST = 10  # folders
_ID = lazy(
    r"\b(?:id|name)[\"']?\s{0,5}[=:(,]\s{0,5}[\"'`]?([^\s\"'`<>{}()]{1,200})"
    r"|^[ \t]*[\w.-]{0,99}#([\w-]{1,200})",
    re.MULTILINE,
)


def template_ids(root: str, files: Files) -> Mapping[str, str]:
    """The ids in the templates below the root of a site, each with the path of one that has it;
    UNREAD where there are too many templates to read them all."""
    found: dict[str, str] = {}
    left = _MOST_CHARACTERS
    for number, path in enumerate(_templates(root, files)):
        text = files.page(path)
        left -= len(text)
        if left < 0 or number >= _MOST_FILES:
            return {UNREAD: path}
        for match in _ID.finditer(text):
            found.setdefault(match[1] or match[2], path)
    return found


def _templates(root: str, files: Files) -> Iterator[str]:
    """The absolute paths of a site's templates."""
    pending = [(os.path.join(root, name), 0) for name in reversed(_FOLDERS)]
    while pending:
        folder, depth = pending.pop()
        for name, linked in files.names(folder).items():
            path = os.path.join(folder, name)
            if name.lower().endswith(_TEMPLATES):
                yield path
            elif not linked and depth < _DEEPEST and name not in _PASSED_OVER:
                pending.append((path, depth + 1))
