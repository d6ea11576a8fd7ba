"""Seeded baskets of products: many demands without a file, for the demonstration."""

from __future__ import annotations

import csv
import io

import numpy as np
from numpy.typing import NDArray

from roos.demand import DemandRow, Demands
from roos.system import System

#: Most products in a basket.
LARGEST = 5

_DIVISIBLE = ("kg", "t", "MJ", "kWh", "MWh", "m3", "t*km")


def baskets(system: System, count: int, seed: int) -> list[DemandRow]:
    """Return rows of ``count`` demands, each of 1 to 5 products with lognormal amounts around one unit.

    Parameters
    ----------
    system
        Only products that some activity makes are asked for (the service of taking waste is demanded by
        negative amounts), and no plants or networks where there are enough other products.
    count, seed
        Number of demands; the same seed gives the same baskets.
    """
    rng = np.random.default_rng(seed)
    goods = _goods(system)
    rows = []
    width = len(str(count))
    for number in range(1, count + 1):
        size = int(rng.integers(1, min(LARGEST, goods.size) + 1))
        chosen = rng.choice(goods, size=size, replace=False)
        amounts = rng.lognormal(mean=0.0, sigma=1.0, size=size)
        for position, amount in zip(chosen.tolist(), amounts.tolist(), strict=True):
            rows.append(
                DemandRow(
                    f"basket {number:0{width}d}",
                    system.products.ids[position],
                    amount,
                    system.products.units[position],
                )
            )
    return rows


def as_csv(rows: list[DemandRow]) -> bytes:
    """Return rows as a demand file that ``roos solve`` reads to the same demands."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("demand", "product", "amount", "unit"))
    writer.writerows((row.demand, row.product, repr(row.amount), row.unit) for row in rows)
    return text.getvalue().encode()


def contents(demands: Demands, position: int) -> str:
    """Return what a demand asks for, in words, the largest amount first."""
    start, end = demands.matrix.indptr[position : position + 2]
    entries = sorted(
        zip(demands.matrix.data[start:end].tolist(), demands.matrix.indices[start:end].tolist(), strict=True),
        key=lambda entry: -abs(entry[0]),
    )
    products = demands.products
    return "; ".join(f"{amount:.3g} {products.units[i]} {products.names[i]}".strip() for amount, i in entries)


def _goods(system: System) -> NDArray[np.int64]:
    """Return positions of the products to draw from, (≤ products,) int64.

    Those that some activity makes; and, where there are enough of them, those sold by mass, volume, energy or
    transport, because a product counted in pieces or metres may be a whole plant or network.
    """
    from roos_inventories.units import normal

    technosphere = system.technosphere
    if technosphere.reference.size and (technosphere.reference >= 0).all():
        amounts = technosphere.matrix[technosphere.reference, np.arange(technosphere.shape[1])]
        made = np.unique(technosphere.reference[np.asarray(amounts) > 0])
    else:
        entries = technosphere.matrix.tocoo()
        made = np.unique(entries.coords[0][entries.data > 0])
    divisible = [i for i in made.tolist() if normal(system.products.units[i]) in _DIVISIBLE]
    return np.array(divisible if len(divisible) >= LARGEST else made, dtype=np.int64)
