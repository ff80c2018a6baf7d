"""The report formats, each written by the module of its name."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from blint.model import Run

FORMATS = ("full", "concise", "json", "github")


def render(name: str, run: Run, out: TextIO) -> None:
    """Write the run in the format of that name; only this format's module is imported."""
    if name not in FORMATS:
        raise ValueError(f"no report format {name!r}")
    importlib.import_module(f"blint.report.{name}").render(run, out)
