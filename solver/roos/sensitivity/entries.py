"""Derivatives of one score at the entries of A, B, C and the demand: arrays in, arrays out, no solve.

With s the supply, λ the multipliers of the category, g = B s and h the score,

    ∂h/∂A_ij = −λ_i s_j,   ∂h/∂B_fj = C_f s_j,   ∂h/∂C_f = g_f,   ∂h/∂F_p = λ_p.

A is homogeneous of degree −1 in h, the others of degree 1: Σ A_ij ∂h/∂A_ij = −h, and h for each other one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.contributing.cell import Cell
from roos.places import Part
from roos.sensitivity.deviations import variances
from roos.uncertainty import Distributions

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of one matrix, with the derivative of the score at each.

    Attributes
    ----------
    part
        Which matrix.
    rows, columns
        int64 (entries,): those that are stored, by column and then by row; after them places that have a
        distribution and store nothing.
    amounts
        float64 (entries,): what the matrix holds, inputs of the technosphere negative.
    derivatives
        float64 (entries,): change of the score per unit of the entry.
    deviations
        float64 (entries,): standard deviations, zero where an entry is certain.
    """

    part: Part
    rows: Ints
    columns: Ints
    amounts: Array
    derivatives: Array
    deviations: Array

    def __len__(self) -> int:
        return int(self.rows.size)

    @property
    def effects(self) -> Array:
        """Amount × derivative: the score's change if the entry doubled and nothing bent, (entries,)."""
        return np.asarray(self.amounts * self.derivatives)

    @property
    def spreads(self) -> Array:
        """|derivative| × standard deviation, in the unit of the score, (entries,)."""
        with np.errstate(invalid="ignore"):
            spread = np.abs(self.derivatives) * self.deviations
        return np.where(self.derivatives == 0.0, 0.0, spread)

    def with_distributions(self, rows: Distributions, height: int, derivative: Derivative) -> Entries:
        """Return the entries with standard deviations, and with places that only a distribution names.

        Parameters
        ----------
        rows
            Checked.
        height
            Rows of the matrix.
        derivative
            Of any place.
        """
        places, at = np.unique(rows.col.astype(np.int64) * height + rows.row, return_inverse=True)
        variance = np.zeros(places.size)
        np.add.at(variance, at, variances(rows))
        stored = self.columns * height + self.rows
        known = np.isin(places, stored)
        new = places[~known]
        more = Entries(
            self.part, new % height, new // height, np.zeros(new.size),
            derivative(new % height, new // height), np.sqrt(variance[~known]),
        )  # fmt: skip
        deviations = self.deviations.copy()
        order = np.argsort(stored, kind="stable")
        deviations[order[np.searchsorted(stored[order], places[known])]] = np.sqrt(variance[known])
        return replace(self, deviations=deviations)._and(more)

    def _and(self, more: Entries) -> Entries:
        names = ("rows", "columns", "amounts", "derivatives", "deviations")
        joined = (np.concatenate([getattr(self, name), getattr(more, name)]) for name in names)
        return Entries(self.part, *joined)


@dataclass(frozen=True, eq=False)
class Derivative:
    """The derivative of a score at any place of one matrix, as a product of two vectors.

    Attributes
    ----------
    by_row, by_column
        float64: factors by row and by column.
    """

    by_row: Array
    by_column: Array

    def __call__(self, rows: Ints, columns: Ints) -> Array:
        """Return the derivative at some places, float64 (places,), new."""
        return np.asarray(self.by_row[rows] * self.by_column[columns])


def derivatives_of(cell: Cell) -> dict[Part, Derivative]:
    """Return the derivatives of a cell that is solved, by matrix; of C and F for its category and demand."""
    solved, system = cell.solved, cell.system
    inventory = system.biosphere @ solved.supply
    category, demand = np.zeros(len(cell.method.categories)), np.zeros(len(cell.demands))
    category[cell.category] = demand[cell.demand] = 1.0
    return {
        Part.TECHNOSPHERE: Derivative(-solved.multipliers, solved.supply),
        Part.BIOSPHERE: Derivative(cell.characterisation, solved.supply),
        Part.CHARACTERISATION: Derivative(category, inventory),
        Part.DEMANDS: Derivative(solved.multipliers, demand),
    }


def entries_of(cell: Cell, part: Part, derivative: Derivative) -> Entries:
    """Return the stored entries of one matrix; of C and F those of the category and the demand."""
    if part is Part.CHARACTERISATION:
        row = sp.csr_array(cell.method.matrix[[cell.category]])
        rows, columns = np.full(row.nnz, cell.category, dtype=np.int64), row.indices.astype(np.int64)
        return _entries(part, rows, columns, row.data, derivative)
    if part is Part.DEMANDS:
        products, amounts = cell.demand_lines
        columns = np.full(products.size, cell.demand, dtype=np.int64)
        return _entries(part, products, columns, amounts, derivative)
    matrix = cell.system.technosphere.matrix if part is Part.TECHNOSPHERE else cell.system.biosphere
    columns = np.repeat(np.arange(matrix.shape[1], dtype=np.int64), np.diff(matrix.indptr))
    return _entries(part, matrix.indices.astype(np.int64), columns, matrix.data, derivative)


def _entries(part: Part, rows: Ints, columns: Ints, amounts: Array, derivative: Derivative) -> Entries:
    return Entries(part, rows, columns, amounts, derivative(rows, columns), np.zeros(rows.size))
