"""A proposed configuration as the text of a TOML file. Whatever stands in the blog's posts, a text
stays within its quotes and a comment within its line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from blint.report.proposal.model import Item, Line, Proposal

_WIDTH = 100  # characters of a line
_TABLES = ("", "site", "rules")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def render(proposal: Proposal, language: str) -> str:
    """The text of the file, its comments in the language."""
    from blint.report.proposal.model import Reason
    from blint.report.proposal.wording import ending, words

    lines = [*_comment(words(Reason("title"), language)), ""]
    for table in _TABLES:
        settings = [line for line in proposal.lines if line.table == table]
        if table and settings:
            lines += ["", f"[{table}]"]
        for setting in settings:
            lines += _setting(setting, language)
        if not table:
            lines += [text for note in proposal.notes for text in _comment(words(note, language))]
    lines += ["", *(f"# {text}" for text in ending(proposal, language)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _comment(text: str) -> list[str]:
    return [f"# {text}"]


def _setting(line: Line, language: str) -> Iterator[str]:
    from blint.report.proposal.wording import words

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
    from blint.report.proposal.wording import words

    for item in items:
        because = f"  # {words(item.reason, language)}" if item.reason else ""
        yield f"    {quoted(item.text)},{because}"


def quoted(text: str) -> str:
    """A text as a basic string of TOML, in one line (TOML 1.0, String)."""
    return escaped(json.dumps(text, ensure_ascii=False))


def escaped(text: str) -> str:
    """A text with what cannot be seen as TOML escapes it."""
    return "".join(c if c.isprintable() else _escape(ord(c)) for c in text)


def _escape(code: int) -> str:
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
