"""Template languages that are run before Markdown, or whose tags Markdown does not see.

Their tags are replaced by characters that mean nothing to Markdown, one for one, so that every
place stays the same: a pipe in a tag then parts no cell, a blank in one ends no path.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from blint.model import Span
from blint.post.markdown.model import TemplateLanguage

# Private-use characters that stand for what a tag becomes.
NOTHING = "\ue000"  # nothing at all: the quotes and filters around a path
SOMETHING = "\ue001"  # some text that cannot be known
BASE = "\ue002"  # the path that the site is served below
PIPE = "\ue003"  # a pipe that parts no cells

_NO_FILLERS = dict.fromkeys(map(ord, (NOTHING, SOMETHING, BASE, PIPE)))


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


_LIQUID_PATH = (
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}\n]*)(?P=quote)\s*"
    r"\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:baseurl|url)"
    r"(?:\s*\|\s*prepend:\s*site\.url)?)\s*-?\}\}"
)
_LIQUID_BASE = r"(?:\{\{-?\s*site\.(?:url|baseurl)(?:\s*\|\s*(?:escape|relative_url))?\s*-?\}\})+"
_LINE_TAG = r"[^{}%\n]*(?:\n[^{}%\n]*){0,20}"


def _liquid_output(match: re.Match[str]) -> str:
    text = match[0]
    if path := re.fullmatch(_LIQUID_PATH, text):
        start, end = path.span("path")
        before, after = _fill(text[1:start], NOTHING), _fill(text[end:], NOTHING)
        return BASE + before + path["path"] + after
    if re.fullmatch(_LIQUID_BASE, text):
        return _fill(text, BASE)
    return _fill(text, SOMETHING)


class _Language(NamedTuple):
    """Regular expressions, compiled on first use. ``opening`` begins a block whose content is shown
    as it stands, or not at all, and ``closing`` ends it, ``NAME`` in it being the opening's group
    ``name``; ``tag`` is one tag, and ``output`` what stands for it."""

    tag: str
    output: Callable[[re.Match[str]], str]
    opening: str = ""
    closing: str = ""


def _unknown(match: re.Match[str]) -> str:
    return _fill(match[0], SOMETHING)


_ARGUMENTS = r"(?:[^{}\"`']|\"[^\"]*\"|`[^`]*`|'[^']*'){0,4000}"
_TO_THE_END = r"(?:[^{}\"`]|\"[^\"]*\"|`[^`]*`){0,4000}"
_END = r"\{%-?\s*endNAME\s*-?%\}"

LANGUAGES: Mapping[TemplateLanguage, _Language] = {
    # Jekyll and Eleventy: https://shopify.github.io/liquid/; Jekyll's own tags, and what kramdown
    # leaves out.
    "liquid": _Language(
        rf"\{{\{{{_LINE_TAG}\}}\}}|\{{%{_LINE_TAG}%\}}",
        _liquid_output,
        r"\{%-?\s*(?P<name>highlight|comment|codeblock|plantuml|mermaid)\b[^%\n]*%\}"
        r"|^\{::comment\}",
        rf"{_END}|^\{{:/(?:comment)?\}}",
    ),
    # Hexo: dist/plugins/tag, dist/extend/tag.js.
    "nunjucks": _Language(
        rf"\{{\{{{_LINE_TAG}\}}\}}|\{{%{_LINE_TAG}%\}}|\{{#[^#\n]*#\}}",
        _unknown,
        r"\{%-?\s*(?P<name>codeblock|code)\b[^%\n]*%\}",
        _END,
    ),
    # Hugo: parser/pageparser (shortcodes).
    "hugo": _Language(
        rf"\{{\{{<{_TO_THE_END}>\}}\}}|\{{\{{%{_TO_THE_END}%\}}\}}",
        _unknown,
        r"\{\{[<%]\s*highlight\b",
        r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    ),
    # Pelican: contents.py (_link_replacer). What stands behind is a file of the site.
    "pelican": _Language(
        r"\{(?:static|attach|filename)\}|\|(?:static|attach|filename)\|",
        lambda match: _fill(match[0], BASE),
    ),
    # Zola: components/markdown/src/content.pest.
    "zola": _Language(
        rf"\{{\{{\s*[A-Za-z_][\w:]*\({_ARGUMENTS}\)\s*\}}\}}"
        rf"|\{{%-?\s*(?:end|[A-Za-z_][\w:]*\({_ARGUMENTS}\))\s*-?%\}}",
        _unknown,
    ),
}


def _blocks(text: str, language: _Language) -> Iterator[Span]:
    """The blocks that a language shows as they stand. What nothing closes is looked for once."""
    if not language.opening:
        return
    opening, position = re.compile(language.opening, re.MULTILINE), 0
    unclosed: set[str] = set()
    while begin := opening.search(text, position):
        position = begin.end()
        name = begin["name"] or "" if "name" in opening.groupindex else ""
        if name in unclosed:
            continue
        closing = re.compile(language.closing.replace("NAME", name or "(?!)"), re.MULTILINE)
        if end := closing.search(text, position):
            position = end.end()
            yield Span(begin.start(), position)
        else:
            unclosed.add(name)


_CODE_SPAN = r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<code>[^\n]{0,500}?</code>"


def mask(text: str, language: TemplateLanguage, *, code_spans: bool = False) -> Masked:
    """The text with the tags of a template language masked; with ``code_spans``, also the pipes in
    code spans (kramdown and Python-Markdown parse those before tables)."""
    code: list[Span] = []
    shown: list[Span] = []
    known = LANGUAGES.get(language)
    if known and (language == "pelican" or "{{" in text or "{%" in text or "{::" in text):

        def replace(match: re.Match[str]) -> str:
            if not _alone(match):
                return output(match)
            shown.append(Span(*match.span()))
            return _blank(match[0])

        output = known.output
        code += _blocks(text, known)
        text = _blanked(text, code)
        text = re.sub(known.tag, replace, text)
    if code_spans and "|" in text and "`" in text:
        text = re.sub(_CODE_SPAN, lambda match: match[0].replace("|", PIPE), text)
    return Masked(text, tuple(code), tuple(shown))


def _blanked(text: str, spans: list[Span]) -> str:
    """The text with blanks for what stands at the spans, which are in order."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], _blank(text[start:end])]
        done = end
    return "".join((*pieces, text[done:]))


def _alone(match: re.Match[str]) -> bool:
    """Whether a tag has its lines for itself."""
    text, start, end = match.string, match.start(), match.end()
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t\r":
        end += 1
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def unmask(text: str) -> str:
    """What is left of a masked text, without the fillers."""
    return text.translate(_NO_FILLERS)
