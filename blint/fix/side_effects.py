"""What a fix would change besides what it mends, as far as that can be seen in the page and in the
fields of the front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from blint.lazy_regex import lazy
from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from blint.model import SpanEdit
    from blint.post.document import Document

Effect = Literal["", "page", "front-matter"]


def side_effect(before: Document, after: Document, edits: Sequence[SpanEdit]) -> Effect:
    """What edits of a post change where they do not stand: the page that is rendered from it, or a
    field of its front matter. Where blocks hold edits, they still have to be the same blocks, but
    for paragraphs, which what is written may part; their other lines stay as they are."""
    edits = sorted(edits)
    old = [span for span, _ in edits]
    new = list(_moved(edits))
    if _changes_fields(before, old, after, new):
        return "front-matter"
    then = _Page(before, old)
    if then.hidden_from is not None:  # what follows comes to light, definitions too
        now = _Page(after, new)
        then = _Page(before, old, now.definitions)
        above = slice(then.hidden_from)
        same = then.html[above] == now.html[above]
    else:
        now = _Page(after, new, inside=_moved_lines(then, _lines_of(after, new)))
        same = (then.html, then.kinds, then.rest) == (now.html, now.kinds, now.rest)
    return "" if same else "page"


def _moved(edits: Sequence[SpanEdit]) -> Iterator[Span]:
    """Where what was written stands in the text after the edits."""
    shift = 0
    for (start, end), text in edits:
        yield Span(start + shift, start + shift + len(text))
        shift += len(text) - (end - start)


def _changes_fields(before: Document, old: list[Span], after: Document, new: list[Span]) -> bool:
    """Whether a field that edits do not stand in is another one after them; in front matter that
    could not be read, nothing is known of any."""
    if before.front_matter.root is None:
        return False
    if after.front_matter.root is None:
        return True
    then, now = before.front_matter.data, after.front_matter.data
    touched = _fields_at(before, old)
    edited = _fields_at(after, new)
    # A line that is indented anew may belong to the field above it, which holds fields then.
    kept = {
        key
        for key in then.keys() - touched
        if not (key in edited and isinstance(then[key] or {}, dict) and isinstance(now[key], dict))
    }
    come = now.keys() - touched - edited
    return any(key not in now or now[key] != then[key] for key in kept) or bool(come - then.keys())


def _fields_at(doc: Document, spans: list[Span]) -> set[str]:
    """The keys whose lines hold one of the spans, as the generator reads them: perhaps in small
    letters."""
    front = doc.front_matter
    entries = list((front.root.entries or {}).items()) if front.root else []
    entries += [(entry.key, entry) for pair in front.duplicates for entry in pair]
    touched = set()
    for key, entry in entries:
        start, end = entry.key_span.start, max(entry.node.span.end, entry.key_span.end)
        if any(span.start <= end and start <= span.end for span in spans):
            touched.add(key)
    return touched


# What a marker is, and what it may stand in as long as it is none.
_COMES_AND_GOES = ("html_block", "inline", "paragraph_open", "paragraph_close")
# Where an image's file is: what it is called matters to other rules than the page's.
_LINE_END = lazy(r"\r\n?|\n")
_SOURCE = lazy(r'(<img src=)"[^"]*"')


class _Page:
    """What is rendered of the blocks that no edits stand in (``html``), and which blocks there are,
    with their depth (``kinds``). ``changed`` are the lines of the blocks with edits, or of those
    that stand ``inside`` given lines, ``rest`` the lines of text in them without edits.
    ``hidden_from``: where an edit stands in a comment that goes on behind its first line, the
    number of the blocks above that. ``definitions`` are those of its links, and those that were
    given."""

    def __init__(
        self,
        doc: Document,
        spans: list[Span],
        given: _Definitions | None = None,
        inside: Sequence[Span] = (),
    ) -> None:
        import markdown_it

        md = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
        self.lines = _lines_of(doc, spans)
        body = doc.text.characters[doc.front_matter.body_start :]
        tokens, self.definitions = _parsed(md, body, self.lines, given or {})
        rows = _LINE_END.split(body)
        self.html: list[str] = []
        self.changed: list[Span] = []
        self.rest: list[str] = []
        self.hidden_from: int | None = None
        for group in _groups(tokens):
            first, end = _filled(group[0].map, rows)
            part = any(start <= first and end <= stop for start, stop in inside)
            if not part and not _touches((first, end), self.lines):
                html = md.renderer.render(group, md.options, {})
                self.html.append(_SOURCE.sub(r"\1", html))
                continue
            if self.hidden_from is None and _goes_on(group[0].content):
                self.hidden_from = len(self.html)
            self.changed.append(Span(first, end))
            self.rest += _lines_without(self.lines, group)
        self.kinds = [(t.type, t.level) for t in tokens if t.type not in _COMES_AND_GOES]


_Lines = list[tuple[int, int]]  # the first and the last one of each edit, from 1
_Definitions = dict[str, dict[str, Any]]  # by label, as markdown-it has them


def _lines_of(doc: Document, spans: Sequence[Span]) -> _Lines:
    above = doc.text.line_at(doc.front_matter.body_start) - 1
    return [(doc.text.line_at(s.start) - above, doc.text.line_at(s.end) - above) for s in spans]


def _lines_without(lines: _Lines, group: Sequence[Token]) -> Iterator[str]:
    """The lines of text of a block that hold no edit, without the blanks around them."""
    for token in group:
        if token.type == "inline" and token.map:
            for number, line in enumerate(token.content.split("\n"), token.map[0]):
                if not _touches((number, number + 1), lines):
                    yield line.strip()


def _moved_lines(then: _Page, lines: _Lines) -> list[Span]:
    """Where the lines of changed blocks are once the edits are made, which stand in these lines
    then."""
    grown = [
        (old[0], old[1], (new[1] - new[0]) - (old[1] - old[0]))
        for old, new in zip(then.lines, lines, strict=True)
    ]
    return [
        Span(
            first + sum(more for _, last, more in grown if last <= first),
            end + sum(more for begin, _, more in grown if begin <= end),
        )
        for first, end in then.changed
    ]


def _parsed(
    md: MarkdownIt, body: str, lines: _Lines, given: _Definitions
) -> tuple[list[Token], _Definitions]:
    """The tokens of a body, and its definitions. A definition is no block, and what it defines is
    shown in others: those with edits are read as if they led nowhere."""
    environment = {"references": dict(given)}
    tokens = md.parse(body, environment)
    found = environment["references"]
    edited = [label for label, at in found.items() if _touches(at.get("map"), lines)]
    if not edited:
        return tokens, found
    environment = {"references": {**given, **{at: {"title": "", "href": ""} for at in edited}}}
    return md.parse(body, environment), environment["references"]


def _touches(span: Sequence[int] | None, lines: _Lines) -> bool:
    """Whether lines, as markdown-it counts them (from 0, the end left out), hold an edit."""
    first, end = span or (0, -1)
    return any(low <= end and first < high for low, high in lines)


def _filled(span: Sequence[int] | None, rows: Sequence[str]) -> tuple[int, int]:
    """The lines of a block without the blank ones at its end, which lists have."""
    first, end = span or (0, -1)
    while end > first + 1 and not rows[end - 1].strip():
        end -= 1
    return first, end


def _goes_on(block: str) -> bool:
    """Whether a block of HTML is a comment that does not end in its first line."""
    return block.startswith("<!--") and "-->" not in block.partition("\n")[0]


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []
