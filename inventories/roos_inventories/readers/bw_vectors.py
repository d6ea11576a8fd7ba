"""Vectors of a Brightway datapackage and how several of them make one matrix.

What is followed here, and where it is decided in Brightway (matrix_utils 0.9, bw2calc 3.1):

* groups in the order of their packages and, inside one, of first mention (``MappedMatrix.groups``);
* ``flip`` negates, then ``rescale`` multiplies, in the dtype of the data (``ResourceGroup.calculate``);
* ``sum_intra_duplicates``: entries of one group at one place are summed in the dtype of the data, else the
  last one counts (``aggregate_with_sparse``);
* ``sum_inter_duplicates`` of the later package: its groups add to what is there, else they replace it
  (``MappedMatrix.rebuild_matrix``);
* rows and columns are the ids in ascending order (``ArrayMapper``).

The one difference is deliberate: Brightway skips NaN without a word, the reader refuses it before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Vector:
    """One resource group with static values.

    Attributes
    ----------
    package, label
        Names of the package and of the group, for messages.
    matrix
        Name of the matrix it belongs to, as Brightway calls it.
    rows, columns
        int64 (entries,): ids, not positions.
    values
        float32 or float64 (entries,): flipped and rescaled.
    flipped, reference
        bool (entries,): inputs of a technosphere; exchanges flagged as an activity's reference product.
    sum_within, sum_across
        Duplicate policy of the package.
    info
        Everything the package says of the group: identifier, global_index, unit …
    """

    package: str
    label: str
    matrix: str
    rows: Ids
    columns: Ids
    values: NDArray[Any]
    flipped: NDArray[np.bool_]
    reference: NDArray[np.bool_]
    sum_within: bool
    sum_across: bool
    info: Mapping[str, Any]

    def where(self) -> str:
        """Return the place for messages."""
        return f"package {self.package!r}, resource group {self.label!r}"

    def take(self, mask: NDArray[np.bool_]) -> Vector:
        """Return the entries where a mask is true."""
        names = ("rows", "columns", "values", "flipped", "reference")
        return replace(self, **{name: getattr(self, name)[mask] for name in names})


def axis(vectors: Sequence[Vector], name: str) -> Ids:
    """Return the ascending ids that some vectors use as their ``"rows"`` or ``"columns"``."""
    parts = [getattr(vector, name) for vector in vectors]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


def positions(ids: Ids, among: Ids) -> NDArray[np.int64]:
    """Return the position of each id in an ascending list, −1 where it is not there."""
    if not among.size:
        return np.full(ids.shape, -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(among, ids), among.size - 1)
    return np.where(among[found] == ids, found, -1)


def assemble(vectors: Sequence[Vector], rows: Ids, columns: Ids) -> tuple[sp.csc_array, int, int]:
    """Put vectors into one matrix by Brightway's rules.

    Parameters
    ----------
    vectors
        In the order in which they count.
    rows, columns
        Ascending ids of the matrix' axes.

    Returns
    -------
    matrix
        csc_array (rows × columns), float64.
    outside
        Entries left out because their row or column is not among the ids.
    summed
        Entries that were summed into another one of their group.
    """
    shape = (rows.size, columns.size)
    keys = np.empty(0, dtype=np.int64)
    values = np.empty(0, dtype=np.float64)
    outside = summed = 0
    for vector in vectors:
        at_row, at_column = positions(vector.rows, rows), positions(vector.columns, columns)
        inside = (at_row >= 0) & (at_column >= 0)
        outside += int(inside.size - np.count_nonzero(inside))
        new_keys = at_row[inside] * shape[1] + at_column[inside]
        entries = new_keys.size
        if vector.sum_within:
            new_keys, new_values = _summed(at_row[inside], at_column[inside], vector.values[inside], shape)
            summed += entries - new_keys.size
        else:
            new_keys, new_values = _last(new_keys, vector.values[inside].astype(np.float64))
        keys, values = _merged(keys, values, new_keys, new_values, add=vector.sum_across)
    row, column = np.divmod(keys, max(shape[1], 1))
    return sp.csc_array((values, (row, column)), shape=shape), outside, summed


def _summed(
    row: Ids, column: Ids, data: NDArray[Any], shape: tuple[int, int]
) -> tuple[Ids, NDArray[np.float64]]:
    """Sum duplicates in the order and precision of scipy's conversion, which is what Brightway uses."""
    matrix = sp.coo_array((data, (row, column)), shape=shape).tocsr().tocoo()
    keys = matrix.row.astype(np.int64) * shape[1] + matrix.col
    return keys, matrix.data.astype(np.float64)


def _last(keys: Ids, values: NDArray[np.float64]) -> tuple[Ids, NDArray[np.float64]]:
    """Keep the last value of each key; keys come out ascending."""
    unique, first_from_behind = np.unique(keys[::-1], return_index=True)
    return unique, values[::-1][first_from_behind]


def _merged(
    keys: Ids, values: NDArray[np.float64], new_keys: Ids, new: NDArray[np.float64], *, add: bool
) -> tuple[Ids, NDArray[np.float64]]:
    """Lay unique new entries over old ones: added where both are, or replacing."""
    if not keys.size:
        return new_keys, new
    if add:
        union, inverse = np.unique(np.concatenate([keys, new_keys]), return_inverse=True)
        total: NDArray[np.float64] = np.zeros(union.size)
        np.add.at(total, inverse, np.concatenate([values, new]))
        return union, total
    return _last(np.concatenate([keys, new_keys]), np.concatenate([values, new]))
