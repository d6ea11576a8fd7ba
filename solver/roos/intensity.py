"""Direct intensities D = C B: score of one unit of each activity's own flows, and its absolute twin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.refine import UNIT


@dataclass(frozen=True)
class Intensities:
    """D and |C||B|, computed once per system and method.

    Attributes
    ----------
    signed, absolute
        csr_array (categories × activities): C B and |C||B|.
    rounding
        float64 (categories,): γ of one score computed from D, i.e. terms · 2⁻⁵³, relative to
        Σ|contribution|. Terms are the longest sum over flows plus the sum over activities.
    """

    signed: sp.csr_array
    absolute: sp.csr_array
    rounding: NDArray[np.float64]

    @classmethod
    def of(cls, characterisation: sp.csr_array, biosphere: sp.csc_array) -> Intensities:
        """Multiply once; the result has at most categories × activities entries."""
        signed = sp.csr_array(characterisation @ biosphere)
        absolute = sp.csr_array(abs(characterisation) @ abs(biosphere))
        flows = np.diff(biosphere.indptr).max(initial=0)
        terms = np.diff(absolute.indptr) + flows + 4
        return cls(signed, absolute, terms * UNIT)
