"""Rule pages' examples as tests: what ``blint test`` and the project's own tests run.

An example is a fenced block whose info string reads ``markdown bad`` (gives a finding of the rule),
``markdown good`` (gives none) or ``markdown fixed`` (what the safe fix makes of the bad one
above), followed by settings:

- ``line=N``: the finding stands in that line;
- ``files=a.png:4000x30,b.jpg:600KiB``: files beside the post, see :func:`_make_file`;
- ``generator=vitepress`` (``plain`` otherwise), ``name=post.md`` (counted from a folder
  ``posts``), ``bytes=hex:…``;
- anything else is an option of the rule, a TOML value.
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blint.engine.checker import Checker
from blint.errors import BlintError
from blint.fix.edits import apply_fixes
from blint.model import INTERNAL_ERROR
from blint.workspace.discovery import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.model import Finding
    from blint.rulebook.pages import Rule
from blint.files.paths import shown
from blint.rulebook.plan import Planner

KINDS = ("bad", "good", "fixed")


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule's page; ``line`` is the page's line it begins at."""

    rule: Rule
    kind: str
    line: int
    text: str
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not do what its page says."""

    example: Example
    reason: str

    def __str__(self) -> str:
        page = shown(self.example.rule.page)
        return f"{page}:{self.example.line}: {self.reason}"


def examples(rule: Rule) -> list[Example]:
    """The examples of a rule's page, in order."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark").enable("table")
    first = rule.header.count("\n") + 1
    found = []
    for token in md.parse(rule.text):
        if token.type != "fence" or not token.map:
            continue
        words = shlex.split(token.info)
        if len(words) < 2 or words[1] not in KINDS:
            continue
        pairs = (word.partition("=") for word in words[2:])
        settings = {key: value for key, _, value in pairs}
        # The text begins after the header and the blank lines that `Rule.text` drops.
        found.append(Example(rule, words[1], first + token.map[0] + 1, token.content, settings))
    return found


def run_examples(rules: list[Rule]) -> tuple[int, list[Failure]]:
    """Run the examples of rules; the number of examples, and those that failed."""
    count, failures = 0, []
    for rule in rules:
        bad: Example | None = None
        kinds = set()
        for example in examples(rule):
            count += 1
            kinds.add(example.kind)
            if example.kind == "bad":
                bad = example
            failures += [Failure(example, reason) for reason in _run(example, bad)]
        if not {"bad", "good"} <= kinds and rule.id != INTERNAL_ERROR:
            nowhere = Example(rule, "bad", 1, "")
            failures.append(Failure(nowhere, "a page needs a bad and a good example"))
    return count, failures


def _run(example: Example, bad: Example | None) -> Iterator[str]:
    """What is wrong with an example; ``bad`` is the last bad one above it."""
    if example.kind == "fixed":
        yield from _check_fix(example, bad)
        return
    found = _findings(example)
    if example.kind == "good":
        if found:
            yield f"unexpected finding in line {found[0].place.line}: {found[0].text}"
        return
    wanted = example.settings.get("line")
    lines = [str(finding.place.line) for finding in found]
    if not found:
        yield "no finding"
    elif wanted and wanted not in lines:
        yield f"the finding stands in line {', '.join(lines)}, not {wanted}"
    for finding in found:
        said = f"{finding.text} {finding.hint}"
        if not finding.message:
            yield "the page has no message for this finding"
        elif any(
            not any(left in str(value) for value in finding.values.values())
            for left in re.findall(r"(?<!\{)\{[a-z_]+\}", said)
        ):
            yield f"a placeholder without a value: {said}"


def _check_fix(example: Example, bad: Example | None) -> Iterator[str]:
    if bad is None:
        yield "a fixed example follows a bad one"
        return
    fixes = [finding.fix for finding in _findings(bad) if finding.fix]
    made = apply_fixes(bad.text, fixes)
    if not fixes:
        yield "the bad example above has no fix"
    elif made != example.text:
        yield f"the fix makes:\n{made}"


_SECONDS = 60  # more than any example takes
_RESERVED = ("line", "files", "generator", "name", "bytes")


def _findings(example: Example) -> list[Finding]:
    settings, rule = example.settings, example.rule
    options = ", ".join(
        f"{key} = {_toml(value)}" for key, value in settings.items() if key not in _RESERVED
    )
    with tempfile.TemporaryDirectory(prefix="blint-") as folder:
        folder = os.path.realpath(folder)
        os.mkdir(os.path.join(folder, ".git"))  # the boundary: nothing above is looked at
        lines = [f'generator = "{settings.get("generator", "plain")}"']
        if options:
            lines.append(f'rules."{rule.id}" = {{ {options} }}')
        path = os.path.join(folder, "posts", settings.get("name", "post.md"))
        path = os.path.normpath(path)
        for spec in filter(None, settings.get("files", "").split(",")):
            _make_file(os.path.dirname(path), spec)
        data = example.text.encode()
        if "bytes" in settings:
            data = bytes.fromhex(settings["bytes"].removeprefix("hex:"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        with open(os.path.join(folder, "blint.toml"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        workspace = Workspace()
        post = workspace.post(path)
        planner = Planner(select=(rule.id,), rules={rule.id: rule})
        planner.read([post.config])
        findings = Checker(workspace, planner, "en", _SECONDS).check(post).findings
        return [finding for finding in findings if finding.rule == rule.id]


def _toml(value: str) -> str:
    """The value if it is TOML, else as a TOML string."""
    try:
        tomllib.loads(f"x = {value}")
    except tomllib.TOMLDecodeError:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value


def _make_file(folder: str, spec: str) -> None:
    """Make the file that ``path[:setting]…`` describes.

    Settings: ``WxH`` pixels, ``NKiB`` padded to that weight, ``as=FORMAT`` whatever the extension
    says, ``gps``, ``empty``, ``text``; for a ``package.json``, ``NAME=VERSION`` it depends on.
    Without any it is a small image of its extension.
    """
    path, *settings = spec.split(":")
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(_content(path, settings))


_FORMATS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
}


def _content(path: str, settings: list[str]) -> bytes:
    name = os.path.basename(path).lower()
    if name == "package.json":
        package, _, version = settings[0].partition("=")
        return f'{{"devDependencies": {{"{package}": "^{version}"}}}}'.encode()
    if settings in (["empty"], ["text"]):
        return b"" if settings == ["empty"] else b"<html>404</html>\n"
    width, height, weight, gps = 4, 3, 0, False
    form = _FORMATS.get(name.rpartition(".")[2], "")
    for setting in settings:
        if pixels := re.fullmatch(r"(\d+)x(\d+)", setting):
            width, height = int(pixels[1]), int(pixels[2])
        elif kib := re.fullmatch(r"(\d+)KiB", setting):
            weight = int(kib[1]) * 1024
        elif setting.startswith("as="):
            form = _FORMATS[setting[3:].lower()]
        elif setting == "gps":
            gps = True
        else:
            raise BlintError(f"an example's file cannot be {setting!r}")
    if name.endswith(".svg"):
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>\n'.ljust(weight)
    if not form:
        return b"\0".ljust(max(weight, 1), b"\0")
    return _picture(form, (width, height), gps=gps).ljust(weight, b"\0")


def _picture(form: str, size: tuple[int, int], *, gps: bool) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    picture = Image.new("P" if form == "GIF" else "RGB", size)
    exif = Image.Exif()
    if gps:
        exif[0x8825] = {1: "N", 2: (31.0, 30.0, 0.0), 3: "E", 4: (120.0, 18.0, 0.0)}
    picture.save(out, form, **({"exif": exif} if gps else {}))
    return out.getvalue()
