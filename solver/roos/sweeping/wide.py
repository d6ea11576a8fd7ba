"""Scores of one scenario that changes most values: one factorisation, the solves, and one for all bounds.

The certificate of :func:`roos.score` costs as much as the solves three times over. Here the error of every
multiplier, or of every supply, is bounded through one majorant (see :mod:`roos.sweeping.majorant`): rigorous,
a few digits wider, still far under any doubt about the data. Where it is too wide, the full one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.cells import Cells
from roos.kernels.wide import (
    absolute_by_columns,
    absolute_transposed,
    characterised,
    combined,
    dense_intensities,
)
from roos.refine import UNIT
from roos.sweeping.majorant import majorant
from roos.threads import run_all, thread_count

if TYPE_CHECKING:
    from roos.sweeping.problem import Problem

Array = NDArray[np.float64]

#: Most demands whose supplies get a majorant each.
FEW = 16
#: Activities that one task of a thread multiplies.
TASK = 4096
#: What is added to a vector that must not be zero anywhere, in units of its largest entry, both equilibrated.
FLOOR = 2.0**-80


def wide_cells(problem: Problem, direction: str = "auto") -> Cells | None:
    """Return certified scores, or None where the quick bounds are not good enough.

    Parameters
    ----------
    problem
        Factorised.
    direction
        ``"auto"``: forward for one demand, or a quarter as many as there are categories.
    """
    categories, demands = problem.characterisation.shape[0], problem.demand_matrix.shape[1]
    direction = cheaper(direction, demands, categories)
    if categories > problem.options.batch if direction == "adjoint" else demands > FEW:
        return None
    with np.errstate(all="ignore"):  # what overflows is no good bound
        cells = _forward(problem) if direction == "forward" else _adjoint(problem)
        if cells is None:
            return None
        scale = np.maximum(cells.contributions, np.abs(cells.scores))
        good = cells.bound <= problem.options.warn_bound * scale
    return cells if good.all() else None


def cheaper(direction: str, demands: int, categories: int) -> str:
    """Return the direction that is taken: the one asked for, or the one with less to do."""
    if direction != "auto":
        return direction
    return "forward" if demands == 1 or 4 * demands <= categories else "adjoint"


def solves(direction: str, demands: int, categories: int) -> int:
    """Return the columns solved for in one scenario, those of the bounds included."""
    return 2 * demands if cheaper(direction, demands, categories) == "forward" else categories + 1


def _adjoint(problem: Problem) -> Cells | None:
    factors, matrix = problem.factors, problem.technosphere
    signed, size = _intensities(problem)
    solved = factors.solve_block(signed, transposed=True, keep_residual=False)
    multipliers = solved.x
    scale = np.abs(multipliers / factors.row_scale[:, None]).sum(axis=0)
    if (size.any(axis=0) & (scale == 0.0)).any():
        return None  # all of a category cancels or underflows: nothing to measure its error by
    shares = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0.0)
    all_, direct, total = (np.empty(matrix.shape[1]) for _ in range(3))
    combined(multipliers, shares, all_)
    combined(size, shares, direct)
    total[:] = direct
    absolute_transposed(matrix.indptr, matrix.indices, matrix.data, all_, total)
    entries = factors.terms(transposed=True)
    flows = np.diff(problem.biosphere.indptr) + 2.0
    v = (float(solved.omega.max(initial=0.0)) + 2 * entries * UNIT) * (1.0 + entries * UNIT) * total
    v += (2 * UNIT + (flows * UNIT) ** 2) * direct
    v += _floor(v, factors.column_scale)
    above = majorant(factors, v, transposed=True)
    if above is None:
        return None
    across = sp.csr_array(problem.demand_matrix.T)
    absolute = abs(across)
    rounding = (int(np.diff(across.indptr).max(initial=0)) + 4) * UNIT
    error = above[:, None] * scale
    error += rounding * np.abs(multipliers)
    error *= factors.reached(size, transposed=True)
    scores = across @ multipliers
    bound = (1 + 1e-10) * (absolute @ error)
    # |score| is a lower bound of its contributions, and costs nothing
    return Cells(scores, bound, np.abs(scores), solved.omega, solved.steps, None)


def _forward(problem: Problem) -> Cells | None:
    factors, matrix = problem.factors, problem.technosphere
    right = np.ascontiguousarray(problem.demand_matrix.toarray())
    solved = factors.solve_block(right, keep_residual=False)
    count, categories = right.shape[1], problem.characterisation.shape[0]
    doubt = np.empty_like(solved.x)
    entries = factors.terms()
    for d in range(count):
        total = np.abs(right[:, d])
        absolute_by_columns(
            matrix.indptr, matrix.indices, matrix.data, np.ascontiguousarray(solved.x[:, d]), total
        )
        v = (solved.omega[d] + 2 * entries * UNIT) * (1.0 + entries * UNIT) * total
        v += _floor(v, factors.row_scale)
        above = majorant(factors, v, transposed=False)
        if above is None:
            return None
        doubt[:, d] = above
    doubt *= factors.reached(right)
    b, c = problem.biosphere, problem.characterisation
    scores, size, spread = (np.empty((count, categories)) for _ in range(3))
    work = np.empty((4, b.shape[0]))
    for d in range(count):
        s, e = (np.ascontiguousarray(x[:, d]) for x in (solved.x, doubt))
        characterised(
            *(b.indptr, b.indices, b.data, c.indptr, c.indices, c.data, s, e),
            *(scores[d], size[d], spread[d], work),
        )
    longest = int(np.diff(c.indptr).max(initial=0)) + matrix.shape[1] + 8.0
    bound = (1 + longest * UNIT) * spread + (2 * UNIT + (longest * UNIT) ** 2) * (1 + longest * UNIT) * size
    return Cells(scores, bound, size, solved.omega, solved.steps, None)


def _intensities(problem: Problem) -> tuple[Array, Array]:
    """Return (C B)ᵀ and (|C||B|)ᵀ, float64 (activities, categories)."""
    b, c = problem.biosphere, problem.by_flows
    shape = (b.shape[1], c.shape[0])
    signed, size = np.empty(shape), np.empty(shape)
    parts = (b.indptr, b.indices, b.data, c.indptr, c.indices, c.data)

    def work(first: int) -> None:
        dense_intensities(*parts, first, min(first + TASK, shape[0]), signed, size)

    run_all(work, range(0, shape[0], TASK), thread_count(problem.options.threads))
    return signed, size


def _floor(v: Array, scale: Array) -> Array:
    """Return what keeps v above zero without being felt."""
    largest = float((v * scale).max(initial=0.0)) or 1.0
    return np.asarray(FLOOR * largest / scale)
