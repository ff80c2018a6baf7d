"""The documentation: what it shows is there, and what it says of a run is what the run says."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import tomllib

import click
import pytest
import yaml
from support import ROOT, check, found, write

from blint.cli.main import commands
from blint.generators.registry import NAMES
from blint.report.formats import FORMATS
from blint.rulebook.pages import builtin_rules, check_options, load_rules, read_pages
from blint.testing import run_examples
from blint.workspace.config_file import FAIL_ON, read_config

READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md")
EXAMPLE = [
    ("examples/blog/posts/first-tasting.md", 15, "image/missing"),
    ("examples/blog/posts/first-tasting.md", 21, "image/wrong-case"),
    ("examples/blog/posts/first-tasting.md", 25, "image/not-an-image"),
    ("examples/blog/posts/open-day.md", 14, "image/too-heavy"),
    ("examples/blog/posts/open-day.md", 18, "image/too-large"),
    ("examples/blog/posts/open-day.md", 25, "image/wrong-format"),
    ("examples/blog/posts/open-day.md", 29, "image/missing-alt"),
    ("examples/blog/posts/parts-list.md", 4, "front-matter/missing-field"),
    ("examples/blog/posts/parts-list.md", 5, "front-matter/invalid-field"),
    ("examples/blog/posts/parts-list.md", 11, "excerpt/misspelled-marker"),
    ("examples/blog/posts/parts-list.md", 18, "table/surplus-cell"),
    ("examples/blog/posts/spring-planting.md", 3, "front-matter/invalid-field"),
    ("examples/blog/posts/spring-planting.md", 8, "excerpt/missing-marker"),
    ("examples/blog/posts/spring-planting.md", 18, "table/missing-cell"),
    ("examples/blog/posts/spring-planting.md", 20, "image/location-metadata"),
    ("examples/blog/posts/winter-tea.md", 2, "front-matter/invalid"),
]

pytestmark = pytest.mark.skipif(
    not (ROOT / "docs").is_dir(), reason="the documentation is not in a source distribution"
)

_FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def script(name):
    """A script of the documentation, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page, language):
    return [code for _, name, code in _FENCE.findall(text(page)) if name == language]


def after(page, comment):
    """The command that follows a comment."""
    return re.search(rf"<!-- {comment} -->\n```sh\n(.*)\n```\n", text(page))[1]


# --- what is listed ------------------------------------------------------------------------


@pytest.mark.parametrize("page", READMES)
def test_the_tables_are_as_their_sources_have_them(page):
    tables = script("tables")
    language = {name: language for language, name in tables.READMES.items()}[page]
    assert tables.written(text(page), language) == text(page), "run docs/tables.py"
    assert len(tables.rows(text(page), "rules")) == len(builtin_rules())
    generators = tables.rows(text(page), "generators")
    assert [row[1] for row in generators] == [f"`{name}`" for name in NAMES if name != "plain"]
    assert all(all(row) for row in generators), "a cell that is written by hand is empty"


def test_every_rule_has_a_chinese_title():
    for rule in builtin_rules().values():
        assert re.search(r"[\u4e00-\u9fff]", rule.title_in("zh")), rule.id


def test_the_changelog_counts_the_rules():
    assert f"by {len(builtin_rules())} rules" in text("CHANGELOG.md")


