"""Exchanges of a Brightway package at one place of one group: summed or replaced, as the package asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from roos_inventories.duplicates import Entries
from roos_inventories.readers.bw_vectors import Ids, Vector, positions


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
    found = []
    for vector in vectors:
        if not vector.sum_within:
            continue
        at_row, at_column = positions(vector.rows, rows), positions(vector.columns, columns)
        inside = (at_row >= 0) & (at_column >= 0)
        values = vector.values.astype(np.float64)
        makes = ~vector.flipped if vector.flipped.any() else values > 0
        found.append(Entries(at_row[inside], at_column[inside], values[inside], makes[inside]).shared())
    return Entries(
        np.concatenate([part.rows for part in found]),
        np.concatenate([part.columns for part in found]),
        np.concatenate([part.values for part in found]),
        np.concatenate([part.makes for part in found if part.makes is not None]),
    )


def replaced(vectors: Sequence[Vector]) -> int:
    """Return how many entries a later one of their own group replaces."""
    count = 0
    for vector in vectors:
        if not vector.sum_within:
            places = np.unique(np.stack([vector.rows, vector.columns]), axis=1)
            count += vector.rows.size - places.shape[1]
    return count
