"""Ordering of all blocks of a matrix: lists to begin with, sets of bits for the dense end of each block.

The caller goes through the phases one by one: `load_graph`, `take_singles`, for each large block
`queue_block` and `roos.kernels.ordering.order_lists`, at last `order_dense_ends`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.bits import members, set_bit
from roos.kernels.buckets import Buckets, empty_buckets, put
from roos.kernels.compile import kernel
from roos.kernels.lists import LIVE, ROOM, START, Lists, append, gather
from roos.kernels.ordering import DONE, FULL, Pivots
from roos.kernels.ordering_bits import NEVER, REPACK, Costs, Progress, dense_cost, order_bits, price

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Words = NDArray[np.uint64]
_Flags = NDArray[np.bool_]
_Index = int | np.int64


class Space(NamedTuple):
    """Workspace of the ordering, owned by the caller.

    Attributes
    ----------
    rows, columns
        Empty lists for n nodes.
    queue
        Empty buckets for n nodes.
    gone : bool (n,)
        False.
    mark : int64 (n + 1,)
        Zero.
    work : int32 (5, n)
    row_bits, column_bits : uint64 (any,)
        Room for two square sets of bits of the size at which lists hand over.
    """

    rows: Lists
    columns: Lists
    queue: Buckets
    gone: _Flags
    mark: NDArray[np.int64]
    work: _Ints
    row_bits: _Words
    column_bits: _Words


@kernel
def _reserve(table: _Longs) -> None:
    """Give each list the room that is asked for, and half as much again for fill."""
    top: int = np.int64(0)  # type: ignore[assignment]
    last = table.shape[0] - 1
    for j in range(last):
        table[j, START] = top
        table[j, ROOM] += table[j, ROOM] // 2 + 2
        top += table[j, ROOM]
    table[last, START] = top


@kernel
def count_inside(
    indptr: _Ints, indices: _Ints, activity_of: _Ints, block_of: _Ints, counts: NDArray[np.int64]
) -> int:
    """Add up the entries inside each diagonal block, A by columns, and return how many there are in all.

    ``counts`` is int64 (blocks,), zero on entry.
    """
    total = 0
    for j in range(block_of.shape[0]):
        b = block_of[j]
        found = 0
        for p in range(indptr[j], indptr[j + 1]):
            found += block_of[activity_of[indices[p]]] == b
        counts[b] += found
        total += found
    return total


@kernel
def load_graph(indptr: _Ints, indices: _Ints, activity_of: _Ints, block_of: _Ints, space: Space) -> None:
    """Fill the lists with the entries of A inside diagonal blocks, off the diagonal.

    ``indptr``, ``indices`` are the columns of A; nodes are activities. Duplicate entries count once. The
    pools must have room for 1.5 times the entries and 2 per node.
    """
    rows, row_pool = space.rows
    columns, column_pool = space.columns
    mark = space.mark
    for j in range(block_of.shape[0]):
        for p in range(indptr[j], indptr[j + 1]):
            i = activity_of[indices[p]]
            if i != j and block_of[i] == block_of[j]:
                rows[i, ROOM] += 1
                columns[j, ROOM] += 1
    _reserve(rows)
    _reserve(columns)
    last = mark.shape[0] - 1
    for j in range(block_of.shape[0]):
        stamp = mark[last] + 1
        mark[last] = stamp
        for p in range(indptr[j], indptr[j + 1]):
            i = np.int64(activity_of[indices[p]])
            if i != j and block_of[i] == block_of[j] and mark[i] != stamp:
                mark[i] = stamp
                append(rows, row_pool, i, j)
                append(columns, column_pool, j, i)


@kernel
def _pack(lists: Lists, nodes: _Ints, local: _Ints, gone: _Flags, bits: _Words, sizes: _Ints) -> None:
    """Write the lists of some nodes as sets of bits in local numbers."""
    table, pool = lists
    for k in range(bits.shape[0]):
        for w in range(bits.shape[1]):
            bits[k, w] = np.uint64(0)
        node = np.int64(nodes[k])
        sizes[k] = gather(table, pool, node, gone)
        begin = table[node, START]
        for p in range(begin, begin + sizes[k]):
            set_bit(bits[k], np.int64(local[pool[p]]))


@kernel
def _squeeze(
    old: _Words, kept: _Ints, count: int, local: _Ints, found: _Ints, spare: _Words, new: _Words
) -> None:
    """Copy the sets of the kept nodes in new numbers ``local``, -1 for the others; in place from below."""
    for k in range(count):
        size = members(old[kept[k]], found)
        for w in range(new.shape[1]):
            spare[w] = np.uint64(0)
        for p in range(size):
            i = local[found[p]]
            if i >= 0:
                set_bit(spare, np.int64(i))
        for w in range(new.shape[1]):
            new[k, w] = spare[w]


@kernel
def _order_dense_end(m: int, held: _Flags, space: Space, costs: Costs, pivots: Pivots) -> int:
    """Order the m nodes listed in work[4], with sets of bits that are packed anew as they empty."""
    work = space.work
    label, row_count, column_count, local = work[4], work[1], work[2], work[3]
    for k in range(m):
        local[label[k]] = k
    words = (m + 63) >> 6
    rows = space.row_bits[: m * words].reshape((m, words))
    columns = space.column_bits[: m * words].reshape((m, words))
    _pack(space.rows, label, local, space.gone, rows, row_count)
    _pack(space.columns, label, local, space.gone, columns, column_count)
    progress = Progress(np.zeros(1), np.empty(1), np.empty(1, dtype=np.int64))
    progress.best[0] = dense_cost(m, costs)
    progress.best_taken[0] = pivots.taken[0]
    buffer = np.empty((4, m), dtype=np.int32)
    spare = np.empty(words, dtype=np.uint64)
    key = np.empty(m, dtype=np.int64)
    left = m
    status = REPACK
    while status == REPACK:
        for k in range(m):
            key[k] = NEVER if held[label[k]] else price(row_count[k], column_count[k])
        taken = pivots.taken[0]
        repack = (3 * m) // 4 if m > 256 else 0
        status = order_bits(
            rows,
            columns,
            row_count,
            column_count,
            label,
            key[:m],
            buffer,
            left,
            repack,
            costs,
            progress,
            pivots,
        )
        for t in range(taken, pivots.taken[0]):
            space.gone[pivots.order[t]] = True
        if status != REPACK:
            break
        kept = buffer[0]
        found = 0
        for k in range(m):
            local[k] = -1
            if not space.gone[label[k]]:
                kept[found] = k
                local[k] = found
                found += 1
        words = (found + 63) >> 6
        packed = space.row_bits[: found * words].reshape((found, words))
        _squeeze(rows, kept, found, local, buffer[1], spare, packed)
        rows = packed
        packed = space.column_bits[: found * words].reshape((found, words))
        _squeeze(columns, kept, found, local, buffer[1], spare, packed)
        columns = packed
        for k in range(found):
            row_count[k] = row_count[kept[k]]
            column_count[k] = column_count[kept[k]]
            label[k] = label[kept[k]]
        m = left = found
    for t in range(progress.best_taken[0], pivots.taken[0]):
        space.gone[pivots.order[t]] = False
    pivots.taken[0] = progress.best_taken[0]
    return status


@kernel
def queue_block(order: _Ints, first: int, last: int, held: _Flags, space: Space) -> None:
    """Put the nodes order[first : last] into the queue, for `order_lists`; those held stay out."""
    links, head = space.queue
    rows, columns = space.rows.table, space.columns.table
    empty_buckets(links, head)
    for q in range(last - 1, first - 1, -1):
        j = np.int64(order[q])
        if not held[j]:
            put(links, head, j, rows[j, LIVE] * columns[j, LIVE])


@kernel
def take_singles(order: _Ints, block_start: _Ints, held: _Flags, space: Space, pivots: Pivots) -> None:
    """Take all blocks of one node, whose row and column are empty within the block; the first pivots."""
    taken = pivots.taken[0]
    for b in range(block_start.shape[0] - 1):
        j = order[block_start[b]]
        if block_start[b + 1] - block_start[b] == 1 and not held[j]:
            pivots.row_end[taken] = 0
            pivots.column_end[taken] = 0
            pivots.order[taken] = j
            taken += 1
            space.gone[j] = True
    pivots.taken[0] = taken


@kernel
def order_dense_ends(
    order: _Ints, block_start: _Ints, held: _Flags, most: int, space: Space, costs: Costs, pivots: Pivots
) -> int:
    """Order what is left of every block; what is not ordered then is its nucleus.

    Parameters
    ----------
    order : int32 (n,)
        Nodes by block.
    block_start : int32 (blocks + 1,)
    held : bool (n,)
        Nodes that must not become sparse pivots: their pivots were too small.
    most
        Side of the sets of bits in ``space``; blocks with more nodes left are dense already.
    space
        Loaded by `load_graph`, blocks above ``most`` reduced by `order_lists`.
    costs
        Where to stop.
    pivots
        Continued.

    Returns
    -------
    int
        DONE, or FULL when ``pivots`` has no room.
    """
    for b in range(block_start.shape[0] - 1):
        left: int = np.int64(0)  # type: ignore[assignment]  # not a literal, which would compile twice
        for q in range(block_start[b], block_start[b + 1]):
            if not space.gone[order[q]]:
                space.work[4, left] = order[q]
                left += 1
        if left > 0 and left <= most:
            if _order_dense_end(left, held, space, costs, pivots) != DONE:
                return FULL
    return DONE
