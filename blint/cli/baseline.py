"""``blint baseline``: accept what is found today, so that only what is new counts."""

from __future__ import annotations

import click

from blint.cli.shared import (
    CONFIG_OPTION,
    JOBS_OPTION,
    LANGUAGE_OPTION,
    OK,
    file_name,
    print_visible,
    progress,
    split_configs,
)


@click.command("baseline", short_help="Accept today's findings, so that only new ones count.")
@click.argument("paths", nargs=-1, callback=file_name, metavar="[PATHS]...")
@click.option(
    "--prune", is_flag=True, help="Only remove entries that match nothing any more; add none."
)
@click.option(
    "--baseline",
    callback=file_name,
    metavar="FILE",
    help="Write this file instead of the one that the configuration names; for `blint check"
    " --baseline`.",
)
@CONFIG_OPTION
@LANGUAGE_OPTION
@JOBS_OPTION
def command(
    paths: tuple[str, ...],
    prune: bool,
    baseline: str | None,
    configs: tuple[str, ...],
    language: str | None,
    jobs: int,
) -> int:
    """Write today's findings to a file, blint-baseline.jsonl, which the configuration names from
    then on: blint check reports what is not in it. Run it again to accept what is new and to drop
    what was mended. With PATHS only the entries of these posts are renewed.

    The file has one entry a line, to be reviewed and committed; "reason" may be added to an entry
    by hand and stays.
    """
    from blint.engine.baseline.update import BaselineRequest, update
    from blint.report.accepting import lines

    config_file, config_lines = split_configs(configs)
    request = BaselineRequest(
        paths or (".",), config_file, config_lines, language or "", prune, jobs, baseline or ""
    )
    with progress() as advance:
        done = update(request, advance)
    for one in done:
        changes = one.added, one.removed
        print_visible(*lines(one.path, one.accepted, changes, one.named_in, one.language))
    return OK
