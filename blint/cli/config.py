"""``blint config``: show what is in force, and where it comes from."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from blint.cli.shared import (
    CONFIG_OPTION,
    FAILED,
    OK,
    file_name,
    print_visible,
    split_configs,
)

if TYPE_CHECKING:
    from blint.rulebook.in_force import Setting
    from blint.workspace.discovery import Workspace
    from blint.workspace.sites import BuiltSite


@click.command("config", short_help="Show what is in force, and where it comes from.")
@click.argument("paths", nargs=-1, callback=file_name, metavar="[PATHS]...")
@CONFIG_OPTION
@click.option("--rules", "with_rules", is_flag=True, help="Also every rule and its options.")
def command(paths: tuple[str, ...], configs: tuple[str, ...], with_rules: bool) -> int:
    """Show what blint found out about the site of each post, which settings are in force, and
    where each comes from. Without PATHS, for the posts in this folder.

    What a site keeps in a program, which blint does not run, is asked for by name.
    """
    from blint.engine.checker import Checker
    from blint.rulebook import in_force
    from blint.rulebook.plan import Planner
    from blint.workspace.discovery import Post, Workspace

    workspace = Workspace(*split_configs(configs))
    planner = Planner()
    groups: dict[tuple[int, str, str], list[Post]] = {}
    for post in workspace.posts(paths or (".",)):
        key = (id(post.config), post.built.generator.name, post.built.facts.root)
        groups.setdefault(key, []).append(post)
    like_posts = workspace.like_posts()
    for number, posts in enumerate(groups.values()):
        first = posts[0]
        planner.read([first.config])
        print_visible(*([""] if number else []), in_force.heading(posts))
        left_out = [path for path in like_posts if _site_of(path, workspace) is first.built]
        rows = in_force.settings(first, len(posts), left_out)
        _print_settings([*rows, *in_force.since(posts, planner.plan(first))])
        if asked := in_force.unknown(first):
            print_visible(
                "", "  Not to be read from the site; if your posts need it, blint.toml can say it:"
            )
            _print_settings(asked)
        if with_rules:
            print_visible(
                "", "  Rules" + (f", for {in_force.heading([first])}" if len(posts) > 1 else "")
            )
            _print_settings(in_force.rules(first, planner.plan(first), tuple(planner.rules)))
    unread = Checker(workspace, planner, "en", seconds=0).unread()
    for finding in unread:
        print_visible(f"blint: {finding.path}: {finding.message}", file=sys.stderr)
    return FAILED if unread else OK


def _site_of(path: str, workspace: Workspace) -> BuiltSite:
    return workspace.built_site(os.path.dirname(path))


def _print_settings(rows: list[Setting]) -> None:
    """Names, values and origins in columns."""
    name = max(len(row.name) for row in rows)
    value = min(44, max(len(row.value) for row in rows))
    for row in rows:
        origin = f"  ({row.origin})" if row.origin and row.value else row.origin
        print_visible(f"  {row.name:{name}}  {row.value:{value}}{origin}".rstrip())
