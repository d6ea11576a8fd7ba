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
    rescale
        float (entries,): what the amounts were multiplied by, or None.
    distributions
        Structured (entries,) with the fields of ``stats_arrays``, where they were asked for and are there.
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
    rescale: NDArray[Any] | None = None
    distributions: NDArray[Any] | None = None

    def where(self) -> str:
        """Return the place for messages."""
        return f"package {self.package!r}, resource group {self.label!r}"

    def take(self, mask: NDArray[np.bool_]) -> Vector:
        """Return the entries where a mask is true."""
        names = ("rows", "columns", "values", "flipped", "reference", "rescale", "distributions")
        given = {name: array for name in names if (array := getattr(self, name)) is not None}
        return replace(self, **{name: array[mask] for name, array in given.items()})


@dataclass(frozen=True)
class Assembled:
    """One matrix made of vectors.

    Attributes
    ----------
    matrix
        csc_array (rows × columns), float64, sorted, no duplicates; stored zeros are kept.
    order
        int32 (stored entries,): which entry of the vectors, one after the other, each value is; None where
        some of them share a place or lie outside.
    outside
        Entries left out because their row or column is not among the ids.
    summed
        Entries that were summed into another one of their group.
    """

    matrix: sp.csc_array
    order: NDArray[np.int32] | None
    outside: int
    summed: int


def joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays one after the other; a single one as it is."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def axis(vectors: Sequence[Vector], name: str) -> Ids:
    """Return the ascending ids that some vectors use as their ``"rows"`` or ``"columns"``."""
    parts = [part for vector in vectors if (part := getattr(vector, name)).size]
    if not parts:
        return np.empty(0, dtype=np.int64)
    low, high = _range(parts)
    if _compact(high - low, sum(part.size for part in parts)):
        used = np.zeros(high - low + 1, dtype=np.bool_)
        for part in parts:
            used[part - low] = True
        return np.flatnonzero(used) + low
    return np.unique(np.concatenate([part[_starts(part)] for part in parts]))


def positions(ids: Ids, among: Ids) -> NDArray[np.int32]:
    """Return the position of each id in an ascending list, −1 where it is not there."""
    if not among.size or not ids.size:
        return np.full(ids.shape, -1, dtype=np.int32)
    low, high = int(among[0]), int(among[-1])
    if _compact(high - low, among.size + ids.size):
        # two more places, for all that is below or above
        table = np.full(high - low + 3, -1, dtype=np.int32)
        table[among - (low - 1)] = np.arange(among.size, dtype=np.int32)
        least, most = _range([ids])
        inside = ids if low <= least and most <= high else np.clip(ids, low - 1, high + 1)
        return table[inside - (low - 1)]
    starts = _starts(ids)  # exchanges mostly come by activity: one search for each run of an id
    wanted = ids[starts]
    found = np.minimum(np.searchsorted(among, wanted), among.size - 1).astype(np.int32)
    found[among[found] != wanted] = -1
    if starts.size == ids.size:
        return found
    return np.repeat(found, np.diff(starts, append=ids.size))


def assemble(vectors: Sequence[Vector], rows: Ids, columns: Ids) -> Assembled:
    """Put vectors into one matrix by Brightway's rules.

    Parameters
    ----------
    vectors
        In the order in which they count.
    rows, columns
        Ascending ids of the matrix' axes.
    """
    shape = (rows.size, columns.size)
    if not any(vector.rows.size for vector in vectors):
        return Assembled(sp.csc_array(shape, dtype=np.float64), np.empty(0, dtype=np.int32), 0, 0)
    at_row = [positions(vector.rows, rows) for vector in vectors]
    at_column = [positions(vector.columns, columns) for vector in vectors]
    row, column = joined(at_row), joined(at_column)
    if int(row.min()) >= 0 and int(column.min()) >= 0:
        numbers = np.arange(row.size, dtype=np.int32)
        placed = sp.coo_array((numbers, (row, column)), shape=shape).tocsc()
        if placed.nnz == row.size:  # nothing shares a place: no rule has anything to decide
            values = joined([vector.values for vector in vectors])[placed.data].astype(np.float64, copy=False)
            matrix = sp.csc_array((values, placed.indices, placed.indptr), shape=shape)
            return Assembled(matrix, placed.data, 0, 0)
    return _by_rules(vectors, at_row, at_column, shape)


def _by_rules(
    vectors: Sequence[Vector],
    at_row: Sequence[NDArray[np.int32]],
    at_column: Sequence[NDArray[np.int32]],
    shape: tuple[int, int],
) -> Assembled:
    """Decide what counts where entries share a place."""
    keys = np.empty(0, dtype=np.int64)
    values = np.empty(0, dtype=np.float64)
    outside = summed = 0
    for vector, row, column in zip(vectors, at_row, at_column, strict=True):
        inside = (row >= 0) & (column >= 0)
        outside += int(inside.size - np.count_nonzero(inside))
        row, column = row[inside].astype(np.int64), column[inside].astype(np.int64)
        if vector.sum_within:
            new_keys, new_values = _summed(row, column, vector.values[inside], shape)
            summed += row.size - new_keys.size
        else:
            new_keys, new_values = _last(row * shape[1] + column, vector.values[inside].astype(np.float64))
        keys, values = _merged(keys, values, new_keys, new_values, add=vector.sum_across)
    row, column = np.divmod(keys, max(shape[1], 1))
    matrix = sp.coo_array((values, (row, column)), shape=shape).tocsc()
    return Assembled(matrix, None, outside, summed)


def _range(parts: Sequence[Ids]) -> tuple[int, int]:
    """Return the least and the greatest id."""
    return min(int(part.min()) for part in parts), max(int(part.max()) for part in parts)


def _compact(span: int, entries: int) -> bool:
    """Say whether a table over all ids from the least to the greatest is smaller than what is looked up."""
    return span <= max(4 * entries, 2**16)


def _starts(ids: Ids) -> NDArray[np.int64]:
    """Return where a run of one id begins."""
    return np.flatnonzero(np.diff(ids, prepend=ids[0] - 1) != 0)


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
