"""A post's front matter: found, parsed, and every key and value with its exact place.

python-frontmatter's handlers say where front matter starts and ends; the YAML nodes say where
things stand. Values are read as the site's generator reads them, not as PyYAML would.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from frontmatter.default_handlers import BaseHandler

from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blint.post.text import Text


class Region(NamedTuple):
    """Where front matter stands: its text from ``start`` up to ``end``, the body's first character,
    and the language that the opening line names, if any."""

    start: int
    end: int
    body_start: int
    language: str = ""


class Handler(BaseHandler):
    """A python-frontmatter handler that knows places. ``swallows``: without a closing line all of
    the post is front matter; otherwise none of it is."""

    swallows = False

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

    FM_BOUNDARY = re.compile(r"\A\s*\{\s*[\"}]")

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

    ``any_case``: keys are read in small letters. ``mappings_only``: what holds no fields is text.
    ``tabs``: they count as blanks.
    """

    handler: Handler
    format: str  # yaml | toml | json | meta | dotted
    any_case: bool = False
    mappings_only: bool = False
    tabs: bool = False


GRAY_MATTER = Syntax(GrayMatter(), "yaml")
YAML = Syntax(fenced("---"), "yaml")
TOML = Syntax(fenced("+++"), "toml")


class Node:
    """A value of the front matter. ``value`` is plain Python; a date that does not exist on the
    calendar is a :class:`BadDate`. ``plain`` tells an unquoted scalar."""

    def __init__(
        self,
        span: Span,
        value: object,
        plain: bool = False,
        entries: dict[str, Entry] | None = None,
        items: list[Node] | None = None,
    ) -> None:
        self.span = span
        self.value = value
        self.plain = plain
        self.entries = entries
        self.items = items


class Entry(NamedTuple):
    """A key with its value."""

    key: str
    key_span: Span
    node: Node


class Problem(NamedTuple):
    """Why front matter is missing or cannot be read: a message variant, its values, a place."""

    variant: str
    span: Span
    values: Mapping[str, object] = {}


class FrontMatter:
    """``missing`` or ``invalid`` is set when there is nothing to look at; otherwise ``root`` is."""

    def __init__(
        self, span: Span, body_start: int, form: str = "yaml", missing: Problem | None = None
    ) -> None:
        self.span = span
        self.body_start = body_start
        self.format = form
        self.missing = missing
        self.invalid: Problem | None = None
        self.root: Node | None = None
        self.duplicates: list[tuple[Entry, Entry]] = []

    @property
    def data(self) -> dict[str, object]:
        """The front matter as a plain mapping, empty when there is none to read."""
        return self.root.value if self.root and isinstance(self.root.value, dict) else {}

    def find(self, path: str) -> list[tuple[str, Node, Entry | None]]:
        """What stands at a dotted path: for each candidate the concrete path, the mapping that
        should hold the last key, and its entry or None.

        ``co_authors[].github`` looks into every item of a list. A step that leads nowhere ends
        the search at the mapping where it failed.
        """
        if self.root is None:
            return []
        found: list[tuple[str, Node, Entry | None]] = [("", self.root, None)]
        for step in path.split("."):
            found = [hit for place in found for hit in _step(place, step)]
        return found

    def scalars(self) -> Iterator[tuple[str, Entry | None, Node]]:
        """Every scalar with its path; the entry is None inside a list."""
        if self.root is not None:
            yield from _scalars("", None, self.root)


def _step(
    place: tuple[str, Node, Entry | None], step: str
) -> Iterator[tuple[str, Node, Entry | None]]:
    before, holder, entry = place
    if entry is not None:
        holder = entry.node
    elif before:
        yield place  # an earlier step was absent already
        return
    name, each = (step[:-2], True) if step.endswith("[]") else (step, False)
    path = f"{before}.{name}" if before else name
    next_entry = (holder.entries or {}).get(name)
    if next_entry is None:
        yield path, holder, None
    elif each and next_entry.node.items is not None:
        for number, item in enumerate(next_entry.node.items):
            yield f"{path}[{number}]", item, Entry(name, next_entry.key_span, item)
    else:
        yield path, holder, next_entry


def _scalars(
    path: str, entry: Entry | None, node: Node
) -> Iterator[tuple[str, Entry | None, Node]]:
    if node.entries is not None:
        for key, child in node.entries.items():
            yield from _scalars(f"{path}.{key}" if path else key, child, child.node)
    elif node.items is not None:
        for number, item in enumerate(node.items):
            yield from _scalars(f"{path}[{number}]", None, item)
    else:
        yield path, entry, node


