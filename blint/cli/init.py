"""``blint init``: write a configuration for the blog that it finds."""

from __future__ import annotations

import sys

import click

from blint.cli.shared import JOBS_OPTION, OK, file_name, print_visible, progress


@click.command("init", short_help="Look at the blog, and write a blint.toml for it.")
@click.argument("folder", default=".", callback=file_name, metavar="[FOLDER]")
@click.option("--print", "only_print", is_flag=True, help="Show it, and write nothing.")
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    help="The language of its comments, and of the reports from then on.",
)
@JOBS_OPTION
def command(folder: str, only_print: bool, language: str | None, jobs: int) -> int:
    """Look at the posts of FOLDER (this one if it is left out), and write a blint.toml there that
    says what they have in common: what nearly all do is asked of each from then on. Comments tell
    what each line rests on, and what is found with it today.

    A configuration that is there already is never overwritten.
    """
    from blint.engine.init.run import InitRequest, init
    from blint.report.proposal.wording import written

    request = InitRequest(folder, language or "", write=not only_print, jobs=jobs)
    with progress() as advance:
        started = init(request, advance)
    if only_print:
        print_visible(*started.text.splitlines(), file=sys.stdout)
    else:
        print_visible(*written(started.path, started.run))
    return OK
