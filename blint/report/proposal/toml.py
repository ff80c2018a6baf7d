"""A proposed configuration as the text of a TOML file. Whatever stands in the blog's posts, a text
stays within its quotes and a comment within its line."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from blint.report.proposal.escape import quoted
from blint.report.proposal.model import Reason
from blint.report.proposal.wording import ending, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from blint.report.proposal.model import Item, Line, Proposal

_WIDTH = 100  # characters of a line
_TABLES = ("", "site", "rules")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def render(proposal: Proposal, language: str) -> str:
    """The text of the file, its comments in the language."""
    lines = [*_comment(words(Reason("title"), language)), ""]
    for table in _TABLES:
        settings = [line for line in proposal.lines if line.table == table]
        if table and settings:
            lines += ["", f"[{table}]"]
        for setting in settings:
            lines += _setting(setting, language)
        if not table:
            lines += [text for note in proposal.notes for text in _comment(words(note, language))]
    lines += ["", *(line for text in ending(proposal, language) for line in _comment(text)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _comment(text: str) -> list[str]:
    """A text as lines of comment; what is set off at its beginning stays one line."""
    if text.startswith(" "):
        return [f"# {text}"]
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2, break_long_words=False)]


def _setting(line: Line, language: str) -> Iterator[str]:
    for reason in line.reasons:
        yield from _comment(words(reason, language))
    key = ".".join(step if _BARE.fullmatch(step) else quoted(step) for step in line.key)
    if isinstance(line.value, str):
        yield f"{key} = {quoted(line.value)}"
        return
    if isinstance(line.value, int):
        yield f"{key} = {line.value}"
        return
    together = f"{key} = [{', '.join(quoted(item.text) for item in line.value)}]"
    if len(together) <= _WIDTH and not any(item.reason for item in line.value):
        yield together
        return
    yield f"{key} = ["
    yield from _items(line.value, language)
    yield "]"


def _items(items: Sequence[Item], language: str) -> Iterator[str]:
    for item in items:
        because = f"  # {words(item.reason, language)}" if item.reason else ""
        yield f"    {quoted(item.text)},{because}"
