"""Costs of many scores under many price paths: products that are bound by memory, and sums that avoid it.

Every cost is one rounded product; every sum runs over the categories in their order, from the first to the
last, each product rounded before it is added. Sums of a cube, and sums that never form it, are the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Reals = NDArray[np.float64]

#: Prices that stay in the second cache while the rows pass, in entries: half a megabyte.
TILE = 65_536


@kernel
def cost_rows(scores: _Reals, prices: _Reals, first: int, last: int, out: _Reals) -> None:
    """Compute out[i, k, j] = scores[i, k] · prices[k, j] for some rows.

    Parameters
    ----------
    scores : float64 (m, n)
    prices : float64 (n, w)
        Row-major; no NaN.
    first, last
        Rows i to compute.
    out : float64 (m, n, w)
        Row-major; rows first to last are written; owned by the caller. Each is written once, front to back.
    """
    n, w = prices.shape
    width = max(512, TILE // max(n, 1))
    for start in range(0, w, width):
        end = min(start + width, w)
        for i in range(first, last):
            for k in range(n):
                score = scores[i, k]
                price = prices[k, start:end]
                into = out[i, k, start:end]
                for j in range(end - start):
                    into[j] = score * price[j]


@kernel
def summed_rows(
    scores: _Reals, prices: _Reals, group: NDArray[np.int64], first: int, last: int, out: _Reals
) -> None:
    """Compute out[g, i, j] = Σ_k scores[i, k] · prices[k, j] over the categories k of each group, in order.

    Parameters
    ----------
    scores : float64 (m, n)
    prices : float64 (t, w)
        Row-major; one row per term.
    group : int64 (t, 2)
        Per term: its category k and its group g; terms of a group stand in the order in which they are added.
    first, last
        Rows i to compute.
    out : float64 (groups, m, w)
        Row-major; rows first to last are added to; owned by the caller, who has set them to zero.
    """
    terms, w = prices.shape
    width = max(256, TILE // max(terms, 1))
    for start in range(0, w, width):
        end = min(start + width, w)
        for i in range(first, last):
            for t in range(terms):
                score = scores[i, group[t, 0]]
                price = prices[t, start:end]
                into = out[group[t, 1], i, start:end]
                for j in range(end - start):
                    into[j] += score * price[j]


@kernel
def largest_shares(
    scores: _Reals, prices: _Reals, first: int, last: int, share: _Reals, place: NDArray[np.int64]
) -> None:
    """Find, for some rows, the largest share of one category in Σ|cost| over all categories.

    Parameters
    ----------
    scores : float64 (m, n)
    prices : float64 (n, w)
    first, last
        Rows i to compute.
    share : float64 (m,)
        Written: largest |cost[i, k, j]| / Σ_k |cost[i, k, j]| over k and j; 0 where nothing costs anything.
    place : int64 (m, 2)
        Written: its k and j; the first of equal ones.
    """
    n, w = prices.shape
    whole = np.empty(w)
    largest = np.empty(w)
    which = np.empty(w, dtype=np.int64)
    for i in range(first, last):
        whole[:] = 0.0
        largest[:] = 0.0
        which[:] = 0
        for k in range(n):
            score = scores[i, k]
            for j in range(w):
                size = abs(score * prices[k, j])
                whole[j] += size
                if size > largest[j]:
                    largest[j] = size
                    which[j] = k
        share[i] = 0.0
        place[i, 0] = 0
        place[i, 1] = 0
        for j in range(w):
            if whole[j] > 0.0 and largest[j] / whole[j] > share[i]:
                share[i] = largest[j] / whole[j]
                place[i, 0] = which[j]
                place[i, 1] = j
