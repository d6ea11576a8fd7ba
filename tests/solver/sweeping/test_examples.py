"""The examples in the docstrings of formulas and spaces are what they say."""

from __future__ import annotations

import doctest
import importlib

import numpy as np
import pytest

from roos import Part, System


@pytest.mark.parametrize(
    "module",
    [
        "formula.expression",
        "formula.graph",
        "formula.parameters",
        "sweeping.axis",
        "sweeping.changing",
        "sweeping.space",
    ],
)
def test_examples(module):
    names = {"np": np, "Part": Part, "System": System}
    result = doctest.testmod(importlib.import_module(f"roos.{module}"), extraglobs=names)
    assert result.attempted and not result.failed
