"""``roos samples``: statistics and comparisons of a folder, their pictures, and what is refused."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from tests.cli.cases import left_in, run
from tests.cli.test_plot_charts import overlapping, visible
from tests.solver.montecarlo import uncertain

import roos
from roos import Axis, FormulaChange, ScenarioSpace
from roos_cli.charts.boxes import Boxes, draw_boxes
from roos_cli.charts.samples import of_comparison, of_statistics
from roos_cli.charts.style import saver


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two demands under a base and two scenarios, 200 samples."""
    place = tmp_path_factory.mktemp("samples") / "run"
    system = uncertain.system_of()
    change = [FormulaChange("technosphere", "steel", "factory", "-load")]
    space = ScenarioSpace.build(system, [Axis.values("load", [1.5, 2.5])], change)
    roos.monte_carlo(system, uncertain.DEMANDS, samples=200, seed=4, scenarios=space, store=place / "store")
    return place


def samples(capsys, folder, *arguments):
    return run(capsys, "samples", folder, *arguments)


def test_statistics(capsys, folder, out):
    done = samples(capsys, folder, "-o", out / "x.csv", "--scenario", "base")
    assert done.status == 0 and "200 samples, seed 4." in done.out and "n = 200" in done.out
    rows = list(csv.DictReader((out / "x.csv").open(newline="")))
    assert [row["category"] for row in rows] == ["climate", "water"] * 2
    wanted = roos.open_monte_carlo(folder / "store").statistics()
    assert float(rows[1]["mean"]) == wanted.mean[0, 0, 1] and rows[0]["n"] == "200"
    assert float(rows[1]["standard_error"]) == wanted.standard_error[0, 0, 1]
    found = samples(capsys, folder, "--category", "water", "--demand", "one pump", "--json").json
    assert [row["scenario"] for row in found["rows"]] == ["base", "1.5", "2.5"]


def test_a_case_against_its_baseline(capsys, folder):
    arguments = ("--axis", "scenario", "--baseline", "base", "--case", "1.5", "--demand", "one pump")
    done = samples(capsys, folder, *arguments, "--json")
    assert done.status == 0
    rows = done.json["rows"]
    assert [(row["scenario"], row["baseline"], row["category"]) for row in rows] == [
        ("1.5", "base", "climate"), ("1.5", "base", "water")
    ]  # fmt: skip
    assert rows[0]["probability_lower"] > 0.5 and rows[0]["correlation"] > 0.5
    shown = samples(capsys, folder, *arguments).out
    assert "against scenario 'base'" in shown and "lower in" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--category", "water"),
        ("--baseline", "one pump"),
        ("--axis", "scenario", "--baseline", "base"),
        ("--axis", "scenario", "--baseline", "base", "--category", "climate"),
    ],
)
def test_pictures(capsys, folder, out, arguments):
    done = samples(capsys, folder, *arguments, "-o", out / "x.svg", "-o", out / "x.png")
    assert done.status == 0 and left_in(out) == ["x.png", "x.svg"]
    text = (out / "x.svg").read_text()
    assert "200 samples" in text and ("lower in" in text) == ("--baseline" in arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--case", "1.5"], "E603"),
        (["-o", "x.nc"], "E602"),
        (["--baseline", "pumps"], "E201"),
        (["--category", "climat"], "E207"),
        (["--baseline", "one pump", "--case", "one pump"], "E175"),
    ],
)
def test_refused(capsys, folder, monkeypatch, out, arguments, code):
    monkeypatch.chdir(out)
    done = samples(capsys, folder, *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"roos: {code} ") and left_in(out) == []


def boxes(rows, beside=True, far=False):
    rng = np.random.default_rng(3)
    middle = rng.uniform(-20, 20, rows)
    spread = np.sort(rng.uniform(-20, 20, (5, rows)), axis=0)
    if far:
        spread[0, 1], spread[4, 2] = -5000.0, 900.0
    names = tuple(f"a category with quite a long name, number {i}: $ and more" for i in range(rows))
    return Boxes(
        names, middle + spread, middle, ("lower in 98.5 % (97–99 %)",) * rows if beside else (),
        "One heat pump against the gas boiler", "difference, per cent of the baseline", ("200 samples.",),
        zero=True, cut=True,
    )  # fmt: skip


@pytest.mark.parametrize("size", [{}, {"width": 10.0, "height": 9.0}, {"width": 30.0}])
@pytest.mark.parametrize("given", [(1, True), (18, True, True), (18, False), (60, True)])
def test_no_text_lies_over_another_or_outside(given, size):
    drawing = draw_boxes(boxes(*given), **size)
    texts = visible(drawing)
    width, height = drawing.get_size_inches() * drawing.dpi
    assert not [t for t, b in texts if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1]
    assert not overlapping(texts)
    assert drawing.axes[0].get_position().width > 0.13
    whole = " ".join(text.replace("\n", " ") for text, _ in texts)
    assert ("Cut (arrow)" in whole) == (len(given) > 2)
    if given[0] == 60:
        assert "of 60 rows drawn" in whole


def test_boxes_are_read_in_grey_and_the_same_each_time():
    contents = []
    for _ in range(2):
        drawing, file = draw_boxes(boxes(5)), io.BytesIO()
        saver(drawing, ".svg")(file)
        contents.append(file.getvalue())
    assert contents[0] == contents[1]
    grey = [np.dot((0.3, 0.59, 0.11), bar.get_facecolor()[:3]) for bar in drawing.axes[0].patches]
    assert len(grey) == 5 and min(grey) > 0.7  # under dark lines


def test_several_units_are_drawn_in_per_cent(folder):
    results = roos.open_monte_carlo(folder / "store")
    found = results.statistics()
    made = of_statistics(found, scenario=0, demands=[0], categories=[0, 1])
    q = found.quantiles[:, 0, 0]
    np.testing.assert_allclose(made.quantiles, 100 * (q - q[2]) / np.abs(q[2]))
    assert made.cut and made.names == ("climate", "water")
    one = of_statistics(found, scenario=0, demands=[0, 1], categories=[1])
    assert one.value == "score, m3" and one.names == results.demands.names
    told = roos.compare(results, baseline="one pump")
    made = of_comparison(told, other=0, cases=[0], categories=[0, 1])
    np.testing.assert_array_equal(made.quantiles, 100 * told.relative[:, 0, 0])
    assert made.beside[0].startswith("lower in")
