"""Shadow costs of one comparison: as printed and without toxicity, the largest category named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import Finding, Severity
from roos.labels import Labels
from roos.screening.pricing import ScreeningPrices

Array = NDArray[np.float64]

#: Share of one category from which a single score says little else.
DOMINANT = 0.8


@dataclass(frozen=True, slots=True)
class Total:
    """One single score.

    Attributes
    ----------
    baseline, case
        Money per functional unit.
    relative
        (case − baseline)/baseline; NaN where the baseline costs nothing.
    largest, share
        The category with the largest part of Σ|cost| of both sides, and that part.
    """

    baseline: float
    case: float
    relative: float
    largest: str
    share: float


@dataclass(frozen=True)
class ScreeningCosts:
    """Costs of a comparison.

    Attributes
    ----------
    baseline, case
        float64 (categories,), money per functional unit.
    total, without_toxicity
        The single score of all categories, and without those the price set names as toxicity.
    currency, price_set, mapping
        What the prices are.
    """

    baseline: Array
    case: Array
    total: Total
    without_toxicity: Total
    currency: str
    price_set: str
    mapping: str


def cost(baseline: Array, case: Array, categories: Labels, prices: ScreeningPrices) -> ScreeningCosts:
    """Return the costs of two sides, each float64 (categories,)."""
    b, c = prices.values * baseline, prices.values * case
    return ScreeningCosts(
        b,
        c,
        _total(b, c, categories, np.ones(len(b), dtype=np.bool_)),
        _total(b, c, categories, ~prices.toxic),
        prices.currency,
        prices.name,
        prices.mapping,
    )


def ratio(baseline: float, case: float) -> float:
    """Return (case − baseline)/baseline, NaN where the baseline is not positive."""
    return (case - baseline) / baseline if baseline > 0 else float("nan")


def dominance(costs: ScreeningCosts, where: str) -> tuple[Finding, ...]:
    """Return a warning where one category is most of a single score."""
    if costs.total.share <= DOMINANT:
        return ()
    message = (
        f"{costs.total.largest} is {costs.total.share:.0%} of the cost: the single score says little else"
    )
    hint = "read the total without toxicity, and the categories"
    return (Finding("W416", Severity.WARNING, message, where, hint),)


def _total(b: Array, c: Array, categories: Labels, kept: NDArray[np.bool_]) -> Total:
    size = (np.abs(b) + np.abs(c)) * kept
    k = int(np.argmax(size))
    whole = float(size.sum())
    sides = float((b * kept).sum()), float((c * kept).sum())
    share = float(size[k]) / whole if whole > 0 else 0.0
    return Total(*sides, ratio(*sides), categories.ids[k] if whole > 0 else "", share)
