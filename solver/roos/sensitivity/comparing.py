"""From the samples of a run to a comparison of demands or scenarios, in one call."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.labels import Labels
from roos.montecarlo.results import MonteCarloResults
from roos.montecarlo.statistics import QUANTILES
from roos.sensitivity.comparison import Comparison
from roos.sensitivity.paired import Paired

Array = NDArray[np.float64]

AXES = ("demand", "scenario")


def compare(
    results: MonteCarloResults,
    *,
    baseline: str,
    cases: Sequence[str] | None = None,
    axis: str = "demand",
    quantiles: Sequence[float] = QUANTILES,
    confidence: float = 0.95,
) -> Comparison:
    """Compare cases with a baseline, sample by sample: what they share cancels.

    All demands and scenarios of a sample have the same draws, so a difference holds only the uncertainty of
    what differs. The probability that a case beats its baseline is the part of the samples in which its score
    is lower.

    Parameters
    ----------
    results
        Of :func:`roos.monte_carlo`, in memory or in a store.
    baseline
        Id of a demand, or name of a scenario.
    cases
        Likewise; all others by default.
    axis
        ``"demand"`` or ``"scenario"``.
    quantiles
        Probabilities from 0 to 1.
    confidence
        Of the interval around the probability.

    Raises
    ------
    InputError
        E117 wrong arguments, E175 nothing to compare, E201 or E401 an unknown case or baseline.

    Examples
    --------
    ``roos.compare(results, baseline="bus").to_pandas()`` has a row per demand, scenario and category.
    """
    if not isinstance(results, MonteCarloResults):
        hint = "give what roos.monte_carlo returns"
        raise error("E117", f"samples are needed, not {type(results).__name__}", "roos.compare", hint)
    if axis not in AXES:
        raise error("E117", f"axis is {axis!r}", "roos.compare", "use one of " + "; ".join(AXES))
    wanted = tuple(_share(one, "quantiles") for one in quantiles)
    if not 0.0 < _share(confidence, "confidence") < 1.0:
        raise error("E117", f"confidence is {confidence!r}", "roos.compare", "give one such as 0.95")
    labels = {"demand": results.demands, "scenario": results.scenario_labels}
    own, other = labels[axis], labels[AXES[1 - AXES.index(axis)]]
    base, chosen = _chosen(own, baseline, cases)
    found = [
        [_paired(results, axis, case, base, item, wanted) for item in range(len(other))] for case in chosen
    ]

    def array(name: str) -> NDArray[np.generic]:
        return np.array([[getattr(one, name) for one in row] for row in found])

    return Comparison(
        axis,
        own.ids[base],
        own.take(chosen),
        Labels(other.kind, other.ids, other.names),
        results.categories,
        array("n").astype(np.int64),
        array("mean").astype(np.float64),
        array("deviation").astype(np.float64),
        np.moveaxis(array("quantiles").astype(np.float64), 2, 0),
        np.moveaxis(array("relative").astype(np.float64), 2, 0),
        wanted,
        array("lower").astype(np.int64),
        array("ties").astype(np.int64),
        array("correlation").astype(np.float64),
        confidence,
    )


def _share(value: float, name: str) -> float:
    number = isinstance(value, (int, float, np.floating)) and not isinstance(value, bool)
    if not number or not 0.0 <= value <= 1.0:
        raise error("E117", f"{name}: {value!r} is no probability", "roos.compare", "give one from 0 to 1")
    return float(value)


def _chosen(labels: Labels, baseline: str, cases: Sequence[str] | None) -> tuple[int, list[int]]:
    base = labels.position(baseline, where="baseline")
    names = [cases] if isinstance(cases, str) else cases
    if names is None:
        chosen = [i for i in range(len(labels)) if i != base]
    else:
        chosen = [labels.position(name, where="cases") for name in names]
    if not chosen or base in chosen:
        what = "a case is the baseline itself" if base in chosen else f"there is only one {labels.kind}"
        raise error("E175", what, f"baseline {baseline!r}", "name another case, or draw samples of several")
    return base, chosen


def _paired(
    results: MonteCarloResults, axis: str, case: int, base: int, item: int, probabilities: tuple[float, ...]
) -> Paired:
    """Return the comparison of one case for one item of the other axis."""
    counted = results.counted
    if axis == "demand":
        both = counted[:, item]
        one, other = (_column(results, item, demand)[both] for demand in (case, base))
    else:
        both = counted[:, case] & counted[:, base]
        one, other = (_column(results, scenario, item)[both] for scenario in (case, base))
    return Paired.of(one, other, probabilities)


def _column(results: MonteCarloResults, scenario: int, demand: int) -> Array:
    """Return the samples of one scenario and demand, float64 (samples, categories)."""
    return results.block(0, results.samples, slice(demand, demand + 1))[:, scenario, 0]
