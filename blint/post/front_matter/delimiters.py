"""Where front matter begins and ends, by python-frontmatter's handlers."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from frontmatter.default_handlers import BaseHandler

from blint.lazy_regex import lazy

if TYPE_CHECKING:
    from blint.post.front_matter.model import Format, Missing


BRACELESS_JSON = "json without braces"


class Region(NamedTuple):
    """Where front matter stands: its text from ``start`` up to ``end``, the body's first character,
    and the language that the opening line names, if any."""

    start: int
    end: int
    body_start: int
    language: str = ""


class Handler(BaseHandler):
    """A python-frontmatter handler that knows places. ``swallows``: without a closing line all of
    the post is front matter; otherwise none of it is. ``absent`` says what it is then.
    ``half_closing`` matches the lines that close it for what reads the fields, and not for what
    reads the page."""

    swallows = False
    absent: "Missing" = "unclosed"
    half_closing: re.Pattern[str] | None = None

    def locate(self, text: str) -> Region | None:
        """Where the front matter stands that :meth:`detect` saw beginning; None if nothing closes
        it."""
        raise NotImplementedError

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body, both exact pieces of ``text``; raises ValueError when the closing
        line is missing."""
        region = self.locate(text)
        if region is None:
            raise ValueError("unclosed")
        return text[region.start : region.end], text[region.body_start :]


class GrayMatter(Handler):
    """gray-matter 4 (lib: index.js, parse.js): VitePress and other JavaScript generators.

    Opens with ``---`` at the very start, not followed by a fourth dash; the rest of that line
    names a language. Closes at the first line that starts with ``---``, or never.
    """

    FM_BOUNDARY = re.compile(r"\A---(?!-)")
    swallows = True

    def locate(self, text: str) -> Region | None:
        line_end, close = text.find("\n", 3), text.find("\n---", 3)
        if close < 0:
            return None
        # What follows the dashes on their line stays in the body; one line end goes.
        rest = re.compile(r"[ \t]*\r?\n").match(text, close + 4)
        body_start = rest.end() if rest else close + 4
        language = text[3:line_end].strip().lower()
        return Region(min(line_end, close) + 1, close + 1, body_start, language)


class Fence(Handler):
    """Front matter that two regular expressions describe: ``opening``, and ``whole`` from the
    start of the file up to the body, whose group ``data`` is the front matter's text."""

    def __init__(self, opening: str, whole: str) -> None:
        super().__init__(re.compile(opening), opening, opening)
        self._source = whole

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self._source, re.DOTALL | re.MULTILINE)

    def locate(self, text: str) -> Region | None:
        match = self._whole.match(text)
        return Region(*match.span("data"), match.end()) if match else None


def fenced(delimiter: str, before: str = "") -> Fence:
    """Front matter between two lines that hold the delimiter and nothing else but blanks;
    ``before`` is a regular expression for what may stand above it."""
    line = rf"{re.escape(delimiter)}[ \t]*(?:\r?\n|\Z)"
    return Fence(rf"\A{before}{line}", rf"\A{before}{line}(?P<data>.*?)^{line}")


class Braces(Handler):
    """Front matter that is a JSON object, from its opening brace to the one that closes it."""

    FM_BOUNDARY = lazy(r"\A\s*\{\s*[\"}]")

    def locate(self, text: str) -> Region | None:
        import json

        start = text.index("{")
        try:
            _, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            close = re.compile(r"^\}[ \t]*\r?$", re.MULTILINE).search(text, start)
            end = close.end() if close else len(text)
        return Region(start, end, end)


class Syntax(NamedTuple):
    """One way to write front matter: the handler that finds it, and how its text is read.

    ``any_case``: keys are read in small letters. ``unopened``: nothing opens it, so
    a text in its place is no front matter, though a list or what cannot be read is.
    ``tabs``: they count as blanks. ``text_keys``: no key may be a mapping, as in ``{{ name }}``.
    """

    handler: Handler
    format: "Format"
    any_case: bool = False
    unopened: bool = False
    tabs: bool = False
    text_keys: bool = False


GRAY_MATTER = Syntax(GrayMatter(), "yaml")
YAML = Syntax(fenced("---"), "yaml")
TOML = Syntax(fenced("+++"), "toml")
