"""Right-hand sides as callers give them: checked, and cut into dense row-major blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from roos.errors import error
from roos.given import doubles, real, real_matrix
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
        E114 wrong number of rows or dimensions, E117 not real numbers.
    """

    def __init__(self, given: Any, labels: Labels) -> None:
        self._labels = labels
        self._block = self._taken(given)

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
        dense = np.ascontiguousarray(doubles(part.toarray() if sp.issparse(part) else part))
        if not np.isfinite(dense).all():
            self._refuse(dense, place.start)
        return dense

    def _taken(self, given: Any) -> Any:
        array = real(given, "right-hand side")
        self.single = array.ndim == 1
        if array.ndim not in (1, 2) or array.shape[0] != len(self._labels):
            raise error(
                "E114",
                f"the right-hand side is {' × '.join(map(str, array.shape)) or 'a single number'}, "
                f"the system has {len(self._labels)} rows of {self._labels.kind} labels",
                where="right-hand side",
                hint=f"give one row per {self._labels.kind}",
            )
        block = array.reshape((array.shape[0], 1)) if self.single else array
        return sp.csc_array(real_matrix(block, "right-hand side")) if sp.issparse(block) else block

    def _refuse(self, dense: Array, start: int) -> None:
        row, column = (int(i[0]) for i in np.nonzero(~np.isfinite(dense)))
        raise error(
            "E106",
            f"the right-hand side holds {dense[row, column]}",
            where=f"{self._labels.kind} {self._labels.describe(row)}, column {start + column}",
            hint="give finite amounts",
        )
