"""What the solutions behind a small system may miss, as one number per right-hand side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Reals = NDArray[np.float64]

UNIT = 2.0**-53


@kernel
def worst_missed(residual: _Reals, size: _Reals, terms: _Reals, measure: _Reals, out: _Reals) -> None:
    """Write max_i (|r_ic| + what its twofold sum hides) / measure_i.

    Parameters
    ----------
    residual, size : float64 (n, k)
        Of :func:`roos.kernels.residual.residual_twofold`; read only.
    terms : float64 (n,)
        Length of each row's sum.
    measure : float64 (n,)
        Positive.
    out : float64 (k,)
        Written; infinite where something is not a number.
    """
    n, k = residual.shape
    for c in range(k):
        out[c] = 0.0
    for i in range(n):
        hidden = (terms[i] * UNIT) ** 2
        share = 1.0 / measure[i]
        for c in range(k):
            missed = (abs(residual[i, c]) * (1.0 + 4.0 * UNIT) + hidden * size[i, c]) * share
            if not missed <= out[c]:
                out[c] = missed if missed == missed else np.inf
