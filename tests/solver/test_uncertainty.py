"""Distributions are checked once; what is missing, outside or unknown is refused by name."""

from __future__ import annotations

import numpy as np
import pytest

from roos import Distributions, RoosError, Uncertainty


def rows(**change):
    given = {
        "row": [0, 1],
        "col": [0, 2],
        "type": [2, 0],
        "loc": [0.1, 1.0],
        "scale": [0.2, np.nan],
        "shape": [np.nan, np.nan],
        "minimum": [np.nan, np.nan],
        "maximum": [np.nan, np.nan],
        "negative": [True, False],
    } | change
    return {name: np.array(values) for name, values in given.items() if values is not None}


def test_types_are_those_promised():
    made = Distributions.build(rows(), (2, 3), where="here")
    assert len(made) == 2 and made.factor.tolist() == [1.0, 1.0]
    assert (made.row.dtype, made.type.dtype, made.negative.dtype) == (np.int32, np.uint8, np.bool_)
    assert set(made.arrays()) == set(rows())
    assert "factor" in Distributions.build(rows(factor=[-1.0, 1.0]), (2, 3), where="").arrays()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"loc": None}, "E114"),
        ({"negative": None}, "E114"),
        ({"col": [0]}, "E114"),
        ({"row": [0, 2]}, "E114"),
        ({"col": [0, -1]}, "E114"),
        ({"row": [0.0, 1.0]}, "E117"),
        ({"type": [2, 14]}, "E117"),
        ({"type": [2, -1]}, "E117"),
        ({"loc": ["a", "b"]}, "E117"),
        ({"factor": [1.0, np.inf]}, "E106"),
    ],
)
def test_what_is_no_distribution_is_refused(change, code):
    with pytest.raises(RoosError) as caught:
        Distributions.build(rows(**change), (2, 3), where="uncertainty_A.npz")
    assert caught.value.code == code and caught.value.where == "uncertainty_A.npz" and caught.value.hint


def test_none_at_all():
    assert Uncertainty.of({}) is None
    made = Distributions.build(rows(), (2, 3), where="")
    assert [letter for letter, _ in Uncertainty.of({"B": made}).items()] == ["B"]
