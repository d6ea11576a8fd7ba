"""Systems without a dense nucleus: solved once, what rounding loses carried along, and judged on the way.

Where blocks are single activities or small, a row of M is met once by a solve, once more by the residual of
:mod:`roos.refine`, and again by the step. Here it is met once: by the time that a row gives its unknown, all
others in it are known as two numbers, x rounded and e what x lacks (Σ a e is what a refinement step would
add). The sum of the row in twofold precision, less a x, is then the residual of the solution that is handed
out, measured, not bounded. In a block of several activities the factors give x, and once more e from what is
left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.carried_lanes import add_terms, solve_row
from roos.kernels.compile import kernel
from roos.kernels.lanes import LANES, divide, spread, subtract
from roos.kernels.way import Packed, unpacked

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]
_Sparse = tuple[_Ints, _Ints, _Reals]


@kernel
def block_levels(
    block_at: _Ints, block_start: _Ints, indptr: _Ints, others: _Ints, level: _Ints, transposed: bool
) -> None:
    """Count the blocks that each has to wait for, one after another.

    Parameters
    ----------
    block_at, block_start : int32 (n,), int32 (blocks + 1,)
    indptr, others : int32 (n + 1,), int32
        Positions in other blocks that each position waits for.
    level : int32 (blocks,)
        Zero on entry; written.
    transposed
        Blocks wait for later ones, instead of earlier ones.
    """
    blocks = level.shape[0]
    for number in range(blocks):
        b = blocks - 1 - number if transposed else number
        for p in range(indptr[block_start[b]], indptr[block_start[b + 1]]):
            level[b] = max(level[b], level[block_at[others[p]]] + 1)


@kernel
def solve_tiles(
    packed: Packed,
    rows: _Sparse,
    right: _Reals,
    out: _Reals,
    first: int,
    last: int,
    tiles: _Reals,
    work: _Reals,
    target: float,
    most_growth: float,
    transposed: bool,
) -> bool:
    """Solve M X = F, columns first … last, at least eight.

    Parameters
    ----------
    packed
        Factors without a dense nucleus; read only.
    rows
        M by rows, unscaled: pointers int32 (n + 1,), indices int32 (entries,), values float64 (entries,);
        read only. Magnitudes as `roos.kernels.row_sums.product_error` asks.
    right : float64 (n, k)
        F; read only.
    out : float64 (n, k)
        Its columns first … last are written.
    tiles, work : float64 (n, 16), float64 (n, 8)
        Workspace: x and e of eight columns by row of the solution; numbers of blocks by position.
    target, most_growth
        Largest backward error, and growth of a solution over its right-hand side, both equilibrated.
    transposed
        Which system the way is for.

    Returns
    -------
    bool
        Whether ``out`` may be handed out. If not, anything may be amiss.
    """
    way = unpacked(packed, transposed)
    indptr, indices, data = rows
    block_start, source, place, place_out = way.block_start, way.source, way.place, way.place_out
    scale_in, scale_out, back_in, back_out = way.scale_in, way.scale_out, way.back_in, way.back_out
    order, pivots = way.order, way.pivot
    lower, upper = (way.l_indptr, way.l_row, way.lower), (way.u_indptr, way.u_column, way.upper)
    seen, n = np.empty((3, LANES)), tiles.shape[0]
    size = 0 if order.shape[0] == n else n
    entries = 0 if order.shape[0] == n else indices.shape[0]
    ends, inside, values = np.empty(size, np.int32), np.empty(entries, np.int32), np.empty(entries)
    sums = np.empty((size, 4 * LANES))
    for t in range((last - first + LANES - 1) // LANES):
        c = min(first + t * LANES, last - LANES)  # the last tile may overlap the one before
        seen[:] = 0.0
        for b in order:
            q, end = block_start[b], block_start[b + 1]
            if end - q > 1:
                _list_inside(q, end, source, place, rows, ends, inside, values)
                _sum_block(q, end, source, place_out, scale_in, rows, right, c, tiles, sums, work, seen)
                _through_factors(q, end, pivots, lower, upper, work, transposed)
                _take_first(q, end, place_out, scale_out, work, tiles)
                _leave(q, end, source, scale_in, ends, inside, values, tiles, sums, work)
                _through_factors(q, end, pivots, lower, upper, work, transposed)
                _take_step(q, end, place_out, scale_out, back_out, work, tiles, out, c, seen)
                _judge(end - q, ends, inside, values, tiles, sums, target, seen)
                continue
            i, j = source[q], place_out[q]
            tiles[j, :] = 0.0
            back = back_out[j]
            pivot = pivots[q] * back_in[i] * back
            begin, stop, by, inverse = indptr[i], indptr[i + 1], scale_in[i], 1.0 / pivot
            solve_row(
                indices, data, begin, stop, right, i, c, tiles, j, pivot, inverse, out, by, back, target, seen
            )
        for lane in range(LANES):
            if not (seen[0, lane] == 0.0 and seen[2, lane] <= most_growth * seen[1, lane]):
                return False
    return True


# A block of several activities, step by step: x by its factors, then e by them from what x leaves. Arrays are
# passed one by one, for a tuple of all would be counted in and out of each call.


@kernel
def _list_inside(
    start: int,
    end: int,
    source: _Ints,
    place: _Ints,
    rows: _Sparse,
    ends: _Ints,
    inside: _Ints,
    values: _Reals,
) -> None:
    """List the entries inside a block, row by row, and where each row's end."""
    indptr, indices, data = rows
    count = 0
    for q in range(start, end):
        for p in range(indptr[source[q]], indptr[source[q] + 1]):
            if start <= place[indices[p]] < end:
                inside[count], values[count] = indices[p], data[p]
                count += 1
        ends[q - start] = count


