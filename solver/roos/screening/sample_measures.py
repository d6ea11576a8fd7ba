"""Every measure of both sides in many samples: categories, costs, the mean of the changes, quantities.

Sums run in a fixed order, sample by sample, so that a sample has the same bits in whichever block it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roos.labels import Labels
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.pricing import ROSE
from roos.screening.relative import relative
from roos.screening.screened import Screened

Array = NDArray[np.float64]

CATEGORY, COST, MEAN, QUANTITY = "category", "cost", "mean", "quantity"
#: Measures beside categories and quantities, in order: id, kind, name.
TOTALS = (
    ("cost", COST, "cost, all categories"),
    ("cost_without_toxicity", COST, "cost without toxicity"),
    ("mean", MEAN, "mean of the relative changes"),
)


class Sides(NamedTuple):
    """Both sides and their difference, each float64 (…, samples).

    The difference is that of the amounts times their profiles: what both sides have in the same amount is not
    in it, and leaves no rounding behind.
    """

    baseline: Array
    case: Array
    difference: Array


class Measures(NamedTuple):
    """Measures of consecutive samples, each float64 (measures, samples).

    The mean has no sides, there baseline and case are NaN; its difference is the mean itself.
    """

    baseline: Array
    case: Array
    difference: Array
    relative: Array


def measures_of(result: Screened) -> Labels:
    """Return what is measured on a result: categories, both costs, the mean, and quantities.

    ``extra["kind"]`` says which of these a measure is; an id that is taken gets its kind behind it.
    """
    categories = result.comparison.categories
    money = result.prices.currency
    listed = zip(categories.ids, categories.names, categories.units, strict=True)
    rows = [(ident, CATEGORY, name, unit) for ident, name, unit in listed]
    rows += [(ident, kind, name, money if kind == COST else "1") for ident, kind, name in TOTALS]
    rows += [(one.name, QUANTITY, one.name.replace("_", " "), one.unit) for one in result.case.quantities]
    ids: list[str] = []
    for ident, kind, _, _ in rows:
        ids.append(f"{ident} ({kind})" if ident in ids else ident)
    _, kinds, names, units = zip(*rows, strict=True)
    return Labels("measure", tuple(ids), names, units, extra={"kind": kinds})


def measured(
    result: Screened, scores: Sides, quantities: Sequence[Sides], options: ScreeningOptions
) -> Measures:
    """Return every measure, in the order of :func:`measures_of`.

    Parameters
    ----------
    scores
        Of the categories, float64 (categories, samples).
    quantities
        Each float64 (samples,).
    """
    prices = result.prices
    changes = change(scores, options)
    totals = [_weighted(scores, w) for w in (prices.values, np.where(prices.toxic, 0.0, prices.values))]
    mean = _mean(result, scores, changes, options)
    nothing = np.full(mean.shape, np.nan)
    rows = [
        *zip(*scores, changes, strict=True),
        *((*one, change(one)) for one in totals),
        (nothing, nothing, mean, mean),
        *((*one, change(one)) for one in quantities),
    ]
    return Measures(*(np.array(column) for column in zip(*rows, strict=True)))


def change(sides: Sides, options: ScreeningOptions = DEFAULT) -> Array:
    """Return the relative change, as :func:`roos.screening.relative.relative` defines it."""
    b, c, d = sides
    found = relative(b.T, c.T, options).T
    if options.zero_baseline == "floor":
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isnan(found), np.nan, d / np.where(b > 0, b, 1.0))


def _weighted(sides: Sides, weights: Array) -> Sides:
    """Return the sum of the categories, each float64 (samples,)."""
    made = []
    for scores in sides:
        total = np.zeros(scores.shape[1])
        for k in np.flatnonzero(weights):
            total += weights[k] * scores[k]
        made.append(total)
    return Sides(*made)


def _mean(result: Screened, scores: Sides, changes: Array, options: ScreeningOptions) -> Array:
    """Return the general result of each sample: over categories, or over indicators."""
    if options.mean_over != "8 indicators":
        return _mean_of(changes)
    prices = result.prices
    rows = []
    for home in (name for names in ROSE.values() for name in names):
        chosen = [k for k, name in enumerate(prices.indicators) if name == home]
        if len(chosen) == 1:
            rows.append(changes[chosen[0]])
        elif chosen and options.indicator == "summed cost":
            inside = np.zeros(len(prices.values))
            inside[chosen] = prices.values[chosen]
            rows.append(change(_weighted(scores, inside)))
        elif chosen:
            rows.append(_mean_of(changes[chosen]))
    return _mean_of(np.array(rows).reshape(len(rows), changes.shape[1]))


def _mean_of(rows: Array) -> Array:
    """Return the mean of the defined rows of each sample, NaN where there is none."""
    total, known = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for row in rows:
        defined = np.isfinite(row)
        total += np.where(defined, row, 0.0)
        known += defined
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total / known)
