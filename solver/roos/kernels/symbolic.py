"""Symbolic phase: from an elimination order to patterns by rows and a map from stored entries to them.

The ordering already knows the pattern of every pivot's row and column, so nothing is eliminated here again.
Position means the place in the permuted matrix: blocks in the order of solving; within a block the pivots in
their order, then the nucleus.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]


@kernel
def transpose(indptr: _Longs, indices: _Ints, out_indptr: _Longs, out_indices: _Ints) -> None:
    """Transpose a pattern; lists come out in ascending order.

    Parameters
    ----------
    indptr, indices : int64 (rows + 1,), int32 (entries,)
    out_indptr, out_indices : int64 (columns + 1,), int32 (entries,)
        Written; owned by the caller.
    """
    columns = out_indptr.shape[0] - 1
    for j in range(columns + 1):
        out_indptr[j] = 0
    for p in range(indptr[indptr.shape[0] - 1]):
        out_indptr[indices[p] + 1] += 1
    for j in range(columns):
        out_indptr[j + 1] += out_indptr[j]
    for i in range(indptr.shape[0] - 1):
        for p in range(indptr[i], indptr[i + 1]):
            j = indices[p]
            out_indices[out_indptr[j]] = i
            out_indptr[j] += 1
    for j in range(columns, 0, -1):
        out_indptr[j] = out_indptr[j - 1]
    out_indptr[0] = 0


@kernel
def patterns_by_position(
    order: _Ints, ends: _Longs, nodes: _Ints, position: _Ints, indptr: _Longs, indices: _Ints
) -> None:
    """Rewrite the patterns that the ordering wrote down, pivot by pivot, in terms of positions.

    Parameters
    ----------
    order : int32 (pivots,)
        Node of each pivot.
    ends : int64 (pivots,)
        End of each pattern in `nodes`.
    nodes : int32 (any,)
    position : int32 (n,)
        Position of each node.
    indptr, indices : int64 (n + 1,), int32 (ends[-1],)
        Written: one list per position, empty for the nucleus, in no particular order.
    """
    n = position.shape[0]
    for q in range(n + 1):
        indptr[q] = 0
    begin = 0
    for t in range(order.shape[0]):
        indptr[position[order[t]] + 1] = ends[t] - begin
        begin = ends[t]
    for q in range(n):
        indptr[q + 1] += indptr[q]
    begin = 0
    for t in range(order.shape[0]):
        out = indptr[position[order[t]]]
        for p in range(begin, ends[t]):
            indices[out] = position[nodes[p]]
            out += 1
        begin = ends[t]


@kernel
def scatter_map(
    indptr: _Ints,
    indices: _Ints,
    column_at: _Ints,
    row_position: _Ints,
    block_at: _Ints,
    inside: bool,
    out_indptr: _Ints,
    out_column: _Ints,
    out_source: _Ints,
) -> None:
    """Sort the stored entries of A by row position, either those inside their diagonal block or the others.

    Parameters
    ----------
    indptr, indices : int32 (n + 1,), (nnz,)
        A by columns, in the caller's stored order.
    column_at : int32 (n,)
        Activity at each position.
    row_position : int32 (n,)
        Position of each product.
    block_at : int32 (n,)
        Block of each position.
    inside
        Which entries to take.
    out_indptr : int32 (n + 1,)
        Written.
    out_column, out_source : int32 (entries,)
        Written: position of the column, and index into the stored values. Columns ascend within a row.
    """
    n = column_at.shape[0]
    for q in range(n + 1):
        out_indptr[q] = 0
    for c in range(n):
        j = column_at[c]
        for p in range(indptr[j], indptr[j + 1]):
            r = row_position[indices[p]]
            if (block_at[r] == block_at[c]) == inside:
                out_indptr[r + 1] += 1
    for q in range(n):
        out_indptr[q + 1] += out_indptr[q]
    for c in range(n):
        j = column_at[c]
        for p in range(indptr[j], indptr[j + 1]):
            r = row_position[indices[p]]
            if (block_at[r] == block_at[c]) == inside:
                out_column[out_indptr[r]] = c
                out_source[out_indptr[r]] = p
                out_indptr[r] += 1
    for q in range(n, 0, -1):
        out_indptr[q] = out_indptr[q - 1]
    out_indptr[0] = 0


@kernel
def rows_of_pivots(
    columns_indptr: _Longs,
    columns: _Ints,
    group_of: _Ints,
    indptr: _Longs,
    out_column: _Ints,
    out_slot: _Ints,
) -> None:
    """Transpose the part of L in rows of sparse pivots, with the place of each entry in the columns.

    Parameters
    ----------
    columns_indptr, columns : int64 (n + 1,), int32
        L by columns, rows ascending.
    group_of : int32 (n,)
        Group of each row of a nucleus; -1 for the rows wanted here.
    indptr : int64 (n + 1,)
        Written.
    out_column, out_slot : int32 (entries,)
        Written: column, ascending in each row, and index into ``columns``. At least as long as needed.
    """
    n = columns_indptr.shape[0] - 1
    for i in range(n + 1):
        indptr[i] = 0
    for p in range(columns_indptr[n]):
        if group_of[columns[p]] < 0:
            indptr[columns[p] + 1] += 1
    for i in range(n):
        indptr[i + 1] += indptr[i]
    for k in range(n):
        for p in range(columns_indptr[k], columns_indptr[k + 1]):
            i = columns[p]
            if group_of[i] < 0:
                out_column[indptr[i]] = k
                out_slot[indptr[i]] = p
                indptr[i] += 1
    for i in range(n, 0, -1):
        indptr[i] = indptr[i - 1]
    indptr[0] = 0


@kernel
def count_groups(columns_indptr: _Longs, columns: _Ints, group_of: _Ints, indptr: _Longs) -> None:
    """Write where the pivots that each group needs begin, int64 (groups + 1,); see `list_groups`."""
    for g in range(indptr.shape[0]):
        indptr[g] = 0
    for k in range(columns_indptr.shape[0] - 1):
        before = -1
        for p in range(columns_indptr[k], columns_indptr[k + 1]):
            g = group_of[columns[p]]
            if g >= 0 and g != before:
                indptr[g + 1] += 1
                before = g
    for g in range(indptr.shape[0] - 1):
        indptr[g + 1] += indptr[g]


@kernel
def list_groups(
    columns_indptr: _Longs,
    columns: _Ints,
    group_of: _Ints,
    first: _Ints,
    following: _Longs,
    out_column: _Ints,
    out_slot: _Ints,
    out_lanes: NDArray[np.uint8],
) -> None:
    """List the pivots that each group of nucleus rows needs, and where their entries go.

    Parameters
    ----------
    columns_indptr, columns : int64 (n + 1,), int32
        L by columns, rows ascending: entries of one group lie next to each other.
    group_of : int32 (n,)
        Group of each row, or -1.
    first : int32 (groups,)
        First row of each group.
    following : int64 (groups + 1,)
        From `count_groups`; moved on by one group on return.
    out_column, out_slot, out_lanes : int32, int32, uint8 (pairs,)
        Written: pivots, ascending in each group; index of the first entry in ``columns``; a bit per row of
        the group that has an entry.
    """
    for k in range(columns_indptr.shape[0] - 1):
        before, at = -1, np.int64(0)
        for p in range(columns_indptr[k], columns_indptr[k + 1]):
            g = group_of[columns[p]]
            if g < 0:
                continue
            if g != before:
                before = g
                at = following[g]
                following[g] += 1
                out_column[at] = k
                out_slot[at] = p
                out_lanes[at] = 0
            out_lanes[at] |= np.uint8(1 << (columns[p] - first[g]))
