"""The command line. Commands import what they need when they run, so that ``--help`` is quick."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from blint import __version__
from blint.errors import BlintError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from blint.cli.explain import Setting
    from blint.engine.run import Progress
    from blint.model import Run
    from blint.rulebook.pages import Rule

OK, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
_LONGEST_INPUT = 64 * 1024 * 1024  # bytes; no limit of input/unreadable is near that
_FORMATS = ("full", "concise", "json", "github")
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 blint could not do its work."""
    from blint.report.terminal import prepare

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good
        prepare(getattr(sys, name))
    try:
        status = _commands.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        status = FAILED
    except click.ClickException as error:
        status = _complain(error.format_message(), _usage(error))
    except BlintError as error:
        status = _complain(str(error))
    except (KeyboardInterrupt, click.Abort):
        status = INTERRUPTED
    except OSError as error:
        status = _complain(
            f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")
        )
    except Exception as error:
        if os.environ.get("BLINT_DEBUG"):
            raise
        status = _complain(
            f"this is a mistake in blint, please report it: {type(error).__name__}: {error}",
            "With BLINT_DEBUG=1 in the environment it shows where.",
        )
    sys.exit(status if isinstance(status, int) else OK)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f'Try "{context.command_path} --help".' if context else ""


def _complain(message: str, advice: str = "") -> int:
    from blint.report.terminal import no_commands, visible

    for line in (f"blint: {visible(message)}", advice):
        if line:
            print(no_commands(line), file=sys.stderr)
    return FAILED


_CONFIG_OPTION = click.option(
    "--config",
    "configs",
    multiple=True,
    metavar="FILE|'KEY = VALUE'",
    help="A configuration file instead of the one found, or a line of TOML for one setting;"
    " may be repeated.",
)


@click.group(context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="blint")
def _commands() -> None:
    """Check the posts of a Markdown blog: front matter, excerpt marker, images, tables."""


@_commands.command("check", short_help="Check posts and report what readers would stumble over.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules or families.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules or families.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "info", "never")),
    help="The lowest severity that makes the exit status 1 (error unless configured).",
)
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help="full (the default), concise, json or github; may be repeated.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Where the report goes instead of standard output (-); the first belongs to the first"
    " --output-format, and so on.",
)
@click.option("--statistics", is_flag=True, help="Only the counts by rule.")
@click.option("--quiet", is_flag=True, help="Only what makes the run fail.")
@_CONFIG_OPTION
@click.option("--language", type=click.Choice(("en", "zh")), help="The language of the report.")
@click.option(
    "--stdin-filename",
    metavar="FILE",
    help="Check the post on standard input as if it were this file.",
)
@click.option("--no-cache", is_flag=True, help="Take nothing from earlier runs, and keep nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="The most processes at work; 0 (the default) for as many as there are processors.",
)
@click.option(
    "--executor",
    "executor_url",
    metavar="URL",
    help="Have the workers of a cluster check the posts: dask://HOST:PORT.",
)
def _check(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    statistics: bool,
    quiet: bool,
    configs: tuple[str, ...],
    language: str | None,
    stdin_filename: str | None,
    no_cache: bool,
    jobs: int,
    executor_url: str | None,
) -> int:
    """Check posts: files, or folders that are searched for them. Without PATHS, this folder.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 blint could not do its work.
    """
    from blint.engine.run import Request, run

    config_file, lines = _split_configs(configs)
    if statistics and formats:
        raise click.UsageError("--statistics is a report of its own: leave --output-format out")
    pairs = _pair(formats, outputs)
    given = {}
    if stdin_filename:
        if paths not in ((), ("-",)):
            raise click.UsageError("--stdin-filename takes no PATHS")
        given[os.path.abspath(stdin_filename)] = sys.stdin.buffer.read(_LONGEST_INPUT)
    elif "-" in paths:
        raise click.UsageError("standard input needs --stdin-filename")
    request = Request(
        paths=paths or (".",),
        select=_names(select),
        ignore=_names(ignore),
        fail_on=fail_on or "",
        language=language or "",
        config_file=config_file,
        config_lines=lines,
        given=given,
        cached=not no_cache,
        jobs=jobs,
    )
    with _executor(executor_url) as executor, _progress() as progress:
        finished = run(request, progress, executor)
    _report(finished, pairs, statistics=statistics, quiet=quiet)
    return FINDINGS if finished.failed else OK


