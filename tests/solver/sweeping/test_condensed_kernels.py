"""Kernels of small systems three ways: compiled, interpreted, and by NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from tests.solver.sweeping.test_reduced import ANYWHERE, FOREGROUND, example, problem_of

from roos.kernels import condensed, condensed_doubt, condensed_lanes
from roos.kernels.compile import kernel
from roos.kernels.condensed import Workspace
from roos.sweeping.careful import score_carefully
from roos.sweeping.elimination import least_work_order, plan_elimination
from roos.sweeping.foreground import ForegroundPath
from roos.sweeping.lowrank import LowRankPath

RNG = np.random.default_rng(1905)
PLACES = np.array([2, 0, 3, 1, 1], dtype=np.int32)
OTHERS = np.array([1, 3, 0, 0, 2], dtype=np.int32)


def lanes(rows=4):
    x = RNG.normal(size=(rows, 8))
    x[1, 3] = 0.0
    return x


V, X, Z, W = RNG.normal(size=5), lanes(), lanes(), lanes()
SIZE = np.abs
LISTS = {
    "weigh": ((0.5, V, X, PLACES, 1, 5), 0.5 + V[1:] @ X[PLACES[1:]]),
    "weigh_sizes": ((0.5, V, X, PLACES, 1, 5), 0.5 + SIZE(V[1:]) @ SIZE(X[PLACES[1:]])),
    "pair_up": ((V, X, PLACES, Z, OTHERS, 0, 5), np.einsum("p,pl,pl->l", V, X[PLACES], Z[OTHERS])),
    "pair_up_sizes": (
        (V, X, PLACES, Z, OTHERS, 0, 5),
        np.einsum("p,pl,pl->l", SIZE(V), SIZE(X[PLACES]), SIZE(Z[OTHERS])),
    ),
    "eliminate": ((W, 2, X, PLACES, Z, OTHERS, 0, 4), W[2] - (X[PLACES[:4]] * Z[OTHERS[:4]]).sum(axis=0)),
    "gather_sizes": (
        (W, 2, X, PLACES, Z, OTHERS, 0, 4),
        SIZE(W[2]) + SIZE(X[PLACES[:4]] * Z[OTHERS[:4]]).sum(axis=0),
    ),
}


def compiled(name):
    function = getattr(condensed_lanes, name)
    return kernel(lambda *arguments: function(*arguments))


@pytest.mark.parametrize("name", LISTS)
def test_sums_over_lists(name):
    arguments, wanted = LISTS[name]
    for function in (getattr(condensed_lanes, name), compiled(name)):
        y = np.full((3, 8), 7.0)
        function(y, 1, *arguments)
        assert y[1] == pytest.approx(wanted, rel=1e-13, abs=1e-13)
        assert (y[[0, 2]] == 7.0).all()
    twin = np.full((3, 8), 7.0)
    getattr(condensed_lanes, name)(twin, 1, *arguments)
    assert np.array_equal(twin, y)


@pytest.mark.parametrize(
    ("name", "others", "wanted"),
    [
        ("times", (X, 2), Z[1] * X[2]),
        ("times_size", (X, 2), SIZE(Z[1] * X[2])),
        ("invert", (X, 2), 1.0 / X[2]),
        ("lift", (X, 2, W, 0), Z[1] + X[2] * W[0]),
    ],
)
def test_single_rows(name, others, wanted):
    for function in (getattr(condensed_lanes, name), compiled(name)):
        y = Z.copy()
        function(y, 1, *others)
        assert np.array_equal(y[1], wanted)
        assert np.array_equal(y[[0, 2, 3]], Z[[0, 2, 3]])


def test_the_worst_ratio_counts_nothing_as_nothing_and_nan_as_infinite():
    a = np.array([[0.0, 1.0, -2.0, np.nan, 0.0, 0.0, 3.0, 1.0]])
    b = np.array([[0.0, 0.0, 4.0, 1.0, np.nan, np.inf, np.inf, 8.0]])
    for function in (condensed_lanes.worst, compiled("worst")):
        y = np.full((1, 8), 0.25)
        with np.errstate(all="ignore"):
            function(y, 0, a, 0, b, 0)
        assert y[0].tolist() == [0.25, np.inf, 0.5, np.inf, np.inf, np.inf, np.inf, 0.25]


def test_a_row_of_scores():
    n, e, t = (RNG.normal(size=(2, 4)) for _ in range(3))
    results = []
    for function in (condensed_lanes.score_row, compiled("score_row")):
        out = np.ones((3, 8))
        function(out, 0, n, e, t, 1, X, Z, W, lanes_of_t := X + W)
        assert out[0] == pytest.approx(1.0 + n[1] @ X, rel=1e-13)
        assert out[1] == pytest.approx(1.0 + e[1] @ Z + SIZE(n[1]) @ W, rel=1e-13)
        assert out[2] == pytest.approx(1.0 + t[1] @ lanes_of_t, rel=1e-13)
        results.append(out)
    assert np.array_equal(*results)


@pytest.mark.parametrize("density", [0.1, 0.4, 1.0])
def test_an_elimination_makes_the_factors(density):
    size = 12
    pattern = (RNG.random((size, size)) < density) | np.eye(size, dtype=bool)
    order = least_work_order(pattern)
    assert sorted(order.tolist()) == list(range(size))
    pattern = pattern[np.ix_(order, order)]
    plan = plan_elimination(pattern)
    dense = np.where(pattern, RNG.normal(size=(size, size)), 0.0) + 4.0 * np.eye(size)
    rows = np.repeat(np.arange(size), np.diff(plan.indptr))
    k = np.repeat(dense[rows, plan.columns][:, None], 8, axis=1)
    right = RNG.normal(size=(size, 8))
    results = []
    for factorise, solve, sizes in (
        (condensed._factorise, condensed._solve, condensed._solve_sizes),
        tuple(getattr(condensed, n).py_func for n in ("_factorise", "_solve", "_solve_sizes")),
    ):
        lu, pivots, s, w = np.empty_like(k), np.empty((size, 8)), np.empty_like(right), np.empty_like(right)
        factorise(plan, k, lu, pivots)
        solve(plan, lu, pivots, right, s)
        sizes(plan, lu, pivots, np.abs(right), w)
        results.append((lu, pivots, s, w))
    assert all(np.array_equal(one, other) for one, other in zip(*results, strict=True))
    assert s == pytest.approx(np.linalg.solve(dense, right), rel=1e-10)
    assert (w >= np.abs(np.linalg.inv(dense)) @ np.abs(right) * (1 - 1e-12)).all()


def test_full_patterns_and_empty_ones_are_planned():
    full = plan_elimination(np.ones((3, 3), dtype=bool))
    assert full.products[-1] == 2 * 2 + 1 and full.diagonal.tolist() == [0, 4, 8]
    empty = plan_elimination(np.zeros((0, 0), dtype=bool))
    assert empty.columns.size == 0 and empty.indptr.tolist() == [0]


@pytest.mark.parametrize(("kind", "activities"), [(ForegroundPath, FOREGROUND), (LowRankPath, ANYWHERE)])
def test_all_of_it_three_ways(kind, activities, monkeypatch):
    system, demands, places, values = example(21, activities, scenarios=11)
    model = kind.build(problem_of(system, demands, places), places).model
    table = np.concatenate([values[part] for part in places])
    shape = (11, *model.base_score.shape)

    def run():
        out = [np.empty(shape) for _ in range(3)] + [np.empty(11) for _ in range(2)]
        with np.errstate(all="ignore"):
            condensed.condense(table, model, Workspace.of(model), *out)
        return out

    fast = run()
    for name in (
        "_form",
        "_factorise",
        "_solve",
        "_solve_sizes",
        "_watch",
        "_solve_demand",
        "_solve_nothing",
        "_add_demand",
        "condense",
    ):
        function = getattr(condensed, name)
        monkeypatch.setattr(condensed, name, getattr(function, "py_func", function))
    slow = run()
    assert all(np.array_equal(one, other) for one, other in zip(fast, slow, strict=True))
    for i in range(11):
        if not fast[4][i] < 1e6:
            continue
        scores, bound, contributions, *_ = score_carefully(model, table[:, i])
        assert (np.abs(scores - fast[0][i]) <= bound + fast[1][i]).all()
        assert contributions == pytest.approx(fast[2][i], rel=1e-8)


@pytest.mark.parametrize(
    "function", [condensed_doubt.missed_together, condensed_doubt.missed_together.py_func]
)
def test_what_is_missed_is_measured_together(function):
    residual, size = RNG.normal(size=(6, 3)) * 1e-12, np.abs(RNG.normal(size=(6, 3)))
    residual[2], size[2] = 0.0, 0.0
    terms, weights = np.full(6, 4.0), np.array([1.0, 2.0, 0.5])
    together, shares = np.empty(6), np.empty(3)
    function(residual, size, terms, weights, together, shares)
    assert together == pytest.approx(np.abs(residual) @ weights, rel=1e-12)
    with np.errstate(invalid="ignore"):
        wanted = np.nanmax(np.abs(residual) / together[:, None], axis=0)
    assert shares == pytest.approx(wanted, rel=1e-12)
    residual[1, 1] = np.nan
    with np.errstate(invalid="ignore"):
        function(residual, size, terms, weights, together, shares)
    assert shares[1] == np.inf
