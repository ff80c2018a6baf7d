"""The types of the public API, as a type checker sees them; run by ``mypy tests/typing``.

Nothing here is executed. A line that must be an error carries the error it must be: a type checker
that finds none complains of an unused ignore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import assert_type

import blint

run = blint.check(["posts", Path("drafts")], select="image", language="zh", jobs=2)
assert_type(run, blint.Run)
assert_type(run.findings, Sequence[blint.Finding])
assert_type(run.failed, bool)

findings = blint.check_text("text", Path("posts/a.md"), config_lines=['language = "en"'])
assert_type(findings, list[blint.Finding])

for finding in findings:
    assert_type(finding.severity, blint.Severity)
    assert_type(finding.place, blint.Place)
    assert_type(finding.place.line, int)
    assert_type(finding.fix, blint.Fix | None)
    assert_type(finding.values, Mapping[str, object])
    if finding.fix:
        assert_type(finding.fix.edits, tuple[blint.Edit, ...])
        assert_type(finding.fix.edits[0].text, str)

blint.check("posts", since="HEAD", baseline=Path("accepted.jsonl"))
blint.check("posts", baseline=False)
blint.check("posts", baseline=True)  # type: ignore[arg-type]
blint.check(3)  # type: ignore[arg-type]
blint.check("posts", "image")  # type: ignore[call-arg]
blint.check("posts", language="fr")  # type: ignore[arg-type]
blint.check("posts", fail_on="fatal")  # type: ignore[arg-type]
blint.check_text(b"bytes")  # type: ignore[arg-type]
blint.check_text("text", jobs=2)  # type: ignore[call-arg]
