"""Maximum-product pairing of activities with products, so that no diagonal is ever assumed.

Minimises Σ log(largest entry of the column / paired entry) by shortest augmenting paths with potentials
(Duff and Koster 2001, SIAM J. Matrix Anal. Appl. 22:973). Activities that no path can pair are left alone and
reported, and everything else is still paired: the structural rank is then known, and the place of the defect.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]


@kernel
def pairing_costs(indptr: _Ints, data: _Reals, cost: _Reals) -> None:
    """Write log₂(largest |entry| of the column / |entry|) ≥ 0, inf for an explicit zero; float64 (nnz,)."""
    for j in range(indptr.shape[0] - 1):
        largest = 0.0
        for p in range(indptr[j], indptr[j + 1]):
            largest = max(largest, abs(data[p]))
        for p in range(indptr[j], indptr[j + 1]):
            value = abs(data[p])
            # a difference of logarithms: the quotient could overflow
            cost[p] = np.log2(largest) - np.log2(value) if value > 0.0 else np.inf


@kernel
def is_pairing(
    indptr: _Ints, indices: _Ints, data: _Reals, product_of: _Ints, seen: NDArray[np.bool_]
) -> bool:
    """Tell whether each activity is paired with a product of its own in which it has a non-zero entry.

    ``seen``, bool (n,), is workspace and must be False on entry.
    """
    n = product_of.shape[0]
    for j in range(n):
        i = product_of[j]
        if i < 0 or i >= n or seen[i]:
            return False
        seen[i] = True
        total = 0.0
        for p in range(indptr[j], indptr[j + 1]):
            if indices[p] == i:
                total += data[p]
        if total == 0.0:
            return False
    return True


@kernel
def _sift_up(heap: _Ints, place: _Ints, key: _Reals, at: int) -> None:
    node = heap[at]
    while at > 0:
        above = (at - 1) >> 1
        if key[heap[above]] <= key[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@kernel
def _pop(heap: _Ints, place: _Ints, key: _Reals, size: int) -> int:
    first: int = heap[0]
    node = heap[size - 1]
    size -= 1
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and key[heap[below + 1]] < key[heap[below]]:
            below += 1
        if key[heap[below]] >= key[node]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    if size > 0:
        heap[at] = node
        place[node] = at
    return first


@kernel
def _augment(
    start: int,
    indptr: _Ints,
    indices: _Ints,
    cost: _Reals,
    product_of: _Ints,
    activity_of: _Ints,
    row_price: _Reals,
    column_price: _Reals,
    distance: _Reals,
    came_from: _Ints,
    heap: _Ints,
    place: _Ints,
    touched: _Ints,
) -> bool:
    """Pair one more activity along a shortest path; False, and nothing changed, where there is none."""
    size, count = 0, 0
    j, so_far = start, 0.0
    target = -1
    while True:
        for p in range(indptr[j], indptr[j + 1]):
            i = indices[p]
            if cost[p] == np.inf or place[i] == -2 or activity_of[i] == j:
                continue
            length = so_far + (cost[p] - row_price[i] - column_price[j])
            if length < distance[i]:
                if place[i] == -1:
                    touched[count] = i
                    count += 1
                    heap[size] = i
                    place[i] = size
                    size += 1
                distance[i] = length
                came_from[i] = j
                _sift_up(heap, place, distance, place[i])
        if size == 0:
            break
        i = _pop(heap, place, distance, size)
        size -= 1
        place[i] = -2  # its distance is final
        so_far = distance[i]
        if activity_of[i] < 0:
            target = i
            break
        j = activity_of[i]
    if target >= 0:
        column_price[start] += so_far
        for q in range(count):
            i = touched[q]
            if place[i] == -2 and i != target:
                row_price[i] += distance[i] - so_far
                column_price[activity_of[i]] -= distance[i] - so_far
        i = target
        while True:
            j = came_from[i]
            following = product_of[j]
            product_of[j] = i
            activity_of[i] = j
            if j == start:
                break
            i = following
    for q in range(count):
        i = touched[q]
        place[i] = -1
        distance[i] = np.inf
    return target >= 0


@kernel
def pair_by_product(
    indptr: _Ints,
    indices: _Ints,
    cost: _Reals,
    product_of: _Ints,
    activity_of: _Ints,
    prices: _Reals,
    distance: _Reals,
    work: _Ints,
) -> int:
    """Pair activities and products so that the product of the paired entries is largest.

    Parameters
    ----------
    indptr, indices : int32 (n + 1,), (nnz,)
        Columns of the matrix; duplicates allowed.
    cost : float64 (nnz,)
        From `pairing_costs`.
    product_of, activity_of : int32 (n,)
        Written: partner of each activity and of each product, -1 where there is none.
    prices : float64 (2, n)
        Workspace: potentials of rows and columns.
    distance : float64 (n,)
        Workspace.
    work : int32 (4, n)
        Workspace.

    Returns
    -------
    int
        Number of pairs; n unless the matrix is structurally singular.
    """
    n = product_of.shape[0]
    row_price, column_price = prices[0], prices[1]
    came_from, heap, place, touched = work[0], work[1], work[2], work[3]
    pairs = 0
    for i in range(n):
        product_of[i] = -1
        activity_of[i] = -1
        row_price[i] = np.inf
        column_price[i] = 0.0
        distance[i] = np.inf
        place[i] = -1
    for p in range(indices.shape[0]):
        row_price[indices[p]] = min(row_price[indices[p]], cost[p])
    for j in range(n):
        for p in range(indptr[j], indptr[j + 1]):
            i = indices[p]
            if activity_of[i] < 0 and cost[p] < np.inf and cost[p] == row_price[i]:
                product_of[j] = i
                activity_of[i] = j
                pairs += 1
                break
    for j in range(n):
        if product_of[j] < 0:
            pairs += _augment(
                j,
                indptr,
                indices,
                cost,
                product_of,
                activity_of,
                row_price,
                column_price,
                distance,
                came_from,
                heap,
                place,
                touched,
            )
    return pairs
