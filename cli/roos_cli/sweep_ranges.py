"""The extremes of a sweep: one pass over its scores, in blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.sweeping.results import SweepResults

#: Scores that are read at once, as float64: 32 MB.
_BLOCK = 1 << 22


@dataclass(frozen=True)
class Ranges:
    """Lowest and highest score of each demand and category, and in which scenario; (demands, categories).

    Attributes
    ----------
    base
        Score of the unchanged inventory.
    low, high
        Over all scenarios; ``low_at`` and ``high_at`` are the first scenarios that have them.
    worst
        Largest relative error bound of all scores.
    """

    base: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    low_at: NDArray[np.int64]
    high_at: NDArray[np.int64]
    worst: float

    @classmethod
    def of(cls, results: SweepResults) -> Ranges:
        """Go through the scores once, in blocks."""
        shape = results.scores.shape
        step = max(1, _BLOCK // max(1, shape[1] * shape[2]))
        base = np.asarray(results.scores[0:1])[0]
        low, high = base.copy(), base.copy()
        low_at, high_at = np.zeros(base.shape, dtype=np.int64), np.zeros(base.shape, dtype=np.int64)
        worst = 0.0
        for start in range(0, shape[0], step):
            stop = min(start + step, shape[0])
            scores = np.asarray(results.scores[start:stop])
            for extreme, at, found, beats in (
                (low, low_at, scores.argmin(axis=0), np.less),
                (high, high_at, scores.argmax(axis=0), np.greater),
            ):
                values = np.take_along_axis(scores, found[None], axis=0)[0]
                better = beats(values, extreme)
                extreme[better], at[better] = values[better], start + found[better]
            worst = max(worst, float(np.asarray(results.relative[start:stop]).max(initial=0.0)))
        return cls(base, low, high, low_at, high_at, worst)

    @property
    def spread(self) -> NDArray[np.float64]:
        """Larger distance of an extreme from the base, over the base's size; 0 where nothing moves."""
        far = np.maximum(self.high - self.base, self.base - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(far == 0, 0.0, far / np.abs(self.base))
