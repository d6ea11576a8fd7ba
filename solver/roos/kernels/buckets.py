"""A priority queue of nodes by an integer key, as doubly linked lists in buckets.

Keys below 64 have a bucket of their own; above, a bucket spans 1/16 of a power of two. An elimination order
needs the smallest Markowitz count only roughly, but it needs it in constant time and always the same one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.bits import highest_bit
from roos.kernels.compile import kernel

#: Buckets: 64 exact ones, then 16 for each of the powers of two up to 2⁶³.
BUCKETS = 64 + 16 * 57

_Ints = NDArray[np.int32]

#: Numba tells int32 from int64 and would compile twice; callers widen what they read from int32 arrays.
_Index = int | np.int64

#: Not in any bucket; end of a list.
NONE = -1


#: Columns of the links of a node: its neighbours in the list of a bucket, and its bucket or -1.
FOLLOWING, PRECEDING, PLACE = 0, 1, 2


class Buckets(NamedTuple):
    """Workspace, owned by the caller; functions take the two arrays, as in `roos.kernels.lists`.

    Attributes
    ----------
    links : int32 (nodes, 4)
        A row per node, see `FOLLOWING`; the fourth column only fills the row.
    head : int32 (BUCKETS + 1,)
        First node of each bucket or -1; at last, a bucket below which none holds a node.
    """

    links: _Ints
    head: _Ints


def new_buckets(nodes: int) -> Buckets:
    """Return empty buckets for nodes 0 … nodes − 1."""
    head = np.full(BUCKETS + 1, NONE, dtype=np.int32)
    head[BUCKETS] = 0
    return Buckets(np.full((nodes, 4), NONE, dtype=np.int32), head)


@kernel
def bucket_of(key: _Index) -> _Index:
    """Return the bucket of a key ≥ 0; monotone in the key."""
    if key < 64:
        return key
    power = highest_bit(key)
    return 64 + 16 * (power - 6) + ((key >> (power - 4)) & 15)


@kernel
def empty_buckets(links: _Ints, head: _Ints) -> None:
    """Empty all buckets and forget the places of all nodes."""
    head[:BUCKETS] = NONE
    head[BUCKETS] = 0
    links[:, PLACE] = NONE


@kernel
def remove(links: _Ints, head: _Ints, node: _Index) -> None:
    """Take a node out, wherever it is."""
    bucket = np.int64(links[node, PLACE])
    if bucket < 0:
        return
    before, after = np.int64(links[node, PRECEDING]), np.int64(links[node, FOLLOWING])
    if before >= 0:
        links[before, FOLLOWING] = after
    else:
        head[bucket] = after
    if after >= 0:
        links[after, PRECEDING] = before
    links[node, PLACE] = NONE


@kernel
def put(links: _Ints, head: _Ints, node: _Index, key: _Index) -> None:
    """Set the key of a node; a node whose bucket stays the same keeps its place in the line."""
    bucket = bucket_of(key)
    if links[node, PLACE] == bucket:
        return
    remove(links, head, node)
    first = head[bucket]
    links[node, FOLLOWING] = first
    links[node, PRECEDING] = NONE
    if first >= 0:
        links[first, PRECEDING] = node
    head[bucket] = node
    links[node, PLACE] = bucket
    if bucket < head[BUCKETS]:
        head[BUCKETS] = bucket


@kernel
def take(links: _Ints, head: _Ints) -> _Index:
    """Remove and return a node of the lowest non-empty bucket, or -1."""
    bucket = np.int64(head[BUCKETS])
    while bucket < BUCKETS and head[bucket] < 0:
        bucket += 1
    if bucket == BUCKETS:
        head[BUCKETS] = 0
        return NONE
    head[BUCKETS] = bucket
    node = np.int64(head[bucket])
    remove(links, head, node)
    return node
