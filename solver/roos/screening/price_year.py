"""One year of a price set that has several."""

from __future__ import annotations

from dataclasses import replace

from roos.errors import error
from roos.prices import PriceSet


def of_year(prices: PriceSet, year: str | int | None) -> PriceSet:
    """Return the prices of one year; the set itself where no year is asked for.

    Nothing is interpolated: :func:`roos.price_paths.along` makes a set of the years that are wanted.

    Raises
    ------
    InputError
        E447 the set has no prices of this year, with those it has.
    """
    if year is None:
        return prices
    wanted = str(year)
    if wanted not in prices.years or not wanted:
        years = ", ".join(one for one in prices.years if one)
        hint = f"years of the set: {years}" if years else "its prices are of no year: ask for none"
        raise error("E447", f"{prices.name!r} has no prices of {wanted}", "price set", hint)
    i = prices.years.index(wanted)
    listed = tuple(replace(one, values=(one.values[i],)) for one in prices.prices)
    return replace(prices, years=(wanted,), prices=listed)
