"""Where each value of the caller's matrix ends up in ours, so that new values need no new sorting."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.given import doubles, real, real_matrix
from roos.labels import Labels
from roos.system import INDEX_LIMIT

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EntryMap:
    """The canonical pattern of a matrix and the way of its values into it.

    Attributes
    ----------
    matrix
        csc_array, sorted, duplicates summed, explicit zeros kept; float64, int32 positions.
    position
        int64 (stored entries of the caller,): place of each value in ``matrix.data``; None when the
        caller's order is already ours.
    indptr, indices
        The caller's pattern, to recognise it again.
    stored
        How many values the caller stores.
    """

    matrix: sp.csc_array
    position: NDArray[np.int64] | None
    stored: int
    pattern: tuple[str, NDArray[np.integer], NDArray[np.integer]]

    @functools.cached_property
    def by_rows(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Row pointers, columns, and the place in ``matrix.data`` of each entry when read by rows."""
        marks = np.arange(self.matrix.nnz, dtype=np.int32)
        rows = sp.csr_array(
            sp.csc_array((marks, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        )
        return rows.indptr, rows.indices, rows.data

    @classmethod
    def of(cls, raw: Any) -> EntryMap:
        """Return the map of any matrix.

        Raises
        ------
        InputError
            E109 too large, E117 not a matrix of real numbers, or with positions outside itself.
        """
        raw = real_matrix(raw, "technosphere")
        if max(raw.shape, default=0) > INDEX_LIMIT or raw.nnz > INDEX_LIMIT:
            raise error(
                "E109",
                f"a matrix of shape {raw.shape} with {raw.nnz} entries needs 64-bit positions",
                where="technosphere",
                hint=f"roos counts up to {INDEX_LIMIT} products, activities and entries",
            )
        if raw.format not in ("csc", "csr", "coo"):
            raw = raw.tocsc()
        if raw.format == "csc" and _canonical(raw):
            return cls(_copied(raw), None, raw.nnz, _pattern(raw))
        distinct = _by_columns(raw)
        if distinct is not None:
            return cls(*distinct, raw.nnz, _pattern(raw))
        rows, columns = (np.asarray(i, dtype=np.int64) for i in raw.tocoo().coords)
        key = columns * raw.shape[0] + rows
        unique, position = np.unique(key, return_inverse=True)
        indptr = np.searchsorted(unique, np.arange(raw.shape[1] + 1, dtype=np.int64) * raw.shape[0])
        indices = unique % raw.shape[0] if raw.shape[0] else unique
        in_order = position.size == unique.size and bool(np.all(position == np.arange(position.size)))
        where = None if in_order else position.astype(np.int64)
        values = doubles(raw.data)
        data = values.copy() if where is None else np.bincount(where, weights=values, minlength=unique.size)
        matrix = sp.csc_array(
            (data, indices.astype(np.int32), indptr.astype(np.int32)), shape=raw.shape, copy=False
        )
        return cls(matrix, where, values.size, _pattern(raw))

    def values_of(self, values: Any) -> Array:
        """Return other values in the canonical order, float64 (entries,), new; not checked to be finite.

        Raises
        ------
        InputError
            E115 another pattern or number of values, E117 not real numbers.
        """
        values = real(values, "refactorise")
        if values.ndim == 2:
            values = real_matrix(values, "refactorise")
            if values.shape != self.matrix.shape or not _same(_pattern(values), self.pattern):
                return self._from_other_order(values)
            values = values.data
        values = doubles(values)
        if values.shape != (self.stored,):
            raise error(
                "E115",
                f"{values.size} values for a pattern of {self.stored}",
                where="refactorise",
                hint="give the values in the stored order of the matrix that was factorised",
            )
        if self.position is None:
            return np.array(values)
        summed = np.bincount(self.position, weights=values, minlength=self.matrix.nnz)
        return np.asarray(summed, dtype=np.float64)

    def _from_other_order(self, other: Any) -> Array:
        theirs = EntryMap.of(other).matrix
        if theirs.shape != self.matrix.shape or not (
            np.array_equal(theirs.indptr, self.matrix.indptr)
            and np.array_equal(theirs.indices, self.matrix.indices)
        ):
            raise error(
                "E115",
                "the matrix has another sparsity pattern than the factorised one",
                where="refactorise",
                hint="use roos.factorise for a new pattern; keep explicit zeros where values vanish",
            )
        return np.asarray(theirs.data)

    def check(self, data: Array, products: Labels, activities: Labels) -> None:
        """Raise E106 that names the first value which is not finite."""
        if not np.isfinite(data).all():
            bad = np.flatnonzero(~np.isfinite(data))
            column = int(np.searchsorted(self.matrix.indptr, bad[0], side="right")) - 1
            row = int(self.matrix.indices[bad[0]])
            raise error(
                "E106",
                f"the technosphere holds {data[bad[0]]} ({bad.size} such values)",
                where=f"product {products.describe(row)}, activity {activities.describe(column)}",
                hint="correct the source: roos neither drops nor replaces values",
            )


def _by_columns(raw: Any) -> tuple[sp.csc_array, NDArray[np.int64] | None] | None:
    """Return the canonical matrix and where each value goes, or None where a place is stored twice.

    Cells are counted into their columns; sorting them takes six times as long, and is left for sums.
    """
    from roos.kernels.placing import slots_of_cells  # compiled: loaded when something is factorised

    given = raw.tocoo()
    rows, columns = (np.array(i, dtype=np.int32) for i in given.coords)
    (n_rows, n_columns), stored = raw.shape, rows.size
    slots = np.empty(stored, dtype=np.int64)
    once = slots_of_cells(
        columns,
        rows,
        np.empty(n_columns + 1, dtype=np.int32),
        np.empty(n_rows + 1, dtype=np.int32),
        np.empty(n_columns, dtype=np.int32),
        np.empty(stored, dtype=np.int32),
        slots,
    )
    if not once:
        return None
    indptr = np.zeros(n_columns + 1, dtype=np.int32)
    np.cumsum(np.bincount(columns, minlength=n_columns), out=indptr[1:])
    indices, data = np.empty(stored, dtype=np.int32), np.empty(stored)
    indices[slots] = rows
    data[slots] = doubles(given.data)
    where = None if bool(np.all(slots == np.arange(stored))) else slots
    return sp.csc_array((data, indices, indptr), shape=raw.shape, copy=False), where


def _canonical(raw: Any) -> bool:
    """Say whether each column of a csc matrix is sorted and holds no place twice: nothing is to be sorted."""
    if raw.indptr[0] != 0 or raw.indptr[-1] != raw.data.size or raw.indices.size != raw.data.size:
        return False
    if not raw.data.size:
        return True
    ascending = np.diff(raw.indices) > 0
    ascending[raw.indptr[(raw.indptr > 0) & (raw.indptr < raw.data.size)] - 1] = True
    return bool(ascending.all())


def _copied(raw: Any) -> sp.csc_array:
    """Return a matrix of our own, float64 with int32 positions; kernels are compiled for writable arrays."""
    parts = (np.array(raw.data, dtype=np.float64), raw.indices.astype(np.int32), raw.indptr.astype(np.int32))
    return sp.csc_array(parts, shape=raw.shape, copy=False)


def _pattern(raw: Any) -> tuple[str, NDArray[np.integer], NDArray[np.integer]]:
    if raw.format == "coo":
        rows, columns = raw.coords
        return ("coo", rows.copy(), columns.copy())
    if raw.format not in ("csc", "csr"):
        raw = raw.tocsc()
    return (raw.format, raw.indptr.copy(), raw.indices.copy())


def _same(
    one: tuple[str, NDArray[np.integer], NDArray[np.integer]],
    other: tuple[str, NDArray[np.integer], NDArray[np.integer]],
) -> bool:
    return one[0] == other[0] and np.array_equal(one[1], other[1]) and np.array_equal(one[2], other[2])
