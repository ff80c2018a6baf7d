"""Write the tables in the READMEs, of rules and of generators, from their sources.

    python docs/tables.py           writes them
    python docs/tables.py --check   exits with 1, naming the README, where one is out of date

In the table of generators the four cells between ``name`` and ``run as`` are written by hand: they
say in a few words what signs, folders and markers are in code. They stay as they are.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from blint.generators.registry import NAMES, generator
from blint.rulebook.pages import builtin_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
HEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "rules": {
        "en": ("rule", "default", "finds"),
        "zh": ("规则", "默认级别", "检查什么"),
    },
    "generators": {
        "en": (
            *("generator", "name", "recognised by", "posts"),
            *("marker", "looked for in", "run as", "posts compared"),
        ),
        "zh": (
            *("生成器", "名字", "识别依据", "文章"),
            *("摘要标记", "查找范围", "运行版本", "对照文章数"),
        ),
    },
}
_BY_HAND = slice(2, 6)  # the cells of a generator that no code tells


def written(readme: str, language: str) -> str:
    """The text of a README with its tables as they should be."""
    ready = replaced(readme, "rules", language, rule_rows(language))
    by_hand = {cells[1].strip("`"): cells[_BY_HAND] for cells in rows(readme, "generators")}
    return replaced(ready, "generators", language, generator_rows(by_hand))


def replaced(readme: str, name: str, language: str, cells: Iterable[Iterable[str]]) -> str:
    """The text of a README with other rows in the table of that name."""
    head = HEADS[name][language]
    lines = [_line(row) for row in (head, ["---"] * len(head), *cells)]
    before, table, after = _parted(readme, name)
    assert table, f"no table of {name}"
    return before + "".join(f"{line}\n" for line in lines) + after


def rows(readme: str, name: str) -> list[list[str]]:
    """The cells of the table of that name, row by row, without its head."""
    lines = _parted(readme, name)[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def _parted(readme: str, name: str) -> tuple[str, str, str]:
    """What stands before a table, the table, and what stands after it."""
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = readme.partition(opening)
    table, _, after = rest.partition(closing)
    return before + opening, table, closing + after


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def rule_rows(language: str) -> Iterator[list[str]]:
    """A row for each rule, by its page."""
    for rule in builtin_rules().values():
        grade = str(rule.severity) if rule.enabled else "off"
        yield [f"[{rule.id}](rules/{rule.id}.md)", grade, rule.title_in(language)]


def generator_rows(by_hand: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """A row for each generator, in the order they are looked for; ``by_hand`` are its four cells
    that are kept. A generator that has none yet gets empty ones."""
    for name in NAMES:
        if name != "plain":
            kept = by_hand.get(name, [""] * 4)
            yield [generator(name).title, f"`{name}`", *kept, *answered(name)]


def answered(name: str) -> tuple[str, str]:
    """The version of a generator that was run, and the number of posts it was asked about."""
    try:
        with open(os.path.join(ROOT, "tests/real", name, "answers.json"), encoding="utf-8") as file:
            record = json.load(file)
    except FileNotFoundError:
        return "-", "-"
    return record["version"], str(len(record["answers"]))


def main() -> int:
    """Write the tables, or compare them; 1 when one differs."""
    differs = False
    for language, name in READMES.items():
        path = os.path.join(ROOT, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        ready = written(text, language)
        if "--check" in sys.argv[1:]:
            if text != ready:
                print(f"{name}: its tables are not as docs/tables.py writes them", file=sys.stderr)
            differs |= text != ready
        elif text != ready:
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(ready)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
