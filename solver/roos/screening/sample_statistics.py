"""What the samples of a result say: means, standard errors, quantiles, and how often the case is below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.sensitivity.paired import Paired, deviation, wilson

if TYPE_CHECKING:
    import pandas

    from roos.screening.sampled import SampledCase

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class SampleStatistics:
    """Statistics of one result over samples that share their draws; one value per measure.

    Attributes
    ----------
    names
        Case, scenario and variant.
    measures
        Labels.
    n
        Samples that count.
    static
        Baseline, case and relative change without uncertainty, each float64 (measures,).
    baseline, case
        Mean and standard deviation of each side, float64 (2, measures).
    mean, deviation, standard_error
        float64 (measures,): of the paired differences; the mean of the relative changes has itself as
        difference.
    quantiles, relative
        float64 (quantiles, measures): of the differences and of the relative changes; NaN where a sample has
        none.
    relative_mean
        float64 (measures,): mean of the relative changes of the samples.
    probabilities
        Of the quantiles.
    lower, ties
        int64 (measures,): samples in which the case is below its baseline, or equal to it.
    correlation
        float64 (measures,): of both sides over samples; NaN where one of them does not vary.
    confidence
        Of :attr:`interval`.
    """

    names: tuple[str, str, str]
    measures: Labels
    n: int
    static: tuple[Array, Array, Array]
    baseline: Array
    case: Array
    mean: Array
    deviation: Array
    standard_error: Array
    quantiles: Array
    relative: Array
    relative_mean: Array
    probabilities: tuple[float, ...]
    lower: Ints
    ties: Ints
    correlation: Array
    confidence: float

    def __repr__(self) -> str:
        return f"SampleStatistics({', '.join(filter(None, self.names))}: {len(self.measures)} measures)"

    @property
    def probability(self) -> Array:
        """Part of the samples in which the case is below its baseline, float64 (measures,); ties are not."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.lower / self.n)

    @property
    def interval(self) -> tuple[Array, Array]:
        """Wilson's interval of :attr:`probability`: lower and upper ends."""
        return wilson(self.lower, np.full(self.lower.shape, self.n), self.confidence)

    def columns(self) -> dict[str, Any]:
        """Return tidy columns, one row per measure."""
        rows = len(self.measures)
        low, high = self.interval
        found: dict[str, Any] = {
            name: np.full(rows, value, dtype=object)
            for name, value in zip(("case", "scenario", "variant"), self.names, strict=True)
        }
        found |= {
            "measure": np.array(self.measures.ids, dtype=object),
            "kind": np.array(self.measures.extra["kind"], dtype=object),
            "unit": np.array(self.measures.units, dtype=object),
            "n": np.full(rows, self.n),
            "static_baseline": self.static[0],
            "static_case": self.static[1],
            "static_relative": self.static[2],
            "baseline_mean": self.baseline[0],
            "baseline_deviation": self.baseline[1],
            "case_mean": self.case[0],
            "case_deviation": self.case[1],
            "mean_difference": self.mean,
            "standard_deviation": self.deviation,
            "standard_error": self.standard_error,
        }
        for probability, values in zip(self.probabilities, self.quantiles, strict=True):
            found[f"q{probability:g}"] = values
        found["relative_mean"] = self.relative_mean
        for probability, values in zip(self.probabilities, self.relative, strict=True):
            found[f"relative_q{probability:g}"] = values
        return found | {
            "probability_lower": self.probability,
            "probability_from": low,
            "probability_to": high,
            "ties": self.ties,
            "correlation": self.correlation,
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`columns` as a table."""
        import pandas

        return pandas.DataFrame(self.columns())


def statistics_of(one: SampledCase, quantiles: Sequence[float], confidence: float) -> SampleStatistics:
    """Return the statistics of one result; see :meth:`SampledCase.statistics`."""
    wanted = tuple(checked_share(value, "quantiles") for value in quantiles)
    share = checked_share(confidence, "confidence", inside=True)
    paired = Paired.of(one.case, one.baseline, wanted, difference=one.difference, relative=one.relative)
    with np.errstate(invalid="ignore", divide="ignore"):
        return SampleStatistics(
            (one.screened.case.id, one.screened.scenario.id, one.screened.variant),
            one.measures,
            paired.n,
            one.static,
            np.stack([_mean(one.baseline), deviation(one.baseline)]),
            np.stack([_mean(one.case), deviation(one.case)]),
            paired.mean,
            paired.deviation,
            paired.deviation / np.sqrt(paired.n),
            paired.quantiles,
            paired.relative,
            _mean(one.relative),
            wanted,
            paired.lower,
            paired.ties,
            paired.correlation,
            share,
        )


def checked_share(value: float, name: str, *, inside: bool = False) -> float:
    """Return a probability from 0 to 1, or within where ``inside``; E454 for anything else."""
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not number or not (0.0 < value < 1.0 if inside else 0.0 <= value <= 1.0):
        raise error("E454", f"{name}: {value!r} is no probability", name, "give one, as in 0.95")
    return float(value)


def _mean(values: Array) -> Array:
    return values.mean(axis=0) if len(values) else np.full(values.shape[1], np.nan)
