"""What a solver must offer: factors of one equilibrated matrix, solved both ways, many columns at once."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]


class BackendFactors(Protocol):
    """Factors of one matrix; safe to solve with from several threads."""

    @property
    def entries(self) -> int:
        """Stored entries of the factors."""
        ...

    def solve(self, right: Array) -> Array:
        """Solve M Y = right, float64 (n, k) row-major; may overwrite ``right``, returns a new array or it."""
        ...

    def solve_transposed(self, right: Array) -> Array:
        """Solve Mᵀ Y = right, as :meth:`solve`."""
        ...

    def refactorise(self, matrix: sp.csc_array) -> BackendFactors:
        """Return factors of another matrix with the same pattern."""
        ...


class Backend(Protocol):
    """A way to factorise."""

    @property
    def name(self) -> str:
        """Name in options and certificates."""
        ...

    def factorise(self, matrix: sp.csc_array) -> BackendFactors:
        """Factorise an equilibrated square matrix.

        Raises
        ------
        ZeroPivot
            The elimination met a column without a pivot.
        """
        ...


class ZeroPivot(ArithmeticError):
    """A backend found the matrix exactly singular; the caller finds out where and says it by name."""
