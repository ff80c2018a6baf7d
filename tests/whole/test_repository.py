"""What a public repository has around its code: workflows, forms, hooks for contributors."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from processes import commit_all, environment
from support import ROOT

from blint.cli.main import COMMANDS

pytestmark = pytest.mark.skipif(
    not (ROOT / ".github").is_dir(), reason="a source distribution has no workflows"
)
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[0-9]-*.yml"))
workflows = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def loaded(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path):
    return loaded(path)["jobs"]


# --- workflows -------------------------------------------------------------------------------


@workflows
def test_every_action_is_pinned_by_its_commit(path):
    uses = re.findall(r"(?m)^\s*(?:-\s+)?uses:\s*(.*)$", path.read_text(encoding="utf-8"))
    assert uses
    for line in uses:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+(\.\d+){2}", line), line


def test_an_action_has_one_version_in_all_workflows():
    lines = re.findall(r"uses: (\S+)@(\S+)", "".join(p.read_text("utf-8") for p in WORKFLOWS))
    assert len(set(lines)) == len({name for name, _ in lines})


@workflows
def test_permissions_are_the_least(path):
    assert loaded(path)["permissions"] == {}
    for name, job in jobs(path).items():
        wanted = {"id-token": "write"} if name == "publish" else {"contents": "read"}
        assert job["permissions"] == wanted, name
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@workflows
def test_no_text_of_a_stranger_is_pasted_into_a_script(path):
    for job in jobs(path).values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step


def test_the_tests_run_on_every_system_and_python():
    matrix = jobs(ROOT / ".github/workflows/tests.yml")["quick"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    classifiers = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert matrix["python"] == re.findall(r"Python :: (3\.\d+)", classifiers)


def test_a_release_cannot_run_by_accident():
    path = ROOT / ".github/workflows/release.yml"
    # YAML 1.1 takes "on" for true.
    assert loaded(path)[True] == {"release": {"types": ["published"]}}
    build, publish = jobs(path)["build"], jobs(path)["publish"]
    assert build["if"] == "vars.PYPI_PROJECT == 'bloglint' && !github.event.release.draft"
    assert publish["needs"] == "build"
    assert "if" not in publish  # always() would publish what was not built and checked
    assert publish["environment"]["name"] == "pypi"
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]
    assert "with" not in publish["steps"][-1]  # no password, and attestations as by default
    done = "\n".join(step.get("run", "") for step in build["steps"])
    for check in ("twine check --strict", "check-wheel-contents", "blint test"):
        assert check in done


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
@pytest.mark.parametrize(("tag", "status"), [("v{}", 0), ("{}", 1), ("v0.0.99", 1)])
def test_the_tag_has_to_be_the_version(tag, status):
    import blint

    steps = jobs(ROOT / ".github/workflows/release.yml")["build"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "The tag is the version")
    env = environment(TAG=tag.format(blint.__version__))
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=ROOT,
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == status, done.stderr


@pytest.mark.parametrize(
    "words", [("zizmor", "--offline", "--quiet", "--persona=pedantic", "."), ("actionlint",)]
)
def test_linters_of_workflows_find_nothing(words):
    program = shutil.which(words[0], path=environment()["PATH"])
    if program is None:
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run(
        [program, *words[1:]], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# --- forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_forms_ask_for_what_is_needed(path):
    form = loaded(path)
    assert {"name", "description", "body"} <= form.keys()
    fields = {item["id"]: item for item in form["body"] if item["type"] != "markdown"}
    assert {"post", "generator"} <= fields.keys()
    for item in fields.values():
        assert item["type"] in ("textarea", "input")
        assert item["attributes"]["label"]
    assert any(item.get("validations", {}).get("required") for item in fields.values())


def test_there_are_forms_for_findings_failures_and_wishes():
    assert [path.stem[2:] for path in FORMS] == ["wrong-finding", "failure", "wish"]
    assert loaded(FORMS[0].with_name("config.yml")) == {"blank_issues_enabled": True}
    wrong = {item["id"] for item in loaded(FORMS[0])["body"]}
    assert {"post", "generator", "report", "version"} <= wrong


# --- hooks for contributors ------------------------------------------------------------------


def test_contributors_hooks_are_there_in_exact_versions():
    repos = loaded(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    for hook in repos[0]["hooks"]:
        program, *words = hook["entry"].split()
        if hook["language"] == "system":
            assert [program, *words[:2]] == ["python", "-m", "blint"]
            assert words[2] in COMMANDS
        else:
            (wanted,) = hook["additional_dependencies"]
            assert re.fullmatch(rf"{program}==[\d.]+", wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hook", "spoilt", "status"),
    [("blint", "", 0), ("blint-test", "", 0), ("blint-test", "rules/image/missing.md", 1)],
)
def test_blints_own_hooks_run(checkout, tmp_path, hook, spoilt, status):
    folder = tmp_path / "blint"
    shutil.copytree(checkout, folder)
    if spoilt:
        page = folder / spoilt
        page.write_text(page.read_text("utf-8").replace("markdown good", "markdown bad"), "utf-8")
        commit_all(folder)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", hook],
        cwd=folder,
        env=environment(PYTHONPATH=str(folder), PRE_COMMIT_HOME=str(tmp_path / "home")),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "Skipped" not in done.stdout
