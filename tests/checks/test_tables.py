"""Tables: how severe a finding is, and what it says."""

from __future__ import annotations

import pytest
from support import check, write

from blint.model import Severity


def findings(folder, table, generator="vitepress"):
    post = f"---\ntitle: A post\n---\n\n{table}\n"
    write(folder, {".git/": "", "a.md": post})
    config = [f'generator = "{generator}"']
    return check(folder, "a.md", config=config, select=("table",)).findings


@pytest.mark.parametrize(
    ("row", "severity", "said"),
    [
        ("| 1 | 2 |", Severity.INFO, "only 2 of"),
        ("| 1 |", Severity.INFO, "only 1 of"),
        ("| 1 | 2", Severity.INFO, "only 2 of"),
        ("| 1 \\| 2 | 3 |", Severity.WARNING, "does not split"),
        ("A sentence.", Severity.WARNING, "line of text"),
        ("A sentence | and another.", Severity.WARNING, "line of text"),
        ("｜ 1 ｜ 2 ｜ 3 ｜", Severity.WARNING, "full-width"),
    ],
)
def test_a_row_that_only_ends_early_is_information(tmp_path, row, severity, said):
    (only,) = findings(tmp_path, f"| a | b | c |\n| - | - | - |\n| 1 | 2 | 3 |\n{row}")
    assert (only.rule, only.severity) == ("table/missing-cell", severity)
    assert said in only.message


def test_a_row_without_pipes_around_it_is_no_text_where_the_others_have_none(tmp_path):
    (only,) = findings(tmp_path, "a | b | c\n--- | --- | ---\n1 | 2")
    assert only.severity is Severity.INFO


def test_a_pipe_in_code_that_does_not_split_is_a_warning(tmp_path):
    (only,) = findings(tmp_path, "| a | b |\n|---|---|\n| `1 | 2` |", "pelican")
    assert only.severity is Severity.WARNING
    assert "in code does not split" in only.message


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("| a | b |\n| ：--- | --- |\n| 1 | 2 |", 6, "full-width ："),
        ("| a | b |\n| --- | ---： |\n| 1 | 2 |", 6, "full-width ："),
        ("| a | b |\n| —— | —— |\n| 1 | 2 |", 6, "dashes"),
        ("| a | b |\n| －－ | －－ |\n| 1 | 2 |", 6, "dashes"),
        ("| a | b |\n｜---｜---｜\n| 1 | 2 |", 6, "full-width ｜"),
        ("｜ a ｜ b ｜\n| --- | --- |\n| 1 | 2 |", 5, "full-width ｜"),
        ("| a ｜ b |\n| --- | --- |\n| 1 | 2 |", 5, "full-width ｜"),
        ("｜ a ｜ b ｜\n｜ --- ｜ --- ｜\n｜ 1 ｜ 2 ｜", 5, "full-width ｜"),
        ("| a | b |\n| 1 | 2 |", 5, "no delimiter row"),
        ("| a | b |\n| --- | --- | --- |", 6, "2 cells in the header, 3 in"),
    ],
)
def test_what_keeps_lines_from_being_a_table(tmp_path, table, line, said):
    (only,) = findings(tmp_path, table)
    assert (only.rule, only.place.line) == ("table/not-a-table", line)
    assert said in only.message


@pytest.mark.parametrize(
    "cell", ["<code>a|b</code>", "<kbd>a|b</kbd>", "`a|b`", '<i title="a|b">x</i>']
)
def test_the_place_is_the_pipe_that_splits(tmp_path, cell):
    (only,) = findings(tmp_path, f"| a | b |\n| --- | --- |\n| {cell} | c |")
    assert only.rule == "table/surplus-cell"
    assert only.place.column == 3 + cell.index("|")
    assert "splits the cell" in only.message
