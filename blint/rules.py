"""The rulebook: one page a rule, and what a configuration makes of it.

A page is Markdown with YAML front matter. What a run needs of it (``severity``, ``check``) is read
from its lines; the YAML is parsed when a page has options, and when a finding needs its message.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from blint.config import RuleSetting, merge
from blint.errors import BlintError, did_you_mean
from blint.model import Match, Severity
from blint.options import WrongOption, convert

Check = Callable[..., Iterator[Match]]

_KEYS = (
    "severity",
    "enabled",
    "check",
    "options",
    "options-from",
    "message",
    "consequence",
    "hint",
    "summary",
)
_REQUIRED = ("severity", "check", "message")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SIMPLE = re.compile(r"^(severity|enabled|check|options-from): *(\S+)[ \t]*$", re.MULTILINE)
_LONGEST_VALUE = 160


@dataclass(frozen=True)
class Rule:
    """A rule as its page states it. ``page`` is the page's path, ``folder`` the one its id
    counts from, ``check`` the dotted name of its check; ``enabled`` is false for a rule that a
    site has to switch on."""

    id: str
    page: str
    folder: str
    severity: Severity
    enabled: bool
    check: str
    options_from: str = ""
    header: str = field(default="", repr=False)

    @property
    def family(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The page's whole front matter."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(self.header, Loader=loader)  # noqa: S506 - a safe loader
        return data if isinstance(data, dict) else {}

    @cached_property
    def options(self) -> dict[str, Any]:
        """The options the page gives its check, by their names in a configuration."""
        return self.facts.get("options") or {} if "\noptions:" in self.header else {}

    @property
    def text(self) -> str:
        """The page's Markdown, without its front matter."""
        return _read(self.page).partition("\n---\n")[2].lstrip("\n")

    @property
    def title(self) -> str:
        """What the rule finds, in one line: the page's first paragraph."""
        lines = [line for line in self.text.splitlines() if line and not line.startswith("#")]
        return lines[0] if lines else ""

    def say(self, part: str, match: Match, language: str) -> str:
        """The page's ``message``, ``consequence``, ``hint`` or ``summary`` for a match."""
        texts = self.facts.get(part)
        if not isinstance(texts, dict):
            return ""
        if not isinstance(next(iter(texts.values()), None), str):  # one for each variant
            texts = texts.get(match.variant) or texts.get("default") or {}
        template = texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
        return fill(template, match.values)


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its ``{placeholders}`` replaced, long values cut, on one line."""

    def value(match: re.Match[str]) -> str:
        text = re.sub(r"[\r\n\t]+", " ", str(values.get(match[1], match[0])))
        return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"

    return _PLACEHOLDER.sub(value, template)


def builtin_folder() -> str:
    """The folder of blint's own pages: inside the installed package, beside it in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, "rules")
    return (
        installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "rules")
    )


@cache
def builtin_rules() -> Mapping[str, Rule]:
    """blint's own rules by id, sorted."""
    return {rule.id: rule for rule in sorted(read_pages(builtin_folder()), key=lambda r: r.id)}


def load_rules(folders: Iterable[str]) -> dict[str, Rule]:
    """blint's own rules and those of a project's folders; raises BlintError for a bad page."""
    rules = dict(builtin_rules())
    for folder in folders:
        if not os.path.isdir(folder):
            raise BlintError(f"rule-pages: {os.path.relpath(folder)}: no such folder")
        for rule in read_pages(folder):
            if rule.id in rules:
                taken = os.path.relpath(rules[rule.id].page)
                raise BlintError(f"{os.path.relpath(rule.page)}: {rule.id} is taken by {taken}")
            validate(rule)
            rules[rule.id] = rule
    return rules


def read_pages(folder: str) -> Iterator[Rule]:
    """The rules of a folder of pages, sorted by id: ``family/name.md``."""
    for family in sorted(os.listdir(folder)):
        inner = os.path.join(folder, family)
        if os.path.isdir(inner):
            for name in sorted(os.listdir(inner)):
                if name.endswith(".md"):
                    yield _read_page(f"{family}/{name[:-3]}", os.path.join(inner, name), folder)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as page:
            return page.read()
    except (OSError, UnicodeDecodeError) as error:
        raise BlintError(f"{os.path.relpath(path)}: cannot be read: {error}") from error


def _read_page(rule_id: str, path: str, folder: str) -> Rule:
    text = _read(path)
    header, closed, _ = text.partition("\n---\n")
    if not text.startswith("---\n") or not closed:
        raise BlintError(f"{os.path.relpath(path)}: a rule page begins with front matter")
    header = header[4:] + "\n"
    simple = dict(_SIMPLE.findall("\n" + header))
    severity = simple.get("severity", "error")
    if severity not in set(Severity):
        known = ", ".join(Severity)
        raise BlintError(f"{os.path.relpath(path)}: severity must be one of {known}")
    return Rule(
        rule_id,
        path,
        folder,
        Severity(severity),
        simple.get("enabled", "true") != "false",
        simple.get("check", ""),
        simple.get("options-from", ""),
        "\n" + header,
    )


