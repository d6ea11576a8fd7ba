"""Adjacency lists that grow, in one pool: a full list moves to the end of the pool with twice the room."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]

#: Numba tells int32 from int64 and would compile twice; callers widen what they read from int32 arrays.
_Index = int | np.int64


class Lists(NamedTuple):
    """Lists of nodes, one per node; all arrays owned by the caller.

    Attributes
    ----------
    start : int64 (nodes,)
        Where each list begins in the pool.
    used, room : int32 (nodes,)
        Entries in use (some may be eliminated nodes, see `gather`) and entries reserved.
    live : int32 (nodes,)
        Entries that are not eliminated.
    pool : int32 (any,)
        Storage; when it is full, `append` says so and the caller starts again with a larger one.
    top : int64 (1,)
        First free position of the pool.
    """

    start: NDArray[np.int64]
    used: _Ints
    room: _Ints
    live: _Ints
    pool: _Ints
    top: NDArray[np.int64]


def new_lists(nodes: int, size: int) -> Lists:
    """Return empty lists with a pool of `size` entries."""
    start, top = np.zeros(nodes, dtype=np.int64), np.zeros(1, dtype=np.int64)
    used, room, live = (np.zeros(nodes, dtype=np.int32) for _ in range(3))
    return Lists(start, used, room, live, np.empty(size, dtype=np.int32), top)


@kernel
def append(lists: Lists, node: _Index, value: _Index) -> bool:
    """Add a value that is not in the list yet; False when the pool is full."""
    used = lists.used[node]
    if used == lists.room[node]:
        room = 2 * used + 8
        top = lists.top[0]
        if top + room > lists.pool.shape[0]:
            return False
        begin = lists.start[node]
        for p in range(used):
            lists.pool[top + p] = lists.pool[begin + p]
        lists.start[node] = top
        lists.room[node] = room
        lists.top[0] = top + room
    lists.pool[lists.start[node] + used] = value
    lists.used[node] = used + 1
    lists.live[node] += 1
    return True


@kernel
def gather(lists: Lists, node: _Index, gone: NDArray[np.bool_]) -> int:
    """Drop eliminated nodes from a list and return its length; it begins at ``lists.start[node]``."""
    begin: int = lists.start[node]
    kept: int = begin
    for p in range(begin, begin + lists.used[node]):
        value = lists.pool[p]
        if not gone[value]:
            lists.pool[kept] = value
            kept += 1
    lists.used[node] = kept - begin
    return kept - begin


@kernel
def copy_list(lists: Lists, node: _Index, gone: NDArray[np.bool_], out: _Ints) -> int:
    """Drop eliminated nodes from a list, copy it to ``out`` and return its length."""
    count = gather(lists, node, gone)
    begin = lists.start[node]
    for p in range(count):
        out[p] = lists.pool[begin + p]
    return count
