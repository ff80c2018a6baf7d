"""What is in force for a post: which rules, with which options, at which severity."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from blint.deadline import within
from blint.errors import BlintError, did_you_mean
from blint.files.paths import shown
from blint.files.sizes import human_size
from blint.model import OFF, UNREADABLE, Severity, Variant
from blint.rulebook.pages import Check, Rule, check_options, find_check, load_rules
from blint.workspace.config import RuleSetting, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blint.model import Grade
    from blint.post.document import Document
    from blint.rulebook.pages import LooksAt
    from blint.workspace.config import Config
    from blint.workspace.discovery import Post

_SECONDS = 5  # to read options, and to match one path with the patterns of overrides
# What a configuration in the repository, which may be a stranger's, may allow one post.
_CEILINGS = {"max-size": 2 * 1024 * 1024, "max-seconds": 60}


class ActiveRule(NamedTuple):
    """A rule in force: its check, the options to call it with, and how its findings grade.

    ``configured``: the configuration says how, so a check may not re-grade its matches.
    ``looks_at``: what its check is called with. ``since`` is the day from which on posts are bound
    by it, empty for all posts.
    """

    rule: Rule
    check: Check
    options: Mapping[str, Any]
    severity: Severity
    configured: bool
    looks_at: LooksAt
    since: str = ""

    def binds(self, document: Document) -> bool:
        """Whether the rule is in force for a post of that day. One without a day counts as new: it
        may be, and nothing new is to slip through."""
        return not self.since or not document.day or document.day >= self.since


class Plan(NamedTuple):
    """The rules in force for a post. ``max_size`` (bytes) and ``max_seconds`` are the limits of
    reading and checking it; they hold even where the rule that reports them is off. ``known`` are
    the rules and families that there are, and whether all is in force that one of them means, for
    the post alone."""

    rules: tuple[ActiveRule, ...]
    max_size: int
    max_seconds: int
    known: Mapping[str, bool]


class Planner:
    """Makes plans, and remembers them by configuration, generator and overrides.

    ``select`` and ``ignore`` are ids and families of rules; ``rules`` are known besides those
    that configurations bring.
    """

    def __init__(
        self,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        rules: Mapping[str, Rule] | None = None,
    ) -> None:
        self._select = select
        self._ignore = ignore
        self._more_rules = rules or {}
        self._rules_by_config: dict[int, Mapping[str, Rule]] = {}
        self._plans: dict[tuple[object, ...], Plan] = {}

    @property
    def rules(self) -> dict[str, Rule]:
        """Every rule that a configuration of this run knows."""
        return {
            rule_id: rule
            for rules in self._rules_by_config.values()
            for rule_id, rule in rules.items()
        }

    def read(self, configs: Iterable[Config]) -> None:
        """Learn the rules of configurations; raise BlintError for names that none of them has."""
        for config in configs:
            self._rules_of(config)
        known = _names(self.rules)
        for option, names in (("select", self._select), ("ignore", self._ignore)):
            for name in names:
                if name not in known:
                    hint = did_you_mean(name, known)
                    raise BlintError(f'--{option}: unknown rule "{name}"{hint}')

    def _rules_of(self, config: Config) -> Mapping[str, Rule]:
        """The rules that a configuration knows, by id."""
        if id(config) not in self._rules_by_config:
            source = config.source or "--config"
            slow = f"{source}: the pages in rule-pages take over {_SECONDS} s to read"
            with within(_SECONDS, slow):
                pages = load_rules(config.page_folders, config.page_boundary)
            rules = {**pages, **self._more_rules}
            known = _names(rules)
            own = (config.rules, *(override.rules for override in config.overrides))
            for source, layers in ((config.source, own), ("--config", config.extra_rules)):
                for name in (name for layer in layers for name in layer if name not in known):
                    hint = did_you_mean(name, known)
                    raise BlintError(f'{source}: unknown rule "{name}"{hint}')
            self._rules_by_config[id(config)] = rules
        return self._rules_by_config[id(config)]

    def plan(self, post: Post) -> Plan:
        """The plan for a post; raises BlintError for options that make no sense."""
        built = post.built
        own = frozenset(built.facts.severities.items())
        return self._plan(post.config, post.path, built.severities, (built.generator.name, own))

    def plan_at(self, path: str, config: Config) -> Plan:
        """The plan for what stands at an absolute path and is no post that could be read."""
        return self._plan(config, path, {}, ())

    def may_be_in_force(self, posts: Iterable[Post], looks_at: LooksAt) -> list[Rule]:
        """The rules that look at something like that, and are in force for a post, or may be for
        other files by the overrides of its configuration."""
        posts = list(posts)
        plans = {id(plan): plan for plan in map(self.plan, posts)}.values()
        found = {active.rule.id: active.rule for plan in plans for active in plan.rules}
        for config in {id(post.config): post.config for post in posts}.values():
            names = {name for override in config.overrides for name in override.rules}
            for rule in self._rules_of(config).values() if names else ():
                named = rule.id in names or (rule.enabled and rule.family in names)
                if named and self._selected(rule):
                    found[rule.id] = rule
        return [rule for rule in found.values() if rule.looks_at == looks_at]

    def _plan(
        self,
        config: Config,
        path: str,
        regrades: Mapping[Variant, Grade],
        generator: tuple[object, ...],
    ) -> Plan:
        layers = self._layers(config, path)
        key = (id(config), generator, *map(id, layers))
        if key not in self._plans:
            source = config.source or "--config"
            with within(_SECONDS, f"{source}: the options of rules take over {_SECONDS} s to read"):
                self._plans[key] = self._make(config, layers, regrades)
        return self._plans[key]

    def _layers(self, config: Config, path: str) -> tuple[Mapping[str, RuleSetting], ...]:
        if not config.overrides:
            return config.layers(path)
        slow = f"overrides take over {_SECONDS} s to match {shown(path)}"
        with within(_SECONDS, f"{config.source}: {slow}: their patterns have too many wildcards"):
            return config.layers(path)

    def _make(
        self,
        config: Config,
        layers: tuple[Mapping[str, RuleSetting], ...],
        regrades: Mapping[Variant, Grade],
    ) -> Plan:
        rules = self._rules_of(config)
        active = []
        known = dict.fromkeys(_names(rules), False)
        # Families of which --select or --ignore leave out a rule, or one needs the other posts.
        left_out: set[str] = set()
        limits: Mapping[str, Any] = {}
        for rule in rules.values():
            setting, by_name = _setting_of(rule, layers)
            severity = _grade(rule, setting, regrades, by_name=by_name or rule.id in self._select)
            if severity == OFF and not setting.options and rule.id != UNREADABLE:
                continue  # whose check need not be loaded
            options = self._options(rule, setting, rules, layers, config)
            if rule.id == UNREADABLE:
                limits = options
                _keep_ceilings(options, setting, config)
            if severity == OFF:
                continue
            if not self._selected(rule):
                left_out.add(rule.family)
                continue
            if rule.looks_at == "site-image" and any(
                layer[rule.id].since for layer in layers if rule.id in layer
            ):
                source = config.source or "--config"
                raise BlintError(f"{source}: {rule.id}: since is for posts; an image has no day")
            configured = setting.severity is not None
            found = (find_check(rule), options, severity, configured, rule.looks_at, setting.since)
            active.append(ActiveRule(rule, *found))
            if rule.looks_at in ("twins", "site-image"):
                left_out.add(rule.family)
            else:
                known[rule.id] = known[rule.family] = True
        known.update(dict.fromkeys(left_out, False))
        return Plan(tuple(active), limits["max_size"], limits["max_seconds"], known)

    def _options(
        self,
        rule: Rule,
        setting: RuleSetting,
        rules: Mapping[str, Rule],
        layers: tuple[Mapping[str, RuleSetting], ...],
        config: Config,
    ) -> dict[str, Any]:
        """The page's options, those taken over from another rule, and the configuration's."""
        source = config.source or "--config"
        theirs: dict[str, Any] = {}
        if rule.options_from:
            other = rules[rule.options_from]
            accepted = find_check(rule).__kwdefaults__ or {}
            said = _setting_of(other, layers)[0]
            read = _converted(other, said, config, source)
            theirs = {name: value for name, value in read.items() if name in accepted}
        folder, within = os.path.dirname(rule.page), config.page_boundary.real
        page = check_options(rule, rule.options, folder, rule.page, within)
        return page | theirs | _converted(rule, setting, config, source)

    def _selected(self, rule: Rule) -> bool:
        if rule.id in self._ignore or (rule.family in self._ignore and rule.id not in self._select):
            return False
        # A post that cannot be read is told whatever was asked for: nothing else is known of it.
        asked = (rule.id, rule.family)
        return not self._select or rule.id == UNREADABLE or any(n in self._select for n in asked)


def _converted(rule: Rule, setting: RuleSetting, config: Config, source: str) -> dict[str, Any]:
    """The options that a configuration gives a rule's check."""
    own = {name: value for name, value in setting.options.items() if name not in setting.trusted}
    told = {name: value for name, value in setting.options.items() if name in setting.trusted}
    trusted = setting.trusted
    return check_options(rule, own, config.folder, source, config.boundary) | check_options(
        rule, told, config.folder, "--config", config.boundary, trusted
    )


