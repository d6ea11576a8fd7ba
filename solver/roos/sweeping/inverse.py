"""A few rows or columns of A⁻¹ with a bound of the error of each entry, cheaply.

A column x of A⁻¹ solves A x = e_i. With v what its residual and the rounding of that leave open, its error
is at most |A⁻¹| v. One solve bounds all columns together: with g = Σ_c weight_c v_c and y = |A⁻¹| g the error
of column c is at most max_i (v_c / g)_i · y.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.kernels.condensed_doubt import missed_together
from roos.kernels.lanes import LANES
from roos.kernels.residual import residual_twofold

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Rows whose residuals are measured at a time.
ROWS = 512


class Part(NamedTuple):
    """Some entries of A⁻¹.

    Attributes
    ----------
    values, doubt
        float64 (k, kept): entries and a bound of the error of each.
    omega
        Worst backward error of the solves.
    """

    values: Array
    doubt: Array
    omega: float


def ones_at(size: int, places: Ints, more: sp.csc_array | None = None) -> Array:
    """Return unit vectors as columns, those of another matrix after them, and zeros to fill the lanes.

    float64 (size, k) with k a multiple of what the kernels take side by side.
    """
    count = places.size + (more.shape[1] if more is not None else 0)
    right = np.zeros((size, -(-count // LANES) * LANES))
    right[places, np.arange(places.size)] = 1.0
    if more is not None:
        column = np.repeat(np.arange(more.shape[1]), np.diff(more.indptr))
        right[more.indices, places.size + column] = more.data
    return right


def part_of_inverse(problem: Problem, right: Array, weights: Array, kept: Ints, *, transposed: bool) -> Part:
    """Return some entries of A⁻¹ times a few columns, or of A⁻ᵀ times them.

    Parameters
    ----------
    problem
        Factorised.
    right
        From :func:`ones_at`: unit vectors for columns of A⁻¹, or for its rows where ``transposed``.
    weights
        float64 (columns,), positive: one over the size of each column that is not there to fill the lanes, in
        the units of the equilibration.
    kept
        Entries of each solution that are wanted.
    transposed
        Solve with Aᵀ.
    """
    factors, count = problem.factors, weights.size
    weights = np.concatenate([weights, np.zeros(right.shape[1] - count)])
    x = np.ascontiguousarray(factors.solve_loosely(right, transposed=transposed))
    judged = _judged(problem, x, right, weights, transposed)
    if not judged.omega <= problem.options.refine_start:
        residual, unused = np.empty_like(right), np.empty((1, right.shape[1]))
        rows = factors.rows(transposed=transposed)
        residual_twofold(*rows, x, right, residual, unused, np.empty(right.shape[1]))
        x += factors.solve_loosely(residual, transposed=transposed)
        judged = _judged(problem, x, right, weights, transposed)
    inverse, together = problem.inverse, judged.together[:, None]
    spread = (inverse.apply_transposed if transposed else inverse.apply)(together)[kept, 0]
    # the sums of the bound itself are rounded
    doubt = (1.0 + 2.0**-40) * judged.shares[:count, None] * spread[None, :]
    values = np.ascontiguousarray(x[kept, :count].T)
    # outside the reach an entry is exactly zero, whatever the bound for all says
    holes = np.flatnonzero(~values.all(axis=1))
    if holes.size:
        reached = factors.reached(np.ascontiguousarray(right[:, holes]), transposed=transposed)
        doubt[holes] = np.where(reached[kept].T, doubt[holes], 0.0)
    return Part(values, doubt, judged.omega)


class _Judged(NamedTuple):
    """What solutions miss: g and the shares of each column, and the worst backward error."""

    together: Array
    shares: Array
    omega: float


def _judged(problem: Problem, x: Array, right: Array, weights: Array, transposed: bool) -> _Judged:
    """Measure solutions some rows at a time, so that residuals never leave the cache."""
    indptr, indices, data = problem.factors.rows(transposed=transposed)
    terms = problem.factors.terms(transposed=transposed)
    n, k = right.shape
    together, shares, omega = np.empty(n), np.zeros(k), np.zeros(k)
    residual, size, some_shares, some_omega = (
        np.empty((ROWS, k)),
        np.empty((ROWS, k)),
        np.empty(k),
        np.empty(k),
    )
    # not in threads: those of BLAS still spin after the dense solve, and would share the cores with ours
    for start in range(0, n, ROWS):
        stop = min(start + ROWS, n)
        r, s = residual[: stop - start], size[: stop - start]
        some = indptr[start : stop + 1], indices, data
        residual_twofold(*some, x, right[start:stop], r, s, some_omega)
        missed_together(r, s, terms[start:stop], weights, together[start:stop], some_shares)
        np.maximum(shares, some_shares, out=shares)
        np.maximum(omega, some_omega, out=omega)
    return _Judged(together, shares, float(omega.max(initial=0.0)))
