"""Numeric phase on a fixed pattern: sparse rows by up-looking elimination, then the rows of the nuclei.

Row i of A is spread over a workspace w; for each pivot k in row i of L, in ascending order,
l_ik = w_k / u_kk and w ← w − l_ik u_k. What is left of w is row i of U, or a row of the dense nucleus (the
Schur complement), which LAPACK factorises.

Rows of nuclei need most of the work, and depend on pivots alone, never on one another. Eight of them are
eliminated together, side by side in the workspace: every index and every entry of U is then read once for
eight rows and used by wide arithmetic. Groups can be done in any order, by any number of threads, with the
same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.bits import lowest_bit
from roos.kernels.compile import kernel
from roos.kernels.lanes import clear, divide, spread

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]

_ONE, _NONE = np.uint64(1), np.uint64(0)


class Pattern(NamedTuple):
    """Fixed pattern of the permuted matrix; read only.

    Attributes
    ----------
    block_start, nucleus_start : int32 (blocks + 1,)
        First position of each block and of its nucleus; a nucleus reaches to the end of its block.
    nucleus_offset : int64 (blocks + 1,)
        Where the rows of each nucleus begin in the array of dense values.
    a_indptr, a_column, a_source : int32 (n + 1,), int32, int32
        Entries of A inside diagonal blocks by row: column position, index into the stored values.
    x_indptr, x_column, x_source
        The same for entries between blocks.
    l_indptr, l_row : int64 (n + 1,), int32
        L by columns without its unit diagonal, rows ascending. By columns, because the forward sweep of a
        sparse demand meets few pivots that are not zero, and skips the columns of all others.
    r_indptr, r_column, r_slot : int64 (n + 1,), int32, int32
        Rows of L that belong to sparse pivots: columns ascending, and the place of each entry in ``l_row``.
    u_indptr, u_column : int64 (n + 1,), int32
        U by rows without the pivot, columns ascending; empty for rows of a nucleus.
    g_block, g_first : int32 (groups,)
        Block and first row of each group of up to eight rows of a nucleus.
    g_indptr, g_column : int64 (groups + 1,), int32
        Pivots that any row of the group needs, ascending.
    g_slot, g_lanes : int32, uint8
        For each of these, the place in ``l_row`` of its first entry in the group, and a bit for each row of
        the group that has one.
    """

    block_start: _Ints
    nucleus_start: _Ints
    nucleus_offset: _Longs
    a_indptr: _Ints
    a_column: _Ints
    a_source: _Ints
    x_indptr: _Ints
    x_column: _Ints
    x_source: _Ints
    l_indptr: _Longs
    l_row: _Ints
    r_indptr: _Longs
    r_column: _Ints
    r_slot: _Ints
    u_indptr: _Longs
    u_column: _Ints
    g_block: _Ints
    g_first: _Ints
    g_indptr: _Longs
    g_column: _Ints
    g_slot: _Ints
    g_lanes: NDArray[np.uint8]


class Values(NamedTuple):
    """Numbers on a `Pattern`; owned by one numeric factorisation.

    Attributes
    ----------
    pivot : float64 (n,)
        u_ii; unused for rows of a nucleus.
    lower, upper, between : float64
        Values of L, U and of the entries between blocks.
    dense : float64 (any,)
        Nuclei one after another, each m × m by rows; after LAPACK their factors.
    trim : float64 (n,)
        Factor of each column of a nucleus, by position.
    weak : bool (n,)
        Pivots that are small beside both their row and their column.
    """

    pivot: _Reals
    lower: _Reals
    upper: _Reals
    between: _Reals
    dense: _Reals
    trim: _Reals
    weak: NDArray[np.bool_]


@kernel
def first_nonfinite(data: _Reals) -> int:
    """Return the index of the first value that is not a finite number, or -1."""
    for p in range(data.shape[0]):
        if not abs(data[p]) < np.inf:
            return p
    return -1


@kernel
def gather_between(pattern: Pattern, scaled: _Reals, values: Values) -> None:
    """Fetch the entries between blocks from their stored order."""
    x_source, between = pattern.x_source, values.between
    for p in range(x_source.shape[0]):
        between[p] = scaled[x_source[p]]


@kernel
def factor_pivot_rows(
    pattern: Pattern, scaled: _Reals, limit: float, values: Values, w: _Reals
) -> tuple[int, int, float, float]:
    """Eliminate all rows that are not part of a nucleus.

    Parameters
    ----------
    pattern
        Read only.
    scaled : float64 (nnz,)
        Values of A in their stored order, equilibrated; read only.
    limit
        A pivot is suspected when its row holds an entry more than this many times its size.
    values
        Written, except `dense`; `weak` marks the suspected pivots.
    w : float64 (n,)
        Workspace, zero on entry and on return.

    Returns
    -------
    failed : int
        Position of a pivot that is zero or not finite, or -1. Elimination ends there.
    suspected : int
        How many pivots were marked.
    ratio : float
        Largest ratio of an entry of U to the pivot of its row.
    smallest : float
        Smallest |pivot|; production was scaled to about 1, so this shows what loops leave of it.
    """
    r_indptr, r_column, r_slot = pattern.r_indptr, pattern.r_column, pattern.r_slot
    u_indptr, u_column = pattern.u_indptr, pattern.u_column
    a_indptr, a_column, a_source = pattern.a_indptr, pattern.a_column, pattern.a_source
    block_start, nucleus_start = pattern.block_start, pattern.nucleus_start
    lower, upper, pivot, weak = values.lower, values.upper, values.pivot, values.weak
    suspected, worst, smallest = 0, 0.0, np.inf
    for b in range(block_start.shape[0] - 1):
        for i in range(block_start[b], nucleus_start[b]):
            for p in range(a_indptr[i], a_indptr[i + 1]):
                w[a_column[p]] += scaled[a_source[p]]
            for q in range(r_indptr[i], r_indptr[i + 1]):
                k = r_column[q]
                factor = w[k] / pivot[k]
                w[k] = 0.0
                lower[r_slot[q]] = factor
                if factor != 0.0:
                    for p in range(u_indptr[k], u_indptr[k + 1]):
                        w[u_column[p]] -= factor * upper[p]
            d = w[i]
            w[i] = 0.0
            largest, total = 0.0, 0.0
            for p in range(u_indptr[i], u_indptr[i + 1]):
                value = w[u_column[p]]
                w[u_column[p]] = 0.0
                upper[p] = value
                largest = max(largest, abs(value))
                total += abs(value)  # unlike a maximum, a sum cannot lose a NaN
            pivot[i] = d
            weak[i] = False
            size = abs(d)
            if not (size > 0.0 and size + total < np.inf):
                return i, suspected, np.inf, 0.0
            worst = max(worst, largest / size)
            smallest = min(smallest, size)
            if not largest <= limit * size:
                weak[i] = True
                suspected += 1
    return -1, suspected, worst, smallest


@kernel
def factor_groups(
    pattern: Pattern,
    scaled: _Reals,
    first: int,
    last: int,
    values: Values,
    w: _Reals,
) -> None:
    """Eliminate groups of nucleus rows.

    Parameters
    ----------
    pattern, scaled
        As in `factor_pivot_rows`, which must have run.
    first, last
        Groups, first included, last not.
    values
        Their part of `lower` and of `dense` is written.
    w : float64 (n, 8)
        Workspace of this thread, zero on entry and on return.
    """
    # taken out of the tuples once: each time costs an atomic count, and two threads would fight for it
    a_indptr, a_column, a_source = pattern.a_indptr, pattern.a_column, pattern.a_source
    u_indptr, u_column = pattern.u_indptr, pattern.u_column
    g_indptr, g_column, g_slot, g_lanes = pattern.g_indptr, pattern.g_column, pattern.g_slot, pattern.g_lanes
    g_block, g_first = pattern.g_block, pattern.g_first
    nucleus_start, block_start = pattern.nucleus_start, pattern.block_start
    nucleus_offset = pattern.nucleus_offset
    pivot, lower, upper = values.pivot, values.lower, values.upper
    dense, trim = values.dense, values.trim
    for g in range(first, last):
        b, top = g_block[g], g_first[g]
        start, end = nucleus_start[b], block_start[b + 1]
        rows = min(8, end - top)
        for lane in range(rows):
            for p in range(a_indptr[top + lane], a_indptr[top + lane + 1]):
                w[a_column[p], lane] += scaled[a_source[p]]
        for q in range(g_indptr[g], g_indptr[g + 1]):
            k = g_column[q]
            divide(w, k, pivot[k])
            spread(w, k, upper, u_column, u_indptr[k], u_indptr[k + 1])
            rest = np.uint64(g_lanes[q])
            at = np.int64(g_slot[q])
            while rest != _NONE:
                lower[at] = w[k, lowest_bit(rest)]
                at += 1
                rest &= rest - _ONE
            clear(w, k)
        m = end - start
        out = nucleus_offset[b] + np.int64(top - start) * m
        for c in range(m):
            by = trim[start + c]
            for lane in range(rows):
                dense[out + lane * m + c] = w[start + c, lane] * by
            clear(w, start + c)


@kernel
def confirm_weak(pattern: Pattern, limit: float, values: Values) -> int:
    """Clear the mark of pivots that are small beside their row but not beside their column.

    Elimination is stable when either the rows of U or the columns of L stay small. Returns how many stay
    marked.
    """
    left = 0
    for k in range(values.weak.shape[0]):
        if values.weak[k]:
            largest = 0.0
            for p in range(pattern.l_indptr[k], pattern.l_indptr[k + 1]):
                largest = max(largest, abs(values.lower[p]))
            values.weak[k] = not largest <= limit
            left += values.weak[k]
    return left
