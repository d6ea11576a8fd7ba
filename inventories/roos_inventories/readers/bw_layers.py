"""Resource groups of a datapackage laid over a system's matrix, in the order and precision of Brightway.

As in :mod:`roos_inventories.readers.bw_vectors`, for many columns at once and with NaN, which keeps what is
below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.changes import ChangeTable, stored
from roos.places import Part
from roos.scenario_axes import axes_of
from roos.system import System

Ints = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One resource group.

    Attributes
    ----------
    rows, columns
        int64 (entries,): ids, or positions once they were found.
    values
        float32 or float64 (entries, scenarios or 1): flipped and rescaled.
    within, across
        Duplicate policy: entries of the group at one place are summed, else the last counts; the group adds
        to what is below it, else it replaces.
    array
        False for a vector.
    where
        For messages.
    """

    rows: Ints
    columns: Ints
    values: NDArray[Any]
    within: bool
    across: bool
    array: bool
    where: str


def lay_over(part: Part, system: System, layers: Sequence[Layer], count: int) -> ChangeTable:
    """Return what layers make of a matrix in ``count`` scenarios.

    Parameters
    ----------
    part
        Which matrix.
    system
        Whose matrix lies below them all.
    layers
        With positions, in the order in which they count.
    """
    matrix, row_labels, column_labels = axes_of(part, system)
    base = stored(matrix)
    height = base.shape[0]
    keys, values = np.empty(0, dtype=np.int64), np.empty((0, count))
    told_by_array = np.empty(0, dtype=np.bool_)
    for layer in layers:
        new_keys, new = _aggregated(layer, base.shape)
        union = np.union1d(keys, new_keys)
        laid = np.full((union.size, count), np.nan, order="F")
        laid[np.searchsorted(union, keys)] = values
        at = np.searchsorted(union, new_keys)
        below = laid[at]
        if layer.across:
            under = np.where(np.isnan(below), _entries(base, new_keys).reshape(-1, 1), below)
            new = under + new
        laid[at] = np.where(np.isnan(new), below, new)
        by_array = np.zeros(union.size, dtype=np.bool_)
        by_array[np.searchsorted(union, keys)] = told_by_array
        by_array[at] |= layer.array
        keys, values, told_by_array = union, laid, by_array
    # vectors that say what the system says already are no change
    same = (np.isnan(values) | (values == _entries(base, keys).reshape(-1, 1))).all(axis=1) & ~told_by_array
    kept = ~same & ~np.isnan(values).all(axis=1)
    column, row = np.divmod(keys[kept], max(height, 1))
    return ChangeTable.build(part, base, row_labels, column_labels, row, column, values[kept])


def _aggregated(layer: Layer, shape: tuple[int, int]) -> tuple[Ints, Array]:
    """Return unique cells, ascending, and their values: summed, or the last that is told, as in Brightway."""
    keys = layer.columns * shape[0] + layer.rows
    order = np.argsort(keys, kind="stable")
    unique = np.unique(keys)
    if unique.size == keys.size:
        return unique, layer.values[order].astype(np.float64)
    values = np.full((unique.size, layer.values.shape[1]), np.nan)
    for column in range(layer.values.shape[1]):
        data = layer.values[:, column]
        if layer.within:  # in the order and precision of scipy's conversion, which is what Brightway uses
            summed = sp.coo_array((data, (layer.rows, layer.columns)), shape=shape).tocsr().tocoo()
            at = np.searchsorted(unique, summed.col.astype(np.int64) * shape[0] + summed.row)
            values[at, column] = summed.data
        else:
            told = np.flatnonzero(~np.isnan(data))
            values[np.searchsorted(unique, keys[told]), column] = data[told]  # the last one stays
    return unique, values


def _entries(base: sp.csc_array, keys: Ints) -> Array:
    column = np.repeat(np.arange(base.shape[1], dtype=np.int64), np.diff(base.indptr))
    there = column * base.shape[0] + base.indices
    if not there.size:
        return np.zeros(keys.size)
    at = np.minimum(np.searchsorted(there, keys), there.size - 1)
    return np.where(there[at] == keys, base.data[at], 0.0)