def _executor(url: str | None) -> AbstractContextManager[Executor | None]:
    if url is None:
        return nullcontext()
    from blint.engine.executors import connected

    return connected(url)


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated options and comma-separated lists alike."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _split_configs(configs: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The configuration file (at most one) and the lines of TOML among ``--config`` values."""
    lines = tuple(config for config in configs if "=" in config and not os.path.exists(config))
    files = [config for config in configs if config not in lines]
    if len(files) > 1:
        raise click.UsageError("--config takes one file")
    return (files[0] if files else ""), lines


def _pair(formats: tuple[str, ...], outputs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each format with the file it goes to, "-" for standard output."""
    formats = formats or ("full",)
    for output in outputs:
        if output.lower().endswith((".md", ".mdx", ".markdown")) and os.path.exists(output):
            raise click.UsageError(f"--output {output}: this would overwrite a post")
    if len(outputs) > len(formats):
        raise click.UsageError("there are more --output than --output-format")
    return list(zip(formats, outputs + ("-",) * (len(formats) - len(outputs)), strict=True))


def _report(finished: Run, pairs: list[tuple[str, str]], *, statistics: bool, quiet: bool) -> None:
    from blint.model import Severity
    from blint.report import statistics as counts
    from blint.report.wording import render

    shown = finished
    if quiet:
        limit = (finished.fail_on or Severity.ERROR).rank
        shown = finished._replace(
            findings=[f for f in finished.findings if f.severity.rank <= limit],
            totals=[t for t in finished.totals if t.severity.rank <= limit],
        )
    for name, output in pairs:
        with _opened(output) as out:
            if not (quiet and name == "full" and not shown.findings):
                counts.render(shown, out) if statistics else render(name, shown, out)


@contextmanager
def _opened(output: str) -> Iterator[TextIO]:
    if output == "-":
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read the report has seen enough; let nothing complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        with open(output, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
    except OSError as error:
        raise BlintError(f"--output {output}: cannot be written: {error.strerror}") from error


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar on a terminal's standard error, once a run has taken a second."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    import time

    started = time.monotonic()
    bar: Any = None
    task: Any = None

    def advance(done: int, total: int) -> None:
        nonlocal bar, task
        if bar is None:
            if time.monotonic() - started < 1 or done == total:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("blint"), BarColumn(), MofNCompleteColumn())
            bar = Progress(*columns, console=Console(stderr=True), transient=True)
            bar.start()
            task = bar.add_task("", total=total)
        bar.update(task, completed=done)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()


@_commands.command("config", short_help="Show what is in force, and where it comes from.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@_CONFIG_OPTION
@click.option("--rules", "with_rules", is_flag=True, help="Also every rule and its options.")
def _config(paths: tuple[str, ...], configs: tuple[str, ...], with_rules: bool) -> None:
    """Show what blint found out about the site of each post, which settings are in force, and
    where each comes from. Without PATHS, for the posts in this folder.

    What a site keeps in a program, which blint does not run, is asked for by name.
    """
    from blint.cli import explain
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post, Workspace

    workspace = Workspace(*_split_configs(configs))
    planner = Planner()
    groups: dict[tuple[int, str, str], list[Post]] = {}
    for post in workspace.posts(paths or (".",)):
        key = (id(post.config), post.built.generator.name, post.built.facts.root)
        groups.setdefault(key, []).append(post)
    for number, posts in enumerate(groups.values()):
        first = posts[0]
        planner.read([first.config])
        _print(*([""] if number else []), explain.heading(posts))
        _print_settings(explain.settings(first, len(posts)))
        if asked := explain.unknown(first):
            _print(
                "", "  Not to be read from the site; if your posts need it, blint.toml can say it:"
            )
            _print_settings(asked)
        if with_rules:
            _print("", "  Rules" + (f", for {explain.heading([first])}" if len(posts) > 1 else ""))
            _print_settings(explain.rules(first, planner.plan(first), tuple(planner.rules)))


def _print(*lines: str) -> None:
    from blint.report.terminal import no_commands, visible

    for line in lines:
        print(no_commands(visible(line)))


def _print_settings(rows: list[Setting]) -> None:
    """Names, values and origins in columns."""
    name = max(len(row.name) for row in rows)
    value = min(44, max(len(row.value) for row in rows))
    for row in rows:
        origin = f"  ({row.origin})" if row.origin and row.value else row.origin
        _print(f"  {row.name:{name}}  {row.value:{value}}{origin}".rstrip())


@_commands.command("rule", short_help="List the rules, or print a rule's page.")
@click.argument("rule_id", required=False, metavar="[RULE]")
@click.option("--config", "config_file", metavar="FILE", help="A configuration file.")
def _rule(rule_id: str | None, config_file: str | None) -> None:
    """List the rules, or print the page of one: what it finds, why, its options and examples."""
    from blint.errors import did_you_mean
    from blint.report.terminal import no_commands, visible
    from blint.rulebook.pages import load_rules
    from blint.workspace.discovery import Workspace

    config = Workspace(config_file or "").config(os.getcwd())
    rules = load_rules(os.path.join(config.folder, folder) for folder in config.rule_pages)
    if rule_id is None:
        width = max(map(len, rules))
        for rule in rules.values():
            grade = rule.severity if rule.enabled else "off"
            print(no_commands(f"{rule.id:{width}}  {grade:7}  {visible(rule.title)}"))
        return
    if rule_id not in rules:
        family = [rule for rule in rules.values() if rule.family == rule_id]
        if not family:
            raise BlintError(f'there is no rule "{rule_id}"{did_you_mean(rule_id, rules)}')
        for rule in family:
            print(no_commands(f"{rule.id}  {visible(rule.title)}"))
        return
    _print_page(_page(rules[rule_id]))


def _page(rule: Rule) -> str:
    """A rule's page with the facts of its header below the title."""
    title, _, text = rule.text.partition("\n")
    grade = f"{rule.severity}" if rule.enabled else f"off ({rule.severity} once switched on)"
    facts = [f"- severity: {grade}", f"- check: `{rule.check}`"]
    facts += [f"- `{name}`: {value}" for name, value in rule.options.items() if value]
    return "\n".join((title, "", *facts, text))


def _print_page(text: str) -> None:
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text, hyperlinks=False))
    else:
        from blint.report.terminal import no_commands, visible

        for line in text.splitlines():
            print(no_commands(visible(line)))


