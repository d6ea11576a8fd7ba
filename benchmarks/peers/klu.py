"""KLU through PyKLU."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from benchmarks.registry import Phase, register_peer
from roos import System


@register_peer("klu")
class Klu:
    """Factorises at construction; no separate symbolic phase in its interface."""

    name = "klu"

    def __init__(self) -> None:
        import PyKLU

        self.maker = PyKLU.Klu

    def prepare(self, system: System) -> None:
        self.matrix = sp.csc_matrix(system.technosphere.matrix)

    def phases(self):
        return {
            Phase.FACTORISE: self._factorise,
            Phase.REFACTORISE: self._factorise,
            Phase.SOLVE_ONE: lambda right: self.lu.solve(np.asfortranarray(right)),
            Phase.SOLVE_MANY: lambda right: self.lu.solve(np.asfortranarray(right)),
        }

    def factor_bytes(self) -> int | None:
        return None

    def _factorise(self, values):
        matrix = sp.csc_matrix((values, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        self.lu = self.maker(matrix)
