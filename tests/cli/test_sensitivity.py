"""``roos sensitivity``: lines, files, the tornado, and what is refused."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from tests.cli.cases import A, B, C, left_in, run
from tests.cli.test_plot_charts import overlapping, visible

import roos
from roos_cli.charts.style import saver
from roos_cli.charts.tornado import draw_tornado
from roos_inventories import read

CAR = ("--demand", "car", "--category", "climate")


def sensitivity(capsys, inventory, *arguments):
    return run(capsys, "sensitivity", inventory, *arguments)


def test_lines_hold_elasticities_by_name(capsys, inventory):
    done = sensitivity(capsys, inventory, *CAR, "--all", "--json")
    assert (done.status, done.err) == (0, "")
    found = done.json
    lines = {(line["matrix"], line["row"], line["column"]): line for line in found["lines"]}
    assert len(lines) == found["lines_in_all"] and found["first_order_standard_deviation"] is None
    a, b, c = (np.array(matrix) for matrix in (A, B, C))
    inverse = np.linalg.inv(a)
    supply, multipliers = inverse @ [0.0, 0.0, 1.0], c[0] @ b @ inverse
    line = lines["technosphere", "power", "make steel"]
    assert line["derivative"] == pytest.approx(-multipliers[0] * supply[1], rel=1e-13)
    assert line["elasticity"] == pytest.approx(-0.5 * line["derivative"] / found["score"], rel=1e-13)
    assert lines["biosphere", "co2", "make car"]["derivative"] == pytest.approx(1.0)


def test_people_see_what_matters_most(capsys, inventory):
    done = sensitivity(capsys, inventory, *CAR, "--top", "3", "--matrix", "technosphere")
    assert done.status == 0 and "3 of 7 lines, by elasticity" in done.out
    assert "car factory: output of passenger car [RER]" in done.out and "Score: 44.20 kg CO2-eq" in done.out
    assert "Standard deviation" not in done.out


def test_tables_and_pictures_appear_together(capsys, inventory, out):
    targets = [out / name for name in ("x.csv", "x.parquet", "x.svg", "x.png")]
    done = sensitivity(capsys, inventory, *CAR, *(part for path in targets for part in ("-o", path)))
    assert done.status == 0
    assert left_in(out) == ["x.csv", "x.csv.run.json", "x.parquet", "x.png", "x.svg"]
    rows = list(csv.DictReader((out / "x.csv").open(newline="")))
    assert rows[0]["role"] == "output" and float(rows[0]["elasticity"]) == pytest.approx(-1.0)
    record = json.loads((out / "x.csv.run.json").read_text())
    assert record["command"] == "sensitivity" and set(record["outputs"]) == {path.name for path in targets}
    assert "car factory" in (out / "x.svg").read_text()


def test_variances_of_an_inventory_that_has_distributions(capsys):
    locator = "synthetic:activities=200,categories=2"
    arguments = ("--demand", "p000017", "--category", "c00", "--rank", "variance")
    done = sensitivity(capsys, locator, *arguments)
    assert (
        done.status == 0
        and "Standard deviation, to first order" in done.out
        and "Of the variance" in done.out
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--category", "climate"], "E603"),
        ([*CAR, "--top", "3", "--all"], "E603"),
        ([*CAR, "--demands", "x.csv", "--amount", "2"], "E603"),
        ([*CAR, "--scenario", "x"], "E603"),
        ([*CAR, "-o", "x.nc"], "E602"),
        ([*CAR, "--rank", "variance"], "E170"),
        (["--demand", "car", "--category", "climat"], "E207"),
        (["--demand", "steal", "--category", "climate"], "E201"),
    ],
)
def test_refused(capsys, inventory, monkeypatch, out, arguments, code):
    monkeypatch.chdir(out)
    done = sensitivity(capsys, inventory, *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"roos: {code} ") and left_in(out) == []


def tornado_of(rank="elasticity", **size):
    locator = "synthetic:activities=200,categories=2"
    system = read(locator) if rank == "variance" else read("textbook:co-product")
    demand = {"d": {system.products.ids[0 if rank == "variance" else 1]: 1.0}}
    found = roos.sensitivities(system, demand, demand="d", category=0, rank=rank)
    return found, draw_tornado(found, inventory="i", method="m", category="climate change", **size)


@pytest.mark.parametrize("rank", ["elasticity", "variance"])
@pytest.mark.parametrize("size", [{}, {"width": 9.0, "height": 8.0}, {"width": 30.0}])
def test_no_text_of_a_tornado_lies_over_another_or_outside(rank, size):
    found, drawing = tornado_of(rank, **size)
    texts = visible(drawing)
    width, height = drawing.get_size_inches() * drawing.dpi
    assert not [t for t, b in texts if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1]
    assert not overlapping(texts)
    bars = len(drawing.axes[0].patches)
    said = f"{found.count - bars:,} smaller lines not drawn".replace(",", " ")
    assert bars == found.count or said in " ".join(text.replace("\n", " ") for text, _ in texts)


def test_a_tornado_is_read_in_grey_and_the_same_each_time():
    found, drawing = tornado_of()
    bars = drawing.axes[0].patches
    greys = {bool(bar.get_hatch()): np.dot((0.3, 0.59, 0.11), bar.get_facecolor()[:3]) for bar in bars}
    assert set(greys) == {True, False} and greys[True] - greys[False] > 0.4
    assert sum(bar.get_width() < 0 for bar in bars) == sum(bool(bar.get_hatch()) for bar in bars)
    contents = []
    for _ in range(2):
        file = io.BytesIO()
        saver(tornado_of()[1], ".svg")(file)
        contents.append(file.getvalue())
    assert contents[0] == contents[1]