@_commands.command("test", short_help="Run the examples of rule pages.")
@click.argument("folder", required=False, metavar="[FOLDER]")
def _test(folder: str | None) -> int:
    """Run the examples on the rule pages in FOLDER: a bad one must give its finding, a good one
    none.

    Without FOLDER: the pages named in rule-pages of the configuration, or else blint's own.
    """
    from blint.report.terminal import no_commands, visible
    from blint.rulebook.pages import builtin_folder, read_pages, validate
    from blint.testing import run_examples
    from blint.workspace.discovery import Workspace

    config = Workspace().config(os.getcwd())
    configured = [os.path.join(config.folder, name) for name in config.rule_pages]
    folders = [folder] if folder else configured or [builtin_folder()]
    rules = []
    for name in folders:
        if not os.path.isdir(name):
            raise BlintError(f"{name}: no such folder")
        rules += list(read_pages(os.path.abspath(name)))
    if not rules:
        raise BlintError(f"{', '.join(folders)}: no rule pages (FAMILY/NAME.md) in it")
    for rule in rules:
        validate(rule)
    count, failures = run_examples(rules)
    for failure in failures:
        print(no_commands(visible(str(failure))))
    print(f"{len(rules)} rule pages, {count} examples: {len(failures)} failed")
    return FINDINGS if failures else OK
