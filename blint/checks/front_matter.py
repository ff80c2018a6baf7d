"""Checks of the front matter."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, TypeVar

from blint.checks.options import TYPES
from blint.errors import closest
from blint.lazy_regex import lazy
from blint.model import Match, Severity, Span
from blint.post.front_matter.values import (
    ODD,
    BadDate,
    by_javascript,
    named,
    no_such_date,
    with_zeros,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Literal

    from blint.checks.options import Choices, File, Lengths, Patterns, Strings, Types
    from blint.model import Convention
    from blint.post.document import Document
    from blint.post.front_matter.model import Entry, Invalid, Missing, Node
    from blint.post.front_matter.values import Misreading, Verdict

    _Empty = Literal["default", "blank", "blank-title", "empty-date", "empty-list"]
    _MissingField = Literal["commented-out", "default", "dotted", "nested", "not-inside", "similar"]
    _OnlyLooksLike = Literal[
        "full-width-colon", "full-width-colons", "joined-items", "odd-blank", "odd-dash", "odd-key"
    ]
    _InvalidField = Literal[
        Misreading,
        _OnlyLooksLike,
        "allowed",
        "pattern",
        "schema",
        "too-few-characters",
        "too-few-items",
        "too-many-characters",
        "too-many-items",
        "type",
    ]
    _Wrong = tuple[_InvalidField, dict[str, object]] | None  # with the message's values

_T = TypeVar("_T")


def missing(doc: Document) -> Iterator[Match[Missing]]:
    """No front matter, or none that the generator sees."""
    problem = doc.front_matter.missing
    if problem is None:
        return
    site = doc.site
    if problem.variant == "none" and site.provided and site.required and not _required(doc, None):
        return  # all that is needed stands elsewhere
    near = "near" in problem.values
    convention: Convention = ""
    if problem.variant == "none":
        convention = "makes" if site.front_matter_by_convention else "excuses"
    yield Match(problem.span, problem.variant, problem.values, suggests=near, convention=convention)


def invalid(doc: Document) -> Iterator[Match[Invalid]]:
    """Front matter that cannot be parsed, or is not a mapping."""
    problem = doc.front_matter.invalid
    if problem:
        from blint.checks.front_matter_fixes import of_invalid

        yield Match(problem.span, problem.variant, problem.values, of_invalid(doc, problem))


_MOST_READ_AGAIN = 200_000  # characters; for each entry to remove all front matter is read once


def duplicate_key(doc: Document) -> Iterator[Match[Literal["default", "lines"]]]:
    """A key that stood before in the same mapping; the place is the later one."""
    variant: Literal["default", "lines"] = "default"
    if doc.front_matter.format in ("meta", "dotted"):  # lines of a key and a value each
        variant = "lines"
    duplicates = doc.front_matter.duplicates
    for first, second in duplicates:
        fix = None
        if len(duplicates) * doc.front_matter.body_start <= _MOST_READ_AGAIN:
            from blint.checks.front_matter_entries import of_duplicate

            fix = of_duplicate(doc, first, second)
        line = doc.text.line_at(first.key_span.start)
        yield Match(second.key_span, variant, {"key": second.key, "line": line}, fix)


def _required(doc: Document, fields: Strings | None) -> Strings:
    if fields is not None:
        return fields
    site = doc.site
    if not site.is_post(doc.path):
        return ()  # a section's page, given by name
    found = set()
    if site.title_from_heading and "title" in site.required and doc.heading:
        found.add("title")
    if site.provided and site.required:
        found.update(site.provided(doc.page))
    return tuple(name for name in site.required if name not in found)


def missing_field(
    doc: Document, *, fields: Strings | None = None
) -> Iterator[Match[_MissingField]]:
    """A required field that is absent; by default what the site's generator needs, as far as blint
    knows: not where most posts do without. A post without front matter has none of them, where a
    generator does well without front matter."""
    convention: Convention = "excuses" if fields is None else ""
    if doc.front_matter.root is None:
        if fields is None and _needs_no_front_matter(doc):
            for wanted in _required(doc, fields):
                values = {"field": wanted, "name": wanted, "above": ""}
                yield Match(doc.top, "default", values, convention=convention)
        return
    for wanted in _required(doc, fields):
        reported = set()
        for path, holder, entry in doc.front_matter.find(wanted):
            if entry is not None or path in reported:
                continue
            reported.add(path)
            yield _absent(doc, wanted, path, holder)._replace(convention=convention)


def _needs_no_front_matter(doc: Document) -> bool:
    """Whether there is none, and the generator makes nothing of that."""
    problem = doc.front_matter.missing
    return problem is not None and problem.variant == "none" and doc.site.front_matter_optional


def _absent(doc: Document, wanted: str, path: str, holder: Node) -> Match[_MissingField]:
    above, _, name = path.rpartition(".")
    field = wanted if "[]" not in wanted else path
    values: dict[str, object] = {"field": field, "name": name, "above": above}
    literal = (holder.entries or {}).get(wanted)
    if literal is not None and "." in wanted:  # `author.name: …`, which YAML takes for one key
        parent, _, name = wanted.rpartition(".")
        return Match(literal.key_span, "dotted", {**values, "above": parent, "name": name})
    for key, entry in (holder.entries or {}).items():
        if _same_letters(key, name) and key not in _WELL_KNOWN:
            return Match(entry.key_span, "similar", {**values, "found": key})
    commented = re.compile(rf"^[ \t]*#[ \t]*{re.escape(name)}[ \t]*:", re.MULTILINE)
    front = doc.front_matter.span
    match = commented.search(doc.text.characters, front.start, front.end)
    if match and holder is doc.front_matter.root:
        span = doc.text.line_span(doc.text.line_at(match.start()))
        return Match(span, "commented-out", values)
    if holder is not doc.front_matter.root and "." in path:
        line = doc.text.line_span(doc.text.line_at(holder.span.start))
        return Match(line, "not-inside" if holder.entries is None else "default", values)
    below = wanted.rpartition(".")[2]
    nested = "." in wanted and "[]" not in wanted
    values |= {"above": path, "name": below}
    return Match(doc.top, "nested" if nested else "default", values)


def _same_letters(key: str, name: str) -> bool:
    """Whether a key is the wanted one in other letters, or a slip of the fingers away."""
    if key == name:
        return False
    if re.sub(r"[\W_]", "", key).casefold() == re.sub(r"[\W_]", "", name).casefold():
        return True
    return len(name) > 3 and bool(closest(key, [name], 0.83))


# Fields in their own right: never taken for a misspelling of another.
_WELL_KNOWN = frozenset(
    [
        "title",
        "subtitle",
        "date",
        "updated",
        "author",
        "authors",
        "category",
        "categories",
        "tag",
        "tags",
        "slug",
        "draft",
    ]
)


def empty_field(doc: Document, *, fields: Strings | None = None) -> Iterator[Match[_Empty]]:
    """A required field that is there and holds nothing: null, an empty list, or blanks."""
    filled = doc.site.filled if fields is None else ()
    for wanted in (*_required(doc, fields), *filled):
        for path, _, entry in doc.front_matter.find(wanted):
            if entry is not None and _is_empty(entry.node.value):
                span = Span(entry.key_span.start, max(entry.node.span.end, entry.key_span.end))
                yield Match(span, _emptiness(path, entry.node.value), {"field": path})


def _emptiness(path: str, value: object) -> _Empty:
    """How a field is empty, as far as generators tell it apart."""
    name = path.rpartition(".")[2]
    if isinstance(value, str):
        return "blank-title" if name == "title" else "blank"
    if value == []:
        return "empty-list"
    return "empty-date" if _DATE_NAME.search(name) else "default"


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == [] or value == {}


def unknown_field(
    doc: Document, *, fields: Strings = ()
) -> Iterator[Match[Literal["default", "similar"]]]:
    """A key that is not among ``fields``; the dotted ones are asked for inside what they name."""
    if not fields:
        return
    known = {name.replace("[]", "") for name in fields}
    parents = {name.rpartition(".")[0] for name in known if "." in name}
    root = doc.front_matter.root
    if root is not None:
        yield from _unknown("", root, known, parents)


def _unknown(
    prefix: str, node: Node, known: set[str], parents: set[str]
) -> Iterator[Match[Literal["default", "similar"]]]:
    for item in node.items or ():
        yield from _unknown(prefix, item, known, parents)
    for key, entry in (node.entries or {}).items():
        path = f"{prefix}.{key}" if prefix else key
        if path in parents:
            yield from _unknown(path, entry.node, known, parents)
        elif path not in known:
            near = next((name for name in sorted(known) if _same_letters(path, name)), "")
            values = {"field": path, "near": near}
            yield Match(entry.key_span, "similar" if near else "default", values)


def invalid_field(
    doc: Document,
    *,
    types: Types | None = None,
    allowed: Choices | None = None,
    patterns: Patterns | None = None,
    lengths: Lengths | None = None,
    dates: Strings = (),
    schema: File | None = None,
    calendar: bool = True,
) -> Iterator[Match[_InvalidField]]:
    """A field whose value is not what it must be.

    Without options only what the generator misreads is found, and dates that are on no calendar,
    for these are wrong on every site; ``calendar = false`` leaves both out. The other options name
    fields by dotted path.
    """
    if doc.front_matter.root is None:
        return
    told: set[int] = set()
    for match in (
        *_with_fixes(doc, [*(_misread(doc) if calendar else ()), *_only_looks_like(doc)]),
        *_each(doc, dict.fromkeys(dates), _wrong_date),
        *_each(doc, types or {}, _wrong_type),
        *_each(doc, allowed or {}, _not_allowed),
        *_each(doc, patterns or {}, _no_match),
        *_each(doc, lengths or {}, _wrong_length),
        *(_schema(doc, schema) if schema else ()),
    ):
        if match.span.start not in told:  # one finding a value is enough
            told.add(match.span.start)
            yield match


def _each(
    doc: Document, wanted: Mapping[str, _T], check: Callable[[Node, str, _T], _Wrong]
) -> Iterator[Match[_InvalidField]]:
    """The fields whose value a check finds wrong; empty ones are the matter of other rules."""
    for field, rule in wanted.items():
        for path, _, entry in doc.front_matter.find(field):
            if entry is None or _is_empty(entry.node.value):
                continue
            written = doc.text.slice(entry.node.span)
            found = check(entry.node, written, rule)
            if found:
                variant, values = found
                values = {"field": path, "value": written, **values}
                yield Match(entry.node.span, variant, values, suggests=bool(values.get("near")))


def _misread(doc: Document) -> Iterator[Match[Misreading]]:
    """Fields that the generator cannot read, or reads otherwise than they are meant; and what in
    other fields is written like a date and is none: no such day, or something after it that no
    parser reads."""
    for field, read in doc.site.reads.items():
        for path, _, entry in doc.front_matter.find(field):
            if entry is None or _is_empty(entry.node.value):
                continue
            written = doc.text.slice(entry.node.span)
            if variant := read(entry.node.value, written):
                values = {"field": path, "value": written}
                fix = None
                text = entry.node.value if isinstance(entry.node.value, str) else written
                if variant in _OF_DATES and (better := with_zeros(text, written)):
                    from blint.checks.front_matter_entries import of_zeros

                    values["better"] = better
                    fix = of_zeros(doc, path, entry, better, read)
                grade = Severity.WARNING if variant in _MILD else None
                near = fix is not None
                yield Match(entry.node.span, variant, values, fix, grade, suggests=near)
    for path, _, node in doc.front_matter.scalars():
        if path in doc.site.reads:  # the generator's own reader has spoken
            continue
        if variant := _impossible(path.rpartition(".")[2].partition("[")[0], node.value):
            values = {"field": path, "value": doc.text.slice(node.span)}
            yield Match(node.span, variant, values)


_OF_DATES = ("not-a-date", "without-zeros")
_ODD_KEY = lazy(rf"\A{ODD}|{ODD}\Z")
_ODD_WITHIN_KEY = lazy(rf"(?P<name>[\w-]+(?=:)|)(?P<after>[:-])(?P<at>{ODD})")
_WIDE_COLON = lazy(r"(?P<name>[a-z][A-Za-z0-9_-]+)[ \t]*\uff1a(?=.)")
_ODD_DASH = lazy(rf"-(?P<at>{ODD})")
_NEXT_ITEM = lazy(r"\n[ \t]*(?P<item>-[ \t][^\n]*)")


def _odd_keys(doc: Document) -> Iterator[Match[_OnlyLooksLike]]:
    for path, entry in doc.front_matter.fields():
        if entry.key.isascii():
            continue
        if odd := _ODD_KEY.search(entry.key):
            values = {"field": path, **named(odd[0])}
            yield Match(entry.key_span, "odd-key", values, severity=Severity.WARNING)
        elif odd := _ODD_WITHIN_KEY.match(entry.key):
            values = {"field": odd["name"] or path, "after": odd["after"], **named(odd["at"])}
            yield Match(entry.key_span, "odd-blank", values, severity=Severity.WARNING)
        elif wide := _WIDE_COLON.match(entry.key):
            values = {"field": wide["name"]}
            yield Match(entry.key_span, "full-width-colon", values, severity=Severity.WARNING)


# Fields that may well hold a text of several lines, in which a word stands before a colon.
_TEXTS = frozenset("abstract content description excerpt lead subtitle summary text title".split())


def _looks_like_fields(doc: Document, entry: Entry) -> bool:
    """Whether a text stands below its key, and each line of it has a full-width colon behind a
    word."""
    if "\uff1a" not in str(entry.node.value) or entry.key in _TEXTS:
        return False
    between = doc.text.slice(Span(entry.key_span.end, entry.node.span.start))
    lines = doc.text.slice(entry.node.span).splitlines()
    return "\n" in between and all(_WIDE_COLON.match(line.lstrip()) for line in lines)


def _only_looks_like(doc: Document) -> Iterator[Match[_OnlyLooksLike]]:
    """Keys and entries of lists that YAML reads, but not as they look: blanks that it takes for
    letters, and entries that are part of the one before."""
    if doc.front_matter.format != "yaml":
        return
    yield from _odd_keys(doc)
    for path, entry, node in doc.front_matter.scalars():
        values: dict[str, object] = {"field": path}
        if not node.plain or not isinstance(node.value, str):
            continue
        if odd := _ODD_DASH.match(node.value):
            values |= named(odd["at"])
            yield Match(node.span, "odd-dash", values, severity=Severity.WARNING)
        elif entry is not None and _looks_like_fields(doc, entry):
            yield Match(node.span, "full-width-colons", values, severity=Severity.WARNING)
        elif entry is None and " - " in node.value:
            items = _NEXT_ITEM.search(doc.text.slice(node.span))
            if items:
                values["item"] = items["item"].strip()
                start = node.span.start + items.start("item")
                end = node.span.start + items.end("item")
                yield Match(Span(start, end), "joined-items", values, severity=Severity.WARNING)


def _with_fixes(
    doc: Document, matches: list[Match[Misreading | _OnlyLooksLike]]
) -> list[Match[Misreading | _OnlyLooksLike]]:
    if doc.front_matter.format != "yaml" or not matches:
        return matches
    from blint.checks.front_matter_blanks import with_blanks_mended

    return with_blanks_mended(doc, matches)


_MILD = ("one-entry", "without-zeros")


def _impossible(name: str, value: object) -> Verdict:
    """What is wrong with the value of a field that seems to hold a date."""
    dated = isinstance(value, BadDate) or (isinstance(value, str) and _DATE_NAME.search(name))
    return no_such_date(value, "") if dated else ""


# `date` as a whole word: pub_date, pubDate, updated, but not candidate.
_DATE_NAME = lazy(r"(?:^|[_-])(?:date|updated|modified|published|created)$|Date$")


def _wrong_date(node: Node, written: str, _rule: None) -> _Wrong:
    variant = by_javascript(node.value, written)
    return (variant, {}) if variant else None


_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "table": (dict,),
    "date": (datetime.date,),
}


def _is(value: object, name: str) -> bool:
    """Whether a value is of the type that a configuration calls so."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _PYTHON_TYPES[name])


