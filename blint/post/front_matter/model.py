"""A post's front matter as data: every key and value with its exact place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal

    from blint.model import Span

    # How front matter is written; meta: "Key: value" lines, dotted: ".. key: value" lines.
    Format = Literal["yaml", "toml", "json", "meta", "dotted"]
    # YAML as PyYAML and Psych read it (1.1), as js-yaml does (1.2), and 1.2 without dates (core).
    YamlDialect = Literal["1.1", "1.2", "core"]
    # The variants of `front-matter/missing`.
    Missing = Literal[
        "blank-line",
        "blanks-after",
        "half-closed",
        "half-fence",
        "indented",
        "none",
        "not-first",
        "toml",
        "unclosed",
        "wrong-fence",
    ]
    # The variants of `front-matter/invalid`.
    Invalid = Literal[
        "above-a-rule",
        "colon",
        "control-character",
        "document-end",
        "duplicate",
        "full-width-colon",
        "indentation",
        "json",
        "merge-conflict",
        "no-blank",
        "no-comma",
        "no-blank-after-dash",
        "not-a-field",
        "not-a-mapping-full-width-colon",
        "not-a-mapping-list",
        "not-a-mapping-no-blank",
        "not-a-mapping-odd-blank",
        "not-a-mapping-text",
        "odd-blank",
        "odd-indentation",
        "other",
        "question-mark",
        "reserved-character",
        "tab",
        "template",
        "text-after-bracket",
        "text-after-quote",
        "too-deep",
        "too-many-aliases",
        "toml",
        "unclosed-bracket",
        "unclosed-quote",
        "unknown-escape",
        "unknown-language",
        "unknown-tag",
    ]

V_co = TypeVar("V_co", bound=str, covariant=True)


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


class Problem(NamedTuple, Generic[V_co]):
    """Why front matter is missing or cannot be read: a message variant, its values, a place.
    ``opened`` is where the quotes or brackets begin that YAML was in, -1 where that is unknown."""

    variant: V_co
    span: Span
    values: Mapping[str, object] = {}
    opened: int = -1


class FrontMatter:
    """``missing`` or ``invalid`` is set when there is nothing to look at; otherwise ``root`` is."""

    def __init__(
        self,
        span: Span,
        body_start: int,
        form: Format = "yaml",
        missing: Problem[Missing] | None = None,
    ) -> None:
        self.span = span
        self.body_start = body_start
        self.format = form
        self.missing = missing
        self.invalid: Problem[Invalid] | None = None
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

    def fields(self) -> Iterator[tuple[str, Entry]]:
        """Every entry with its path, whatever it holds."""
        if self.root is not None:
            yield from _fields("", self.root)

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


_LONGEST_PATH = 500  # characters; thousands of values may stand below a key of any length


def _shortened(path: str, node: Node) -> str:
    if len(path) > _LONGEST_PATH and (node.entries or node.items):
        return path[:_LONGEST_PATH] + "…"
    return path


def _fields(path: str, node: Node) -> Iterator[tuple[str, Entry]]:
    path = _shortened(path, node)
    for key, entry in (node.entries or {}).items():
        inner = f"{path}.{key}" if path else key
        yield inner, entry
        yield from _fields(inner, entry.node)
    for number, item in enumerate(node.items or ()):
        yield from _fields(f"{path}[{number}]", item)


def _scalars(
    path: str, entry: Entry | None, node: Node
) -> Iterator[tuple[str, Entry | None, Node]]:
    path = _shortened(path, node)
    if node.entries is not None:
        for key, child in node.entries.items():
            yield from _scalars(f"{path}.{key}" if path else key, child, child.node)
    elif node.items is not None:
        for number, item in enumerate(node.items):
            yield from _scalars(f"{path}[{number}]", None, item)
    else:
        yield path, entry, node
