"""Equilibration by powers of two: exact, so it changes no digit, only which pivots look small."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

#: Sweeps of row and column scaling; the largest entries are within a factor of two of 1 after about three.
SWEEPS = 4


def equilibrate(matrix: sp.csc_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return powers of two ``(rows, columns)`` that bring the largest entry of each row and column near 1.

    Parameters
    ----------
    matrix
        csc_array (n × n) without empty rows or columns; not changed.

    Returns
    -------
    rows, columns : float64 (n,)
        The scaled matrix is diag(rows) · A · diag(columns).

    Notes
    -----
    Simultaneous scaling by the square roots of the maxima, after Ruiz (2001), RAL-TR-2001-034, carried out
    on exponents.
    """
    n = matrix.shape[0]
    with np.errstate(divide="ignore"):
        exponent = np.log2(np.abs(matrix.data))
    column_of = np.repeat(np.arange(n), np.diff(matrix.indptr))
    row_of = matrix.indices
    finite = np.isfinite(exponent)  # explicit zeros have no say
    exponent, column_of, row_of = exponent[finite], column_of[finite], row_of[finite]
    rows, columns = np.zeros(n), np.zeros(n)
    for _ in range(SWEEPS):
        scaled = exponent + rows[row_of] + columns[column_of]
        row_max = np.full(n, -np.inf)
        np.maximum.at(row_max, row_of, scaled)
        column_max = np.full(n, -np.inf)
        np.maximum.at(column_max, column_of, scaled)
        rows -= np.where(np.isfinite(row_max), row_max / 2, 0.0)
        columns -= np.where(np.isfinite(column_max), column_max / 2, 0.0)
    # a last column pass: each activity's largest exchange lies in [1, 2)
    rows = np.round(rows)
    column_max = np.full(n, -np.inf)
    np.maximum.at(column_max, column_of, exponent + rows[row_of])
    columns = -np.floor(np.where(np.isfinite(column_max), column_max, 0.0))
    return np.ldexp(1.0, rows.astype(np.int64)), np.ldexp(1.0, columns.astype(np.int64))