def _keep_ceilings(options: Mapping[str, Any], setting: RuleSetting, config: Config) -> None:
    """Raise BlintError where a limit is lifted further than the command line alone may."""
    for option, most in _CEILINGS.items():
        if option not in setting.trusted and options[option.replace("-", "_")] > most:
            ceiling = human_size(most) if option == "max-size" else most
            raise BlintError(
                f"{config.source}: {UNREADABLE}: {option} may be at most {ceiling} here; more takes"
                f" --config 'rules.\"{UNREADABLE}\".{option} = …' on the command line"
            )


def _names(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """What ``--select`` and ``[rules]`` take: ids and families."""
    return (*rules, *dict.fromkeys(rule.family for rule in rules.values()))


def _setting_of(
    rule: Rule, layers: tuple[Mapping[str, RuleSetting], ...]
) -> tuple[RuleSetting, bool]:
    """What the layers of configuration set for a rule, where the last one counts; and whether one
    of them names the rule itself. In one layer the rule's own setting comes after its family's."""
    setting, by_name = RuleSetting(), False
    for layer in layers:
        for name in (rule.family, rule.id):
            if name in layer:
                setting = merge(setting, layer[name])
                by_name = by_name or name == rule.id
    return setting, by_name


def _grade(
    rule: Rule, setting: RuleSetting, regrades: Mapping[Variant, Grade], *, by_name: bool
) -> Grade:
    """The severity of a rule's findings, or that it is off.

    The configuration's word comes before the generator's (``regrades``), and that before the
    page's. What is off by default has to be named to be on.
    """
    default = regrades.get(Variant(rule.id), rule.severity)
    if (default == OFF or not rule.enabled) and not by_name:
        return OFF
    if setting.severity is not None:
        return setting.severity
    return rule.severity if default == OFF else default
