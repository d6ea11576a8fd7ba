"""One plain vector on a small system: one call that gives what the steps give, or leaves it to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sp
from tests.solver.test_nucleus_kernels import twin

import roos
from helpers import random_technosphere
from roos import Options, RoosError
from roos.kernels import dense_single, twofold_row
from roos.kernels.compile import kernel

SHAPES = [(1, 1.0, 0), (30, 0.05, 3), (150, 0.02, 6), (120, 0.6, 3), (300, 0.4, 0), (70, 0.12, 6)]


def systems():
    """Yield chains, loops, and systems with a dense nucleus, and right-hand sides from one entry to all."""
    rng = np.random.default_rng(3107)
    for n, density, decades in SHAPES:
        a = random_technosphere(rng, n, gain=0.9, decades=decades, density=density)
        one, few = np.zeros(n), np.zeros(n)
        one[rng.integers(n)] = 10.0 ** rng.uniform(-decades, decades)
        few[rng.integers(0, n, 5)] = rng.normal(size=5)
        yield a, (one, few, rng.normal(size=n), np.zeros(n))


def ulps(x, y):
    return np.max(np.abs(x - y) / np.spacing(np.abs(y)), initial=0.0)


@pytest.mark.parametrize("transposed", [False, True])
def test_it_gives_what_the_steps_give(transposed):
    taken = 0
    for a, sides in systems():
        factors = roos.factorise(a)
        for f in sides:
            kept = f.copy()
            x = factors._at_once(f, transposed)
            assert np.array_equal(f, kept)
            if x is not None:
                taken += 1
                steps = factors.solve_block(f[:, None].copy(), transposed=transposed).x[:, 0]
                assert np.array_equal(x == 0, steps == 0) and ulps(x, steps) <= 4
    assert taken > 3 * len(SHAPES)


def test_the_desk_is_left_as_it_was_found():
    for a, sides in systems():
        factors = roos.factorise(a)
        for f in (*sides, np.full(a.shape[0], np.nan), np.full(a.shape[0], np.inf), 1e308 + sides[0]):
            for transposed in (False, True):
                factors._at_once(f, transposed)
                (reals, _, bits), *_ = factors._factors._numeric.single(transposed=transposed)._desks
                assert not reals[: 5 * a.shape[0]].any() and not bits.any()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_named(value):
    f = np.zeros(3)
    f[1] = value
    for solve in (roos.factorise(np.eye(3)).solve, roos.factorise(np.eye(3)).solve_transposed):
        with pytest.raises(RoosError, match="1, column 0") as caught:
            solve(f)
        assert caught.value.code == "E106"


def test_singular_up_to_rounding_is_refused_for_a_vector_too():
    loop = np.array([[1.0, -1.0 + 2.0**-51], [-1.0, 1.0]])
    factors = roos.factorise(sp.block_diag([loop, np.eye(2)], format="csc"))
    with pytest.raises(RoosError) as caught:
        factors.solve(np.array([1.0, 0.0, 0.0, 0.0]))
    assert caught.value.code == "E102"
    assert factors.solve(np.array([0.0, 0.0, 1.0, 0.0])).tolist() == [0.0, 0.0, 1.0, 0.0]


def test_other_arrays_and_large_systems_go_by_steps():
    a = random_technosphere(np.random.default_rng(8), 40, density=0.2)
    factors, f = roos.factorise(a), np.random.default_rng(9).random(80)
    expected = factors.solve(f[::2].copy())
    fixed = f[::2].copy()
    fixed.flags.writeable = False
    for same in (f[::2], fixed, f[::2].astype(">f8"), list(f[::2]), f[::2].astype(np.longdouble)):
        assert ulps(factors.solve(same), expected) <= 4
    assert ulps(roos.factorise(a, options=Options(twofold_entries=0)).solve(fixed.copy()), expected) < 1e6


def test_new_values_are_solved_with():
    a = random_technosphere(np.random.default_rng(5), 200, density=0.5)
    factors, f = roos.factorise(a), np.eye(200)[3].copy()
    for solve in ("solve", "solve_transposed"):
        getattr(factors, solve)(f)
    changed = sp.csc_array(a)
    changed.data = changed.data * np.random.default_rng(6).uniform(0.99, 1.01, changed.nnz)
    fresh = roos.factorise(changed)
    factors.refactorise(changed.data, out=factors)
    for solve in ("solve", "solve_transposed"):
        assert ulps(getattr(factors, solve)(f), getattr(fresh, solve)(f)) <= 4


def test_threads_have_desks_of_their_own():
    for a, sides in systems():
        factors = roos.factorise(a)
        expected = [factors.solve(f) for f in sides]
        with ThreadPoolExecutor(16) as pool:
            for k, got in enumerate(pool.map(factors.solve, [*sides] * 20)):
                assert np.array_equal(got, expected[k % len(sides)])


@kernel
def _dots(values, at, stride, x, first, whole):
    return dense_single.dots(values, at, stride, x, first, whole)


@kernel
def _lane_sums(indices, data, begin, end, x, sums):
    twofold_row.lane_sums(indices, data, begin, end, x, sums)


def test_interpreted_twins_equal_compiled():
    rng = np.random.default_rng(12)
    values, x = rng.normal(size=300), rng.normal(size=90)
    assert _dots(values, 5, 70, x, 3, 56) == twin(_dots)(values, 5, 70, x, 3, 56)
    indices, sums, plain = rng.integers(0, 90, 300).astype(np.int32), np.empty((3, 8)), np.empty((3, 8))
    _lane_sums(indices, values, 7, 7 + 240, x, sums)
    twin(_lane_sums)(indices, values, 7, 7 + 240, x, plain)
    assert np.array_equal(sums, plain)
    for transposed, function in enumerate((dense_single.dense_down, dense_single.dense_up)):
        for m in (1, 2, 3, 4, 5, 13, 40):
            n = rng.normal(size=(m, m)) + 3 * np.eye(m)
            from scipy.linalg.lapack import dgetrf

            factors, exchanges, _ = dgetrf(np.asfortranarray(n.T))
            dense, trim = np.ascontiguousarray(factors.T).ravel(), rng.uniform(0.7, 1.4, m + 2)
            f = np.r_[0.0, np.zeros(m // 3), rng.normal(size=m - m // 3), 0.0]
            at = np.r_[np.int32(0), exchanges, np.int32(0)].astype(np.int32)
            one, other = f.copy(), f.copy()
            function(dense, 0, at, trim, 1, m + 1, one)
            twin(function)(dense, 0, at, trim, 1, m + 1, other)
            right = f[1:-1] * trim[1:-1] if transposed else f[1:-1]
            solved = np.linalg.solve(n.T if transposed else n, right)
            expected = solved if transposed else solved * trim[1:-1]
            assert np.array_equal(one, other)
            assert np.allclose(one[1:-1], expected, rtol=1e-9, atol=1e-12)
