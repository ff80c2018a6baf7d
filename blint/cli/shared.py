"""What several commands share."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from blint.engine.run import Progress
    from blint.model import Run

_Names = TypeVar("_Names", bound=str | tuple[str, ...] | None)

# Exit statuses. 130 is what shells make of a program that Ctrl-C has ended.
OK, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130


def file_name(context: click.Context, parameter: click.Parameter, value: _Names) -> _Names:
    """Let an option be the name of a file, or several. An empty one, of a variable that is not set,
    is refused: taken for none, it would leave the configuration to the repository, say."""
    for name in value if isinstance(value, tuple) else (value,):
        if name is not None and not _is_possible(name):
            complaint = "it is empty, or holds what no name can hold"
            raise click.BadParameter(complaint, context, parameter)
    return value


def _is_possible(name: str) -> bool:
    try:
        return bool(name) and b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


CONFIG_OPTION = click.option(
    "--config",
    "configs",
    multiple=True,
    callback=file_name,
    metavar="FILE|'KEY = VALUE'",
    help="A configuration file instead of the one found, or a line of TOML for one setting;"
    " may be repeated.",
)


LANGUAGE_OPTION = click.option(
    "--language", type=click.Choice(("en", "zh")), help="The language of the report."
)
JOBS_OPTION = click.option(
    "--jobs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="The most processes at work; 0 (the default) for as many as there are processors.",
)


def split_configs(configs: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The configuration file (at most one) and the lines of TOML among ``--config`` values."""
    lines = tuple(config for config in configs if "=" in config and not os.path.exists(config))
    files = [config for config in configs if config not in lines]
    if len(files) > 1:
        raise click.UsageError("--config takes one file")
    return (files[0] if files else ""), lines


def progress() -> AbstractContextManager[Progress | None]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from blint.cli.progress import progress_bar

    return progress_bar(sys.stderr)


def exit_status(run: Run) -> int:
    """What a finished run makes of the program's exit status."""
    if run.broken:
        return FAILED
    return FINDINGS if run.failed else OK


def print_visible(*lines: str, file: TextIO | None = None) -> None:
    """Print lines with what cannot be seen in them as escapes, and no command of Actions."""
    from blint.report.terminal import no_commands, visible

    for line in lines:
        print(no_commands(visible(line)), file=file)
