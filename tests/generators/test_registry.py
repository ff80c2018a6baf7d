"""The names of generators, and the modules that they stand for."""

from __future__ import annotations

import pytest
from support import ROOT

from blint.generators.registry import NAMES, generator


def described() -> set[str]:
    """The modules that describe a generator, as their text has it."""
    modules = (ROOT / "blint/generators").glob("*.py")
    return {path.stem for path in modules if "\nGENERATOR = " in path.read_text(encoding="utf-8")}


def test_every_described_generator_has_signs_and_a_name():
    assert set(NAMES) == described()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_for_its_generator(name):
    assert generator(name).name == name


def test_an_unknown_name():
    with pytest.raises(KeyError):
        generator("site_config")  # a module beside the generators
