"""Memory for the ordering: pools that are made larger when they prove too small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.buckets import new_buckets
from roos.kernels.lists import new_lists
from roos.kernels.ordering import DONE, Pivots, order_lists
from roos.kernels.ordering_blocks import (
    Space,
    count_inside,
    load_graph,
    order_dense_ends,
    queue_block,
    take_singles,
)
from roos.nucleus.options import NucleusOptions

Ints = NDArray[np.int32]


def order_nodes(
    indptr: Ints,
    indices: Ints,
    activity_of: Ints,
    order: Ints,
    block_of: Ints,
    block_start: Ints,
    held: NDArray[np.bool_],
    options: NucleusOptions,
) -> Pivots:
    """Order all blocks; arrays as in `roos.kernels.ordering_blocks`.

    Returns
    -------
    Pivots
        Owned by the caller.
    """
    n = order.size
    dense = _in_dense_block(indptr, indices, activity_of, block_of, block_start, options)
    if dense.any():
        held = held | dense
        # each node a block of its own: their entries are not even loaded
        block_of = np.where(dense, -1 - np.arange(n, dtype=np.int32), block_of).astype(np.int32)
    largest = int(np.diff(block_start).max(initial=0))
    side = min(largest, max(options.switch, largest // 6))
    words = side * ((side + 63) // 64)
    pool = 6 * indices.size + 16 * n + 64
    while True:
        space = Space(
            new_lists(n, pool),
            new_lists(n, pool),
            new_buckets(n),
            np.zeros(n, dtype=np.bool_),
            np.zeros(n + 1, dtype=np.int64),
            np.empty((5, n), dtype=np.int32),
            np.empty(words, dtype=np.uint64),
            np.empty(words, dtype=np.uint64),
        )
        pivots = Pivots(
            np.empty(n, dtype=np.int32),
            np.empty(n, dtype=np.int64),
            np.empty(n, dtype=np.int64),
            np.empty(pool, dtype=np.int32),
            np.empty(pool, dtype=np.int32),
            np.zeros(1, dtype=np.int64),
        )
        load_graph(indptr, indices, activity_of, block_of, space)
        if _order(order, block_start, held, options, side, space, pivots):
            return pivots
        pool *= 2


def _in_dense_block(
    indptr: Ints,
    indices: Ints,
    activity_of: Ints,
    block_of: Ints,
    block_start: Ints,
    options: NucleusOptions,
) -> NDArray[np.bool_]:
    """Mark the nodes of blocks that are dense from the start: each is a nucleus as it is."""
    sizes = np.diff(block_start).astype(np.float64)
    entries = np.zeros(sizes.size, dtype=np.int64)
    count_inside(indptr, indices, activity_of, block_of, entries)
    dense = (sizes >= options.dense_rows) & (entries > options.dense * sizes**2)
    return dense[block_of]


def _order(
    order: Ints,
    block_start: Ints,
    held: NDArray[np.bool_],
    options: NucleusOptions,
    side: int,
    space: Space,
    pivots: Pivots,
) -> bool:
    take_singles(order, block_start, held, space, pivots)
    for b in np.flatnonzero(np.diff(block_start) > side):
        first, last = int(block_start[b]), int(block_start[b + 1])
        queue_block(order, first, last, held, space)
        status = order_lists(
            space.rows,
            space.columns,
            space.queue,
            space.gone,
            space.mark,
            space.work[0],
            space.work[1],
            last - first,
            side,
            pivots,
        )
        if status != DONE:
            return False
    return bool(order_dense_ends(order, block_start, held, side, space, options.costs, pivots) == DONE)
