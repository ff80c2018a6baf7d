"""Write down what blint says of every fact: rule, severity and line.

    python tests/real/said.py

``tests/real/NAME/said.json`` is compared with blint in ``tests/generators/test_real.py``, which
also asks whether it is right that blint says something at all. A change of it belongs into the
review of the change that made it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support import check

from blint.model import Finding
from real.site import HERE, Fact, facts, generators


def in_short(findings: list[Finding]) -> list[str]:
    """The findings as said.json has them: ``error image/missing 8``."""
    return [f"{f.severity} {f.rule} {f.place.line}" for f in findings]


def said(fact: Fact, folder: Path) -> list[str]:
    """What blint says of a fact, whose site is laid out below a new folder."""
    site = folder / fact.home / fact.name
    (site / ".git").mkdir(parents=True)
    fact.lay_out(site)
    return in_short([*check(site, fact.path, select=fact.family).findings])


def main() -> None:
    """Write said.json for each generator."""
    with tempfile.TemporaryDirectory() as folder:
        for name in generators():
            record = {fact.name: said(fact, Path(folder)) for fact in facts(name)}
            lines = (f" {json.dumps(key)}: {json.dumps(record[key])}" for key in sorted(record))
            text = "{\n" + ",\n".join(lines) + "\n}\n"
            (HERE / name / "said.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
