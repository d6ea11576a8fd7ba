"""Cases against their baseline: draws that are shared, probabilities with their error, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest
from tests.solver.montecarlo import uncertain

import roos
from roos import Axis, FormulaChange, RoosError, ScenarioSpace
from roos.sensitivity.paired import Paired, wilson

LOADS = [1.6, 1.8, 1.9, 2.1, 2.4]


def run_of_scenarios(seed=7, samples=1000):
    system = uncertain.system_of()
    space = ScenarioSpace.build(
        system, [Axis.values("load", LOADS)], [FormulaChange("technosphere", "steel", "factory", "-load")]
    )
    return system, roos.monte_carlo(system, {"p": {"pump": 1.0}}, samples=samples, seed=seed, scenarios=space)


def by_the_long_way(system, load, samples, seed=7):
    """Score sample by sample with dense algebra; the amount that a scenario states is certain."""
    scores = np.empty((samples, 2))
    for sample in range(samples):
        a, b, c = uncertain.drawn(system, seed, sample)
        if load is not None:
            a[0, 2] = -load
        scores[sample] = c @ b @ np.linalg.solve(a, [0.0, 0.0, 1.0])
    return scores


@pytest.mark.long
def test_scenarios_share_their_draws():
    """1 000 samples × an axis of 5: differences vary as what differs does, not as all that is uncertain."""
    system, results = run_of_scenarios()
    found = roos.compare(results, axis="scenario", baseline="1.6", cases=["1.8", "2.4"])
    _, others = run_of_scenarios(seed=8)
    apart = results.block(0, 1000).std(axis=0, ddof=1)[:, 0] ** 2  # (scenarios, categories)
    for case, load in enumerate([1.8, 2.4]):
        wanted = by_the_long_way(system, load, 1000) - by_the_long_way(system, LOADS[0], 1000)
        np.testing.assert_allclose(found.mean[case, 0], wanted.mean(axis=0), rtol=1e-11)
        np.testing.assert_allclose(found.deviation[case, 0], wanted.std(axis=0, ddof=1), rtol=1e-9)
        place = 1 + LOADS.index(load)
        independent = apart[1] + apart[place]
        assert (found.deviation[case, 0] ** 2 < 0.2 * independent).all()
        # what the same runs give without sharing: the sum of both variances
        unshared = (results.block(0, 1000)[:, place] - others.block(0, 1000)[:, 1]).var(axis=0, ddof=1)[0]
        np.testing.assert_allclose(unshared, independent, rtol=0.25)
    assert (found.correlation > 0.8).all()
    assert (found.probability == 0.0).all() and (found.probability_error == 0.0).all()
    assert (found.interval[0] < 1e-15).all() and (found.interval[1] > 0.001).all()


def test_demands_are_compared_category_by_category():
    results = roos.monte_carlo(uncertain.system_of(), uncertain.DEMANDS, samples=400, seed=3)
    found = roos.compare(results, baseline="steel and power", quantiles=[0.5])
    scores = results.block(0, 400)[:, 0]
    difference = scores[:, 0] - scores[:, 1]
    np.testing.assert_array_equal(found.quantiles[0, 0, 0], np.median(difference, axis=0))
    np.testing.assert_array_equal(
        found.relative[0, 0, 0], np.median(difference / np.abs(scores[:, 1]), axis=0)
    )
    np.testing.assert_allclose(found.mean_error[0, 0], difference.std(axis=0, ddof=1) / 20)
    np.testing.assert_array_equal(found.lower[0, 0], (difference < 0).sum(axis=0))
    p = found.probability[0, 0]
    np.testing.assert_allclose(found.probability_error[0, 0], np.sqrt(p * (1 - p) / 400))
    table = found.to_pandas()
    assert table["demand"].tolist() == ["one pump"] * 2 and table["category"].tolist() == ["climate", "water"]
    assert table["scenario"].tolist() == ["base"] * 2 and table["n"].tolist() == [400, 400]
    assert repr(found) == "Comparison(demand 'steel and power': 1 cases × 1 scenarios × 2 categories)"


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (3, 10), (10, 10), (700, 1000)])
def test_the_interval_is_wilsons(successes, n):
    low, high = wilson(np.array([successes]), np.array([n]), 0.9)
    wanted = binomtest(successes, n).proportion_ci(0.9, method="wilson")
    assert (low[0], high[0]) == pytest.approx((wanted.low, wanted.high), abs=1e-12)
    assert np.isnan(wilson(np.array([0]), np.array([0]), 0.9)).all()


def test_ties_zeros_and_single_pairs():
    case, base = np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([[1.0, 0.0], [2.0, 2.0]])
    found = Paired.of(case, base, (0.0, 1.0))
    assert found.ties.tolist() == [1, 0] and found.lower.tolist() == [1, 0]
    assert found.relative[:, 0].tolist() == [-0.5, 0.0] and np.isnan(found.relative[:, 1]).all()
    assert np.isnan(found.correlation[0]) and found.correlation[1] == 1.0
    assert np.isnan(Paired.of(case[:1], base[:1], (0.5,)).deviation).all()
    none = Paired.of(case[:0], base[:0], (0.5,))
    assert none.n == 0 and np.isnan(none.mean).all()


def test_singular_samples_do_not_count():
    _, results = run_of_scenarios(samples=20)
    status = np.array(results.status)
    status[6 * 4 + 2] = 1  # sample 4 under the second load
    some = replace(results, status=status)
    found = roos.compare(some, axis="scenario", baseline="1.8")
    assert found.n.ravel().tolist() == [19] * 5
    assert roos.compare(some, axis="scenario", baseline="1.6", cases=["2.4"]).n.item() == 20


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"baseline": "one pum"}, "E201"),
        ({"baseline": "one pump", "cases": ["one pump"]}, "E175"),
        ({"baseline": "base", "axis": "scenario"}, "E175"),
        ({"baseline": "one pump", "axis": "category"}, "E117"),
        ({"baseline": "one pump", "quantiles": [2.0]}, "E117"),
        ({"baseline": "one pump", "confidence": 1.0}, "E117"),
    ],
)
def test_refused(options, code):
    results = roos.monte_carlo(uncertain.system_of(), uncertain.DEMANDS, samples=3, seed=3)
    with pytest.raises(RoosError) as caught:
        roos.compare(results, **options)
    assert caught.value.code == code and caught.value.hint


def test_only_samples_are_compared():
    with pytest.raises(RoosError) as caught:
        roos.compare({"a": 1}, baseline="a")
    assert caught.value.code == "E117"
