"""What bw2calc calls of pypardiso, done by roos.

bw2calc keeps one ``PyPardisoSolver`` per object and knows when to make, use and free it. A stand-in with
the same few methods therefore reaches every class that solves directly, and leaves all of bw2calc's own
logic in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.brightway.keeper import Keeper

Array = NDArray[np.float64]


class SolverError(Exception):
    """Stands where bw2calc catches what pypardiso raises while it frees memory; roos raises nothing there."""


class Solver:
    """Factors of one matrix at a time, with the methods of ``pypardiso.PyPardisoSolver`` that bw2calc uses.

    Attributes
    ----------
    factorized_A
        A copy of the matrix that was factorised, or an empty one.
    """

    def __init__(self) -> None:
        self._keeper = Keeper()
        self.factorized_A = _NOTHING

    def factorize(self, A: Any) -> None:
        """Factorise a sparse matrix, again on the same ordering where only its values are new."""
        self._keeper.factors(A)
        self.factorized_A = A.copy()

    def solve(self, A: Any, b: Any) -> Array:
        """Return x of A x = b, float64 of the shape of b.

        Raises
        ------
        ValueError
            b has another length than A has rows: the exception that callers of pypardiso expect.
        """
        if np.shape(b)[:1] != A.shape[:1]:
            raise ValueError(f"the right-hand side has shape {np.shape(b)}, the matrix {A.shape}")
        if self.factorized_A.nnz == 0:
            self.factorize(A)
        return self._keeper.factors(A).solve(b)

    def free_memory(self, everything: bool = False) -> None:
        """Forget the factorisation; the ordering is kept for other values unless everything has to go."""
        self.factorized_A = _NOTHING
        if everything:
            self._keeper = Keeper()

    def set_phase(self, phase: int) -> None:
        """Do nothing: solving finds its factors by itself."""

    def _is_already_factorized(self, A: Any) -> bool:
        return bool(self.factorized_A.nnz) and (self.factorized_A != A).nnz == 0

    def _check_b(self, A: Any, b: Any) -> Any:
        return b

    def _call_pardiso(self, A: Any, b: Any) -> Array:
        return self.solve(A, b)


_NOTHING = sp.csr_matrix((0, 0))


def spsolve(matrix: Any, rhs: Any, *_: Any, solver: Solver | None = None, **__: Any) -> Array:
    """Return x of A x = b as pypardiso does, a vector where there is one column.

    Parameters
    ----------
    matrix, rhs
        A and b.
    solver
        Keeps the factors; without it they are forgotten.
    """
    solver = solver or Solver()
    solver.factorize(matrix)
    return solver.solve(matrix, rhs).squeeze()


def factorized(matrix: Any, *_: Any, **__: Any) -> Any:
    """Return a function that solves with the factors of a matrix."""
    solver = Solver()
    solver.factorize(matrix)
    held = matrix.copy()
    return lambda rhs: solver.solve(held, rhs).squeeze()
