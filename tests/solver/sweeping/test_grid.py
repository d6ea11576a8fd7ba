"""Positions, coordinates and names in the grid of scenario axes."""

import itertools

import numpy as np
import pytest

from roos import InputError, Labels
from roos.sweeping.grid import Grid, PlainAxis


@pytest.fixture
def grid() -> Grid:
    return Grid(
        (
            PlainAxis("year", Labels("year", ("2030", "2050"))),
            PlainAxis("power", Labels("power", ("a", "b", "c"))),
        )
    )


def test_scenario_0_stands_before_the_product_of_the_axes(grid: Grid) -> None:
    assert len(grid) == 7
    expected = ["base", *(f"{y} | {p}" for y, p in itertools.product(("2030", "2050"), "abc"))]
    assert grid.names(0, 7) == expected
    assert [grid.position(name) for name in expected] == list(range(7))


def test_coordinates_of_any_piece_are_those_of_the_whole(grid: Grid) -> None:
    whole = grid.coordinates(0, 7)
    assert whole[:, 0].tolist() == [-1, -1]
    for start, stop in itertools.combinations(range(8), 2):
        np.testing.assert_array_equal(grid.coordinates(start, stop), whole[:, start:stop])


def test_no_axis_leaves_the_unchanged_system() -> None:
    grid = Grid(())
    assert (len(grid), grid.names(0, 1), grid.position("base")) == (1, ["base"], 0)


@pytest.mark.parametrize(("name", "code"), [("2030", "E401"), ("2031 | a", "E201"), ("2030 | a | x", "E401")])
def test_a_name_that_is_none_says_how_names_read(grid: Grid, name: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        grid.position(name)
    assert raised.value.code == code
