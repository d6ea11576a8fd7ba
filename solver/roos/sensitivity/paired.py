"""A case against its baseline under the same draws: arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Paired:
    """What the differences of paired samples say, one value per category.

    Attributes
    ----------
    n
        Pairs.
    mean, deviation
        float64 (categories,): of case − baseline; deviation with n − 1, NaN for one pair.
    quantiles
        float64 (quantiles, categories): of case − baseline.
    relative
        float64 (quantiles, categories): of (case − baseline)/|baseline|; NaN where some baseline is zero.
    lower, ties
        int64 (categories,): pairs in which the case is below its baseline, and in which both are the same.
    correlation
        float64 (categories,): of case and baseline; NaN where one of them does not vary.
    """

    n: int
    mean: Array
    deviation: Array
    quantiles: Array
    relative: Array
    lower: Ints
    ties: Ints
    correlation: Array

    @classmethod
    def of(
        cls,
        case: Array,
        baseline: Array,
        probabilities: tuple[float, ...],
        *,
        difference: Array | None = None,
        relative: Array | None = None,
    ) -> Paired:
        """Compare pair by pair.

        Parameters
        ----------
        case, baseline
            float64 (samples, categories): row i of both from the same draw.
        probabilities
            Of the quantiles.
        difference, relative
            float64 (samples, categories), where they are known better than from the scores: what both sides
            have alike cancels exactly in a difference of what differs.
        """
        n, categories = case.shape
        if difference is None:
            difference = case - baseline
        if not n:
            none, empty = np.full(categories, np.nan), np.full((len(probabilities), categories), np.nan)
            zero = np.zeros(categories, dtype=np.int64)
            return cls(0, none, none, empty, empty, zero, zero, none)
        with np.errstate(all="ignore"):
            if relative is None:
                relative = np.where((baseline == 0).any(axis=0), np.nan, difference / np.abs(baseline))
            return cls(
                n,
                difference.mean(axis=0),
                deviation(difference),
                np.quantile(difference, probabilities, axis=0),
                np.quantile(relative, probabilities, axis=0),
                np.count_nonzero(difference < 0, axis=0).astype(np.int64),
                np.count_nonzero(difference == 0, axis=0).astype(np.int64),
                _correlation(case, baseline),
            )


def deviation(values: Array) -> Array:
    """Return the standard deviation of each column, with n − 1; exactly 0 where nothing varies."""
    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    same = (values == values[0]).all(axis=0)
    return np.where(same, 0.0, values.std(axis=0, ddof=1))


def _correlation(case: Array, baseline: Array) -> Array:
    """Return the correlation of each column; NaN where one of both does not vary."""
    centred = case - case.mean(axis=0), baseline - baseline.mean(axis=0)
    spread = np.sqrt((centred[0] ** 2).sum(axis=0) * (centred[1] ** 2).sum(axis=0))
    varies = ~((case == case[0]).all(axis=0) | (baseline == baseline[0]).all(axis=0)) & (spread > 0)
    product = (centred[0] * centred[1]).sum(axis=0)
    return np.where(varies, np.clip(product / np.where(varies, spread, 1.0), -1.0, 1.0), np.nan)


def wilson(successes: Ints, n: Ints, confidence: float) -> tuple[Array, Array]:
    """Return the interval of a probability that was counted: Wilson (1927), JASA 22:209.

    Unlike p ± z·√(p(1 − p)/n) it is not empty where all or no samples count.

    Parameters
    ----------
    successes, n
        int64, of the same shape.
    confidence
        Probability that the interval holds the true value, such as 0.95.

    Returns
    -------
    tuple
        float64 lower and upper ends, of the same shape; NaN where n is zero.
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + confidence / 2))
    with np.errstate(all="ignore"):
        p = successes / n
        middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.where(n > 0, np.clip(middle - half, 0, 1), np.nan), np.where(
        n > 0, np.clip(middle + half, 0, 1), np.nan
    )
