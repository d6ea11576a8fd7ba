"""Iterative refinement with a twofold residual: each entry right, not just the residual small.

x ← x + M⁻¹(f − M x) while the componentwise backward error ω exceeds a few roundings; stops when a step no
longer pays. Rule after Clarabel, UMFPACK and Skeel (1980), Math. Comp. 35:817.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.certified import PROVEN
from roos.kernels.residual import add_step, residual_plain, residual_twofold
from roos.options import Options

Array = NDArray[np.float64]
#: Unit roundoff 2⁻⁵³.
UNIT = 2.0**-53


class Rows(NamedTuple):
    """A matrix by rows, as the residual kernels read it."""

    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    data: Array


class Refined(NamedTuple):
    """Solution of a block of right-hand sides and what is known about it.

    Attributes
    ----------
    x
        float64 (n, k).
    residual, size
        float64 (n, k): F − M X and |M||X| + |F|, both at the returned X; without meaning where not asked for.
    omega
        float64 (k,): componentwise backward error.
    steps
        int64 (k,): refinement steps kept.
    twofold
        bool (k,): the residual of this column was accumulated in twofold precision.
    """

    x: Array
    residual: Array
    size: Array
    omega: Array
    steps: NDArray[np.int64]
    twofold: NDArray[np.bool_]

    def missed(self, terms: Array) -> Array:
        """Return a bound of the true |F − M X|: the residual and what its own rounding may hide.

        Parameters
        ----------
        terms
            float64 (n,): length of each row's sum.
        """
        return np.abs(self.residual) + self.hidden(terms)

    def hidden(self, terms: Array) -> Array:
        """Return a bound of what the residual's own rounding hides, parameters as in :meth:`missed`."""
        gamma = (terms * UNIT)[:, None]
        # twice the square that Knuth's sum would need covers long rows too (roos.kernels.long_rows)
        gamma = np.where(self.twofold, 2 * gamma**2, gamma)
        return 4 * UNIT * np.abs(self.residual) + gamma * self.size


def refine(
    rows: Rows,
    f: Array,
    x: Array,
    correct: Callable[[Array], Array],
    options: Options,
    *,
    keep_residual: bool,
    measure: bool = True,
) -> Refined:
    """Refine a block of solutions.

    Parameters
    ----------
    rows
        The unscaled matrix M (of the system that is solved) by rows.
    f
        float64 (n, k), row-major; read only.
    x
        float64 (n, k), row-major first solution; overwritten.
    correct
        Returns M⁻¹ R for a block R of any width, not overwritten, with exact zeros outside the reach of R, as
        an array of its own.
    options
        Targets and limits of the steps.
    keep_residual
        Also return the residual and its size, which an error bound needs.
    measure
        Whether ``omega`` is wanted itself: else a bound of it will do where that is small.

    Returns
    -------
    Refined
        The best iterate of each column.
    """
    if rows.data.size <= options.twofold_entries:
        start = _measured(rows, f, x, residual_twofold, residual=True, size=keep_residual)
        if not (measure or keep_residual):
            return _refine_proven(rows, f, start, correct, options)
        return _refine_all(rows, f, start, correct, 1, options, keep_residual)
    # an error bound wants the residual itself, of which a plain one leaves little but its own rounding
    kernel = residual_twofold if keep_residual else residual_plain
    best = _measured(rows, f, x, kernel, residual=keep_residual, size=keep_residual)
    bad = np.flatnonzero(np.isfinite(best.omega) & (best.omega > options.refine_start))
    if bad.size:
        part = np.ascontiguousarray(f[:, bad])
        again = _measured(
            rows, part, np.ascontiguousarray(x[:, bad]), residual_twofold, residual=True, size=keep_residual
        )
        _put(best, bad, _refine_all(rows, part, again, correct, 1, options, keep_residual), keep_residual)
    return best


