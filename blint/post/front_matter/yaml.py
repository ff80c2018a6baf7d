"""YAML (and JSON) front matter: guarded parsing, and values with their places.

The guards are for hostile input: libyaml overflows its stack at 25,000 nested levels, so they are
counted before anything is built; and a few hundred bytes of aliases expand without end, so what is
built of them is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post import shortcuts
from blint.post.front_matter.model import Entry, FrontMatter, Node, Problem
from blint.post.front_matter.values import BadDate

if TYPE_CHECKING:
    import datetime

    from blint.post.front_matter.model import Invalid, YamlDialect

MAX_DEPTH = 100
MAX_VALUES = 200_000  # each takes about half a kilobyte
MAX_REPEATED = 100_000  # characters and values that aliases repeat
LONGEST_NUMBER = 1000  # characters; what is longer stays a text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreLoader(_Loader):  # type: ignore[misc]
    """libyaml's parser with js-yaml's idea of which plain scalars are not strings
    (lib/type/*.js, the core schema)."""

    yaml_implicit_resolvers: ClassVar[dict[str, object]] = {}


class _DateLoader(_Loader):  # type: ignore[misc]
    """The same with js-yaml's default safe schema, which has dates and merge keys."""

    yaml_implicit_resolvers: ClassVar[dict[str, object]] = {}


_CORE = [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    (
        "int",
        r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)",
        list("-+0123456789"),
    ),
    (
        "float",
        r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?"
        r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    (
        "timestamp",
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}"
        r":[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
        list("0123456789"),
    ),
    ("merge", r"<<", ["<"]),
]
for _name, _pattern, _first in _CORE:
    for _class in (_CoreLoader, _DateLoader):
        if _class is _DateLoader or _name not in ("timestamp", "merge"):
            _tag = f"tag:yaml.org,2002:{_name}"
            _class.add_implicit_resolver(_tag, lazy(rf"^(?:{_pattern})$"), _first)

_LOADERS: dict[str, Any] = {"1.1": _Loader, "1.2": _DateLoader, "core": _CoreLoader}


def read_yaml(found: FrontMatter, source: str, start: int, dialect: YamlDialect) -> None:
    """Fill in ``root``, ``duplicates`` or ``invalid``; ``start`` is the source's place."""
    if found.format == "json":
        found.invalid = _json_problem(source, start)
        if found.invalid is not None:
            return
    loader = None
    try:
        harmless = shortcuts.taken("yaml") and _is_harmless(source)
        found.invalid = None if harmless else _guard(source, start)
        if found.invalid is not None:
            return
        loader = _LOADERS[dialect](source)
        tree = loader.get_single_node()
    except yaml.YAMLError as error:
        from blint.post.front_matter.causes import cause

        found.invalid = cause(error, source, start)
        return
    if tree is None:
        found.root = Node(Span(start, start), None)
        return
    builder = _Builder(loader, source, start, found, counts=not harmless)
    try:
        found.root = builder.node(tree)
    except _TooMuch as problem:
        found.invalid = problem.args[0]


def _json_problem(source: str, start: int) -> Problem[Invalid] | None:
    from blint.bounded import Malformed, load_json

    try:
        load_json(source)
    except Malformed as error:
        before = source.split("\n")[: error.line - 1] if error.line else []
        offset = start + sum(len(line) + 1 for line in before) + max(error.column - 1, 0)
        return Problem("json", Span(offset, offset + 1), {"reason": error.reason})
    return None


def _is_harmless(source: str) -> bool:
    """Whether the guard need not look: a text without anchors, aliases and a second document, and
    with too few of the signs that open a collection to nest them deeply."""
    signs = any(sign in source for sign in ("&", "*", "---", "...", "%TAG"))
    return not signs and len(source) < MAX_VALUES and sum(map(source.count, "[{-?:")) <= MAX_DEPTH


def _guard(source: str, start: int) -> Problem[Invalid] | None:
    if source.count("%TAG") > MAX_DEPTH:  # libyaml compares each with all before it
        at = start + source.index("%TAG")
        return Problem("other", Span(at, at + 1), {"reason": "too many %TAG directives"})
    depth = 0
    for number, event in enumerate(yaml.parse(source, Loader=_Loader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            assert event.start_mark is not None
            offset = start + event.start_mark.index
            return Problem("too-deep", Span(offset, offset + 1))
        if number > MAX_VALUES:
            return Problem("other", Span(start, start + 1), {"reason": "too many values"})
    return None


_TEXT = "tag:yaml.org,2002:str"
_KNOWN_TAGS = frozenset(  # https://yaml.org/type/
    f"tag:yaml.org,2002:{name}"
    for name in "binary bool float int map merge null omap pairs seq set str timestamp value"
    " yaml".split()
)


class _TooMuch(Exception):
    """Aliases stand for too much; the argument is the problem."""


class _Builder:
    """Turns composed YAML nodes into values with places. With ``counts`` there may be aliases, and
    what they repeat is counted; raises _TooMuch."""

    def __init__(
        self, loader: Any, source: str, start: int, found: FrontMatter, *, counts: bool
    ) -> None:
        self.loader = loader
        self.counts = counts
        self.known: set[int] = set()
        self.counted = 0
        self.source = source
        self.start = start
        self.found = found
        self.building: set[int] = set()
        self.repeated: set[Span] = set()

    def node(self, node: yaml.Node) -> Node:
        if self.counts:
            self.count(node)
        if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
            return Node(self.span(node), node.value, plain=self.plain(node))
        if id(node) in self.building:  # an alias to what it stands in
            return Node(self.span(node), None)
        self.building.add(id(node))
        if node.tag.startswith("!") or node.tag not in _KNOWN_TAGS:
            self.found.invalid = Problem("unknown-tag", self.span(node), {"tag": node.tag})
        try:
            if isinstance(node, yaml.MappingNode):
                return self.mapping(node)
            if isinstance(node, yaml.SequenceNode):
                items = [self.node(item) for item in node.value]
                return Node(self.span(node), [item.value for item in items], items=items)
            assert isinstance(node, yaml.ScalarNode)
            return self.scalar(node)
        finally:
            self.building.discard(id(node))

    def count(self, node: yaml.Node) -> None:
        """Take a node into account; one that is known stands at an alias, or below one."""
        if id(node) in self.known:
            self.counted += 1 + (len(node.value) if isinstance(node, yaml.ScalarNode) else 0)
        self.known.add(id(node))
        if self.counted > MAX_REPEATED:
            raise _TooMuch(Problem("too-many-aliases", self.span(node)))
        if len(self.building) > MAX_DEPTH:
            raise _TooMuch(Problem("too-deep", self.span(node)))

    def mapping(self, node: yaml.MappingNode) -> Node:
        merged: dict[str, Entry] = {}
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            if key_node.tag.endswith(":merge"):
                sources = value_node.value if value_node.id == "sequence" else [value_node]
                for source in sources:
                    for key, entry in (self.node(source).entries or {}).items():
                        merged.setdefault(key, entry)
                continue
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            entry = Entry(key, self.span(key_node), self.node(value_node))
            # A mapping that has an alias comes by twice.
            if (
                key in entries
                and self.found.format == "yaml"
                and entry.key_span not in self.repeated
            ):
                self.repeated.add(entry.key_span)
                self.found.duplicates.append((entries[key], entry))
            entries[key] = entry
        entries = {**merged, **entries}
        value = {key: entry.node.value for key, entry in entries.items()}
        return Node(self.span(node), value, entries=entries)

    def scalar(self, node: yaml.ScalarNode) -> Node:
        plain = self.plain(node)
        value: object = node.value
        kind = node.tag.rpartition(":")[2]
        if len(node.value) > LONGEST_NUMBER:
            kind = "str"
        try:
            if kind in ("null", "bool", "int", "float"):
                value = self.loader.construct_object(node)
            elif kind == "timestamp":
                value = _timestamp(self.loader, node)
        except Exception:  # noqa: BLE001
            value = node.value
        return Node(self.span(node), value, plain=plain)

    def plain(self, node: yaml.ScalarNode) -> bool:
        """Whether a scalar is written without quotes, tag or anchor. (libyaml calls its style an
        empty text, PyYAML None.)"""
        begin = node.start_mark.index
        return not node.style and self.source[begin : begin + 1] not in ("!", "&", "*")

    def span(self, node: yaml.Node) -> Span:
        begin, end = node.start_mark.index, node.end_mark.index
        text = self.source[begin:end]
        return Span(self.start + begin, self.start + begin + len(text.rstrip()))


def _timestamp(loader: Any, node: yaml.ScalarNode) -> object:
    try:
        value: datetime.date = loader.construct_yaml_timestamp(node)
    except ValueError:
        return BadDate(node.value)
    return value
