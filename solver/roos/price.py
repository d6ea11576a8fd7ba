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
from roos.prices import CategoryMapping, Price, PriceSet


@dataclass(frozen=True, slots=True)
class PricedCategory:
    """How one category of a result got its price: the row that every report prints.

    Attributes
    ----------
    category, model, unit
        Of the result.
    price_set
        Name of the set.
    values
        Money per unit, one per year of the set.
    indicator, theme
        Where the cost is shown.
    sources
        Category ids of the printed prices that were used.
    mapping, rule, quality
        Empty where the price fits as it stands.
    """

    category: str
    model: str
    unit: str
    price_set: str
    values: tuple[float, ...]
    indicator: str
    theme: str
    sources: tuple[str, ...]
    mapping: str = ""
    rule: str = ""
    quality: str = ""


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
        """Return the sum over categories, float64 (demands, price_sets, years).

        Parameters
        ----------
        toxicity
            Without it the indicators that the price set names as toxicity are left out.
        """
        if toxicity:
            return np.asarray(self.values.sum(axis=1))
        kept = self.values * ~self._toxic()[None, :, :, None]
        return np.asarray(kept.sum(axis=1))

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
    price_sets: PriceSet | Sequence[PriceSet],
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
        One set, or several of the same years.
    mapping
        Used instead of the mappings that come with the sets.

    Raises
    ------
    InputError
        E302 unit differs from the category's, E303 nothing in the set fits the result's models or the
        result names none, E304 sets of different years or of one name, E305 no set, E114 scores that do not
        agree with the labels.
    """
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
    if "model" not in categories.extra:
        raise error(
            "E303",
            "the categories of this result name no characterisation model, so no price fits them",
            where="; ".join(categories.names[:3]),
            hint="build the method with roos.Method.build, which names it",
        )
    years = sets[0].years
    if any(price_set.years != years for price_set in sets):
        raise error(
            "E304",
            "the price sets have different years",
            where=", ".join(s.name for s in sets),
            hint="price with one set at a time",
        )
    tensor = np.full((len(categories), len(sets), len(years)), np.nan)
    rows: list[PricedCategory] = []
    for p, price_set in enumerate(sets):
        mappings = (mapping,) if mapping is not None else price_set.mappings
        fitted = [_fit(k, categories, price_set, mappings) for k in range(len(categories))]
        found = [row for row in fitted if row is not None]
        if not found:
            raise error(
                "E303",
                f"no price of {price_set.name!r} fits a category of this result",
                where="models: " + ", ".join(sorted(set(categories.extra["model"]))),
                hint="use a price set made for this model, or name a mapping",
            )
        rows.extend(found)
        for k, row in enumerate(fitted):
            if row is not None:
                tensor[k, p] = row.values
    priced = ~np.isnan(tensor[:, :, 0])
    values = scores[:, :, None, None] * np.where(np.isnan(tensor), 0.0, tensor)[None]
    costs = Costs(values, tensor, priced, tuple(rows), demands, categories, sets, years, ())
    findings = tuple(cost_findings(costs))
    return Costs(values, tensor, priced, tuple(rows), demands, categories, sets, years, findings)


def _fit(
    k: int, categories: Labels, price_set: PriceSet, mappings: Sequence[CategoryMapping]
) -> PricedCategory | None:
    identifier, model, unit = categories.ids[k], categories.extra["model"][k], categories.units[k]
    for entry in price_set.prices:
        if entry.category == identifier and entry.model == model:
            _same_unit(entry.unit, unit, price_set, categories, k)
            return PricedCategory(
                identifier,
                model,
                unit,
                price_set.name,
                entry.values,
                entry.indicator,
                entry.theme,
                (entry.category,),
            )
    for table in mappings:
        rows = [row for row in table.rows if row.target_category == identifier and model in row.target_models]
        by_source: dict[str, Price] = {
            entry.category: entry for entry in price_set.prices if entry.model == table.source_model
        }
        rows = [row for row in rows if row.source_category in by_source]
        if not rows:
            continue
        values = np.zeros(len(price_set.years))
        for row in rows:
            _same_unit(row.target_unit, unit, price_set, categories, k)
            values += row.factor * np.array(by_source[row.source_category].values)
        first = by_source[rows[0].source_category]
        return PricedCategory(
            identifier,
            model,
            unit,
            price_set.name,
            tuple(values.tolist()),
            first.indicator,
            first.theme,
            tuple(row.source_category for row in rows),
            table.name,
            str(rows[0].rule),
            str(rows[0].quality),
        )
    return None


def _same_unit(priced: str, unit: str, price_set: PriceSet, categories: Labels, k: int) -> None:
    if priced != unit:
        raise error(
            "E302",
            f"the price is per {priced!r}, the category is in {unit!r}",
            where=f"price set {price_set.name!r}, category {categories.describe(k)}",
            hint="a price is never converted: give it per unit of the category",
        )
