"""From samples to boxes: the distribution per category, or the paired differences of a case."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roos.labels import Labels
from roos.montecarlo.statistics import QUANTILES, Statistics
from roos.sensitivity.comparison import Comparison
from roos_cli.charts.boxes import Boxes
from roos_cli.text import count, percent

Array = NDArray[np.float64]

#: Quantiles that a box needs, in order.
NEEDED = QUANTILES


def of_statistics(
    found: Statistics,
    *,
    scenario: int,
    demands: Sequence[int],
    categories: Sequence[int],
    notes: Sequence[str] = (),
) -> Boxes:
    """Return a box per category of one demand, or per demand of one category.

    Categories of several units are drawn as distances from their medians, in per cent.

    Parameters
    ----------
    scenario, demands, categories
        Positions; several of one of the two last.
    """
    at = np.ix_([scenario], demands, categories)
    quantiles = found.quantiles[:, *at].reshape(len(NEEDED), -1)
    means = found.mean[at].ravel()
    labels = found.categories if len(demands) == 1 else found.demands
    rows = categories if len(demands) == 1 else demands
    unit = _unit(found.categories, categories)
    value = f"score, {unit}" if unit else "score"
    if unit is None:
        middle = quantiles[NEEDED.index(0.5)]
        with np.errstate(all="ignore"):
            whole = np.where(middle == 0, np.nan, np.abs(middle)) / 100
            quantiles, means = (quantiles - middle) / whole, (means - middle) / whole
        value = "distance from the median, per cent of it"
    fixed = found.demands.names[demands[0]] if len(demands) == 1 else found.categories.names[categories[0]]
    under = f", {found.scenarios.ids[scenario]}" if len(found.scenarios) > 1 else ""
    said = (f"{count(int(found.n[scenario]), 'sample')}.", *notes)
    names = tuple(labels.names[i] for i in rows)
    title = f"How uncertain: {fixed}{under}"
    return Boxes(names, quantiles, means, (), title, value, said, zero=unit is None, cut=unit is None)


def of_comparison(
    found: Comparison,
    *,
    other: int,
    cases: Sequence[int],
    categories: Sequence[int],
    notes: Sequence[str] = (),
) -> Boxes:
    """Return a box of differences per category of one case, or per case of one category.

    Differences are relative, (case − baseline)/|baseline| in per cent, where units are several; beside each
    box stands in how many samples the case is lower, with its interval.
    """
    at = np.ix_(cases, [other], categories)
    unit = _unit(found.categories, categories)
    if unit is None:
        quantiles, value = 100 * found.relative[:, *at], "difference, per cent of the baseline"
        means = np.full(len(cases) * len(categories), np.nan)
    else:
        quantiles, means = found.quantiles[:, *at], found.mean[at].ravel()
        value = f"difference, {unit}" if unit else "difference"
    low, high = (end[at].ravel() for end in found.interval)
    beside = tuple(
        f"lower in {percent(p)} ({100 * a:.0f}–{100 * b:.0f} %)"
        for p, a, b in zip(found.probability[at].ravel(), low, high, strict=True)
    )
    labels, rows = (found.categories, categories) if len(cases) == 1 else (found.cases, cases)
    one = found.categories.names[categories[0]]
    title = f"{found.cases.names[cases[0]]} against {found.baseline}"
    title = title if len(cases) == 1 else f"{one[:1].upper()}{one[1:]}: against {found.baseline}"
    n = found.n[cases, other]
    said = (f"{count(int(n.min()), 'sample')}, of the same draws; below zero the case is lower.", *notes)
    return Boxes(
        tuple(labels.names[i] for i in rows),
        quantiles.reshape(len(NEEDED), -1),
        means,
        beside,
        title,
        value,
        said,
        zero=True,
        cut=unit is None,
    )


def _unit(categories: Labels, chosen: Sequence[int]) -> str | None:
    """Return the one unit of some categories, or None where they have several."""
    units = {categories.units[i] for i in chosen}
    return units.pop() if len(units) == 1 else None
