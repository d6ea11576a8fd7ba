"""What a path hands back for a few scenarios: scores with the pieces of their certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from roos.places import Part

Array = NDArray[np.float64]

#: By matrix: float64 (cells, scenarios), what each changed cell holds in each scenario; finite, never NaN.
Values = Mapping[Part, Array]


class Block(NamedTuple):
    """Scores of some scenarios with their error bounds.

    Attributes
    ----------
    scores, bound, contributions
        float64 (scenarios, demands, categories), C order: score, absolute error bound, Σ|contribution| or a
        lower bound of it (which makes the relative bound larger, never smaller).
    backward_error
        float64 (scenarios,): the largest of the systems solved for the scenario.
    left
        int64: scenarios of this block, by position, that the path does not answer for because they are too
        ill-conditioned for it; what stands in their cells is not defined. The caller refactorises.
    """

    scores: Array
    bound: Array
    contributions: Array
    backward_error: Array
    left: NDArray[np.int64]


class Path(Protocol):
    """One way to answer many scenarios, prepared once for a problem and its changed cells."""

    name: str

    def scores(self, values: Values) -> Block:
        """Return the scores of some scenarios."""
        ...
