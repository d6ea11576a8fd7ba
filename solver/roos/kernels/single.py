"""Triangular solves for one right-hand side.

As :mod:`roos.kernels.triangular`, on a plain vector: eight columns side by side would do the work of one
eight times. The order of operations is the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.numeric import Pattern, Values

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Reals = NDArray[np.float64]


@kernel
def load_single(f: _Reals, place: _Ints, scale: _Reals, x: _Reals) -> None:
    """Write x[q] = f[place[q], 0] · scale[place[q]]; f float64 (n, 1), x float64 (n,)."""
    for q in range(place.shape[0]):
        row = place[q]
        x[q] = f[row, 0] * scale[row]


@kernel
def store_single(x: _Reals, place: _Ints, scale: _Reals, out: _Reals) -> None:
    """Write out[place[q], 0] = x[q] · scale[place[q]]."""
    for q in range(place.shape[0]):
        row = place[q]
        out[row, 0] = x[q] * scale[row]


@kernel
def forward_single(pattern: Pattern, values: Values, first: int, last: int, x: _Reals) -> bool:
    """Solve blocks as `roos.kernels.triangular.forward_blocks`, x float64 (n,) in place."""
    block_start, nucleus_start = pattern.block_start, pattern.nucleus_start
    between, x_indptr, x_column = values.between, pattern.x_indptr, pattern.x_column
    lower, l_indptr, l_row = values.lower, pattern.l_indptr, pattern.l_row
    pivot, upper, u_indptr, u_column = values.pivot, values.upper, pattern.u_indptr, pattern.u_column
    some = False
    for b in range(first, last):
        start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
        zero = True
        for i in range(start, end):
            total = x[i]
            for p in range(x_indptr[i], x_indptr[i + 1]):
                total -= between[p] * x[x_column[p]]
            x[i] = total
            zero = zero and total == 0.0
        if zero:
            continue
        some = some or b == last - 1
        for i in range(start, middle):
            value = x[i]
            if value != 0.0:  # few pivots before the nucleus are reached by a sparse demand
                for p in range(l_indptr[i], l_indptr[i + 1]):
                    x[l_row[p]] -= lower[p] * value
        if middle == end:
            _back(pivot, upper, u_indptr, u_column, start, middle, x)
    return some


@kernel
def _back(
    pivot: _Reals, upper: _Reals, u_indptr: _Longs, u_column: _Ints, start: int, middle: int, x: _Reals
) -> None:
    """Solve with U, from row ``middle − 1`` to ``start``."""
    for i in range(middle - 1, start - 1, -1):
        total = x[i]
        for p in range(u_indptr[i], u_indptr[i + 1]):
            total -= upper[p] * x[u_column[p]]
        x[i] = total / pivot[i]


@kernel
def backward_single(pattern: Pattern, values: Values, b: int, x: _Reals) -> None:
    """Finish a block after its nucleus has been solved."""
    start, middle = pattern.block_start[b], pattern.nucleus_start[b]
    _back(values.pivot, values.upper, pattern.u_indptr, pattern.u_column, start, middle, x)


@kernel
def up_single(pattern: Pattern, values: Values, first: int, last: int, x: _Reals) -> bool:
    """Solve blocks of Aᵀ as `roos.kernels.triangular.transposed_up`."""
    block_start, nucleus_start = pattern.block_start, pattern.nucleus_start
    between, x_indptr, x_column = values.between, pattern.x_indptr, pattern.x_column
    lower, l_indptr, l_row = values.lower, pattern.l_indptr, pattern.l_row
    pivot, upper, u_indptr, u_column = values.pivot, values.upper, pattern.u_indptr, pattern.u_column
    some = False
    for b in range(last - 1, first - 1, -1):
        start, middle, end = block_start[b], nucleus_start[b], block_start[b + 1]
        zero = True
        for i in range(start, end):
            if x[i] != 0.0:
                zero = False
                break
        if zero:
            continue
        some = some or b == first
        for i in range(start, middle):
            value = x[i] / pivot[i]
            x[i] = value
            if value != 0.0:
                for p in range(u_indptr[i], u_indptr[i + 1]):
                    x[u_column[p]] -= upper[p] * value
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
        value = x[i]
        if i < middle:
            for p in range(l_indptr[i], l_indptr[i + 1]):
                value -= lower[p] * x[l_row[p]]
            x[i] = value
        if value != 0.0:
            for p in range(x_indptr[i], x_indptr[i + 1]):
                x[x_column[p]] -= between[p] * value


@kernel
def down_single(pattern: Pattern, values: Values, b: int, x: _Reals) -> None:
    """Finish a block of Aᵀ after its nucleus has been solved, and take it to the blocks that it uses."""
    start, middle, end = pattern.block_start[b], pattern.nucleus_start[b], pattern.block_start[b + 1]
    lower, between = values.lower, values.between
    l_indptr, l_row, x_indptr, x_column = pattern.l_indptr, pattern.l_row, pattern.x_indptr, pattern.x_column
    _down(lower, l_indptr, l_row, between, x_indptr, x_column, start, middle, end, x)
