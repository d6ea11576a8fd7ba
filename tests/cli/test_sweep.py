"""``roos sweep`` against dense algebra, scenario by scenario, and what it leaves in its folder."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from cli.cases import LABELS, A, B, C, left_in, run
from inventories.scenario_files import header, line, system, write_csv
from roos_cli.text import figure
from roos_inventories.textbook import exact_answers
from roos_inventories.writers.matrix_folder import write_matrix_folder

SWEEP = """
inventory = "inventory"
demands = "demands.csv"
[parameters]
lighter = "1 - 0.1 * (year - 2020) / 10"
[[axis]]
name = "year"
years = [2020, 2030, 2050]
[[axis]]
name = "own power"
parameter = "own"
values = [-0.125, -0.25]
[[axis]]
name = "case"
labels = ["today", "clean"]
zip = { emission = [8, 4], factor = [1, 1.5] }
[[change]]
part = "technosphere"
product = "steel"
activity = "make car"
times = "lighter"
[[change]]
part = "technosphere"
product = "steel"
activity = "make power"
value = "own"
[[change]]
part = "biosphere"
flow = "co2"
activity = "make power"
value = "emission"
[[change]]
part = "characterisation"
category = "acid"
flow = "so2"
value = "2 * factor"
[[change]]
part = "demands"
product = "power"
demand = "mixed"
value = "10 * lighter"
[outputs]
formats = ["parquet", "csv"]
"""


def expected() -> dict[tuple[str, str, str], np.ndarray]:
    """Return scores (demands, categories) by the texts of the axes."""
    found = {}
    years = {"2020": 1.0, "2030": 0.9, "2050": 0.7}
    for year, own, (case, emission, factor) in itertools.product(
        years, (-0.125, -0.25), (("today", 8.0, 1.0), ("clean", 4.0, 1.5))
    ):
        a, b, c = (np.array(matrix, dtype=float) for matrix in (A, B, C))
        a[1, 2] *= years[year]
        a[1, 0] = own
        b[0, 0] = emission
        c[1, 1] = 2 * factor
        f = np.array([[0, 10 * years[year]], [0, 2], [1, 0]])
        found[year, str(own), case] = (c @ b @ np.linalg.solve(a, f)).T
    return found


@pytest.fixture
def sweep(inventory, demands, tmp_path) -> Path:
    path = tmp_path / "SWEEP.toml"
    path.write_text(SWEEP)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def scores_of(rows) -> dict[tuple[str, ...], float]:
    return {(row["scenario"], row["demand"], row["category"]): float(row["score"]) for row in rows}


def test_every_scenario_has_the_scores_of_dense_algebra(capsys, sweep, tmp_path):
    done = run(capsys, "sweep", sweep, "-o", tmp_path / "new" / "out")
    assert done.status == 0, done.err
    rows = rows_of(tmp_path / "new" / "out" / "scores.csv")
    assert list(rows[0]) == [
        *("scenario", "year", "own power", "case", "demand"),
        *("category", "unit", "category_name", "score", "relative_bound"),
    ]
    found = scores_of(rows)
    assert len(rows) == len(found) == 13 * 2 * 2
    for (year, own, case), scores in expected().items():
        for d, k in np.ndindex(2, 2):
            place = (f"{year} | {own} | {case}", ("a car", "mixed")[d], ("climate", "acid")[k])
            assert found[place] == pytest.approx(scores[d, k], rel=1e-13), place
    plain = run(capsys, "solve", tmp_path / "inventory", "--demands", tmp_path / "demands.csv", "-o", "-")
    base = {place[1:]: score for place, score in found.items() if place[0] == "base"}
    solved = list(csv.DictReader(plain.out.splitlines()))
    assert base == {(row["demand"], row["category"]): float(row["score"]) for row in solved}, "bit for bit"


def test_parquet_and_csv_hold_the_same(capsys, sweep, out):
    import pyarrow.parquet as pq

    assert run(capsys, "sweep", sweep, "-o", out).status == 0
    table = pq.read_table(out / "scores.parquet").to_pydict()
    rows = rows_of(out / "scores.csv")
    for column, values in table.items():
        texts = [row[column] for row in rows]
        if isinstance(values[-1], str):
            assert values == texts, column
        else:
            numbers = [float(text) if text else np.nan for text in texts]
            kind = np.float32 if column == "relative_bound" else np.float64
            np.testing.assert_array_equal(np.array(values, dtype=kind), np.array(numbers, dtype=kind))


def test_what_is_said_and_recorded(capsys, sweep, out):
    done = run(capsys, "sweep", sweep, "-o", out)
    assert "13 scenarios (the unchanged inventory among them) × 2 demands × 2 categories" in done.out
    assert "Axes: year (3 items) × own power (2 items) × case (2 items)" in done.out
    assert "scenarios per second" in done.out and "Paths: plain 1, " in done.out
    assert "Certificate: certified" in done.out and done.err == ""
    assert "lowest, in scenario" in done.out
    assert left_in(out) == ["SWEEP.toml", "run.json", "scores.csv", "scores.parquet", "store"]
    assert (out / "SWEEP.toml").read_bytes() == sweep.read_bytes()
    content = json.loads((out / "run.json").read_text())
    assert content["command"] == "sweep" and content["exit_status"] == 0
    assert content["scenarios"] == 13 and sum(content["paths"].values()) == 13
    assert [axis["name"] for axis in content["axes"]] == ["year", "own power", "case"]
    assert content["certificate"]["relative_bound_max"] < 1e-12
    assert set(content["outputs"]) == {"SWEEP.toml", "scores.csv", "scores.parquet"}
    assert content["explanation"] and content["timings"]["sweep"] > 0
    assert str(out.parent) not in json.dumps(content) or Path.cwd() not in out.parents


def test_the_largest_changes_are_those_of_the_table(capsys, sweep, out):
    content = run(capsys, "sweep", sweep, "-o", out, "--json").json
    found = scores_of(rows_of(out / "scores.csv"))
    assert len(content["largest_changes"]) == 4
    for one in content["largest_changes"]:
        of_one = {place[0]: s for place, s in found.items() if place[1:] == (one["demand"], one["category"])}
        assert one["base"] == of_one["base"]
        assert (one["lowest"], one["highest"]) == (min(of_one.values()), max(of_one.values()))
        assert of_one[one["lowest_in"]] == one["lowest"] and of_one[one["highest_in"]] == one["highest"]


def test_the_template_runs_as_it_is_printed(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("SWEEP.toml").write_text(run(capsys, "sweep", "--template").out)
    assert run(capsys, "sweep", "SWEEP.toml", "-o", "out").status == 0
    found = scores_of(rows_of(Path("out/scores.csv")))
    assert len(found) == 25 * 2 * 4
    answer = next(one for one in exact_answers("bakery") if one.name == "1 kg of bread")
    for category, exact in answer.scores.items():
        assert found["base", "1 kg of bread", category] == pytest.approx(float(exact), rel=1e-14)
    for one in exact_answers("bakery")[1].scores.items():
        assert found["base", "10 kg of flour", one[0]] == pytest.approx(10 * float(one[1]), rel=1e-14)


def test_wide_tables_netcdf_and_no_bounds(capsys, sweep, out):
    import xarray

    text = SWEEP.replace('["parquet", "csv"]', '["csv", "netcdf"]\nlayout = "wide"')
    sweep.write_text(text)
    assert run(capsys, "sweep", sweep, "-o", out).status == 0
    assert left_in(out) == ["SWEEP.toml", "bounds.csv", "run.json", "scores.csv", "scores.nc", "store"]
    (row,) = (
        row for row in rows_of(out / "scores.csv") if row["scenario"] == "base" and row["demand"] == "mixed"
    )
    assert {"climate [kg CO2-eq]", "acid [kg SO2-eq]"} < set(row)
    with xarray.open_dataset(out / "scores.nc", engine="h5netcdf") as cube:
        assert cube["score"].dims == ("scenario", "demand", "category")
        assert {"score", "relative_bound"} <= set(cube.data_vars)
        one = cube["score"].sel(demand="mixed", category="climate")[0]
        assert float(one) == float(row["climate [kg CO2-eq]"])
        assert cube["year"].values[-1] == 2050
    sweep.write_text(text + "bounds = false\n")
    assert run(capsys, "sweep", sweep, "-o", out.with_name("again")).status == 0
    assert "bounds.csv" not in left_in(out.with_name("again"))


def test_all_demands(capsys, sweep, out):
    sweep.write_text(SWEEP.replace('"demands.csv"', '"all"').split('[[change]]\npart = "demands"')[0])
    content = run(capsys, "sweep", sweep, "-o", out, "--json").json
    assert (content["demands"], content["scenarios"]) == (3, 13)
    assert left_in(out) == ["SWEEP.toml", "run.json", "scores.parquet", "store"], "Parquet by default"


PRICES = """
name = "mine"
currency = "EUR"
model = "own model"
years = [2020, 2050]
[[price]]
category = "climate"
unit = "kg CO2-eq"
price = [0.1, 0.3]
"""


@pytest.fixture
def priced(sweep, inventory, tmp_path):
    categories = [{**category, "model": "own model"} for category in LABELS["categories"]]
    (inventory / "labels.json").write_text(json.dumps({**LABELS, "categories": categories}))
    (tmp_path / "mine.toml").write_text(PRICES)
    sweep.write_text('prices = "mine.toml"\n' + SWEEP)
    return sweep


def test_costs_are_prices_times_scores(capsys, priced, out):
    done = run(capsys, "sweep", priced, "-o", out)
    assert done.status == 0, done.err
    scores = scores_of(rows_of(out / "scores.csv"))
    rows = rows_of(out / "costs.csv")
    assert len(rows) == len(scores) * 2
    for row in rows:
        score = scores[row["scenario"], row["demand"], row["category"]]
        if row["category"] == "acid":
            assert row["price"] == row["cost"] == "", "no price is not a cost of nothing"
            continue
        price = {"2020": 0.1, "2050": 0.3}[row["price_year"]]
        assert float(row["price"]) == price and float(row["cost"]) == price * score
        assert (row["price_set"], row["currency"]) == ("mine", "EUR")
    assert "costs.parquet" in left_in(out)
    total = sum(scores["base", demand, "climate"] for demand in ("a car", "mixed"))
    assert f"mine 2020: {figure(0.1 * total)} EUR; without the toxicity" in done.out
    assert "W312" in done.out and "Mapping of prices: none" in done.out
    (record,) = json.loads((out / "run.json").read_text())["prices"]
    assert record["name"] == "mine" and [row["category"] for row in record["categories"]] == ["climate"]


def test_prices_that_scenarios_change(capsys, priced, out):
    change = '[[change]]\npart = "prices"\ncategory = "climate"\nyear = 2050\nvalue = "0.4 - 0.1 * lighter"\n'
    priced.write_text(priced.read_text() + change)
    done = run(capsys, "sweep", priced, "-o", out)
    assert done.status == 0, done.err
    prices = {
        (row["scenario"].split(" | ")[0], row["price_year"]): float(row["price"])
        for row in rows_of(out / "costs.csv")
        if row["category"] == "climate"
    }
    assert prices["base", "2050"] == 0.3 and prices["2050", "2020"] == 0.1
    assert prices["2030", "2050"] == pytest.approx(0.31) and prices["2050", "2050"] == pytest.approx(0.33)


def test_machine_output(capsys, sweep, out, tmp_path):
    done = run(capsys, "sweep", sweep, "-o", out, "--json")
    assert done.err == "" and done.json["scenarios"] == 13
    schema = run(capsys, "sweep", "--schema")
    assert json.loads(schema.out) == run(capsys, "sweep", "--schema", "--json").json
    assert (
        run(capsys, "sweep", "--template", "--json").json["template"]
        == run(capsys, "sweep", "--template").out
    )


def test_the_paths_are_those_of_the_solver():
    from roos.sweeping.plan import NAMES
    from roos_cli.commands.sweep import PATHS
    from roos_inventories.sweep_file.models import Run

    assert PATHS == ("auto", *NAMES)
    assert Run.model_json_schema()["properties"]["path"]["enum"] == list(PATHS)


@pytest.mark.parametrize("path", ["foreground", "low rank", "refactorise", "factorise"])
def test_every_path_gives_the_same(capsys, sweep, tmp_path, path):
    first, _, rest = SWEEP.partition('[[change]]\npart = "characterisation"')
    sweep.write_text(first + rest[rest.index("[[change]]") :])
    assert run(capsys, "sweep", sweep, "-o", tmp_path / "auto").status == 0
    done = run(capsys, "sweep", sweep, "-o", tmp_path / "path", "--path", path, "--json")
    assert done.status == 0, done.out
    one, other = (scores_of(rows_of(tmp_path / name / "scores.csv")) for name in ("auto", "path"))
    assert one == pytest.approx(other, rel=1e-12)


def test_explain_shows_the_plan_and_computes_nothing(capsys, sweep, out):
    done = run(capsys, "sweep", sweep, "-o", out, "--explain")
    assert done.status == 0 and "13 scenarios. Paths that were weighed:" in done.out
    assert left_in(out) == []
    content = run(capsys, "sweep", sweep, "--explain", "--json").json
    assert content["scenarios"] == 13 and content["explanation"]


def test_scenarios_of_files_are_an_axis_like_any_other(capsys, out, tmp_path):
    small = system()
    write_matrix_folder(small, tmp_path / "inventory")
    rows = [
        header("dirty", "clean"),
        line("power", "steel", "technosphere", 0.75, 0.25),
        line("co2", "steel", "biosphere", 3.0, ""),
    ]
    write_csv(tmp_path / "future.csv", rows)
    (tmp_path / "SWEEP.toml").write_text(
        'inventory = "inventory"\ndemands = { steel = { "db|steel" = 1 } }\n'
        '[[axis]]\nname = "future"\nfiles = ["future.csv"]\n'
        '[[axis]]\nname = "credit"\nvalues = [0, 0.5]\n'
        '[[change]]\npart = "characterisation"\ncategory = "climate"\nflow = "bio|ch4"\n'
        'times = "1 - credit"\n[outputs]\nformats = ["csv"]\n'
    )
    done = run(capsys, "sweep", tmp_path / "SWEEP.toml", "-o", out)
    assert done.status == 0, done.err
    found = {row["scenario"]: float(row["score"]) for row in rows_of(out / "scores.csv")}
    a, b, c = small.technosphere.matrix.toarray(), small.biosphere.toarray(), np.array([[1.0, 28.0]])
    wanted = {"base": (c @ b @ np.linalg.solve(a, [1.0, 0, 0]))[0]}
    for (name, power, co2), credit in itertools.product(
        (("dirty", 0.75, 3.0), ("clean", 0.25, 2.0)), (0, 0.5)
    ):
        a[1, 0], b[0, 0] = -power, co2
        changed = c * [1, 1 - credit]
        wanted[f"{name} | {credit}"] = (changed @ b @ np.linalg.solve(a, [1.0, 0, 0]))[0]
    assert found == pytest.approx(wanted, rel=1e-13)
