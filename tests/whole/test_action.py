"""The action's one step, run as a runner of GitHub Actions runs it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections import Counter
from dataclasses import dataclass

import pytest
import yaml
from actions_runner import commands
from processes import commit_all, environment, output, run
from support import FRONT, POST, ROOT, picture, write

from blint.rulebook.pages import builtin_rules

pytestmark = pytest.mark.slow

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(STEP,) = ACTION["runs"]["steps"]
BASH = str(shutil.which("bash"))
BROKEN = FRONT + "![Cups](images/cup.png)\n\n<!-- more -->\n\nText.\n"
SPACED = "posts/two words, 中文.md"
CROWD = 25  # more than GitHub shows of each severity
CROWD_START = FRONT + "Introduction.\n\n<!-- more -->\n\n"
CROWDED = {
    "blint.toml": 'exclude = ["posts/draft-*.md"]\nrules."image/not-an-image" = "info"\n',
    "posts/images/cups.png": picture(),
    "posts/a.md": CROWD_START
    + "![Cups](images/cup.png)\n" * CROWD
    + '<img src="images/cups.png">\n' * CROWD
    + "！[Cups](images/cups.png)\n" * CROWD,
    "posts/draft-b.md": BROKEN,
    SPACED: BROKEN,
    "elsewhere/c.md": BROKEN,
    # Code that must not run for lying there.
    "blint.py": "raise SystemExit('ran blint.py')",
    "pip.py": "raise SystemExit('ran pip.py')",
    "venv.py": "raise SystemExit('ran venv.py')",
}


@dataclass
class Step:
    """What a step came to: its exit status, what it printed, obeyed and summarised."""

    status: int
    said: str
    summary: str

    @property
    def commands(self):
        return commands(self.said)

    @property
    def annotated(self):
        """Severity, file and line of each annotation."""
        return [(name, given.get("file"), given.get("line")) for name, given, _ in self.commands]


class Runner:
    """A runner with a workspace and its folders; ``action`` is where it has the action."""

    def __init__(self, folder, action):
        self.workspace = folder / "work" / "blog"
        self.temp = folder / "temp"
        self.tools = folder / "tools"
        self.action = action
        for each in (self.workspace, self.temp, self.tools):
            each.mkdir(parents=True)

    def tool(self, name, script):
        """Put a program on the PATH, before all others."""
        write_program(self.tools / name, script)

    def step(self, *, env=None, **inputs):
        """Run the step; ``env`` is of the workflow."""
        given = {name: facts["default"] for name, facts in ACTION["inputs"].items()}
        for name, text in inputs.items():
            assert name.replace("_", "-") in given
            given[name.replace("_", "-")] = text
        passed = {
            name: re.sub(r"\$\{\{ inputs\.(\S+) \}\}", lambda found: given[found[1]], value)
            for name, value in STEP["env"].items()
        }
        whole = {**environment(**self.facts()), **(env or {}), **passed}
        whole["PATH"] = f"{self.tools}:{whole['PATH']}"
        script, summary = self.temp / "step.sh", self.temp / "summary.md"
        script.write_text(STEP["run"], encoding="utf-8")
        summary.write_bytes(b"")
        command = (BASH, "--noprofile", "--norc", "-e", "-o", "pipefail", script)
        status, out, err = run(*command, cwd=self.workspace, env=whole)
        return Step(status, out + err, summary.read_text(encoding="utf-8"))

    def facts(self):
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": "c0ffee",
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }


def write_program(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{BASH}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture(scope="session")
def fresh(checkout, registry, tmp_path_factory):
    """A runner that had nothing of blint before its step, and the step: a blog with everything."""
    runner = Runner(tmp_path_factory.mktemp("fresh"), checkout)
    write(runner.workspace, CROWDED)
    commit_all(runner.workspace)
    return runner, runner.step(paths=f"posts/a.md\r\n\nposts/draft-b.md\n{SPACED}\n")


@pytest.fixture
def runner(fresh, tmp_path):
    """A runner that saves time: of the step's programs, venv and pip do nothing, and Python is
    the one that the fresh runner's step has installed blint for."""
    python = fresh[0].temp / "blint/bin/python"
    runner = Runner(tmp_path, fresh[0].action)
    runner.tool("python3", f'[[ "$*" == *"-m venv"* ]] || exec {sys.executable} "$@"')
    saving = f'[[ "$*" == *"-m pip"* ]] || exec {python} "$@"'
    write_program(runner.temp / "blint/bin/python", saving)
    return runner


