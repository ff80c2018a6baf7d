"""What ``blint check`` prints when it mends: the text of a post from standard input, or a diff."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from blint.report import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blint.model import Run


def print_diff(run: Run, *, quiet: bool) -> None:
    """Print what fixes would change to standard output, and how much that is to standard error."""
    from blint.cli.shared import print_visible
    from blint.fix.diff import unified_diff
    from blint.report import fix_wording

    assert run.fixes is not None
    _print_bytes(unified_diff(*change) for change in run.fixes.changes)
    sys.stdout.flush()
    if quiet:
        return
    for refused in run.fixes.refused:
        print_visible(fix_wording.not_fixed(refused, run.language), file=sys.stderr)
    print_visible(fix_wording.fixed(run.fixes, run.language), file=sys.stderr)
    if run.findings:
        print_visible(fix_wording.left(run), file=sys.stderr)


def print_text(run: Run, given: bytes) -> None:
    """Print the post that came from standard input, mended, to standard output."""
    changes = run.fixes.changes if run.fixes else ()
    _print_bytes([change.after for change in changes] or [given])


def _print_bytes(pieces: Iterable[bytes]) -> None:
    """Print bytes as they are: programs read them. A terminal, and what reads the log of a CI
    service, may take some of them for commands, and is shown escapes."""
    watched = sys.stdout.isatty() or any(os.environ.get(name) for name in ("CI", "TF_BUILD"))
    for data in pieces:
        if watched:
            for line in data.decode("utf-8", "backslashreplace").splitlines():
                print(terminal.no_commands(terminal.visible(line)))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
