"""Mean and variance of each output, added up chunk by chunk without losing digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Moments:
    """Running mean and sum of squared deviations; samples that are NaN throughout do not count.

    Chunks are joined by the pairwise update of Chan, Golub and LeVeque (1983), Am. Stat. 37:242.

    Attributes
    ----------
    n
        int64 (scenarios,): samples that count.
    mean
        float64 (scenarios, demands, categories).
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.n = np.zeros(shape[0], dtype=np.int64)
        self.mean = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, scores: Array, counted: NDArray[np.bool_]) -> None:
        """Add samples.

        Parameters
        ----------
        scores
            float64 (samples, scenarios, demands, categories).
        counted
            bool (samples, scenarios): which of them count.
        """
        for scenario in range(self.n.size):
            some = scores[counted[:, scenario], scenario]
            more = some.shape[0]
            if not more:
                continue
            mean = some.mean(axis=0)
            squares = ((some - mean) ** 2).sum(axis=0)
            n = int(self.n[scenario])
            apart = mean - self.mean[scenario]
            self.mean[scenario] += apart * (more / (n + more))
            self._squares[scenario] += squares + apart**2 * (n * more / (n + more))
            self.n[scenario] = n + more

    @property
    def deviation(self) -> Array:
        """Standard deviation with n − 1, float64 (scenarios, demands, categories); NaN for one sample."""
        n = self.n[:, None, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(n > 1, np.sqrt(self._squares / (n - 1)), np.nan))

    @property
    def standard_error(self) -> Array:
        """Standard error of the mean, same shape."""
        return np.asarray(self.deviation / np.sqrt(np.maximum(self.n, 1))[:, None, None])
