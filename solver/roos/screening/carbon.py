"""CO2 as a driver: at which price of a kilogram an innovation pays, and along a path of prices.

A tax is money that somebody pays; the shadow price of climate change stands for damage. The two are never
added up, and results say which one they speak of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roos.errors import error
from roos.screening.screened import Screened

CLIMATE = "climate_change"


@dataclass(frozen=True, slots=True)
class CarbonPrice:
    """Break-even prices of one result, per kilogram of CO2-eq.

    Attributes
    ----------
    saved
        Kilograms saved per functional unit; negative where the case emits more.
    extra_cost
        What the innovation costs more per functional unit, from the user, or None.
    tax
        Price from which the saved CO2 pays the extra cost: extra_cost / saved. None without an extra cost,
        NaN where nothing is saved.
    shadow
        Price of climate change at which the whole environmental cost is equal, the other shadow prices as
        they are: −Σ p_k Δ_k / Δ_climate over k ≠ climate; and the same without toxicity. NaN where nothing
        depends on it. Positive where CO2 and the rest pull in opposite ways.
    current
        Shadow price in the set.
    currency
        Of all of them.
    """

    saved: float
    extra_cost: float | None
    tax: float | None
    shadow: float
    shadow_without_toxicity: float
    current: float
    currency: str


@dataclass(frozen=True, slots=True)
class CarbonYear:
    """One year of a price path: what the saved CO2 is worth, and what the innovation may cost more."""

    year: str
    price: float
    saved: float
    worth: float
    pays: bool | None


def carbon_price(result: Screened, extra_cost: float | None = None) -> CarbonPrice:
    """Return the break-even prices of CO2 of a result.

    Parameters
    ----------
    extra_cost
        Money per functional unit that the case costs more than the baseline; negative where it is cheaper.

    Raises
    ------
    InputError
        E433 a background without climate change.
    """
    comparison, prices = result.comparison, result.prices
    if CLIMATE not in comparison.categories:
        raise error("E433", "the background has no climate change", result.name)
    k = comparison.categories.position(CLIMATE)
    delta = comparison.case - comparison.baseline
    saved = -float(delta[k])
    rest = prices.values * delta
    rest[k] = 0.0
    shadow = [
        -float((rest * kept).sum()) / float(delta[k]) if delta[k] else float("nan")
        for kept in (np.ones(len(rest)), ~prices.toxic)
    ]
    tax = None if extra_cost is None else (extra_cost / saved if saved > 0 else float("nan"))
    return CarbonPrice(saved, extra_cost, tax, shadow[0], shadow[1], float(prices.values[k]), prices.currency)


def along_path(
    saved: Mapping[str, float], path: Mapping[str, float], extra_cost: float | None = None
) -> tuple[CarbonYear, ...]:
    """Return what saved CO2 is worth each year.

    Parameters
    ----------
    saved
        Kilograms saved per functional unit by year: constant, or from futures.
    path
        Price per kilogram by year; years in between are interpolated, none beyond its ends.
    extra_cost
        Of the innovation, per functional unit.

    Raises
    ------
    InputError
        E445 an empty path, or a year outside it.
    """
    if not path:
        raise error("E445", "the price path has no year", hint="give year and price per kilogram")
    known = sorted((float(year), price) for year, price in path.items())
    years, prices = zip(*known, strict=True)
    made = []
    for year, kilograms in saved.items():
        if not years[0] <= float(year) <= years[-1]:
            message = (
                f"the price path ends before {year}" if float(year) > years[-1] else f"{year} is before it"
            )
            raise error("E445", message, f"path from {years[0]:.0f} to {years[-1]:.0f}", "extend the path")
        price = float(np.interp(float(year), years, prices))
        worth = price * kilograms
        made.append(
            CarbonYear(year, price, kilograms, worth, None if extra_cost is None else worth >= extra_cost)
        )
    return tuple(made)
