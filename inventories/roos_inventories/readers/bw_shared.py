"""Exchanges of a Brightway package at one place of one group: summed or replaced, as the package asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roos_inventories.readers.bw_vectors import Ids, Vector, positions
from roos_inventories.shared_places import Entries


def shared_entries(vectors: Sequence[Vector], rows: Ids, columns: Ids) -> Entries:
    """Return the entries that were summed into another one of their group.

    Parameters
    ----------
    vectors
        Of one matrix; only those with ``sum_within`` count.
    rows, columns
        Ascending ids of the matrix' axes.

    Returns
    -------
    Entries
        ``makes`` says which were not flipped, in groups that flip at all; elsewhere which are positive.
    """
    return _joined([_inside(vector, rows, columns).shared() for vector in vectors if vector.sum_within])


def replaced_entries(vectors: Sequence[Vector], rows: Ids, columns: Ids) -> Entries:
    """Return the entries that a later one of their own group replaces, and those that replace them.

    Parameters
    ----------
    vectors
        Of one matrix; only those without ``sum_within`` count.
    rows, columns
        Ascending ids of the matrix' axes.
    """
    found = [_inside(vector, rows, columns).shared() for vector in vectors if not vector.sum_within]
    return _joined(found)


def _inside(vector: Vector, rows: Ids, columns: Ids) -> Entries:
    at_row, at_column = positions(vector.rows, rows), positions(vector.columns, columns)
    inside = (at_row >= 0) & (at_column >= 0)
    values = vector.values.astype(np.float64)
    makes = ~vector.flipped if vector.flipped.any() else values > 0
    return Entries(at_row[inside], at_column[inside], values[inside], makes[inside])


def _joined(parts: Sequence[Entries]) -> Entries:
    none = np.empty(0, dtype=np.int64)
    return Entries(
        np.concatenate([none, *(part.rows for part in parts)]),
        np.concatenate([none, *(part.columns for part in parts)]),
        np.concatenate([none.astype(np.float64), *(part.values for part in parts)]),
        np.concatenate([none.astype(bool), *(part.makes for part in parts if part.makes is not None)]),
    )
