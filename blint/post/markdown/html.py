"""The tags, attributes and comments of a piece of HTML, each with its exact place.

Follows the WHATWG HTML standard, section 13.2.5 (Tokenization). What the text leaves open runs to
the end of the text, so nothing is looked at over and over and the work is linear. Offsets are
half-open and count characters of the text as given: no line ends or NULs are normalised.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from blint.lazy_regex import lazy


class Attribute(NamedTuple):
    """An attribute, and the place of its raw value (without quotes).

    Without a value (``a`` or ``a=>``), ``start`` and ``end`` are both the end of the name.
    """

    name: str  # ASCII letters in lower case
    value: str  # character references decoded
    start: int
    end: int
    has_value: bool


class Tag(NamedTuple):
    """A tag, from ``<`` to just past ``>``.

    Of attributes with the same name only the first counts, and those of an end tag never do.
    Attributes that do not count are left out.
    """

    name: str  # ASCII letters in lower case
    start: int
    end: int
    attributes: tuple[Attribute, ...]
    closing: bool

    def get(self, name: str) -> Attribute | None:
        """The attribute of this name, given in lower case."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


class Comment(NamedTuple):
    """A comment, or what is skipped like one: ``<!x>``, ``<?x>``, ``</ x>``, ``<![CDATA[x]]>``.

    ``closed`` is false when the text ends first.
    """

    start: int
    end: int
    closed: bool


class RawText(NamedTuple):
    """The text, maybe empty, inside a script, style, textarea or title.

    It runs from the start tag, ``tag``, up to the end tag or to the end of the whole text.
    """

    tag: Tag
    start: int
    end: int


_SPACE = r"\t\n\f\r "  # a carriage return is a line feed by the time a browser tokenizes

_OPENING = lazy(
    rf"<(?:(?P<slash>/?)(?P<name>[A-Za-z][^{_SPACE}/>]*+)|!--(?:-?>)?|!\[CDATA\[|[!?]|/(?=[^>]))"
)
_COMMENT_END = lazy(r"--!?>")

# A name may start with "=". A quote that is missing takes all that is left, so leaves no tag.
_NAME = lazy(rf"[{_SPACE}/]*+(?P<name>[^{_SPACE}/>][^{_SPACE}/>=]*+)")
_VALUE = lazy(
    rf"[{_SPACE}]*+=[{_SPACE}]*+"
    rf"(?:\"(?P<double>[^\"]*+)\"?|'(?P<single>[^']*+)'?|(?P<bare>[^{_SPACE}>]++)|(?=>))"
)
_TAG_END = lazy(rf"[{_SPACE}/]*+>")
_REFERENCE = lazy(r"&(?:#(?:[0-9]+|[xX][0-9A-Fa-f]+);?|[0-9A-Za-z]++(?:;|(?!=)))")
_LONGEST_NUMBER = 100  # int() refuses thousands of digits

# The attributes that name a file, by element: HTML, sections 4.8.3 to 4.8.9.
MEDIA_ATTRIBUTES = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}

# A tag whose attributes have double quotes or no value, which is most tags there are.
_NAME_AND_ATTRIBUTES = (
    rf"(?P<name>[A-Za-z][A-Za-z0-9-]*+)"
    rf"(?P<attributes>(?:[{_SPACE}]++[A-Za-z_:@#][\w:.@#-]*+(?:=\"[^\"]*+\")?+)*+)[{_SPACE}]*+/?>"
)
_SIMPLE = lazy(rf"<(?P<slash>/?){_NAME_AND_ATTRIBUTES}")
# Text, and such tags that name no file and begin no raw text.
_WANTED_NAMES = rf"(?ai:{'|'.join(MEDIA_ATTRIBUTES)}|script|style|textarea|title)"
_PASSED_OVER = lazy(rf"(?:[^<]++|</?(?!{_WANTED_NAMES}[{_SPACE}/>]){_NAME_AND_ATTRIBUTES})*+")
_WANTED = lazy(rf"<(?:!|\?|/?{_WANTED_NAMES}[{_SPACE}/>]|/[^A-Za-z])")
_SIMPLE_ATTRIBUTE = lazy(r"([A-Za-z_:@#][\w:.@#-]*+)(?:=\"([^\"]*+)\")?+")

