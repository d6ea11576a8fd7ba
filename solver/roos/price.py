"""Costs: scores times prices, always with the mapping and the largest category named.

cost[d, k, p, y] = P[k, p, y] · h[d, k]; a price path is one product, never a new solve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.cost_findings import cost_findings
from roos.errors import Finding, error
from roos.labels import Labels
from roos.price_fit import PricedCategory, fit
from roos.price_paths import PricePaths
from roos.prices import CategoryMapping, PriceSet

__all__ = ["Costs", "PricedCategory", "price"]


@dataclass(frozen=True)
class Costs:
    """Costs per demand, category, price set and year.

    Attributes
    ----------
    values
        float64 (demands, categories, price_sets, years); 0 where a category has no price, which
        ``priced`` tells apart. Money in ``currency``.
    prices
        float64 (categories, price_sets, years): money per unit of category, NaN without a price.
    priced
        bool (categories, price_sets).
    rows
        How each category got its price.
    currencies
        One per price set.
    findings
        W311 one category dominates, W312 categories without a price, W313 mapping used.
    """

    values: NDArray[np.float64]
    prices: NDArray[np.float64]
    priced: NDArray[np.bool_]
    rows: tuple[PricedCategory, ...]
    demands: Labels
    categories: Labels
    price_sets: tuple[PriceSet, ...]
    years: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currency of each price set."""
        return tuple(price_set.currency for price_set in self.price_sets)

    def total(self, *, toxicity: bool = True) -> NDArray[np.float64]:
        """Return the sum over categories in their order, float64 (demands, price_sets, years).

        Parameters
        ----------
        toxicity
            Without it the indicators that the price set names as toxicity are left out.
        """
        kept = self.values if toxicity else self.values * ~self._toxic()[None, :, :, None]
        whole = np.zeros_like(self.values[:, 0])
        for k in range(len(self.categories)):  # NumPy's sum takes another order where it finds one faster
            whole += kept[:, k]
        return whole

    def by(self, group: str) -> dict[str, NDArray[np.float64]]:
        """Return sums per ``"indicator"`` or ``"theme"``, each float64 (demands, price_sets, years)."""
        if group not in ("indicator", "theme"):
            raise error("E117", f"costs are grouped by 'indicator' or 'theme', not {group!r}")
        sums: dict[str, NDArray[np.float64]] = {}
        for row in self.rows:
            k = self.categories.ids.index(row.category)
            p = self._set_position(row.price_set)
            key = getattr(row, group) or "other"
            into = sums.setdefault(key, np.zeros(self.values[:, 0].shape))
            into[:, p] += self.values[:, k, p]
        return sums

    def shares(self) -> NDArray[np.float64]:
        """Return each category's part of Σ|cost|, float64 (demands, categories, price_sets, years)."""
        size = np.abs(self.values)
        whole = size.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(size, whole, out=np.zeros_like(size), where=whole > 0))

    def _toxic(self) -> NDArray[np.bool_]:
        toxic = np.zeros(self.priced.shape, dtype=bool)
        for row in self.rows:
            p = self._set_position(row.price_set)
            toxic[self.categories.ids.index(row.category), p] = row.indicator in self.price_sets[p].toxicity
        return toxic

    def _set_position(self, name: str) -> int:
        return [price_set.name for price_set in self.price_sets].index(name)


def price(
    scores: NDArray[np.float64],
    demands: Labels,
    categories: Labels,
    price_sets: PriceSet | PricePaths | Sequence[PriceSet],
    *,
    mapping: CategoryMapping | None = None,
) -> Costs:
    """Return costs of scores.

    Parameters
    ----------
    scores
        float64 (demands, categories), not overwritten.
    demands, categories
        Labels of the scores; ``categories.extra["model"]`` names each category's model.
    price_sets
        One set, several of the same years, or price paths, whose findings are passed on.
    mapping
        Used instead of the mappings that come with the sets.

    Raises
    ------
    InputError
        E302 unit differs from the category's, E303 nothing in the set fits the result's models or the
        result names none, E304 sets of different years or of one name, E305 no set, E114 scores that do not
        agree with the labels.
    """
    said = price_sets.findings if isinstance(price_sets, PricePaths) else ()
    sets = (price_sets,) if isinstance(price_sets, PriceSet) else tuple(price_sets)
    if not sets:
        raise error("E305", "no price set was given")
    names = [price_set.name for price_set in sets]
    if len(set(names)) != len(names):  # sums and findings tell the sets apart by name
        raise error(
            "E304", "two price sets have one name", where=", ".join(names), hint="give each a name of its own"
        )
    if scores.shape != (len(demands), len(categories)):
        raise error(
            "E114",
            f"scores of shape {scores.shape} for {len(demands)} demands and {len(categories)} categories",
        )
    years = sets[0].years
    if any(price_set.years != years for price_set in sets):
        raise error(
            "E304",
            "the price sets have different years",
            where=", ".join(s.name for s in sets),
            hint="price with one set at a time, or bring them to one list of years with roos.PricePaths.of",
        )
    tensor, rows = fit(categories, sets, mapping)
    priced = ~np.isnan(tensor[:, :, 0])
    values = scores[:, :, None, None] * np.where(np.isnan(tensor), 0.0, tensor)[None]
    costs = Costs(values, tensor, priced, rows, demands, categories, sets, years, ())
    findings = (*said, *cost_findings(costs))
    return Costs(values, tensor, priced, rows, demands, categories, sets, years, findings)
