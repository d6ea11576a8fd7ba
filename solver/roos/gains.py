"""Loop gains: spectral radii of the inputs per unit made, block by block."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.absolute import Comparison
from roos.structure import Structure

Array = NDArray[np.float64]

#: Blocks up to this order are solved, and their eigenvalues found, as dense matrices.
DENSE_LIMIT = 400
#: Power iterations for the gain of a larger block, and where two bounds of it are close enough.
ROUNDS, CLOSE = 400, 1e-6
#: Distance from one beyond which bounds of a gain decide: far above the rounding of an iteration.
MARGIN = 1e-9


def block_gains(signed: Comparison, structure: Structure) -> tuple[Array, Array]:
    """Return bounds of the gain of every block, float64 (blocks,) each, close enough to tell it from one.

    Power iteration on I + U for all blocks at once, U the inputs per unit made inside the same block; its
    quotients enclose each spectral radius at every step (Collatz 1942, Math. Z. 48:221). Where the gain is
    one up to rounding, or the iteration is slow, one lies between the bounds.
    """
    n, blocks, label = signed.matrix.shape[1], structure.blocks, structure.block_of_activity
    column_of = np.repeat(np.arange(n), np.diff(signed.matrix.indptr))
    maker = structure.activity_of[signed.matrix.indices]
    own = np.ones(n)
    at_pair = maker == column_of
    own[column_of[at_pair]] = signed.matrix.data[at_pair]
    kept = (label[maker] == label[column_of]) & ~at_pair
    weights = -signed.matrix.data[kept] / own[column_of[kept]]
    use = sp.csr_array((weights, (maker[kept], column_of[kept])), shape=(n, n))
    order = np.argsort(label, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(label, minlength=blocks))[:-1]])
    low, high = np.zeros(blocks), np.full(blocks, np.inf)
    x = np.ones(n)
    for _ in range(ROUNDS if n else 0):
        image = x + use @ x
        quotient = (image / x)[order] - 1.0
        low = np.maximum(low, np.minimum.reduceat(quotient, starts))
        high = np.minimum(high, np.maximum.reduceat(quotient, starts))
        if ((low > 1.0 + MARGIN) | (high < 1.0 - MARGIN)).all():
            break
        largest = np.maximum.reduceat(image[order], starts)
        x = np.maximum(image / largest[label], np.finfo(float).tiny)
    return low, high


def _bounds(use: sp.csc_array) -> tuple[float, float]:
    """Return bounds of the spectral radius of one large block, six digits apart, as :func:`block_gains`."""
    x, low, high = np.ones(use.shape[0]), 0.0, np.inf
    for _ in range(ROUNDS):
        image = x + use @ x
        quotient = image / x - 1.0
        low, high = max(low, float(quotient.min())), min(high, float(quotient.max()))
        if high - low <= CLOSE * high:
            break
        x = np.maximum(image / image.max(), np.finfo(float).tiny)
    return low, high


def spectral_radius(use: sp.csc_array) -> float:
    """Return the spectral radius: exactly enough to be told from one, and six digits for people."""
    if use.shape[0] <= DENSE_LIMIT:
        return float(np.abs(np.linalg.eigvals(use.toarray())).max())
    low, high = _bounds(use)
    return (low + high) / 2.0
