"""Texts of a blog in a TOML file: a text stays within its quotes, and a comment within its line."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    """A text as a basic string of TOML, in one line (TOML 1.0, String)."""
    return escaped(json.dumps(text, ensure_ascii=False))


def escaped(text: str) -> str:
    """A text with what cannot be seen as TOML escapes it."""
    return "".join(c if c.isprintable() else _escape(ord(c)) for c in text)


def _escape(code: int) -> str:
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
