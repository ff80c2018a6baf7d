"""``blint check``: check posts and report what readers would stumble over."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Literal, TextIO

import click

from blint.cli.shared import (
    CONFIG_OPTION,
    JOBS_OPTION,
    LANGUAGE_OPTION,
    exit_status,
    file_name,
    progress,
    split_configs,
)
from blint.errors import BlintError
from blint.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from blint.model import Run

_LONGEST_INPUT = 64 * 1024 * 1024  # bytes; no limit of input/unreadable is near that


@click.command("check", short_help="Check posts and report what readers would stumble over.")
@click.argument("paths", nargs=-1, callback=file_name, metavar="[PATHS]...")
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules or families.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules or families.")
@click.option("--fix", is_flag=True, help="Mend what can safely be mended, and report the rest.")
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="With --fix or --diff: mend also what may not be meant so. Look at what it makes.",
)
@click.option(
    "--diff", is_flag=True, help="Print what --fix would change as a diff, and write nothing."
)
@click.option(
    "--since",
    metavar="REF",
    help="Only what was changed since this commit or branch was left, uncommitted work included:"
    " findings on changed lines, and those that the change has caused elsewhere.",
)
@click.option(
    "--no-untracked",
    is_flag=True,
    help="With --since: files that git does not track are no part of the change; for hooks.",
)
@click.option(
    "--baseline",
    callback=file_name,
    metavar="FILE",
    help="Accept the findings of this file instead of the one that the configuration names.",
)
@click.option("--no-baseline", is_flag=True, help="Report accepted findings like any others.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "info", "never")),
    help="The lowest severity that makes the exit status 1 (error unless configured).",
)
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help=f"{FORMATS[0]} (the default), {', '.join(FORMATS[1:-1])} or {FORMATS[-1]};"
    " may be repeated.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=file_name,
    metavar="FILE",
    help="Where the report goes instead of standard output (-); the first belongs to the first"
    " --output-format, and so on.",
)
@click.option("--statistics", is_flag=True, help="Only the counts by rule.")
@click.option("--quiet", is_flag=True, help="Only what makes the run fail.")
@click.option(
    "--show-all",
    is_flag=True,
    help="Every finding. Otherwise, on a terminal, many of one rule are shown as a few and a"
    " count; never in files, pipes or CI.",
)
@click.option(
    "--show-accepted",
    is_flag=True,
    help="List also the findings that a comment or the baseline accepts; they fail nothing.",
)
@CONFIG_OPTION
@LANGUAGE_OPTION
@click.option(
    "--stdin-filename",
    callback=file_name,
    metavar="FILE",
    help="Check the post on standard input as if it were this file.",
)
@click.option("--no-cache", is_flag=True, help="Take nothing from earlier runs, and keep nothing.")
@JOBS_OPTION
@click.option(
    "--executor",
    "executor_url",
    metavar="URL",
    help="Have the workers of a cluster check the posts: dask://HOST:PORT.",
)
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    since: str | None,
    no_untracked: bool,
    baseline: str | None,
    no_baseline: bool,
    fail_on: str | None,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    statistics: bool,
    quiet: bool,
    show_all: bool,
    show_accepted: bool,
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
    from blint.engine.request import Request
    from blint.engine.run import Means, run

    config_file, lines = split_configs(configs)
    if statistics and formats:
        raise click.UsageError("--statistics is a report of its own: leave --output-format out")
    if diff and (statistics or formats or outputs):
        raise click.UsageError(
            "--diff is the whole output: leave --output-format, --output and --statistics out"
        )
    if baseline is not None and no_baseline:
        raise click.UsageError("--baseline and --no-baseline do not go together")
    pairs = _pair(formats, outputs)
    _must_be_comparable(since, stdin_filename, no_untracked=no_untracked)
    given = _given(paths, stdin_filename)
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
        fix=_mode(fix=fix, unsafe_fixes=unsafe_fixes, diff=diff),
        write=not diff,
        since=since or "",
        untracked=not no_untracked,
        baseline=baseline or "",
        baselined=not no_baseline,
    )
    with _executor(executor_url) as executor, progress() as advance:
        finished = run(request, advance, Means(executor=executor))
    if diff:
        from blint.cli.fixing import print_diff

        print_diff(finished, quiet=quiet)
        return exit_status(finished)
    report = sys.stdout
    if fix and given:
        from blint.cli.fixing import print_text

        print_text(finished, *given.values())
        report = sys.stderr
    shown = _what_fails(finished, accepted=show_accepted) if quiet else finished
    for name, output in pairs:
        with _opened(output, report) as out:
            silent = quiet and not (shown.findings or shown.suppressed or finished.failed)
            if not (silent and name == "full"):
                every = show_all or output != "-"
                name = "statistics" if statistics else name
                _render(name, shown, out, every=every, accepted=show_accepted)
    return exit_status(finished)


def _must_be_comparable(
    since: str | None, stdin_filename: str | None, *, no_untracked: bool
) -> None:
    """Refuse what does not go with ``--since``, or not without it."""
    if since is not None and stdin_filename is not None:
        raise click.UsageError("--since compares files: leave --stdin-filename out")
    if since == "":
        raise click.UsageError("--since is empty: name a commit or a branch, such as HEAD")
    if no_untracked and since is None:
        raise click.UsageError("--no-untracked goes with --since")


def _mode(*, fix: bool, unsafe_fixes: bool, diff: bool) -> Literal["", "safe", "all"]:
    """Which findings are to be mended."""
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if not (fix or diff):
        return ""
    return "all" if unsafe_fixes else "safe"


def _given(paths: tuple[str, ...], stdin_filename: str | None) -> dict[str, bytes]:
    """The post on standard input, by the absolute path that it is checked as; empty without one."""
    if stdin_filename is not None:
        if paths not in ((), ("-",)):
            raise click.UsageError("--stdin-filename takes no PATHS")
        return {os.path.abspath(stdin_filename): _standard_input()}
    if "-" in paths:
        raise click.UsageError("standard input needs --stdin-filename")
    return {}


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise BlintError("standard input is closed")
    try:
        return sys.stdin.buffer.read(_LONGEST_INPUT)
    except OSError as error:
        raise BlintError(f"standard input cannot be read: {error.strerror}") from error


def _executor(url: str | None) -> AbstractContextManager[Executor | None]:
    if url is None:
        return nullcontext()
    from blint.engine.executors import connected

    return connected(url)


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Repeated options and comma-separated lists alike."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _pair(formats: tuple[str, ...], outputs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each format with the file it goes to, "-" for standard output."""
    formats = formats or ("full",)
    for output in outputs:
        if output.lower().endswith((".md", ".mdx", ".markdown")) and os.path.exists(output):
            raise click.UsageError(f"--output {output}: this would overwrite a post")
    if len(outputs) > len(formats):
        raise click.UsageError("there are more --output than --output-format")
    return list(zip(formats, outputs + ("-",) * (len(formats) - len(outputs)), strict=True))


