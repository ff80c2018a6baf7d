"""What is in force for a post, and where each value comes from: ``blint config``."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from blint.checks.options import File, Globs
from blint.files.paths import relative, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.rulebook.plan import ActiveRule, Plan
    from blint.workspace.discovery import Post


class Setting(NamedTuple):
    """A setting, its value as text, and where that comes from."""

    name: str
    value: str
    origin: str = ""


def settings(post: Post, posts: int, left_out: list[str]) -> list[Setting]:
    """The settings in force for a post. ``posts`` is how many share its site and configuration;
    ``left_out`` are pages of it that look like posts, by their absolute paths."""
    return [*_site(post), *_posts(post, posts), *_left_out(left_out), *_config(post)]


def unknown(post: Post) -> list[Setting]:
    """What the site does not tell and its posts may need, by the key that says it to blint; without
    what the configuration says already."""
    said = post.config.origins
    return [
        Setting(key, "", reason)
        for key, reason in post.built.facts.unknown.items()
        if _attribute(key) not in said
    ]


def _attribute(key: str) -> str:
    """The attribute of a configuration that holds a key's value."""
    return key.rpartition(".")[2].replace("-", "_")


def _site(post: Post) -> Iterator[Setting]:
    config, site = post.config, post.built
    generator, facts = site.generator, site.facts
    origin = config.origins.get("generator", "")
    if site.evidence:
        origin = f"{origin}; {shown(site.evidence)}" if origin else shown(site.evidence)
    elif not origin:
        origin = "no sign of another generator"
    yield Setting("generator", generator.title, origin)
    yield Setting("site", shown(facts.root))
    if facts.sources:
        yield Setting("read", ", ".join(shown(path) for path in facts.sources))
    yield Setting("pages", shown(facts.content))
    public = ", ".join(shown(path) for path in facts.public) or "-"
    yield Setting("site.public", public, config.origins.get("public", generator.title))
    yield Setting("site.base", facts.base, config.origins.get("base", generator.title))
    if config.url:
        yield Setting("site.url", config.url, config.origins.get("url", ""))
    yield _marker(post)
    for text, source in facts.markers:
        if (text, source) != (facts.marker and facts.marker.text, facts.marker_evidence):
            yield Setting("asked for elsewhere", text, shown(source))
    formats = dict.fromkeys(syntax.format for syntax in generator.front_matter)
    yield Setting("front matter", ", ".join(_FORMATS[form] for form in formats), generator.title)
    if required := dict.fromkeys((*generator.required, *facts.required)):
        fields = ", ".join(
            name + " (or the first heading)" * (name == "title" and generator.title_from_heading)
            for name in required
        )
        yield Setting("required", fields, generator.title)


_FORMATS = {
    "yaml": "YAML",
    "toml": "TOML",
    "json": "JSON",
    "meta": "Key: value lines",
    "dotted": ".. key: value lines",
}


def _marker(post: Post) -> Setting:
    facts = post.built.facts
    if facts.marker is None:
        return Setting("site.marker", "-", "none is known")
    evidence = facts.marker_evidence
    origin = post.config.origins.get("marker") or (shown(evidence) if evidence else "")
    return Setting("site.marker", facts.marker.text, origin or post.built.generator.title)


def _posts(post: Post, posts: int) -> Iterator[Setting]:
    config, generator = post.config, post.built.generator
    if config.posts:
        yield Setting("posts", _count(posts, config.posts), config.origins.get("posts", ""))
    else:
        yield Setting("posts", _count(posts, generator.posts), generator.title)


def _left_out(paths: list[str]) -> Iterator[Setting]:
    if paths:
        also = f"{shown(paths[0])} and {len(paths) - 1} more" if paths[1:] else shown(paths[0])
        yield Setting("left out", also, 'with a title and a date; "posts" can name them')


def _count(posts: int, patterns: tuple[str, ...]) -> str:
    return f"{posts}: {', '.join(patterns)}" if patterns else str(posts)


