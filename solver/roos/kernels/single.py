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
    some = False
    for b in range(first, last):
        start, middle, end = pattern.block_start[b], pattern.nucleus_start[b], pattern.block_start[b + 1]
        zero = True
        for i in range(start, end):
            total = x[i]
            for p in range(pattern.x_indptr[i], pattern.x_indptr[i + 1]):
                total -= values.between[p] * x[pattern.x_column[p]]
            x[i] = total
            zero = zero and total == 0.0
        if zero:
            continue
        some = some or b == last - 1
        for i in range(start, middle):
            value = x[i]
            if value != 0.0:  # few pivots before the nucleus are reached by a sparse demand
                for p in range(pattern.l_indptr[i], pattern.l_indptr[i + 1]):
                    x[pattern.l_row[p]] -= values.lower[p] * value
        if middle == end:
            backward_single(pattern, values, b, x)
    return some


@kernel
def backward_single(pattern: Pattern, values: Values, b: int, x: _Reals) -> None:
    """Finish a block after its nucleus has been solved."""
    for i in range(pattern.nucleus_start[b] - 1, pattern.block_start[b] - 1, -1):
        total = x[i]
        for p in range(pattern.u_indptr[i], pattern.u_indptr[i + 1]):
            total -= values.upper[p] * x[pattern.u_column[p]]
        x[i] = total / values.pivot[i]


@kernel
def up_single(pattern: Pattern, values: Values, first: int, last: int, x: _Reals) -> bool:
    """Solve blocks of Aᵀ as `roos.kernels.triangular.transposed_up`."""
    some = False
    for b in range(last - 1, first - 1, -1):
        start, middle, end = pattern.block_start[b], pattern.nucleus_start[b], pattern.block_start[b + 1]
        zero = True
        for i in range(start, end):
            if x[i] != 0.0:
                zero = False
                break
        if zero:
            continue
        some = some or b == first
        for i in range(start, middle):
            value = x[i] / values.pivot[i]
            x[i] = value
            if value != 0.0:
                for p in range(pattern.u_indptr[i], pattern.u_indptr[i + 1]):
                    x[pattern.u_column[p]] -= values.upper[p] * value
        if middle == end:
            down_single(pattern, values, b, x)
    return some


@kernel
def down_single(pattern: Pattern, values: Values, b: int, x: _Reals) -> None:
    """Finish a block of Aᵀ after its nucleus has been solved, and take it to the blocks that it uses."""
    middle = pattern.nucleus_start[b]
    for i in range(pattern.block_start[b + 1] - 1, pattern.block_start[b] - 1, -1):
        value = x[i]
        if i < middle:
            for p in range(pattern.l_indptr[i], pattern.l_indptr[i + 1]):
                value -= values.lower[p] * x[pattern.l_row[p]]
            x[i] = value
        if value != 0.0:
            for p in range(pattern.x_indptr[i], pattern.x_indptr[i + 1]):
                x[pattern.x_column[p]] -= values.between[p] * value