def read_front_matter(text: Text, syntaxes: tuple[Syntax, ...], yaml_dialect: str) -> FrontMatter:
    """Find and parse the front matter of a post, as a generator with these syntaxes does.

    ``yaml_dialect`` is ``"1.1"`` (PyYAML, Psych), ``"1.2"`` (js-yaml) or ``"core"`` (YAML 1.2
    without dates).
    """
    characters = text.characters
    for syntax in syntaxes:
        if not syntax.handler.detect(characters):
            continue
        region = syntax.handler.locate(characters)
        if region is None:
            end = len(characters) if syntax.handler.swallows else 0
            return _absent(text, "unclosed", body_start=end)
        found = _parse(text, syntax, region, yaml_dialect)
        if found is not None:
            return found
    return _absent(text, *_lookalike(characters, syntaxes))


def _absent(text: Text, variant: str, line: int = 1, *, body_start: int = 0) -> FrontMatter:
    problem = Problem(variant, text.line_span(line))
    return FrontMatter(Span(0, body_start), body_start, missing=problem)


_FENCED = (
    r"(?m)^(?P<indent>[ \t]*)(?P<fence>-{3,}|\+{3}|—+|–+)[^\n]*\n(?:[ \t]*(?:\#.*)?\r?\n)*"
    r"[ \t]*[\"']?[\w-]+[\"']?[ \t]*[:=]"
)


def _lookalike(characters: str, syntaxes: tuple[Syntax, ...]) -> tuple[str, int]:
    """The variant and 1-based line of what was meant as front matter and is not read as such."""
    head = characters[:4000]
    match = re.search(_FENCED, head)
    if match is None:
        return "none", 1
    before = head[: match.start()]
    line = before.count("\n") + 1
    fence = match["fence"]
    if before.strip():
        # Only what stands near the top and is closed again was meant as front matter.
        closed = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE).search(head, match.end())
        return ("not-first", line) if line <= 20 and closed else ("none", 1)
    if (fence.startswith("-") and len(fence) > 3) or fence[0] in "—–":
        return "wrong-fence", line
    if fence == "+++" and all(syntax.format != "toml" for syntax in syntaxes):
        return "toml", line
    if match["indent"]:
        return "indented", line
    if before:
        return "blank-line", line
    return ("blanks-after", 1) if re.match(r"(?:-{3}|\+{3})[ \t]+\r?\n", head) else ("none", 1)


def _not_a_mapping(root: Node, line: str) -> str:
    """The variant of a problem with front matter that has no fields."""
    if root.items is not None:
        return "not-a-mapping-list"
    if re.match(r"[\w-]+\uff1a", line):
        return "full-width-colon"
    return "no-blank" if re.match(r"[\w-]+:\S", line) else "not-a-mapping-text"


def _parse(text: Text, syntax: Syntax, region: Region, yaml_dialect: str) -> FrontMatter | None:
    """The front matter in a region; None when it is text all the same."""
    found = FrontMatter(Span(0, region.body_start), region.body_start, syntax.format)
    if region.language == "json":
        found.format = "json"
    elif region.language in ("js", "javascript"):
        return found  # a program, which is not run: nothing can be said of its fields
    elif region.language not in ("", "yaml", "yml"):
        values: dict[str, object] = {"language": region.language}
        found.invalid = Problem("unknown-language", text.line_span(1), values)
        return found
    source = text.characters[region.start : region.end]
    if syntax.tabs:
        source = source.replace("\t", " ")
    _reader(found.format)(found, source, region.start, yaml_dialect)
    root = found.root
    if found.invalid is None and root is not None and root.entries is None:
        if syntax.mappings_only:
            return None
        if root.value is None:  # nothing, or comments only
            root.value, root.entries = {}, {}
        else:
            first = text.line_span(text.line_at(root.span.start))
            found.invalid = Problem(_not_a_mapping(root, text.slice(first)), first)
    if found.invalid is not None:
        found.root = None
    elif syntax.any_case and root is not None and root.entries:
        root.entries = {key.lower(): entry for key, entry in root.entries.items()}
        root.value = {key: entry.node.value for key, entry in root.entries.items()}
    return found


def _reader(form: str) -> Callable[[FrontMatter, str, int, str], None]:
    """What reads the text of front matter: it is given that text, its place and YAML's dialect."""
    if form == "toml":
        from blint.post.front_matter.toml import read_toml

        return read_toml
    if form in ("meta", "dotted"):
        from blint.post.front_matter.key_value import read_meta

        return read_meta
    from blint.post.front_matter.yaml import read_yaml

    return read_yaml
