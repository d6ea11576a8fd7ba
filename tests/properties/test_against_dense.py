"""The whole path — factorise, solve both ways, refactorise, score — against dense extended precision."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from properties import truth
from properties.systems import DECADES, GAINS, Traits, scored, technosphere

pytestmark = truth.needs_extended_precision

TRAITS = st.builds(Traits, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
SYSTEMS = st.tuples(
    st.integers(0, 2**32 - 1),
    st.sampled_from(DECADES),
    st.sampled_from(GAINS),
    st.sampled_from([0.01, 0.05, 0.3, 1.0]),
    TRAITS,
    st.sampled_from([200_000, 0]),
)


def check(case, n):
    seed, decades, gain, density, traits, twofold = case
    rng = np.random.default_rng(seed)
    a = technosphere(rng, n, decades=decades, gain=gain, density=density, traits=traits)
    options = roos.Options(twofold_entries=twofold)
    factors = roos.factorise(a, options=options)
    # the same pattern with other numbers: every exchange a little less, every production as it was
    production = np.isin(np.arange(a.nnz), paired(a, factors.product_of))
    less = a.copy()
    less.data = a.data * np.where(production, 1.0, rng.uniform(0.5, 1.0, a.nnz))
    for matrix, solver in ((a, factors), (less, factors.refactorise(less.data))):
        inverse = truth.inverse(matrix)
        f = sp.random_array((n, 3), density=0.3, rng=rng).toarray() / solver.row_scale[:, None]
        g = np.where(rng.random((n, 2)) < 0.5, rng.random((n, 2)), 0.0) / solver.column_scale[:, None]
        for right, transposed in ((f, False), (g, True)):
            m = sp.csc_array(matrix.T) if transposed else matrix
            wide = inverse.T if transposed else inverse
            x = solver.solve_transposed(right) if transposed else solver.solve(right)
            want = truth.solve(m, right)
            assert np.array_equal(x != 0, want != 0)
            spread = np.abs(wide) @ (np.abs(truth.dense(m)) @ np.abs(want))
            if twofold:  # every entry, up to what the second residual cannot see
                allowed = 4 * np.spacing(np.abs(want).astype(float)) + 2.0**-90 * spread
            else:
                allowed = 2e-14 * spread
            assert np.all(np.abs(x - want) <= allowed)
        system, demands = scored(rng, matrix)
        b, c = truth.dense(system.biosphere), truth.dense(system.characterisation.matrix)
        scores = (c @ (b @ truth.solve(matrix, demands.matrix))).T
        for direction in ("forward", "adjoint"):
            result = roos.score(system, demands, direction=direction, factors=solver, options=options)
            error = np.abs(result.scores - scores)
            if result.certificate.kind == "bound" or traits.co_products:
                assert np.all(error <= result.certificate.bound)
            assert result.certificate.backward_error.max() <= 1e-14
            assert result.certificate.status is roos.Status.CERTIFIED


def paired(a, product_of):
    """Return the places of the paired entries in the data of a csc_array."""
    column_of = np.repeat(np.arange(a.shape[1]), np.diff(a.indptr))
    return np.flatnonzero(a.indices == product_of[column_of])


@settings(max_examples=60, deadline=None)
@given(SYSTEMS, st.integers(1, 40))
def test_small_systems(case, n):
    check(case, n)


@settings(max_examples=6, deadline=None)
@given(SYSTEMS, st.integers(41, 120))
def test_middling_systems(case, n):
    check(case, n)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(SYSTEMS, st.integers(41, 300))
def test_systems_up_to_three_hundred(case, n):
    check(case, n)
