"""MKL PARDISO through pypardiso."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from benchmarks.registry import Phase, register_peer
from roos import System

#: What bw2calc hands over at once.
BATCH = 50


@register_peer("pypardiso")
class Pardiso:
    """One solver object per matrix, as bw2calc 3.1 keeps it."""

    name = "pypardiso"

    def __init__(self) -> None:
        from pypardiso import PyPardisoSolver

        self.solver = PyPardisoSolver()
        self.other = PyPardisoSolver()

    def prepare(self, system: System) -> None:
        matrix = system.technosphere.matrix
        rows = sp.csr_matrix(matrix)
        rows.sort_indices()
        self.rows = rows
        marks = sp.csr_matrix(
            sp.csc_array((np.arange(1.0, matrix.nnz + 1), matrix.indices, matrix.indptr), shape=matrix.shape)
        )
        marks.sort_indices()
        self.order = marks.data.astype(int) - 1
        self.transposed = None

    def phases(self):
        return {
            Phase.FACTORISE: self._factorise,
            Phase.REFACTORISE: self._factorise,
            Phase.NUMERIC: self._numeric,
            Phase.SOLVE_ONE: lambda right: self.solver.solve(self.rows, right),
            Phase.SOLVE_MANY: self._solve_many,
            Phase.SOLVE_TRANSPOSED: self._solve_transposed,
        }

    def factor_bytes(self) -> int | None:
        # iparm(18): entries of the factors, as reported by the last factorisation
        return 8 * int(self.solver.get_iparm(18)) if self.solver.get_iparm(18) > 0 else None

    def _with(self, values):
        return sp.csr_matrix((values[self.order], self.rows.indices, self.rows.indptr), shape=self.rows.shape)

    def _factorise(self, values):
        self.rows = self._with(values)
        self.solver.factorize(self.rows)

    def _numeric(self, values):
        self.rows = self._with(values)
        self.solver.set_phase(22)
        self.solver._call_pardiso(self.rows, np.zeros((self.rows.shape[0], 1)))
        if self.rows.nnz > self.solver.size_limit_storage:
            raise MemoryError
        self.solver.factorized_A = self.rows.copy()

    def _solve_many(self, right):
        return np.hstack(
            [self.solver.solve(self.rows, right[:, i : i + BATCH]) for i in range(0, right.shape[1], BATCH)]
        )

    def _solve_transposed(self, right):
        if self.transposed is None:
            self.transposed = sp.csr_matrix(self.rows.T)
            self.other.factorize(self.transposed)
        return self.other.solve(self.transposed, right)
