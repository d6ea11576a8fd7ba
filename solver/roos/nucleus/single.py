"""One right-hand side through the factors: the least latency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgetrs

from roos.kernels.single import (
    backward_single,
    down_single,
    forward_single,
    load_single,
    store_single,
    up_single,
)

if TYPE_CHECKING:
    from roos.nucleus.numeric import Numeric

Reals = NDArray[np.float64]


def solve_single(numeric: Numeric, right: Reals, *, transposed: bool) -> Reals:
    """Solve A S = F or Aᵀ Y = G for float64 (n, 1), C-ordered; returns a new (n, 1)."""
    symbolic, scaling = numeric.symbolic, numeric.scaling
    source, target = (symbolic.product_at, scaling.products), (symbolic.activity_at, scaling.activities)
    if transposed:
        source, target = target, source
    x = np.empty(symbolic.n)
    out = np.empty((symbolic.n, 1))
    load_single(right, *source, x)
    (_up if transposed else _forward)(numeric, x)
    store_single(x, *target, out)
    return out


def _forward(numeric: Numeric, x: Reals) -> None:
    pattern, values = numeric.symbolic.pattern, numeric.values
    done = 0
    for number, b in enumerate(numeric.nuclei):
        if forward_single(pattern, values, done, b + 1, x):
            inside = slice(int(pattern.nucleus_start[b]), int(pattern.block_start[b + 1]))
            dense, exchanges = numeric.dense_factors(number)
            # N·diag(trim) is factorised, by columns and hence transposed
            z, _ = dgetrs(dense, exchanges, x[inside], trans=1)
            x[inside] = z * values.trim[inside]
            backward_single(pattern, values, b, x)
        done = b + 1
    forward_single(pattern, values, done, pattern.block_start.size - 1, x)


def _up(numeric: Numeric, x: Reals) -> None:
    pattern, values = numeric.symbolic.pattern, numeric.values
    done = pattern.block_start.size - 1
    for number in range(len(numeric.nuclei) - 1, -1, -1):
        b = numeric.nuclei[number]
        if up_single(pattern, values, b, done, x):
            inside = slice(int(pattern.nucleus_start[b]), int(pattern.block_start[b + 1]))
            dense, exchanges = numeric.dense_factors(number)
            x[inside], _ = dgetrs(dense, exchanges, x[inside] * values.trim[inside], trans=0)
            down_single(pattern, values, b, x)
        done = b
    up_single(pattern, values, 0, done, x)
