"""Scores alone: ``bw2calc.FastScoresOnlyMultiLCA`` on roos, with no other solver, also for drawn values."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import bw2calc
import numpy as np
import scipy.sparse as sp
import xarray
from bw2calc.errors import InaccurateSolution
from bw2calc.utils import relative_residual
from numpy.typing import NDArray

from roos.brightway.batch import Batch, demand_matrix, intensities_of
from roos.brightway.loading import Loading
from roos.brightway.solving import Solving
from roos.factorisation import Factorisation

Array = NDArray[np.float64]


class FastScoresOnlyMultiLCA(Solving, Loading, bw2calc.FastScoresOnlyMultiLCA):  # type: ignore[misc]
    """As :class:`bw2calc.FastScoresOnlyMultiLCA`, with its arguments, methods and results.

    Differences, all of them more than it does: no other solver is needed; the adjoint direction works with
    ``use_arrays`` and ``use_distributions``; without a ``direction`` the one with fewer solves is taken; and
    ``supply_array`` can be read after either direction, which solves for it then.

    Raises
    ------
    RoosError
        As :class:`roos.brightway.LCA`.
    """

    def __init__(self, *args: Any, direction: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, direction="auto" if direction is None else direction, **kwargs)

    def build_demand_array(self, demands: Any = None) -> None:
        """Set ``demand_matrix``, csr_matrix (demands × products), and ``demand_keys``."""
        demands = self.demands if demands is None else demands
        self.demand_keys = list(demands)
        rows = len(self.technosphere_mm.row_mapper)
        self.demand_matrix = sp.csr_matrix(demand_matrix(demands, self.product_index, rows))

    def build_precalculated(self) -> None:
        """Set ``precalculated``: direct intensities by category, float64 (1, activities) each."""
        products = self.characterization_matrices
        if hasattr(self, "normalization_matrices"):
            products = self.normalization_matrices @ products
        if hasattr(self, "weighting_matrices"):
            products = self.weighting_matrices @ products
        rows = intensities_of(products, self.biosphere_matrix).toarray()
        self.precalculated = {key: rows[k : k + 1] for k, key in enumerate(products)}

    def calculate(self) -> xarray.DataArray:
        """Load what is not loaded, and return ``scores`` (LCIA, processes).

        Raises
        ------
        InaccurateSolution
            Of bw2calc: an adjoint solution misses ``residual_tolerance``.
        """
        if not hasattr(self, "technosphere_matrix"):
            self._load_datapackages()
            self.build_precalculated()
        for name in ("_scores", "_batch", "_multipliers", "_supply", "product_scores", "supply_array"):
            self.__dict__.pop(name, None)
        intensities = np.vstack(list(self.precalculated.values()))
        self._batch = Batch(
            self.factors,
            self.demand_keys,
            sp.csc_array(self.demand_matrix.T),
            sp.csr_matrix((0, self.technosphere_matrix.shape[1])),
            self.chunk_size,
        )
        if self._use_adjoint():
            self._multipliers = self._checked(self.solve_adjoint(intensities.T), intensities.T)
            scores = np.asarray(self.demand_matrix @ self._multipliers).T
        else:
            self._supply = self._batch.factors.solve(self._batch.demands)
            scores = intensities @ self._supply
        coords = [[str(key) for key in self.precalculated], self.demand_keys]
        self._set_scores(xarray.DataArray(scores, coords=coords, dims=["LCIA", "processes"]))
        return self._scores

    def calculate_supply_arrays(self, demands: Any) -> Array:
        """Return supplies, float64 (activities, demands), of vectors or a matrix (demands × products)."""
        return supply_of(self.factors, demands)

    def solve_adjoint(self, rhs: Any) -> Array:
        """Return Y of Aᵀ Y = rhs, float64 (products, columns), for rhs (activities[, columns])."""
        return adjoint_of(self.factors, rhs)

    @cached_property
    def supply_array(self) -> Array:
        """Supplies, float64 (activities, demands); solved for when read after an adjoint calculation."""
        if "_batch" not in self.__dict__:
            raise AttributeError("supply_array: call calculate() first")
        supply = self.__dict__.get("_supply")
        return self._batch.factors.solve(self._batch.demands) if supply is None else supply

    @cached_property
    def product_scores(self) -> xarray.DataArray:
        """Scores of one unit of each product (LCIA, products), after an adjoint calculation."""
        if "_multipliers" not in self.__dict__:
            raise AttributeError("product_scores: only the adjoint direction calculates them")
        ids = self.technosphere_mm.row_mapper.array.tolist()
        coords = [[str(key) for key in self.precalculated], ids]
        return xarray.DataArray(self._multipliers.T, coords=coords, dims=["LCIA", "products"])

    def _auto_is_adjoint(self) -> bool:
        return len(self.demand_keys) > len(self.precalculated)

    def _check_adjoint_supported(self) -> None:
        """Do nothing: factors of drawn matrices solve in both directions."""

    def _checked(self, solution: Array, rhs: Array) -> Array:
        """Return a solution whose relative residual is within the tolerance that was given."""
        if self.residual_tolerance is None:
            return solution
        residuals = relative_residual(self.technosphere_matrix.T, solution, rhs)
        if not np.all(residuals <= self.residual_tolerance):  # not a number also fails
            worst = int(np.where(np.isfinite(residuals), residuals, np.inf).argmax())
            raise InaccurateSolution(
                f"the adjoint solution of {list(self.precalculated)[worst]} has a relative residual of "
                f"{residuals[worst]:.3e}, above the tolerance of {self.residual_tolerance:.1e}"
            )
        return solution


def supply_of(factors: Factorisation, demands: Any) -> Array:
    """Return supplies, float64 (activities, demands), of vectors or a sparse matrix (demands × products)."""
    count = demands.shape[0] if sp.issparse(demands) else len(demands)
    if not count:
        return np.zeros((factors.shape[1], 0))
    return factors.solve(sp.csc_array(demands.T) if sp.issparse(demands) else np.column_stack(demands))


def adjoint_of(factors: Factorisation, rhs: Any) -> Array:
    """Return Y of Aᵀ Y = rhs, float64 (products, columns), for rhs (activities[, columns])."""
    given = rhs.toarray() if sp.issparse(rhs) else np.asarray(rhs, dtype=np.float64)
    columns = given.reshape(given.shape[0], -1)
    if columns.shape[0] != factors.shape[1]:
        raise ValueError(
            f"`rhs` has {columns.shape[0]} rows, the technosphere matrix has {factors.shape[1]} activities"
        )
    return factors.solve_transposed(columns)
