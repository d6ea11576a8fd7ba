"""Markowitz ordering of the production pivots of one strongly connected block, with the fill tracked.

Repeatedly eliminates the pivot with the smallest (row count − 1)(column count − 1) (Markowitz 1957,
Management Science 3:255). Sparse to begin with: lists that grow. Once few nodes are left their lists are
long, and sets of bits take over (`roos.kernels.ordering_bits`). The pattern of every pivot's row and column
at its elimination is the pattern of U and L, so it is written down on the way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.buckets import Buckets, put, take
from roos.kernels.compile import kernel
from roos.kernels.lists import Lists, append, copy_list, gather

_Ints = NDArray[np.int32]
_Index = int | np.int64

DONE, FULL = 0, 1


class Pivots(NamedTuple):
    """Pivots in their order of elimination, with the patterns of their rows and columns.

    Attributes
    ----------
    order : int32 (n,)
        Node of each pivot.
    row_end, column_end : int64 (n,)
        Where the pattern of each pivot ends in `row`, `column`; it begins where the one before ends.
    row, column : int32 (any,)
        Nodes that the pivot's row (U) and column (L) hold beside the pivot.
    taken : int64 (1,)
        Pivots so far.
    """

    order: _Ints
    row_end: NDArray[np.int64]
    column_end: NDArray[np.int64]
    row: _Ints
    column: _Ints
    taken: NDArray[np.int64]


@kernel
def record(pivots: Pivots, node: _Index, row: _Ints, r: _Index, column: _Ints, c: _Index) -> bool:
    """Write down a pivot with the first r nodes of ``row`` and c of ``column``; False without room."""
    t = pivots.taken[0]
    row_begin = pivots.row_end[t - 1] if t > 0 else 0
    column_begin = pivots.column_end[t - 1] if t > 0 else 0
    if row_begin + r > pivots.row.shape[0] or column_begin + c > pivots.column.shape[0]:
        return False
    for p in range(r):
        pivots.row[row_begin + p] = row[p]
    for p in range(c):
        pivots.column[column_begin + p] = column[p]
    pivots.order[t] = node
    pivots.row_end[t] = row_begin + r
    pivots.column_end[t] = column_begin + c
    pivots.taken[0] = t + 1
    return True


@kernel
def requeue(queue: Buckets, node: _Index, row_count: _Ints, column_count: _Ints) -> None:
    """Give a node its new Markowitz count; a node that is not in the queue stays out of it."""
    if queue.place[node] >= 0:
        put(queue, node, np.int64(row_count[node]) * column_count[node])


@kernel
def _fill(
    mine: _Ints,
    count: _Index,
    theirs: _Ints,
    others: _Index,
    own: Lists,
    other: Lists,
    gone: NDArray[np.bool_],
    mark: NDArray[np.int64],
) -> bool:
    """Add ``theirs`` to the own list of every node in ``mine``, and the reverse entry to the other lists."""
    for i in range(count):
        a = np.int64(mine[i])
        stamp = mark[mark.shape[0] - 1] + 1
        mark[mark.shape[0] - 1] = stamp
        present = gather(own, a, gone)
        begin = own.start[a]
        for p in range(begin, begin + present):
            mark[own.pool[p]] = stamp
        for p in range(others):
            b = np.int64(theirs[p])
            if b != a and mark[b] != stamp and not (append(own, a, b) and append(other, b, a)):
                return False
    return True


@kernel
def order_lists(
    rows: Lists,
    columns: Lists,
    queue: Buckets,
    gone: NDArray[np.bool_],
    mark: NDArray[np.int64],
    row: _Ints,
    column: _Ints,
    left: int,
    switch: int,
    pivots: Pivots,
) -> int:
    """Eliminate until at most `switch` nodes are left or no node in the queue is worth it.

    Parameters
    ----------
    rows, columns
        Pattern without the diagonal; changed.
    queue
        Nodes that may be eliminated, by Markowitz count; changed.
    gone : bool (nodes,)
        Eliminated nodes; changed.
    mark : int64 (nodes + 1,)
        Workspace, zero at first; the last entry is the stamp.
    row, column : int32 (nodes,)
        Workspace.
    left
        Nodes of the block that are not eliminated.
    pivots
        Continued.

    Returns
    -------
    int
        DONE, or FULL when a pool is too small: start again with larger ones.
    """
    while left > switch:
        p = take(queue)
        if p < 0:
            break
        r, c = np.int64(rows.live[p]), np.int64(columns.live[p])
        # a Schur update of more than a sixth of what is left: the rest is as good as dense
        if 6 * r * c > left * left:
            put(queue, p, r * c)
            break
        copy_list(rows, p, gone, row)
        copy_list(columns, p, gone, column)
        if not record(pivots, p, row, r, column, c):
            return FULL
        gone[p] = True
        left -= 1
        by_rows, by_columns = 0, 0
        for q in range(c):
            a = column[q]
            rows.live[a] -= 1
            by_rows += rows.used[a]
        for q in range(r):
            b = row[q]
            columns.live[b] -= 1
            by_columns += columns.used[b]
        # a hub's row is long, but the columns that it meets here are short: look from the cheaper side
        if by_rows <= by_columns:
            room = _fill(column, c, row, r, rows, columns, gone, mark)
        else:
            room = _fill(row, r, column, c, columns, rows, gone, mark)
        if not room:
            return FULL
        for q in range(c):
            requeue(queue, np.int64(column[q]), rows.live, columns.live)
        for q in range(r):
            requeue(queue, np.int64(row[q]), rows.live, columns.live)
    return DONE
