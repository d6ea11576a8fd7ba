"""The matrices of a base case that scenarios may change, each laid out once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.changes import stored
from roos.demand import Demands
from roos.places import Part, Places, other_system
from roos.prices import PriceSet
from roos.scenario_axes import Axes, axes_of, same_labels
from roos.system import System

Ints = NDArray[np.int64]


class Matrices:
    """Matrices of a system with its demands and prices.

    Parameters
    ----------
    demands, prices
        None where there are none to change; E405 is raised when they are asked for.
    """

    def __init__(self, system: System, demands: Demands | None, prices: PriceSet | None) -> None:
        self._of = system, demands, prices
        self._known: dict[Part, Axes] = {}

    def axes(self, part: Part) -> Axes:
        """Return a matrix, a sorted csc_array, with the labels of its rows and columns."""
        if part not in self._known:
            matrix, rows, columns = axes_of(part, *self._of)
            self._known[part] = stored(matrix), rows, columns
        return self._known[part]

    def base(self, part: Part) -> sp.csc_array:
        """Return a matrix as a sorted csc_array."""
        matrix: sp.csc_array = self.axes(part)[0]
        return matrix

    def check(self, places: Places, where: str) -> None:
        """Raise E405 unless places have the labels of the matrix here."""
        _, rows, columns = self.axes(places.part)
        for ours, theirs in ((places.row_labels, rows), (places.column_labels, columns)):
            if not same_labels(ours, theirs):
                raise other_system(places.part, f"{where}: its {ours.kind} labels are others")

    def places(self, part: Part, cells: Iterable[Ints]) -> Places:
        """Return the union of cells by number, sorted, all of them replacing."""
        matrix, rows, columns = self.axes(part)
        union = np.unique(np.concatenate([np.asarray(some, dtype=np.int64) for some in cells]))
        nowhere = np.zeros(union.size, dtype=np.bool_)
        column, row = np.divmod(union, len(rows))
        places = Places(part, rows, columns, row, column, nowhere, nowhere)
        return Places(part, rows, columns, row, column, nowhere, places.entries(matrix) < 0)
