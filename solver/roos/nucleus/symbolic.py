"""Everything that depends on the pattern alone: pairing, blocks, order, patterns, maps."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.kernels.blocks import strong_blocks
from roos.kernels.lanes import LANES
from roos.kernels.numeric import Pattern
from roos.kernels.ordering import Pivots
from roos.kernels.ordering_blocks import count_inside
from roos.kernels.pairing import is_pairing, pair_by_product, pairing_costs
from roos.kernels.symbolic import (
    count_groups,
    list_groups,
    patterns_by_position,
    rows_of_pivots,
    scatter_map,
    transpose,
)
from roos.nucleus.arrays import plain_indices, plain_reals
from roos.nucleus.options import DEFAULT, NucleusOptions
from roos.nucleus.order import order_nodes
from roos.nucleus.status import Unpaired

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Symbolic:
    """Order and patterns of a square matrix; immutable, shared by all factorisations of the pattern.

    Attributes
    ----------
    n, nnz
        Order, and stored entries.
    product_of, activity_of : int32 (n,)
        Pairing, and its inverse.
    activity_at, product_at : int32 (n,)
        Activity (column) and product (row) at each position.
    order : int32 (n,)
        Activities by block.
    block_at : int32 (n,)
        Block of each position; blocks are numbered in the order of solving.
    held : bool (n,)
        Activities kept out of the sparse pivots because theirs were too small.
    pattern
        See `roos.kernels.numeric.Pattern`.
    """

    n: int
    nnz: int
    product_of: Ints
    activity_of: Ints
    activity_at: Ints
    product_at: Ints
    order: Ints
    block_at: Ints
    held: NDArray[np.bool_]
    pattern: Pattern

    @functools.cached_property
    def spreading(self) -> tuple[Ints, Ints, Ints]:
        """Entries between blocks by columns: pointers, row position, and the place among those by rows."""
        p = self.pattern
        places = np.arange(p.x_column.size, dtype=np.int32)
        by_rows = sp.csr_array((places, p.x_column, p.x_indptr), shape=(self.n, self.n))
        columns = by_rows.tocsc()
        return plain_indices(columns.indptr), plain_indices(columns.indices), columns.data

    @property
    def nuclei(self) -> NDArray[np.int32]:
        """Rows of each block's nucleus, int32 (blocks,)."""
        return self.pattern.block_start[1:] - self.pattern.nucleus_start[:-1]

    @property
    def entries(self) -> int:
        """Numbers that the factors store."""
        p = self.pattern
        stored = p.l_row.size + p.u_column.size + p.x_column.size + int(p.nucleus_offset[-1])
        return stored + self.n

    @property
    def bytes(self) -> int:
        """Bytes of patterns and maps, without numbers."""
        own = (
            self.product_of,
            self.activity_of,
            self.activity_at,
            self.product_at,
            self.order,
            self.block_at,
        )
        return sum(a.nbytes for a in self.pattern) + sum(a.nbytes for a in own)


def pair(indptr: Ints, indices: Ints, data: Reals, reference: Ints | None) -> tuple[Ints, Ints]:
    """Return ``(product_of, activity_of)``: the reference products where they serve, else the best pairing.

    Raises
    ------
    Unpaired
        There is no perfect pairing.
    """
    n = indptr.size - 1
    if reference is not None:
        product_of = plain_indices(reference)
        if product_of.shape == (n,) and is_pairing(
            indptr, indices, data, product_of, np.zeros(n, dtype=np.bool_)
        ):
            activity_of = np.empty(n, dtype=np.int32)
            activity_of[product_of] = np.arange(n, dtype=np.int32)
            return product_of, activity_of
    cost = np.empty(data.size)
    pairing_costs(indptr, data, cost)
    product_of, activity_of = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    pairs = pair_by_product(
        indptr,
        indices,
        cost,
        product_of,
        activity_of,
        np.empty((2, n)),
        np.empty(n),
        np.empty((4, n), dtype=np.int32),
    )
    if pairs < n:
        raise Unpaired(
            np.flatnonzero(product_of < 0).astype(np.int32), np.flatnonzero(activity_of < 0).astype(np.int32)
        )
    return product_of, activity_of


