"""The space of scenarios: what is told and what is refused, by name."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from roos import (
    Axis,
    Finding,
    Formula,
    FormulaChange,
    Parameters,
    Part,
    Scenario,
    ScenarioSet,
    ScenarioSpace,
    Severity,
    System,
    Times,
)
from roos.sweeping import building, tables
from solver.sweeping.spaces import (
    CLEAN,
    CO2,
    COAL,
    DIRTY,
    LOAD,
    NOTHING,
    POWER,
    SET,
    SHARE,
    YEAR,
    space,
    whole,
)
from solver.test_scenario import ACTIVITIES, PRODUCTS, SYSTEM, build, refusal


def test_a_formula_that_is_not_the_inventory_at_its_base_is_told():
    parameters = {"load": 0.5, "year": 2030, "share": "1", "capture": 0.2}
    (finding,) = space([LOAD, SHARE], [POWER, COAL, CO2], parameters=parameters).findings
    assert (finding.code, finding.severity, finding.count) == ("W404", "warning", 1)
    assert "co2" in finding.where and "formula 0.8, inventory 1" in finding.where and finding.hint
    many = [
        FormulaChange("technosphere", product, activity, "load")
        for product, activity in itertools.product(PRODUCTS.ids, ACTIVITIES.ids)
    ]
    told = {finding.code: finding for finding in space([LOAD], many, parameters={"load": 7}).findings}
    assert told["W404"].count == 9 and told["W404"].where.endswith("; …")
    assert told["W402"].count == 2 and told["W402"].severity == "note"
    # without a value of its own a parameter that an axis sets has no base to compare with
    assert space([LOAD, YEAR], [POWER]).findings == ()
    # what has no finite value at a base that no scenario uses is nobody's error
    assert (
        space([LOAD], [FormulaChange("biosphere", "co2", "burn", "1/load")], parameters={"load": 0}).findings
        == ()
    )


def test_an_axis_that_changes_nothing_is_told():
    some = space([LOAD, SHARE, Axis.of_scenarios("file", ScenarioSet.of([NOTHING]))], [COAL])
    assert [(finding.code, finding.where) for finding in some.findings] == [
        ("W405", "axis load"),
        ("W405", "axis file"),
    ]
    assert "load" in some.findings[0].message
    # one of several parameters that is misspelled would otherwise keep its own value in silence
    zipped = Axis.years("year", [2030, 2050], {"shaer": [0.1, 0.2], "share": [0.3, 0.4]})
    (finding,) = space([zipped], [COAL], parameters={"share": 1.0}).findings
    assert finding.code == "W405" and "(shaer)" in finding.message
    # a parameter of a parameter is needed too, unless an axis sets the parameter in between
    parameters = {"share": "load / 2"}
    assert not space([LOAD], [COAL], parameters=parameters).findings
    assert [finding.where for finding in space([LOAD, SHARE], [COAL], parameters=parameters).findings] == [
        "axis load"
    ]


def test_findings_of_files_are_carried():
    told = replace(SET, findings=(Finding("W402", Severity.NOTE, "told by the reader"),))
    assert ScenarioSpace.of(SYSTEM, told).findings == told.findings


@pytest.mark.parametrize(
    ("axes", "formulas", "code", "place"),
    [
        ([LOAD, LOAD], [], "E412", "load"),
        ([LOAD, Axis.values("other", [1], parameter="load")], [], "E418", "other"),
        ([Axis.values("demand", [1])], [], "E412", "demand"),
        (LOAD, [], "E117", ""),
        ([5], [], "E117", ""),
        ([LOAD], [5], "E117", "formulas"),
        ([LOAD], COAL, "E117", "formulas"),
        ([LOAD], "load", "E117", "formulas"),
        ([LOAD], [FormulaChange("technosfere", "coal", "burn", "load")], "E117", "coal"),
        ([LOAD], [FormulaChange("technosphere", "cole", "burn", "load")], "E201", "cole"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burnn", "load", where="line 7")], "E201", "line 7"),
        ([LOAD], [FormulaChange("characterisation", "climat", "co2", "load")], "E207", "climat"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", "lode", where="line 7")], "E416", "line 7"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", "load +", where="line 7")], "E413", "line 7"),
        ([LOAD], [FormulaChange("technosphere", "coal", "burn", 5)], "E117", "coal"),
        ([LOAD], [COAL, replace(COAL, where="line 7", times=False)], "E402", "line 7"),
        ([LOAD], [FormulaChange("biosphere", "co2", "dig", "load", times=True)], "E404", "co2"),
        ([LOAD], [FormulaChange("demands", "coal", "x", "load")], "E405", "demands"),
    ],
)  # fmt: skip
def test_refusals(axes, formulas, code, place):
    problem = refusal(lambda: space(axes, formulas, parameters={"share": 1.0}))
    assert problem.code == code and place in problem.where, problem


def test_parameters_are_checked():
    assert refusal(lambda: space([LOAD], [COAL], parameters={"share": "x", "x": "share"})).code == "E417"
    assert refusal(lambda: space([LOAD], [COAL], parameters={"share": "missing"})).code == "E416"
    assert refusal(lambda: space([LOAD], [COAL], parameters=[1])).code == "E117"
    used = space([LOAD], [COAL], parameters=Parameters({"share": "load", "unused": "missing"}))
    assert whole(used)[Part.TECHNOSPHERE].tolist() == [[-0.3, -0.15, -0.18]]
    ready = FormulaChange("technosphere", "coal", "burn", Formula.parse("-load"))
    assert whole(space([LOAD], [ready]))[Part.TECHNOSPHERE].tolist() == [[-0.3, -0.5, -0.6]]


def test_limits(monkeypatch):
    long = [Axis.range(name, 1, 1000, step=1) for name in "abcdef"]
    assert refusal(lambda: space(long)).code == "E505"
    monkeypatch.setattr(building, "_AXES", 1)
    assert refusal(lambda: space([LOAD, YEAR])).code == "E505"


def test_nothing_to_sweep():
    some = space([])
    assert (len(some), some.shape, some.names(0, 1), dict(some.block(0, 1))) == (1, (), ["base"], {})
    assert some.coordinates(0, 1).shape == (0, 1) and some.scenario(0).is_empty
    assert refusal(lambda: ScenarioSpace.of(SYSTEM, [])).code == "E412"
    idle = space([LOAD])
    assert len(idle) == 3 and dict(idle.block(0, 3)) == {} and idle.scenario(2).is_empty


def test_another_system_is_refused():
    other = System.build("two", np.eye(2), np.ones((1, 2)))
    assert refusal(lambda: ScenarioSpace.of(other, SET)).code == "E405"
    some = ScenarioSpace.of(SYSTEM, SET)
    assert refusal(lambda: ScenarioSpace.of(other, some)).code == "E405"
    changed = DIRTY.apply(SYSTEM)
    problem = refusal(lambda: ScenarioSpace.of(changed, some))
    assert problem.code == "E405" and "electricity" in problem.message
    assert ScenarioSpace.of(replace(SYSTEM, name="same"), some) is some


@pytest.mark.parametrize("given_", [5, None, "clean", [5], {"clean": CLEAN}])
def test_what_are_no_scenarios(given_):
    assert refusal(lambda: ScenarioSpace.of(SYSTEM, given_)).code == "E117"


def test_an_infinite_factor_of_a_file_is_named():
    huge = ScenarioSet.of([build("s", technosphere={("power", "make steel"): -1e308})])
    system = huge[0].apply(SYSTEM)
    twice = ScenarioSet.of([Scenario.build("t", system, technosphere={("power", "make steel"): Times(10)})])
    problem = refusal(lambda: ScenarioSpace.of(system, twice))
    assert problem.code == "E106" and "electricity" in problem.where


@pytest.mark.parametrize("tabled", [True, False])
@pytest.mark.parametrize(
    ("formula", "scenario", "word"),
    [
        ("1 / (x - 2) + y", "2 | 5", "division by zero"),
        ("(x * 1e200 - 3e200) * 1e200", "1 | 5", "too large"),
        ("(y - 6)^0.5", "1 | 5", "negative number"),
        ("min(1 / (y - 6), 3)", "1 | 6", "division by zero"),
        ("inner", "1 | 6", "division by zero"),
        ("2^(y * 25)", "1 | 6", "exponent"),
    ],
)
def test_no_finite_value_names_formula_scenario_and_parameters(monkeypatch, tabled, formula, scenario, word):
    if not tabled:
        monkeypatch.setattr(tables, "_ONE_TABLE", 0)
    axes = [Axis.values("x", [1, 2, 3]), Axis.values("y", [5, 6])]
    change = FormulaChange("biosphere", "co2", "burn", formula, where="line 7")
    parameters = Parameters({"inner": "x / (y - 6)"}, "case.toml")

    def ask() -> object:
        return whole(space(axes, [change], parameters=parameters))

    problem = refusal(ask)
    assert problem.code in ("E414", "E415") and word in problem.message, problem
    assert f"scenario '{scenario}'" in problem.where
    assert ("parameter 'inner'" if formula == "inner" else "line 7") in problem.where
    assert "x = " in problem.message or "y = " in problem.message


def test_an_infinite_product_with_the_inventory_is_named():
    change = FormulaChange("biosphere", "co2", "make steel", "x * 1e308", times=True, where="line 7")
    problem = refusal(lambda: space([Axis.values("x", [0.5, 1])], [change]))
    assert problem.code == "E415" and "scenario '1'" in problem.where and "line 7" in problem.where
