"""A vector above |A⁻¹|v, proved by one product instead of a factorised comparison matrix.

If x > 0 and q = ⟨A⟩x > 0, then ⟨A⟩ is an M-matrix and |A⁻¹|v ≤ ⟨A⟩⁻¹v ≤ max(v/q) x (Ostrowski 1937,
Comment. Math. Helv. 10:69). However x was found, the proof is rigorous: so it comes from the factors of A
itself, and a few steps of refinement where A has entries against the signs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.factorisation import Factorisation
from roos.kernels.wide import comparison_image, row_signs
from roos.refine import UNIT

Array = NDArray[np.float64]

#: Steps towards ⟨A⟩x = v; with few entries against the signs the first is near enough.
STEPS = 6
#: Share of v that ⟨A⟩x must reach for the bound to be worth having.
REACHED = 0.25


def majorant(factors: Factorisation, v: Array, *, transposed: bool) -> Array | None:
    """Return x ≥ |A⁻¹|v, or |A⁻ᵀ|v, entry by entry, float64 (n,); None where it is not proved.

    Parameters
    ----------
    factors
        Of A.
    v
        float64 (n,), > 0.
    """
    matrix = factors.matrix
    parts = matrix.indptr, matrix.indices, matrix.data, factors.product_of
    signs = np.ones(matrix.shape[0])
    row_signs(*parts, signs)
    image, size, entries = (np.empty_like(v) for _ in range(3))
    x = np.zeros_like(v)
    missing = v
    for _ in range(STEPS):
        if transposed:
            x += signs * factors.solve_loosely(missing[:, None], transposed=True)[:, 0]
        else:
            x += factors.solve_loosely((signs * missing)[:, None])[:, 0]
        if not (np.isfinite(x).all() and (x > 0.0).all()):
            return None
        comparison_image(*parts, x, transposed, image, size, entries)
        least = image - (entries + 2.0) * 2 * UNIT * size
        if (least >= REACHED * v).all():
            return np.asarray(x * (float(np.max(v / least)) * (1 + 8 * UNIT)))
        missing = v - image
    return None
