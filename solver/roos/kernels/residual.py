"""Residuals of many right-hand sides and their backward errors, plain and accumulated in twofold precision.

Notation: the system is M X = F with M given by rows (CSR). For the transposed system pass the arrays of the
CSC form: they are the rows of Aᵀ. Blocks of right-hand sides are row-major; eight columns go through a row
of M together (`roos.kernels.row_sums`).

Sources: componentwise backward error after Oettli and Prager (1964), Numer. Math. 6:405; error-free sum after
Knuth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel
from roos.kernels.lanes import LANES
from roos.kernels.long_rows import TILES, twofold_tiles
from roos.kernels.row_sums import add_product, plain_tile, twofold_tile, worst_tile

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Entries of a row from which it is summed in two passes.
LONG_ROW = 24


@kernel
def residual_twofold(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, r: _Reals, size: _Reals, omega: _Reals
) -> None:
    """Compute R = F − M X with the sum carried in twofold precision, |M||X| + |F|, and their worst ratio.

    Parameters
    ----------
    indptr : int32 (n + 1,)
    indices : int32 (nnz,)
    data : float64 (nnz,)
        Rows of M. Magnitudes must stay below 2⁹⁹⁶, as `roos.kernels.row_sums.product_error` asks.
    x, f : float64 (columns, k), (n, k)
        Read only.
    r, size : float64 (n, k)
        Written: the residual rounded once, and the size that it is judged by. Either may be (1, k) instead:
        workspace for one row, of a result that is not wanted; no large memory is then touched.
    omega : float64 (k,)
        Written: ω_c = max_i |r_ic| / size_ic, with 0/0 = 0 and anything not a number = inf.
    """
    n = indptr.shape[0] - 1
    k = f.shape[1]
    for c in range(k):
        omega[c] = 0.0
    if k < LANES:
        for c in range(k):
            _one_twofold(indptr, indices, data, x, f, c, r, size, omega)
        return
    keep_r, keep_size = r.shape[0] == n, size.shape[0] == n
    tiles = (k + LANES - 1) // LANES
    for i in range(n):
        u, v = i if keep_r else 0, i if keep_size else 0
        together = tiles - tiles % TILES if indptr[i + 1] - indptr[i] >= LONG_ROW else 0
        for t in range(0, together, TILES):
            first, second, third = t * LANES, (t + 1) * LANES, min((t + 2) * LANES, k - LANES)
            columns = first, second, third
            twofold_tiles(indices, data, indptr[i], indptr[i + 1], x, f, i, columns, r, u, size, v)
            worst_tile(r, u, size, v, first, omega)
            worst_tile(r, u, size, v, second, omega)
            worst_tile(r, u, size, v, third, omega)
        for t in range(together, tiles):
            c = min(t * LANES, k - LANES)  # the last tile may overlap the one before
            twofold_tile(indices, data, indptr[i], indptr[i + 1], x, f, i, c, r, u, size, v)
            worst_tile(r, u, size, v, c, omega)


@kernel
def residual_plain(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, r: _Reals, size: _Reals, omega: _Reals
) -> None:
    """Compute R = F − M X, |M||X| + |F| and ω in working precision; arrays as in `residual_twofold`."""
    n = indptr.shape[0] - 1
    k = f.shape[1]
    for c in range(k):
        omega[c] = 0.0
    if k < LANES:
        for c in range(k):
            _one_plain(indptr, indices, data, x, f, c, r, size, omega)
        return
    keep_r, keep_size = r.shape[0] == n, size.shape[0] == n
    for i in range(n):
        u, v = i if keep_r else 0, i if keep_size else 0
        for t in range((k + LANES - 1) // LANES):
            c = min(t * LANES, k - LANES)
            plain_tile(indices, data, indptr[i], indptr[i + 1], x, f, i, c, r, u, size, v)
            worst_tile(r, u, size, v, c, omega)


@kernel
def _one_twofold(
    indptr: _Ints,
    indices: _Ints,
    data: _Reals,
    x: _Reals,
    f: _Reals,
    c: int,
    r: _Reals,
    size: _Reals,
    omega: _Reals,
) -> None:
    """Do column c of `residual_twofold`, with the sums in registers."""
    n = indptr.shape[0] - 1
    keep_r, keep_size = r.shape[0] == n, size.shape[0] == n
    worst = 0.0
    for i in range(n):
        high = f[i, c]
        low = 0.0
        scale = abs(high)
        for p in range(indptr[i], indptr[i + 1]):
            a = -data[p]
            b = x[indices[p], c]
            if b == 0.0:
                continue  # most of a supply is exactly zero
            high, low, scale = add_product(high, low, scale, a, b)
        high += low
        worst = _worse(worst, high, scale)
        if keep_r:
            r[i, c] = high
        if keep_size:
            size[i, c] = scale
    omega[c] = worst


@kernel
def _one_plain(
    indptr: _Ints,
    indices: _Ints,
    data: _Reals,
    x: _Reals,
    f: _Reals,
    c: int,
    r: _Reals,
    size: _Reals,
    omega: _Reals,
) -> None:
    """Do column c of `residual_plain`, with the sums in registers."""
    n = indptr.shape[0] - 1
    keep_r, keep_size = r.shape[0] == n, size.shape[0] == n
    worst = 0.0
    for i in range(n):
        total = f[i, c]
        scale = abs(total)
        for p in range(indptr[i], indptr[i + 1]):
            term = data[p] * x[indices[p], c]
            total -= term
            scale += abs(term)
        worst = _worse(worst, total, scale)
        if keep_r:
            r[i, c] = total
        if keep_size:
            size[i, c] = scale
    omega[c] = worst


@kernel
def _worse(worst: float, r: float, size: float) -> float:
    """Return the larger of ``worst`` and |r| / size, with 0/0 = 0 and anything not a number = inf."""
    if r != 0.0 or not size < np.inf:  # most rows of a sparse demand hold nothing: no division there
        ratio = abs(r) / size
        if not ratio <= worst:
            return ratio if ratio == ratio else np.inf
    return worst


@kernel
def add_step(x: _Reals, step: _Reals, most: _Reals) -> bool:
    """Add a step to a solution, and say whether it is as small as can be asked of each column.

    Parameters
    ----------
    x : float64 (n, k)
        Read only.
    step : float64 (n, k)
        Replaced by the sum.
    most : float64 (k,)
        Largest step, relative to the sum, that is small.
    """
    n, k = x.shape
    large = np.zeros(k)
    for i in range(n):
        for c in range(k):
            by = step[i, c]
            total = x[i, c] + by
            step[i, c] = total
            large[c] = large[c] if abs(by) <= most[c] * abs(total) else 1.0
    return not large.any()


@kernel
def growth(x: _Reals, x_scale: _Reals, f: _Reals, f_scale: _Reals, grown: _Reals) -> None:
    """Compute max_i |x_ic / x_scale_i| / max_i |f_ic · f_scale_i| per column, with 0/0 = 0.

    Parameters
    ----------
    x, f : float64 (n, k), (m, k)
        Solution and right-hand side; read only.
    x_scale, f_scale : float64 (n,), (m,)
        Powers of two of the equilibration.
    grown : float64 (k,)
        Written: a lower bound of the norm of the equilibrated inverse; inf where x holds a NaN.
    """
    k = x.shape[1]
    for c in range(k):
        grown[c] = 0.0
    given = np.zeros(k)
    for i in range(f.shape[0]):
        for c in range(k):
            value = abs(f[i, c]) * f_scale[i]
            if value > given[c]:
                given[c] = value
    for i in range(x.shape[0]):
        inverse = 1.0 / x_scale[i]
        for c in range(k):
            value = abs(x[i, c]) * inverse
            if value > grown[c]:
                grown[c] = value
            elif value != value:
                grown[c] = np.inf  # stays: nothing is larger
    for c in range(k):
        if grown[c] != 0.0:
            grown[c] /= given[c]
