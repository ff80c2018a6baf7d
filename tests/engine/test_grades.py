"""How severe a finding is: by the page, the check, the generator, the draft, the configuration."""

from __future__ import annotations

import pytest
from support import FRONT, check, picture, write

from blint.engine.check import check_post
from blint.model import Severity
from blint.rulebook.plan import Planner
from blint.workspace.discovery import Workspace
from blint.workspace.sites import BuiltSite, open_site


def grades(result):
    return {finding.rule: finding.severity.value for finding in result.findings}


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        ("![](a.png)", "image/missing-alt", "info"),
        ('<img src="a.png">', "image/missing-alt", "warning"),
        ("![Wide](wide.png)", "image/too-large", "info"),
        ("![Lies](lies.jpg)", "image/wrong-format", "info"),
        ("![Heavy](heavy.png)", "image/too-heavy", "warning"),
        ("![Gone](no.png)", "image/missing", "error"),
    ],
)
def test_what_readers_do_not_notice_is_an_information(tmp_path, text, rule, severity):
    images = {
        "a.png": picture(),
        "lies.jpg": picture(),
        "wide.png": picture(size=(2600, 2)),
        "heavy.png": picture(weight=600_000),
    }
    write(tmp_path, {".git/": "", "p.md": f"{FRONT}{text}\n", **images})
    assert grades(check(tmp_path)) == {rule: severity}
    # A configuration has the last word.
    loud = check(tmp_path, config=(f'rules."{rule}" = "error"',))
    assert grades(loud) == {rule: "error"}


@pytest.mark.parametrize("option", ["max-width = 2000", "max-height = 1"])
def test_a_limit_of_the_sites_own_brings_warnings(tmp_path, option):
    write(
        tmp_path, {".git/": "", "p.md": f"{FRONT}![W](w.png)\n", "w.png": picture(size=(2600, 2))}
    )
    result = check(tmp_path, config=(f'rules."image/too-large" = {{ {option} }}',))
    assert grades(result) == {"image/too-large": "warning"}


def drafts_are_left_out(config, found, files):
    """A site whose generator leaves out what says ``draft: true``."""
    built = open_site(config, found, files)
    generator = built.generator._replace(unpublished=lambda page, facts: "draft" in page.data)
    return BuiltSite(generator, built.facts, built.site, built.severities, built.evidence)


DEFECTS = "![Gone](no.png)\n\n<img src='a.png'>\n\n![](a.png)\n"


@pytest.mark.parametrize(
    ("front", "config", "expected"),
    [
        ("title: T\n", (), ["error", "warning", "info"]),
        ("title: T\ndraft: true\n", (), ["warning", "info", "info"]),
        ("draft: true\n", ('rules.image = "error"',), ["error", "error", "error"]),
    ],
)
def test_what_a_generator_leaves_out_is_graded_one_step_lower(tmp_path, front, config, expected):
    write(tmp_path, {".git/": "", "a.png": picture(), "p.md": f"---\n{front}---\n{DEFECTS}"})
    workspace = Workspace(config_lines=config, open_site=drafts_are_left_out)
    post = workspace.post(str(tmp_path / "p.md"))
    planner = Planner(("image",))
    planner.read([post.config])
    outcome = check_post(post, planner.plan(post), "en", (tmp_path / "p.md").read_bytes())
    found = sorted(outcome.findings, key=lambda finding: finding.place)
    assert [finding.severity for finding in found] == [Severity(name) for name in expected]
