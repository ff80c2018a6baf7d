"""``blint rule``: list the rules, or print a rule's page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from blint.cli.shared import file_name, print_visible
from blint.errors import BlintError

if TYPE_CHECKING:
    from blint.rulebook.pages import Rule


@click.command("rule", short_help="List the rules, or print a rule's page.")
@click.argument("rule_id", required=False, metavar="[RULE]")
@click.option(
    "--config", "config_file", callback=file_name, metavar="FILE", help="A configuration file."
)
def command(rule_id: str | None, config_file: str | None) -> None:
    """List the rules, or print the page of one: what it finds, why, its options and examples."""
    from blint.errors import did_you_mean
    from blint.rulebook.pages import load_rules
    from blint.workspace.discovery import Workspace

    config = Workspace(config_file or "").config(os.getcwd())
    rules = load_rules(config.page_folders, config.page_boundary)
    if rule_id is None:
        width = max(map(len, rules))
        for rule in rules.values():
            grade = rule.severity if rule.enabled else "off"
            print_visible(f"{rule.id:{width}}  {grade:7}  {rule.title}")
        return
    if rule_id not in rules:
        family = [rule for rule in rules.values() if rule.family == rule_id]
        if not family:
            raise BlintError(f'there is no rule "{rule_id}"{did_you_mean(rule_id, rules)}')
        for rule in family:
            print_visible(f"{rule.id}  {rule.title}")
        return
    _print_page(_page(rules[rule_id]))


def _page(rule: Rule) -> str:
    """A rule's page with the facts of its header below the title."""
    title, _, text = rule.text.partition("\n")
    grade = f"{rule.severity}" if rule.enabled else f"off ({rule.severity} once switched on)"
    facts = [f"- severity: {grade}", f"- check: `{rule.check}`"]
    facts += [f"- `{name}`: {value}" for name, value in rule.options.items() if value]
    return "\n".join((title, "", *facts, text))


def _print_page(text: str) -> None:
    from blint.report.terminal import visible

    lines = text.rstrip("\n").split("\n")
    if sys.stdout.isatty():
        _draw("\n".join(map(visible, lines)))
    else:
        print_visible(*lines)


def _draw(text: str) -> None:
    """Print Markdown for a terminal. It has signs that stand for hidden ones, ``&#x202e;``, so the
    lines are looked at once they are drawn; one that has to be changed is printed plainly."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.segment import Segment, Segments

    from blint.report.terminal import no_commands, visible

    console = Console()
    for line in console.render_lines(Markdown(text, hyperlinks=False), pad=False):
        drawn = "".join(piece.text for piece in line)
        harmless = no_commands(visible(drawn))
        pieces = line if harmless == drawn else [Segment(harmless)]
        console.print(Segments([*pieces, Segment.line()]), soft_wrap=True, end="")