def _wrong_type(node: Node, _written: str, names: Sequence[str]) -> _Wrong:
    if any(_is(node.value, name) for name in names):
        return None
    actual = next((name for name in TYPES if _is(node.value, name)), "null")
    return "type", {"expected": " / ".join(names), "actual": actual}


def _not_allowed(node: Node, written: str, allowed: Sequence[object]) -> _Wrong:
    values = node.value if isinstance(node.value, list) else [node.value]
    for value in values:
        if value in allowed or written.strip("\"'") in allowed:
            continue
        from blint.bounded import plain, text_of

        words = [text_of(known) for known in allowed]
        near = next((word for word in words if _same_letters(text_of(value), word)), "")
        return "allowed", {"allowed": ", ".join(words), "near": near, "wrong": plain(value)}
    return None


def _no_match(node: Node, _written: str, pattern: re.Pattern[str]) -> _Wrong:
    values = node.value if isinstance(node.value, list) else [node.value]
    from blint.bounded import plain, text_of

    for value in values:
        if not pattern.search(text_of(value)):
            return "pattern", {"pattern": pattern.pattern, "wrong": plain(value)}
    return None


def _wrong_length(node: Node, _written: str, limits: tuple[int, int | None]) -> _Wrong:
    if not isinstance(node.value, (str, list)):
        return None
    low, high = limits
    text = isinstance(node.value, str)
    values: dict[str, object] = {"length": len(node.value), "min": low, "max": high}
    if len(node.value) < low:
        values["beyond"] = low - len(node.value)
        return "too-few-characters" if text else "too-few-items", values
    if high is not None and len(node.value) > high:
        values["beyond"] = len(node.value) - high
        return "too-many-characters" if text else "too-many-items", values
    return None


_LONGEST_STEP = 100  # characters; thousands of values may stand below a key of any length


def _schema(doc: Document, path: File) -> Iterator[Match[Literal["schema"]]]:
    from blint.checks.json_schema import violations

    root = doc.front_matter.root
    assert root is not None
    for steps, reason in violations(path, doc.site.files, doc.front_matter.data):
        node, entry = root, None
        for step in steps:
            if node.entries is not None and step in node.entries:
                entry = node.entries[str(step)]
                node = entry.node
            elif node.items is not None and isinstance(step, int):
                node = node.items[step]
        field = ".".join(str(step)[:_LONGEST_STEP] for step in steps)
        values = {"field": field or "front matter", "reason": reason}
        span = node.span if steps else doc.top
        yield Match(span if span.end > span.start else doc.top, "schema", values)
