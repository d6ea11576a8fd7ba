"""What bars a solution before any value is looked at, and the part of a system that is sound all the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import maximum_bipartite_matching

from roos.errors import RoosError
from roos.labels import Labels
from roos.structure import empty_lines, nonzero, not_square, pair, unmatched
from roos.system import Technosphere

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Paired:
    """A square technosphere, or the square part of one, in which every activity has a product of its own.

    Attributes
    ----------
    matrix
        csc_array (n × n).
    product_of
        int32 (n,): row paired with each column.
    products, activities
        Labels of its rows and columns.
    beyond
        bool (n,): activities that exchange products which are not in this part.
    whole
        Whether nothing was left out.
    against
        bool (n,): activities paired with another product than the one that the source names for them.
    """

    matrix: sp.csc_array
    product_of: NDArray[np.int32]
    products: Labels
    activities: Labels
    beyond: NDArray[np.bool_]
    whole: bool
    against: NDArray[np.bool_]

    @property
    def technosphere(self) -> Technosphere:
        """The same, to be factorised."""
        return Technosphere(self.matrix, self.products, self.activities, self.product_of.astype(np.int64))


def shape_problems(technosphere: Technosphere) -> tuple[list[RoosError], Paired]:
    """Return every structural reason against a solution, and what can be looked at further.

    Parameters
    ----------
    technosphere
        Of any shape.

    Returns
    -------
    problems
        E103 not square; E104 empty columns, empty rows; E101 activities without a product of their own.
    paired
        The whole system where there is no problem, else the part that can be paired: faults in it are faults
        of the system as well.
    """
    matrix, products, activities = technosphere.matrix, technosphere.products, technosphere.activities
    pattern = nonzero(matrix)
    square = matrix.shape[0] == matrix.shape[1]
    problems: list[RoosError] = [] if square else [not_square(matrix, products, activities)]
    problems += empty_lines(pattern, products, activities)
    if not problems:
        try:
            product_of = pair(matrix, technosphere.reference, products, activities)
        except RoosError as problem:
            problems.append(problem)
        else:
            reference = technosphere.reference
            against = (reference >= 0) & (reference != product_of)
            beyond = np.zeros(product_of.size, dtype=bool)
            return [], Paired(matrix, product_of, products, activities, beyond, True, against)
    elif square:
        problems += _unmatched_beside_empty(pattern, products, activities)
    return problems, _sound_part(technosphere, pattern)


def _unmatched_beside_empty(pattern: sp.csc_array, products: Labels, activities: Labels) -> list[RoosError]:
    """Return E101 for activities without a product of their own that are not simply empty."""
    row_of = maximum_bipartite_matching(sp.csr_array(pattern), perm_type="row")
    alone = np.flatnonzero((row_of < 0) & (np.diff(pattern.indptr) > 0))
    if not alone.size:
        return []
    used = np.bincount(pattern.indices, minlength=pattern.shape[0]) > 0
    used[row_of[row_of >= 0]] = False
    return [unmatched(alone, np.flatnonzero(used), products, activities)]


def _sound_part(technosphere: Technosphere, pattern: sp.csc_array) -> Paired:
    """Take the activities whose product is beyond doubt: named by the source, or made by it alone and alone.

    In a square matrix the diagonal counts too. Nothing is matched by guessing: a wrong pair would show loops
    that are none.
    """
    height, width = pattern.shape
    reference = technosphere.reference
    if not (reference >= 0).any():
        column_of = np.repeat(np.arange(width), np.diff(pattern.indptr))
        made = pattern.data > 0
        outputs = np.bincount(column_of[made], minlength=width)
        makers = np.bincount(pattern.indices[made], minlength=height)
        only = made & (outputs[column_of] == 1) & (makers[pattern.indices] == 1)
        reference = np.where(height == width, np.arange(width), -1)
        reference[column_of[only]] = pattern.indices[only]
    row_of = np.full(width, -1, dtype=np.int64)
    fixed = with_entry(pattern, reference)
    uses = np.bincount(reference[fixed], minlength=height)
    fixed = fixed[uses[reference[fixed]] == 1]
    row_of[fixed] = reference[fixed]
    columns = np.flatnonzero(row_of >= 0)
    rows = row_of[columns]
    part = sp.csc_array(sp.csc_array(pattern[:, columns])[rows])
    part.sort_indices()
    beyond = np.diff(part.indptr) < np.diff(pattern.indptr)[columns]
    return Paired(
        part,
        np.arange(columns.size, dtype=np.int32),
        technosphere.products.take(rows.tolist()),
        technosphere.activities.take(columns.tolist()),
        beyond,
        False,
        np.zeros(columns.size, dtype=bool),
    )


def with_entry(pattern: sp.csc_array, reference: Places) -> Places:
    """Return the columns whose reference row holds an entry."""
    column_of = np.repeat(np.arange(pattern.shape[1]), np.diff(pattern.indptr))
    return np.asarray(column_of[pattern.indices == reference[column_of]])
