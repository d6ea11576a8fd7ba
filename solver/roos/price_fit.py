"""How each category of a result gets its prices: as they stand, by a named mapping, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roos.errors import error
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


def fit(
    categories: Labels, sets: Sequence[PriceSet], mapping: CategoryMapping | None = None
) -> tuple[NDArray[np.float64], tuple[PricedCategory, ...]]:
    """Return the prices of some categories in several sets of the same years.

    Parameters
    ----------
    categories
        Of the result; ``categories.extra["model"]`` names each one's characterisation model.
    sets
        At least one; of the same years.
    mapping
        Used instead of the mappings that come with the sets.

    Returns
    -------
    tuple
        float64 (categories, sets, years), money per unit and NaN without a price; and how each came about.

    Raises
    ------
    InputError
        E302 unit differs from the category's, E303 a set fits none of the result's models, or the result
        names none.
    """
    if "model" not in categories.extra:
        raise error(
            "E303",
            "the categories of this result name no characterisation model, so no price fits them",
            where="; ".join(categories.names[:3]),
            hint="build the method with roos.Method.build, which names it",
        )
    prices = np.full((len(categories), len(sets), len(sets[0].years)), np.nan)
    rows: list[PricedCategory] = []
    for p, price_set in enumerate(sets):
        mappings = (mapping,) if mapping is not None else price_set.mappings
        own = {(entry.category, entry.model): entry for entry in price_set.prices}
        fitted = [_fit(k, categories, price_set, own, mappings) for k in range(len(categories))]
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
                prices[k, p] = row.values
    return prices, tuple(rows)


def _fit(
    k: int,
    categories: Labels,
    price_set: PriceSet,
    own: Mapping[tuple[str, str], Price],
    mappings: Sequence[CategoryMapping],
) -> PricedCategory | None:
    identifier, model, unit = categories.ids[k], categories.extra["model"][k], categories.units[k]
    entry = own.get((identifier, model))
    if entry is not None:
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
            row.source_category: own[row.source_category, table.source_model]
            for row in rows
            if (row.source_category, table.source_model) in own
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
