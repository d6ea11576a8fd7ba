"""``roos sensitivity --sweep``: known indices of simple models, files, the picture, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest
from tests.cli.cases import DEMANDS, LABELS, A, B, C, left_in, matrix_folder, run
from tests.cli.test_plot_charts import overlapping, visible
from tests.cli.uncertain_files import ONE, UNCERTAIN, model

import roos
from roos_cli.charts.indices import draw_indices
from roos_cli.charts.style import saver
from roos_cli.indices_report import OneScore

UNIFORM = '{ value = 0.5, distribution = "uniform", minimum = 0, maximum = 1 }'


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    matrix_folder(tmp_path / "one", [[1.0]], [[3.0]], [[2.0]], ONE)
    matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    (tmp_path / "demands.csv").write_text(DEMANDS)
    (tmp_path / "U.toml").write_text(UNCERTAIN)
    return tmp_path


def sensitivity(capsys, *arguments):
    return run(capsys, "sensitivity", "--sweep", "U.toml", *arguments)


def by_parameter(done):
    assert done.status == 0, done.err
    return {row["parameter"]: row for row in done.json["rows"]}


def test_sobol_indices_of_the_g_function(folder, capsys):
    """Sobol's g: Π (|4 x − 2| + a) / (1 + a), with V_i = 1 / (3 (1 + a)²) and V + 1 = Π (1 + V_i)."""
    weights = {"x": 0.0, "y": 1.0, "z": 9.0}
    factors = [f"(max(4 * {name} - 2, 2 - 4 * {name}) + {a}) / (1 + {a})" for name, a in weights.items()]
    formula = " * ".join(f"({one})" for one in factors)
    Path("U.toml").write_text(model(formula, dict.fromkeys(weights, UNIFORM)))
    done = sensitivity(capsys, "--sobol", 4096, "--seed", 2, "--json")
    rows = by_parameter(done)
    parts = {name: 1 / (3 * (1 + a) ** 2) for name, a in weights.items()}
    whole = math.prod(1 + part for part in parts.values()) - 1
    assert list(rows) == ["x", "y", "z"], "the one that matters most first"
    for name, part in parts.items():
        others = math.prod(1 + parts[other] for other in parts if other != name)
        assert rows[name]["first"] == pytest.approx(part / whole, abs=0.02)
        assert rows[name]["total"] == pytest.approx(part * others / whole, abs=0.02)
        for index, wanted in (("first", part / whole), ("total", part * others / whole)):
            around = 1.96 * rows[name][f"{index}_error"]
            assert rows[name][f"{index}_to"] - rows[name][f"{index}_from"] == pytest.approx(2 * around)
            assert abs(rows[name][index] - wanted) < 2.2 * around, "four standard errors"
    assert (done.json["points"], done.json["evaluations"]) == (4096 * 5, 4096 * 5)


def test_sobol_indices_of_a_sum_are_parts_of_its_variance(folder, capsys):
    """Several kinds: 0.09 of the normal, 1/12 of the uniform, (e^σ² − 1) e^σ² of a lognormal of median 1."""
    given = {
        "n": '{ value = 1, distribution = "normal", scale = 0.3 }',
        "u": UNIFORM,
        "l": '{ value = 1, distribution = "lognormal", scale = 0.2 }',
    }
    Path("U.toml").write_text(model("n + u + 2 * l", given))
    rows = by_parameter(sensitivity(capsys, "--sobol", 4096, "--json"))
    variances = {"n": 0.09, "u": 1 / 12, "l": 4 * math.expm1(0.04) * math.exp(0.04)}
    for name, variance in variances.items():
        share = variance / sum(variances.values())
        assert rows[name]["first"] == pytest.approx(share, abs=0.02)
        assert rows[name]["total"] == pytest.approx(share, abs=0.02)


def test_morris_of_a_linear_model_is_exact(folder, capsys):
    """Effects over the range: 2 × coefficient × (maximum − minimum), without any spread."""
    wide = '{ value = 3, distribution = "uniform", minimum = 1, maximum = 6 }'
    Path("U.toml").write_text(model("3 * x - 0.5 * y", {"x": UNIFORM, "y": wide}))
    rows = by_parameter(sensitivity(capsys, "--morris", 5, "--levels", 6, "--json"))
    assert rows["x"]["mu"] == rows["x"]["mu_star"] == pytest.approx(6.0)
    assert rows["y"]["mu"] == pytest.approx(-5.0) and rows["y"]["mu_star"] == pytest.approx(5.0)
    assert max(row["sigma"] for row in rows.values()) < 1e-12
    assert rows["x"]["mu_star_from"] == pytest.approx(6.0) and rows["x"]["unit"] == "kg CO2-eq"