@pytest.fixture
def bare_runner(tmp_path):
    """A runner without the action's files, for steps that fail before these are needed."""
    return Runner(tmp_path, tmp_path / "nothing")


def test_the_action_is_one_step_that_takes_its_inputs_from_the_environment():
    assert ACTION["runs"]["using"] == "composite"
    assert set(STEP) == {"shell", "env", "run"}
    assert STEP["shell"] == "bash"
    assert "${{" not in STEP["run"]
    assert STEP["env"] == {
        f"INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}"
        for name in ACTION["inputs"]
    }
    for name in STEP["env"]:
        assert re.search(rf'"\$(\{{{name}\b|{name}")', STEP["run"]), f"{name} is not used"
    assert not re.search("GITHUB_(ENV|PATH|OUTPUT)", STEP["run"])
    assert not any("required" in facts for facts in ACTION["inputs"].values())


def test_a_blog_with_more_findings_than_github_shows(fresh):
    runner, step = fresh
    assert step.status == 1, step.said
    first = len(CROWD_START.splitlines()) + 1
    expected = [("error", "posts/a.md", first), ("error", SPACED, 5)]
    expected += [("error", "posts/a.md", first + number) for number in range(1, 8)]
    expected += [("warning", "posts/a.md", first + CROWD + number) for number in range(10)]
    expected += [("notice", "posts/a.md", first + 2 * CROWD + number) for number in range(9)]
    lines = [(name, file, str(line)) for name, file, line in expected]
    assert step.annotated == [*lines, ("notice", None, None)]
    assert {given.get("title") for _, given, _ in step.commands} == {
        "image/missing",
        "image/missing-alt",
        "image/not-an-image",
        "blint",
    }
    assert step.commands[-1][2] == (
        "not annotated: 17 errors, 15 warnings, 16 infos; see the job summary"
    )

    # The report stands before the annotations, in colour; the summary has every finding.
    assert "\x1b[1m" in step.said
    report = re.sub(r"\x1b\[[0-9;]*m", "", step.said.partition("\n::")[0])
    assert report.count("image/not-an-image") >= CROWD
    assert "2 posts, 1 image in" in report
    assert "26 errors, 25 warnings, 25 infos" in report
    assert step.summary.startswith("\n## blint: 26 errors, 25 warnings, 25 infos\n")
    rows = Counter(re.findall(r"^\| (error|warning|info) \|", step.summary, re.MULTILINE))
    assert rows == {"error": 26, "warning": 25, "info": 25}
    assert f"(https://github.com/o/r/blob/c0ffee/posts/a.md?plain=1#L{first})" in step.summary

    # Nothing is left behind in the blog or in the action.
    assert output("git", "status", "--porcelain", cwd=runner.workspace) == ""
    assert output("git", "status", "--porcelain", "--ignored", cwd=runner.action) == ""
    assert "install" not in step.said


def test_a_clean_blog_below_the_root_of_its_repository(runner):
    write(runner.workspace, {"my blog/posts/a.md": POST, "posts/b.md": BROKEN})
    commit_all(runner.workspace)
    step = runner.step(working_directory="my blog")
    assert (step.status, step.commands) == (0, [])
    assert "1 post, 0 images in" in step.said
    assert step.summary.startswith("\n## blint: nothing to report\n")

    write(runner.workspace, {"my blog/posts/a.md": BROKEN})
    step = runner.step(working_directory="my blog", paths="")
    assert step.status == 1
    assert step.annotated == [("error", "my blog/posts/a.md", "5")]


