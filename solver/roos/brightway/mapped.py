"""Matrices from datapackages: matrix_utils' own, with each value's place in the matrix found only once.

matrix_utils searches the place of every value at every draw, and adds up repeated exchanges through a new
sparse matrix each time. Here both are found at the first building; a draw is then an assignment. Draws,
masks, flips and rescaling stay those of matrix_utils, so the numbers are the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matrix_utils import MappedMatrix as Original
from numpy.typing import NDArray

from roos.brightway.mapper import Mapper
from roos.kernels.placing import slots_of_cells

Array = NDArray[np.float64]


class Place(NamedTuple):
    """Where the values of one resource group go.

    Attributes
    ----------
    slots
        int64: place in ``matrix.data`` of each value, or of each sum.
    sums
        int64 (values,): which sum a value is part of; None where nothing repeats.
    """

    slots: NDArray[np.int64]
    sums: NDArray[np.int64] | None


class MappedMatrix(Original):  # type: ignore[misc]
    """As :class:`matrix_utils.MappedMatrix`, of which it takes all arguments."""

    _places: list[Place] | None = None
    _pattern: tuple[Any, Any] = (None, None)

    def add_mappers(self, axis: int, mapper: Any) -> None:
        """Give the groups a mapper with a faster look-up."""
        mapper = mapper if isinstance(mapper, Mapper) else Mapper(mapper)
        if axis == 0:
            self.row_mapper = mapper
        else:
            self.col_mapper = mapper
        super().add_mappers(axis=axis, mapper=mapper)

    def map_indices(self) -> None:
        """Find rows and columns; what repeats is found when the values are placed."""
        for group in self.groups:
            aggregate, group.aggregate = group.aggregate, False
            try:
                group.map_indices(diagonal=self.diagonal)
            finally:
                group.aggregate = aggregate
            if aggregate and not group.empty:
                group.count = max(group.row_masked.max(), group.col_masked.max()) + 1

    def rebuild_matrix(self) -> None:
        """Put the values of the next draw, or of the data, into the matrix."""
        if self._places is None:
            self._places = self._placed()
            self._pattern = (self.matrix.indptr, self.matrix.indices)
        elif self.matrix.indptr is not self._pattern[0] or self.matrix.indices is not self._pattern[1]:
            super().rebuild_matrix()  # somebody gave the matrix another pattern
            return
        data = self.matrix.data
        data[:] = 0.0
        for group, place in zip(self.groups, self._places, strict=True):
            slots, values = place.slots, _drawn(group)
            if place.sums is not None:
                values = np.bincount(place.sums, weights=values, minlength=slots.size).astype(np.float64)
            if np.isnan(values).any():  # no data: what earlier packages say stays
                kept = ~np.isnan(values)
                slots, values = slots[kept], values[kept]
            if group.package.metadata["sum_inter_duplicates"]:
                data[slots] += values
            else:
                data[slots] = values

    def _placed(self) -> list[Place]:
        full = [group for group in self.groups if not group.empty]
        places = []
        finder = None
        for group in self.groups:
            if group.empty:
                places.append(Place(np.empty(0, dtype=np.int64), None))
                continue
            slots = _alone(self.matrix, group) if len(full) == 1 else None
            if slots is None:
                if finder is None:
                    finder = self.matrix.copy()
                    finder.data = np.arange(1.0, finder.nnz + 1.0)
                found = np.asarray(finder[group.row_masked, group.col_masked]).ravel()
                slots = found.astype(np.int64) - 1
            places.append(_place(group, slots))
        return places


def _alone(matrix: Any, group: Any) -> NDArray[np.int64] | None:
    """Return the slots of the only group, None where a place repeats."""
    count, (rows, columns) = group.row_masked.size, matrix.shape
    if count != matrix.nnz:
        return None
    slots = np.empty(count, dtype=np.int64)
    once = slots_of_cells(
        group.row_masked.astype(np.int32),
        group.col_masked.astype(np.int32),
        np.empty(rows + 1, dtype=np.int32),
        np.empty(columns + 1, dtype=np.int32),
        np.empty(rows, dtype=np.int32),
        np.empty(count, dtype=np.int32),
        slots,
    )
    return slots if once else None


def _place(group: Any, slots: NDArray[np.int64]) -> Place:
    """Return the place of a group, with its repeated exchanges summed where its package says so."""
    if not group.aggregate:
        return Place(slots, None)
    seen = np.zeros(int(slots.max()) + 1, dtype=bool)
    seen[slots] = True
    if int(seen.sum()) == slots.size:
        return Place(slots, None)
    distinct, sums = np.unique(slots, return_inverse=True)
    first = np.unique(slots, return_index=True)[1]
    group.row_matrix, group.col_matrix = group.row_masked[first], group.col_masked[first]
    return Place(distinct, sums.astype(np.int64))


def _drawn(group: Any) -> Array:
    """Return the values of a group one by one, masked, flipped and rescaled."""
    aggregate, group.aggregate = group.aggregate, False
    try:
        values: Array = group.calculate()[2]
    finally:
        group.aggregate = aggregate
    return values
