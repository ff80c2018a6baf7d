"""Template languages that are run before Markdown, or whose tags Markdown does not see.

Their tags are replaced by characters that mean nothing to Markdown, one for one, so that every
place stays the same: a pipe in a tag then parts no cell, a blank in one ends no path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable

# Private-use characters that stand for what a tag becomes.
NOTHING = "\ue000"  # nothing at all: the quotes and filters around a path
SOMETHING = "\ue001"  # some text that cannot be known
BASE = "\ue002"  # the path that the site is served below
PIPE = "\ue003"  # a pipe that parts no cells

_FILLERS = re.compile(f"[{NOTHING}{SOMETHING}{BASE}{PIPE}]")


class Masked(NamedTuple):
    """A text with its tags masked, of the same length; ``code`` are the spans of blocks whose
    content is code, ``shown`` those of tags that have lines of their own."""

    text: str
    code: tuple[Span, ...] = ()
    shown: tuple[Span, ...] = ()


def _fill(text: str, filler: str) -> str:
    """As long as the text, of fillers; line ends stay."""
    return re.sub(r"[^\r\n]", filler, text)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


_LIQUID_PATH = re.compile(
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}\n]*)(?P=quote)\s*"
    r"\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:baseurl|url)"
    r"(?:\s*\|\s*prepend:\s*site\.url)?)\s*-?\}\}"
)
_LIQUID_BASE = re.compile(
    r"(?:\{\{-?\s*site\.(?:url|baseurl)(?:\s*\|\s*(?:escape|relative_url))?\s*-?\}\})+"
)
_LINE_TAG = r"[^{}%\n]*(?:\n[^{}%\n]*){0,20}"


def _liquid_output(match: re.Match[str]) -> str:
    text = match[0]
    if path := _LIQUID_PATH.fullmatch(text):
        start, end = path.span("path")
        before, after = _fill(text[1:start], NOTHING), _fill(text[end:], NOTHING)
        return BASE + before + path["path"] + after
    if _LIQUID_BASE.fullmatch(text):
        return _fill(text, BASE)
    return _fill(text, SOMETHING)


class _Language(NamedTuple):
    """``code``: blocks whose content is shown as it stands, or not at all; ``tag``: one tag, and
    what stands for it."""

    code: re.Pattern[str]
    tag: re.Pattern[str]
    output: Callable[[re.Match[str]], str]


def _unknown(match: re.Match[str]) -> str:
    return _fill(match[0], SOMETHING)


def _block(names: str) -> re.Pattern[str]:
    """``{% name … %} … {% endname %}``."""
    return re.compile(
        rf"\{{%-?\s*(?P<name>{names})\b[^%\n]*%\}}.*?\{{%-?\s*end(?P=name)\s*-?%\}}", re.DOTALL
    )


LANGUAGES = {
    # Jekyll and Eleventy: https://shopify.github.io/liquid/; Jekyll's own tags.
    "liquid": _Language(
        re.compile(
            _block("highlight|comment|codeblock|plantuml|mermaid").pattern
            # kramdown: what it leaves out
            + r"|^\{::comment\}.*?^\{:/(?:comment)?\}",
            re.DOTALL | re.MULTILINE,
        ),
        re.compile(rf"\{{\{{{_LINE_TAG}\}}\}}|\{{%{_LINE_TAG}%\}}"),
        _liquid_output,
    ),
    # Hexo: dist/plugins/tag, dist/extend/tag.js.
    "nunjucks": _Language(
        _block("codeblock|code"),
        re.compile(rf"\{{\{{{_LINE_TAG}\}}\}}|\{{%{_LINE_TAG}%\}}|\{{#[^#\n]*#\}}"),
        _unknown,
    ),
    # Hugo: parser/pageparser (shortcodes).
    "hugo": _Language(
        re.compile(
            r"\{\{(?P<open>[<%])\s*highlight\b.*?\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", re.DOTALL
        ),
        re.compile(
            r"\{\{<(?:[^{}\"`]|\"[^\"]*\"|`[^`]*`){0,4000}>\}\}|\{\{%(?:[^{}\"`]|\"[^\"]*\"|`[^`]*`){0,4000}%\}\}"
        ),
        _unknown,
    ),
    # Pelican: contents.py (_link_replacer). What stands behind is a file of the site.
    "pelican": _Language(
        re.compile(r"(?!)"),
        re.compile(r"\{(?:static|attach|filename)\}|\|(?:static|attach|filename)\|"),
        lambda match: _fill(match[0], BASE),
    ),
    # Zola: components/markdown/src/content.pest.
    "zola": _Language(
        re.compile(r"(?!)"),
        re.compile(
            r"\{\{\s*[A-Za-z_][\w:]*\((?:[^{}\"`']|\"[^\"]*\"|`[^`]*`|'[^']*'){0,4000}\)\s*\}\}"
            r"|\{%-?\s*(?:end|[A-Za-z_][\w:]*\((?:[^{}\"`']|\"[^\"]*\"|`[^`]*`|'[^']*'){0,4000}\))"
            r"\s*-?%\}"
        ),
        _unknown,
    ),
}

_LINE_ENDS = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<code>[^\n]{0,500}?</code>")


def mask(text: str, language: str, *, code_spans: bool = False) -> Masked:
    """The text with the tags of a template language masked; with ``code_spans``, also the pipes in
    code spans (kramdown and Python-Markdown parse those before tables)."""
    code: list[Span] = []
    shown: list[Span] = []
    known = LANGUAGES.get(language)
    if known and (language == "pelican" or "{{" in text or "{%" in text or "{::" in text):

        def hide(match: re.Match[str]) -> str:
            code.append(Span(*match.span()))
            return _blank(match[0])

        def replace(match: re.Match[str]) -> str:
            if not _alone(match):
                return output(match)
            shown.append(Span(*match.span()))
            return _blank(match[0])

        output = known.output
        text = known.code.sub(hide, text)
        text = known.tag.sub(replace, text)
    if code_spans and "|" in text and "`" in text:
        text = _CODE_SPAN.sub(lambda match: match[0].replace("|", PIPE), text)
    return Masked(text, tuple(code), tuple(shown))


def _alone(match: re.Match[str]) -> bool:
    """Whether a tag has its lines for itself."""
    text, start = match.string, match.start()
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return (start == 0 or text[start - 1] == "\n") and _LINE_ENDS.match(
        text, match.end()
    ) is not None


def unmask(text: str) -> str:
    """What is left of a masked text, without the fillers."""
    return _FILLERS.sub("", text)
