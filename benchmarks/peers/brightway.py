"""bw2calc 3.1's adjoint scores, after its data is loaded; and the same with our factors inside."""

from __future__ import annotations

import warnings

import numpy as np

import roos
from benchmarks.registry import Phase, register_peer


@register_peer("bw2calc")
class FastScores:
    """``FastScoresOnlyMultiLCA(direction="adjoint")``: factorises Aᵀ at each call, by its design."""

    name = "bw2calc"

    def __init__(self) -> None:
        import bw2calc
        import bw_processing  # noqa: F401

        if not (bw2calc.PYPARDISO or bw2calc.UMFPACK):
            raise ImportError("bw2calc's fast scores want pypardiso or scikit-umfpack")
        self.maker = bw2calc.FastScoresOnlyMultiLCA

    def prepare(self, system: roos.System) -> None:
        """Load datapackages and one demand per product."""
        self.lca = None
        if system.characterisation is None:
            return
        from benchmarks.datapackages import of_system

        packages, names = of_system(system)
        self.lca = self.maker(
            demands={str(i): {i: 1.0} for i in range(len(system.products))},
            method_config={"impact_categories": names},
            data_objs=packages,
            direction="adjoint",
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.lca.calculate()  # loads; later calls only calculate

    def phases(self):
        """Return the one thing it is for, beside both of ours."""
        return {} if self.lca is None else {Phase.ALL_SCORES: self._scores, Phase.ALL_CERTIFIED: self._scores}

    def factor_bytes(self) -> int | None:
        return None

    def _scores(self, _):
        return np.asarray(self.lca.calculate().values)


@register_peer("bw2calc, our factors")
class FastScoresOurs(FastScores):
    """The same object with factors of roos in hand: what of bw2calc's time is not its solver."""

    name = "bw2calc, our factors"

    def prepare(self, system: roos.System) -> None:
        """Replace the solve alone; products and activities keep their order, as the ids are positions."""
        super().prepare(system)
        if self.lca is not None:
            factors = roos.factorise(system.technosphere)
            self.lca.solve_adjoint = factors.solve_transposed
