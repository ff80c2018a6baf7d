"""``blint baseline``: accept what is found today."""

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


@click.command("baseline", short_help="Accept what is found today, so that only new ones count.")
@click.argument("paths", nargs=-1, callback=file_name, metavar="[PATHS]...")
@click.option("--prune", is_flag=True, help="Only drop what accepts nothing any more; add nothing.")
@click.option(
    "--baseline",
    callback=file_name,
    metavar="FILE",
    help="The file to write, instead of the one that the configuration names.",
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
    """Write what is found today to a file that `blint check` compares with from then on, and name
    it in the configuration. Without PATHS, all posts of this folder; with them, only what the file
    says of these posts is written anew.
    """
    from blint.engine.baseline.make import make
    from blint.engine.request import Request
    from blint.report.baseline import written

    config_file, lines = split_configs(configs)
    request = Request(
        paths=paths or (".",),
        language=language or "",
        config_file=config_file,
        config_lines=lines,
        jobs=jobs,
        baseline=baseline or "",
    )
    with progress() as advance:
        made = make(request, advance, prune=prune)
    print_visible(
        *written(
            made.path,
            made.findings,
            made.new,
            made.gone,
            made.named_in,
            made.unnamed,
            made.run.language,
        )
    )
    return OK
