"""One right-hand side through the factors, visiting only what it reaches.

As :mod:`roos.kernels.single`, which walks over all blocks; here a set of bits says which positions hold
anything, and its lowest bit is what comes next, because blocks only pass on to later ones. A demand that
reaches 40 of 1 000 activities then costs a twentieth of a walk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.kernels.bits import clear_bit, lowest_bit, set_bit
from roos.kernels.compile import kernel
from roos.kernels.dense_single import dense_down, dense_up

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]
_Words = NDArray[np.uint64]

_ZERO = np.uint64(0)


class Way(NamedTuple):
    """Factors as one right-hand side passes them, forward or transposed; read only.

    Attributes
    ----------
    block_at : int32 (n,)
        Block of each position.
    block_start, nucleus_start, nucleus_offset
    l_indptr, l_row, u_indptr, u_column
        As in `roos.kernels.numeric.Pattern`, in 32 bits.
    s_indptr, s_to, s_entry : int32 (n + 1,), int32, int32
        Where each position is passed on to in other blocks: position, and the place in `between`. Columns of
        the entries between blocks when forward, their rows when transposed.
    place_in, place_out : int32 (n,)
        Position of each row of the right-hand side; row of the solution at each position.
    source, place : int32 (n,)
        Their inverses: row of the right-hand side at each position; position of each row of the solution.
    order : int32 (blocks,)
        Blocks as they may be solved one after another, those side by side that do not wait for each other.
    scale_in, scale_out, back_in, back_out : float64 (n,)
        Powers of two by row of the right-hand side, and of the solution; their inverses.
    pivot, lower, upper, between, dense, trim
        As in `roos.kernels.numeric.Values`.
    exchanges : int32 (n,)
        LAPACK's exchanges of each nucleus, by position, counted from its first row.
    """

    block_at: _Ints
    block_start: _Ints
    nucleus_start: _Ints
    nucleus_offset: _Ints
    l_indptr: _Ints
    l_row: _Ints
    u_indptr: _Ints
    u_column: _Ints
    s_indptr: _Ints
    s_to: _Ints
    s_entry: _Ints
    place_in: _Ints
    place_out: _Ints
    source: _Ints
    place: _Ints
    order: _Ints
    scale_in: _Reals
    scale_out: _Reals
    back_in: _Reals
    back_out: _Reals
    pivot: _Reals
    lower: _Reals
    upper: _Reals
    between: _Reals
    dense: _Reals
    trim: _Reals
    exchanges: _Ints


class Packed(NamedTuple):
    """A way in as few arrays as can be: a compiled call takes 0.15 µs for each, longer than some solves.

    Attributes
    ----------
    places : int32 (any,)
        The integers of `Way` one after another, but for ``exchanges``.
    numbers : float64 (any,)
        Its numbers likewise, but for the scales: those of products come first, then those of activities, then
        the inverses of both.
    place_ends, number_ends : int64 (17,), int64 (11,)
        Where each begins and the last ends.
    exchanges : int32 (n,)
    """

    places: _Ints
    numbers: _Reals
    place_ends: _Longs
    number_ends: _Longs
    exchanges: _Ints


@kernel
def unpacked(packed: Packed, transposed: bool) -> Way:
    """Return the arrays of a way; they share its memory."""
    p, e, v, d = packed.places, packed.place_ends, packed.numbers, packed.number_ends
    products, activities, back_products, back_activities = (
        v[d[0] : d[1]],
        v[d[1] : d[2]],
        v[d[2] : d[3]],
        v[d[3] : d[4]],
    )
    return Way(
        p[e[0] : e[1]],
        p[e[1] : e[2]],
        p[e[2] : e[3]],
        p[e[3] : e[4]],
        p[e[4] : e[5]],
        p[e[5] : e[6]],
        p[e[6] : e[7]],
        p[e[7] : e[8]],
        p[e[8] : e[9]],
        p[e[9] : e[10]],
        p[e[10] : e[11]],
        p[e[11] : e[12]],
        p[e[12] : e[13]],
        p[e[13] : e[14]],
        p[e[14] : e[15]],
        p[e[15] : e[16]],
        activities if transposed else products,
        products if transposed else activities,
        back_activities if transposed else back_products,
        back_products if transposed else back_activities,
        v[d[4] : d[5]],
        v[d[5] : d[6]],
        v[d[6] : d[7]],
        v[d[7] : d[8]],
        v[d[8] : d[9]],
        v[d[9] : d[10]],
        packed.exchanges,
    )


@kernel
def sweep(way: Way, x: _Reals, bits: _Words, found: _Ints) -> int:
    """Solve A forward, in place.

    Parameters
    ----------
    way
        The forward one.
    x : float64 (n,)
        By position: the equilibrated right-hand side, replaced by the solution.
    bits : uint64 (⌈n / 64⌉,)
        Positions at which ``x`` may differ from zero; empty on return.
    found : int32 (n,)
        Written: positions at which the solution differs from zero, in the order of solving.

    Returns
    -------
    int
        How many.
    """
    block_at, block_start, nucleus_start = way.block_at, way.block_start, way.nucleus_start
    l_indptr, l_row, u_indptr, u_column = way.l_indptr, way.l_row, way.u_indptr, way.u_column
    s_indptr, s_to, s_entry, between = way.s_indptr, way.s_to, way.s_entry, way.between
    pivot, lower, upper = way.pivot, way.lower, way.upper
    count = 0
    for w in range(bits.shape[0]):
        while bits[w] != _ZERO:
            q = 64 * w + lowest_bit(bits[w])
            b = block_at[q]
            start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
            if middle - start == 1 and end == middle:
                x[q] /= pivot[q]
            else:
                for i in range(start, middle):
                    value = x[i]
                    if value != 0.0:
                        for p in range(l_indptr[i], l_indptr[i + 1]):
                            x[l_row[p]] -= lower[p] * value
                if middle < end:
                    dense_down(way.dense, way.nucleus_offset[b], way.exchanges, way.trim, middle, end, x)
                for i in range(middle - 1, start - 1, -1):
                    total = x[i]
                    for p in range(u_indptr[i], u_indptr[i + 1]):
                        total -= upper[p] * x[u_column[p]]
                    x[i] = total / pivot[i]
            for i in range(start, end):
                clear_bit(bits, i)
                value = x[i]
                if value != 0.0:
                    found[count] = i
                    count += 1
                    for p in range(s_indptr[i], s_indptr[i + 1]):
                        j = s_to[p]
                        before = x[j]
                        x[j] = before - between[s_entry[p]] * value
                        if before == 0.0:
                            set_bit(bits, j)
    return count


@kernel
def sweep_transposed(way: Way, x: _Reals, bits: _Words, found: _Ints) -> int:
    """Solve Aᵀ, from the last block to the first; as `sweep`, with bit n − 1 − i for position i."""
    block_at, block_start, nucleus_start = way.block_at, way.block_start, way.nucleus_start
    l_indptr, l_row, u_indptr, u_column = way.l_indptr, way.l_row, way.u_indptr, way.u_column
    s_indptr, s_to, s_entry, between = way.s_indptr, way.s_to, way.s_entry, way.between
    pivot, lower, upper = way.pivot, way.lower, way.upper
    count, last = 0, x.shape[0] - 1
    for w in range(bits.shape[0]):
        while bits[w] != _ZERO:
            q = last - 64 * w - lowest_bit(bits[w])
            b = block_at[q]
            start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
            if middle - start == 1 and end == middle:
                x[q] /= pivot[q]
            else:
                for i in range(start, middle):
                    value = x[i] / pivot[i]
                    x[i] = value
                    if value != 0.0:
                        for p in range(u_indptr[i], u_indptr[i + 1]):
                            x[u_column[p]] -= upper[p] * value
                if middle < end:
                    dense_up(way.dense, way.nucleus_offset[b], way.exchanges, way.trim, middle, end, x)
                for i in range(middle - 1, start - 1, -1):
                    value = x[i]
                    for p in range(l_indptr[i], l_indptr[i + 1]):
                        value -= lower[p] * x[l_row[p]]
                    x[i] = value
            for i in range(end - 1, start - 1, -1):
                clear_bit(bits, last - i)
                value = x[i]
                if value != 0.0:
                    found[count] = i
                    count += 1
                    for p in range(s_indptr[i], s_indptr[i + 1]):
                        j = s_to[p]
                        before = x[j]
                        x[j] = before - between[s_entry[p]] * value
                        if before == 0.0:
                            set_bit(bits, last - j)
    return count
