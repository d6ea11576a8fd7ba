"""What must not change an answer: reach, batches, threads, direction, order, units (N6 to N10)."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from properties import truth
from properties.systems import DECADES, GAINS, Traits, scored, technosphere
from roos import Demands, Labels, Options
from roos_inventories import read

ULPS = 4


def random_cases(seed, count, most=60, **fixed):
    """Yield (rng, decades, gain, A) over all severities and traits."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        decades, gain = DECADES[k % 3], GAINS[k // 3 % 5]
        traits = fixed.get("traits") or Traits(*(rng.random(5) < 0.3))
        density = rng.choice([0.02, 0.05, 0.3])
        n = int(rng.integers(2, most))
        yield (
            rng,
            decades,
            gain,
            technosphere(rng, n, decades=decades, gain=gain, density=density, traits=traits),
        )


def ulps(got, want):
    return float(np.max(np.abs(got - want) / np.spacing(np.abs(want)), initial=0))


@pytest.mark.parametrize("count", [25, pytest.param(250, marks=pytest.mark.long)])
def test_nothing_outside_the_reach_of_any_demand(count):
    """N6: forty demands and weights in each system; ten thousand demands in the long tier."""
    outside = 0
    for rng, _, _, a in random_cases(80218, count, 120, traits=Traits(decoupled=True, permuted=True)):
        f = np.zeros((a.shape[0], 40))
        f[rng.integers(0, a.shape[0], 40), np.arange(40)] = 10.0 ** rng.uniform(-6, 6, 40)
        for path in (200_000, 0):
            factors = roos.factorise(a, options=Options(twofold_entries=path))
            for x, m in ((factors.solve(f), a), (factors.solve_transposed(f), a.T)):
                reached = truth.reached(m, f)
                outside += np.count_nonzero(~reached)
                assert not x[~reached].any()
    assert outside > 1000


def generated(activities):
    system = read(f"synthetic:activities={activities},scale_decades=3,loop_gain=0.9")
    rng = np.random.default_rng(80219)
    n = activities
    f = np.where(rng.random((n, 70)) < 0.01, rng.random((n, 70)), 0.0)
    f[rng.integers(0, n, 70), np.arange(70)] = 1.0
    return system, f


@pytest.mark.parametrize("activities", [1500, pytest.param(20_000, marks=pytest.mark.long)])
def test_threads_change_no_bit(activities):
    """N7: the same batches on 1, 2, 3 and 8 threads, the threads of the factorisation included."""
    system, f = generated(activities)
    answers = []
    for threads in (1, 2, 3, 8):
        options = Options(threads=threads, batch=16)
        factors = roos.factorise(system.technosphere, options=options)
        demands = Demands(sp.csc_array(f), Labels.numbered("demand", f.shape[1]), system.products)
        result = roos.score(system, demands, direction="forward", factors=factors, options=options)
        arrays = factors.solve(f), factors.solve_transposed(f), result.scores, result.certificate.bound
        answers.append(arrays)
    for other in answers[1:]:
        assert all(np.array_equal(one, two) for one, two in zip(answers[0], other, strict=True))


def test_a_batch_is_as_good_as_one_by_one():
    """N7: 4 ulp on every entry, whatever the width of a batch."""
    for rng, _, _, a in random_cases(80220, 30):
        f = rng.random((a.shape[0], 20)) / roos.factorise(a).row_scale[:, None]
        whole = roos.factorise(a).solve(f)
        for batch in (1, 3, 16):
            assert ulps(roos.factorise(a, options=Options(batch=batch)).solve(f), whole) <= ULPS
        single = np.column_stack([roos.factorise(a).solve(column) for column in f.T])
        assert ulps(single, whole) <= ULPS


