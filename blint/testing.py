"""Rule pages' examples as tests: what ``blint test`` and the project's own tests run.

An example is a fenced block whose info string reads ``markdown bad`` (gives a finding of the rule),
``markdown good`` (gives none) or ``markdown fixed`` (what the safe fix makes of the bad one
above, which is then clean), followed by settings:

- ``unsafe``: what all fixes make of it;

- ``line=N``: the finding stands in that line;
- ``files=a.png:4000x30,b.jpg:600KiB``: files beside the post, see :func:`_content`;
- ``generator=vitepress`` (``plain`` otherwise), ``name=post.md`` (counted from a folder
  ``posts``), ``bytes=hex:…``; ``site=https://…`` is the address of the site;
- anything else is an option of the rule, a TOML value.

A page may be a stranger's: its examples make files in a folder of their own alone, few and small
ones, and what is wrong with a page costs the others nothing.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from blint.bounded import Malformed, load_toml
from blint.deadline import within
from blint.engine.checker import Checker
from blint.engine.images.run import image_findings
from blint.engine.request import Request
from blint.engine.twins import twins
from blint.errors import BlintError
from blint.files.paths import contains, shown
from blint.fix.edits import apply_fixes
from blint.model import INTERNAL_ERROR
from blint.rulebook.plan import Planner
from blint.workspace.discovery import SiteUnread, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.model import Finding
    from blint.rulebook.pages import Rule

KINDS = ("bad", "good", "fixed")


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule's page; ``line`` is the page's line it begins at, ``problem`` why its
    info string cannot be read."""

    rule: Rule
    kind: str
    line: int
    text: str
    settings: dict[str, str] = field(default_factory=dict)
    problem: str = ""


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

    # Fences are blocks; what stands within paragraphs could take long, and is not asked for.
    md = MarkdownIt("commonmark").enable("table").disable("inline")
    first = rule.header.count("\n") + 1
    found = []
    for token in md.parse(rule.text):
        words = token.info.split(maxsplit=2)
        if token.type != "fence" or not token.map or len(words) < 2 or words[1] not in KINDS:
            continue
        # The text begins after the header and the blank lines that `Rule.text` drops.
        line = first + token.map[0] + 1
        try:
            pairs = [word.partition("=") for word in shlex.split(token.info)[2:]]
            settings, problem = {key: value for key, _, value in pairs}, ""
        except ValueError as error:
            settings, problem = {}, f"info string: {error}"
        found.append(Example(rule, words[1], line, token.content, settings, problem))
    return found


_PAGE_SECONDS = 30  # for all examples of a page


def run_examples(rules: list[Rule], seconds: float = _PAGE_SECONDS) -> tuple[int, list[Failure]]:
    """Run the examples of rules, those of each for that many seconds; the number of examples that
    were run, and those that failed."""
    count, failures = 0, []
    for rule in rules:
        page = Example(rule, "bad", 1, "")
        try:
            with within(_SECONDS, f"it takes over {_SECONDS} s to read"):
                found = examples(rule)
        except BlintError as error:
            failures.append(Failure(page, str(error)))
            continue
        run, reasons = _run_page(found, time.monotonic() + seconds)
        count += run
        failures += reasons
        for name in _not_given(rule, found, seconds):
            failures.append(Failure(page, f"baseline names {name}, which no bad example gives"))
        if run < len(found):
            most = f"{_MOST_EXAMPLES} examples, and {seconds:g} s for them"
            failures.append(Failure(page, f"a page may have {most}; the rest was not run"))
        kinds = {example.kind for example in found}
        if not {"bad", "good"} <= kinds and rule.id != INTERNAL_ERROR:
            failures.append(Failure(page, "a page needs a bad and a good example"))
        if "fix" in rule.facts and "fixed" not in kinds:
            failures.append(Failure(page, "a page that names a fix needs a fixed example"))
    return count, failures


def _run_page(found: list[Example], end: float) -> tuple[int, list[Failure]]:
    """Run the examples of a page until the clock's ``end``; how many were run, what failed."""
    failures: list[Failure] = []
    bad: Example | None = None
    shows_fix = any(example.kind == "fixed" for example in found)
    for number, example in enumerate(found):
        if number == _MOST_EXAMPLES or time.monotonic() >= end:
            return number, failures
        if example.kind == "bad":
            bad = example
        reasons = _reasons(example, bad, shows_fix=shows_fix)
        failures += [Failure(example, reason) for reason in reasons]
    return len(found), failures


def _reasons(example: Example, bad: Example | None, *, shows_fix: bool) -> list[str]:
    """What is wrong with an example, also that it cannot be run. ``shows_fix``: the page has a
    fixed one."""
    if example.problem:
        return [example.problem]
    try:
        with within(_SECONDS, f"it takes over {_SECONDS} s"):
            return list(_run(example, bad, shows_fix=shows_fix))
    except SiteUnread:
        return ["its site cannot be read"]
    except BlintError as error:
        return [str(error)]


