"""Which product an activity is paired with where the source does not say."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

import roos
from helpers import random_technosphere
from roos import Labels, System
from roos.structure import pair


def paired(a):
    a = sp.csc_array(np.asarray(a, float))
    n = a.shape[0]
    return pair(a, None, Labels.numbered("product", n), Labels.numbered("activity", n)).tolist()


def test_the_diagonal_of_outputs_is_taken():
    assert paired([[1, -5.0], [-5.0, 1]]) == [0, 1]  # a loop of gain 25: its inputs are larger


def test_a_loop_of_gain_above_one_with_a_waste_keeps_its_diagonal():
    assert paired([[1, -5.0, 0], [-5.0, 1, 0], [0, 0.2, -1]]) == [0, 1, 2]


@pytest.mark.parametrize("seed", range(4))
def test_rows_in_another_order_are_paired_by_outputs_though_the_diagonal_is_full(seed):
    """Such a matrix was refused as singular, or found to hold a loop of gain above one."""
    rng = np.random.default_rng(seed)
    n = 41
    a = random_technosphere(rng, n, gain=0.6, density=1.0).toarray()
    swapped = np.arange(n)
    if seed % 2:
        swapped = rng.permutation(n)
    else:
        swapped[[3, 9]] = swapped[[9, 3]]
    moved = a[swapped]
    assert np.all(moved.diagonal() != 0) and np.any(moved.diagonal() < 0)
    assert np.array_equal(swapped[paired(moved)], np.arange(n))
    assert not {"E108", "W204"} & {f.code for f in roos.diagnose(System.build("x", moved, np.ones((1, n))))}
    f = rng.random(n)
    assert roos.factorise(moved).solve(f[swapped]) == pytest.approx(roos.factorise(a).solve(f), rel=1e-14)


def test_a_wrong_reference_does_not_make_a_sound_matrix_singular():
    """The source may name any product of an activity: the numbers stay right, and are not refused."""
    rng = np.random.default_rng(5)
    n = 41
    a = random_technosphere(rng, n, gain=0.6, density=1.0)
    system = System.build("x", a, np.ones((1, n)), reference=np.roll(np.arange(n), 1))
    factors = roos.factorise(system.technosphere)
    f = rng.random(n)
    assert factors.condition < 100
    assert factors.solve(f) == pytest.approx(roos.factorise(a).solve(f), rel=1e-13)
