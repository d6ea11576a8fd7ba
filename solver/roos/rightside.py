"""Right-hand sides as callers give them: checked, and cut into dense row-major blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels

Array = NDArray[np.float64]


class RightSide:
    """One or many right-hand sides over one list of labels.

    Parameters
    ----------
    given
        Vector or matrix, dense in any order or sparse; never overwritten.
    labels
        Of its rows, for messages.

    Raises
    ------
    InputError
        E114 wrong number of rows or dimensions, E117 not numbers.
    """

    def __init__(self, given: Any, labels: Labels) -> None:
        self._labels = labels
        self._block = self._taken(given)
        self.single = getattr(given, "ndim", 2) == 1

    @property
    def columns(self) -> int:
        """Number of right-hand sides."""
        return int(self._block.shape[1])

    def places(self, width: int) -> Iterator[slice]:
        """Yield the places of blocks of at most ``width`` columns."""
        for start in range(0, self.columns, width):
            yield slice(start, min(start + width, self.columns))

    def block(self, place: slice) -> Array:
        """Return the dense row-major block at a place, float64 (rows, width).

        Raises
        ------
        InputError
            E106 names the first value that is not finite.
        """
        part = self._block[:, place]
        dense = np.ascontiguousarray(part.toarray() if sp.issparse(part) else part, dtype=np.float64)
        if not np.isfinite(dense).all():
            self._refuse(dense, place.start)
        return dense

    def _taken(self, given: Any) -> Any:
        if sp.issparse(given):
            column = given.ndim == 1
            block: Any = sp.csc_array(given.reshape((given.shape[0], 1)) if column else given)
        else:
            block = np.asarray(given)
            if block.dtype.kind not in "fiub":
                raise error("E117", f"the right-hand side is of type {block.dtype}", hint="give real numbers")
            block = block.reshape(-1, 1) if block.ndim == 1 else block
        if block.ndim != 2 or block.shape[0] != len(self._labels):
            raise error(
                "E114",
                f"the right-hand side is {' × '.join(map(str, block.shape))}, "
                f"the system has {len(self._labels)} rows of {self._labels.kind} labels",
                hint=f"give one row per {self._labels.kind}",
            )
        return block

    def _refuse(self, dense: Array, start: int) -> None:
        row, column = (int(i[0]) for i in np.nonzero(~np.isfinite(dense)))
        raise error(
            "E106",
            f"the right-hand side holds {dense[row, column]}",
            where=f"{self._labels.kind} {self._labels.describe(row)}, column {start + column}",
            hint="give finite amounts",
        )
