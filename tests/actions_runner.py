"""What the runner of GitHub Actions obeys, and the agent of Azure Pipelines: their own parsers,
``ActionCommand.cs`` and ``Command.cs``, in Python."""

from __future__ import annotations

import re

REGISTERED = set(
    "error warning notice debug group endgroup echo add-mask add-matcher remove-matcher "
    "set-env set-output save-state add-path stop-commands internal-set-repo-path".split()
)
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
OLD = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%25": "%"}
WEIGHTLESS = (
    "[\ufe00-\ufe0f\u200b-\u200f\u2060\ufeff\xad\x00-\x08\x0e-\x1f\u0640\u0951\u17b4\U0001d165]"
)
Command = tuple[str, dict[str, str], str]


def unescaped(text: str, mapping: dict[str, str]) -> str:
    for escape, character in mapping.items():
        text = text.replace(escape, character)
    return text


def properties(text: str, separator: str, mapping: dict[str, str]) -> dict[str, str]:
    found = {}
    for pair in text.split(separator):
        name, _, value = pair.lstrip("=").partition("=")
        if value.lstrip("="):
            found[name.lower()] = unescaped(value.lstrip("="), mapping)
    return found


def parsed(line: str) -> Command | None:
    line = line.lstrip()
    if line.startswith("::") and (end := line.find("::", 2)) >= 0:
        name, _, rest = line[2:end].partition(" ")
        if name.lower() in REGISTERED:
            return name, properties(rest.strip(), ",", PROPERTY), unescaped(line[end + 2 :], DATA)
    start = line.find("##[")
    if start >= 0 and (end := line.find("]", start)) >= 0:
        name, _, rest = line[start + 3 : end].partition(" ")
        if name.lower() in REGISTERED:
            return name, properties(rest, ";", OLD), unescaped(line[end + 1 :], OLD)
    return None


def obeyed_by_azure(line: str) -> Command | None:
    """Anywhere in a line, with an area and an event; here also in any case."""
    start = line.lower().find("##vso[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 6 : end].partition(" ")
    return name, properties(rest, ";", OLD), unescaped(line[end + 1 :], OLD)


def commands(output: str) -> list[Command]:
    """What they obey; both compare by culture, which passes over weightless characters."""
    found = []
    for line in re.split(r"\r\n|\r|\n", output):
        light = re.sub(WEIGHTLESS, "", line)
        for reader in (parsed, obeyed_by_azure):
            if command := reader(line) or reader(light):
                found.append(command)
    return found