@kernel
def _sum_block(
    start: int,
    end: int,
    source: _Ints,
    place_out: _Ints,
    scale_in: _Reals,
    rows: _Sparse,
    right: _Reals,
    c: int,
    tiles: _Reals,
    sums: _Reals,
    work: _Reals,
    seen: _Reals,
) -> None:
    """Sum the rows of a block over what lies outside it, its own unknowns being zero so far."""
    indptr, indices, data = rows
    for q in range(start, end):
        tiles[place_out[q], :] = 0.0
    for q in range(start, end):
        i, row = source[q], sums[q - start]
        for lane in range(LANES):
            f = right[i, c + lane]
            row[lane], row[LANES + lane] = f, 0.0
            row[2 * LANES + lane], row[3 * LANES + lane] = abs(f), 0.0
            seen[1, lane] = max(seen[1, lane], abs(f) * scale_in[i])
        add_terms(indices, data, indptr[i], indptr[i + 1], tiles, sums, q - start)
        for lane in range(LANES):
            work[q, lane] = (row[lane] + (row[LANES + lane] + row[3 * LANES + lane])) * scale_in[i]


@kernel
def _take_first(
    start: int, end: int, place_out: _Ints, scale_out: _Reals, work: _Reals, tiles: _Reals
) -> None:
    for q in range(start, end):
        j = place_out[q]
        for lane in range(LANES):
            tiles[j, lane] = work[q, lane] * scale_out[j]


@kernel
def _leave(
    start: int,
    end: int,
    source: _Ints,
    scale_in: _Reals,
    ends: _Ints,
    inside: _Ints,
    values: _Reals,
    tiles: _Reals,
    sums: _Reals,
    work: _Reals,
) -> None:
    """Put on the desk what x leaves of each row of a block."""
    whole = np.empty((1, 4 * LANES))
    row = whole[0]
    begin = 0
    for q in range(start, end):
        row[:] = sums[q - start]
        add_terms(inside, values, begin, ends[q - start], tiles, whole, 0)
        begin = ends[q - start]
        for lane in range(LANES):
            left = (row[lane] + row[LANES + lane]) + row[3 * LANES + lane]
            work[q, lane] = left * scale_in[source[q]]


@kernel
def _take_step(
    start: int,
    end: int,
    place_out: _Ints,
    scale_out: _Reals,
    back_out: _Reals,
    work: _Reals,
    tiles: _Reals,
    out: _Reals,
    c: int,
    seen: _Reals,
) -> None:
    for q in range(start, end):
        j = place_out[q]
        for lane in range(LANES):
            x, step = tiles[j, lane], work[q, lane] * scale_out[j]
            solved = x + step
            tiles[j, lane], tiles[j, LANES + lane] = solved, (x - solved) + step
            out[j, c + lane] = solved
            seen[2, lane] = max(seen[2, lane], abs(solved) * back_out[j])


@kernel
def _judge(
    rows: int,
    ends: _Ints,
    inside: _Ints,
    values: _Reals,
    tiles: _Reals,
    sums: _Reals,
    target: float,
    seen: _Reals,
) -> None:
    """Measure the residual of a block's rows; their sums over what lies outside are used up."""
    begin = 0
    for k in range(rows):
        add_terms(inside, values, begin, ends[k], tiles, sums, k)
        begin = ends[k]
        for lane in range(LANES):
            left = abs(sums[k, lane] + sums[k, LANES + lane])
            if not left <= target * sums[k, 2 * LANES + lane]:
                seen[0, lane] = 1.0


@kernel
def _through_factors(
    start: int,
    end: int,
    pivot: _Reals,
    lower: _Sparse,
    upper: _Sparse,
    x: _Reals,
    transposed: bool,
) -> None:
    """Solve a block in place, by position and equilibrated."""
    l_indptr, l_row, below = lower
    u_indptr, u_column, above = upper
    if transposed:
        for i in range(start, end):
            divide(x, i, pivot[i])
            spread(x, i, above, u_column, u_indptr[i], u_indptr[i + 1])
        for i in range(end - 1, start - 1, -1):
            subtract(x, i, below, l_row, l_indptr[i], l_indptr[i + 1])
    else:
        for i in range(start, end):
            spread(x, i, below, l_row, l_indptr[i], l_indptr[i + 1])
        for i in range(end - 1, start - 1, -1):
            subtract(x, i, above, u_column, u_indptr[i], u_indptr[i + 1])
            divide(x, i, pivot[i])
