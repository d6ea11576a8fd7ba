"""Node ids to rows and columns: matrix_utils' mapper with a faster look-up."""

from __future__ import annotations

from typing import Any

import numpy as np
from matrix_utils import ArrayMapper
from numpy.typing import NDArray

#: Ids within this many times their number are looked up in a table, others by bisection.
SPREAD = 16


class Mapper(ArrayMapper):  # type: ignore[misc]
    """The same map as another mapper.

    Parameters
    ----------
    other
        Already built; its arrays are shared.
    """

    def __init__(self, other: ArrayMapper) -> None:
        self.__dict__.update(vars(other))
        self._table: NDArray[np.int64] | None = None
        if self.empty_input or isinstance(other, Mapper):
            return
        first, last = int(self.array[0]), int(self.array[-1])
        if last - first <= SPREAD * self.array.size + 1024:
            self._table = np.full(last - first + 1, -1, dtype=np.int64)
            self._table[self.array - first] = np.arange(self.array.size)

    def map_array(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return the position of each id, in the dtype of the ids; −1 where it is unknown.

        Parameters
        ----------
        array
            Non-negative integers (n,).
        """
        if self.empty_input or array.shape == (0,):
            positions: NDArray[Any] = super().map_array(array)
            return positions
        self._check_input_array(array)
        if self._table is None:
            at = np.minimum(np.searchsorted(self.array, array), self.array.size - 1)
            found = np.where(self.array[at] == array, at, -1)
        else:
            shifted = array.astype(np.int64) - int(self.array[0])
            inside = (shifted >= 0) & (shifted < self._table.size)
            if inside.all():
                found = self._table[shifted]
            else:
                found = np.where(inside, self._table[np.where(inside, shifted, 0)], -1)
        return found.astype(array.dtype, copy=False)
