"""Every path of a sweep gives the scores of the rebuilt system, on every kind of axis.

The reference is the slowest way: apply the scenario, build the system anew, factorise and score it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import roos
from roos import Axis, Demands, FormulaChange, InputError, Labels, Method, ScenarioSet, ScenarioSpace, System

PATHS = ("auto", "products", "foreground", "low rank", "refactorise", "factorise")
_QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_LONG = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))


def random_system(rng: np.random.Generator, background: int, foreground: int) -> System:
    """Return a system whose foreground uses the background and is not used by it; some rows are wastes."""
    n = background + foreground
    inputs = rng.uniform(0.0, 1.0, (n, n)) * (rng.random((n, n)) < 0.4)
    inputs[background:, :background] = 0.0
    np.fill_diagonal(inputs, 0.0)
    inputs *= 0.8 / max(1.0, float(np.abs(np.linalg.eigvals(inputs)).max()))
    technosphere = np.eye(n) - inputs
    waste = rng.random(n) < 0.2
    technosphere[waste] *= -1.0
    technosphere *= 10.0 ** rng.uniform(-2, 2, n)[:, None]
    flows, categories = 4, 3
    biosphere = rng.uniform(-0.2, 1.0, (flows, n)) * (rng.random((flows, n)) < 0.7)
    factors = rng.uniform(0.1, 2.0, (categories, flows)) * (rng.random((categories, flows)) < 0.8)
    labels = Labels("category", tuple(f"k{k}" for k in range(categories)), units=("kg",) * categories)
    return System.build(
        "random",
        sp.csc_array(technosphere),
        sp.csc_array(biosphere),
        products=Labels("product", tuple(f"p{i}" for i in range(n))),
        activities=Labels("activity", tuple(f"a{i}" for i in range(n))),
        flows=Labels("flow", tuple(f"e{i}" for i in range(flows))),
        characterisation=Method.build("three", factors, labels),
    )


def random_demands(rng: np.random.Generator, system: System, count: int) -> Demands:
    n = len(system.products)
    return Demands.of(
        {
            f"d{d}": {f"p{i}": float(rng.uniform(0.1, 3.0)) for i in rng.choice(n, 2, replace=False)}
            for d in range(count)
        },
        system.products,
    )


def random_changes(
    rng: np.random.Generator, system: System, first: int, parts: Sequence[str]
) -> list[FormulaChange]:
    """Return formulas in x and y for cells of columns from ``first``: inputs, new ones, flows, factors."""
    a, n = system.technosphere.matrix.toarray(), len(system.products)
    found: list[FormulaChange] = []
    taken: set[tuple[str, int, int]] = set()
    for part in parts:
        for _ in range(int(rng.integers(1, 4))):
            if part == "technosphere":
                row, column = int(rng.integers(n)), int(rng.integers(first, n))
                if row == column or (row >= first and abs(row - column) % 2):
                    continue
                size = 0.05 * abs(a[row, row])
                text = f"{float(-np.sign(a[row, row]) * size)!r} * (x + y)"
                place = (f"p{row}", f"a{column}")
            elif part == "biosphere":
                row, column = int(rng.integers(4)), int(rng.integers(first, n))
                text, place = "x * y - 0.3 * x", (f"e{row}", f"a{column}")
            elif part == "characterisation":
                row, column = int(rng.integers(3)), int(rng.integers(4))
                text, place = "max(x, 0.5) ^ 2", (f"k{row}", f"e{column}")
            else:
                row, column = int(rng.integers(n)), 0
                text, place = "1 + y / 2", (f"p{row}", "d0")
            if (part, row, column) not in taken:
                taken.add((part, row, column))
                found.append(FormulaChange(part, *place, text))
    return found


def space_of(
    rng: np.random.Generator, kind: str, foreground_only: bool
) -> tuple[System, ScenarioSpace, Demands]:
    background, foreground = int(rng.integers(3, 8)), int(rng.integers(1, 4))
    system = random_system(rng, background, foreground)
    demands = random_demands(rng, system, int(rng.integers(1, 5)))
    first = background if foreground_only else 0
    all_parts = ["technosphere", "biosphere", "characterisation", "demands"]
    parts = [part for part in all_parts if rng.random() < 0.6] or ["technosphere"]
    changes = random_changes(rng, system, first, parts)
    parameters = {"x": 1.0, "y": "0.5 * x"}
    if kind == "grid":
        axes = [Axis.values("x", [0.5, 1.5]), Axis.values("y", [0.2, 1.0, 1.4])]
    elif kind == "range":
        axes = [Axis.range("x", 0.5, 1.5, count=4)]
    elif kind == "zipped":
        axes = [Axis.zipped("pair", {"x": [0.5, 1.0, 2.0], "y": [2.0, 0.0, 1.0]})]
    elif kind == "years":
        axes = [Axis.years("year", [2030, 2050], {"x": [0.8, 0.6]})]
    else:  # ready-made scenarios, as files give them, beside a parameter
        values = [ScenarioSpace.build(system, [Axis.values("x", [0.7, 1.2])], changes, parameters=parameters,
                                      base_demands=demands).scenario(i) for i in (1, 2)]  # fmt: skip
        axes = [Axis.of_scenarios("file", ScenarioSet.of(values))]
        changes = []
    space = ScenarioSpace.build(system, axes, changes, parameters=parameters, base_demands=demands)
    return system, space, demands


def rebuilt(system: System, demands: Demands, space: ScenarioSpace) -> np.ndarray:
    """Return the scores by building and factorising every system anew."""
    found = []
    for number in range(len(space)):
        scenario = space.scenario(number)
        found.append(roos.score(scenario.apply(system), scenario.apply_demands(demands)).scores)
    return np.array(found)


def check(seed: int, kind: str, foreground_only: bool) -> None:
    rng = np.random.default_rng(seed)
    system, space, demands = space_of(rng, kind, foreground_only)
    expected = rebuilt(system, demands, space)
    plain = roos.score(system, demands)
    taken = set()
    for path in PATHS:
        try:
            results = roos.sweep(system, demands, space, path=path)
        except InputError as problem:
            assert problem.code == "E128", problem  # the path does not apply to these changes
            continue
        taken.add(path)
        scores = np.asarray(results.scores[0 : len(space)])
        np.testing.assert_array_equal(scores[0], plain.scores)
        scale = np.maximum(np.abs(expected), 1e-3 * np.abs(expected).max(axis=(0, 1)))
        np.testing.assert_allclose(scores / scale, expected / scale, rtol=0, atol=1e-10, err_msg=path)
        assert np.asarray(results.relative[0 : len(space)]).max() < 1e-9, path
    assert {"auto", "refactorise"} <= taken


KINDS = st.sampled_from(["grid", "range", "zipped", "years", "file"])


@_QUICK
@given(seed=st.integers(0, 2**32 - 1), kind=KINDS, foreground_only=st.booleans())
def test_paths_agree(seed: int, kind: str, foreground_only: bool) -> None:
    check(seed, kind, foreground_only)


@pytest.mark.long
@_LONG
@given(seed=st.integers(0, 2**32 - 1), kind=KINDS, foreground_only=st.booleans())
def test_paths_agree_on_a_thousand_systems(seed: int, kind: str, foreground_only: bool) -> None:
    check(seed, kind, foreground_only)