def validate(rule: Rule) -> None:
    """Raise BlintError, naming the page, for what a careless author gets wrong in it."""
    shown = os.path.relpath(rule.page)
    try:
        facts = rule.facts
    except Exception as error:
        raise BlintError(f"{shown}: front matter cannot be parsed: {error}") from error
    for key in facts:
        if key not in _KEYS:
            raise BlintError(f'{shown}: unknown key "{key}"{did_you_mean(str(key), _KEYS)}')
    for key in _REQUIRED:
        if not facts.get(key):
            raise BlintError(f'{shown}: needs "{key}"')
    for part in ("message", "consequence", "hint", "summary"):
        if part in facts and not isinstance(facts[part], dict):
            raise BlintError(f'{shown}: "{part}" must map languages to texts: {{en: …, zh: …}}')
    if not isinstance(facts.get("options", {}), dict):
        raise BlintError(f'{shown}: "options" must be a mapping')
    find_check(rule)
    check_options(rule, rule.options, os.path.dirname(rule.page), shown)


def find_check(rule: Rule) -> Check:
    """The function a page names; raises BlintError, naming the page, when there is none."""
    module_name, _, name = rule.check.partition(".")
    try:
        module = importlib.import_module(f"blint.checks.{module_name}")
        check = getattr(module, name)
        if name.startswith("_") or getattr(check, "__module__", "") != module.__name__:
            raise AttributeError(name)
    except (ImportError, AttributeError) as error:
        shown = os.path.relpath(rule.page)
        raise BlintError(f'{shown}: there is no check "{rule.check}"') from error
    return check  # type: ignore[no-any-return]


def check_options(
    rule: Rule, options: Mapping[str, Any], folder: str, source: str
) -> dict[str, Any]:
    """Options by argument name, converted to the types of the check's signature.

    Raises BlintError, naming the source and the option, for an unknown or wrong one.
    """
    check = find_check(rule)
    known = tuple(name.replace("_", "-") for name in check.__kwdefaults__ or ())
    converted = {}
    for option, value in options.items():
        if option not in known:
            hint = did_you_mean(option, known) or (
                f" (its options: {', '.join(known)})" if known else " (it has none)"
            )
            raise BlintError(f'{source}: {rule.id} has no option "{option}"{hint}')
        name = option.replace("-", "_")
        if value is None:
            continue  # a page may show an option without a default
        try:
            converted[name] = convert(check.__annotations__[name], value, folder)
        except WrongOption as error:
            raise BlintError(f"{source}: {rule.id}: {option} {error}") from error
    return converted


def known_names(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Everything ``--select`` takes: ids and families."""
    return (*rules, *dict.fromkeys(rule.family for rule in rules.values()))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule in force: its check, the options to call it with, and how its findings grade.

    ``configured``: the configuration says how, so a check may not re-grade its matches.
    """

    rule: Rule
    check: Check
    options: Mapping[str, Any]
    severity: Severity
    configured: bool


def choose(
    rules: Mapping[str, Rule],
    settings: Mapping[str, RuleSetting],
    regrades: Mapping[str, Severity | None],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    folder: str,
    source: str,
) -> list[Chosen]:
    """The rules in force for a post.

    A configuration's word on a rule comes before its generator's (``regrades``, None for off),
    and that before its page's. Naming an option or selecting a rule by its id switches it on.
    """
    chosen = []
    for rule in rules.values():
        setting = settings.get(rule.id) or settings.get(rule.family)
        setting = merge(settings.get(rule.family), setting) if setting else RuleSetting()
        severity = _grade(rule, setting, regrades, by_name=rule.id in select)
        if severity is None or not _selected(rule, select, ignore):
            continue
        inherited = _inherited(rule, rules, settings)
        where = source or "the configuration"
        options = check_options(rule, rule.options, os.path.dirname(rule.page), rule.page)
        options |= check_options(rule, {**inherited, **setting.options}, folder, where)
        configured = setting.severity is not None
        chosen.append(Chosen(rule, find_check(rule), options, severity, configured))
    return chosen


def _inherited(
    rule: Rule, rules: Mapping[str, Rule], settings: Mapping[str, RuleSetting]
) -> dict[str, Any]:
    """The options that a rule takes over from the one its page names in ``options-from``."""
    if not rule.options_from:
        return {}
    other = rules[rule.options_from]
    theirs = {**other.options, **settings.get(other.id, RuleSetting()).options}
    accepted = (find_check(rule).__kwdefaults__ or {}).keys()
    return {name: value for name, value in theirs.items() if name.replace("-", "_") in accepted}


def _selected(rule: Rule, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    if rule.id in ignore or (rule.family in ignore and rule.id not in select):
        return False
    return not select or rule.id in select or rule.family in select


def _grade(
    rule: Rule, setting: RuleSetting, regrades: Mapping[str, Severity | None], *, by_name: bool
) -> Severity | None:
    if setting.severity == "off":
        return None
    if setting.severity is not None:
        return Severity(setting.severity)
    grade = regrades.get(rule.id, rule.severity)
    if grade is None or not rule.enabled:
        return (grade or rule.severity) if by_name or setting.options else None
    return grade
