"""Matrices that break solvers, each by name."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from tests.helpers import reference_case
from tests.solver.test_nucleus_properties import backward_error, parts

from roos.nucleus import Code, NucleusOptions, Unpaired, factorise, repair


def check(matrix, reference=None, limit=1e-14):
    a = np.asarray(matrix, dtype=float)
    numeric = factorise(*parts(a), reference=reference)
    assert numeric.status.code is Code.OK
    f = np.random.default_rng(7).standard_normal((a.shape[0], 5))
    assert backward_error(a, numeric.solve(f), f) < limit
    assert backward_error(a.T, numeric.solve_transposed(f), f) < limit
    return numeric


def test_empty():
    numeric = factorise(*parts(np.zeros((0, 0))))
    assert numeric.status.code is Code.OK
    assert numeric.solve(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("value", [3.0, -3.0, 1e-300, 1e300])
def test_one_by_one(value):
    numeric = factorise(*parts([[value]]))
    assert numeric.solve(np.ones((1, 1)))[0, 0] == 1 / value


def test_zero_diagonal_with_a_perfect_matching():
    check([[0, 2.0, 1], [1, 0, 1], [1, 1, 0]])
    check(np.eye(9)[np.random.default_rng(5).permutation(9)])


def test_waste_treatment_with_negative_reference_flow():
    numeric = check([[-1.0, 0.2, 0], [0, 1, -0.3], [-0.1, -0.2, 1]], np.arange(3, dtype=np.int32))
    assert numeric.symbolic.held.sum() == 0


@pytest.mark.parametrize("gain", [1.5, 50.0, 1e6])
def test_loop_of_gain_above_one(gain):
    check([[1.0, -gain, 0, 0], [-1, 1, -0.5, -0.1], [-0.3, 0, 1, 0], [0, 0, -0.2, 1]])


def loop_beside_a_clique(gain):
    """Activities 0 and 1 have the fewest partners and go first; 1 − gain is left of a pivot."""
    a = np.eye(8) - 0.1 * np.random.default_rng(9).random((8, 8)) * (1 - np.eye(8))
    a[:2], a[:, :2] = 0, 0
    a[0, 0] = a[1, 1] = 1
    a[0, 1], a[1, 0] = -1, -gain
    a[1, 2] = a[2, 1] = -0.5
    return a


@pytest.mark.parametrize("gain", [1.0, 1 - 1e-9, 1 + 1e-6])
def test_pivot_that_becomes_zero_or_tiny_inside(gain):
    numeric = check(loop_beside_a_clique(gain), np.arange(8, dtype=np.int32))
    assert numeric.symbolic.held.any()


def test_refactorise_reports_a_pivot_that_became_small_and_names_it():
    indptr, indices, data = parts(loop_beside_a_clique(0.5))
    numeric = factorise(indptr, indices, data, reference=np.arange(8, dtype=np.int32))
    assert numeric.status.code is Code.OK
    singular = parts(loop_beside_a_clique(1.0))[2]
    status = numeric.refactorise(singular)
    assert status.code is Code.SINGULAR
    assert status.activity in (0, 1)
    assert not status.usable
    weak = parts(loop_beside_a_clique(1 - 1e-9))[2]
    status = numeric.refactorise(weak)
    assert status.code is Code.WEAK
    assert set(status.weak.tolist()) <= {0, 1}
    assert status.usable
    mended = repair(numeric, indptr, indices, weak)
    assert mended is not numeric
    assert mended.status.code is Code.OK


def test_full_dense():
    check(np.random.default_rng(3).standard_normal((150, 150)), limit=1e-12)


def test_block_diagonal_and_clean_zeros():
    rng = np.random.default_rng(8)
    blocks = [np.eye(k) - rng.random((k, k)) * 0.5 / k for k in (1, 3, 40, 1, 2, 25)]
    a = sp.block_diag(blocks).toarray()
    numeric = check(a)
    f = np.zeros((72, 6))
    f[[0, 1, 10, 44, 45, 60], np.arange(6)] = 1
    assert np.array_equal(numeric.solve(f) != 0, np.linalg.inv(a) @ f != 0)


def test_unreached_blocks_are_exact_zeros_next_to_a_nucleus():
    rng = np.random.default_rng(21)
    n = 200
    a = np.eye(n)
    a[:150, :150] -= rng.random((150, 150)) / 160
    a[:150, 150:] -= 0.01 * (rng.random((150, 50)) < 0.1)  # the last activities use the loop, not the reverse
    numeric = factorise(*parts(a))
    assert numeric.symbolic.nuclei.max() > 0
    f = np.zeros((n, 2))
    f[3, 0] = f[160, 1] = 1
    x = numeric.solve(f)
    assert not x[150:, 0].any()
    assert x[160, 1] == 1
    y = numeric.solve_transposed(f)
    assert not y[:150, 1].any()


def test_structurally_singular_names_what_is_left_over():
    with pytest.raises(Unpaired) as caught:
        factorise(*parts([[1.0, 0, 0], [1, 0, 0], [1, 1, 1]]))
    assert caught.value.activities.size == 1
    assert caught.value.products.tolist() in ([0], [1])


def test_explicit_zero_does_not_pair():
    indptr, indices = np.array([0, 2, 4], dtype=np.int32), np.array([0, 1, 0, 1], dtype=np.int32)
    with pytest.raises(Unpaired):
        factorise(indptr, indices, np.array([0.0, 0.0, 1.0, 1.0]))
    numeric = factorise(
        indptr, indices, np.array([0.0, 2.0, 4.0, 1.0]), reference=np.arange(2, dtype=np.int32)
    )
    assert numeric.solve(np.array([[4.0], [2.0]])).tolist() == [[0.5], [1.0]]


@pytest.mark.parametrize("a", [[[1.0, -1], [-1, 1]], [[1.0, -0.5, 0], [-2, 1, 0], [0, -1, 1]]])
def test_numerically_singular_has_a_place(a):
    status = factorise(*parts(a)).status
    assert status.code is Code.SINGULAR
    assert status.activity in (0, 1)
    assert status.product in (0, 1)


def test_singular_up_to_rounding_shows_in_the_smallest_pivot():
    status = factorise(*parts([[0.3, -0.1 * 3], [-0.1 * 3, 0.3]])).status
    assert not status.usable or status.smallest < 1e-14


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_value_that_is_not_finite(bad):
    indptr, indices, data = parts([[1.0, -0.5], [-0.5, 1.0]])
    numeric = factorise(indptr, indices, data)
    data = data.copy()
    data[2] = bad
    status = numeric.refactorise(data)
    assert (status.code, status.entry) == (Code.NONFINITE, 2)
    assert factorise(indptr, indices, data).status.code is Code.NONFINITE


def test_overflow_inside_is_not_silent():
    a = np.array([[1e-300, 1e300, 0], [1e300, 1e-300, 1e300], [1.0, 0, 1e-300]])
    numeric = factorise(*parts(a), reference=np.arange(3, dtype=np.int32))
    if numeric.status.usable:
        f = np.ones((3, 1))
        assert backward_error(a, numeric.solve(f), f) < 1e-12


def test_duplicate_entries_add_up():
    indptr, indices = np.array([0, 3, 5], dtype=np.int32), np.array([0, 0, 1, 0, 1], dtype=np.int32)
    data = np.array([0.5, 0.5, -0.2, -0.1, 1.0])
    f = np.eye(2)
    numeric = factorise(indptr, indices, data)
    assert np.allclose(numeric.solve(f), np.linalg.inv([[1, -0.1], [-0.2, 1]]), rtol=1e-15)


def test_hub_in_an_arrow():
    n = 3000
    a = sp.eye_array(n, format="lil")
    a[0, :], a[:, 0] = -1e-4, -0.5
    a[0, 0] = 1.0
    numeric = factorise(*parts(a))
    assert numeric.symbolic.pattern.l_row.size + numeric.symbolic.pattern.u_column.size <= 2 * n
    assert numeric.symbolic.nuclei.max() == 0


def test_long_chain_and_long_loop():
    n = 50_000
    chain = sp.eye_array(n, format="csc") - 0.5 * sp.eye_array(n, k=1, format="csc")
    numeric = factorise(*parts(chain))
    assert numeric.symbolic.pattern.block_start.size == n + 1
    loop = sp.lil_array(chain)
    loop[n - 1, 0] = -0.5
    numeric = factorise(*parts(loop))
    assert numeric.symbolic.pattern.block_start.size == 2
    x = numeric.solve(np.ones((n, 1)))
    assert np.allclose(x, 2.0, rtol=1e-14)


@pytest.mark.parametrize("name", ["uslci_fy17q4", "uslci_fy17q4_noalloc", "useeio_v1_2", "pymrio_test_mrio"])
def test_real_matrices(name):
    folder, _ = reference_case(name)
    a = sp.csc_array(sp.load_npz(folder / "A.npz"))
    for reference in (None, np.arange(a.shape[0], dtype=np.int32)):
        numeric = factorise(*parts(a), reference=reference)
        assert numeric.status.code is Code.OK
        f = np.random.default_rng(5).random((a.shape[0], 4)) * np.abs(a).max(axis=1).toarray()[:, None]
        x = numeric.solve(f)
        size = abs(a) @ np.abs(x) + np.abs(f)
        assert np.max(np.abs(a @ x - f) / size) < 1e-14


def test_orders_alike_for_any_switch():
    """The sets of bits continue what the lists began."""
    rng = np.random.default_rng(31)
    n = 900
    a = sp.eye_array(n) - sp.random_array((n, n), density=0.01, rng=rng) / 8
    f = rng.random((n, 3))
    answers = []
    for switch in (16, 200, 4096):
        numeric = factorise(*parts(a), options=NucleusOptions(switch=switch))
        answers.append(numeric.solve(f))
        assert backward_error(a.toarray(), answers[-1], f) < 1e-14
    assert np.allclose(answers[0], answers[2], rtol=1e-12)


def test_a_dense_block_is_a_nucleus_as_it_is():
    rng = np.random.default_rng(77)
    n, m = 150, 90
    a = np.eye(n) - np.where(rng.random((n, n)) < 0.02, 0.1, 0.0)
    a[:m, :m] = np.eye(m) - rng.random((m, m)) / (2 * m)  # an input-output table inside a sparse system
    a[m:, :m] = 0.0
    np.fill_diagonal(a, 1.0)
    numeric = factorise(*parts(a), options=NucleusOptions())
    assert numeric.symbolic.nuclei.max() == m and not numeric.symbolic.held.any()
    sparse = factorise(*parts(a), options=NucleusOptions(dense=2.0))
    f = rng.random((n, 5))
    for got in (numeric.solve(f), sparse.solve(f)):
        assert backward_error(a, got, f) < 1e-15
    assert backward_error(a.T, numeric.solve_transposed(f), f) < 1e-15
