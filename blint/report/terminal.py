"""Text that is safe to print, and what the stream it goes to can show.

Posts and file names are written by others: what they hold must neither move the cursor, nor
reorder the line, nor hide, nor be a command to what reads the output: the runner of GitHub Actions
(src/Runner.Common/ActionCommand.cs), the agent of Azure Pipelines (Command.cs, TryParse). Which one
that is cannot be told from inside a container, so commands are broken everywhere.
"""

from __future__ import annotations

import contextlib
import os
import re
from functools import cache
from typing import TextIO

# What has no shape of its own: controls but the tab, format characters, fillers, separators,
# surrogates and noncharacters. Variation selectors stay, they only choose a shape.
_SHAPELESS = (
    r"\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
# Those of them that Python calls printable.
_FILLERS = "\u034f\u115f\u3164\uffa0"
# Joiners are ordinary between the parts of an emoji and in the scripts from Arabic to Balinese.
_JOINED = r"\xa9\xae\u0600-\u1aff\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff"


# Patterns with ranges this long take milliseconds to compile, so that waits until one is needed.
@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<flag>\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]+\U000e007f)"
        rf"|[{_SHAPELESS}]|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
    )


_SHORT = {"\n": r"\n", "\r": r"\r"}

# Both look for their commands culture-sensitively: characters without weight do not part them.
# Besides the shapeless ones these are marks and signs of notation, all that ICU 78 gives no weight.
_WEIGHTLESS = _SHAPELESS + (
    r"\u0488-\u0489\u0591-\u05af\u05bd\u05c4-\u05c5\u0600-\u0605\u0610-\u061a\u0640\u06d6-\u06dd"
    r"\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u070f\u0740\u0743-\u0744\u0747-\u074a\u07fa"
    r"\u0890-\u0891\u0898-\u089d\u08ca-\u08e2\u08ea-\u08ef\u08f3\u0951-\u0952\u0f18-\u0f19\u0f35"
    r"\u0f37\u0f3e-\u0f3f\u0f86-\u0f87\u0fc6\u17b4-\u17b5\u17d3\u180a-\u180f\u1a7f\u1b6b-\u1b73"
    r"\u1cd0-\u1ce8\u1cf4\u1cf7-\u1cf9\u200c-\u200d\u2d7f\ua670-\ua672\ua8e0-\ua8f1\ufe00-\ufe0f"
    r"\ufe21\ufe23-\ufe26\ufe28\ufe2a-\ufe2d\ufe2f\ufe73\U000102e0\U00010efb"
    r"\U00010efd-\U00010eff\U000110bd\U000110cd\U00011366-\U0001136c\U00011370-\U00011374"
    r"\U000113e1-\U000113e2\U00013430-\U00013440\U00013447-\U00013455\U00016fe4"
    r"\U0001cf00-\U0001cf2d\U0001cf30-\U0001cf46\U0001d165-\U0001d169\U0001d16d-\U0001d182"
    r"\U0001d185-\U0001d18b\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001da36"
    r"\U0001da3b-\U0001da6c\U0001da75\U0001da84\U0001da9b-\U0001da9f\U0001daa1-\U0001daaf"
    r"\U0001e8d0-\U0001e8d6\U000e0100-\U000e01ef"
)


@cache
def _command() -> re.Pattern[str]:
    return re.compile(
        rf"((?:^|(?<=[\r\n]))[\s{_WEIGHTLESS}]*)(?=:[{_WEIGHTLESS}]*:[{_WEIGHTLESS}]*[a-zA-Z])"
    )


@cache
def _bracketed(agent: bool = False) -> re.Pattern[str]:
    """Commands in brackets; those of the agent alone, or all."""
    light = f"[{_WEIGHTLESS}]*"
    vso = light.join(("(?:v", "s", "o", ")" if agent else ")?"))
    return re.compile(rf"(#{light}#{light}{vso})\[", re.IGNORECASE)


_LETTER = re.compile("[0-9A-Za-z]")


# What may end a line, or not begin one, when text is wrapped.
_WIDE = (
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7a3"),
    ("\uf900", "\ufaff"),
    ("\ufe30", "\ufe4f"),
    ("\uff01", "\uffe6"),
    ("\U00020000", "\U0003ffff"),
)
_OPENING = "（［｛《〈「『【〔“‘"
_CLOSING = "）］｝》〉」』】〕”’，。、；：！？…～"


# In the kinds of characters: blanks, or what stands together.
_WORD = r"[bB]+|[oO]*(?:[noc]+|[NOCB])[cC]*"


@cache
def _kind(character: str) -> str:
    """A letter for how a character wraps: blank, opening, closing or none of these; in capitals
    when it is wide."""
    if character.isspace():
        kind = "b"
    else:
        kind = "o" if character in _OPENING else "c" if character in _CLOSING else "n"
    wide = any(first <= character <= last for first, last in _WIDE)
    return kind.upper() if wide else kind


