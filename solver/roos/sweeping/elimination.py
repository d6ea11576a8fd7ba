"""The order in which a small system is eliminated, and every product that it takes, found once for a pattern.

Pivots stay on the diagonal, where each activity's own product stands, and are taken by least work (Markowitz
1957, Management Science 3:255) so that a sparse foreground costs little more than its entries.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.condensed import Elimination

#: Most products of one elimination: above it the lists alone would fill the cache many times over.
MOST_PRODUCTS = 20_000_000


def least_work_order(pattern: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return an order of elimination along the diagonal, int64 (r,), first pivot first.

    Parameters
    ----------
    pattern
        bool (r, r), True on the diagonal; not changed.
    """
    left = pattern.copy()
    np.fill_diagonal(left, False)
    size = len(left)
    alive = np.ones(size, dtype=bool)
    order = np.empty(size, dtype=np.int64)
    for step in range(size):
        if (left[np.ix_(alive, alive)].sum() + alive.sum()) == alive.sum() ** 2:  # full: any order will do
            order[step:] = np.flatnonzero(alive)
            break
        work = np.where(alive, left.sum(axis=0) * left.sum(axis=1), size * size)
        pivot = int(np.argmin(work))
        order[step] = pivot
        rows, columns = np.flatnonzero(left[:, pivot]), np.flatnonzero(left[pivot])
        left[np.ix_(rows, columns)] = True
        np.fill_diagonal(left, False)
        left[pivot], left[:, pivot], alive[pivot] = False, False, False
    return order


def plan_elimination(pattern: NDArray[np.bool_]) -> Elimination | None:
    """Return the elimination of a pattern in its own order, or None where it takes too many products.

    Parameters
    ----------
    pattern
        bool (r, r), rows and columns already in the order of elimination; not changed.
    """
    filled = pattern.copy()
    np.fill_diagonal(filled, True)
    size, products = len(filled), 0
    for k in range(size):
        rows, columns = np.flatnonzero(filled[k + 1 :, k]) + k + 1, np.flatnonzero(filled[k, k + 1 :]) + k + 1
        filled[np.ix_(rows, columns)] = True
        products += rows.size * columns.size
        if products > MOST_PRODUCTS:
            return None
    slot = np.cumsum(filled.ravel()).reshape(filled.shape) - 1
    counts: list[NDArray[np.int64]] = []
    left: list[NDArray[np.int64]] = []
    right: list[NDArray[np.int64]] = []
    for i in range(size):
        columns = np.flatnonzero(filled[i])
        before = columns[columns < i]
        # what is eliminated before comes before both the row and the column of the entry
        taken = filled[np.ix_(before, columns)] & (before[:, None] < columns[None, :])
        entry, earlier = np.nonzero(taken.T)
        counts.append(np.bincount(entry, minlength=columns.size))
        left.append(slot[i, before[earlier]])
        right.append(slot[before[earlier], columns[entry]])
    rows, columns = np.nonzero(filled)
    return Elimination(
        _small(np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])),
        _small(columns),
        _small(slot[np.arange(size), np.arange(size)]),
        _small(np.concatenate([[0], np.cumsum(np.concatenate([*counts, np.zeros(0, dtype=np.int64)]))])),
        _small(np.concatenate([*left, np.zeros(0, dtype=np.int64)])),
        _small(np.concatenate([*right, np.zeros(0, dtype=np.int64)])),
        np.arange(rows.size, dtype=np.int32),
    )


def _small(values: NDArray[np.integer]) -> NDArray[np.int32]:
    return np.ascontiguousarray(values, dtype=np.int32)