def _what_fails(run: Run, *, accepted: bool) -> Run:
    """A run with nothing but what makes it fail, and what is ``accepted`` where that is asked
    for."""
    from blint.model import Severity

    limit = (run.fail_on or Severity.ERROR).rank
    return run._replace(
        findings=[f for f in run.findings if f.severity.rank <= limit],
        fixes=run.fixes and run.fixes._replace(findings=()),
        totals=[t for t in run.totals if t.severity.rank <= limit],
        suppressed=run.suppressed if accepted else (),
    )


def _render(name: str, run: Run, out: TextIO, *, every: bool, accepted: bool) -> None:
    """Write a report; ``every`` finding of it, also where a person reads it, and ``accepted`` ones
    where that is asked for."""
    if name == "statistics":
        from blint.report import statistics

        statistics.render(run, out)
    elif name == "full" and not every:
        from blint.report import full, terminal

        full.render(run, out, few=terminal.read_by_a_person(out), accepted=accepted)
    else:
        from blint.report.formats import render

        render(name, run, out, accepted=accepted)


@contextmanager
def _opened(output: str, standard: TextIO) -> Iterator[TextIO]:
    """What a report is written to; "-" is a standard stream."""
    if output == "-":
        yield standard
        return
    try:
        with _file(output) as file:
            yield file
    except OSError as error:
        raise BlintError(f"--output {output}: cannot be written: {error.strerror}") from error


def _file(output: str) -> AbstractContextManager[TextIO]:
    """The file for a report. Links that the repository may have brought are not followed: one at
    its place is replaced, and a folder on the way that leads out is an error."""
    from blint.files.writing import replacing
    from blint.workspace.boundary import Repositories

    path = os.path.abspath(output)
    if path.startswith("/dev/") or _is_pipe(path):
        return open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    folder = os.path.dirname(path)
    if Repositories().boundary(folder).leads_out(folder):
        raise BlintError(f"--output {output}: its folder is a link out of the repository")
    return replacing(path)


def _is_pipe(path: str) -> bool:
    """Whether a FIFO stands at a path: that must not be replaced, and no repository holds any."""
    try:
        return stat.S_ISFIFO(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