def _config(post: Post) -> Iterator[Setting]:
    config = post.config
    yield Setting("configuration", config.source or "-")
    for name, value in (
        ("exclude", ", ".join(config.exclude)),
        ("rule-pages", ", ".join(config.rule_pages)),
        ("site.image-keys", ", ".join(config.image_keys) or _usual_image_keys(post)),
        ("language", config.language),
        ("fail-on", config.fail_on),
    ):
        origin = config.origins.get(_attribute(name), "default")
        if value:
            yield Setting(name, value, origin)
    formats = ", ".join(config.shrink_formats)
    yield Setting("shrink.format", formats, config.origins.get("shrink_formats", "default"))


def _usual_image_keys(post: Post) -> str:
    known = [*dict.fromkeys((*post.site.image_keys, *post.site.usual_image_keys))]
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    return ", ".join(known[:_NAMED]) + more


_NAMED = 5  # front-matter fields that are shown of those that common themes have


def rules(post: Post, plan: Plan, known: tuple[str, ...]) -> list[Setting]:
    """Every rule with its severity and options, and what set them; ``off`` for those that are."""
    active = {one.rule.id: one for one in plan.rules}
    return [
        Setting(name, _options(post, active[name]), _origin(post, active[name]))
        if name in active
        else Setting(name, "off", _said(post, name))
        for name in known
    ]


def since(posts: list[Post], plan: Plan) -> list[Setting]:
    """From which day on rules bind posts, where some do not bind all, and what that is compared
    with in the first post; ``plan`` is its."""
    bound: dict[str, list[str]] = {}
    for active in plan.rules:
        if active.since:
            bound.setdefault(active.since, []).append(active.rule.id)
    found = [Setting("since", day, _some(names)) for day, names in sorted(bound.items())]
    return [*found, _day(posts[0], plan)] if found and len(posts) == 1 else found


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _day(post: Post, plan: Plan) -> Setting:
    """The day of a post as rules see it."""
    from blint.post.document import Document
    from blint.post.reading import Unreadable, decode, read_bytes

    data = read_bytes(post.path, post.site.files.boundary, plan.max_size)
    text = data if isinstance(data, Unreadable) else decode(data)
    day = "" if isinstance(text, Unreadable) else Document(post.path, text, post.site).day
    return Setting("date", day or "-", post.built.generator.title if day else "none: it is new")


def _options(post: Post, active: ActiveRule) -> str:
    """The severity, those of variants that the generator grades otherwise, and the options."""
    given = (f"{name.replace('_', '-')} = {_toml(value)}" for name, value in active.options.items())
    since = (f'since = "{active.since}"',) if active.since else ()
    grades = [str(active.severity)]
    for (rule, variant), grade in post.built.severities.items():
        if rule == active.rule.id and variant and not active.configured:
            grades.append(f"{variant}: {grade}")
    return "  ".join((", ".join(grades), *since, *given))


def _toml(value: object) -> str:
    """A value as it would be written in blint.toml."""
    if isinstance(value, File):
        value = value.path
    if isinstance(value, Globs):
        value = value.lines
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, re.Pattern):
        value = value.pattern
    return json.dumps(value, ensure_ascii=False)


def _origin(post: Post, active: ActiveRule) -> str:
    said = _said(post, active.rule.id)
    if said:
        return said
    regraded = any(rule == active.rule.id for rule, _ in post.built.severities)
    return post.built.generator.title if regraded else ""


def _said(post: Post, rule: str) -> str:
    """Which parts of the configuration speak of a rule."""
    config = post.config
    names = (rule, rule.partition("/")[0])
    places = [(config.source, config.rules)]
    places += [
        (f"overrides[{number}]", override.rules)
        for number, override in enumerate(config.overrides, start=1)
        if config.matches(override.spec, post.path)
    ]
    places += [("--config", layer) for layer in config.extra_rules]
    return ", ".join(place for place, said in places if any(name in said for name in names))


def heading(posts: list[Post]) -> str:
    """What a group of posts is called: the post, or the folder that holds them all."""
    if len(posts) == 1:
        return shown(posts[0].path)
    folder = os.path.commonpath([os.path.dirname(post.path) for post in posts])
    return shown(folder) if relative(folder, "") != "." else "."
