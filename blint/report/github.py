"""Annotations for GitHub Actions, and the job summary.

GitHub keeps ten annotations of a kind and step; a failing step adds an error of its own. So the
worst go first, every post gets its turn, and the last line says what was left out.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO
from urllib.parse import quote

from blint.model import Finding, Run, Severity
from blint.report.terminal import no_brackets, visible
from blint.report.wording import amounts, conclusion, scope, severity_name, verdict

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LIMITS = {Severity.ERROR: 9, Severity.WARNING: 10, Severity.INFO: 10}
_MESSAGE_LIMIT = 4096
_TITLE_LIMIT = 255
_SUMMARY_LIMIT = 1_000_000
_CLOSING_ROOM = 200
_MOST_OF_FIXES = 20  # lines about them in the summary
_TOTALS = {"en": ("count", "severity", "rule", ""), "zh": ("数量", "级别", "规则", "")}
_FINDINGS = {"en": ("severity", "place", "rule", "message"), "zh": ("级别", "位置", "规则", "说明")}

# All ASCII punctuation that can mean something, and the dot that makes www. a link.
_SPECIAL = re.compile(r"""[]\\!"#$&'*:<=>@[^_`{|}~]|(?<=www)\.""", re.IGNORECASE)

_Locate = Callable[[str], str]


def render(run: Run, out: TextIO) -> None:
    """Write the annotations, and append to the job summary where there is one."""
    locate = _locator(run.root)
    summarised = _append_summary(run, locate)
    limits = dict(_LIMITS)
    if mended := _mended(run):
        out.write(_notice("\n".join(mended)) + "\n")
        limits[Severity.INFO] -= 1
    chosen = {severity: _fair_share(run, severity, limits[severity]) for severity in Severity}
    left = {severity: run.number_of(severity) - len(chosen[severity]) for severity in Severity}
    if any(left.values()) and len(chosen[Severity.INFO]) == limits[Severity.INFO]:
        chosen[Severity.INFO].pop()  # the closing line is a notice, too
        left[Severity.INFO] += 1
    shown = itertools.chain(*chosen.values())
    out.writelines(f"{_annotation(finding, locate)}\n" for finding in shown)
    if any(left.values()):
        out.write(_closing(left, run.language, summarised) + "\n")


def _mended(run: Run) -> list[str]:
    """How much was mended, and what was not: a line each."""
    if run.fixes is None:
        return []
    from blint.report.fix_wording import summed_up

    return [visible(line) for line in summed_up(run.fixes, run.language)]


def _fair_share(run: Run, severity: Severity, limit: int) -> list[Finding]:
    """The first findings of every post, then the second ones, up to a limit."""
    posts: dict[str, list[Finding]] = {}
    for finding in run.findings:
        if finding.severity is severity:
            posts.setdefault(finding.path, []).append(finding)
    turns = itertools.chain(*itertools.zip_longest(*posts.values()))
    return list(itertools.islice(filter(None, turns), limit))


def _annotation(finding: Finding, locate: _Locate) -> str:
    place = finding.place
    file = visible(locate(finding.path))
    # The runner drops the equals signs that a value begins with.
    properties: dict[str, str | int] = {"file": f"./{file}" if file.startswith("=") else file}
    properties |= {"line": place.line, "endLine": place.line}
    if place.end_line == place.line:
        properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = _shortened(visible(finding.rule), _TITLE_LIMIT)
    parts = [visible(part) for part in (finding.text, finding.hint) if part]
    message = _shortened(no_brackets("\n".join(parts)), _MESSAGE_LIMIT)
    return _command(_COMMANDS[finding.severity], properties, message)


def _closing(left: dict[Severity, int], language: str, summarised: bool) -> str:
    what = amounts(left, language)
    if language == "zh":
        message = f"未标注：{what}" + ("，见作业摘要" if summarised else "")
    else:
        message = f"not annotated: {what}" + ("; see the job summary" if summarised else "")
    return _notice(message)


def _notice(message: str) -> str:
    text = _shortened(no_brackets(message), _MESSAGE_LIMIT)
    return _command("notice", {"title": "blint"}, text)


def _command(name: str, properties: dict[str, str | int], message: str) -> str:
    given = [f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items() if value]
    # The runner looks for no second command, and must be told the file's own name.
    return no_brackets(f"::{name} {','.join(given)}::{_escaped(message)}", agent=True)


