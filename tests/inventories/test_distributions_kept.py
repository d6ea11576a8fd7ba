"""Distributions of linked formats: kept by the cache, by every writer, and drawn by the command line."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from cli.cases import run
from inventories.system_caches import counted_readings, own_system_cache
from inventories.test_distributions import INVALID, STATED
from inventories.test_uncertainty import WAYS, assert_same
from inventories.uncertain_files import CERTAIN, CO2, POWER, WRITERS
from roos import RoosError
from roos_inventories import read
from roos_inventories.writers.datapackage import write_datapackage


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    return own_system_cache(tmp_path, monkeypatch)


@pytest.fixture
def readings(monkeypatch):
    return counted_readings(monkeypatch)


def written(form, folder, *kinds):
    amount = {name: case[0] for name, case in STATED[form].items()}
    lines = [
        (what, amount[name], STATED[form][name][1]) for what, name in zip((POWER, CO2), kinds, strict=True)
    ]
    return WRITERS[form](folder, lines)


@pytest.mark.parametrize("form", WRITERS)
def test_the_cache_gives_what_was_read_and_reads_nothing_for_it(tmp_path, readings, form):
    path = written(form, tmp_path, "lognormal", "triangular")
    fresh = read(path, cache=False)
    first, again = read(path), read(path)
    assert len(readings) == 2
    assert_same(first.uncertainty, fresh.uncertainty)
    assert_same(again.uncertainty, fresh.uncertainty)
    assert again.uncertainty.technosphere is not None and again.uncertainty.biosphere is not None
    assert again.findings == fresh.findings
    assert len(readings) == 2, "distributions were kept when the amounts were"


@pytest.mark.parametrize("form", WRITERS)
def test_an_inventory_without_any_is_not_read_again_to_find_none(tmp_path, readings, form):
    path = WRITERS[form](tmp_path, [(POWER, 2.0, CERTAIN[form])])
    assert read(path).uncertainty is None and read(path).uncertainty is None
    assert len(readings) == 1


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_no_distribution_is_refused_from_the_cache_too(tmp_path, form):
    stated, code, _ = INVALID[form][-1]
    path = WRITERS[form](tmp_path, [(POWER, 2.0, stated)])
    for _ in range(2):
        with pytest.raises(RoosError) as caught:
            _ = read(path).uncertainty
        assert caught.value.code == code and path.name in caught.value.where


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", WRITERS)
def test_every_writer_keeps_them(tmp_path, form, way):
    name, write, tolerance = WAYS[way]
    system = read(written(form, tmp_path, "normal", "uniform"), cache=False)
    write(system, tmp_path / name)
    found = read(tmp_path / name, cache=False).uncertainty
    for letter, rows in system.uncertainty.items():
        got = dict(found.items())[letter]
        # a datapackage has a row for each entry of a matrix, certain ones too
        assert_same(_drawn(got), _drawn(rows), tolerance)


def _drawn(rows):
    from roos import Uncertainty

    picked = {name: array[rows.type > 1] for name, array in vars(rows).items()}
    return Uncertainty(technosphere=type(rows)(**picked))


def test_conversions_are_taken_up_for_a_datapackage(tmp_path):
    system = read(
        WRITERS["ecospold1"](tmp_path, [(POWER, 3.6, STATED["ecospold1"]["uniform"][1])], unit="MJ")
    )
    assert system.uncertainty.technosphere.factor.tolist() == [-1 / 3.6]
    found = write_datapackage(system, tmp_path / "p")
    assert [finding.severity for finding in found] == ["note"]
    rows = read(tmp_path / "p", cache=False).uncertainty.technosphere
    (at,) = np.flatnonzero(rows.type == 4).tolist()
    assert (rows.minimum[at], rows.maximum[at]) == pytest.approx((1 / 3.6, 4 / 3.6), rel=1e-6)
    assert rows.factor[at] == -1


@pytest.mark.parametrize("form", ["ecospold1", "jsonld"])
def test_the_command_line_draws_them(tmp_path, capsys, form):
    path = written(form, tmp_path, "lognormal", "normal")
    product = read(path).products.ids[read(path).products.names.index("widget")]
    (tmp_path / "demands.csv").write_text(f"demand,product,amount\none,{product},1\n")
    arguments = ["--demands", tmp_path / "demands.csv", "--samples", 50, "--seed", 1, "-o", tmp_path / "out"]
    if form == "ecospold1":
        arguments += ["--method", "recipe-2016-midpoint-h"]
    done = run(capsys, "monte-carlo", path, *arguments, "--json")
    assert done.status == 0, done.err
    with (tmp_path / "out" / "statistics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and any(float(row["standard_deviation"]) > 0 for row in rows)
