"""Products of sparse matrices by columns with dense blocks, and CᵀBᵀ on a fixed pattern, without sorting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]


@kernel
def times_block(indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, out: _Reals) -> None:
    """Compute M X for M by columns, skipping what is zero in X.

    Parameters
    ----------
    indptr, indices, data
        int32 (n + 1,), int32 (nnz,), float64 (nnz,): columns of M (m × n).
    x : float64 (n, k)
        Row-major; read only.
    out : float64 (m, k)
        Row-major; overwritten.
    """
    out[:] = 0.0
    k = x.shape[1]
    for j in range(indptr.shape[0] - 1):
        some = False
        for c in range(k):
            some |= x[j, c] != 0.0
        if not some:
            continue
        for p in range(indptr[j], indptr[j + 1]):
            i, value = indices[p], data[p]
            for c in range(k):
                out[i, c] += value * x[j, c]


@kernel
def times_vector(indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, out: _Reals) -> None:
    """Do `times_block` for one column: x float64 (n,), out float64 (m,), overwritten."""
    out[:] = 0.0
    for j in range(indptr.shape[0] - 1):
        factor = x[j]
        if factor == 0.0:
            continue
        for p in range(indptr[j], indptr[j + 1]):
            out[indices[p]] += data[p] * factor


@kernel
def direct_dense(b_indptr: _Ints, b_indices: _Ints, b_data: _Reals, factors: _Reals, out: _Reals) -> None:
    """Compute (C B)ᵀ for a C that is mostly full.

    Parameters
    ----------
    b_indptr, b_indices, b_data
        int32 (n + 1,), int32 (nnz,), float64 (nnz,): B by columns, flows × activities.
    factors : float64 (flows, k)
        Cᵀ, row-major; read only.
    out : float64 (n, k)
        Row-major; overwritten.
    """
    k = factors.shape[1]
    for j in range(b_indptr.shape[0] - 1):
        for c in range(k):
            out[j, c] = 0.0
        for p in range(b_indptr[j], b_indptr[j + 1]):
            i, value = b_indices[p], b_data[p]
            for c in range(k):
                out[j, c] += value * factors[i, c]


@kernel
def direct_sparse(
    b_indptr: _Ints,
    b_indices: _Ints,
    b_data: _Reals,
    c_indptr: _Ints,
    c_indices: _Ints,
    c_data: _Reals,
    out: _Reals,
) -> None:
    """Compute (C B)ᵀ; B and out as in `direct_dense`, C by columns, one for each flow."""
    k = out.shape[1]
    for j in range(b_indptr.shape[0] - 1):
        for c in range(k):
            out[j, c] = 0.0
        for p in range(b_indptr[j], b_indptr[j + 1]):
            i, value = b_indices[p], b_data[p]
            for q in range(c_indptr[i], c_indptr[i + 1]):
                out[j, c_indices[q]] += value * c_data[q]
