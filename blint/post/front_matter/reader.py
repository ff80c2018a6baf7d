"""A post's front matter: found, parsed, and every key and value with its exact place.

python-frontmatter's handlers say where front matter starts and ends; the YAML nodes say where
things stand. Values are read as the site's generator reads them, not as PyYAML would.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blint.lazy_regex import lazy
from blint.model import Span
from blint.post.front_matter.delimiters import BRACELESS_JSON
from blint.post.front_matter.model import FrontMatter, Node, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from blint.post.front_matter.delimiters import Region, Syntax
    from blint.post.front_matter.model import Format, Invalid, Missing, YamlDialect
    from blint.post.text import Text


def read_front_matter(
    text: Text, syntaxes: tuple[Syntax, ...], yaml_dialect: YamlDialect
) -> FrontMatter:
    """Find and parse the front matter of a post, as a generator with these syntaxes does."""
    characters = text.characters
    for syntax in syntaxes:
        if not syntax.handler.detect(characters):
            continue
        region = syntax.handler.locate(characters)
        if region is None:
            end = len(characters) if syntax.handler.swallows else 0
            handler = syntax.handler
            missing = (
                _unclosed(text, handler.half_closing)
                if handler.absent == "unclosed"
                else Problem(handler.absent, text.first_line)
            )
            return FrontMatter(Span(0, end), end, missing=missing)
        found = _parse(text, syntax, region, yaml_dialect)
        if found is not None:
            return found
    return _absent(text, *_lookalike(characters, syntaxes))


def _absent(text: Text, variant: Missing, line: int) -> FrontMatter:
    problem = Problem(variant, text.first_line if variant == "none" else text.line_span(line))
    return FrontMatter(Span(0, 0), 0, missing=problem)


# A line that was meant to close front matter, where it does not.
_CLOSING = lazy(r"[-–—―－─]{2,}|\+{3,}|\*{3,}|\.{3}|(?:- ?){3,}|-{3}[^-].*")
_MOST_LINES = 100  # of front matter that are searched for one


def _unclosed(text: Text, half_closing: re.Pattern[str] | None) -> Problem[Missing]:
    """The problem of front matter that nothing closes; the place is a line that was meant to, or
    the one that opens it."""
    opening = text.line_at(text.first_line.start)
    fence = text.line(opening).strip()[:3]
    for number in range(opening + 1, min(opening + _MOST_LINES, len(text.line_starts)) + 1):
        line = text.line(number).strip()
        if not line:
            break
        if _CLOSING.fullmatch(line):
            half = half_closing is not None and half_closing.fullmatch(line) is not None
            values = {"fence": fence, "near": line}
            return Problem("half-closed" if half else "unclosed", text.line_span(number), values)
    return Problem("unclosed", text.line_span(opening), {"fence": fence})


_FENCED = (
    r"(?m)^(?P<indent>[ \t]*)(?P<fence>-{3,}|\+{3}|—+|–+)[^\n]*\n(?:[ \t]*(?:\#.*)?\r?\n)*"
    r"[ \t]*[\"']?[\w-]+[\"']?[ \t]*[:=]"
)


_CODE_FENCE = lazy(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)


def _lookalike(characters: str, syntaxes: tuple[Syntax, ...]) -> tuple[Missing, int]:
    """The variant and 1-based line of what was meant as front matter and is not read as such."""
    head = characters[:4000]
    match = re.search(_FENCED, head)
    if match is None:
        return "none", 1
    before = head[: match.start()]
    line = before.count("\n") + 1
    fence = match["fence"]
    if before.strip():
        if len(match["indent"].expandtabs(4)) > 3 or len(_CODE_FENCE.findall(before)) % 2:
            return "none", 1  # it stands in code
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


def _not_a_mapping(root: Node, line: str) -> Invalid:
    """The variant of a problem with front matter that has no fields."""
    if root.items is not None:
        return "not-a-mapping-list"
    if re.match(r"[\w-]+\uff1a", line):
        return "not-a-mapping-full-width-colon"
    no_blank = re.match(r"[\w-]+:\S", line)
    return "not-a-mapping-no-blank" if no_blank else "not-a-mapping-text"


def _source(text: Text, syntax: Syntax, region: Region) -> tuple[str, int]:
    """The text to read in a region, and the place of its first character."""
    source = text.characters[region.start : region.end]
    if region.language == BRACELESS_JSON:
        return f"{{{source}}}", region.start - 1
    return source.replace("\t", " ") if syntax.tabs else source, region.start


def _parse(
    text: Text, syntax: Syntax, region: Region, yaml_dialect: YamlDialect
) -> FrontMatter | None:
    """The front matter in a region; None when it is text all the same."""
    found = FrontMatter(Span(0, region.body_start), region.body_start, syntax.format)
    if region.language in ("json", BRACELESS_JSON):
        found.format = "json"
    elif region.language in ("js", "javascript"):
        return found  # a program, which is not run: nothing can be said of its fields
    elif region.language not in ("", "yaml", "yml"):
        values: dict[str, object] = {"language": region.language}
        found.invalid = Problem("unknown-language", text.line_span(1), values)
        return found
    source, start = _source(text, syntax, region)
    _reader(found.format)(found, source, start, yaml_dialect)
    root = found.root
    if syntax.unopened and (root is None or root.entries is None):
        if root is not None and root.items is None:
            return None
        found.invalid = _above_a_rule(text, found.invalid)
    elif found.invalid is None and root is not None:
        _check_fields(found, root, text, syntax)
    if found.invalid is not None:
        found.root = None
    elif syntax.any_case and root is not None and root.entries:
        root.entries = {key.lower(): entry for key, entry in root.entries.items()}
        root.value = {key: entry.node.value for key, entry in root.entries.items()}
    return found


def _check_fields(found: FrontMatter, root: Node, text: Text, syntax: Syntax) -> None:
    """Take in front matter that was read: whether it holds fields, with keys that may be."""
    if root.entries is None:
        _without_fields(found, root, text)
    elif syntax.text_keys and (left := _mapping_as_key(root, text)):
        found.invalid = Problem("template", left)


def _mapping_as_key(node: Node, text: Text) -> Span | None:
    """Where a mapping is the key of another one: ``{{ name }}``, which a template was to fill."""
    for entry in (node.entries or {}).values():
        if text.slice(entry.key_span).startswith("{"):
            return Span(entry.key_span.start - 1, entry.key_span.end + 1)
    inside = (*(entry.node for entry in (node.entries or {}).values()), *(node.items or ()))
    return next(filter(None, (_mapping_as_key(child, text) for child in inside)), None)


def _without_fields(found: FrontMatter, root: Node, text: Text) -> None:
    """Take in front matter that holds no fields: nothing, comments only, or something else."""
    from blint.post.front_matter.causes import blank_after_key

    if root.value is None:
        root.value, root.entries = {}, {}
        return
    first = text.line_span(text.line_at(root.span.start))
    if root.items is None and (odd := blank_after_key(text.slice(first), first.start)):
        found.invalid = odd
        return
    found.invalid = Problem(_not_a_mapping(root, text.slice(first)), first)


def _above_a_rule(text: Text, problem: Problem[Invalid] | None) -> Problem[Invalid]:
    """The problem with what stands above a rule, unless it was meant as front matter."""
    first = text.first_line
    if problem and re.match(r"[\w-]+[ \t]*[:\uff1a]", text.slice(first)):
        return problem
    return Problem("above-a-rule", first)


def _reader(form: Format) -> Callable[[FrontMatter, str, int, YamlDialect], None]:
    """What reads the text of front matter: it is given that text, its place and YAML's dialect."""
    if form == "toml":
        from blint.post.front_matter.toml import read_toml

        return read_toml
    if form in ("meta", "dotted"):
        from blint.post.front_matter.key_value import read_meta

        return read_meta
    from blint.post.front_matter.yaml import read_yaml

    return read_yaml
