"""Labelled arrays without xarray."""

import numpy as np
import pytest

from roos import InputError, Labels
from roos.cube import Cube


@pytest.fixture
def cube() -> Cube:
    values = np.arange(24.0).reshape(2, 3, 4)
    labels = {
        "demand": Labels("demand", ("pump", "pipe")),
        "year": Labels("year", ("2020", "2030", "2050")),
        "category": Labels("category", ("c1", "c2", "c3", "c4"), ("climate", "water", "land", "air")),
    }
    return Cube(values, ("demand", "year", "category"), labels, {"year": np.array([2020.0, 2030.0, 2050.0])})


def test_one_item_drops_its_axis_and_a_list_keeps_it(cube: Cube) -> None:
    chosen = cube.sel(demand="pipe", year=[2050, 2020])
    assert chosen.dims == ("year", "category")
    np.testing.assert_array_equal(chosen.values, cube.values[1][[2, 0]])
    assert chosen.labels["year"].ids == ("2050", "2020")
    np.testing.assert_array_equal(chosen.numbers["year"], [2050.0, 2020.0])


def test_an_item_is_found_by_its_name_label_or_number(cube: Cube) -> None:
    for year in (2030, 2030.0, "2030"):
        assert cube.sel(demand="pump", year=year, category="water").item() == 5.0


@pytest.mark.parametrize(
    ("items", "code", "hint"),
    [
        ({"years": 2030}, "E208", "year"),
        ({"demand": "pumpe"}, "E201", "pump"),
        ({"category": "climat"}, "E207", "c1"),
        ({"year": 2031}, "E201", "2030"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    cube: Cube, items: dict[str, object], code: str, hint: str
) -> None:
    with pytest.raises(InputError) as raised:
        cube.sel(**items)  # type: ignore[arg-type]
    assert raised.value.code == code
    assert hint in raised.value.hint


def test_it_becomes_an_xarray_with_numbers_as_coordinates(cube: Cube) -> None:
    array = cube.to_xarray()
    assert array.sel(demand="pipe", year=2030.0, category="c4").item() == 19.0


def test_it_says_its_axes(cube: Cube) -> None:
    assert repr(cube) == "Cube(demand 2 × year 3 × category 4)"
    assert repr(cube.sel(demand="pump", year=2020, category="c1")) == "Cube(one value)"
