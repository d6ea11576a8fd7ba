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

from roos.kernels.buckets import PLACE, Buckets, put, take
from roos.kernels.compile import kernel
from roos.kernels.lists import LIVE, START, USED, Lists, append, copy_list, gather

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
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
def _requeue(nodes: _Ints, count: _Index, rows: _Longs, columns: _Longs, links: _Ints, head: _Ints) -> None:
    """Give nodes their new Markowitz counts; those that are not in the queue stay out of it."""
    for q in range(count):
        node = np.int64(nodes[q])
        if links[node, PLACE] >= 0:
            put(links, head, node, rows[node, LIVE] * columns[node, LIVE])


@kernel
def _fill(
    mine: _Ints,
    count: _Index,
    theirs: _Ints,
    others: _Index,
    own: _Longs,
    own_pool: _Ints,
    other: _Longs,
    other_pool: _Ints,
    gone: NDArray[np.bool_],
    mark: _Longs,
) -> bool:
    """Add ``theirs`` to the own list of every node in ``mine``, and the reverse entry to the other lists."""
    last = mark.shape[0] - 1
    for i in range(count):
        a = np.int64(mine[i])
        stamp = mark[last] + 1
        mark[last] = stamp
        present = gather(own, own_pool, a, gone)
        begin = own[a, START]
        for p in range(begin, begin + present):
            mark[own_pool[p]] = stamp
        for p in range(others):
            b = np.int64(theirs[p])
            if b != a and mark[b] != stamp:
                if not (append(own, own_pool, a, b) and append(other, other_pool, b, a)):
                    return False
    return True


@kernel
def _leave(nodes: _Ints, count: _Index, table: _Longs) -> int:
    """Take an eliminated pivot off the live entries of its neighbours; return what their lists hold."""
    total: int = np.int64(0)  # type: ignore[assignment]
    for q in range(count):
        a = nodes[q]
        table[a, LIVE] -= 1
        total += table[a, USED]
    return total


@kernel
def order_lists(
    rows: Lists,
    columns: Lists,
    queue: Buckets,
    gone: NDArray[np.bool_],
    mark: _Longs,
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
    row_table, row_pool = rows
    column_table, column_pool = columns
    links, head = queue
    while left > switch:
        p = take(links, head)
        if p < 0:
            break
        r, c = row_table[p, LIVE], column_table[p, LIVE]
        # a Schur update of more than a sixth of what is left: the rest is as good as dense
        if 6 * r * c > left * left:
            put(links, head, p, r * c)
            break
        copy_list(row_table, row_pool, p, gone, row)
        copy_list(column_table, column_pool, p, gone, column)
        if not record(pivots, p, row, r, column, c):
            return FULL
        gone[p] = True
        left -= 1
        by_rows = _leave(column, c, row_table)
        by_columns = _leave(row, r, column_table)
        # a hub's row is long, but the columns that it meets here are short: look from the cheaper side
        if by_rows <= by_columns:
            room = _fill(column, c, row, r, row_table, row_pool, column_table, column_pool, gone, mark)
        else:
            room = _fill(row, r, column, c, column_table, column_pool, row_table, row_pool, gone, mark)
        if not room:
            return FULL
        _requeue(column, c, row_table, column_table, links, head)
        _requeue(row, r, row_table, column_table, links, head)
    return DONE
