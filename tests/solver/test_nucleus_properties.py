"""Random systems against dense arithmetic in extended precision."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from roos.nucleus import DEFAULT, Code, NucleusOptions, Numeric, Unpaired, factorise


def parts(matrix):
    matrix = sp.csc_array(matrix, dtype=float)
    matrix.sort_indices()
    return matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data


def backward_error(a, x, f):
    a, x, f = (np.asarray(each, dtype=np.longdouble) for each in (a, x, f))
    size = np.abs(a) @ np.abs(x) + np.abs(f)
    residual = np.abs(a @ x - f)
    return float(np.max(np.where(residual == 0, 0, residual / np.where(size == 0, 1, size)), initial=0))


def solve_dense(a, f):
    """Elimination of an M-matrix without row exchanges, in extended precision: every entry is right."""
    a, x = np.array(a, dtype=np.longdouble), np.array(f, dtype=np.longdouble)
    n = a.shape[0]
    for k in range(n):
        factor = a[k + 1 :, k] / a[k, k]
        a[k + 1 :] -= np.outer(factor, a[k])
        x[k + 1 :] -= np.outer(factor, x[k])
    for k in range(n - 1, -1, -1):
        x[k] = (x[k] - a[k, k + 1 :] @ x[k + 1 :]) / a[k, k]
    return x


@st.composite
def technospheres(draw, most=60):
    n = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = np.where(
        rng.random((n, n)) < draw(st.sampled_from([0.02, 0.1, 0.4, 1.0])), rng.random((n, n)), 0
    )
    np.fill_diagonal(inputs, 0)
    total = inputs.sum(axis=1, keepdims=True)
    inputs *= draw(st.sampled_from([0.3, 0.9, 0.999])) / np.where(total == 0, 1, total)
    a = np.eye(n) - inputs
    decades = draw(st.sampled_from([0, 3, 6]))
    a = 10.0 ** rng.uniform(-decades, decades, (n, 1)) * a * 10.0 ** rng.uniform(-decades, decades, n)
    order = rng.permutation(n) if draw(st.booleans()) else np.arange(n)
    return a[order], np.argsort(order), rng


@settings(max_examples=60, deadline=None)
@given(technospheres())
def test_technosphere_entries_are_right_without_refinement(case):
    a, product_of, rng = case
    numeric = factorise(*parts(a))
    assert numeric.status.code is Code.OK
    f = (
        np.where(rng.random((a.shape[0], 3)) < 0.5, rng.random((a.shape[0], 3)), 0)
        * np.abs(a).max(1)[:, None]
    )
    for solve, m in ((numeric.solve, a), (numeric.solve_transposed, a.T)):
        f0 = f.copy()
        x = solve(f)
        assert np.array_equal(f, f0)
        assert backward_error(m, x, f) < 1e-14
        if m is a:  # a positive demand of an M-matrix: no cancellation, every entry is right
            exact = solve_dense(a[product_of], f[product_of])
            assert np.all(np.abs(x - exact) <= 1e-10 * np.abs(exact))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.sampled_from([0.03, 0.1, 0.5, 1.0]), st.integers(0, 2**32 - 1), st.booleans())
def test_any_signs_against_dense(n, density, seed, reference):
    rng = np.random.default_rng(seed)
    a = np.where(rng.random((n, n)) < density, rng.standard_normal((n, n)), 0) + np.diag(
        rng.standard_normal(n)
    )
    numeric = factorise(*parts(a), reference=np.arange(n, dtype=np.int32) if reference else None)
    if np.linalg.cond(a) > 1e10:
        return
    assert numeric.status.usable
    f = rng.standard_normal((n, 9))
    for solve, m in ((numeric.solve, a), (numeric.solve_transposed, a.T)):
        x = solve(f)
        x = x + solve(np.asarray(f.astype(np.longdouble) - m.astype(np.longdouble) @ x, dtype=float))
        assert backward_error(m, x, f) < 1e-13


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 25), st.floats(0.02, 0.3), st.integers(0, 2**32 - 1))
def test_structural_singularity_is_found_and_counted(n, density, seed):
    pattern = sp.random_array((n, n), density=density, rng=np.random.default_rng(seed), format="csc")
    pattern.data[:] = np.random.default_rng(seed + 1).uniform(0.5, 2, pattern.nnz)
    rank = sp.csgraph.structural_rank(pattern)
    try:
        factorise(*parts(pattern))
    except Unpaired as problem:
        assert problem.activities.size == problem.products.size == n - rank
    else:
        assert rank == n


@settings(max_examples=30, deadline=None)
@given(technospheres(), st.integers(0, 2**32 - 1))
def test_refactorise_equals_factorise(case, seed):
    a, *_ = case
    indptr, indices, data = parts(a)
    numeric = factorise(indptr, indices, data)
    other = data * np.random.default_rng(seed).lognormal(0, 0.1, data.size)
    fresh = Numeric(numeric.symbolic, numeric.scaling)
    f = np.eye(a.shape[0])
    fresh.refactorise(other)
    numeric.refactorise(other)
    assert np.array_equal(numeric.solve(f), fresh.solve(f))
    numeric.refactorise(data)
    again = factorise(indptr, indices, data)
    assert np.array_equal(numeric.solve(f), again.solve(f))


@pytest.mark.parametrize("start", [0.0, 1e12])
def test_every_stop_gives_the_same_answer(start):
    """From no nucleus at all to everything dense."""
    rng = np.random.default_rng(93)
    n = 120
    a = np.eye(n) - np.where(rng.random((n, n)) < 0.1, rng.random((n, n)), 0) / 8
    indptr, indices, data = parts(a)
    costs = DEFAULT.costs._replace(start=start, **({} if start else {"cubic": 0.0, "square": 0.0}))
    numeric = factorise(indptr, indices, data, options=NucleusOptions(costs=costs))
    assert numeric.symbolic.nuclei.max() == (0 if start else n)
    f = rng.random((n, 17))
    assert backward_error(a, numeric.solve(f), f) < 1e-14
    assert backward_error(a.T, numeric.solve_transposed(f), f) < 1e-14
