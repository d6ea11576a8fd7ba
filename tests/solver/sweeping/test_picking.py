"""Rows picked out of results that lie elsewhere: the same numbers, a block at a time."""

from __future__ import annotations

import numpy as np
import pytest

from roos import InputError, Labels
from roos.cube import Cube
from roos.sweeping import picking
from roos.sweeping.grid import Grid, PlainAxis

YEARS = PlainAxis("year", Labels("year", ("2030", "2040", "2050")), np.array([2030.0, 2040.0, 2050.0]))
SIZES = PlainAxis("size", Labels("size", tuple("abcde")))
TRAILING = {"demand": Labels("demand", ("d", "e")), "category": Labels("category", ("k",))}


class Rows:
    """Numbers that count how many rows are read at once."""

    def __init__(self, values: np.ndarray) -> None:
        self.values, self.shape, self.dtype = values, values.shape, values.dtype
        self.most = 0

    def __getitem__(self, rows: slice) -> np.ndarray:
        found = self.values[rows]
        self.most = max(self.most, len(found))
        return found


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Rows:
    monkeypatch.setattr(picking, "BLOCK_BYTES", 4 * 16)  # four rows of two scores
    return Rows(np.arange(32.0).reshape(16, 2, 1))


@pytest.mark.parametrize(
    "items",
    [
        {"year": 2040},
        {"size": "b"},
        {"size": ["e", "a"], "year": [2050, "2030"]},
        {"year": 2030, "size": "c", "demand": "e", "category": "k"},
        {"size": ["d", "d"], "demand": ["e"]},
    ],
)
def test_picked_rows_are_those_of_the_whole(stored: Rows, items: dict) -> None:
    grid = Grid((YEARS, SIZES))
    dims = ("year", "size", "demand", "category")
    named = {"year": YEARS.labels, "size": SIZES.labels, **TRAILING}
    whole = Cube(stored.values[1:].reshape(3, 5, 2, 1), dims, named, {"year": YEARS.numbers})
    if items.get("size") == ["d", "d"]:
        with pytest.raises(InputError) as refused:
            picking.picked(stored, grid, TRAILING, items)
        assert refused.value.code == "E206"
        return
    found, expected = picking.picked(stored, grid, TRAILING, items), whole.sel(**items)
    assert (found.dims, found.shape) == (expected.dims, expected.shape)
    np.testing.assert_array_equal(found.values, expected.values)
    assert stored.most <= 4


@pytest.mark.parametrize(
    ("items", "code"), [({"year": 2031}, "E201"), ({"year": []}, "E117"), ({"size": "a", "hue": 1}, "E208")]
)
def test_what_is_not_there_is_refused(stored: Rows, items: dict, code: str) -> None:
    with pytest.raises(InputError) as refused:
        picking.picked(stored, Grid((YEARS, SIZES)), TRAILING, items)
    assert refused.value.code == code