def _escaped(text: str, more: str = "") -> str:
    """As the runner unescapes it: all in messages, and in properties what separates them."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _shortened(text: str, limit: int) -> str:
    """The text, cut to that many UTF-16 units, which is how the runner counts."""
    if len(text.encode("utf-16-le")) <= 2 * limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * limit - 2]
    return kept.decode("utf-16-le", "ignore") + "…"


def _locator(root: str) -> _Locate:
    """A function from a finding's path to the file's path from the root of the repository."""
    try:
        here = os.getcwd()
    except OSError:
        here = root
    # A repository that is checked out into a folder of the workspace counts from that folder.
    folders = [root] if os.path.exists(os.path.join(root, ".git")) else []
    folders += filter(None, (os.environ.get("GITHUB_WORKSPACE"), root))
    roots = dict.fromkeys(folders)
    forms = (os.path.abspath, os.path.realpath)
    bases = [os.path.join(form(folder), "") for folder in roots for form in forms]

    def locate(path: str) -> str:
        full = os.path.normpath(os.path.join(here, path))
        for base in bases:
            if os.path.normcase(full).startswith(os.path.normcase(base)):
                return full[len(base) :].replace(os.sep, "/")
        return path

    return locate


def _append_summary(run: Run, locate: _Locate) -> bool:
    """Write the job summary; whether that was possible."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if not target:
        return False
    try:
        with open(target, "ab") as file:
            text = _summary(run, locate, _SUMMARY_LIMIT - file.tell())
            file.write(text)
    except (OSError, ValueError):
        return False
    return bool(text)


def _summary(run: Run, locate: _Locate, room: int) -> bytes:
    """The summary in Markdown, of at most that many bytes; empty when too few for its head."""
    language = "zh" if run.language == "zh" else "en"
    head = ["", f"## blint: {verdict(run)}", "", scope(run), ""]
    head += _mended_list(run, language)
    if run.findings:
        head += [conclusion(run), "", *_totals_table(run), "", *_table_head(_FINDINGS[language])]
    text = "".join(f"{line}\n" for line in head).encode()
    if len(text) + _CLOSING_ROOM > room:
        return b""
    rows: list[bytes] = []
    used = len(text) + _CLOSING_ROOM
    for finding in sorted(run.findings, key=lambda finding: finding.severity.rank):
        row = f"{_finding_row(finding, language, locate)}\n".encode()
        used += len(row)
        if used > room:
            break
        rows.append(row)
    left = len(run.findings) - len(rows)
    if left:
        rows.append(f"\n{_left_out(left, language)}\n".encode())
    return text + b"".join(rows)


def _mended_list(run: Run, language: str) -> list[str]:
    """How much was mended, and the first things that were not, as a list."""
    lines = _mended(run)
    items = [f"- {_cell(line)}" for line in lines[:_MOST_OF_FIXES]]
    if len(lines) > len(items):
        items.append(f"- {_left_out(len(lines) - len(items), language)}")
    return [*items, ""] if items else []


def _left_out(count: int, language: str) -> str:
    return f"还有 {count:,} 条未列出。" if language == "zh" else f"{count:,} more are not listed."


def _table_head(titles: Sequence[str]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles))]


def _totals_table(run: Run) -> Iterator[str]:
    yield from _table_head(_TOTALS["zh" if run.language == "zh" else "en"])
    for total in sorted(run.totals, key=lambda total: (total.severity.rank, -total.times)):
        name = severity_name(total.severity, run.language)
        yield _row([f"{total.times:,}", name, _cell(total.rule), _cell(total.note)])


def _finding_row(finding: Finding, language: str, locate: _Locate) -> str:
    path = locate(finding.path)
    place = _cell(f"{path}:{finding.place.line}:{finding.place.column}")
    link = _link(path, finding.place.line)
    name = severity_name(finding.severity, language)
    linked = f"[{place}]({link})" if link else place
    message = "<br>".join(_cell(part) for part in (finding.text, finding.hint) if part)
    return _row([name, linked, _cell(finding.rule), message])


def _link(path: str, line: int) -> str:
    """Where GitHub shows that line, or nothing; of Markdown only ``plain`` pages have lines."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (os.environ.get(name, "") for name in names)
    if not (server and repository and commit) or os.path.isabs(path):
        return ""
    file = quote(path, errors="replace")
    return f"{server}/{repository}/blob/{commit}/{file}?plain=1#L{line}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """The text as it is, in a table's cell: none of it is Markdown, HTML, a link or a mention."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", visible(text))
