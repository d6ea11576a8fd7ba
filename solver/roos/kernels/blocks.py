"""Strongly connected blocks in the order in which they are solved: users before their suppliers.

Tarjan (1972), SIAM J. Comput. 1:146, without recursion: supply chains are deeper than Python's stack.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]


@kernel
def strong_blocks(
    indptr: _Ints, indices: _Ints, activity_of: _Ints, block_of: _Ints, order: _Ints, work: _Ints
) -> int:
    """Find the strongly connected blocks of activities and number them.

    Activity j depends on the activity paired with each product that it uses. Blocks are numbered so that
    every dependency goes from a lower number to a higher one: the matrix is block lower triangular.

    Parameters
    ----------
    indptr, indices : int32 (n + 1,), (nnz,)
        Columns of the matrix.
    activity_of : int32 (n,)
        Activity paired with each product.
    block_of : int32 (n,)
        Written: block of each activity.
    order : int32 (n,)
        Written: activities by block; within a block in the order of their index.
    work : int32 (5, n + 1)
        Workspace.

    Returns
    -------
    int
        Number of blocks.
    """
    n = block_of.shape[0]
    reached, low, path, edge, stack = work[0], work[1], work[2], work[3], work[4]
    for j in range(n):
        reached[j] = -1
        block_of[j] = -1
    time, blocks, top = 0, 0, 0
    for root in range(n):
        if reached[root] >= 0:
            continue
        depth = 0
        path[0] = root
        reached[root] = low[root] = time
        time += 1
        edge[root] = indptr[root]
        stack[top] = root
        top += 1
        while depth >= 0:
            j = path[depth]
            if edge[j] < indptr[j + 1]:
                k = activity_of[indices[edge[j]]]
                edge[j] += 1
                if reached[k] < 0:
                    depth += 1
                    path[depth] = k
                    reached[k] = low[k] = time
                    time += 1
                    edge[k] = indptr[k]
                    stack[top] = k
                    top += 1
                elif block_of[k] < 0:
                    low[j] = min(low[j], reached[k])
                continue
            depth -= 1
            if depth >= 0:
                low[path[depth]] = min(low[path[depth]], low[j])
            if low[j] == reached[j]:
                while True:
                    top -= 1
                    k = stack[top]
                    block_of[k] = blocks
                    if k == j:
                        break
                blocks += 1
    # a block is closed after everything that it depends on: the last one closed is solved first
    start = work[0]
    for b in range(blocks + 1):
        start[b] = 0
    for j in range(n):
        block_of[j] = blocks - 1 - block_of[j]
        start[block_of[j] + 1] += 1
    for b in range(blocks):
        start[b + 1] += start[b]
    for j in range(n):
        order[start[block_of[j]]] = j
        start[block_of[j]] += 1
    return blocks