def test_morris_takes_distributions_without_ends_between_quantiles_and_says_so(folder, capsys):
    given = {"n": '{ value = 1, distribution = "normal", scale = 0.3 }', "u": UNIFORM}
    Path("U.toml").write_text(model("n + u", given))
    done = sensitivity(capsys, "--morris", 40, "--levels", 2, "--json")
    (finding,) = [one for one in done.json["findings"] if one["code"] == "W193"]
    assert "0.412 to 1.588" in finding["message"] and "'n'" in finding["where"]
    # with two levels each effect is over the whole range: twice the distance of the quantiles
    assert by_parameter(done)["n"]["mu"] == pytest.approx(2 * 2 * 1.959964 * 0.3, rel=1e-6)
    shown = sensitivity(capsys, "--morris", 4)
    assert "W193" in shown.out and "Sobol" not in shown.out
    bounded = '{ value = 1, distribution = "normal", scale = 0.3, minimum = 0, maximum = 2 }'
    Path("U.toml").write_text(model("n + u", {**given, "n": bounded}))
    done = sensitivity(capsys, "--morris", 40, "--levels", 2, "--json")
    assert by_parameter(done)["n"]["mu"] == pytest.approx(4.0)
    assert "W193" not in {one["code"] for one in done.json["findings"]}


def test_it_gives_the_numbers_of_python_for_every_item_of_axes(folder, capsys):
    done = sensitivity(capsys, "--sobol", 64, "--seed", 3, "--json")
    assert done.status == 0, done.err
    rows = done.json["rows"]
    assert len(rows) == 2 * 2 * 2 * 2 and rows[0].keys() >= {"steel works", "demand", "category", "total"}
    system = roos_read()
    ranges = {
        "emission": roos.Distribution.lognormal(8.0, 0.2),
        "steel": roos.Distribution.triangular(3.0, 4.0, 6.0),
    }
    wanted = roos.sobol(
        system,
        {"a car": {"car": 1.0}, "mixed": {"steel": 2.0, "power": 10.0}},
        ranges,
        [
            roos.FormulaChange("biosphere", "co2", "make power", "emission"),
            roos.FormulaChange("technosphere", "steel", "make car", "-steel"),
            roos.FormulaChange("biosphere", "co2", "make steel", "works"),
        ],
        size=64,
        seed=3,
        axes=[roos.Axis.values("works", [2.0, 1.0], labels=["today", "clean"])],
    )
    for row in rows:
        cube = wanted.cube("total").sel(
            parameter=row["parameter"],
            works=row["steel works"],
            demand=row["demand"],
            category=row["category"],
        )
        assert row["total"] == pytest.approx(float(cube.values), abs=1e-12)


def roos_read():
    from roos_inventories import read

    return read("inventory")


def test_one_score_is_chosen(folder, capsys):
    chosen = ("--demand", "mixed", "--category", "climate change", "--at", "steel works=clean")
    rows = sensitivity(capsys, "--sobol", 64, *chosen, "--json").json["rows"]
    places = {(row["steel works"], row["demand"], row["category"]) for row in rows}
    assert places == {("clean", "mixed", "climate")} and len(rows) == 2
    whole = sensitivity(capsys, "--sobol", 64, "--json").json["rows"]
    assert [row for row in whole if (row["steel works"], row["demand"], row["category"]) in places] == rows


def test_number_and_cost_are_told_before(folder, capsys):
    done = sensitivity(capsys, "--sobol", 64, "--explain")
    assert done.status == 0 and left_in(folder) == ["U.toml", "demands.csv", "inventory", "one"]
    assert "Sobol: 64 × (2 + 2) = 256 points × 2 items of axes = 512 evaluations of emission" in done.out
    assert "chosen" in done.out and "predicted" in done.out and "rejected" in done.out
    content = sensitivity(capsys, "--morris", 10, "--explain", "--json").json
    assert (content["points"], content["evaluations"]) == (30, 60) and content["explanation"]
    shown = sensitivity(capsys, "--morris", 10).out
    assert shown.index("Morris: 10 × (2 + 1) = 30 points") < shown.index("mean |effect|")


