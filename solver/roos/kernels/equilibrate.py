"""Equilibration by the supply of a positive demand, in exact powers of two.

Let s be the supply of a positive demand in the comparison matrix of A (production positive, everything else
negative). With columns multiplied by s and rows divided by s times their production, every production entry
is 1 and each row's other entries add up to less than 1: the matrix is diagonally dominant by rows, so
elimination in *any* order of production pivots has no growth (an M-matrix in disguise; Fiedler and Pták 1962,
Czech. Math. J. 12:382). Maxima of rows and columns alone leave four digits more backward error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Powers of two beyond this are cut off, so that no scaled entry overflows by scaling alone.
LARGEST_EXPONENT = 400.0

#: Share by which each production entry shall exceed its row, above what sweeps leave open (`SETTLED` of
#: `roos.nucleus.scaling`): without it LAPACK exchanged seven of 1561 rows that were dominant but for the last
#: per cent, and transposed solves lost two digits.
MARGIN = 1 / 32


@kernel
def supply_shares(
    indptr: _Ints,
    indices: _Ints,
    data: _Reals,
    product_of: _Ints,
    order: _Ints,
    production: _Reals,
    ends: _Ints,
    users: _Ints,
    shares: _Reals,
) -> None:
    """Write the rows of A in the order of the sweeps, divided by production: (1 + ε) |a_ik| / |a_ij|.

    Parameters
    ----------
    indptr, indices, data
        A by rows, float64.
    product_of : int32 (n,)
        Product paired with each activity.
    order : int32 (n,)
        Activities in the order of their blocks.
    production : float64 (n,)
        |paired entry| of each activity, > 0.
    ends : int32 (n,)
        Written: where the share of ``order[q]`` ends.
    users, shares : int32, float64 (nnz,)
        Written up to ``ends[n - 1]``: activities that use the product, and ε is `MARGIN`.
    """
    filled = 0
    for q in range(order.shape[0]):
        j = order[q]
        i = product_of[j]
        factor = (1.0 + MARGIN) / production[j]
        for p in range(indptr[i], indptr[i + 1]):
            if indices[p] != j:
                users[filled] = indices[p]
                shares[filled] = abs(data[p]) * factor
                filled += 1
        ends[q] = filled


@kernel
def supply(
    ends: _Ints, users: _Ints, shares: _Reals, order: _Ints, sweeps: int, settled: float, s: _Reals
) -> None:
    """Do Gauss–Seidel sweeps s_j ← 1 + Σ_k share_jk s_k, users before suppliers, until they change little.

    The margin in the shares leaves each row dominant by that much, although the sweeps end before the last
    digit. All sweeps are one call: one that returns after each waits for Python's lock that often.

    Parameters
    ----------
    ends, users, shares, order
        Of :func:`supply_shares`.
    sweeps
        Most of them.
    settled
        Ends once no entry grew by more than this factor.
    s : float64 (n,)
        Updated; 1 at first.
    """
    for _ in range(sweeps):
        largest, growth = 0.0, 1.0
        start = 0
        for q in range(order.shape[0]):
            end = ends[q]
            # four sums: one alone is as slow as its chain of additions
            t0, t1, t2, t3 = 1.0, 0.0, 0.0, 0.0
            p = start
            while p + 4 <= end:
                t0 += shares[p] * s[users[p]]
                t1 += shares[p + 1] * s[users[p + 1]]
                t2 += shares[p + 2] * s[users[p + 2]]
                t3 += shares[p + 3] * s[users[p + 3]]
                p += 4
            while p < end:
                t0 += shares[p] * s[users[p]]
                p += 1
            start = end
            j = order[q]
            new = (t0 + t1) + (t2 + t3)
            growth = max(growth, new / s[j])
            s[j] = new
            largest = max(largest, new)
        if largest > 1e100:  # a loop of gain above one: the direction is all that counts
            for j in range(s.shape[0]):
                s[j] /= 1e100
        if not growth > settled:
            break


@kernel
def paired_entries(indptr: _Ints, indices: _Ints, data: _Reals, product_of: _Ints, out: _Reals) -> None:
    """Write the sum of each column's entries of its paired product, A by columns; ``out`` float64 (n,)."""
    for j in range(out.shape[0]):
        total = 0.0
        for p in range(indptr[j], indptr[j + 1]):
            if indices[p] == product_of[j]:
                total += data[p]
        out[j] = total


@kernel
def entry_factors(indptr: _Ints, indices: _Ints, rows: _Reals, columns: _Reals, out: _Reals) -> None:
    """Write the product of the powers of two of each entry's row and column, A by columns.

    Exact, as exponents are cut off at `LARGEST_EXPONENT`; ``out`` float64 (entries,).
    """
    for j in range(columns.shape[0]):
        by = columns[j]
        for p in range(indptr[j], indptr[j + 1]):
            out[p] = rows[indices[p]] * by


@kernel
def powers_of_two(values: _Reals, exponents: _Reals) -> bool:
    """Write exponents of the nearest powers of two, cut off; False when a value is not positive, finite."""
    sound = True
    for i in range(values.shape[0]):
        if not (values[i] > 0.0 and values[i] < np.inf):
            sound = False
            exponents[i] = 0.0
            continue
        power = np.round(np.log2(values[i]))
        exponents[i] = min(max(power, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    return sound


@kernel
def largest_entries(
    indptr: _Ints, indices: _Ints, data: _Reals, factor: _Reals, rows: _Reals, columns: _Reals
) -> None:
    """Write the largest |entry| of each row, then of each column divided by ``factor`` of its row.

    ``rows`` is float64 (n,) and is divided by when ``factor`` is the same array; the fallback of the
    equilibration calls it so. Explicit zeros count as nothing; an empty row or column gets 1.
    """
    n = columns.shape[0]
    for i in range(n):
        rows[i] = 0.0
        columns[i] = 0.0
    for p in range(indices.shape[0]):
        rows[indices[p]] = max(rows[indices[p]], abs(data[p]))
    for i in range(n):
        if rows[i] == 0.0:
            rows[i] = 1.0
    for j in range(n):
        for p in range(indptr[j], indptr[j + 1]):
            columns[j] = max(columns[j], abs(data[p]) / factor[indices[p]])
        if columns[j] == 0.0:
            columns[j] = 1.0