def analyse(
    indptr: Ints,
    indices: Ints,
    data: Reals,
    *,
    reference: Ints | None = None,
    options: NucleusOptions = DEFAULT,
) -> Symbolic:
    """Pair, split into blocks, order, and lay out the factors of a square matrix given by columns.

    Parameters
    ----------
    indptr, indices : int32 (n + 1,), (nnz,)
        Read only. Duplicates are allowed and add up.
    data : float64 (nnz,)
        Read only; used for pairing alone.
    reference : int32 (n,), optional
        Product of each activity; used where all those entries are non-zero.
    options
        Costs of the stop.

    Raises
    ------
    Unpaired
        Structurally singular; the activities and products left alone are in it.
    """
    indptr, indices, data = plain_indices(indptr), plain_indices(indices), plain_reals(data)
    product_of, activity_of = pair(indptr, indices, data, reference)
    n = indptr.size - 1
    block_of, order = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    blocks = strong_blocks(
        indptr, indices, activity_of, block_of, order, np.empty((5, n + 1), dtype=np.int32)
    )
    block_start = np.zeros(blocks + 1, dtype=np.int32)
    np.cumsum(np.bincount(block_of, minlength=blocks), out=block_start[1:])
    return lay_out(
        indptr,
        indices,
        product_of,
        activity_of,
        order,
        block_of,
        block_start,
        np.zeros(n, dtype=np.bool_),
        options,
    )


def lay_out(
    indptr: Ints,
    indices: Ints,
    product_of: Ints,
    activity_of: Ints,
    order: Ints,
    block_of: Ints,
    block_start: Ints,
    held: NDArray[np.bool_],
    options: NucleusOptions,
) -> Symbolic:
    """Order the blocks with some activities held back, and build patterns and maps; see `Symbolic`."""
    n = indptr.size - 1
    pivots = order_nodes(indptr, indices, activity_of, order, block_of, block_start, held, options)
    taken = int(pivots.taken[0])
    # position: block by block, pivots in their order, then the nucleus
    rank = np.full(n, taken, dtype=np.int64)
    rank[pivots.order[:taken]] = np.arange(taken)
    keys = likeness(pivots, n) if taken < n else np.zeros((1, n), dtype=np.uint64)
    activity_at = order[np.lexsort((*keys[:, order], rank[order], block_of[order]))]
    position = np.empty(n, dtype=np.int32)
    position[activity_at] = np.arange(n, dtype=np.int32)
    sparse = np.bincount(block_of[pivots.order[:taken]], minlength=block_start.size - 1)
    nucleus_start = block_start.copy()
    nucleus_start[:-1] += sparse.astype(np.int32)
    sizes = (block_start[1:] - nucleus_start[:-1]).astype(np.int64)
    nucleus_offset = np.zeros(block_start.size, dtype=np.int64)
    np.cumsum(sizes * sizes, out=nucleus_offset[1:])
    product_at = product_of[activity_at]
    block_at = np.ascontiguousarray(block_of[activity_at])
    row_position = np.empty(n, dtype=np.int32)
    row_position[product_at] = np.arange(n, dtype=np.int32)
    groups = _groups(block_start, nucleus_start)
    u = _by_position(pivots.order[:taken], pivots.row_end, pivots.row, position)
    u = _transposed(*_transposed(*u))  # twice: columns then ascend within each row
    lower = _by_position(pivots.order[:taken], pivots.column_end, pivots.column, position)
    lower = _transposed(*_transposed(*lower))
    maps = []
    within = int(count_inside(indptr, indices, activity_of, block_of, np.zeros(n, dtype=np.int64)))
    for which, size in ((True, within), (False, indices.size - within)):
        # entries of A fit into 32 bits, which fill need not
        out = np.empty(n + 1, dtype=np.int32), np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
        scatter_map(indptr, indices, activity_at, row_position, block_at, which, *out)
        maps.append(out)
    group_block, group_first, group_of = groups
    r_indptr, r_column, r_slot = _pivot_rows(*lower, group_of)
    g_indptr, g_column, g_slot, g_lanes = _needs(*lower, group_first, group_of)
    pattern = Pattern(
        block_start,
        nucleus_start,
        nucleus_offset,
        *maps[0],
        *maps[1],
        l_indptr=lower[0],
        l_row=lower[1],
        r_indptr=r_indptr,
        r_column=r_column,
        r_slot=r_slot,
        u_indptr=u[0],
        u_column=u[1],
        g_block=group_block,
        g_first=group_first,
        g_indptr=g_indptr,
        g_column=g_column,
        g_slot=g_slot,
        g_lanes=g_lanes,
    )
    return Symbolic(
        n, indices.size, product_of, activity_of, activity_at, product_at, order, block_at, held, pattern
    )


