"""Quantiles that SciPy computes: gamma, beta, Student's t, and extreme values with a shape."""

from __future__ import annotations

import numpy as np
import scipy.special as special
from numpy.typing import NDArray

from roos.uncertainty import Distributions

Array = NDArray[np.float64]

GAMMA, BETA, EXTREME, STUDENT, PERT = 9, 10, 11, 12, 13
#: Weight of the mode of a beta PERT whose scale is not given, as in ``stats_arrays``.
PERT_WEIGHT = 4.0


def by_scipy(rows: Distributions) -> NDArray[np.bool_]:
    """Return which rows are computed here."""
    extreme = (rows.type == EXTREME) & ~np.isnan(rows.shape) & (rows.shape != 0)
    return np.asarray(np.isin(rows.type, (GAMMA, BETA, STUDENT, PERT)) | extreme)


class Quantiles:
    """Quantiles of some checked rows, prepared once.

    Parameters
    ----------
    rows
        Checked; all of them :func:`by_scipy`.
    """

    def __init__(self, rows: Distributions) -> None:
        kind = rows.type
        self._at = {number: np.flatnonzero(kind == number) for number in np.unique(kind).tolist()}
        offset = np.where(np.isnan(rows.loc), 0.0, rows.loc)
        spread = np.where(np.isnan(rows.scale), 1.0, rows.scale)
        low = np.where(np.isnan(rows.minimum), 0.0, rows.minimum)
        high = np.where(np.isnan(rows.maximum), 1.0, rows.maximum)
        pert, beta = kind == PERT, np.isin(kind, (BETA, PERT))
        weight = np.where(np.isnan(rows.scale), PERT_WEIGHT, rows.scale)
        with np.errstate(divide="ignore", invalid="ignore"):
            mode = (rows.loc - low) / (high - low)
        self._first = np.where(pert, 1.0 + weight * mode, rows.loc)
        self._second = np.where(pert, 1.0 + weight * (1.0 - mode), rows.shape)
        self._offset = np.where(beta, low, offset)
        self._spread = np.where(beta, high - low, spread)

    def __call__(self, u: Array) -> Array:
        """Return the quantile of each row's uniform numbers.

        Parameters
        ----------
        u
            float64 (rows,) or (rows, samples), not overwritten.

        Returns
        -------
        ndarray
            Of the same shape, new.
        """
        value = np.empty(u.shape)
        along = (slice(None), *(None,) * (u.ndim - 1))
        for kind, at in self._at.items():
            first, second, p = self._first[at][along], self._second[at][along], u[at]
            if kind == GAMMA:
                value[at] = special.gammaincinv(second, p)
            elif kind == STUDENT:
                value[at] = special.stdtrit(second, p)
            elif kind == EXTREME:
                value[at] = np.expm1(-second * np.log(-np.log(p))) / second
            else:
                value[at] = special.betaincinv(first, second, p)
        return np.asarray(self._offset[along] + self._spread[along] * value)
