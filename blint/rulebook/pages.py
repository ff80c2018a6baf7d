"""The rulebook: one page a rule, and what a configuration makes of it.

A page is Markdown with YAML front matter. What a run needs of it (``severity``, ``check``) is read
from its lines; the YAML is parsed when a page has options, and when a finding needs its message.
"""

import importlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from blint.checks.options import WrongOption, convert
from blint.errors import BlintError, did_you_mean
from blint.files.opening import ANYWHERE, Boundary
from blint.files.paths import shown
from blint.lazy_regex import lazy
from blint.model import INTERNAL_ERROR, UNREADABLE, Match, Severity, Span

LooksAt = Literal["post", "failure", "suppressions", "twins", "site-image"]
Check = Callable[..., Iterator["Match[str]"]]

_KEYS = (
    "severity",
    "enabled",
    "check",
    "variants",
    "title",
    "options",
    "options-from",
    "message",
    "consequence",
    "hint",
    "fix",
    "summary",
    "baseline",
)
_REQUIRED = ("severity", "check", "message")
_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_PLACEHOLDER = lazy(r"\{([a-z_]+)\}")
_SIMPLE = re.compile(r"^(severity|enabled|check|options-from): *(\S+)[ \t]*$", re.MULTILINE)
_LONGEST_VALUE = 160
_LONGEST_PAGE = 256 * 1024  # bytes
_LONGEST_PAGES = 8 * 1024 * 1024  # characters of a project's pages together
_LONGEST_TEXT = 1000  # of a message, on a page and with its values: each finding holds one
_NEAR = "-near"  # after the name of a variant: its words where there is a suggestion to make


