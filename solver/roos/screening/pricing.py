"""Prices of the categories of a screening: the printed 2008 list, or its mapping to 2016, never a mixture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import RoosError, error
from roos.labels import Labels
from roos.price_fit import PricedCategory, fit
from roos.prices import PriceSet
from roos.screening.choices import DEFAULT, ScreeningOptions

Array = NDArray[np.float64]

#: Of the rose: theme, its indicators in the order of the report.
ROSE: dict[str, tuple[str, ...]] = {
    "natural_resources": ("minerals", "fossil", "water", "land"),
    "people_environment": ("climate", "air_water_soil", "ecotox", "human_tox"),
}
TRANSFORMATION = "natural_land_transformation"


@dataclass(frozen=True)
class ScreeningPrices:
    """One price per category, with the indicator it is shown under.

    Attributes
    ----------
    values
        float64 (categories,), money per unit; 0 without a price.
    indicators
        Per category; empty without a price.
    toxic
        bool (categories,): left out of the second total.
    currency, name
        Of the price set.
    rows
        How each category got its price, the mapping named.
    """

    values: Array
    indicators: tuple[str, ...]
    toxic: NDArray[np.bool_]
    currency: str
    name: str
    rows: tuple[PricedCategory, ...]

    @property
    def mapping(self) -> str:
        """Name of the mapping that carried the prices to another model, or empty."""
        return next((row.mapping for row in self.rows if row.mapping), "")


def printed_categories(prices: PriceSet) -> Labels:
    """Return the categories that a price set prints, as the labels of a result in its own model."""
    entries = prices.prices
    return Labels(
        "category",
        tuple(one.category for one in entries),
        tuple(one.printed or one.category for one in entries),
        tuple(one.unit for one in entries),
        extra={"model": tuple(one.model for one in entries)},
    )


def screening_prices(
    categories: Labels, prices: PriceSet, options: ScreeningOptions = DEFAULT, *, where: str = ""
) -> ScreeningPrices:
    """Return the price of each category.

    Parameters
    ----------
    categories
        Of the result, each with its model.
    prices
        One year of prices.
    options
        ``category_list``, ``land_transformation``.
    where
        The line that names the price set, for messages.

    Raises
    ------
    InputError
        E432 prices and categories do not go together: another unit, no mapping, or one that was not wanted.
    """
    if len(prices.years) != 1:
        raise _conflict(
            f"{prices.name!r} has prices of {len(prices.years)} years",
            where,
            f"choose one of them: {', '.join(prices.years)}",
        )
    try:
        table, rows = fit(categories, (prices,))
    except RoosError as problem:
        raise error("E432", problem.message, f"{where}; {problem.where}".strip("; "), problem.hint) from None
    mapped = [row for row in rows if row.mapping]
    if mapped and options.category_list != "2016 mapped":
        message = f"{len(mapped)} categories would need the mapping {mapped[0].mapping!r}"
        hint = (
            f"category_list = {options.category_list!r} allows none: take 2008 categories, or '2016 mapped'"
        )
        raise _conflict(message, where, hint)
    if not mapped and options.category_list == "2008 printed" and len(rows) != len(prices.prices):
        missing = sorted({one.category for one in prices.prices} - {row.category for row in rows})
        raise _conflict(f"the printed list is not complete: {', '.join(missing)}", where, "take all of it")
    _one_indicator(rows, prices, where)
    values = np.nan_to_num(table[:, 0, 0], nan=0.0)
    indicators = [""] * len(categories)
    for row in rows:
        k = categories.ids.index(row.category)
        indicators[k] = row.indicator
        if options.land_transformation == "drop" and row.sources == (TRANSFORMATION,):
            values[k] = 0.0
    toxic = np.array([name in prices.toxicity for name in indicators], dtype=np.bool_)
    return ScreeningPrices(values, tuple(indicators), toxic, prices.currency, prices.name, rows)


def _one_indicator(rows: tuple[PricedCategory, ...], prices: PriceSet, where: str) -> None:
    """Refuse a mapping that puts prices of several indicators on one category: its cost has no place."""
    home = {one.category: one.indicator for one in prices.prices}
    for row in rows:
        homes = sorted({home.get(source, "") for source in row.sources})
        if len(homes) > 1:
            message = f"prices of {' and '.join(homes)} are mapped to one category, {row.category!r}"
            raise _conflict(message, where, f"correct the mapping {row.mapping!r}")


def _conflict(message: str, where: str, hint: str) -> RoosError:
    return error("E432", message, where or "prices", hint)
