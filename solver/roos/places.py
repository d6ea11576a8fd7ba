"""The cells of one matrix that something changes, sorted by column and then by row as in a csc_array."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.labels import Labels

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Part(StrEnum):
    """The matrix that is changed."""

    TECHNOSPHERE = "technosphere"  # A, products × activities
    BIOSPHERE = "biosphere"  # B, flows × activities
    CHARACTERISATION = "characterisation"  # C, categories × flows
    DEMANDS = "demands"  # F, products × demands
    PRICES = "prices"  # P, prices of one price set × years


@dataclass(frozen=True, eq=False, repr=False)
class Places:
    """The cells of one matrix that something changes.

    Attributes
    ----------
    part
        Which matrix.
    row_labels, column_labels
        Labels of its rows and columns.
    rows, columns
        int64 (cells,): positions, sorted by column, then by row, then replacing before multiplying.
    times
        bool (cells,): the value multiplies what is there; else it replaces it.
    outside
        bool (cells,): the matrix that the change was made for stores nothing there, so the change alters the
        sparsity pattern.
    """

    part: Part
    row_labels: Labels
    column_labels: Labels
    rows: Ints
    columns: Ints
    times: Flags
    outside: Flags

    def __repr__(self) -> str:
        return f"Places({self.part}, {len(self)} cells of {self.shape[0]} × {self.shape[1]})"

    def __len__(self) -> int:
        return int(self.rows.size)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return len(self.row_labels), len(self.column_labels)

    @property
    def cells(self) -> Ints:
        """One number per cell, ascending: column × rows of the matrix + row; int64 (cells,)."""
        return np.asarray(self.columns * self.shape[0] + self.rows)

    @property
    def keys(self) -> Ints:
        """As :attr:`cells`, with replacing and multiplying apart; unique, int64 (cells,)."""
        return np.asarray(2 * self.cells + self.times)

    @property
    def changed_rows(self) -> Ints:
        """Rows with a change, ascending."""
        return np.unique(self.rows)

    @property
    def changed_columns(self) -> Ints:
        """Columns with a change, ascending: r of them make a change of rank r or less."""
        return np.unique(self.columns)

    @property
    def pattern_changes(self) -> bool:
        """Whether a cell lies outside the pattern, so that a new factorisation is needed."""
        return bool(self.outside.any())

    def where(self, cell: int) -> str:
        """Return the place of a cell by name, for messages."""
        row, column = int(self.rows[cell]), int(self.columns[cell])
        return (
            f"{self.row_labels.kind} {self.row_labels.describe(row)}, "
            f"{self.column_labels.kind} {self.column_labels.describe(column)}"
        )

    def take(self, chosen: Any) -> Places:
        """Return some cells: a mask, or ascending positions."""
        names = ("rows", "columns", "times", "outside")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})

    def entries(self, matrix: sp.csc_array) -> Ints:
        """Return where each cell is stored.

        Parameters
        ----------
        matrix
            csc_array of :attr:`shape`, sorted, without duplicates.

        Returns
        -------
        ndarray
            int64 (cells,): position in ``matrix.data``, −1 where nothing is stored.
        """
        if tuple(matrix.shape) != self.shape:
            raise other_system(self.part, f"a matrix of {matrix.shape}, changes for {self.shape}")
        count = np.diff(matrix.indptr)
        needed = self.changed_columns  # a few columns of a large matrix: look only at those
        starts = matrix.indptr[needed].astype(np.int64)
        lengths = count[needed].astype(np.int64)
        at = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        stored = np.repeat(needed, lengths) * self.shape[0] + matrix.indices[at]
        if not at.size:
            return np.full(len(self), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(stored, self.cells), stored.size - 1)
        return np.where(stored[found] == self.cells, at[found], -1).astype(np.int64)


def other_system(part: Part | str, what: str) -> RoosError:
    """Return E405, the changes belong to something else."""
    return error("E405", f"the scenario was made for another system: {what}", f"{part} change", _ANOTHER)


_ANOTHER = "build the scenario for the system that it is used with"
