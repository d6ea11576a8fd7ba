"""Products and helpers of the tests of demand files."""

from __future__ import annotations

import pytest

import roos
from roos import Labels
from roos_inventories.demands import read_demands

PRODUCTS = Labels(
    "product",
    ("steel-nl", "steel-de", "power", "a,b", "12"),
    ("steel", "steel", "electricity", "comma", "twelve"),
    ("kg", "kg", "kWh", "", "m2*a"),
    ("NL", "DE", "", "", ""),
)


def write(tmp_path, text, name="demands.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(tmp_path, text, name="demands.csv", **options):
    return read_demands(write(tmp_path, text, name), PRODUCTS, **options)


def refused(tmp_path, text, code, where="", hint="", message="", name="demands.csv", **options):
    with pytest.raises(roos.InputError) as caught:
        read(tmp_path, text, name, **options)
    problem = caught.value
    assert problem.code == code, problem
    assert problem.where == where or (not where and problem.where), problem
    assert hint in problem.hint and message in problem.message, problem
    return problem


def as_dict(demands):
    matrix = demands.matrix.tocoo()
    return {
        (demands.labels.ids[column], PRODUCTS.ids[row]): value
        for row, column, value in zip(matrix.row, matrix.col, matrix.data, strict=True)
    }


WANTED = {("one", "steel-nl"): 1.5, ("one", "power"): -2.0, ("two", "steel-de"): 1e-3}
ROWS = [("one", "steel-nl", "1.5"), ("one", "electricity", "-2"), ("two", "steel-de", "1e-3")]


HEAD = "demand,product,amount\n"