class Rule(NamedTuple):
    """A rule as its page states it. ``page`` is the page's path, ``check`` the dotted name of its
    check; ``enabled`` is false for a rule that a site has to switch on."""

    id: str
    page: str
    severity: Severity
    enabled: bool
    check: str
    options_from: str = ""
    header: str = ""
    text: str = ""  # the page's Markdown, without its front matter

    @property
    def family(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    @property
    def looks_at(self) -> LooksAt:
        """What its check looks at: a post, why one could not be read, what became of a post's
        suppressions, a post beside the others of its site, or an image beside all that may
        name it."""
        if self.check == "input.unreadable":
            return "failure"
        if self.check.startswith("suppressions."):
            return "suppressions"
        if self.check.startswith("site_images."):
            return "site-image"
        return "twins" if self.check.startswith("twins.") else "post"

    @property
    def facts(self) -> dict[str, Any]:
        """The page's whole front matter."""
        return _parsed(self.header)

    @property
    def options(self) -> dict[str, Any]:
        """The options the page gives its check, by their names in a configuration."""
        return self.facts.get("options") or {} if "\noptions:" in self.header else {}

    @property
    def title(self) -> str:
        """What the rule finds, in one line: the page's first paragraph."""
        paragraphs = self.text.split("\n\n")
        first = next((text for text in paragraphs if text and not text.startswith("#")), "")
        return " ".join(first.split())

    def title_in(self, language: str) -> str:
        """The title in another language than the page's, where its front matter has one."""
        return str((self.facts.get("title") or {}).get(language) or self.title)

    @property
    def variants(self) -> set[str]:
        """The variants of the rule: those that the page has a message of their own for, and those
        that it only names, which share the message of ``default``."""
        messages = self.facts.get("message") or {}
        if isinstance(next(iter(messages.values()), ""), str):
            messages = {"default": messages}
        own = {name.removesuffix(_NEAR) for name in messages}
        return own | {*self.facts.get("variants", ())}

    def say(self, part: str, match: Match[str], language: str) -> str:
        """The page's ``message``, ``consequence``, ``hint``, ``fix`` or ``summary`` for a match."""
        template = _template(self.header, part, match.variant, match.suggests, language)
        return fill(template, match.values)


@cache
def _parsed(header: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(header, Loader=loader)  # noqa: S506 - a safe loader
    return data if isinstance(data, dict) else {}


@cache
def _template(header: str, part: str, variant: str, suggests: bool, language: str) -> str:
    texts = _parsed(header).get(part)
    if not isinstance(texts, dict):
        return ""
    if not isinstance(next(iter(texts.values()), None), str):  # one for each variant
        names = [variant, "default"]
        if suggests:
            names = [variant + _NEAR, variant, "default" + _NEAR, "default"]
        texts = next((texts[name] for name in names if name in texts), {})
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its ``{placeholders}`` replaced, on one line; what is long is cut."""
    if "{" not in template:
        return template

    def value(match: re.Match[str]) -> str:
        said = values.get(match[1], match[0])
        text = said if isinstance(said, str) else _text_of(said)
        if not text.isprintable():
            text = re.sub(r"[\r\n\t]+", " ", text)
        return _cut(text, _LONGEST_VALUE)

    return _cut(_PLACEHOLDER.sub(value, template), _LONGEST_TEXT)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _text_of(value: object) -> str:
    from blint.bounded import text_of

    return text_of(value)


def builtin_folder() -> str:
    """The folder of blint's own pages: inside the installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "rules")
    return (
        installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "rules")
    )


@cache
def builtin_rules() -> Mapping[str, Rule]:
    """blint's own rules by id, sorted."""
    return {rule.id: rule for rule in sorted(read_pages(builtin_folder()), key=lambda r: r.id)}


def load_rules(folders: Iterable[str], boundary: Boundary = ANYWHERE) -> dict[str, Rule]:
    """blint's own rules and those of a project's folders, which have to lie within a boundary;
    raises BlintError for a bad page."""
    rules = dict(builtin_rules())
    room = _LONGEST_PAGES
    for folder in folders:
        if not os.path.isdir(folder):
            raise BlintError(f"rule-pages: {shown(folder)}: no such folder")
        for rule in read_pages(folder, boundary):
            if rule.id in rules:
                taken = shown(rules[rule.id].page)
                raise BlintError(f"{shown(rule.page)}: {rule.id} is taken by {taken}")
            room -= len(rule.header) + len(rule.text)
            if room < 0:
                raise BlintError(f"{shown(folder)}: its rule pages are over 8 MiB together")
            validate(rule)
            rules[rule.id] = rule
    return rules


def read_pages(folder: str, boundary: Boundary = ANYWHERE) -> Iterator[Rule]:
    """The rules of a folder of pages, sorted by id: ``family/name.md``. Raises BlintError for what
    cannot be read, or lies outside a boundary."""
    for family in _names(folder, boundary):
        inner = os.path.join(folder, family)
        if os.path.isdir(inner):
            for name in _names(inner, boundary):
                if name.endswith(".md"):
                    rule_id, path = f"{family}/{name[:-3]}", os.path.join(inner, name)
                    if not _ID.fullmatch(rule_id):
                        raise BlintError(
                            f"{shown(path)}: a rule's id, here {rule_id!r}, is made of small"
                            " letters, digits and hyphens: family/name"
                        )
                    yield _read_page(rule_id, path, boundary)


def _names(folder: str, boundary: Boundary) -> list[str]:
    try:
        with boundary.scan(folder) as entries:
            return sorted(entry.name for entry in entries)
    except OSError as error:
        raise BlintError(f"{shown(folder)}: cannot be listed: {error.strerror}") from error


def _read(path: str, boundary: Boundary) -> str:
    try:
        text = str(boundary.read(path, _LONGEST_PAGE), "utf-8")
    except OSError as error:
        raise BlintError(f"{shown(path)}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BlintError(f"{shown(path)}: not UTF-8 (byte {error.start + 1})") from error
    return text.replace("\r\n", "\n")


def _read_page(rule_id: str, path: str, boundary: Boundary) -> Rule:
    text = _read(path, boundary)
    header, closed, body = text.partition("\n---\n")
    if not text.startswith("---\n") or not closed:
        raise BlintError(f"{shown(path)}: a rule page begins with front matter")
    header = header[4:] + "\n"
    simple = dict(_SIMPLE.findall("\n" + header))
    severity = simple.get("severity", "error")
    if severity not in set(Severity):
        known = ", ".join(Severity)
        raise BlintError(f"{shown(path)}: severity must be one of {known}")
    return Rule(
        rule_id,
        path,
        Severity(severity),
        simple.get("enabled", "true") != "false",
        simple.get("check", ""),
        simple.get("options-from", ""),
        "\n" + header,
        body.lstrip("\n"),
    )


def validate(rule: Rule) -> None:
    """Raise BlintError, naming the page, for what a careless author gets wrong in it."""
    page = shown(rule.page)
    _refuse_hostile(rule.header, page)
    try:
        facts = rule.facts
    except Exception as error:
        reason = " ".join(str(error).split())
        raise BlintError(f"{page}: front matter cannot be parsed: {reason}") from error
    for key in facts:
        if key not in _KEYS:
            raise BlintError(f'{page}: unknown key "{key}"{did_you_mean(str(key), _KEYS)}')
    for key in _REQUIRED:
        if not facts.get(key):
            raise BlintError(f'{page}: needs "{key}"')
    for part in ("message", "consequence", "hint", "fix", "summary", "title"):
        if part in facts and not _are_texts(facts[part]):
            raise BlintError(
                f'{page}: "{part}" must map languages to texts: {{en: …, zh: …}}, each of at most'
                f" {_LONGEST_TEXT} characters"
            )
    _validate_lines(rule, page)
    _validate_names(facts, page)
    find_check(rule)
    check_options(rule, rule.options, os.path.dirname(rule.page), page)


def _validate_names(facts: dict[str, Any], page: str) -> None:
    if not _are_names(facts.get("variants", [])):
        raise BlintError(f'{page}: "variants" must be a list of names')
    if not isinstance(facts.get("options", {}), dict):
        raise BlintError(f'{page}: "options" must be a mapping')
    kept = facts.get("baseline", {})
    known = isinstance(kept, dict) and set(kept) <= {"key", "at-most"}
    if not known or not all(map(_are_names, kept.values())):
        raise BlintError(f'{page}: "baseline" must be like {{key: [NAME], at-most: [NAME]}}')


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _refuse_hostile(header: str, page: str) -> None:
    """Raise BlintError for front matter that the library must not see: nested so deeply that it
    would crash, or with aliases that stand for too much."""
    from blint.post.front_matter.model import FrontMatter
    from blint.post.front_matter.yaml import read_yaml

    found = FrontMatter(Span(0, 0), 0)
    read_yaml(found, header, 0, "1.1")
    problem = found.invalid
    if problem is not None and problem.variant in ("too-deep", "too-many-aliases"):
        line = header.count("\n", 0, problem.span.start) + 1
        raise BlintError(f"{page}:{line}: front matter is {problem.variant.replace('-', ' ')}")


def _validate_lines(rule: Rule, page: str) -> None:
    """The keys that are read from the page's lines must say there what they say as YAML."""
    for key in ("severity", "check", "enabled"):
        value = getattr(rule, key)
        if rule.facts.get(key, value) != value:
            raise BlintError(
                f'{page}: "{key}" must be written as {key}: {value}, alone on its line'
            )
    if rule.options_from and rule.options_from not in builtin_rules():
        raise BlintError(f'{page}: options-from: there is no rule "{rule.options_from}"')
    own = {"input.unreadable": UNREADABLE, "input.internal_error": INTERNAL_ERROR}
    if own.get(rule.check, rule.id) != rule.id:
        raise BlintError(f"{page}: {rule.check} serves the rule {own[rule.check]} alone")


def _are_texts(part: object, *, of_variants: bool = True) -> bool:
    """Whether this maps languages to texts, or variants to such maps."""
    if not isinstance(part, dict) or not part or not all(map(_is_text, part)):
        return False
    values = part.values()
    return all(map(_is_text, values)) or (
        of_variants and all(_are_texts(texts, of_variants=False) for texts in values)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT


def find_check(rule: Rule) -> Check:
    """The function a page names; raises BlintError, naming the page, when there is none."""
    module_name, _, name = rule.check.partition(".")
    try:
        module = importlib.import_module(f"blint.checks.{module_name}")
        check = getattr(module, name)
        ours = not name.startswith("_") and getattr(check, "__module__", "") == module.__name__
        gives = str(getattr(check, "__annotations__", {}).get("return", ""))
        if not ours or not gives.startswith(("Iterator[Match[", "Iterable[Match[")):
            raise AttributeError(name)
    except (ImportError, AttributeError) as error:
        page = shown(rule.page)
        raise BlintError(f'{page}: there is no check "{rule.check}"') from error
    return check  # type: ignore[no-any-return]


def check_options(
    rule: Rule,
    options: Mapping[str, Any],
    folder: str,
    source: str,
    boundary: str = "",
    trusted: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Options by argument name, converted to the types of the check's signature. A file counts from
    ``folder``, and has to lie in ``boundary`` (anywhere when that is empty) unless its option is
    ``trusted``.

    Raises BlintError, naming the source and the option, for an unknown or wrong one.
    """
    check = find_check(rule)
    known = tuple(name.replace("_", "-") for name in check.__kwdefaults__ or ())
    converted = {}
    for option, value in options.items():
        if option not in known:
            hint = did_you_mean(str(option), known) or (
                f" (its options: {', '.join(known)})" if known else " (it has none)"
            )
            raise BlintError(f'{source}: {rule.id} has no option "{option}"{hint}')
        name = option.replace("-", "_")
        if value is None:
            continue  # a page may show an option without a default
        try:
            within = "" if option in trusted else boundary
            converted[name] = convert(check.__annotations__[name], value, folder, within)
        except WrongOption as error:
            where = f"{option}.{error.key}" if error.key else option
            raise BlintError(f"{source}: {rule.id}: {where} {error}") from error
    return converted
