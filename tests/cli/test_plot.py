"""``roos plot``: tables, cubes and stores of a sweep become pictures; what cannot be drawn is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas
import pytest
import scipy.sparse as sp
import xarray

from roos import Axis, FormulaChange, Labels, Method, RoosError, ScenarioSpace, System, sweep
from roos_cli.__main__ import main
from roos_cli.charts import gridding
from roos_cli.charts.gridding import Column
from roos_cli.plot_source import read_chart_data

YEARS, PATHWAYS, DEMANDS = (2020.0, 2030.0, 2040.0), ("low", "high"), ("pump", "bridge")
CATEGORIES = {"climate": "kg CO2-eq", "water": "m3"}


def score(demand: str, category: str, year: float = 2020.0, pathway: str = "low") -> float:
    size = 10.0 * (1 + DEMANDS.index(demand)) * (1 + 99 * (category == "water"))
    return size * (1 - (year - 2010) / 100) * (1 + 0.2 * (pathway == "high"))


def sweep_rows() -> pandas.DataFrame:
    """Return the tidy table of a sweep: the unchanged system first, then every combination."""
    cells = [(d, c, u) for d in DEMANDS for c, u in CATEGORIES.items()]
    rows = [("base", np.nan, "", *cell, score(*cell[:2], 2010)) for cell in cells]
    rows += [
        (f"{year:g} | {way}", year, way, *cell, score(*cell[:2], year, way))
        for year in YEARS
        for way in PATHWAYS
        for cell in cells
    ]
    return pandas.DataFrame(rows, columns="scenario year pathway demand category unit score".split())


def as_parquet(folder: Path) -> Path:
    path = folder / "scores.parquet"
    sweep_rows().to_parquet(path, index=False)
    return path


def as_csv(folder: Path) -> Path:
    path = folder / "scores.csv"
    sweep_rows().sample(frac=1, random_state=1).to_csv(path, index=False)  # in any order
    return path


def _cube() -> tuple[np.ndarray, dict[str, list[object]]]:
    rows = sweep_rows()
    along = rows.groupby("scenario", sort=False).first()
    values = rows["score"].to_numpy().reshape(-1, len(DEMANDS), len(CATEGORIES))
    return values, {"year": along["year"].tolist(), "pathway": along["pathway"].tolist()}


def as_netcdf(folder: Path) -> Path:
    values, along = _cube()
    path = folder / "scores.nc"
    xarray.Dataset(
        {"score": (("scenario", "demand", "category"), values)},
        coords={
            **{name: ("scenario", items) for name, items in along.items()},
            "demand": list(DEMANDS),
            "category": list(CATEGORIES),
            "unit": ("category", list(CATEGORIES.values())),
        },
    ).to_netcdf(path, engine="h5netcdf")
    return path


def as_store(folder: Path) -> Path:
    """Compute the same numbers as a sweep: each category counts the one flow of each product."""
    flows = Labels("flow", tuple(CATEGORIES))
    system = System.build(
        "small",
        sp.identity(2, format="csc"),
        sp.csc_array(np.array([[score(d, c, 2010) for d in DEMANDS] for c in CATEGORIES])),
        products=Labels("product", DEMANDS),
        activities=Labels("activity", DEMANDS),
        flows=flows,
        characterisation=Method.build(
            "one", np.eye(2), Labels("category", tuple(CATEGORIES), units=tuple(CATEGORIES.values()))
        ),
    )
    axes = [Axis.years("year", [int(year) for year in YEARS])]
    axes.append(Axis.zipped("pathway", {"factor": [1.0, 0.6], "twice": [1.0, 2.0]}, labels=list(PATHWAYS)))
    changes = [
        FormulaChange("biosphere", c, d, "(1 - (year - 2010) / 100) * factor * twice", times=True)
        for c in CATEGORIES
        for d in DEMANDS
    ]
    space = ScenarioSpace.build(system, axes, changes)
    sweep(system, {d: {d: 1.0} for d in DEMANDS}, space, store=folder / "sweep")
    return folder / "sweep"


WAYS = {"parquet": as_parquet, "csv": as_csv, "netcdf": as_netcdf, "store": as_store}


@pytest.mark.parametrize("way", WAYS)
def test_every_form_of_the_results_gives_the_same_cube(way, tmp_path):
    data = read_chart_data(WAYS[way](tmp_path))
    assert set(data.names) == {"year", "pathway", "demand", "category"}
    for name, items in (("year", YEARS), ("pathway", PATHWAYS), ("demand", DEMANDS)):
        assert set(data.axis(name).labels.ids) == {f"{i:g}" if name == "year" else i for i in items}
    assert data.axis("year").numbers is not None and data.axis("pathway").numbers is None
    for d in DEMANDS:
        for c, unit in CATEGORIES.items():
            cell = data.pick("demand", [d]).pick("category", [c])
            assert cell.unit == unit and float(cell.base) == pytest.approx(score(d, c, 2010))
            for y in YEARS:
                for p in PATHWAYS:
                    found = cell.pick("year", [f"{y:g}"]).pick("pathway", [p])
                    assert float(found.values) == pytest.approx(score(d, c, y, p))


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_sweep_is_drawn_and_what_was_chosen_is_said(suffix, tmp_path, capsys):
    target = tmp_path / f"picture.{suffix}"
    assert main(["plot", str(as_parquet(tmp_path)), "-o", str(target), "--category", "water"]) == 0
    said = capsys.readouterr().out
    assert "lines over year, pathway" in said and "The first of 2 demands" in said
    assert target.read_bytes()[:4] in (b"<?xm", b"\x89PNG")
    first = target.read_bytes()
    assert main(["plot", str(tmp_path), "-o", str(target), "--category", "water", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["chart"] == "lines" and record["by"] == "pathway" and record["bytes"] == len(first)
    assert record["fixed"] == {"category": "water", "demand": "pump"} and target.read_bytes() == first


def test_options_choose_the_picture(tmp_path, capsys):
    source, target = str(as_csv(tmp_path)), tmp_path / "p.svg"

    def drawn(*options: str) -> dict[str, object]:
        assert main(["plot", source, "-o", str(target), "--json", *options]) == 0
        return json.loads(capsys.readouterr().out)

    assert drawn("--relative", "--at", "pathway=high", "--demand", "pump")["relative"] == "base"
    heat = drawn("--x", "year", "--y", "pathway", "--demand", "bridge", "--category", "water")
    assert (heat["chart"], heat["x"], heat["y"]) == ("heat", "year", "pathway") and heat["notes"] == []
    bars = drawn("--at", "year=2030", "--demand", "pump", "--width", "9", "--height", "7")
    assert (bars["chart"], bars["x"], bars["by"]) == ("bars", "category", "pathway")
    assert drawn("--by", "demand", "--at", "pathway=low", "--category", "climate")["by"] == "demand"


def _solved(folder: Path) -> Path:
    rows = [
        (d, c, u, score(d, c), s, y, 2.0, score(d, c) * 2.0 * (1 + (y == "2050")), "EUR")
        for d in DEMANDS
        for c, u in CATEGORIES.items()
        for s in ("tno",)
        for y in ("2030", "2050")
    ]
    names = "demand category unit score price_set year price cost currency".split()
    path = folder / "priced.parquet"
    pandas.DataFrame(rows, columns=names).to_parquet(path)
    return path


def test_scores_and_costs_of_a_solve_are_drawn(tmp_path):
    path = _solved(tmp_path)
    scores = read_chart_data(path)
    assert scores.names == ("demand", "category") and scores.base is None
    assert scores.values[0].tolist() == [score("pump", "climate"), score("pump", "water")]
    costs = read_chart_data(path, "cost")
    assert costs.unit == "EUR" and costs.axis("year").labels.ids == ("2030", "2050")
    assert main(["plot", str(path), "-o", str(tmp_path / "c.svg"), "--quantity", "cost"]) == 0
    assert "cost, EUR" in (tmp_path / "c.svg").read_text()


def test_tables_of_costs_of_a_sweep_are_drawn_beside_an_axis_of_years(tmp_path):
    rows = sweep_rows().rename(columns={"score": "cost"}).drop(columns="unit")
    names = {"climate": "climate change", "water": "water use"}
    rows["category_name"] = rows["category"].map(names)
    rows = rows.assign(price_set="tno", price_year="", price=1.0, currency="EUR")
    rows.loc[:, "price_year"] = "2020"
    rows.to_parquet(tmp_path / "costs.parquet", index=False)
    as_parquet(tmp_path)
    data = read_chart_data(tmp_path, "cost")
    assert data.axis("year").numbers is not None and data.unit == "EUR" and data.base is not None
    assert data.axis("category").labels.names == tuple(names.values())
    assert read_chart_data(tmp_path).quantity == "score"


def test_scenarios_by_name_alone_are_an_axis(tmp_path):
    rows = sweep_rows().drop(columns=["year", "pathway"])
    path = tmp_path / "scores.csv"
    rows.to_csv(path, index=False)
    data = read_chart_data(path)
    assert (
        len(data.axis("scenario")) == 6 and data.base is not None and data.base_axes == ("demand", "category")
    )


def refused(place: Path, quantity: str = "score") -> RoosError:
    with pytest.raises(RoosError) as caught:
        read_chart_data(place, quantity)
    return caught.value


def test_what_is_no_result_is_refused(tmp_path):
    assert refused(tmp_path / "nowhere.csv").code == "E501"
    assert refused(tmp_path).code == "E545"
    (tmp_path / "text.txt").write_text("a")
    assert refused(tmp_path / "text.txt").code == "E545"
    wide = tmp_path / "wide.csv"
    wide.write_text("demand,climate [kg]\npump,1\n")
    problem = refused(wide)
    assert problem.code == "E545" and "'category'" in problem.message and "--wide" in problem.hint
    (tmp_path / "other.csv").write_text("demand,category,unit,score\n")
    assert refused(tmp_path).code == "E545"  # two of them
    assert refused(tmp_path / "other.csv").code == "E547"
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")
    assert refused(broken).code == "E503"
    (tmp_path / "broken.nc").write_bytes(b"no cube")
    assert refused(tmp_path / "broken.nc").code in ("E501", "E503")
    other = tmp_path / "other.nc"
    xarray.Dataset({"score": (("time",), [1.0])}).to_netcdf(other, engine="h5netcdf")
    assert refused(other).code == "E545"


def test_costs_that_are_not_there_are_refused(tmp_path):
    for way in WAYS.values():
        assert refused(way(tmp_path), "cost").code == "E547"


def test_rows_that_are_no_grid_are_refused(tmp_path):
    rows = sweep_rows()
    path = tmp_path / "scores.csv"
    pandas.concat([rows, rows.iloc[[-1]]]).to_csv(path, index=False)
    problem = refused(path)
    assert problem.code == "E546" and "bridge" in problem.where and "2040" in problem.where
    rows.loc[7, "pathway"] = ""
    rows.to_csv(path, index=False)
    assert refused(path).code == "E546"
    rows = sweep_rows()
    rows.loc[7, "unit"] = "g"
    rows.to_csv(path, index=False)
    assert refused(path).code == "E545"


def test_a_cube_too_large_to_draw_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(gridding, "MOST", 10)
    for way in WAYS.values():
        assert refused(way(tmp_path)).code == "E110"


def test_cells_without_a_row_are_gaps(tmp_path):
    path = tmp_path / "scores.csv"
    sweep_rows().drop(index=27).to_csv(path, index=False)
    assert np.isnan(read_chart_data(path).values).sum() == 1
    assert (
        main(["plot", str(path), "-o", str(tmp_path / "p.svg"), "--demand", "bridge", "--category", "water"])
        == 0
    )
    assert "Without a value: 1 of 6 cells" in (tmp_path / "p.svg").read_text()


def test_wrong_use_leaves_no_file(tmp_path, capsys):
    source, target = str(as_csv(tmp_path)), tmp_path / "p.svg"

    def status(*options: str) -> str:
        assert main(["plot", source, "-o", *options]) == 2
        return capsys.readouterr().err

    assert "E602" in status(str(tmp_path / "p.pdf"))
    assert "E603" in status(str(target), "--at", "year")
    said = status(str(target), "--category", "climat")
    assert "E207" in said and "nearest: climate" in said
    assert "E208" in status(str(target), "--x", "yaer")
    assert "E544" in status(str(target), "--x", "pathway", "--chart", "lines")
    assert not target.exists()


def test_columns_know_numbers_and_nothing():
    column = Column.of([2020.0, None, "2030", float("nan"), 2020])
    assert column.codes.tolist() == [0, -1, 1, -1, 0] and column.labels == ("2020", "2030")
    assert column.numbers is not None and column.numbers.tolist() == [2020.0, 2030.0]
    assert Column.of(["1", "2"], text=True).numbers is None and Column.of(["1", "inf"]).numbers is None
