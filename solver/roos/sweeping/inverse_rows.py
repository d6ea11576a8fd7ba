"""A few rows of A⁻¹ with a bound of the error of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from roos.adjoint import _error_of_multipliers, _measured_twofold

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def inverse_rows(problem: Problem, activities: Ints, products: Ints) -> tuple[Array, Array, float]:
    """Return (A⁻¹) of some activities and products, a bound of its error, and the worst backward error.

    Returns
    -------
    tuple
        float64 (activities, products) twice, and a number.
    """
    factors = problem.factors
    right = np.zeros((factors.shape[1], activities.size))
    right[activities, np.arange(activities.size)] = 1.0
    nothing = np.zeros_like(right)
    solved = _measured_twofold(factors, factors.solve_block(right, transposed=True), right)
    error = _error_of_multipliers(factors, problem.inverse, solved, nothing, nothing)
    return (
        np.ascontiguousarray(solved.x[products].T),
        np.ascontiguousarray(error[products].T),
        float(solved.omega.max(initial=0.0)),
    )
