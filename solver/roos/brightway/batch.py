"""Many demands on one factorisation: supplies, inventories and scores, each formed when it is asked for.

What enters is copied where Brightway may write into it later: ``next()`` draws into the same matrices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.brightway.lazy import Lazy
from roos.factorisation import Factorisation

Array = NDArray[np.float64]


class DemandArrays(Lazy):
    """Dense demand vectors by name, float64 (products,) each, kept as one sparse matrix.

    Parameters
    ----------
    names
        One per row.
    matrix
        csr (demands × products).
    """

    def __init__(self, names: Sequence[str], matrix: sp.csr_array) -> None:
        self._rows = {name: row for row, name in enumerate(names)}
        self._sparse = matrix
        super().__init__(names, lambda name: matrix[[self._rows[name]]].toarray().ravel())

    def matrix(self) -> sp.csc_array:
        """Return all vectors as columns, csc (products × demands), with what was written into them."""
        if not self.changed and not any(self.read(name) for name in self):
            return sp.csc_array(self._sparse.T)
        rows = [
            sp.csr_array(self[name][None, :]) if self.read(name) else self._sparse[[self._rows[name]]]
            for name in self
        ]
        return sp.csc_array(sp.vstack(rows, format="csr").T)


class Batch:
    """Demands on the factors of one technosphere.

    Parameters
    ----------
    factors
        Of A.
    names
        Of the demands.
    demands
        csc (products × demands).
    biosphere
        B as csr_matrix (flows × activities); its values are copied.
    width
        Supplies solved for at once when one of them is read.
    """

    def __init__(
        self, factors: Factorisation, names: Sequence[str], demands: sp.csc_array, biosphere: Any, width: int
    ) -> None:
        self.factors, self.demands, self.width = factors, demands, width
        self.position = {name: column for column, name in enumerate(names)}
        biosphere = biosphere.tocsr()
        parts = (biosphere.data.copy(), biosphere.indices, biosphere.indptr)
        self.biosphere = sp.csr_matrix(parts, shape=biosphere.shape)
        self.supplies = Lazy(self.position, self._supply)
        self._parts: dict[int, Array] = {}

    def inventory(self, name: str) -> Any:
        """Return the inventory of one demand, csr_matrix (flows × activities)."""
        from roos.brightway.lca import scaled

        return scaled(self.biosphere, self.supplies[name])

    def _supply(self, name: str) -> Array:
        part, column = divmod(self.position[name], self.width)
        if part not in self._parts:
            columns = self.demands[:, part * self.width : (part + 1) * self.width]
            self._parts[part] = np.ascontiguousarray(self.factors.solve(columns).T)
        supply: Array = self._parts[part][column]
        return supply

    def supply_matrix(self) -> Array:
        """Return all supplies, float64 (activities, demands), new."""
        if self.supplies.changed or len(self._parts) * self.width >= len(self.position):
            return np.column_stack([self.supplies[name] for name in self.position])
        return self.factors.solve(self.demands)

    def scores(self, products: Mapping[Any, Any]) -> Array:
        """Return scores, float64 (rows, demands), by the direction with fewer solves.

        Parameters
        ----------
        products
            Matrices (any × flows) that inventories are multiplied by and summed over, by key.
        """
        if len(products) <= len(self.position):
            multipliers = self.factors.solve_transposed(intensity_columns(products, self.biosphere))
            return np.asarray((self.demands.T @ multipliers).T)
        return np.asarray(intensities_of(products, self.biosphere) @ self.supply_matrix())


def intensity_columns(products: Mapping[Any, Any], biosphere: Any) -> Array:
    """Return (1ᵀ M B)ᵀ of each matrix M as the columns of a dense array, float64 (activities, matrices).

    As good as every entry is there, so a sparse product that is written out afterwards takes twice as long.
    It is made all the same where an emission is not finite: what no factor counts must not count here either.
    """
    if not np.isfinite(biosphere.data).all():
        return np.ascontiguousarray(intensities_of(products, biosphere).toarray().T)
    sums = np.empty((biosphere.shape[0], len(products)))
    for column, matrix in enumerate(products.values()):
        sums[:, column] = np.asarray(matrix.sum(axis=0)).ravel()
    columns: Array = np.ascontiguousarray(biosphere.T @ sums)
    return columns


def intensities_of(products: Mapping[Any, Any], biosphere: Any) -> sp.csr_array:
    """Return 1ᵀ M B of each matrix M, csr_array (matrices × activities)."""
    if not products:
        return sp.csr_array((0, biosphere.shape[1]))
    sums = [sp.csr_array(np.asarray(matrix.sum(axis=0)).reshape(1, -1)) for matrix in products.values()]
    return sp.csr_array(sp.csr_array(sp.vstack(sums, format="csr")) @ sp.csr_array(biosphere))


def demand_matrix(demands: Mapping[str, Mapping[int, float]], row_of: Any, products: int) -> sp.csr_array:
    """Return demands as csr_array (demands × products).

    Parameters
    ----------
    demands
        Amounts by product id by name; the last amount counts where two ids are of one product.
    row_of
        Returns the row of A of a product id.
    products
        Length of a row.
    """
    indptr: list[int] = [0]
    columns: list[int] = []
    amounts: list[float] = []
    for demand in demands.values():
        rows = {row_of(product): amount for product, amount in demand.items()}
        columns.extend(rows)
        amounts.extend(rows.values())
        indptr.append(len(columns))
    made = sp.csr_array(
        (np.array(amounts, dtype=np.float64), np.array(columns, dtype=np.int32), np.array(indptr)),
        shape=(len(demands), products),
    )
    made.sort_indices()
    return made
