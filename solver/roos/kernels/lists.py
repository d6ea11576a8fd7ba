"""Adjacency lists that grow, in one pool: a full list moves to the end of the pool with twice the room.

What is known of a list lies side by side in one row of a table, which is one cache line to fetch. Functions
take the two arrays rather than the named tuple: each array that compiled code takes out of a tuple costs an
atomic count up and one down, more than the work of an `append`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]

#: Numba tells int32 from int64 and would compile twice; callers widen what they read from int32 arrays.
_Index = int | np.int64

#: Columns of the table: where a list begins in the pool; entries in use, of which some may be eliminated
#: nodes (see `gather`); entries reserved; entries that are not eliminated.
START, USED, ROOM, LIVE = 0, 1, 2, 3


class Lists(NamedTuple):
    """Lists of nodes, one per node; both arrays owned by the caller.

    Attributes
    ----------
    table : int64 (nodes + 1, 4)
        A row per list, see `START`; the last row's start is the first free position of the pool.
    pool : int32 (any,)
        Storage; when it is full, `append` says so and the caller starts again with a larger one.
    """

    table: _Longs
    pool: _Ints


def new_lists(nodes: int, size: int) -> Lists:
    """Return empty lists with a pool of `size` entries."""
    return Lists(np.zeros((nodes + 1, 4), dtype=np.int64), np.empty(size, dtype=np.int32))


@kernel
def append(table: _Longs, pool: _Ints, node: _Index, value: _Index) -> bool:
    """Add a value that is not in the list yet; False when the pool is full."""
    used = table[node, USED]
    if used == table[node, ROOM]:
        room = 2 * used + 8
        last = table.shape[0] - 1
        top = table[last, START]
        if top + room > pool.shape[0]:
            return False
        begin = table[node, START]
        for p in range(used):
            pool[top + p] = pool[begin + p]
        table[node, START] = top
        table[node, ROOM] = room
        table[last, START] = top + room
    pool[table[node, START] + used] = value
    table[node, USED] = used + 1
    table[node, LIVE] += 1
    return True


@kernel
def gather(table: _Longs, pool: _Ints, node: _Index, gone: NDArray[np.bool_]) -> int:
    """Drop eliminated nodes from a list and return its length; it begins at ``table[node, START]``."""
    begin: int = table[node, START]
    used: int = table[node, USED]
    if used == table[node, LIVE]:
        return used
    kept: int = begin
    for p in range(begin, begin + used):
        value = pool[p]
        if not gone[value]:
            pool[kept] = value
            kept += 1
    table[node, USED] = kept - begin
    return kept - begin


@kernel
def copy_list(table: _Longs, pool: _Ints, node: _Index, gone: NDArray[np.bool_], out: _Ints) -> int:
    """Drop eliminated nodes from a list, copy it to ``out`` and return its length."""
    count = gather(table, pool, node, gone)
    begin = table[node, START]
    for p in range(count):
        out[p] = pool[begin + p]
    return count