def _measured(
    rows: Rows, f: Array, x: Array, kernel: Callable[..., None], *, residual: bool, size: bool
) -> Refined:
    """Measure a block; a residual or size that is not wanted comes back with one row, of no meaning.

    Fresh memory for arrays that nobody reads would cost more than the sums.
    """
    n, k = f.shape
    r, s = np.empty((n if residual else 1, k)), np.empty((n if size else 1, k))
    omega = np.empty(k)
    kernel(*rows, x, f, r, s, omega)
    twofold = np.full(k, kernel is residual_twofold)
    return Refined(x, r, s, omega, np.zeros(k, dtype=np.int64), twofold)


def _refine_proven(
    rows: Rows, f: Array, best: Refined, correct: Callable[[Array], Array], options: Options
) -> Refined:
    """Take the first step on every column, and measure what it left only where that is not known already.

    With the rounded x₁ = x₀ + d and |d| ≤ δ |x₁|, |f − M x₁| ≤ |f − M x₀| + (δ + u)|M||x₁|, hence
    ω₁ ≤ ω₀ (1 + δ + u) + δ + u: the residual before the step and the size of the step say it.
    """
    if not np.isfinite(best.omega).all():
        return best
    limit = PROVEN * min(options.refine_target, options.warn_bound) * (1.0 - 1e-9)
    most = (limit - best.omega * (1.0 + UNIT) - UNIT) / (1.0 + best.omega)
    mended = correct(best.residual)
    if add_step(best.x, mended, most):
        steps = np.ones(best.omega.size, dtype=np.int64)
        return Refined(mended, best.residual, best.size, np.full(steps.size, limit), steps, best.twofold)
    return _compared(rows, f, best, mended, correct, 1, options, False)


def _refine_all(
    rows: Rows,
    f: Array,
    best: Refined,
    correct: Callable[[Array], Array],
    step: int,
    options: Options,
    keep: bool,
) -> Refined:
    """Take a step on every column, then go on with those that are worth another."""
    if not np.isfinite(best.omega).all():
        return best  # noise to begin with; the caller refuses it
    mended = correct(best.residual)
    mended += best.x
    return _compared(rows, f, best, mended, correct, step, options, keep)


def _compared(
    rows: Rows,
    f: Array,
    best: Refined,
    mended: Array,
    correct: Callable[[Array], Array],
    step: int,
    options: Options,
    keep: bool,
) -> Refined:
    """Keep the better of two iterates of each column, and go on with those that are worth another step."""
    trial = _measured(rows, f, mended, residual_twofold, residual=keep, size=keep)
    # the first twofold step is kept when it makes nothing worse than rounding: it mends small entries that
    # the backward error does not see
    better = (trial.omega <= best.omega) | ((step == 1) & (trial.omega <= options.refine_target))
    trial.steps[:] = best.steps + 1
    gained = best.omega / np.maximum(trial.omega, np.finfo(float).tiny)
    if not better.all():
        worse = np.flatnonzero(~better)
        _put(trial, worse, _take(best, worse), keep)
    again = np.flatnonzero(better & (gained >= options.refine_gain) & (trial.omega > options.refine_target))
    if again.size and step < options.refine_most:
        part = np.ascontiguousarray(f[:, again])
        start = _measured(
            rows, part, np.ascontiguousarray(trial.x[:, again]), residual_twofold, residual=True, size=keep
        )
        start.steps[:] = step
        _put(trial, again, _refine_all(rows, part, start, correct, step + 1, options, keep), keep)
    return trial


def _take(block: Refined, columns: NDArray[np.intp]) -> Refined:
    x, residual, size = (np.ascontiguousarray(a[:, columns]) for a in (block.x, block.residual, block.size))
    return Refined(x, residual, size, block.omega[columns], block.steps[columns], block.twofold[columns])


def _put(block: Refined, columns: NDArray[np.intp], part: Refined, keep_residual: bool) -> None:
    block.x[:, columns] = part.x
    if keep_residual:
        block.residual[:, columns] = part.residual
        block.size[:, columns] = part.size
    block.omega[columns], block.steps[columns], block.twofold[columns] = part.omega, part.steps, part.twofold