@pytest.mark.parametrize("page", PAGES)
def test_local_links_lead_somewhere(page):
    prose = re.sub(r"`[^`\n]+`", "", _FENCE.sub("", text(page)))
    links = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", prose)
    local = [one or other for one, other in links if "://" not in one + other]
    assert [link for link in local if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_the_other_project(page):
    assert not re.search(r"install\s+(-\S+\s+)*blint\b", text(page))


# --- what is shown -------------------------------------------------------------------------


def words_of_commands(page):
    """The words after ``blint`` in every command that a page shows."""
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", _FENCE.sub("", text(page)))
    lines = [line for code in blocks(page, "sh") for line in code.splitlines()]
    for line in (*spans, *lines):
        command = re.split(r"\s#\s|\s<\s", line)[0].rpartition("&& ")[2]
        words = shlex.split(command) if re.match(r"(\S*/)?blint ", command) else []
        if len(words) > 1:
            yield words[1:]


@pytest.mark.parametrize("page", PAGES)
def test_shown_commands_are_understood(page):
    for name, *words in words_of_commands(page):
        command = commands.get_command(click.Context(commands), name)
        if set(words) & {"FILE", "REF"}:
            continue
        with command.make_context(name, list(words)):
            pass


@pytest.mark.parametrize("page", READMES)
def test_shown_options_exist(page):
    own = "\n".join(line for line in text(page).splitlines() if "pip install" not in line)
    shown = set(re.findall(r"(?<![\w!-])--[a-z][a-z-]*", own))
    context = click.Context(commands)
    names = commands.list_commands(context)
    params = [param for name in names for param in commands.get_command(context, name).params]
    known = {name for option in params for name in option.opts if name[:2] == "--"}
    assert shown <= known
    assert {"--fail-on", "--output-format", "--output", "--config", "--language"} <= shown


def test_lists_of_values_are_whole():
    """Where an option's values are listed again: in a README's comments, by the action."""
    command = commands.get_command(click.Context(commands), "check")
    known = {name: option for option in command.params for name in option.opts}
    severities, languages = (known[name].type.choices for name in ("--fail-on", "--language"))
    assert tuple(severities) == FAIL_ON
    inputs = yaml.safe_load(text("action.yml"))["inputs"]
    english, chinese = map(text, READMES)
    for choices, name in ((severities, "fail-on"), (languages, "language")):
        *most, last = choices
        listed = f"{', '.join(most)} or {last}"
        assert listed in inputs[name]["description"]
        assert re.search(rf"^{name} = .*# {listed}(;|$)", english, re.MULTILINE)
        listed = f"{'、'.join(most)} 或 {last}"
        assert re.search(rf"^{name} = .*# {listed}(；|$)", chinese, re.MULTILINE)


def test_the_action_says_which_formats_it_asks_for():
    asked = set(re.findall(r"--output-format (\w+)", text("action.yml")))
    assert asked == {"full", "github"} <= set(FORMATS)


def test_every_output_format_is_explained():
    for page in READMES:
        assert all(f"`{name}`" in text(page) for name in FORMATS)


@pytest.mark.parametrize("page", READMES)
def test_the_shown_program_runs(page, monkeypatch, capsys):
    (program,) = blocks(page, "python")
    monkeypatch.chdir(ROOT / "examples/blog")
    exec(compile(program, page, "exec"), {})
    printed = capsys.readouterr().out
    assert "posts/first-tasting.md 15 image/missing" in printed
    assert "cup.jpg" in printed


@pytest.mark.parametrize("page", READMES)
def test_the_shown_configuration_is_valid(page, tmp_path):
    (code,) = blocks(page, "toml")
    data = tomllib.loads(code)
    config = read_config(data, str(tmp_path), page)
    rules = builtin_rules()
    for settings in (config.rules, *(override.rules for override in config.overrides)):
        for rule, setting in settings.items():
            check_options(rules[rule], setting.options, str(tmp_path), page)
    from blint.workspace.config_file import READERS, SITE_READERS, TABLES

    assert set(data) == {*READERS, *TABLES, "rules", "overrides"}, "the README shows every key"
    assert set(data["site"]) == set(SITE_READERS)


def test_both_readmes_show_the_same():
    english, chinese = READMES
    assert [tomllib.loads(code) for code in blocks(english, "toml")] == [
        tomllib.loads(code) for code in blocks(chinese, "toml")
    ]
    for comment in ("first run", "tests"):
        assert after(english, comment) == after(chinese, comment)
    assert list(words_of_commands(english)) == list(words_of_commands(chinese))
    for one, other in zip(blocks(english, "yaml"), blocks(chinese, "yaml"), strict=True):
        assert yaml.safe_load(one) == yaml.safe_load(other)


@pytest.mark.parametrize("page", READMES)
def test_the_hook_and_the_action_take_what_is_shown(page):
    hook, workflow = (yaml.safe_load(code) for code in blocks(page, "yaml"))
    hooks = yaml.safe_load(text(".pre-commit-hooks.yaml"))
    assert hook["repos"][0]["hooks"][0]["id"] in [known["id"] for known in hooks]
    steps = workflow["jobs"]["blint"]["steps"]
    inputs = yaml.safe_load(text("action.yml"))["inputs"]
    assert set(steps[-1]["with"]) <= set(inputs)


@pytest.mark.parametrize("page", READMES)
def test_the_shown_rule_page_works(page, tmp_path):
    code = next(code for code in blocks(page, "markdown") if code.startswith("---\nseverity"))
    write(tmp_path, {"blint-rules/house/cover.md": code})
    folder = str(tmp_path / "blint-rules")
    assert "house/cover" in load_rules([folder])
    count, failures = run_examples(list(read_pages(folder)))
    assert (count, [str(failure) for failure in failures]) == (2, [])


# --- what is said of a run -----------------------------------------------------------------


def test_the_example_blog_has_its_mistakes():
    result = check(ROOT, "examples/blog")
    assert found(result) == EXAMPLE
    assert len(EXAMPLE) == 16, "the READMEs and CONTRIBUTING.md say sixteen"
    assert (result.generator, result.posts, result.failed) == ("vitepress", 6, True)


def without_time(lines):
    return [re.sub(r"\d+\.\d+( s: | 秒：)", r"…\1", line) for line in lines]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pictures_show_what_a_run_says(language):
    report = script("report")
    drawn = report.lines(text(f"docs/{report.PICTURES[language]}"))
    printed = [line for line in report.report(language, colour=False).splitlines() if line]
    assert without_time(drawn) == without_time(printed), "run docs/report.py"


@pytest.mark.parametrize("name", ["report.svg", "report.zh-CN.svg"])
def test_the_pictures_load_nothing(name):
    svg = text(f"docs/{name}")
    assert not re.search(r"url\(|@import|<script|<image|href=", svg)
    assert re.findall(r"https?://\S+", svg) == ['http://www.w3.org/2000/svg">']


def test_the_first_run_does_what_the_readme_says(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    command = shlex.split(after("README.md", "first run").rpartition("&& ")[2])
    assert command[0] == ".venv/bin/blint"
    with click.Context(commands):
        status = commands.main([*command[1:], "--output-format", "json"], standalone_mode=False)
    assert status == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == len(EXAMPLE)
