"""Both sides of a result in many samples: amounts times profiles, and every measure of them.

Sums run in a fixed order, sample by sample, so that a sample has the same bits in whichever block it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.labels import Labels
from roos.screening.amounts import SideModel
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.drawing import Drawn, evaluated, overrides
from roos.screening.model import Quantity
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


@dataclass(frozen=True, eq=False)
class Block:
    """Measures of consecutive samples.

    Attributes
    ----------
    baseline, case, relative
        float64 (measures, samples); the mean has no sides, there they are NaN.
    turned
        int64 (2, uses): samples in which the amount of a use has the other sign than without uncertainty, of
        baseline and case.
    """

    baseline: Array
    case: Array
    relative: Array
    turned: NDArray[np.int64]


def block_of(
    result: Screened,
    drawn: Drawn,
    given: frozenset[str],
    profiles: Array,
    first: int,
    count: int,
    options: ScreeningOptions,
) -> Block:
    """Measure one result in consecutive samples.

    Parameters
    ----------
    drawn
        Draws by identity of the number, float64 (count,).
    given
        Names of numbers from the user, which are certain.
    profiles
        Scores of one unit of the dataset of each use, float64 (uses, categories, count), or (…, 1) where the
        background is certain.
    first
        Number of the first sample.
    """
    sides, quantities, turned = [], [], []
    for model in result.models:
        values = overrides(model, drawn, given)
        amounts = evaluated(model.amounts, values, first)
        sides.append(_scores(amounts, profiles * result.scale, count))
        turned.append(_turned(amounts, model.amounts()))
        quantities.append(
            [_quantity(model, one, values, first, count) * result.scale for one in result.case.quantities]
        )
    b, c = sides
    r = relative(b.T, c.T, options).T
    rows_b, rows_c, rows_r = list(b), list(c), list(r)
    prices = result.prices
    for priced in (prices.values, np.where(prices.toxic, 0.0, prices.values)):
        rows_b.append(_weighted(b, priced))
        rows_c.append(_weighted(c, priced))
        rows_r.append(relative(rows_b[-1], rows_c[-1], DEFAULT))
    nothing = np.full(count, np.nan)
    rows_b.append(nothing)
    rows_c.append(nothing)
    rows_r.append(_mean(result, b, c, r, options))
    for of_b, of_c in zip(*quantities, strict=True):
        rows_b.append(of_b)
        rows_c.append(of_c)
        rows_r.append(relative(of_b, of_c, DEFAULT))
    return Block(np.array(rows_b), np.array(rows_c), np.array(rows_r), np.array(turned))


def _scores(amounts: Array, profiles: Array, count: int) -> Array:
    """Return float64 (categories, samples): the uses added up in their order."""
    scores = np.zeros((profiles.shape[1], count))
    for use in range(profiles.shape[0]):
        amount = amounts[..., use]
        if np.any(amount):
            scores += profiles[use] * amount
    return scores


def _turned(amounts: Array, static: Array) -> NDArray[np.int64]:
    found = np.sign(np.atleast_2d(amounts)) * np.sign(static) < 0
    return np.asarray(found.sum(axis=0), dtype=np.int64)


def _quantity(
    model: SideModel, quantity: Quantity, values: Mapping[str, float | Array], first: int, count: int
) -> Array:
    found = evaluated(lambda at: quantity.amount.evaluate(model.values(at)), values, first)
    return np.array(np.broadcast_to(found, (count,)))


def _weighted(scores: Array, weights: Array) -> Array:
    total = np.zeros(scores.shape[1])
    for k in np.flatnonzero(weights):
        total += weights[k] * scores[k]
    return total


def _mean(result: Screened, b: Array, c: Array, r: Array, options: ScreeningOptions) -> Array:
    """Return the general result of each sample: over categories, or over indicators."""
    if options.mean_over != "8 indicators":
        return _mean_of(r)
    prices = result.prices
    rows = []
    for home in dict.fromkeys(name for name in prices.indicators if name):
        chosen = [k for k, name in enumerate(prices.indicators) if name == home]
        if len(chosen) == 1:
            rows.append(r[chosen[0]])
        elif options.indicator == "summed cost":
            inside = np.zeros(len(prices.values))
            inside[chosen] = prices.values[chosen]
            rows.append(relative(_weighted(b, inside), _weighted(c, inside), DEFAULT))
        else:
            rows.append(_mean_of(r[chosen]))
    return _mean_of(np.array(rows).reshape(len(rows), -1))


def _mean_of(rows: Array) -> Array:
    """Return the mean of the defined rows of each sample, NaN where there is none."""
    total, known = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for row in rows:
        defined = np.isfinite(row)
        total += np.where(defined, row, 0.0)
        known += defined
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total / known)
