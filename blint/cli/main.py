"""The command line: its commands, and what comes of what goes wrong in them."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from blint import __version__
from blint.cli.shared import FAILED, INTERRUPTED, OK
from blint.errors import BlintError

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 blint could not do its work."""
    from blint.report.terminal import prepare

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for good
        prepare(getattr(sys, name))
    try:
        status = commands.main(standalone_mode=False)
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


COMMANDS = ("check", "config", "rule", "test")


class _Commands(click.Group):
    """The commands, each in a module of its name that is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            # For an unknown one, click looks for the nearest among all.
            for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
                self.add_command(importlib.import_module(f"blint.cli.{name}").command)
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="blint")
def commands() -> None:
    """Check the posts of a Markdown blog: front matter, excerpt marker, images, tables."""
