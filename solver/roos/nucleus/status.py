"""What came of a factorisation, and where it failed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Code(StrEnum):
    """Outcome of a numeric phase; the text says what to do."""

    OK = "factors are good"
    WEAK = "factors exist, but some pivots are small: repair, or refine every column"
    SINGULAR = "a pivot is exactly zero, or not finite: repair, or name the place"
    NONFINITE = "a value is not a finite number: nothing was factorised"


@dataclass(frozen=True, slots=True)
class Status:
    """Outcome of a numeric phase.

    Attributes
    ----------
    code
        See `Code`; solving is allowed after OK and WEAK.
    activity, product
        Place of the failure, or -1: the activity and the product of the pivot, or of the value.
    entry
        Index of a value that is not finite, or -1.
    weak
        int32: activities whose pivots are small beside their row and their column.
    growth
        Largest entry of U over its row's pivot, both equilibrated; at most about 2 for an M-matrix.
    smallest
        Smallest |pivot| of the equilibrated matrix, in which production is about 1: what loops leave of it.
        Below 1e-13 or so the matrix is singular up to rounding.
    """

    code: Code
    activity: int = -1
    product: int = -1
    entry: int = -1
    weak: NDArray[np.int32] | None = None
    growth: float = 0.0
    smallest: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether the factors can be solved with."""
        return self.code in (Code.OK, Code.WEAK)


class Unpaired(ArithmeticError):
    """Structurally singular: no perfect pairing of activities with products.

    Attributes
    ----------
    activities, products : int32
        Those that a largest pairing leaves alone; as many of the one as of the other.
    """

    def __init__(self, activities: NDArray[np.int32], products: NDArray[np.int32]) -> None:
        super().__init__(f"{activities.size} activities have no product of their own")
        self.activities = activities
        self.products = products
