"""Why a file was not written: every reason has words, the same in every report."""

import pytest

from blint.fix.write import NotWritten
from blint.model import NotFixed
from blint.report.fix_wording import why_not
from blint.report.shrinking.model import Why
from blint.report.shrinking.wording import reason

REASONS = {"changed": "changed", "exists": "exists", "failed": "not-written"}
REASONS |= {"outside": "outside-repository", "read-only": "read-only"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", REASONS)
def test_both_reports_say_the_same(name, language):
    error = NotWritten(name, "No space left on device")
    said = why_not(NotFixed("posts/a.md", error.reason, error.detail), language)
    values = {"path": "posts/a.md", "detail": error.detail}
    assert reason(Why(REASONS[name], values), language) == said
    assert "{" not in said
    assert said not in REASONS
    assert (error.detail in said) == (name == "failed")
