"""What a change can be asked of: mean, cost, an indicator, a category, a quantity; by one name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
from roos.screening.choices import ScreeningOptions
from roos.screening.screened import Screened

Array = NDArray[np.float64]
HEADLINES = ("mean", "cost", "cost_without_toxicity")


def change_of(result: Screened, of: str, options: ScreeningOptions) -> float:
    """Return the relative change of a measure in one result; NaN where undefined.

    Raises
    ------
    InputError
        E433 no such measure, with all there are.
    """
    comparison = result.comparison
    if of == "mean":
        return comparison.mean
    if of == "cost":
        return comparison.costs.total.relative
    if of == "cost_without_toxicity":
        return comparison.costs.without_toxicity.relative
    if of == "resources":
        return comparison.small_rose.resources
    if of == "energy_use" and options.energy_use == "fossil depletion":
        of = "fossil"
    for indicator in comparison.indicators:
        if indicator.name == of:
            return indicator.relative
    if of in comparison.categories:
        return float(comparison.relative[comparison.categories.position(of)])
    for quantity in result.quantities:
        if quantity.name == of:
            return quantity.relative
    raise error("E433", f"no result is called {of!r}", result.name, "there are: " + ", ".join(names(result)))


def names(result: Screened) -> tuple[str, ...]:
    """Return every name that :func:`change_of` knows for a result."""
    return (
        *HEADLINES,
        "resources",
        *(one.name for one in result.comparison.indicators),
        *result.comparison.categories.ids,
        *(one.name for one in result.quantities),
    )


def weights(result: Screened, of: str) -> Array | None:
    """Return weights w so that the measure of one side is w·scores, or None for the mean.

    float64 (categories,): money per unit for costs and indicators, one for a category.
    """
    prices, categories = result.prices, result.comparison.categories
    if of == "mean":
        return None
    if of == "cost":
        return prices.values
    if of == "cost_without_toxicity":
        return np.where(prices.toxic, 0.0, prices.values)
    if of in categories:
        chosen = np.zeros(len(categories))
        chosen[categories.position(of)] = 1.0
        return chosen
    inside = np.array([home == of for home in prices.indicators])
    if inside.sum() == 1:
        return inside.astype(np.float64)
    if inside.any():
        return np.where(inside, prices.values, 0.0)
    known = (*HEADLINES, *dict.fromkeys(prices.indicators), *categories.ids)
    raise error("E433", f"{of!r} cannot be varied to zero", result.name, "there are: " + ", ".join(known))
