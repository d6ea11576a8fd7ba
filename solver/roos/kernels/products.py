"""Products of sparse rows with blocks of columns, summed so that long rows lose few digits.

A sum of m terms in a row may lose m roundings; one summed in √m parts of √m terms loses 2√m (Higham 2002,
Accuracy and Stability of Numerical Algorithms, §4.2). A score is such a sum over all activities.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]
_Reals = NDArray[np.float64]


@kernel
def product_in_parts(indptr: _Ints, indices: _Ints, data: _Reals, x: _Reals, out: _Reals) -> None:
    """Compute M X.

    Parameters
    ----------
    indptr : int32 (m + 1,)
    indices : int32 (nnz,)
    data : float64 (nnz,)
        Rows of M.
    x : float64 (n, k)
        Row-major; read only.
    out : float64 (m, k)
        Written; owned by the caller. Each entry has lost at most `roundings` of its row times 2⁻⁵³ of the
        sum of its absolute terms.
    """
    k = x.shape[1]
    part = np.empty(k)
    for i in range(indptr.shape[0] - 1):
        start, end = indptr[i], indptr[i + 1]
        for c in range(k):
            out[i, c] = 0.0
        if start == end:
            continue
        length = int(np.sqrt(end - start)) + 1
        for first in range(start, end, length):
            for c in range(k):
                part[c] = 0.0
            for p in range(first, min(first + length, end)):
                value = data[p]
                j = indices[p]
                for c in range(k):
                    part[c] += value * x[j, c]
            for c in range(k):
                out[i, c] += part[c]


def roundings(entries: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return how many roundings an entry of `product_in_parts` may have lost: float64, by entries of a row.

    One of a term, those of its part and those of the sum of the parts.
    """
    length = np.floor(np.sqrt(entries)) + 1.0
    return np.asarray(1.0 + length + np.ceil(entries / length), dtype=np.float64)