def test_inputs_reach_blint(runner):
    files = {
        "posts/a.md": BROKEN,
        "our config.toml": '[rules]\n"image/missing" = "warning"\n',
    }
    write(runner.workspace, files)
    step = runner.step(
        paths="posts",
        config="our config.toml",
        fail_on="warning",
        language="zh",
        args="--ignore\nexcerpt\n--output-format=json\n--output=our report.json",
    )
    assert step.status == 1
    assert step.annotated == [("warning", "posts/a.md", "5")]
    assert "1 个警告" in step.said
    report = json.loads((runner.workspace / "our report.json").read_text(encoding="utf-8"))
    assert [found["rule"] for found in report["findings"]] == ["image/missing"]

    step = runner.step(paths="posts", fail_on="never")
    assert step.status == 0
    assert step.annotated == [("error", "posts/a.md", "5")]


ATTACK = "::add-mask::secret"
OLD_ATTACK = "##[add-matcher]matcher.json"


def test_a_hostile_post(runner):
    body = "".join(
        f"{lead}{attack}![{attack}]({number}{attack})\n\n![](x.png) {attack}\n\n"
        for number, lead in enumerate(("", "  ", "\u200b", "\x1b[2K", "\r"))
        for attack in (ATTACK, OLD_ATTACK)
    )
    files = {
        "posts/a.md": f"---\ntitle: {ATTACK}\n---\n{body}<!-- more -->\n",
        "posts/b.md": f"---\n{OLD_ATTACK}\n{ATTACK}: [\n---\n{ATTACK}",
        f"posts/{OLD_ATTACK} c.md": BROKEN,
    }
    write(runner.workspace, files)
    step = runner.step(paths="posts")
    assert step.status == 1
    assert "add-mask" in step.said
    assert "add-matcher" in step.said
    assert {name for name, _, _ in step.commands} == {"error", "warning", "notice"}
    assert {given["title"] for _, given, _ in step.commands} <= {*builtin_rules(), "blint"}
    assert {file for _, file, _ in step.annotated} == {*files, None}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("paths", f"posts\n{ATTACK}\n{OLD_ATTACK}"),
        ("paths", "--help"),
        ("paths", "$(touch touched)"),
        ("config", f"none\n{ATTACK}"),
        ("config", f"{ATTACK} = 1"),
        ("fail-on", f"never\n{ATTACK}"),
        ("language", OLD_ATTACK),
        ("args", f"--select\n{ATTACK}"),
        ("args", OLD_ATTACK),
        ("working-directory", f"{ATTACK}\n{OLD_ATTACK}\n$(touch touched)"),
    ],
)
def test_hostile_or_wrong_inputs(runner, name, text):
    write(runner.workspace, {"posts/a.md": POST})
    step = runner.step(**{name: text})
    assert step.status == 2, step.said
    assert step.said.strip()
    commands = [("error", None, None)] if name == "working-directory" else []
    assert step.annotated == commands
    assert not (runner.workspace / "touched").exists()


def test_a_runner_without_python(bare_runner):
    bare_runner.tool("python3", "exit 1")  # one that is too old, and no other program
    step = bare_runner.step(env={"PATH": str(bare_runner.tools)})
    assert step.status == 2
    ((name, _, message),) = step.commands
    assert name == "error"
    assert "Python 3.11" in message


def test_a_runner_whose_python_has_another_name(runner):
    (runner.tools / "python3").rename(runner.tools / "python")
    runner.tool("python3", "exit 1")
    write(runner.workspace, {"posts/a.md": POST})
    assert runner.step().status == 0


def test_an_installation_that_fails_says_why(bare_runner):
    # In colour pip ends its complaint without a line end, but commands need a line of their own.
    step = bare_runner.step(env={"FORCE_COLOR": "1"})
    assert step.status == 2
    assert [name for name, _, _ in step.commands] == ["error"]
    assert "Invalid requirement" in step.said
