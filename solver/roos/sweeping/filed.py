"""Ready-made scenarios of one axis: what their cells hold afterwards, laid out once, never multiplied out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.changes import ChangeTable
from roos.errors import error
from roos.places import Part, Places

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Filed:
    """What the scenarios of one axis make of one matrix.

    Attributes
    ----------
    axis
        Position of the axis.
    name
        As messages call it.
    part
        Which matrix.
    cells
        int64 (cells,): numbers as in :attr:`roos.Places.cells`, ascending.
    values
        float64 (cells, items), C order: what each cell holds afterwards, finite.
    told
        bool (cells, items): whether the scenario says so, or leaves the cell alone.
    """

    axis: int
    name: str
    part: Part
    cells: Ints
    values: Array
    told: Flags

    @property
    def varies(self) -> Flags:
        """Bool (cells,): whether the items differ."""
        return np.asarray((self.values != self.values[:, :1]).any(axis=1))

    @classmethod
    def of(cls, axis: int, name: str, part: Part, table: ChangeTable, matrix: sp.csc_array) -> Filed:
        """Resolve factors and untold cells against the base matrix.

        Raises
        ------
        InputError
            E106 a factor makes a value infinite.
        """
        places = table.places
        old = held(places, matrix)[:, None]
        with np.errstate(over="ignore"):  # infinite then, and named below
            lines = np.where(places.times[:, None], table.values * old, table.values)
        cells, first, group = np.unique(places.cells, return_index=True, return_inverse=True)
        values = np.ascontiguousarray(lines[first])
        # a cell that one scenario replaces and another multiplies has two lines
        second = np.flatnonzero(first[group] != np.arange(group.size))
        values[group[second]] = np.where(np.isnan(lines[second]), values[group[second]], lines[second])
        told = ~np.isnan(values)
        values = np.where(told, values, old[first])
        infinite = np.flatnonzero(np.isinf(values).any(axis=1))
        if infinite.size:
            place = f"axis {name}: {places.where(int(first[infinite[0]]))}"
            raise error("E106", "a factor makes a value infinite", place, "give a smaller factor")
        some = told.any(axis=1)
        if not some.all():
            cells, values, told = cells[some], values[some], told[some]
        return cls(axis, name, part, cells, values, told)


def held(places: Places, matrix: sp.csc_array) -> Array:
    """Return what a matrix holds in some cells, float64 (cells,); 0 where it stores nothing."""
    at: Any = places.entries(matrix)
    if not matrix.nnz:
        return np.zeros(len(places))
    return np.asarray(np.where(at >= 0, matrix.data[np.maximum(at, 0)], 0.0), dtype=np.float64)