def likeness(pivots: Pivots, n: int, words: int = 4) -> NDArray[np.uint64]:
    """Return sort keys, uint64 (words, n), that bring nucleus rows with the same late pivots together.

    Bit p of the last word says whether the p-th last pivot has the node in its column. Rows next to each
    other are eliminated together, so what they share is worked on once.
    """
    keys = np.zeros((words, n), dtype=np.uint64)
    taken = int(pivots.taken[0])
    for back in range(min(64 * words, taken - 1)):
        t = taken - 1 - back
        column = pivots.column[pivots.column_end[t - 1] : pivots.column_end[t]]
        keys[words - 1 - back // 64, column] |= np.uint64(1) << np.uint64(63 - back % 64)
    return keys


def _groups(block_start: Ints, nucleus_start: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut nuclei into groups of eight rows: block and first row of each group, and the group of each row."""
    n = int(block_start[-1])
    group_of = np.full(n, -1, dtype=np.int32)
    first: list[int] = []
    block: list[int] = []
    for b in np.flatnonzero(block_start[1:] > nucleus_start[:-1]):
        for row in range(int(nucleus_start[b]), int(block_start[b + 1]), LANES):
            group_of[row : min(row + LANES, int(block_start[b + 1]))] = len(first)
            first.append(row)
            block.append(int(b))
    return np.array(block, dtype=np.int32), np.array(first, dtype=np.int32), group_of


def _needs(
    indptr: Longs, columns: Ints, first: Ints, group_of: Ints
) -> tuple[Longs, Ints, Ints, NDArray[np.uint8]]:
    """List the pivots that each group needs, and where their entries of L go."""
    ends = np.empty(first.size + 1, dtype=np.int64)
    count_groups(indptr, columns, group_of, ends)
    pairs = int(ends[-1])
    out = np.empty(pairs, dtype=np.int32), np.empty(pairs, dtype=np.int32), np.empty(pairs, dtype=np.uint8)
    list_groups(indptr, columns, group_of, first, ends.copy(), *out)
    return ends, *out


def _pivot_rows(indptr: Longs, columns: Ints, group_of: Ints) -> tuple[Longs, Ints, Ints]:
    """Return the rows of L that belong to sparse pivots, with places in the columns."""
    size = int(np.count_nonzero(group_of[columns] < 0))
    out = np.empty_like(indptr), np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    rows_of_pivots(indptr, columns, group_of, *out)
    return out


def _by_position(order: Ints, ends: Longs, nodes: Ints, position: Ints) -> tuple[Longs, Ints]:
    indptr = np.empty(position.size + 1, dtype=np.int64)
    indices = np.empty(int(ends[order.size - 1]) if order.size else 0, dtype=np.int32)
    patterns_by_position(order, ends, nodes, position, indptr, indices)
    return indptr, indices


def _transposed(indptr: Longs, indices: Ints) -> tuple[Longs, Ints]:
    out = np.empty_like(indptr), np.empty_like(indices)
    transpose(indptr, indices, *out)
    return out