def _run(example: Example, bad: Example | None, *, shows_fix: bool) -> Iterator[str]:
    """What is wrong with an example; ``bad`` is the last bad one above it."""
    if example.kind == "fixed":
        yield from _check_fix(example, bad)
        return
    found = findings_of(example)
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
    if not shows_fix and any(finding.fix for finding in found):
        yield "it can be fixed, so the page needs a fixed example"
    for finding in found:
        said = f"{finding.text} {finding.hint} {finding.fix.title if finding.fix else ''}"
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
    unsafe = "unsafe" in example.settings
    fixes = [f.fix for f in findings_of(bad) if f.fix and (f.fix.safe or unsafe)]
    made = apply_fixes(bad.text, fixes)
    if not fixes:
        yield "the bad example above has no fix"
    elif made != example.text:
        yield f"the fix makes:\n{made}"
    elif findings_of(replace(bad, text=made)):
        yield "what the fix makes is found again"


def _not_given(rule: Rule, found: list[Example], seconds: float) -> list[str]:
    """The values that ``baseline`` on a page names, and that no finding of its examples has."""
    named = rule.facts.get("baseline")
    lists = named.values() if isinstance(named, dict) else ()
    missing = {str(name) for names in lists if isinstance(names, list) for name in names}
    bad = [example for example in found if example.kind == "bad" and not example.problem]
    with suppress(BlintError, SiteUnread), within(seconds, "its examples take too long"):
        for example in bad if missing else ():
            missing = missing.difference(*(f.values for f in findings_of(example)))
            if not missing:
                break
    return sorted(missing)


_SECONDS = 10  # for one example, and for the reading of one page
_MOST_EXAMPLES = 100  # of a page
_MOST_FILES = 20  # of an example
_MOST_PIXELS = 8_000_000  # of an image
_LONGEST_SIDE = 16_383  # of an image; WebP has no longer one
_MOST_KIB = 16 * 1024  # of the files of an example
_LONGEST_NAME = 200
_RESERVED = ("line", "files", "generator", "name", "bytes", "unsafe", "site")


def findings_of(example: Example, language: str = "en") -> list[Finding]:
    """What blint finds in an example, told in a language; raises BlintError for one that cannot be
    made."""
    with tempfile.TemporaryDirectory(prefix="blint-") as folder:
        folder = os.path.realpath(folder)
        os.mkdir(os.path.join(folder, ".git"))  # the boundary: nothing above is looked at
        try:
            return _findings_in(folder, example, language)
        except OSError as error:
            raise BlintError(f"its files cannot be made: {error.strerror}") from error
        except BlintError as error:
            raise BlintError(str(error).replace(f"{shown(folder)}/", "")) from error


def _findings_in(folder: str, example: Example, language: str) -> list[Finding]:
    settings, rule = example.settings, example.rule
    path = _place(folder, os.path.join(folder, "posts"), settings.get("name", "post.md"))
    specs = [spec for spec in settings.get("files", "").split(",") if spec]
    if len(specs) > _MOST_FILES:
        raise BlintError(f"an example may have {_MOST_FILES} files")
    left = _MOST_KIB * 1024
    for spec in specs:
        name, *wanted = spec.split(":")
        content = example.text.encode() if wanted == ["copy"] else _content(name, wanted)
        left -= len(content)
        if left < 0:
            raise BlintError(f"an example's files may have {_MOST_KIB} KiB")
        _write(_place(folder, os.path.dirname(path), name), content)
    data = example.text.encode()
    if "bytes" in settings:
        try:
            data = bytes.fromhex(settings["bytes"].removeprefix("hex:"))
        except ValueError as error:
            raise BlintError(f"bytes=: {error}") from error
    _write(path, data)
    _write(os.path.join(folder, "blint.toml"), _config(example).encode())
    workspace = Workspace()
    post = workspace.post(path)
    # Whether a suppression is in vain can be told only where the other rules are in force.
    select = () if rule.looks_at == "suppressions" else (rule.id,)
    planner = Planner(select, rules={rule.id: rule})
    planner.read([post.config])
    checker = Checker(workspace, planner, language, _SECONDS)
    findings = [
        *checker.check(post).findings,
        *twins(Request((path,)), [post], checker, {}),
        *image_findings(Request((folder,)), [post], checker),
    ]
    return [finding for finding in findings if finding.rule == rule.id]


