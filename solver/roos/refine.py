"""Iterative refinement with a twofold residual: each entry right, not just the residual small.

x ← x + M⁻¹(f − M x) while the componentwise backward error ω exceeds a few roundings; stops when a step no
longer pays. Rule after Clarabel, UMFPACK and Skeel (1980), Math. Comp. 35:817.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.residual import backward_error, residual_plain, residual_twofold
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
        float64 (n, k): F − M X and |M||X| + |F|, both at the returned X.
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
        gamma = (terms * UNIT)[:, None]
        gamma = np.where(self.twofold, gamma**2, gamma)
        return np.abs(self.residual) * (1 + 4 * UNIT) + gamma * self.size


def refine(
    rows: Rows,
    f: Array,
    x: Array,
    correct: Callable[[Array], Array],
    clear: Callable[[Array], None],
    options: Options,
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
        Returns M⁻¹ R for a block R of any width, which it may overwrite.
    clear
        Sets entries of a full-width block outside the structural reach to exact zero, in place.
    options
        Targets and limits of the steps.

    Returns
    -------
    Refined
        The best iterate of each column.
    """
    n, k = f.shape
    clear(x)
    residual, size, omega = np.empty((n, k)), np.empty((n, k)), np.empty(k)
    always = rows.data.size <= options.twofold_entries
    (residual_twofold if always else residual_plain)(*rows, x, f, residual, size)
    backward_error(residual, size, omega)
    best = Refined(x, residual, size, omega, np.zeros(k, dtype=np.int64), np.full(k, always))
    active = np.isfinite(omega) & (always | (omega > options.refine_start))
    if active.any() and not always:
        _measure_twofold(rows, f, best, np.flatnonzero(active))
    for step in range(1, options.refine_most + 1):
        if step > 1:
            active &= omega > options.refine_target
        columns = np.flatnonzero(active)
        if not columns.size:
            break
        active[columns] = _step(rows, f, best, columns, correct, clear, step == 1, options)
    return best


def _measure_twofold(rows: Rows, f: Array, best: Refined, columns: NDArray[np.intp]) -> None:
    trial = _trial(rows, np.ascontiguousarray(best.x[:, columns]), np.ascontiguousarray(f[:, columns]))
    _keep(best, columns, trial, np.ones(columns.size, dtype=bool))


def _step(
    rows: Rows,
    f: Array,
    best: Refined,
    columns: NDArray[np.intp],
    correct: Callable[[Array], Array],
    clear: Callable[[Array], None],
    first: bool,
    options: Options,
) -> NDArray[np.bool_]:
    """Take one step on some columns; return which of them are worth another."""
    change = np.zeros(f.shape)
    change[:, columns] = correct(np.ascontiguousarray(best.residual[:, columns]))
    clear(change)
    before = best.omega[columns]
    trial = _trial(rows, best.x[:, columns] + change[:, columns], np.ascontiguousarray(f[:, columns]))
    # the first twofold step is kept when it makes nothing worse than rounding: it mends small entries that
    # the backward error does not see
    better = (trial.omega <= before) | (first & (trial.omega <= options.refine_target))
    _keep(best, columns, trial, better)
    best.steps[columns[better]] += 1
    gained = before / np.maximum(trial.omega, np.finfo(float).tiny)
    return np.asarray(better & (gained >= options.refine_gain))


class _Trial(NamedTuple):
    x: Array
    residual: Array
    size: Array
    omega: Array


def _trial(rows: Rows, x: Array, f: Array) -> _Trial:
    x = np.ascontiguousarray(x)
    trial = _Trial(x, np.empty_like(x), np.empty_like(x), np.empty(x.shape[1]))
    residual_twofold(*rows, x, f, trial.residual, trial.size)
    backward_error(trial.residual, trial.size, trial.omega)
    return trial


def _keep(best: Refined, columns: NDArray[np.intp], trial: _Trial, better: NDArray[np.bool_]) -> None:
    kept = columns[better]
    best.x[:, kept] = trial.x[:, better]
    best.residual[:, kept] = trial.residual[:, better]
    best.size[:, kept] = trial.size[:, better]
    best.omega[kept] = trial.omega[better]
    best.twofold[kept] = True
