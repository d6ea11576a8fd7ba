"""Where the draws of a matrix are written: a pattern with room for all of them, and places in its data."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.uncertainty import Distributions


def with_room(matrix: Any, rows: Distributions | None) -> tuple[sp.csc_array, NDArray[np.int32]]:
    """Return a matrix that stores every place which has a distribution, and the place of each row.

    Parameters
    ----------
    matrix
        Any scipy sparse array, its values the amounts without uncertainty.
    rows
        Distributions; None where there are none.

    Returns
    -------
    wide
        csc_array of its own, sorted; zeros where the matrix stores nothing.
    place
        int32 (rows,): position of each row in ``wide.data``.
    """
    base = sp.csc_array(matrix, dtype=np.float64, copy=True)
    base.sum_duplicates()
    base.indices, base.indptr = base.indices.astype(np.int32), base.indptr.astype(np.int32)
    if rows is None:
        return base, np.zeros(0, dtype=np.int32)
    height = max(base.shape[0], 1)
    columns = np.repeat(np.arange(base.shape[1], dtype=np.int64), np.diff(base.indptr))
    held = columns * height + base.indices
    asked = rows.col.astype(np.int64) * height + rows.row
    at = np.searchsorted(held, asked)
    missing = np.ones(asked.size, dtype=np.bool_)
    inside = at < held.size
    missing[inside] = held[at[inside]] != asked[inside]
    if missing.any():
        keys = np.union1d(held, asked[missing])
        data = np.zeros(keys.size)
        data[np.searchsorted(keys, held)] = base.data
        indptr = np.searchsorted(keys, np.arange(base.shape[1] + 1, dtype=np.int64) * height)
        parts = (data, (keys % height).astype(np.int32), indptr.astype(np.int32))
        base = sp.csc_array(parts, shape=base.shape)
        at = np.searchsorted(keys, asked)
    return base, at.astype(np.int32)
