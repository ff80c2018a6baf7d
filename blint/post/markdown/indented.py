"""Blocks that a line opens and whose Markdown is indented by four blanks: admonitions, tabs,
footnotes, definitions. Where the dialect does not know one, that is code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

    from blint.post.markdown.model import IndentedBlock

FIRST_CHARACTERS = "!?=[:"
_INDENT = 4  # columns

# What opens one: markdown/extensions (admonition.py, footnotes.py, def_list.py), pymdownx
# (details.py, tabbed.py). Nothing but the title stands in the line that opens the first three.
_TITLED: Mapping[IndentedBlock, re.Pattern[str]] = {
    "admonition": lazy(r"!!! ?[\w-][\w -]*+(?:\"[^\n]*\")? *$", re.MULTILINE),
    "details": lazy(r"\?{3}\+? ?(?=[\w\"-])[\w -]*+(?:\"[^\n]*\")? *$", re.MULTILINE),
    "tab": lazy(r"={3}(?:\+!?|!\+?)? +\"[^\n]*\" *$", re.MULTILINE),
}
_OTHERS: Mapping[IndentedBlock, re.Pattern[str]] = {
    "footnote": lazy(r"\[\^[^\]\n]*\]:[ \t]*"),
    "definition": lazy(r":[ \t]{1,3}(?=\S)"),
}


def add_rule(md: MarkdownIt, kinds: frozenset[IndentedBlock]) -> None:
    """Have a parser read blocks of these kinds."""
    openers = [(kind in _TITLED, {**_TITLED, **_OTHERS}[kind]) for kind in sorted(kinds)]

    def indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[start] + state.tShift[start]
        if state.is_code_block(start):
            return False
        for titled, opener in openers:
            if found := opener.match(state.src, begin, state.eMarks[start]):
                if not silent:
                    _read(state, start, end, 0 if titled else found.end())
                return True
        return False

    others = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "indented", indented, {"alt": others})


def _read(state: StateBlock, start: int, end: int, text: int) -> None:
    """Read the block that line ``start`` opens; the place where its ``text`` begins in that line is
    0 if it has a title there."""
    indent = state.sCount[start] + _INDENT
    last = _last_line(state, start, end, indent)
    token = state.push("indented_open" if text else "titled_open", "div", 1)
    token.map = [start, last]
    before = state.lineMax, state.blkIndent
    state.lineMax, state.blkIndent = last, indent
    if text:
        _read_with_first_line(state, start, last, text)
    else:
        state.md.block.tokenize(state, start + 1, last)
    state.lineMax, state.blkIndent = before
    state.push("indented_close", "div", -1)
    state.line = last


def _last_line(state: StateBlock, start: int, end: int, indent: int) -> int:
    """The line after the last one that belongs to the block, blank lines at its end left out."""
    last = start + 1
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < indent:
            break
        last = line + 1
    return last


def _read_with_first_line(state: StateBlock, start: int, last: int, text: int) -> None:
    """Read a block whose ``text`` begins in its first line, as if that were indented, too."""
    before = state.tShift[start], state.sCount[start]
    state.tShift[start], state.sCount[start] = text - state.bMarks[start], state.blkIndent
    state.md.block.tokenize(state, start, last)
    state.tShift[start], state.sCount[start] = before
