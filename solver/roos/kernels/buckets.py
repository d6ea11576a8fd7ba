"""A priority queue of nodes by an integer key, as doubly linked lists in buckets.

Keys below 64 have a bucket of their own; above, a bucket spans 1/16 of a power of two. An elimination order
needs the smallest Markowitz count only roughly, but it needs it in constant time and always the same one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

#: Buckets: 64 exact ones, then 16 for each of the powers of two up to 2⁶³.
BUCKETS = 64 + 16 * 57

#: Numba tells int32 from int64 and would compile twice; callers widen what they read from int32 arrays.
_Index = int | np.int64

#: Not in any bucket; end of a list.
NONE = -1


class Buckets(NamedTuple):
    """Workspace, owned by the caller.

    Attributes
    ----------
    head : int32 (BUCKETS,)
        First node of each bucket or -1.
    following, preceding : int32 (nodes,)
        Neighbours in the list of a bucket.
    place : int32 (nodes,)
        Bucket of each node, or -1.
    lowest : int32 (1,)
        No bucket below this one holds a node.
    """

    head: NDArray[np.int32]
    following: NDArray[np.int32]
    preceding: NDArray[np.int32]
    place: NDArray[np.int32]
    lowest: NDArray[np.int32]


def new_buckets(nodes: int) -> Buckets:
    """Return empty buckets for nodes 0 … nodes − 1."""
    return Buckets(
        np.full(BUCKETS, NONE, dtype=np.int32),
        np.full(nodes, NONE, dtype=np.int32),
        np.full(nodes, NONE, dtype=np.int32),
        np.full(nodes, NONE, dtype=np.int32),
        np.zeros(1, dtype=np.int32),
    )


@kernel
def bucket_of(key: _Index) -> _Index:
    """Return the bucket of a key ≥ 0; monotone in the key."""
    if key < 64:
        return key
    power = 6
    rest = key >> 7
    while rest > 0:
        rest >>= 1
        power += 1
    return 64 + 16 * (power - 6) + ((key >> (power - 4)) & 15)


@kernel
def empty_buckets(queue: Buckets, nodes: int) -> None:
    """Empty all buckets and forget the places of nodes 0 … nodes − 1."""
    for bucket in range(queue.head.shape[0]):
        queue.head[bucket] = -1
    for node in range(nodes):
        queue.place[node] = -1
    queue.lowest[0] = 0


@kernel
def remove(queue: Buckets, node: _Index) -> None:
    """Take a node out, wherever it is."""
    bucket = np.int64(queue.place[node])
    if bucket < 0:
        return
    before, after = np.int64(queue.preceding[node]), np.int64(queue.following[node])
    if before >= 0:
        queue.following[before] = after
    else:
        queue.head[bucket] = after
    if after >= 0:
        queue.preceding[after] = before
    queue.place[node] = -1


@kernel
def put(queue: Buckets, node: _Index, key: _Index) -> None:
    """Set the key of a node; a node whose bucket stays the same keeps its place in the line."""
    bucket = bucket_of(key)
    if queue.place[node] == bucket:
        return
    remove(queue, node)
    first = queue.head[bucket]
    queue.following[node] = first
    queue.preceding[node] = -1
    if first >= 0:
        queue.preceding[first] = node
    queue.head[bucket] = node
    queue.place[node] = bucket
    if bucket < queue.lowest[0]:
        queue.lowest[0] = bucket


@kernel
def take(queue: Buckets) -> _Index:
    """Remove and return a node of the lowest non-empty bucket, or -1."""
    bucket = np.int64(queue.lowest[0])
    while bucket < queue.head.shape[0] and queue.head[bucket] < 0:
        bucket += 1
    queue.lowest[0] = bucket
    if bucket == queue.head.shape[0]:
        queue.lowest[0] = 0
        return -1
    node = np.int64(queue.head[bucket])
    remove(queue, node)
    return node
