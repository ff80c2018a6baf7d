"""The command line: its commands, and what comes of what goes wrong in them."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from blint import __version__
from blint.cli.shared import FAILED, INTERRUPTED, OK, print_visible
from blint.errors import BlintError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> NoReturn:
    """Run the command line and exit: 0 clean, 1 findings, 2 blint could not do its work."""
    _open_what_is_closed()
    _forget_impossible_sizes()
    out = _standard("stdout")
    _standard("stderr")
    status = _run()
    if out and out.error and out.error.errno not in _READER_LEFT:
        status = _complain(f"standard output cannot be written: {out.error.strerror}")
    sys.exit(status)


def _run() -> int:
    """Run a command; the exit status."""
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
    return status if isinstance(status, int) else OK


_READER_LEFT = (errno.EPIPE, errno.EINVAL)  # whoever read has seen enough; EINVAL: on Windows


class _Standard(io.RawIOBase):
    """What a standard stream writes to. It raises nothing, not at the interpreter's end either: the
    first error is kept, and what is written from then on is dropped."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream  # which would close what is below it if it were thrown away
        raw: Any = getattr(stream.buffer, "raw", stream.buffer)
        self._raw: io.RawIOBase = raw
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()

    def write(self, data: ReadableBuffer) -> int:
        while self.error is None:
            try:
                written = self._raw.write(data)
            except OSError as error:
                self.error = error
            else:
                if written is not None:
                    return written
                from select import select

                select((), (self._raw,), ())  # it does not block, and its reader is slow
        return memoryview(data).nbytes


def _standard(name: str) -> _Standard | None:
    """Make a standard stream show what its encoding lacks as an escape, and never fail."""
    from blint.report.terminal import prepare

    stream = getattr(sys, name)
    prepare(stream)
    if not isinstance(stream, io.TextIOWrapper):
        return None
    target = _Standard(stream)
    lasting = io.TextIOWrapper(
        io.BufferedWriter(target),
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    setattr(sys, name, lasting)
    return target


def _open_what_is_closed() -> None:
    """Have the null device stand in for standard streams that are closed: a file that is opened
    later would get the number of one, and what is printed."""
    for number, name in enumerate(("", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if name and getattr(sys, name) is None:
            setattr(sys, name, open(number, "w", encoding="utf-8"))  # noqa: SIM115 - for good


def _forget_impossible_sizes() -> None:
    """Leave the size of the terminal to be asked for where the environment has none that rich can
    work with."""
    for name in ("COLUMNS", "LINES"):
        size = os.environ.get(name, "")
        if not (size.isascii() and size.isdigit() and len(size) < 6):
            os.environ.pop(name, None)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f'Try "{context.command_path} --help".' if context else ""


_LONGEST_COMPLAINT = 5000  # characters: more than a path has, and fewer than a hostile key may


def _complain(message: str, advice: str = "") -> int:
    if len(message) > _LONGEST_COMPLAINT:
        message = message[:_LONGEST_COMPLAINT] + "…"
    print_visible(f"blint: {message}", *([advice] if advice else []), file=sys.stderr)
    return FAILED


COMMANDS = ("baseline", "check", "config", "init", "rule", "shrink", "test")


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
    """Check the posts of a Markdown blog: front matter, excerpt marker, images, tables, links."""
