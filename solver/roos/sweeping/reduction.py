"""A large system under a few changes as a small one: the pieces, and how they become a kernel's model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.kernels.condensed import Model, Sums
from roos.refine import UNIT
from roos.sweeping.elimination import least_work_order, plan_elimination

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Bound of the condition of the small system above which a scenario is left to a new factorisation.
CONDITION = 1e8


@dataclass(frozen=True)
class Terms:
    """Cells that enter entries of a small matrix, one row per pair.

    Attributes
    ----------
    rows, columns, cells
        int64 (terms,): entry, and number of the cell.
    weights, doubts
        float64 (terms,): what a unit of the cell adds, and a bound of its error.
    """

    rows: Ints
    columns: Ints
    cells: Ints
    weights: Array
    doubts: Array

    @classmethod
    def single(cls, rows: Ints, columns: Ints, cells: Ints) -> Terms:
        """Return terms where each cell is an entry itself."""
        return cls(rows, columns, cells, np.ones(rows.size), np.zeros(rows.size))

    @classmethod
    def spread(cls, table: Array, doubt: Array, columns: Ints, cells: Ints) -> Terms:
        """Return terms where each cell enters a whole column, weighted by a column of a table (r, cells)."""
        rows, at = np.nonzero((table != 0.0) | (doubt != 0.0))
        return cls(rows, columns[at], cells[at], table[rows, at], doubt[rows, at])


@dataclass(frozen=True)
class Uses:
    """Cells that enter the sums y: y_q = Σ weight · x_cell · s_unknown; int64 and float64 (uses,)."""

    sums: Ints
    cells: Ints
    unknowns: Ints
    weights: Array


@dataclass(frozen=True)
class Reduction:
    """K s = g and h = h₀ + N₀ s + W y for r unknowns, q sums y, m categories, d demands, as in the kernel.

    Attributes
    ----------
    base, sized
        (cells,): see :class:`roos.kernels.condensed.Model`.
    row_scale, column_scale
        float64 (r,): powers of two that bring K near one.
    matrix, matrix_doubt, matrix_terms
        float64 (r, r) twice: K without the cells, a bound of its error; cells in it.
    right, right_doubt, right_terms
        float64 (r, d) twice, and cells (unknown, demand) in it.
    uses
        Cells in the sums y.
    demands, demand_sums, demand_cells
        int64 (uses,): cells of the demands that are added to sums as they are.
    score, score_doubt, size
        float64 (m, r + q): [N₀ W], a bound of its error, and its twin for Σ|contribution|.
    base_score, base_doubt, base_size
        float64 (d, m).
    """

    base: Array
    sized: NDArray[np.bool_]
    row_scale: Array
    column_scale: Array
    matrix: Array
    matrix_doubt: Array
    matrix_terms: Terms
    right: Array
    right_doubt: Array
    right_terms: Terms
    uses: Uses
    demands: Ints
    demand_sums: Ints
    demand_cells: Ints
    score: Array
    score_doubt: Array
    size: Array
    base_score: Array
    base_doubt: Array
    base_size: Array

    @property
    def unknowns(self) -> int:
        """Order of the small system."""
        return len(self.matrix)

    def model(self) -> Model | None:
        """Return the kernel's model, scaled and in the order of elimination; None where that is too much."""
        r, count, width = self.unknowns, len(self.base_score), self.score.shape[1]
        pattern = (self.matrix != 0.0) | (self.matrix_doubt != 0.0)
        pattern[self.matrix_terms.rows, self.matrix_terms.columns] = True
        np.fill_diagonal(pattern, True)
        order = least_work_order(pattern)
        elimination = plan_elimination(pattern[np.ix_(order, order)])
        if elimination is None:
            return None
        place = np.empty(r, dtype=np.int64)
        place[order] = np.arange(r)
        slot_of = np.full((r, r), -1, dtype=np.int64)
        slot_rows = np.repeat(np.arange(r), np.diff(elimination.indptr))
        slot_of[slot_rows, elimination.columns] = np.arange(slot_rows.size)
        rows, columns = order[slot_rows], order[elimination.columns]
        both = self.row_scale[:, None] * self.column_scale[None, :]
        terms = self.matrix_terms
        matrix = _sums(
            (self.matrix * both)[rows, columns],
            (self.matrix_doubt * both)[rows, columns],
            slot_of[place[terms.rows], place[terms.columns]],
            terms,
            both[terms.rows, terms.columns],
            self.base,
        )
        terms = self.right_terms
        right = _sums(
            (self.right * self.row_scale[:, None])[order].T.ravel(),
            (self.right_doubt * self.row_scale[:, None])[order].T.ravel(),
            terms.columns * r + place[terms.rows],
            terms,
            self.row_scale[terms.rows],
            self.base,
        )
        scale = np.concatenate([self.column_scale[order], np.ones(width - r)])
        arranged = np.concatenate([order, np.arange(r, width)])
        uses = np.lexsort((self.uses.cells, self.uses.sums))
        lengths = np.bincount(self.uses.sums, minlength=width - r)
        added = np.lexsort((self.demand_cells, self.demands))
        extra = np.bincount(self.demand_sums, minlength=width - r)
        score = np.ascontiguousarray(self.score[:, arranged] * scale)
        # the sum over a row, the product, the sum y itself and the difference of a value and its base
        roundings = width + 5 + np.concatenate([np.zeros(r), lengths + extra])
        doubt = self.score_doubt[:, arranged] * scale + roundings * UNIT * np.abs(score)
        return Model(
            np.ascontiguousarray(self.base),
            np.ascontiguousarray(self.sized),
            matrix,
            right,
            elimination,
            _indptr(lengths),
            _small(self.uses.cells[uses]),
            _small(place[self.uses.unknowns[uses]]),
            np.ascontiguousarray(self.uses.weights[uses] * self.column_scale[self.uses.unknowns[uses]]),
            ((self.right != 0.0) | (self.right_doubt != 0.0)).any(axis=0)
            | np.isin(np.arange(count), self.right_terms.columns),
            _indptr(np.bincount(self.demands, minlength=count)),
            _small(r + self.demand_sums[added]),
            _small(self.demand_cells[added]),
            score,
            np.ascontiguousarray(doubt),
            np.ascontiguousarray(self.size[:, arranged] * scale),
            np.ascontiguousarray(self.base_score),
            np.ascontiguousarray(self.base_doubt + (width + 3) * UNIT * np.abs(self.base_score)),
            np.ascontiguousarray(self.base_size),
            (r + 3) * UNIT,
            CONDITION,
        )


