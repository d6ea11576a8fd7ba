"""UMFPACK through scikit-umfpack, on Aᵀ, which it factorises many times faster than A."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from benchmarks.registry import Phase, register_peer
from roos import System


@register_peer("umfpack At")
class Umfpack:
    """The wrapper's context object, with UMFPACK's defaults."""

    name = "umfpack At"

    def __init__(self) -> None:
        import scikits.umfpack as library

        self.library = library
        self.context = library.UmfpackContext("di")

    def prepare(self, system: System) -> None:
        matrix = system.technosphere.matrix
        marks = sp.csc_array(
            (np.arange(1.0, matrix.nnz + 1), matrix.indices, matrix.indptr), shape=matrix.shape
        )
        base = sp.csc_matrix(marks.T)
        base.sort_indices()
        self.order = base.data.astype(int) - 1
        self.base = base

    def phases(self):
        return {
            Phase.FACTORISE: self._factorise,
            Phase.REFACTORISE: self._numeric,
            Phase.NUMERIC: self._numeric,
            Phase.SOLVE_ONE: lambda right: self._solve(right, self.library.UMFPACK_At),
            Phase.SOLVE_MANY: lambda right: self._solve_many(right, self.library.UMFPACK_At),
            Phase.SOLVE_TRANSPOSED: lambda right: self._solve_many(right, self.library.UMFPACK_A),
        }

    def factor_bytes(self) -> int | None:
        library, info = self.library, self.context.info
        return int(info[library.UMFPACK_NUMERIC_SIZE] * info[library.UMFPACK_SIZE_OF_UNIT]) or None

    def _factorise(self, values):
        self.context.free_symbolic()
        self._numeric(values)

    def _numeric(self, values):
        base = self.base
        self.rows = sp.csc_matrix((values[self.order], base.indices, base.indptr), shape=base.shape)
        self.context.numeric(self.rows)

    def _solve(self, right, system):
        return self.context.solve(system, self.rows, right)

    def _solve_many(self, right, system):
        return np.column_stack([self._solve(column, system) for column in np.ascontiguousarray(right.T)])
