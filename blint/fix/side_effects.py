"""What a fix would change besides what it mends, as far as that can be seen in the page and in the
fields of the front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from blint.lazy_regex import lazy
from blint.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from blint.fix.edits import At
    from blint.post.document import Document

Effect = Literal["", "page", "front-matter"]


def side_effect(before: Document, after: Document, edits: Sequence[At]) -> Effect:
    """What edits of a post change where they do not stand: the page that is rendered from it, or a
    field of its front matter. Where blocks hold edits, they still have to be the same blocks."""
    old = [Span(start, end) for start, end, _ in edits]
    new = list(_moved(edits))
    if _changes_fields(before, old, after, new):
        return "front-matter"
    if _other_blocks(before, old) != _other_blocks(after, new):
        return "page"
    return ""


def _moved(edits: Sequence[At]) -> Iterator[Span]:
    """Where what was written stands in the text after the edits."""
    shift = 0
    for start, end, text in sorted(edits):
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
_SOURCE = lazy(r'(<img src=)"[^"]*"')


def _other_blocks(doc: Document, spans: list[Span]) -> tuple[list[str], list[tuple[str, int]]]:
    """What is rendered of the blocks without edits, and which blocks there are, with their
    depth."""
    import markdown_it

    md = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    start = doc.front_matter.body_start
    above = doc.text.line_at(start) - 1
    lines = [(doc.text.line_at(span.start), doc.text.line_at(span.end)) for span in spans]
    environment: dict[str, object] = {}
    tokens = md.parse(doc.text.characters[start:], environment)
    rendered = []
    for group in _groups(tokens):
        first, end = group[0].map or (0, 0)
        if not any(low < above + end + 1 and above + first + 1 <= high for low, high in lines):
            html = md.renderer.render(group, md.options, environment)
            rendered.append(_SOURCE.sub(r"\1", html))
    kinds = [(token.type, token.level) for token in tokens if token.type not in _COMES_AND_GOES]
    return rendered, kinds


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []
