"""Where the changed cells of one matrix are stored, on a pattern that has room for all of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.places import Places

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Slots:
    """One matrix with room for every changed cell.

    Attributes
    ----------
    matrix
        csc_array or csr_array, sorted: with a stored zero in each changed cell that it lacked.
    at
        int64 (cells,): where each changed cell stands in ``matrix.data``.
    grown
        Whether the pattern had to grow.
    """

    matrix: Any
    at: NDArray[np.int64]
    grown: bool

    @classmethod
    def of(cls, matrix: Any, places: Places | None) -> Slots:
        """Return a matrix with room for the cells of ``places``.

        Parameters
        ----------
        matrix
            csc_array or csr_array; handed through where nothing is to be added or sorted.
        places
            The cells, or None for none.

        Raises
        ------
        InputError
            E405 the changes were made for a matrix of another shape, E117 they are factors, not values.
        """
        sound = matrix
        if not sound.has_canonical_format:
            sound = matrix.copy()
            sound.sum_duplicates()
        if places is None or not len(places):
            return cls(sound, np.zeros(0, dtype=np.int64), False)
        if tuple(matrix.shape) != places.shape:
            raise error(
                "E405",
                f"changes for a matrix of {places.shape}, where it is {tuple(matrix.shape)}",
                f"{places.part} change",
                "build the scenario for the system that it is used with",
            )
        if places.times.any():
            raise error(
                "E117",
                "a sweep needs the values that the cells hold afterwards, not factors",
                places.where(int(np.flatnonzero(places.times)[0])),
                "resolve the changes against the base first",
            )
        columns = sound.format == "csc"
        major, minor = (places.columns, places.rows) if columns else (places.rows, places.columns)
        width = int(matrix.shape[0] if columns else matrix.shape[1])
        lines = int(matrix.shape[1] if columns else matrix.shape[0])
        wanted = major * width + minor
        stored = _keys(sound, width)
        at = np.searchsorted(stored, wanted)
        there = np.append(stored, -1)[at] == wanted
        if there.all():
            return cls(sound, at, False)
        sound, stored = _grown(sound, stored, np.sort(wanted[~there]), width, lines)
        return cls(sound, np.searchsorted(stored, wanted), True)

    def refilled(self, current: Any, values: Array) -> Any:
        """Return a matrix of this pattern with other changed cells, itself where none differs."""
        if self._whole:
            same = np.array_equal(current.data, values)
            return current if same else self._with(np.array(values, dtype=np.float64))
        if np.array_equal(current.data[self.at], values):
            return current
        data = np.array(current.data)
        data[self.at] = values
        return self._with(data)

    @functools.cached_property
    def _whole(self) -> bool:
        """Whether every stored value changes, in the stored order."""
        return self.at.size == self.matrix.nnz and bool((np.diff(self.at) > 0).all())

    def _with(self, data: Array) -> Any:
        kind = sp.csc_array if self.matrix.format == "csc" else sp.csr_array
        made = kind((data, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        made.has_canonical_format = True
        return made


def _keys(matrix: Any, width: int) -> NDArray[np.int64]:
    line = np.repeat(np.arange(matrix.indptr.size - 1, dtype=np.int64), np.diff(matrix.indptr))
    return np.asarray(line * width + matrix.indices)


def _grown(
    matrix: Any, stored: NDArray[np.int64], missing: NDArray[np.int64], width: int, lines: int
) -> tuple[Any, NDArray[np.int64]]:
    at = np.searchsorted(stored, missing)
    keys = np.insert(stored, at, missing)
    data = np.insert(matrix.data, at, 0.0)
    indptr = np.searchsorted(keys, np.arange(lines + 1, dtype=np.int64) * width).astype(np.int32)
    kind = sp.csc_array if matrix.format == "csc" else sp.csr_array
    return kind((data, (keys % width).astype(np.int32), indptr), shape=matrix.shape), keys
