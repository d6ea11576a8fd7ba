"""Views select as NumPy does, one axis after the other, and read no more than the chunks that are needed."""

from __future__ import annotations

import numpy as np
import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st

from roos.errors import RoosError
from roos.store import Store
from store_cases import ROWS, begin, cube, go_on

WHOLE = cube()
SHAPE = WHOLE["scores"].shape


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("view") / "s"
    go_on(begin(folder), WHOLE).close()
    return Store.open(folder)


def keys(length):
    positions = st.integers(-length, length - 1)
    bounds = st.none() | st.integers(-length - 2, length + 2)
    return st.one_of(
        positions,
        st.builds(slice, bounds, bounds, st.sampled_from([None, 1, 2, -1, -3])),
        st.lists(positions, max_size=6).map(lambda found: np.array(found, dtype=np.int64)),
        st.lists(st.booleans(), min_size=length, max_size=length).map(np.array),
    )


@settings(max_examples=150, deadline=None)
@given(st.tuples(*map(keys, SHAPE)))
def test_every_axis_is_selected_by_itself(store, key):
    expected = WHOLE["scores"]
    for axis in (2, 1, 0):
        expected = expected[(slice(None),) * axis + (key[axis],)]
    found = store.view("scores")[key]
    assert np.shape(found) == expected.shape and np.array_equal(found, expected)


def test_shorter_keys_and_ellipses(store):
    view, whole = store.view("scores"), WHOLE["scores"]
    assert (view.shape, view.dtype, view.ndim, len(view)) == (SHAPE, np.dtype("float64"), 3, ROWS)
    for key in (4, slice(3, 9), ..., (..., 1), (2, ..., 0), (..., slice(None), 1), (3, 1, 1), np.arange(3)):
        assert np.array_equal(view[key], whole[key])
    assert np.array_equal(np.asarray(view), whole) and np.array_equal(
        np.asarray(view, np.float32), whole.astype("f4")
    )
    with pytest.raises(ValueError, match="memory of their own"):
        np.array(view, copy=False)
    assert "scores" in repr(view)


@pytest.mark.parametrize("key", [ROWS, (0, 3), np.ones(4, bool)])
def test_positions_that_are_not_there(store, key):
    with pytest.raises(IndexError):
        store.view("scores")[key]


@pytest.mark.parametrize("key", [(0, 0, 0, 0), "a", 1.5, np.zeros((2, 2), int)])
def test_keys_that_select_nothing(store, key):
    with pytest.raises(RoosError) as caught:
        store.view("scores")[key]
    assert caught.value.code == "E117"


def test_xarray_opens_without_reading_a_number(store, monkeypatch):
    asked = []
    read = type(store.reader).read
    monkeypatch.setattr(
        type(store.reader),
        "read",
        lambda self, name, a, b: asked.append((name, a, b)) or read(self, name, a, b),
    )
    opened = store.to_xarray({"year": ("scenario", np.arange(ROWS) + 2020)})
    repr(opened)
    some = opened.scores.sel(demand="glass", category="acid").isel(scenario=[20, 3])
    assert asked == [] and opened.sizes == {"scenario": ROWS, "demand": 3, "category": 2}
    assert some.values.tolist() == WHOLE["scores"][[20, 3], 1, 1].tolist()
    assert asked == [("scores", 3, 4), ("scores", 20, 21)]
    assert some.unit.item() == "mol H+-eq" and some.year.values.tolist() == [2040, 2023]
    assert float(opened.scores.sum()) == pytest.approx(WHOLE["scores"].sum())
    assert isinstance(opened, xarray.Dataset)
