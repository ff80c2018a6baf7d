"""The generators by their names."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

from blint.generators.detect import SIGNS

if TYPE_CHECKING:
    from blint.generators.generator import Generator

NAMES = tuple(SIGNS)


@cache
def generator(name: str) -> Generator[Any]:
    """The generator of that name, whose module is loaded; raises KeyError for an unknown one."""
    if name not in SIGNS:
        raise KeyError(name)
    found: Generator[Any] = importlib.import_module(f"blint.generators.{name}").GENERATOR
    return found
