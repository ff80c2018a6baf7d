"""The ids that generators give to headings, each as its own sources have it; and compared with what
they built (tests/real/headings.md).

A rule takes a page's headings and tells their ids, or None where it cannot: then nothing is said of
links to the page. Where versions of a generator differ, or a setting is not known, ``others`` holds
what the id may be as well.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from blint.lazy_regex import lazy
from blint.post.headings import Ids, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from blint.post.headings import Heading

    Slug = Callable[[str], "str | None"]
    Number = Callable[[str, dict[str, int]], str]
    Text = Callable[[Heading], "str | None"]


class Rule(NamedTuple):
    """How ids are made: the ``text`` of a heading (None where some of it may be left out), the
    ``slug`` of that (None where that is not known), and a ``number`` behind one that is taken.
    ``own`` finds an id that is written at the end of a heading; ``more`` are other ways to make
    them, whose ids may be there as well; ``skips`` tells which headings have none."""

    text: Text
    slug: Slug
    number: Number
    own: re.Pattern[str] | None = None
    more: tuple[Rule, ...] = ()
    skips: Callable[[Heading], bool] | None = None

    def ids(self, headings: Sequence[Heading]) -> Ids | None:
        """The ids of a page's headings; None where one of them cannot be known."""
        taken: dict[str, int] = {}
        known: list[str] = []
        texts: list[str] = []
        doubtful: list[str] = []
        for heading in headings:
            if self.skips and self.skips(heading):
                continue
            name = self._own(heading, taken)
            text = self.text(heading) if name is None else name
            if text is None:
                doubtful.append(heading.written)
                continue
            if name is None:
                slug = self.slug(text)
                if slug is None:
                    return None
                name = self.number(slug, taken)
            known.append(name)
            texts.append(text)
        others = [rule.ids(headings) for rule in self.more]
        if None in others:
            return None
        more = {name for ids in others if ids for name in ids.headings}
        return Ids(tuple(known), frozenset(more), tuple(doubtful), tuple(texts))

    def _own(self, heading: Heading, taken: dict[str, int]) -> str | None:
        """The id that a heading is given in its text, if any."""
        own = self.own.search(heading.written) if self.own else None
        if own is None:
            return None
        name = next(filter(None, own.groups()), "").strip()
        taken.setdefault(name, 0)
        return name


# The text of a heading


def _joined(heading: Heading, *kinds: str) -> str:
    return "".join(piece.text for piece in heading.pieces if piece.kind in kinds)


_READ = ("text", "code", "entity", "escape", "break")
_SHORT_NAME = lazy(r":[\w+-]{1,40}:")


def _read(heading: Heading) -> str:
    """What a reader sees, without pictures."""
    return _joined(heading, *_READ)


def _read_with_alt(heading: Heading) -> str:
    return _joined(heading, *_READ, "alt")


def _without_emoji(heading: Heading) -> str | None:
    """What a reader sees, where the names of emoji are no part of an id."""
    text = _joined(heading, "text", "code", "entity", "escape")
    return None if _SHORT_NAME.search(text) else text


def _with_written_entities(heading: Heading) -> str | None:
    text = "".join(
        piece.written if piece.kind == "entity" else piece.text
        for piece in heading.pieces
        if piece.kind in ("text", "code", "entity", "escape")
    )
    return None if _SHORT_NAME.search(text) else text


def _with_alt_and_dashes(heading: Heading) -> str | None:
    """With pictures' texts, and typographic signs for ASCII ones."""
    if any(piece.kind == "text" and "(" in piece.text for piece in heading.pieces):
        text = _joined(heading, "text")
        if re.search(r"\((?:c|r|tm|p)\)", text, re.IGNORECASE):
            return None  # a sign of its own
    pieces = [
        p._replace(text=_typographic(p.text)) if p.kind == "text" else p for p in heading.pieces
    ]
    kept = ("text", "code", "entity", "escape", "alt")
    text = "".join(piece.text for piece in pieces if piece.kind in kept)
    return None if _SHORT_NAME.search(text) else text


def _typographic(text: str) -> str:
    """Dashes as markdown-it's rule ``replacements`` writes them."""
    text = re.sub(r"(?<!-)---(?!-)", "\u2014", text)
    return re.sub(r"(?:(?<=\s)|^)--(?=\s|$)|(?<=[^-\s])--(?=[^-\s])|^--(?=\w)", "\u2013", text)


# Slugs