def _config(example: Example) -> str:
    """The configuration that an example asks for; each option has a line of its own, and no value
    can reach beyond it."""
    settings = example.settings
    lines = [f"generator = {_toml_text(settings.get('generator', 'plain'))}"]
    if "site" in settings:
        lines.append(f"site.url = {_toml_text(settings['site'])}")
    lines.append(f'[rules."{example.rule.id}"]')
    for key, value in settings.items():
        if key not in _RESERVED:
            if not re.fullmatch(r"[a-z-]+", key):
                raise BlintError(f"an option cannot be called {key!r}")
            lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines)


def _toml(value: str) -> str:
    """The value if it is TOML, else as a TOML string."""
    try:
        load_toml(f"x = {value}")
    except Malformed:
        return _toml_text(value)
    return value


def _toml_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


# What would change how the example is read. Windows passes over dots and blanks at the end.
_NOT_FOR_EXAMPLES = ("", ".git", "blint.toml", "pyproject.toml")


def _place(folder: str, base: str, name: str) -> str:
    """The path of an example's file, whose name counts from a folder ``base``. Raises BlintError
    for one outside the example's own folder, or that is not the example's to write."""
    path = os.path.normpath(os.path.join(base, name))
    steps = path[len(folder) + 1 :].split(os.sep) if contains(folder, path) else [""]
    refused = any(step.rstrip(". ").lower() in _NOT_FOR_EXAMPLES for step in steps)
    odd = not name or len(name) > _LONGEST_NAME or not name.isprintable()
    if refused or odd or "\\" in name or ":" in name:
        raise BlintError(f"an example may not write {name[:_LONGEST_NAME]!r}")
    return path


def _write(path: str, data: bytes) -> None:
    """Write a new file: never what stands there already, nor through a link."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "xb") as file:
        file.write(data)


_ODD = {
    "empty": b"",
    "text": b"<html>404</html>\n",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "bare-svg": b'<svg width="4" height="3"/>\n',
    "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n",
}


def _content(name: str, settings: list[str]) -> bytes:
    """The bytes of a file that ``name[:setting]…`` describes.

    Settings: ``WxH`` pixels, ``NKiB`` padded to that weight, ``as=FORMAT`` whatever the extension
    says, ``gps``; alone ``empty``, ``text``, ``heic``, ``bare-svg`` (without its namespace) or
    ``pointer`` (Git LFS's), ``copy`` (the post itself); for a ``package.json``, ``NAME=VERSION`` it
    depends on.
    Without any it is a small image of its extension.
    """
    name = os.path.basename(name).lower()
    if name == "package.json":
        package, given, version = "".join(settings).partition("=")
        if not given or len(settings) > 1:
            raise BlintError("a package.json needs one setting, NAME=VERSION")
        return json.dumps({"devDependencies": {package: f"^{version}"}}).encode()
    if len(settings) == 1 and settings[0] in _ODD:
        return _ODD[settings[0]]
    form, size, weight, gps = _wanted(name, settings)
    if name.endswith(".svg"):
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>\n'.ljust(weight)
    if not form:
        return b"\0".ljust(max(weight, 1), b"\0")
    return _picture(form, size, gps=gps).ljust(weight, b"\0")


def _wanted(name: str, settings: list[str]) -> tuple[str, tuple[int, int], int, bool]:
    """The format of an image, its pixels, its bytes at least, and whether it tells a place."""
    form, width, height, weight, gps = _FORMATS.get(name.rpartition(".")[2], ""), 4, 3, 0, False
    for setting in settings:
        if pixels := re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", setting):
            width, height = int(pixels[1]), int(pixels[2])
        elif kib := re.fullmatch(r"([0-9]{1,5})KiB", setting):
            weight = int(kib[1]) * 1024
        elif setting.startswith("as=") and setting[3:].lower() in _FORMATS:
            form = _FORMATS[setting[3:].lower()]
        elif setting == "gps":
            gps = True
        else:
            raise BlintError(f"an example's file cannot be {setting!r}")
    if not 0 < width * height <= _MOST_PIXELS or max(width, height) > _LONGEST_SIDE:
        most = f"{_MOST_PIXELS} pixels, {_LONGEST_SIDE} of them in a row or column"
        raise BlintError(f"an example's image may have {most}")
    if weight > _MOST_KIB * 1024:
        raise BlintError(f"an example's files may have {_MOST_KIB} KiB")
    return form, (width, height), weight, gps


_FORMATS = {
    "tif": "TIFF",
    "tiff": "TIFF",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
}


def _picture(form: str, size: tuple[int, int], *, gps: bool) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    picture = Image.new("P" if form == "GIF" else "RGB", size)
    exif = Image.Exif()
    if gps:
        exif[0x8825] = {1: "N", 2: (31.0, 30.0, 0.0), 3: "E", 4: (120.0, 18.0, 0.0)}
    try:
        picture.save(out, form, **({"exif": exif} if gps else {}))
    except KeyError as error:  # Pillow can be built without it
        raise BlintError(f"Pillow does not write {form} here") from error
    return out.getvalue()
