"""One baseline against one case: the whole arithmetic of the method, from two score vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, error
from roos.labels import Labels
from roos.screening.choices import DEFAULT, ScreeningOptions
from roos.screening.colours import ColourClass, colour_class
from roos.screening.costing import ScreeningCosts, cost, dominance
from roos.screening.economy import EconomyIndicator
from roos.screening.pricing import ScreeningPrices
from roos.screening.relative import Summary, relative, summarise, undefined_finding
from roos.screening.roses import Indicator, SmallRose, indicators, mean, small_rose

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Everything the method says of one baseline and one case.

    Attributes
    ----------
    categories
        Labels, with units and models.
    baseline, case
        Scores per functional unit, float64 (categories,).
    relative
        r_k = (c_k − b_k)/b_k, float64 (categories,), NaN where undefined; negative is better.
    mean
        The general result as the options define it: over categories or over indicators.
    summary
        Over the categories, whatever the options say.
    costs, indicators, economy, small_rose, colours
        See :mod:`roos.screening`; one colour class per category.
    findings
        W415 categories left out of the mean, W416 one category is most of the cost.
    """

    categories: Labels
    baseline: Array
    case: Array
    relative: Array
    mean: float
    summary: Summary
    costs: ScreeningCosts
    indicators: tuple[Indicator, ...]
    economy: tuple[EconomyIndicator, ...]
    small_rose: SmallRose
    colours: tuple[ColourClass | None, ...]
    findings: tuple[Finding, ...]

    def indicator(self, name: str) -> Indicator:
        """Return the indicator of a name; E433 where there is none."""
        for one in self.indicators:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.indicators)
        raise error("E433", f"no indicator is called {name!r}", name, f"there are: {known}")


def compare(
    baseline: Array,
    case: Array,
    categories: Labels,
    prices: ScreeningPrices,
    options: ScreeningOptions = DEFAULT,
    *,
    economy: Sequence[EconomyIndicator] = (),
    where: str = "",
) -> Comparison:
    """Compare two sides.

    Parameters
    ----------
    baseline, case
        Scores, float64 (categories,), not overwritten.
    categories, prices
        As from :func:`roos.screening.screening_prices`.
    options
        Choices where the method leaves some.
    economy
        Judged already.
    where
        Names of case and scenario, for messages.

    Examples
    --------
    >>> import numpy as np
    >>> from roos import Labels
    >>> from roos.screening.pricing import ScreeningPrices
    >>> categories = Labels("category", ("climate", "dust"))
    >>> prices = ScreeningPrices(
    ...     np.array([1.0, 3.0]), ("climate", "air_water_soil"), np.array([False, False]), "EUR", "mine", ())
    >>> result = compare(np.array([4.0, 2.0]), np.array([3.0, 2.0]), categories, prices)
    >>> result.relative.tolist(), result.mean, result.costs.total.relative
    ([-0.25, 0.0], -0.125, -0.1)
    """
    b = np.array(baseline, dtype=np.float64)
    c = np.array(case, dtype=np.float64)
    if b.shape != (len(categories),) or c.shape != b.shape:
        raise error("E114", f"scores {b.shape} and {c.shape} for {len(categories)} categories", where)
    r = relative(b, c, options)
    summary = summarise(r, categories)
    costs = cost(b, c, categories, prices)
    rose = indicators(costs, r, prices, options)
    by_indicator = mean(np.array([one.relative for one in rose]))
    return Comparison(
        categories,
        b,
        c,
        r,
        by_indicator if options.mean_over == "8 indicators" else summary.mean,
        summary,
        costs,
        rose,
        tuple(economy),
        small_rose(rose, economy, r, options),
        tuple(colour_class(float(one), options) for one in r),
        (*undefined_finding(summary, where), *dominance(costs, where)),
    )