_COMBINING = lazy(r"[\u0300-\u036f]")
_CONTROL = lazy(r"[\x00-\x1f]")
_VUE_SIGNS = lazy(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'\u201c\u201d\u2018\u2019<>,.?/]+")
_HEXO_SIGNS = lazy(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")


def vue_slug(text: str) -> str:
    """@mdit-vue/shared, slugify.ts: VitePress, VuePress 2, Valaxy."""
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    text = _VUE_SIGNS.sub("-", _CONTROL.sub("", text)).strip("-")
    return re.sub(r"^(?=[0-9])", "_", re.sub("-{2,}", "-", text)).lower()


def _is_word(character: str) -> bool:
    """Whether github-slugger keeps a character beyond ASCII, and so does Ruby's class of words:
    what is alphabetic, marks, decimal digits, connecting punctuation."""
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind in ("Nd", "Nl", "Pc") or _is_circled(ord(character))


def _is_circled(code: int) -> bool:
    """Other_Alphabetic among the symbols: letters in circles and squares."""
    ranges = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))
    return any(first <= code <= last for first, last in ranges)


def github_slug(text: str) -> str:
    """github-slugger, index.js: Docusaurus, Astro."""
    kept = [c for c in text.lower() if c in "- _" or (c.isalnum() if c.isascii() else _is_word(c))]
    return "".join(kept).replace(" ", "-")


def _kramdown_slug(text: str) -> str:
    """kramdown-parser-gfm, gfm.rb, generate_gfm_header_id."""
    return github_slug(text.replace("\t", " "))


def _hugo_slug(text: str, *, ascii_only: bool = False) -> str:
    """Hugo, markup/goldmark/autoid.go: ``github`` and ``github-ascii``."""
    if ascii_only:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())
    kept = []
    for character in text.strip():
        if character in "- ":
            kept.append("-")
        elif character == "_" or unicodedata.category(character)[0] == "L" or character.isdecimal():
            kept.append(character.lower()[:1])
    return "".join(kept) or "heading"


def _python_slug(text: str) -> str:
    """Python-Markdown, extensions/toc.py, slugify."""
    text = unicodedata.normalize("NFKD", " ".join(text.split()))
    text = text.encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(r"[-\s]+", "-", text)


def _pymdownx_slug(text: str) -> str:
    """PyMdown Extensions, slugs.py, slugify(case="lower")."""
    text = unicodedata.normalize("NFC", " ".join(text.split())).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


_LATIN = {
    "ß": "s", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe", "Ł": "L", "ł": "l",
    "Đ": "D", "đ": "d", "ı": "i",
}  # fmt: skip


def _plain_latin(character: str) -> str | None:
    """A character without its accents, as hexo-util's escape_diacritic has it; None where that is
    not known here."""
    code = ord(character)
    if character in _LATIN:
        return _LATIN[character]
    if code < 0xC0 or not (
        code < 0x250 or 0x1E00 <= code < 0x1F00 or code >= 0xFF21 or 0x24B6 <= code < 0x24EA
    ):
        latin = code >= 0x250 and unicodedata.name(character, "").startswith("LATIN ")
        return None if latin else character
    base = _COMBINING.sub("", unicodedata.normalize("NFKD", character))
    if base.isascii() and base.isalpha():
        return base
    return None if unicodedata.name(character, "").startswith("LATIN ") else character


def _hexo_slug(text: str) -> str | None:
    """hexo-util, slugize.ts."""
    letters = [c if c.isascii() else _plain_latin(c) for c in text]
    if None in letters:
        return None
    text = _HEXO_SIGNS.sub("-", _CONTROL.sub("", "".join(filter(None, letters))))
    return re.sub("-{2,}", "-", text).strip("-")


_ZOLA_SIGNS = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2026\xa0")


def _zola_slug(text: str) -> str | None:
    """The crates slug and deunicode, of which only what has accents is known here."""
    text = "".join(
        "-" if c in _ZOLA_SIGNS else c
        for c in _CONTROL.sub(lambda m: " " if m[0] == "\t" else "", text)
    )
    text = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    if not text.isascii():
        return None
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# Numbers


