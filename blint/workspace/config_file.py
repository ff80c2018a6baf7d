"""Configuration files: found upwards from each post, checked key by key, and what the command line
lays over them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from blint.errors import BlintError, did_you_mean
from blint.files.opening import Boundary, Refused
from blint.files.paths import cwd, shown
from blint.model import OFF, Severity
from blint.workspace.config import COMMAND_LINE, Config, Override, RuleSetting

if TYPE_CHECKING:
    from blint.model import Grade

FILE_NAME = "blint.toml"


LANGUAGES = ("en", "zh")


IMAGE_FORMATS = ("keep", "webp", "avif")  # what blint shrink may make of an image


_MAX_BYTES = 256 * 1024  # each folder may have a configuration, and all are kept


def find_config(folder: str, repository: str, known: dict[str, str]) -> str:
    """The nearest configuration file from ``folder`` up to the root of the ``repository`` (of the
    disk when that is empty), or an empty string. ``known`` remembers the answer for each folder
    asked."""
    asked = []
    found = ""
    while folder not in known:
        asked.append(folder)
        found = _config_in(folder, bounds(folder, repository))
        parent = os.path.dirname(folder)
        if found or parent in (folder, "") or folder == repository:
            break
        folder = parent
    found = found or known.get(folder, "")
    known.update(dict.fromkeys(asked, found))
    return found


def bounds(folder: str, repository: str) -> str:
    """What a configuration in a folder, and what it names, has to lie in: the ``repository``, or
    else the folder above."""
    return repository or os.path.dirname(folder)


def _config_in(folder: str, boundary: str) -> str:
    own = os.path.join(folder, FILE_NAME)
    if os.path.isfile(own):
        return own
    project = os.path.join(folder, "pyproject.toml")
    if not os.path.isfile(project):
        return ""
    try:
        data = _bytes_of(project, boundary)
    except Refused as refusal:
        # What lies elsewhere is no part of this project. The reading says what is too large.
        return project if refusal.reason == "too-large" else ""
    return project if b"blint" in data and _tool_table(project, data) is not None else ""


def _tool_table(project: str, data: bytes) -> dict[str, Any] | None:
    """The ``[tool.blint]`` table of a pyproject.toml, or None where it has none."""
    tool = _parsed(project, data).get("tool")
    table = tool.get("blint") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise BlintError(f"{shown(project)}: tool.blint must be a table")


def load_config(path: str, folder: str = "", boundary: str = "") -> Config:
    """Read a configuration file; its paths count from ``folder``, or from the file's own. The file,
    and what it names, must lie in ``boundary``; with an empty one it is trusted.

    Raises BlintError with the file and the key when something in it is wrong.
    """
    name = shown(path)
    base = folder or os.path.dirname(os.path.abspath(path))
    try:
        data = _bytes_of(path, boundary)
    except FileNotFoundError as error:
        raise BlintError(f"{name}: no such configuration file") from error
    except Refused as refusal:
        why = "larger than 256 KiB" if refusal.reason == "too-large" else refusal.strerror
        raise BlintError(f"{name}: not read: {why}") from refusal
    if os.path.basename(path) == "pyproject.toml":
        return read_config(_tool_table(path, data) or {}, base, f"{name} [tool.blint]", boundary)
    return read_config(_parsed(path, data), base, name, boundary)


def _bytes_of(path: str, boundary: str) -> bytes:
    """The bytes of a configuration file; raises Refused or FileNotFoundError, or BlintError for
    another problem."""
    try:
        return Boundary(boundary).read(path, _MAX_BYTES)
    except (Refused, FileNotFoundError):
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise BlintError(f"{shown(path)}: cannot be read: {reason}") from error


def _parsed(path: str, data: bytes) -> dict[str, Any]:
    from blint.bounded import Malformed, load_toml

    name = shown(path)
    try:
        return load_toml(str(data, "utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise BlintError(f"{name}: not UTF-8 (byte {error.start + 1})") from error
    except Malformed as error:
        raise BlintError(f"{name}: not valid TOML: {error}") from error


def read_config(data: Mapping[str, Any], folder: str, source: str, boundary: str = "") -> Config:
    """Check a configuration's data and make a Config of it; what it names must lie in ``boundary``,
    and with an empty one it is trusted."""
    reader = _Reader(source, trusted=not boundary)
    reader.known(data, "", (*READERS, *TABLES, "rules", "overrides"))
    values: dict[str, Any] = {
        READERS[key][0]: READERS[key][1](reader, value, key)
        for key, value in data.items()
        if key in READERS
    }
    for name, readers in TABLES.items():
        table = reader.table(data.get(name, {}), name)
        reader.known(table, name, readers)
        for key, value in table.items():
            attribute, read = readers[key]
            values[attribute] = read(reader, value, f"{name}.{key}")
    overrides = data.get("overrides", [])
    if not isinstance(overrides, list):
        reader.fail("overrides", "must be a list of tables: [[overrides]]")
    return Config(
        folder=folder,
        source=source,
        boundary=boundary,
        rules=reader.rules(data.get("rules", {}), "rules"),
        overrides=tuple(reader.override(item, n) for n, item in enumerate(overrides, start=1)),
        origins=dict.fromkeys(values, source),
        **values,
    )


def apply_settings(config: Config, lines: tuple[str, ...]) -> Config:
    """Lay ``--config 'KEY = VALUE'`` lines over a configuration."""
    if not lines:
        return config
    from blint.bounded import Malformed, load_toml

    for line in lines:
        source = f"{COMMAND_LINE} {line!r}"
        try:
            data = load_toml(line)
        except Malformed as error:
            raise BlintError(f"{source}: not a file, and not a line of TOML: {error}") from error
        extra = read_config(data, config.folder or cwd(), source)
        given = {READERS[key][0] for key in data if key in READERS}
        for name, readers in TABLES.items():
            given |= {readers[key][0] for key in data.get(name, {})}
        config = config._replace(
            folder=config.folder or extra.folder,
            extra_rules=(*config.extra_rules, extra.rules),
            overrides=config.overrides + extra.overrides,
            origins={**config.origins, **extra.origins},
            **{attribute: getattr(extra, attribute) for attribute in given},
        )
    return config


class _Reader:
    """Checks values; every complaint names the source and the key. What is ``trusted`` may name
    files anywhere, and lift limits."""

    def __init__(self, source: str, *, trusted: bool) -> None:
        self.source = source
        self.trusted = trusted

    def fail(self, key: str, problem: str) -> None:
        raise BlintError(f"{self.source}: {key} {problem}" if key else f"{self.source}: {problem}")

    def known(self, data: Mapping[str, Any], where: str, keys: Any) -> None:
        for key in data:
            if key not in keys:
                name = f"{where}.{key}" if where else key
                self.fail("", f'unknown key "{name}"{did_you_mean(key, keys)}')

    def table(self, value: object, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fail(key, "must be a table")
        assert isinstance(value, dict)
        return value

    def text(self, value: object, key: str) -> str:
        if not isinstance(value, str) or not value:
            self.fail(key, "must be a text")
        return str(value)

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, "must be a list of texts")
        assert isinstance(value, list)
        return tuple(value)

    def one_of(self, words: tuple[str, ...], value: object, key: str) -> str:
        if value not in words:
            shown = ", ".join(f'"{word}"' for word in words)
            self.fail(key, f"must be one of {shown}{did_you_mean(str(value), words)}")
        return str(value)

    def generator(self, value: object, key: str) -> str:
        from blint.generators.registry import NAMES

        return self.one_of(NAMES, value, key)

    def language(self, value: object, key: str) -> str:
        return self.one_of(LANGUAGES, value, key)

    def image_formats(self, value: object, key: str) -> tuple[str, ...]:
        formats = self.texts(value, key)
        if not formats:
            self.fail(key, "must name a format")
        return tuple(self.one_of(IMAGE_FORMATS, name, key) for name in formats)

    def fail_on(self, value: object, key: str) -> str:
        return self.one_of(FAIL_ON, value, key)

    def base(self, value: object, key: str) -> str:
        text = self.text(value, key)
        if not text.startswith("/"):
            self.fail(key, 'must be a path from the root of the host, such as "/blog/"')
        return f"/{text.strip('/')}/" if text.strip("/") else "/"

    def url(self, value: object, key: str) -> str:
        text = self.text(value, key)
        if not re.match(r"https?://[^\s/?#]+(?:/[^\s?#]*)?$", text):
            self.fail(key, 'must be the address of the site, such as "https://example.org/"')
        return text.rstrip("/")

    def rules(self, value: object, key: str) -> dict[str, RuleSetting]:
        table = self.table(value, key)
        return {rule: self.rule(setting, f'{key}."{rule}"') for rule, setting in table.items()}

    def rule(self, value: object, key: str) -> RuleSetting:
        if isinstance(value, str):
            return RuleSetting(self.grade(value, key))
        if not isinstance(value, dict):
            self.fail(key, "must be a severity or a table of options")
        options = dict(self.table(value, key))
        said = options.pop("severity", None)
        grade = None if said is None else self.grade(said, f"{key}.severity")
        since = self.day(options.pop("since"), f"{key}.since") if "since" in options else ""
        trusted = frozenset(options) if self.trusted else frozenset()
        return RuleSetting(grade, options, trusted, since)

    def day(self, value: object, key: str) -> str:
        import datetime

        with suppress(ValueError):
            day = datetime.date.fromisoformat(str(value))
            if str(day) == str(value):
                return str(day)
        self.fail(key, 'must be a day on the calendar, such as "2025-04-01"')
        return ""

    def grade(self, value: object, key: str) -> Grade:
        word = self.one_of(SEVERITIES, value, key)
        return OFF if word == OFF else Severity(word)

    def override(self, value: object, number: int) -> Override:
        key = f"overrides[{number}]"
        table = self.table(value, key)
        self.known(table, key, ("paths", "rules"))
        if "paths" not in table:
            self.fail(key, 'needs "paths"')
        paths = self.texts(table["paths"], f"{key}.paths")
        return Override(paths, self.rules(table.get("rules", {}), f"{key}.rules"))


FAIL_ON = (*(str(severity) for severity in Severity), "never")


SEVERITIES = (*(str(severity) for severity in Severity), OFF)


_Read = Callable[[_Reader, object, str], Any]


READERS: dict[str, tuple[str, _Read]] = {
    "generator": ("generator", _Reader.generator),
    "language": ("language", _Reader.language),
    "posts": ("posts", _Reader.texts),
    "exclude": ("exclude", _Reader.texts),
    "rule-pages": ("rule_pages", _Reader.texts),
    "fail-on": ("fail_on", _Reader.fail_on),
    "baseline": ("baseline", _Reader.text),
}


SITE_READERS: dict[str, tuple[str, _Read]] = {
    "public": ("public", _Reader.texts),
    "marker": ("marker", _Reader.text),
    "base": ("base", _Reader.base),
    "url": ("url", _Reader.url),
    "image-keys": ("image_keys", _Reader.texts),
}


SHRINK_READERS: dict[str, tuple[str, _Read]] = {
    "format": ("shrink_formats", _Reader.image_formats),
}


TABLES = {"site": SITE_READERS, "shrink": SHRINK_READERS}
