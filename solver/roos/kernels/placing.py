"""Where each entry of a list of cells stands in the matrix by rows that is built of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.kernels.compile import kernel

_Ints = NDArray[np.int32]


@kernel
def slots_of_cells(
    rows: _Ints,
    columns: _Ints,
    row_ends: _Ints,
    column_ends: _Ints,
    last: _Ints,
    by_column: _Ints,
    slots: NDArray[np.int64],
) -> bool:
    """Write the place of each cell in row-major order; False when a cell is there twice.

    Cells are sorted by column, then dealt out to their rows: two passes instead of a search per cell.

    Parameters
    ----------
    rows, columns : int32 (cells,)
        Places of the cells.
    row_ends, column_ends : int32 (rows + 1,), (columns + 1,)
        Scratch.
    last, by_column : int32 (rows,), (cells,)
        Scratch.
    slots : int64 (cells,)
        Written: 0…cells−1.
    """
    row_ends[:] = 0
    column_ends[:] = 0
    for k in range(rows.shape[0]):
        row_ends[rows[k] + 1] += 1
        column_ends[columns[k] + 1] += 1
    for i in range(1, row_ends.shape[0]):
        row_ends[i] += row_ends[i - 1]
    for j in range(1, column_ends.shape[0]):
        column_ends[j] += column_ends[j - 1]
    for k in range(rows.shape[0]):
        j = columns[k]
        by_column[column_ends[j]] = k
        column_ends[j] += 1
    # column_ends[j] is now the end of column j, and row_ends[i] still the start of row i
    last[:] = -1
    start = 0
    for j in range(column_ends.shape[0] - 1):
        for p in range(start, column_ends[j]):
            k = by_column[p]
            i = rows[k]
            if last[i] == j:
                return False
            last[i] = j
            slots[k] = row_ends[i]
            row_ends[i] += 1
        start = column_ends[j]
    return True
