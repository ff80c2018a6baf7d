"""A post's front matter: found, parsed, and every key and value with its exact place.

python-frontmatter's handlers say where front matter starts and ends; the YAML nodes say where
things stand. Values are read as the site's generator reads them, not as PyYAML would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from frontmatter.default_handlers import BaseHandler

from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.text import Text


class GrayMatter(BaseHandler):
    """gray-matter 4 (lib: index.js, parse.js): VitePress and other JavaScript generators.

    Opens with ``---`` at the very start, not followed by a fourth dash; the rest of that line
    names a language. Closes at the first line that starts with ``---``, or never.
    """

    FM_BOUNDARY = re.compile(r"\A---(?!-)")

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body, both exact pieces of ``text``."""
        start = text.find("\n", 3)
        close = text.find("\n---", 3)
        if close < 0:
            return (text[start + 1 :] if start >= 0 else ""), ""
        body = text[close + 4 :]
        # What follows the dashes on their line stays in the body; one line end goes.
        return text[min(start, close) + 1 : close + 1], re.sub(r"\A[ \t]*\r?\n", "", body, count=1)


class Fence(BaseHandler):
    """Front matter between two lines that hold the delimiter and nothing else but blanks."""

    def __init__(self, delimiter: str) -> None:
        boundary = re.compile(rf"^{re.escape(delimiter)}[ \t]*\r?$\n?", re.MULTILINE)
        super().__init__(boundary, delimiter, delimiter)

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body; raises ValueError when the closing line is missing."""
        assert self.FM_BOUNDARY is not None
        parts = self.FM_BOUNDARY.split(text, 2)
        if len(parts) < 3:
            raise ValueError("unclosed")
        return parts[1], parts[2]


class Syntax(NamedTuple):
    """One way to write front matter: the handler that finds it, and how its text is read."""

    handler: BaseHandler
    format: str  # yaml | toml | json


GRAY_MATTER = Syntax(GrayMatter(), "yaml")
YAML = Syntax(Fence("---"), "yaml")
TOML = Syntax(Fence("+++"), "toml")


@dataclass(slots=True)
class Node:
    """A value of the front matter. ``value`` is plain Python; a date that does not exist on the
    calendar is a :class:`BadDate`. ``plain`` tells an unquoted scalar."""

    span: Span
    value: object
    plain: bool = False
    entries: dict[str, Entry] | None = None
    items: list[Node] | None = None


@dataclass(slots=True)
class Entry:
    """A key with its value."""

    key: str
    key_span: Span
    node: Node


class BadDate(NamedTuple):
    """What is written like a date and is none, as ``2025-02-30``."""

    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why front matter is missing or cannot be read: a message variant, its values, a place."""

    variant: str
    span: Span
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class FrontMatter:
    """``missing`` or ``invalid`` is set when there is nothing to look at; otherwise ``root`` is."""

    span: Span
    body_start: int
    format: str = "yaml"
    root: Node | None = None
    missing: Problem | None = None
    invalid: Problem | None = None
    duplicates: list[tuple[Entry, Entry]] = field(default_factory=list)

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

    ``yaml_dialect`` is ``"1.1"`` (PyYAML, Psych) or ``"1.2"`` (js-yaml).
    """
    characters = text.characters
    for syntax in syntaxes:
        if not syntax.handler.detect(characters):
            continue
        try:
            source, body = syntax.handler.split(characters)
        except ValueError:
            return _absent(text, "unclosed", body_start=len(characters))
        opening = characters.find("\n") + 1 or len(characters)
        if isinstance(syntax.handler, GrayMatter) and "\n---" not in characters[opening - 1 :]:
            return _absent(text, "unclosed", body_start=len(characters))
        return _parse(text, syntax, opening, source, len(characters) - len(body), yaml_dialect)
    return _absent(text, *_lookalike(characters, syntaxes))


def _absent(text: Text, variant: str, line: int = 1, *, body_start: int = 0) -> FrontMatter:
    problem = Problem(variant, text.line_span(line))
    return FrontMatter(Span(0, body_start), body_start, missing=problem)


_FENCED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>-{3,}|\+{3}|—+|–+)[^\n]*\n(?:[ \t]*(?:\#.*)?\r?\n)*"
    r"[ \t]*[\"']?[\w-]+[\"']?[ \t]*[:=]",
    re.MULTILINE,
)


def _lookalike(characters: str, syntaxes: tuple[Syntax, ...]) -> tuple[str, int]:
    """The variant and 1-based line of what was meant as front matter and is not read as such."""
    head = characters[:4000]
    match = _FENCED.search(head)
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
    return ("blank-line", line) if before else ("none", 1)


def _not_a_mapping(root: Node, line: str) -> str:
    """The variant of a problem with front matter that has no fields."""
    if root.items is not None:
        return "not-a-mapping-list"
    if re.match(r"[\w-]+\uff1a", line):
        return "full-width-colon"
    return "no-blank" if re.match(r"[\w-]+:\S", line) else "not-a-mapping-text"


def _parse(
    text: Text, syntax: Syntax, start: int, source: str, body_start: int, yaml_dialect: str
) -> FrontMatter:
    found = FrontMatter(Span(0, body_start), body_start, syntax.format)
    language = text.line(1)[3:].strip().lower() if syntax.format == "yaml" else ""
    if language == "json":
        found.format = "json"
    elif language in ("js", "javascript"):
        return found  # a program, which is not run: nothing can be said of its fields
    elif language not in ("", "yaml", "yml"):
        values: dict[str, object] = {"language": language}
        found.invalid = Problem("unknown-language", text.line_span(1), values)
        return found
    if found.format == "toml":
        from blint.frontmatter_toml import read_toml as read
    else:
        from blint.frontmatter_yaml import read_yaml as read
    read(found, source, start, yaml_dialect)
    root = found.root
    if found.invalid is None and root is not None and root.entries is None:
        if root.value is None:  # nothing, or comments only
            root.value, root.entries = {}, {}
        else:
            first = text.line_span(text.line_at(root.span.start))
            found.invalid = Problem(_not_a_mapping(root, text.slice(first)), first)
    if found.invalid is not None:
        found.root = None
    return found
