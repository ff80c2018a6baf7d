"""Valaxy, run as 0.28.0 (Vite 8).

Its configuration is TypeScript and is never executed: what it sets as plain values is read from its
text (valaxy/node: config/site.ts, config/valaxy.ts, plugins/vueRouter.ts).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from blint.files.paths import relative
from blint.generators import consequences
from blint.generators.addresses import at, by_some_theme, follow_link
from blint.generators.generator import Generator, SiteFacts
from blint.generators.site_config import base_path, first_file, script, string_in
from blint.generators.vite import ASSETS, VUE_MARKDOWN, as_asked
from blint.model import Severity, Variant
from blint.post.front_matter.delimiters import GRAY_MATTER
from blint.post.front_matter.values import by_javascript, no_comma_list, no_published
from blint.post.references import FRONT_MATTER, HTML, IMPORT, Reference
from blint.post.site import UNDECIDED, Marker, Page, Resolution

if TYPE_CHECKING:
    from blint.files.disk import Files
    from blint.post.front_matter.values import Verdict
    from blint.post.site import Misnamed

_FORMS = ("ts", "js", "mjs", "mts", "cjs", "cts", "json")
_AUTO = re.compile(r"\bexcerpt\s*:\s*\{[^{}]*\bauto\s*:\s*true\b")


def read_site(root: str, files: Files) -> SiteFacts[None]:
    """The folders are fixed; the marker is unless excerpts are taken from the text anyway."""
    names = (f"{kind}.config" for kind in ("site", "valaxy"))
    found = (first_file(root, (f"{name}.{form}" for form in _FORMS), files) for name in names)
    sources = tuple(path for path in found if path)
    text = "\n".join(script(path, files) for path in sources)
    vite = script(first_file(root, ("vite.config.ts",), files), files)
    own = "assetsInclude" in text + vite
    return SiteFacts(
        root,
        os.path.join(root, "pages"),
        None,
        (os.path.join(root, "public"),),
        None if _AUTO.search(text) else Marker.exactly("<!-- more -->"),
        extensions=frozenset() if own else ASSETS,
        base=base_path(string_in(text, "base")),
        sources=sources,
    )


def resolve(reference: Reference, page: Page, site: SiteFacts[None]) -> Resolution:
    """How Vite finds a file that Vue's compiler hands it: ``/x`` in the public folder, ``./x`` from
    the post. A bare name is a package, in Markdown and in HTML; the src of an audio element is
    left as it is.
    """
    path = as_asked(reference)
    if "\0" in path:
        return UNDECIDED
    public = tuple(at(folder, path) for folder in site.public)
    beside = at(page.folder, path)
    if reference.form == FRONT_MATTER:
        return by_some_theme(path, page, site.public)
    if path.startswith("/"):
        found = Resolution(public, reason="audio" if reference.element == "audio" else "")
    elif reference.element == "audio":
        return Resolution((beside,)).refused("audio")
    elif path.startswith(("./", "../")):
        found = Resolution((beside,))
    elif reference.form == IMPORT:
        return UNDECIDED  # a package or an alias
    elif reference.form == HTML:
        found = Resolution((beside,)).refused("bare")
    else:
        found = Resolution((beside,)).refused("token", better="./" + reference.raw_path)
    folder = "" if path.startswith("/") else relative(page.folder, site.content)
    if re.search("[#?]", folder + path) and not found.reason:
        return found.refused("name")
    if site.extensions and reference.extension not in site.extensions and not found.reason:
        return found.refused("extension")
    return found


def _file_name(page: Page, site: SiteFacts[None]) -> Misnamed:
    """Whether the path of a post breaks the build."""
    asks = "?" in relative(page.path, site.content)
    return "sign-stops" if asks or "'" in page.stem else ""


def _served_at(page: Page, site: SiteFacts[None]) -> str | None:
    """The address of a page: the path of its file (vue-router's routes by files), where it is of
    plain letters; the files that are built for others have names that are encoded twice."""
    path = os.path.splitext(relative(page.path, site.content))[0]
    plain = re.fullmatch(r"[\w/-]*", path, re.ASCII)
    return f"/{path}{'.html' * (page.stem == 'index')}" if plain else None


def _draft(value: object, written: str) -> Verdict:
    """Any text is true: client/main.ts, filterDraft."""
    del written
    text = value.strip().lower() if isinstance(value, str) else ""
    return "not-a-boolean" if text in ("n", "no", "off", "false") else ""


GENERATOR = Generator(
    name="valaxy",
    title="Valaxy",
    front_matter=(GRAY_MATTER,),
    yaml="core",
    resolve=resolve,
    read_site=read_site,
    one_ending=True,
    posts=("posts/**",),
    not_posts=("posts/index.md",),
    required=("title",),
    file_name=_file_name,
    address=_served_at,
    keeps_letters=True,
    follow=lambda reference, page, site: follow_link(reference, page, site, _served_at),
    reads={
        "date": by_javascript,
        "updated": by_javascript,
        "draft": _draft,
        "published": no_published,
        "tags": no_comma_list,
    },
    marker_key="excerpt_separator",
    excerpt_keys=("excerpt",),
    dialect=VUE_MARKDOWN._replace(bare_addresses=True, attribute_lists=True),
    severities={
        Variant("front-matter/missing", "none"): Severity.WARNING,
        Variant("excerpt/missing-marker", "unasked"): Severity.WARNING,
    },
    consequences=consequences.COMMON
    | {
        Variant("front-matter/missing"): consequences.SHOWN_AS_TEXT,
        Variant("front-matter/missing", "none"): consequences.NOTHING_IN_LISTS,
        Variant("front-matter/missing", "unclosed"): consequences.BUILD_STOPS,
        Variant("front-matter/missing-field"): consequences.NO_TITLE,
        Variant("front-matter/empty-field"): consequences.NO_TITLE,
        Variant("front-matter/invalid"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid", "not-a-mapping-list"): consequences.NO_FIELDS,
        Variant("front-matter/duplicate-key"): consequences.BUILD_STOPS,
        Variant("front-matter/invalid-field", "no-such-day"): consequences.OTHER_DAY,
        Variant("front-matter/invalid-field", "not-a-date"): {
            "en": "Valaxy shows no date, or one in 1970",
            "zh": "Valaxy 不会显示日期，或者显示成 1970 年",
        },
        Variant("front-matter/invalid-field", "not-a-boolean"): {
            "en": "Valaxy takes any text for yes, and leaves the post out",
            "zh": "Valaxy 把任何文本都当作 true，不会发布这篇文章",
        },
        Variant("front-matter/invalid-field", "no-such-flag"): consequences.NO_SUCH_FIELD,
        Variant("excerpt/missing-marker"): consequences.EMPTY_EXCERPT,
        Variant("excerpt/misspelled-marker"): consequences.EXACT_TEXT_ONLY,
        Variant("post/misnamed", "sign-stops"): consequences.BUILD_STOPS,
        # Vue finds {{ in one cell and no }}.
        Variant("table/surplus-cell", "expression"): consequences.BUILD_STOPS,
        Variant("image/missing"): consequences.BUILD_STOPS,
        Variant("image/missing", "front-matter"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "audio"): consequences.SILENT_PLAYER,
        Variant("image/missing", "empty"): consequences.BROKEN_IMAGE,
        Variant("image/missing", "own-file"): consequences.BUILD_STOPS,
        Variant("image/broken-attribute"): consequences.BUILD_STOPS,
        Variant("image/wrong-case"): consequences.STOPS_ON_LINUX,
        Variant("image/unresolved", "audio"): consequences.AUDIO_IS_NOT_PUBLISHED,
        Variant("image/unresolved", "bare"): consequences.TAKEN_FOR_A_PACKAGE,
        Variant("image/unresolved", "token"): consequences.TAKEN_FOR_A_PACKAGE,
        Variant("image/unresolved", "extension"): consequences.UNKNOWN_EXTENSION,
        Variant("image/unresolved", "name"): consequences.BUILD_STOPS,
        Variant("image/unreadable", "directory"): consequences.BUILD_STOPS,
    },
)
