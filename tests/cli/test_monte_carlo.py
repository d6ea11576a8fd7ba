"""``roos monte-carlo``: the same numbers as in Python, what it leaves in its folder, and what it refuses."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

import roos
from cli.cases import DEMANDS, LABELS, A, B, C, matrix_folder, run
from roos_inventories import read


def spread(matrix, scale):
    """Return the arrays of a matrix folder's distributions: lognormal, certain where the entry is 1."""
    matrix = np.array(matrix)
    row, col = np.nonzero(matrix)
    value = matrix[row, col]
    certain = value == 1.0
    nothing = np.full(row.size, np.nan)
    return {
        "row": row,
        "col": col,
        "type": np.where(certain, 1, 2),
        "loc": np.where(certain, value, np.log(np.abs(value))),
        "scale": np.where(certain, np.nan, scale),
        "shape": nothing,
        "minimum": nothing,
        "maximum": nothing,
        "negative": value < 0,
    }


@pytest.fixture
def inventory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    np.savez(folder / "uncertainty_A.npz", **spread(A, 0.1))
    np.savez(folder / "uncertainty_B.npz", **spread(B, 0.3))
    (tmp_path / "demands.csv").write_text(DEMANDS)
    return folder


def call(capsys, *more):
    given = [
        "monte-carlo",
        "inventory",
        "--demands",
        "demands.csv",
        "--samples",
        40,
        "--seed",
        7,
        "-o",
        "out",
    ]
    return run(capsys, *given, *more)


def test_it_gives_the_numbers_of_python(inventory, capsys):
    outcome = call(capsys, "--json")
    assert outcome.status == 0, outcome.err
    system = read("inventory")
    demands = {"a car": {"car": 1.0}, "mixed": {"steel": 2.0, "power": 10.0}}
    wanted = roos.monte_carlo(system, demands, samples=40, seed=7)
    stored = roos.open_monte_carlo("out/store")
    assert np.array_equal(stored.block(0, 40), wanted.block(0, 40))
    with open("out/statistics.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    found = wanted.statistics()
    assert [float(row["mean"]) for row in rows] == found.mean.ravel().tolist()
    assert [float(row["q0.5"]) for row in rows] == found.quantiles[2].ravel().tolist()
    assert rows[0]["demand"] == "a car" and rows[1]["category"] == "acid" and rows[0]["n"] == "40"
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet("out/samples.parquet")
    assert np.array_equal(table["score"].to_numpy(), wanted.to_pandas()["score"].to_numpy())
    record = json.loads(open("out/run.json").read())
    assert record["command"] == "monte-carlo" and record["samples"] == 40 and record["options"]["seed"] == 7
    assert record["uncertain"] == ["technosphere", "biosphere"] and record["backward_error"] <= 1e-14
    assert outcome.json["outputs"].keys() == {"statistics.csv", "samples.parquet"}


def test_people_see_statistics(inventory, capsys):
    outcome = call(capsys)
    assert outcome.status == 0
    assert (
        "40 samples, seed 7" in outcome.out and "a car" in outcome.out and "standard deviation" in outcome.out
    )


def test_a_folder_is_used_once_and_resumed_by_the_same_run(inventory, capsys):
    assert call(capsys).status == 0
    before = roos.open_monte_carlo("out/store").block(0, 40)
    assert call(capsys, "--json").error["code"] == "E604"
    assert call(capsys, "--resume").status == 0
    assert np.array_equal(roos.open_monte_carlo("out/store").block(0, 40), before)
    assert call(capsys, "--resume", "--uncertain", "biosphere", "--json").error["code"] == "E606"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--samples", 0), "E450"),
        (("--seed", -1), "E451"),
        (("--stop", -1), "E454"),
        (("--memory", "1kB"), "E110"),
    ],
)
def test_what_cannot_be_is_refused(inventory, capsys, more, code):
    outcome = call(capsys, *more, "--json")
    assert outcome.status == 2 and outcome.error["code"] == code


def test_a_seed_that_is_no_number_is_refused(inventory, capsys):
    assert call(capsys, "--seed", "first").status == 2


def test_an_inventory_without_distributions_is_refused(inventory, capsys):
    for letter in "AB":
        (inventory / f"uncertainty_{letter}.npz").unlink()
    outcome = call(capsys, "--json")
    assert outcome.status == 2 and outcome.error["code"] == "E452"


def test_a_bad_distribution_is_named(inventory, capsys):
    np.savez(inventory / "uncertainty_A.npz", **spread(A, -0.1))
    outcome = call(capsys, "--json")
    assert outcome.status == 2 and outcome.error["code"] == "E150"
    assert "make steel" in outcome.error["where"] or "make power" in outcome.error["where"]