_STROKES = "─│╰╯├┬…"
_PIPE_COLUMNS = 100
_FEWEST_COLUMNS = 40


def visible(text: str) -> str:
    r"""The text with all that cannot be seen as escapes (``\x1b``, ``\u202e``, ``\n``)."""
    if _is_visible(text):
        return text
    return _hidden().sub(lambda found: found["flag"] or _escape(found[0]), text)


def _is_visible(text: str) -> bool:
    """Whether all can be seen, as far as that is plain: False asks for a closer look."""
    return text.isprintable() and not any(filler in text for filler in _FILLERS)


def glyphs(text: str) -> list[str]:
    """How each character of a text is shown; joined, the text as `visible` has it.

    ``##[`` is broken here, too, so that a caret still stands under its place.
    """
    shown = list(text)
    for found in () if _is_visible(text) else _hidden().finditer(text):
        if not found["flag"]:
            shown[found.start()] = _escape(found[0])
    if _may_be_bracketed(text):
        for found in _bracketed().finditer(text):
            shown[found.end() - 1] = r"\["
    return shown


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return _SHORT.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def no_commands(line: str) -> str:
    """The line, changed where it would be taken for a command: ``::name::`` at its start,
    ``##[name]`` and ``##vso[name]`` anywhere in it."""
    if _may_be_command(line):
        line = _command().sub(r"\1\\", line)
    return no_brackets(line)


def no_brackets(line: str, *, agent: bool = False) -> str:
    """The same for commands in brackets alone; for those of the agent of Azure alone, where a line
    is known to be a command to GitHub's runner."""
    return _bracketed(agent).sub(r"\1\\[", line) if _may_be_bracketed(line) else line


def _may_be_command(line: str) -> bool:
    """False where it is plain that nothing but a letter or a digit comes before a colon."""
    if line.count(":") < 2:
        return False
    return "\n" in line or "\r" in line or not _LETTER.search(line, 0, line.index(":"))


def _may_be_bracketed(line: str) -> bool:
    return "[" in line and line.count("#") > 1


def prepare(stream: TextIO) -> None:
    """Make a standard stream show what its encoding lacks as an escape, instead of raising."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        with contextlib.suppress(OSError, ValueError):
            reconfigure(errors="backslashreplace")


def encodable(text: str, stream: TextIO) -> str:
    """The text as a prepared stream shows it, for measuring what will be printed."""
    encoding = getattr(stream, "encoding", None)
    if not encoding or text.isascii():
        return text
    try:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except (LookupError, UnicodeError):
        return text


def can_draw(stream: TextIO) -> bool:
    """Whether the encoding of the stream has box drawing characters."""
    return encodable(_STROKES, stream) == _STROKES


def wants_colour(stream: TextIO) -> bool:
    """Colour goes to terminals; NO_COLOR forbids it anywhere, FORCE_COLOR asks for it anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "") not in ("", "0", "false"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def read_by_a_person(stream: TextIO) -> bool:
    """Whether a person reads the stream as it is written: a terminal, and not one that a CI service
    makes up for its log (those that do set ``CI``)."""
    return stream.isatty() and not in_ci()


def in_ci() -> bool:
    """Whether a CI service runs this, as far as its environment tells; Azure has a name of its
    own."""
    return any(os.environ.get(name, "") not in ("", "0", "false") for name in ("CI", "TF_BUILD"))


def columns(stream: TextIO) -> int:
    """The width to write for: COLUMNS when set, else the terminal's, else 100."""
    asked = os.environ.get("COLUMNS", "")
    width = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    if not width and stream.isatty():
        with contextlib.suppress(OSError, ValueError):
            width = os.get_terminal_size(stream.fileno()).columns
    return max(width or _PIPE_COLUMNS, _FEWEST_COLUMNS)


def cells(text: str) -> int:
    """How many cells of a terminal a text takes. rich knows; what is plain takes one each."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most that many cells, broken at blanks and between Chinese characters.

    Punctuation stays with what it closes or opens; what is too long for any line is chopped.
    """
    if "\u200d" not in text and "\ufe0f" not in text and cells(text) <= width:
        return [text.rstrip()] if text.strip() else []
    lines = [""]
    used = 0
    for found in re.finditer(_WORD, "".join(map(_kind, text))):
        word = text[found.start() : found.end()]
        if used + cells(word.rstrip()) <= width:
            lines[-1] += word
            used += cells(word)
        else:
            from rich.cells import chop_cells

            lines += chop_cells(word, max(width, 2)) or [word]
            used = cells(lines[-1])
    return [line.rstrip() for line in lines if line.strip()]
