"""roos itself, as its public calls do it: checks, refinement and certificate inside the clock."""

from __future__ import annotations

import functools

import numpy as np
import scipy.sparse as sp

import roos
from benchmarks.registry import Phase, register_peer


@register_peer("roos")
class Roos:
    """The default backend of :func:`roos.factorise`."""

    name = "roos"
    backend = "auto"

    def prepare(self, system: roos.System) -> None:
        """Keep the system; roos takes any form."""
        self.system, self.matrix = system, system.technosphere.matrix
        self.cold = roos.Options(backend=self.backend, ordering_cache=False)
        self.factors = None
        self.__dict__.pop("inventory", None)

    def phases(self):
        """Return the public calls."""
        calls = {
            Phase.FACTORISE: self._factorise,
            Phase.REFACTORISE: lambda values: self.factors.refactorise(values, out=self.factors),
            Phase.KERNEL: self._kernel,
            Phase.SOLVE_ONE: lambda right: self.factors.solve(right),
            Phase.SOLVE_MANY: lambda right: self.factors.solve(right),
            Phase.SOLVE_TRANSPOSED: lambda right: self.factors.solve_transposed(right),
        }
        if self.system.characterisation is not None:
            calls |= {Phase.ALL_SCORES: self._multipliers, Phase.ALL_CERTIFIED: self._scores}
        return calls

    def factor_bytes(self) -> int | None:
        """Return bytes with all indices and maps."""
        return self.factors.report.bytes

    @functools.cached_property
    def inventory(self):
        """Return what is in hand before all scores: factors, intensities (C B)ᵀ, a demand per product."""
        system = self.system
        # a refactorisation may have left other values in the factors at hand: these are of the system's own
        if self.factors is not None:
            factors = self.factors.refactorise(self.matrix.data)
        else:
            factors = roos.factorise(system.technosphere, options=roos.Options(backend=self.backend))
        intensities = (system.characterisation.matrix @ system.biosphere).toarray().T
        units = sp.csc_array(sp.eye_array(len(system.products)))
        demands = roos.Demands(units, system.products, system.products)
        return factors, np.ascontiguousarray(intensities), demands

    def _factorise(self, values):
        matrix = sp.csc_array((values, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        self.factors = roos.factorise(matrix, options=self.cold)

    def _kernel(self, values):
        # what is inside refactorise once pattern and values are checked
        self.factors._factors._numeric.refactorise(values)

    def _multipliers(self, _):
        factors, intensities, _demands = self.inventory
        return factors.solve_transposed(intensities).T

    def _scores(self, _):
        factors, _intensities, demands = self.inventory
        return roos.score(self.system, demands, direction="adjoint", factors=factors).scores.T
