"""SuperLU from SciPy: always there, the reference that every other backend is held against.

Factorises Aᵀ rather than A; the reason stands in :mod:`roos.backends.equilibrated`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from roos.backends.equilibrated import Equilibrated, EquilibratedFactors
from roos.backends.protocol import BackendFactors, ZeroPivot
from roos.options import Options

Array = NDArray[np.float64]


class SuperLUFactors(EquilibratedFactors):
    """Factors of the equilibrated Aᵀ, solved in both orientations.

    Parameters
    ----------
    matrix
        csc_array (n × n), sorted, finite.
    instead_of
        Why these factors stand in for another solver's, for the report.
    """

    solver = "superlu"
    smallest_pivot = 1.0  # an exact zero is refused by SuperLU itself

    def __init__(self, matrix: sp.csc_array, instead_of: str = "") -> None:
        super().__init__(Equilibrated.of(matrix))
        self.instead_of = instead_of
        of = self._of
        try:
            self._lu = splu(sp.csc_array((of.scaled(matrix.data), of.indices, of.indptr), shape=matrix.shape))
        except RuntimeError as problem:
            raise ZeroPivot(str(problem)) from None

    @property
    def entries(self) -> int:
        """Stored entries of L and U."""
        return int(self._lu.nnz)

    @property
    def bytes(self) -> int:
        """Eight bytes a number and four an index."""
        return 12 * self.entries

    def solve_scaled(self, right: Array, *, transposed: bool) -> Array:
        """Solve with the equilibrated matrix."""
        return np.asarray(self._lu.solve(right, trans="N" if transposed else "T"))

    def refactorise(self, values: Array, *, reuse: bool) -> BackendFactors:
        """Return new factors; SciPy's interface keeps no symbolic phase to reuse."""
        return SuperLUFactors(self._of.with_values(values), self.instead_of)

    def details(self) -> Mapping[str, object]:
        """Return the path."""
        path = "supernodal factors of the transpose, columns by COLAMD"
        if not self.instead_of:
            return {"path": path}
        return {"path": f"{path}; {self.instead_of}, so SuperLU took over"}


class SuperLU:
    """The backend object of SciPy's SuperLU."""

    name = "superlu"

    def factorise(
        self, matrix: sp.csc_array, product_of: NDArray[np.int32], options: Options
    ) -> BackendFactors:
        """Factorise a matrix; the pairing is not used, partial pivoting finds its own."""
        return SuperLUFactors(matrix)
