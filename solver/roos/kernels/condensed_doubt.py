"""What the solutions behind a small system may miss, measured together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Reals = NDArray[np.float64]

#: Unit roundoff 2⁻⁵³.
UNIT = 2.0**-53


@kernel
def missed_together(
    residual: _Reals, size: _Reals, terms: _Reals, weights: _Reals, together: _Reals, shares: _Reals
) -> None:
    """Write g_i = Σ_c weight_c v_ic and max_i v_ic / g_i, v = |r| + what its twofold sum hides.

    Parameters
    ----------
    residual, size : float64 (n, k)
        Of :func:`roos.kernels.residual.residual_twofold`; read only.
    terms : float64 (n,)
        Length of each row's sum.
    weights : float64 (k,)
        Positive: one over the unit that the solution of a right-hand side counts in.
    together : float64 (n,)
        Written: g.
    shares : float64 (k,)
        Written: at most about one over the weight; infinite where something is not a number.
    """
    n, k = residual.shape
    for c in range(k):
        shares[c] = 0.0
    for i in range(n):
        hidden = 2.0 * (terms[i] * UNIT) ** 2  # as roos.refine.Refined.hidden has it
        total = 0.0
        for c in range(k):
            total += weights[c] * (abs(residual[i, c]) * (1.0 + 4.0 * UNIT) + hidden * size[i, c])
        together[i] = total
        for c in range(k):
            missed = abs(residual[i, c]) * (1.0 + 4.0 * UNIT) + hidden * size[i, c]
            share = missed / total if missed != 0.0 else 0.0
            if not share <= shares[c]:
                shares[c] = share if share == share else np.inf
