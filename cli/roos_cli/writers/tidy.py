"""Results as columns: tidy (one row per demand, category, price set and year) or wide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from roos.columns import Columns, Words
from roos.price import Costs
from roos.results import Results


def tidy(results: Results, costs: Costs | None = None) -> Columns:
    """Return one row per demand and category, and per price set and year where there are costs.

    Parameters
    ----------
    results, costs
        Of the same demands and categories.

    Returns
    -------
    Columns
        demand, category, unit, score; with costs also price_set, year, price, cost, currency. A category
        without a price has neither price nor cost, which is not the same as a cost of zero.
    """
    demands, categories = results.demands, results.categories
    shape = _shape(results.scores, costs)
    columns: Columns = {
        "demand": _words(demands.ids, shape, 0),
        "category": _words(categories.ids, shape, 1),
        "unit": _words(categories.units, shape, 1),
        "score": np.broadcast_to(results.scores[:, :, None, None], shape).ravel(),
    }
    return columns if costs is None else columns | _cost_part(costs, shape)


def cost_columns(costs: Costs) -> Columns:
    """Return the costs alone: demand, category, price_set, year, price, cost, currency."""
    shape = costs.values.shape
    names: Columns = {
        "demand": _words(costs.demands.ids, shape, 0),
        "category": _words(costs.categories.ids, shape, 1),
    }
    return names | _cost_part(costs, shape)


def wide(results: Results, costs: Costs | None = None) -> Columns:
    """Return one row per demand: a score per category, and the two totals of each price set and year."""
    columns: Columns = {
        "demand": Words(np.arange(len(results.demands), dtype=np.int32), results.demands.ids),
    }
    for k, name in enumerate(results.categories.ids):
        columns[f"{name} [{results.categories.units[k]}]"] = results.scores[:, k]
    if costs is not None:
        totals = {"total": costs.total(), "total without toxicity": costs.total(toxicity=False)}
        for p, price_set in enumerate(costs.price_sets):
            for y, year in enumerate(costs.years):
                for word, values in totals.items():
                    title = " ".join(part for part in (word, price_set.name, year) if part)
                    columns[f"{title} [{price_set.currency}]"] = values[:, p, y]
    return columns


def _shape(scores: NDArray[np.float64], costs: Costs | None) -> tuple[int, ...]:
    return (*scores.shape, 1, 1) if costs is None else costs.values.shape


def _words(values: tuple[str, ...], shape: tuple[int, ...], axis: int) -> Words:
    """Return labels of one axis, repeated over the cells of a shape (demand, category, set, year)."""
    along = [1] * len(shape)
    along[axis] = shape[axis]
    codes = np.arange(shape[axis], dtype=np.int32).reshape(along)
    return Words(np.broadcast_to(codes, shape).ravel(), values)


def _cost_part(costs: Costs, shape: tuple[int, ...]) -> Columns:
    return {
        "price_set": _words(tuple(price_set.name for price_set in costs.price_sets), shape, 2),
        "year": _words(costs.years, shape, 3),
        "price": np.broadcast_to(costs.prices[None], shape).ravel(),
        "cost": np.where(costs.priced[None, :, :, None], costs.values, np.nan).ravel(),
        "currency": _words(costs.currencies, shape, 2),
    }
