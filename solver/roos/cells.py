"""What a scoring path hands back: scores and the pieces of their certificate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Cells(NamedTuple):
    """Scores with error bounds.

    Attributes
    ----------
    scores, bound, contributions
        float64 (demands, categories): score, absolute error bound, Σ|contribution| (or a lower bound of it,
        which makes the relative bound larger, never smaller).
    backward_error, steps
        One per linear system solved.
    supply
        float64 (activities, demands), or None.
    """

    scores: Array
    bound: Array
    contributions: Array
    backward_error: Array
    steps: NDArray[np.int64]
    supply: Array | None
