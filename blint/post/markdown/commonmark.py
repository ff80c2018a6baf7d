"""markdown-it-py, set up for a dialect, and told to note places.

It gives inline tokens no positions. Some of its own rules are wrapped to note them: ``image``,
``html_inline`` and ``backticks`` write the offsets within the block's content into ``token.meta``,
``link`` writes where its address begins, and ``table`` where each cell stands.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_block.table import table as gfm_table
from markdown_it.rules_inline import StateInline, backtick, html_inline, image, link

from blint.lazy_regex import lazy
from blint.post import shortcuts
from blint.post.markdown import html, indented
from blint.post.markdown.blocks import split_row, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.rules_block import StateBlock

    from blint.post.markdown.model import Dialect

    BlockRule = Callable[[StateBlock, int, int, bool], bool]

MAX_NESTING = 100  # as in markdown-it's default preset; the commonmark preset has 20


def parser(dialect: Dialect) -> MarkdownIt:
    """The parser for a dialect."""
    return _parser(dialect, shortcuts.taken("dispatch"))


@cache
def _parser(dialect: Dialect, dispatch: bool) -> MarkdownIt:
    """The commonmark preset with tables, and what a dialect has besides. kramdown and
    Python-Markdown want a blank line before a table."""
    md = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    # file: is refused by some generators and linked to by others; no reader has that file.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    md.core.ruler.enableOnly(["normalize", "block"])
    md.disable(["emphasis"])  # no image or tag depends on it
    interrupts = ["paragraph", "reference"] if dialect.tables == "gfm" else []
    interrupts += ["blockquote"] if dialect.outdented_tables else []
    md.block.ruler.at("table", _table(dialect), {"alt": interrupts})
    md.inline.ruler.at("image", _with_place(image))
    md.inline.ruler.at("link", _link)
    md.inline.ruler.at("html_inline", _with_place(html_inline))
    md.inline.ruler.at("backticks", _with_place(backtick))
    if dialect.bare_addresses:
        md.inline.ruler.after("text", "address", _with_place(_address))
    if dialect.containers:
        from mdit_py_plugins.container import container_plugin

        container_plugin(md, "any", validate=_opens_container)
    if dialect.indented:
        indented.add_rule(md, dialect.indented)
    if dialect.jsx or not dialect.indented_code:
        md.disable(["code"])
    if dialect.jsx:
        md.block.ruler.before("html_block", "comment", _comment_block, {"alt": ["paragraph"]})
        md.block.ruler.at(
            "html_block", _html_comment, {"alt": ["paragraph", "reference", "blockquote"]}
        )
        md.inline.ruler.before("html_inline", "comment", _comment)
        md.inline.ruler.before("html_inline", "jsx", _jsx)
    if dispatch:
        md.block.ruler.at("lheading", _underlined_heading)
        md.block.ruler = _ByFirstCharacter(md.block.ruler)
    return md


# The characters that a block rule wants first in a line (markdown_it.rules_block; the plugins').
_FIRST_CHARACTERS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "container_any": ":",
    "indented": indented.FIRST_CHARACTERS,
    "comment": "{",
}
_UNDERLINE = re.compile(r"[-=][ \t]*$", re.MULTILINE)
_LOOKED_AHEAD = 2000  # characters that are looked through for an underline


class _ByFirstCharacter(Ruler["BlockRule"]):
    """A chain of block rules as one rule, which asks only those that a line can start."""

    def __init__(self, ruler: Ruler[BlockRule]) -> None:
        super().__init__()
        self._names = ruler.get_active_rules()
        names = dict(zip(ruler.getRules(""), self._names, strict=True))
        chains = ("", "paragraph", "reference", "blockquote", "list")
        self._chains = {
            chain: [_dispatch([(names[rule], rule) for rule in ruler.getRules(chain)])]
            for chain in chains
        }

    def getRules(self, chainName: str = "") -> list[BlockRule]:  # noqa: N802, N803 - the base's
        return self._chains.get(chainName, [])

    def get_active_rules(self) -> list[str]:
        return self._names


def _dispatch(rules: list[tuple[str, BlockRule]]) -> BlockRule:
    others = [rule for name, rule in rules if name not in _FIRST_CHARACTERS]
    known = set("".join(_FIRST_CHARACTERS.values()))
    by_character = {
        character: [
            rule for name, rule in rules if character in _FIRST_CHARACTERS.get(name, character)
        ]
        for character in known
    }

    def first_of(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        position = state.bMarks[start] + state.tShift[start]
        character = state.src[position : position + 1]
        rules = by_character.get(character, others)
        return any(rule(state, start, end, silent) for rule in rules)

    return first_of


def _underlined_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's rule, asked only where a line may be an underline."""
    begin = state.bMarks[start]
    stop = state.src.find("\n\n", begin, begin + _LOOKED_AHEAD)
    possible = stop < 0 or _UNDERLINE.search(state.src, begin, stop)
    return bool(possible) and lheading(state, start, end, silent)


# MDX's comments, in which there are neither images nor elements.
_COMMENT = lazy(r"\{\s{0,100}/\*.{0,5000}?\*/\s{0,100}\}", re.DOTALL)