def _from_the_first(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a-1``, ``a-2``, whatever has these ids already: markdown-it-anchor; Hugo; Zola."""
    number, found = taken.get(slug, 0), slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    taken[slug] = number
    taken.setdefault(found, 0)
    return found


def _counted(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a-1``, ``a-2``, though a heading may be called ``a-1``: kramdown, marked in Hexo."""
    number = taken[slug] = taken.get(slug, -1) + 1
    return f"{slug}-{number}" if number else slug


def _underlined(slug: str, taken: dict[str, int]) -> str:
    """``a``, ``a_1``, ``a_2``, and none is empty: Python-Markdown, extensions/toc.py, unique."""
    if slug and slug not in taken:
        taken[slug] = 0
        return slug
    counted = re.fullmatch(r"(.*)_([0-9]{1,9})", slug, re.DOTALL)
    base, number = (counted[1], int(counted[2])) if counted else (slug, taken.get(slug, 0))
    while f"{base}_{number + 1}" in taken:
        number += 1
    taken[f"{base}_{number + 1}"] = 0
    if not counted:
        taken[slug] = number + 1  # up to which all are taken
    return f"{base}_{number + 1}"


# The generators' rules, each None where the text of the site's settings tells of others.

_BRACES_AT_END = lazy(r"(?:^|\s)\{[^{}#\n]{0,200}#([^\s{}.]{1,200})[^{}\n]{0,200}\}\s*$")
_ID_AT_END = lazy(r"(?:^|\s)\{#([^\s{}]+)\}\s*$")
_DOCUSAURUS_ID = lazy(
    r"\{#([^{}\n]*)\}$|\{\s{0,9}/\*\s{0,9}#(\S{1,200}?)(?:\s[^\n]{0,200})?\*/\s{0,9}\}$"
    r"|<!--\s{0,9}#(\S{1,200}?)(?:\s[^\n]{0,200})?-->$"
)


def vitepress(settings: str) -> Rule | None:
    """VitePress, src/node/markdown/markdown.ts."""
    if re.search(r"slugify|anchor\s*:\s*\{|\battrs\s*:", settings):
        return None
    return Rule(_with_written_entities, vue_slug, _from_the_first, _BRACES_AT_END)


def vuepress(settings: str) -> Rule | None:
    """VuePress 2, packages/markdown, anchor."""
    if re.search(r"slugify|anchor\s*:|extendsMarkdown|attrs|mdEnhance|hope|plume", settings):
        return None
    if re.search(r"[\"']vuepress[\"']\s*:\s*[\"'][\^~>=v ]*[01]\.", settings):
        return None  # VuePress 1 was not tried
    return Rule(_without_emoji, vue_slug, _from_the_first)


def valaxy(settings: str) -> Rule | None:
    """Valaxy, packages/valaxy/node/plugins/markdown."""
    if re.search(r"slugify|anchor\s*:|attrs\s*:|typographer", settings):
        return None
    return Rule(_with_alt_and_dashes, vue_slug, _from_the_first, _BRACES_AT_END)


def docusaurus(settings: str) -> Rule | None:
    """Docusaurus, packages/docusaurus-mdx-loader/src/remark/headings."""
    if re.search(r"anchorsMaintainCase|slug", settings.replace("routeBasePath", "")):
        return None
    return Rule(_read_with_alt, github_slug, _from_the_first, _DOCUSAURUS_ID)


def _smart(heading: Heading) -> str:
    """With retext-smartypants's dash, which no slug keeps, for two hyphens."""
    pieces = [
        p._replace(text=_TWO.sub("", p.text)) if p.kind == "text" else p for p in heading.pieces
    ]
    return "".join(p.text for p in pieces if p.kind in _READ)


_TWO = lazy(r"(?<!-)--(?!-)")
_SOME = lazy(r"-{2,}")


def _cut(slug: str, taken: dict[str, int]) -> str:
    """Without a hyphen at the end, once it has its number: two headings may so get one id."""
    return _from_the_first(slug, taken).removesuffix("-")


def astro(settings: str) -> Rule | None:
    """Astro, packages/markdown/remark/src/rehype-collect-headings.ts; the other ways are those with
    ``experimentalHeadingIdCompat`` or rehype-slug, and without smartypants."""
    if re.search(
        r"slug(?!\w)(?<!rehype-slug)|heading-?id(?!compat)|customId", settings, re.IGNORECASE
    ):
        return None
    more = (Rule(_read, github_slug, _from_the_first), Rule(_read, github_slug, _cut))
    return Rule(_smart, github_slug, _cut, None, more)


def _kramdown_text(heading: Heading) -> str:
    """Without the dashes that kramdown makes of hyphens, which no id keeps."""
    pieces = [
        p._replace(text=_SOME.sub("", p.text)) if p.kind == "text" else p for p in heading.pieces
    ]
    return "".join(p.text for p in pieces if p.kind in _READ)


def _has_lines(heading: Heading) -> bool:
    """Whether kramdown and Python-Markdown see no heading, which they want in one line."""
    return "\n" in heading.written


def _has_lines_or_none(heading: Heading) -> bool:
    return "\n" in heading.written or not heading.written


def jekyll(settings: str) -> Rule | None:
    """Jekyll's kramdown with kramdown-parser-gfm."""
    if re.search(
        r"auto_id|transliterated|^[ \t]*input\s*:\s*(?!GFM)|^markdown\s*:\s*(?!kramdown)"
        r"|no_auto_typographic",
        settings,
        re.MULTILINE,
    ):
        return None
    return Rule(_kramdown_text, _kramdown_slug, _counted, _ID_AT_END, skips=_has_lines_or_none)


def _hugo_text(heading: Heading) -> str | None:
    shown = _joined(heading, "text", "address")
    linked = any(piece.kind == "address" for piece in heading.pieces)
    if linked or _LINKED.search(shown):
        return None  # what becomes a link by itself is left out of the id
    if any(piece.nested and _PARTED.search(piece.text) for piece in heading.pieces):
        return None  # of what is nested, the first part alone counts
    if (
        any(piece.nested and piece.kind == "code" for piece in heading.pieces)
        or "&#" in heading.written
    ):
        return None
    return _smart_hugo(heading).rpartition("\n")[2]


_PARTED = lazy(r"['\"_*~\\&<>]|--|\.\.\.")
_LINKED = lazy(r"://|www\.|\S@\S+\.")


def _is_empty(heading: Heading) -> bool:
    return not any(piece.text for piece in heading.pieces if piece.kind != "html")


def _smart_hugo(heading: Heading) -> str:
    """Without the dashes of Goldmark's typographer; and what an entity stands for is no letter."""
    pieces = [
        p._replace(text=_SOME.sub("", p.text)) if p.kind == "text" else p for p in heading.pieces
    ]
    return "".join(p.text for p in pieces if p.kind in ("text", "code", "escape", "alt", "break"))


def _hugo_plain(heading: Heading) -> str:
    return _joined(heading, "text", "code", "escape", "alt", "break").rpartition("\n")[2]


def _hugo_written(heading: Heading) -> str:
    return heading.written.rpartition("\n")[2]


def hugo(settings: str) -> Rule | None:
    """Hugo with Goldmark. Older versions make ids of a heading as it is written."""
    if re.search(
        r"autoHeadingID\b\W{0,4}false|autoHeadingIDType\W{0,6}blackfriday|autoIDType|asciidoc",
        settings,
        re.IGNORECASE,
    ):
        return None

    def slug(text: str) -> str:
        return _hugo_slug(text, ascii_only="github-ascii" in settings)

    known = Rule(_hugo_text, slug, _from_the_first, _BRACES_AT_END, skips=_is_empty)
    more = tuple(known._replace(text=text) for text in (_hugo_plain, _hugo_written))
    return known._replace(more=more)


def _marked_text(heading: Heading) -> str:
    """What marked writes, with its quotes."""
    return _untagged("".join(text for _, text in _smart_runs(heading)))


_BASIC = frozenset("&<>\"'")


def _smart_runs(heading: Heading) -> Iterator[tuple[str, str]]:
    """The kinds and texts of a heading's pieces, with marked's quotes in running text, which goes
    on over references; these are as they are written, but for those of signs."""
    run = ""
    for piece in (*heading.pieces, Piece("html", "")):
        if piece.kind == "text":
            run += piece.text
        elif piece.kind == "entity":
            run += piece.text if piece.text in _BASIC else piece.written
        else:
            yield "text", _smart_quotes(run)
            run = ""
            if piece.kind in ("code", "escape"):
                yield piece.kind, piece.text


def _untagged(text: str) -> str:
    return re.sub(r"<(?=\S)[^>]*>?", "", text).strip()


def _smart_quotes(text: str) -> str:
    """hexo-renderer-marked, lib/renderer.js, smartypants."""
    text = re.sub(r"(?<!~)~(?=[^\s~])([^~\n]*[^\s~])~(?!~)", r"\1", text)
    text = text.replace("---", "\u2014").replace("--", "\u2013")
    text = re.sub(r"(^|[-\u2014/(\[{\"\s])'", "\\1\u2018", text).replace("'", "\u2019")
    text = re.sub(r"(^|[-\u2014/(\[{\u2018\s])\"", "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("...", "\u2026")


def _marked_plain(heading: Heading) -> str:
    """Without typographic quotes."""
    return _untagged(_joined(heading, "text", "code", "entity", "escape"))


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


_ESCAPED_IN_CODE = lazy(r"[&<>\"']")
_ESCAPED = lazy(r"[<>\"']|&(?!#?\w{1,40};)")


def _marked_escaped(heading: Heading) -> str:
    """As older versions do it: with the names of the references that HTML needs."""
    escaped = {"text": _ESCAPED, "escape": _ESCAPED, "code": _ESCAPED_IN_CODE}
    return "".join(
        escaped[kind].sub(lambda match: _ESCAPES[match[0]], text)
        for kind, text in _smart_runs(heading)
    ).strip()


def hexo(settings: str) -> Rule | None:
    """hexo-renderer-marked, lib/renderer.js."""
    if re.search(
        r"hexo-renderer-(?!marked|ejs|stylus|pug|swig|nunjucks|sass|less)|anchorAlias|headerIds|header_ids",
        settings,
    ):
        return None

    def slug(text: str) -> str | None:
        found = _hexo_slug(text)
        if found is None or not re.search(r"modifyAnchors\W{1,4}[12]", settings):
            return found
        return found.lower() if re.search(r"modifyAnchors\W{1,4}1", settings) else found.upper()

    more = (_marked_plain, _marked_escaped)
    return Rule(_marked_text, slug, _counted, None, tuple(Rule(t, slug, _counted) for t in more))


_ATTRIBUTES = lazy(r"(?<! ) *\{:? *[^}\n ].*$")


_SEPARATOR = lazy(r"\btoc:[^\n]*\n(?:[ \t]+[^-\s][^\n]*\n){0,8}?[ \t]+separator")


def _without_attributes(heading: Heading) -> str:
    text = _read(heading).rstrip(" ")
    return _ATTRIBUTES.sub("", text) if text.endswith("}") else text


_ATTRIBUTE_LISTS = lazy(
    r"attr_list|(?:pymdownx|extensions)\.extra\b|^[ \t]*-[ \t]+extra\b|[\"']extra[\"']",
    re.MULTILINE,
)
_LOWER_SLUGS = lazy(r"pymdownx\.slugs\.slugify\b(?!_)[^#]{0,80}?case\W{1,4}lower(?!-)")


def python_markdown(settings: str) -> Rule | None:
    """Python-Markdown with its extension ``toc``."""
    slug: Slug = _python_slug
    if "slugify" in settings:
        if not _LOWER_SLUGS.search(settings):
            return None
        slug = _pymdownx_slug
    if _SEPARATOR.search(settings):
        return None
    if _ATTRIBUTE_LISTS.search(settings):
        return Rule(_without_attributes, slug, _underlined, _BRACES_AT_END, skips=_has_lines)
    return Rule(_read, slug, _underlined, skips=_has_lines)


_TOC = lazy(r"^[^#\n]*(?:extensions\.|[\"'])toc[\"']", re.MULTILINE)
_POSTPROCESSED = lazy(r"^[^#\n]*(?:deduplicate_ids|header_permalinks)|slugify", re.MULTILINE)


def python_markdown_if_asked(settings: str) -> Rule | None:
    """Pelican and Nikola: headings have ids where the site asks Python-Markdown for them."""
    asked = _TOC.search(settings) and not _POSTPROCESSED.search(settings)
    return python_markdown(settings) if asked else None


def zola(settings: str) -> Rule | None:
    """Zola, components/markdown."""
    if re.search(r"^[ \t]*anchors\s*=|insert_anchor_links\s*=\s*\"heading", settings, re.MULTILINE):
        return None
    return Rule(_read_with_alt, _zola_slug, _from_the_first, _BRACES_AT_END)


RULES: Mapping[str, Callable[[str], Rule | None]] = {
    "astro": astro,
    "docusaurus": docusaurus,
    "hexo": hexo,
    "hugo": hugo,
    "jekyll": jekyll,
    "material": python_markdown,
    "nikola": python_markdown_if_asked,
    "pelican": python_markdown_if_asked,
    "valaxy": valaxy,
    "vitepress": vitepress,
    "vuepress": vuepress,
    "zola": zola,
}
