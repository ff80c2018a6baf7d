"""``blint test``: run the examples of rule pages."""

from __future__ import annotations

import os

import click

from blint.cli.shared import FINDINGS, OK, file_name, print_visible
from blint.errors import BlintError


@click.command("test", short_help="Run the examples of rule pages.")
@click.argument("folder", required=False, callback=file_name, metavar="[FOLDER]")
def command(folder: str | None) -> int:
    """Run the examples on the rule pages in FOLDER: a bad one must give its finding, a good one
    none.

    Without FOLDER: the pages named in rule-pages of the configuration, or else blint's own.
    """
    from blint.rulebook.pages import builtin_folder, read_pages, validate
    from blint.testing import run_examples
    from blint.workspace.boundary import Repositories
    from blint.workspace.discovery import Workspace

    config = Workspace().config(os.getcwd())
    folders = [folder] if folder else config.page_folders or [builtin_folder()]
    rules = []
    for name in folders:
        if not os.path.isdir(name):
            raise BlintError(f"{name}: no such folder")
        path = os.path.abspath(name)
        boundary = Repositories().boundary(path) if folder else config.page_boundary
        rules += list(read_pages(path, boundary))
    if not rules:
        raise BlintError(f"{', '.join(folders)}: no rule pages (FAMILY/NAME.md) in it")
    for rule in rules:
        validate(rule)
    count, failures = run_examples(rules)
    for failure in failures:
        print_visible(str(failure))
    print(f"{len(rules)} rule pages, {count} examples: {len(failures)} failed")
    return FINDINGS if failures else OK
