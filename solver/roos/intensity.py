"""Direct intensities D = C B: score of one unit of each activity's own flows, and its absolute twin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.kernels.products import product_in_parts, roundings
from roos.refine import UNIT

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Intensities:
    """D and |C||B|, computed once per system and method.

    The product is formed in extended precision, so that D holds one rounding however many flows an activity
    has; where the machine has no wider number than a double, ``unseen`` says what is then lost.

    Attributes
    ----------
    signed, absolute
        csr_array (categories × activities): C B rounded once, and |C||B|.
    residue
        csr_array (categories × activities): what the rounding of ``signed`` left of C B.
    unseen
        Bound of |C B − signed − residue| relative to |C||B|.
    """

    signed: sp.csr_array
    absolute: sp.csr_array
    residue: sp.csr_array
    unseen: float

    @classmethod
    def of(cls, characterisation: sp.csr_array, biosphere: sp.csc_array) -> Intensities:
        """Multiply once; the result has at most categories × activities entries."""
        wide = sp.csr_array(characterisation.astype(np.longdouble) @ biosphere.astype(np.longdouble))
        with np.errstate(over="ignore", invalid="ignore"):  # a score that overflows is refused by its bound
            data = wide.data.astype(np.float64)
            lost = (wide.data - data).astype(np.float64)
        signed = sp.csr_array((data, wide.indices, wide.indptr), shape=wide.shape)
        residue = sp.csr_array((lost, wide.indices, wide.indptr), shape=wide.shape)
        absolute = sp.csr_array(abs(characterisation) @ abs(biosphere))
        flows = int(np.diff(biosphere.indptr).max(initial=0))
        unit = float(np.finfo(np.longdouble).eps) / 2
        return cls(signed, absolute, residue, (flows + 2) * unit + UNIT**2)

    @classmethod
    def of_category(cls, factors: Array, biosphere: sp.csc_array) -> Intensities:
        """Return the row of one category: without turning B around, as a product of many categories must.

        Parameters
        ----------
        factors
            float64 (flows,): its row of C.
        """
        by_activity = biosphere.T  # the columns of B by rows, not copied
        wide = by_activity.astype(np.longdouble) @ factors.astype(np.longdouble)
        absolute = abs(by_activity) @ np.abs(factors)
        with np.errstate(over="ignore", invalid="ignore"):  # a score that overflows is refused by its bound
            data = wide.astype(np.float64)
            lost = (wide - data).astype(np.float64)
        flows = int(np.diff(biosphere.indptr).max(initial=0))
        unit = float(np.finfo(np.longdouble).eps) / 2
        signed, size, residue = (sp.csr_array(row[None, :]) for row in (data, absolute, lost))
        return cls(signed, size, residue, (flows + 2) * unit + UNIT**2)

    def times(self, supply: Array) -> Array:
        """Return D S, float64 (categories, k), for a row-major S (activities, k)."""
        out = np.empty((self.signed.shape[0], supply.shape[1]))
        parts = self.signed.indptr, self.signed.indices, self.signed.data
        product_in_parts(*parts, np.ascontiguousarray(supply), out)
        return out

    @property
    def rounding(self) -> Array:
        """What `times` may lose relative to Σ|contribution|, the rounding of D included: (categories,)."""
        return (roundings(np.diff(self.signed.indptr)) + 1) * UNIT + self.unseen