_TEXT_END = {
    name: lazy(rf"</{name}(?=[{_SPACE}/>])", re.ASCII | re.IGNORECASE)
    for name in ("style", "textarea", "title")
}
_SCRIPT_STEP = lazy(rf"<!--|-->|</?script(?=[{_SPACE}/>])", re.ASCII | re.IGNORECASE)

# What matters in a JSX expression when looking for its last brace. A quote that its line does
# not close is an apostrophe in the text of an element.
_JSX_PIECE = lazy(
    r"[{}]|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`?|\\."
    r"|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?",
    re.DOTALL,
)

_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def tokens(
    text: str,
    start: int = 0,
    end: int | None = None,
    in_comment: bool = False,
    *,
    jsx: bool = False,
    brief: bool = False,
) -> Iterator[Tag | Comment | RawText]:
    """The tokens of ``text[start:end]`` in order; the text between them is not reported, nor, when
    ``brief``, need tags be that name no file.

    With ``in_comment`` the text starts inside a comment, and so does the first token. With
    ``jsx``, braces that balance make one name or one value, and ``<style/>`` needs no end tag.
    """
    end = len(text) if end is None else end
    position = start
    if in_comment:
        comment = _comment(text, start, start, "<!--", end)
        yield comment
        position = comment.end
    while position < end:
        if brief:
            position = _PASSED_OVER.match(text, position, end).end()  # type: ignore[union-attr]
        position = text.find("<", position, end)
        if position < 0:
            return
        token: Tag | Comment | None
        if simple := _SIMPLE.match(text, position, end):
            token = _simple_tag(simple)
        elif opening := _OPENING.match(text, position, end):
            token = _tag_or_comment(text, opening, end, jsx=jsx)
        else:
            position += 1
            continue
        if token is None:
            return
        yield token
        position = token.end
        if isinstance(token, Tag) and _opens_text(token, text, jsx=jsx):
            position = _text_end(text, token, end)
            yield RawText(token, token.end, position)


def jsx_tag_end(text: str, start: int, end: int) -> int | None:
    """Where the JSX tag ends that begins at a place; 0 if there is none, None if the text ends in
    the middle of it."""
    opening = _OPENING.match(text, start, end)
    if opening is None or opening["name"] is None:
        return 0
    tag = _tag(text, opening, end, jsx=True)
    return tag.end if tag else None


def _tag_or_comment(
    text: str, opening: re.Match[str], end: int, *, jsx: bool
) -> Tag | Comment | None:
    """What an opening begins; None when the text ends in the middle of a tag."""
    if opening["name"] is None:
        return _comment(text, opening.start(), opening.end(), opening[0], end)
    return _tag(text, opening, end, jsx=jsx)


def _opens_text(tag: Tag, text: str, *, jsx: bool) -> bool:
    """Whether all is text that stands between a tag and its end tag."""
    complete = tag.closing or (jsx and text[tag.end - 2] == "/")
    return not complete and (tag.name in _TEXT_END or tag.name == "script")


def has_no_tokens(text: str, start: int, end: int) -> bool:
    """Whether there are no :func:`tokens` in ``text[start:end]`` when ``brief``."""
    return not _WANTED.search(text, start, end)


def _comment(text: str, start: int, inner: int, opening: str, end: int) -> Comment:
    """The comment at ``start``, whose ``opening`` ends at ``inner``."""
    if opening in {"<!-->", "<!--->"}:
        return Comment(start, inner, closed=True)
    if opening == "<!--":
        close = _COMMENT_END.search(text, inner, end)
        stop = close.end() if close else end
        return Comment(start, stop, closed=close is not None)
    mark = "]]>" if opening == "<![CDATA[" else ">"
    found = text.find(mark, inner, end)
    return Comment(start, end if found < 0 else found + len(mark), closed=found >= 0)


