"""``roos solve --prices``: a user's own price set, in every format and in the record."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from tests.cli.cases import LABELS as PLAIN
from tests.cli.cases import expected_scores, matrix_folder, run

LABELS = {**PLAIN, "method": ["our model", "our model"]}
PRICES = """
name = "ours"
currency = "EUR"
model = "our model"
years = [2030, 2050]
toxicity = ["poison"]

[[price]]
category = "climate"
unit = "kg CO2-eq"
price = [0.5, 1.0]
indicator = "warming"

[[price]]
category = "acid"
unit = "kg SO2-eq"
price = [2.0, 4.0]
indicator = "poison"
"""


@pytest.fixture
def inventory(tmp_path):
    return matrix_folder(tmp_path / "inventory", labels=LABELS)


@pytest.fixture
def prices(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(PRICES)
    return path


def test_tidy_file_has_one_row_per_year(capsys, inventory, demands, prices, out):
    done = run(capsys, "solve", inventory, "--demands", demands, "--prices", prices, "-o", out / "x.csv")
    assert done.status == 0, done.err
    with (out / "x.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "demand", "category", "unit", "score", "price_set", "year", "price", "cost", "currency",
    ]  # fmt: skip
    priced = [(row["category"], row["year"], float(row["price"])) for row in rows[:4]]
    assert priced == [
        ("climate", "2030", 0.5),
        ("climate", "2050", 1),
        ("acid", "2030", 2),
        ("acid", "2050", 4),
    ]
    assert all(float(row["cost"]) == float(row["score"]) * float(row["price"]) for row in rows)
    assert {(row["price_set"], row["currency"]) for row in rows} == {("ours", "EUR")}


def test_totals_twice_on_screen_in_wide_files_and_in_the_record(capsys, inventory, demands, prices, out):
    options = ("--prices", prices, "--wide", "-o", out / "x.csv")
    done = run(capsys, "solve", inventory, "--demands", demands, *options)
    climate, acid = expected_scores().T
    with (out / "x.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    total = [float(row["total ours 2050 [EUR]"]) for row in rows]
    rest = [float(row["total without toxicity ours 2050 [EUR]"]) for row in rows]
    np.testing.assert_allclose(total, climate + 4 * acid, rtol=1e-14)
    np.testing.assert_allclose(rest, climate, rtol=1e-14)
    years = json.loads((out / "x.csv.run.json").read_text())["costs"]["price_sets"][0]["years"]
    assert [year["year"] for year in years] == ["2030", "2050"]
    assert years[1]["total_of_all_demands"] == pytest.approx(sum(total), rel=1e-14)
    assert years[1]["total_without_toxicity"] == pytest.approx(sum(rest), rel=1e-14)
    assert "without the toxicity categories: " in done.out
    assert "the files hold all years (2030, 2050)" in done.out


def test_cube_with_prices(capsys, inventory, demands, prices, out):
    import xarray

    run(capsys, "solve", inventory, "--demands", demands, "--prices", prices, "-o", out / "x.nc")
    with xarray.open_dataset(out / "x.nc", engine="h5netcdf") as cube:
        assert cube["cost"].dims == ("demand", "category", "price_set", "year")
        cost = cube["cost"].sel(price_set="ours", year="2050").values
    np.testing.assert_allclose(cost, expected_scores() * [1.0, 4.0], rtol=1e-14)


def test_several_sets(capsys, inventory, demands, prices, out, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(PRICES.replace('"ours"', '"others"').replace("0.5", "5.0"))
    arguments = ("solve", inventory, "--demands", demands, "--prices", prices, "--prices", other)
    assert run(capsys, *arguments, "-o", out / "x.csv").status == 0
    with (out / "x.csv").open(newline="") as file:
        names = [row["price_set"] for row in csv.DictReader(file)]
    assert names[:4] == ["ours", "ours", "others", "others"]


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        ('unit = "kg CO2-eq"', 'unit = "t CO2-eq"', "E302", "kg CO2-eq"),
        ("[0.5, 1.0]", "[0.5]", "E304", "ours.toml"),
        ('"our model"', '"another model"', "E303", "our model"),
        ("0.5", "nan", "E106", "ours.toml"),
    ],
)
def test_prices_that_cannot_be_used(capsys, inventory, demands, prices, out, old, new, code, part):
    prices.write_text(PRICES.replace(old, new))
    done = run(capsys, "solve", inventory, "--demands", demands, "--prices", prices, "-o", out / "x.csv")
    assert done.status == 2
    assert done.err.startswith(f"roos: {code} ") and part in done.err
    assert list(out.iterdir()) == []
