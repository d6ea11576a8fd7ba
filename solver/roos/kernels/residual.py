"""Residuals of many right-hand sides, plain and accumulated in twofold precision.

Notation: the system is M X = F with M given by rows (CSR). For the transposed system pass the arrays of the
CSC form: they are the rows of Aᵀ. Blocks of right-hand sides are row-major, so that one matrix entry works on
a whole row of k numbers at once.

Sources: componentwise backward error after Oettli and Prager (1964), Numer. Math. 6:405; error-free sum and
product after Knuth and after Dekker (1971), Numer. Math. 18:224.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]

#: Dekker's constant 2²⁷ + 1 splits a double into two halves of 26 bits.
SPLITTER = 134217729.0


@kernel
def _single_twofold(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, r: _Reals, size: _Reals
) -> None:
    """Do the same for one column, with the sums in registers."""
    for i in range(indptr.shape[0] - 1):
        high = f[i, 0]
        low = 0.0
        scale = abs(high)
        for p in range(indptr[i], indptr[i + 1]):
            a = -data[p]
            b = x[indices[p], 0]
            if b == 0.0:
                continue  # most of a supply is exactly zero
            product = a * b
            t = SPLITTER * a
            a_high = t - (t - a)
            a_low = a - a_high
            t = SPLITTER * b
            b_high = t - (t - b)
            b_low = b - b_high
            error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
            total = high + product
            part = total - high
            low += ((high - (total - part)) + (product - part)) + error
            high = total
            scale += abs(product)
        r[i, 0] = high + low
        size[i, 0] = scale


@kernel
def residual_twofold(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, r: _Reals, size: _Reals
) -> None:
    """Compute R = F − M X with the sum carried in twofold precision, and |M||X| + |F|.

    Parameters
    ----------
    indptr : int32 (n + 1,)
    indices : int32 (nnz,)
    data : float64 (nnz,)
        Rows of M. Magnitudes must stay below 2⁹⁹⁶ so that splitting does not overflow.
    x, f : float64 (columns, k), (n, k)
        Read only.
    r, size : float64 (n, k)
        Written: the residual rounded once, and the size that it is judged by. Owned by the caller.
    """
    n = indptr.shape[0] - 1
    k = f.shape[1]
    if k == 1:
        _single_twofold(indptr, indices, data, x, f, r, size)
        return
    low = np.empty(k)
    for i in range(n):
        for c in range(k):
            r[i, c] = f[i, c]
            low[c] = 0.0
            size[i, c] = abs(f[i, c])
        for p in range(indptr[i], indptr[i + 1]):
            a = -data[p]
            j = indices[p]
            t = SPLITTER * a
            a_high = t - (t - a)
            a_low = a - a_high
            magnitude = abs(a)
            for c in range(k):
                b = x[j, c]
                product = a * b
                t = SPLITTER * b
                b_high = t - (t - b)
                b_low = b - b_high
                error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
                high = r[i, c]
                total = high + product
                part = total - high
                low[c] += ((high - (total - part)) + (product - part)) + error
                r[i, c] = total
                size[i, c] += magnitude * abs(b)
        for c in range(k):
            r[i, c] += low[c]


@kernel
def residual_plain(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, r: _Reals, size: _Reals
) -> None:
    """Compute R = F − M X and |M||X| + |F| in working precision; arrays as in `residual_twofold`."""
    n = indptr.shape[0] - 1
    k = f.shape[1]
    for i in range(n):
        for c in range(k):
            r[i, c] = f[i, c]
            size[i, c] = abs(f[i, c])
        for p in range(indptr[i], indptr[i + 1]):
            a = data[p]
            j = indices[p]
            magnitude = abs(a)
            for c in range(k):
                r[i, c] -= a * x[j, c]
                size[i, c] += magnitude * abs(x[j, c])


@kernel
def backward_error(r: _Reals, size: _Reals, omega: _Reals) -> None:
    """Compute ω_c = max_i |r_ic| / size_ic, with 0/0 = 0 and anything not a number = inf.

    Parameters
    ----------
    r, size : float64 (n, k)
        From one of the residual kernels; read only.
    omega : float64 (k,)
        Written; owned by the caller.
    """
    n, k = r.shape
    for c in range(k):
        omega[c] = 0.0
    for i in range(n):
        for c in range(k):
            value = abs(r[i, c])
            scale = size[i, c]
            if value == 0.0 and scale < np.inf:  # a NaN scale fails the comparison and goes below
                continue
            ratio = value / scale
            if not ratio <= omega[c]:
                omega[c] = ratio if ratio == ratio else np.inf


@kernel
def omega_plain(
    indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, f: _Reals, work: _Reals, omega: _Reals
) -> None:
    """Compute the backward errors of `residual_plain` without keeping residuals: no large memory is touched.

    Parameters
    ----------
    indptr, indices, data, x, f
        As in `residual_twofold`.
    work : float64 (2, k)
        Workspace for one row.
    omega : float64 (k,)
        Written; anything not a number counts as inf.
    """
    n = indptr.shape[0] - 1
    k = f.shape[1]
    r, size = work[0], work[1]
    for c in range(k):
        omega[c] = 0.0
    if k == 1:
        # one column: sums in registers
        for i in range(n):
            total = f[i, 0]
            scale = abs(total)
            for p in range(indptr[i], indptr[i + 1]):
                term = data[p] * x[indices[p], 0]
                total -= term
                scale += abs(term)
            if total != 0.0 or not scale < np.inf:
                ratio = abs(total) / scale
                if not ratio <= omega[0]:
                    omega[0] = ratio if ratio == ratio else np.inf
        return
    for i in range(n):
        for c in range(k):
            r[c] = f[i, c]
            size[c] = abs(f[i, c])
        for p in range(indptr[i], indptr[i + 1]):
            a = data[p]
            j = indices[p]
            magnitude = abs(a)
            for c in range(k):
                b = x[j, c]
                r[c] -= a * b
                size[c] += magnitude * abs(b)
        for c in range(k):
            # most rows of a sparse demand hold nothing: no division there
            if r[c] != 0.0 or not size[c] < np.inf:
                ratio = abs(r[c]) / size[c]
                if not ratio <= omega[c]:
                    omega[c] = ratio if ratio == ratio else np.inf


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
