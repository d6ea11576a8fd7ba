"""A bound for |A⁻¹| times a vector, without forming the inverse.

Let ⟨A⟩ be the comparison matrix: |a| on the paired entries, −|a| elsewhere. If some x > 0 has ⟨A⟩x > 0, then
⟨A⟩ is an M-matrix and |A⁻¹| ≤ ⟨A⟩⁻¹ (Ostrowski 1937, Comment. Math. Helv. 10:69). A technosphere whose
activities make one product each and only consume the others *is* its comparison matrix up to the signs of
waste rows, so the bound is then exact and its factors are already there. With many co-product credits the
comparison matrix is factorised once more; where it is no M-matrix (loop gain of one or more) |A⁻¹| is
estimated by random signs and the certificate says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.structure import Structure

if TYPE_CHECKING:
    from roos.factorisation import Factorisation

Array = NDArray[np.float64]

#: Random sign patterns of an estimate, and the factor that covers their luck.
PROBES, LUCK = 4, 4.0
#: Supplies tried for the proof.
PROOFS = 5
#: Seed of the sign patterns: the same system gets the same certificate.
SEED = 20201


@dataclass(frozen=True)
class Comparison:
    """The comparison matrix of a paired technosphere.

    Attributes
    ----------
    matrix
        csc_array ⟨A⟩ with rows as in A.
    row_sign
        float64 (products,): sign of each paired entry.
    odd_products, odd_activities
        int32, int64: places of the entries that stand against the signs, where ⟨A⟩ differs from the
        signed A: co-products, credits. None means sign-normalised.
    """

    matrix: sp.csc_array
    row_sign: Array
    odd_products: NDArray[np.int32]
    odd_activities: NDArray[np.int64]


def comparison(matrix: sp.csc_array, structure: Structure) -> Comparison:
    """Return the comparison matrix of A."""
    n = matrix.shape[1]
    column_of = np.repeat(np.arange(n), np.diff(matrix.indptr))
    paired = matrix.indices == structure.product_of[column_of]
    row_sign = np.ones(matrix.shape[0])
    row_sign[matrix.indices[paired]] = np.sign(matrix.data[paired])
    data = np.where(paired, np.abs(matrix.data), -np.abs(matrix.data))
    against = data != matrix.data * row_sign[matrix.indices]
    absolute = sp.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    return Comparison(absolute, row_sign, matrix.indices[against], column_of[against])


def is_m_matrix(matrix: sp.csc_array, x: Array) -> bool:
    """Prove that a comparison matrix is an M-matrix from a vector: x > 0 and ⟨A⟩x > 0 beyond rounding."""
    if not (np.isfinite(x).all() and (x > 0).all()):
        return False
    image = matrix @ x
    entries = np.bincount(matrix.indices, minlength=matrix.shape[0])
    rounding = (entries + 2) * np.finfo(float).eps * (abs(matrix) @ x)
    return bool((image > rounding).all())


def productive_supply(factors: Factorisation, signed: Comparison, *, flip: bool) -> Array | None:
    """Return a supply x > 0 that proves ⟨A⟩ to be an M-matrix, float64 (activities,), or None.

    ``flip``: the factors are those of A and their rows still carry the sign of waste products.

    Starts from a demand for every product in units of the equilibration. Where amounts span many decades that
    demand drowns in the rounding of large flows; then a demand for a share of each flow, x ← ⟨A⟩⁻¹|A|x, is
    proportionate (a power iteration to the Perron vector, for which ⟨A⟩x = |A|x / κ).
    """
    sign = signed.row_sign if flip else np.ones_like(signed.row_sign)
    absolute = abs(signed.matrix)
    demand = 1.0 / factors.row_scale
    for _ in range(PROOFS):
        x = np.abs(factors.solve_loosely((sign * demand)[:, None])[:, 0])
        if not np.isfinite(x).all():
            return None
        if is_m_matrix(signed.matrix, x):
            return x
        demand = absolute @ x
        demand /= demand.max(initial=0.0) or 1.0
    return None


class AbsoluteInverse:
    """|A⁻¹| and |A⁻ᵀ| applied to vectors ≥ 0: bounded where that can be proved, else estimated.

    Attributes
    ----------
    kind
        ``"bound"`` or ``"estimate"``.
    """

    def __init__(self, factors: Factorisation) -> None:
        self._factors = factors
        self._signed = comparison(factors.matrix, factors.structure)
        self._solver: Factorisation | None = None
        self._flip = False
        if not self._signed.odd_activities.size:
            # |A⁻¹| = A⁻¹ diag(row_sign): the factors at hand will do
            self._flip = True
            self._solver = factors
        else:
            self._solver = self._factorise_comparison()
        if (
            self._solver is not None
            and productive_supply(self._solver, self._signed, flip=self._flip) is None
        ):
            self._solver = None
        self.kind = "estimate" if self._solver is None else "bound"

    def apply(self, vectors: Array) -> Array:
        """Return a bound or estimate of |A⁻¹| V, float64 (activities, k), for V ≥ 0 (products, k)."""
        if self._solver is None:
            return self._estimate(vectors, transposed=False)
        right = np.ascontiguousarray(vectors * self._signed.row_sign[:, None] if self._flip else vectors)
        return np.abs(self._solver.solve_loosely(right, transposed=False))

    def apply_transposed(self, vectors: Array) -> Array:
        """Return a bound or estimate of |A⁻ᵀ| V, float64 (products, k), for V ≥ 0 (activities, k)."""
        if self._solver is None:
            return self._estimate(vectors, transposed=True)
        result = self._solver.solve_loosely(vectors, transposed=True)
        return np.abs(result * self._signed.row_sign[:, None] if self._flip else result)

    def _factorise_comparison(self) -> Factorisation | None:
        from roos.errors import RoosError

        try:
            return self._factors.refactorise(self._signed.matrix)
        except RoosError:
            return None  # ⟨A⟩ is singular: no M-matrix

    def _estimate(self, vectors: Array, *, transposed: bool) -> Array:
        rng = np.random.default_rng(SEED)
        best = np.abs(self._factors.solve_loosely(vectors, transposed=transposed))
        for _ in range(PROBES - 1):
            signs = rng.choice((-1.0, 1.0), size=(vectors.shape[0], 1))
            probe = self._factors.solve_loosely(vectors * signs, transposed=transposed)
            np.maximum(best, np.abs(probe), out=best)
        return LUCK * best
