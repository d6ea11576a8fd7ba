"""Rows of the cube: one for each sample and scenario; scenarios run fastest, so that a draw serves all."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.store import StoredArray


class RowStatus(IntEnum):
    """What became of a row, as results store it."""

    SCORED = 0
    #: the draw made the technosphere singular; its scores are NaN
    SINGULAR = 1
    #: the run had reached its standard error before; NaN
    NOT_DRAWN = 2


class Rows(NamedTuple):
    """Results of consecutive rows.

    Attributes
    ----------
    scores
        float64 (rows, demands, categories).
    backward_error
        float64 (rows,): largest componentwise backward error of the systems that its scores come from.
    growth
        float64 (rows,): growth of the factors at hand; NaN where the solver does not tell it.
    status
        int8 (rows,): :class:`RowStatus`.
    """

    scores: NDArray[np.float64]
    backward_error: NDArray[np.float64]
    growth: NDArray[np.float64]
    status: NDArray[np.int8]

    @classmethod
    def blank(cls, rows: int, shape: tuple[int, int], status: RowStatus = RowStatus.NOT_DRAWN) -> Rows:
        """Return rows of NaN."""
        return cls(
            np.full((rows, *shape), np.nan),
            np.full(rows, np.nan),
            np.full(rows, np.nan),
            np.full(rows, status, dtype=np.int8),
        )


def layout(shape: tuple[int, int]) -> list[StoredArray]:
    """Return the arrays of a cube of (demands, categories)."""
    return [
        StoredArray("scores", "float64", shape, ("demand", "category")),
        StoredArray("backward_error", "float64"),
        StoredArray("growth", "float64"),
        StoredArray("status", "int8"),
    ]
