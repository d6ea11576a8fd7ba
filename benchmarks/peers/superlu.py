"""SuperLU through SciPy: on A as `spsolve` does it, and on Aᵀ as bw2calc 3.1 does."""

from __future__ import annotations

import scipy.sparse as sp
from scipy.sparse.linalg import splu

from benchmarks.registry import Phase, register_peer
from roos import System


class _SuperLU:
    transposed = False
    ordering = "COLAMD"

    def prepare(self, system: System) -> None:
        matrix = system.technosphere.matrix
        base = sp.csc_array(matrix.T) if self.transposed else matrix
        base.sort_indices()
        self.base = base
        marks = sp.csc_array((range(1, matrix.nnz + 1), matrix.indices, matrix.indptr), shape=matrix.shape)
        order = sp.csc_array(marks.T) if self.transposed else marks
        order.sort_indices()
        self.order = order.data.astype(int) - 1

    def phases(self):
        forward, backward = ("T", "N") if self.transposed else ("N", "T")
        return {
            Phase.FACTORISE: self._factorise,
            Phase.REFACTORISE: self._factorise,
            Phase.SOLVE_ONE: lambda right: self.lu.solve(right, trans=forward),
            Phase.SOLVE_MANY: lambda right: self.lu.solve(right, trans=forward),
            Phase.SOLVE_TRANSPOSED: lambda right: self.lu.solve(right, trans=backward),
        }

    def factor_bytes(self) -> int | None:
        return 12 * self.lu.nnz  # both factors: a value and a row each

    def _factorise(self, values):
        base = self.base
        matrix = sp.csc_array((values[self.order], base.indices, base.indptr), shape=base.shape)
        self.lu = splu(matrix, permc_spec=self.ordering)
        return self.lu


@register_peer("superlu A")
class SuperLUDefault(_SuperLU):
    """SciPy's default."""

    name = "superlu A"


@register_peer("superlu At")
class SuperLUTransposed(_SuperLU):
    """The same on the transposed matrix."""

    name = "superlu At"
    transposed = True


@register_peer("superlu MMD")
class SuperLUMinimumDegree(_SuperLU):
    """The symmetric ordering."""

    name = "superlu MMD"
    ordering = "MMD_AT_PLUS_A"
