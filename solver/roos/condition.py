"""Condition of a technosphere, free of units.

κ = ‖|A⁻¹||A|‖ in the scaling that an LCA system has by nature: activities measured by a supply that meets a
positive demand, products by the flow through them. Then κ says by how much relative errors of exchanges can
grow, and 1/κ is the relative change that makes A singular: a loop of gain g gives about (1 + g)/(1 − g). The
usual condition number would mix this with the choice of kilogram or tonne.
Source: Bauer (1963), Numer. Math. 5:73; estimator of Higham and Tisseur (2000), SIAM J. Matrix Anal. 21:1185.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, onenormest

from roos.scaling import equilibrate

Array = NDArray[np.float64]
Solver = Callable[[Array], Array]

#: Estimate from which another equilibration is tried before it is believed.
DOUBTFUL = 1e8


def condition_estimate(
    matrix: sp.csc_array, solve: Solver, solve_transposed: Solver, rows: Array, columns: Array
) -> float:
    """Estimate κ as the smallest of a few scalings: by supply, and by the equilibration.

    The scalings come from the pairing of activities and products. Where that took an input for the output, in
    a matrix whose rows were put in another order, they are absurd; a large κ is therefore tried again in the
    scaling by the largest entries, which knows of no pairing.

    Parameters
    ----------
    matrix
        csc_array A (n × n).
    solve, solve_transposed
        A⁻¹ and A⁻ᵀ applied to float64 (n, k).
    rows, columns
        float64 (n,): powers of two that equilibrate A.

    Returns
    -------
    float
        A lower estimate, usually within a factor of three; inf when a solution is not finite.
    """
    if matrix.shape[0] == 0:
        return 1.0
    estimate = _smaller_of_two(matrix, solve, solve_transposed, rows, columns)
    if estimate > DOUBTFUL:
        estimate = min(estimate, _smaller_of_two(matrix, solve, solve_transposed, *equilibrate(matrix)))
    return estimate


def _smaller_of_two(
    matrix: sp.csc_array, solve: Solver, solve_transposed: Solver, rows: Array, columns: Array
) -> float:
    absolute = abs(matrix)
    with np.errstate(all="ignore"):
        supply = np.abs(solve((1.0 / rows)[:, None])[:, 0])
        if not np.isfinite(supply).all():
            return float("inf")
        floor = columns * max(float((supply / columns).max()), 1.0) * 2.0**-40
        by_supply = np.maximum(supply, floor)
        return min(
            _infinity_norm(solve, solve_transposed, absolute @ size, size) for size in (by_supply, columns)
        )


def _infinity_norm(solve: Solver, solve_transposed: Solver, flow: Array, size: Array) -> float:
    """Return ‖diag(1/size) A⁻¹ diag(flow)‖∞, as the 1-norm of its transpose."""
    n = flow.size

    def forward(block: Array) -> Array:
        block = np.asarray(block, dtype=float).reshape(n, -1)
        return flow[:, None] * solve_transposed(block / size[:, None])

    def backward(block: Array) -> Array:
        block = np.asarray(block, dtype=float).reshape(n, -1)
        return solve(block * flow[:, None]) / size[:, None]

    operator = LinearOperator(
        (n, n), matvec=forward, rmatvec=backward, matmat=forward, rmatmat=backward, dtype=np.float64
    )
    if n <= 4:  # the estimator needs room for its blocks
        return float(np.abs(backward(np.eye(n))).sum(axis=1).max())
    return float(onenormest(operator, t=2, itmax=5))
