"""Scenarios inside outer axes: idle axes, outer items that are no scenario by themselves, any piece alone."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from roos import Axis, Demands, FormulaChange, Labels, Method, Options, ScenarioSpace, System
from roos.sweeping.plan import Plan
from roos.sweeping.problem import Problem
from roos.sweeping.reopen import Begun
from roos.sweeping.runner import PathCode, Runner

SYSTEM = System.build(
    "loop",
    sp.csc_array(np.array([[0.5, -1.0, -0.1], [-1.0, 0.5, -0.1], [0.0, 0.0, 1.0]])),
    np.array([[1.0, 2.0, 3.0]]),
    characterisation=Method.build("m", np.array([[1.0]]), Labels.numbered("category", 1)),
)
DEMANDS = Demands.of({"one": {"0": 1.0, "2": 0.5}, "two": {"1": 1.0}}, SYSTEM.products)


def runner_of(space: ScenarioSpace, inner: str, outer: tuple[int, ...]) -> Runner:
    problem = Problem.of(SYSTEM, DEMANDS, places=space.places)
    plan = Plan.choose(space, problem, begun=Begun(inner, outer, 3))
    assert (plan.inner, plan.outer) == (inner, outer)
    return Runner(space, problem, plan, roos.score(SYSTEM, DEMANDS), Options())


def check(space: ScenarioSpace, runner: Runner) -> None:
    """Compare all scenarios with the rebuilt system, and any piece with the whole, bit by bit."""
    whole = runner.rows(0, len(space))
    for i in range(len(space)):
        scenario = space.scenario(i)
        plain = roos.score(scenario.apply(SYSTEM), scenario.apply_demands(DEMANDS))
        np.testing.assert_allclose(whole.scores[i], plain.scores, rtol=1e-12)
        one = runner.rows(i, i + 1)
        assert all(np.array_equal(a[i : i + 1], b) for a, b in zip(whole, one, strict=True))


@pytest.mark.parametrize(("x", "idle"), [(0, 1), (1, 0)])
def test_an_idle_axis_does_not_hide_the_others(x: int, idle: int) -> None:
    axes = {x: Axis.values("x", [1.5, 3.0, 4.0]), idle: Axis.values("idle", [1.0, 2.0])}
    changes = [FormulaChange("technosphere", "0", "0", "x"), FormulaChange("biosphere", "0", "1", "x")]
    space = ScenarioSpace.build(SYSTEM, [axes[0], axes[1]], changes)
    check(space, runner_of(space, "products", (x,)))


def test_outer_items_that_are_singular_beside_the_base_are_no_scenario() -> None:
    """A is singular at x = 2 with the y of the base, and in none of the scenarios."""
    space = ScenarioSpace.build(
        SYSTEM,
        [Axis.values("x", [2.0, 2.2]), Axis.values("y", [3.0, 0.7])],
        [FormulaChange("technosphere", "0", "0", "x"), FormulaChange("technosphere", "1", "1", "y")],
    )
    runner = runner_of(space, "low rank", (0,))
    check(space, runner)
    assert (runner.rows(1, 3).path == PathCode.FALLBACK).all()
