"""Kernels before the first calculation: a program that serves others shall not make its first caller wait."""

from __future__ import annotations

import time

import numpy as np
import scipy.sparse as sp

from roos.factorising import factorise
from roos.options import Options

#: More than `NucleusOptions.switch`, so that both halves of the ordering are met.
_ACTIVITIES = 6_600
_INPUTS = 4


def warm_up() -> float:
    """Compile the kernels of factorising and solving, or load them, for programs that answer others.

    Compiling is done once for an installation and takes some 20 s; loading from disk takes a fraction of one.
    Either falls to whichever calculation comes first, here to one that is forgotten.

    Returns
    -------
    float
        Seconds that it took.
    """
    start = time.perf_counter()
    random = np.random.default_rng(0)
    matrix = _technosphere(random)
    one = np.zeros(_ACTIVITIES)
    one[7] = 1.0
    block = random.random((_ACTIVITIES, 18))
    for limit in (0, matrix.nnz):  # residuals in plain and in twofold arithmetic
        options = Options(ordering_cache=False, twofold_entries=limit)
        factors = factorise(matrix, options=options)
        for solve in (factors.solve, factors.solve_transposed):
            for right in (one, sp.csc_array(one[:, None]), block[:, 0], block, np.hstack([block] * 4)):
                solve(right)
        for columns in (1, 3):  # few columns of a block are corrected
            part = np.ascontiguousarray(block[:, :columns])
            factors.backend_factors.solve(part)
            factors.backend_factors.solve_transposed(part)
        factors.refactorise(matrix.data * 1.01)
    return time.perf_counter() - start


def _technosphere(random: np.random.Generator) -> sp.csc_array:
    """Return a system of one strong component, some of whose inputs are used by all."""
    columns = np.repeat(np.arange(_ACTIVITIES), _INPUTS)
    rows = random.integers(0, _ACTIVITIES, columns.size)
    rows[::_INPUTS] = random.integers(0, 60, _ACTIVITIES)
    inputs = (-0.8 / _INPUTS * random.random(columns.size), (rows, columns))
    return sp.csc_array(sp.coo_array(inputs, shape=(_ACTIVITIES, _ACTIVITIES)) + sp.eye_array(_ACTIVITIES))