def _simple_tag(tag: re.Match[str]) -> Tag:
    name = tag["name"].translate(_LOWER)
    attributes: dict[str, Attribute] = {}
    if not tag["slash"] and tag["attributes"]:
        for found in _SIMPLE_ATTRIBUTE.finditer(tag.string, *tag.span("attributes")):
            lower, has_value = found[1].translate(_LOWER), found[2] is not None
            if lower not in attributes:
                start, stop = found.span(2) if has_value else (found.end(), found.end())
                value = _decode(found[2] or "")
                attributes[lower] = Attribute(lower, value, start, stop, has_value)
    return Tag(name, tag.start(), tag.end(), tuple(attributes.values()), bool(tag["slash"]))


def _tag(text: str, opening: re.Match[str], end: int, *, jsx: bool) -> Tag | None:
    """The tag that opens here, or None when the text ends before it does."""
    attributes: dict[str, Attribute] = {}
    position = opening.end()
    while name := _NAME.match(text, position, end):
        attribute, position = _attribute(text, name, end, jsx=jsx)
        attributes.setdefault(attribute.name, attribute)
    close = _TAG_END.match(text, position, end)
    if close is None:
        return None
    closing = opening["slash"] == "/"
    counted = () if closing else tuple(attributes.values())
    name_lower = opening["name"].translate(_LOWER)
    return Tag(name_lower, opening.start(), close.end(), counted, closing)


def _attribute(text: str, name: re.Match[str], end: int, *, jsx: bool) -> tuple[Attribute, int]:
    """The attribute of this name, and where what follows it starts."""
    name_start, name_end = name.span("name")
    if jsx and text[name_start] == "{":
        name_end = _braces_end(text, name_start, end)
    lower = text[name_start:name_end].translate(_LOWER)
    found = _VALUE.match(text, name_end, end)
    if found is None or found.lastgroup is None:
        attribute = Attribute(lower, "", name_end, name_end, has_value=False)
        return attribute, found.end() if found else name_end
    start, stop = found.span(found.lastgroup)
    after = found.end()
    if jsx and found.lastgroup == "bare" and text[start] == "{":
        stop = after = _braces_end(text, start, end)
    return Attribute(lower, _decode(text[start:stop]), start, stop, has_value=True), after


def _braces_end(text: str, start: int, end: int) -> int:
    """Just past the brace that closes the one at ``start``, or else ``end``."""
    depth = 0
    for piece in _JSX_PIECE.finditer(text, start, end):
        depth += (piece[0] == "{") - (piece[0] == "}")
        if depth == 0:
            return piece.end()
    return end


def _text_end(text: str, tag: Tag, end: int) -> int:
    """Where the end tag of this element starts, or else ``end``."""
    if tag.name != "script":
        close = _TEXT_END[tag.name].search(text, tag.end, end)
        return close.start() if close else end
    # The "script data (double) escaped" states: in "<!--", "<script>" hides the next "</script>".
    escaped = hidden = False
    position = tag.end
    while step := _SCRIPT_STEP.search(text, position, end):
        position = step.end()
        match step[0].lower():
            case "<!--":
                escaped = True
                position -= 2  # its dashes may be those of "-->" too
            case "-->":
                escaped = hidden = False
            case "<script":
                hidden = escaped
            case _ if hidden:
                hidden = False
            case _:
                return step.start()
    return end


def _decode(raw: str) -> str:
    """Character references replaced as attributes have it: there is none in ``?a&copy=b``."""
    if "&" not in raw:
        return raw
    # Late, for start-up time: few values need the table of names.
    from html import unescape
    from html.entities import html5

    def replace(reference: re.Match[str]) -> str:
        body = reference[0][1:]
        if body.startswith("#"):
            return unescape(reference[0]) if len(body) < _LONGEST_NUMBER else "\ufffd"
        return html5.get(body, reference[0])

    return _REFERENCE.sub(replace, raw)
