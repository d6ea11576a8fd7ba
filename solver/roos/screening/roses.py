"""The rose: eight indicators of priced categories in two themes, three of the economy, and the small rose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.colours import ColourClass, colour_class
from roos.screening.costing import ScreeningCosts, ratio
from roos.screening.economy import EconomyIndicator
from roos.screening.pricing import ROSE, ScreeningPrices

Array = NDArray[np.float64]

#: Rings from outside to inside; the caption of Figure 6 names them the other way round.
RINGS = {
    "text": ("people_environment", "economy", "natural_resources"),
    "caption": ("natural_resources", "economy", "people_environment"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sector of the large rose.

    Attributes
    ----------
    name, theme
        E.g. ``"land"`` in ``"natural_resources"``.
    categories
        Positions of its categories.
    baseline, case
        Cost per functional unit.
    relative
        Change of the summed cost, or the mean of the r_k, as the options say; NaN where undefined.
    colour
        Class of the change.
    """

    name: str
    theme: str
    categories: tuple[int, ...]
    baseline: float
    case: float
    relative: float
    colour: ColourClass | None


@dataclass(frozen=True, slots=True)
class SmallRose:
    """Three sectors: CO2, value, raw materials; a number is None where only a class can be said."""

    climate: float
    value: float | None
    resources: float
    climate_colour: ColourClass | None
    value_colour: ColourClass | None
    resources_colour: ColourClass | None


def indicators(
    costs: ScreeningCosts, values: Array, prices: ScreeningPrices, options: ScreeningOptions = DEFAULT
) -> tuple[Indicator, ...]:
    """Return the eight indicators, those without any category left out.

    Parameters
    ----------
    costs
        Of the comparison.
    values
        Relative results r_k, float64 (categories,).
    """
    made = []
    for theme, names in ROSE.items():
        for name in names:
            chosen = tuple(k for k, home in enumerate(prices.indicators) if home == name)
            if not chosen:
                continue
            b, c = float(costs.baseline[list(chosen)].sum()), float(costs.case[list(chosen)].sum())
            if len(chosen) == 1:
                r = float(values[chosen[0]])  # the price cancels, also one of zero
            elif options.indicator == "summed cost":
                r = ratio(b, c)
            else:
                r = mean(values[list(chosen)])
            made.append(Indicator(name, theme, chosen, b, c, r, colour_class(r, options)))
    return tuple(made)


def small_rose(
    rose: Sequence[Indicator],
    economy: Sequence[EconomyIndicator],
    values: Array,
    options: ScreeningOptions = DEFAULT,
) -> SmallRose:
    """Return the three sectors of the small rose."""
    climate = next((one.relative for one in rose if one.name == "climate"), float("nan"))
    section = [one for one in rose if one.theme == "natural_resources"]
    if options.small_rose_resources == "4 indicators":
        resources = mean(np.array([one.relative for one in section]))
    elif options.small_rose_resources == "6 categories":
        resources = mean(values[[k for one in section for k in one.categories]])
    else:
        resources = ratio(sum(one.baseline for one in section), sum(one.case for one in section))
    value = _value(economy, options)
    return SmallRose(
        climate,
        value,
        resources,
        colour_class(climate, options),
        None if value is None else colour_class(value, options),
        colour_class(resources, options),
    )


def mean(values: Array) -> float:
    """Return the mean of the defined values, NaN where there is none."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _value(economy: Sequence[EconomyIndicator], options: ScreeningOptions) -> float | None:
    if options.small_rose_value == "entered":
        entered = [one.percent / 100.0 for one in economy if one.percent is not None]
        return mean(np.array(entered)) if entered else None
    if options.small_rose_value == "scored":
        scored = [-float(one.score) for one in economy if one.score is not None]  # r: negative is better
        return mean(np.array(scored)) if scored else None
    return None
