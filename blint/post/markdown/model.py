"""What a post's body holds, each with its exact place; and the dialect it is written in."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from blint.model import Span

TableSyntax = Literal["gfm", "kramdown", "python-markdown"]
TemplateLanguage = Literal["", "hugo", "liquid", "nunjucks", "pelican", "zola"]
# Blocks whose Markdown is indented by four blanks below the line that opens them.
IndentedBlock = Literal["admonition", "definition", "details", "footnote", "tab"]
# What a block of running text becomes: a paragraph, a heading, a cell of a table, raw HTML.
InlineKind = Literal["p", "h1", "h2", "h3", "h4", "h5", "h6", "cell", "html"]


class Dialect(NamedTuple):
    r"""How a generator's Markdown differs from CommonMark with GFM's tables.

    ``tables`` tells how they are written. ``outdented_tables``: one at the margin below a
    list's item or a quotation is a table, and no more text of that. ``paired_backslashes``: a
    pipe after two of them parts cells. ``kept_backslashes``: in a cell's formula or tag the one
    of ``\|`` stays; it goes from text and code alone. ``containers``: ``:::`` opens one;
    ``indented`` are the blocks with indented text that there are; ``slashes``: lines of ``///``
    open and close blocks. ``bare_addresses``: ``https://…`` in running text is a link, as far
    as an address may go. ``vue``: what comes of a post is a template of Vue;
    ``attribute_lists``: ``{a=b}`` gives attributes to what stands before it
    (markdown-it-attrs). ``includes``: ``<!--@include: x-->`` and ``<<< x`` stand for what is in
    another file. ``indented_code``: four blanks make code. ``jsx``: every post is MDX, whatever
    its extension. ``templates`` is the template language that is run before Markdown, or whose
    tags Markdown does not see; empty for none; ``template_paths``: these may stand in the path
    of a Markdown image. ``tags`` finds the images that such tags show: it takes the post's
    characters and the place its body starts at, and yields them as ``img`` elements that name
    their ``shortcode``.
    """

    tables: TableSyntax = "gfm"
    outdented_tables: bool = False
    paired_backslashes: bool = False
    kept_backslashes: bool = False
    containers: bool = False
    indented: frozenset[IndentedBlock] = frozenset()
    slashes: bool = False
    bare_addresses: bool = False
    vue: bool = False
    attribute_lists: bool = False
    includes: bool = False
    jsx: bool = False
    indented_code: bool = True
    templates: TemplateLanguage = ""
    template_paths: bool = True
    tags: Callable[[str, int], Iterator["Element"]] | None = None


class SourceMap(NamedTuple):
    """Leads offsets in a block's content back to offsets in the post."""

    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def at(self, offset: int) -> int:
        """The place in the post of the content's character at ``offset``."""
        index = max(0, bisect_right(self.starts, offset) - 1)
        return self.sources[index] + offset - self.starts[index]

    def part(self, start: int, end: int) -> "SourceMap":
        """The map of a range of the content, which counts from ``start``."""
        if len(self.starts) == 1:
            return SourceMap((0,), (self.sources[0] + start,))
        first, last = bisect_right(self.starts, start), bisect_right(self.starts, end)
        starts = (0, *(begin - start for begin in self.starts[first:last]))
        return SourceMap(starts, (self.at(start), *self.sources[first:last]))

    def span(self, start: int, end: int) -> Span:
        """The span in the post of a range of the content."""
        begin = self.at(start)
        return Span(begin, self.at(end - 1) + 1 if end > start else begin)


class Image(NamedTuple):
    """A Markdown image. ``destination`` is as written, ``target`` the span it stands at: in the
    image itself, or in the definition a reference-style image uses."""

    span: Span
    alt: str
    destination: str
    target: Span
    reference: bool


class Swallowed(NamedTuple):
    """What was meant as an image and is a part of the address before it; ``destination`` is as
    written, or empty."""

    span: Span
    destination: str


class Element(NamedTuple):
    """An HTML start tag that may name a file, with places in the post; or an image that a
    template's tag shows, when ``shortcode`` names that tag."""

    name: str
    span: Span
    attributes: dict[str, tuple[str, Span]]
    shortcode: str = ""


class Cell(NamedTuple):
    """A table cell: ``span`` without the blanks around its text."""

    span: Span
    text: str


class Row(NamedTuple):
    """A row of a table, as the parser splits it; ``span`` is its text without indentation."""

    span: Span
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table: header, then body rows. The delimiter row is not among them."""

    header: Row
    rows: tuple[Row, ...]


class Inline:
    """A block of running text: a paragraph, a heading, or a table cell.

    ``taken`` are the ranges of the
    content that are images, code or tags; None where there was nothing to look for.
    """

    __slots__ = ("content", "kind", "map", "taken", "top_level")

    def __init__(
        self, kind: InlineKind, content: str, mapping: SourceMap, *, top_level: bool = False
    ) -> None:
        self.kind = kind
        self.content = content
        self.map = mapping
        self.top_level = top_level
        self.taken: list[tuple[int, int]] | None = None


class Script(NamedTuple):
    """The text of a script; ``start`` is its offset in the content that ``map`` leads back."""

    text: str
    start: int
    map: SourceMap


class Body:
    """What stands in a post's body. ``code`` holds fenced and indented blocks and code spans;
    ``visible`` is where what a reader of the page sees begins. Nothing else is told of what stands
    in ``skipped``: running text and its code. ``links`` are the places of the addresses that links
    lead to, where these were asked for."""

    def __init__(self) -> None:
        self.inlines: list[Inline] = []
        self.images: list[Image] = []
        self.swallowed: list[Swallowed] = []
        self.elements: list[Element] = []
        self.scripts: list[Script] = []
        self.tables: list[Table] = []
        self.code: list[Span] = []
        self.links: list[Span] = []
        self.visible: int | None = None
        self.skipped: list[Span] = []

    def see(self, offset: int) -> None:
        """Note that a reader sees what stands at a place; called in the order of the post."""
        if self.visible is None:
            self.visible = offset

    def add_code(self, span: Span) -> None:
        """Take in a code block or code span, which a reader sees."""
        self.see(span.start)
        self.code.append(span)


def covered(spans: list[Span], offset: int) -> bool:
    """Whether one of the spans, which are in order, holds a place."""
    before = bisect_right(spans, offset, key=lambda span: span.start)
    return before > 0 and offset < spans[before - 1].end