def test_tables_and_pictures_appear_together_and_are_the_same_each_time(folder, capsys, out):
    names = ("x.csv", "x.parquet", "x.xlsx", "x.svg", "x.png")
    for kind, size in (("--sobol", 64), ("--morris", 8)):
        targets = [part for name in names for part in ("-o", out / name)]
        assert sensitivity(capsys, kind, size, *targets).status == 0
        assert left_in(out) == sorted([*names, "x.csv.run.json"])
        rows = list(csv.DictReader((out / "x.csv").open(newline="")))
        content = json.loads((out / "x.csv.run.json").read_text())
        assert content["kind"] == kind[2:] and set(content["outputs"]) == set(names)
        assert [row["parameter"] for row in rows] == [row["parameter"] for row in content["rows"]]
        assert content["parameters"]["emission"]["distribution"] == "lognormal"
        picture = (out / "x.svg").read_bytes()
        assert sensitivity(capsys, kind, size, "-o", out / "x.svg").status == 0
        assert (out / "x.svg").read_bytes() == picture and b"emission" in picture
        (out / "x.svg.run.json").unlink()


def test_csv_on_standard_output(folder, capsys):
    done = sensitivity(capsys, "--sobol", 64, "-o", "-")
    assert done.out.startswith("steel works,demand,category,parameter,first,total,") and "Sobol" in done.err


def test_scores_that_do_not_move_are_told(folder, capsys):
    Path("U.toml").write_text(UNCERTAIN.replace('"-steel"', '"-4 + 0 * steel"'))
    done = sensitivity(capsys, "--sobol", 64, "--json")
    codes = {one["code"] for one in done.json["findings"]}
    assert "W171" in codes and all(
        row["first"] == 0.0 for row in done.json["rows"] if row["category"] == "acid"
    )
    shown = sensitivity(capsys, "--sobol", 64).out
    assert "that no parameter moves: not shown" in shown


def test_a_parameter_on_an_axis_or_without_use_is_left_out(folder, capsys):
    normal = '{ value = 2, distribution = "normal", scale = 0.1 }'
    Path("U.toml").write_text(UNCERTAIN.replace("works = 2\n", f"works = {normal}\nidle = {normal}\n"))
    content = sensitivity(capsys, "--sobol", 16, "--json").json
    assert set(content["parameters"]) == {"emission", "steel"}
    assert {"W192", "W410"} <= {one["code"] for one in content["findings"]}


def test_the_base_leaves_axes_out(folder, capsys):
    normal = '{ value = 2, distribution = "normal", scale = 0.1 }'
    Path("U.toml").write_text(UNCERTAIN.replace("works = 2\n", f"works = {normal}\n"))
    content = sensitivity(capsys, "--sobol", 256, "--base", "--demand", "mixed", "--json").json
    assert "W192" not in {one["code"] for one in content["findings"]}
    assert content["evaluations"] == 256 * 5 and "steel works" not in content["rows"][0]
    climate = [row for row in content["rows"] if row["category"] == "climate"]
    assert {row["parameter"] for row in climate} == {"emission", "steel", "works"}
    Path("U.toml").write_text(UNCERTAIN.replace("works = 2\n", ""))
    assert sensitivity(capsys, "--sobol", 16, "--base", "--json").error["code"] == "E416"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "E603"),
        (["--sobol", "64", "--morris", "4"], "E603"),
        (["--sobol", "64", "--levels", "4"], "E603"),
        (["--sobol", "64", "--rank", "variance"], "E603"),
        (["--sobol", "64", "--top", "3"], "E603"),
        (["--sobol", "64", "--amount", "2"], "E603"),
        (["--sobol", "64", "--at", "steel works"], "E603"),
        (["--sobol", "64", "--base", "--at", "steel works=today"], "E603"),
        (["--sobol", "64", "--explain", "-o", "x.csv"], "E603"),
        (["--sobol", "64", "-o", "x.nc"], "E602"),
        (["--sobol", "100"], "E173"),
        (["--sobol", "0"], "E173"),
        (["--morris", "1"], "E173"),
        (["--morris", "4", "--levels", "1"], "E173"),
        (["--morris", "4", "--levels", "5"], "E173"),
        (["--sobol", "64", "--seed", "-1"], "E117"),
        (["--sobol", "64", "--category", "climat"], "E207"),
        (["--sobol", "64", "--demand", "cars"], "E201"),
        (["--sobol", "64", "--at", "works=today"], "E208"),
        (["--sobol", "64", "--at", "steel works=later"], "E201"),
        (["--sobol", "64", "--memory", "1kB"], "E110"),
    ],
)
def test_refused(folder, capsys, arguments, code):
    before = left_in(folder)
    done = sensitivity(capsys, *arguments)
    assert done.status == 2 and done.err.startswith(f"roos: {code} ") and "hint" in done.err
    assert left_in(folder) == before


