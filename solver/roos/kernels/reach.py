"""What a demand can reach: exact zeros are exact because they are never computed.

Works on the graph of blocks (strongly connected components), which is acyclic and small beside the matrix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Flags = NDArray[np.bool_]
_Reals = NDArray[np.float64]


@kernel
def reach_blocks(
    indptr: _Ints, indices: _Ints, seed_indptr: _Ints, seeds: _Ints, reached: _Flags, stack: _Ints
) -> None:
    """Mark the blocks that can be reached from each column's seeds.

    Parameters
    ----------
    indptr, indices : int32 (blocks + 1,), (edges,)
        Edges between blocks.
    seed_indptr, seeds : int32 (columns + 1,), (any,)
        Blocks in which each column has an entry; repetitions are allowed.
    reached : bool (blocks, columns)
        Written: True where reached. Must be False on entry; owned by the caller.
    stack : int32 (blocks,)
        Workspace: a block enters once per column.
    """
    for c in range(seed_indptr.shape[0] - 1):
        top = 0
        for p in range(seed_indptr[c], seed_indptr[c + 1]):
            block = seeds[p]
            if not reached[block, c]:
                reached[block, c] = True
                stack[top] = block
                top += 1
        while top > 0:
            top -= 1
            block = stack[top]
            for p in range(indptr[block], indptr[block + 1]):
                following = indices[p]
                if not reached[following, c]:
                    reached[following, c] = True
                    stack[top] = following
                    top += 1


@kernel
def clear_unreached(reached: _Flags, block_of: _Ints, x: _Reals) -> None:
    """Set entries outside the reach to exact zero.

    Parameters
    ----------
    reached : bool (blocks, k)
    block_of : int32 (n,)
        Block of each row of x.
    x : float64 (n, k)
        Changed in place; owned by the caller.
    """
    for i in range(x.shape[0]):
        block = block_of[i]
        for c in range(x.shape[1]):
            if not reached[block, c]:
                x[i, c] = 0.0


def seeds_of_columns(f: _Reals, block_of: _Ints) -> tuple[_Ints, _Ints]:
    """Return ``(seed_indptr, seeds)`` of a dense block of right-hand sides, for `reach_blocks`."""
    columns, rows = np.nonzero(f.T)
    counts = np.bincount(columns, minlength=f.shape[1])
    indptr = np.zeros(f.shape[1] + 1, dtype=np.int32)
    np.cumsum(counts, out=indptr[1:])
    return indptr, block_of[rows].astype(np.int32, copy=False)
