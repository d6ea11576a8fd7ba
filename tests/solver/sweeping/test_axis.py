"""Axes: their items, texts and numbers, and what is refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roos import Axis, Labels, RoosError, ScenarioSet
from roos.sweeping import items
from solver.test_scenario import build


def refusal(ask) -> RoosError:
    with pytest.raises(RoosError) as caught:
        ask()
    return caught.value


def test_values():
    axis = Axis.values("price", [0.1, 2, 1e-7], parameter="power", unit="EUR/kWh")
    assert (axis.name, axis.labels.kind, axis.labels.ids) == ("price", "price", ("0.1", "2", "1e-07"))
    assert axis.numbers.tolist() == [0.1, 2.0, 1e-7] and axis.unit == "EUR/kWh" and len(axis) == 3
    assert {name: values.tolist() for name, values in axis.parameters.items()} == {"power": [0.1, 2.0, 1e-7]}
    assert axis.scenarios is None
    assert list(Axis.values("load", np.array([1, 2])).parameters) == ["load"]
    assert Axis.values("load", (1, 2), labels=["low", "high"]).labels.ids == ("low", "high")
    assert repr(axis) == "Axis('price', 3 items: power)"


def test_an_axis_owns_its_numbers():
    given_ = np.array([1.0, 2.0])
    axis = Axis.values("load", given_)
    given_[0] = 7.0
    assert axis.numbers[0] == 1.0 == axis.parameters["load"][0]
    with pytest.raises(ValueError, match="read-only"):
        axis.numbers[0] = 3.0
    with pytest.raises(TypeError):
        axis.parameters["x"] = given_


@pytest.mark.parametrize(
    ("start", "stop", "how", "wanted"),
    [
        (0, 1, {"step": 0.25}, [0, 0.25, 0.5, 0.75, 1]),
        (0, 0.3, {"step": 0.1}, [0, 0.1, 0.2, 0.3]),
        (1.1, 0.8, {"step": -0.1}, [1.1, 1.0, 0.9, 0.8]),
        (2020, 2050, {"step": 10}, [2020, 2030, 2040, 2050]),
        (0, 1, {"count": 4}, [0, 1 / 3, 2 / 3, 1]),
        (5, 5, {"count": 1}, [5]),
        (5, 5, {"step": 2}, [5]),
        (-1, 1, {"count": 3}, [-1, 0, 1]),
    ],
)
def test_ranges_hold_what_the_decimals_say(start, stop, how, wanted):
    assert Axis.range("x", start, stop, **how).numbers.tolist() == wanted


@given(st.decimals(-100, 100, places=3), st.decimals("0.001", 10, places=3), st.integers(0, 60))
def test_a_range_is_rounded_once(start, step, count):
    stop = start + step * count
    axis = Axis.range("x", float(start), float(stop), step=float(step))
    assert axis.numbers.tolist() == [float(Fraction(start) + i * Fraction(step)) for i in range(count + 1)]


def test_zipped_sets_several_parameters():
    axis = Axis.zipped("case", {"load": [1, 2.5], "speed": [50, 80]})
    assert axis.labels.ids == ("1, 50", "2.5, 80") and axis.numbers is None
    assert axis.parameters["speed"].tolist() == [50.0, 80.0]
    assert Axis.zipped("case", {"a": [1, 1]}, labels=["low", "same"]).labels.ids == ("low", "same")
    assert Axis.zipped("case", {"a": [3, 1]}).numbers.tolist() == [3.0, 1.0]


def test_years():
    axis = Axis.years("year", [2050, 2030], {"wind": [0.7, 0.4]})
    assert axis.labels.ids == ("2050", "2030") and axis.numbers.tolist() == [2050.0, 2030.0]
    assert list(axis.parameters) == ["year", "wind"] and axis.parameters["year"].tolist() == [2050.0, 2030.0]
    assert list(Axis.years("time horizon", [2030], {"wind": [1]}).parameters) == ["wind"]
    assert Axis.years("year", range(2020, 2051)).numbers.size == 31


def test_ready_made_scenarios():
    scenarios = ScenarioSet.of([build("a", technosphere={("power", "burn"): 2.0}), build("b")])
    axis = Axis.of_scenarios("file", scenarios)
    assert axis.labels.ids == ("a", "b") and axis.scenarios is scenarios
    assert axis.numbers is None and not axis.parameters
    assert "ready-made" in repr(axis)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Axis.values("x", []), "E412"),
        (lambda: Axis.values("", [1]), "E412"),
        (lambda: Axis.values("  ", [1], parameter="x"), "E412"),
        (lambda: Axis.values("x", [1, 2, 1.0]), "E412"),
        (lambda: Axis.values("x", [1, math.nan]), "E106"),
        (lambda: Axis.values("x", [1, math.inf]), "E106"),
        (lambda: Axis.values("x", [1, "2"]), "E117"),
        (lambda: Axis.values("x", [1, True]), "E117"),
        (lambda: Axis.values("x", [1, None]), "E117"),
        (lambda: Axis.values("x", "123"), "E117"),
        (lambda: Axis.values("x", 5), "E117"),
        (lambda: Axis.values("x", {1: 2}), "E117"),
        (lambda: Axis.values("x", np.ones((2, 2))), "E117"),
        (lambda: Axis.values("x", np.array(["a"])), "E117"),
        (lambda: Axis.values("x", [1, 2], labels="ab"), "E117"),
        (lambda: Axis.values("x", [1, 2], labels=5), "E117"),
        (lambda: Axis.values("x", [1, 2], labels=["a"]), "E412"),
        (lambda: Axis.values("x", [1, 2], labels=["a", "a"]), "E412"),
        (lambda: Axis.values("x", [1, 2], labels=["a", ""]), "E412"),
        (lambda: Axis.values("price of x", [1]), "E413"),
        (lambda: Axis.values("x", [1], parameter="min"), "E413"),
        (lambda: Axis.range("x", 0, 1), "E412"),
        (lambda: Axis.range("x", 0, 1, step=0.5, count=3), "E412"),
        (lambda: Axis.range("x", 0, 1, step=0), "E412"),
        (lambda: Axis.range("x", 0, 1, step=-0.5), "E412"),
        (lambda: Axis.range("x", 0, 1, step=0.3), "E412"),
        (lambda: Axis.range("x", 0, 1, count=0), "E412"),
        (lambda: Axis.range("x", 0, 1, count=1), "E412"),
        (lambda: Axis.range("x", 1, 1, count=2), "E412"),
        (lambda: Axis.range("x", 0, 1, count=2.0), "E412"),
        (lambda: Axis.range("x", 0, math.inf, step=1), "E106"),
        (lambda: Axis.range("x", 0, 10**400, step=1), "E106"),
        (lambda: Axis.range("x", math.nan, 1, step=1), "E106"),
        (lambda: Axis.range("x", "0", 1, step=1), "E117"),
        (lambda: Axis.range("x", 0, 1, step=1e-9), "E505"),
        (lambda: Axis.range("x", 0, 1, count=10**12), "E505"),
        (lambda: Axis.zipped("x", {}), "E412"),
        (lambda: Axis.zipped("x", {"a": [1, 2], "b": [1]}), "E412"),
        (lambda: Axis.zipped("x", {"a": [], "b": []}), "E412"),
        (lambda: Axis.zipped("x", {"a": [1, 1], "b": [2, 2]}), "E412"),
        (lambda: Axis.zipped("x", [1, 2]), "E117"),
        (lambda: Axis.zipped("x", {"a b": [1]}), "E413"),
        (lambda: Axis.years("year", [2030.5]), "E412"),
        (lambda: Axis.years("year", [2030, 2030]), "E412"),
        (lambda: Axis.years("year", [2030], {"a": [1, 2]}), "E412"),
        (lambda: Axis.of_scenarios("file", ScenarioSet.of([])), "E412"),
        (lambda: Axis.of_scenarios("file", [build("a")]), "E117"),
        (lambda: Axis("x", Labels("x", ("a",)), np.ones(2)), "E412"),
    ],
)
def test_refusals(make, code):
    problem = refusal(make)
    assert problem.code == code and problem.where.startswith("axis") and problem.hint, problem


def test_a_range_that_does_not_arrive_says_where_it_would():
    problem = refusal(lambda: Axis.range("x", 0, 1, step=0.3))
    assert "never arrive at 1" in problem.message and "0.9 or 1.2" in problem.hint


def test_too_many_items(monkeypatch):
    monkeypatch.setattr(items, "LIMIT", 3)
    assert len(Axis.values("x", [1, 2, 3])) == 3
    assert refusal(lambda: Axis.values("x", [1, 2, 3, 4])).code == "E505"
    assert refusal(lambda: Axis.range("x", 1, 4, step=1)).code == "E505"
