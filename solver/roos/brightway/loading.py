"""Technosphere and biosphere of an LCA object from its datapackages."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

from bw2calc.errors import NonsquareTechnosphere

from roos.brightway.mapped import MappedMatrix
from roos.freed_memory import keep_freed_memory


class Loading:
    """Loads as ``bw2calc.lca_base.LCABase`` does, with the matrices of :mod:`roos.brightway.mapped`."""

    packages: list[Any]
    dicts: Any
    seed_override: int | None

    def load_lci_data(self, nonsquare_ok: bool = False) -> None:
        """Build technosphere and biosphere.

        Parameters
        ----------
        nonsquare_ok
            Leave a technosphere that is not square to the caller.

        Raises
        ------
        NonsquareTechnosphere
            Of bw2calc: more products than activities, or fewer.
        """
        keep_freed_memory()
        technosphere = self._mapped("technosphere_matrix")
        self.technosphere_mm = technosphere
        self.dicts.product = partial(technosphere.row_mapper.to_dict)
        self.dicts.activity = partial(technosphere.col_mapper.to_dict)
        self.technosphere_matrix = technosphere.matrix
        products, activities = len(technosphere.row_mapper), len(technosphere.col_mapper)
        if products != activities and not nonsquare_ok:
            raise NonsquareTechnosphere(
                f"Technosphere matrix is not square: {activities} activities (columns) and {products} "
                "products (rows). Correct the data, or use bw2calc.LeastSquaresLCA"
            )
        biosphere = self._mapped("biosphere_matrix", col_mapper=technosphere.col_mapper, empty_ok=True)
        self.biosphere_mm = biosphere
        self.biosphere_matrix = biosphere.matrix
        self.dicts.biosphere = partial(biosphere.row_mapper.to_dict)
        if biosphere.matrix.shape[0] == 0:
            warnings.warn(
                "No valid biosphere flows found: there are no inventories, and `lcia` will raise an error",
                stacklevel=2,
            )

    def _mapped(self, label: str, **more: Any) -> MappedMatrix:
        use_arrays, use_distributions = self.check_selective_use(label)  # type: ignore[attr-defined]
        return MappedMatrix(
            packages=self.packages,
            matrix=label,
            use_arrays=use_arrays,
            use_distributions=use_distributions,
            seed_override=self.seed_override,
            **more,
        )
