"""What a cube of samples says: mean, deviation, standard error and quantiles of every output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.montecarlo.moments import Moments
from roos.montecarlo.rows import RowStatus

if TYPE_CHECKING:
    import pandas

    from roos.montecarlo.results import MonteCarloResults

Array = NDArray[np.float64]

#: Median, quartiles, and the bounds of 95 %.
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
#: Bytes of scores that are sorted at a time.
PIECE = 256 << 20


@dataclass(frozen=True, eq=False, repr=False)
class Statistics:
    """Statistics over samples, for each scenario, demand and category.

    Attributes
    ----------
    n
        int64 (scenarios,): samples that count; singular ones do not.
    mean, deviation, standard_error
        float64 (scenarios, demands, categories): mean, standard deviation (with n − 1), and that over √n.
    quantiles
        float64 (quantiles, scenarios, demands, categories), interpolated linearly between samples.
    probabilities
        Of the quantiles.
    scenarios, demands, categories
        Labels.
    """

    n: NDArray[np.int64]
    mean: Array
    deviation: Array
    standard_error: Array
    quantiles: Array
    probabilities: tuple[float, ...]
    scenarios: Labels
    demands: Labels
    categories: Labels

    def __repr__(self) -> str:
        scenarios, demands, categories = self.mean.shape
        return f"Statistics({scenarios} scenarios × {demands} demands × {categories} categories)"

    def columns(self) -> dict[str, Any]:
        """Return tidy columns, one row per scenario, demand and category."""
        scenarios, demands, categories = self.mean.shape
        cells = demands * categories
        names = np.array(self.demands.ids, dtype=object)
        found: dict[str, Any] = {
            "scenario": np.repeat(np.array(self.scenarios.ids, dtype=object), cells),
            "demand": np.tile(np.repeat(names, categories), scenarios),
            "category": np.tile(np.array(self.categories.ids, dtype=object), scenarios * demands),
            "unit": np.tile(np.array(self.categories.units, dtype=object), scenarios * demands),
            "n": np.repeat(self.n, cells),
            "mean": self.mean.ravel(),
            "standard_deviation": self.deviation.ravel(),
            "standard_error": self.standard_error.ravel(),
        }
        for probability, values in zip(self.probabilities, self.quantiles, strict=True):
            found[f"q{probability:g}"] = values.ravel()
        return found

    def to_pandas(self) -> pandas.DataFrame:
        """Return :meth:`columns` as a table."""
        import pandas

        return pandas.DataFrame(self.columns())


def statistics_of(results: MonteCarloResults, probabilities: Sequence[float]) -> Statistics:
    """Return the statistics; see :meth:`MonteCarloResults.statistics`."""
    wanted = tuple(float(one) for one in probabilities)
    if not all(0.0 <= one <= 1.0 for one in wanted):
        hint = "give probabilities from 0 to 1, as in 0.975"
        raise error("E454", f"{probabilities!r} are no probabilities", "quantiles", hint)
    moments = moments_of(results)
    scenarios, demands, categories = moments.mean.shape
    quantiles = np.full((len(wanted), scenarios, demands, categories), np.nan)
    counted = results.counted
    step = max(1, PIECE // max(1, 8 * counted.size * categories))
    for first in range(0, demands if wanted else 0, step):
        some = slice(first, min(first + step, demands))
        block = results.block(0, results.samples, some)
        for scenario in range(scenarios):
            values = block[counted[:, scenario], scenario]
            if values.size:
                quantiles[:, scenario, some] = np.quantile(values, wanted, axis=0)
    return Statistics(
        moments.n,
        moments.mean,
        moments.deviation,
        moments.standard_error,
        quantiles,
        wanted,
        results.scenario_labels,
        results.demands,
        results.categories,
    )


def moments_of(results: MonteCarloResults) -> Moments:
    """Return mean and variance, read in pieces."""
    _, scenarios, demands, categories = results.shape
    moments = Moments((scenarios, demands, categories))
    step = max(1, PIECE // max(1, 8 * scenarios * demands * categories))
    counted = results.counted
    for first in range(0, results.samples, step):
        last = min(first + step, results.samples)
        moments.add(results.block(first, last), counted[first:last])
    return moments


def counted_of(status: NDArray[np.int8], scenarios: int) -> NDArray[np.bool_]:
    """Return which rows hold scores, bool (samples, scenarios)."""
    return np.asarray((status == RowStatus.SCORED).reshape(-1, scenarios))
