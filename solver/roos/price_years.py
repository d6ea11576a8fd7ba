"""One price set on the years of others: by the name of the year, or as was asked for, and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from roos.errors import Finding, Severity, error
from roos.prices import PriceSet


def aligned(
    price_set: PriceSet, years: Sequence[str], *, interpolate: bool = False, hold: bool = False
) -> tuple[PriceSet, tuple[Finding, ...]]:
    """Return a price set with the years given, and what was done to get there.

    Parameters
    ----------
    years
        Wanted, in this order. A year that the set names is taken by its name, unchanged.
    interpolate
        Years that the set does not name lie on the straight line between the nearest two that it does.
    hold
        A set of a single year, or of none, is used for all years.

    Returns
    -------
    tuple
        The set, and notes: W314 interpolated, W315 one year used for others, W316 years left out.

    Raises
    ------
    InputError
        E306 a year is missing and nothing was asked for, E307 a year outside those of the set, or years that
        are no numbers.
    """
    wanted = tuple(years)
    if wanted == price_set.years:
        return price_set, ()
    if hold and len(price_set.years) == 1:
        return _held(price_set, wanted)
    missing = [year for year in wanted if year not in price_set.years]
    said = []
    if missing and not interpolate:
        raise error(
            "E306",
            f"price set {price_set.name!r} has no prices for {_few(missing)}",
            where=f"its years: {_few(price_set.years) if any(price_set.years) else 'none is named'}",
            hint="name years that all sets have, or ask for interpolate=True (straight lines between years)"
            if len(price_set.years) > 1
            else "ask for hold=True, which uses its one price for all years",
        )
    left = [year for year in price_set.years if year not in wanted]
    if missing:
        said.append(
            _note("W314", price_set, f"{_few(missing)} interpolated between {_few(price_set.years)}", missing)
        )
    if left:
        said.append(_note("W316", price_set, f"{_few(left)} left out", left))
    return _on_lines(price_set, wanted, missing), tuple(said)


def _held(price_set: PriceSet, wanted: tuple[str, ...]) -> tuple[PriceSet, tuple[Finding, ...]]:
    prices = tuple(replace(entry, values=entry.values * len(wanted)) for entry in price_set.prices)
    own = price_set.years[0] or "no year"
    note = _note("W315", price_set, f"its prices of {own} stand for {_few(wanted)}", wanted)
    return replace(price_set, years=wanted, prices=prices), (note,)


def _on_lines(price_set: PriceSet, wanted: tuple[str, ...], missing: list[str]) -> PriceSet:
    """Return the set at the years wanted; those missing on straight lines, the others as they stand."""
    column = {year: y for y, year in enumerate(price_set.years)}
    if missing:
        known = _numbers(price_set, price_set.years)
        asked = _numbers(price_set, missing)
        order = np.argsort(known)
        for year, number in zip(missing, asked, strict=True):
            if not known[order[0]] <= number <= known[order[-1]]:
                raise error(
                    "E307",
                    f"{year} lies outside the years of price set {price_set.name!r}",
                    where=f"its years: {_few(price_set.years)}",
                    hint="prices are never carried beyond the first or last year; add that year to the set",
                )
    prices = []
    for entry in price_set.prices:
        between: dict[str, float] = {}
        if missing:
            values = np.array(entry.values)[order]
            between = dict(zip(missing, np.interp(asked, known[order], values).tolist(), strict=True))
        prices.append(
            replace(
                entry,
                values=tuple(
                    entry.values[column[year]] if year in column else between[year] for year in wanted
                ),
            )
        )
    return replace(price_set, years=wanted, prices=tuple(prices))


def _numbers(price_set: PriceSet, years: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    try:
        numbers = np.array([float(year) for year in years])
    except ValueError:
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise error(
            "E307",
            "only years that are numbers can be interpolated",
            where=f"price set {price_set.name!r}: {_few(years)}",
            hint="name years such as 2030, or align the sets by name",
        )
    return numbers


def _few(years: Sequence[str], most: int = 6) -> str:
    shown = list(years) if len(years) <= most else [*years[: most - 2], "…", years[-1]]
    return ", ".join(shown)


def _note(code: str, price_set: PriceSet, what: str, years: Sequence[str]) -> Finding:
    return Finding(
        code, Severity.NOTE, f"price set {price_set.name!r}: {what}", where=price_set.name, count=len(years)
    )
