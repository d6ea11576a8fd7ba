"""Changes of several scenarios laid into one table over the union of their cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.changes import ChangeTable
from roos.errors import RoosError, error
from roos.labels import Labels
from roos.places import Places, other_system
from roos.scenario_axes import same_labels

Array = NDArray[np.float64]


def laid(pieces: list[tuple[Places, Array, NDArray[np.int64]]], scenarios: int) -> ChangeTable:
    """Lay pieces (places, values, columns they fill) into one table over the union of their cells."""
    base = pieces[0][0]
    for places, _, _ in pieces:
        for one, other in (
            (base.row_labels, places.row_labels),
            (base.column_labels, places.column_labels),
        ):
            if not same_labels(one, other):
                raise other_system(base.part, f"{one.kind} labels of two scenarios differ")
    keys, index = np.unique(np.concatenate([places.keys for places, _, _ in pieces]), return_index=True)

    def joined(name: str) -> Any:
        return np.concatenate([getattr(places, name) for places, _, _ in pieces])[index]

    union = Places(
        base.part,
        base.row_labels,
        base.column_labels,
        joined("rows"),
        joined("columns"),
        joined("times"),
        joined("outside"),
    )
    values = np.full((keys.size, scenarios), np.nan, order="F")
    for places, given, columns in pieces:
        at = np.searchsorted(keys, places.keys)
        for number, column in enumerate(columns.tolist()):
            new = given[:, number]
            told = ~np.isnan(new)
            values[at[told], column] = new[told]
    return ChangeTable(union, values)


def without_conflicts(
    places: Places,
    ours: Array,
    other: ChangeTable,
    second: NDArray[np.int64],
    labels: Labels,
    conflicts: str,
) -> Array:
    """Return our values, emptied where the other decides; refuse where nobody may."""
    # a cell stands once or twice in the other table: replaced, multiplied, or each in some scenarios
    low = np.searchsorted(other.places.cells, places.cells, side="left")
    count = np.searchsorted(other.places.cells, places.cells, side="right") - low
    shared = np.flatnonzero(count > 0)
    told = ~np.isnan(other.values[low[shared]])
    double = count[shared] > 1
    told[double] |= ~np.isnan(other.values[low[shared][double] + 1])
    both = told[:, second] & ~np.isnan(ours[shared])
    if conflicts == "refuse" and both.any():
        cell, scenario = (int(found[0]) for found in np.nonzero(both))
        raise _conflict(places, int(shared[cell]), labels.ids[scenario])
    ours[shared] = np.where(both, np.nan, ours[shared])
    return ours


def _conflict(places: Places, cell: int, scenario: str) -> RoosError:
    return error(
        "E403",
        f"both sides of scenario {scenario!r} change one cell of the {places.part}",
        places.where(cell),
        "remove the change from one of them, or say that the last one decides (conflicts='last')",
    )
