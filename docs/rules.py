"""Write the tables of rules in the READMEs from the rule pages: python docs/rules.py.

Run it when a rule is added, or a severity or a title changes; tests/whole/test_docs.py tells.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from blint.rulebook.pages import builtin_rules  # noqa: E402 - of this checkout

if TYPE_CHECKING:
    from blint.rulebook.pages import Rule

BEGIN, END = "<!-- rules -->\n", "<!-- /rules -->"
HEADS = {
    "en": "| rule | default | finds |\n| --- | --- | --- |\n",
    "zh": "| 规则 | 默认级别 | 检查什么 |\n| --- | --- | --- |\n",
}
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}


def table(language: str) -> str:
    """The table of blint's own rules."""
    return HEADS[language] + "".join(_row(rule, language) for rule in builtin_rules().values())


def _row(rule: Rule, language: str) -> str:
    grade = str(rule.severity) if rule.enabled else "off"
    return f"| [{rule.id}](rules/{rule.id}.md) | {grade} | {rule.title_in(language)} |\n"


def written(text: str, language: str) -> str:
    """A README with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table(language) + END + rest.partition(END)[2]


def main() -> None:
    """Write both tables."""
    for name, language in READMES.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(written(text, language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
