"""Many demands, many categories: ``bw2calc.MultiLCA`` on roos."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import bw2calc
import numpy as np
from matrix_utils import SparseMatrixDict

from roos.brightway.batch import Batch, DemandArrays, demand_matrix
from roos.brightway.lazy import Lazy, LazyMatrices
from roos.brightway.loading import Loading
from roos.brightway.solving import Solving

#: Attributes that follow from a calculation, in bw2calc's words.
LEVELS = ("characterized_inventories", "normalized_inventories", "weighted_inventories")


class MultiLCA(Solving, Loading, bw2calc.MultiLCA):  # type: ignore[misc]
    """As :class:`bw2calc.MultiLCA`, with its arguments, methods and results.

    ``lci()`` factorises; ``supply_arrays``, ``inventories`` and what follows from them are formed when they
    are read, key by key. ``scores`` need none of them: one transposed solve per category gives all demands,
    or one solve per demand where there are fewer of them. So scores of all activities of a database take
    seconds.

    Scores are those of the calculation; they do not follow a matrix of ``characterized_inventories`` that is
    changed in place, but do follow one that is put there anew.

    Raises
    ------
    RoosError
        As :class:`roos.brightway.LCA`.
    """

    #: Supplies solved for at once when one is read.
    chunk = 64

    def redo_lci(self) -> None:
        """Calculate again; deprecated, as in Brightway: use ``lci()``."""
        warnings.warn("Please use .lci() instead of `redo_lci`.", DeprecationWarning, stacklevel=2)
        self.lci()

    def redo_lcia(self) -> None:
        """Calculate again; deprecated, as in Brightway: use ``lcia()``."""
        warnings.warn("Please use .lcia() instead of `redo_lcia`.", DeprecationWarning, stacklevel=2)
        self.lcia()

    def build_demand_array(self, demands: Mapping[str, Mapping[int, float]] | None = None) -> None:
        """Set ``demand_arrays``, a dense vector of each demand, formed when read.

        Raises
        ------
        OutsideTechnosphere, ValueError
            Of bw2calc: an id that is of no product.
        """
        demands = self.demands if demands is None else demands
        matrix = demand_matrix(demands, self.product_index, len(self.technosphere_mm.row_mapper))
        self.demand_arrays = DemandArrays(list(demands), matrix)

    def decompose_technosphere(self) -> None:
        """Factorise now; bw2calc has no such method for many demands."""
        Solving.decompose_technosphere(self)

    def lci_calculation(self) -> None:
        """Factorise, and set ``supply_arrays`` and ``inventories``, to be formed when read."""
        arrays = self.demand_arrays
        if not isinstance(arrays, DemandArrays):  # put there by the caller
            import scipy.sparse as sp

            arrays = DemandArrays(list(arrays), sp.csr_array(np.vstack(list(arrays.values()))))
        names = [name for name, _ in zip(self.demands, arrays, strict=False)]
        self._batch = Batch(self.factors, names, arrays.matrix(), self.biosphere_matrix, self.chunk)
        self.supply_arrays = self._batch.supplies
        self.inventories = LazyMatrices(names, self._batch.inventory)

    def lcia_calculation(self) -> None:
        """Set ``characterized_inventories``, and what follows from it, to be formed when read."""
        matrices = {key: matrix.copy() for key, matrix in self.characterization_matrices.items()}
        self._set_level(0, SparseMatrixDict(matrices))
        if hasattr(self, "normalization_matrices"):
            self.normalization_calculation()
        if hasattr(self, "weighting_matrices"):
            self.weighting_calculation()

    def normalization_calculation(self) -> None:
        """Set ``normalized_inventories``, to be formed when read."""
        self._set_level(1, self.normalization_matrices @ self._products[0])

    def weighting_calculation(self) -> None:
        """Set ``weighted_inventories``, of normalised inventories where there are any."""
        below = 1 if hasattr(self, "normalized_inventories") else 0
        self._set_level(2, self.weighting_matrices @ self._products[below])

    @property
    def scores(self) -> dict[Any, float]:
        """Scores by category (and normalisation, weighting) and demand, of the last step that was asked for.

        Raises
        ------
        ValueError
            Before ``lcia``.
        """
        if not hasattr(self, "characterized_inventories"):
            raise ValueError("Must do LCIA first")
        level = max(level for level, name in enumerate(LEVELS) if hasattr(self, name))
        formed = getattr(self, LEVELS[level])
        own = self._formed.get(level)
        if own is None or formed is not own or own.changed or self._inputs_changed():
            return {key: matrix.sum() for key, matrix in formed.items()}
        if level not in self._scores_of:
            products, batch = self._products[level], self._batch
            values = batch.scores(products)
            keys = [joined(key, name) for key in products for name in batch.position]
            self._scores_of[level] = dict(zip(keys, values.ravel().tolist(), strict=True))
        return dict(self._scores_of[level])

    def _inputs_changed(self) -> bool:
        """Return whether somebody put other inventories or supplies in place."""
        given = (self.inventories, self.supply_arrays)
        return any(not isinstance(each, Lazy) or each.changed for each in given)

    def _set_level(self, level: int, products: Any) -> None:
        """Keep the products of a level, and form its inventories from them; scores from here on go."""
        if level == 0:
            self._products: dict[int, Any] = {}
            self._formed: dict[int, Lazy] = {}
            self._scores_of: dict[int, dict[Any, float]] = {}
        self._products[level] = products
        places = {joined(key, name): (key, name) for key in products for name in self.inventories}
        formed = LazyMatrices(places, _former(products, self.inventories, places))
        self._formed[level] = formed
        self._scores_of = {at: scores for at, scores in self._scores_of.items() if at < level}
        setattr(self, LEVELS[level], formed)


def joined(key: Any, name: str) -> tuple[Any, ...]:
    """Return the key of a result: matrix_utils puts the demand behind, inside a key that holds tuples."""
    if isinstance(key, tuple) and any(isinstance(part, tuple) for part in key):
        return (*key, name)
    return (key, name)


def _former(products: Any, inventories: Any, places: Mapping[Any, tuple[Any, str]]) -> Callable[[Any], Any]:
    def form(place: Any) -> Any:
        key, name = places[place]
        return products[key] @ inventories[name]

    return form
