"""Triangular solves for many right-hand sides, forward and transposed, block by block.

Right-hand sides are kept in tiles: float64 (tiles, n, 8), eight columns side by side. One index and one entry
of L or U then work on a whole cache line, and a tile stays near the core for the length of a sweep. Columns
beyond the last right-hand side are zero.

For a block with rows L (unit diagonal), U, and entries X towards earlier blocks: y = f − X x_earlier;
y ← L⁻¹ y; dense nucleus by LAPACK; x = U⁻¹ y. A block whose y is exactly zero is skipped: its x is exactly
zero too, so what a demand does not reach costs next to nothing and stays clean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.lanes import LANES, divide, filled, spread, subtract
from roos.kernels.numeric import Pattern, Values

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]

#: Columns in a tile: one cache line.
TILE = LANES


@kernel
def _is_zero(x: _Reals, start: int, end: int) -> bool:
    for i in range(start, end):
        if filled(x, i):
            return False
    return True


@kernel
def load_tiles(f: _Reals, first: int, width: int, place: _Ints, scale: _Reals, tiles: _Reals) -> None:
    """Write tiles[c // 8, q, c % 8] = f[place[q], first + c] · scale[place[q]] for c < width, else 0.

    Parameters
    ----------
    f : float64 (n, any)
        Row-major; read only.
    first, width
        Columns to take.
    place : int32 (n,)
        Row of ``f`` at each position.
    scale : float64 (n,)
        By row of ``f``.
    tiles : float64 (⌈width / 8⌉, n, 8)
        Written.
    """
    whole = width // TILE
    for q in range(place.shape[0]):
        row = place[q]
        by = scale[row]
        for t in range(whole):
            for c in range(TILE):
                tiles[t, q, c] = f[row, first + t * TILE + c] * by
        for t in range(whole, tiles.shape[0]):
            for c in range(TILE):
                at = t * TILE + c
                tiles[t, q, c] = f[row, first + at] * by if at < width else 0.0


@kernel
def store_tiles(tiles: _Reals, place: _Ints, scale: _Reals, x: _Reals, first: int, width: int) -> None:
    """Write x[place[q], first + c] = tiles[c // 8, q, c % 8] · scale[place[q]]; see `load_tiles`."""
    whole = width // TILE
    for q in range(place.shape[0]):
        row = place[q]
        by = scale[row]
        for t in range(whole):
            for c in range(TILE):
                x[row, first + t * TILE + c] = tiles[t, q, c] * by
        for at in range(whole * TILE, width):
            x[row, first + at] = tiles[whole, q, at - whole * TILE] * by


@kernel
def forward_blocks(pattern: Pattern, values: Values, first: int, last: int, tiles: _Reals) -> bool:
    """Solve blocks without a nucleus; of a block with one, which must be the last, do the part before it.

    Parameters
    ----------
    pattern, values
        Factors; read only.
    first, last
        Blocks, first included, last not.
    tiles : float64 (any, n, 8)
        Changed in place.

    Returns
    -------
    bool
        Whether the last block has anything to solve.
    """
    # taken out of the tuples once: passing tuples on to the functions below would copy them for every block
    block_start, nucleus_start = pattern.block_start, pattern.nucleus_start
    between, x_indptr, x_column = values.between, pattern.x_indptr, pattern.x_column
    lower, l_indptr, l_row = values.lower, pattern.l_indptr, pattern.l_row
    pivot, upper, u_indptr, u_column = values.pivot, values.upper, pattern.u_indptr, pattern.u_column
    some = False
    for t in range(tiles.shape[0]):
        x = tiles[t]
        for b in range(first, last):
            start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
            for i in range(start, end):
                subtract(x, i, between, x_column, x_indptr[i], x_indptr[i + 1])
            if _is_zero(x, start, end):
                continue
            some = some or b == last - 1
            for i in range(start, middle):
                if filled(x, i):  # what a sparse demand reaches before the nucleus is a handful of pivots
                    spread(x, i, lower, l_row, l_indptr[i], l_indptr[i + 1])
            if middle == end:
                _back(pivot, upper, u_indptr, u_column, start, middle, x)
    return some


@kernel
def _back(
    pivot: _Reals, upper: _Reals, u_indptr: _Longs, u_column: _Ints, start: int, middle: int, x: _Reals
) -> None:
    """Solve with U, from row ``middle − 1`` to ``start``."""
    for i in range(middle - 1, start - 1, -1):
        subtract(x, i, upper, u_column, u_indptr[i], u_indptr[i + 1])
        divide(x, i, pivot[i])


@kernel
def backward_block(pattern: Pattern, values: Values, b: int, tiles: _Reals) -> None:
    """Finish a block after its nucleus has been solved."""
    pivot, upper, u_indptr, u_column = values.pivot, values.upper, pattern.u_indptr, pattern.u_column
    for t in range(tiles.shape[0]):
        _back(pivot, upper, u_indptr, u_column, pattern.block_start[b], pattern.nucleus_start[b], tiles[t])


@kernel
def transposed_up(pattern: Pattern, values: Values, first: int, last: int, tiles: _Reals) -> bool:
    """Solve blocks of Aᵀ from ``last − 1`` down to ``first``.

    As `forward_blocks`, with the first block in the place of the last: only it may have a nucleus.
    """
    block_start, nucleus_start = pattern.block_start, pattern.nucleus_start
    between, x_indptr, x_column = values.between, pattern.x_indptr, pattern.x_column
    lower, l_indptr, l_row = values.lower, pattern.l_indptr, pattern.l_row
    pivot, upper, u_indptr, u_column = values.pivot, values.upper, pattern.u_indptr, pattern.u_column
    some = False
    for t in range(tiles.shape[0]):
        x = tiles[t]
        for b in range(last - 1, first - 1, -1):
            start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
            if _is_zero(x, start, end):
                continue
            some = some or b == first
            for i in range(start, middle):
                divide(x, i, pivot[i])
                spread(x, i, upper, u_column, u_indptr[i], u_indptr[i + 1])
            if middle == end:
                _down(lower, l_indptr, l_row, between, x_indptr, x_column, start, middle, end, x)
    return some


@kernel
def _down(
    lower: _Reals,
    l_indptr: _Longs,
    l_row: _Ints,
    between: _Reals,
    x_indptr: _Ints,
    x_column: _Ints,
    start: int,
    middle: int,
    end: int,
    x: _Reals,
) -> None:
    """Solve with Lᵀ and take a block to those that it uses, from row ``end − 1`` to ``start``."""
    for i in range(end - 1, start - 1, -1):
        if i < middle:
            subtract(x, i, lower, l_row, l_indptr[i], l_indptr[i + 1])
        spread(x, i, between, x_column, x_indptr[i], x_indptr[i + 1])


@kernel
def transposed_down(pattern: Pattern, values: Values, b: int, tiles: _Reals) -> None:
    """Finish a block of Aᵀ after its nucleus has been solved, and take it to the blocks that it uses."""
    between, x_indptr, x_column = values.between, pattern.x_indptr, pattern.x_column
    lower, l_indptr, l_row = values.lower, pattern.l_indptr, pattern.l_row
    start, middle, end = pattern.block_start[b], pattern.nucleus_start[b], pattern.block_start[b + 1]
    for t in range(tiles.shape[0]):
        _down(lower, l_indptr, l_row, between, x_indptr, x_column, start, middle, end, tiles[t])


@kernel
def dense_rows(tiles: _Reals, start: int, end: int, factor: _Reals, out: _Reals) -> None:
    """Copy rows start … end of the tiles, times ``factor`` by position, to float64 (k, end − start)."""
    for c in range(out.shape[0]):
        for i in range(start, end):
            out[c, i - start] = tiles[c // TILE, i, c % TILE] * factor[i]


@kernel
def tile_rows(dense: _Reals, start: int, factor: _Reals, tiles: _Reals) -> None:
    """Copy float64 (k, rows), times ``factor`` by position, back to the tiles; see `dense_rows`."""
    for c in range(dense.shape[0]):
        for i in range(dense.shape[1]):
            tiles[c // TILE, start + i, c % TILE] = dense[c, i] * factor[start + i]
