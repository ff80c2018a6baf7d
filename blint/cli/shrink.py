"""``blint shrink``: make heavy images smaller."""

from __future__ import annotations

import sys

import click

from blint.cli.shared import (
    CONFIG_OPTION,
    FINDINGS,
    JOBS_OPTION,
    LANGUAGE_OPTION,
    OK,
    file_name,
    progress,
    split_configs,
)
from blint.workspace.config_file import IMAGE_FORMATS


@click.command("shrink", short_help="Make heavy images smaller, and rewrite what names them.")
@click.argument("paths", nargs=-1, callback=file_name, metavar="[PATHS]...")
@click.option("--write", is_flag=True, help="Do it. Otherwise it is only shown.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(IMAGE_FORMATS),
    help="What an image may become: keep (its own format; the default), webp or avif. May be"
    " repeated: the one that looks best at the limit is taken.",
)
@click.option(
    "--output-format",
    type=click.Choice(("full", "json")),
    default="full",
    help="full (the default) or json.",
)
@CONFIG_OPTION
@JOBS_OPTION
@LANGUAGE_OPTION
def command(
    paths: tuple[str, ...],
    write: bool,
    formats: tuple[str, ...],
    output_format: str,
    configs: tuple[str, ...],
    jobs: int,
    language: str | None,
) -> int:
    """Make the images smaller that are over the limits of image/too-heavy and image/too-large
    where posts show them; what they only link to, or name in a style, is left. PATHS are images,
    posts that show them, or folders of either; without PATHS it is this folder. What calls itself
    by another format's name, or tells where it was taken, is mended, too.

    If an image gets another extension, every reference in every post of the site is rewritten;
    what a theme or a page mentions keeps its name. Nothing is written without --write.

    Exit status: 0 nothing is left to do, 1 something is, 2 blint could not do its work.
    """
    from blint.engine.shrink.run import ShrinkRequest, shrink_images

    config_file, lines = split_configs(configs)
    request = ShrinkRequest(
        paths=paths or (".",),
        formats=formats,
        write=write,
        language=language or "",
        config_file=config_file,
        config_lines=lines,
        jobs=jobs,
    )
    with progress() as advance:
        finished = shrink_images(request, advance)
    if output_format == "json":
        from blint.report.shrinking import json

        json.render(finished, sys.stdout)
    else:
        from blint.report.shrinking import full

        full.render(finished, sys.stdout)
    return FINDINGS if finished.failed else OK