def test_the_place_of_a_wrong_size_is_its_option(folder, capsys):
    assert sensitivity(capsys, "--sobol", 100, "--json").error["where"] == "--sobol"
    assert sensitivity(capsys, "--morris", 9, "--levels", 1, "--json").error["where"] == "--levels"


def test_both_parts_of_the_command_are_kept_apart(folder, capsys):
    for arguments in (["--sobol", "64"], ["--levels", "4"], ["--at", "a=b"], ["--explain"]):
        given = ("sensitivity", "inventory", "--demand", "car", "--category", "climate", *arguments)
        assert run(capsys, *given, "--json").error["code"] == "E603"
    assert (
        run(capsys, "sensitivity", "--category", "climate", "--demand", "x", "--json").error["code"] == "E603"
    )
    assert run(capsys, "sensitivity", "inventory", "--demand", "car", "--json").error["code"] == "E603"


def test_a_file_in_which_nothing_is_uncertain(folder, capsys):
    Path("U.toml").write_text(model("x", {"x": "2"}, '[[axis]]\nname = "x"\nvalues = [1, 2]'))
    done = sensitivity(capsys, "--sobol", 64, "--json")
    assert (done.status, done.error["code"]) == (2, "E452") and "--template" in done.error["hint"]


def score_of(parameters, kind="sobol"):
    rng = np.random.default_rng(4)
    names = tuple(f"a parameter with quite a long name, number {i}: $ and more" for i in range(parameters))
    sizes = np.sort(rng.uniform(0, 1, parameters))[::-1]
    if kind == "sobol":
        values = {
            "total": sizes,
            "first": sizes / 2 - 0.02,
            "total_error": sizes / 9,
            "first_error": sizes / 7,
        }
    else:
        values = {"mu_star": sizes, "sigma": sizes / 3, "mu_star_error": sizes / 9, "mu": -sizes}
    return OneScore(kind, {"demand": "d", "category": "c"}, "kg CO2-eq", names, values)


@pytest.mark.parametrize("kind", ["sobol", "morris"])
@pytest.mark.parametrize("size", [{}, {"width": 10.0, "height": 9.0}, {"width": 30.0}])
@pytest.mark.parametrize("parameters", [1, 6, 30])
def test_no_text_lies_over_another_or_outside(parameters, size, kind):
    title = (
        "What makes the score uncertain: climate change of a demand with a rather long name, half electric"
    )
    drawing = draw_indices(
        score_of(parameters, kind), title=title, notes=["Sobol, 5 120 evaluations."], **size
    )
    texts = visible(drawing)
    width, height = drawing.get_size_inches() * drawing.dpi
    assert not [t for t, b in texts if b.x0 < -1 or b.y0 < -1 or b.x1 > width + 1 or b.y1 > height + 1]
    assert not overlapping(texts)
    assert drawing.axes[0].get_position().width > 0.13
    bars = len(drawing.axes[0].patches) // 2
    whole = " ".join(text.replace("\n", " ") for text, _ in texts)
    assert (bars == parameters) != (f"{bars} of {parameters} parameters drawn" in whole)


def test_bars_are_read_in_grey_and_the_same_each_time():
    contents = []
    for _ in range(2):
        drawing, file = draw_indices(score_of(4), title="t"), io.BytesIO()
        saver(drawing, ".svg")(file)
        contents.append(file.getvalue())
    assert contents[0] == contents[1]
    bars = drawing.axes[0].patches
    greys = {bool(bar.get_hatch()): np.dot((0.3, 0.59, 0.11), bar.get_facecolor()[:3]) for bar in bars}
    assert set(greys) == {True, False} and greys[True] - greys[False] > 0.4
