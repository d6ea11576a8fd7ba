"""Costs in words and numbers: always per category, and always with and without the toxicity categories."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roos.price import Costs
from roos_cli.screen import Screen
from roos_cli.text import count, figure


def category_shares(costs: Costs, price_set: int, year: int) -> NDArray[np.float64]:
    """Return each category's part of Σ|cost| over all demands, float64 (categories,)."""
    size = np.abs(costs.values[:, :, price_set, year]).sum(axis=0)
    whole = size.sum()
    return np.asarray(size / whole if whole > 0 else size)


def cost_record(costs: Costs) -> dict[str, Any]:
    """Return what ``run.json`` says about costs: totals twice, shares, and where each price came from."""
    sets = []
    for p, price_set in enumerate(costs.price_sets):
        years = []
        for y, year in enumerate(costs.years):
            shares = category_shares(costs, p, y)
            years.append(
                {
                    "year": year,
                    "total_of_all_demands": float(costs.total()[:, p, y].sum()),
                    "total_without_toxicity": float(costs.total(toxicity=False)[:, p, y].sum()),
                    "share_of_category": dict(zip(costs.categories.ids, shares.tolist(), strict=True)),
                }
            )
        sets.append(
            {
                "name": price_set.name,
                "title": price_set.title,
                "currency": price_set.currency,
                "toxicity_indicators": list(price_set.toxicity),
                "years": years,
                "categories": [asdict(row) for row in costs.rows if row.price_set == price_set.name],
                "about": dict(price_set.meta),
            }
        )
    return {"price_sets": sets}


def mapping_names(costs: Costs, price_set: int) -> str:
    """Return the names of the mappings a price set needed, or that none was needed."""
    name = costs.price_sets[price_set].name
    used = sorted({row.mapping for row in costs.rows if row.price_set == name and row.mapping})
    return ", ".join(used) if used else "none (the prices fit as printed)"


def show_costs(screen: Screen, costs: Costs, *, most: int = 5) -> None:
    """Print the categories, both totals, and the dearest demands; the first year where there are several.

    Parameters
    ----------
    most
        Demands to print, the dearest first; none with 0.
    """
    for p, price_set in enumerate(costs.price_sets):
        _show_categories(screen, costs, p)
        total, rest = costs.total()[:, p, 0], costs.total(toxicity=False)[:, p, 0]
        currency = price_set.currency
        screen.say(
            f"Total of {count(len(costs.demands), 'demand')}: {figure(float(total.sum()))} {currency}; "
            f"without the toxicity categories: {figure(float(rest.sum()))} {currency}."
        )
        screen.say(f"Mapping to this result's categories: {mapping_names(costs, p)}.")
        if len(costs.years) > 1:
            screen.say(f"Shown: {costs.years[0]}; the files hold all years ({', '.join(costs.years)}).")
        if not most:
            continue
        dearest = np.argsort(-np.abs(total), kind="stable")[:most]
        show_demand_costs(
            screen, costs, p, dearest.tolist(), "Dearest demands" if len(total) > most else "Demands"
        )


def show_demand_costs(screen: Screen, costs: Costs, price_set: int, demands: list[int], title: str) -> None:
    """Print cost with and without toxicity, and the largest category, of some demands."""
    currency = costs.price_sets[price_set].currency
    total, rest = costs.total()[:, price_set, 0], costs.total(toxicity=False)[:, price_set, 0]
    shares = costs.shares()[:, :, price_set, 0]
    rows = []
    for d in demands:
        k = int(np.argmax(shares[d]))
        rows.append(
            (
                costs.demands.ids[d],
                figure(float(total[d])),
                figure(float(rest[d])),
                f"{costs.categories.names[k]} {100 * shares[d, k]:.0f} %",
            )
        )
    screen.table(
        title,
        ("demand", f"cost, {currency}", f"without toxicity, {currency}", "largest category"),
        rows,
        right=(1, 2),
    )


def _show_categories(screen: Screen, costs: Costs, p: int) -> None:
    """Print price, cost and share of each category, and how its price came about."""
    price_set = costs.price_sets[p]
    by_category = {row.category: row for row in costs.rows if row.price_set == price_set.name}
    shares = category_shares(costs, p, 0)
    sums = costs.values[:, :, p, 0].sum(axis=0)
    rows = []
    for k in np.argsort(-shares, kind="stable").tolist():
        name = costs.categories.names[k]
        row = by_category.get(costs.categories.ids[k])
        if row is None:
            rows.append((name, "no price", "", "", ""))
            continue
        rows.append(
            (
                f"{name} *" if row.indicator in price_set.toxicity else name,
                f"{figure(row.values[0])} /{costs.categories.units[k]}",
                figure(float(sums[k])),
                f"{100 * shares[k]:.1f} %",
                ", ".join(part for part in (row.rule, row.quality) if part) or "fits as it stands",
            )
        )
    currency = price_set.currency
    columns = (
        "category (* toxicity)",
        f"price, {currency}",
        f"cost, {currency}",
        "share of Σ|cost|",
        "mapping",
    )
    title = f"Costs by category, {price_set.title or price_set.name}"
    screen.table(title, columns, rows, right=(1, 2, 3))
