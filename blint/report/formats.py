"""The report formats, each written by the module of its name."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from blint.model import Run

FORMATS = ("full", "concise", "json", "github")


def render(name: str, run: Run, out: TextIO, *, accepted: bool = False) -> None:
    """Write the run in the format of that name; only this format's module is imported. Those for
    people list ``accepted`` findings, too, where that is asked for."""
    if name not in FORMATS:
        raise ValueError(f"no report format {name!r}")
    wishes = {"accepted": True} if accepted and name in ("full", "concise") else {}
    importlib.import_module(f"blint.report.{name}").render(run, out, **wishes)