def _sums(first: Array, first_doubt: Array, sums: Ints, terms: Terms, scale: Array, base: Array) -> Sums:
    """Return sums with the rounding of forming them in their doubts; ``scale`` of each term."""
    order = np.lexsort((terms.cells, sums))
    count = np.bincount(sums, minlength=first.size)
    weights = terms.weights * scale
    # one rounding per addition, one per product that is not a power of two, one where a base is subtracted
    additions = np.maximum(count + (first != 0.0) - 1, 0)
    roundings = additions[sums] + (np.frexp(np.abs(weights))[0] != 0.5) + (base[terms.cells] != 0.0)
    doubts = terms.doubts * scale + roundings * UNIT * np.abs(weights)
    return Sums(
        np.ascontiguousarray(first),
        np.ascontiguousarray(first_doubt + additions * UNIT * np.abs(first)),
        _indptr(count),
        _small(terms.cells[order]),
        np.ascontiguousarray(weights[order]),
        np.ascontiguousarray(doubts[order]),
    )


def _indptr(counts: NDArray[np.integer]) -> NDArray[np.int32]:
    return _small(np.concatenate([[0], np.cumsum(counts)]))


def _small(values: NDArray[np.integer]) -> NDArray[np.int32]:
    return np.ascontiguousarray(values, dtype=np.int32)
