"""The quick bounds of a scenario that changes everything: they hold, and give way where they cannot."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import roos
from changed_systems import demands_of, exact_scores, system_of
from helpers import random_technosphere
from roos import Demands, Labels, Method, Options, System
from roos.kernels.wide import comparison_image, dense_intensities
from roos.sweeping.majorant import majorant
from roos.sweeping.problem import Problem
from roos.sweeping.wide import wide_cells

DIRECTIONS = ("forward", "adjoint")


def problem_of(system: System, demands: Demands, **options) -> Problem:
    return Problem.of(system, demands, options=Options(**options), places={})


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(2, 7),
    st.sampled_from(DIRECTIONS),
    st.sampled_from([0, 200_000]),
    st.booleans(),
)
def test_bounds_cover_the_exact_error(seed, n, direction, twofold, signed):
    rng = np.random.default_rng(seed)
    system = system_of(rng, n)
    if signed:  # removals beside emissions: scores cancel
        flip = sp.csc_array(system.biosphere * rng.choice([-1.0, 1.0], system.biosphere.shape))
        system = System.build("s", system.technosphere.matrix, flip, characterisation=system.characterisation)
    problem = problem_of(system, demands_of(rng, system, 2), twofold_entries=twofold)
    cells = wide_cells(problem, direction)
    if cells is None:  # only where scores cancel
        assert signed
        return
    for k, row in enumerate(exact_scores(problem)):
        for d, truth in enumerate(row):
            gap = abs(Fraction(float(cells.scores[d, k])) - truth)
            assert gap <= Fraction(float(cells.bound[d, k]))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 40), st.integers(1, 6), st.sampled_from(DIRECTIONS))
def test_as_the_full_certificate(seed, n, count, direction):
    rng = np.random.default_rng(seed)
    system = system_of(rng, n, flows=12, categories=5)
    problem = problem_of(system, demands_of(rng, system, count))
    quick, full = wide_cells(problem, direction), problem.cells(direction)
    assert quick is not None
    assert (np.abs(quick.scores - full.scores) <= quick.bound + full.bound).all()
    assert (quick.contributions <= full.contributions * (1 + 1e-12)).all()
    assert ((quick.bound == 0.0) | (full.scores != 0.0)).all(), "what is out of reach is exactly zero"
    assert (quick.bound <= 1e-9 * np.abs(quick.scores).max()).all()


def test_demands_that_reach_nothing_stay_certified_zeros():
    a = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    labels = Labels("category", ("one", "none"))
    system = System.build(
        "s", a, np.array([[2.0, 0.0, 1.0]]), characterisation=Method.build("m", [[3.0], [0.0]], labels)
    )
    demands = Demands.of({"clean": {"1": 1.0}, "dirty": {"0": 1.0}}, system.products)
    problem = problem_of(system, demands)
    for direction in DIRECTIONS:
        cells = wide_cells(problem, direction)
        assert cells is not None
        assert cells.scores.tolist() == [[0.0, 0.0], [6.0, 0.0]]
        assert cells.bound[0].tolist() == [0.0, 0.0] and cells.bound[1, 1] == 0.0 < cells.bound[1, 0]


def test_a_loop_of_gain_above_one_gets_the_full_certificate():
    """⟨A⟩ is no M-matrix there, so there is no majorant; the scores still come."""
    system = System.build(
        "s",
        np.array([[1.0, -2.0], [-0.75, 1.0]]),
        np.array([[1.0, 1.0]]),
        characterisation=Method.build("m", [[1.0]], Labels("category", ("c",))),
    )
    demands = Demands.of({"d": {"0": 1.0}}, system.products)
    problem = problem_of(system, demands)
    for direction in DIRECTIONS:
        assert wide_cells(problem, direction) is None
        block = problem.block(direction)
        plain = roos.score(system, demands, direction=direction)
        assert np.array_equal(block.scores[0], plain.scores)
        assert np.array_equal(block.bound[0], plain.certificate.bound)


def test_credits_take_a_few_steps():
    """Entries against the signs: ⟨A⟩ differs from A, and the majorant is that of ⟨A⟩."""
    rng = np.random.default_rng(8)
    a = random_technosphere(rng, 30, gain=0.5).tolil()
    for i, j in ((1, 4), (7, 2), (20, 21)):
        a[i, j] = 0.05
    a = sp.csc_array(a)
    factors = roos.factorise(a)
    dense = np.where(np.eye(30) > 0, np.abs(a.toarray()), -np.abs(a.toarray()))
    v = rng.uniform(0.5, 2.0, 30)
    for transposed in (False, True):
        above = majorant(factors, v, transposed=transposed)
        inverse = np.abs(np.linalg.inv(a.toarray()))
        wanted = (inverse.T if transposed else inverse) @ v
        assert above is not None and (above >= wanted).all()
        assert above.max() <= 10 * (np.linalg.inv(dense.T if transposed else dense) @ v).max()


def test_kernels_compiled_and_interpreted():
    rng = np.random.default_rng(9)
    system = system_of(rng, 10)
    b, c = system.biosphere, sp.csc_array(system.characterisation.matrix)
    parts = (b.indptr, b.indices, b.data, c.indptr, c.indices, c.data)
    results = []
    for run in (dense_intensities, dense_intensities.py_func):
        signed, size = np.full((10, 3), np.nan), np.full((10, 3), np.nan)
        run(*parts, 0, 10, signed, size)
        results.append((signed, size))
    assert all(np.array_equal(one, other) for one, other in zip(*results, strict=True))
    np.testing.assert_allclose(results[0][0], (c @ b).toarray().T, rtol=1e-15)
    a = random_technosphere(rng, 10)
    own, x = np.arange(10, dtype=np.int32), rng.random(10)
    image, size, entries = np.empty(10), np.empty(10), np.empty(10)
    for transposed in (False, True):
        comparison_image(a.indptr, a.indices, a.data, own, x, transposed, image, size, entries)
        m = a.toarray().T if transposed else a.toarray()
        assert image == pytest.approx(m @ x, abs=1e-13) and size == pytest.approx(np.abs(m) @ x)
        assert entries.tolist() == np.count_nonzero(m, axis=1).tolist()
