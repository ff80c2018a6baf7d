"""What ``blint check`` prints when it mends: the text of a post from standard input, or a diff."""

from __future__ import annotations

import os
import re
import stat
import sys
from typing import TYPE_CHECKING

from blint.report import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.model import Run


_PIECE = 1 << 20  # bytes
_LINE = re.compile(r"([^\n]*?)(\r?\n|\Z)")


def print_diff(run: Run, *, quiet: bool) -> None:
    """Print what fixes would change to standard output, and how much that is to standard error."""
    from blint.cli.shared import print_visible
    from blint.fix.diff import unified_diff
    from blint.report import fix_wording

    assert run.fixes is not None
    diffs = (
        unified_diff(change.in_repository or change.path, change.before, change.after)
        for change in run.fixes.changes
    )
    _print_bytes(diffs, seen=_is_watched())
    sys.stdout.flush()
    if quiet:
        return
    for refused in run.fixes.refused:
        print_visible(fix_wording.not_fixed(refused, run.language), file=sys.stderr)
    print_visible(fix_wording.fixed(run.fixes, run.language), file=sys.stderr)
    if run.findings:
        print_visible(fix_wording.left(run), file=sys.stderr)


def print_text(run: Run, given: bytes) -> None:
    """Print the post that came from standard input, mended, to standard output, with what was not
    read of it, as that was too much. In a pipe it is the post to the byte, in CI as well: a program
    reads it, and what it was given is what it must get back."""
    seen = sys.stdout.isatty()
    changes = run.fixes.changes if run.fixes else ()
    _print_bytes([change.after for change in changes] or [given], seen=seen)
    _print_bytes(iter(lambda: sys.stdin.buffer.read(_PIECE), b""), seen=seen)


def _print_bytes(pieces: Iterable[bytes], *, seen: bool) -> None:
    """Print bytes as they are: programs read them. Where they are ``seen``, by a terminal or what
    reads the log of a CI service, some of them may be taken for commands, and escapes are shown;
    line ends stay."""
    for data in pieces:
        if seen:
            for found in _LINE.finditer(data.decode("utf-8", "backslashreplace")):
                print(terminal.no_commands(terminal.visible(found[1])), end=found[2])
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)


def _is_watched() -> bool:
    """Whether a terminal or the log of a CI service may be what is printed to."""
    if sys.stdout.isatty():
        return True
    return terminal.in_ci() and not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
