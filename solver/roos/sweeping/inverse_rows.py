"""A few rows of A⁻¹ with a bound of the error of each entry, for less than a third of a factorisation.

A row x of A⁻¹ solves Aᵀ x = e_j. With g > 0 and y = |A⁻ᵀ| g, which is found once for a system, the error of x
is at most c y, c = max_i (|r| + τ)_i / g_i: one pass over the residual r instead of a solve per row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.kernels.condensed_doubt import worst_missed
from roos.kernels.residual import residual_twofold

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def inverse_rows(problem: Problem, activities: Ints, products: Ints) -> tuple[Array, Array, float]:
    """Return A⁻¹ of some activities and products, a bound of its error, and the worst backward error.

    Returns
    -------
    tuple
        float64 (activities, products) twice, and a number.
    """
    factors = problem.factors
    columns = factors.matrix  # the columns of A are the rows of Aᵀ
    right = np.zeros((factors.shape[1], activities.size))
    right[activities, np.arange(activities.size)] = 1.0
    x = np.ascontiguousarray(factors.solve_loosely(right, transposed=True))
    residual, size, omega = np.empty_like(right), np.empty_like(right), np.empty(activities.size)
    residual_twofold(columns.indptr, columns.indices, columns.data, x, right, residual, size, omega)
    if not omega.max(initial=0.0) <= problem.options.refine_start:
        x += factors.solve_loosely(residual, transposed=True)
        residual_twofold(columns.indptr, columns.indices, columns.data, x, right, residual, size, omega)
    # activities count in units of the equilibration, where what they do is near one
    measure = 1.0 / factors.column_scale
    spread = problem.inverse.apply_transposed(np.ascontiguousarray(measure[:, None]))[products, 0]
    worst = np.empty(activities.size)
    worst_missed(residual, size, factors.terms(transposed=True), measure, worst)
    # the sums of the bound itself are rounded
    doubt = (1.0 + 2.0**-40) * worst[:, None] * spread[None, :]
    rows = np.ascontiguousarray(x[products].T)
    if not rows.all():  # outside the reach an entry is exactly zero, whatever the bound for all says
        doubt[~factors.reached(right, transposed=True)[products].T] = 0.0
    return rows, doubt, float(omega.max(initial=0.0))
