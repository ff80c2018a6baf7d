"""The ids that generators give to headings, each as its own sources have it; and compared with what
they built (tests/real/headings.md).

A rule takes a page's headings and tells their ids, or None where it cannot: then nothing is said of
links to the page. Where versions of a generator differ, or a setting is not known, ``others`` holds
what the id may be as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blint.generators.heading_slugs import (
    counted,
    from_the_first,
    github_slug,
    hexo_slug,
    hugo_slug,
    kramdown_slug,
    pymdownx_slug,
    python_slug,
    underlined,
    vue_slug,
    zola_slug,
)
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
            text = name
            if name is None and not heading.doubtful:
                text = self.text(heading)
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
    if heading.pieces and all(piece.kind == "entity" for piece in heading.pieces):
        return None
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


# The generators' rules, each None where the text of the site's settings tells of others.

_ATTRIBUTES_AT_END = lazy(r"\{[^{}#\n]{0,200}#([^\s{}.]{1,200})[^{}\n]{0,200}\}\s*$")
_BRACES_AT_END = lazy(r"(?:^|\s)\{[^{}#\n]{0,200}#([^\s{}.]{1,200})[^{}\n]{0,200}\}\s*$")
_ID_AT_END = lazy(r"(?:^|\s)\{#([^\s{}]+)\}\s*$")
_DOCUSAURUS_ID = lazy(
    r"\{#([^{}\n]*)\}$|\{\s{0,9}/\*\s{0,9}#(\S{1,200}?)(?:\s[^\n]{0,200})?\*/\s{0,9}\}$"
    r"|<!--\s{0,9}#(\S{1,200}?)(?:\s[^\n]{0,200})?-->$"
)


def vitepress(settings: str) -> Rule | None:
    """VitePress, src/node/markdown/markdown.ts."""
    if re.search(r"slugify|\banchor\s*[:,}(]|\battrs\s*:", settings) or _ELSEWHERE.search(settings):
        return None
    text = _before_attributes(_with_written_entities)
    return Rule(text, vue_slug, from_the_first, _ATTRIBUTES_AT_END)


# A value of ``markdown`` that is no object written out.
_ELSEWHERE = lazy(
    r"\bmarkdown\s{0,5}(?::\s{0,50}(?![\s{]|MarkdownOptions)|\()|[{,]\s{0,50}markdown\s{0,50}[,}]"
)


def _before_attributes(text: Text) -> Text:
    """The same of a heading without the braces at its end, of which markdown-it-attrs makes
    attributes, whatever stands in them."""

    def before(heading: Heading) -> str | None:
        last = heading.pieces[-1:]
        if last and last[0].kind == "text" and not last[0].nested:
            kept = last[0]._replace(text=_AT_END.sub("", last[0].text))
            heading = heading._replace(pieces=(*heading.pieces[:-1], kept))
        return text(heading)

    return before


_AT_END = lazy(r"\{[^{}]*\}\s*$")


def vuepress(settings: str) -> Rule | None:
    """VuePress 2, packages/markdown, anchor."""
    if re.search(r"slugify|anchor\s*:|extendsMarkdown|attrs|mdEnhance|hope|plume", settings):
        return None
    if re.search(r"[\"']vuepress[\"']\s*:\s*[\"'][\^~>=v ]*[01]\.", settings):
        return None  # VuePress 1 was not tried
    return Rule(_without_emoji, vue_slug, from_the_first)


def valaxy(settings: str) -> Rule | None:
    """Valaxy, packages/valaxy/node/plugins/markdown."""
    if re.search(r"slugify|anchor\s*:|attrs\s*:|typographer", settings):
        return None
    text = _before_attributes(_with_alt_and_dashes)
    return Rule(text, vue_slug, from_the_first, _ATTRIBUTES_AT_END)


def docusaurus(settings: str) -> Rule | None:
    """Docusaurus, packages/docusaurus-mdx-loader/src/remark/headings."""
    if re.search(r"anchorsMaintainCase|slug", settings.replace("routeBasePath", "")):
        return None
    return Rule(_read_with_alt, github_slug, from_the_first, _DOCUSAURUS_ID)


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
    return from_the_first(slug, taken).removesuffix("-")


def astro(settings: str) -> Rule | None:
    """Astro, packages/markdown/remark/src/rehype-collect-headings.ts; the other ways are those with
    ``experimentalHeadingIdCompat`` or rehype-slug, and without smartypants."""
    if re.search(
        r"slug(?!\w)(?<!rehype-slug)|heading-?id(?!compat)|customId", settings, re.IGNORECASE
    ):
        return None
    more = (Rule(_read, github_slug, from_the_first), Rule(_read, github_slug, _cut))
    return Rule(_smart, github_slug, _cut, None, more)


def _kramdown_text(heading: Heading) -> str | None:
    """Without the dashes that kramdown makes of hyphens, which no id keeps."""
    kinds = {piece.kind for piece in heading.pieces}
    if {"html", "entity"} <= kinds and "<code" in heading.written:
        return None  # in it entities stay as they are written
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
    return Rule(_kramdown_text, kramdown_slug, counted, _ID_AT_END, skips=_has_lines_or_none)


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
    if heading.pieces and "entity" in (heading.pieces[0].kind, heading.pieces[-1].kind):
        return None  # a blank beside it may stay
    if heading.written.endswith("--"):
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
    ) or _has_own_hook(settings):
        return None

    def slug(text: str) -> str:
        return hugo_slug(text, ascii_only="github-ascii" in settings)

    known = Rule(_hugo_text, slug, from_the_first, _BRACES_AT_END, skips=_is_empty)
    more = tuple(known._replace(text=text) for text in (_hugo_plain, _hugo_written))
    return known._replace(more=more)


_HOOK = lazy(r"\{\{[^{}]{0,200}(?:\.(?:Anchor|Level|PlainText|Text)\b|\bpartial)")
_ANCHOR = lazy(
    r"\bid\s{0,3}=\s{0,3}[\"']?\{\{-?\s{0,3}\$?\.Anchor\s{0,3}"
    r"(?:\|\s{0,3}safe\w{1,9}\s{0,3})?-?\}\}(?=[\"'\s>])"
)


def _has_own_hook(settings: str) -> bool:
    """Whether a template renders headings, among the site's settings, that gives them other ids
    than Hugo has for them."""
    rest = _ANCHOR.sub(" anchor ", settings)
    hook = _HOOK.search(settings)
    return hook is not None and (rest == settings or re.search(r"\bid\s{0,3}=", rest) is not None)


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
        found = hexo_slug(text)
        if found is None or not re.search(r"modifyAnchors\W{1,4}[12]", settings):
            return found
        return found.lower() if re.search(r"modifyAnchors\W{1,4}1", settings) else found.upper()

    more = (_marked_plain, _marked_escaped)
    return Rule(_marked_text, slug, counted, None, tuple(Rule(t, slug, counted) for t in more))


_ATTRIBUTES = lazy(r"(?<! ) +\{:? *[^}\n ].*$")


_SEPARATOR = lazy(r"\btoc:[^\n]*\n(?:[ \t]+[^-\s][^\n]*\n){0,8}?[ \t]+separator")


_TAG = lazy(r"<[A-Za-z/][^<>]*>")


def _python_text(heading: Heading) -> str | None:
    """What a reader sees; None where there may be a tag that CommonMark takes for text."""
    written = _joined(heading, "text")
    return None if "<" in written and _TAG.search(written) else _read(heading)


def _without_attributes(heading: Heading) -> str | None:
    """Without the braces of attr_list: behind blanks at the end of running text; None where some
    may follow code or emphasis at once."""
    text = _python_text(heading)
    if text is None or "{" not in text:
        return text
    if any(p.kind == "text" and p.text.startswith("{") for p in heading.pieces[1:]):
        return None
    run = ""
    for piece in reversed(heading.pieces):
        if piece.nested or piece.kind not in ("text", "entity", "escape"):
            break
        run = ("\\" if piece.kind == "escape" else piece.text) + run
    run = run.rstrip(" ")
    found = _ATTRIBUTES.search(run) if run.endswith("}") else None
    return text.rstrip(" ")[: found.start() - len(run)] if found else text


_ATTRIBUTE_LISTS = lazy(
    r"attr_list|(?:pymdownx|extensions)\.extra\b|^[ \t]*-[ \t]+extra\b|[\"']extra[\"']",
    re.MULTILINE,
)
_LOWER_SLUGS = lazy(r"pymdownx\.slugs\.slugify\b(?!_)[^#]{0,80}?case\W{1,4}lower(?!-)")


def python_markdown(settings: str) -> Rule | None:
    """Python-Markdown with its extension ``toc``."""
    slug: Slug = python_slug
    if "slugify" in settings:
        if not _LOWER_SLUGS.search(settings):
            return None
        slug = pymdownx_slug
    if _SEPARATOR.search(settings):
        return None
    if _ATTRIBUTE_LISTS.search(settings):
        return Rule(_without_attributes, slug, underlined, _BRACES_AT_END, skips=_has_lines)
    return Rule(_python_text, slug, underlined, skips=_has_lines)


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
    return Rule(_read_with_alt, zola_slug, from_the_first, _BRACES_AT_END)


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
