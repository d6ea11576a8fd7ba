"""Cases against a baseline, as they come back: differences and probabilities, labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.labels import Labels
from roos.sensitivity.paired import wilson

if TYPE_CHECKING:
    import pandas

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Differences case − baseline over samples that share their draws.

    Below, ``others`` are the items of the other axis: scenarios where demands are compared, and demands where
    scenarios are.

    Attributes
    ----------
    axis, baseline
        ``"demand"`` or ``"scenario"``; what the cases are compared with.
    cases, others, categories
        Labels.
    n
        int64 (cases, others): pairs of samples; singular ones do not count.
    mean, deviation
        float64 (cases, others, categories): of the differences, in the unit of the category.
    quantiles, relative
        float64 (quantiles, cases, others, categories): of the differences, and of (case − baseline) over
        |baseline|, which is NaN where some baseline is zero.
    probabilities
        Of the quantiles.
    lower, ties
        int64 (cases, others, categories): pairs in which the case is below its baseline, or equal to it.
    correlation
        float64 (cases, others, categories): of case and baseline over samples.
    confidence
        Of :attr:`interval`.
    """

    axis: str
    baseline: str
    cases: Labels
    others: Labels
    categories: Labels
    n: Ints
    mean: Array
    deviation: Array
    quantiles: Array
    relative: Array
    probabilities: tuple[float, ...]
    lower: Ints
    ties: Ints
    correlation: Array
    confidence: float

    def __repr__(self) -> str:
        cases, others, categories = self.mean.shape
        size = f"{cases} cases × {others} {self.others.kind}s × {categories} categories"
        return f"Comparison({self.axis} {self.baseline!r}: {size})"

    @property
    def mean_error(self) -> Array:
        """Standard error of the mean difference, (cases, others, categories)."""
        with np.errstate(all="ignore"):
            return np.asarray(self.deviation / np.sqrt(self.n)[:, :, None])

    @property
    def probability(self) -> Array:
        """Part of the pairs in which the case has the lower score, (cases, others, categories)."""
        with np.errstate(all="ignore"):
            return np.asarray(self.lower / self.n[:, :, None])

    @property
    def probability_error(self) -> Array:
        """Standard error of :attr:`probability`, √(p(1 − p)/n)."""
        p = self.probability
        with np.errstate(all="ignore"):
            return np.asarray(np.sqrt(p * (1 - p) / self.n[:, :, None]))

    @property
    def interval(self) -> tuple[Array, Array]:
        """Wilson's interval of :attr:`probability`: lower and upper ends."""
        return wilson(self.lower, np.broadcast_to(self.n[:, :, None], self.lower.shape), self.confidence)

    def columns(self) -> dict[str, Any]:
        """Return tidy columns, one row per case, item of the other axis, and category."""
        cases, others, categories = self.mean.shape
        per = others * categories
        low, high = self.interval
        found: dict[str, Any] = {
            self.axis: np.repeat(_texts(self.cases.ids), per),
            "baseline": np.full(cases * per, self.baseline, dtype=object),
            self.others.kind: np.tile(np.repeat(_texts(self.others.ids), categories), cases),
            "category": np.tile(_texts(self.categories.ids), cases * others),
            "unit": np.tile(_texts(self.categories.units), cases * others),
            "n": np.repeat(self.n.ravel(), categories),
            "mean_difference": self.mean.ravel(),
            "standard_deviation": self.deviation.ravel(),
            "standard_error": self.mean_error.ravel(),
        }
        for probability, values in zip(self.probabilities, self.quantiles, strict=True):
            found[f"q{probability:g}"] = values.ravel()
        for probability, values in zip(self.probabilities, self.relative, strict=True):
            found[f"relative_q{probability:g}"] = values.ravel()
        return found | {
            "probability_lower": self.probability.ravel(),
            "probability_error": self.probability_error.ravel(),
            "probability_from": low.ravel(),
            "probability_to": high.ravel(),
            "ties": self.ties.ravel(),
            "correlation": self.correlation.ravel(),
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`columns` as a table."""
        import pandas

        return pandas.DataFrame(self.columns())


def _texts(texts: tuple[str, ...]) -> NDArray[Any]:
    return np.array(texts, dtype=object)
