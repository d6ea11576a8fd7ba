"""``roos monte-carlo --sweep``: scenarios and uncertain parameters of a file, drawn together."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

import roos
from cli.cases import DEMANDS, LABELS, A, B, C, left_in, matrix_folder, run
from cli.test_monte_carlo import spread
from cli.uncertain_files import AXIS, UNCERTAIN
from roos import Axis, Distribution, FormulaChange, ScenarioSpace
from roos_cli.failures import Terminated
from roos_inventories import read

MIXED = {"a car": {"car": 1.0}, "mixed": {"steel": 2.0, "power": 10.0}}
GIVEN = {"emission": Distribution.lognormal(8.0, 0.2), "steel": Distribution.triangular(3.0, 4.0, 6.0)}


@pytest.fixture
def sweep(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    matrix_folder(tmp_path / "inventory", A, B, C, LABELS)
    (tmp_path / "demands.csv").write_text(DEMANDS)
    path = tmp_path / "U.toml"
    path.write_text(UNCERTAIN)
    return path


WHOLE = ("inventory", "--demands", "demands.csv", "--samples", "8", "--seed", "1", "-o", "out")


def call(capsys, *more):
    return run(capsys, "monte-carlo", "--sweep", "U.toml", "--samples", 64, "--seed", 7, "-o", "out", *more)


def in_python(**how):
    system = read("inventory")
    formulas = [
        FormulaChange("biosphere", "co2", "make power", "emission"),
        FormulaChange("technosphere", "steel", "make car", "-steel"),
        FormulaChange("biosphere", "co2", "make steel", "works"),
    ]
    axes = [Axis.values("steel works", [2.0, 1.0], parameter="works", labels=["today", "clean"])]
    parameters = {"emission": 8.0, "steel": 4.0, "works": 2.0}
    space = ScenarioSpace.build(system, axes, formulas, parameters=parameters)
    return roos.monte_carlo(system, MIXED, samples=64, seed=7, scenarios=space, parameters=GIVEN, **how)


def table(name):
    with open(name, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("design", ["random", "latin-hypercube", "sobol"])
def test_it_gives_the_numbers_of_python(sweep, capsys, design):
    outcome = call(capsys, "--design", design, "--json")
    assert outcome.status == 0, outcome.err
    wanted = in_python(design=design.replace("-", " "))
    stored = roos.open_monte_carlo("out/store")
    assert np.array_equal(stored.block(0, 64), wanted.block(0, 64))
    assert left_in(Path("out")) == [
        "SWEEP.toml", "parameters.parquet", "run.json", "samples.parquet", "statistics.csv", "store"
    ]  # fmt: skip
    rows = table("out/statistics.csv")
    assert [row["scenario"] for row in rows[::4]] == ["base", "today", "clean"]
    assert [float(row["mean"]) for row in rows] == wanted.statistics().mean.ravel().tolist()
    record = json.loads(Path("out/run.json").read_text())
    assert record["scenarios"] == ["base", "today", "clean"] and record["uncertain"] == ["parameters"]
    assert record["parameters"]["steel"] == {
        "distribution": "triangular", "loc": 4.0, "minimum": 3.0, "maximum": 6.0
    }  # fmt: skip
    assert record["sweep"]["file"] == "U.toml" and record["inputs"]["demands"]["file"] == "demands.csv"
    assert Path("out/SWEEP.toml").read_text() == UNCERTAIN


def test_the_drawn_values_give_the_samples_of_every_scenario(sweep, capsys):
    """Dense algebra with the values of parameters.parquet: all scenarios share the draws of a sample."""
    pandas = pytest.importorskip("pandas")
    assert call(capsys).status == 0
    drawn = pandas.read_parquet("out/parameters.parquet")
    assert list(drawn.columns) == ["sample", "emission", "steel"] and len(drawn) == 64
    samples = pandas.read_parquet("out/samples.parquet")
    climate = samples[(samples.category == "climate") & (samples.demand == "a car")]
    for sample in (0, 41, 63):
        for scenario, works in (("base", 2.0), ("today", 2.0), ("clean", 1.0)):
            a, b = np.array(A), np.array(B)
            b[0, 0], a[1, 2], b[0, 1] = drawn.emission[sample], -drawn.steel[sample], works
            wanted = (np.array(C) @ b @ np.linalg.solve(a, [0.0, 0.0, 1.0]))[0]
            found = climate[(climate["sample"] == sample) & (climate.scenario == scenario)].score
            assert found.item() == pytest.approx(wanted, rel=1e-12)


def test_a_case_beside_its_baseline_shares_the_draws(sweep, capsys):
    assert call(capsys).status == 0
    arguments = ("--axis", "scenario", "--baseline", "today", "--case", "clean", "--category", "climate")
    rows = run(capsys, "samples", "out", *arguments, "--json").json["rows"]
    by_hand = [row for row in table("out/statistics.csv") if row["category"] == "climate"]
    mixed = {row["scenario"]: float(row["standard_deviation"]) for row in by_hand if row["demand"] == "mixed"}
    (found,) = [row for row in rows if row["demand"] == "mixed"]
    assert found["probability_lower"] == 1.0 and found["correlation"] > 0.999
    assert found["standard_deviation"] < mixed["clean"] / 100, (
        "the difference is certain: shared draws cancel"
    )


def test_exchanges_and_parameters_are_drawn_together_or_apart(sweep, capsys):
    np.savez("inventory/uncertainty_B.npz", **spread(B, 0.3))
    assert call(capsys).status == 0
    assert roos.open_monte_carlo("out/store").uncertain == ("biosphere", "parameters")
    wanted = in_python()
    assert np.array_equal(roos.open_monte_carlo("out/store").block(0, 64), wanted.block(0, 64))
    for part, name in (("parameters", "one"), ("biosphere", "two")):
        assert call(capsys, "--uncertain", part, "-o", name).status == 0
        assert roos.open_monte_carlo(f"{name}/store").uncertain == (part,)
    assert not Path("two/parameters.parquet").exists()


def test_the_command_line_goes_before_the_file(sweep, capsys):
    Path("U.toml").write_text(
        UNCERTAIN.replace('"inventory"', '"nowhere"').replace("demands.csv", "none.csv")
    )
    assert call(capsys, "--json").error["code"] in ("E501", "E510")
    text = UNCERTAIN.replace('inventory = "inventory"', 'inventory = "textbook"')
    Path("U.toml").write_text(text.replace('"demands.csv"', '{ x = { "bakery/bread" = 1 } }'))
    given = ["monte-carlo", "inventory", "--demands", "demands.csv", "--sweep", "U.toml", "--samples", 64]
    outcome = run(capsys, *given, "--seed", 7, "-o", "out", "--json")
    assert outcome.status == 0, outcome.err
    assert np.array_equal(roos.open_monte_carlo("out/store").block(0, 64), in_python().block(0, 64))
    assert outcome.json["inputs"]["inventory"]["locator"] == "inventory"


def test_a_file_without_an_axis_has_the_base_alone(sweep, capsys):
    sweep.write_text(UNCERTAIN.replace(AXIS, ""))
    outcome = call(capsys)
    assert outcome.status == 0 and "1 scenario; parameters drawn: emission, steel" in outcome.out
    wanted = in_python().block(0, 64)[:, 1]  # "today" is as the base
    np.testing.assert_allclose(roos.open_monte_carlo("out/store").block(0, 64)[:, 0], wanted, rtol=1e-13)
    refused = run(capsys, "sweep", "U.toml", "-o", "swept", "--json")
    assert refused.error["code"] == "E422" and "monte-carlo" in refused.error["hint"]


def test_a_sweep_takes_the_values_and_says_so(sweep, capsys):
    content = run(capsys, "sweep", "U.toml", "-o", "swept", "--json").json
    (finding,) = [one for one in content["findings"] if one["code"] == "W191"]
    assert "emission, steel" in finding["message"] and finding["severity"] == "note"


def test_what_the_command_does_not_use_is_told(sweep, capsys):
    prices = '[[change]]\npart = "prices"\ncategory = "climate"\nvalue = "works"\n'
    text = UNCERTAIN.replace("[parameters]", 'prices = ["tno-2020"]\n[parameters]', 1)
    sweep.write_text(text + prices + '[outputs]\nlayout = "wide"\n[run]\npath = "refactorise"\n')
    content = call(capsys, "--json").json
    (finding,) = [one for one in content["findings"] if one["code"] == "W191"]
    assert "prices, outputs, run.path" in finding["message"]
    assert np.array_equal(roos.open_monte_carlo("out/store").block(0, 64), in_python().block(0, 64))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value = 8,", "value = -8,", "W190"),
        ("works = 2\n", 'works = { value = 2, distribution = "normal", scale = 0.1 }\n', "W192"),
        ("works = 2\n", 'works = 2\nidle = { value = 2, distribution = "normal", scale = 0.1 }\n', "W410"),
    ],
)
def test_warnings_of_the_file_are_shown_and_kept(sweep, capsys, old, new, code):
    changed = UNCERTAIN.replace(old, new)
    sweep.write_text(changed.replace("scale = 0.2 }", "loc = 2, scale = 0.2, negative = false }"))
    outcome = call(capsys)
    assert outcome.status == 0 and f"{code} " in outcome.out and "U.toml, line" in outcome.out
    findings = json.loads(Path("out/run.json").read_text())["findings"]
    codes = [one["code"] for one in findings if one["severity"] == "warning"]
    assert [one for one in codes if one != "W404"] == [code], "told once"


def test_points_that_are_no_power_of_two_are_told(sweep, capsys):
    outcome = call(capsys, "--design", "sobol", "--samples", 60)
    assert outcome.status == 0 and "W194" in outcome.out and "draw 32 or 64" in outcome.out


def test_a_folder_is_gone_on_with_by_the_same_file_only(sweep, capsys):
    assert call(capsys).status == 0
    before = roos.open_monte_carlo("out/store").block(0, 64)
    assert call(capsys, "--json").error["code"] == "E604"
    assert call(capsys, "--resume", "--design", "sobol", "--json").error["code"] == "E606"
    sweep.write_text(UNCERTAIN.replace("scale = 0.2", "scale = 0.3"))
    refused = call(capsys, "--resume", "--json").error
    assert refused["code"] == "E606" and "drawn parameters" in refused["message"]
    assert Path("out/SWEEP.toml").read_text() == UNCERTAIN, "left as it was"
    Path("new").mkdir()
    Path("new/SWEEP.toml").write_text("mine")
    assert call(capsys, "-o", "new", "--json").error["code"] == "E604"
    assert left_in(Path("new")) == ["SWEEP.toml"]
    sweep.write_text("# the same with a comment\n" + UNCERTAIN)
    assert call(capsys, "--resume").status == 0
    assert np.array_equal(roos.open_monte_carlo("out/store").block(0, 64), before)


@pytest.mark.parametrize("design", ["random", "sobol"])
@pytest.mark.parametrize(("signal", "status"), [(KeyboardInterrupt, 130), (Terminated, 143)])
def test_stopped_and_gone_on_with_to_the_same_bits(sweep, capsys, monkeypatch, signal, status, design):
    from roos.montecarlo import way

    monkeypatch.setattr(way, "LEAST_CONDENSED", 8)
    assert call(capsys, "--design", design, "-o", "whole").status == 0
    real = roos.monte_carlo

    def stopped(*given, **options):
        def progress(phase, fraction):
            if phase == "samples" and fraction > 0.4:
                raise signal

        return real(*given, **{**options, "progress": progress})

    monkeypatch.setattr(roos, "monte_carlo", stopped)
    done = call(capsys, "--design", design)
    assert done.status == status and "--resume" in done.err and left_in(Path("out")) == ["store"]
    monkeypatch.setattr(roos, "monte_carlo", real)
    assert call(capsys, "--design", design, "--resume").status == 0
    for name in ("samples.parquet", "statistics.csv", "parameters.parquet"):
        assert Path("out", name).read_bytes() == Path("whole", name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--samples", "0"], "E450"),
        (["--samples", "-3"], "E450"),
        (["--seed", "-1"], "E451"),
        (["--design", "sobol", "--stop", "0.1"], "E603"),
        (["--design", "sobol", "--uncertain", "technosphere"], "E603"),
        (["--design", "halton"], "E603"),
        (["--uncertain", "technosphere"], "E452"),
        (["--memory", "1kB"], "E110"),
        (["--sweep", "none.toml"], "E501"),
        (["--sweep", "demands.csv"], "E502"),
    ],
)
def test_wrong_use(sweep, capsys, arguments, code):
    done = call(capsys, *arguments, "--json")
    assert (done.status, done.error["code"]) == (2, code) and done.error["hint"]
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--samples", "8", "--seed", "1", "-o", "out"],
        ["inventory", "--samples", "8", "--seed", "1", "-o", "out"],
        ["--sweep", "U.toml", "--seed", "1", "-o", "out"],
        ["--sweep", "U.toml", "--samples", "8", "-o", "out"],
        ["--sweep", "U.toml", "--samples", "8", "--seed", "1"],
        [*WHOLE, "--design", "sobol"],
        [*WHOLE, "--uncertain", "parameters"],
    ],
)
def test_something_is_missing(sweep, capsys, arguments):
    done = run(capsys, "monte-carlo", *arguments, "--json")
    assert (done.status, done.error["code"]) == (2, "E603") and done.error["hint"]


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ('"lognormal"', '"lognornal"', "E423", "line 5: parameters, emission, distribution"),
        ("scale = 0.2", "scale = -0.2", "E150", "line 5: parameters, emission, scale"),
        ("minimum = 3", "minimum = 7", "E151", "line 6: parameters, steel, minimum"),
        ("value = 8", 'value = "works"', "E424", "line 5: parameters, emission, value"),
        ('activity = "make car"', 'activity = "make cars"', "E201", "line 18: change 2"),
        ('value = "emission"', 'value = "1 / max(0, 9 - emission)"', "E415", "line 17: change 1, value"),
    ],
)
def test_mistakes_are_told_with_their_line(sweep, capsys, old, new, code, where):
    sweep.write_text(UNCERTAIN.replace(old, new, 1))
    done = call(capsys, "--json")
    assert done.status == 2 and done.error["code"] == code, done.out
    assert where in done.error["where"] and done.error["hint"]
    assert code != "E415" or "sample" in done.error["where"]


def test_a_file_in_which_nothing_is_uncertain(sweep, capsys):
    text = UNCERTAIN.replace('{ value = 8, distribution = "lognormal", scale = 0.2 }', "8")
    sweep.write_text(
        text.replace('{ value = 4, distribution = "triangular", minimum = 3, maximum = 6 }', "4")
    )
    for more in ((), ("--uncertain", "parameters"), ("--design", "sobol")):
        done = call(capsys, *more, "--json")
        assert (done.status, done.error["code"]) == (2, "E452") and done.error["hint"]


def test_the_template_runs_as_it_is(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = run(capsys, "monte-carlo", "--template").out
    assert run(capsys, "monte-carlo", "--template", "--json").json == {"template": text}
    assert tomllib.loads(text)["parameters"]["mill"]["distribution"] == "lognormal"
    Path("U.toml").write_text(text)
    outcome = call(capsys)
    assert outcome.status == 0 and "To know" not in outcome.out
    assert [row["scenario"] for row in table("out/statistics.csv")][-1] == "electric"