_LONGEST_COMMENT = 5300  # characters, blanks included


def _comment_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """The comment that begins at a place; its end is looked for first, which is much faster."""
    closed = text.startswith("{", start) and text.find("*/", start, start + _LONGEST_COMMENT) >= 0
    return _COMMENT.match(text, start, end) if closed else None


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    match = _comment_at(state.src, begin, state.eMarks[end - 1])
    if match is None:
        return False
    rest = state.src.find("\n", match.end())
    if state.src[match.end() : rest if rest >= 0 else None].strip():
        return False
    if not silent:
        state.line = start + match[0].count("\n") + 1
    return True


def _comment(state: StateInline, silent: bool) -> bool:
    del silent
    match = _comment_at(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.pos = match.end()
    return True


# An address in running text, as linkify-it has it (lib/re.mjs): only one with a path, for the name
# of a host swallows nothing. Each step begins with another character, so none is tried twice.
_ADDRESS = lazy(
    r"(?:[^\s@/<>()\[\]]{1,100}@)?[^\W_](?:[\w.-]{0,250}[^\W_])?(?::\d{1,5})?(?=[/?#])"
    r"(?:[^\s\x00-\x1f\x7f<>｜()\[\]{}.,;!?\"'-]|\[[^\s\]]*\]|\([^\s)]*\)|\{[^\s}]*\}"
    r"|\"[^\s\"]+\"|'[^\s']+'|'(?=[\w-])|\.\.+[A-Za-z0-9%/&]|\.(?![\s.]|$)|-+"
    r"|[,;](?!\s|$)|!+(?![\s!]|$)|\?(?![\s?]|$))++"
)
_SCHEME = lazy(r"(?:^|[^a-z0-9.+-])(https?|ftp)$", re.IGNORECASE)
_LONGEST_SCHEME = 6  # and the character before it


def _address(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule ``linkify``, for its option of that name."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    found = scheme and _ADDRESS.match(state.src, state.pos + 3, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("address", "a", 0)
    state.pos = found.end()
    return True


def _html_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The only block of HTML in MDX: between tags, Markdown goes on."""
    begin = state.bMarks[start] + state.tShift[start]
    return state.src.startswith("<!--", begin) and html_block(state, start, end, silent)


_UNCLOSED = "unclosed tag"


def _jsx(state: StateInline, silent: bool) -> bool:
    """A tag with expressions in braces."""
    # What nothing closes is looked for once in a text.
    if state.src[state.pos] != "<" or state.env.get(_UNCLOSED) is state.src:
        return False
    end = html.jsx_tag_end(state.src, state.pos, state.posMax)
    if end is None:
        state.env[_UNCLOSED] = state.src
    if not end:
        return False
    if not silent:
        token = state.push("html_inline", "", 0)
        token.meta["place"] = (state.pos, end)
        token.content = state.src[state.pos : end]
    state.pos = end
    return True


def _with_place(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """An inline rule that notes in ``token.meta["place"]`` where its token begins and ends."""

    def with_place(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and len(state.tokens) > count:
            state.tokens[-1].meta["place"] = (start, state.pos)
        return True

    return with_place


def _link(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule, which notes in ``token.meta["link"]`` where the link begins, where its
    text ends, and where it ends."""
    start, count = state.pos, len(state.tokens)
    if state.src[start] != "[":
        return False
    text_end = state.md.helpers.parseLinkLabel(state, start, True)
    if not link(state, silent):
        return False
    if not silent:
        opening = next(t for t in state.tokens[count:] if t.type == "link_open")
        opening.meta["link"] = (start, text_end, state.pos)
    return True


def _opens_container(info: str, markup: str) -> bool:
    """Whether ``:::`` opens a container: some name has to follow it. Sites add names of their own,
    so any name will do."""
    del markup
    return info.strip()[:1].isalpha()


def _table(dialect: Dialect) -> BlockRule:
    """markdown-it's rule, which notes places and splits the cells as the dialect does."""

    def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        indent, count = state.blkIndent, len(state.tokens)
        if dialect.outdented_tables and start + 1 < end:
            state.blkIndent = max(min(indent, *state.sCount[start : start + 2]), 0)
        found = gfm_table(state, start, end, silent)
        state.blkIndent = indent
        if found and not silent:
            _note_cells(state, count, dialect)
        return found

    return table


def _note_cells(state: StateBlock, first: int, dialect: Dialect) -> None:
    """Note where the rows and cells of the table stand whose tokens begin with the ``first``."""
    cells: Iterator[tuple[int, int, str]] = iter(())
    rows = []
    for token in state.tokens[first:]:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
            begin = state.bMarks[line] + state.tShift[line]
            row = split_row(state.src, begin, state.eMarks[line], paired=dialect.paired_backslashes)
            rows.append((begin, state.eMarks[line], row))
            cells = iter(row)
        elif token.type == "inline":
            cell = token.meta["cell"] = next(cells, None)
            if dialect.paired_backslashes:
                token.content = unescaped(cell[2]) if cell else ""
    state.tokens[first].meta["rows"] = rows
