"""Demand files in Parquet: what is read, and what is refused in which row."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import roos
from inventories.demand_files import PRODUCTS, ROWS, WANTED, as_dict
from roos_inventories.demands import read_demands


def parquet(tmp_path, columns, name="demands.parquet"):
    path = tmp_path / name
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    "amounts",
    [
        pa.array([1.5, -2.0, 0.001]),
        pa.array(["1.5", "-2", "1e-3"]),
        pa.array([1.5, -2.0, 0.001]).dictionary_encode(),
    ],
)
def test_parquet(tmp_path, amounts):
    demand, product, _ = zip(*ROWS, strict=True)
    columns = {
        "demand": list(demand),
        "product": list(product),
        "amount": amounts,
        "comment": ["", None, "x"],
    }
    assert as_dict(read_demands(parquet(tmp_path, columns), PRODUCTS)) == WANTED


def test_parquet_with_integers(tmp_path):
    columns = {"demand": [7, 7], "product": [12, 12], "amount": [1, 2], "unit": ["m2*a", None]}
    assert as_dict(read_demands(parquet(tmp_path, columns), PRODUCTS)) == {("7", "12"): 3.0}


@pytest.mark.parametrize(
    ("columns", "code", "where"),
    [
        ({"demand": ["d"], "product": ["power"]}, "E204", "demands.parquet"),
        ({"demand": ["d"], "product": ["power"], "amount": [1.0], "year": [1]}, "E208", "demands.parquet"),
        ({"demand": ["d"], "product": ["power"], "amount": pa.array([None], pa.float64())}, "E205", "row 1"),
        ({"demand": ["d", "d"], "product": ["power"] * 2, "amount": [1.0, float("nan")]}, "E205", "row 2"),
        ({"demand": ["d", "d"], "product": ["power"] * 2, "amount": ["1", "0,5"]}, "E205", "row 2"),
        ({"demand": ["d"], "product": ["power"], "amount": [True]}, "E205", "row 1"),
        ({"demand": ["d"], "product": ["powr"], "amount": [1.0]}, "E201", "row 1"),
        ({"demand": [None], "product": ["power"], "amount": [1.0]}, "E203", "row 1"),
        ({"demand": [], "product": [], "amount": []}, "E203", "demands.parquet"),
    ],
)
def test_parquet_refusals(tmp_path, columns, code, where):
    with pytest.raises(roos.InputError) as caught:
        read_demands(parquet(tmp_path, columns), PRODUCTS)
    assert caught.value.code == code
    assert where in caught.value.where and "demands.parquet" in caught.value.where
    assert caught.value.hint


def test_parquet_cut_off_anywhere(tmp_path):
    path = parquet(tmp_path, {"demand": ["d"], "product": ["power"], "amount": [1.0]})
    whole = path.read_bytes()
    for length in (0, 3, 4, 12, len(whole) // 2, len(whole) - 4, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(roos.InputError) as caught:
            read_demands(path, PRODUCTS)
        assert caught.value.code == "E503" and caught.value.where == "demands.parquet"