@pytest.mark.parametrize("count", [45, pytest.param(1000, marks=pytest.mark.long)])
def test_forward_and_adjoint_scores_agree(count):
    """N8: to 1e-12 of the sum of absolute contributions, and within both bounds."""
    for rng, _, _, a in random_cases(80221, count):
        system, demands = scored(rng, a, spread=1.0)
        factors = roos.factorise(a)
        forward, adjoint = (
            roos.score(system, demands, direction=d, factors=factors) for d in ("forward", "adjoint")
        )
        apart = np.abs(forward.scores - adjoint.scores)
        absolute = abs(system.characterisation.matrix) @ abs(system.biosphere)
        contributions = (absolute @ np.abs(factors.solve(demands.matrix))).T
        assert np.all(apart <= 1e-12 * contributions)
        assert np.all(apart <= forward.certificate.bound + adjoint.certificate.bound)


@pytest.mark.parametrize("path", [200_000, 0])
def test_order_of_rows_and_columns_does_not_matter(path):
    """N9: each entry to 1e-12 in small systems; in large ones what the condition leaves of a rounding."""
    for rng, _, _, a in random_cases(80222, 45):
        n, options = a.shape[0], Options(twofold_entries=path)
        factors = roos.factorise(a, options=options)
        f = rng.random(n) / factors.row_scale
        rows, columns = rng.permutation(n), rng.permutation(n)
        x = factors.solve(f)
        y = roos.factorise(sp.csc_array(a[rows][:, columns]), options=options).solve(f[rows])
        size = np.abs(x[columns])
        if path == 0:
            inverse = np.abs(truth.inverse(a)).astype(float)
            size = np.maximum(size, 0.02 * (inverse @ (abs(a) @ np.abs(x)))[columns])
        assert np.all(np.abs(y - x[columns]) <= 1e-12 * size)


def dyadic(rng, n, gain):
    """Return A whose entries are multiples of 5 with few bits, so that 3.6 and 1000 times them are exact."""
    a = technosphere(rng, n, gain=gain, density=0.3).toarray()
    return np.round(a * 2.0**30) * 5 / 2.0**30


@pytest.mark.parametrize(("factor", "times"), [("kWh to MJ", (18, 5)), ("t to kg", (1000, 1))])
@pytest.mark.parametrize("gain", [0.5, 0.99])
def test_units_of_products_in_tens_change_four_ulp_at_most(factor, times, gain):
    """N10, where the change of unit itself is exact: what is left is the work of the solver."""
    rng = np.random.default_rng(80223)
    for _ in range(10):
        n = int(rng.integers(2, 50))
        a, f = dyadic(rng, n, gain), np.round(rng.random((n, 3)) * 2.0**20) * 5
        changed = rng.random(n) < 0.5
        up, down = (np.where(changed, side, 1)[:, None] for side in times)
        x = roos.factorise(a).solve(f)
        y = roos.factorise(a / down * up).solve(f / down * up)
        assert ulps(y, x) <= ULPS


def test_units_of_powers_of_two_change_no_bit():
    """N10: supply, multipliers and scores of a system whose products and activities are measured anew."""
    for rng, _, _, a in random_cases(80224, 30):
        n = a.shape[0]
        system, demands = scored(rng, a)
        p, q = 2.0 ** rng.integers(-20, 20, n), 2.0 ** rng.integers(-20, 20, n)
        moved = sp.csc_array(sp.diags_array(p) @ a @ sp.diags_array(q))
        f, g = rng.random((n, 3)), rng.random((n, 2))
        one, two = roos.factorise(a), roos.factorise(moved)
        assert np.array_equal(two.solve(p[:, None] * f), one.solve(f) / q[:, None])
        assert np.array_equal(two.solve_transposed(q[:, None] * g), one.solve_transposed(g) / p[:, None])
        other = roos.System.build(
            "moved", moved, system.biosphere @ sp.diags_array(q), characterisation=system.characterisation
        )
        asked = sp.csc_array(sp.diags_array(p) @ demands.matrix)
        for direction in ("forward", "adjoint"):
            want = roos.score(system, demands, direction=direction)
            got = roos.score(other, Demands(asked, demands.labels, other.products), direction=direction)
            assert np.array_equal(got.scores, want.scores)
