"""roos itself, as its public calls do it: checks, refinement and certificate inside the clock."""

from __future__ import annotations

import scipy.sparse as sp

import roos
from benchmarks.registry import Phase, register_peer


@register_peer("roos")
class Roos:
    """The default backend of :func:`roos.factorise`."""

    name = "roos"
    backend = "auto"

    def prepare(self, matrix: sp.csc_array) -> None:
        """Keep the matrix; roos takes any form."""
        self.matrix = matrix
        self.options = roos.Options(backend=self.backend)
        self.cold = roos.Options(backend=self.backend, ordering_cache=False)
        self.factors = roos.factorise(matrix, options=self.options)

    def phases(self):
        """Return the public calls."""
        return {
            Phase.FACTORISE: lambda values: roos.factorise(self._with(values), options=self.cold),
            Phase.REFACTORISE: lambda values: self.factors.refactorise(values, out=self.factors),
            Phase.SOLVE_ONE: self.factors.solve,
            Phase.SOLVE_MANY: self.factors.solve,
            Phase.SOLVE_TRANSPOSED: self.factors.solve_transposed,
        }

    def factor_bytes(self) -> int | None:
        """Return bytes with all indices and maps."""
        return self.factors.report.bytes

    def _with(self, values):
        return sp.csc_array((values, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
