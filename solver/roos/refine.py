"""Iterative refinement with a twofold residual: each entry right, not just the residual small.

x ← x + M⁻¹(f − M x) while the componentwise backward error ω exceeds a few roundings; stops when a step no
longer pays. Rule after Clarabel, UMFPACK and Skeel (1980), Math. Comp. 35:817.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.residual import backward_error, residual_twofold
from roos.options import Options

Array = NDArray[np.float64]


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
        float64 (n, k): F − M X in twofold precision and |M||X| + |F|, both at the returned X.
    omega
        float64 (k,): componentwise backward error.
    steps
        int64 (k,): refinement steps kept.
    """

    x: Array
    residual: Array
    size: Array
    omega: Array
    steps: NDArray[np.int64]


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
    residual_twofold(*rows, x, f, residual, size)
    backward_error(residual, size, omega)
    steps = np.zeros(k, dtype=np.int64)
    active = np.ones(k, dtype=bool)
    for step in range(1, options.refine_most + 1):
        active &= np.isfinite(omega)
        if step > options.refine_least:
            active &= omega > options.refine_target
        columns = np.flatnonzero(active)
        if not columns.size:
            break
        whole = columns.size == k
        step_x = np.zeros((n, k))
        step_x[:, columns] = correct(residual.copy() if whole else np.ascontiguousarray(residual[:, columns]))
        clear(step_x)
        trial = np.ascontiguousarray((x + step_x)[:, columns])
        trial_r, trial_size, trial_omega = np.empty_like(trial), np.empty_like(trial), np.empty(columns.size)
        residual_twofold(*rows, trial, np.ascontiguousarray(f[:, columns]), trial_r, trial_size)
        backward_error(trial_r, trial_size, trial_omega)
        # the first twofold step is kept when it makes nothing worse than rounding: it mends small entries
        # that the backward error does not see
        better = (trial_omega <= omega[columns]) | ((step == 1) & (trial_omega <= options.refine_target))
        kept = columns[better]
        gained = omega[columns] / np.maximum(trial_omega, np.finfo(float).tiny)
        x[:, kept] = trial[:, better]
        residual[:, kept] = trial_r[:, better]
        size[:, kept] = trial_size[:, better]
        omega[kept] = trial_omega[better]
        steps[kept] += 1
        active[columns] = better & (gained >= options.refine_gain)
    return Refined(x, residual, size, omega, steps)
