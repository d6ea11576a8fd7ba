"""Sparse changes to one matrix: which cells, and what they become.

A cell is either replaced or multiplied. Cells are sorted as in a csc_array, by column and then by row, so
that a solver finds changed columns in one pass and writes new values into stored entries without sorting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.places import Part, Places

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Changes:
    """What one scenario does to one matrix.

    Attributes
    ----------
    places
        The changed cells.
    values
        float64 (cells,), finite: the new value, or the factor where ``places.times``. Signs are those of the
        matrix: an input of the technosphere is negative.
    """

    places: Places
    values: Array

    def __len__(self) -> int:
        return len(self.places)

    def resolved(self, matrix: sp.csc_array) -> Array:
        """Return the values of the changed cells after the change, float64 (cells,).

        Parameters
        ----------
        matrix
            csc_array that is changed; the base, or a sample of it.
        """
        return np.asarray(np.where(self.places.times, self._old(matrix) * self.values, self.values))

    def delta(self, matrix: sp.csc_array) -> sp.csc_array:
        """Return the difference that the change makes, A' − A, of the shape of ``matrix``.

        Only changed cells are stored, so its non-empty columns are those of a low-rank update.
        """
        difference = self.resolved(matrix) - self._old(matrix)
        indptr = np.searchsorted(self.places.columns, np.arange(self.places.shape[1] + 1))
        return sp.csc_array(
            (difference, self.places.rows.astype(np.int32), indptr.astype(np.int32)), shape=self.places.shape
        )

    def data(self, matrix: sp.csc_array) -> Array:
        """Return the changed values in the stored order of a matrix, float64 (entries,), new.

        This is what ``Factorisation.refactorise`` takes. A cell that becomes zero stays stored.

        Raises
        ------
        InputError
            E115 a cell that the matrix does not store.
        """
        at = self.places.entries(matrix)
        if (at < 0).any():
            raise error(
                "E115",
                f"the change adds {int((at < 0).sum())} entries to the {self.places.part}",
                self.places.where(int(np.flatnonzero(at < 0)[0])),
                "factorise the changed matrix, which has another pattern",
            )
        values = np.array(matrix.data, dtype=np.float64)
        values[at] = self.resolved(matrix)
        return values

    def apply(self, matrix: sp.csc_array) -> sp.csc_array:
        """Return the changed matrix, new; the reference that every faster path is held against.

        Parameters
        ----------
        matrix
            csc_array, sorted, without duplicates; not altered.

        Returns
        -------
        csc_array
            Cells that become zero stay stored.
        """
        at = self.places.entries(matrix)
        values = self.resolved(matrix)
        data = np.array(matrix.data, dtype=np.float64)
        data[at[at >= 0]] = values[at >= 0]
        old = sp.csc_array((data, matrix.indices, matrix.indptr), shape=matrix.shape).tocoo()
        new = at < 0
        row = np.concatenate([old.coords[0], self.places.rows[new]])
        column = np.concatenate([old.coords[1], self.places.columns[new]])
        changed = sp.csc_array(
            sp.coo_array((np.concatenate([old.data, values[new]]), (row, column)), shape=matrix.shape)
        )
        changed.sort_indices()
        return changed

    def _old(self, matrix: sp.csc_array) -> Array:
        at = self.places.entries(matrix)
        if not matrix.nnz:
            return np.zeros(len(self))
        return np.asarray(np.where(at >= 0, matrix.data[np.maximum(at, 0)], 0.0))


@dataclass(frozen=True, eq=False)
class ChangeTable:
    """What many scenarios do to one matrix: one list of cells, one column of values per scenario.

    Attributes
    ----------
    places
        Cells that any of the scenarios changes.
    values
        float64 (cells, scenarios), column-major: as in :class:`Changes`; NaN keeps what is there.
    """

    places: Places
    values: Array

    @classmethod
    def build(
        cls,
        part: Part | str,
        matrix: Any,
        row_labels: Labels,
        column_labels: Labels,
        rows: Any,
        columns: Any,
        values: Any,
        *,
        times: Any = None,
        where: Callable[[int], str] | None = None,
    ) -> ChangeTable:
        """Check, sort and freeze changes given by position.

        Parameters
        ----------
        part
            Which matrix.
        matrix
            The matrix that is changed, sparse, (rows × columns).
        row_labels, column_labels
            Its labels.
        rows, columns
            Integers (cells,).
        values
            float64 (cells, scenarios), or (cells,) for one scenario; NaN keeps what is there. Copied.
        times
            bool (cells,): the value multiplies; by default every value replaces.
        where
            Called with a cell's number in the order given, for messages; by default cells are named by their
            labels alone.

        Raises
        ------
        InputError
            E106 a value is infinite, E114 lengths that do not agree or a position outside the matrix, E402 a
            cell that a scenario changes twice, E404 a factor for a cell without a value.
        """
        part = Part(part)
        row, column = (np.asarray(axis, dtype=np.int64).ravel() for axis in (rows, columns))
        given = np.asarray(values, dtype=np.float64)
        table = given.reshape(-1, 1) if given.ndim == 1 else given
        factor = np.zeros(row.size, dtype=np.bool_) if times is None else np.asarray(times, dtype=np.bool_)
        if not (row.shape == column.shape == factor.shape and table.ndim == 2 and len(table) == row.size):
            raise error("E114", f"{row.size} rows, {column.size} columns, values of {given.shape}", part)
        shape = (len(row_labels), len(column_labels))
        for axis, length, labels in ((row, shape[0], row_labels), (column, shape[1], column_labels)):
            if axis.size and (axis.min() < 0 or axis.max() >= length):
                raise error("E114", f"a position outside the {length} {labels.kind} labels", f"{part} change")
        csc = stored(matrix)
        order = np.lexsort((factor, row, column))
        places = Places(
            part, row_labels, column_labels, row[order], column[order], factor[order], np.zeros(0, np.bool_)
        )
        places = replace(places, outside=places.entries(csc) < 0)
        made = cls(places, np.asfortranarray(table[order]))

        def given_as(cell: int) -> str:
            return where(int(order[cell])) if where else ""

        made._check(csc, given_as)
        return made

    def of(self, scenario: int) -> Changes:
        """Return the changes of one scenario by position; cells that it keeps are left out."""
        column = self.values[:, scenario]
        kept = ~np.isnan(column)
        return Changes(self.places.take(kept), column[kept])

    def _check(self, matrix: sp.csc_array, given_as: Callable[[int], str]) -> None:
        def place(cell: int) -> str:
            file = given_as(cell)
            return f"{file}: {self.places.where(cell)}" if file else self.places.where(cell)

        infinite = np.flatnonzero(np.isinf(self.values).any(axis=1))
        if infinite.size:
            raise error(
                "E106",
                f"the {self.places.part} is given an infinite value",
                place(int(infinite[0])),
                "give a finite value",
            )
        twice = np.flatnonzero(np.diff(self.places.cells) == 0)
        for cell in twice.tolist():
            if not np.isnan(self.values[cell : cell + 2]).any(axis=0).all():
                raise error(
                    "E402",
                    "a scenario changes this cell twice",
                    f"{place(cell)}" + (f"; again {given_as(cell + 1)}" if given_as(cell + 1) else ""),
                    "keep one of the changes",
                )
        duplicate = np.flatnonzero(np.diff(self.places.keys) == 0)
        if duplicate.size:
            raise error("E402", "a cell is listed twice", place(int(duplicate[0])), "merge the two lines")
        at = self.places.entries(matrix)
        old = np.where(at >= 0, matrix.data[np.maximum(at, 0)] if matrix.nnz else 0.0, 0.0)
        lost = np.flatnonzero(self.places.times & (old == 0) & ~np.isnan(self.values).all(axis=1))
        if lost.size:
            raise error(
                "E404",
                f"a factor for a cell of the {self.places.part} that holds nothing",
                place(int(lost[0])),
                "give the value itself instead of a factor",
            )


def stored(matrix: Any) -> sp.csc_array:
    """Return a matrix as a sorted csc_array without duplicates, copied only where it is none."""
    csc = sp.csc_array(matrix)
    if not csc.has_canonical_format:
        csc = csc.copy()
        csc.sum_duplicates()
    return csc
